//! Moist air: saturation pressure, humidity ratio, enthalpy, dew point and wet bulb.
//!
//! Source: ASHRAE Handbook Fundamentals (SI, 2017), chapter 1, equations 3 to 36; saturation pressure by R. W. Hyland
//! and A. Wexler, "Formulations for the thermodynamic properties of the saturated phases of H2O from 173.15 K to
//! 473.15 K", ASHRAE Transactions 89 (1983). Both read as cited and written out in psychrolib,
//! `src/python/psychrolib.py@05600ec6`.

use crate::quantity::{Pressure, Temperature, Warming};

/// Molar mass of water over that of dry air.
const MASS_RATIO: f64 = 0.621_945;
/// Below this, saturation is over ice.
const TRIPLE_POINT_C: f64 = 0.01;

/// Saturation pressure of water vapour, over ice below 0.01 °C and over water above.
///
/// ```text
/// ln p = c₀/T + c₁ + c₂ T + c₃ T² + c₄ T³ + c₅ T⁴ + c₆ ln T        p in Pa, T in K
/// ```
///
/// Valid from −100 to 200 °C, within 300 ppm. Source: Hyland and Wexler 1983 (ASHRAE 2017, equations 5 and 6).
///
/// ```
/// use polder::{quantity::Temperature, weather::psychrometrics::saturation_pressure};
/// // Table 3 prints 3.1697 kPa at 25 °C.
/// let p = saturation_pressure(Temperature::celsius(25.0));
/// assert!((p.to_pa() - 3169.7).abs() < 0.5);
/// ```
pub fn saturation_pressure(at: Temperature) -> Pressure {
    Pressure::pa(libm::exp(log_saturation(at.to_celsius()).0))
}

/// Mass of vapour over mass of dry air.
///
/// ```text
/// W = 0.621945 p_w / (p − p_w)
/// ```
///
/// `p_w` vapour pressure, `p` barometric pressure. Valid for `p_w` < `p`. Source: ASHRAE 2017, equation 20.
///
/// ```
/// use polder::{quantity::Pressure, weather::psychrometrics::humidity_ratio};
/// let w = humidity_ratio(Pressure::pa(3169.7), Pressure::pa(95_461.0));
/// assert!((w - 0.021_360_40).abs() < 1e-8);
/// ```
pub fn humidity_ratio(vapour: Pressure, barometer: Pressure) -> f64 {
    MASS_RATIO * vapour.to_pa() / (barometer.to_pa() - vapour.to_pa())
}

/// Vapour pressure of a humidity ratio: the inverse of [`humidity_ratio`].
pub fn vapour_pressure(ratio: f64, barometer: Pressure) -> Pressure {
    barometer * (ratio / (MASS_RATIO + ratio))
}

/// Enthalpy per mass of dry air, in kJ/kg, zero for dry air at 0 °C.
///
/// ```text
/// h = 1.006 t + W (2501 + 1.86 t)
/// ```
///
/// `t` dry bulb in °C, `W` humidity ratio. Source: ASHRAE 2017, equation 30.
///
/// ```
/// use polder::{quantity::Temperature, weather::psychrometrics::enthalpy_kj_per_kg};
/// assert!((enthalpy_kj_per_kg(Temperature::celsius(30.0), 0.02) - 81.316).abs() < 1e-9);
/// ```
pub fn enthalpy_kj_per_kg(dry: Temperature, ratio: f64) -> f64 {
    let t = dry.to_celsius();
    AIR * t + ratio * (VAPORISATION + VAPOUR * t)
}

