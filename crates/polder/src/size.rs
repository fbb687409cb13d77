//! Backwards: from limits on the figures of a plan to the installed power that fits.

use serde::Serialize;

use crate::document::Site;
use crate::error::{Error, Fault, nearest};
use crate::plan::{Given, GivenWeather, Plan};
use crate::quantity::Power;
use crate::report::{Question, figure};

/// Installed power of the search, in MW: what a document may ask.
const SEARCH_MW: [f64; 2] = [0.01, 10_000.0];
/// Width of the last bracket over the answer.
const WIDTH: f64 = 1e-9;
/// Brackets round a guess, over the guess: it is exact where a figure is proportional to installed power, and nearly so
/// where racks are whole.
const BRACKETS: [f64; 2] = [0.4 * WIDTH, 0.02];
/// Secants towards the answer before it is bracketed.
const SECANTS: usize = 6;

/// A figure of a plan that may be at most so large.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// Id of the figure.
    pub figure: String,
    /// Most it may be, in its unit.
    pub at_most: f64,
}

/// A limit beside what fits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fitted {
    /// Id of the figure.
    pub figure: String,
    /// Its unit.
    pub unit: &'static str,
    /// Most it may be.
    pub at_most: f64,
    /// What it is at the answer, at central values.
    pub value: f64,
    /// Installed power it would allow without the other limits; none when it sets no bound.
    pub alone_mw: Option<f64>,
}

/// What fits within limits, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Each limit.
    pub limits: Vec<Fitted>,
    /// Number of the limit that binds.
    pub binding: usize,
}

impl Fit {
    /// The limit that binds.
    pub fn binding_limit(&self) -> &Fitted {
        &self.limits[self.binding]
    }
}

/// The largest plan of a site whose figures stay within limits at central values.
///
/// ```text
/// P = max { p : f_i(p) <= L_i for every i }
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | p | installed IT power | W |
/// | `f_i` | a figure of the plan of p | its unit |
/// | `L_i` | its limit | its unit |
///
/// By bisection: most figures are proportional to p, but racks and accelerators are whole. The document's own
/// `supply.contracted_transport_mw` and `land.available_ha` are limits too, unless `limits` names their figures;
/// `hardware.it_power_mw` and `hardware.accelerators` are what is asked, and set aside.
///
/// # Errors
///
/// What [`Plan::resolve`] refuses; a limit on no figure; limits that nothing meets, or that bind nothing.
///
/// ```
/// use polder::{document::Site, size::{Limit, size}, report::Question};
///
/// let mut site = Site::default();
/// site.site.place = Some("eemshaven".into());
/// site.hardware.accelerator = Some("h100-sxm".into());
/// site.hardware.load_share = Some(0.6.into());
/// let limit = |figure: &str, at_most| Limit { figure: figure.into(), at_most };
/// let plan = size(&site, &[limit("contracted_transport_mw", 40.0), limit("site_ha", 12.0)])?;
/// assert_eq!(plan.fit().unwrap().binding_limit().figure, "contracted_transport_mw");
/// # Ok::<(), polder::Error>(())
/// ```
pub fn size(document: &Site, limits: &[Limit]) -> Result<Plan, Error> {
    size_with(document.clone(), limits, None)
}

