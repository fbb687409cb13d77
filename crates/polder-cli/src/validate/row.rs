//! A row of measurements as a workload, and what was measured.

use polder::document::{Number, Workload};

use super::columns::{Cells, Columns};

/// A row that can be compared.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) work: Workload,
    pub(super) measured: Measured,
}

/// What was measured: a figure of ours, and the factor from its unit to that of the measurement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Measured {
    pub(super) value: f64,
    pub(super) unit: &'static str,
    pub(super) figure: String,
    pub(super) scale: f64,
}

/// Kinds that learn.
const TRAINING: &[&str] = &["training", "finetune"];

/// Joules of a watt-hour.
const JOULES_PER_WH: f64 = 3600.0;

impl Row {
    /// Reads a row, or says why it cannot be compared.
    pub(super) fn read(c: &Columns, cells: &Cells) -> Result<Self, String> {
        let kind = kind(c, cells)?;
        let measured = Measured::read(c, cells, kind)?;
        let mut work = Workload {
            kind: Some(kind.to_owned()),
            model: model(c, cells),
            accelerator: c.text(cells, "hardware").map(str::to_owned),
            ..Workload::default()
        };
        if TRAINING.contains(&kind) {
            training(c, cells, kind, &mut work)?;
        } else {
            serving(c, cells, kind, &mut work)?;
        }
        Ok(Self { work, measured })
    }
}

/// Kind of work: as written, in our words; without a column, what the measurement is of.
pub(super) fn kind(c: &Columns, cells: &Cells) -> Result<&'static str, String> {
    match c.text(cells, "kind") {
        Some("llm" | "mllm" | "inference") => Ok("inference"),
        Some("encoder" | "embedding") => Ok("embedding"),
        Some("image") => Ok("image"),
        Some("video") => Ok("video"),
        Some("speech") => Ok("speech"),
        Some("training") => Ok("training"),
        Some("finetune") => Ok("finetune"),
        Some(other) => Err(format!("kind \"{other}\" is not modelled")),
        None if c.has("energy_mwh") || c.has("gpu_hours") => Ok(learning(c, cells)),
        None => Ok("inference"),
    }
}

/// Fine-tuning where the task says so.
fn learning(c: &Columns, cells: &Cells) -> &'static str {
    let task = c.text(cells, "task").unwrap_or_default().to_lowercase();
    if task.contains("lora") || task.contains("fine-tun") {
        "finetune"
    } else {
        "training"
    }
}

/// The model by its name or, when the catalogue does not have that, by its architecture.
fn model(c: &Columns, cells: &Cells) -> Option<String> {
    let name = c.text(cells, "model");
    let known =
        |n: &&str| polder::data::model(n).is_some() || polder::data::media_model(n).is_some();
    let found = name
        .filter(known)
        .or_else(|| c.text(cells, "arch_key").filter(known));
    found
        .or(name)
        .or_else(|| c.text(cells, "arch_key"))
        .map(str::to_owned)
}

fn serving(c: &Columns, cells: &Cells, kind: &str, w: &mut Workload) -> Result<(), String> {
    let number = |name: &str| number(c, cells, name);
    let point = |name: &str| Ok::<_, String>(number(name)?.map(Number::point));
    w.accelerators = count(c, cells, "gpu_count")?;
    w.precision = c.text(cells, "precision").map(precision);
    w.power_limit_w = number("power_limit_w")?;
    match kind {
        "inference" => {
            w.stack = text_stack(c, cells)?;
            w.batch = point("batch_avg")?;
            if w.batch.is_none() && saturated(c, cells) {
                w.requests_per_second = Some(Number::point(SATURATING));
                w.accelerators = count(c, cells, "tp")?;
            }
            w.input_tokens = point("in_tokens")?;
            w.cached_input_tokens = point("cached_in_tokens")?;
            w.output_tokens = point("out_tokens")?;
        }
        "image" | "video" => {
            w.stack = picture_stack(c, cells)?;
            w.batch = point("batch_avg")?;
            w.width = point("width")?;
            w.height = point("height")?;
            w.steps = point("steps")?;
            w.frames = point("frames")?.filter(|_| kind == "video");
        }
        "embedding" => w.input_tokens = point("in_tokens")?,
        _ => {
            w.batch = point("batch_avg")?;
            w.output_tokens = point("out_tokens")?;
        }
    }
    Ok(())
}

/// Requests per second that fill any replica.
const SATURATING: f64 = 1e4;

/// The scenarios Offline and Server of `MLPerf` keep the machine full: the memory sets the batch. Without a tensor-parallel
/// degree, each replica is as small as its memory allows.
fn saturated(c: &Columns, cells: &Cells) -> bool {
    c.text(cells, "concurrency_basis")
        .is_some_and(|t| t.eq_ignore_ascii_case("offline") || t.eq_ignore_ascii_case("server"))
}

