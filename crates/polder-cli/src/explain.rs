//! `polder explain`: the formula of a figure, the formula with numbers, and the source of each term.

use std::collections::BTreeSet;
use std::process::ExitCode;

use polder::explain::{Term, Trace, explain as take_apart};
use polder::report::{Question, figure};
use polder::uncertain::Summary;
use polder::{Error, Estimate, Fault, Given, Plan};
use serde_json::{Value, json};

use crate::answer::{json as to_json, settings, status};
use crate::args::{Common, Explain, Format};
use crate::failure::{Failure, nearest};
use crate::input::Document;
use crate::number::short;
use crate::origin::Origin;
use crate::page::wrap;
use crate::plan::given;
use crate::{csv, output, run};

/// Digits of a number that someone may check by hand.
const DIGITS: usize = 6;

/// Answers `polder explain`.
pub(crate) fn explain(what: &Explain, common: &Common) -> Result<ExitCode, Failure> {
    let document = Document::open(&what.file)?;
    if document.is_site() {
        let mut site: polder::document::Site = document.into()?;
        site.run = settings(site.run, common);
        let given = given(&site, &what.weather)?;
        let given = given.map_or_else(Given::default, Given::from);
        return figure_of(&Plan::resolve_with(&site, given)?, what, common);
    }
    if what.weather.weather.is_some() {
        return Err(Failure::new(
            "`--weather` is of a site: a piece of work knows its data centre by averages",
        ));
    }
    let mut work: polder::document::Workload = document.into()?;
    work.run = settings(work.run, common);
    figure_of(&Estimate::resolve(&work)?, what, common)
}

fn figure_of<Q: Question + Sync>(
    question: &Q,
    what: &Explain,
    common: &Common,
) -> Result<ExitCode, Failure> {
    let trace = take_apart(question, &what.figure, what.depth)
        .ok_or_else(|| unknown(question, &what.figure))?;
    let report = run::report(question, common.quiet)?;
    let range = report.figure(&trace.id).map(|f| f.summary);
    let text = match common.format {
        Format::Table => page(&trace, range, common),
        Format::Json => to_json(&figure_value(&trace))?,
        Format::Csv => rows(&trace),
    };
    output::write(&text, common.output.as_deref())?;
    Ok(status(&report, common))
}

fn unknown<Q: Question>(question: &Q, id: &str) -> Failure {
    let ids = question.labels().iter().map(|l| l.id.as_str());
    let error = Error::from(Fault::UnknownName {
        field: "FIGURE".into(),
        value: id.to_owned(),
        kind: "figure of this document",
        nearest: nearest(id, ids),
    });
    Failure::from(error)
        .hint("--format csv of `polder estimate` or `polder plan` lists the figures")
}

fn page(trace: &Trace, range: Option<Summary>, common: &Common) -> String {
    let title = figure(&trace.id).map_or("", |f| common.lang.pick(f.en, f.nl));
    let inside = common.lang.pick(&trace.boundary.en, &trace.boundary.nl);
    let mut lines = wrap(&format!("{title}: {inside}"), "", "  ");
    if let Some(s) = range.filter(|s| s.p5 < s.p95) {
        let [p5, p50, p95] = [s.p5, s.p50, s.p95].map(|v| short(v, 3));
        let range = format!("p50 {p50} (p5 {p5} – p95 {p95}){}", unit(trace.unit));
        let below = common
            .lang
            .pick("below at central values", "hieronder bij centrale waarden");
        lines.push(format!("{range}; {below}"));
    }
    lines.push(String::new());
    figure_lines(trace, "", &mut BTreeSet::new(), &mut lines);
    lines.join("\n") + "\n"
}

