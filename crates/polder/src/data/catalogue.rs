//! Catalogues: accelerators, servers, models, closed models, countries, places, tasks, devices, sources.
//!
//! Lookups match an id, a name or an alias, whatever the case of its ASCII letters.

use super::{
    ACCELERATORS, CLOSED_MODELS, COUNTRIES, DEVICES, EMBODIED, MODELS, PLACES, SERVERS, SOURCES,
    TASKS,
};
use crate::quantity::{Bandwidth, ComputeRate, Data, Power};
use crate::uncertain::{Distribution, Shape};

/// Other names of a row, with a bar between, as its table has them: one text is a third lighter in a page than a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aliases(pub(super) &'static str);

impl Aliases {
    pub(crate) const NONE: Self = Self("");

    /// Each of them.
    ///
    /// ```
    /// let h100 = polder::data::accelerator("h100-sxm").unwrap();
    /// assert!(h100.aliases.iter().any(|name| name == "H100"));
    /// ```
    pub fn iter(self) -> impl Iterator<Item = &'static str> {
        self.0.split_terminator('|')
    }
}

/// An uncertain number of a catalogue, in the unit its field names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// Central value.
    pub value: f64,
    /// 5th percentile.
    pub low: f64,
    /// 95th percentile.
    pub high: f64,
}

impl Cell {
    /// The distribution, in the cell's unit, where values end at `min` and `max`.
    pub(crate) fn between(&self, min: f64, max: f64) -> Distribution {
        Distribution {
            shape: Shape::of(self.low, self.high),
            value: self.value,
            low: self.low,
            high: self.high,
            min,
            max,
        }
    }
}

/// Where a cell comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
}

/// Which fitted constants serve an accelerator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Those of the H100.
    H100,
    /// Those of the B200.
    B200,
    /// Those of the A100.
    A100,
    /// None: a transfer rule from the data sheet.
    None,
}

/// How well the fitted constants fit an accelerator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FitBasis {
    /// Fitted to measurements of this accelerator.
    Measured,
    /// Fitted to measurements of another of its generation.
    SameGeneration,
    /// Not fitted.
    Transfer,
}

