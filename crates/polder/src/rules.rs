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

/// A rule of `data/rules`. What no check reads (jurisdiction, locator, note, what contributes) is empty without the feature
/// `text`.
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
    /// Ids of the places in those countries that it binds; all when there are none.
    pub places: &'static [&'static str],
    /// Ids of places of which a part is left out: there the exact spot decides.
    pub partly_places: &'static [&'static str],
    /// It leaves out a site whose building permit is there.
    pub unless_permitted: bool,
    /// What it asks.
    pub test: Test,
    /// It binds where every figure is at least this.
    pub when: &'static [Bound],
    /// Ids of the figures that go into what it asks.
    pub contributes: &'static [&'static str],
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
    /// Day on which its text was last compared.
    pub checked: Date,
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
    /// The figure falls in a class.
    Class(Classes),
    /// Something to do, whatever the figures.
    Duty,
    /// A permit or a study to look into: an authority decides.
    Topic,
    /// The site may not come at all.
    Barred,
}

/// Classes of a figure, A first: each is at most its limit, and the last has none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Classes {
    /// Id of the figure.
    pub figure: &'static str,
    /// Upper limits, rising.
    pub limits: &'static [f64],
    /// Their unit, that of the figure.
    pub unit: &'static str,
}

impl Classes {
    /// The class of a value, from 0.
    fn of(&self, value: f64) -> usize {
        self.limits.iter().filter(|l| value > **l).count()
    }

    /// `B`, or `A–B` where the range of a figure spans more.
    fn letters(&self, s: Summary) -> String {
        let letter =
            |value| char::from(b'A' + u8::try_from(self.of(value)).unwrap_or(u8::MAX - b'A'));
        let (best, worst) = (letter(s.p5), letter(s.p95));
        if best == worst {
            best.to_string()
        } else {
            format!("{best}–{worst}")
        }
    }
}

/// A number that the law sets on a figure, as printed there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bound {
    /// Id of the figure.
    pub figure: &'static str,
    /// The number.
    pub value: f64,
    /// The figure must be above it, not just reach it.
    pub above: bool,
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
    /// Policy of a province or a municipality.
    Policy,
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
            Self::Policy => "policy",
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
    /// Its building permit is there.
    pub permitted: bool,
}

/// What a rule says of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The limit holds from p5 to p95.
    Met,
    /// The limit holds nowhere from p5 to p95.
    NotMet,
    /// The limit, or that of a condition, lies between p5 and p95.
    Uncertain,
    /// A figure is missing, or the exact spot is.
    NoData,
    /// The figure has a class.
    Rated,
    /// Something to do.
    Duty,
    /// A permit or a study to look into.
    Topic,
    /// The rule does not bind this site.
    NotApplicable,
}

/// A rule beside a site.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// The rule.
    pub rule: &'static Rule,
    /// What it says.
    pub outcome: Outcome,
    /// Room between the median and the limit, in the unit of the rule; below zero when the median is past it. Of a class:
    /// room to the next worse; none in the last.
    pub margin: Option<f64>,
    /// Class from p5 to p95, such as `A–B`.
    pub class: Option<String>,
}

/// What `rule` says of a site with these figures.
///
/// ```text
/// at most x:   met if p95 <= x,  not met if p5 > x,   margin = x - p50
/// at least x:  met if p5 >= x,   not met if p95 < x,  margin = p50 - x
/// ```
///
/// Conditions are read the same way: one that surely fails makes the rule not applicable, one that may fail leaves
/// only `met` or `uncertain`, and one on a figure that is not there only `met` or `no-data`. A rule that has not begun
/// is checked, for it will bind; one that has ended does not.
///
/// ```
/// use polder::rules::{Date, Outcome, RULES, Siting, check};
///
/// let opens = Date { year: 2027, month: 1, day: 1 };
/// let site = Siting { country: "fr", place: None, opens, permitted: false };
/// let german = RULES.iter().find(|r| r.id == "de.enefg-11-2-1").unwrap();
/// assert_eq!(check(german, &[], site).outcome, Outcome::NotApplicable);
/// ```
pub fn check(rule: &'static Rule, figures: &[Figure], site: Siting) -> Check {
    let find = |id: &str| figures.iter().find(|f| f.id == id).map(|f| f.summary);
    let own = rule.test.figure().map(find);
    let large = rule.when.iter().map(|b| reaches(find(b.figure)?, b));
    let here = and(rule.here(site), Some(rule.binds(site)));
    let binds = large.fold(here, and);
    let missing =
        here.is_none() || own == Some(None) || rule.when.iter().any(|b| find(b.figure).is_none());
    let summary = own.flatten();
    let kept = summary.and_then(|s| rule.test.kept(s));
    let outcome = match (binds, rule.test, kept) {
        (Some(false), ..) => Outcome::NotApplicable,
        (Some(true), Test::Duty, _) => Outcome::Duty,
        (Some(true), Test::Topic, _) => Outcome::Topic,
        (Some(true), Test::Barred, _) => Outcome::NotMet,
        (Some(true), Test::Class(_), _) if !missing => Outcome::Rated,
        (_, _, Some(true)) => Outcome::Met,
        _ if missing || kept == Some(false) && rule.depends_on_spot(site) => Outcome::NoData,
        (Some(true), _, Some(false)) => Outcome::NotMet,
        _ => Outcome::Uncertain,
    };
    Check {
        rule,
        outcome,
        margin: summary.and_then(|s| rule.test.margin(s)),
        class: summary.and_then(|s| rule.test.letters(s)),
    }
}

