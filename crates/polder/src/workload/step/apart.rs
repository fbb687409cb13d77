//! Prompts that are read in steps of their own, while decode waits.

use super::parts::Busy;
use crate::quantity::{Energy, Time};
use crate::workload::chip::Constants;
use crate::workload::load::Load;

/// How often decode stops for prompts, and what each stop adds to a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::workload) struct Apart {
    /// Logarithm of the chance that a sequence starts in no step: its prompt was read before.
    ln_running: f64,
    pub(in crate::workload) time: Time,
    pub(in crate::workload) dynamic: Energy,
}

impl Apart {
    /// Of software that reads `constants.prompt_steps` for all prompts that start together; none where they share those of decode.
    pub(super) fn new(
        constants: &Constants,
        load: &Load,
        [fixed, touched]: [&Busy; 2],
        dynamic: impl Fn(&Busy) -> Energy,
    ) -> Option<Self> {
        let steps = constants.prompt_steps;
        // A prompt is read in one pass, however many a round of decode takes.
        let own = Busy::default()
            .and(steps / load.pace.passes, fixed)
            .and(steps / load.pace.passes, touched);
        let starts = (load.pace.kept / load.output).min(1.0);
        (steps > 0.0).then(|| Self {
            // Finite where each step starts all sequences anew, so that a batch of zero starts none.
            ln_running: libm::log1p(-starts).max(f64::MIN),
            time: own.total(),
            dynamic: dynamic(&own),
        })
    }

    /// Chance that some prompt starts in a step of so many sequences.
    pub(super) fn share(&self, batch: f64) -> f64 {
        -libm::expm1(batch * self.ln_running)
    }

    /// What one more running sequence adds to it.
    pub(super) fn slope(&self, batch: f64) -> f64 {
        -self.ln_running * libm::exp(batch * self.ln_running)
    }
}

/// Share of the tokens of a request that decode writes: where a prompt takes a step of its own, the first token comes with it.
pub(super) fn decoded(constants: &Constants, load: &Load) -> f64 {
    (1.0 - constants.prompt_steps / load.output).max(0.0)
}
