//! Backwards: from limits on the figures of a plan to the installed power that fits.

use serde::Serialize;

use crate::document::Site;
use crate::error::{Error, nearest};
use crate::plan::Plan;
use crate::quantity::Power;
use crate::report::{Question, figure};

/// Installed power of the search, in MW: what a document may ask.
const SEARCH_MW: [f64; 2] = [0.01, 10_000.0];
/// Width of the last bracket over the answer.
const WIDTH: f64 = 1e-9;
/// Brackets round a guess, over the guess: it is exact where a figure is proportional to installed power, and nearly so
/// where racks are whole.
const BRACKETS: [f64; 2] = [0.4 * WIDTH, 0.02];

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
    let limits = all_limits(document, limits);
    let mut plan = Plan::resolve(&open(document))?;
    let known = limits
        .iter()
        .map(|l| known(&plan, l))
        .collect::<Result<Vec<_>, _>>()?;
    if known.is_empty() {
        let problem =
            "is missing: name a figure and the most it may be, such as site_ha=12".to_owned();
        return Err(Error::Inconsistent {
            field: "limit".into(),
            problem,
        });
    }
    refuse_impossible(&mut plan, &limits, &known)?;
    plan.install(Power::mw(1.0));
    let per_mw = plan.central();
    let mut most = |some: &[(usize, f64)]| {
        let guesses = some.iter().map(|(i, most)| most / per_mw[*i]);
        largest(guesses.fold(f64::INFINITY, f64::min), |mw| {
            plan.install(Power::mw(mw));
            let figures = plan.central();
            some.iter().all(|(i, most)| figures[*i] <= *most)
        })
    };
    let Some((answer, above)) = most(&known) else {
        let ids: Vec<&str> = limits.iter().map(|l| l.figure.as_str()).collect();
        return Err(Error::Inconsistent {
            field: format!("limit.{}", ids.join(", limit.")),
            problem: format!(
                "sets no bound: {} MW of IT still fits, and more is not planned",
                SEARCH_MW[1]
            ),
        });
    };
    let alone: Vec<_> = known
        .iter()
        .map(|one| most(&[*one]).map(|(mw, _)| mw))
        .collect();
    plan.install(Power::mw(above));
    let over = plan.central();
    plan.install(Power::mw(answer));
    let figures = plan.central();
    let fitted = limits
        .into_iter()
        .zip(&known)
        .zip(alone)
        .map(|((l, (i, most)), alone_mw)| Fitted {
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
fn open(document: &Site) -> Site {
    let mut site = document.clone();
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
        return Err(Error::UnknownName {
            field: "limit".into(),
            value: limit.figure.chars().take(80).collect(),
            kind: "figure of this site",
            nearest: nearest(&limit.figure, ids()),
        });
    };
    if limit.at_most > 0.0 && limit.at_most.is_finite() {
        return Ok((i, limit.at_most));
    }
    Err(Error::BadValue {
        field: format!("limit.{}", limit.figure),
        given: limit.at_most.to_string(),
        wanted: "above zero and finite",
    })
}

/// A limit that the smallest plan does not meet is met by none.
fn refuse_impossible(
    plan: &mut Plan,
    limits: &[Limit],
    known: &[(usize, f64)],
) -> Result<(), Error> {
    plan.install(Power::mw(SEARCH_MW[0]));
    let figures = plan.central();
    let broken =
        |(_, (i, most)): &(&Limit, &(usize, f64))| figures[*i].is_nan() || figures[*i] > *most;
    let Some((limit, (i, most))) = limits.iter().zip(known).find(broken) else {
        return Ok(());
    };
    let unit = figure(&limit.figure).map_or("", |f| f.unit);
    let unit = if unit == "1" {
        String::new()
    } else {
        format!(" {unit}")
    };
    Err(Error::Inconsistent {
        field: format!("limit.{}", limit.figure),
        problem: format!(
            "of {most}{unit} is met by no size of this site: {} kW of IT already has {:.4}{unit}",
            SEARCH_MW[0] * 1e3,
            figures[*i]
        ),
    })
}

/// The largest power that fits and the least that does not, in MW; `None` when all fit. `guess` is near the answer, or not.
pub(crate) fn largest(guess: f64, mut fits: impl FnMut(f64) -> bool) -> Option<(f64, f64)> {
    if fits(SEARCH_MW[1]) {
        return None;
    }
    let [mut low, mut high] = bracket(guess, &mut fits);
    while high > low * (1.0 + WIDTH) {
        // Geometric: the same number of steps for a cupboard and for a campus.
        let middle = libm::sqrt(low * high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Some((low, high))
}

/// A power that fits and one that does not, as near to the guess as can be.
fn bracket(guess: f64, mut fits: impl FnMut(f64) -> bool) -> [f64; 2] {
    for share in BRACKETS {
        let (low, high) = (guess / (1.0 + share), guess * (1.0 + share));
        let inside = SEARCH_MW[0] <= low && high <= SEARCH_MW[1];
        if inside && fits(low) && !fits(high) {
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
