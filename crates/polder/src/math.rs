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
    #[expect(clippy::cast_precision_loss, reason = "at most 65 536 samples")]
    let last = values.len().saturating_sub(1) as f64;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 ..= last"
    )]
    let [five, middle, most] = [0.05, 0.5, 0.95].map(|share| (share * last) as usize);
    // The median first: what is below it and what is above it is then half as much to look through.
    let centre = neighbours(values, middle, None);
    let (below, above) = values.split_at_mut(middle);
    let low = if five < middle {
        neighbours(below, five, Some(centre[0]))
    } else {
        centre
    };
    let high = if most > middle {
        neighbours(&mut above[1..], most - middle - 1, None)
    } else {
        centre
    };
    let between = |[a, b]: [f64; 2], share: f64| {
        let position = share * last;
        a + (position - libm::floor(position)) * (b - a)
    };
    [
        between(low, 0.05),
        between(centre, 0.5),
        between(high, 0.95),
    ]
}

/// The value at `index` of the sorted values and the next, which is `beyond` or itself where there is none. What is smaller
/// then stands before it.
#[inline(never)]
fn neighbours(values: &mut [f64], index: usize, beyond: Option<f64>) -> [f64; 2] {
    let (_, value, above) = values.select_nth_unstable_by(index, f64::total_cmp);
    let next = above.iter().copied().min_by(f64::total_cmp).or(beyond);
    [*value, next.unwrap_or(*value)]
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
        fn percentiles_are_those_of_the_sorted_values(mut v in proptest::collection::vec(-1e6..1e6, 1..90)) {
            let mut sorted = v.clone();
            sorted.sort_by(f64::total_cmp);
            let last = sorted.len() - 1;
            let of = |percent: usize| {
                let (below, rest) = (percent * last / 100, percent * last % 100);
                let (a, b) = (sorted[below], sorted[(below + 1).min(last)]);
                a + f64::from(u8::try_from(rest).unwrap()) / 100.0 * (b - a)
            };
            for (found, wanted) in percentiles(&mut v).into_iter().zip([of(5), of(50), of(95)]) {
                prop_assert!((found - wanted).abs() <= 1e-9 * wanted.abs().max(1.0), "{found} {wanted}");
            }
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
