//! What the IT does through the day.

use super::given::{GivenLoad, Hourly};
use super::profile::{DIURNAL, FLAT, Shape, diurnal, site_profile};
use crate::data::{Accelerator, Param, Server, params};
use crate::document::{Site, Workload};
use crate::error::Error;
use crate::estimate::{Kind, Serving, TrainingRun, applicable};
use crate::facility::Shares;
use crate::hardware;
use crate::quantity::Power;
use crate::resolve::{At, Bounds, Field, Resolver, Status};
use crate::uncertain::{Draw, Handle};
use crate::weather::Hours;

/// What the IT does through the day.
#[derive(Debug)]
pub(super) enum Load {
    /// Power over installed power of each hour, as given.
    Hours(Hourly),
    /// Mean power over installed power, as given.
    Share(Handle<f64>, Shape),
    /// Follows from what the accelerators do.
    Work(Machines, Vec<Work>),
}

/// Servers with accelerators.
#[derive(Clone, Copy, Debug)]
pub(super) struct Machines {
    rated: Power,
    /// Input of a server that waits over its rated input.
    idle: Handle<f64>,
    /// Rated input of servers and network.
    installed: Power,
    network: Handle<f64>,
}

/// A piece of work on a share of the accelerators.
#[derive(Debug)]
pub(super) struct Work {
    share: f64,
    job: Job,
    /// Share of time its accelerators are busy.
    mean: Handle<f64>,
    shape: Shape,
}

#[derive(Debug)]
enum Job {
    Serving(Box<Serving>),
    Training(Box<TrainingRun>),
}

/// Load in one draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct State<'a> {
    /// IT power over installed power.
    pub(super) shares: Shares<'a>,
    /// The same with everything busy.
    pub(super) peak: f64,
    /// Input of busy servers per accelerator.
    pub(super) busy: Power,
    /// Share of IT energy that waiting machines draw.
    pub(super) idle: f64,
    /// Share of IT energy of the machines that serve, waiting included.
    pub(super) serving: f64,
    /// Output tokens per second and accelerator, idle hours counted.
    pub(super) tokens_per_accelerator_s: f64,
}

impl Load {
    pub(super) fn resolve(
        r: &mut Resolver,
        d: &Site,
        machines: Option<(&Accelerator, &Server)>,
        given: Option<(GivenLoad, Option<&Hours>)>,
    ) -> Result<Self, Error> {
        if let Some((load, weather)) = given {
            refuse_beside(d)?;
            return Ok(Self::Hours(load.resolve(r, weather)?));
        }
        if let Some(share) = &d.hardware.load_share {
            let field = Field::new("hardware.load_share");
            let mean = r.given(&field, share, Bounds::plain(0.01, 1.0))?;
            let shape = site_profile(r, &d.facility, machines.map_or(FLAT, |_| DIURNAL))?;
            return Ok(Self::Share(mean, shape));
        }
        let missing = |field: &str, problem: &str| Error::inconsistent(field, problem);
        let (_, server) = machines.ok_or_else(|| {
            missing(
                "hardware.load_share",
                "is missing: without accelerators, say how much of the installed power is drawn on average",
            )
        })?;
        if d.work.is_empty() {
            return Err(missing(
                "work",
                "is empty: say what the accelerators do, or give `hardware.load_share`",
            ));
        }
        let work = work(r, d)?;
        let rated = hardware::rated_per_accelerator(server);
        let machines = Machines {
            rated,
            idle: hardware::idle_share(r, At::Top, server),
            installed: hardware::installed_per_accelerator(server),
            network: r.param(params::INFERENCE_NETWORK_SHARE),
        };
        Ok(Self::Work(machines, work))
    }

    /// Whether any work gives output tokens.
    pub(super) fn serves(&self) -> bool {
        let serving = |w: &Work| matches!(w.job, Job::Serving(_));
        matches!(self, Self::Work(_, work) if work.iter().any(serving))
    }

    /// Whether the power of a busy server follows from work.
    pub(super) fn works(&self) -> bool {
        matches!(self, Self::Work(..))
    }

    pub(super) fn at(&self, draw: &Draw) -> State<'_> {
        match self {
            Self::Hours(hours) => State::without_work(hours.shares(), hours.peak()),
            Self::Share(mean, shape) => {
                State::without_work(Shares::Day(hours(draw.get(*mean), shape)), 1.0)
            }
            Self::Work(machines, work) => machines.at(draw, work),
        }
    }
}

impl<'a> State<'a> {
    /// A load that nobody took apart.
    fn without_work(shares: Shares<'a>, peak: f64) -> Self {
        Self {
            shares,
            peak,
            busy: Power::ZERO,
            idle: 0.0,
            serving: 0.0,
            tokens_per_accelerator_s: 0.0,
        }
    }
}

