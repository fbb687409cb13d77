//! A year of weather that never was, like those that were.

use super::counter::normal;
use super::hours::{HOURS, Hours, Humidity, Raw, month_of, month_start};
use crate::data::{SCORE_LAGS, SCORE_SHARES, Synthetic};
use crate::error::Error;
use crate::uncertain::normal_quantile;

/// Most variables.
const MOST: usize = 4;
/// Hours before the year, until the start at zero is forgotten.
const RUN_IN: usize = 60 * 24;
/// Scores further out are taken to lie here: the tables say nothing of them.
const FURTHEST: f64 = 3.5;
/// Days over which a month gives way to the next, on either side.
const BLEND_DAYS: f64 = 5.0;
/// Units of the tables.
const PER_UNIT: [f64; MOST] = [100.0, 100.0, 100.0, 10.0];

/// One year of a synthetic station, in local standard time from 1 January 00:00.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntheticYear {
    /// Dry bulb, dew point and pressure.
    pub raw: Vec<Raw>,
    /// Wind at 10 m in m/s.
    pub wind_m_per_s: Vec<f64>,
    /// Global horizontal irradiance in W/m²; empty where the record has none.
    pub sun_w_per_m2: Vec<f64>,
    offset_h: i32,
}

impl SyntheticYear {
    /// The hours, prepared.
    ///
    /// # Errors
    ///
    /// As [`Hours::prepare`].
    pub fn hours(&self) -> Result<Hours, Error> {
        Hours::prepare(&self.raw, self.offset_h)
    }
}

impl Synthetic<'_> {
    /// The year of a seed.
    ///
    /// ```text
    /// z_t = A₁ z_{t−1} + A₂ z_{t−2} + A₂₄ z_{t−24} + L e_t        x_t = Q_month,hour(Φ(s z_t))
    /// ```
    ///
    /// | symbol | meaning |
    /// |---|---|
    /// | z | standard normal scores of dry bulb, dew point, wind and sun |
    /// | A, L | coefficients per season and three hours of the day |
    /// | s | brings the variance of the scores to one |
    /// | e | independent standard normal numbers, from seed, hour and variable alone |
    /// | Q | quantiles of the month and hour, linear in the score between eight shares |
    ///
    /// Within five days of a month's end its quantiles give way to those of the next. Noise is normal and the years are
    /// stationary: there is no trend, and rare extremes beyond those of the record are not in it. Pressure is constant.
    ///
    /// Source: after the weather generators of C. W. Richardson, Water Resources Research 17 (1981) 182-190, with normal
    /// scores in place of normal residuals.
    ///
    /// ```
    /// let station = polder::data::synthetic("schiphol").unwrap();
    /// let (a, b) = (station.year(1), station.year(2));
    /// assert!(a == station.year(1) && a != b);
    /// assert!(a.hours()?.dry_c().len() == 8760);
    /// # Ok::<(), polder::Error>(())
    /// ```
    pub fn year(&self, seed: u32) -> SyntheticYear {
        let nodes = SCORE_SHARES.map(normal_quantile);
        let mut past = vec![[0.0; MOST]; RUN_IN + HOURS];
        let mut year = SyntheticYear {
            raw: Vec::with_capacity(HOURS),
            wind_m_per_s: Vec::with_capacity(HOURS),
            sun_w_per_m2: Vec::new(),
            offset_h: self.offset_h,
        };
        for t in 0..past.len() {
            let hour = (t + HOURS - RUN_IN) % HOURS;
            past[t] = self.next(&past[..t], hour, |v| normal(seed, t * MOST + v));
            if RUN_IN <= t {
                let x = self.values(&past[t], hour, &nodes);
                year.raw.push(Raw {
                    dry_c: x[0],
                    humidity: Humidity::DewPoint(x[1].min(x[0])),
                    pressure_pa: self.pressure_pa,
                });
                year.wind_m_per_s.push(x[2].max(0.0));
                if self.variables == MOST {
                    year.sun_w_per_m2.push(x[3].max(0.0));
                }
            }
        }
        year
    }

    /// Coefficients of a variable in an hour: of the lags, of the noise, and the spread.
    fn coefficients(&self, hour: usize, variable: usize) -> (&[f32], &[f32], f64) {
        let k = self.variables;
        let season = (month_of(hour) + 1) % 12 / 3;
        let row = k * (SCORE_LAGS.len() + 1) + 1;
        let from = ((season * 8 + hour % 24 / 3) * k + variable) * row;
        let (lags, rest) = self.dynamics[from..from + row].split_at(k * SCORE_LAGS.len());
        (lags, &rest[..k], f64::from(rest[k]))
    }

    /// Scores of the next hour.
    fn next(&self, past: &[[f64; MOST]], hour: usize, noise: impl Fn(usize) -> f64) -> [f64; MOST] {
        let k = self.variables;
        let e: [f64; MOST] = core::array::from_fn(|v| if v < k { noise(v) } else { 0.0 });
        let mut z = [0.0; MOST];
        for (v, z) in z.iter_mut().enumerate().take(k) {
            let (lags, factor, _) = self.coefficients(hour, v);
            for (lag, a) in SCORE_LAGS.iter().zip(lags.chunks_exact(k)) {
                let before = past
                    .len()
                    .checked_sub(*lag)
                    .map_or([0.0; MOST], |i| past[i]);
                *z += dot(a, &before);
            }
            *z += dot(factor, &e);
        }
        z
    }

    /// Values of an hour, from its scores.
    fn values(&self, z: &[f64; MOST], hour: usize, nodes: &[f64; 8]) -> [f64; MOST] {
        let (month, other, share) = blend(hour);
        core::array::from_fn(|v| {
            if self.variables <= v {
                return 0.0;
            }
            let (_, _, spread) = self.coefficients(hour, v);
            let score = (z[v] * spread).clamp(-FURTHEST, FURTHEST);
            let of = |month: usize| self.quantile(month * 24 + hour % 24, v, score, nodes);
            let own = of(month);
            if share > 0.0 {
                own + share * (of(other) - own)
            } else {
                own
            }
        })
    }

    /// Linear between the nodes, and on along the outer pieces.
    fn quantile(&self, cell: usize, variable: usize, score: f64, nodes: &[f64; 8]) -> f64 {
        let k = self.variables;
        let at = |i: usize| {
            f64::from(self.quantiles[(cell * nodes.len() + i) * k + variable]) / PER_UNIT[variable]
        };
        let above = nodes[1..7].iter().take_while(|n| **n < score).count() + 1;
        let (low, high) = (nodes[above - 1], nodes[above]);
        at(above - 1) + (score - low) / (high - low) * (at(above) - at(above - 1))
    }
}

