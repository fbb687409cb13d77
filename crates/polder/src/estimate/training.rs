//! Training a model: the final run.

use super::elsewhere::Elsewhere;
use super::model::Subject;
use crate::data::params;
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Compute, ComputeRate, Power, Time};
use crate::resolve::{At, Bounds, Resolver, Status};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Precision, accelerator_time, training_compute};

/// Figures of a training job, in the order [`Job::run`] fills them.
pub(super) const FIGURES: &[&str] = &[
    "training_compute_flop",
    "accelerator_hours",
    "wall_clock_days",
    "it_power_per_accelerator_w",
    "it_energy_wh",
    "facility_energy_wh",
    "carbon_use_location_g",
    "carbon_embodied_g",
    "carbon_total_location_g",
    "water_onsite_consumption_ml",
    "water_offsite_consumption_ml",
    "land_site_m2_year",
    "accelerators",
];

/// A training run on one kind of hardware.
#[derive(Debug)]
pub(crate) struct Run {
    compute: Operations,
    peak: ComputeRate,
    mfu: Handle<f64>,
    goodput: Handle<f64>,
    error: Handle<f64>,
    power: AllIn,
}

/// Operations of a run.
#[derive(Debug)]
enum Operations {
    Given(Handle<f64>),
    /// Active parameters, and tokens.
    Model(f64, Handle<f64>),
}

/// Server input per accelerator while training.
#[derive(Debug)]
enum AllIn {
    Measured(Handle<Power>),
    OfRated(Power, Handle<f64>),
}

/// A training run, for one draw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ran {
    /// Operations of the run.
    pub(crate) flop: f64,
    /// Accelerator time, lost time included.
    pub(crate) time: Time,
    /// Server input per accelerator.
    pub(crate) power: Power,
}

impl Run {
    /// Resolves the model, the hardware and the size of a run.
    pub(crate) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        fallback: (Option<&str>, Option<&str>),
    ) -> Result<Self, Error> {
        let model = model(r, w, at)?;
        let (accelerator, server) = hardware::machine(r, w, at, fallback)?;
        let (mfu, rated) = (
            if model.as_ref().is_some_and(|m| m.moe) {
                params::TRAINING_MFU_MOE
            } else {
                params::TRAINING_MFU_DENSE
            },
            hardware::rated_per_accelerator(&server),
        );
        Ok(Self {
            compute: operations(r, w, at, model.as_ref())?,
            peak: hardware::peak(&accelerator, Precision::Bf16).ok_or_else(|| {
                Error::Inconsistent {
                    field: at.path("accelerator"),
                    problem: format!("is {}, whose bf16 peak is not published", accelerator.id),
                }
            })?,
            mfu: r.number(&at.field("mfu"), w.mfu, Bounds::plain(0.01, 1.0), mfu)?,
            goodput: r.param(params::TRAINING_GOODPUT),
            error: r.param(params::TRAINING_ERROR),
            power: match server.training_w {
                Some(cell) => AllIn::Measured(r.cell(
                    &at.slot("server.training_w"),
                    cell,
                    ("W", 1.0),
                    format!("servers.csv {} training_w", server.id),
                )),
                None => AllIn::OfRated(rated, r.param(params::TRAINING_POWER_SHARE_OF_RATED)),
            },
        })
    }

    /// The run in one draw.
    pub(crate) fn at(&self, draw: &Draw) -> Ran {
        let compute = match self.compute {
            Operations::Given(flop) => Compute::flop(draw.get(flop)),
            Operations::Model(active, tokens) => training_compute(active, draw.get(tokens), None),
        };
        let time = accelerator_time(
            compute,
            self.peak,
            draw.get(self.mfu),
            draw.get(self.goodput),
        ) * draw.get(self.error);
        Ran {
            flop: compute.to_flop(),
            time,
            power: self.power_at(draw),
        }
    }

    /// Server input per accelerator while training.
    pub(crate) fn power_at(&self, draw: &Draw) -> Power {
        match self.power {
            AllIn::Measured(p) => draw.get(p),
            AllIn::OfRated(rated, share) => rated * draw.get(share),
        }
    }
}