impl Machines {
    /// Hourly power of all work.
    ///
    /// ```text
    /// P_h = Σ_i s_i (P_idle + (P_i − P_idle) b_i,h) (1 + r)
    /// ```
    ///
    /// `s` share of the accelerators, `P_i` server input while busy, `b` busy share of the hour, `r` network.
    fn at(&self, draw: &Draw, work: &[Work]) -> State<'static> {
        let (mut power, mut all_busy, mut rate) = ([Power::ZERO; 24], Power::ZERO, 0.0);
        let (mut total, mut serving, mut idle) = (Power::ZERO, Power::ZERO, Power::ZERO);
        let each_waits = self.rated * draw.get(self.idle).min(1.0);
        for w in work {
            let (busy, tokens_per_s) = w.job.at(draw);
            let busy = busy.min(self.rated).max(each_waits) * w.share;
            let waiting = each_waits * w.share;
            let shares = hours(draw.get(w.mean), &w.shape);
            let mean = shares.iter().sum::<f64>() / 24.0;
            for (power, b) in power.iter_mut().zip(&shares) {
                *power += waiting + (busy - waiting) * *b;
            }
            let own = waiting + (busy - waiting) * mean;
            all_busy += busy;
            rate += tokens_per_s * w.share * mean;
            total += own;
            idle += waiting * (1.0 - mean);
            if matches!(w.job, Job::Serving(_)) {
                serving += own;
            }
        }
        // Nothing draws more than the power chain is built for.
        let of_installed = (1.0 + draw.get(self.network)) / self.installed.to_w();
        let share = |p: Power| (p.to_w() * of_installed).min(1.0);
        State {
            shares: Shares::Day(power.map(share)),
            peak: share(all_busy),
            busy: all_busy,
            idle: idle / total,
            serving: serving / total,
            tokens_per_accelerator_s: rate,
        }
    }
}

impl Job {
    /// Server input per busy accelerator, and its output tokens per second.
    fn at(&self, draw: &Draw) -> (Power, f64) {
        match self {
            Self::Serving(s) => {
                let serve = s.at(draw);
                (serve.server, serve.tokens_per_s / serve.accelerators)
            }
            Self::Training(t) => (t.power_at(draw), 0.0),
        }
    }
}

/// Load of each hour. A day that is busy on average cannot swing far: the swing gives way, so that the mean holds.
fn hours(mean: f64, shape: &Shape) -> [f64; 24] {
    let top = shape.iter().copied().fold(1.0, f64::max) - 1.0;
    let room = if top > 0.0 {
        ((1.0 / mean - 1.0) / top).min(1.0)
    } else {
        1.0
    };
    shape.map(|s| (mean * (1.0 + room * (s - 1.0))).min(1.0))
}

fn work(r: &mut Resolver, d: &Site) -> Result<Vec<Work>, Error> {
    let shares = shares(r, d)?;
    let mut kinds = Vec::new();
    for (i, w) in d.work.iter().enumerate() {
        let kind = Kind::of(r, w, At::Work(i))?;
        if let Kind::Media(_) = kind {
            return Err(Error::inconsistent(
                At::Work(i).path("kind"),
                format!(
                    "is \"{}\": a site runs inference and training for now",
                    kind.name()
                ),
            ));
        }
        refuse_elsewhere(d, w, At::Work(i), kind)?;
        kinds.push(kind);
    }
    // Training runs day and night; who serves people follows their day.
    let fitting = |kind: Kind| match kind {
        Kind::Training | Kind::Finetune | Kind::Distillation | Kind::Rl => FLAT,
        Kind::Inference | Kind::Session | Kind::Media(_) => DIURNAL,
    };
    let one = kinds.windows(2).all(|k| k[0] == k[1]);
    let given = if one || d.facility.load_profile.is_some() {
        Some(site_profile(r, &d.facility, fitting(kinds[0]))?)
    } else {
        r.name(
            "facility.load_profile",
            "by-kind-of-work",
            false,
            "load profile",
        );
        None
    };
    let mut all = Vec::new();
    for (i, (w, kind)) in d.work.iter().zip(kinds).enumerate() {
        let own = diurnal(if fitting(kind) == FLAT {
            0.0
        } else {
            params::LOAD_SWING.value()
        });
        all.push(Work {
            share: shares[i],
            job: Job::resolve(r, d, w, At::Work(i), kind)?,
            mean: r.role(&At::Work(i).slot("load.mean_share"), mean_share(kind)),
            shape: given.unwrap_or(own),
        });
    }
    Ok(all)
}

fn mean_share(kind: Kind) -> Param<f64> {
    match kind {
        Kind::Training | Kind::Finetune | Kind::Distillation | Kind::Rl => {
            params::LOAD_TRAINING_MEAN_SHARE
        }
        Kind::Inference | Kind::Session | Kind::Media(_) => params::LOAD_INFERENCE_MEAN_SHARE,
    }
}

