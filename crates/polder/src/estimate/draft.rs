//! A small model that drafts tokens for the large one to check.

use super::closed::{self, Drawn, Format};
use crate::data::{self, params};
use crate::document::Workload;
use crate::error::Error;
use crate::quantity::Data;
use crate::resolve::{At, Bounds, Field, Resolver, Status, unknown};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Architecture, Load, Speculation, Step};

/// Parameters of one billion.
const BILLION: f64 = 1e9;
/// Tokens drafted in a round, at least and at most.
const DRAFTED: (f64, f64) = (1.0, 16.0);

/// A draft model, and how far ahead and how well it drafts. Served in 16 bits.
#[derive(Debug)]
pub(super) struct Draft {
    architecture: Architecture,
    format: Format,
    drafted: u32,
    acceptance: Handle<f64>,
}

impl Draft {
    /// The draft model of a workload, smaller than the `parameters` of the model that checks; none when it names none.
    /// `format` is what serves a dense model in 16 bits.
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        parameters: f64,
        format: impl Fn() -> Result<Format, Error>,
    ) -> Result<Option<Self>, Error> {
        let Some(architecture) = architecture(r, w, at, parameters)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            architecture,
            format: format()?,
            drafted: drafted(r, w, at)?,
            acceptance: r.number(
                &Field {
                    path: at.path("draft_acceptance"),
                    role: at.slot("inference.draft_acceptance"),
                },
                w.draft_acceptance,
                Bounds::plain(0.0, 1.0),
                params::INFERENCE_DRAFT_ACCEPTANCE,
            )?,
        }))
    }

    /// Of the weights.
    pub(super) fn weights(&self) -> Data {
        Data::bytes(self.architecture.nonexpert * self.format.precision.bytes_per_weight())
    }

    /// How far ahead is drafted, and how well, in one draw.
    pub(super) fn at(&self, draw: &Draw) -> Speculation {
        Speculation {
            drafted: self.drafted,
            acceptance: draw.get(self.acceptance).clamp(0.0, 1.0),
        }
    }

    /// The round of the draft model of a replica under this load.
    pub(super) fn step(&self, speculation: &Speculation, load: &Load, drawn: &Drawn) -> Step {
        let load = Load {
            pace: speculation.draft_pace(),
            ..*load
        };
        self.format.step(&self.architecture, &load, drawn)
    }
}

/// The shape of the draft model: of the catalogue, or as open models of its size have it.
fn architecture(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    parameters: f64,
) -> Result<Option<Architecture>, Error> {
    let [path, size] = ["draft_model", "draft_parameters_b"].map(|name| at.path(name));
    let (field, architecture, total) = match (w.draft_model.as_deref(), w.draft_parameters_b) {
        (Some(_), Some(_)) => return Err(Error::exclusive(&path, &size)),
        (None, None) => return check_none(w, at).map(|()| None),
        (Some(name), None) => {
            let (architecture, total) = named(r, &path, name)?;
            (path, architecture, total)
        }
        (None, Some(billions)) => {
            let unit = "billion";
            let bounds = Bounds {
                unit,
                ..Bounds::plain(0.01, 100.0)
            };
            let total = r.checked(&size, billions, bounds)? * BILLION;
            (size, closed::dense(total), total)
        }
    };
    if total >= parameters {
        let (own, larger) = (total / BILLION, parameters / BILLION);
        let problem = format!(
            "has {own:.1} billion parameters: a draft model is smaller than the model, which has {larger:.1}"
        );
        return Err(Error::inconsistent(field, problem));
    }
    Ok(Some(architecture))
}

/// Refuses how far and how well nothing drafts.
fn check_none(w: &Workload, at: At) -> Result<(), Error> {
    let asked = [
        ("draft_tokens", w.draft_tokens.is_some()),
        ("draft_acceptance", w.draft_acceptance.is_some()),
    ];
    let Some((name, _)) = asked.iter().find(|(_, given)| *given) else {
        return Ok(());
    };
    let problem = format!("is missing: `{name}` needs it, or `draft_parameters_b`");
    Err(Error::inconsistent(at.path("draft_model"), problem))
}

/// A model of the catalogue that can draft, and its parameters.
fn named(r: &mut Resolver, path: &str, name: &str) -> Result<(Architecture, f64), Error> {
    let models = data::MODELS.iter().map(|m| m.id);
    let m = data::model(name).ok_or_else(|| unknown(path, name, "model", models))?;
    if m.moe || m.encoder {
        let problem = format!("is \"{}\": a draft model is dense and writes text", m.id);
        return Err(Error::inconsistent(path, problem));
    }
    r.name(path, m.id, true, m.source);
    Ok((Architecture::from(m), m.total))
}

fn drafted(r: &mut Resolver, w: &Workload, at: At) -> Result<u32, Error> {
    let path = at.path("draft_tokens");
    let default = params::INFERENCE_DRAFT_TOKENS;
    let Some(given) = w.draft_tokens else {
        let value = default.row.value;
        r.record(&path, value.into(), None, Status::Default, default.row.id);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small whole number"
        )]
        return Ok(value as u32);
    };
    Bounds::plain(DRAFTED.0, DRAFTED.1).check(&path, f64::from(given))?;
    r.record(&path, given.into(), None, Status::Given, "document");
    Ok(given)
}
