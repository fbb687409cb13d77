//! Training a model, fine-tuning it, or distilling it from the outputs of a teacher: one run.

use super::elsewhere::{Elsewhere, IMPACTS};
use super::kept::{Kept, accelerators};
use super::kind::Kind;
use super::trainer::{Class, Trainer};
use crate::data::{self, Accelerator, Model, params};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Compute, Power, Time};
use crate::resolve::{At, Bounds, Resolver, Status, unknown};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Attention, forward_compute, lora_compute, training_compute};

/// Figures of a training job, in the order [`Job::run`] fills them; the last one of pre-training only.
const FIGURES: &[&str] = &[
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
    "embodied_adpe_ug",
    "embodied_primary_wh",
    "accelerators",
    "energy_per_flop_pj",
    "development_energy_wh",
];

/// Figures of a kind of training.
pub(super) fn figures(kind: Kind) -> &'static [&'static str] {
    &FIGURES[..FIGURES.len() - usize::from(kind != Kind::Training)]
}

/// A training run on one kind of hardware.
#[derive(Debug)]
pub(crate) struct Run {
    operations: Operations,
    /// Time over that of the same arithmetic on weights that need no dequantisation.
    dequantise: Option<Handle<f64>>,
    trainer: Trainer,
    /// What it keeps in memory, where the model is known.
    kept: Option<Kept>,
}

/// Operations of a run.
#[derive(Debug)]
enum Operations {
    Given(Handle<f64>),
    /// Of one token, and tokens of all epochs.
    Tokens(Compute, Handle<f64>, f64),
}

/// A training run, for one draw.
#[derive(Clone, Copy, Debug)]
struct Ran {
    compute: Compute,
    /// Accelerator time, lost time included.
    time: Time,
    /// Server input per accelerator.
    power: Power,
}

/// What is trained.
#[derive(Clone, Copy, Debug)]
struct Subject {
    active: f64,
    total: f64,
    moe: bool,
    known: Option<&'static Model>,
}

/// How a model is trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Method {
    /// All weights learn.
    Full,
    /// Adapters learn.
    Lora,
    /// The same, on weights in 4 bits.
    Qlora,
}

impl Run {
    /// Resolves the model, the hardware and the size of a run.
    pub(crate) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        kind: Kind,
        fallback: (Option<&str>, Option<&str>),
    ) -> Result<Self, Error> {
        let subject = subject(r, w, at)?;
        let (accelerator, server) = (
            w.accelerator.as_deref().or(fallback.0),
            w.server.as_deref().or(fallback.1),
        );
        let accelerator =
            hardware::accelerator(r, &at.path("accelerator"), accelerator, "h100-sxm")?;
        let server = hardware::server(r, &at.path("server"), server, accelerator)?;
        let method = method(r, w, at, kind)?;
        let class = Class {
            finetune: kind == Kind::Finetune,
            moe: subject.is_some_and(|s| s.moe),
            fp8: eight_bits(r, w, at, accelerator)?,
        };
        Ok(Self {
            operations: operations(r, w, at, subject, method)?,
            dequantise: (method == Method::Qlora).then(|| r.param(params::TRAINING_QLORA_TIME)),
            trainer: Trainer::resolve(r, w, at, class, (accelerator, server))?,
            kept: subject.map(|s| Kept::of(w, method, s.total, accelerator.memory)),
        })
    }

    /// The run in one draw.
    fn at(&self, draw: &Draw) -> Ran {
        let compute = match self.operations {
            Operations::Given(flop) => Compute::flop(draw.get(flop)),
            Operations::Tokens(one, tokens, epochs) => one * (draw.get(tokens) * epochs),
        };
        let longer = self.dequantise.map_or(1.0, |h| draw.get(h));
        Ran {
            compute,
            time: self.trainer.time(draw, compute) * longer,
            power: self.trainer.power(draw),
        }
    }

    /// Server input per accelerator while training.
    pub(crate) fn power_at(&self, draw: &Draw) -> Power {
        self.trainer.power(draw)
    }
}

