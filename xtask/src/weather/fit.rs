//! Normal scores and the autoregression between them.

use std::collections::BTreeMap;

use nalgebra::DMatrix;

use super::{DAYS, HOURS};
use crate::weather::summary::quantile;

/// Shares of the quantiles of a cell.
pub(super) const PROBABILITIES: [f64; 8] = [0.005, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.995];
/// Hours back.
pub(super) const LAGS: [usize; 3] = [1, 2, 24];
/// December to February first.
pub(super) const SEASONS: usize = 4;
/// Blocks of three hours.
pub(super) const BLOCKS: usize = 8;
/// Least squares leans this far to zero: night hours of sun are copies of each other.
const RIDGE: f64 = 1e-6;
/// A cell with less than this share of light is dark.
const LIGHT: f64 = 0.05;
/// Years of the simulation that measures the spread.
const SPREAD_YEARS: usize = 60;

type When = [(usize, usize)];

/// Month and hour as one number.
fn cell((month, hour): (usize, usize)) -> usize {
    month * HOURS + hour
}

/// The hours of each cell.
fn cells(when: &When) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new(); DAYS.len() * HOURS];
    for (t, w) in when.iter().enumerate() {
        all[cell(*w)].push(t);
    }
    all
}

/// Quantiles of each cell.
pub(super) fn quantiles(values: &[f64], when: &When) -> Vec<[f64; PROBABILITIES.len()]> {
    cells(when)
        .iter()
        .map(|hours| {
            let mut own: Vec<f64> = hours.iter().map(|t| values[*t]).collect();
            own.sort_by(f64::total_cmp);
            PROBABILITIES.map(|p| quantile(&own, p))
        })
        .collect()
}

/// Standard normal score of each value within its cell; equal values share the middle of their ranks.
pub(super) fn scores(values: &[f64], when: &When, dark: bool) -> Vec<f64> {
    let mut z = vec![f64::NAN; values.len()];
    let mut normal = BTreeMap::new();
    for mut hours in cells(when) {
        let n = hours.len();
        let lit = hours.iter().filter(|t| 0.0 < values[**t]).count();
        if dark && count(lit) < LIGHT * count(n) {
            continue;
        }
        hours.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut from = 0;
        while from < n {
            let same = |t: &&usize| values[**t].total_cmp(&values[hours[from]]).is_eq();
            let to = from + hours[from..].iter().take_while(same).count();
            // Ranks from + 1 ..= to, each less a half.
            let twice = from + to;
            let score = *normal
                .entry((twice, n))
                .or_insert_with(|| normal_quantile(count(twice) / (2.0 * count(n))));
            for t in &hours[from..to] {
                z[*t] = score;
            }
            from = to;
        }
    }
    let mut last = 0.0;
    for score in &mut z {
        if score.is_nan() {
            *score = last;
        }
        last = *score;
    }
    z
}

/// A season and block.
pub(super) struct Part {
    /// Coefficients of the lags, one column per variable.
    pub(super) lags: DMatrix<f64>,
    /// Lower factor of the covariance of the noise.
    pub(super) noise: DMatrix<f64>,
    /// What the model's scores are multiplied by, so that their variance is one.
    pub(super) spread: Vec<f64>,
}

/// The autoregression, by season and block.
pub(super) struct Dynamics {
    pub(super) parts: Vec<Part>,
}

/// Season and block of an hour.
fn place((month, hour): (usize, usize)) -> usize {
    (month + 1) % DAYS.len() / 3 * BLOCKS + hour / 3
}

impl Dynamics {
    pub(super) fn fit(z: &[Vec<f64>], when: &When) -> Self {
        let mut hours = vec![Vec::new(); SEASONS * BLOCKS];
        for (t, w) in when.iter().enumerate().skip(LAGS[LAGS.len() - 1]) {
            hours[place(*w)].push(t);
        }
        let mut fitted = Self {
            parts: hours.iter().map(|hours| part(z, hours)).collect(),
        };
        fitted.measure_spread(z.len());
        fitted
    }

    /// Runs the model for many years and sees how wide its scores are.
    fn measure_spread(&mut self, k: usize) {
        let mut squares = vec![(vec![0.0; k], 0.0); self.parts.len()];
        let mut past: Vec<Vec<f64>> = vec![vec![0.0; k]; LAGS[LAGS.len() - 1]];
        let mut noise = Noise(1);
        for _ in 0..SPREAD_YEARS {
            for (month, days) in DAYS.iter().enumerate() {
                for hour in (0..days * HOURS).map(|h| h % HOURS) {
                    let at = place((month, hour));
                    let next = self.parts[at].next(&past, &mut noise);
                    for (sum, z) in squares[at].0.iter_mut().zip(&next) {
                        *sum += z * z;
                    }
                    squares[at].1 += 1.0;
                    past.remove(0);
                    past.push(next);
                }
            }
        }
        for (part, (sums, n)) in self.parts.iter_mut().zip(squares) {
            part.spread = sums.iter().map(|s| (n / s.max(1e-9)).sqrt()).collect();
        }
    }
}