/// The temperature at which the vapour begins to condense: the inverse of [`saturation_pressure`], by Newton's method
/// on its logarithm.
///
/// Valid for saturation between −100 and 200 °C.
///
/// ```
/// use polder::{quantity::Pressure, weather::psychrometrics::dew_point};
/// // Table 3 prints 0.8726 kPa at 5 °C.
/// assert!((dew_point(Pressure::pa(872.6)).to_celsius() - 5.0).abs() < 0.01);
/// ```
pub fn dew_point(vapour: Pressure) -> Temperature {
    let wanted = libm::log(vapour.to_pa().max(LOWEST_PA));
    let mut t = 0.0_f64;
    for _ in 0..MOST_STEPS {
        let (log, slope, _) = log_saturation(t);
        let step = (log - wanted) / slope;
        t = (t - step).clamp(LOWEST_C, HIGHEST_C);
        if step.abs() < CLOSE_K {
            break;
        }
    }
    Temperature::celsius(t)
}

/// The temperature of a wetted bulb: where the psychrometric equation gives the air's humidity ratio.
///
/// ```text
/// W = ((2501 − 2.326 t*) W_s(t*) − 1.006 (t − t*)) / (2501 + 1.86 t − 4.186 t*)      t* ≥ 0 °C
/// W = ((2830 − 0.24 t*) W_s(t*) − 1.006 (t − t*)) / (2830 + 1.86 t − 2.1 t*)         t* < 0 °C
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | t, t* | dry and wet bulb | °C |
/// | W, `W_s` | humidity ratio of the air, and at saturation | – |
///
/// Halley's method from the dry bulb, down to a microkelvin, or 0.8 mK where the curves of saturation meet at 0.01 °C. Air above saturation has its dry bulb as wet bulb. Where
/// both equations have a solution, the bulb is wet, not iced. Source: ASHRAE 2017, equations 33 and 35.
///
/// ```
/// use polder::{quantity::{Pressure, Temperature}, weather::psychrometrics::wet_bulb};
/// let t = wet_bulb(Temperature::celsius(30.0), 0.019_228_127, Pressure::pa(95_461.0));
/// assert!((t.to_celsius() - 25.0).abs() < 0.01);
/// ```
pub fn wet_bulb(dry: Temperature, ratio: f64, barometer: Pressure) -> Temperature {
    let (t, p) = (dry.to_celsius(), barometer.to_pa());
    if 0.0 <= t {
        let wet = solved(&WATER, t, ratio, p);
        if 0.0 <= wet {
            return Temperature::celsius(wet);
        }
    }
    Temperature::celsius(solved(&ICE, t, ratio, p))
}

/// Halley's method from the dry bulb, or from the warmest ice: most hours take two steps.
fn solved(bulb: &Bulb, t: f64, ratio: f64, p: f64) -> f64 {
    let highest = if bulb.iced { t.min(0.0) } else { t };
    let mut wet = highest;
    for _ in 0..MOST_STEPS {
        let (w, slope, bend) = psychrometric(bulb, t, wet, p);
        let off = w - ratio;
        let step = 2.0 * off * slope / (2.0 * slope * slope - off * bend);
        let next = (wet - step).clamp(LOWEST_C, highest);
        let stays = next >= highest && wet >= highest;
        wet = next;
        if stays || step.abs() < NEAR_K {
            break;
        }
    }
    wet
}

/// Humidity ratio of air with this dry and wet bulb: the equations of [`wet_bulb`], forwards.
///
/// ```
/// use polder::{quantity::{Pressure, Temperature}, weather::psychrometrics::ratio_of_wet_bulb};
/// let c = Temperature::celsius;
/// assert!((ratio_of_wet_bulb(c(30.0), c(25.0), Pressure::pa(95_461.0)) - 0.019_228).abs() < 1e-5);
/// ```
pub fn ratio_of_wet_bulb(dry: Temperature, wet: Temperature, barometer: Pressure) -> f64 {
    let bulb = if wet.to_celsius() < 0.0 { &ICE } else { &WATER };
    let (t, wet) = (dry.to_celsius(), wet.to_celsius());
    psychrometric(bulb, t, wet, barometer.to_pa()).0.max(0.0)
}

