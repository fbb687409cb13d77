//! Other serving software: one factor on energy for each, and what is left after it.

use crate::judge::{quantile, share};
use crate::model::Trial;
use crate::truth::Run;

/// Measured over predicted energy of one software on one accelerator.
#[derive(Clone, Debug)]
pub(crate) struct Factor {
    /// Row of `data/params/inference.csv`, if the factor is published there.
    pub(crate) id: Option<&'static str>,
    pub(crate) name: &'static str,
    pub(crate) n: usize,
    /// Median of the ratio, and the 5th and 95th percentile of that median, as makers of models were sampled.
    pub(crate) ratio: [f64; 3],
    /// 5th and 95th percentile of the ratio over the runs.
    pub(crate) spread: [f64; 2],
    /// Median of `|predicted · factor / measured - 1|`.
    pub(crate) left: f64,
    /// The same, each architecture with the factor, and the passes over the logits, of the others; if there are others.
    pub(crate) left_out: Option<f64>,
    /// The same, each maker of models.
    pub(crate) left_out_makers: Option<f64>,
    /// Median of measured over predicted time between tokens, before the factor.
    pub(crate) time: f64,
}

/// Standard normal quantile of 0.95.
const NORMAL_P95: f64 = 1.645;

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

/// Row of `data/params/inference.csv` with the passes over the logits.
pub(crate) const SAMPLING: &str = "stack.vllm-0.5.sampling";

/// Passes over the logits that a draw with top-p takes in vLLM 0.5.4: one number for both accelerators, each with its own factor.
///
/// The least sum of absolute logarithms, by golden section, in whole passes.
pub(crate) fn sampling(trial: &Trial, all: &[&Run]) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_8;
    let off = |log: f64| {
        let trial = trial.drawing(libm::exp(log));
        let stacks = STACKS.iter().filter(|s| is_apart(s));
        stacks
            .map(|stack| {
                let logs = logs(stack, &trial, all);
                let middle = quantile(&logs, 0.5);
                logs.iter().map(|l| libm::fabs(l - middle)).sum::<f64>()
            })
            .sum::<f64>()
    };
    let (mut low, mut high) = (libm::log(10.0), libm::log(1000.0));
    while high - low > 1e-4 {
        let inside = RATIO * (high - low);
        if off(high - inside) < off(low + inside) {
            high = low + inside;
        } else {
            low = high - inside;
        }
    }
    libm::round(libm::exp(0.5 * (low + high)))
}

/// The same with its 5th and 95th percentile: a jackknife over makers of models, on the logarithm.
pub(crate) fn sampling_range(trial: &Trial, all: &[&Run]) -> [f64; 3] {
    let apart: Vec<&Run> = all.iter().copied().filter(|r| r.prompts_apart()).collect();
    let value = sampling(trial, all);
    let without = |maker: &&str| {
        let rest: Vec<&Run> = apart
            .iter()
            .copied()
            .filter(|r| by_maker(r) != *maker)
            .collect();
        libm::log(sampling(trial, &rest))
    };
    let logs: Vec<f64> = groups(&apart, by_maker).iter().map(without).collect();
    let each = share(1, logs.len());
    let mean = each * logs.iter().sum::<f64>();
    let squares: f64 = logs.iter().map(|l| (l - mean) * (l - mean)).sum();
    let half = NORMAL_P95 * libm::sqrt((1.0 - each) * squares);
    [value, value * libm::exp(-half), value * libm::exp(half)].map(libm::round)
}

/// What runs are left out together.
type Group = fn(&Run) -> &'static str;

fn by_architecture(run: &Run) -> &'static str {
    run.model.id
}

/// Models of one maker err together: they share a shape, a vocabulary and often a task.
fn by_maker(run: &Run) -> &'static str {
    run.model.org
}

/// The groups of some runs, sorted.
fn groups(runs: &[&Run], of: Group) -> Vec<&'static str> {
    let mut all: Vec<_> = runs.iter().map(|r| of(r)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The factor of each software.
pub(crate) fn factors(trial: &Trial, all: &[&Run]) -> Vec<Factor> {
    STACKS
        .iter()
        .filter_map(|s| factor(s, trial, all))
        .collect()
}

/// Each run of other software with its prediction, times the factor of that software.
pub(crate) fn scaled<'a>(trial: &Trial, all: &[&'a Run]) -> Vec<(&'static str, &'a Run, f64)> {
    let mut out = Vec::new();
    for stack in &STACKS {
        if let Some(found) = factor(stack, trial, all) {
            let runs = all.iter().filter(|r| (stack.chosen)(r));
            let scaled = |r: &Run| found.ratio[0] * trial.predict(r)[2];
            out.extend(runs.map(|r| (stack.name, *r, scaled(r))));
        }
    }
    out
}

