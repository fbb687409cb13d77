//! A report as a table for people: 80 columns, few digits, units that read well.

use polder::Report;
use polder::data::{DATA_SHA256, place};
use polder::report::{Figure, METHOD, figure};

use crate::answer::Asked;
use crate::args::{Common, Lang};
use crate::grid::{self, left, right};
use crate::number::{short, significant};
use crate::page::{WIDTH, clip, wrap};
use crate::unit::suited;
use crate::{filling, months, rules, size, sketch, summary, tasks};

/// Inputs that name a report.
const TITLE: &[&str] = &[
    "site.place",
    "site.year",
    "task",
    "model",
    "accelerator",
    "place",
];
/// Widest title of a figure: leaves room for the numbers.
const TITLE_WIDTH: usize = 40;
/// Spread of a range over its median below which a third digit says something.
const NARROW: f64 = 0.2;

/// The page: title, answer, figures, months, ground, rules, cost, what drives it, warnings and closing lines.
pub(crate) fn table(report: &Report, asked: Asked, common: &Common) -> String {
    let (lang, whole) = (common.lang, !common.quiet);
    let mut lines = vec![clip(&title(report, asked.name, lang), WIDTH)];
    lines.retain(|l| !l.is_empty());
    lines.extend(size::block(report, lang));
    let (cost, groups): (Vec<_>, Vec<_>) = GROUPS.iter().partition(|g| g.0 == COST);
    if whole {
        lines.extend(summary::block(report, lang));
    }
    lines.extend(figures(report, &groups, lang, whole));
    lines.extend(tasks::block(report, lang));
    if whole {
        lines.extend(months::block(report, lang));
        lines.extend(filling::block(report, lang));
        lines.extend(sketch::block(report, asked.land, lang));
    }
    lines.extend(rules::block(report, lang, whole));
    lines.extend(figures(report, &cost, lang, whole));
    if whole {
        lines.extend(drivers(report, lang));
        lines.extend(warnings(report, lang));
        lines.extend(closing(report, asked, lang));
    }
    lines.join("\n") + "\n"
}

fn title(report: &Report, name: Option<&str>, lang: Lang) -> String {
    let input = |path: &&str| {
        let found = report.inputs.iter().find(|i| i.path == **path)?;
        let text = plain(&found.value);
        let place = place(&text).filter(|_| path.ends_with("place"));
        Some(place.map_or(text.clone(), |p| lang.pick(p.name, p.name_nl).to_owned()))
    };
    name.map(str::to_owned)
        .into_iter()
        .chain(TITLE.iter().filter_map(input))
        .collect::<Vec<_>>()
        .join(" · ")
}

