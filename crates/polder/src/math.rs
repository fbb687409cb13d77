//! Sums and quantiles with one order of operations on every target.

/// Sum of `values` over eight lanes, then pairwise over the lanes.
///
/// The order is fixed, so the result has the same bits everywhere, and eight independent chains let the
/// compiler use vector registers.
pub fn sum(values: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let chunks = values.chunks_exact(8);
    let rest = chunks.remainder();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += value;
        }
    }
    for (lane, value) in lanes.iter_mut().zip(rest) {
        *lane += value;
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + b) + (c + d)) + ((e + f) + (g + h))
}

/// The 5th, 50th and 95th percentile of `values`, which it reorders.
///
/// Linear interpolation between order statistics (Hyndman and Fan, type 7). `values` must not be empty.
///
/// ```
/// let mut v: Vec<f64> = (0..=100).map(f64::from).collect();
/// assert_eq!(polder::math::percentiles(&mut v), [5.0, 50.0, 95.0]);
/// ```
pub fn percentiles(values: &mut [f64]) -> [f64; 3] {
    let last = values.len().saturating_sub(1);
    let mut result = [0.0; 3];
    // Each selection leaves larger values to its right, so the next one only has to look there.
    let mut from = 0;
    for (slot, share) in result.iter_mut().zip([0.05, 0.5, 0.95]) {
        #[expect(clippy::cast_precision_loss, reason = "at most 65 536 samples")]
        let position = share * last as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "0 ..= last"
        )]
        let below = position as usize;
        let (_, low, above) = values[from..].select_nth_unstable_by(below - from, f64::total_cmp);
        let low = *low;
        let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
        #[expect(clippy::cast_precision_loss, reason = "at most 65 536 samples")]
        let fraction = position - below as f64;
        *slot = low + fraction * (high - low);
        from = below;
    }
    result
}

/// Sorts a few hundred values at most, keeping the order of equals: by insertion, which is a twentieth of the code of the
/// general sort, and that code is downloaded with the page once for each type.
pub(crate) fn sort_few<T>(values: &mut [T], before: impl Fn(&T, &T) -> bool) {
    for sorted in 1..values.len() {
        let mut at = sorted;
        while at > 0 && before(&values[at], &values[at - 1]) {
            values.swap(at, at - 1);
            at -= 1;
        }
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_value_is_all_its_percentiles() {
        assert_eq!(percentiles(&mut [7.0]), [7.0; 3]);
    }

    proptest! {
        #[test]
        fn few_are_sorted_as_many_are(v in proptest::collection::vec((0..9_u8, 0..99_u8), 0..40)) {
            let (mut few, mut many) = (v.clone(), v);
            sort_few(&mut few, |a, b| a.0 < b.0);
            many.sort_by_key(|x| x.0);
            prop_assert_eq!(few, many);
        }

        #[test]
        fn percentiles_are_ordered_and_inside(mut v in proptest::collection::vec(-1e6..1e6, 1..300)) {
            let (lo, hi) = v.iter().fold((f64::MAX, f64::MIN), |(l, h), x| (l.min(*x), h.max(*x)));
            let [a, b, c] = percentiles(&mut v);
            prop_assert!(lo <= a && a <= b && b <= c && c <= hi);
        }

        #[test]
        fn the_sum_is_near_the_plain_sum(v in proptest::collection::vec(-1e3..1e3, 0..100)) {
            let plain: f64 = v.iter().sum();
            prop_assert!((sum(&v) - plain).abs() <= 1e-9);
        }
    }
}
