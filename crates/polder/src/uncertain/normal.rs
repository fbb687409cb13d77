//! The standard normal distribution and its inverse, through `libm`, the same on every target.

/// Probability that a standard normal number is below `z`.
///
/// ```
/// assert!((polder::uncertain::normal_cdf(1.644_853_626_951_472_2) - 0.95).abs() < 1e-14);
/// ```
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * core::f64::consts::FRAC_1_SQRT_2)
}

/// The `z` below which a standard normal number lies with probability `p`, for 0 < p < 1.
///
/// Rational approximations in a central and two tail regions, relative error about 1e-16.
///
/// Source: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied
/// Statistics 37 (1988) 477-484, routine PPND16.
///
/// ```
/// assert!((polder::uncertain::normal_quantile(0.95) - 1.644_853_626_951_472_2).abs() < 1e-13);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(&CENTRE, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 {
        ratio(&MIDDLE, r - 1.6)
    } else {
        ratio(&FAR, r - 5.0)
    };
    if q < 0.0 { -z } else { z }
}

/// [`normal_quantile`] for draws, in place: relative error below 2e-7, the resolution of a 24-bit probability.
///
/// Source: as there, routine PPND7. First all as if central, without a branch, then the tails, one in seven.
pub(super) fn drawn_quantiles(probabilities: &mut [f64]) {
    for part in probabilities.chunks_mut(32) {
        let mut p = [0.5; 32];
        p[..part.len()].copy_from_slice(part);
        for (z, p) in part.iter_mut().zip(p) {
            let q = p - 0.5;
            let r = 0.180_625 - q * q;
            *z = q
                * (((59.109_374_72 * r + 159.291_132_02) * r + 50.434_271_938) * r
                    + 3.387_132_717_9)
                / (((67.187_563_6 * r + 78.757_757_664) * r + 17.895_169_469) * r + 1.0);
        }
        for (z, p) in part.iter_mut().zip(p) {
            if (p - 0.5).abs() > 0.425 {
                *z = drawn_tail(p);
            }
        }
    }
}

fn drawn_tail(p: f64) -> f64 {
    let tail = if p < 0.5 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let z = if r <= 5.0 {
        let r = r - 1.6;
        (((0.170_238_211_03 * r + 1.306_728_481_6) * r + 2.756_815_39) * r + 1.423_437_277_7)
            / ((0.120_211_329_75 * r + 0.737_001_642_5) * r + 1.0)
    } else {
        let r = r - 5.0;
        (((0.017_337_203_997 * r + 0.428_682_943_37) * r + 3.081_226_386) * r + 6.657_905_115)
            / ((0.012_258_202_635 * r + 0.241_978_942_25) * r + 1.0)
    };
    z.copysign(p - 0.5)
}

/// eˣ for draws: relative error below 1e-11, exact at zero, the same bits everywhere, and no branch, so that a processor
/// works on several at once. For |x| < 700; beyond, the value there.
///
/// ```text
/// eˣ = 2ᵏ eʳ,  k = x / ln 2 to the nearest whole,  eʳ by its Taylor series to the ninth power, |r| ≤ ln 2 / 2
/// ```
pub(super) fn drawn_exp(x: f64) -> f64 {
    /// Pushes what is behind the point out of the 53 bits; the whole number is then the last bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    /// Ends in enough zeros for `k` times it to be exact.
    const LN2_HIGH: f64 = f64::from_bits(0x3fe6_2e42_fee0_0000);
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    let x = x.clamp(-700.0, 700.0);
    let shifted = x * core::f64::consts::LOG2_E + SHIFT;
    let k = shifted - SHIFT;
    let r = (x - k * LN2_HIGH) - k * LN2_LOW;
    let mut e = 1.0 / 362_880.0;
    for inverse_factorial in [
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
        1.0,
    ] {
        e = e * r + inverse_factorial;
    }
    f64::from_bits(e.to_bits().wrapping_add(shifted.to_bits() << 52))
}

type Coefficients = ([f64; 8], [f64; 8]);

fn ratio((over, under): &Coefficients, r: f64) -> f64 {
    horner(over, r) / horner(under, r)
}

fn horner(c: &[f64; 8], r: f64) -> f64 {
    ((((((c[7] * r + c[6]) * r + c[5]) * r + c[4]) * r + c[3]) * r + c[2]) * r + c[1]) * r + c[0]
}

#[rustfmt::skip]
#[allow(clippy::excessive_precision, reason = "as printed in the source")]
const CENTRE: Coefficients = (
    [3.387_132_872_796_366_5e0, 1.331_416_678_917_843_8e2, 1.971_590_950_306_551_3e3, 1.373_169_376_550_946_1e4,
     4.592_195_393_154_987e4, 6.726_577_092_700_87e4, 3.343_057_558_358_813e4, 2.509_080_928_730_122_7e3],
    [1.0, 4.231_333_070_160_091e1, 6.871_870_074_920_579e2, 5.394_196_021_424_751e3,
     2.121_379_430_158_659_7e4, 3.930_789_580_009_271e4, 2.872_908_573_572_194_3e4, 5.226_495_278_852_545e3],
);
#[rustfmt::skip]
#[allow(clippy::excessive_precision, reason = "as printed in the source")]
const MIDDLE: Coefficients = (
    [1.423_437_110_749_683_5e0, 4.630_337_846_156_546e0, 5.769_497_221_460_691e0, 3.647_848_324_763_204_5e0,
     1.270_458_252_452_368_4e0, 2.417_807_251_774_506e-1, 2.272_384_498_926_918_4e-2, 7.745_450_142_783_414e-4],
    [1.0, 2.053_191_626_637_759e0, 1.676_384_830_183_803_8e0, 6.897_673_349_851e-1,
     1.481_039_764_274_800_8e-1, 1.519_866_656_361_645_7e-2, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9],
);
#[rustfmt::skip]
#[allow(clippy::excessive_precision, reason = "as printed in the source")]
const FAR: Coefficients = (
    [6.657_904_643_501_103e0, 5.463_784_911_164_114e0, 1.784_826_539_917_291_3e0, 2.965_605_718_285_048_7e-1,
     2.653_218_952_657_612_4e-2, 1.242_660_947_388_078_4e-3, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7],
    [1.0, 5.998_322_065_558_88e-1, 1.369_298_809_227_358e-1, 1.487_536_129_085_061_5e-2,
     7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_445_9e-7, 2.044_263_103_389_939_8e-15],
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn quantile_inverts_the_distribution(p in 1e-9..0.999_999_999_f64) {
            prop_assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-13);
        }

        #[test]
        fn the_exponential_of_draws_is_one(x in -699.0..699.0_f64, small in -1.0..1.0_f64) {
            for x in [x, small, 0.0] {
                let exact = libm::exp(x);
                prop_assert!((drawn_exp(x) - exact).abs() < 1e-11 * exact, "{x}");
            }
            prop_assert_eq!(drawn_exp(0.0).to_bits(), 1.0_f64.to_bits());
        }

        #[test]
        fn draws_have_the_resolution_of_their_probability(p in 1e-9..0.999_999_999_f64) {
            let exact = normal_quantile(p);
            let mut drawn = [p];
            drawn_quantiles(&mut drawn);
            prop_assert!((drawn[0] - exact).abs() < 2e-7 * exact.abs().max(0.1));
        }
    }
}
