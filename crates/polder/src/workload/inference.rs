//! Time of one decode step, and the batch that a latency, a memory or a load allows.

use super::Pace;
use super::stall::Stalls;
use crate::data::Model;
use crate::quantity::{
    Bandwidth, Compute, ComputeRate, Data, Energy, EnergyPerCompute, Power, Time,
};

/// Newton steps at most; each search ends sooner, when it stops moving.
const NEWTON_STEPS: u32 = 32;
/// Keys, values, latents and activations are kept in 16 bits, whatever the weights are in.
const WORD_BYTES: f64 = 2.0;
/// Logits are in 32 bits.
const LOGIT_BYTES: f64 = 4.0;

/// A transformer, as far as its serving cost depends on it. Counts, and parameters of matrix products.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Architecture {
    /// Whether it routes tokens to experts.
    pub moe: bool,
    /// All layers.
    pub layers: f64,
    /// Layers that attend to the whole context.
    pub layers_full: f64,
    /// Width of the residual stream.
    pub hidden: f64,
    /// Query heads.
    pub heads: f64,
    /// Key and value heads.
    pub kv_heads: f64,
    /// Width of one head.
    pub head_dim: f64,
    /// Whether attention is on a latent (multi-head latent attention).
    pub mla: bool,
    /// Width of that latent.
    pub kv_lora_rank: f64,
    /// Width of its positional part.
    pub rope_dim: f64,
    /// Routed experts of a layer.
    pub experts: f64,
    /// Experts that one token visits.
    pub top_k: f64,
    /// Layers with routed experts.
    pub moe_layers: f64,
    /// Tokens that a sliding-window layer looks back.
    pub sliding_window: f64,
    /// Layers with such a window.
    pub sliding_layers: f64,
    /// Layers with a recurrent state instead of attention.
    pub state_layers: f64,
    /// Bytes of one copy of that state, per layer and sequence; a step reads one and writes one.
    pub state_bytes: f64,
    /// Words in the vocabulary.
    pub vocab: f64,
    /// Parameters outside the routed experts, output head included.
    pub nonexpert: f64,
    /// Parameters of all routed experts.
    pub expert: f64,
    /// Whether its weights of 8 bits or fewer have one scale per block, not per row: their kernels pad each expert's tokens.
    pub block_scaled: bool,
}

/// An accelerator, as its data sheet has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chip {
    /// Thermal design power.
    pub tdp: Power,
    /// Dense peak at the precision of the arithmetic; see [`Precision`].
    pub peak: ComputeRate,
    /// Of its memory.
    pub bandwidth: Bandwidth,
    /// To its peers, one direction.
    pub link: Bandwidth,
    /// Size of its memory.
    pub memory: Data,
}

/// Number format of the weights.
///
/// `Int8` and `Int4` are weight-only: the bytes shrink, the arithmetic stays 16-bit, and so does [`Chip::peak`].
/// `Mxfp4` keeps everything but the routed experts in 16 bits, and computes in 16 bits on a chip without 4-bit
/// arithmetic (H100) and in 8 bits on one with it (B200).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 16-bit brain float.
    Bf16,
    /// 8-bit float, weights and activations.
    Fp8,
    /// 8-bit integer, weights only.
    Int8,
    /// 4-bit float, weights and activations.
    Fp4,
    /// 4-bit integer, weights only.
    Int4,
    /// 4-bit float with a shared 8-bit scale per 32 weights, experts only.
    Mxfp4,
}

impl Precision {
    /// Bytes of one weight of a routed expert, or of a dense model.
    ///
    /// ```
    /// use polder::workload::Precision;
    /// // 32 weights of 4 bits and one scale of 8: 17 bytes.
    /// assert_eq!(Precision::Mxfp4.bytes_per_weight() * 32.0, 17.0);
    /// ```
    pub const fn bytes_per_weight(self) -> f64 {
        match self {
            Self::Bf16 => 2.0,
            Self::Fp8 | Self::Int8 => 1.0,
            Self::Fp4 | Self::Int4 => 0.5,
            Self::Mxfp4 => 4.25 / 8.0,
        }
    }

    /// Bytes of one weight outside the routed experts of a mixture of experts.
    pub const fn bytes_per_nonexpert(self) -> f64 {
        match self {
            Self::Mxfp4 => Self::Bf16.bytes_per_weight(),
            other => other.bytes_per_weight(),
        }
    }
}

