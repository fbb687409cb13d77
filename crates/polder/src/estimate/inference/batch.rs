//! What sets the batch: a number, a latency, or what arrives.

use super::super::fleet::Day;
use super::super::session;
use crate::data::{Server, Task, params};
use crate::document::Workload;
use crate::error::Error;
use crate::quantity::Time;
use crate::resolve::{At, Bounds, Resolver};
use crate::uncertain::Handle;

/// Mean running sequences of a replica: given, as many as a latency allows, or as many as arrive.
#[derive(Debug)]
pub(super) enum BatchRule {
    Given(Handle<f64>),
    Latency {
        target: Handle<Time>,
        load: MeanLoad,
        /// Below this the target gives way; 1 where it is the user's.
        least: Option<Handle<f64>>,
    },
    Arrivals(Handle<f64>),
}

/// How full a replica is in the mean.
#[derive(Debug)]
pub(super) enum MeanLoad {
    /// Mean batch over the largest.
    Share(Handle<f64>),
    /// As the requests of a day fill it.
    Day(Box<Day>),
}

impl BatchRule {
    /// What the workload gives, or a latency that is assumed.
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        task: Option<&'static Task>,
        server: &Server,
    ) -> Result<Self, Error> {
        check_one(w, at)?;
        if let Some(batch) = &w.batch {
            let bounds = Bounds::plain(1.0, 1e5);
            return Ok(Self::Given(r.given(&at.field("batch"), batch, bounds)?));
        }
        if let Some(rate) = &w.requests_per_second {
            let (field, unit) = (at.field("requests_per_second"), "1/s");
            let bounds = Bounds {
                unit,
                ..Bounds::plain(1e-9, 1e5)
            };
            return Ok(Self::Arrivals(r.given(&field, rate, bounds)?));
        }
        if let (Some(own), None) = (batch_of_stack(w), w.latency_ms) {
            let batch = r.derived(&at.path("batch"), own, ("1", 1.0), "stack");
            return Ok(Self::Given(batch));
        }
        if w.latency_ms.is_none() {
            r.warn(
                "batch-assumed",
                "Nobody said how many requests share an accelerator. It is derived from an assumed time between tokens, and moves the result most.",
                "Het aantal verzoeken dat een chip deelt is onbekend. Het volgt uit een aangenomen tijd tussen tokens en bepaalt het resultaat het meest.",
            );
        }
        let assumed = w.latency_ms.is_none();
        Ok(Self::Latency {
            target: target(r, w, at, task)?,
            load: MeanLoad::resolve(r, w, at, server)?,
            least: assumed.then(|| r.param(params::CLOSED_LEAST_BATCH)),
        })
    }

    /// Whether the requests of a day fill the replicas.
    pub(super) const fn is_of_a_day(&self) -> bool {
        matches!(
            self,
            Self::Latency {
                load: MeanLoad::Day(_),
                ..
            }
        )
    }
}

impl MeanLoad {
    fn resolve(r: &mut Resolver, w: &Workload, at: At, server: &Server) -> Result<Self, Error> {
        Ok(match w.requests_per_day {
            Some(requests) => Self::Day(Box::new(Day::resolve(r, w, at, requests, server)?)),
            None => Self::Share(r.param(params::INFERENCE_MEAN_BATCH_SHARE)),
        })
    }
}

/// Refuses two rules.
fn check_one(w: &Workload, at: At) -> Result<(), Error> {
    let given = [
        ("batch", w.batch.is_some()),
        ("latency_ms", w.latency_ms.is_some()),
        ("requests_per_second", w.requests_per_second.is_some()),
    ];
    let mut named = given.iter().filter(|(_, g)| *g).map(|(n, _)| n);
    let (Some(first), Some(second)) = (named.next(), named.next()) else {
        return Ok(());
    };
    Err(Error::exclusive(&at.path(first), &at.path(second)))
}

/// Some software is known at one batch only: its factor holds there.
fn batch_of_stack(w: &Workload) -> Option<f64> {
    match w.stack.as_deref() {
        Some("hf-batch-1") => Some(1.0),
        Some("hf-batch-8") => Some(8.0),
        _ => None,
    }
}

/// Time between tokens that is asked: given, of the task, or assumed.
fn target(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    task: Option<&'static Task>,
) -> Result<Handle<Time>, Error> {
    let (field, given) = (at.field("latency_ms"), w.latency_ms);
    let bounds = Bounds {
        unit: "ms",
        scale: Time::ms(1.0).to_s(),
        low: 1.0,
        high: 1e4,
    };
    match task {
        Some(task) => {
            let usual = (task.latency_ms, session::origin(task, "latency_ms"));
            r.number_or_cell(&field, given, bounds, usual)
        }
        None => r.number(&field, given, bounds, params::INFERENCE_LATENCY_TARGET),
    }
}
