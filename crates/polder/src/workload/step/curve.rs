//! What grows with the batch and with the experts that it touches.

use core::ops::{Add, Mul};

/// Something that is fixed, plus a part per sequence, plus a part per share of experts touched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::workload) struct Curve<Q> {
    pub(in crate::workload) fixed: Q,
    pub(in crate::workload) per_sequence: Q,
    pub(in crate::workload) experts: Q,
}

impl<Q: Copy> Curve<Q> {
    pub(super) fn map<R>(&self, f: impl Fn(&Q) -> R) -> Curve<R> {
        Curve {
            fixed: f(&self.fixed),
            per_sequence: f(&self.per_sequence),
            experts: f(&self.experts),
        }
    }
}

impl<Q: Copy + Add<Output = Q> + Mul<f64, Output = Q>> Curve<Q> {
    #[inline]
    pub(in crate::workload) fn at(&self, batch: f64, touched: f64) -> Q {
        self.fixed + self.per_sequence * batch + self.experts * touched
    }
}