/// What one chip reaches at one precision, and the power that takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Constants {
    /// Share of memory bandwidth reached on weights outside the experts, keys, values and states.
    pub memory_efficiency: f64,
    /// The same on the weights of routed experts.
    pub expert_efficiency: f64,
    /// Share of the peak reached in matrix products.
    pub compute_efficiency: f64,
    /// Host time of a step.
    pub step: Time,
    /// Host time of a layer.
    pub layer: Time,
    /// Host time of a running sequence.
    pub sequence: Time,
    /// Latency of an all-reduce, per doubling of the accelerators.
    pub all_reduce: Time,
    /// Times that a token's activations cross memory on the way to one expert and back.
    pub dispatch: f64,
    /// Rows of a tile that each touched expert fills at least, where 8-bit weights are scaled per block.
    pub block_rows: f64,
    /// Times that the logits of a sequence cross memory until a token is drawn, beyond what `sequence` holds.
    pub sampling: f64,
    /// Steps of its own that a prompt is read in: 0 where it shares those of decode.
    pub prompt_steps: f64,
    /// Power with the context live and clocks up.
    pub floor: Power,
    /// Added while memory or arithmetic is busy, before saturation.
    pub busy: Power,
    /// Energy of an operation, before saturation.
    pub flop: EnergyPerCompute,
    /// Highest mean power, as a share of thermal design power.
    pub ceiling: f64,
    /// Exponent of power above the floor over speed, under a cap.
    pub cap_exponent: f64,
}

/// What a replica is asked to do.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Accelerators of the replica.
    pub accelerators: f64,
    /// Copies of the attention, each tensor-parallel on its part of the accelerators; 0 means one.
    pub attention_copies: f64,
    /// Input tokens of a request that are not in a prefix cache.
    pub input_uncached: f64,
    /// All its input tokens.
    pub input_total: f64,
    /// Its output tokens, hidden ones included. More than zero.
    pub output: f64,
    /// Variance of the input over its mean squared, where the load stands for requests of unlike length.
    pub input_spread: f64,
    /// What a step does for a sequence: more than one token where a draft model guesses ahead.
    pub pace: Pace,
}

impl Load {
    /// Mean context of a running sequence: the input and half of the output.
    fn context(&self) -> f64 {
        self.input_total + self.output / 2.0
    }

    fn copies(&self) -> f64 {
        self.attention_copies.max(1.0)
    }

    /// Accelerators that share one copy of the attention.
    fn rank(&self) -> f64 {
        self.accelerators / self.copies()
    }

    /// Twice the tokens that a new input token looks back at: half of the new ones, and all cached ones.
    ///
    /// Requests share one `c / (c + in)`, so that the mean of `in (in + 2 c)` is `in` times this.
    fn lookback(&self) -> f64 {
        (2.0 * self.input_total - self.input_uncached) * (1.0 + self.input_spread)
    }
}

/// One decode step of a replica, as coefficients.
///
/// ```text
/// T(B) = fixed + per_sequence B + experts (1 - (1 - k/E)^B)
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
/// T_own  = q B/out (T_w + T_x(t = 1) + [n > 1] 2 L a log2 n + t_0 + t_L L)
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
/// | V, s, q | vocabulary, passes over the logits until a token is drawn, steps of its own of a prompt | 1 |
///
/// s and q are 0 but for software known to sort the logits and to stop decode for a prompt: `t_B` and the fit hold what the fitted
/// software does. One accelerator draws while the others wait. q takes each prompt alone: where several start together
/// their steps are fewer.
///
/// Where a draft model guesses ahead ([`super::Speculation`]), a step computes [`Pace::passes`] times [`Pace::tokens`] of each sequence, so that
/// `F_dec` and the 1 in (1 + in/out) are multiplied by them and t is that of as many tokens; `F_pre` and in/out are
/// multiplied by the tokens kept.
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
    output: f64,
    memory: Data,
    pub(super) weights: Data,
    pub(super) sequence: Data,
}

/// Something that is fixed, plus a part per sequence, plus a part per share of experts touched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Curve<Q> {
    pub(super) fixed: Q,
    pub(super) per_sequence: Q,
    pub(super) experts: Q,
}

/// Copies of the attention that wait for the one that reads most, and what each of its prompts adds to a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Waits {
    stalls: Stalls,
    pub(super) time: Time,
    pub(super) dynamic: Energy,
}