/// The model: of the catalogue, or by its size. A run whose operations are given need not say.
fn subject(r: &mut Resolver, w: &Workload, at: At) -> Result<Option<Subject>, Error> {
    let path = at.path("model");
    match (w.model.as_deref(), w.parameters_active_b) {
        (Some(_), Some(_)) => Err(Error::exclusive(&at.path("parameters_active_b"), &path)),
        (Some(name), None) => {
            let m = model(r, &path, name)?;
            Ok(Some(Subject {
                active: m.active,
                total: m.total,
                moe: m.moe,
                known: Some(m),
            }))
        }
        (None, Some(active)) => sized(r, w, at, active).map(Some),
        (None, None) if w.training_compute_flop.is_some() => Ok(None),
        (None, None) => Err(Error::inconsistent(
            path,
            "is missing: name it, or give `parameters_active_b` or `training_compute_flop`",
        )),
    }
}

pub(super) fn model(r: &mut Resolver, path: &str, name: &str) -> Result<&'static Model, Error> {
    if data::model(name).is_none() && data::closed_model(name).is_some() {
        return Err(Error::inconsistent(
            path,
            "is closed, so its training is not known: give `training_compute_flop`",
        ));
    }
    let found = data::model(name)
        .ok_or_else(|| unknown(path, name, "model", data::MODELS.iter().map(|m| m.id)))?;
    r.name(path, found.id, true, found.source);
    Ok(found)
}

/// Parameters of one unit of `parameters_*_b`.
const BILLION: f64 = 1e9;

fn sized(r: &mut Resolver, w: &Workload, at: At, active: f64) -> Result<Subject, Error> {
    let (one, all) = (
        at.path("parameters_active_b"),
        at.path("parameters_total_b"),
    );
    Bounds::plain(1e-6, 1e5).check(&one, active)?;
    r.record(&one, active.into(), Some("1e9"), Status::Given, "document");
    let total = w.parameters_total_b.unwrap_or(active);
    Bounds::plain(active, 1e6).check(&all, total)?;
    let status = if w.parameters_total_b.is_some() {
        Status::Given
    } else {
        Status::Default
    };
    r.record(&all, total.into(), Some("1e9"), status, "document");
    Ok(Subject {
        active: active * BILLION,
        total: total * BILLION,
        moe: total > active,
        known: None,
    })
}

fn method(r: &mut Resolver, w: &Workload, at: At, kind: Kind) -> Result<Method, Error> {
    if kind != Kind::Finetune {
        return Ok(Method::Full);
    }
    let choices = [
        ("full", Method::Full),
        ("lora", Method::Lora),
        ("qlora", Method::Qlora),
    ];
    let given = w.method.as_deref();
    r.choice(&at.path("method"), "method", given, "lora", &choices)
}

fn eight_bits(r: &mut Resolver, w: &Workload, at: At, a: &Accelerator) -> Result<bool, Error> {
    let (path, choices) = (at.path("precision"), [("bf16", false), ("fp8", true)]);
    let given = w.precision.as_deref();
    let eight = r.choice(&path, "precision", given, "bf16", &choices)?;
    if eight && a.fp8.is_none() {
        return Err(Error::inconsistent(
            path,
            format!("is \"fp8\", which {} does not compute in", a.id),
        ));
    }
    Ok(eight)
}

fn operations(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    subject: Option<Subject>,
    method: Method,
) -> Result<Operations, Error> {
    let attention = attention(r, w, at, subject)?;
    match (&w.training_compute_flop, &w.training_tokens, subject) {
        (Some(_), Some(_), _) => Err(Error::exclusive(
            &at.path("training_compute_flop"),
            &at.path("training_tokens"),
        )),
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
        (None, Some(tokens), Some(s)) => {
            let one = match method {
                Method::Full => training_compute(s.active, 1.0, attention),
                Method::Lora | Method::Qlora => lora_compute(s.active, 1.0, attention),
            };
            let bounds = Bounds::plain(1.0, 1e16);
            let tokens = r.given(&at.field("training_tokens"), tokens, bounds)?;
            let one = one + teacher(r, w, at)?;
            Ok(Operations::Tokens(one, tokens, epochs(r, w, at)?))
        }
        (None, ..) => Err(Error::inconsistent(
            at.path("training_tokens"),
            "is missing: how many tokens is the model trained on, such as 15e12",
        )),
    }
}

