//! What people write: `Workload` (estimate) and `Site` (plan), plain numbers with a unit suffix.

mod custom;
mod decimal;
mod json;
mod mixture;
mod number;
mod read;
mod table;
mod tree;

pub use custom::{CustomAccelerator, CustomModel};
pub use mixture::Mixture;
pub use number::Number;
pub use read::{LIMIT, Read, read_json};
pub use tree::Tree;

use table::table;

table! {
/// One piece of AI work, for `estimate`, and an entry of `work` in a [`Site`].
pub struct Workload {
    /// `inference` (default), `session`, `training`, `finetune`, `rl`, `distillation`, `image`, `video`, `embedding` or `speech`.
    pub kind: Option<String>,
    /// Model id or alias; `unknown` for an assistant that nobody names.
    pub model: Option<String>,
    /// A model of one's own, instead of `model`.
    pub custom_model: Option<CustomModel>,
    /// Accelerator id or alias. In a site: from `hardware`.
    pub accelerator: Option<String>,
    /// An accelerator of one's own, instead of `accelerator` and `server`.
    pub custom_accelerator: Option<CustomAccelerator>,
    /// Server id. Default: the first server with this accelerator.
    pub server: Option<String>,
    /// Accelerators of one replica (inference) or of the whole run (training).
    pub accelerators: Option<u32>,
    /// Copies of the attention of a mixture of experts, each on its own part of `accelerators`. Default: one.
    pub data_parallel: Option<u32>,
    /// Number format of the weights. Default: the model's own. Of training: `bf16` (default) or `fp8`.
    pub precision: Option<String>,
    /// Serving software, by id of its energy factor. Default: the one the fit is for.
    pub stack: Option<String>,
    /// Input tokens of a request.
    pub input_tokens: Option<Number>,
    /// Of which read from a prefix cache.
    pub cached_input_tokens: Option<Number>,
    /// Output tokens of a request, hidden reasoning included.
    pub output_tokens: Option<Number>,
    /// Pixels across a picture. Default: the model's own.
    pub width: Option<Number>,
    /// Pixels down.
    pub height: Option<Number>,
    /// Frames of a video.
    pub frames: Option<Number>,
    /// Denoising steps.
    pub steps: Option<Number>,
    /// Length of a recording.
    pub audio_s: Option<Number>,
    /// Requests in the whole job: answers, pictures, texts or recordings.
    pub requests: Option<Number>,
    /// Mean running sequences of a replica, or pictures or windows of sound of a batch.
    pub batch: Option<Number>,
    /// Time between output tokens that the service aims at.
    pub latency_ms: Option<Number>,
    /// Requests of a service in a day: replicas, mean batch and idle share follow. Goes with `latency_ms`.
    pub requests_per_day: Option<f64>,
    /// How they come through the day: `inference-diurnal` (default) or `flat`.
    pub load_profile: Option<String>,
    /// Requests per second at one replica.
    pub requests_per_second: Option<Number>,
    /// A small model that drafts tokens for the model to check: id or alias, dense.
    pub draft_model: Option<String>,
    /// Parameters of a draft model that is not in the catalogue, in billions, instead of `draft_model`.
    pub draft_parameters_b: Option<f64>,
    /// Tokens drafted before each check.
    pub draft_tokens: Option<u32>,
    /// Chance that a drafted token is accepted.
    pub draft_acceptance: Option<Number>,
    /// Power cap of each accelerator.
    pub power_limit_w: Option<f64>,
    /// Tokens the model is trained on, in one epoch.
    pub training_tokens: Option<Number>,
    /// Operations of the training run, when known; `training_tokens` and the model give them otherwise.
    pub training_compute_flop: Option<Number>,
    /// Model FLOPs utilisation against the dense bf16 peak.
    pub mfu: Option<Number>,
    /// Parameters used per token, in billions, of a model that is not in the catalogue.
    pub parameters_active_b: Option<f64>,
    /// All its parameters; above `parameters_active_b` for a mixture of experts. Default: those used per token.
    pub parameters_total_b: Option<f64>,
    /// Tokens of a training sequence: adds the arithmetic of attention scores.
    pub sequence_tokens: Option<f64>,
    /// Activations that are computed again in the backward pass: `none` (default) or `full`.
    pub recomputation: Option<String>,
    /// How a model is fine-tuned: `full`, `lora` (default) or `qlora`.
    pub method: Option<String>,
    /// Times the data, or the rollouts, are gone through.
    pub epochs: Option<f64>,
    /// The model that a student is distilled from.
    pub teacher: Option<String>,
    /// Prompts that are answered to learn from the answers.
    pub prompts: Option<f64>,
    /// Answers to each.
    pub samples_per_prompt: Option<f64>,
    /// Energy that training the model took, in all.
    pub training_energy_mwh: Option<Number>,
    /// Requests that the model answers in its life, over which its training is shared.
    pub lifetime_requests: Option<Number>,
    /// What a session is about: an id of the catalogue of tasks, which then fills what is left out.
    pub task: Option<String>,
    /// Turns of a session: what a user says, up to the final answer.
    pub turns: Option<Number>,
    /// Input of the first call of a session, system prompt included.
    pub first_input_tokens: Option<Number>,
    /// What the user adds in each later turn.
    pub user_tokens: Option<Number>,
    /// Hidden reasoning of each call; `output_tokens` of a session are without it.
    pub reasoning_tokens: Option<Number>,
    /// Tool calls of a turn; the model is called again for each.
    pub tool_calls: Option<Number>,
    /// What the result of a tool adds.
    pub tool_tokens: Option<Number>,
    /// Failed calls for each one that counts.
    pub retries: Option<Number>,
    /// Share of the input of a call that comes from the prefix cache.
    pub cached_share: Option<Number>,
    /// Sessions in the whole job.
    pub sessions: Option<Number>,
    /// A mix of tasks; what stands beside it holds for all of them.
    pub tasks: Vec<TaskUse>,
    /// Days of the mix. Default: a year.
    pub days: Option<f64>,
    /// What to set beside a session: `smaller-model`, `on-device`, `without-ai`.
    pub compare: Vec<String>,
    /// Device for `on-device`.
    pub device: Option<String>,
    /// Where the user is, for `on-device` and `without-ai`. Default: `place`.
    pub place_of_use: Option<String>,
    /// Share of a site's capacity.
    pub share: Option<f64>,
    /// Place id, ISO country code, or `world` when unknown.
    pub place: Option<String>,
    /// PUE where it runs, when known.
    pub pue: Option<Number>,
    /// Water use on site per IT energy, when known.
    pub wue_l_per_kwh: Option<Number>,
    /// Settings of the run.
    pub run: Run,
}
}