/// A chip or module that computes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accelerator {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub aliases: Aliases,
    /// Maker.
    pub vendor: &'static str,
    /// Year of release.
    pub year: u16,
    /// Form factor.
    pub form: &'static str,
    /// Rated power.
    pub tdp: Option<Power>,
    /// Dense peak in BF16, or FP16 where it is older.
    pub bf16: Option<ComputeRate>,
    /// Dense peak in FP8.
    pub fp8: Option<ComputeRate>,
    /// Dense peak in FP4.
    pub fp4: Option<ComputeRate>,
    /// Dense peak in INT8, counting operations.
    pub int8: Option<ComputeRate>,
    /// Memory.
    pub memory: Data,
    /// Peak memory bandwidth.
    pub bandwidth: Bandwidth,
    /// Peak bandwidth to its peers, one way.
    pub link: Option<Bandwidth>,
    /// Area of the compute dies in mm².
    pub die_mm2: Option<f64>,
    /// Power with a context live.
    pub floor: Option<Power>,
    /// Power without one.
    pub idle: Option<Power>,
    /// Which fitted constants serve it.
    pub fit: Fit,
    /// How well they fit.
    pub fit_basis: FitBasis,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// A server or rack with its accelerators.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Server {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub aliases: Aliases,
    /// Id of its accelerator.
    pub accelerator: &'static str,
    /// How many accelerators.
    pub accelerators: u32,
    /// Rated power of the whole; zero when it is not published.
    pub rated: Power,
    /// Power beside the accelerators, per accelerator, in W.
    pub host_w: Cell,
    /// Idle power of the whole.
    pub idle: Option<Power>,
    /// Power of the whole while training, per accelerator, in W.
    pub training_w: Option<Cell>,
    /// Cooled by liquid.
    pub liquid: bool,
    /// Power of one rack in kW, where the server is the rack.
    pub rack_kw: Option<f64>,
    /// Embodied carbon beside the accelerators, of the whole, in kg.
    pub embodied_host_kg: Cell,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// A language model. Counts are zero where the model has no such part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Model {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub aliases: Aliases,
    /// Maker.
    pub org: &'static str,
    /// Year of release.
    pub year: u16,
    /// Mixture of experts.
    pub moe: bool,
    /// Parameters.
    pub total: f64,
    /// Parameters used per token.
    pub active: f64,
    /// Layers.
    pub layers: f64,
    /// Layers that attend to the whole context.
    pub layers_full: f64,
    /// Width.
    pub hidden: f64,
    /// Query heads.
    pub heads: f64,
    /// Key and value heads.
    pub kv_heads: f64,
    /// Width of one head.
    pub head_dim: f64,
    /// Multi-head latent attention.
    pub mla: bool,
    /// Rank of the latent keys and values.
    pub kv_lora_rank: f64,
    /// Width of the rotary part of the keys.
    pub rope_dim: f64,
    /// Routed experts per layer.
    pub experts: f64,
    /// Experts used per token.
    pub top_k: f64,
    /// Layers with experts.
    pub moe_layers: f64,
    /// Tokens in the sliding window.
    pub sliding_window: f64,
    /// Layers that attend to the window only.
    pub sliding_layers: f64,
    /// Layers with a state instead of keys and values.
    pub state_layers: f64,
    /// Bytes of state per such layer.
    pub state_bytes: f64,
    /// Size of the vocabulary.
    pub vocab: f64,
    /// Reads its input in one pass and writes no tokens.
    pub encoder: bool,
    /// Parameters in matrix products outside the experts.
    pub nonexpert: f64,
    /// Parameters in all experts.
    pub expert: f64,
    /// Precision of the released weights.
    pub precision: &'static str,
    /// Longest context in tokens.
    pub context: f64,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// A language model whose maker publishes no shape: how large others think it is, in billions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosedModel {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub aliases: Aliases,
    /// Who offers it.
    pub provider: &'static str,
    /// Parameters used per token, in billions.
    pub active_b: Cell,
    /// Parameters, in billions.
    pub total_b: Cell,
    /// Day or month of release; empty when it was not found.
    pub released: &'static str,
    /// Reported by the provider, or assumed by others.
    pub basis: &'static str,
    /// How the ranges were arrived at.
    pub method: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
}

/// A country or region, for its electricity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Country {
    /// Stable id: ISO 3166-1 alpha-2, or alpha-2 with a region.
    pub id: &'static str,
    /// ISO 3166-1 alpha-3.
    pub iso3: &'static str,
    /// Name.
    pub name: &'static str,
    /// Name in Dutch.
    pub name_nl: &'static str,
    /// Year the carbon describes.
    pub year: u16,
    /// Life-cycle carbon of generation.
    pub carbon_lifecycle_g_per_kwh: Cell,
    /// Carbon at the stack.
    pub carbon_direct_g_per_kwh: Cell,
    /// Carbon of what is left when guarantees of origin are sold.
    pub carbon_residual_g_per_kwh: Option<Cell>,
    /// Water consumed by generation.
    pub water_l_per_kwh: Cell,
    /// Water that is left for others in the world's mean basin, over that of a basin of the country.
    pub scarcity: Option<Cell>,
    /// Loss in transmission and distribution, as a share of what is sent out.
    pub td_loss_share: Cell,
    /// Id of the climatology that stands for the country.
    pub climatology: Option<&'static str>,
    /// Basis of the life-cycle carbon.
    pub basis: &'static str,
    /// Source of the life-cycle carbon.
    pub source: &'static str,
    /// Page, table or cell in that source.
    pub locator: &'static str,
    /// Origin of the direct carbon.
    pub direct: Origin,
    /// Origin of the residual carbon.
    pub residual: Option<Origin>,
    /// Origin of the water.
    pub water: Origin,
    /// Origin of the scarcity.
    pub scarce: Option<Origin>,
    /// Origin of the loss.
    pub td_loss: Origin,
    /// For readers.
    pub note: &'static str,
}

