//! Compression chillers.

use crate::quantity::{Temperature, Warming};

/// A compression chiller outside the range of standard curves: a share of the reversible efficiency.
///
/// ```text
/// COP = min(COP_max, η T_e / (T_c − T_e))        T_e = supply − ΔT_e        T_c = ambient + ΔT_c
/// ```
///
/// Temperatures of the fraction in kelvin. Valid for chilled water of 10 to 40 °C, where rated curves are not. The
/// same at any load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chiller {
    /// η, share of the reversible efficiency.
    pub carnot: f64,
    /// Evaporation below supply.
    pub evaporator: Warming,
    /// Condensation over ambient.
    pub condenser: Warming,
    /// Highest coefficient of performance.
    pub cop_max: f64,
}

impl Chiller {
    /// Compressor power per heat, for one supply and ambient temperature.
    ///
    /// ```
    /// use polder::{facility::Chiller, quantity::{Temperature, Warming}};
    /// let c = Chiller { carnot: 0.5, evaporator: Warming::k(3.0), condenser: Warming::k(12.0), cop_max: 15.0 };
    /// // 0.5 × 290.15 / (47 − 17) = 4.836
    /// let per_heat = c.power_per_heat(Temperature::celsius(20.0), Temperature::celsius(35.0));
    /// assert!((1.0 / per_heat - 4.835_833_333).abs() < 1e-8);
    /// ```
    pub fn power_per_heat(&self, supply: Temperature, ambient: Temperature) -> f64 {
        let evaporating = supply.minus(self.evaporator);
        let lift = ambient.plus(self.condenser).above(evaporating).to_k();
        (lift / (self.carnot * evaporating.to_kelvin())).max(1.0 / self.cop_max)
    }
}
