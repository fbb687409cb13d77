//! Outside air that cools hall air through an exchanger and never enters the halls.

use super::water_loop::fan_power;
use super::{Air, Chiller, CoolingLoad};
use crate::quantity::{Temperature, Warming};

/// Hall air and outside air in an air-to-air exchanger; the outside air is wetted when it is warm.
///
/// ```text
/// T_supply = T_return − ε (T_return − T_outside)        at full and equal flows
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | ε | effectiveness of the exchanger | – |
/// | `T_return` | hall air leaving the servers | °C |
/// | `T_outside` | outside air, wetted or not, entering the exchanger | °C |
///
/// So the outside air must be `ΔT (1 − ε) / ε` below the wanted supply. Valid for sensible exchange without condensation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct IndirectAir {
    /// Wanted air at the servers.
    pub inlet: Temperature,
    /// Warmest air allowed at the servers.
    pub allowable: Temperature,
    /// Air leaving over air entering the servers.
    pub delta: Warming,
    /// Power of the outside fans at full speed over design heat.
    pub fan: f64,
    /// Lowest outside flow over full flow.
    pub minimum_flow: f64,
    /// ε, effectiveness of the exchanger.
    pub exchanger: f64,
    /// Share of the wet-bulb depression that sprays or pads close.
    pub effectiveness: f64,
    /// Compressors for what is left.
    pub chiller: Chiller,
}

impl IndirectAir {
    /// The exchanger at `share` of its design heat: outside fans turn as the heat asks.
    pub(super) fn at(self, share: f64) -> Self {
        Self {
            fan: self.fan * share * share,
            minimum_flow: self.minimum_flow / share,
            ..self
        }
    }

    /// Load, and the air at the servers. Outside fans slow down in the cold, power as flow cubed; warm outside air is
    /// wetted as far as it helps and its wet bulb allows; then the hall warms up to the allowable temperature.
    #[inline]
    pub(crate) fn load(&self, air: Air) -> (CoolingLoad, Temperature) {
        let approach = self.delta * ((1.0 - self.exchanger) / self.exchanger);
        let wanted = self.inlet.minus(approach);
        let excess = air.dry.above(wanted).max(Warming::ZERO);
        let reach = air.dry.above(air.wet).max(Warming::ZERO) * self.effectiveness;
        let wetted = excess.min(reach);
        // A degree of outside air moves supply air by ε degrees.
        let after = self.inlet.plus((excess - wetted) * self.exchanger);
        let (compressor, at_servers) =
            self.chiller
                .trim(after, self.allowable, self.delta, air.dry);
        let fans = fan_power(approach, self.inlet.above(air.dry), self.minimum_flow);
        let load = CoolingLoad {
            electric: self.fan * fans + compressor,
            // Outside air flows as hall air does while it is wetted, so a degree of it is 1 / ΔT of the heat.
            latent: wetted / self.delta,
            ..CoolingLoad::default()
        };
        (load, at_servers)
    }
}
