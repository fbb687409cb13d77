//! What people write: `Workload` (estimate) and `Site` (plan), plain numbers with a unit suffix.

mod number;
mod read;

pub use number::Number;
pub use read::{read, read_json};

use serde::{Deserialize, Serialize};

/// One piece of AI work, for `estimate`, and an entry of `work` in a [`Site`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Workload {
    /// `inference` (default), `training`, `finetune`, `rl`, `distillation`, `image`, `video`, `embedding` or `speech`.
    pub kind: Option<String>,
    /// Model id or alias.
    pub model: Option<String>,
    /// Accelerator id or alias. In a site: from `hardware`.
    pub accelerator: Option<String>,
    /// Server id. Default: the first server with this accelerator.
    pub server: Option<String>,
    /// Accelerators of one replica (inference) or of the whole run (training).
    pub accelerators: Option<u32>,
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
    /// Requests per second at one replica.
    pub requests_per_second: Option<Number>,
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

/// A site for a year, for `plan`.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
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

/// Where a site is and which year is meant.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Place {
    /// Name, for people.
    pub name: Option<String>,
    /// Place id, or ISO country code.
    pub place: Option<String>,
    /// Year of the plan.
    pub year: Option<u16>,
}

/// Installed IT.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
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

/// Power chain and cooling.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Facility {
    /// `cold-plate`, `economiser-chiller` or `free-air`.
    pub cooling: Option<String>,
    /// `N`, `N+1`, `3N/2` or `2N`.
    pub redundancy: Option<String>,
    /// `double-conversion`, `eco-mode`, `legacy`, `rack-battery` or `none`.
    pub ups: Option<String>,
    /// Air temperature at the servers.
    pub inlet_c: Option<Number>,
    /// Power of a rack.
    pub rack_kw: Option<Number>,
    /// `inference-diurnal` or `flat`.
    pub load_profile: Option<String>,
}

/// A heat network that takes waste heat.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Heat {
    /// Most the network takes, on its coldest day.
    pub offtake_mw: Option<Number>,
    /// Instead: homes it serves, whose heat over the year gives the most it takes.
    pub homes: Option<f64>,
    /// Supply temperature of the network.
    pub supply_c: Option<Number>,
}

/// Floors and ground.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Land {
    /// Storeys of the halls.
    pub storeys: Option<Number>,
    /// `campus`, `compact` or `urban`: how much of the site is built on.
    pub layout: Option<String>,
    /// Ground there is, for a warning when the site needs more.
    pub available_ha: Option<f64>,
}

/// Electricity.
#[derive(Clone, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Supply {
    /// Contracted transport capacity (GTV).
    pub contracted_transport_mw: Option<f64>,
    /// `none`, `guarantees-of-origin` or `ppa`.
    pub contracts: Option<String>,
}

/// Settings of a run.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
pub struct Run {
    /// Seed of the draws.
    pub seed: Option<u32>,
    /// Number of draws; 0 gives central values only.
    pub samples: Option<u32>,
}
