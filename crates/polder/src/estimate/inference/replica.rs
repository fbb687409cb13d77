//! The accelerators of a replica, and whether the weights fit.

use super::super::closed::Format;
use super::super::draft::Draft;
use super::super::model::{Shape, Subject};
use super::Serving;
use crate::data::params;
use crate::document::Workload;
use crate::error::{Error, Fault};
use crate::quantity::Data;
use crate::resolve::{At, Bounds, Resolver, Status};
use crate::workload::Chip;

/// Parameters of one billion.
const BILLION: f64 = 1e9;
/// Most accelerators of a replica.
const MOST: f64 = 1024.0;

/// Memory of a replica that weights may fill, so that as much again of cache fits as the usable share leaves out.
pub(super) fn weights_room(chip: &Chip, replica: f64) -> Data {
    let usable = params::INFERENCE_MEMORY_USABLE.value();
    chip.memory * (usable * replica) * usable
}

/// The smallest power of two of accelerators whose memory has room for weights.
pub(super) fn smallest(chip: &Chip, weights: Data) -> f64 {
    let mut n = 1.0;
    while weights_room(chip, n) < weights && n < MOST {
        n *= 2.0;
    }
    n
}

/// Accelerators of a replica: given, or the smallest power of two that holds the weights and as much again of cache
/// as the usable share of memory leaves out. Energy steps where it doubles: `accelerators.holds_b` says beyond how many
/// parameters.
pub(super) fn size(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    model: &Subject,
    (own, drafts): (&Format, Data),
) -> Result<f64, Error> {
    let path = at.path("accelerators");
    if let Some(n) = w.accelerators {
        let unit = "accelerators";
        let bounds = Bounds {
            unit,
            ..Bounds::plain(1.0, MOST)
        };
        let n = bounds.check(&path, f64::from(n))?;
        r.record(&path, n.into(), None, Status::Given, "document");
        return Ok(n);
    }
    let each = Data::bytes(own.precision.bytes_per_weight());
    let n = smallest(&own.chip, model.total * each + drafts);
    let (status, origin) = (Status::Derived, "inference.memory_usable");
    if model.shape.is_closed() {
        r.record(&path, "as the draw needs".into(), None, status, origin);
        return Ok(n);
    }
    r.record(&path, n.into(), None, status, origin);
    let holds = (weights_room(&own.chip, n) - drafts) / each;
    let (path, billions) = (at.path("accelerators.holds_b"), holds / BILLION);
    r.record(&path, billions.into(), Some("billion"), status, origin);
    Ok(n)
}

/// Copies of the attention: given, or one.
pub(super) fn copies(r: &mut Resolver, w: &Workload, at: At, moe: bool) -> Result<f64, Error> {
    let Some(copies) = w.data_parallel else {
        return Ok(1.0);
    };
    let path = at.path("data_parallel");
    let wrong = |field: &str, problem: &str| Error::inconsistent(at.path(field), problem);
    let n = w.accelerators.ok_or_else(|| {
        wrong(
            "accelerators",
            &format!("is missing: `{path}` divides them"),
        )
    })?;
    Bounds::plain(1.0, n.into()).check(&path, copies.into())?;
    if !moe && copies > 1 {
        let problem = "is for a mixture of experts: copies of a dense model are replicas";
        return Err(wrong("data_parallel", problem));
    }
    if !n.is_multiple_of(copies) {
        let problem =
            format!("is {copies}, which does not divide the {n} accelerators of a replica");
        return Err(wrong("data_parallel", &problem));
    }
    r.record(&path, copies.into(), None, Status::Given, "document");
    Ok(copies.into())
}

impl Serving {
    /// Refuses weights that do not fit.
    pub(super) fn check_memory(&self, at: At, parameters: f64, chip: &str) -> Result<(), Error> {
        let own = Data::bytes(parameters * self.format.precision.bytes_per_weight());
        let weights = own + self.copied() + self.drafts();
        let room = self.format.chip.memory * self.replica;
        if weights <= room {
            return Ok(());
        }
        let need = libm::ceil(weights / self.format.chip.memory);
        if need > MOST {
            let problem = format!("does not fit {MOST} × {chip}");
            return Err(Error::inconsistent(at.path("model"), problem));
        }
        Err(Error::from(Fault::OutOfRange {
            field: at.path("accelerators"),
            value: self.replica,
            low: need,
            high: MOST,
            unit: "accelerators",
        }))
    }

    /// Weights of the second and later copies of the attention; of a closed model they are not known.
    fn copied(&self) -> Data {
        let Shape::Known(a) = &self.shape else {
            return Data::ZERO;
        };
        let each = self.format.precision.bytes_per_nonexpert();
        Data::bytes((self.copies - 1.0) * a.nonexpert * each)
    }

    /// Weights of the draft model.
    pub(super) fn drafts(&self) -> Data {
        self.draft.as_ref().map_or(Data::ZERO, Draft::weights)
    }
}