/// Cooling of air by water that evaporates in it and makes it moister by `ratio`.
///
/// ```text
/// ΔT = h W / c
/// ```
///
/// h is heat of vaporisation at 0 °C, 2501 kJ/kg, c heat capacity of dry air, 1.006 kJ/(kg K). Source: ASHRAE 2017,
/// equation 30. Valid to 3 % between 0 and 30 °C.
///
/// ```
/// use polder::weather::psychrometrics::cooling_by;
/// // A gram of water in a kilogram of air.
/// assert!((cooling_by(0.001).to_k() - 2.486).abs() < 1e-3);
/// ```
#[inline]
pub fn cooling_by(ratio: f64) -> Warming {
    Warming::k(ratio * (VAPORISATION / AIR))
}

/// Pressure of the standard atmosphere at an elevation.
///
/// ```text
/// p = 101325 (1 − 2.25577 × 10⁻⁵ z)^5.2559
/// ```
///
/// Valid from −5 000 to 11 000 m. Source: ASHRAE 2017, equation 3.
///
/// ```
/// assert!((polder::weather::psychrometrics::standard_pressure(500.0).to_pa() - 95_461.0).abs() < 1.0);
/// ```
pub fn standard_pressure(elevation_m: f64) -> Pressure {
    Pressure::pa(SEA_LEVEL_PA * libm::pow(1.0 - 2.255_77e-5 * elevation_m, 5.2559))
}

const SEA_LEVEL_PA: f64 = 101_325.0;
const LOWEST_C: f64 = -100.0;
const HIGHEST_C: f64 = 200.0;
/// Saturation at the lowest temperature.
const LOWEST_PA: f64 = 0.0014;
const CLOSE_K: f64 = 1e-6;
/// Halley's method cubes the distance: a step of this leaves less than a microkelvin.
const NEAR_K: f64 = 0.05;
const MOST_STEPS: usize = 50;

/// Heat capacities of dry air and of vapour, and heat of vaporisation at 0 °C, per gram.
const AIR: f64 = 1.006;
const VAPOUR: f64 = 1.86;
const VAPORISATION: f64 = 2501.0;

/// What differs between a wetted and an iced bulb: heat at 0 °C, its fall per kelvin, heat capacity.
struct Bulb {
    iced: bool,
    heat: f64,
    fall: f64,
    capacity: f64,
}

const WATER: Bulb = Bulb {
    iced: false,
    heat: VAPORISATION,
    fall: 2.326,
    capacity: 4.186,
};
const ICE: Bulb = Bulb {
    iced: true,
    heat: 2830.0,
    fall: 0.24,
    capacity: 2.1,
};

/// Humidity ratio of a wet bulb, its slope and the slope of that.
fn psychrometric(bulb: &Bulb, dry: f64, wet: f64, p: f64) -> (f64, f64, f64) {
    let (log, log_slope, log_bend) = log_saturation(wet);
    let vapour = libm::exp(log).min(0.9 * p);
    let saturated = MASS_RATIO * vapour / (p - vapour);
    let rises = saturated * p / (p - vapour) * log_slope;
    let bends =
        rises * (log_slope + log_bend / log_slope + 2.0 * vapour * log_slope / (p - vapour));
    let heat = bulb.heat - bulb.fall * wet;
    let over = heat * saturated - AIR * (dry - wet);
    let under = bulb.heat + VAPOUR * dry - bulb.capacity * wet;
    let w = over / under;
    let slope = (heat * rises - bulb.fall * saturated + AIR + w * bulb.capacity) / under;
    let bend = (heat * bends - 2.0 * bulb.fall * rises + 2.0 * slope * bulb.capacity) / under;
    (w, slope, bend)
}

