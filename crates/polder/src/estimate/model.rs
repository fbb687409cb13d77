//! The model that a workload means: of the catalogue, closed, unknown or the user's own.

use super::closed::{Guess, Template};
use super::custom::Own;
use crate::data::{self, Model};
use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{At, Resolver, Status, unknown};
use crate::uncertain::Draw;
use crate::workload::Architecture;

/// Name of an assistant that nobody names.
const UNKNOWN: &str = "unknown";
/// Number format of a model whose provider does not say.
const CLOSED_PRECISION: &str = "fp8";

/// A model, as far as an estimate needs it.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) moe: bool,
    /// All parameters, at the 5th percentile where they are drawn: a replica that holds less is refused.
    pub(super) least: f64,
    /// All parameters; central value where they are drawn.
    pub(super) total: f64,
    /// Number format of the weights unless the workload names one; none when it must.
    pub(super) precision: Option<&'static str>,
    pub(super) shape: Shape,
    /// Longest context, in tokens; 0 where it is not known.
    pub(super) context: f64,
}

/// The shape of a model.
#[derive(Debug)]
pub(super) enum Shape {
    /// Published.
    Known(Architecture),
    /// Drawn.
    Closed(Template),
}

impl Shape {
    /// The shape in one draw, on a replica that holds at most `most` parameters.
    pub(super) fn at(&self, draw: &Draw, most: f64) -> Architecture {
        match self {
            Self::Known(a) => *a,
            Self::Closed(t) => t.at(draw, most),
        }
    }

    pub(super) const fn is_closed(&self) -> bool {
        matches!(self, Self::Closed(_))
    }
}

impl Subject {
    /// The model of a workload; none when it names none.
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        usual: Option<&str>,
    ) -> Result<Option<Self>, Error> {
        let path = at.path("model");
        let name = match (w.model.as_deref(), &w.custom_model) {
            (Some(_), Some(_)) => {
                return Err(Error::exclusive(&path, &at.path("custom_model")));
            }
            (None, Some(own)) => {
                let own = Own::of(&at.path("custom_model"), own)?;
                return Ok(Some(Self::own(r, at, &own)));
            }
            (given, None) => given.or(usual),
        };
        let given = w.model.is_some();
        name.map(|name| Self::named(r, at, (&path, given), name))
            .transpose()
    }

    /// A model by name: open, closed, or one that nobody knows.
    fn named(
        r: &mut Resolver,
        at: At,
        (path, given): (&str, bool),
        name: &str,
    ) -> Result<Self, Error> {
        if let Some(m) = data::model(name) {
            if m.encoder {
                let is = format!("is \"{}\", an encoder that writes no text", m.id);
                let problem = format!("{is}: use kind = \"embedding\"");
                return Err(Error::inconsistent(path, problem));
            }
            r.name(path, m.id, given, m.source);
            return Ok(Self::open(m));
        }
        if let Some(m) = data::closed_model(name) {
            r.name(path, m.id, given, m.source);
            let (en, nl) = said(m);
            r.warn_first("model-closed", en, nl);
            let origin = ["active_b", "total_b"].map(|c| format!("closed_models.csv {} {c}", m.id));
            return Ok(Self::closed(r, at, &Guess::of(m), m.source, origin));
        }
        if name.eq_ignore_ascii_case(UNKNOWN) {
            return Ok(Self::unknown(r, at, (path, given)));
        }
        let open = data::MODELS.iter().map(|m| m.id);
        let closed = data::CLOSED_MODELS.iter().map(|m| m.id);
        let all = open.chain(closed).chain([UNKNOWN]);
        Err(unknown(path, name, "model", all))
    }

    /// A model of which nothing is known.
    fn unknown(r: &mut Resolver, at: At, (path, given): (&str, bool)) -> Self {
        let row = data::params::CLOSED_UNKNOWN_ACTIVE_B.row;
        let ratio = data::params::CLOSED_UNKNOWN_TOTAL_PER_ACTIVE.row;
        let origin = [row.id, ratio.id].map(str::to_owned);
        r.name(path, UNKNOWN, given, row.id);
        r.warn_first(
            "model-unknown",
            "Which model answers is not known: parameters are drawn over all assistants in the catalogue whose size others estimate, each as likely.",
            "Welk model antwoordt is onbekend: de parameters zijn getrokken over alle assistenten in de catalogus waarvan anderen de grootte schatten, elk even waarschijnlijk.",
        );
        Self::closed(r, at, &Guess::unknown(), row.source, origin)
    }

    fn open(m: &Model) -> Self {
        Self {
            moe: m.moe,
            least: m.total,
            total: m.total,
            precision: Some(m.precision),
            shape: Shape::Known(Architecture::from(m)),
            context: m.context,
        }
    }

    fn own(r: &mut Resolver, at: At, own: &Own) -> Self {
        let a = own.architecture;
        let active = if a.moe {
            a.nonexpert + a.expert * a.top_k / a.experts
        } else {
            own.total
        };
        for (name, value) in [("total_b", own.total), ("active_b", active)] {
            r.record(
                &at.path(&format!("custom_model.{name}")),
                (value / 1e9).into(),
                Some("billion"),
                Status::Derived,
                "workload::Shape::parameters",
            );
        }
        Self {
            moe: a.moe,
            least: own.total,
            total: own.total,
            precision: own.precision,
            shape: Shape::Known(a),
            context: 0.0,
        }
    }

    fn closed(r: &mut Resolver, at: At, guess: &Guess, source: &str, origin: [String; 2]) -> Self {
        Self {
            moe: guess.moe(),
            least: guess.least(),
            total: guess.active_b.value * guess.total_per_active.value * 1e9,
            precision: Some(CLOSED_PRECISION),
            shape: Shape::Closed(Template::resolve(r, at, guess, source, origin)),
            context: 0.0,
        }
    }
}

/// What a reader should know of a closed model, in English and Dutch.
fn said(m: &data::ClosedModel) -> (String, String) {
    let title = data::source(m.source).map_or(m.source, |s| s.title);
    if m.basis == "reported" {
        return (
            format!(
                "{}: the shape is not published; parameters from {title}.",
                m.name
            ),
            format!(
                "{}: de vorm is niet gepubliceerd; parameters uit {title}.",
                m.name
            ),
        );
    }
    (
        format!(
            "{}: parameters are not published; range from {title}.",
            m.name
        ),
        format!(
            "{}: de parameters zijn niet gepubliceerd; bandbreedte uit {title}.",
            m.name
        ),
    )
}
