//! Copies of the attention that wait for each other: prefill of one stalls all.

/// Prompts that the busiest of some copies of the attention starts in a step.
///
/// ```text
/// M(λ) = λ (1 + (d − 1) / √(1 + κ λ))        κ = (d − 1)² / (2 ln d)        λ = B m / (out d)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | M | prompts of the busiest copy | 1 |
/// | λ | prompts of a copy, in the mean over steps | 1 |
/// | d | copies | 1 |
/// | B, m, out | running sequences of the replica, tokens that a step gives of each, output tokens of a request | 1 |
///
/// With data-parallel attention each copy reads the prompts of its own sequences, but all copies step together: they meet
/// at the experts, and serving software pads each to as many tokens as the busiest has. So a step pays `d M(λ)` prompts for the
/// `d λ` that are started. Where prompts are rare no two meet, and M is d λ; where they are many it goes to λ + √(2 λ ln d),
/// the highest of d counts that spread by √λ. Between the two, M is within 20 % of the expected highest of d Poisson counts
/// for d up to 16. One copy never waits: there chunked prefill shares the step with decode, and the mean step that the
/// constants are fitted to holds what that costs.
///
/// Valid for prompts of like length that are read whole; in chunks, or with a router that evens out the copies, less.
///
/// Source: definition; padding as in vllm-project/vllm, `vllm/v1/worker/dp_utils.py`, `coordinate_batch_across_dp`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stalls {
    /// Mean prompts of a copy for one running sequence: m / (out d).
    started: f64,
    /// d − 1.
    others: f64,
    /// κ.
    crowding: f64,
}

impl Stalls {
    /// Of `copies`, more than one, where a sequence starts `started` prompts a step.
    pub(super) fn new(copies: f64, started: f64) -> Option<Self> {
        let others = copies - 1.0;
        (others > 0.0).then(|| Self {
            started: started / copies,
            others,
            crowding: others * others / (2.0 * libm::log(copies)),
        })
    }

    /// Prompts of the busiest copy at a batch.
    pub(super) fn prompts(&self, batch: f64) -> f64 {
        let mean = self.started * batch;
        mean * (1.0 + self.others / libm::sqrt(1.0 + self.crowding * mean))
    }

    /// Prompts that one more running sequence adds.
    pub(super) fn slope(&self, batch: f64) -> f64 {
        let crowd = 1.0 + self.crowding * self.started * batch;
        let root = libm::sqrt(crowd);
        self.started * (1.0 + 0.5 * self.others * (1.0 + crowd) / (crowd * root))
    }

    /// The most that one running sequence adds: no two prompts meet.
    pub(super) fn steepest(&self) -> f64 {
        self.started * (1.0 + self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected highest of `copies` Poisson counts.
    fn highest(copies: i32, mean: f64) -> f64 {
        let (mut chance, mut below) = (libm::exp(-mean), 0.0);
        let (mut count, mut sum) = (0.0, 0.0);
        loop {
            below += chance;
            let some_above = 1.0 - libm::pow(below, f64::from(copies));
            sum += some_above;
            count += 1.0;
            chance *= mean / count;
            if some_above < 1e-12 && count > mean {
                return sum;
            }
        }
    }

    #[test]
    fn the_busiest_copy_is_met_within_a_fifth() {
        for copies in [2, 4, 8, 16] {
            for mean in [0.01, 0.05, 0.13, 0.25, 0.5, 1.0, 2.0, 5.0, 20.0] {
                let d = f64::from(copies);
                let stalls = Stalls::new(d, d).unwrap();
                let ratio = stalls.prompts(mean) / highest(copies, mean);
                assert!((0.82..1.21).contains(&ratio), "{copies} {mean}: {ratio}");
            }
        }
    }

    #[test]
    fn rare_prompts_never_meet_and_many_spread_by_their_root() {
        let stalls = Stalls::new(8.0, 8.0).unwrap();
        assert!((stalls.prompts(1e-9) / 8e-9 - 1.0).abs() < 1e-6);
        assert!((stalls.steepest() - 8.0).abs() < 1e-12);
        let many = 1e6 + libm::sqrt(2e6 * libm::log(8.0));
        assert!((stalls.prompts(1e6) / many - 1.0).abs() < 1e-6);
        assert!(Stalls::new(1.0, 1.0).is_none());
    }

    #[test]
    fn the_slope_is_that_of_the_curve() {
        let stalls = Stalls::new(4.0, 0.01).unwrap();
        for batch in [1.0, 30.0, 500.0] {
            let (step, here) = (1e-4 * batch, stalls.prompts(batch));
            let rise = (stalls.prompts(batch + step) - here) / step;
            assert!((stalls.slope(batch) / rise - 1.0).abs() < 1e-4);
        }
    }
}
