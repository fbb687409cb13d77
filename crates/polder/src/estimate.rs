//! One piece of AI work: from tokens to energy, carbon, water and space.

mod capped;
mod elsewhere;
mod inference;
mod kind;
mod session;
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
            return Err(Error::Inconsistent {
                field: "share".into(),
                problem: "is a share of a site's capacity: give `requests` instead".into(),
            });
        }
        let (job, wholes, per_unit) = match kind {
            Kind::Training => (
                Job::Training(Box::new(training::Job::resolve(&mut r, document)?)),
                training::FIGURES,
                0,
            ),
            Kind::Inference => (
                Job::Inference(Box::new(inference::Job::resolve(&mut r, document)?)),
                inference::FIGURES,
                inference::PER_UNIT,
            ),
            Kind::Session => {
                let job = Box::new(session::Job::resolve(&mut r, document)?);
                let figures = job.figures();
                (Job::Session(job), figures, inference::PER_UNIT)
            }
        };
        let (seed, samples) = settings(&mut r, document.run, DEFAULT_SAMPLES)?;
        Ok(Self {
            job,
            labels: labels(wholes, per_unit),
            wholes: wholes.len(),
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

/// Labels of the declared figures, then per request and per output token of the first `per_unit` of them.
fn labels(ids: &[&str], per_unit: usize) -> Vec<Label> {
    let label = |prefix: &str, id: &&str| Label::of(&format!("{prefix}{id}"));
    let wholes = ids.iter().map(|id| label("", id));
    let requests = ids[..per_unit].iter().map(|id| label("per_request_", id));
    let tokens = ids[..per_unit]
        .iter()
        .map(|id| label("per_output_token_", id));
    wholes.chain(requests).chain(tokens).collect()
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
            Job::Inference(job) => job.run(draw, wholes),
            Job::Session(job) => job.run(draw, wholes),
            Job::Training(job) => return job.run(draw, wholes),
        };
        let (by_request, by_token) = per_unit.split_at_mut(inference::PER_UNIT);
        for ((whole, a), b) in wholes.iter().zip(by_request).zip(by_token) {
            // A mix may have days without sessions: nothing for nothing, not an undefined share.
            *a = whole / requests.max(f64::MIN_POSITIVE);
            *b = whole / tokens.max(f64::MIN_POSITIVE);
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
            _ => Vec::new(),
        }
    }
}
