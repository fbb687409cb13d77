//! `data/rules`: regulation as dated data, a file per jurisdiction.
//!
//! A file says which countries its rules bind; a rule may name fewer. A rule sets a limit on one figure of a
//! plan (`comparison`, `figure`, `threshold`, `unit`), or is a duty without a number. All of `when` must hold for
//! it to bind, the site must start within `opens_from..opens_before`, and must not be one of `except_places`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use toml::value::Datetime;

use crate::catalogue::catalogue;
use crate::files::{files, root, text};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Jurisdiction {
    jurisdiction: String,
    countries: Vec<String>,
    rule: Vec<Rule>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    pub(crate) id: String,
    en: String,
    nl: String,
    comparison: Comparison,
    figure: Option<String>,
    threshold: Option<f64>,
    unit: Option<String>,
    #[serde(default)]
    when: Vec<Condition>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    except_places: Vec<String>,
    opens_from: Option<Datetime>,
    opens_before: Option<Datetime>,
    status: Status,
    valid_from: Datetime,
    valid_to: Option<Datetime>,
    pub(crate) source: String,
    pub(crate) locator: String,
    note: String,
    /// That of the file.
    #[serde(skip)]
    jurisdiction: String,
}

#[derive(Clone, Copy, serde::Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Comparison {
    AtMost,
    AtLeast,
    Duty,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    figure: String,
    at_least: f64,
    unit: String,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    InForce,
    Adopted,
    Draft,
    Proposed,
    /// A promise of an industry: no law.
    Pledge,
}

/// Unit as printed in law, unit of the figure, and how many of the first make one of the second.
const STEPS: &[(&str, &str, f64)] = &[("kW", "MW", 1e3), ("kWh", "MWh", 1e3), ("ha", "m²", 1e-4)];

/// Every rule, in the order of the ids.
pub(crate) fn rules() -> Vec<Rule> {
    let mut rules: Vec<Rule> = files()
        .iter()
        .filter(|f| f.starts_with("rules/"))
        .flat_map(|f| of_file(f))
        .collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules
}

fn of_file(path: &str) -> Vec<Rule> {
    let file: Jurisdiction =
        toml::from_str(&text(path)).unwrap_or_else(|err| panic!("{path}: {err}"));
    let complete = |mut r: Rule| {
        let bound = |c: &String| file.countries.contains(c);
        assert!(
            r.countries.iter().all(bound),
            "{}: a country of the file",
            r.id
        );
        r.jurisdiction.clone_from(&file.jurisdiction);
        if r.countries.is_empty() {
            r.countries.clone_from(&file.countries);
        }
        r
    };
    file.rule.into_iter().map(complete).collect()
}

/// Figures with their units, as `report/figures.rs` declares them: read as text, for this must run when it does not compile.
fn figure_unit(id: &str) -> Option<String> {
    let path = root().join("crates/polder/src/report/figures.rs");
    let text = fs::read_to_string(path).unwrap();
    let start = format!("\"{id}\", \"");
    let line = text
        .lines()
        .find_map(|l| l.trim_start().strip_prefix(&start))?;
    line.split('"').next().map(str::to_owned)
}

/// How many of the printed unit make one of the figure's unit.
fn per(id: &str, figure: &str, unit: &str) -> f64 {
    let of_figure = figure_unit(figure).unwrap_or_else(|| panic!("{id}: no figure `{figure}`"));
    if of_figure == unit {
        return 1.0;
    }
    let step = STEPS.iter().find(|s| s.0 == unit && s.1 == of_figure);
    step.unwrap_or_else(|| panic!("{id}: `{figure}` in {unit}, not {of_figure}"))
        .2
}

