//! One piece of AI work: from tokens to energy, carbon, water and space.

mod capped;
mod closed;
mod custom;
mod draft;
mod elsewhere;
mod fleet;
mod inference;
mod kept;
mod kind;
mod media;
mod model;
mod rollout;
mod session;
mod trainer;
mod training;

use crate::document::Workload;
use crate::error::Error;
use crate::report::{Label, Question, Table};
use crate::resolve::{At, Bounds, Input, Resolver, Warning};
use crate::uncertain::{Draw, Model, Slots};

pub(crate) use inference::Serving;
pub(crate) use kind::{Kind, applicable};
pub(crate) use training::Run as TrainingRun;

/// Draws of an estimate unless the document says otherwise.
const DEFAULT_SAMPLES: u32 = 4096;

/// A resolved workload.
#[derive(Debug)]
pub struct Estimate {
    job: Job,
    slots: Slots,
    labels: Vec<Label>,
    /// How many figures come before the per-unit ones.
    wholes: usize,
    inputs: Vec<Input>,
    warnings: Vec<Warning>,
    seed: u32,
    samples: u32,
}

#[derive(Debug)]
enum Job {
    Inference(Box<inference::Job>),
    Session(Box<session::Job>),
    Training(Box<training::Job>),
    Media(Box<media::Job>),
    Rollout(Box<rollout::Job>),
}

impl Estimate {
    /// Checks a workload and fills in what it leaves out.
    ///
    /// # Errors
    ///
    /// Any [`Error`]: unknown names, numbers outside their range, fields that exclude each other.
    pub fn resolve(document: &Workload) -> Result<Self, Error> {
        let mut r = Resolver::default();
        let kind = Kind::of(&mut r, document, At::Top)?;
        applicable(document, At::Top, kind)?;
        if document.share.is_some() {
            return Err(Error::inconsistent(
                "share",
                "is a share of a site's capacity: give `requests` instead",
            ));
        }
        let (job, figures, labels) = match kind {
            Kind::Rl | Kind::Distillation if kind.writes(document) => {
                let job = rollout::Job::resolve(&mut r, document, kind)?;
                let labels = labels(rollout::FIGURES, 0, &[]);
                (Job::Rollout(Box::new(job)), rollout::FIGURES, labels)
            }
            Kind::Training | Kind::Finetune | Kind::Distillation | Kind::Rl => {
                let job = training::Job::resolve(&mut r, document, kind)?;
                let figures = training::figures(kind);
                (
                    Job::Training(Box::new(job)),
                    figures,
                    labels(figures, 0, &[]),
                )
            }
            Kind::Inference => {
                let job = inference::Job::resolve(&mut r, document)?;
                let labels = labels(inference::FIGURES, inference::PER_UNIT, &PER_UNIT);
                (Job::Inference(Box::new(job)), inference::FIGURES, labels)
            }
            Kind::Session => {
                let job = session::Job::resolve(&mut r, document)?;
                let figures = job.figures();
                let labels = labels(figures, inference::PER_UNIT, &PER_UNIT);
                (Job::Session(Box::new(job)), figures, labels)
            }
            Kind::Media(kind) => {
                let job = media::Job::resolve(&mut r, document, kind)?;
                let figures = job.figures();
                let labels = labels(figures, media::PER_REQUEST, &PER_UNIT[..1]);
                (Job::Media(Box::new(job)), figures, labels)
            }
        };
        let (seed, samples) = settings(&mut r, document.run, DEFAULT_SAMPLES)?;
        let mut labels = labels;
        if matches!(&job, Job::Inference(job) if job.shares_training()) {
            labels.push(Label::of("training_share_energy_wh"));
        }
        Ok(Self {
            job,
            labels,
            wholes: figures.len(),
            slots: r.slots,
            inputs: r.inputs,
            warnings: r.warnings,
            seed,
            samples,
        })
    }
}

/// Seed and number of draws of a document.
pub(crate) fn settings(
    r: &mut Resolver,
    run: crate::document::Run,
    default: u32,
) -> Result<(u32, u32), Error> {
    let samples = run.samples.unwrap_or(default);
    Bounds::plain(0.0, f64::from(crate::uncertain::MAX_SAMPLES))
        .check("run.samples", f64::from(samples))?;
    let seed = run.seed.unwrap_or(1);
    r.record(
        "run.samples",
        samples.into(),
        None,
        status(run.samples.is_some()),
        "run.samples",
    );
    r.record(
        "run.seed",
        seed.into(),
        None,
        status(run.seed.is_some()),
        "run.seed",
    );
    Ok((seed, samples))
}

const fn status(given: bool) -> crate::resolve::Status {
    if given {
        crate::resolve::Status::Given
    } else {
        crate::resolve::Status::Default
    }
}

/// What figures are given per.
const PER_UNIT: [&str; 2] = ["per_request_", "per_output_token_"];

/// Labels of the declared figures, then of the first `count` of them per each of `units`.
fn labels(ids: &[&str], count: usize, units: &[&str]) -> Vec<Label> {
    let wholes = ids.iter().map(|id| Label::of(id));
    let per_unit = units.iter().flat_map(|unit| {
        ids[..count]
            .iter()
            .map(move |id| Label::of(&format!("{unit}{id}")))
    });
    wholes.chain(per_unit).collect()
}

impl Model for Estimate {
    fn slots(&self) -> &Slots {
        &self.slots
    }

    fn figure_count(&self) -> usize {
        self.labels.len()
    }

    fn run(&self, draw: &Draw, out: &mut [f64]) {
        let (wholes, per_unit) = out.split_at_mut(self.wholes);
        let (requests, tokens) = match &self.job {
            Job::Inference(job) => {
                let written = job.run(draw, wholes);
                if let (Some(share), Some(last)) =
                    (job.training_share_wh(draw), per_unit.last_mut())
                {
                    *last = share;
                }
                written
            }
            Job::Session(job) => job.run(draw, wholes),
            Job::Media(job) => (job.run(draw, wholes), 0.0),
            Job::Training(job) => return job.run(draw, wholes),
            Job::Rollout(job) => return job.run(draw, wholes),
        };
        let mut chunks = per_unit.chunks_exact_mut(inference::PER_UNIT);
        for (chunk, count) in chunks.by_ref().zip([requests, tokens]) {
            for (each, whole) in chunk.iter_mut().zip(&*wholes) {
                // A mix may have days without sessions: nothing for nothing, not an undefined share.
                *each = whole / count.max(f64::MIN_POSITIVE);
            }
        }
    }
}

impl Question for Estimate {
    fn labels(&self) -> &[Label] {
        &self.labels
    }
    fn inputs(&self) -> &[Input] {
        &self.inputs
    }
    fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
    fn settings(&self) -> (u32, u32) {
        (self.seed, self.samples)
    }
    fn headlines(&self) -> &'static [&'static str] {
        &["facility_energy_wh"]
    }
    fn tables(&self) -> Vec<(&'static str, Table)> {
        match &self.job {
            Job::Session(job) => job.tables(&self.slots, self.settings()),
            Job::Inference(job) => job.tables(),
            _ => Vec::new(),
        }
    }
}