/// Times of one accelerator, and what it computes meanwhile.
#[derive(Clone, Copy, Default)]
pub(super) struct Busy {
    /// Memory or arithmetic at work.
    pub(super) busy: Time,
    /// Waiting for a peer.
    pub(super) comm: Time,
    /// Waiting for the host.
    pub(super) host: Time,
    pub(super) computed: Compute,
}

impl Busy {
    fn total(&self) -> Time {
        self.busy + self.comm + self.host
    }

    fn and(&self, share: f64, other: &Self) -> Self {
        Self {
            busy: self.busy + share * other.busy,
            comm: self.comm + share * other.comm,
            host: self.host + share * other.host,
            computed: self.computed + share * other.computed,
        }
    }
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
        let own_steps = constants.prompt_steps * load.pace.kept / (load.output * load.pace.passes);
        let parts = Curve {
            fixed,
            per_sequence: per_sequence(architecture, chip, constants, load)
                .and(own_steps, &fixed)
                .and(own_steps, &touched),
            experts: touched,
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

    /// Largest batch, at least 1, whose tokens come no further apart than `latency`; 1 if none does.
    ///
    /// ```text
    /// T(B) = m latency
    /// ```
    ///
    /// m output tokens of a sequence that a step gives.
    ///
    /// Closed form for a dense model. Otherwise Newton from the left: `T` is concave, so a tangent
    /// never passes the root. Source: reference notes, section 2.7. For an example see [`Step`].
    pub fn batch_for(&self, latency: Time) -> f64 {
        let latency = latency * self.kept;
        let Curve { fixed, experts, .. } = self.time;
        // All experts touched, no two prompts at once: too slow, so at or left of the root.
        let mut batch = ((latency - fixed - experts) / self.steepest()).max(1.0);
        if experts == Time::ZERO && self.waits.is_none() {
            return batch;
        }
        for _ in 0..NEWTON_STEPS {
            let touched = self.touched(batch);
            let left = latency - self.time_at(batch, touched);
            let next = batch + left / self.slope(batch, touched);
            if next <= batch || next.is_nan() {
                break;
            }
            batch = next;
        }
        batch
    }

    /// Batch whose weights, caches and states fill `usable_share` of the memory; 0 if the weights alone do not fit.
    ///
    /// ```text
    /// B = (share n M - W_total) / (KV_1 + S)
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | n M | memory of the replica | B |
    /// | `W_total` | all weights, experts that rest included | B |
    /// | `KV_1`, S | cache (copies on accelerators included) and state of a sequence at mean context | B |
    ///
    /// Input embeddings are left out. Source: reference notes, section 2.7 (share 0.9).
    ///
    /// ```
    /// use polder::quantity::{Bandwidth, ComputeRate, Data};
    /// use polder::workload::{Architecture, Chip, Constants, Load, Precision, Step};
    /// // By hand: 72 GB usable less 16 GB of weights; one sequence keeps 131 072 bytes a token.
    /// let model = Architecture { layers: 32.0, layers_full: 32.0, kv_heads: 8.0, head_dim: 128.0, nonexpert: 8e9, ..Default::default() };
    /// let chip = Chip { memory: Data::gb(80.0), ..Default::default() };
    /// let load = Load { accelerators: 1.0, input_total: 500.0, output: 1000.0, ..Default::default() };
    /// let step = Step::new(&model, &chip, &Constants::default(), &load, Precision::Bf16);
    /// assert!((step.batch_in_memory(0.9) - 56e9 / (131_072.0 * 1000.0)).abs() < 1e-9);
    /// ```
    pub fn batch_in_memory(&self, usable_share: f64) -> f64 {
        ((usable_share * self.memory - self.weights) / self.sequence).max(0.0)
    }

    /// Mean batch at `rate_per_s` requests per second, at least 1 and at most `most`.
    ///
    /// ```text
    /// B = lambda out/m T(B)
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | lambda | requests per second of the replica | 1/s |
    /// | out | output tokens of a request | 1 |
    /// | m | output tokens of a sequence that a step gives | 1 |
    ///
    /// A result of `most` is a replica that queues; a result of 1 may be one that idles between requests.
    /// Newton from the right: `B - lambda out T(B)` is convex. Source: Little's law; reference notes, section 2.7.
    ///
    /// ```
    /// use polder::quantity::{Bandwidth, ComputeRate};
    /// use polder::workload::{Architecture, Chip, Constants, Load, Precision, Step};
    /// let model = Architecture { nonexpert: 1e9, ..Default::default() };
    /// let chip = Chip { bandwidth: Bandwidth::gb_per_s(1e3), peak: ComputeRate::tflops(1e3), ..Default::default() };
    /// let ideal = Constants { memory_efficiency: 1.0, compute_efficiency: 1.0, ..Default::default() };
    /// let load = Load { accelerators: 1.0, output: 500.0, ..Default::default() };
    /// let step = Step::new(&model, &chip, &ideal, &load, Precision::Bf16);
    /// // By hand: T(100) is 2.2 ms, so 100 sequences finish 100 / (500 x 2.2 ms) requests a second.
    /// assert!((step.batch_for_arrivals(100.0 / 1.1, 256.0) - 100.0).abs() < 1e-9);
    /// assert_eq!(step.batch_for_arrivals(1e4, 256.0), 256.0);
    /// ```
    pub fn batch_for_arrivals(&self, rate_per_s: f64, most: f64) -> f64 {
        let steps_per_s = rate_per_s * self.steps();
        let Curve { fixed, experts, .. } = self.time;
        let free = 1.0 - steps_per_s * self.steepest().to_s();
        // All experts touched, no two prompts at once: too slow, so at or right of the root.
        let mut batch = steps_per_s * (fixed + experts).to_s() / free;
        if free <= 0.0 {
            // Without prompts that wait for each other there is no balance; with them it may lie below `most`.
            if self.waits.is_none() || most < steps_per_s * self.time(most).to_s() {
                return most;
            }
            batch = most;
        }
        for _ in 0..NEWTON_STEPS {
            let touched = self.touched(batch);
            let excess = batch - steps_per_s * self.time_at(batch, touched).to_s();
            let next = batch - excess / (1.0 - steps_per_s * self.slope(batch, touched).to_s());
            if next >= batch || next.is_nan() {
                break;
            }
            batch = next;
        }
        batch.max(1.0).min(most)
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
        let time = self.time.at(batch, touched);
        match &self.waits {
            Some(waits) => time + waits.stalls.prompts(batch) * waits.time,
            None => time,
        }
    }

    /// Energy of an accelerator above the floor in such a step, before saturation.
    #[inline]
    pub(super) fn dynamic_at(&self, batch: f64, touched: f64) -> Energy {
        let dynamic = self.dynamic.at(batch, touched);
        match &self.waits {
            Some(waits) => dynamic + waits.stalls.prompts(batch) * waits.dynamic,
            None => dynamic,
        }
    }

    /// Time that one more sequence adds to it.
    fn slope(&self, batch: f64, touched: f64) -> Time {
        let slope = self.time.per_sequence + (touched - 1.0) * self.ln_missed * self.time.experts;
        match &self.waits {
            Some(waits) => slope + waits.stalls.slope(batch) * waits.time,
            None => slope,
        }
    }

    /// The most that one more sequence adds, experts left out.
    fn steepest(&self) -> Time {
        match &self.waits {
            Some(waits) => self.time.per_sequence + waits.stalls.steepest() * waits.time,
            None => self.time.per_sequence,
        }
    }
}

impl<Q: Copy> Curve<Q> {
    fn map<R>(&self, f: impl Fn(&Q) -> R) -> Curve<R> {
        Curve {
            fixed: f(&self.fixed),
            per_sequence: f(&self.per_sequence),
            experts: f(&self.experts),
        }
    }
}

impl<Q: Copy + core::ops::Add<Output = Q> + core::ops::Mul<f64, Output = Q>> Curve<Q> {
    #[inline]
    pub(super) fn at(&self, batch: f64, touched: f64) -> Q {
        self.fixed + self.per_sequence * batch + self.experts * touched
    }
}

/// What a step costs whatever the batch: weights outside the experts, launches, latency.
fn fixed(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
    nonexpert: Data,
) -> Busy {
    let (n, passes) = (load.accelerators, load.pace.passes);
    // Two all-reduces a layer: of the attention among the accelerators of a copy, of the network among all.
    let hops = doublings(n) - 0.5 * doublings(load.copies());
    Busy {
        busy: nonexpert * passes / (n * constants.memory_efficiency * chip.bandwidth),
        comm: 2.0 * architecture.layers * hops * constants.all_reduce * passes,
        host: (constants.step + architecture.layers * constants.layer) * passes,
        ..Busy::default()
    }
}

fn doublings(n: f64) -> f64 {
    if n > 1.0 { libm::log2(n) } else { 0.0 }
}

/// What one running sequence adds: arithmetic, its cache, the draw of its token, its share of prefill unless that stands apart.
fn per_sequence(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
) -> Busy {
    let Pace { passes, tokens, .. } = load.pace;
    let written = passes * tokens;
    let read = if load.copies() > 1.0 {
        0.0
    } else {
        load.pace.kept
    };
    let own = tokens_through(architecture, chip, constants, load, (written, read));
    let memory = constants.memory_efficiency * chip.bandwidth;
    let cache = architecture.cache(load) + 2.0 * architecture.states();
    let drawn =
        Data::bytes(LOGIT_BYTES * architecture.vocab * constants.sampling * written) / memory;
    // The first accelerator draws, the others wait for it.
    let first = 1.0 / load.accelerators;
    Busy {
        busy: own.busy + cache * passes / (load.accelerators * memory) + first * drawn,
        comm: own.comm + (1.0 - first) * drawn,
        host: constants.sequence * passes,
        ..own
    }
}

/// What a prompt adds to a step in which all copies of the attention wait for it, as if each read one.
fn prompt(architecture: &Architecture, chip: &Chip, constants: &Constants, load: &Load) -> Busy {
    let read = load.output * load.copies();
    tokens_through(architecture, chip, constants, load, (0.0, read))
}

/// What it costs to compute `written` tokens of output, and the prefill of `read` tokens of output.
fn tokens_through(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
    (written, read): (f64, f64),
) -> Busy {
    let computed = (architecture.decode(load) * written + architecture.prefill(load) * read)
        / load.accelerators;
    let tokens = written + read * load.input_uncached / load.output;
    let dispatched = architecture.dispatched() * tokens;
    Busy {
        busy: computed / (constants.compute_efficiency * chip.peak)
            + constants.dispatch * dispatched / chip.bandwidth,
        comm: exchange(architecture, chip, load) * tokens,
        computed,
        ..Busy::default()
    }
}

/// What it costs that all experts are touched: their weights, and the rows that pad their tiles.
fn touched(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
    experts: Data,
) -> Busy {
    if experts <= Data::ZERO {
        return Busy::default();
    }
    let (n, experts) = (load.accelerators, experts * load.pace.passes);
    let padded = Compute::flop(2.0 * architecture.expert * architecture.block_rows(constants) / n)
        * load.pace.passes;
    Busy {
        busy: experts / (n * constants.expert_efficiency * chip.bandwidth)
            + padded / (constants.compute_efficiency * chip.peak),
        computed: padded,
        ..Busy::default()
    }
}

/// Two all-reduces of an activation per layer, for one token.
fn exchange(architecture: &Architecture, chip: &Chip, load: &Load) -> Time {
    let n = load.accelerators;
    if n <= 1.0 {
        return Time::ZERO;
    }
    let activations = 2.0 * architecture.layers * architecture.hidden;
    // A ring sends each word twice, less the own share. A copy of the attention sends its own tokens only.
    let ring = |n: f64| (n - 1.0) / n;
    let rings = 0.5 * (ring(load.rank()) / load.copies() + ring(n));
    Data::bytes(2.0 * WORD_BYTES * rings * activations) / chip.link
}

impl From<&Model> for Architecture {
    fn from(m: &Model) -> Self {
        Self {
            moe: m.moe,
            layers: m.layers,
            layers_full: m.layers_full,
            hidden: m.hidden,
            heads: m.heads,
            kv_heads: m.kv_heads,
            head_dim: m.head_dim,
            mla: m.mla,
            kv_lora_rank: m.kv_lora_rank,
            rope_dim: m.rope_dim,
            experts: m.experts,
            top_k: m.top_k,
            moe_layers: m.moe_layers,
            sliding_window: m.sliding_window,
            sliding_layers: m.sliding_layers,
            state_layers: m.state_layers,
            state_bytes: m.state_bytes,
            vocab: m.vocab,
            nonexpert: m.nonexpert,
            expert: m.expert,
            // Published 8-bit mixtures are scaled per 128 x 128 block; those of Llama 4 per row.
            block_scaled: m.moe && !m.id.starts_with("llama-4"),
        }
    }
}

impl Architecture {
    fn visited_share(&self) -> f64 {
        if self.moe {
            self.top_k / self.experts
        } else {
            0.0
        }
    }

