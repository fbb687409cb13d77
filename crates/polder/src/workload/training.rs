//! Training: arithmetic from parameters and tokens, time and energy from arithmetic.

use crate::quantity::{Compute, ComputeRate, Energy, Power, Time};

/// Forward 2, backward twice that: operations per parameter and token.
const TRAINING_PASSES: f64 = 6.0;
/// Forward 2, gradient of activations 2, none of the frozen weights.
const LORA_PASSES: f64 = 4.0;
/// A multiplication and an addition per parameter and token.
const FORWARD_PASSES: f64 = 2.0;

/// What the attention scores of a model depend on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Attention {
    /// Layers with full attention.
    pub layers: f64,
    /// Query heads times the width of one.
    pub width: f64,
    /// Tokens of a training sequence.
    pub sequence: f64,
}

/// Arithmetic of a training run that its result needs, recomputation left out.
///
/// ```text
/// F = 6 N D + 12 L h s D / 2
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | F | arithmetic | FLOP |
/// | N | parameters active per token | 1 |
/// | D | tokens | 1 |
/// | L, h, s | layers, heads times head width, sequence length; halved for the causal mask | 1 |
///
/// Valid for transformers; without `attention`, where s is well below 6 N / (6 L h), as most publish it.
///
/// Source: reference notes on AI workloads, section 2.9.
///
/// ```
/// use polder::workload::{Attention, training_compute};
/// // GPT-3: 3.14e23 (Brown et al. 2020, table D.1). PaLM: 2.53e24 (Chowdhery et al. 2022).
/// assert!((training_compute(174.6e9, 300e9, None).to_flop() / 3.14e23 - 1.0).abs() < 2e-3);
/// assert!((training_compute(540.35e9, 780e9, None).to_flop() / 2.53e24 - 1.0).abs() < 2e-3);
/// // By hand: one layer of width 2, three tokens long, one token: 12 x 2 x 3 / 2.
/// let attention = Attention { layers: 1.0, width: 2.0, sequence: 3.0 };
/// assert_eq!(training_compute(0.0, 1.0, Some(attention)).to_flop(), 36.0);
/// ```
pub fn training_compute(
    active_parameters: f64,
    tokens: f64,
    attention: Option<Attention>,
) -> Compute {
    let scores = attention.map_or(0.0, |a| a.layers * a.width * a.sequence);
    Compute::flop(TRAINING_PASSES * (active_parameters + scores) * tokens)
}

/// Arithmetic of fine-tuning with low-rank adapters.
///
/// ```text
/// F = 4 N D + 12 L h s D / 2
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | F | arithmetic | FLOP |
/// | N | parameters active per token | 1 |
/// | D | tokens, all epochs | 1 |
/// | L, h, s | as in [`training_compute`]: scores hold no weights, so freezing spares none of them | 1 |
///
/// Valid for adapters far smaller than the model; dequantisation is left out.
///
/// Source: reference notes on AI workloads, section 2.9.
///
/// ```
/// // By hand: two thirds of training the same model.
/// use polder::workload::{lora_compute, training_compute};
/// assert_eq!(lora_compute(70e9, 1e9, None) * 3.0, training_compute(70e9, 1e9, None) * 2.0);
/// ```
pub fn lora_compute(active_parameters: f64, tokens: f64, attention: Option<Attention>) -> Compute {
    let scores = attention.map_or(0.0, |a| a.layers * a.width * a.sequence);
    Compute::flop((LORA_PASSES * active_parameters + TRAINING_PASSES * scores) * tokens)
}

