//! Water loops: free cooling first, a chiller for what is missing.

use super::{Air, Chiller, CoolingLoad};
use crate::quantity::{Temperature, Warming};

/// What takes the heat in the end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sink {
    /// Outside air, by its dry bulb.
    Dry,
    /// Outside air, by its wet bulb.
    Wet {
        /// Share of the rejected heat that evaporation carries.
        latent: f64,
    },
    /// A canal, a river or the sea.
    ///
    /// ```text
    /// T_water = max(T_floor, T_mean + k (T_dry − T_mean))
    /// ```
    ///
    /// A stand-in for measured water: it swings with the hour's air, where real water swings with the season's.
    Surface {
        /// `T_mean`, mean of the year.
        mean: Temperature,
        /// k, swing of the water over that of the air.
        follows: f64,
        /// `T_floor`, coldest water.
        floor: Temperature,
    },
}

impl Sink {
    #[inline]
    fn temperature(self, air: Air) -> Temperature {
        match self {
            Self::Dry => air.dry,
            Self::Wet { .. } => air.wet,
            Self::Surface {
                mean,
                follows,
                floor,
            } => mean.plus(air.dry.above(mean) * follows).max(floor),
        }
    }
}

/// How a water loop gives off its heat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rejection {
    /// Where to.
    pub sink: Sink,
    /// Water leaving the cooler over the sink, at full fan speed.
    pub approach: Warming,
    /// Loop over the cooler's water; zero where they are the same water.
    pub exchanger: Warming,
    /// Whether the cooler's water cools the condensers too. They stand in outside air otherwise.
    pub cools_condensers: bool,
}

/// A water loop with free cooling and a chiller that makes up what is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WaterLoop {
    /// Supply temperature.
    pub supply: Temperature,
    /// Return over supply.
    pub delta: Warming,
    /// Pump power over heat, at design heat.
    pub pump: f64,
    /// Fan power at full speed over design heat.
    pub fan: f64,
    /// Lowest air flow over full flow.
    pub minimum_flow: f64,
    /// Towers, dry coolers or surface water.
    pub rejection: Rejection,
    /// The chiller.
    pub chiller: Chiller,
}

impl WaterLoop {
    /// The loop at `share` of its design heat, with pumps at `speed` of their power per heat: outside fans turn as the
    /// heat asks, so that their power per heat goes as its square.
    pub(super) fn at(self, share: f64, speed: f64) -> Self {
        Self {
            pump: self.pump * speed,
            fan: self.fan * share * share,
            minimum_flow: self.minimum_flow / share,
            ..self
        }
    }

    /// Free cooling carries all heat while the sink is cold enough, a falling share up to the return temperature, and
    /// none above. Fans slow down in the cold: air flow goes as approach over what there is, fan power as flow cubed.
    /// Above the supply temperature they run as fast as the heat asks: they also serve the condensers.
    #[inline]
    pub(super) fn load(&self, air: Air) -> CoolingLoad {
        let r = &self.rejection;
        let sink = r.sink.temperature(air);
        let (approach, room) = (r.approach + r.exchanger, self.supply.above(sink));
        let missing = (approach - room).max(Warming::ZERO) / self.delta;
        let by_chiller = if missing < 1.0 { missing } else { 1.0 };
        let at_condenser = if r.cools_condensers {
            sink.plus(r.approach)
        } else {
            air.dry
        };
        let compressor = if by_chiller > 0.0 {
            by_chiller * self.chiller.power_per_heat(self.supply, at_condenser)
        } else {
            0.0
        };
        // Pumps and compressors warm the water as well.
        let rejected = 1.0 + self.pump + compressor;
        let (latent, surface) = match r.sink {
            Sink::Wet { latent } => (latent * rejected, 0.0),
            Sink::Surface { .. } => (0.0, rejected),
            Sink::Dry => (0.0, 0.0),
        };
        CoolingLoad {
            electric: self.pump
                + self.fan * rejected * fan_power(approach, room, self.minimum_flow)
                + compressor,
            latent,
            surface,
            server_fans: 0.0,
        }
    }
}

/// Power of outside fans over their power at full flow, which holds the approach where there is no room.
#[inline]
pub(super) fn fan_power(approach: Warming, room: Warming, minimum: f64) -> f64 {
    let flow = if approach < room {
        approach / room
    } else {
        1.0
    };
    let flow = flow.max(minimum);
    flow * flow * flow
}
