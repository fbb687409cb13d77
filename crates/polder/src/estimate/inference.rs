//! Serving a language model: one replica, and the job it does.

mod batch;
mod errors;
mod format;
mod job;
mod replica;
mod serve;
mod software;
mod tokens;
mod warnings;

use super::closed::{Format, Formats};
use super::draft::Draft;
use super::elsewhere::IMPACTS;
use super::model::Shape;
use super::{fleet, session};
use crate::data::params;
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Data, Power};
use crate::resolve::{At, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::workload::Precision;
use batch::BatchRule;
use errors::{Errors, hardware_assumed};
pub(super) use job::{Job, Taken};
pub(super) use serve::Serve;
use software::Software;
use tokens::Tokens;

/// Figures of an inference job, in the order [`Job::run`] fills them.
pub(super) const FIGURES: &[&str] = &[
    "accelerator_energy_wh",
    "server_energy_wh",
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
    "output_tokens_per_s",
    "step_time_ms",
    "accelerator_power_w",
    "it_power_per_accelerator_w",
    "batch",
    "accelerators",
    "accelerator_hours",
];
/// How many of them are also given per request and per output token.
pub(super) const PER_UNIT: usize = 2 + IMPACTS;

/// A model served by replicas of one kind.
#[derive(Debug)]
pub(crate) struct Serving {
    shape: Shape,
    format: Format,
    /// Of a closed model, where nobody says which.
    formats: Option<Formats>,
    draft: Option<Draft>,
    /// Memory that weights may fill; none where the replica follows from drawn weights.
    weights_room: Option<Data>,
    /// Accelerators of a replica.
    replica: f64,
    /// Copies of the attention.
    copies: f64,
    limit: Option<Power>,
    batch: BatchRule,
    pub(super) tokens: Tokens,
    memory_usable: Handle<f64>,
    errors: Errors,
    host: Handle<Power>,
    psu: Handle<f64>,
    cap_exponent: Handle<f64>,
    software: Software,
    rated: Power,
}

impl Serving {
    /// Resolves the model, the hardware and the load of a workload.
    pub(crate) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        fallback: (Option<&str>, Option<&str>),
    ) -> Result<Self, Error> {
        let task = session::task(w, at)?;
        let model = format::model(r, w, at, task)?;
        let (accelerator, server) = hardware::machine(r, w, at, fallback)?;
        let (own, formats) = format::formats(r, w, at, &model, &accelerator)?;
        let draft = Draft::resolve(r, w, at, model.total, || {
            format::on(at, &accelerator, false, Precision::Bf16)
        })?;
        let drafts = draft.as_ref().map_or(Data::ZERO, Draft::weights);
        let replica = replica::size(r, w, at, &model, (&own, drafts))?;
        let copies = replica::copies(r, w, at, model.moe)?;
        let assumed = model.shape.is_closed() && hardware_assumed(r, w, fallback, &accelerator);
        let stack = errors::stack(r, w, at, &accelerator)?;
        let batch = BatchRule::resolve(r, w, at, task, &server)?;
        fleet::check(w, at, batch.is_of_a_day())?;
        let sized = !model.shape.is_closed() || w.accelerators.is_some();
        let serving = Self {
            weights_room: sized.then(|| replica::weights_room(&own.chip, replica)),
            replica,
            copies,
            limit: format::limit(w, at, &own)?,
            format: own,
            formats,
            draft,
            batch,
            tokens: Tokens::resolve(r, w, at, task)?,
            memory_usable: r.param(params::INFERENCE_MEMORY_USABLE),
            errors: Errors::resolve(r, at, stack, &accelerator, (model.moe, assumed)),
            host: hardware::host(r, at, &server),
            psu: r.param(params::PSU_EFFICIENCY),
            cap_exponent: r.param(params::INFERENCE_CAP_EXPONENT),
            software: Software::resolve(r, w, at)?,
            rated: hardware::rated_per_accelerator(&server),
            shape: model.shape,
        };
        serving.check_memory(at, model.least, accelerator.id)?;
        serving.review(r, at, model.context)?;
        Ok(serving)
    }

    /// What does not go together is refused or warned of, at central values.
    fn review(&self, r: &mut Resolver, at: At, context: f64) -> Result<(), Error> {
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        self.tokens.check_cached(&draw, at)?;
        self.warn_of_batch(r, &draw, at);
        self.warn_of_software(r, at);
        self.warn_of_memory(r, &draw, at);
        self.warn_of_context(r, &draw, at, context);
        Ok(())
    }
}