/// A figure, then what it is made of. Shown once: later mentions point up.
fn figure_lines<'a>(
    trace: &'a Trace,
    indent: &str,
    seen: &mut BTreeSet<&'a str>,
    lines: &mut Vec<String>,
) {
    let rest = format!("{indent}    ");
    let value = format!(
        "{} = {}{}",
        trace.id,
        short(trace.value, DIGITS),
        unit(trace.unit)
    );
    if !seen.insert(&trace.id) {
        lines.extend(wrap(&format!("{value} (above)"), indent, &rest));
        return;
    }
    lines.extend(wrap(&value, indent, &rest));
    lines.extend(wrap(&trace.formula, &format!("{indent}  = "), &rest));
    if let Some(numbers) = &trace.with_numbers {
        lines.extend(wrap(numbers, &format!("{indent}  = "), &rest));
    }
    let deeper = format!("{indent}  ");
    for term in &trace.terms {
        match term {
            Term::Figure(inner) => figure_lines(inner, &deeper, seen, lines),
            Term::Parameter { .. } => parameter_lines(term, &deeper, seen, lines),
        }
    }
}

fn parameter_lines<'a>(
    term: &'a Term,
    indent: &str,
    seen: &mut BTreeSet<&'a str>,
    lines: &mut Vec<String>,
) {
    let Term::Parameter {
        id,
        value: [value, low, high],
        unit: u,
        origin,
    } = term
    else {
        return;
    };
    let rest = format!("{indent}    ");
    let range = if low < high {
        format!(" ({} – {})", short(*low, DIGITS), short(*high, DIGITS))
    } else {
        String::new()
    };
    let known = format!("{id} = {}{range}{}", short(*value, DIGITS), unit(u));
    if !seen.insert(id) {
        lines.extend(wrap(&format!("{known} (above)"), indent, &rest));
        return;
    }
    lines.extend(wrap(&known, indent, &rest));
    for line in Origin::of(origin).lines(id) {
        lines.extend(wrap(&line, &format!("{indent}  "), &rest));
    }
}

fn unit(unit: &str) -> String {
    if unit == "1" {
        String::new()
    } else {
        format!(" {unit}")
    }
}

fn figure_value(trace: &Trace) -> Value {
    let terms: Vec<Value> = trace.terms.iter().map(term_value).collect();
    json!({
        "figure": trace.id, "central": trace.value, "unit": trace.unit, "boundary": trace.boundary.en,
        "formula": trace.formula, "with_numbers": trace.with_numbers, "terms": terms,
    })
}

fn term_value(term: &Term) -> Value {
    match term {
        Term::Figure(trace) => figure_value(trace),
        Term::Parameter {
            id,
            value: [value, low, high],
            unit,
            origin,
        } => json!({
            "parameter": id, "central": value, "p5": low, "p95": high, "unit": unit, "origin": Origin::of(origin).value(),
        }),
    }
}

fn rows(trace: &Trace) -> String {
    let mut text = "term,p5,central,p95,unit,formula,origin,source,title,locator\n".to_owned();
    figure_rows(trace, &mut BTreeSet::new(), &mut text);
    text
}

fn figure_rows<'a>(trace: &'a Trace, seen: &mut BTreeSet<&'a str>, text: &mut String) {
    if !seen.insert(&trace.id) {
        return;
    }
    text.push_str(&csv::row(&[
        &trace.id,
        "",
        &csv::number(trace.value),
        "",
        trace.unit,
        &trace.formula,
        "",
        "",
        "",
        "",
    ]));
    for term in &trace.terms {
        match term {
            Term::Figure(inner) => figure_rows(inner, seen, text),
            Term::Parameter {
                id,
                value,
                unit,
                origin,
            } if seen.insert(id) => {
                let [central, p5, p95] = value.map(csv::number);
                let found = Origin::of(origin);
                let (source, title) = found.source.map_or(("", ""), |s| (s.id, s.title));
                text.push_str(&csv::row(&[
                    id,
                    &p5,
                    &central,
                    &p95,
                    unit,
                    "",
                    origin,
                    source,
                    title,
                    found.locator,
                ]));
            }
            Term::Parameter { .. } => {}
        }
    }
}
