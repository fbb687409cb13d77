//! Rules for people: the checks of a report, and the sheet of one rule.

use polder::Report;
use polder::report::figure;
use polder::rules::{Bound, Check, Classes, Outcome, Rule, Status, Test};
use serde_json::{Value, json};

use crate::args::Lang;
use crate::number::{short, significant};
use crate::page::wrap;
use crate::summary;

/// Digits of a limit: as printed in law.
const DIGITS: usize = 6;
/// Widest title with its limit.
const TITLE: usize = 37;
/// Where what belongs to a rule starts.
const INDENT: &str = "    ";

/// The checks of a report: what a plan may, what it opens, what is not law, and what leaves it out.
pub(crate) fn block(report: &Report, lang: Lang, inside: bool) -> Vec<String> {
    let of = |keep: &dyn Fn(&Check) -> bool| {
        let binds = |c: &&Check| c.outcome != Outcome::NotApplicable && keep(c);
        report.checks.iter().filter(binds).collect::<Vec<_>>()
    };
    let topic = |c: &Check| c.rule.test == Test::Topic;
    let parts = [
        (
            lang.pick("Rules in force", "Regels die gelden"),
            of(&|c| !topic(c) && c.rule.status == Status::InForce),
        ),
        (
            lang.pick(
                "To look into: permits, studies, grid",
                "Na te gaan: vergunningen, onderzoeken, net",
            ),
            of(&topic),
        ),
        (
            lang.pick("Local policy", "Beleid van provincie en gemeente"),
            of(&|c| c.rule.status == Status::Policy),
        ),
        (
            lang.pick(
                "No law, or not yet: adopted acts and pledges",
                "Geen wet, of nog niet: besluiten en beloften",
            ),
            of(&|c| !topic(c) && !matches!(c.rule.status, Status::InForce | Status::Policy)),
        ),
    ];
    let mut lines = Vec::new();
    for (heading, checks) in parts {
        lines.extend(part(heading, &checks, report, lang, inside));
    }
    if !lines.is_empty() {
        lines.extend(left_out(report, lang));
        lines.extend(note(lang));
    }
    lines
}

fn part(
    heading: &str,
    checks: &[&Check],
    report: &Report,
    lang: Lang,
    inside: bool,
) -> Vec<String> {
    if checks.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), heading.to_owned()];
    for check in checks {
        lines.push(row(check, lang));
        if inside {
            lines.extend(below(check, report, lang));
        }
    }
    lines
}

/// Outcome, title with limit, margin, id.
fn row(check: &Check, lang: Lang) -> String {
    let r = check.rule;
    let mut outcome = word(check.outcome, lang).to_owned();
    if check.outcome == Outcome::Rated {
        outcome.extend(check.class.iter().flat_map(|c| [" ", c.as_str()]));
    }
    let (title, margin) = (titled(r, lang), margin(check));
    format!("  {outcome:<13} {title:<TITLE$} {margin:>7}  {}", r.id)
}

fn titled(r: &Rule, lang: Lang) -> String {
    let title = lang.pick(r.en, r.nl);
    limit(r).map_or_else(|| title.to_owned(), |limit| format!("{title} {limit}"))
}

/// Room to the limit: `+0.05`; what is missing with a minus.
fn margin(check: &Check) -> String {
    let text = |m: f64| {
        let sign = if m < 0.0 { '−' } else { '+' };
        format!("{sign}{}", significant(m.abs(), 2))
    };
    check.margin.map_or_else(String::new, text)
}

/// Why it binds or cannot be said, since when, when its text was read and where it stands; of a topic, what our figures
/// contribute.
fn below(check: &Check, report: &Report, lang: Lang) -> Vec<String> {
    let r = check.rule;
    let mut lines = Vec::new();
    let mut add = |text: String| {
        if !text.is_empty() {
            lines.extend(wrap(&text, INDENT, INDENT));
        }
    };
    add(match check.outcome {
        Outcome::NoData => missing(r, report, lang),
        _ => because(r, report, lang),
    });
    if r.test == Test::Topic {
        let figures = r.contributes.iter();
        let figures: Vec<_> = figures
            .filter_map(|id| contribution(report, id, lang))
            .collect();
        add(figures.join("; "));
    }
    let status = match r.status {
        Status::InForce | Status::Policy => String::new(),
        other => format!("{}, ", status(other, lang)),
    };
    add(format!(
        "{status}{} {}; {} {}; {}",
        lang.pick("from", "vanaf"),
        r.valid_from,
        lang.pick("text checked", "tekst bekeken"),
        r.checked,
        r.locator
    ));
    lines
}

/// `Installed IT power 40 MW ≥ 500 kW`.
fn because(r: &Rule, report: &Report, lang: Lang) -> String {
    let one = |b: &Bound| {
        let sign = if b.above { '>' } else { '≥' };
        let here = contribution(report, b.figure, lang)?;
        Some(format!("{here} {sign} {}", amount(b)))
    };
    let all: Vec<_> = r.when.iter().filter_map(one).collect();
    all.join("; ")
}

