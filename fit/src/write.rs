//! What the fit leaves in the repository: constants, covariance, provenance, golden rows and parameter rows.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nalgebra::DMatrix;
use sha2::{Digest, Sha256};

use crate::band::{band, power_band};
use crate::judge::{Errors, Miss, misses};
use crate::model::{LAYER, PARAMETERS, SET};
use crate::report::of;
use crate::solve::Solution;
use crate::stack::{Factor, SAMPLING};
use crate::truth::Run;

const VERSION: &str = "2026.2";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn save(name: &str, text: &str) -> Result<(), String> {
    let path = root().join(name);
    fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
}

pub(crate) fn all(
    truth: &Path,
    solution: &Solution,
    covariance: &DMatrix<f64>,
    runs: &[&Run],
    left_out: &[Miss],
    (stacks, sampling): (&[Factor], [f64; 3]),
) -> Result<(), String> {
    save(
        &format!("data/series/fit-{VERSION}.csv"),
        &constants(solution),
    )?;
    save(
        &format!("data/series/fit-{VERSION}-covariance.csv"),
        &matrix(covariance),
    )?;
    save(
        &format!("data/series/fit-{VERSION}.toml"),
        &provenance(truth, solution, runs, left_out)?,
    )?;
    save("tests/golden/inference_fit.csv", &golden(solution, runs))?;
    parameters(runs, left_out, stacks, sampling)
}

fn constants(solution: &Solution) -> String {
    let value = |id: &str| {
        let i = PARAMETERS.iter().position(|p| p.id == id).unwrap_or(LAYER);
        libm::exp(solution.logs[i])
    };
    let mut out = String::from("id,value,unit,note\n");
    let set = [
        (
            "memory_efficiency",
            SET.memory_efficiency,
            "set, not fitted: the best that kernels reach on H200",
        ),
        (
            "compute_efficiency",
            SET.compute_efficiency,
            "set, not fitted: a little above the 0.70 that 16-bit kernels reach on H200",
        ),
        (
            "block_rows",
            SET.block_rows,
            "set, not fitted: rows of a tile of block-scaled 8-bit kernels",
        ),
    ];
    for (id, v, note) in set {
        let _ = writeln!(out, "fit.shared.{id},{v:?},1,\"{note}\"");
    }
    for p in PARAMETERS.iter().filter(|p| p.id.starts_with("shared.")) {
        let _ = writeln!(out, "fit.{},{:?},{},", p.id, value(p.id), p.unit);
    }
    for (id, floor) in [("h100", 120.0), ("b200", 240.0), ("a100", 80.0)] {
        let (from, note) = if id == "a100" {
            (
                "shared.layer".to_owned(),
                "not fitted on this card: the shared one",
            )
        } else {
            (format!("{id}.layer"), "")
        };
        let _ = writeln!(out, "fit.{id}.layer,{:?},s,{note}", value(&from));
        let _ = writeln!(out, "fit.{id}.floor,{floor:?},W,\"set, not fitted\"");
    }
    out
}

/// Lower triangle and diagonal, row by row; symmetric.
fn matrix(covariance: &DMatrix<f64>) -> String {
    let mut out = String::from("id,with,covariance\n");
    for (i, p) in PARAMETERS.iter().enumerate() {
        for (j, q) in PARAMETERS.iter().enumerate().take(i + 1) {
            let _ = writeln!(out, "fit.{},fit.{},{:e}", p.id, q.id, covariance[(i, j)]);
        }
    }
    out
}