/// What a training run reports: compute, else its model or size and its tokens.
fn training(c: &Columns, cells: &Cells, kind: &str, w: &mut Workload) -> Result<(), String> {
    let number = |name: &str| number(c, cells, name);
    w.accelerators = count(c, cells, "gpu_count")?;
    w.mfu = number("mfu_reported")?.map(Number::point);
    w.pue = pue(c, cells)?;
    let known = |m: &str| polder::data::model(m).is_some();
    if !w.model.as_deref().is_some_and(known) {
        w.model = None;
        let (all, active) = (number("params_b")?, number("active_params_b")?);
        w.parameters_active_b = active.or(all);
        w.parameters_total_b = w.parameters_active_b.and(all);
    }
    match (number("train_flops")?, number("tokens_b")?) {
        // A published count may be of all weights; that of adapters follows from the tokens.
        (Some(flop), None) => w.training_compute_flop = Some(Number::point(flop)),
        (Some(flop), _) if kind == "training" => {
            w.training_compute_flop = Some(Number::point(flop));
        }
        (_, Some(tokens)) => w.training_tokens = Some(Number::point(tokens * TOKENS_PER_B)),
        (None, None) => return Err("neither train_flops nor tokens_b is known".to_owned()),
    }
    let text = |name: &str| c.text(cells, name).unwrap_or_default();
    let notes = text("notes");
    // GPT-3 in MLPerf is trained in 8 bits on hardware that can.
    let eight = notes.contains("FP8") || text("task").contains("MLPerf");
    if eight && kind == "training" {
        w.precision = Some("fp8".to_owned());
    }
    // The catalogue has two servers with this accelerator.
    let h100 = w.accelerator.as_deref().and_then(polder::data::accelerator);
    if notes.contains("immersion") && h100.is_some_and(|a| a.id == "h100-sxm") {
        w.server = Some("hgx-h100-8-liquid".to_owned());
    }
    Ok(())
}

/// Tokens of one unit of `tokens_b`.
const TOKENS_PER_B: f64 = 1e9;

/// The PUE, unless the row says that its energy leaves it out.
fn pue(c: &Columns, cells: &Cells) -> Result<Option<Number>, String> {
    let outside = |text: &str| text.contains("not applied");
    if c.text(cells, "pue").is_some_and(outside) {
        return Ok(None);
    }
    Ok(number(c, cells, "pue")?.map(Number::point))
}

/// How the figure of a training row came about: `measured`, `reported` by who ran it, or `estimated` by others.
///
/// Energy reckoned from accelerator-hours is no measurement: then the hours are what was reported.
pub(super) fn basis(c: &Columns, cells: &Cells) -> &'static str {
    let text = |name: &str| c.text(cells, name).unwrap_or_default();
    let (basis, notes) = (text("energy_basis"), text("notes"));
    if basis.is_empty() {
        ""
    } else if basis.contains("estimated by") || notes.contains("CIRCULAR") {
        "estimated"
    } else if whole(c, cells) && basis.starts_with("measured") && !reckoned(basis) {
        "measured"
    } else {
        "reported"
    }
}

fn reckoned(basis: &str) -> bool {
    ["computed", "TDP", "estimated"]
        .iter()
        .any(|word| basis.contains(word))
}

/// Whether the row has energy of whole machines.
fn whole(c: &Columns, cells: &Cells) -> bool {
    let text = |name: &str| c.text(cells, name).unwrap_or_default();
    let alone = ["GPU TDP", "GPU measured"];
    !text("energy_mwh").is_empty()
        && !alone.iter().any(|s| text("energy_scope").starts_with(s))
        && !text("energy_basis").starts_with("computed")
}

/// Accelerator-hours: as reported, or accelerators times hours.
fn hours(c: &Columns, cells: &Cells) -> Result<Option<f64>, String> {
    let number = |name: &str| number(c, cells, name);
    let product = match (number("gpu_count")?, number("hours")?) {
        (Some(n), Some(h)) => Some(n * h),
        _ => None,
    };
    Ok(number("gpu_hours")?.or(product))
}

fn precision(name: &str) -> String {
    match name {
        // The same bytes and the same peak.
        "fp16" | "float16" | "bfloat16" => "bf16".to_owned(),
        other => other.to_lowercase(),
    }
}

