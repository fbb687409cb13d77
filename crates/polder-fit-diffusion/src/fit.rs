//! Least squares on the logarithm of the time, then non-negative least squares on power.

use nalgebra::{DMatrix, DVector};
use polder::quantity::{Power, Time};
use polder::workload::DiffusionConstants;

use crate::runs::Run;

/// Parameters of the time.
pub(crate) const PARAMETERS: usize = 8;
/// Kinds of work with a power of their own.
const POWERS: usize = 6;
/// Where a fit starts, and what it is held to weakly: logarithms of four shares, three host times and one per pixel.
pub(crate) const PRIOR: [f64; PARAMETERS] = [-0.51, -0.97, -0.51, -1.2, -10.6, -11.7, -12.6, -17.7];
/// Standard deviations of the prior, in logarithms.
const SPREAD: [f64; PARAMETERS] = [0.4, 0.3, 0.5, 1.0, 0.5, 1.0, 1.0, 0.7];
/// Weight of the prior against all rows of one architecture.
const PRIOR_WEIGHT: f64 = 0.4;
/// Relative error beyond which a row counts by its size and not by its square.
const SOFT: f64 = 0.1;
/// Highest steady power over rated power in the rows, as in the inference fit.
const CEILING: f64 = 0.985;
const ROUNDS: usize = 60;

/// Fitted constants.
#[derive(Clone, Debug)]
pub(crate) struct Fitted {
    /// Logarithms of the parameters of the time.
    pub(crate) parameters: [f64; PARAMETERS],
    /// All constants.
    pub(crate) constants: DiffusionConstants,
}

impl Fitted {
    /// Fits some runs of one accelerator.
    pub(crate) fn of(rows: &[Run], prior: &[f64; PARAMETERS]) -> Self {
        let parameters = times(rows, prior);
        let mut constants = constants(&parameters, floor(rows));
        let p = powers(rows, &constants);
        [
            constants.linear,
            constants.attention,
            constants.memory,
            constants.link,
            constants.host,
            constants.decode,
        ] = p.map(Power::w);
        Self {
            parameters,
            constants,
        }
    }

    /// Predicted over measured energies.
    pub(crate) fn ratios(&self, rows: &[Run]) -> Vec<f64> {
        rows.iter().map(|r| r.ratio(&self.constants)).collect()
    }

    /// The constants of the time, for people.
    pub(crate) fn line(&self) -> String {
        let words = self.parameters.map(|p| format!("{:.3e}", libm::exp(p)));
        words.join(" ")
    }
}

/// Power with a context live: as in the inference fit, set and not fitted.
fn floor(rows: &[Run]) -> Power {
    Power::w(rows.first().map_or(120.0, |r| match r.hardware.as_str() {
        "B200 SXM 180GB" => 240.0,
        "A100 SXM4 40GB" => 80.0,
        _ => 120.0,
    }))
}

fn constants(parameters: &[f64; PARAMETERS], floor: Power) -> DiffusionConstants {
    let [
        linear,
        attention,
        memory,
        link,
        touch,
        parallel,
        doubling,
        pixel,
    ] = parameters.map(libm::exp);
    DiffusionConstants {
        linear_efficiency: linear,
        attention_efficiency: attention,
        memory_efficiency: memory,
        link_efficiency: link,
        touch: Time::s(touch),
        touch_parallel: Time::s(parallel),
        touch_doubling: Time::s(doubling),
        pixel: Time::s(pixel),
        floor,
        ceiling: CEILING,
        ..DiffusionConstants::default()
    }
}

/// Covariance of the logarithms by the jackknife over architectures: rows of one architecture share their error.
///
/// ```text
/// C = (g − 1)/g Σ (p_i − p̄)(p_i − p̄)ᵀ
/// ```
pub(crate) fn jackknife(without: &[[f64; PARAMETERS]]) -> DMatrix<f64> {
    #[expect(clippy::cast_precision_loss, reason = "some architectures")]
    let groups = without.len() as f64;
    let rows = DMatrix::from_fn(without.len(), PARAMETERS, |g, i| without[g][i]);
    let mean = rows.row_mean();
    let off = DMatrix::from_fn(without.len(), PARAMETERS, |g, i| rows[(g, i)] - mean[i]);
    off.transpose() * off * ((groups - 1.0) / groups)
}

/// Gauss-Newton with damping; each architecture weighs the same, and outliers less.
fn times(rows: &[Run], prior: &[f64; PARAMETERS]) -> [f64; PARAMETERS] {
    let weights = weights(rows);
    let mut at = *prior;
    let mut damping = 1e-2;
    let mut best = objective(rows, &weights, &at, prior);
    for _ in 0..ROUNDS {
        let (mut damped, gradient) = normal_equations(rows, &weights, &at, prior);
        for i in 0..PARAMETERS {
            damped[(i, i)] *= 1.0 + damping;
        }
        let Some(step) = damped.lu().solve(&gradient) else {
            break;
        };
        let mut next = at;
        for (value, by) in next.iter_mut().zip(step.iter()) {
            *value -= by.clamp(-0.5, 0.5);
        }
        let found = objective(rows, &weights, &next, prior);
        if found < best {
            (at, best, damping) = (next, found, damping / 3.0);
        } else {
            damping *= 4.0;
        }
    }
    at
}

