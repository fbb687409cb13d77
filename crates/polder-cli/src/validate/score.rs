//! Error statistics of a group of rows.

use super::predict::{Comparison, Outcome};

/// Statistics of a group.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Score {
    /// Rows with a prediction.
    pub(super) n: usize,
    /// Median of |ours / measured − 1|.
    pub(super) median_abs_error: f64,
    /// Share of rows within a factor 1.25, 1.5 and 2 of the measurement.
    pub(super) within_1_25: f64,
    pub(super) within_1_5: f64,
    pub(super) within_2: f64,
    /// Mean of ln(ours / measured), as a factor less one.
    pub(super) bias: f64,
    /// Coefficient of determination in logarithms; none where the measurements do not differ.
    pub(super) r2_log: Option<f64>,
    /// Share of measurements inside the 90 % band.
    pub(super) coverage: f64,
    /// Median of p95 / p5.
    pub(super) width: f64,
}

/// A group: what its rows have in common; empty means any.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub(super) struct Group {
    pub(super) kind: String,
    pub(super) basis: String,
    pub(super) hardware: String,
    pub(super) class: String,
    pub(super) precision: String,
    pub(super) stack: String,
    pub(super) batch: String,
}

impl Group {
    /// Whether every row of this group is in the other.
    pub(super) fn is_part_of(&self, other: &Self) -> bool {
        let within = |own: &String, other: &String| other.is_empty() || own == other;
        within(&self.kind, &other.kind)
            && within(&self.basis, &other.basis)
            && within(&self.hardware, &other.hardware)
            && within(&self.class, &other.class)
            && within(&self.precision, &other.precision)
            && within(&self.stack, &other.stack)
            && within(&self.batch, &other.batch)
    }
}

/// Lower ends of the batch bins.
const BATCHES: &[f64] = &[0.0, 12.0, 40.0, 100.0, 300.0, 1000.0];

/// Groups a row counts in, from the widest to the narrowest.
pub(super) fn groups(o: &Outcome) -> Vec<Group> {
    let all = Group::default();
    let kind = Group {
        kind: o.kind.clone(),
        ..all.clone()
    };
    let basis = Group {
        basis: o.basis.to_owned(),
        ..kind.clone()
    };
    let class = Group {
        hardware: o.hardware.clone(),
        class: o.class.to_owned(),
        stack: o.stack.clone(),
        ..basis.clone()
    };
    let precision = Group {
        precision: o.precision.clone(),
        ..class.clone()
    };
    let mut groups = vec![all, kind, basis, class.clone(), precision];
    groups.dedup();
    if let Some(batch) = o.batch {
        groups.push(Group {
            batch: bin(batch),
            ..class
        });
    }
    groups
}

fn bin(batch: f64) -> String {
    let at = BATCHES.iter().rposition(|low| batch >= *low).unwrap_or(0);
    match BATCHES.get(at + 1) {
        Some(high) => format!("{} to {high}", BATCHES[at]),
        None => format!("{} and more", BATCHES[at]),
    }
}

/// The statistics of each group, in the order of their names.
pub(super) fn scores<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Vec<(Group, Score)> {
    let mut by_group: std::collections::BTreeMap<Group, Vec<Comparison>> =
        std::collections::BTreeMap::new();
    for o in outcomes {
        if let Ok(c) = &o.result {
            for group in groups(o) {
                by_group.entry(group).or_default().push(*c);
            }
        }
    }
    by_group
        .into_iter()
        .map(|(g, rows)| (g, score(&rows)))
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn score(rows: &[Comparison]) -> Score {
    let n = rows.len() as f64;
    let share =
        |holds: &dyn Fn(&Comparison) -> bool| rows.iter().filter(|c| holds(c)).count() as f64 / n;
    let within = |factor: f64| share(&|c| c.ratio() <= factor && c.ratio() >= 1.0 / factor);
    let logs: Vec<f64> = rows.iter().map(|c| libm::log(c.ratio())).collect();
    Score {
        n: rows.len(),
        median_abs_error: median(rows.iter().map(|c| (c.ratio() - 1.0).abs()).collect()),
        within_1_25: within(1.25),
        within_1_5: within(1.5),
        within_2: within(2.0),
        bias: libm::expm1(logs.iter().sum::<f64>() / n),
        r2_log: r2(rows, &logs),
        coverage: share(&Comparison::inside),
        width: median(rows.iter().map(|c| c.ours.p95 / c.ours.p5).collect()),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn r2(rows: &[Comparison], errors: &[f64]) -> Option<f64> {
    let measured: Vec<f64> = rows.iter().map(|c| libm::log(c.measured)).collect();
    let mean = measured.iter().sum::<f64>() / measured.len() as f64;
    let spread: f64 = measured.iter().map(|m| (m - mean) * (m - mean)).sum();
    (spread > 0.0).then(|| 1.0 - errors.iter().map(|e| e * e).sum::<f64>() / spread)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = values.len() / 2;
    match (values.len() % 2, values.get(at)) {
        (1, Some(v)) => *v,
        (_, Some(v)) => f64::midpoint(values[at - 1], *v),
        (_, None) => f64::NAN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::uncertain::Summary;

    fn row(measured: f64, p50: f64) -> Comparison {
        Comparison {
            unit: "J/token",
            measured,
            ours: Summary {
                p5: p50 / 2.0,
                p50,
                p95: p50 * 2.0,
                central: p50,
            },
        }
    }

    #[test]
    fn errors_are_relative_to_the_measurement() {
        let s = score(&[row(1.0, 1.1), row(2.0, 1.0), row(1.0, 3.0)]);
        assert!((s.median_abs_error - 0.5).abs() < 1e-12);
        assert!(
            (s.within_2 - 2.0 / 3.0).abs() < 1e-12 && (s.within_1_25 - 1.0 / 3.0).abs() < 1e-12
        );
        assert!((s.coverage - 2.0 / 3.0).abs() < 1e-12 && (s.width - 4.0).abs() < 1e-12);
    }

    #[test]
    fn a_perfect_prediction_explains_everything() {
        let s = score(&[row(1.0, 1.0), row(2.0, 2.0)]);
        assert!(s.bias.abs() < 1e-12 && s.r2_log == Some(1.0));
    }

    #[test]
    fn bins_of_batch_are_half_open() {
        assert_eq!(bin(11.9), "0 to 12");
        assert_eq!(bin(12.0), "12 to 40");
        assert_eq!(bin(5000.0), "1000 and more");
    }
}
