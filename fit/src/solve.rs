//! Robust least squares with priors: Levenberg-Marquardt on logarithms.
//!
//! ```text
//! minimise  sum 2 (sqrt(1 + (r/s)^2) - 1) + sum ((theta - mu) / sigma)^2
//! ```
//!
//! r are the logarithms of predicted over measured time and energy, s = 0.1 the scale beyond which a residual counts
//! linearly.

use nalgebra::{DMatrix, DVector};

use crate::model::{PARAMETERS, Prior, Set, Trial};
use crate::truth::Run;

const SCALE: f64 = 0.1;
const STEPS: usize = 200;
const NUDGE: f64 = 1e-6;
const STILL: f64 = 1e-9;
const COUNT: usize = PARAMETERS.len();

/// A fit: which runs, and what is set or held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Problem<'a> {
    pub(crate) set: Set,
    /// Parameters held at a value.
    pub(crate) held: &'a [(usize, f64)],
}

/// Constants that fit.
#[derive(Clone, Debug)]
pub(crate) struct Solution {
    pub(crate) logs: [f64; COUNT],
    pub(crate) trial: Trial,
}

impl Problem<'_> {
    /// Fits the constants to `runs`, from the middle of the priors.
    pub(crate) fn solve(&self, runs: &[&Run]) -> Solution {
        let mut logs = self.start();
        let mut residuals = self.residuals(&logs, runs);
        let mut best = cost(&logs, &residuals);
        let mut damping = 1e-3;
        let mut still = 0;
        for _ in 0..STEPS {
            let (hessian, gradient) = self.expand(&logs, &residuals, runs);
            let mut moved = false;
            for _ in 0..12 {
                let trial = self.step(&logs, &hessian, &gradient, damping);
                let found = self.residuals(&trial, runs);
                let lower = cost(&trial, &found);
                if lower < best {
                    still = if best - lower < STILL * best {
                        still + 1
                    } else {
                        0
                    };
                    (logs, residuals, best) = (trial, found, lower);
                    damping = (damping / 10.0).max(1e-9);
                    moved = true;
                    break;
                }
                damping = (damping * 5.0).max(1e-6);
            }
            if !moved || still >= 3 {
                break;
            }
        }
        Solution {
            logs,
            trial: Trial::new(&self.set, &logs),
        }
    }

    fn start(&self) -> [f64; COUNT] {
        let mut logs = [0.0; COUNT];
        for (i, p) in PARAMETERS.iter().enumerate() {
            logs[i] = match p.prior {
                Prior::Value(v) => libm::log(v),
                Prior::Like(j) => logs[j],
            };
        }
        for &(i, v) in self.held {
            logs[i] = libm::log(v);
        }
        logs
    }

    /// Logarithms of predicted over measured time, then energy, of each run.
    fn residuals(&self, logs: &[f64; COUNT], runs: &[&Run]) -> Vec<f64> {
        let trial = Trial::new(&self.set, logs);
        let mut out = Vec::with_capacity(2 * runs.len());
        for run in runs {
            let [time, _, energy] = trial.predict(run);
            out.push(run.step_s.map_or(0.0, |s| libm::log(time / s)));
            out.push(libm::log(energy / run.energy_j));
        }
        out
    }

    /// Gauss-Newton matrix and gradient, half of the second and first derivative of the cost.
    fn expand(
        &self,
        logs: &[f64; COUNT],
        residuals: &[f64],
        runs: &[&Run],
    ) -> (DMatrix<f64>, DVector<f64>) {
        let slopes = self.slopes(logs, residuals, runs);
        let weights = DVector::from_iterator(
            residuals.len(),
            residuals.iter().map(|r| 1.0 / (SCALE * SCALE * bend(*r))),
        );
        let mut weighted = slopes.clone();
        for (mut row, w) in weighted.row_iter_mut().zip(weights.iter()) {
            row *= *w;
        }
        let mut hessian = weighted.transpose() * &slopes;
        let mut gradient = weighted.transpose() * DVector::from_column_slice(residuals);
        for (i, p) in PARAMETERS.iter().enumerate() {
            let weight = 1.0 / (p.spread * p.spread);
            let off = surprise(logs, i) / p.spread;
            hessian[(i, i)] += weight;
            gradient[i] += off;
            if let Prior::Like(j) = p.prior {
                hessian[(j, j)] += weight;
                hessian[(i, j)] -= weight;
                hessian[(j, i)] -= weight;
                gradient[j] -= off;
            }
        }
        (hessian, gradient)
    }

    fn slopes(&self, logs: &[f64; COUNT], residuals: &[f64], runs: &[&Run]) -> DMatrix<f64> {
        let mut slopes = DMatrix::zeros(residuals.len(), COUNT);
        for i in 0..COUNT {
            if self.is_held(i) {
                continue;
            }
            let mut nudged = *logs;
            nudged[i] += NUDGE;
            for (row, (after, before)) in self
                .residuals(&nudged, runs)
                .iter()
                .zip(residuals)
                .enumerate()
            {
                slopes[(row, i)] = (after - before) / NUDGE;
            }
        }
        slopes
    }

    fn step(
        &self,
        logs: &[f64; COUNT],
        hessian: &DMatrix<f64>,
        gradient: &DVector<f64>,
        damping: f64,
    ) -> [f64; COUNT] {
        let mut damped = hessian.clone();
        let mut slope = gradient.clone();
        for (i, p) in PARAMETERS.iter().enumerate() {
            damped[(i, i)] *= 1.0 + damping;
            let at_bound = logs[i] >= libm::log(p.high) && gradient[i] < 0.0;
            if self.is_held(i) || at_bound {
                damped.row_mut(i).fill(0.0);
                damped.column_mut(i).fill(0.0);
                damped[(i, i)] = 1.0;
                slope[i] = 0.0;
            }
        }
        let mut next = *logs;
        if let Some(factor) = damped.cholesky() {
            let change = factor.solve(&slope);
            for (i, p) in PARAMETERS.iter().enumerate() {
                next[i] = (logs[i] - change[i].clamp(-1.0, 1.0)).min(libm::log(p.high));
            }
        }
        next
    }

    fn is_held(&self, parameter: usize) -> bool {
        self.held.iter().any(|(i, _)| *i == parameter)
    }

    /// Covariance of the logarithms, robust to runs of one architecture erring together.
    ///
    /// ```text
    /// C = A (sum_g u_g u_g^T) A G / (G - 1)      A = H^-1, u_g = sum of J^T w r over the runs of architecture g
    /// ```
    pub(crate) fn covariance(&self, solution: &Solution, runs: &[&Run]) -> Option<DMatrix<f64>> {
        let residuals = self.residuals(&solution.logs, runs);
        let (hessian, _) = self.expand(&solution.logs, &residuals, runs);
        let slopes = self.slopes(&solution.logs, &residuals, runs);
        let inverse = hessian.cholesky()?.inverse();
        let groups = crate::judge::architectures(runs);
        let mut meat = DMatrix::zeros(COUNT, COUNT);
        for group in &groups {
            let mut score = DVector::zeros(COUNT);
            for (row, r) in residuals.iter().enumerate() {
                if runs[row / 2].model.id == *group {
                    score += slopes.row(row).transpose() * (r / (SCALE * SCALE * bend(*r)));
                }
            }
            meat += &score * score.transpose();
        }
        #[expect(clippy::cast_precision_loss, reason = "a few architectures")]
        let count = groups.len() as f64;
        Some(&inverse * meat * &inverse * (count / (count - 1.0)))
    }
}

fn cost(logs: &[f64; COUNT], residuals: &[f64]) -> f64 {
    let data: f64 = residuals.iter().map(|r| 2.0 * (bend(*r) - 1.0)).sum();
    let prior: f64 = (0..COUNT)
        .map(|i| surprise(logs, i) * surprise(logs, i))
        .sum();
    data + prior
}

/// How far a parameter is from its prior, in standard deviations.
fn surprise(logs: &[f64; COUNT], i: usize) -> f64 {
    let p = &PARAMETERS[i];
    let middle = match p.prior {
        Prior::Value(v) => libm::log(v),
        Prior::Like(j) => logs[j],
    };
    (logs[i] - middle) / p.spread
}

/// `sqrt(1 + (r/s)^2)`.
fn bend(r: f64) -> f64 {
    (1.0 + (r / SCALE) * (r / SCALE)).sqrt()
}
