//! Measured runs.

use std::collections::BTreeMap;

use polder::data::{self, MediaModel};
use polder::workload::{Chip, Denoising, DiffusionConstants, Picture};

/// One measured configuration.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub(crate) id: String,
    pub(crate) dataset: String,
    pub(crate) hardware: String,
    /// Id of the accelerator in the catalogue.
    pub(crate) accelerator: &'static str,
    /// Id of the model in the catalogue.
    pub(crate) model: &'static str,
    denoiser: &'static MediaModel,
    chip: Chip,
    picture: Picture,
    /// Accelerators.
    pub(crate) n: f64,
    pub(crate) batch: f64,
    /// Measured seconds of a batch.
    pub(crate) seconds: f64,
    /// Measured mean W of one accelerator.
    pub(crate) watts: f64,
    /// Measured J of one picture, all accelerators.
    pub(crate) joules: f64,
}

impl Run {
    /// The model of this run with given constants.
    pub(crate) fn denoising(&self, constants: &DiffusionConstants) -> Denoising {
        Denoising::new(
            &self.denoiser.denoiser(),
            &self.chip,
            constants,
            &self.picture,
            (self.n, self.batch),
        )
    }

    /// What drew it.
    pub(crate) fn software(&self) -> &'static str {
        if self.dataset == "mlenergy_v2" {
            "diffusers (2024)"
        } else {
            "xDiT 0.4.5"
        }
    }

    /// Predicted over measured energy of a picture.
    pub(crate) fn ratio(&self, constants: &DiffusionConstants) -> f64 {
        let (power, time) = self.denoising(constants).power(None);
        (power * time).to_j() * self.n / self.batch / self.joules
    }
}

/// Models of one design, such as the two of SANA.
pub(crate) fn family(model: &str) -> &str {
    match model {
        "hunyuan-dit-1.2" | "hunyuan-video" => model,
        _ => model.split('-').next().unwrap_or(model),
    }
}

/// All runs of images and video without a note.
pub(crate) fn read(path: &str) -> Result<Vec<Run>, String> {
    let at = |e: csv::Error| format!("{path}: {e}");
    let mut reader = csv::Reader::from_path(path).map_err(at)?;
    let mut runs = Vec::new();
    for row in reader.deserialize() {
        let row: BTreeMap<String, String> = row.map_err(at)?;
        let picture = matches!(text(&row, "kind"), "image" | "video");
        if picture
            && text(&row, "dataset").starts_with("mlenergy")
            && text(&row, "notes").is_empty()
        {
            runs.push(run(&row).map_err(|e| format!("{path}: {}: {e}", text(&row, "id")))?);
        }
    }
    Ok(runs)
}

fn text<'a>(row: &'a BTreeMap<String, String>, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

fn run(row: &BTreeMap<String, String>) -> Result<Run, String> {
    let number = |column: &str| -> Result<f64, String> {
        text(row, column)
            .parse()
            .map_err(|_| format!("{column} `{}` is no number", text(row, column)))
    };
    // The benchmark of 2024 ran the turbo model with guidance and 25 steps: two passes, as the base model.
    let name = text(row, "model");
    let name = if name == "stabilityai/sdxl-turbo" {
        "sdxl"
    } else {
        name
    };
    let denoiser =
        data::media_model(name).ok_or_else(|| format!("`{name}` is not in media_models.csv"))?;
    let n = number("gpu_count")?;
    let accelerator = accelerator(text(row, "hardware"))?;
    Ok(Run {
        id: text(row, "id").to_owned(),
        dataset: text(row, "dataset").to_owned(),
        hardware: text(row, "hardware").to_owned(),
        accelerator,
        model: denoiser.id,
        denoiser,
        chip: chip(accelerator)?,
        picture: Picture {
            width: number("width")?,
            height: number("height")?,
            frames: number("frames")?,
            steps: number("steps")?,
        },
        n,
        batch: number("batch_max")?,
        seconds: number("latency_s")?,
        watts: number("avg_power_w")? / n,
        joules: number("j_per_request")?,
    })
}

fn accelerator(hardware: &str) -> Result<&'static str, String> {
    match hardware {
        "H100 SXM5 80GB" => Ok("h100-sxm"),
        "B200 SXM 180GB" => Ok("b200"),
        "A100 SXM4 40GB" => Ok("a100-sxm-40gb"),
        other => Err(format!("`{other}` is no known accelerator")),
    }
}

fn chip(id: &str) -> Result<Chip, String> {
    let a = data::accelerator(id).ok_or_else(|| format!("`{id}` is not in the catalogue"))?;
    let (Some(tdp), Some(peak), Some(link)) = (a.tdp, a.bf16, a.link) else {
        return Err(format!("`{id}` lacks rated power, peak or link"));
    };
    Ok(Chip {
        tdp,
        peak,
        bandwidth: a.bandwidth,
        link,
        memory: a.memory,
    })
}