fn weights(rows: &[Run]) -> Vec<f64> {
    let count = |model: &str| rows.iter().filter(|r| r.model == model).count();
    let mut models: Vec<&str> = rows.iter().map(|r| r.model).collect();
    models.sort_unstable();
    models.dedup();
    #[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
    let mean = rows.len() as f64 / models.len() as f64;
    #[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
    let weight = |r: &Run| mean / count(r.model) as f64;
    rows.iter().map(weight).collect()
}

/// Predicted over measured time, as a logarithm.
fn residual(run: &Run, constants: &DiffusionConstants) -> f64 {
    libm::log(run.denoising(constants).time().to_s() / run.seconds)
}

fn residuals(rows: &[Run], at: &[f64; PARAMETERS]) -> Vec<f64> {
    let constants = constants(at, Power::ZERO);
    rows.iter().map(|r| residual(r, &constants)).collect()
}

/// Squares up to `SOFT`, then nearly linear.
fn soft(r: f64) -> f64 {
    2.0 * SOFT * SOFT * ((1.0 + (r / SOFT) * (r / SOFT)).sqrt() - 1.0)
}

fn objective(
    rows: &[Run],
    weights: &[f64],
    at: &[f64; PARAMETERS],
    prior: &[f64; PARAMETERS],
) -> f64 {
    let data: f64 = residuals(rows, at)
        .iter()
        .zip(weights)
        .map(|(r, w)| soft(*r * w.sqrt()))
        .sum();
    let held: f64 = (0..PARAMETERS).map(|i| soft(held(at, prior, i))).sum();
    data + held
}

fn held(at: &[f64; PARAMETERS], prior: &[f64; PARAMETERS], i: usize) -> f64 {
    PRIOR_WEIGHT * (at[i] - prior[i]) / SPREAD[i]
}

fn normal_equations(
    rows: &[Run],
    weights: &[f64],
    at: &[f64; PARAMETERS],
    prior: &[f64; PARAMETERS],
) -> (DMatrix<f64>, DVector<f64>) {
    const STEP: f64 = 1e-5;
    let base = residuals(rows, at);
    let slopes: Vec<Vec<f64>> = (0..PARAMETERS)
        .map(|i| {
            let mut moved = *at;
            moved[i] += STEP;
            residuals(rows, &moved)
                .iter()
                .zip(&base)
                .map(|(m, b)| (m - b) / STEP)
                .collect()
        })
        .collect();
    let mut matrix = DMatrix::zeros(PARAMETERS, PARAMETERS);
    let mut gradient = DVector::zeros(PARAMETERS);
    for (row, (r, w)) in base.iter().zip(weights).enumerate() {
        let scaled = r * w.sqrt() / SOFT;
        let weight = w / (1.0 + scaled * scaled).sqrt();
        for i in 0..PARAMETERS {
            gradient[i] += weight * slopes[i][row] * r;
            for j in 0..PARAMETERS {
                matrix[(i, j)] += weight * slopes[i][row] * slopes[j][row];
            }
        }
    }
    for i in 0..PARAMETERS {
        let scaled = held(at, prior, i) / SOFT;
        let slope = PRIOR_WEIGHT / SPREAD[i];
        let weight = 1.0 / (1.0 + scaled * scaled).sqrt();
        gradient[i] += weight * slope * held(at, prior, i);
        matrix[(i, i)] += weight * slope * slope;
    }
    (matrix, gradient)
}

/// Powers above the floor, none below zero: relative least squares by cyclic descent.
fn powers(rows: &[Run], constants: &DiffusionConstants) -> [f64; POWERS] {
    const CYCLES: usize = 3000;
    let floor = constants.floor.to_w();
    let shares: Vec<[f64; POWERS]> = rows
        .iter()
        .map(|r| {
            let batch = r.denoising(constants);
            batch.busy().map(|busy| busy / batch.time() / r.watts)
        })
        .collect();
    let mut left: Vec<f64> = rows.iter().map(|r| (r.watts - floor) / r.watts).collect();
    let mut found = [0.0; POWERS];
    for _ in 0..CYCLES {
        for (k, power) in found.iter_mut().enumerate() {
            let norm: f64 = shares.iter().map(|s| s[k] * s[k]).sum();
            let pull: f64 = shares.iter().zip(&left).map(|(s, l)| s[k] * l).sum();
            if norm > 0.0 {
                let next = (*power + pull / norm).max(0.0);
                for (l, s) in left.iter_mut().zip(&shares) {
                    *l -= (next - *power) * s[k];
                }
                *power = next;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_counts_by_its_size() {
        assert!((soft(1e-4) - 1e-8).abs() < 1e-12);
        assert!((soft(4.0) / soft(2.0) - 2.0).abs() < 0.1);
    }

    #[test]
    fn the_jackknife_of_two_fits_is_half_their_difference_squared() {
        let mut other = PRIOR;
        other[0] += 0.2;
        let c = jackknife(&[PRIOR, other]);
        assert!((c[(0, 0)] - 0.01).abs() < 1e-12 && c[(1, 1)].abs() < 1e-12);
    }
}