/// A place with weather.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Name in Dutch.
    pub name_nl: &'static str,
    /// Id of its country.
    pub country: &'static str,
    /// Latitude in degrees north.
    pub latitude: f64,
    /// Longitude in degrees east.
    pub longitude: f64,
    /// Id of its climatology.
    pub climatology: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// Embodied carbon of one accelerator: the estimate we chose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Embodied {
    /// Id of the accelerator.
    pub accelerator: &'static str,
    /// Carbon per accelerator.
    pub value_kg: Cell,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// Something people do with AI.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Task {
    /// Stable id.
    pub id: &'static str,
    /// Kind of work: `session`, `image` or `video`.
    pub kind: &'static str,
    /// Name.
    pub name: &'static str,
    /// Name in Dutch.
    pub name_nl: &'static str,
    /// What happens, in one line.
    pub story: &'static str,
    /// The same in Dutch.
    pub story_nl: &'static str,
    /// Turns of a session: what a user says, up to the final answer.
    pub turns: Cell,
    /// Input of the first call, system prompt included.
    pub first_input_tokens: Cell,
    /// What the user adds in each later turn.
    pub user_tokens: Cell,
    /// Output of each call of the model that stays in the context.
    pub output_tokens: Cell,
    /// Hidden reasoning of each call.
    pub reasoning_tokens: Cell,
    /// Tool calls of a turn; the model is called again for each.
    pub tool_calls: Cell,
    /// What the result of a tool adds.
    pub tool_tokens: Cell,
    /// Failed calls for each one that counts.
    pub retries: Cell,
    /// Share of the input of a call that comes from the prefix cache.
    pub cached_share: Cell,
    /// Time between output tokens that the service aims at, in ms.
    pub latency_ms: Cell,
    /// Web searches that do without AI.
    pub searches: Cell,
    /// Minutes on a laptop that it takes without AI.
    pub minutes: Cell,
    /// Open model that stands in for the one a service runs.
    pub model: Option<&'static str>,
    /// A smaller open model that often does.
    pub smaller_model: Option<&'static str>,
    /// Width of an image or video in pixels.
    pub width: Option<f64>,
    /// Its height.
    pub height: Option<f64>,
    /// Frames of a video.
    pub frames: Option<f64>,
    /// Steps of the denoiser.
    pub steps: Option<f64>,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// A device of a user that runs a small model itself.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Device {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Name in Dutch.
    pub name_nl: &'static str,
    /// The model it was measured with.
    pub runs: &'static str,
    /// Input tokens per second.
    pub read_tokens_per_s: f64,
    /// Output tokens per second.
    pub write_tokens_per_s: f64,
    /// Power while it runs, in W.
    pub power_w: Cell,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

/// A publication or data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Stable id.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// Authors.
    pub authors: &'static str,
    /// Year of publication.
    pub year: u16,
    /// Where to find it.
    pub url: &'static str,
    /// Licence, or "facts only".
    pub licence: &'static str,
    /// Day we read it.
    pub accessed: &'static str,
}

/// The accelerator with this id, name or alias.
pub fn accelerator(name: &str) -> Option<&'static Accelerator> {
    ACCELERATORS
        .iter()
        .find(|a| named(name, &[a.id, a.name], a.aliases))
}

/// The server with this id, name or alias.
pub fn server(name: &str) -> Option<&'static Server> {
    SERVERS
        .iter()
        .find(|s| named(name, &[s.id, s.name], s.aliases))
}

/// The model with this id, name or alias.
pub fn model(name: &str) -> Option<&'static Model> {
    MODELS
        .iter()
        .find(|m| named(name, &[m.id, m.name], m.aliases))
}

/// The closed model with this id, name or alias.
pub fn closed_model(name: &str) -> Option<&'static ClosedModel> {
    CLOSED_MODELS
        .iter()
        .find(|m| named(name, &[m.id, m.name], m.aliases))
}

/// The country with this id, alpha-3 code or name.
pub fn country(name: &str) -> Option<&'static Country> {
    COUNTRIES
        .iter()
        .find(|c| named(name, &[c.id, c.iso3, c.name, c.name_nl], Aliases::NONE))
}

/// The place with this id or name.
pub fn place(name: &str) -> Option<&'static Place> {
    PLACES
        .iter()
        .find(|p| named(name, &[p.id, p.name, p.name_nl], Aliases::NONE))
}

/// The embodied carbon of the accelerator with this id.
pub fn embodied(accelerator: &str) -> Option<&'static Embodied> {
    EMBODIED.iter().find(|e| e.accelerator == accelerator)
}

