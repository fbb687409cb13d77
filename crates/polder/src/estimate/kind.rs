//! Kinds of work, and which fields of a workload each of them reads.

use crate::data::MediaKind;
use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Resolver};

/// What a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Inference,
    Session,
    Training,
    Finetune,
    Distillation,
    Rl,
    Media(MediaKind),
}

const KINDS: &[(&str, Kind)] = &[
    ("inference", Kind::Inference),
    ("session", Kind::Session),
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

/// Whether a field says anything.
trait Given {
    fn given(&self) -> bool;
}

impl<T> Given for Option<T> {
    fn given(&self) -> bool {
        self.is_some()
    }
}

impl<T> Given for Vec<T> {
    fn given(&self) -> bool {
        !self.is_empty()
    }
}

/// Field, whether it is given, and the kinds of work that read it.
macro_rules! fields {
    ($w:ident; $($field:ident => $kinds:expr,)+) => {
        [$((stringify!($field), Given::given(&$w.$field), $kinds as &[&str]),)+]
    };
}

/// Refuses fields that this kind of work would not read: better an error than a number that ignores them.
pub(crate) fn applicable(w: &Workload, at: At, kind: Kind) -> Result<(), Error> {
    const SESSION: &[&str] = &["session"];
    const PICTURE: &[&str] = &["image", "video"];
    const SIZED: &[&str] = &["training", "finetune"];
    let writing = w.prompts.is_some();
    // A model that writes, for people or to learn from.
    let writes: &[&'static str] = if writing {
        &["inference", "session", "distillation", "rl"]
    } else {
        &["inference", "session", "rl"]
    };
    let reads: &[&str] = if writing {
        SIZED
    } else {
        &["training", "finetune", "distillation"]
    };
    let and = |more: &[&'static str]| -> Vec<&'static str> { [writes, more].concat() };
    let (served, input, output, batch) = (
        and(&["image", "video", "embedding", "speech"]),
        and(&["embedding"]),
        and(&["speech"]),
        and(&["image", "video", "speech"]),
    );
    let without_session = |kinds: &[&'static str]| -> Vec<&str> {
        kinds.iter().copied().filter(|k| *k != "session").collect()
    };
    let precision = [served.as_slice(), &["training", "rl", "distillation"]].concat();
    let fields = fields!(w;
        precision => &precision,
        stack => &served,
        requests => &["inference", "image", "video", "embedding", "speech"],
        power_limit_w => &["inference", "session", "image", "video", "embedding", "speech"],
        input_tokens => &without_session(&input),
        cached_input_tokens => &without_session(writes),
        output_tokens => &output,
        batch => &batch,
        latency_ms => writes,
        requests_per_day => &["inference"],
        load_profile => &["inference"],
        data_parallel => writes,
        draft_model => writes,
        draft_parameters_b => writes,
        draft_tokens => writes,
        draft_acceptance => writes,
        requests_per_second => writes,
        training_energy_mwh => &["inference"],
        lifetime_requests => &["inference"],
        custom_model => &["inference", "session"],
        custom_accelerator => &["inference", "session"],
        width => PICTURE,
        height => PICTURE,
        steps => PICTURE,
        frames => &["video"],
        audio_s => &["speech"],
        training_tokens => reads,
        training_compute_flop => SIZED,
        mfu => &["training", "finetune", "distillation", "rl"],
        parameters_active_b => SIZED,
        parameters_total_b => SIZED,
        sequence_tokens => reads,
        recomputation => &["training"],
        method => &["finetune"],
        epochs => &["finetune", "distillation", "rl"],
        teacher => &["distillation"],
        prompts => &["distillation", "rl"],
        samples_per_prompt => &["distillation", "rl"],
        task => SESSION,
        turns => SESSION,
        first_input_tokens => SESSION,
        user_tokens => SESSION,
        reasoning_tokens => SESSION,
        tool_calls => SESSION,
        tool_tokens => SESSION,
        retries => SESSION,
        cached_share => SESSION,
        sessions => SESSION,
        tasks => SESSION,
        days => SESSION,
        compare => SESSION,
        device => SESSION,
        place_of_use => SESSION,
    );
    let strange = fields
        .iter()
        .find(|(_, given, kinds)| *given && !kinds.contains(&kind.name()));
    match strange {
        Some((name, ..)) => Err(Error::inconsistent(
            at.path(name),
            format!(
                "has no meaning for kind = \"{}\": leave it out",
                kind.name()
            ),
        )),
        None => Ok(()),
    }
}