    fn active(&self) -> f64 {
        self.nonexpert + self.expert * self.visited_share()
    }

    fn nonexpert_bytes(&self, precision: Precision) -> Data {
        let each = if self.moe {
            precision.bytes_per_nonexpert()
        } else {
            precision.bytes_per_weight()
        };
        Data::bytes(self.nonexpert * each)
    }

    /// Tokens looked at by one new token, over all attention layers.
    fn lookback(&self, context: f64) -> f64 {
        self.layers_full * context + self.sliding_layers * self.sliding_window.min(context)
    }

    /// Arithmetic of one output token.
    fn decode(&self, load: &Load) -> Compute {
        let context = load.context();
        let attention = if self.mla {
            2.0 * self.heads * (2.0 * self.kv_lora_rank + self.rope_dim) * self.layers * context
        } else {
            4.0 * self.heads * self.head_dim * self.lookback(context)
        };
        Compute::flop(2.0 * self.active() + attention)
    }

    /// Prefill of a request, spread over its output tokens.
    fn prefill(&self, load: &Load) -> Compute {
        let input = load.input_uncached;
        let layers = self.layers_full + self.sliding_layers;
        let linear = 2.0 * (self.active() - self.vocab * self.hidden);
        let attention = 2.0 * self.heads * self.head_dim * layers * load.lookback();
        Compute::flop(input * (linear + attention) / load.output)
    }

