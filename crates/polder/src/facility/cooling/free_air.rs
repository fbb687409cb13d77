//! Outside air through the halls.

use super::{Air, Chiller, CoolingLoad};
use crate::quantity::{Temperature, Warming};
use crate::weather::psychrometrics::cooling_by;

/// Outside air blown through the halls, wetted when it is warm, trimmed by compressors when it is very warm; humidified
/// when it is very dry.
///
/// ```text
/// s (T_return − T + h (W_least − W) / c) = ΔT        s ≤ 1
/// evaporated heat / heat = s h (W_least − W) / (c ΔT)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | s | share of outside air in what the servers get; the rest is return air, as moist as that | – |
/// | T, `T_return` | outside air, and air leaving the servers | °C |
/// | W, `W_least` | humidity ratio of outside air, and the least in the halls | – |
/// | h / c | cooling of air by what evaporates in it, per humidity ratio | K |
///
/// Valid for adiabatic humidifiers: the heat of evaporation comes from the air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreeAir {
    /// Wanted air at the servers.
    pub inlet: Temperature,
    /// Warmest air allowed at the servers.
    pub allowable: Temperature,
    /// Air leaving over air entering the servers.
    pub delta: Warming,
    /// Fan power over heat, at design heat.
    pub fan: f64,
    /// Share of the wet-bulb depression that the pads close.
    pub effectiveness: f64,
    /// Least humidity ratio of the halls.
    pub least_ratio: f64,
    /// Compressors for what is left.
    pub chiller: Chiller,
}

impl FreeAir {
    /// The halls at less than design heat, with fans at `speed` of their power per heat.
    pub(super) fn at(self, speed: f64) -> Self {
        Self {
            fan: self.fan * speed,
            ..self
        }
    }

    /// Cooling of the outside air by the pads: down to the wanted air at the servers, as far as the wet bulb allows.
    #[inline]
    pub fn wetted(&self, air: Air) -> Warming {
        let reach = air.dry.above(air.wet).max(Warming::ZERO) * self.effectiveness;
        self.excess(air).min(reach)
    }

    /// What outside air, warmed by the fans that move it, is above the wanted air.
    #[inline]
    fn excess(&self, air: Air) -> Warming {
        let blown = air.dry.plus(self.delta * self.fan);
        blown.above(self.inlet).max(Warming::ZERO)
    }

    /// Heat that humidifiers evaporate, over heat.
    #[inline]
    fn humidified(&self, air: Air) -> f64 {
        let lack = cooling_by((self.least_ratio - air.ratio).max(0.0));
        let blown = air.dry.plus(self.delta * self.fan);
        let back = self.inlet.plus(self.delta);
        lack / (back.above(blown) + lack).max(self.delta)
    }

    /// Load, and the air at the servers. Cold air is mixed with return air; warm air is wetted down to the wanted
    /// temperature, as far as its wet bulb allows; what is then above the allowable temperature is trimmed by
    /// compressors.
    #[inline]
    pub(crate) fn load(&self, air: Air) -> (CoolingLoad, Temperature) {
        let wetted = self.wetted(air);
        let after = self.inlet.plus(self.excess(air) - wetted);
        let (compressor, at_servers) =
            self.chiller
                .trim(after, self.allowable, self.delta, air.dry);
        let load = CoolingLoad {
            electric: self.fan + compressor,
            latent: (wetted / self.delta).max(self.humidified(air)),
            ..CoolingLoad::default()
        };
        (load, at_servers)
    }
}

impl Chiller {
    /// Compressor power per heat that keeps air at the allowable temperature, and the air that results.
    #[inline]
    pub(super) fn trim(
        &self,
        air: Temperature,
        allowable: Temperature,
        delta: Warming,
        outside: Temperature,
    ) -> (f64, Temperature) {
        let above = air.above(allowable).max(Warming::ZERO);
        if above <= Warming::ZERO {
            return (0.0, air);
        }
        let share = (above / delta).min(1.0);
        (share * self.power_per_heat(allowable, outside), allowable)
    }
}
