//! Learning from answers that a model writes for the purpose: reinforcement learning, and distillation from a teacher's
//! answers.
//!
//! No energy measurement of such a run was found to check this against: its parts are the inference model and the
//! training model, and `training.rollout.error` is wide for what lies between them (replicas that wait for the longest
//! answer, weights that are copied, verifiers).

use super::elsewhere::{Elsewhere, IMPACTS};
use super::inference::Serving;
use super::kind::Kind;
use super::trainer::{Class, Trainer};
use super::training::{epochs, model};
use crate::data::{Model, params};
use crate::document::{Number, Workload};
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Compute, Time};
use crate::resolve::{At, Bounds, Resolver, Status};
use crate::uncertain::{Draw, Handle};
use crate::workload::{forward_compute, training_compute};

/// Figures of such a job, in the order [`Job::run`] fills them.
pub(super) const FIGURES: &[&str] = &[
    "training_compute_flop",
    "accelerator_hours",
    "generated_tokens",
    "generation_energy_wh",
    "learning_energy_wh",
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
    "batch",
    "accelerators",
];

/// A job that writes answers and learns from them.
///
/// ```text
/// E = (E_gen(P S o) + P_train F / (MFU F_peak g)) e (1 + n)      F = (6 K + 2 q) N P S (i + o)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | P, S | prompts, answers to each | 1 |
/// | i, o | tokens of a prompt, of an answer | 1 |
/// | `E_gen` | servers that write the answers, as for inference, as full as their memory allows | J |
/// | K | times each answer is learnt from | 1 |
/// | q | forward passes that score an answer (reference or older policy); 0 for distillation | 1 |
/// | N | active parameters of the model that learns | 1 |
/// | e | our error on such a run | 1 |
/// | n | network | 1 |
///
/// Verifiers, reward models and the environment are left out.
#[derive(Debug)]
pub(super) struct Job {
    writer: Serving,
    learner: &'static Model,
    trainer: Trainer,
    answers: f64,
    epochs: f64,
    scoring: Option<Handle<f64>>,
    error: Handle<f64>,
    place: Elsewhere,
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload, kind: Kind) -> Result<Self, Error> {
        let answers = answers(r, w)?;
        let full = filled(w, kind)?;
        let writer = Serving::resolve(r, &full, At::Top, (None, None))?;
        if w.requests_per_second.is_none() && full.requests_per_second.is_some() {
            as_default(r, "requests_per_second");
            // Nobody asked for that rate: it stands for replicas that are full.
            r.warnings.retain(|w| w.code != "arrivals-over-capacity");
        }
        let learner = learner(r, w, kind)?;
        // The writer has recorded the names: both run on the same hardware.
        let mut known = Resolver::default();
        let accelerator =
            hardware::accelerator(&mut known, "", w.accelerator.as_deref(), "h100-sxm")?;
        let server = hardware::server(&mut known, "", w.server.as_deref(), accelerator)?;
        let class = Class {
            finetune: true,
            moe: learner.moe,
            fp8: false,
        };
        r.warn(
            "rollout-unmeasured",
            "No energy measurement of a run like this was found: the answer is built from models of serving and of training, with a wide band.",
            "Van zo'n run is geen meting van energie gevonden: het antwoord is samengesteld uit modellen van inferentie en training, met een brede band.",
        );
        Ok(Self {
            writer,
            learner,
            trainer: Trainer::resolve(r, w, At::Top, class, (accelerator, server))?,
            answers,
            epochs: epochs(r, w, At::Top)?,
            scoring: (kind == Kind::Rl).then(|| r.param(params::TRAINING_RL_SCORING_PASSES)),
            error: r.param(params::TRAINING_ROLLOUT_ERROR),
            place: Elsewhere::resolve(r, w)?,
        })
    }

    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) {
        let (serve, error) = (self.writer.at(draw), draw.get(self.error));
        let written = self.answers * self.writer.tokens.written(draw).1;
        let writing = Time::s(written / serve.tokens_per_s) * serve.accelerators * error;
        let compute = self.compute(draw);
        let learning = self.trainer.time(draw, compute) * error;
        let network = 1.0 + draw.get(self.place.network);
        let generation = serve.server * writing * network;
        let training = self.trainer.power(draw) * learning * network;
        let (it, time) = (generation + training, writing + learning);
        out[..5].copy_from_slice(&[
            compute.to_flop(),
            time.to_h(),
            written,
            generation.to_wh(),
            training.to_wh(),
        ]);
        out[5..5 + IMPACTS].copy_from_slice(&self.place.impacts(draw, it, time));
        out[5 + IMPACTS..].copy_from_slice(&[serve.batch, serve.accelerators]);
    }

    /// Arithmetic of learning.
    fn compute(&self, draw: &Draw) -> Compute {
        let tokens = self.answers
            * (self.writer.tokens.read_once(draw) + self.writer.tokens.written(draw).1);
        let scored = self.scoring.map_or(0.0, |passes| draw.get(passes));
        training_compute(self.learner.active, tokens, None) * self.epochs
            + forward_compute(self.learner.active, tokens) * scored
    }
}

/// Answers to learn from: prompts, times answers to each.
fn answers(r: &mut Resolver, w: &Workload) -> Result<f64, Error> {
    let Some(prompts) = w.prompts else {
        return Err(Error::inconsistent(
            "prompts",
            "is missing: how many prompts are answered, such as 100_000",
        ));
    };
    let bounds = Bounds::plain(1.0, 1e15);
    let samples = w.samples_per_prompt.unwrap_or(1.0);
    let status = if w.samples_per_prompt.is_some() {
        Status::Given
    } else {
        Status::Default
    };
    for (name, value, status) in [
        ("prompts", prompts, Status::Given),
        ("samples_per_prompt", samples, status),
    ] {
        bounds.check(name, value)?;
        r.record(name, value.into(), Some("1"), status, "document");
    }
    Ok(prompts * samples)
}

/// The model that writes, with as many answers at a time as its memory holds unless the document says otherwise:
/// nobody is waiting for the next word.
fn filled(w: &Workload, kind: Kind) -> Result<Workload, Error> {
    let mut full = w.clone();
    if kind == Kind::Distillation {
        if w.teacher.is_none() {
            return Err(Error::inconsistent(
                "teacher",
                "is missing: name the model that writes the answers",
            ));
        }
        full.model.clone_from(&w.teacher);
    }
    if w.batch.is_none() && w.latency_ms.is_none() && w.requests_per_second.is_none() {
        let many = params::TRAINING_ROLLOUT_ARRIVALS.value();
        full.requests_per_second = Some(Number::point(many));
    }
    Ok(full)
}

/// The model that learns: the one that writes, or the student.
fn learner(r: &mut Resolver, w: &Workload, kind: Kind) -> Result<&'static Model, Error> {
    let Some(name) = w.model.as_deref() else {
        return Err(Error::inconsistent(
            "model",
            "is missing: name the model that learns",
        ));
    };
    if kind == Kind::Rl {
        return model(&mut Resolver::default(), "model", name);
    }
    // What the writer recorded as its model is the teacher.
    for input in r.inputs.iter_mut().filter(|i| i.path == "model") {
        "teacher".clone_into(&mut input.path);
    }
    model(r, "model", name)
}

/// Marks an input that we filled in.
fn as_default(r: &mut Resolver, path: &str) {
    for input in r.inputs.iter_mut().filter(|i| i.path == path) {
        input.status = Status::Default;
        params::TRAINING_ROLLOUT_ARRIVALS
            .row
            .id
            .clone_into(&mut input.origin);
    }
}
