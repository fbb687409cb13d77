//! Every rule on either side of each of its thresholds, and without the figure it reads.
//!
//! A row of `golden/rules.csv` is a site (`where`, a place or country, with `@` the day it opens; `given`, its figures)
//! of which one thing `varies`: a figure, the day it opens (`opens`), `where` it is, or whether it is `permitted`.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::BTreeSet;

use polder::data;
use polder::document::Site;
use polder::report::Figure;
use polder::resolve::Text;
use polder::rules::{Bound, Check, Date, Outcome, RULES, Rule, Siting, Test, check};
use polder::uncertain::Summary;
use polder::{Plan, Report};

const OPENS: Date = Date::new_year(2028);
/// A threshold that moves by more than this fails a row.
const NEAR: f64 = 1.0055;

#[derive(serde::Deserialize)]
struct Row {
    rule: String,
    #[serde(rename = "where")]
    site: String,
    given: String,
    varies: String,
    low: String,
    outcome_low: String,
    high: String,
    outcome_high: String,
}

fn rows() -> Vec<Row> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/rules.csv");
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn rule(id: &str) -> &'static Rule {
    let found = RULES.iter().find(|r| r.id == id);
    found.unwrap_or_else(|| panic!("no rule `{id}`"))
}

fn figure(id: &str, p5: f64, p95: f64) -> Figure {
    let p50 = f64::midpoint(p5, p95);
    Figure {
        id: id.into(),
        summary: Summary {
            p5,
            p50,
            p95,
            central: p50,
        },
        unit: "",
        boundary: Text {
            en: String::new(),
            nl: String::new(),
        },
    }
}

fn day(text: &str) -> Date {
    let parts: Vec<u16> = text.split('-').map(|p| p.parse().unwrap()).collect();
    let [year, month, day] = parts[..] else {
        panic!("`{text}` is no day");
    };
    let small = |n: u16| u8::try_from(n).unwrap();
    Date {
        year,
        month: small(month),
        day: small(day),
    }
}

fn siting(name: &str, opens: Date, permitted: bool) -> Siting {
    let place = data::place(name);
    let country = data::country(place.map_or(name, |p| p.country)).unwrap();
    Siting {
        country: country.id,
        place: place.map(|p| p.id),
        opens,
        permitted,
    }
}

impl Row {
    fn given(&self) -> Vec<Figure> {
        let pairs = self.given.split(';').filter(|p| !p.is_empty());
        let certain = |pair: &str| {
            let (id, value) = pair.split_once('=').unwrap();
            let value = value.parse().unwrap();
            figure(id, value, value)
        };
        pairs.map(certain).collect()
    }

    /// The site with what varies at `value`, and that figure from `value` to `to`.
    fn check(&self, value: &str, to: &str) -> Check {
        let (name, opens) = self.site.split_once('@').unwrap_or((&self.site, ""));
        let opens = if opens.is_empty() { OPENS } else { day(opens) };
        let mut figures = self.given();
        let site = match self.varies.as_str() {
            "where" => siting(value, opens, false),
            "opens" => siting(name, day(value), false),
            "permitted" => siting(name, opens, value == "yes"),
            id => {
                figures.push(figure(id, value.parse().unwrap(), to.parse().unwrap()));
                siting(name, opens, false)
            }
        };
        check(rule(&self.rule), &figures, site)
    }

    fn varies_a_figure(&self) -> bool {
        !["where", "opens", "permitted"].contains(&self.varies.as_str())
    }

    fn name(&self) -> String {
        format!("{}, {} {}–{}", self.rule, self.varies, self.low, self.high)
    }
}