/// Figures that are not there, or the exact spot.
fn missing(r: &Rule, report: &Report, lang: Lang) -> String {
    let read = r.when.iter().map(|b| b.figure).chain(r.test.figure());
    let title = |id| figure(id).map_or(id, |spec| lang.pick(spec.en, spec.nl));
    let absent = read.filter(|id| report.figure(id).is_none());
    let absent: Vec<_> = absent.map(title).collect();
    if absent.is_empty() {
        return lang
            .pick("the exact spot decides", "de precieze plek beslist")
            .to_owned();
    }
    format!(
        "{}: {}",
        lang.pick("missing", "ontbreekt"),
        absent.join(", ")
    )
}

/// `Drinking water taken in 84000 m³`.
fn contribution(report: &Report, id: &str, lang: Lang) -> Option<String> {
    let title = figure(id).map_or(id, |spec| lang.pick(spec.en, spec.nl));
    Some(format!("{title} {}", summary::amount(report, id)?))
}

/// The rules of the place that leave this site out, and why.
fn left_out(report: &Report, lang: Lang) -> Vec<String> {
    let out = report
        .checks
        .iter()
        .filter(|c| c.outcome == Outcome::NotApplicable);
    let ids: Vec<_> = out.map(|c| reason(c.rule, report, lang)).collect();
    if ids.is_empty() {
        return Vec::new();
    }
    let heading = lang.pick("Do not bind this site: ", "Gelden hier niet: ");
    let mut lines = vec![String::new()];
    lines.extend(wrap(&format!("{heading}{}.", ids.join("; ")), "", "  "));
    lines
}

/// `eu.eed-12 (below 500 kW)`: the first condition that fails, or the day and the permit.
fn reason(r: &Rule, report: &Report, lang: Lang) -> String {
    let fails = |b: &&Bound| {
        let value = report.figure(b.figure).map(|f| f.summary.p95 * b.per);
        value.is_some_and(|v| v < b.value || b.above && v <= b.value)
    };
    let why = r.when.iter().find(fails).map_or_else(
        || lang.pick("day or permit", "dag of vergunning").to_owned(),
        |b| {
            let word = if b.above {
                lang.pick("at most", "hoogstens")
            } else {
                lang.pick("below", "onder")
            };
            format!("{word} {}", amount(b))
        },
    );
    format!("{} ({why})", r.id)
}

fn note(lang: Lang) -> Vec<String> {
    let mut lines = vec![String::new()];
    lines.extend(wrap(
        lang.pick(
            "No legal advice, and the register is not complete: local plans and permits decide. The margin is in the unit of the limit, from the median. `polder sources ID` shows a rule and its source.",
            "Geen juridisch advies, en het register is niet volledig: lokale plannen en vergunningen beslissen. De marge is in de eenheid van de grens, vanaf de mediaan. `polder sources ID` toont een regel en de bron.",
        ),
        "",
        "",
    ));
    lines
}

fn word(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Met => lang.pick("meets", "voldoet"),
        Outcome::NotMet => lang.pick("does not", "voldoet niet"),
        Outcome::Uncertain => lang.pick("uncertain", "onzeker"),
        Outcome::NoData => lang.pick("no data", "te weinig"),
        Outcome::Rated => lang.pick("class", "klasse"),
        Outcome::Duty => lang.pick("duty", "plicht"),
        Outcome::Topic => lang.pick("look into", "nagaan"),
        Outcome::NotApplicable => lang.pick("not applicable", "geldt niet"),
    }
}

fn status(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::InForce => lang.pick("in force", "geldt"),
        Status::Adopted => lang.pick("adopted", "aangenomen"),
        Status::Draft => lang.pick("draft", "ontwerp"),
        Status::Proposed => lang.pick("proposed", "voorstel"),
        Status::Policy => lang.pick("policy", "beleid"),
        Status::Pledge => lang.pick("pledge", "belofte"),
    }
}

/// `≤ 10 ha`; none without a number.
fn limit(r: &Rule) -> Option<String> {
    let (sign, b) = match &r.test {
        Test::AtMost(b) => ("≤", b),
        Test::AtLeast(b) => ("≥", b),
        _ => return None,
    };
    Some(format!("{sign} {}", amount(b)))
}

fn amount(b: &Bound) -> String {
    let unit = if b.unit == "1" { "" } else { b.unit };
    let number = if b.value.fract() == 0.0 {
        format!("{:.0}", b.value)
    } else {
        short(b.value, DIGITS)
    };
    format!("{number} {unit}").trim_end().to_owned()
}

/// `A ≤ 1.15, B ≤ 1.25, …, G`.
fn classes(c: &Classes) -> String {
    let mut letters = 'A'..='Z';
    let limits = c.limits.iter().zip(&mut letters);
    let mut parts: Vec<_> = limits
        .map(|(limit, letter)| format!("{letter} ≤ {}", short(*limit, DIGITS)))
        .collect();
    parts.extend(letters.next().map(String::from));
    parts.join(", ")
}

