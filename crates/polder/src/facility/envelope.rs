//! The air that servers are made for.

use crate::quantity::{Pressure, Temperature};
use crate::weather::psychrometrics::saturation_pressure;

/// Air at the servers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerAir {
    /// Dry bulb.
    pub dry: Temperature,
    /// Vapour pressure; none where the hall's moisture is its own affair.
    pub vapour: Option<Pressure>,
}

/// Bounds on the air at the servers, as ASHRAE sets them: each pair lowest and highest.
///
/// ```
/// use polder::facility::{Envelope, ServerAir};
/// use polder::{quantity::Temperature, weather::psychrometrics::saturation_pressure};
/// let c = Temperature::celsius;
/// let a1 = Envelope::new([c(15.0), c(32.0)], [c(-12.0), c(17.0)], [0.08, 0.8]);
/// let air = |dry: f64, dew: f64| ServerAir { dry: c(dry), vapour: Some(saturation_pressure(c(dew))) };
/// assert!(a1.holds(air(25.0, 16.9)) && !a1.holds(air(25.0, 17.1)) && !a1.holds(air(32.1, 10.0)));
/// // 16 °C and a dew point of 15 °C are 94 % relative humidity.
/// assert!(!a1.holds(air(16.0, 15.0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Envelope {
    dry: [Temperature; 2],
    vapour: [Pressure; 2],
    relative: [f64; 2],
}

impl Envelope {
    /// Of dry bulb, dew point and relative humidity (0 to 1).
    pub fn new(dry: [Temperature; 2], dew: [Temperature; 2], relative: [f64; 2]) -> Self {
        Self {
            dry,
            vapour: dew.map(saturation_pressure),
            relative,
        }
    }

    /// Whether the air is within.
    pub fn holds(&self, air: ServerAir) -> bool {
        let within = |[low, high]: [f64; 2], x: f64| low <= x && x <= high;
        let [coldest, warmest] = self.dry;
        let dry = coldest <= air.dry && air.dry <= warmest;
        dry && air.vapour.is_none_or(|vapour| {
            within(self.vapour.map(Pressure::to_pa), vapour.to_pa())
                && within(self.relative, vapour / saturation_pressure(air.dry))
        })
    }
}
