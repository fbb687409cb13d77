//! Normal numbers by their place: no state, so that any hour of any year can be drawn first.

use crate::uncertain::normal_quantile;

/// The odd number nearest to 2⁶⁴ over the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// The standard normal number at a place in the sequence of a seed.
///
/// The 53 high bits of `SplitMix64` at that place, turned by the inverse normal distribution.
///
/// Source: G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
pub(super) fn normal(seed: u32, place: usize) -> f64 {
    let start = mix(u64::from(seed).wrapping_add(STEP));
    let bits = mix(start.wrapping_add((place as u64 + 1).wrapping_mul(STEP)));
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let share = ((bits >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    normal_quantile(share)
}

const fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixing_gives_the_published_sequence() {
        // First outputs of SplitMix64 with state 1234567, as listed at rosettacode.org, "Pseudo-random numbers/Splitmix64".
        let state = 1_234_567_u64;
        let outputs = [1, 2, 3].map(|i: u64| mix(state.wrapping_add(i.wrapping_mul(STEP))));
        assert_eq!(
            outputs,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    #[allow(clippy::cast_precision_loss, reason = "small")]
    fn draws_are_standard_normal_and_uncorrelated() {
        let n = 40_000;
        let z: Vec<f64> = (0..n).map(|i| normal(7, i)).collect();
        let other: Vec<f64> = (0..n).map(|i| normal(8, i)).collect();
        let mean = |f: &dyn Fn(usize) -> f64| (0..n).map(f).sum::<f64>() / n as f64;
        // Standard errors are 1 / 200.
        assert!(mean(&|i| z[i]).abs() < 0.02);
        assert!((mean(&|i| z[i] * z[i]) - 1.0).abs() < 0.03);
        assert!(mean(&|i| z[i] * z[(i + 1) % n]).abs() < 0.02);
        assert!(mean(&|i| z[i] * other[i]).abs() < 0.02);
    }
}
