//! Cooling plants that answer to weather.

use crate::quantity::{Power, Pressure, Temperature, Warming};

/// Outside air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    /// Dry bulb.
    pub dry: Temperature,
    /// Wet bulb.
    pub wet: Temperature,
}

/// A compression chiller outside the range of standard curves: a share of the reversible efficiency.
///
/// ```text
/// COP = min(COP_max, η T_e / (T_c − T_e))        T_e = supply − ΔT_e        T_c = ambient + ΔT_c
/// ```
///
/// Temperatures of the fraction in kelvin. Valid for chilled water of 10 to 40 °C, where rated curves are not.
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

/// How a water loop gives off its heat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rejection {
    /// Dry coolers: the outside air's dry bulb.
    Dry {
        /// Water leaving over outside air, at full fan speed.
        approach: Warming,
    },
    /// Cooling towers behind a heat exchanger: the outside air's wet bulb.
    Tower {
        /// Tower water over wet bulb, at full fan speed.
        approach: Warming,
        /// Loop over tower water.
        exchanger: Warming,
        /// Share of the rejected heat that evaporation carries.
        latent: f64,
    },
}

/// A water loop with free cooling and a chiller that makes up what is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterLoop {
    /// Supply temperature.
    pub supply: Temperature,
    /// Return over supply.
    pub delta: Warming,
    /// Pump power over heat.
    pub pump: f64,
    /// Fan power at full speed over heat.
    pub fan: f64,
    /// Lowest air flow over full flow.
    pub minimum_flow: f64,
    /// Towers or dry coolers.
    pub rejection: Rejection,
    /// The chiller.
    pub chiller: Chiller,
}

/// Outside air blown through the halls, wetted when it is warm, trimmed by compressors when it is very warm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FreeAir {
    /// Wanted air at the servers.
    pub inlet: Temperature,
    /// Warmest air allowed at the servers.
    pub allowable: Temperature,
    /// Air leaving over air entering the servers.
    pub delta: Warming,
    /// Fan power over heat.
    pub fan: f64,
    /// Share of the wet-bulb depression that the pads close.
    pub effectiveness: f64,
    /// Compressors for what is left.
    pub chiller: Chiller,
}

/// One way for heat to leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Path {
    /// Through water.
    Water(WaterLoop),
    /// With outside air.
    FreeAir(FreeAir),
}

/// A path, its share of the heat, and the fans in the hall that bring the heat to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Share of the heat.
    pub share: f64,
    /// Fan power in the hall over heat.
    pub hall_fan: f64,
    /// The path.
    pub path: Path,
}

/// A cooling plant: up to two paths, whose shares sum to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plant {
    /// The paths.
    pub parts: [Option<Part>; 2],
}

/// Per watt of heat.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CoolingLoad {
    /// Electric power over heat.
    pub electric: f64,
    /// Heat carried off by evaporation over heat.
    pub latent: f64,
}

/// Fan power over heat of air at one pressure and warming.
///
/// ```text
/// P / Q = Δp / (ρ c ΔT η)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | Δp | pressure of the fans | Pa |
/// | ρ c | heat capacity of air | J/(m³ K) |
/// | ΔT | warming of the air | K |
/// | η | efficiency of the fans | – |
///
/// ```
/// use polder::{facility::Plant, quantity::{Pressure, Warming}};
/// let share = Plant::fan_share(Pressure::pa(450.0), 1210.0, Warming::k(14.0), 0.7);
/// assert!((share - 0.037_95).abs() < 1e-5);
/// ```
impl Plant {
    /// Fan power over heat: see the type.
    pub fn fan_share(
        pressure: Pressure,
        heat_capacity: f64,
        warming: Warming,
        efficiency: f64,
    ) -> f64 {
        pressure.to_pa() / (heat_capacity * warming.to_k() * efficiency)
    }

    /// Power and evaporation per watt of heat.
    pub fn load(&self, air: Air) -> CoolingLoad {
        let mut total = CoolingLoad::default();
        for part in self.parts.iter().flatten() {
            let load = match &part.path {
                Path::Water(w) => w.load(air),
                Path::FreeAir(f) => f.load(air),
            };
            // The heat of the hall's own fans leaves by the same path.
            let heat = part.share * (1.0 + part.hall_fan);
            total.electric += heat * load.electric + part.share * part.hall_fan;
            total.latent += heat * load.latent;
        }
        total
    }

    /// Power and evaporated heat for `heat`.
    pub fn power(&self, heat: Power, air: Air) -> (Power, Power) {
        let load = self.load(air);
        (heat * load.electric, heat * load.latent)
    }
}