table! {
/// A task and how often it is done.
pub struct TaskUse {
    /// Id of the task.
    pub task: Option<String>,
    /// Sessions a day.
    pub per_day: Option<Number>,
    /// Model id or alias. Default: the one that stands in for this task.
    pub model: Option<String>,
}
}

table! {
/// A site for a year, for `plan`.
pub struct Site {
    /// Where and when.
    pub site: Place,
    /// What is installed.
    pub hardware: Hardware,
    /// What it does.
    pub work: Vec<Workload>,
    /// Power chain and cooling.
    pub facility: Facility,
    /// Waste heat that others use.
    pub heat: Heat,
    /// Floors and ground.
    pub land: Land,
    /// Electricity.
    pub supply: Supply,
    /// Settings of the run.
    pub run: Run,
}
}

table! {
/// Where a site is and which year is meant.
pub struct Place {
    /// Name, for people.
    pub name: Option<String>,
    /// Place id, or ISO country code.
    pub place: Option<String>,
    /// Year of the plan.
    pub year: Option<u16>,
    /// Its building permit is there, so that rules for new sites leave it out. Default: false.
    pub permitted: Option<bool>,
    /// Warmer than the weather record by this, at the same relative humidity. Default: 0.
    pub warming_k: Option<f64>,
}
}

