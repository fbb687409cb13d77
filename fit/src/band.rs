//! The 90 % band of measured over predicted energy, from what was missed while left out.

use crate::judge::{Miss, architectures, quantile, share};
use crate::truth::Run;

/// 95th percentile of the standard normal.
const Z: f64 = 1.644_853_626_951_472_2;

/// Logarithms of the 5th and 95th percentile of measured over predicted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Band {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// Band of a class of architectures, from misses of runs that were left out.
///
/// Runs of one architecture err together, so the sample is the architectures: percentiles are widened by Student's t over
/// the normal, with one degree of freedom less than there are architectures.
pub(crate) fn band(runs: &[&Run], misses: &[Miss], class: &str, without: Option<&str>) -> Band {
    let chosen = || {
        runs.iter()
            .zip(misses)
            .filter(|(r, _)| r.class() == class && Some(r.model.id) != without)
    };
    let ratios: Vec<f64> = chosen().map(|(_, m)| -m.energy).collect();
    of(&ratios, &chosen().map(|(r, _)| *r).collect::<Vec<_>>())
}

/// Band of measured over predicted power, both chips and classes together.
pub(crate) fn power_band(runs: &[&Run], misses: &[Miss]) -> Band {
    let (kept, ratios): (Vec<&Run>, Vec<f64>) = runs
        .iter()
        .zip(misses)
        .filter_map(|(r, m)| m.power.map(|p| (*r, -p)))
        .unzip();
    of(&ratios, &kept)
}

fn of(ratios: &[f64], runs: &[&Run]) -> Band {
    let widen = student(architectures(runs).len()) / Z;
    Band {
        low: widen * quantile(ratios, 0.05),
        high: widen * quantile(ratios, 0.95),
    }
}

/// Coverage of each group and its band width, where the band of an architecture comes from the others only.
pub(crate) fn nested(
    runs: &[&Run],
    misses: &[Miss],
    accelerator: &str,
    class: &str,
) -> (usize, f64, f64) {
    let mut widths = Vec::new();
    let mut inside = 0;
    for (run, miss) in runs.iter().zip(misses) {
        if run.accelerator.id == accelerator && run.class() == class {
            let b = band(runs, misses, class, Some(run.model.id));
            inside += usize::from(b.low <= -miss.energy && -miss.energy <= b.high);
            widths.push(libm::exp(b.high - b.low));
        }
    }
    (
        widths.len(),
        share(inside, widths.len()),
        quantile(&widths, 0.5),
    )
}

/// 95th percentile of Student's t with `count - 1` degrees of freedom (Cornish-Fisher, two terms).
fn student(count: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few architectures")]
    let v = count.saturating_sub(1).max(1) as f64;
    let (z3, z5) = (Z * Z * Z, Z * Z * Z * Z * Z);
    Z + (z3 + Z) / (4.0 * v) + (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / (96.0 * v * v)
}

#[cfg(test)]
mod tests {
    #[test]
    fn students_t_as_in_tables() {
        assert!((super::student(8) - 1.895).abs() < 0.005); // 7 degrees of freedom
        assert!((super::student(31) - 1.697).abs() < 0.001); // 30
    }
}
