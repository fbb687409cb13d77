//! Speculative decoding: a small model drafts tokens, the large one checks them all at once.

use super::Step;

/// What a sequence gets from one round of a replica. Without a draft model a round is a step, and all are 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// Times that the weights and the cache are read.
    pub passes: f64,
    /// Tokens that each pass computes.
    pub tokens: f64,
    /// Output tokens that come of it.
    pub kept: f64,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            passes: 1.0,
            tokens: 1.0,
            kept: 1.0,
        }
    }
}

/// How far ahead is drafted, and how well.
///
/// ```text
/// m = 1 + α + α² + … + α^g = (1 − α^(g+1)) / (1 − α)
/// E = (E_check(B, g + 1) + g E_draft(B)) / m
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | m | output tokens of a round, the one that the large model adds itself included | 1 |
/// | g | tokens that are drafted, one after the other | 1 |
/// | α | chance that a drafted token is accepted | 1 |
/// | `E_check` | one step of the large model that computes g + 1 tokens of each sequence, and reads weights and cache once | J |
/// | `E_draft` | one step of the draft model | J |
///
/// Both models read each prompt once: of m tokens kept, a round pays the prefill of m. Of the experts, a check touches as
/// many as g + 1 tokens of each sequence do. Drafting saves energy where reading weights takes most of a step, and costs
/// energy where arithmetic does.
///
/// Valid for a chain of drafts of a dense model on the same accelerators, each token accepted independently of the others;
/// trees of drafts take more arithmetic for each token kept. Not validated: no measured energy with a known α was found.
///
/// Source: Leviathan, Kalman and Matias 2023 (arXiv:2211.17192), equation 1; reference notes on AI workloads, section 2.8.
///
/// ```
/// use polder::workload::Speculation;
/// // By hand: 1 + 1/2 + 1/4 + 1/8. A perfect draft keeps all, and the token after them.
/// assert_eq!(Speculation { drafted: 3, acceptance: 0.5 }.pace().kept, 1.875);
/// assert_eq!(Speculation { drafted: 3, acceptance: 1.0 }.pace().kept, 4.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Speculation {
    /// Tokens drafted in a round (g).
    pub drafted: u32,
    /// Chance that one is accepted (α), 0 to 1.
    pub acceptance: f64,
}

impl Speculation {
    /// The round of the model that checks.
    pub fn pace(&self) -> Pace {
        let mut kept = 1.0;
        for _ in 0..self.drafted {
            kept = 1.0 + self.acceptance * kept;
        }
        Pace {
            passes: 1.0,
            tokens: 1.0 + f64::from(self.drafted),
            kept,
        }
    }

    /// The round of the model that drafts.
    pub fn draft_pace(&self) -> Pace {
        let drafted = f64::from(self.drafted);
        Pace {
            passes: drafted,
            tokens: 1.0,
            kept: self.pace().kept,
        }
    }
}

impl Step {
    /// Puts the round of a dense draft model on the same accelerators before this step: see [`Speculation`].
    pub fn follow(&mut self, draft: &Self) {
        self.time.fixed += draft.time.fixed;
        self.time.per_sequence += draft.time.per_sequence;
        self.dynamic.fixed += draft.dynamic.fixed;
        self.dynamic.per_sequence += draft.dynamic.per_sequence;
        if let (Some(own), Some(draft)) = (&mut self.waits, &draft.waits) {
            own.time += draft.time;
            own.dynamic += draft.dynamic;
        }
        if let (Some(own), Some(draft)) = (&mut self.apart, &draft.apart) {
            own.time += draft.time;
            own.dynamic += draft.dynamic;
        }
        self.weights += draft.weights;
        self.sequence += draft.sequence;
    }
}