/// The model, which a run whose operations are given need not name.
fn model(r: &mut Resolver, w: &Workload, at: At) -> Result<Option<Subject>, Error> {
    let model = Subject::resolve(r, w, at)?;
    let known = w.training_compute_flop.is_some();
    match &model {
        Some(m) if m.shape.is_closed() && !known => Err(Error::Inconsistent {
            field: at.path("model"),
            problem: "is closed, so its training is not known: give `training_compute_flop`".into(),
        }),
        None if !known => Err(Error::Inconsistent {
            field: at.path("model"),
            problem: "is missing: name it, or give `training_compute_flop`".into(),
        }),
        _ => Ok(model),
    }
}

fn operations(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    model: Option<&Subject>,
) -> Result<Operations, Error> {
    match (&w.training_compute_flop, &w.training_tokens, model) {
        (Some(_), Some(_), _) => Err(Error::Inconsistent {
            field: at.path("training_compute_flop"),
            problem: format!(
                "and `{}` exclude each other: give one",
                at.path("training_tokens")
            ),
        }),
        (Some(flop), None, _) => Ok(Operations::Given(r.given(
            &at.field("training_compute_flop"),
            flop,
            Bounds {
                unit: "FLOP",
                scale: 1.0,
                low: 1.0,
                high: 1e30,
            },
        )?)),
        (None, Some(tokens), Some(m)) => Ok(Operations::Model(
            m.active,
            r.given(
                &at.field("training_tokens"),
                tokens,
                Bounds::plain(1.0, 1e16),
            )?,
        )),
        (None, ..) => Err(Error::Inconsistent {
            field: at.path("training_tokens"),
            problem: "is missing: how many tokens is the model trained on, such as 15e12".into(),
        }),
    }
}

/// A training run somewhere.
#[derive(Debug)]
pub(super) struct Job {
    run: Run,
    accelerators: f64,
    network: Handle<f64>,
    place: Elsewhere,
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let run = Run::resolve(r, w, At::Top, (None, None))?;
        let accelerators = f64::from(w.accelerators.unwrap_or(1));
        Bounds {
            unit: "accelerators",
            scale: 1.0,
            low: 1.0,
            high: 1e7,
        }
        .check("accelerators", accelerators)?;
        let status = if w.accelerators.is_some() {
            Status::Given
        } else {
            Status::Default
        };
        r.record(
            "accelerators",
            accelerators.into(),
            None,
            status,
            "document",
        );
        r.warn(
            "training-final-run",
            "The final run only: experiments and failed runs, which took half as much again to over four times as much in published projects, are not in it.",
            "Alleen de laatste run: proeven en mislukte runs kostten in gepubliceerde projecten de helft tot ruim vier keer zoveel extra en zitten er niet in.",
        );
        Ok(Self {
            run,
            accelerators,
            network: r.param(params::INFERENCE_NETWORK_SHARE),
            place: Elsewhere::resolve(r, w)?,
        })
    }

    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) {
        let ran = self.run.at(draw);
        let it = ran.power * ran.time * (1.0 + draw.get(self.network));
        let facility = it * draw.get(self.place.pue);
        let used = self.place.grid.used(draw, facility);
        let embodied = self.place.embodied(draw, ran.time);
        out.copy_from_slice(&[
            ran.flop,
            ran.time.to_h(),
            ran.time.to_days() / self.accelerators,
            ran.power.to_w(),
            it.to_wh(),
            facility.to_wh(),
            used.to_g(),
            embodied.to_g(),
            (used + embodied).to_g(),
            (it * draw.get(self.place.wue)).to_ml(),
            self.place.grid.water_of(draw, facility).to_ml(),
            (self.place.area(draw) * ran.time).to_m2_years(),
            self.accelerators,
        ]);
    }
}
