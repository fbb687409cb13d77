//! The parameters of the fit, what is believed of them beforehand, and the runs they predict.

use polder::data::{Fit, FitHardware, FitShared, params};
use polder::quantity::{Power, Time};
use polder::workload::{Constants, Precision, Step};

use crate::truth::Run;

/// A fitted constant: its logarithm has a normal prior.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parameter {
    /// Id in the fit's table, less `fit.`.
    pub(crate) id: &'static str,
    pub(crate) unit: &'static str,
    /// Middle of the prior, or the index of the parameter it is tied to.
    pub(crate) prior: Prior,
    /// Standard deviation of the logarithm.
    pub(crate) spread: f64,
    pub(crate) high: f64,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Prior {
    Value(f64),
    Like(usize),
}

const FREE: f64 = f64::INFINITY;

const fn parameter(
    id: &'static str,
    unit: &'static str,
    prior: f64,
    spread: f64,
    high: f64,
) -> Parameter {
    Parameter {
        id,
        unit,
        prior: Prior::Value(prior),
        spread,
        high,
    }
}

pub(crate) const LAYER: usize = 3;
pub(crate) const EIGHT_BIT: usize = 1;
pub(crate) const DISPATCH: usize = 8;
pub(crate) const BUSY_MOE: usize = 10;

/// Priors are weak: a factor of 1.3 to 2.7 either way, from kernel figures and orders of magnitude, not from the runs.
pub(crate) const PARAMETERS: [Parameter; 12] = [
    parameter("shared.expert_efficiency", "1", 0.7, 0.3, 0.95),
    parameter("shared.eight_bit", "1", 1.0, 0.3, FREE),
    parameter("shared.step", "s", 2.5e-3, 0.5, FREE),
    parameter("shared.layer", "s", 1e-5, 0.7, FREE),
    Parameter {
        id: "h100.layer",
        unit: "s",
        prior: Prior::Like(LAYER),
        spread: 0.5,
        high: FREE,
    },
    Parameter {
        id: "b200.layer",
        unit: "s",
        prior: Prior::Like(LAYER),
        spread: 0.5,
        high: FREE,
    },
    parameter("shared.sequence", "s", 4e-5, 0.5, FREE),
    parameter("shared.all_reduce", "s", 1e-5, 0.7, FREE),
    parameter("shared.dispatch", "1", 4.0, 0.7, FREE),
    parameter("shared.busy", "1", 0.7, 0.7, FREE),
    parameter("shared.busy_moe", "1", 1.0, 0.3, FREE),
    parameter("shared.compute", "1", 3.0, 1.0, FREE),
];

/// What the fit does not touch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set {
    /// Best share of memory bandwidth of kernels.
    pub(crate) memory_efficiency: f64,
    /// Best share of peak of kernels.
    pub(crate) compute_efficiency: f64,
    /// Rows of the tile of block-scaled 8-bit kernels for experts.
    pub(crate) block_rows: f64,
}

pub(crate) const SET: Set = Set {
    memory_efficiency: 0.86,
    compute_efficiency: 0.75,
    block_rows: 128.0,
};

/// Constants under trial.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trial {
    pub(crate) shared: FitShared,
    h100: Time,
    b200: Time,
    /// Passes over the logits until vLLM 0.5.4 has drawn a token with top-p; no fitted run has any.
    pub(crate) sampling: f64,
}

impl Trial {
    /// From the logarithms of [`PARAMETERS`].
    pub(crate) fn new(set: &Set, logs: &[f64]) -> Self {
        let v = |i: usize| libm::exp(logs.get(i).copied().unwrap_or_default());
        Self {
            shared: FitShared {
                memory_efficiency: set.memory_efficiency,
                compute_efficiency: set.compute_efficiency,
                block_rows: set.block_rows,
                expert_efficiency: v(0),
                eight_bit: v(EIGHT_BIT),
                step: Time::s(v(2)),
                layer: Time::s(v(LAYER)),
                sequence: Time::s(v(6)),
                all_reduce: Time::s(v(7)),
                dispatch: v(DISPATCH),
                busy: v(9),
                busy_moe: v(BUSY_MOE),
                compute: v(11),
            },
            h100: Time::s(v(4)),
            b200: Time::s(v(5)),
            sampling: 0.0,
        }
    }

    /// The same, and how often the logits are passed over.
    pub(crate) fn drawing(&self, sampling: f64) -> Self {
        Self { sampling, ..*self }
    }

    /// Step time in s, power of one accelerator in W and energy per output token in J.
    pub(crate) fn predict(&self, run: &Run) -> [f64; 3] {
        let a = run.accelerator;
        let hardware = FitHardware {
            layer: match a.fit {
                Fit::H100 => self.h100,
                Fit::B200 => self.b200,
                Fit::A100 | Fit::None => self.shared.layer,
            },
            floor: a
                .floor
                .unwrap_or(run.chip.tdp * params::TRANSFER_FLOOR_SHARE.value()),
        };
        let eight_bit = run.precision == Precision::Fp8 && a.fp8.is_some();
        let ceiling = params::INFERENCE_CEILING.value();
        let fitted = self
            .shared
            .constants(&hardware, &run.chip, run.model.moe, eight_bit, ceiling);
        let constants = Constants {
            sampling: if run.draws() { self.sampling } else { 0.0 },
            prompt_steps: if run.prompts_apart() { 1.0 } else { 0.0 },
            ..fitted
        };
        let step = Step::new(
            &run.architecture,
            &run.chip,
            &constants,
            &run.load,
            run.precision,
        );
        let (power, time) = step.power(run.batch, None::<Power>);
        [
            time.to_s(),
            power.to_w(),
            step.energy_per_token(run.batch, None).to_j(),
        ]
    }
}