fn provenance(
    truth: &Path,
    solution: &Solution,
    runs: &[&Run],
    left_out: &[Miss],
) -> Result<String, String> {
    let bytes = fs::read(truth).map_err(|e| format!("{}: {e}", truth.display()))?;
    let hash: String = Sha256::digest(&bytes)
        .iter()
        .fold(String::new(), |mut s, b| {
            let _ = write!(s, "{b:02x}");
            s
        });
    let errors = |all: &[Miss], class: Option<&str>| {
        let e: Errors = of(runs, all, |r| class.is_none_or(|c| r.class() == c));
        format!("{:.1} %", 100.0 * e.median)
    };
    let fitted = misses(solution, runs);
    Ok(format!(
        "# Written by `cargo xtask fit`. Do not edit.
id = \"fit-{VERSION}\"
title = \"Constants of the inference model: time per step and power per accelerator\"
what = \"Efficiencies, overheads and powers as shares of the data sheet, fitted to measured energy and time per output token\"
basis = \"fitted\"
source = \"ml-energy-v3\"
locator = \"github.com/ml-energy/leaderboard@0cd52da, public/data/tasks: H100 and B200, vLLM 0.11.1; text rows not left out for cause\"
recipe = \"cargo xtask fit TRUTH.csv\"
rows = {}
input_sha256 = \"{hash}\"
errors = \"median error on energy per output token: in sample {}, leave-one-architecture-out {} (dense {}, mixture of experts {})\"
note = \"Covariance is of the logarithms, robust to the runs of one architecture erring together.\"
",
        runs.len(),
        errors(&fitted, None),
        errors(left_out, None),
        errors(left_out, Some("dense")),
        errors(left_out, Some("moe")),
    ))
}

/// Of each series of runs that differ only in batch: the smallest, the middle and the largest batch.
fn golden(solution: &Solution, runs: &[&Run]) -> String {
    let mut sorted = runs.to_vec();
    sorted.sort_by(|a, b| {
        a.series()
            .cmp(&b.series())
            .then(a.batch.total_cmp(&b.batch))
            .then(a.id.cmp(&b.id))
    });
    let mut out = String::from(
        "id,model,accelerator,accelerators,precision,input_tokens,output_tokens,batch,measured_j_per_out_token,step_ms,power_w,j_per_out_token\n",
    );
    for series in sorted.chunk_by(|a, b| a.series() == b.series()) {
        let mut picks = vec![0, series.len() / 2, series.len() - 1];
        picks.dedup();
        for run in picks.into_iter().filter_map(|i| series.get(i)) {
            let [time, power, energy] = solution.trial.predict(run);
            let _ = writeln!(
                out,
                "{},{},{},{},{},{:?},{:?},{:?},{:?},{:.9},{:.6},{:.9}",
                run.id,
                run.model.id,
                run.accelerator.id,
                run.load.accelerators,
                run.precision_name,
                run.load.input_total,
                run.load.output,
                run.batch,
                run.energy_j,
                1e3 * time,
                power,
                energy
            );
        }
    }
    out
}

/// Puts bands and factors into their rows of `data/params/inference.csv`.
fn parameters(
    runs: &[&Run],
    left_out: &[Miss],
    stacks: &[Factor],
    sampling: [f64; 3],
) -> Result<(), String> {
    let name = "data/params/inference.csv";
    let path = root().join(name);
    let mut text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    for class in ["dense", "moe"] {
        let b = band(runs, left_out, class, None);
        for accelerator in ["h100", "b200"] {
            let id = format!("inference.error.{accelerator}.{class}");
            text = replaced(&text, &id, [1.0, libm::exp(b.low), libm::exp(b.high)])?;
        }
    }
    let b = power_band(runs, left_out);
    text = replaced(
        &text,
        "inference.power_error",
        [1.0, libm::exp(b.low), libm::exp(b.high)],
    )?;
    for f in stacks {
        if let Some(id) = f.id {
            text = replaced(&text, id, f.ratio)?;
        }
    }
    text = replaced(&text, SAMPLING, sampling)?;
    save(name, &text)
}

/// The table with value, low and high of one row replaced.
fn replaced(text: &str, id: &str, [value, low, high]: [f64; 3]) -> Result<String, String> {
    let mut found = false;
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let fields: Vec<&str> = line.splitn(5, ',').collect();
        match fields.as_slice() {
            [first, _, _, _, rest] if *first == id => {
                found = true;
                let _ = writeln!(out, "{id},{value:.2},{low:.2},{high:.2},{rest}");
            }
            _ => {
                out += line;
                out.push('\n');
            }
        }
    }
    if found {
        Ok(out)
    } else {
        Err(format!("no row `{id}` in data/params/inference.csv"))
    }
}
