//! What a step of the serving software does, beyond that of the fit.

use crate::data::params;
use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Resolver};
use crate::uncertain::{Draw, Handle};

/// Steps of the serving software.
///
/// vLLM 0.5 as measured (chunked prefill off) reads prompts in a step of their own, and sorts the logits to draw a token with
/// top-p; greedy, it takes the highest. What else that software costs is its factor on energy.
///
/// Source: `polder-fit-2026`, docs/fit.md, other software.
#[derive(Debug)]
pub(super) enum Software {
    /// Of the fit, or known by its factor alone.
    Plain,
    /// Prompts apart; and passes over the logits, where a token is drawn.
    Apart(Option<Handle<f64>>),
}

impl Software {
    /// The software of a workload.
    pub(super) fn resolve(r: &mut Resolver, w: &Workload, at: At) -> Result<Self, Error> {
        let software = match w.stack.as_deref() {
            Some("vllm-0.5") => Self::Apart(Some(r.param(params::STACK_VLLM_0_5_SAMPLING))),
            Some("vllm-0.5-greedy") => Self::Apart(None),
            _ => return Ok(Self::Plain),
        };
        if w.data_parallel.is_some_and(|copies| copies > 1) {
            let problem =
                "is unknown to vLLM 0.5: leave it out, or name another `stack`".to_owned();
            return Err(Error::inconsistent(at.path("data_parallel"), problem));
        }
        Ok(software)
    }

    /// Passes over the logits, and steps for the prompts that start together.
    pub(super) fn at(&self, draw: &Draw) -> (f64, f64) {
        match self {
            Self::Plain => (0.0, 0.0),
            Self::Apart(sampling) => (sampling.map_or(0.0, |passes| draw.get(passes)), 1.0),
        }
    }
}