impl WaterLoop {
    /// Free cooling carries all heat while outside air is cold enough, a falling share up to the return
    /// temperature, and none above. Fans slow down in the cold: air flow goes as approach over what there is,
    /// fan power as flow cubed. Above the supply temperature fans run full: they also serve the condensers.
    fn load(&self, air: Air) -> CoolingLoad {
        let (ambient, approach, at_condenser, latent) = match self.rejection {
            Rejection::Dry { approach } => (air.dry, approach, air.dry, 0.0),
            Rejection::Tower {
                approach,
                exchanger,
                latent,
            } => (
                air.wet,
                approach + exchanger,
                air.wet.plus(approach),
                latent,
            ),
        };
        let room = self.supply.above(ambient);
        let missing = (approach - room).max(Warming::ZERO) / self.delta;
        let flow = if approach < room {
            (approach / room).max(self.minimum_flow)
        } else {
            1.0
        };
        let by_chiller = if missing < 1.0 { missing } else { 1.0 };
        let compressor = if by_chiller > 0.0 {
            by_chiller * self.chiller.power_per_heat(self.supply, at_condenser)
        } else {
            0.0
        };
        // Pumps and compressors warm the water as well.
        let rejected = 1.0 + self.pump + compressor;
        CoolingLoad {
            electric: self.pump + self.fan * rejected * flow * flow * flow + compressor,
            latent: latent * rejected,
        }
    }
}

impl FreeAir {
    /// Cold air is mixed with return air; warm air is wetted down to the wanted temperature, as far as its wet
    /// bulb allows; what is then above the allowable temperature is trimmed by compressors.
    fn load(&self, air: Air) -> CoolingLoad {
        // The fans warm the air they move.
        let blown = air.dry.plus(self.delta * self.fan);
        let excess = blown.above(self.inlet);
        if excess <= Warming::ZERO {
            return CoolingLoad {
                electric: self.fan,
                latent: 0.0,
            };
        }
        let reach = air.dry.above(air.wet).max(Warming::ZERO) * self.effectiveness;
        let wetted = excess.min(reach);
        let after = blown.minus(wetted);
        let trim = (after.above(self.allowable).max(Warming::ZERO) / self.delta).min(1.0);
        let compressor = if trim > 0.0 {
            trim * self.chiller.power_per_heat(self.allowable, air.dry)
        } else {
            0.0
        };
        CoolingLoad {
            electric: self.fan + compressor,
            latent: wetted / self.delta,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chiller() -> Chiller {
        Chiller {
            carnot: 0.5,
            evaporator: Warming::k(3.0),
            condenser: Warming::k(8.0),
            cop_max: 15.0,
        }
    }

    fn water(rejection: Rejection, supply: f64) -> WaterLoop {
        WaterLoop {
            supply: Temperature::celsius(supply),
            delta: Warming::k(8.0),
            pump: 0.01,
            fan: 0.02,
            minimum_flow: 0.25,
            rejection,
            chiller: chiller(),
        }
    }

    fn free_air() -> FreeAir {
        FreeAir {
            inlet: Temperature::celsius(25.0),
            allowable: Temperature::celsius(30.0),
            delta: Warming::k(13.0),
            fan: 0.04,
            effectiveness: 0.85,
            chiller: chiller(),
        }
    }

    fn air(dry: f64, depression: f64) -> Air {
        Air {
            dry: Temperature::celsius(dry),
            wet: Temperature::celsius(dry - depression),
        }
    }

    proptest! {
        #[test]
        fn no_plant_needs_less_power_when_it_is_warmer(
            dry in -20.0..44.0, depression in 0.0..12.0, step in 0.01..3.0, supply in 15.0..40.0,
        ) {
            let tower = Rejection::Tower { approach: Warming::k(4.0), exchanger: Warming::k(2.0), latent: 0.85 };
            for rejection in [Rejection::Dry { approach: Warming::k(8.0) }, tower] {
                let w = water(rejection, supply);
                prop_assert!(w.load(air(dry, depression)).electric <= w.load(air(dry + step, depression)).electric + 1e-12);
            }
            let f = free_air();
            prop_assert!(f.load(air(dry, depression)).electric <= f.load(air(dry + step, depression)).electric + 1e-12);
        }

        #[test]
        fn evaporation_carries_no_more_than_the_heat_there_is(dry in -20.0..44.0, depression in 0.0..15.0, supply in 15.0..40.0) {
            let tower = Rejection::Tower { approach: Warming::k(4.0), exchanger: Warming::k(2.0), latent: 0.95 };
            let w = water(tower, supply).load(air(dry, depression));
            // Rejected heat is the heat of the halls and of the compressors.
            prop_assert!(w.latent <= 1.0 + w.electric);
            // The air of a free-air plant gives up what it cools by, never past saturation.
            let f = free_air();
            let wetted = f.load(air(dry, depression)).latent * f.delta.to_k();
            prop_assert!(0.0 <= wetted && wetted <= depression + 1e-12);
        }
    }

    #[test]
    fn a_warm_loop_needs_no_compressor_in_dutch_weather() {
        let w = water(
            Rejection::Dry {
                approach: Warming::k(8.0),
            },
            40.0,
        );
        assert!(w.load(air(32.0, 8.0)).electric <= 0.0302 + 1e-12);
        assert!(w.load(air(33.0, 8.0)).electric > 0.0302 + 1e-12);
    }
}
