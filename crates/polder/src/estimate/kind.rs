//! Kinds of work, and which fields of a workload each of them reads.

use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Resolver};

/// What a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Inference,
    Training,
}

const KINDS: &[(&str, Kind)] = &[("inference", Kind::Inference), ("training", Kind::Training)];

impl Kind {
    /// The kind a workload names; inference when it names none.
    pub(crate) fn of(r: &mut Resolver, w: &Workload, at: At) -> Result<Self, Error> {
        r.choice(
            &at.path("kind"),
            "kind of work",
            w.kind.as_deref(),
            "inference",
            KINDS,
        )
    }

    fn name(self) -> &'static str {
        KINDS
            .iter()
            .find(|(_, k)| *k == self)
            .map_or("", |(name, _)| name)
    }
}

/// Refuses fields that this kind of work would not read: better an error than a number that ignores them.
pub(crate) fn applicable(w: &Workload, at: At, kind: Kind) -> Result<(), Error> {
    use Kind::{Inference, Training};
    let fields = [
        ("precision", w.precision.is_some(), Inference),
        ("stack", w.stack.is_some(), Inference),
        ("input_tokens", w.input_tokens.is_some(), Inference),
        (
            "cached_input_tokens",
            w.cached_input_tokens.is_some(),
            Inference,
        ),
        ("output_tokens", w.output_tokens.is_some(), Inference),
        ("requests", w.requests.is_some(), Inference),
        ("batch", w.batch.is_some(), Inference),
        ("latency_ms", w.latency_ms.is_some(), Inference),
        (
            "requests_per_second",
            w.requests_per_second.is_some(),
            Inference,
        ),
        ("power_limit_w", w.power_limit_w.is_some(), Inference),
        (
            "training_energy_mwh",
            w.training_energy_mwh.is_some(),
            Inference,
        ),
        (
            "lifetime_requests",
            w.lifetime_requests.is_some(),
            Inference,
        ),
        ("training_tokens", w.training_tokens.is_some(), Training),
        (
            "training_compute_flop",
            w.training_compute_flop.is_some(),
            Training,
        ),
        ("mfu", w.mfu.is_some(), Training),
    ];
    match fields.iter().find(|(_, given, of)| *given && *of != kind) {
        Some((name, ..)) => Err(Error::Inconsistent {
            field: at.path(name),
            problem: format!("does not apply to {}: leave it out", kind.name()),
        }),
        None => Ok(()),
    }
}