/// The same, over given hours of weather in place of the bins of the station.
///
/// # Errors
///
/// As [`size`]; a place without a station is no error when there are hours.
pub fn size_with(
    document: Site,
    limits: &[Limit],
    given: Option<GivenWeather>,
) -> Result<Plan, Error> {
    let limits = all_limits(&document, limits);
    let given = given.map_or_else(Given::default, Given::from);
    let mut plan = Plan::resolve_with(&open(document), given)?;
    let known: Result<Vec<_>, _> = limits.iter().map(|l| known(&plan, l)).collect();
    let known = known?;
    if known.is_empty() {
        let problem = "is missing: name a figure and the most it may be, such as site_ha=12";
        return Err(Error::inconsistent("limit", problem));
    }
    let bounds = bounding(&mut plan, &known);
    if bounds.is_empty() {
        return Err(unmet(&plan, &limits, &known, SEARCH_MW[0]));
    }
    let per_mw = at(&mut plan, 1.0);
    let (answer, above) = most(&mut plan, &per_mw, &bounds).ok_or_else(|| boundless(&limits))?;
    let over = at(&mut plan, above);
    let alone = |one: &(usize, f64)| {
        if exceeds(over[one.0], one.1) {
            return Some(answer);
        }
        let bound = bounds.contains(one).then_some(*one)?;
        most(&mut plan, &per_mw, &[bound]).map(|(mw, _)| mw)
    };
    let alone: Vec<_> = known.iter().map(alone).collect();
    let figures = at(&mut plan, answer);
    if known.iter().any(|(i, most)| exceeds(figures[*i], *most)) {
        return Err(unmet(&plan, &limits, &known, answer));
    }
    let fitted = limits.into_iter().zip(&known).zip(alone);
    let fitted = fitted.map(|((l, (i, most)), alone_mw)| Fitted {
        unit: plan.labels()[*i].unit,
        figure: l.figure,
        at_most: *most,
        value: figures[*i],
        alone_mw,
    });
    let fit = Fit {
        limits: fitted.collect(),
        binding: most_exceeded(&known, &over),
    };
    plan.keep(fit, answer);
    Ok(plan)
}

/// The largest power within some limits and the least that is not, in MW; none where all fit.
fn most(plan: &mut Plan, per_mw: &[f64], some: &[(usize, f64)]) -> Option<(f64, f64)> {
    let guesses = some.iter().map(|(i, most)| most / per_mw[*i]);
    largest(guesses.fold(f64::INFINITY, f64::min), &mut |mw| {
        let figures = at(plan, mw);
        let shares = some.iter().map(|(i, most)| figures[*i] / most);
        shares.fold(0.0, most_of)
    })
}

fn boundless(limits: &[Limit]) -> Error {
    let ids: Vec<&str> = limits.iter().map(|l| l.figure.as_str()).collect();
    let most = SEARCH_MW[1];
    Error::inconsistent(
        format!("limit.{}", ids.join(", limit.")),
        format!("sets no bound: {most} MW of IT still fits, and more is not planned"),
    )
}

/// The limits of the document, where none of `limits` is on the same figure, and `limits`.
fn all_limits(document: &Site, limits: &[Limit]) -> Vec<Limit> {
    let own = [
        (
            "contracted_transport_mw",
            document.supply.contracted_transport_mw,
        ),
        ("site_ha", document.land.available_ha),
    ];
    let mut all = limits.to_vec();
    for (id, most) in own {
        if let Some(at_most) = most.filter(|_| !limits.iter().any(|l| l.figure == id)) {
            all.push(Limit {
                figure: id.to_owned(),
                at_most,
            });
        }
    }
    all
}

/// The document with its size left open: a plan of one megawatt, whose contract follows from its peak.
fn open(mut site: Site) -> Site {
    site.hardware.it_power_mw = Some(1.0);
    site.hardware.accelerators = None;
    site.supply.contracted_transport_mw = None;
    site.land.available_ha = None;
    site
}

/// Number and limit of a figure of the plan.
fn known(plan: &Plan, limit: &Limit) -> Result<(usize, f64), Error> {
    let ids = || plan.labels().iter().map(|l| l.id.as_str());
    let Some(i) = ids().position(|id| id == limit.figure) else {
        return Err(Error::from(Fault::UnknownName {
            field: "limit".into(),
            value: limit.figure.clone(),
            kind: "figure of this site",
            nearest: nearest(&limit.figure, ids()),
        }));
    };
    if limit.at_most > 0.0 && limit.at_most.is_finite() {
        return Ok((i, limit.at_most));
    }
    Err(Error::from(Fault::BadValue {
        field: format!("limit.{}", limit.figure),
        given: limit.at_most.to_string(),
        wanted: "above zero and finite",
    }))
}

