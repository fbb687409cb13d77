//! Time of one decode step, as coefficients.

mod apart;
mod batch;
mod curve;
mod parts;
#[cfg(test)]
pub(super) mod tests;

use super::architecture::Architecture;
use super::chip::{Chip, Constants};
use super::load::Load;
use super::precision::Precision;
use super::stall::Stalls;
use crate::quantity::{Data, Energy, Power, Time};
use apart::{Apart, decoded};
use curve::Curve;
use parts::{Busy, fixed, per_sequence, prompt, touched};

/// One decode step of a replica, as coefficients.
///
/// ```text
/// T(B) = fixed + per_sequence B + experts (1 - (1 - k/E)^B) + own (1 - (1 - 1/out)^B)
///      = T_w + T_x + T_c + T_kv + T_pre + T_comm + T_disp + T_host + T_samp + T_own
/// T_w    = N_ne b / (n W eta_m)
/// T_x    = t (N_ex b / (n W eta_x) + 2 N_ex r / (n F eta_c))      t = 1 - (1 - k/E)^B
/// T_c    = F_dec / (n F eta_c)      F_dec = B (2 (N_ne + N_ex k/E) + 4 H d (L_full ctx + L_win min(w, ctx)))
/// T_kv   = KV / (n W eta_m)         KV = B (4 max(K, n) d (L_full ctx + L_win min(w, ctx)) + 2 S)
/// T_pre  = F_pre / (n F eta_c)      F_pre = B/out (2 in (N_ne - V h + N_ex k/E) + 2 H d (L_full + L_win) in (in + 2 c))
/// T_comm = [n > 1] (2 L a log2 n + 4 (n-1)/n B h 2 L (1 + in/out) / NV)
/// T_disp = d_x L_moe k B (1 + in/out) 2 (h + f) / W
/// T_host = t_0 + t_L L + t_B B
/// T_samp = s 4 V B / (W eta_m)
/// T_own  = q (1 - (1 - 1/out)^B) (T_w + T_x(t = 1) + [n > 1] 2 L a log2 n + t_0 + t_L L)
/// ```
///
/// With latent attention, `2 H (2 c + d_r) L ctx` replaces `4 H d (..)` and `n 2 L (c + d_r) ctx`, a copy
/// on each accelerator, replaces the keys and values.
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | B | mean running sequences | 1 |
/// | n | accelerators | 1 |
/// | b | bytes per weight | B |
/// | W, F, NV | memory bandwidth, dense peak, link bandwidth | B/s, FLOP/s, B/s |
/// | `eta_m`, `eta_x`, `eta_c` | share of it reached: memory, weights of experts, arithmetic | 1 |
/// | `N_ne`, `N_ex` | parameters outside and inside the routed experts | 1 |
/// | t | share of the experts that are touched | 1 |
/// | r | rows that a touched expert computes beyond its tokens; 0 unless 8-bit weights are scaled per block | 1 |
/// | in, c, out | uncached input, cached input and output tokens | 1 |
/// | ctx | all input and half of the output | 1 |
/// | S | recurrent state of a sequence | B |
/// | `d_x`, f | memory passes of a token's activations per expert, width of an expert | 1 |
/// | `t_0`, `t_L`, `t_B`, a | host times, latency | s |
/// | V, s, q | vocabulary, passes over the logits until a token is drawn, steps that prompts starting together are read in | 1 |
///
/// s and q are 0 but for software known to sort the logits and to stop decode for prompts (q = 1): `t_B` and the fit hold what the
/// fitted software does. One accelerator of each copy draws while the others wait. Prompts that start between two steps of decode are
/// read together, so `T_own` never exceeds one step; it touches all experts. The first token of a request comes with its prompt:
/// `T_w`, `T_x`, the latencies, `t_0` and `t_L` of decode are multiplied by 1 - q/out. At B = 1 a dense model takes as long as with q = 0.
///
/// Where a draft model guesses ahead ([`super::Speculation`]), a step computes [`super::Pace::passes`] times [`super::Pace::tokens`] of each sequence, so that
/// `F_dec` and the 1 in (1 + in/out) are multiplied by them and t is that of as many tokens; `F_pre`, in/out and
/// the 1/out of `T_own` are multiplied by the tokens kept.
///
/// With data-parallel attention on d copies of n/d accelerators, `T_w` reads d copies of `N_ne`, n/d replaces n in the
/// keys, values and latents, and the first of the two all-reduces of a layer is among n/d accelerators. What prefill adds to
/// `T_pre`, `T_comm` and `T_disp` is multiplied by d M(λ) / (d λ): all copies wait for the busiest
/// (`Stalls` in the source). `T_pre` is the mean over steps: of one copy, a prompt that is read in chunks beside decode takes
/// what it takes, and the fit to mean steps holds it; only that single steps differ is not counted.
///
/// Valid for steady state at 1 <= B, tensor, expert or data parallelism, uniform routing and a 16-bit cache. Busy times add:
/// nothing overlaps. The activations sent to experts do not shrink with n: each rank handles all tokens. Prefill of a
/// sliding-window layer counts the whole input, so inputs far above the window come out too slow. Not modelled: pipeline
/// parallelism. Data-parallel attention is in no fit: on 16 runs of one model it comes out too low (docs/inference.md).
///
/// Source: `polder-fit-2026`, docs/fit.md; errors there.
///
/// ```
/// use polder::quantity::{Bandwidth, ComputeRate, Time};
/// use polder::workload::{Architecture, Chip, Constants, Load, Precision, Step};
/// // By hand: a billion 16-bit weights at 1 TB/s take 2 ms, and two operations on each at 1 PFLOP/s take 2 us.
/// let model = Architecture { nonexpert: 1e9, ..Default::default() };
/// let chip = Chip { bandwidth: Bandwidth::gb_per_s(1e3), peak: ComputeRate::tflops(1e3), ..Default::default() };
/// let ideal = Constants { memory_efficiency: 1.0, compute_efficiency: 1.0, ..Default::default() };
/// let load = Load { accelerators: 1.0, output: 500.0, ..Default::default() };
/// let step = Step::new(&model, &chip, &ideal, &load, Precision::Bf16);
/// assert!((step.time(1.0).to_ms() - 2.002).abs() < 1e-12);
/// assert!((step.batch_for(Time::ms(2.2)) - 100.0).abs() < 1e-9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub(super) time: Curve<Time>,
    pub(super) dynamic: Curve<Energy>,
    pub(super) accelerators: f64,
    pub(super) floor: Power,
    pub(super) span: Power,
    /// One over the exponent of power over speed.
    pub(super) slowing: f64,
    /// Output tokens of a sequence that a step gives.
    pub(super) kept: f64,
    ln_missed: f64,
    /// None where there is one copy of the attention.
    pub(super) waits: Option<Waits>,
    /// None where prompts share the steps of decode.
    pub(super) apart: Option<Apart>,
    output: f64,
    memory: Data,
    pub(super) weights: Data,
    pub(super) sequence: Data,
}