/// What every rule of the country and the place says of a site, in the order of the ids: also those that do not bind it.
pub fn checks(figures: &[Figure], site: Siting) -> Vec<Check> {
    let here = RULES.iter().filter(|r| r.here(site) != Some(false));
    here.map(|r| check(r, figures, site)).collect()
}

impl Rule {
    /// Is it a rule of where the site stands? Of a country alone, a rule of a place may be or not.
    fn here(&self, site: Siting) -> Option<bool> {
        if !self.countries.contains(&site.country) {
            return Some(false);
        }
        if self.places.is_empty() {
            return Some(true);
        }
        site.place.map(|p| self.places.contains(&p))
    }

    /// Does it bind a site that starts then, were it here and large enough?
    fn binds(&self, site: Siting) -> bool {
        let day = site.opens;
        !(self.unless_permitted && site.permitted)
            && self.valid_to.is_none_or(|last| day <= last)
            && self.opens_from.is_none_or(|first| first <= day)
            && self.opens_before.is_none_or(|end| day < end)
    }

    /// Is a part of the place left out, or may the site stand in such a place?
    fn depends_on_spot(&self, site: Siting) -> bool {
        let partly = |p| self.partly_places.contains(&p);
        !self.partly_places.is_empty() && site.place.is_none_or(partly)
    }
}

impl Test {
    /// Id of the figure it reads.
    pub fn figure(&self) -> Option<&'static str> {
        match self {
            Self::AtMost(b) | Self::AtLeast(b) => Some(b.figure),
            Self::Class(c) => Some(c.figure),
            Self::Duty | Self::Topic | Self::Barred => None,
        }
    }

    /// Does the figure stay within its limit: yes, no, or within the range.
    fn kept(&self, s: Summary) -> Option<bool> {
        match self {
            Self::AtMost(b) => stays_below(s, b),
            Self::AtLeast(b) => reaches(s, b),
            _ => None,
        }
    }

    fn margin(&self, s: Summary) -> Option<f64> {
        match self {
            Self::AtMost(b) => Some(b.value - s.p50 * b.per),
            Self::AtLeast(b) => Some(s.p50 * b.per - b.value),
            Self::Class(c) => c.limits.get(c.of(s.p50)).map(|limit| limit - s.p50),
            Self::Duty | Self::Topic | Self::Barred => None,
        }
    }

    fn letters(&self, s: Summary) -> Option<String> {
        match self {
            Self::Class(c) => Some(c.letters(s)),
            _ => None,
        }
    }
}

impl Bound {
    /// The number, in the unit of the figure.
    fn limit(&self) -> f64 {
        self.value / self.per
    }
}

/// At least the limit, or above it: yes, no, or within the range.
fn reaches(s: Summary, b: &Bound) -> Option<bool> {
    let limit = b.limit();
    let reached = |value: f64| limit < value || !b.above && limit <= value;
    if reached(s.p5) {
        Some(true)
    } else if !reached(s.p95) {
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
        let mut s = serializer.serialize_struct("Check", 12)?;
        s.serialize_field("rule", r.id)?;
        s.serialize_field("text", &Titles { en: r.en, nl: r.nl })?;
        s.serialize_field("outcome", &self.outcome)?;
        if let (Test::AtMost(b) | Test::AtLeast(b), Some(margin)) = (&r.test, self.margin) {
            s.serialize_field("figure", b.figure)?;
            s.serialize_field("threshold", &b.value)?;
            s.serialize_field("margin", &margin)?;
            s.serialize_field("unit", b.unit)?;
        }
        if let (Test::Class(c), Some(class)) = (&r.test, &self.class) {
            s.serialize_field("figure", c.figure)?;
            s.serialize_field("class", class)?;
            s.serialize_field("margin", &self.margin)?;
            s.serialize_field("unit", c.unit)?;
        }
        s.serialize_field("status", &r.status)?;
        s.serialize_field("date", &r.valid_from.to_string())?;
        s.serialize_field("checked", &r.checked.to_string())?;
        s.serialize_field("source", r.source)?;
        s.end()
    }
}

#[cfg(test)]
mod tests;