impl Job {
    fn resolve(
        r: &mut Resolver,
        d: &Site,
        w: &Workload,
        at: At,
        kind: Kind,
    ) -> Result<Self, Error> {
        let fallback = (
            d.hardware.accelerator.as_deref(),
            d.hardware.server.as_deref(),
        );
        Ok(match kind {
            Kind::Training | Kind::Finetune | Kind::Distillation if !kind.writes(w) => {
                Self::Training(Box::new(TrainingRun::resolve(r, w, at, kind, fallback)?))
            }
            Kind::Training | Kind::Finetune | Kind::Distillation | Kind::Rl => {
                return Err(Error::inconsistent(
                    at.path("kind"),
                    "is work that both writes and learns: in a site, give its inference and its finetune apart",
                ));
            }
            Kind::Inference | Kind::Session | Kind::Media(_) => {
                Self::Serving(Box::new(Serving::resolve(r, w, at, fallback)?))
            }
        })
    }
}

/// Shares of the accelerators: given, and what is left evenly over the others.
fn shares(r: &mut Resolver, d: &Site) -> Result<Vec<f64>, Error> {
    let rest = 1.0 - d.work.iter().filter_map(|w| w.share).sum::<f64>();
    let open = d.work.iter().filter(|w| w.share.is_none()).count();
    if rest < -1e-9 || (open == 0 && rest.abs() > 1e-9) || (open > 0 && rest < 1e-9) {
        return Err(Error::inconsistent(
            "work[].share",
            if open > 0 {
                format!("sums to {} and leaves nothing for the others", 1.0 - rest)
            } else {
                format!("sums to {}, should be 1", 1.0 - rest)
            },
        ));
    }
    let mut all = Vec::new();
    for (i, w) in d.work.iter().enumerate() {
        let path = At::Work(i).path("share");
        #[expect(clippy::cast_precision_loss, reason = "a handful")]
        let share = Bounds::plain(0.0, 1.0).check(&path, w.share.unwrap_or(rest / open as f64))?;
        let status = if w.share.is_some() {
            Status::Given
        } else {
            Status::Derived
        };
        let origin = if w.share.is_some() {
            "document"
        } else {
            "what is left, evenly"
        };
        r.record(&path, share.into(), None, status, origin);
        all.push(share);
    }
    Ok(all)
}

/// Given hours say all that these would.
fn refuse_beside(d: &Site) -> Result<(), Error> {
    let (share, profile) = (&d.hardware.load_share, &d.facility.load_profile);
    let field = match (share, profile) {
        (None, None) => return Ok(()),
        (Some(_), _) => "hardware.load_share",
        (None, Some(_)) => "facility.load_profile",
    };
    Err(Error::exclusive(field, "--load"))
}

/// A site says where work runs and on what; a piece of work that says otherwise is a mistake.
fn refuse_elsewhere(d: &Site, w: &Workload, at: At, kind: Kind) -> Result<(), Error> {
    applicable(w, at, kind)?;
    let of_site = [
        ("place", w.place.is_some(), "site.place"),
        ("pue", w.pue.is_some(), "facility"),
        ("wue_l_per_kwh", w.wue_l_per_kwh.is_some(), "facility"),
        ("requests", w.requests.is_some(), "work[].share"),
        (
            "requests_per_day",
            w.requests_per_day.is_some(),
            "work[].share",
        ),
        (
            "load_profile",
            w.load_profile.is_some(),
            "facility.load_profile",
        ),
        (
            "custom_accelerator",
            w.custom_accelerator.is_some(),
            "hardware.accelerator",
        ),
        (
            "training_energy_mwh",
            w.training_energy_mwh.is_some(),
            "polder estimate",
        ),
        (
            "lifetime_requests",
            w.lifetime_requests.is_some(),
            "polder estimate",
        ),
        ("sessions", w.sessions.is_some(), "work[].share"),
        ("tasks", !w.tasks.is_empty(), "work[].task"),
        ("days", w.days.is_some(), "site.year"),
        ("compare", !w.compare.is_empty(), "polder estimate"),
        ("device", w.device.is_some(), "polder estimate"),
        ("place_of_use", w.place_of_use.is_some(), "polder estimate"),
        ("run", w.run != crate::document::Run::default(), "run"),
        (
            "accelerators",
            kind != Kind::Inference && w.accelerators.is_some(),
            "work[].share",
        ),
        (
            "accelerator",
            w.accelerator.is_some()
                && !same(w.accelerator.as_deref(), d.hardware.accelerator.as_deref()),
            "hardware.accelerator",
        ),
        (
            "server",
            w.server.is_some() && !same(w.server.as_deref(), d.hardware.server.as_deref()),
            "hardware.server",
        ),
    ];
    match of_site.iter().find(|(_, is, _)| *is) {
        Some((name, _, instead)) => Err(Error::inconsistent(
            at.path(name),
            format!("is not for a piece of work in a site: `{instead}` says it"),
        )),
        None => Ok(()),
    }
}

fn same(a: Option<&str>, b: Option<&str>) -> bool {
    let id = |name: &str| {
        crate::data::accelerator(name).map_or_else(|| name.to_owned(), |a| a.id.to_owned())
    };
    match (a, b) {
        (Some(a), Some(b)) => id(a) == id(b),
        _ => a == b,
    }
}
