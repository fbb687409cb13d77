//! How far predictions are off.

/// Summary of ratios predicted / measured.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Errors {
    /// Median ratio.
    pub(crate) median: f64,
    /// Median of |ratio − 1|.
    pub(crate) absolute: f64,
    /// 90th percentile of |ratio − 1|.
    pub(crate) p90: f64,
    /// 5th and 95th percentile of measured / predicted: the band.
    pub(crate) band: [f64; 2],
}

impl Errors {
    /// Of at least one ratio.
    pub(crate) fn of(ratios: &[f64]) -> Self {
        let off: Vec<f64> = ratios.iter().map(|r| (r - 1.0).abs()).collect();
        let inverse: Vec<f64> = ratios.iter().map(|r| 1.0 / r).collect();
        Self {
            median: quantile(ratios, 0.5),
            absolute: quantile(&off, 0.5),
            p90: quantile(&off, 0.9),
            band: [quantile(&inverse, 0.05), quantile(&inverse, 0.95)],
        }
    }

    /// Share of `ratios` whose measurement lies inside this band around the prediction.
    pub(crate) fn coverage(&self, ratios: &[f64]) -> f64 {
        let inside = |r: &&f64| self.band[0] <= 1.0 / **r && 1.0 / **r <= self.band[1];
        #[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
        let share = ratios.iter().filter(inside).count() as f64 / ratios.len() as f64;
        share
    }

    /// One line for people.
    pub(crate) fn line(&self) -> String {
        format!(
            "median |error| {:.1} %, p90 {:.1} %, median ratio {:.2}, measured/ours p5 {:.2} p95 {:.2}",
            self.absolute * 100.0,
            self.p90 * 100.0,
            self.median,
            self.band[0],
            self.band[1]
        )
    }
}

/// Linear interpolation between order statistics; 0 of nothing.
pub(crate) fn quantile(values: &[f64], share: f64) -> f64 {
    let mut v = values.to_vec();
    v.sort_by(f64::total_cmp);
    let Some(last) = v.len().checked_sub(1) else {
        return 0.0;
    };
    #[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
    let position = share * last as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ..= last"
    )]
    let below = position as usize;
    let (low, high) = (v[below], v[(below + 1).min(last)]);
    #[expect(clippy::cast_precision_loss, reason = "some hundred rows")]
    let fraction = position - below as f64;
    low + fraction * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_interpolate() {
        assert!((quantile(&[3.0, 1.0, 2.0], 0.25) - 1.5).abs() < 1e-12);
    }

    #[test]
    fn a_prediction_twice_too_high_is_100_percent_off() {
        let e = Errors::of(&[2.0, 2.0]);
        assert!((e.absolute - 1.0).abs() < 1e-12 && (e.band[0] - 0.5).abs() < 1e-12);
    }
}