#[test]
fn every_rule_is_complete_and_dated() {
    for r in rules() {
        let id = &r.id;
        assert!(
            ![&r.en, &r.nl, &r.locator]
                .iter()
                .any(|t| t.trim().is_empty()),
            "{id}: titles and locator"
        );
        assert!(
            r.en.chars().count().max(r.nl.chars().count()) <= 37,
            "{id}: a title fits its column of a table"
        );
        let numbers = (r.figure.is_some(), r.threshold.is_some(), r.unit.is_some());
        let limit = r.comparison != Comparison::Duty;
        assert_eq!(
            numbers,
            (limit, limit, limit),
            "{id}: a limit if and only if it is no duty"
        );
        assert!(
            r.threshold.is_none_or(|t| 0.0 < t),
            "{id}: a threshold is above zero"
        );
        assert!(
            r.when.iter().all(|c| 0.0 < c.at_least),
            "{id}: a condition is above zero"
        );
        let dates = [
            Some(&r.valid_from),
            r.valid_to.as_ref(),
            r.opens_from.as_ref(),
            r.opens_before.as_ref(),
        ];
        for date in dates.into_iter().flatten() {
            assert!(
                date.date.is_some() && date.time.is_none(),
                "{id}: {date} is a day"
            );
        }
        let ordered = |a: Option<&Datetime>, b: Option<&Datetime>| {
            a.zip(b).is_none_or(|(a, b)| a.date < b.date)
        };
        assert!(
            ordered(Some(&r.valid_from), r.valid_to.as_ref()),
            "{id}: valid"
        );
        assert!(
            ordered(r.opens_from.as_ref(), r.opens_before.as_ref()),
            "{id}: opens"
        );
    }
}

#[test]
fn every_rule_has_its_own_id() {
    let mut seen = BTreeSet::new();
    for r in rules() {
        assert!(seen.insert(r.id.clone()), "`{}` twice", r.id);
        assert!(r.id.chars().count() <= 16, "{}: fits its column", r.id);
    }
    assert!(!seen.is_empty(), "no rules");
}

#[test]
fn every_rule_names_known_places() {
    let ids = |name| {
        let rows = catalogue(name).into_iter();
        rows.map(|mut r| r.remove("id").unwrap())
            .collect::<BTreeSet<_>>()
    };
    let (countries, places) = (ids("countries"), ids("places"));
    for r in rules() {
        assert!(!r.countries.is_empty(), "{}: binds nobody", r.id);
        for c in &r.countries {
            assert!(countries.contains(c), "{}: country `{c}`", r.id);
        }
        for p in &r.except_places {
            assert!(places.contains(p), "{}: place `{p}`", r.id);
        }
    }
}

pub(crate) fn generated_rules() -> String {
    let mut out = String::from(
        "use crate::rules::{Bound, Date, Rule, Status, Test};\n\n/// Every rule, in the order of the ids.\npub static RULES: &[Rule] = &[\n",
    );
    for r in rules() {
        let when: Vec<_> = r
            .when
            .iter()
            .map(|c| bound(&r.id, &c.figure, c.at_least, &c.unit))
            .collect();
        writeln!(
            out,
            "    Rule {{ id: {:?}, en: {:?}, nl: {:?}, jurisdiction: {:?}, countries: &{:?}, except_places: &{:?}, test: {}, when: &[{}], opens_from: {}, opens_before: {}, status: Status::{:?}, valid_from: {}, valid_to: {}, source: {:?}, locator: text!({:?}), note: text!({:?}) }},",
            r.id, r.en, r.nl, r.jurisdiction, r.countries, r.except_places, test(&r), when.join(", "), maybe(r.opens_from.as_ref()),
            maybe(r.opens_before.as_ref()), r.status, date(&r.valid_from), maybe(r.valid_to.as_ref()), r.source, r.locator, r.note
        )
        .unwrap();
    }
    out + "];\n"
}

fn test(r: &Rule) -> String {
    let name = match r.comparison {
        Comparison::AtMost => "AtMost",
        Comparison::AtLeast => "AtLeast",
        Comparison::Duty => return "Test::Duty".into(),
    };
    let (figure, unit) = (r.figure.as_deref().unwrap(), r.unit.as_deref().unwrap());
    format!(
        "Test::{name}({})",
        bound(&r.id, figure, r.threshold.unwrap(), unit)
    )
}

fn bound(id: &str, figure: &str, value: f64, unit: &str) -> String {
    let per = per(id, figure, unit);
    format!("Bound {{ figure: {figure:?}, value: {value:?}, unit: {unit:?}, per: {per:?} }}")
}

fn date(d: &Datetime) -> String {
    let d = d.date.unwrap();
    format!(
        "Date {{ year: {}, month: {}, day: {} }}",
        d.year, d.month, d.day
    )
}

fn maybe(d: Option<&Datetime>) -> String {
    d.map_or("None".into(), |d| format!("Some({})", date(d)))
}