/// `met`; of a class `rated A`.
fn word(check: &Check) -> String {
    let outcome = serde_json::to_value(check.outcome).unwrap();
    let class = check
        .class
        .as_deref()
        .filter(|_| check.outcome == Outcome::Rated);
    [outcome.as_str(), class]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn every_rule_says_what_its_text_says_on_either_side() {
    for row in rows() {
        let of = |value: &str| word(&row.check(value, value));
        assert_eq!(of(&row.low), row.outcome_low, "{}", row.name());
        assert_eq!(of(&row.high), row.outcome_high, "{}", row.name());
        assert_ne!(row.outcome_low, row.outcome_high, "{}", row.name());
    }
}

#[test]
fn a_figure_that_is_not_there_is_not_enough_data_and_one_around_the_threshold_is_uncertain() {
    for row in rows().iter().filter(|r| r.varies_a_figure()) {
        let (name, opens) = row.site.split_once('@').unwrap_or((&row.site, ""));
        let opens = if opens.is_empty() { OPENS } else { day(opens) };
        let missing = check(rule(&row.rule), &row.given(), siting(name, opens, false));
        let met = missing.rule.test.figure().is_some_and(|f| f != row.varies)
            && row.outcome_high == "met";
        let expected = if met { Outcome::Met } else { Outcome::NoData };
        assert_eq!(missing.outcome, expected, "{}", row.name());
        let around = row.check(&row.low, &row.high);
        let expected = match missing.rule.test {
            Test::Class(_) => {
                let letter = |outcome: &str| outcome.chars().last().unwrap();
                format!(
                    "rated {}–{}",
                    letter(&row.outcome_low),
                    letter(&row.outcome_high)
                )
            }
            _ if met => "met".into(),
            _ => "uncertain".into(),
        };
        assert_eq!(word(&around), expected, "{}", row.name());
    }
}

/// What a rule reads: thresholds as `figure:limit`, and the day, place and permit where it depends on them.
fn reads(r: &Rule) -> BTreeSet<String> {
    let limit = |b: &Bound| format!("{}:{}", b.figure, b.value / b.per);
    let mut all: BTreeSet<_> = r.when.iter().map(limit).collect();
    match r.test {
        Test::AtMost(b) | Test::AtLeast(b) => {
            all.insert(limit(&b));
        }
        Test::Class(c) => all.extend(c.limits.iter().map(|l| format!("{}:{l}", c.figure))),
        Test::Duty | Test::Topic | Test::Barred => {}
    }
    let days = [r.opens_from, r.opens_before].into_iter().flatten();
    all.extend(days.map(|d| format!("opens:{d}")));
    let outlives = |last: &Date| r.opens_before.is_none_or(|end| *last < end);
    all.extend(r.valid_to.filter(outlives).map(|d| format!("last:{d}")));
    all.extend(r.unless_permitted.then(|| "permitted".into()));
    all.extend(r.partly_places.iter().map(|p| format!("where:{p}")));
    all.insert("where".into());
    if !r.places.is_empty() {
        all.insert("where:nl".into());
    }
    all
}

/// What a row tries of all that.
fn tries(row: &Row, reads: &BTreeSet<String>) -> Vec<String> {
    match row.varies.as_str() {
        "where" => vec!["where".to_owned(), format!("where:{}", row.low)],
        "opens" => vec![format!("opens:{}", row.high), format!("last:{}", row.low)],
        "permitted" => vec!["permitted".to_owned()],
        id => {
            let (low, high): (f64, f64) = (row.low.parse().unwrap(), row.high.parse().unwrap());
            assert!(low < high && high < low * NEAR, "{}", row.name());
            let between = |r: &&String| {
                let limit = r.split_once(':').filter(|(f, _)| *f == id);
                let limit = limit.map(|(_, limit)| limit.parse::<f64>().unwrap());
                limit.is_some_and(|l| low <= l && l <= high)
            };
            reads.iter().filter(between).cloned().collect()
        }
    }
}

#[test]
fn every_threshold_day_and_place_of_every_rule_has_a_row() {
    let rows = rows();
    for r in RULES {
        let reads = reads(r);
        let own = rows.iter().filter(|row| row.rule == r.id);
        let tried: BTreeSet<_> = own.flat_map(|row| tries(row, &reads)).collect();
        let untried: Vec<_> = reads.difference(&tried).collect();
        assert!(untried.is_empty(), "{}: no row for {untried:?}", r.id);
    }
}

/// The rule on hyperscales, of a site planned as a whole.
fn hyperscale(change: impl Fn(&mut Site)) -> Outcome {
    let text = include_str!("../examples/zeewolde.toml");
    let mut site: Site = toml::from_str(text).unwrap();
    change(&mut site);
    let report = Report::of(&Plan::resolve(&site).unwrap());
    let found = report.checks.iter().find(|c| c.rule.id == "nl.bkl-5-161bb");
    found.unwrap().outcome
}

#[test]
fn a_hyperscale_is_known_by_floor_and_active_power_and_never_by_ground_or_apparent_power() {
    assert_eq!(hyperscale(|_| {}), Outcome::NotMet);
    let permitted = |s: &mut Site| s.site.permitted = Some(true);
    assert_eq!(hyperscale(permitted), Outcome::NotApplicable);
    let apparent = |s: &mut Site| s.supply.connection_mva = Some(250.0);
    assert_eq!(hyperscale(apparent), Outcome::NoData);
    let active = |s: &mut Site| {
        s.hardware.it_power_mw = Some(60.0);
        s.supply.contracted_transport_mw = Some(69.0);
        s.supply.connection_mw = Some(69.0);
    };
    assert_eq!(hyperscale(active), Outcome::NotApplicable);
    let mapped = |s: &mut Site| s.site.place = Some("eemshaven".into());
    assert_eq!(hyperscale(mapped), Outcome::NoData);
    let small = |s: &mut Site| s.hardware.it_power_mw = Some(5.0);
    let wide = |s: &mut Site| {
        small(s);
        s.supply.contracted_transport_mw = None;
        s.supply.connection_mw = Some(80.0);
        s.land.available_ha = Some(200.0);
    };
    assert_eq!(hyperscale(wide), Outcome::Met);
}
