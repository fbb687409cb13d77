//! What a replica is asked to read and write.

use super::super::session::{self, Session};
use crate::data::{Task, params};
use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Bounds, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::workload::Load;

/// What a replica is asked.
#[derive(Debug)]
pub(in crate::estimate) enum Tokens {
    /// One request.
    Request {
        input: Handle<f64>,
        cached: Handle<f64>,
        output: Handle<f64>,
    },
    /// The mean call of a session.
    Session(Session),
}

impl Tokens {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        task: Option<&'static Task>,
    ) -> Result<Self, Error> {
        if session::asked(w) {
            return Ok(Self::Session(Session::resolve(r, w, at, task)?));
        }
        let tokens = Bounds::plain(0.0, 1e7);
        Ok(Self::Request {
            input: r.number(
                &at.field("input_tokens"),
                w.input_tokens,
                tokens,
                params::TOKENS_INPUT,
            )?,
            cached: r.given_or(
                &at.field("cached_input_tokens"),
                w.cached_input_tokens,
                0.0,
                tokens,
            )?,
            output: r.number(
                &at.field("output_tokens"),
                w.output_tokens,
                Bounds::plain(1.0, 1e7),
                params::TOKENS_OUTPUT,
            )?,
        })
    }

    /// One call of the model.
    pub(super) fn load(&self, draw: &Draw, accelerators: f64) -> Load {
        match self {
            Self::Request {
                input,
                cached,
                output,
            } => Load {
                accelerators,
                input_uncached: (draw.get(*input) - draw.get(*cached)).max(0.0),
                input_total: draw.get(*input),
                output: draw.get(*output),
                ..Load::default()
            },
            Self::Session(session) => session.at(draw).mean_call(accelerators),
        }
    }

    /// Input tokens of one request or session when none is read twice.
    pub(in crate::estimate) fn read_once(&self, draw: &Draw) -> f64 {
        match self {
            Self::Request { input, .. } => draw.get(*input),
            Self::Session(session) => session.at(draw).read_once(),
        }
    }

    /// Calls of the model, and the tokens they write, in one request or session.
    pub(in crate::estimate) fn written(&self, draw: &Draw) -> (f64, f64) {
        match self {
            Self::Request { output, .. } => (1.0, draw.get(*output)),
            Self::Session(session) => {
                let session = session.at(draw);
                let calls = session.calls();
                (calls, calls * (session.output + session.reasoning))
            }
        }
    }

    /// Tokens that the longest call reads and writes.
    pub(super) fn longest(&self, draw: &Draw) -> f64 {
        match self {
            Self::Request { input, output, .. } => draw.get(*input) + draw.get(*output),
            Self::Session(session) => session.at(draw).longest_input(),
        }
    }

    /// Refuses more cached input than there is input.
    pub(super) fn check_cached(&self, draw: &Draw, at: At) -> Result<(), Error> {
        let Self::Request { input, cached, .. } = self else {
            return Ok(());
        };
        let (input, cached) = (draw.get(*input), draw.get(*cached));
        if cached <= input {
            return Ok(());
        }
        let whole = at.path("input_tokens");
        Err(Error::inconsistent(
            at.path("cached_input_tokens"),
            format!("is {cached:.0}, more than the {input:.0} of `{whole}` that it is part of"),
        ))
    }
}
