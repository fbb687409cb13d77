//! What a training run keeps in memory, and how many accelerators hold it.

use super::training::Method;
use crate::data::{self, Param, params};
use crate::document::Workload;
use crate::error::Error;
use crate::quantity::Data;
use crate::resolve::{Bounds, Resolver, Status};
use crate::workload::Precision;

/// Weights, gradients and the state of the optimizer, over the memory of one accelerator.
///
/// ```text
/// n = ⌈ (b N + b' N') / M ⌉
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | b, N | `training.memory.*` of the method, all parameters | B, 1 |
/// | b', N' | of 16-bit weights that only read, all parameters of the teacher | B, 1 |
/// | M | memory of an accelerator | B |
///
/// A floor: activations and what each accelerator holds double come on top. What is kept can also be put in the memory of
/// the hosts, at the price of speed, so fewer are warned of and not refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    all: Data,
    per: Param<Data>,
    memory: Data,
}

impl Kept {
    pub(super) fn of(w: &Workload, method: Method, parameters: f64, memory: Data) -> Self {
        let per = match method {
            Method::Full => params::TRAINING_MEMORY_FULL,
            Method::Lora => params::TRAINING_MEMORY_LORA,
            Method::Qlora => params::TRAINING_MEMORY_QLORA,
        };
        let teacher = w.teacher.as_deref().and_then(data::model);
        let teacher = teacher.map_or(0.0, |m| m.total);
        Self {
            all: per.value() * parameters
                + Data::bytes(Precision::Bf16.bytes_per_weight()) * teacher,
            per,
            memory,
        }
    }

    fn least(&self) -> f64 {
        libm::ceil(self.all / self.memory)
    }
}

/// Accelerators of a run: given, or the fewest that hold what it keeps; one where that is not known.
pub(super) fn accelerators(
    r: &mut Resolver,
    w: &Workload,
    kept: Option<Kept>,
) -> Result<f64, Error> {
    let path = "accelerators";
    let least = kept.map_or(1.0, |k| k.least());
    let Some(count) = w.accelerators else {
        let (status, origin) = match kept {
            Some(kept) => (Status::Derived, kept.per.row.id),
            None => (Status::Default, "document"),
        };
        r.record(path, least.into(), None, status, origin);
        return Ok(least);
    };
    let bounds = Bounds {
        unit: "accelerators",
        scale: 1.0,
        low: 1.0,
        high: 1e7,
    };
    let count = bounds.check(path, f64::from(count))?;
    r.record(path, count.into(), None, Status::Given, "document");
    if let Some(kept) = kept.filter(|_| count < least) {
        let gb = kept.all.to_gb();
        r.warn(
            "training-over-memory",
            format!("`{path}` is {count}: training keeps {gb:.0} GB, which takes {least} or more."),
            format!("`{path}` is {count}: training bewaart {gb:.0} GB, op {least} of meer."),
        );
    }
    Ok(count)
}