/// The task with this id or name.
pub fn task(name: &str) -> Option<&'static Task> {
    TASKS
        .iter()
        .find(|t| named(name, &[t.id, t.name, t.name_nl], Aliases::NONE))
}

/// The device with this id or name.
pub fn device(name: &str) -> Option<&'static Device> {
    DEVICES
        .iter()
        .find(|d| named(name, &[d.id, d.name, d.name_nl], Aliases::NONE))
}

/// The source with this id.
pub fn source(id: &str) -> Option<&'static Source> {
    SOURCES.iter().find(|s| s.id == id)
}

/// Whether one of these is the name, whatever its case. One copy for every catalogue.
#[inline(never)]
pub(super) fn named(name: &str, own: &[&str], aliases: Aliases) -> bool {
    let is_name = |n: &str| n.eq_ignore_ascii_case(name);
    own.iter().any(|n| is_name(n)) || aliases.iter().any(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_alias_do_not_matter() {
        let h100 = accelerator("h100-sxm").unwrap();
        assert_eq!(accelerator("H100-SXM"), Some(h100));
        assert!(h100.aliases.iter().all(|a| accelerator(a) == Some(h100)));
        assert_eq!(
            (
                h100.aliases.iter().count() > 1,
                Aliases::NONE.iter().count()
            ),
            (true, 0)
        );
        assert_eq!(country("nld").map(|c| c.id), Some("nl"));
        assert!(accelerator("no such card").is_none());
    }

    #[test]
    fn every_name_leads_to_its_own_row() {
        for a in ACCELERATORS {
            assert!(
                [a.id, a.name]
                    .into_iter()
                    .chain(a.aliases.iter())
                    .all(|n| accelerator(n) == Some(a)),
                "{}",
                a.id
            );
        }
        for s in SERVERS {
            assert!(
                [s.id, s.name]
                    .into_iter()
                    .chain(s.aliases.iter())
                    .all(|n| server(n) == Some(s)),
                "{}",
                s.id
            );
        }
        for m in MODELS {
            assert!(
                [m.id, m.name]
                    .into_iter()
                    .chain(m.aliases.iter())
                    .all(|n| model(n) == Some(m)),
                "{}",
                m.id
            );
        }
        for m in CLOSED_MODELS {
            assert!(
                [m.id, m.name]
                    .into_iter()
                    .chain(m.aliases.iter())
                    .all(|n| closed_model(n) == Some(m) && model(n).is_none()),
                "{}",
                m.id
            );
        }
        for c in COUNTRIES {
            assert!(
                [c.id, c.iso3, c.name, c.name_nl]
                    .iter()
                    .all(|n| country(n) == Some(c)),
                "{}",
                c.id
            );
        }
        for t in TASKS {
            assert!(
                [t.id, t.name, t.name_nl].iter().all(|n| task(n) == Some(t)),
                "{}",
                t.id
            );
        }
        for p in PLACES {
            assert!(
                [p.id, p.name, p.name_nl]
                    .iter()
                    .all(|n| place(n) == Some(p)),
                "{}",
                p.id
            );
        }
    }

    #[test]
    fn references_between_catalogues_resolve() {
        for s in SERVERS {
            assert!(
                ACCELERATORS.iter().any(|a| a.id == s.accelerator),
                "{}",
                s.id
            );
        }
        for p in PLACES {
            assert!(COUNTRIES.iter().any(|c| c.id == p.country), "{}", p.id);
            assert!(
                super::super::climatology(p.climatology).is_some(),
                "{}",
                p.id
            );
        }
        for c in COUNTRIES {
            assert!(
                c.climatology
                    .is_none_or(|id| super::super::climatology(id).is_some()),
                "{}",
                c.id
            );
        }
        for a in ACCELERATORS {
            assert!(embodied(a.id).is_some(), "{}", a.id);
        }
        for t in TASKS {
            let models = [t.model, t.smaller_model];
            assert!(
                models.iter().flatten().all(|m| model(m).is_some()),
                "{}",
                t.id
            );
            assert!(
                t.kind != "session" || models.iter().all(Option::is_some),
                "{}",
                t.id
            );
        }
    }
}
