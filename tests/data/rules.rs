//! `data/rules`: regulation as dated data, a file per jurisdiction.
//!
//! A file says which countries its rules bind; a rule may name fewer, or `places` in them. By `comparison` a rule sets a
//! limit on one figure of a plan (`figure`, `threshold`, `unit`), puts it in `classes`, is a duty or a topic to look into
//! without a number, or bars the site. All of `when` must hold for it to bind, the site must start within
//! `opens_from..opens_before`, and a site whose building permit is there is left out by `unless_permitted`. In
//! `partly_places` the exact spot decides. `contributes` names the figures that go into what the rule asks, `checked` the
//! day its text was last compared.

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
    /// Upper limits of the classes, best first; the last class has none.
    #[serde(default)]
    classes: Vec<f64>,
    unit: Option<String>,
    #[serde(default)]
    when: Vec<Condition>,
    #[serde(default)]
    countries: Vec<String>,
    #[serde(default)]
    places: Vec<String>,
    #[serde(default)]
    partly_places: Vec<String>,
    #[serde(default)]
    unless_permitted: bool,
    #[serde(default)]
    contributes: Vec<String>,
    opens_from: Option<Datetime>,
    opens_before: Option<Datetime>,
    status: Status,
    valid_from: Datetime,
    valid_to: Option<Datetime>,
    checked: Datetime,
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
    Class,
    Duty,
    Topic,
    Barred,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Condition {
    figure: String,
    at_least: Option<f64>,
    above: Option<f64>,
    unit: String,
}

impl Condition {
    /// The number, and whether the figure must be above it: the law says which.
    fn limit(&self, id: &str) -> (f64, bool) {
        match (self.at_least, self.above) {
            (Some(value), None) => (value, false),
            (None, Some(value)) => (value, true),
            _ => panic!("{id}: a condition is `at_least` or `above`"),
        }
    }
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Status {
    InForce,
    Adopted,
    Draft,
    Proposed,
    /// Policy of a province or a municipality.
    Policy,
    /// A promise of an industry: no law.
    Pledge,
}

/// Unit as printed in law, unit of the figure, and how many of the first make one of the second.
const STEPS: &[(&str, &str, f64)] = &[
    ("kW", "MW", 1e3),
    ("kWh", "MWh", 1e3),
    ("ha", "m²", 1e-4),
    ("%", "1", 1e2),
];

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
        let (limit, class) = (
            matches!(r.comparison, Comparison::AtMost | Comparison::AtLeast),
            r.comparison == Comparison::Class,
        );
        assert_eq!(r.threshold.is_some(), limit, "{id}: a limit");
        assert_eq!(!r.classes.is_empty(), class, "{id}: classes");
        assert!(
            r.figure.is_some() == (limit || class) && r.unit.is_some() == (limit || class),
            "{id}: a number has a figure and a unit"
        );
        assert!(
            r.classes.windows(2).all(|w| w[0] < w[1]),
            "{id}: classes rise"
        );
        let numbers = r.threshold.iter().chain(&r.classes).copied();
        let conditions = r.when.iter().map(|c| c.limit(id).0);
        assert!(
            numbers.chain(conditions).all(|n| 0.0 < n),
            "{id}: numbers are above zero"
        );
        for figure in &r.contributes {
            assert!(figure_unit(figure).is_some(), "{id}: no figure `{figure}`");
        }
        let dates = [
            Some(&r.valid_from),
            r.valid_to.as_ref(),
            r.opens_from.as_ref(),
            r.opens_before.as_ref(),
            Some(&r.checked),
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
        for p in r.places.iter().chain(&r.partly_places) {
            assert!(places.contains(p), "{}: place `{p}`", r.id);
        }
    }
}

pub(crate) fn generated_rules() -> String {
    let mut out = String::from(
        "use crate::rules::{Bound, Classes, Date, Rule, Status, Test};\n\n/// Every rule, in the order of the ids.\npub static RULES: &[Rule] = &[\n",
    );
    for r in rules() {
        let when: Vec<_> = r
            .when
            .iter()
            .map(|c| bound(&r.id, &c.figure, c.limit(&r.id), &c.unit))
            .collect();
        writeln!(
            out,
            "    Rule {{ id: {:?}, en: {:?}, nl: {:?}, jurisdiction: text!({:?}), countries: &{:?}, places: &{:?}, partly_places: &{:?}, unless_permitted: {}, test: {}, when: &[{}], contributes: text!({:?}), opens_from: {}, opens_before: {}, status: Status::{:?}, valid_from: {}, valid_to: {}, checked: {}, source: {:?}, locator: text!({:?}), note: text!({:?}) }},",
            r.id, r.en, r.nl, r.jurisdiction, r.countries, r.places, r.partly_places, r.unless_permitted, test(&r), when.join(", "), r.contributes,
            maybe(r.opens_from.as_ref()), maybe(r.opens_before.as_ref()), r.status, date(&r.valid_from), maybe(r.valid_to.as_ref()), date(&r.checked), r.source, r.locator, r.note
        )
        .unwrap();
    }
    out + "];\n"
}

fn test(r: &Rule) -> String {
    let name = match r.comparison {
        Comparison::AtMost => "AtMost",
        Comparison::AtLeast => "AtLeast",
        Comparison::Class => return classes(r),
        Comparison::Duty => return "Test::Duty".into(),
        Comparison::Topic => return "Test::Topic".into(),
        Comparison::Barred => return "Test::Barred".into(),
    };
    let (figure, unit) = (r.figure.as_deref().unwrap(), r.unit.as_deref().unwrap());
    format!(
        "Test::{name}({})",
        bound(&r.id, figure, (r.threshold.unwrap(), false), unit)
    )
}

fn classes(r: &Rule) -> String {
    let (figure, unit) = (r.figure.as_deref().unwrap(), r.unit.as_deref().unwrap());
    let of_figure = figure_unit(figure);
    assert_eq!(of_figure.as_deref(), Some(unit), "{}: unit", r.id);
    format!(
        "Test::Class(Classes {{ figure: {figure:?}, limits: &{:?}, unit: {unit:?} }})",
        r.classes
    )
}

fn bound(id: &str, figure: &str, (value, above): (f64, bool), unit: &str) -> String {
    let per = per(id, figure, unit);
    format!(
        "Bound {{ figure: {figure:?}, value: {value:?}, above: {above}, unit: {unit:?}, per: {per:?} }}"
    )
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
