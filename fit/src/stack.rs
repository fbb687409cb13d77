//! Other serving software: one factor on energy for each, and what is left after it.

use crate::judge::{architectures, quantile, share};
use crate::solve::Solution;
use crate::truth::Run;

/// Measured over predicted energy of one software on one accelerator.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    /// Row of `data/params/inference.csv`, if the factor is published there.
    pub(crate) id: Option<&'static str>,
    pub(crate) name: &'static str,
    pub(crate) n: usize,
    /// Median of the ratio, and the 5th and 95th percentile of that median, as architectures were sampled.
    pub(crate) ratio: [f64; 3],
    /// 5th and 95th percentile of the ratio over the runs.
    pub(crate) spread: [f64; 2],
    /// Median of `|predicted · factor / measured - 1|`.
    pub(crate) left: f64,
}

struct Stack {
    id: Option<&'static str>,
    name: &'static str,
    chosen: fn(&Run) -> bool,
}

const STACKS: [Stack; 11] = [
    Stack {
        id: Some("stack.vllm-0.5"),
        name: "vLLM 0.5.4, H100",
        chosen: |r| is(r, "mlenergy_v2", "h100-sxm") && !r.multimodal,
    },
    Stack {
        id: Some("stack.vllm-0.5-a100"),
        name: "vLLM 0.5.4, A100",
        chosen: |r| is(r, "mlenergy_v2", "a100-sxm-40gb") && !r.multimodal,
    },
    Stack {
        id: None,
        name: "vLLM 0.5.4, H100, image chat",
        chosen: |r| is(r, "mlenergy_v2", "h100-sxm") && r.multimodal,
    },
    Stack {
        id: None,
        name: "vLLM 0.5.4, A100, image chat",
        chosen: |r| is(r, "mlenergy_v2", "a100-sxm-40gb") && r.multimodal,
    },
    Stack {
        id: Some("stack.hf-batch-1"),
        name: "HF Transformers 2023, batch 1, A100",
        chosen: |r| is(r, "mlenergy_v1", "a100-sxm-40gb"),
    },
    Stack {
        id: Some("stack.hf-batch-1-v100"),
        name: "HF Transformers 2023, batch 1, V100",
        chosen: |r| is(r, "mlenergy_v1", "v100-sxm2-16gb") && !r.flagged,
    },
    Stack {
        id: None,
        name: "vLLM and TensorRT-LLM, fixed batch, H100 (Argonne)",
        chosen: |r| is(r, "argonne_llm_inference_bench", "h100-sxm"),
    },
    Stack {
        id: None,
        name: "vLLM, TensorRT-LLM and MII, fixed batch, A100 (Argonne)",
        chosen: |r| is(r, "argonne_llm_inference_bench", "a100-sxm-40gb"),
    },
    Stack {
        id: Some("stack.hf-batch-8"),
        name: "HF Transformers, batch 8, H100 (DFKI)",
        chosen: |r| is(r, "dfki_llm_energy", "h100-sxm"),
    },
    Stack {
        id: None,
        name: "HF Transformers, batch 8, A100 40 GB (DFKI)",
        chosen: |r| is(r, "dfki_llm_energy", "a100-sxm-40gb"),
    },
    Stack {
        id: None,
        name: "vLLM 0.11.1, rows left out for cause",
        chosen: |r| r.dataset == "mlenergy_v3" && r.flagged,
    },
];

fn is(run: &Run, dataset: &str, accelerator: &str) -> bool {
    run.dataset == dataset && run.accelerator.id == accelerator
}

/// The factor of each software.
pub(crate) fn factors(solution: &Solution, all: &[Run]) -> Vec<Factor> {
    STACKS
        .iter()
        .filter_map(|s| factor(s, solution, all))
        .collect()
}

/// Each run of other software with its prediction, times the factor of that software.
pub(crate) fn scaled<'a>(solution: &Solution, all: &'a [Run]) -> Vec<(&'static str, &'a Run, f64)> {
    let mut out = Vec::new();
    for stack in &STACKS {
        if let Some(found) = factor(stack, solution, all) {
            let runs = all.iter().filter(|r| (stack.chosen)(r));
            let scaled = |r: &Run| found.ratio[0] * solution.trial.predict(r)[2];
            out.extend(runs.map(|r| (stack.name, r, scaled(r))));
        }
    }
    out
}

fn factor(stack: &Stack, solution: &Solution, all: &[Run]) -> Option<Factor> {
    let runs: Vec<&Run> = all.iter().filter(|r| (stack.chosen)(r)).collect();
    if runs.is_empty() {
        return None;
    }
    let log = |r: &&Run| libm::log(r.energy_j / solution.trial.predict(r)[2]);
    let logs: Vec<f64> = runs.iter().map(log).collect();
    let [low, middle, high] = [0.05, 0.5, 0.95].map(|at| quantile(&logs, at));
    let left: Vec<f64> = logs
        .iter()
        .map(|l| libm::fabs(libm::expm1(middle - l)))
        .collect();
    // Of a normal sample the median errs by sqrt(pi/2) sigma / sqrt(n); the sample is the architectures.
    let half = (core::f64::consts::FRAC_PI_2 * share(1, architectures(&runs).len())).sqrt()
        * (high - low)
        / 2.0;
    Some(Factor {
        id: stack.id,
        name: stack.name,
        n: logs.len(),
        ratio: [middle, middle - half, middle + half].map(libm::exp),
        spread: [low, high].map(libm::exp),
        left: quantile(&left, 0.5),
    })
}
