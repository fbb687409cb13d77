//! The batch that a latency, a memory or a load allows.

use super::{Curve, Step};
use crate::quantity::Time;

/// Newton steps at most; each search ends sooner, when it stops moving.
const NEWTON_STEPS: u32 = 32;

impl Step {
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
        // All experts touched, prompts in every step, no two copies at once: too slow, so at or left of the root.
        let mut batch = ((latency - fixed - experts - self.own()) / self.steepest()).max(1.0);
        if experts == Time::ZERO && self.waits.is_none() && self.apart.is_none() {
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
        // All experts touched, prompts in every step, no two copies at once: too slow, so at or right of the root.
        let mut batch = steps_per_s * (fixed + experts + self.own()).to_s() / free;
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

    /// Time that one more sequence adds to it.
    fn slope(&self, batch: f64, touched: f64) -> Time {
        let mut slope =
            self.time.per_sequence + (touched - 1.0) * self.ln_missed * self.time.experts;
        if let Some(waits) = &self.waits {
            slope += waits.stalls.slope(batch) * waits.time;
        }
        if let Some(apart) = &self.apart {
            slope += apart.slope(batch) * apart.time;
        }
        slope
    }

    /// The most that prompts apart from decode add.
    fn own(&self) -> Time {
        self.apart.map_or(Time::ZERO, |apart| apart.time)
    }

    /// The most that one more sequence adds, experts and prompts apart left out.
    fn steepest(&self) -> Time {
        match &self.waits {
            Some(waits) => self.time.per_sequence + waits.stalls.steepest() * waits.time,
            None => self.time.per_sequence,
        }
    }
}
