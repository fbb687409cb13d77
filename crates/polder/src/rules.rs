//! Regulation as dated data, and what it says of a site: outcome, margin, legal status.
//!
//! A [`Rule`] is a row of `data/rules`: a limit on one figure or a duty, the conditions under which it binds, from
//! when until when, and where it is written. [`check`] is arithmetic over the figures of a report; it gives no
//! legal advice, and a limit that lies within p5..p95 of a figure is `uncertain`, not met.

mod date;

pub use date::Date;

use serde::ser::{Serialize, SerializeStruct, Serializer};

pub use crate::data::RULES;
use crate::report::Figure;
use crate::uncertain::Summary;

/// A rule of `data/rules`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Stable id, such as `eu.eed-12`.
    pub id: &'static str,
    /// Title in English.
    pub en: &'static str,
    /// Title in Dutch.
    pub nl: &'static str,
    /// Whose rule it is.
    pub jurisdiction: &'static str,
    /// Ids of the countries it binds.
    pub countries: &'static [&'static str],
    /// Ids of places in those countries that it leaves out.
    pub except_places: &'static [&'static str],
    /// What it asks.
    pub test: Test,
    /// It binds where every figure is at least this.
    pub when: &'static [Bound],
    /// It binds sites that start on this day or later.
    pub opens_from: Option<Date>,
    /// It binds sites that start before this day.
    pub opens_before: Option<Date>,
    /// Is it law?
    pub status: Status,
    /// First day.
    pub valid_from: Date,
    /// Last day.
    pub valid_to: Option<Date>,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Article, annex or page.
    pub locator: &'static str,
    /// For readers: what stands for what, exceptions.
    pub note: &'static str,
}

/// What a rule asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Test {
    /// The figure may not be higher.
    AtMost(Bound),
    /// The figure may not be lower.
    AtLeast(Bound),
    /// Something to do, whatever the figures.
    Duty,
}

/// A number that the law sets on a figure, as printed there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Id of the figure.
    pub figure: &'static str,
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
    /// How many of this unit make one of the figure's.
    pub per: f64,
}

/// Legal status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Law.
    InForce,
    /// Decided, not yet law.
    Adopted,
    /// A text for comment.
    Draft,
    /// Before the lawmaker.
    Proposed,
    /// A promise of an industry: no law.
    Pledge,
}

impl Status {
    /// The name used in data and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InForce => "in-force",
            Self::Adopted => "adopted",
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Pledge => "pledge",
        }
    }
}

/// Where a site stands, and the day it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Siting {
    /// Id of the country.
    pub country: &'static str,
    /// Id of the place.
    pub place: Option<&'static str>,
    /// First day of operation.
    pub opens: Date,
}

/// What a rule says of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The limit holds from p5 to p95.
    Met,
    /// The limit holds nowhere from p5 to p95.
    NotMet,
    /// The limit, or that of a condition, lies between p5 and p95, or a figure is missing.
    Uncertain,
    /// Something to do.
    Duty,
    /// The rule does not bind this site.
    NotApplicable,
}

/// A rule beside a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Check {
    /// The rule.
    pub rule: &'static Rule,
    /// What it says.
    pub outcome: Outcome,
    /// Room between the median and the limit, in the unit of the rule; below zero when the median is past it.
    pub margin: Option<f64>,
}

