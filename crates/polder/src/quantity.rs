//! Quantities: one `f64` each, in one canonical unit, named by unit at both doors.
//!
//! Canonical units are SI where SI has one (W, s, J, kg, m², byte, FLOP) and litres for water, so that
//! every relation has factor one. `mw` always means mega; milli is never used. The canonical value never
//! leaves this module: constructors and getters are named by unit.

use core::iter::Sum;
use core::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// Seconds in an hour.
pub const SECONDS_PER_HOUR: f64 = 60.0 * 60.0;
/// Hours in a year of 365 days: the year of annual reports.
pub const HOURS_PER_YEAR: f64 = 365.0 * 24.0;
const JOULES_PER_KWH: f64 = 1e3 * SECONDS_PER_HOUR;
const SQUARE_METRES_PER_HECTARE: f64 = 1e4;

/// A number that lives in one canonical unit.
pub trait Quantity: Copy {
    /// From the canonical unit.
    fn from_canonical(value: f64) -> Self;
    /// To the canonical unit.
    fn canonical(self) -> f64;
}

impl Quantity for f64 {
    #[inline]
    fn from_canonical(value: f64) -> Self {
        value
    }
    #[inline]
    fn canonical(self) -> f64 {
        self
    }
}

macro_rules! quantity {
    ($(#[$doc:meta])* $Name:ident { $($new:ident / $get:ident = $scale:expr),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
        #[repr(transparent)]
        pub struct $Name(f64);

        impl $Name {
            /// Zero.
            pub const ZERO: Self = Self(0.0);
            $(
                #[doc = concat!("From a value in `", stringify!($new), "`.")]
                #[inline]
                pub const fn $new(value: f64) -> Self { Self(value * $scale) }
                #[doc = concat!("The value in `", stringify!($new), "`.")]
                #[inline]
                pub const fn $get(self) -> f64 { self.0 / $scale }
            )+
            /// The value in the canonical unit, where the trait cannot be called: in constants.
            #[inline]
            #[allow(dead_code, reason = "called for the units that occur in data/ only")]
            pub(crate) const fn raw(self) -> f64 { self.0 }
            /// The smaller of two.
            #[inline]
            pub const fn min(self, other: Self) -> Self { if other.0 < self.0 { other } else { self } }
            /// The larger of two.
            #[inline]
            pub const fn max(self, other: Self) -> Self { if other.0 > self.0 { other } else { self } }
        }
        impl Quantity for $Name {
            #[inline]
            fn from_canonical(value: f64) -> Self { Self(value) }
            #[inline]
            fn canonical(self) -> f64 { self.0 }
        }
        impl Add for $Name { type Output = Self; #[inline] fn add(self, rhs: Self) -> Self { Self(self.0 + rhs.0) } }
        impl Sub for $Name { type Output = Self; #[inline] fn sub(self, rhs: Self) -> Self { Self(self.0 - rhs.0) } }
        impl Neg for $Name { type Output = Self; #[inline] fn neg(self) -> Self { Self(-self.0) } }
        impl AddAssign for $Name { #[inline] fn add_assign(&mut self, rhs: Self) { self.0 += rhs.0; } }
        impl Mul<f64> for $Name { type Output = Self; #[inline] fn mul(self, rhs: f64) -> Self { Self(self.0 * rhs) } }
        impl Mul<$Name> for f64 { type Output = $Name; #[inline] fn mul(self, rhs: $Name) -> $Name { $Name(self * rhs.0) } }
        impl Div<f64> for $Name { type Output = Self; #[inline] fn div(self, rhs: f64) -> Self { Self(self.0 / rhs) } }
        impl Div for $Name { type Output = f64; #[inline] fn div(self, rhs: Self) -> f64 { self.0 / rhs.0 } }
        impl Sum for $Name { fn sum<I: Iterator<Item = Self>>(iter: I) -> Self { iter.fold(Self::ZERO, Add::add) } }
    };
}

macro_rules! relate {
    ($($A:ident * $B:ident = $C:ident;)+) => {$(
        impl Mul<$B> for $A { type Output = $C; #[inline] fn mul(self, rhs: $B) -> $C { $C(self.0 * rhs.0) } }
        impl Mul<$A> for $B { type Output = $C; #[inline] fn mul(self, rhs: $A) -> $C { $C(self.0 * rhs.0) } }
        impl Div<$B> for $C { type Output = $A; #[inline] fn div(self, rhs: $B) -> $A { $A(self.0 / rhs.0) } }
        impl Div<$A> for $C { type Output = $B; #[inline] fn div(self, rhs: $A) -> $B { $B(self.0 / rhs.0) } }
    )+};
}

quantity! {
    /// Electrical or thermal power. Canonical unit: W.
    Power { w / to_w = 1.0, kw / to_kw = 1e3, mw / to_mw = 1e6 }
}
quantity! {
    /// Time. Canonical unit: s.
    Time { ns / to_ns = 1e-9, us / to_us = 1e-6, ms / to_ms = 1e-3, s / to_s = 1.0, minutes / to_minutes = SECONDS_PER_HOUR / 60.0, h / to_h = SECONDS_PER_HOUR,
           days / to_days = 24.0 * SECONDS_PER_HOUR, years / to_years = HOURS_PER_YEAR * SECONDS_PER_HOUR }
}
quantity! {
    /// Energy. Canonical unit: J.
    Energy { j / to_j = 1.0, gj / to_gj = 1e9, wh / to_wh = SECONDS_PER_HOUR, kwh / to_kwh = JOULES_PER_KWH,
             mwh / to_mwh = 1e3 * JOULES_PER_KWH, twh / to_twh = 1e9 * JOULES_PER_KWH }
}
quantity! {
    /// Greenhouse gas emitted, GWP100. Canonical unit: kg `CO2e`. Never a plain mass.
    Carbon { g / to_g = 1e-3, kg / to_kg = 1.0, t / to_t = 1e3 }
}
quantity! {
    /// Carbon intensity of electricity. Canonical unit: kg/J.
    CarbonIntensity { g_per_kwh / to_g_per_kwh = 1e-3 / JOULES_PER_KWH, kg_per_kwh / to_kg_per_kwh = 1.0 / JOULES_PER_KWH }
}
quantity! {
    /// Nitrogen oxides emitted, counted as NO2. Canonical unit: kg. Never a plain mass.
    Pollutant { kg / to_kg = 1.0, t / to_t = 1e3 }
}
quantity! {
    /// Nitrogen oxides per electricity. Canonical unit: kg/J.
    PollutantIntensity { g_per_kwh / to_g_per_kwh = 1e-3 / JOULES_PER_KWH }
}
quantity! {
    /// Volume of water. Canonical unit: L.
    Water { ml / to_ml = 1e-3, l / to_l = 1.0, m3 / to_m3 = 1e3 }
}
quantity! {
    /// Water per energy. Canonical unit: L/J.
    WaterIntensity { l_per_kwh / to_l_per_kwh = 1.0 / JOULES_PER_KWH }
}
quantity! {
    /// Area. Canonical unit: m².
    Area { mm2 / to_mm2 = 1e-6, cm2 / to_cm2 = 1e-4, m2 / to_m2 = 1.0, ha / to_ha = SQUARE_METRES_PER_HECTARE }
}
quantity! {
    /// Area per power. Canonical unit: m²/W.
    AreaPerPower { m2_per_mw / to_m2_per_mw = 1e-6, ha_per_mw / to_ha_per_mw = 1e-6 * SQUARE_METRES_PER_HECTARE }
}
quantity! {
    /// Occupation of land: area times time. Canonical unit: m²·s.
    AreaTime { m2_years / to_m2_years = HOURS_PER_YEAR * SECONDS_PER_HOUR }
}
quantity! {
    /// Embodied carbon per floor area. Canonical unit: kg/m².
    CarbonPerArea { kg_per_m2 / to_kg_per_m2 = 1.0, kg_per_cm2 / to_kg_per_cm2 = 1e4 }
}
quantity! {
    /// Embodied carbon per installed power. Canonical unit: kg/W.
    CarbonPerPower { t_per_mw / to_t_per_mw = 1e-3, kg_per_w / to_kg_per_w = 1.0 }
}
quantity! {
    /// Embodied carbon per memory. Canonical unit: kg/byte.
    CarbonPerData { kg_per_gb / to_kg_per_gb = 1e-9 }
}
quantity! {
    /// Primary energy taken from nature per carbon emitted. Canonical unit: J/kg.
    EnergyPerCarbon { mj_per_kg / to_mj_per_kg = 1e6 }
}
quantity! {
    /// Use of scarce elements, as antimony: abiotic depletion. Canonical unit: kg Sb-eq. Never a plain mass.
    Depletion { ug / to_ug = 1e-9, kg / to_kg = 1.0 }
}
quantity! {
    /// Use of scarce elements per carbon emitted. Canonical unit: kg Sb-eq/kg.
    DepletionPerCarbon { kg_per_kg / to_kg_per_kg = 1.0 }
}
quantity! {
    /// Temperature. Canonical unit: °C.
    Temperature { celsius / to_celsius = 1.0 }
}
quantity! {
    /// Difference of two temperatures. Canonical unit: K.
    Warming { k / to_k = 1.0 }
}
quantity! {
    /// Pressure. Canonical unit: Pa.
    Pressure { pa / to_pa = 1.0 }
}
quantity! {
    /// Amount of data. Canonical unit: byte.
    Data { bytes / to_bytes = 1.0, gb / to_gb = 1e9 }
}
quantity! {
    /// Data per time. Canonical unit: byte/s.
    Bandwidth { bytes_per_s / to_bytes_per_s = 1.0, gb_per_s / to_gb_per_s = 1e9 }
}
quantity! {
    /// Arithmetic work. Canonical unit: FLOP.
    Compute { flop / to_flop = 1.0, tflop / to_tflop = 1e12 }
}
quantity! {
    /// Arithmetic work per time. Canonical unit: FLOP/s.
    ComputeRate { flops / to_flops = 1.0, tflops / to_tflops = 1e12 }
}
quantity! {
    /// Energy per byte moved. Canonical unit: J/byte.
    EnergyPerData { pj_per_byte / to_pj_per_byte = 1e-12 }
}
quantity! {
    /// Energy per operation. Canonical unit: J/FLOP.
    EnergyPerCompute { pj_per_flop / to_pj_per_flop = 1e-12 }
}

quantity! {
    /// Money of the year a price is of. Canonical unit: euro.
    Money { eur / to_eur = 1.0 }
}
quantity! {
    /// Money per installed or contracted power. Canonical unit: EUR/W.
    MoneyPerPower { eur_per_mw / to_eur_per_mw = 1e-6, eur_per_kw / to_eur_per_kw = 1e-3 }
}
quantity! {
    /// Price of energy. Canonical unit: EUR/J.
    MoneyPerEnergy { eur_per_mwh / to_eur_per_mwh = 1e-3 / JOULES_PER_KWH, eur_per_kwh / to_eur_per_kwh = 1.0 / JOULES_PER_KWH }
}
quantity! {
    /// Price of water. Canonical unit: EUR/L.
    MoneyPerWater { eur_per_m3 / to_eur_per_m3 = 1e-3 }
}

relate! {
    Power * MoneyPerPower = Money;
    Energy * MoneyPerEnergy = Money;
    Water * MoneyPerWater = Money;
    Power * Time = Energy;
    Energy * CarbonIntensity = Carbon;
    Energy * PollutantIntensity = Pollutant;
    Energy * WaterIntensity = Water;
    Power * AreaPerPower = Area;
    Area * Time = AreaTime;
    Area * CarbonPerArea = Carbon;
    Power * CarbonPerPower = Carbon;
    Data * CarbonPerData = Carbon;
    Carbon * EnergyPerCarbon = Energy;
    Carbon * DepletionPerCarbon = Depletion;
    Bandwidth * Time = Data;
    ComputeRate * Time = Compute;
    Data * EnergyPerData = Energy;
    Compute * EnergyPerCompute = Energy;
    Bandwidth * EnergyPerData = Power;
    ComputeRate * EnergyPerCompute = Power;
}

impl Temperature {
    const ZERO_CELSIUS_K: f64 = 273.15;

    /// Absolute temperature in kelvin.
    #[inline]
    pub const fn to_kelvin(self) -> f64 {
        self.0 + Self::ZERO_CELSIUS_K
    }

    /// How much warmer than `other`.
    #[inline]
    pub const fn above(self, other: Self) -> Warming {
        Warming(self.0 - other.0)
    }

    /// This temperature, warmer by `by`.
    #[inline]
    pub const fn plus(self, by: Warming) -> Self {
        Self(self.0 + by.0)
    }

    /// This temperature, colder by `by`.
    #[inline]
    pub const fn minus(self, by: Warming) -> Self {
        Self(self.0 - by.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_megawatt_for_a_year_is_8760_mwh() {
        assert!(((Power::mw(1.0) * Time::years(1.0)).to_mwh() - 8760.0).abs() < 1e-9);
    }

    #[test]
    fn grams_per_kwh_times_mwh_is_kilograms() {
        let c = Energy::mwh(2.0) * CarbonIntensity::g_per_kwh(300.0);
        assert!((c.to_kg() - 600.0).abs() < 1e-9);
    }
}