    /// Keys and values, or latents, of one sequence, over all accelerators that hold a copy.
    fn cache(&self, load: &Load) -> Data {
        let (n, context) = (load.rank(), load.context());
        let elements = if self.mla {
            n * (self.kv_lora_rank + self.rope_dim) * self.layers * context
        } else {
            2.0 * self.kv_heads.max(n) * self.head_dim * self.lookback(context)
        };
        Data::bytes(WORD_BYTES * elements)
    }

    /// Activations that one token sends to its experts and gets back, once.
    fn dispatched(&self) -> Data {
        if !self.moe {
            return Data::ZERO;
        }
        let width = self.expert / (3.0 * self.hidden * self.experts * self.moe_layers);
        let copies = self.moe_layers * self.top_k;
        Data::bytes(WORD_BYTES * copies * (self.hidden + width))
    }

    fn block_rows(&self, constants: &Constants) -> f64 {
        if self.block_scaled {
            constants.block_rows
        } else {
            0.0
        }
    }

    /// Recurrent states of one sequence.
    fn states(&self) -> Data {
        Data::bytes(self.state_layers * self.state_bytes)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A step of a request of `input` and `output` tokens.
    pub(crate) fn step(
        moe: bool,
        precision: Precision,
        accelerators: f64,
        input: f64,
        output: f64,
    ) -> Step {
        let load = Load {
            accelerators,
            input_uncached: input,
            input_total: input,
            output,
            ..Load::default()
        };
        step_for(moe, precision, &load)
    }

    /// Hand-made, not fitted: a chip of round numbers and constants of the right size.
    pub(crate) fn step_for(moe: bool, precision: Precision, load: &Load) -> Step {
        let architecture = Architecture {
            moe,
            layers: 48.0,
            layers_full: 48.0,
            hidden: 2048.0,
            heads: 32.0,
            kv_heads: 4.0,
            head_dim: 128.0,
            experts: 128.0,
            top_k: 8.0,
            moe_layers: if moe { 48.0 } else { 0.0 },
            vocab: 150e3,
            nonexpert: if moe { 1.2e9 } else { 30e9 },
            expert: if moe { 29e9 } else { 0.0 },
            ..Architecture::default()
        };
        let chip = Chip {
            tdp: Power::w(700.0),
            peak: ComputeRate::tflops(1000.0),
            bandwidth: Bandwidth::gb_per_s(3000.0),
            link: Bandwidth::gb_per_s(400.0),
            memory: Data::gb(80.0),
        };
        let constants = Constants {
            memory_efficiency: 0.9,
            expert_efficiency: 0.8,
            compute_efficiency: 0.5,
            step: Time::ms(2.5),
            layer: Time::us(10.0),
            sequence: Time::us(40.0),
            all_reduce: Time::us(16.0),
            dispatch: 10.0,
            block_rows: 0.0,
            sampling: 0.0,
            prompt_steps: 0.0,
            floor: Power::w(120.0),
            busy: Power::w(400.0),
            flop: EnergyPerCompute::pj_per_flop(1.5),
            ceiling: 0.985,
            cap_exponent: 2.0,
        };
        Step::new(&architecture, &chip, &constants, load, precision)
    }

    const FEWER_BITS: [[Precision; 2]; 5] = [
        [Precision::Bf16, Precision::Fp8],
        [Precision::Fp8, Precision::Fp4],
        [Precision::Bf16, Precision::Int8],
        [Precision::Int8, Precision::Int4],
        [Precision::Bf16, Precision::Mxfp4],
    ];

    /// By hand: one expert of 3 million weights, 1000 wide, that every token visits.
    fn one_expert(block_scaled: bool, block_rows: f64, dispatch: f64) -> Time {
        let architecture = Architecture {
            moe: true,
            hidden: 1000.0,
            experts: 1.0,
            top_k: 1.0,
            moe_layers: 1.0,
            expert: 3e6,
            block_scaled,
            ..Architecture::default()
        };
        let chip = Chip {
            bandwidth: Bandwidth::gb_per_s(1000.0),
            peak: ComputeRate::tflops(1.0),
            ..Chip::default()
        };
        let constants = Constants {
            memory_efficiency: 1.0,
            expert_efficiency: 1.0,
            compute_efficiency: 1.0,
            block_rows,
            dispatch,
            ..Constants::default()
        };
        let load = Load {
            accelerators: 1.0,
            output: 1.0,
            ..Load::default()
        };
        Step::new(&architecture, &chip, &constants, &load, Precision::Fp8).time(1.0)
    }

    #[test]
    fn a_touched_expert_fills_its_tile_where_weights_are_scaled_per_block() {
        // 2 operations x 3 million weights x 128 rows at 1 TFLOP/s.
        let added = one_expert(true, 128.0, 0.0) - one_expert(true, 0.0, 0.0);
        assert!((added.to_us() - 768.0).abs() < 1e-6, "{added:?}");
        assert_eq!(one_expert(false, 128.0, 0.0), one_expert(false, 0.0, 0.0));
    }

    #[test]
    fn a_token_crosses_memory_on_its_way_to_an_expert() {
        // 2 bytes x (1000 + 1000) x 10 passes at 1 TB/s.
        let added = one_expert(false, 0.0, 10.0) - one_expert(false, 0.0, 0.0);
        assert!((added.to_us() - 0.04).abs() < 1e-9, "{added:?}");
    }

    /// A billion weights, 100 000 words, on two accelerators of 1 TB/s; a layer's host time of 1 ms; answers of 100 tokens.
    fn older(sampling: f64, prompt_steps: f64) -> Step {
        let architecture = Architecture {
            layers: 1.0,
            vocab: 1e5,
            nonexpert: 1e9,
            ..Architecture::default()
        };
        let chip = Chip {
            tdp: Power::w(700.0),
            bandwidth: Bandwidth::gb_per_s(1000.0),
            peak: ComputeRate::tflops(1e9),
            link: Bandwidth::gb_per_s(1e9),
            ..Chip::default()
        };
        let constants = Constants {
            memory_efficiency: 1.0,
            compute_efficiency: 1.0,
            layer: Time::ms(1.0),
            busy: Power::w(400.0),
            ceiling: 1.0,
            cap_exponent: 1.0,
            sampling,
            prompt_steps,
            ..Constants::default()
        };
        let load = Load {
            accelerators: 2.0,
            output: 100.0,
            ..Load::default()
        };
        Step::new(&architecture, &chip, &constants, &load, Precision::Bf16)
    }

    #[test]
    fn logits_cross_memory_of_one_accelerator() {
        // 10 passes over 4 bytes for each of 100 000 words at 1 TB/s: 4 us of every sequence, and busy half of the accelerators.
        let (bare, drawn) = (older(0.0, 0.0), older(10.0, 0.0));
        let added = drawn.time(50.0) - bare.time(50.0);
        assert!((added.to_us() - 200.0).abs() < 1e-6, "{added:?}");
        let busy = drawn.dynamic.per_sequence - bare.dynamic.per_sequence;
        assert!((busy.to_j() - 400.0 * 2e-6).abs() < 1e-12, "{busy:?}");
    }

    #[test]
    fn a_prompt_in_a_step_of_its_own_takes_one() {
        // Half of 2 GB at 1 TB/s and the layer: 2 ms, and of 50 sequences half a one starts every step.
        let (bare, apart) = (older(0.0, 0.0), older(0.0, 1.0));
        let added = apart.time(50.0) - bare.time(50.0);
        assert!((added.to_ms() - 1.0).abs() < 1e-6, "{added:?}");
        assert!((bare.batch_for(bare.time(50.0)) - apart.batch_for(apart.time(50.0))).abs() < 1e-6);
    }

    #[test]
    fn one_token_touches_its_own_experts() {
        assert!(
            (step(true, Precision::Bf16, 1.0, 0.0, 1.0).touched(1.0) - 8.0 / 128.0).abs() < 1e-15
        );
    }

    #[test]
    fn impossible_latency_gives_a_batch_of_one() {
        for moe in [false, true] {
            assert!(
                (step(moe, Precision::Bf16, 1.0, 500.0, 500.0).batch_for(Time::us(1.0)) - 1.0)
                    .abs()
                    < 1e-15
            );
        }
    }

    #[test]
    fn weights_larger_than_memory_leave_no_batch() {
        assert!(
            step(false, Precision::Bf16, 1.0, 500.0, 500.0)
                .batch_in_memory(0.5)
                .abs()
                < 1e-15
        );
    }

    proptest! {
        #[test]
        fn older_software_takes_more_and_still_shares(s in 0.0..300.0, q in 0.0..2.0, b in 1.0..1000.0, more in 0.01..100.0) {
            let token = |s, q, b| older(s, q).energy_per_token(b, None);
            prop_assert!(token(s, q, b + more) < token(s, q, b));
            prop_assert!(token(s, q, b) < token(s + more, q, b));
            prop_assert!(token(s, q, b) < token(s, q + more, b));
        }

        #[test]
        fn time_grows_with_batch(moe: bool, n in 1_u32..9, b in 1.0..2000.0, more in 0.1..500.0) {
            let step = step(moe, Precision::Fp8, f64::from(n), 500.0, 500.0);
            prop_assert!(step.time(b) < step.time(b + more));
        }

        #[test]
        fn batch_for_inverts_time(moe: bool, n in 1_u32..17, b in 1.0..4000.0, input in 0.0..5000.0) {
            let step = step(moe, Precision::Bf16, f64::from(n), input, 500.0);
            let found = step.batch_for(step.time(b));
            // Rounding of T, over the share of T that grows with the batch.
            prop_assert!((found / b - 1.0).abs() < 1e-9, "{found} {b}");
        }

        #[test]
        fn arrivals_invert_throughput(moe: bool, n in 1_u32..17, b in 1.0..4000.0, out in 10.0..5000.0) {
            let step = step(moe, Precision::Bf16, f64::from(n), 500.0, out);
            let found = step.batch_for_arrivals(step.tokens_per_s(b) / out, 1e6);
            // Near saturation the batch is ill-conditioned in the rate.
            prop_assert!((found / b - 1.0).abs() < 1e-8, "{found} {b}");
        }

        #[test]
        fn a_prompt_read_in_two_parts_takes_the_same_arithmetic(first in 1.0..1e5, second in 1.0..1e5) {
            // The second part attends to the first, which is then in the cache.
            let model = Architecture { layers_full: 48.0, hidden: 2048.0, heads: 32.0, head_dim: 128.0, vocab: 150e3, nonexpert: 30e9, ..Architecture::default() };
            let read = |input_uncached, input_total| {
                model.prefill(&Load { input_uncached, input_total, output: 1.0, ..Load::default() })
            };
            let parts = read(first, first) + read(second, first + second);
            prop_assert!((parts / read(first + second, first + second) - 1.0).abs() < 1e-12);
        }

        #[test]
        fn fewer_bits_never_move_more_bytes(moe: bool, b in 1.0..1000.0) {
            let moved = |p| {
                let step = step(moe, p, 1.0, 500.0, 500.0);
                step.weights + Bandwidth::bytes_per_s(1.0) * step.time(b)
            };
            for [more, fewer] in FEWER_BITS {
                prop_assert!(moved(fewer) < moved(more), "{fewer:?} {more:?}");
            }
        }
    }
}
