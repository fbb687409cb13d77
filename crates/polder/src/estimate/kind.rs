//! Kinds of work, and which fields of a workload each of them reads.

use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Resolver};

/// What a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Inference,
    Session,
    Training,
}

const KINDS: &[(&str, Kind)] = &[
    ("inference", Kind::Inference),
    ("session", Kind::Session),
    ("training", Kind::Training),
];

impl Kind {
    /// The kind a workload names; a session when it names a task, else inference.
    pub(crate) fn of(r: &mut Resolver, w: &Workload, at: At) -> Result<Self, Error> {
        r.choice(
            &at.path("kind"),
            "kind of work",
            w.kind.as_deref(),
            if w.task.is_some() || !w.tasks.is_empty() {
                "session"
            } else {
                "inference"
            },
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
    use Kind::{Inference, Session, Training};
    let serving: &[Kind] = &[Inference, Session];
    let fields = [
        ("precision", w.precision.is_some(), serving),
        ("stack", w.stack.is_some(), serving),
        ("input_tokens", w.input_tokens.is_some(), &[Inference]),
        (
            "cached_input_tokens",
            w.cached_input_tokens.is_some(),
            &[Inference],
        ),
        ("output_tokens", w.output_tokens.is_some(), serving),
        ("requests", w.requests.is_some(), &[Inference]),
        ("batch", w.batch.is_some(), serving),
        ("latency_ms", w.latency_ms.is_some(), serving),
        (
            "requests_per_second",
            w.requests_per_second.is_some(),
            serving,
        ),
        ("power_limit_w", w.power_limit_w.is_some(), serving),
        ("training_tokens", w.training_tokens.is_some(), &[Training]),
        (
            "training_compute_flop",
            w.training_compute_flop.is_some(),
            &[Training],
        ),
        ("mfu", w.mfu.is_some(), &[Training]),
        ("task", w.task.is_some(), &[Session]),
        ("turns", w.turns.is_some(), &[Session]),
        (
            "first_input_tokens",
            w.first_input_tokens.is_some(),
            &[Session],
        ),
        ("user_tokens", w.user_tokens.is_some(), &[Session]),
        ("reasoning_tokens", w.reasoning_tokens.is_some(), &[Session]),
        ("tool_calls", w.tool_calls.is_some(), &[Session]),
        ("tool_tokens", w.tool_tokens.is_some(), &[Session]),
        ("retries", w.retries.is_some(), &[Session]),
        ("cached_share", w.cached_share.is_some(), &[Session]),
        ("sessions", w.sessions.is_some(), &[Session]),
        ("tasks", !w.tasks.is_empty(), &[Session]),
        ("days", w.days.is_some(), &[Session]),
        ("compare", !w.compare.is_empty(), &[Session]),
        ("device", w.device.is_some(), &[Session]),
        ("place_of_use", w.place_of_use.is_some(), &[Session]),
    ];
    match fields
        .iter()
        .find(|(_, given, of)| *given && !of.contains(&kind))
    {
        Some((name, ..)) => Err(Error::Inconsistent {
            field: at.path(name),
            problem: format!("does not apply to {}: leave it out", kind.name()),
        }),
        None => Ok(()),
    }
}