/// Arithmetic of reading text without learning from it: a teacher's opinion, a score of a rollout.
///
/// ```text
/// F = 2 N D
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | F | arithmetic | FLOP |
/// | N | parameters active per token | 1 |
/// | D | tokens | 1 |
///
/// Attention scores are left out. Source: reference notes on AI workloads, section 2.9.
///
/// ```
/// // By hand: a third of training the same model.
/// use polder::workload::{forward_compute, training_compute};
/// assert_eq!(forward_compute(8e9, 1e9) * 3.0, training_compute(8e9, 1e9, None));
/// ```
pub fn forward_compute(active_parameters: f64, tokens: f64) -> Compute {
    Compute::flop(FORWARD_PASSES * active_parameters * tokens)
}

/// How much longer training takes when all activations are computed a second time.
///
/// ```text
/// r = (6 + 2) / 6
/// ```
///
/// One more forward pass. Utilisation counts only what the result needs, so it falls by the same factor. Valid for full
/// recomputation of a run that trains all weights. Source: reference notes on AI workloads, section 2.9.
///
/// ```
/// assert_eq!(polder::workload::recomputation(), 4.0 / 3.0);
/// ```
pub fn recomputation() -> f64 {
    (TRAINING_PASSES + FORWARD_PASSES) / TRAINING_PASSES
}

/// Accelerator time of a run, summed over its accelerators.
///
/// ```text
/// t = F / (MFU F_peak g)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | F | arithmetic the result needs | FLOP |
/// | `F_peak` | dense peak of one accelerator, at the precision MFU is quoted for | FLOP/s |
/// | MFU | model FLOPs utilisation | 1 |
/// | g | goodput: share of the time that makes progress | 1 |
///
/// Valid for 0 < MFU and 0 < g <= 1. Source: reference notes on AI workloads, section 2.9.
///
/// ```
/// use polder::quantity::{Compute, ComputeRate};
/// use polder::workload::accelerator_time;
/// // PaLM: 2.5272e24 FLOP at 46.2 % of 275 TFLOP/s is 5.53 million TPU v4 hours by hand.
/// let time = accelerator_time(Compute::flop(2.5272e24), ComputeRate::tflops(275.0), 0.462, 1.0);
/// assert!((time.to_h() / 5.525e6 - 1.0).abs() < 1e-3);
/// ```
pub fn accelerator_time(compute: Compute, peak: ComputeRate, mfu: f64, goodput: f64) -> Time {
    compute / (mfu * goodput * peak)
}

/// Energy of a run at the wall of its servers.
///
/// ```text
/// E = t P
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | t | accelerator time | s |
/// | P | wall power per accelerator, host and network included | W |
///
/// Facility overhead and earlier experiments are left out. Source: reference notes on AI workloads, section 2.9.
///
/// ```
/// use polder::quantity::{Power, Time};
/// // By hand: a million accelerator hours at 856 W.
/// let energy = polder::workload::training_energy(Time::h(1e6), Power::w(856.0));
/// assert!((energy.to_mwh() - 856.0).abs() < 1e-9);
/// ```
pub fn training_energy(accelerator_time: Time, power: Power) -> Energy {
    accelerator_time * power
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn more_tokens_take_more_arithmetic(n in 1e6..1e13, d in 1e6..1e14, more in 1e6..1e13) {
            prop_assert!(training_compute(n, d, None) < training_compute(n, d + more, None));
        }

        #[test]
        fn adapters_take_less_than_all_weights_and_more_than_reading(n in 1e6..1e13, d in 1e6..1e14, s in 0.0..1e5) {
            let attention = Some(Attention { layers: 32.0, width: 4096.0, sequence: s });
            prop_assert!(lora_compute(n, d, attention) < training_compute(n, d, attention));
            prop_assert!(forward_compute(n, d) < lora_compute(n, d, attention));
        }

        #[test]
        fn compute_is_rate_times_time(f in 1e18..1e27, mfu in 0.05..0.8, goodput in 0.5..1.0) {
            let peak = ComputeRate::tflops(989.0);
            let time = accelerator_time(Compute::flop(f), peak, mfu, goodput);
            prop_assert!(((peak * time).to_flop() * mfu * goodput / f - 1.0).abs() < 1e-12);
        }
    }
}