/// Times the data is gone through.
pub(super) fn epochs(r: &mut Resolver, w: &Workload, at: At) -> Result<f64, Error> {
    let Some(epochs) = w.epochs else {
        return Ok(1.0);
    };
    let path = at.path("epochs");
    Bounds::plain(0.01, 1000.0).check(&path, epochs)?;
    r.record(&path, epochs.into(), Some("1"), Status::Given, "document");
    Ok(epochs)
}

/// A teacher reads each token once for each time that the student does.
fn teacher(r: &mut Resolver, w: &Workload, at: At) -> Result<Compute, Error> {
    let Some(name) = w.teacher.as_deref() else {
        return Ok(Compute::ZERO);
    };
    Ok(forward_compute(
        model(r, &at.path("teacher"), name)?.active,
        1.0,
    ))
}

/// Attention scores of a model of the catalogue, when the length of a sequence is given.
fn attention(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    subject: Option<Subject>,
) -> Result<Option<Attention>, Error> {
    let Some(sequence) = w.sequence_tokens else {
        return Ok(None);
    };
    let path = at.path("sequence_tokens");
    Bounds::plain(1.0, 1e8).check(&path, sequence)?;
    let model = subject.and_then(|s| s.known);
    let (Some(m), None) = (model, w.training_compute_flop) else {
        return Err(Error::inconsistent(
            path,
            "needs a model of the catalogue, and `training_tokens`",
        ));
    };
    r.record(&path, sequence.into(), Some("1"), Status::Given, "document");
    // Under a causal mask a token sees half the sequence on average, or the window where that is shorter.
    let window = (2.0 * m.sliding_window / sequence).min(1.0);
    Ok(Some(Attention {
        layers: m.layers_full + m.sliding_layers * window,
        width: m.heads * m.head_dim,
        sequence,
    }))
}

/// A training run somewhere.
#[derive(Debug)]
pub(super) struct Job {
    run: Run,
    accelerators: f64,
    /// Compute outside the final run, over that of the final run.
    development: Option<Handle<f64>>,
    place: Elsewhere,
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload, kind: Kind) -> Result<Self, Error> {
        if kind == Kind::Distillation && w.teacher.is_none() {
            return Err(Error::inconsistent(
                "teacher",
                "is missing: name the model that the student learns from",
            ));
        }
        let run = Run::resolve(r, w, At::Top, kind, (None, None))?;
        let kept = run.kept;
        let development =
            (kind == Kind::Training).then(|| r.param(params::TRAINING_DEVELOPMENT_RATIO));
        warn_of_the_rest(r, development.is_some());
        Ok(Self {
            run,
            accelerators: accelerators(r, w, kept)?,
            development,
            place: Elsewhere::resolve(r, w)?,
        })
    }

    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) {
        let ran = self.run.at(draw);
        let it = ran.power * ran.time * (1.0 + draw.get(self.place.network));
        let impacts = self.place.impacts(draw, it, ran.time);
        let development = self.development.map_or(0.0, |h| draw.get(h));
        out[..4].copy_from_slice(&[
            ran.compute.to_flop(),
            ran.time.to_h(),
            ran.time.to_days() / self.accelerators,
            ran.power.to_w(),
        ]);
        out[4..4 + IMPACTS].copy_from_slice(&impacts);
        let [_, facility_wh, ..] = impacts;
        let rest = [
            self.accelerators,
            (it / ran.compute).to_pj_per_flop(),
            facility_wh * development,
        ];
        for (slot, value) in out[4 + IMPACTS..].iter_mut().zip(rest) {
            *slot = value;
        }
    }
}

fn warn_of_the_rest(r: &mut Resolver, reckoned: bool) {
    let (en, nl) = if reckoned {
        (
            "The final run only: experiments and failed runs, which took half as much again to over four times as much in published projects, are in `development_energy_wh` and in no other figure.",
            "Alleen de laatste run: proeven en mislukte runs kostten in gepubliceerde projecten de helft tot ruim vier keer zoveel extra. Ze staan in `development_energy_wh` en in geen ander cijfer.",
        )
    } else {
        (
            "One run only: trials and failed runs are not in it, and how many there are nobody has published for this kind of work.",
            "Eén run: proeven en mislukte runs zitten er niet in, en hoeveel het er zijn heeft voor dit soort werk niemand gepubliceerd.",
        )
    };
    r.warn("training-final-run", en, nl);
}
