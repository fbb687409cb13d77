//! The model, the number format and the power limit that a workload names.

use super::super::closed::{Format, Formats};
use super::super::model::Subject;
use crate::data::{Accelerator, Task};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::Power;
use crate::resolve::{At, Bounds, Resolver};
use crate::workload::Precision;

/// The model: named, of the task, or assumed.
pub(super) fn model(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    task: Option<&'static Task>,
) -> Result<Subject, Error> {
    let usual = task.and_then(|t| t.model);
    let found = Subject::resolve(r, w, at, usual)?.ok_or_else(|| {
        Error::inconsistent(
            at.path("model"),
            "is missing: name a model, such as \"llama-3.1-70b\"",
        )
    })?;
    if w.model.is_none() && w.custom_model.is_none() {
        r.warn(
            "model-assumed",
            "Services do not say what they run: an open model stands in for it. Name one with `model`.",
            "Diensten zeggen niet welk model ze draaien: een open model staat ervoor in de plaats. Noem er zelf een met `model`.",
        );
    }
    Ok(found)
}

/// What serves the model in its own number format; and in others where the maker does not say which.
pub(super) fn formats(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    model: &Subject,
    accelerator: &Accelerator,
) -> Result<(Format, Option<Formats>), Error> {
    let precision = precision(r, w, at, model)?;
    let in_format = |precision| on(at, accelerator, model.moe, precision);
    let own = in_format(precision)?;
    if w.precision.is_some() || !model.shape.is_closed() {
        return Ok((own, None));
    }
    let (narrow, wide) = (in_format(Precision::Fp4)?, in_format(Precision::Bf16)?);
    Ok((own, Some(Formats::resolve(r, narrow, wide))))
}

fn precision(r: &mut Resolver, w: &Workload, at: At, model: &Subject) -> Result<Precision, Error> {
    let choices = [
        ("bf16", Precision::Bf16),
        ("fp8", Precision::Fp8),
        ("int8", Precision::Int8),
        ("fp4", Precision::Fp4),
        ("int4", Precision::Int4),
        ("mxfp4", Precision::Mxfp4),
    ];
    let (path, given) = (at.path("precision"), w.precision.as_deref());
    let Some(own) = model.precision.or(given) else {
        let problem = "is missing: the model's own number format is not one of bf16, fp8, int8, fp4, int4, mxfp4";
        return Err(Error::inconsistent(path, problem));
    };
    r.choice(&path, "precision", given, own, &choices)
}

/// What serves a number format on an accelerator.
pub(super) fn on(
    at: At,
    a: &Accelerator,
    moe: bool,
    precision: Precision,
) -> Result<Format, Error> {
    let chip = hardware::chip(&at.path("accelerator"), a, precision)?;
    Ok(Format {
        precision,
        chip,
        constants: hardware::constants(a, &chip, moe, precision),
    })
}

/// The power limit of an accelerator, where it has one: above its floor, up to its design power.
pub(super) fn limit(w: &Workload, at: At, own: &Format) -> Result<Option<Power>, Error> {
    let Some(watts) = w.power_limit_w else {
        return Ok(None);
    };
    let bounds = Bounds {
        unit: "W",
        scale: 1.0,
        low: libm::ceil(own.constants.floor.to_w() * 1.1),
        high: own.chip.tdp.to_w(),
    };
    let watts = bounds.check(&at.path("power_limit_w"), watts)?;
    Ok(Some(Power::w(watts)))
}