impl Part {
    fn next(&self, past: &[Vec<f64>], noise: &mut Noise) -> Vec<f64> {
        let k = self.noise.nrows();
        let e: Vec<f64> = (0..k).map(|_| noise.next()).collect();
        let of = |v: usize| {
            let seen = LAGS.iter().enumerate().flat_map(|(l, lag)| {
                let before = &past[past.len() - lag];
                (0..k).map(move |i| self.lags[(l * k + i, v)] * before[i])
            });
            let new = (0..k).map(|i| self.noise[(v, i)] * e[i]);
            seen.chain(new).sum()
        };
        (0..k).map(of).collect()
    }
}

/// Normal numbers for the simulation: a congruential generator and the method of Box and Muller.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        let (a, b) = (self.share(), self.share());
        libm::sqrt(-2.0 * libm::log(a)) * libm::cos(std::f64::consts::TAU * b)
    }

    fn share(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        #[expect(clippy::cast_precision_loss, reason = "24 bits")]
        let share = ((self.0 >> 40) as f64 + 0.5) / (1_u64 << 24) as f64;
        share
    }
}

fn part(z: &[Vec<f64>], hours: &[usize]) -> Part {
    let k = z.len();
    let before = |i: usize, t: usize| z[i % k][t - LAGS[i / k]];
    let x = DMatrix::from_fn(hours.len(), LAGS.len() * k, |r, i| before(i, hours[r]));
    let y = DMatrix::from_fn(hours.len(), k, |r, i| z[i][hours[r]]);
    let xt = x.transpose();
    let ridge = DMatrix::identity(x.ncols(), x.ncols()) * (RIDGE * count(hours.len()));
    let lags = (&xt * &x + ridge)
        .cholesky()
        .map_or_else(|| DMatrix::zeros(x.ncols(), k), |c| c.solve(&(&xt * &y)));
    let rest = y - &x * &lags;
    let covariance = (rest.transpose() * &rest) / count(hours.len().max(1));
    let noise = (covariance + DMatrix::identity(k, k) * RIDGE)
        .cholesky()
        .map_or_else(|| DMatrix::identity(k, k), |c| c.l());
    Part {
        lags,
        noise,
        spread: vec![1.0; k],
    }
}

/// The standard normal quantile, by halving: a few thousand are needed once.
fn normal_quantile(p: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if 0.5 * libm::erfc(-middle * std::f64::consts::FRAC_1_SQRT_2) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[expect(clippy::cast_precision_loss, reason = "hours of ten years")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}

/// Rounded to one part of `parts`, and never a negative zero.
pub(super) fn rounded(value: f64, parts: f64) -> f64 {
    (value * parts).round() / parts + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_of_a_cell_are_standard_normal() {
        let n = 300;
        let values: Vec<f64> = (0..n).map(|i| count(i * i % 601)).collect();
        let z = scores(&values, &vec![(0, 0); n], false);
        let mean = z.iter().sum::<f64>() / count(n);
        let square = z.iter().map(|z| z * z).sum::<f64>() / count(n);
        assert!(
            mean.abs() < 0.02 && (square - 1.0).abs() < 0.05,
            "{mean} {square}"
        );
    }

    #[test]
    fn a_known_autoregression_is_found_again() {
        // z_t = 0.8 z_{t-1} + 0.6 e_t
        let (mut noise, mut z) = (Noise(1), vec![0.0]);
        for _ in 1..40_000 {
            z.push(0.8 * z[z.len() - 1] + 0.6 * noise.next());
        }
        let when: Vec<_> = (0..z.len()).map(|t| (0, t % 24)).collect();
        let fitted = Dynamics::fit(&[z], &when);
        let Part { lags, noise, .. } = &fitted.parts[2];
        assert!((lags[(0, 0)] - 0.8).abs() < 0.05, "{lags}");
        assert!(
            lags[(1, 0)].abs() < 0.06 && lags[(2, 0)].abs() < 0.04,
            "{lags}"
        );
        assert!((noise[(0, 0)] - 0.6).abs() < 0.03, "{noise}");
    }
}