/// What `rule` says of a site with these figures.
///
/// ```text
/// at most x:   met if p95 <= x,  not met if p5 > x,   margin = x - p50
/// at least x:  met if p5 >= x,   not met if p95 < x,  margin = p50 - x
/// ```
///
/// Conditions are read the same way: one that surely fails makes the rule not applicable, one that may fail leaves
/// only `met` or `uncertain`. A rule that has not begun is checked, for it will bind; one that has ended does not.
///
/// ```
/// use polder::rules::{Date, Outcome, RULES, Siting, check};
///
/// let site = Siting { country: "fr", place: None, opens: Date { year: 2027, month: 1, day: 1 } };
/// let german = RULES.iter().find(|r| r.id == "de.enefg-11-2-1").unwrap();
/// assert_eq!(check(german, &[], site).outcome, Outcome::NotApplicable);
/// ```
pub fn check(rule: &'static Rule, figures: &[Figure], site: Siting) -> Check {
    let find = |b: &Bound| figures.iter().find(|f| f.id == b.figure).map(|f| f.summary);
    let (kept, margin) = match &rule.test {
        Test::Duty => (None, None),
        Test::AtMost(b) => {
            let s = find(b);
            let margin = s.map(|s| b.value - s.p50 * b.per);
            (s.and_then(|s| stays_below(s, b)), margin)
        }
        Test::AtLeast(b) => {
            let s = find(b);
            let margin = s.map(|s| s.p50 * b.per - b.value);
            (s.and_then(|s| reaches(s, b)), margin)
        }
    };
    let large = rule.when.iter().map(|b| reaches(find(b)?, b));
    let binds = large.fold(Some(rule.binds(site)), and);
    let outcome = match (binds, rule.test, kept) {
        (Some(false), ..) => Outcome::NotApplicable,
        (Some(true), Test::Duty, _) => Outcome::Duty,
        (_, _, Some(true)) => Outcome::Met,
        (Some(true), _, Some(false)) => Outcome::NotMet,
        _ => Outcome::Uncertain,
    };
    Check {
        rule,
        outcome,
        margin,
    }
}

/// What every rule that binds says of a site, in the order of the ids.
pub fn checks(figures: &[Figure], site: Siting) -> Vec<Check> {
    let all = RULES.iter().map(|r| check(r, figures, site));
    all.filter(|c| c.outcome != Outcome::NotApplicable)
        .collect()
}

impl Rule {
    /// Does it bind a site here that starts then, were it large enough?
    fn binds(&self, site: Siting) -> bool {
        let day = site.opens;
        self.countries.contains(&site.country)
            && site.place.is_none_or(|p| !self.except_places.contains(&p))
            && self.valid_to.is_none_or(|last| day <= last)
            && self.opens_from.is_none_or(|first| first <= day)
            && self.opens_before.is_none_or(|end| day < end)
    }
}

impl Bound {
    /// The number, in the unit of the figure.
    fn limit(&self) -> f64 {
        self.value / self.per
    }
}

/// At least the limit: yes, no, or within the range.
fn reaches(s: Summary, b: &Bound) -> Option<bool> {
    let limit = b.limit();
    if limit <= s.p5 {
        Some(true)
    } else if s.p95 < limit {
        Some(false)
    } else {
        None
    }
}

/// At most the limit: yes, no, or within the range.
fn stays_below(s: Summary, b: &Bound) -> Option<bool> {
    let limit = b.limit();
    if s.p95 <= limit {
        Some(true)
    } else if limit < s.p5 {
        Some(false)
    } else {
        None
    }
}

/// Both: no when either is no, unknown when either is unknown.
fn and(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Titles, as the sentences of warnings are written.
#[derive(serde::Serialize)]
struct Titles {
    en: &'static str,
    nl: &'static str,
}

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let r = self.rule;
        let mut s = serializer.serialize_struct("Check", 10)?;
        s.serialize_field("rule", r.id)?;
        s.serialize_field("text", &Titles { en: r.en, nl: r.nl })?;
        s.serialize_field("outcome", &self.outcome)?;
        if let (Test::AtMost(b) | Test::AtLeast(b), Some(margin)) = (&r.test, self.margin) {
            s.serialize_field("figure", b.figure)?;
            s.serialize_field("threshold", &b.value)?;
            s.serialize_field("margin", &margin)?;
            s.serialize_field("unit", b.unit)?;
        }
        s.serialize_field("status", &r.status)?;
        s.serialize_field("date", &r.valid_from.to_string())?;
        s.serialize_field("source", r.source)?;
        s.end()
    }
}

#[cfg(test)]
mod tests;