/// Copies of the attention that wait for the one that reads most, and what each of its prompts adds to a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Waits {
    stalls: Stalls,
    pub(super) time: Time,
    pub(super) dynamic: Energy,
}

impl Step {
    /// Coefficients of a step: see [`Step`].
    pub fn new(
        architecture: &Architecture,
        chip: &Chip,
        constants: &Constants,
        load: &Load,
        precision: Precision,
    ) -> Self {
        let n = load.accelerators;
        let nonexpert = architecture.nonexpert_bytes(precision) * load.copies();
        let experts = Data::bytes(architecture.expert * precision.bytes_per_weight());
        let fixed = fixed(architecture, chip, constants, load, nonexpert);
        let touched = touched(architecture, chip, constants, load, experts);
        let decoded = decoded(constants, load);
        let parts = Curve {
            fixed: Busy::default().and(decoded, &fixed),
            per_sequence: per_sequence(architecture, chip, constants, load),
            experts: Busy::default().and(decoded, &touched),
        };
        let dynamic = |part: &Busy| constants.busy * part.busy + constants.flop * part.computed;
        Self {
            time: parts.map(Busy::total),
            dynamic: parts.map(dynamic),
            accelerators: n,
            floor: constants.floor,
            span: (constants.ceiling * chip.tdp - constants.floor).max(Power::ZERO),
            slowing: 1.0 / constants.cap_exponent,
            // Finite when each token visits each expert, so that a batch of zero touches none.
            ln_missed: (libm::log1p(-architecture.visited_share()) * load.pace.tokens)
                .max(f64::MIN),
            waits: Stalls::new(load.copies(), load.pace.kept / load.output).map(|stalls| {
                let prompt = prompt(architecture, chip, constants, load);
                Waits {
                    stalls,
                    time: prompt.total(),
                    dynamic: dynamic(&prompt),
                }
            }),
            apart: Apart::new(constants, load, [&fixed, &touched], dynamic),
            kept: load.pace.kept,
            output: load.output,
            memory: n * chip.memory,
            weights: nonexpert + experts,
            sequence: architecture.cache(load) + architecture.states(),
        }
    }

    /// Time of a step with `batch` running sequences: what a reader waits between two tokens, or for as many as a step gives.
    #[inline]
    pub fn time(&self, batch: f64) -> Time {
        self.time_at(batch, self.touched(batch))
    }

    /// Output tokens of the replica per second: `B m / T(B)`, m a step, without a power cap.
    #[inline]
    pub fn tokens_per_s(&self, batch: f64) -> f64 {
        batch * self.kept / self.time(batch).to_s()
    }

    /// Highest mean power of an accelerator.
    pub fn ceiling(&self) -> Power {
        self.floor + self.span
    }

    /// Steps that a request takes: `out / m`.
    pub fn steps(&self) -> f64 {
        self.output / self.kept
    }

    /// Output tokens of a sequence that a step gives: 1 where nothing is drafted.
    pub fn kept(&self) -> f64 {
        self.kept
    }

    /// Expected share of the experts that the tokens of `batch` sequences touch: `1 - (1 - k/E)^B` for one each.
    #[inline]
    pub(super) fn touched(&self, batch: f64) -> f64 {
        if self.ln_missed < 0.0 {
            -libm::expm1(batch * self.ln_missed)
        } else {
            0.0
        }
    }

    /// Time of a step in which `touched` is the share of experts touched.
    #[inline]
    pub(super) fn time_at(&self, batch: f64, touched: f64) -> Time {
        let mut time = self.time.at(batch, touched);
        if let Some(waits) = &self.waits {
            time += waits.stalls.prompts(batch) * waits.time;
        }
        if let Some(apart) = &self.apart {
            time += apart.share(batch) * apart.time;
        }
        time
    }

    /// Energy of an accelerator above the floor in such a step, before saturation.
    #[inline]
    pub(super) fn dynamic_at(&self, batch: f64, touched: f64) -> Energy {
        let mut dynamic = self.dynamic.at(batch, touched);
        if let Some(waits) = &self.waits {
            dynamic += waits.stalls.prompts(batch) * waits.dynamic;
        }
        if let Some(apart) = &self.apart {
            dynamic += apart.share(batch) * apart.dynamic;
        }
        dynamic
    }
}
