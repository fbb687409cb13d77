//! Rules for people: the checks of a report, and the sheet of one rule.

use polder::Report;
use polder::rules::{Bound, Check, Outcome, Rule, Status, Test};
use serde_json::{Value, json};

use crate::args::Lang;
use crate::grid::{self, left};
use crate::number::short;
use crate::page::{WIDTH, wrap};

/// Digits of a limit: as printed in law.
const DIGITS: usize = 6;
/// Widest title with its limit.
const TITLE: usize = 37;
/// Letters of 2027-07-01 that say year and month.
const MONTH: usize = 7;

/// The checks of a report: law first, then what is not, or not yet, law.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    let law = |c: &&Check| c.rule.status == Status::InForce;
    let (law, other): (Vec<&Check>, Vec<_>) = report.checks.iter().partition(law);
    let mut rows = part(lang.pick("Rules", "Regels"), &law, lang);
    rows.extend(part(
        lang.pick("No law, or not yet", "Geen wet, of nog niet"),
        &other,
        lang,
    ));
    let mut lines = grid::lines(&rows, &[left(14), left(TITLE), left(MONTH), left(WIDTH)]);
    if !rows.is_empty() {
        lines.extend(wrap(
            lang.pick(
                "The register is not complete: local policy and permits are not in it. `polder sources ID` shows a rule, its date and its text.",
                "Het register is niet volledig: beleid van gemeenten en provincies en vergunningen zitten er niet in. `polder sources ID` toont een regel, de datum en de tekst.",
            ),
            "  ",
            "  ",
        ));
    }
    lines
}

fn part(heading: &str, checks: &[&Check], lang: Lang) -> Vec<Vec<String>> {
    if checks.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![vec![String::new()], vec![heading.to_owned()]];
    rows.extend(checks.iter().map(|c| row(c, lang)));
    rows
}

/// Outcome, title with limit, month from which, id.
fn row(check: &Check, lang: Lang) -> Vec<String> {
    let r = check.rule;
    let title = lang.pick(r.en, r.nl);
    let title = limit(r).map_or_else(|| title.to_owned(), |limit| format!("{title} {limit}"));
    let month = r.valid_from.to_string().chars().take(MONTH).collect();
    vec![
        format!("  {}", word(check.outcome, lang)),
        title,
        month,
        r.id.to_owned(),
    ]
}

fn word(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Met => lang.pick("met", "voldoet"),
        Outcome::NotMet => lang.pick("not met", "voldoet niet"),
        Outcome::Uncertain => lang.pick("uncertain", "onzeker"),
        Outcome::Duty => lang.pick("duty", "plicht"),
        Outcome::NotApplicable => lang.pick("not applicable", "geldt niet"),
    }
}

/// `≤ 10 ha`; none for a duty.
fn limit(r: &Rule) -> Option<String> {
    let (sign, b) = match &r.test {
        Test::AtMost(b) => ("≤", b),
        Test::AtLeast(b) => ("≥", b),
        Test::Duty => return None,
    };
    Some(format!("{sign} {}", amount(b)))
}

fn amount(b: &Bound) -> String {
    let unit = if b.unit == "1" { "" } else { b.unit };
    format!("{} {unit}", short(b.value, DIGITS))
        .trim_end()
        .to_owned()
}

/// All that is known of one rule, without its source.
pub(crate) fn sheet(r: &Rule, lang: Lang) -> Vec<String> {
    let mut lines = wrap(&format!("{}: {}", r.id, lang.pick(r.en, r.nl)), "", "  ");
    if let (Some(limit), Test::AtMost(b) | Test::AtLeast(b)) = (limit(r), &r.test) {
        lines.extend(wrap(&format!("{} {limit}", b.figure), "  ", "  "));
    }
    let mut add = |first: &str, text: &str| {
        let rest = " ".repeat(first.chars().count());
        lines.extend(wrap(text, first, &rest));
    };
    let dates = r.valid_to.map_or_else(
        || r.valid_from.to_string(),
        |to| format!("{} – {to}", r.valid_from),
    );
    add(
        "  ",
        &format!("{}, {}, {dates}", r.jurisdiction, r.status.name()),
    );
    for b in r.when {
        add("  if: ", &format!("{} ≥ {}", b.figure, amount(b)));
    }
    if let Some(day) = r.opens_from {
        add("  if: ", &format!("opens ≥ {day}"));
    }
    if let Some(day) = r.opens_before {
        add("  if: ", &format!("opens < {day}"));
    }
    if !r.except_places.is_empty() {
        add("  not in: ", &r.except_places.join(", "));
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
    let title = lang.pick(r.en, r.nl);
    let limit = limit(r).map_or_else(String::new, |limit| format!(" {limit}"));
    vec![
        r.id.to_owned(),
        r.valid_from.year.to_string(),
        format!("{}: {title}{limit}", r.jurisdiction),
    ]
}

/// One rule in JSON.
pub(crate) fn value(r: &Rule) -> Value {
    let bound = |b: &Bound| json!({ "figure": b.figure, "threshold": b.value, "unit": b.unit });
    let (comparison, limit) = comparison(&r.test);
    json!({
        "id": r.id, "text": { "en": r.en, "nl": r.nl }, "jurisdiction": r.jurisdiction, "countries": r.countries,
        "except_places": r.except_places, "comparison": comparison, "limit": limit.map(bound),
        "when": r.when.iter().map(bound).collect::<Vec<_>>(),
        "opens_from": r.opens_from.map(|d| d.to_string()), "opens_before": r.opens_before.map(|d| d.to_string()),
        "status": r.status.name(), "valid_from": r.valid_from.to_string(), "valid_to": r.valid_to.map(|d| d.to_string()),
        "source": r.source, "locator": r.locator, "note": r.note,
    })
}

/// Kind of test, and its limit.
pub(crate) fn comparison(test: &Test) -> (&'static str, Option<&Bound>) {
    match test {
        Test::AtMost(b) => ("at-most", Some(b)),
        Test::AtLeast(b) => ("at-least", Some(b)),
        Test::Duty => ("duty", None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::rules::RULES;

    #[test]
    fn every_row_fits_its_page_uncut() {
        for r in RULES {
            let uncut = |lang| {
                let title = &row(
                    &Check {
                        rule: r,
                        outcome: Outcome::NotMet,
                        margin: None,
                    },
                    lang,
                )[1];
                title.chars().count() <= TITLE
            };
            assert!(uncut(Lang::En) && uncut(Lang::Nl), "{}", r.id);
        }
    }

    #[test]
    fn a_limit_is_written_as_in_law() {
        let of = |id| limit(RULES.iter().find(|r| r.id == id).unwrap());
        assert_eq!(of("nl.bkl-5-161bb").as_deref(), Some("≤ 10 ha"));
        assert_eq!(of("de.enefg-11-2-1").as_deref(), Some("≤ 1.2"));
        assert_eq!(of("eu.eed-12"), None);
    }
}
