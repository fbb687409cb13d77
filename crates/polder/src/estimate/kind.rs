//! Kinds of work, and which fields of a workload each of them reads.

use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Resolver};

/// What a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Inference,
    Training,
    Finetune,
    Distillation,
    Rl,
}

const KINDS: &[(&str, Kind)] = &[
    ("inference", Kind::Inference),
    ("training", Kind::Training),
    ("finetune", Kind::Finetune),
    ("distillation", Kind::Distillation),
    ("rl", Kind::Rl),
];

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

    /// Whether a model writes answers to learn from.
    pub(crate) fn writes(self, w: &Workload) -> bool {
        self == Self::Rl || (self == Self::Distillation && w.prompts.is_some())
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
    use Kind::{Distillation, Finetune, Inference, Rl, Training};
    // A model that writes, for people or to learn from.
    let writes: &[Kind] = if w.prompts.is_some() || kind == Inference {
        &[Inference, Distillation, Rl]
    } else {
        &[Inference, Rl]
    };
    let reads: &[Kind] = if w.prompts.is_some() {
        &[Training, Finetune]
    } else {
        &[Training, Finetune, Distillation]
    };
    let sized: &[Kind] = &[Training, Finetune];
    let fields: [(&str, bool, &[Kind]); 22] = [
        (
            "precision",
            w.precision.is_some(),
            &[Inference, Training, Rl, Distillation],
        ),
        ("stack", w.stack.is_some(), writes),
        ("input_tokens", w.input_tokens.is_some(), writes),
        (
            "cached_input_tokens",
            w.cached_input_tokens.is_some(),
            writes,
        ),
        ("output_tokens", w.output_tokens.is_some(), writes),
        ("requests", w.requests.is_some(), &[Inference]),
        ("batch", w.batch.is_some(), writes),
        ("latency_ms", w.latency_ms.is_some(), writes),
        (
            "requests_per_second",
            w.requests_per_second.is_some(),
            writes,
        ),
        ("power_limit_w", w.power_limit_w.is_some(), &[Inference]),
        ("training_tokens", w.training_tokens.is_some(), reads),
        (
            "training_compute_flop",
            w.training_compute_flop.is_some(),
            sized,
        ),
        (
            "mfu",
            w.mfu.is_some(),
            &[Training, Finetune, Distillation, Rl],
        ),
        (
            "parameters_active_b",
            w.parameters_active_b.is_some(),
            sized,
        ),
        ("parameters_total_b", w.parameters_total_b.is_some(), sized),
        ("sequence_tokens", w.sequence_tokens.is_some(), reads),
        ("recomputation", w.recomputation.is_some(), &[Training]),
        ("method", w.method.is_some(), &[Finetune]),
        ("epochs", w.epochs.is_some(), &[Finetune, Distillation, Rl]),
        ("teacher", w.teacher.is_some(), &[Distillation]),
        ("prompts", w.prompts.is_some(), &[Distillation, Rl]),
        (
            "samples_per_prompt",
            w.samples_per_prompt.is_some(),
            &[Distillation, Rl],
        ),
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