fn dot(a: &[f32], b: &[f64; MOST]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * b).sum()
}

/// The month, the neighbour that it gives way to, and by how much.
fn blend(hour: usize) -> (usize, usize, f64) {
    let month = month_of(hour);
    let (first, next) = (month_start(month), month_start(month + 1));
    #[expect(clippy::cast_precision_loss, reason = "hours of a month")]
    let [since, until] = [hour - first, next - hour].map(|hours| hours as f64 / 24.0);
    let share = |distance: f64| 0.5 * (1.0 - distance / BLEND_DAYS);
    if since < BLEND_DAYS {
        (month, (month + 11) % 12, share(since))
    } else if until < BLEND_DAYS {
        (month, (month + 1) % 12, share(until))
    } else {
        (month, month, 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_give_way_to_each_other_evenly() {
        // The last hour of January and the first of February stand an hour apart around one half each.
        assert_eq!(blend(31 * 24), (1, 0, 0.5));
        assert_eq!(blend(15 * 24), (0, 0, 0.0));
        let (month, other, share) = blend(31 * 24 - 1);
        assert_eq!((month, other), (0, 1));
        assert!((share - 0.5).abs() < 0.01);
        assert_eq!(blend(0), (0, 11, 0.5));
    }

    #[test]
    fn a_score_of_a_node_gives_its_quantile() {
        let s = crate::data::synthetic("de-bilt").unwrap();
        let nodes = SCORE_SHARES.map(normal_quantile);
        for (i, node) in nodes.iter().enumerate() {
            let cell = 6 * 24 + 14;
            let want = f64::from(s.quantiles[(cell * 8 + i) * s.variables]) / 100.0;
            assert!((s.quantile(cell, 0, *node, &nodes) - want).abs() < 1e-12);
        }
    }
}
