//! The comparison as CSV, JSON and a table.

use std::collections::BTreeMap;
use std::path::Path;

use super::predict::Outcome;
use super::score::{Group, Score, scores};
use crate::answer;
use crate::args::Common;
use crate::csv::{number, row};
use crate::failure::Failure;
use crate::grid::{self, left, right};
use crate::page::{WIDTH, wrap};

const HEADER: &str = "row,kind,model,hardware,unit,measured,p5,p50,p95,ratio,inside,skipped\n";

/// One line per row of the table of measurements.
pub(super) fn csv(outcomes: &[Outcome]) -> String {
    let mut text = HEADER.to_owned();
    for o in outcomes {
        let at = o.row.to_string();
        let line = match &o.result {
            Ok(c) => {
                let [measured, p5, p50, p95, ratio] =
                    [c.measured, c.ours.p5, c.ours.p50, c.ours.p95, c.ratio()].map(number);
                let inside = if c.inside() { "true" } else { "false" };
                row(&[
                    &at,
                    &o.kind,
                    &o.model,
                    &o.hardware,
                    c.unit,
                    &measured,
                    &p5,
                    &p50,
                    &p95,
                    &ratio,
                    inside,
                    "",
                ])
            }
            Err(why) => row(&[
                &at,
                &o.kind,
                &o.model,
                &o.hardware,
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                why,
            ]),
        };
        text.push_str(&line);
    }
    text
}

/// Rows and statistics; `unnoted` leaves out rows with a note.
pub(super) fn json(outcomes: &[Outcome]) -> Result<String, Failure> {
    let rows: Vec<_> = outcomes.iter().map(json_row).collect();
    let groups = |scores: Vec<(Group, Score)>| -> Vec<_> {
        let one = |(group, score)| serde_json::json!({ "group": group, "score": score });
        scores.into_iter().map(one).collect()
    };
    answer::json(&serde_json::json!({
        "polder": env!("CARGO_PKG_VERSION"),
        "method": polder::report::METHOD,
        "data_sha256": polder::data::DATA_SHA256,
        "summary": {
            "all": groups(scores(outcomes.iter())),
            "unnoted": groups(scores(outcomes.iter().filter(|o| !o.noted))),
            "skipped": reasons(outcomes),
        },
        "rows": rows,
    }))
}

fn json_row(o: &Outcome) -> serde_json::Value {
    let mut value = serde_json::json!({
        "row": o.row, "kind": o.kind, "basis": o.basis, "model": o.model, "hardware": o.hardware,
        "class": o.class, "precision": o.precision, "stack": o.stack, "noted": o.noted,
    });
    let more = match &o.result {
        Ok(c) => serde_json::json!({
            "unit": c.unit, "measured": c.measured,
            "p5": c.ours.p5, "p50": c.ours.p50, "p95": c.ours.p95,
            "ratio": c.ratio(), "inside": c.inside(),
        }),
        Err(why) => serde_json::json!({ "skipped": why }),
    };
    if let (Some(value), serde_json::Value::Object(more)) = (value.as_object_mut(), more) {
        value.extend(more);
    }
    value
}

/// How many rows each reason kept out.
fn reasons(outcomes: &[Outcome]) -> BTreeMap<&str, usize> {
    let mut reasons = BTreeMap::new();
    for o in outcomes {
        if let Err(why) = &o.result {
            *reasons.entry(why.as_str()).or_insert(0) += 1;
        }
    }
    reasons
}

/// Statistics for people.
pub(super) fn table(file: &Path, outcomes: &[Outcome], common: &Common) -> String {
    let lang = common.lang;
    let compared = outcomes.iter().filter(|o| o.result.is_ok()).count();
    let mut lines = wrap(
        &lang.pick(
            format!(
                "{}: {compared} of {} rows compared",
                file.display(),
                outcomes.len()
            ),
            format!(
                "{}: {compared} van {} regels vergeleken",
                file.display(),
                outcomes.len()
            ),
        ),
        "",
        "  ",
    );
    let blocks = [
        (
            lang.pick("Rows without a note", "Regels zonder opmerking"),
            scores(outcomes.iter().filter(|o| !o.noted)),
        ),
        (
            lang.pick("All rows", "Alle regels"),
            scores(outcomes.iter()),
        ),
    ];
    for (title, scores) in blocks {
        if !scores.is_empty() {
            lines.push(String::new());
            lines.extend(block(title, &scores));
        }
    }
    if !common.quiet {
        lines.extend(skipped(
            outcomes,
            lang.pick("Not compared", "Niet vergeleken"),
        ));
        let legend = lang.pick(
            "err: median of |ours / measured − 1|; x1.5, x2: share within that factor; bias: mean error in logarithms; cover: share inside our 90 % band: all in %. width: median p95 / p5. `--format json` adds bins of batch, `--format csv` the rows.",
            "err: mediaan van |wij / gemeten − 1|; x1.5, x2: deel binnen die factor; bias: gemiddelde fout in logaritmen; cover: deel binnen onze band van 90 %: alles in %. width: mediaan van p95 / p5. `--format json` geeft ook groepen naar batch, `--format csv` de regels.",
        );
        lines.push(String::new());
        lines.extend(wrap(legend, "", ""));
    }
    lines.join("\n") + "\n"
}

fn block(title: &str, scores: &[(Group, Score)]) -> Vec<String> {
    let head = [
        title, "n", "err", "x1.5", "x2", "bias", "R2", "cover", "width",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for (at, (group, s)) in scores.iter().enumerate() {
        // A group that is all of the wider one above it says nothing new.
        let repeats = scores[..at]
            .iter()
            .any(|(wider, w)| w.n == s.n && group.is_part_of(wider));
        if repeats || !group.batch.is_empty() {
            continue;
        }
        rows.push(vec![
            name(group),
            s.n.to_string(),
            percent(s.median_abs_error),
            percent(s.within_1_5),
            percent(s.within_2),
            format!("{:+.0}", 100.0 * s.bias),
            r2(s),
            percent(s.coverage),
            format!("{:.1}", s.width),
        ]);
    }
    let mut columns = vec![left(29)];
    columns.extend([4, 4, 4, 4, 4, 5, 5, 6].map(right));
    grid::lines(&rows, &columns)
}

fn name(g: &Group) -> String {
    let kind = if g.hardware.is_empty() {
        &g.kind
    } else {
        &g.hardware
    };
    let parts = [&g.basis, kind, &g.class, &g.precision, &g.stack];
    let parts: Vec<&str> = parts
        .iter()
        .map(|p| p.as_str())
        .filter(|p| !p.is_empty())
        .collect();
    if parts.is_empty() {
        "all".to_owned()
    } else {
        parts.join(" ")
    }
}

/// Of few rows it says nothing, and below zero only that ours is no better than their mean.
fn r2(s: &Score) -> String {
    match s.r2_log {
        Some(r) if s.n < 5 || r.is_nan() => String::new(),
        Some(r) if r < 0.0 => "< 0".to_owned(),
        Some(r) => format!("{r:.2}"),
        None => String::new(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

fn skipped(outcomes: &[Outcome], title: &str) -> Vec<String> {
    let reasons = reasons(outcomes);
    if reasons.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![vec![String::new()], vec![title.to_owned()]];
    rows.extend(
        reasons
            .iter()
            .map(|(why, n)| vec![n.to_string(), (*why).to_owned()]),
    );
    grid::lines(&rows, &[right(6), left(WIDTH)])
}