/// Each run of vLLM 0.5.4 with its prediction, by the factor and the passes over the logits of the other makers.
pub(crate) fn without_its_maker<'a>(
    trial: &Trial,
    all: &[&'a Run],
) -> Vec<(&'static str, &'a Run, f64)> {
    let mut out = Vec::new();
    for stack in STACKS.iter().filter(|s| is_apart(s)) {
        let runs: Vec<&Run> = all.iter().copied().filter(|r| (stack.chosen)(r)).collect();
        let missed = left_out(stack, trial, (&runs, all), by_maker);
        out.extend(missed.map(|(run, log)| (stack.name, run, run.energy_j * libm::exp(log))));
    }
    out
}

/// Whether it is vLLM 0.5.4 on text.
fn is_apart(stack: &Stack) -> bool {
    stack.name.starts_with("vLLM 0.5.4") && stack.id.is_some()
}

/// Logarithm of measured over predicted energy.
fn log(trial: &Trial, run: &Run) -> f64 {
    libm::log(run.energy_j / trial.predict(run)[2])
}

/// The same of all runs of a software.
fn logs(stack: &Stack, trial: &Trial, all: &[&Run]) -> Vec<f64> {
    let runs = all.iter().filter(|r| (stack.chosen)(r));
    runs.map(|r| log(trial, r)).collect()
}

fn factor(stack: &Stack, trial: &Trial, all: &[&Run]) -> Option<Factor> {
    let logs = logs(stack, trial, all);
    if logs.is_empty() {
        return None;
    }
    let [low, middle, high] = [0.05, 0.5, 0.95].map(|at| quantile(&logs, at));
    let runs: Vec<&Run> = all.iter().copied().filter(|r| (stack.chosen)(r)).collect();
    // Of a normal sample the median errs by sqrt(pi/2) sigma / sqrt(n); the sample is the makers.
    let half = (core::f64::consts::FRAC_PI_2 * share(1, groups(&runs, by_maker).len())).sqrt()
        * (high - low)
        / 2.0;
    let median_left_out = |of: Group| {
        (groups(&runs, of).len() > 1)
            .then(|| median_off(left_out(stack, trial, (&runs, all), of).map(|(_, l)| l)))
    };
    let slower = |r: &&Run| Some(r.step_s? / trial.predict(r)[0]);
    let times: Vec<f64> = runs.iter().filter_map(slower).collect();
    Some(Factor {
        id: stack.id,
        name: stack.name,
        n: logs.len(),
        ratio: [middle, middle - half, middle + half].map(libm::exp),
        spread: [low, high].map(libm::exp),
        left: median_off(logs.iter().map(|l| middle - l)),
        left_out: median_left_out(by_architecture),
        left_out_makers: median_left_out(by_maker),
        time: quantile(&times, 0.5),
    })
}

/// Median of `|exp(log) - 1|`.
fn median_off(logs: impl Iterator<Item = f64>) -> f64 {
    let sizes: Vec<f64> = logs.map(|l| libm::fabs(libm::expm1(l))).collect();
    quantile(&sizes, 0.5)
}

/// Runs with the logarithm of predicted over measured, each group with what the others give.
fn left_out<'a>(
    stack: &Stack,
    trial: &Trial,
    (runs, all): (&[&'a Run], &[&Run]),
    of: Group,
) -> impl Iterator<Item = (&'a Run, f64)> {
    let mut out = Vec::new();
    for id in groups(runs, of) {
        let others: Vec<&Run> = all.iter().copied().filter(|r| of(r) != id).collect();
        let trial = if runs.iter().any(|r| r.prompts_apart()) {
            trial.drawing(sampling(trial, &others))
        } else {
            *trial
        };
        let middle = quantile(&logs(stack, &trial, &others), 0.5);
        let own = runs.iter().filter(|r| of(r) == id);
        out.extend(own.map(|r| (*r, middle - log(&trial, r))));
    }
    out.into_iter()
}