table! {
/// Installed IT.
pub struct Hardware {
    /// Accelerator id or alias. Absent: servers without accelerators, whose power `load_share` describes.
    pub accelerator: Option<String>,
    /// Server id.
    pub server: Option<String>,
    /// Installed IT power. Absent: follows from `accelerators` or `supply.contracted_transport_mw`.
    pub it_power_mw: Option<f64>,
    /// Number of accelerators.
    pub accelerators: Option<f64>,
    /// Mean over installed IT power. Default: follows from the work.
    pub load_share: Option<Number>,
    /// Years the IT is used.
    pub life_years: Option<Number>,
}
}

table! {
/// Power chain and cooling.
pub struct Facility {
    /// `cold-plate`, `immersion`, `rear-door`, `air-chiller`, `economiser-chiller`, `economiser-dry`,
    /// `surface-water`, `free-air` or `indirect-air`; or shares of the heat.
    pub cooling: Option<Mixture>,
    /// `N`, `N+1`, `3N/2` or `2N`.
    pub redundancy: Option<String>,
    /// `double-conversion`, `eco-mode`, `legacy`, `rack-battery` or `none`.
    pub ups: Option<String>,
    /// Air temperature at the servers.
    pub inlet_c: Option<Number>,
    /// Dew point below which halls with outside air are humidified.
    pub humidify_dew_point_c: Option<Number>,
    /// Power of a rack.
    pub rack_kw: Option<Number>,
    /// `inference-diurnal`, `flat` or `training-checkpoints`.
    pub load_profile: Option<String>,
    /// Time between two checkpoints of `training-checkpoints`.
    pub checkpoint_interval_h: Option<f64>,
    /// How long accelerators wait at each.
    pub checkpoint_s: Option<f64>,
    /// Share of the installed IT that is there in `site.year` and in each year after it: a table beside the figures.
    pub ramp_up: Vec<f64>,
    /// Water for anything but cooling and humidifying, over IT energy: cleaning, offices, flushing.
    pub water_other_l_per_kwh: Option<Number>,
    /// `potable`, `fresh` (ground and surface water), `rain` or `sea`; or shares of what is taken in.
    pub water_sources: Option<Mixture>,
}
}

table! {
/// A heat network that takes waste heat.
pub struct Heat {
    /// Most the network takes, on its coldest day.
    pub offtake_mw: Option<Number>,
    /// Instead: homes it serves, whose heat over the year gives the most it takes.
    pub homes: Option<f64>,
    /// Supply temperature of the network.
    pub supply_c: Option<Number>,
}
}

table! {
/// Floors and ground.
pub struct Land {
    /// Storeys of the halls.
    pub storeys: Option<Number>,
    /// `campus`, `compact` or `urban`: how much of the site is built on.
    pub layout: Option<String>,
    /// Ground there is, for a warning when the site needs more.
    pub available_ha: Option<f64>,
}
}

table! {
/// Electricity.
pub struct Supply {
    /// Contracted transport capacity (GTV).
    pub contracted_transport_mw: Option<f64>,
    /// Active power of the grid connection. Default: that of a new connection, the contracted transport.
    pub connection_mw: Option<f64>,
    /// Instead: its apparent power; the active power is then unknown.
    pub connection_mva: Option<f64>,
    /// `none`, `guarantees-of-origin` or `ppa`.
    pub contracts: Option<String>,
}
}

table! {
/// Settings of a run.
#[derive(Copy)]
pub struct Run {
    /// Seed of the draws.
    pub seed: Option<u32>,
    /// Number of draws; 0 gives central values only.
    pub samples: Option<u32>,
}
}
