//! Replicas through a day: how many the busiest hour takes, and how full they are in the others.

use super::capped::bisect;
use crate::data::{Server, params};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::Power;
use crate::report::Table;
use crate::resolve::{At, Bounds, Resolver, Status};
use crate::uncertain::{Draw, Handle};

/// Hours of a day.
const HOURS: usize = 24;
/// Seconds of a day.
const SECONDS_PER_DAY: f64 = 24.0 * 60.0 * 60.0;
/// The field that asks for a fleet.
const PER_DAY: &str = "requests_per_day";

/// What a service is asked in a day, and what its servers take while it asks nothing.
#[derive(Debug)]
pub(super) struct Day {
    requests: f64,
    /// Requests of each hour over their mean.
    shape: [f64; HOURS],
    /// Rated input of the servers, per accelerator, and how much of it they take while they wait.
    rated: Power,
    waiting: Handle<f64>,
}

impl Day {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        requests: f64,
        server: &Server,
    ) -> Result<Self, Error> {
        let (path, profile) = (at.path(PER_DAY), at.path("load_profile"));
        Bounds::plain(1.0, 1e12).check(&path, requests)?;
        r.record(&path, requests.into(), None, Status::Given, "document");
        let given = w.load_profile.as_deref();
        Ok(Self {
            requests,
            shape: crate::plan::profile(r, &profile, given, "inference-diurnal")?,
            rated: hardware::rated_per_accelerator(server),
            waiting: hardware::idle_share(r, at, server),
        })
    }
}

/// Refuses a day of requests that does not settle the batch, and a profile of no day.
pub(super) fn check(w: &Workload, at: At, settles: bool) -> Result<(), Error> {
    let wrong = |field: &str, problem| Err(Error::inconsistent(at.path(field), problem));
    if w.requests_per_day.is_none() && w.load_profile.is_some() {
        return wrong("load_profile", format!("shapes `{PER_DAY}`: give that too"));
    }
    if w.requests_per_day.is_none() || settles {
        return Ok(());
    }
    let other = match (&w.batch, &w.requests_per_second) {
        (Some(_), _) => "batch",
        (_, Some(_)) => "requests_per_second",
        _ => "stack",
    };
    let problem = format!("settles the batch, and so does `{other}`: leave one out");
    wrong(PER_DAY, problem)
}

/// What a replica does at some batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Running {
    /// Input of its servers, per accelerator.
    pub(super) server: Power,
    pub(super) requests_per_s: f64,
}

/// One hour of all replicas.
#[derive(Clone, Copy, Debug, Default)]
struct Hour {
    requests_per_s: f64,
    batch: f64,
    busy: f64,
}

/// Replicas that serve a day of requests.
#[derive(Clone, Debug)]
pub(super) struct Fleet {
    replicas: f64,
    /// Mean batch, and the largest.
    pub(super) batch: f64,
    most: f64,
    /// Energy of replicas that wait over that of replicas that work.
    pub(super) idle_share: f64,
    hours: [Hour; HOURS],
}

impl Fleet {
    /// A fleet for a day of requests.
    ///
    /// ```text
    /// λ_h = shape_h R / (86400 N)        N = ⌈max_h λ_h N / μ(B_max)⌉
    /// B_h = λ_h out T(B_h)               u_h = min(1, λ_h / μ(1))        B_h = 1 where u_h < 1
    /// P(B) / μ(B) = Σ u_h P(B_h) / Σ λ_h        idle = Σ (1 − u_h) P_wait / Σ u_h P(B_h)
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | R | requests of a day | 1 |
    /// | N | replicas, all on all day | 1 |
    /// | μ(B), `P(B)`, `P_wait` | requests a second, server power at a batch; of servers that wait | 1/s, W |
    /// | `B_max` | largest batch within the latency target and the memory | 1 |
    /// | `u_h` | share of the hour in which a replica works | 1 |
    /// | B | mean batch: at it a request takes what it takes in the mean over the day | 1 |
    ///
    /// `most` is `B_max`, `at` gives a replica at a batch, and `balanced` the batch that balances a
    /// rate. Within an hour requests come evenly; replicas are neither added nor switched off.
    pub(super) fn new(
        draw: &Draw,
        day: &Day,
        most: f64,
        at: &dyn Fn(f64) -> Running,
        balanced: &dyn Fn(f64) -> f64,
    ) -> Self {
        let (alone, mean) = (at(1.0), day.requests / SECONDS_PER_DAY);
        let peak = mean * day.shape.iter().copied().fold(0.0, f64::max);
        let replicas = libm::ceil(peak / at(most).requests_per_s).max(1.0);
        let (mut working, mut idle, mut served) = (Power::ZERO, Power::ZERO, 0.0);
        let waiting = day.rated * draw.get(day.waiting);
        let hours = day.shape.map(|share| {
            let rate = mean * share / replicas;
            let busy = (rate / alone.requests_per_s).min(1.0);
            let batch = if busy < 1.0 { 1.0 } else { balanced(rate) };
            working += at(batch).server * busy;
            idle += waiting * (1.0 - busy);
            served += rate;
            Hour {
                requests_per_s: rate * replicas,
                batch,
                busy,
            }
        });
        // A request takes the less the fuller a replica is.
        let batch = bisect(1.0, most, &|b| {
            let running = at(b);
            running.server * served >= working * running.requests_per_s
        });
        Self {
            replicas,
            batch,
            most,
            idle_share: idle / working,
            hours,
        }
    }

    /// Records what stands in for parameters. The idle share takes the slot of its parameter, which then is not drawn.
    pub(super) fn record(&self, r: &mut Resolver) {
        let mut derived =
            |id, value: f64| r.record(id, value.into(), None, Status::Derived, PER_DAY);
        derived("fleet.replicas", self.replicas);
        derived(
            params::INFERENCE_MEAN_BATCH_SHARE.row.id,
            self.batch / self.most,
        );
        let id = params::INFERENCE_IDLE_SHARE.row.id;
        let _: Handle<f64> = r.derived(id, self.idle_share, ("1", 1.0), PER_DAY);
    }

    /// The hours of the day.
    pub(super) fn table(&self) -> Table {
        Table {
            ids: Vec::new(),
            columns: vec!["hour", "requests_per_s", "batch", "busy_share"],
            rows: (0_u8..)
                .zip(&self.hours)
                .map(|(hour, h)| vec![f64::from(hour), h.requests_per_s, h.batch, h.busy])
                .collect(),
        }
    }
}