/// The limits that bound the size: those that the smallest plan meets. A figure that falls with size, such as a PUE with a
/// heat network of a given size, is only looked at where the others end.
fn bounding(plan: &mut Plan, known: &[(usize, f64)]) -> Vec<(usize, f64)> {
    let figures = at(plan, SEARCH_MW[0]);
    let met = known
        .iter()
        .filter(|(i, most)| !exceeds(figures[*i], *most));
    met.copied().collect()
}

/// The figures at central values with this much IT.
fn at(plan: &mut Plan, mw: f64) -> Vec<f64> {
    plan.install(Power::mw(mw));
    plan.central()
}

/// The larger; not a number when either is none.
fn most_of(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}

fn exceeds(value: f64, most: f64) -> bool {
    value.is_nan() || value > most
}

/// The first limit that the plan, with `mw` of IT, does not meet.
fn unmet(plan: &Plan, limits: &[Limit], known: &[(usize, f64)], mw: f64) -> Error {
    let figures = plan.central();
    let broken = |(_, (i, most)): &(&Limit, &(usize, f64))| exceeds(figures[*i], *most);
    let (field, what, value) = limits.iter().zip(known).find(broken).map_or_else(
        || ("limit".to_owned(), String::new(), f64::NAN),
        |(l, (i, most))| {
            (
                format!("limit.{}", l.figure),
                with_unit(*most, l),
                figures[*i],
            )
        },
    );
    Error::inconsistent(
        field,
        format!(
            "of {what} is met by no size of this site that the other limits allow: {mw:.3} MW of IT has {value:.4}"
        ),
    )
}

fn with_unit(most: f64, limit: &Limit) -> String {
    match figure(&limit.figure).map_or("1", |f| f.unit) {
        "1" => most.to_string(),
        unit => format!("{most} {unit}"),
    }
}

/// The largest power that fits and the least that does not, in MW; `None` when all fit. A power fits when `excess`, what is
/// asked over what there is, is at most one. `guess` is near the answer, or not.
pub(crate) fn largest(guess: f64, excess: &mut dyn FnMut(f64) -> f64) -> Option<(f64, f64)> {
    if excess(SEARCH_MW[1]) <= 1.0 {
        return None;
    }
    let guess = refined(guess, excess);
    let [mut low, mut high] = bracket(guess, excess);
    while high > low * (1.0 + WIDTH) {
        // Geometric: the same number of steps for a cupboard and for a campus.
        let middle = libm::sqrt(low * high);
        if excess(middle) <= 1.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some((low, high))
}

/// A guess nearer to an excess of one, by secants: a heat pump of a given size makes a figure affine, not proportional.
fn refined(guess: f64, excess: &mut dyn FnMut(f64) -> f64) -> f64 {
    let inside = |mw: f64| mw.clamp(SEARCH_MW[0], SEARCH_MW[1]);
    let mut last = inside(guess);
    let mut of_last = excess(last);
    let mut next = inside(last / of_last);
    for _ in 0..SECANTS {
        if (next / last - 1.0).abs() < WIDTH * WIDTH {
            break;
        }
        let of_next = excess(next);
        let slope = (of_next - of_last) / (next - last);
        (last, of_last) = (next, of_next);
        if slope <= 0.0 || slope.is_nan() {
            break;
        }
        next = inside(last + (1.0 - of_last) / slope);
    }
    next
}

/// A power that fits and one that does not, as near to the guess as can be.
fn bracket(guess: f64, excess: &mut dyn FnMut(f64) -> f64) -> [f64; 2] {
    for share in BRACKETS {
        let (low, high) = (guess / (1.0 + share), guess * (1.0 + share));
        let inside = SEARCH_MW[0] <= low && high <= SEARCH_MW[1];
        if inside && excess(low) <= 1.0 && exceeds(excess(high), 1.0) {
            return [low, high];
        }
    }
    SEARCH_MW
}

/// The limit that a little more power breaks most.
fn most_exceeded(known: &[(usize, f64)], over: &[f64]) -> usize {
    let excess = |(i, most): &(usize, f64)| over[*i] / most;
    let mut binding = 0;
    for (n, one) in known.iter().enumerate() {
        if excess(one) > excess(&known[binding]) {
            binding = n;
        }
    }
    binding
}