fn plain(value: &serde_json::Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Digits of a count below a million.
const WHOLE: usize = 6;

/// A group of figures: its name, and its heading in English and Dutch.
type Group = (&'static str, &'static str, &'static str);

/// The group that stands apart.
const COST: &str = "cost";

/// What figures are about, in the order of the page.
const GROUPS: &[Group] = &[
    ("machines", "Machines", "Machines"),
    ("energy", "Energy", "Energie"),
    ("carbon", "Carbon", "Klimaat"),
    ("making", "Making of the hardware", "Maken van de hardware"),
    ("water", "Water", "Water"),
    ("space", "Space", "Ruimte"),
    (COST, "Cost", "Kosten"),
    ("tokens", "Tokens", "Tokens"),
    ("other", "Other", "Overig"),
    ("per_request", "Per request", "Per verzoek"),
    ("per_output_token", "Per output token", "Per uitvoertoken"),
];

fn group(f: &Figure) -> &'static str {
    let has = |parts: &[&str]| parts.iter().any(|p| f.id.contains(p));
    match f.unit {
        _ if f.id.starts_with("per_request_") => "per_request",
        _ if f.id.starts_with("per_output_token_") => "per_output_token",
        "EUR" => COST,
        _ if has(&["carbon", "cue", "nox"]) => "carbon",
        _ if has(&["embodied"]) => "making",
        _ if has(&["water", "wue"]) => "water",
        _ if matches!(f.id.as_str(), "erf" | "ere" | "ref") => "energy",
        _ if has(&["energy", "heat", "loss", "pue"]) => "energy",
        "m²" | "ha" | "m²·year" => "space",
        _ if has(&[
            "accelerator",
            "racks",
            "power",
            "transport",
            "connection",
            "batch",
            "step_time",
            "training",
            "wall_clock",
        ]) =>
        {
            "machines"
        }
        _ if has(&["tokens", "calls", "sessions"]) => "tokens",
        _ => "other",
    }
}

/// A figure of the whole job, divided: what is inside stands there.
fn per_unit(report: &Report, f: &Figure) -> bool {
    let whole =
        f.id.strip_prefix("per_request_")
            .or_else(|| f.id.strip_prefix("per_output_token_"));
    whole.is_some_and(|id| report.figure(id).is_some())
}

fn figures(report: &Report, groups: &[&Group], lang: Lang, inside: bool) -> Vec<String> {
    let mut rows = Vec::new();
    for (name, en, nl) in groups {
        let mut members = report
            .figures
            .iter()
            .filter(|f| group(f) == *name)
            .peekable();
        if members.peek().is_some() {
            rows.push(vec![String::new()]);
            let heading = match *name {
                "per_request" if report.figure("sessions").is_some() => {
                    lang.pick("Per session", "Per sessie")
                }
                _ => lang.pick(en, nl),
            };
            rows.push(vec![heading.to_string()]);
            for f in members {
                rows.push(row(f, lang));
                if inside && !per_unit(report, f) {
                    let text = lang.pick(&f.boundary.en, &f.boundary.nl);
                    rows.extend(
                        wrap(text, "    ", "    ")
                            .into_iter()
                            .map(|line| vec![line]),
                    );
                }
            }
        }
    }
    grid::lines(
        &rows,
        &[left(TITLE_WIDTH), right(12), right(17), left(WIDTH)],
    )
}

fn row(f: &Figure, lang: Lang) -> Vec<String> {
    let title = figure(&f.id).map_or(f.id.as_str(), |spec| lang.pick(spec.en, spec.nl));
    let [p50, range, unit] = values(f);
    vec![format!("  {title}"), p50, range, unit]
}

/// Median, range and unit, all three rounded alike so that the median stays inside.
pub(crate) fn values(f: &Figure) -> [String; 3] {
    let s = &f.summary;
    let (unit, scale) = suited(f.unit, if s.p50 == 0.0 { s.p95 } else { s.p50 });
    let unit = if unit == "1" { "" } else { unit };
    if s.p5 >= s.p95 {
        return [certain(s.p50 * scale), String::new(), unit.to_owned()];
    }
    let digits = if (s.p95 - s.p5).abs() < NARROW * s.p50.abs() {
        3
    } else {
        2
    };
    let text = |v: f64| significant(v * scale, digits);
    [
        text(s.p50),
        format!("{} – {}", text(s.p5), text(s.p95)),
        unit.to_owned(),
    ]
}

/// A number without a range: from a thousand on as a whole number, anything smaller in three digits.
fn certain(value: f64) -> String {
    let whole = value.abs() < 1e6 && (value.abs() >= 1e3 || value.fract() == 0.0);
    if whole {
        short(value, WHOLE)
    } else {
        significant(value, 3)
    }
}

/// Drivers shown for a figure.
const DRIVERS: usize = 3;

/// The inputs that move the headline figures most, and how far.
fn drivers(report: &Report, lang: Lang) -> Vec<String> {
    if report.drivers.is_empty() {
        return Vec::new();
    }
    let title = lang.pick(
        "What moves it most (one input from p5 to p95, the others central)",
        "Wat het meest uitmaakt (één invoer van p5 naar p95, de rest centraal)",
    );
    let mut rows = vec![vec![String::new()], vec![title.to_string()]];
    for f in &report.figures {
        let mut own = report
            .drivers
            .iter()
            .filter(|d| d.figure == f.id)
            .peekable();
        if own.peek().is_some() {
            let name = figure(&f.id).map_or(f.id.as_str(), |spec| lang.pick(spec.en, spec.nl));
            rows.push(vec![format!("  {name}")]);
        }
        for d in own.take(DRIVERS) {
            let [low, high] = d.range.map(|v| short(v, 3));
            let from = if d.origin == "document" {
                &d.input
            } else {
                &d.origin
            };
            let (unit, scale) = suited(f.unit, d.moves[0].max(d.moves[1]));
            let [a, b] = d.moves.map(|v| significant(v * scale, 3));
            rows.push(vec![
                format!("    {from}"),
                format!("{low} – {high}"),
                format!("{a} → {b} {}", if unit == "1" { "" } else { unit }),
            ]);
        }
    }
    grid::lines(&rows, &[left(42), left(15), left(WIDTH)])
}

fn warnings(report: &Report, lang: Lang) -> Vec<String> {
    let mut lines: Vec<String> = report
        .warnings
        .iter()
        .flat_map(|w| wrap(lang.pick(&w.text.en, &w.text.nl), "! ", "  "))
        .collect();
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

fn closing(report: &Report, asked: Asked, lang: Lang) -> Vec<String> {
    let data = DATA_SHA256.get(..12).unwrap_or(DATA_SHA256);
    let Report { seed, samples, .. } = report;
    let how = match (samples, lang) {
        (0, Lang::En) => format!("Central values only; method {METHOD}, data {data}."),
        (0, Lang::Nl) => format!("Alleen centrale waarden; methode {METHOD}, data {data}."),
        (_, Lang::En) => format!(
            "Median, p5 – p95 of {samples} draws, seed {seed}; method {METHOD}, data {data}."
        ),
        (_, Lang::Nl) => format!(
            "Mediaan, p5 – p95 van {samples} trekkingen, seed {seed}; methode {METHOD}, data {data}."
        ),
    };
    let file = asked
        .file
        .filter(|f| f.as_os_str() != "-")
        .map_or_else(|| "FILE".into(), |f| f.to_string_lossy());
    let next = lang.pick(
        format!("`polder explain {file} FIGURE` takes a figure apart; ids: `--format csv`."),
        format!("`polder explain {file} FIGURE` legt een getal uit; namen: `--format csv`."),
    );
    let mut lines = vec![String::new()];
    lines.extend(wrap(&how, "", ""));
    lines.extend(wrap(&next, "", ""));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::uncertain::Summary;

    fn figure(p5: f64, p50: f64, p95: f64) -> Figure {
        Figure {
            id: "facility_energy_wh".into(),
            summary: Summary {
                p5,
                p50,
                p95,
                central: p50,
            },
            unit: "Wh",
            boundary: polder::resolve::Text {
                en: "facility".into(),
                nl: "het datacenter".into(),
            },
        }
    }

    #[test]
    fn median_and_range_share_one_unit() {
        assert_eq!(
            values(&figure(900.0, 1500.0, 2_500_000.0)),
            ["1.5", "0.90 – 2500", "kWh"]
        );
    }

    #[test]
    fn a_narrow_range_gets_a_third_digit() {
        assert_eq!(
            values(&figure(1.12, 1.17, 1.23)),
            ["1.17", "1.12 – 1.23", "Wh"]
        );
    }

    #[test]
    fn a_certain_count_is_shown_whole() {
        assert_eq!(certain(30_240.0), "30240");
        assert_eq!(certain(16.0), "16");
        assert_eq!(certain(6.349_68e24), "6.35e24");
        assert_eq!(certain(0.123_456), "0.123");
    }
}