/// The software that a framework stands for, for pictures.
fn picture_stack(c: &Columns, cells: &Cells) -> Result<Option<String>, String> {
    let Some(name) = c.text(cells, "framework") else {
        return Ok(None);
    };
    let stack = match name.to_lowercase().as_str() {
        n if n.contains("xdit") => "xdit-0.4",
        n if n.contains("diffusers") => "diffusers-2024",
        n if n.contains("tensorrt") => "tensorrt-8bit",
        _ => return Err(format!("no factor for the software {name}")),
    };
    Ok(Some(stack.to_owned()))
}

/// The serving stack that a framework and its version stand for.
fn text_stack(c: &Columns, cells: &Cells) -> Result<Option<String>, String> {
    let Some(name) = c.text(cells, "framework") else {
        return Ok(None);
    };
    let lower = name.to_lowercase();
    let scope = c.text(cells, "scope").unwrap_or_default().to_lowercase();
    let stack = match lower.as_str() {
        n if n.contains("tensorrt") || n.contains("trt-llm") => "trt-llm",
        // The runs of code of that year were greedy, after EvalPlus; those of chat drew with top-p.
        n if n.contains("vllm 0.5") && c.text(cells, "task") == Some("code") => "vllm-0.5-greedy",
        n if n.contains("vllm 0.5") => "vllm-0.5",
        n if n.contains("vllm") => "vllm-0.11",
        n if n.contains("transformers") && n.contains("2023") => "hf-batch-1",
        // CarbonTracker multiplies by a PUE; the factor of these rows holds it.
        n if n.contains("transformers") && scope.contains("carbontracker") => "hf-batch-8",
        _ => return Err(format!("no factor for the serving stack {name}")),
    };
    Ok(Some(stack.to_owned()))
}

impl Measured {
    fn read(c: &Columns, cells: &Cells, kind: &str) -> Result<Self, String> {
        let number = |name: &str| number(c, cells, name);
        let scope = c
            .text(cells, "scope")
            .or_else(|| c.text(cells, "energy_scope"))
            .unwrap_or_default();
        let (value, unit, figure, scale) = if TRAINING.contains(&kind) {
            if scope.contains("after PSU") {
                return Err(
                    "measured behind the power supplies, which no figure of ours is".into(),
                );
            }
            let energy = number("energy_mwh")?.filter(|_| whole(c, cells));
            match (energy, hours(c, cells)?) {
                (Some(mwh), _) => (mwh, "MWh", training_figure(scope).to_owned(), 1e-6),
                (None, Some(hours)) => (hours, "h", "accelerator_hours".to_owned(), 1.0),
                (None, None) => return Err("nothing was measured".to_owned()),
            }
        } else {
            let figure = format!("{}_energy_wh", boundary(scope));
            let token = number("j_per_out_token")?.filter(|_| kind == "inference");
            match (token, number("j_per_request")?) {
                (Some(j), _) => (
                    j,
                    "J/token",
                    format!("per_output_token_{figure}"),
                    JOULES_PER_WH,
                ),
                (None, Some(j)) => (
                    j,
                    "J/request",
                    format!("per_request_{figure}"),
                    JOULES_PER_WH,
                ),
                (None, None) => return Err("nothing was measured".to_owned()),
            }
        };
        if value <= 0.0 {
            return Err(format!("the measurement is {value}"));
        }
        Ok(Self {
            value,
            unit,
            figure,
            scale,
        })
    }
}

/// The boundary that a free text means; without one, the accelerators.
fn boundary(scope: &str) -> &'static str {
    let scope = scope.to_lowercase();
    if scope.contains("facility") || scope.contains("data cent") {
        "facility"
    } else if scope.contains("server") || scope.contains("wall") || scope.contains("node") {
        "server"
    } else {
        "accelerator"
    }
}

fn training_figure(scope: &str) -> &'static str {
    let scope = scope.to_lowercase();
    if scope.contains("pue") || scope.contains("facility") || scope.contains("data cent") {
        "facility_energy_wh"
    } else {
        "it_energy_wh"
    }
}

fn number(c: &Columns, cells: &Cells, name: &str) -> Result<Option<f64>, String> {
    let Some(text) = c.text(cells, name) else {
        return Ok(None);
    };
    match text.parse::<f64>() {
        Ok(v) if v.is_finite() => Ok(Some(v)),
        _ => Err(format!("{name} is \"{text}\", not a number")),
    }
}

fn count(c: &Columns, cells: &Cells, name: &str) -> Result<Option<u32>, String> {
    let Some(v) = number(c, cells, name)? else {
        return Ok(None);
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked"
    )]
    let whole = v as u32;
    if (f64::from(whole) - v).abs() < f64::EPSILON && whole > 0 {
        Ok(Some(whole))
    } else {
        Err(format!("{name} is {v}, not a count"))
    }
}
