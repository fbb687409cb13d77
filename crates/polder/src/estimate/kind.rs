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
    Media(MediaKind),
}

const KINDS: &[(&str, Kind)] = &[
    ("inference", Kind::Inference),
    ("training", Kind::Training),
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
    const TEXT: &[&str] = &["inference"];
    const TRAINING: &[&str] = &["training"];
    const PICTURE: &[&str] = &["image", "video"];
    const SERVED: &[&str] = &["inference", "image", "video", "embedding", "speech"];
    let fields: &[(&str, bool, &[&str])] = &[
        ("precision", w.precision.is_some(), SERVED),
        ("stack", w.stack.is_some(), SERVED),
        ("requests", w.requests.is_some(), SERVED),
        ("power_limit_w", w.power_limit_w.is_some(), SERVED),
        (
            "input_tokens",
            w.input_tokens.is_some(),
            &["inference", "embedding"],
        ),
        ("cached_input_tokens", w.cached_input_tokens.is_some(), TEXT),
        (
            "output_tokens",
            w.output_tokens.is_some(),
            &["inference", "speech"],
        ),
        (
            "batch",
            w.batch.is_some(),
            &["inference", "image", "video", "speech"],
        ),
        ("latency_ms", w.latency_ms.is_some(), TEXT),
        ("requests_per_second", w.requests_per_second.is_some(), TEXT),
        ("width", w.width.is_some(), PICTURE),
        ("height", w.height.is_some(), PICTURE),
        ("steps", w.steps.is_some(), PICTURE),
        ("frames", w.frames.is_some(), &["video"]),
        ("audio_s", w.audio_s.is_some(), &["speech"]),
        ("training_tokens", w.training_tokens.is_some(), TRAINING),
        (
            "training_compute_flop",
            w.training_compute_flop.is_some(),
            TRAINING,
        ),
        ("mfu", w.mfu.is_some(), TRAINING),
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
