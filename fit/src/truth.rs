//! Measured runs, as the truth table has them, placed on the catalogue.

use std::path::Path;

use polder::data::{self, Accelerator, Model};
use polder::workload::{Architecture, Chip, Load, Precision};
use serde::Deserialize;

/// A row of the truth table: the columns this fit reads.
#[derive(Debug, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: String,
    pub(crate) dataset: String,
    kind: String,
    task: String,
    arch_key: String,
    hardware: String,
    gpu_count: Option<f64>,
    precision: String,
    batch_avg: Option<f64>,
    in_tokens: Option<f64>,
    out_tokens: Option<f64>,
    output_tok_per_s: Option<f64>,
    avg_power_w: Option<f64>,
    j_per_out_token: Option<f64>,
    notes: String,
}

/// A measured run of a language model.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) dataset: String,
    pub(crate) multimodal: bool,
    pub(crate) task: String,
    /// Left out for cause.
    pub(crate) flagged: bool,
    pub(crate) model: &'static Model,
    pub(crate) accelerator: &'static Accelerator,
    pub(crate) precision: Precision,
    pub(crate) precision_name: String,
    pub(crate) architecture: Architecture,
    pub(crate) chip: Chip,
    pub(crate) load: Load,
    pub(crate) batch: f64,
    /// Seconds between two tokens of one sequence; the throughput is over the whole run.
    pub(crate) step_s: Option<f64>,
    /// Of one accelerator.
    pub(crate) power_w: Option<f64>,
    /// Accelerators, per output token.
    pub(crate) energy_j: f64,
}

/// The runs of language models that the catalogue can place, and how many it cannot.
pub(crate) fn read(path: &Path) -> Result<(Vec<Run>, usize), String> {
    let mut reader =
        csv::Reader::from_path(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut runs = Vec::new();
    let mut unplaced = 0;
    for record in reader.deserialize() {
        let record: Record = record.map_err(|e| format!("{}: {e}", path.display()))?;
        if record.kind != "llm" && record.kind != "mllm" {
            continue;
        }
        match place(record) {
            Some(run) => runs.push(run),
            None => unplaced += 1,
        }
    }
    Ok((runs, unplaced))
}

fn place(r: Record) -> Option<Run> {
    let model = data::model(&r.arch_key)?;
    let accelerator = data::accelerator(&r.hardware)?;
    let precision = match r.precision.as_str() {
        "bf16" | "fp16" => Precision::Bf16,
        "fp8" => Precision::Fp8,
        "mxfp4" => Precision::Mxfp4,
        _ => return None,
    };
    let (accelerators, batch, input, output) =
        (r.gpu_count?, r.batch_avg?, r.in_tokens?, r.out_tokens?);
    Some(Run {
        architecture: Architecture::from(model),
        chip: Chip::at(accelerator, precision).ok()?,
        load: Load {
            accelerators,
            input_uncached: input,
            input_total: input,
            output,
            ..Load::default()
        },
        batch,
        step_s: r.output_tok_per_s.map(|rate| batch / rate),
        power_w: r.avg_power_w.map(|all| all / accelerators),
        energy_j: r.j_per_out_token?,
        multimodal: r.kind == "mllm",
        flagged: !r.notes.is_empty(),
        id: r.id,
        dataset: r.dataset,
        task: r.task,
        precision_name: r.precision,
        model,
        accelerator,
        precision,
    })
}

impl Run {
    /// Whether the constants are fitted to it.
    pub(crate) fn fitted(&self) -> bool {
        self.dataset == "mlenergy_v3" && !self.multimodal && !self.flagged
    }

    /// Whether its software, vLLM 0.5.4, reads each prompt in a step of its own.
    pub(crate) fn prompts_apart(&self) -> bool {
        self.dataset == "mlenergy_v2"
    }

    /// Whether that software also sorts the logits to draw a token; code was decoded greedily.
    pub(crate) fn draws(&self) -> bool {
        self.prompts_apart() && self.task != "code"
    }

    pub(crate) fn class(&self) -> &'static str {
        if self.model.moe { "moe" } else { "dense" }
    }

    /// Runs that differ only in batch.
    pub(crate) fn series(&self) -> String {
        format!(
            "{}|{}|{}|{}|{}",
            self.accelerator.id,
            self.model.id,
            self.precision_name,
            self.load.accelerators,
            self.task
        )
    }
}