/// All that is known of one rule, without its source.
pub(crate) fn sheet(r: &Rule, lang: Lang) -> Vec<String> {
    let mut lines = wrap(&format!("{}: {}", r.id, lang.pick(r.en, r.nl)), "", "  ");
    let mut add = |first: &str, text: &str| {
        let rest = " ".repeat(first.chars().count());
        lines.extend(wrap(text, first, &rest));
    };
    if let (Some(limit), Some(figure)) = (limit(r), r.test.figure()) {
        add("  ", &format!("{figure} {limit}"));
    }
    if let Test::Class(c) = &r.test {
        add("  ", &format!("{}: {}", c.figure, classes(c)));
    }
    let dates = r.valid_to.map_or_else(
        || r.valid_from.to_string(),
        |to| format!("{} – {to}", r.valid_from),
    );
    add(
        "  ",
        &format!(
            "{}, {}, {dates}; {} {}",
            r.jurisdiction,
            status(r.status, lang),
            lang.pick("text checked", "tekst bekeken"),
            r.checked
        ),
    );
    for b in r.when {
        let sign = if b.above { '>' } else { '≥' };
        add("  if: ", &format!("{} {sign} {}", b.figure, amount(b)));
    }
    if let Some(day) = r.opens_from {
        add("  if: ", &format!("opens ≥ {day}"));
    }
    if let Some(day) = r.opens_before {
        add("  if: ", &format!("opens < {day}"));
    }
    if r.unless_permitted {
        add("  if: ", "no building permit yet");
    }
    if !r.places.is_empty() {
        add("  in: ", &r.places.join(", "));
    }
    if !r.partly_places.is_empty() {
        add("  partly not in: ", &r.partly_places.join(", "));
    }
    if !r.contributes.is_empty() {
        add("  our figures: ", &r.contributes.join(", "));
    }
    add("  at: ", r.locator);
    if !r.note.is_empty() {
        add("  note: ", r.note);
    }
    lines.push(String::new());
    lines
}

/// One rule of the register.
pub(crate) fn line(r: &Rule, lang: Lang) -> Vec<String> {
    vec![
        r.id.to_owned(),
        r.valid_from.year.to_string(),
        format!("{}: {}", r.jurisdiction, titled(r, lang)),
    ]
}

/// One rule in JSON.
pub(crate) fn value(r: &Rule) -> Value {
    let bound = |b: &Bound| json!({ "figure": b.figure, "threshold": b.value, "unit": b.unit, "above": b.above });
    let (comparison, limit) = comparison(&r.test);
    let classes = match &r.test {
        Test::Class(c) => Some(json!({ "figure": c.figure, "limits": c.limits, "unit": c.unit })),
        _ => None,
    };
    json!({
        "id": r.id, "text": { "en": r.en, "nl": r.nl }, "jurisdiction": r.jurisdiction, "countries": r.countries,
        "places": r.places, "partly_places": r.partly_places, "unless_permitted": r.unless_permitted,
        "comparison": comparison, "limit": limit.map(bound), "classes": classes,
        "when": r.when.iter().map(bound).collect::<Vec<_>>(), "contributes": r.contributes,
        "opens_from": r.opens_from.map(|d| d.to_string()), "opens_before": r.opens_before.map(|d| d.to_string()),
        "status": r.status.name(), "valid_from": r.valid_from.to_string(), "valid_to": r.valid_to.map(|d| d.to_string()),
        "checked": r.checked.to_string(), "source": r.source, "locator": r.locator, "note": r.note,
    })
}

/// Kind of test, and its limit.
pub(crate) fn comparison(test: &Test) -> (&'static str, Option<&Bound>) {
    match test {
        Test::AtMost(b) => ("at-most", Some(b)),
        Test::AtLeast(b) => ("at-least", Some(b)),
        Test::Class(_) => ("class", None),
        Test::Duty => ("duty", None),
        Test::Topic => ("topic", None),
        Test::Barred => ("barred", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::rules::RULES;

    #[test]
    fn every_row_fits_its_page_uncut() {
        for r in RULES {
            let fits = |lang| titled(r, lang).chars().count() <= TITLE;
            assert!(
                fits(Lang::En) && fits(Lang::Nl),
                "{}: {} / {}",
                r.id,
                titled(r, Lang::En),
                titled(r, Lang::Nl)
            );
        }
    }

    #[test]
    fn a_limit_is_written_as_in_law() {
        let of = |id| RULES.iter().find(|r| r.id == id).unwrap();
        assert_eq!(limit(of("nl.bkl-5-161bb")).as_deref(), Some("≤ 10 ha"));
        assert_eq!(limit(of("de.enefg-11-2-1")).as_deref(), Some("≤ 1.2"));
        assert_eq!(limit(of("eu.eed-12")), None);
        let sheet = sheet(of("eu.rating-wue"), Lang::En).join("\n");
        assert!(sheet.contains("A ≤ 0.1, B ≤ 0.2, C ≤ 0.4, D ≤ 0.6, E ≤ 0.8, F ≤ 1, G"));
    }
}
