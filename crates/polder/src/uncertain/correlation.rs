//! Correlated draws: the Cholesky factor of a correlation matrix.

use nalgebra::{Cholesky, DMatrix};

/// Slots that move together: `z' = L z` with `L Lᵀ` their correlation matrix.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// Slot numbers, in the order of the rows of the factor.
    pub(super) slots: Vec<usize>,
    /// Lower triangle, row by row.
    factor: Vec<Vec<f64>>,
}

impl Group {
    /// Factors the correlation matrix of `slots`, one where `correlation` says nothing else.
    ///
    /// `None` when the matrix is not positive definite: such a set of correlations cannot exist.
    pub(super) fn new(
        slots: Vec<usize>,
        correlation: impl Fn(usize, usize) -> f64,
    ) -> Option<Self> {
        let n = slots.len();
        let matrix = DMatrix::from_fn(n, n, |i, j| {
            if i == j {
                1.0
            } else {
                correlation(slots[i], slots[j])
            }
        });
        let lower = Cholesky::new(matrix)?.unpack();
        let factor = (0..n)
            .map(|i| (0..=i).map(|j| lower[(i, j)]).collect())
            .collect();
        Some(Self { slots, factor })
    }

    /// Correlates independent standard normal numbers, one of each slot, in place.
    pub(super) fn correlate(&self, numbers: &mut [f64]) {
        // From the last row up, each row reads only numbers that are still independent.
        for (row, factors) in self.factor.iter().enumerate().rev() {
            numbers[row] = factors.iter().zip(&*numbers).map(|(l, z)| l * z).sum();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_get_the_correlation_asked_for() {
        let g = Group::new(vec![3, 8], |_, _| 0.6).unwrap();
        let mut numbers = [1.0, 0.5];
        g.correlate(&mut numbers);
        assert!((numbers[0] - 1.0).abs() < 1e-15 && (numbers[1] - (0.6 + 0.8 * 0.5)).abs() < 1e-15);
    }

    #[test]
    fn impossible_correlations_are_refused() {
        let contradiction = |i, j| {
            if (i, j) == (0, 1) || (i, j) == (1, 0) {
                -0.9
            } else {
                0.9
            }
        };
        assert!(Group::new(vec![0, 1, 2], contradiction).is_none());
    }
}