/// Natural logarithm of the saturation pressure in Pa, its slope per kelvin and the slope of that.
fn log_saturation(celsius: f64) -> (f64, f64, f64) {
    let t = Temperature::celsius(celsius).to_kelvin();
    let [a, b, c, d, e, f, g] = if celsius < TRIPLE_POINT_C {
        OVER_ICE
    } else {
        OVER_WATER
    };
    let log = a / t + b + t * (c + t * (d + t * (e + t * f))) + g * libm::log(t);
    let slope = -a / (t * t) + c + t * (2.0 * d + t * (3.0 * e + t * 4.0 * f)) + g / t;
    let bend = (2.0 * a / t - g) / (t * t) + 2.0 * d + t * (6.0 * e + t * 12.0 * f);
    (log, slope, bend)
}

// As printed in the source.
const OVER_ICE: [f64; 7] = [
    -5.674_535_9e3,
    6.392_524_7,
    -9.677_843_0e-3,
    6.221_570_1e-7,
    2.074_782_5e-9,
    -9.484_024_0e-13,
    4.163_501_9,
];
const OVER_WATER: [f64; 7] = [
    -5.800_220_6e3,
    1.391_499_3,
    -4.864_023_9e-2,
    4.176_476_8e-5,
    -1.445_209_3e-8,
    0.0,
    6.545_967_3,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SEA: Pressure = Pressure::pa(SEA_LEVEL_PA);

    fn c(t: f64) -> Temperature {
        Temperature::celsius(t)
    }

    /// ASHRAE 2017, chapter 1, table 3, as quoted in psychrolib `tests/test_psychrolib_si.py@059a99b6`.
    const TABLE_3: [(f64, f64); 7] = [
        (-20.0, 103.24),
        (-5.0, 401.74),
        (5.0, 872.6),
        (25.0, 3_169.7),
        (50.0, 12_351.3),
        (100.0, 101_418.0),
        (150.0, 476_101.4),
    ];

    #[test]
    fn saturation_is_that_of_the_published_table() {
        for (t, p) in TABLE_3 {
            // The source states 300 ppm, which is below 0.01 K; the printed digits give 0.005 K at -20 °C.
            let got = saturation_pressure(c(t)).to_pa();
            assert!((got / p - 1.0).abs() < 3e-4, "{t}: {got} {p}");
            let back = dew_point(Pressure::pa(p)).to_celsius();
            assert!((back - t).abs() < 0.01, "{t}: {back}");
        }
    }

    #[test]
    fn a_microkelvin_is_what_the_steps_leave() {
        for t in [-30.0, -5.0, 0.5, 12.0, 25.0, 40.0, 48.0] {
            for rh in [0.02, 0.2, 0.5, 0.8, 0.97] {
                let w = humidity_ratio(saturation_pressure(c(t)) * rh, SEA);
                let wet = wet_bulb(c(t), w, SEA).to_celsius();
                let bulb = if wet < 0.0 { &ICE } else { &WATER };
                let (got, slope, _) = psychrometric(bulb, t, wet, SEA_LEVEL_PA);
                // Where neither equation holds, between iced and wet, the bulb is at 0 °C.
                assert!(
                    ((got - w) / slope).abs() < 1e-6 || wet.abs() < 1e-9,
                    "{t} {rh} {wet}"
                );
            }
        }
    }

    #[test]
    fn slopes_are_those_of_differences() {
        for (bulb, dry, wet) in [(&WATER, 30.0, 20.0), (&WATER, 5.0, 3.0), (&ICE, -5.0, -7.0)] {
            let at = |wet: f64| psychrometric(bulb, dry, wet, SEA_LEVEL_PA);
            let d = 1e-3;
            let (low, (_, slope, bend), high) = (at(wet - d), at(wet), at(wet + d));
            assert!(((high.0 - low.0) / (2.0 * d) / slope - 1.0).abs() < 1e-6);
            assert!(((high.1 - low.1) / (2.0 * d) / bend - 1.0).abs() < 1e-6);
        }
    }

    #[test]
    fn wet_bulbs_are_those_of_the_published_vectors() {
        // Humidity ratios of wet bulbs 25 and -5 °C, computed apart by psychrolib's authors (same file).
        for (dry, ratio, wet) in [
            (30.0, 0.019_228_127_424_109_6, 25.0),
            (-1.0, 0.001_203_998_199_338_44, -5.0),
        ] {
            let got = wet_bulb(c(dry), ratio, Pressure::pa(95_461.0)).to_celsius();
            assert!((got - wet).abs() < 0.01, "{dry}: {got}");
        }
        // ASHRAE 2017, chapter 1, example 1: 40 °C dry, 20 °C wet: W 0.0065, 56.7 kJ/kg, read off a chart.
        let (w, ..) = psychrometric(&WATER, 40.0, 20.0, SEA_LEVEL_PA);
        assert!((w - 0.0065).abs() < 0.000_1);
        assert!((enthalpy_kj_per_kg(c(40.0), w) - 56.7).abs() < 0.1);
    }

    #[test]
    fn moist_air_at_saturation_is_that_of_table_2() {
        // Real-gas values: the ideal-gas relations stay within half a percent.
        for (t, w) in [(5.0, 0.005_425), (25.0, 0.020_173)] {
            let got = humidity_ratio(saturation_pressure(c(t)), SEA);
            assert!((got / w - 1.0).abs() < 0.005, "{t}: {got}");
        }
    }

    proptest! {
        #[test]
        fn dew_point_inverts_saturation(t in -60.0..90.0_f64) {
            prop_assert!((dew_point(saturation_pressure(c(t))).to_celsius() - t).abs() < 1e-5);
        }

        #[test]
        fn vapour_pressure_inverts_the_humidity_ratio(w in 1e-5..0.1_f64, p in 7e4..1.08e5_f64) {
            let back = humidity_ratio(vapour_pressure(w, Pressure::pa(p)), Pressure::pa(p));
            prop_assert!((back / w - 1.0).abs() < 1e-12);
        }

        #[test]
        fn wet_bulb_lies_between_dew_point_and_dry_bulb(t in -40.0..48.0_f64, rh in 0.02..1.0_f64, p in 7e4..1.08e5_f64) {
            let p = Pressure::pa(p);
            let vapour = saturation_pressure(c(t)) * rh;
            let wet = wet_bulb(c(t), humidity_ratio(vapour, p), p);
            // An iced bulb in air saturated over water at 0 to 0.01 °C: a thousandth of a kelvin of room.
            prop_assert!(wet <= c(t));
            prop_assert!(dew_point(vapour).to_celsius() <= wet.to_celsius() + 0.001);
        }

        #[test]
        fn saturated_air_has_its_dry_bulb_as_wet_bulb(t in -40.0..45.0_f64) {
            let w = humidity_ratio(saturation_pressure(c(t)), SEA);
            prop_assert!((wet_bulb(c(t), w, SEA).to_celsius() - t).abs() < 1e-4);
        }

        #[test]
        fn the_wet_bulb_gives_the_humidity_back(t in 1.0..45.0_f64, rh in 0.1..1.0_f64) {
            let w = humidity_ratio(saturation_pressure(c(t)) * rh, SEA);
            let wet = wet_bulb(c(t), w, SEA).to_celsius();
            let bulb = if wet < 0.0 { &ICE } else { &WATER };
            // At 0.01 °C the curves of saturation over ice and over water meet: at most 0.8 mK is left there.
            let most = if (wet - TRIPLE_POINT_C).abs() < NEAR_K { 4e-7 } else { 1e-9 };
            prop_assert!((psychrometric(bulb, t, wet, SEA_LEVEL_PA).0 - w).abs() < most);
        }

        #[test]
        fn moister_air_has_a_higher_wet_bulb(t in -20.0..45.0_f64, rh in 0.05..0.98_f64) {
            let of = |rh: f64| wet_bulb(c(t), humidity_ratio(saturation_pressure(c(t)) * rh, SEA), SEA);
            prop_assert!(of(rh) < of(rh + 0.01));
        }
    }
}
