//! Hardware that trains: how fast it gets through arithmetic, and what it draws meanwhile.

use crate::data::{Accelerator, Param, Server, params};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Compute, ComputeRate, Power, Time};
use crate::resolve::{At, Bounds, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Precision, accelerator_time, recomputation};

/// What decides how much of the peak a run reaches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Class {
    /// Fine-tuning: short runs, on any number of accelerators.
    pub(super) finetune: bool,
    /// A mixture of experts.
    pub(super) moe: bool,
    /// Matrix products in 8 bits.
    pub(super) fp8: bool,
}

/// Hardware that trains.
#[derive(Debug)]
pub(crate) struct Trainer {
    /// Dense bf16 peak, which utilisation is quoted against whatever the precision.
    peak: ComputeRate,
    mfu: Handle<f64>,
    goodput: Handle<f64>,
    error: Handle<f64>,
    /// Time over that of the same run with all activations kept.
    longer: f64,
    power: AllIn,
}

/// Server input per accelerator while training.
#[derive(Debug)]
enum AllIn {
    Measured(Handle<Power>),
    OfRated(Power, Handle<f64>),
}

impl Trainer {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        class: Class,
        (accelerator, server): (&Accelerator, &Server),
    ) -> Result<Self, Error> {
        let lacking = || {
            Error::inconsistent(
                at.path("accelerator"),
                format!("is {}, whose bf16 peak is not published", accelerator.id),
            )
        };
        let default = utilisation(accelerator, class);
        let goodput = if class.finetune {
            params::TRAINING_GOODPUT_FINETUNE
        } else {
            params::TRAINING_GOODPUT
        };
        Ok(Self {
            peak: hardware::peak(accelerator, Precision::Bf16).ok_or_else(lacking)?,
            mfu: r.number(&at.field("mfu"), w.mfu, Bounds::plain(0.01, 1.0), default)?,
            goodput: r.role(&at.slot("training.goodput"), goodput),
            error: r.param(params::TRAINING_ERROR),
            longer: recomputed(r, w, at)?,
            power: all_in(r, at, accelerator, server),
        })
    }

    /// Accelerator time of a run, lost time included.
    pub(super) fn time(&self, draw: &Draw, compute: Compute) -> Time {
        let (mfu, goodput) = (draw.get(self.mfu), draw.get(self.goodput));
        accelerator_time(compute, self.peak, mfu, goodput) * (draw.get(self.error) * self.longer)
    }

    /// Server input per accelerator while training.
    pub(crate) fn power(&self, draw: &Draw) -> Power {
        match self.power {
            AllIn::Measured(p) => draw.get(p),
            AllIn::OfRated(rated, share) => rated * draw.get(share),
        }
    }
}

/// Default utilisation of a class of runs on a generation of hardware.
fn utilisation(a: &Accelerator, class: Class) -> Param<f64> {
    match class {
        Class { finetune: true, .. } => params::TRAINING_MFU_FINETUNE,
        Class { moe, fp8: true, .. } if moe => params::TRAINING_MFU_MOE_FP8,
        Class { fp8: true, .. } => params::TRAINING_MFU_DENSE_FP8,
        Class { moe: true, .. } => params::TRAINING_MFU_MOE,
        _ => dense(a.id),
    }
}

fn dense(accelerator: &str) -> Param<f64> {
    let generations = [
        ("h100", params::TRAINING_MFU_DENSE),
        ("h200", params::TRAINING_MFU_DENSE),
        ("h800", params::TRAINING_MFU_DENSE),
        ("gh200", params::TRAINING_MFU_DENSE),
        ("a100", params::TRAINING_MFU_DENSE_A100),
        ("a800", params::TRAINING_MFU_DENSE_A100),
        ("b200", params::TRAINING_MFU_DENSE_B200),
        ("gb200", params::TRAINING_MFU_DENSE_B200),
        ("v100", params::TRAINING_MFU_DENSE_V100),
        ("tpu", params::TRAINING_MFU_DENSE_TPU),
    ];
    let generation = accelerator.split('-').next().unwrap_or_default();
    let found = generations.iter().find(|(name, _)| *name == generation);
    found.map_or(params::TRAINING_MFU_DENSE_OTHER, |(_, p)| *p)
}

/// A default utilisation is that of runs that keep their activations; a given one holds what its run did.
fn recomputed(r: &mut Resolver, w: &Workload, at: At) -> Result<f64, Error> {
    let Some(given) = w.recomputation.as_deref() else {
        return Ok(1.0);
    };
    let (path, choices) = (
        at.path("recomputation"),
        [("none", 1.0), ("full", recomputation())],
    );
    let longer = r.choice(&path, "recomputation", Some(given), "none", &choices)?;
    if w.mfu.is_some() {
        let problem = format!("is in `{}` already: give one", at.path("mfu"));
        return Err(Error::inconsistent(path, problem));
    }
    Ok(longer)
}

/// Measured at a server of this chip, or of one with the same rated power; else by a transfer rule.
///
/// ```text
/// P = s P_rated      P = r TDP
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | `P_rated` | rated input of the server per accelerator, where the server is its own | W |
/// | s | `training.power_share_of_rated` | 1 |
/// | TDP | rated power of the accelerator, where the server is one of another chip | W |
/// | r | `training.power_over_tdp` | 1 |
fn all_in(r: &mut Resolver, at: At, a: &Accelerator, server: &Server) -> AllIn {
    let of_server = crate::data::accelerator(server.accelerator).and_then(|other| other.tdp);
    if let (true, Some(tdp)) = (server.accelerator != a.id && of_server != a.tdp, a.tdp) {
        return AllIn::OfRated(tdp, r.param(params::TRAINING_POWER_OVER_TDP));
    }
    let Some(cell) = server.training_w else {
        let rated = hardware::rated_per_accelerator(server);
        return AllIn::OfRated(rated, r.param(params::TRAINING_POWER_SHARE_OF_RATED));
    };
    let origin = format!("servers.csv {} training_w", server.id);
    AllIn::Measured(r.cell(&at.slot("server.training_w"), cell, ("W", 1.0), origin))
}
