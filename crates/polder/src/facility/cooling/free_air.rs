//! Outside air through the halls.

use super::{Air, Chiller, CoolingLoad};
use crate::quantity::{Temperature, Warming};

/// Outside air blown through the halls, wetted when it is warm, trimmed by compressors when it is very warm.
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
            latent: wetted / self.delta,
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
