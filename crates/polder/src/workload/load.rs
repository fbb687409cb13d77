//! What a replica is asked to do.

use super::Pace;

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
    pub(super) fn context(&self) -> f64 {
        self.input_total + self.output / 2.0
    }

    pub(super) fn copies(&self) -> f64 {
        self.attention_copies.max(1.0)
    }

    /// Accelerators that share one copy of the attention.
    pub(super) fn rank(&self) -> f64 {
        self.accelerators / self.copies()
    }

    /// Twice the tokens that a new input token looks back at: half of the new ones, and all cached ones.
    ///
    /// Requests share one `c / (c + in)`, so that the mean of `in (in + 2 c)` is `in` times this.
    pub(super) fn lookback(&self) -> f64 {
        (2.0 * self.input_total - self.input_uncached) * (1.0 + self.input_spread)
    }
}
