//! Kinds of work, and which fields of a workload each of them reads.

use crate::data::MediaKind;
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
    Media(MediaKind),
}

const KINDS: &[(&str, Kind)] = &[
    ("inference", Kind::Inference),
    ("training", Kind::Training),
    ("finetune", Kind::Finetune),
    ("distillation", Kind::Distillation),
    ("rl", Kind::Rl),
    ("image", Kind::Media(MediaKind::Image)),
    ("video", Kind::Media(MediaKind::Video)),
    ("embedding", Kind::Media(MediaKind::Embedding)),
    ("speech", Kind::Media(MediaKind::Speech)),
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

    /// Its name in documents.
    pub(crate) fn name(self) -> &'static str {
        KINDS
            .iter()
            .find(|(_, k)| *k == self)
            .map_or("", |(name, _)| name)
    }
}

/// Refuses fields that this kind of work would not read: better an error than a number that ignores them.
pub(crate) fn applicable(w: &Workload, at: At, kind: Kind) -> Result<(), Error> {
    const PICTURE: &[&str] = &["image", "video"];
    const SIZED: &[&str] = &["training", "finetune"];
    let writing = w.prompts.is_some();
    // A model that writes, for people or to learn from.
    let writes: &[&str] = if writing {
        &["inference", "distillation", "rl"]
    } else {
        &["inference", "rl"]
    };
    let reads: &[&str] = if writing {
        SIZED
    } else {
        &["training", "finetune", "distillation"]
    };
    let and = |more: &[&'static str]| -> Vec<&str> { [writes, more].concat() };
    let (served, input, output, batch) = (
        and(&["image", "video", "embedding", "speech"]),
        and(&["embedding"]),
        and(&["speech"]),
        and(&["image", "video", "speech"]),
    );
    let precision = [served.as_slice(), &["training", "rl", "distillation"]].concat();
    let fields: &[(&str, bool, &[&str])] = &[
        ("precision", w.precision.is_some(), &precision),
        ("stack", w.stack.is_some(), &served),
        (
            "requests",
            w.requests.is_some(),
            &["inference", "image", "video", "embedding", "speech"],
        ),
        (
            "power_limit_w",
            w.power_limit_w.is_some(),
            &["inference", "image", "video", "embedding", "speech"],
        ),
        ("input_tokens", w.input_tokens.is_some(), &input),
        (
            "cached_input_tokens",
            w.cached_input_tokens.is_some(),
            writes,
        ),
        ("output_tokens", w.output_tokens.is_some(), &output),
        ("batch", w.batch.is_some(), &batch),
        ("latency_ms", w.latency_ms.is_some(), writes),
        (
            "requests_per_second",
            w.requests_per_second.is_some(),
            writes,
        ),
        ("width", w.width.is_some(), PICTURE),
        ("height", w.height.is_some(), PICTURE),
        ("steps", w.steps.is_some(), PICTURE),
        ("frames", w.frames.is_some(), &["video"]),
        ("audio_s", w.audio_s.is_some(), &["speech"]),
        ("training_tokens", w.training_tokens.is_some(), reads),
        (
            "training_compute_flop",
            w.training_compute_flop.is_some(),
            SIZED,
        ),
        (
            "mfu",
            w.mfu.is_some(),
            &["training", "finetune", "distillation", "rl"],
        ),
        (
            "parameters_active_b",
            w.parameters_active_b.is_some(),
            SIZED,
        ),
        ("parameters_total_b", w.parameters_total_b.is_some(), SIZED),
        ("sequence_tokens", w.sequence_tokens.is_some(), reads),
        ("recomputation", w.recomputation.is_some(), &["training"]),
        ("method", w.method.is_some(), &["finetune"]),
        (
            "epochs",
            w.epochs.is_some(),
            &["finetune", "distillation", "rl"],
        ),
        ("teacher", w.teacher.is_some(), &["distillation"]),
        ("prompts", w.prompts.is_some(), &["distillation", "rl"]),
        (
            "samples_per_prompt",
            w.samples_per_prompt.is_some(),
            &["distillation", "rl"],
        ),
    ];
    let strange = fields
        .iter()
        .find(|(_, given, kinds)| *given && !kinds.contains(&kind.name()));
    match strange {
        Some((name, ..)) => Err(Error::Inconsistent {
            field: at.path(name),
            problem: format!(
                "has no meaning for kind = \"{}\": leave it out",
                kind.name()
            ),
        }),
        None => Ok(()),
    }
}
