//! Errors: each architecture predicted by constants that never saw it.

use crate::solve::{Problem, Solution};
use crate::truth::Run;

/// Logarithms of predicted over measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Miss {
    pub(crate) time: Option<f64>,
    pub(crate) power: Option<f64>,
    pub(crate) energy: f64,
}

/// Architectures of some runs, sorted.
pub(crate) fn architectures(runs: &[&Run]) -> Vec<&'static str> {
    let mut all: Vec<_> = runs.iter().map(|r| r.model.id).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How a solution misses each run.
pub(crate) fn misses(solution: &Solution, runs: &[&Run]) -> Vec<Miss> {
    let miss = |run: &&Run| {
        let [time, power, energy] = solution.trial.predict(run);
        Miss {
            time: run.step_s.map(|s| libm::log(time / s)),
            power: run.power_w.map(|w| libm::log(power / w)),
            energy: libm::log(energy / run.energy_j),
        }
    };
    runs.iter().map(miss).collect()
}

/// How each run is missed by the fit to all other architectures.
pub(crate) fn left_out(problem: &Problem, runs: &[&Run]) -> Vec<Miss> {
    let mut all = vec![Miss::default(); runs.len()];
    for out in architectures(runs) {
        let rest: Vec<&Run> = runs.iter().copied().filter(|r| r.model.id != out).collect();
        let solution = problem.solve(&rest);
        for (slot, run) in all.iter_mut().zip(runs) {
            if run.model.id == out {
                *slot = misses(&solution, &[run])[0];
            }
        }
    }
    all
}

/// Error figures of a group.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Errors {
    pub(crate) n: usize,
    /// Median of `|predicted / measured - 1|`.
    pub(crate) median: f64,
    /// Share within a factor of 1.25, 1.5 and 2.
    pub(crate) within: [f64; 3],
    /// Median of predicted / measured, less 1.
    pub(crate) bias: f64,
    /// Coefficient of determination of the logarithms; NaN where measurements do not differ.
    pub(crate) r2: f64,
}

impl Errors {
    /// Of logarithms of predicted over measured, with the logarithm of the measured value of each.
    pub(crate) fn of(misses: &[f64], measured: &[f64]) -> Self {
        let sizes: Vec<f64> = misses.iter().map(|m| libm::fabs(libm::expm1(*m))).collect();
        let within = [1.25, 1.5, 2.0].map(|factor| {
            let inside = misses
                .iter()
                .filter(|m| libm::fabs(**m) <= libm::log(factor))
                .count();
            share(inside, misses.len())
        });
        let mean = measured.iter().sum::<f64>() * share(1, measured.len());
        let around: f64 = measured.iter().map(|m| (m - mean) * (m - mean)).sum();
        let off: f64 = misses.iter().map(|m| m * m).sum();
        Self {
            n: misses.len(),
            median: quantile(&sizes, 0.5),
            within,
            bias: libm::expm1(quantile(misses, 0.5)),
            r2: 1.0 - off / around,
        }
    }
}

/// Interpolated between order statistics (Hyndman and Fan, type 7).
pub(crate) fn quantile(values: &[f64], at: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    #[expect(clippy::cast_precision_loss, reason = "thousands of rows")]
    let position = at * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ..= last"
    )]
    let below = position as usize;
    let fraction = position - libm::floor(position);
    let above = sorted[(below + 1).min(last)];
    sorted[below] + fraction * (above - sorted[below])
}

#[expect(clippy::cast_precision_loss, reason = "thousands of rows")]
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
