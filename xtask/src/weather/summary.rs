//! What a series of hourly temperatures is like: quantiles, autocorrelation, spells.

/// Shares of the quantiles.
pub(crate) const SHARES: [f64; 11] = [
    0.004, 0.01, 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98, 0.99, 0.996,
];
/// Spells lie above and below these shares.
const WARM: f64 = 0.9;
const COLD: f64 = 0.1;
/// Long spells: as long as the longest twentieth.
const LONG: f64 = 0.95;

/// The summary.
pub(crate) struct Summary {
    pub(crate) quantiles: [f64; SHARES.len()],
    /// Autocorrelation over 1 and 24 hours.
    pub(crate) lag_1: f64,
    pub(crate) lag_24: f64,
    /// Mean hours of a spell above the 90th or below the 10th percentile.
    pub(crate) warm_spell: f64,
    pub(crate) cold_spell: f64,
    /// 95th percentile of the spells' hours, each spell counted once.
    pub(crate) long_warm_spell: f64,
    pub(crate) long_cold_spell: f64,
}

pub(crate) fn summary(values: &[f64]) -> Summary {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (warm, cold) = (quantile(&sorted, WARM), quantile(&sorted, COLD));
    let above = spells(values, |v| warm < v);
    let below = spells(values, |v| v < cold);
    Summary {
        quantiles: SHARES.map(|p| quantile(&sorted, p)),
        lag_1: autocorrelation(values, 1),
        lag_24: autocorrelation(values, 24),
        warm_spell: mean(&above),
        cold_spell: mean(&below),
        long_warm_spell: quantile(&above, LONG),
        long_cold_spell: quantile(&below, LONG),
    }
}

/// Linear interpolation between order statistics.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours of ten years"
)]
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    let at = share * last as f64;
    let below = at as usize;
    let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
    a + (at - below as f64) * (b - a)
}

fn autocorrelation(values: &[f64], lag: usize) -> f64 {
    let m = mean(values);
    let product = |(a, b): (&f64, &f64)| (a - m) * (b - m);
    let with = values.iter().zip(&values[lag..]).map(product).sum::<f64>();
    with / values.iter().map(|v| (v - m) * (v - m)).sum::<f64>()
}

/// Lengths of the runs of hours that `is` holds for, in rising order.
fn spells(values: &[f64], is: impl Fn(f64) -> bool) -> Vec<f64> {
    let mut all = Vec::new();
    let mut run = 0.0;
    for v in values.iter().copied().chain([f64::NAN]) {
        if is(v) {
            run += 1.0;
        } else if 0.0 < run {
            all.push(run);
            run = 0.0;
        }
    }
    all.sort_by(f64::total_cmp);
    all
}

#[allow(clippy::cast_precision_loss, reason = "hours of ten years")]
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
