//! Batch of a replica whose accelerators may be capped: what a cap slows down is counted.

use crate::quantity::{Power, Time};
use crate::workload::Step;

/// Halvings of the bracket: to within 1e-9 of a batch of 1 000.
const HALVINGS: u32 = 40;

/// Largest batch, from 1 to `most`, whose tokens come no further apart than `target`; 1 if none does.
pub(super) fn batch_for(step: &Step, target: Time, most: f64, limit: Option<Power>) -> f64 {
    let free = step.batch_for(target).min(most);
    if limit.is_none() {
        return free;
    }
    bisect(1.0, free, &|b| {
        step.power(b, limit).1 <= target * step.kept()
    })
}

/// Mean batch at `rate_per_s` requests per second, from 1 to `most`: `B = λ out T(B)`, `out / m` steps a request.
pub(super) fn batch_for_arrivals(
    step: &Step,
    rate_per_s: f64,
    most: f64,
    limit: Option<Power>,
) -> f64 {
    let free = step.batch_for_arrivals(rate_per_s, most);
    if limit.is_none() {
        return free;
    }
    let steps_per_s = rate_per_s * step.steps();
    // Below the balance more arrives than leaves.
    bisect(free, most, &|b| {
        b < steps_per_s * step.power(b, limit).1.to_s()
    })
}

/// Largest `b` in the bracket for which `holds`, where it holds up to some point and not beyond; `low` if nowhere.
pub(super) fn bisect(low: f64, high: f64, holds: &dyn Fn(f64) -> bool) -> f64 {
    if low >= high || holds(high) {
        return high.max(low);
    }
    let (mut low, mut high) = (low, high);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (low + high);
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}
