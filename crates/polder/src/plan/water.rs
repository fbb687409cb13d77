//! Water on site.

use crate::data::params;
use crate::quantity::{Energy, Water, WaterIntensity};
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Water on site.
#[derive(Debug)]
pub(super) struct WaterUse {
    latent: Handle<WaterIntensity>,
    cycles: Handle<f64>,
    drift: Handle<f64>,
    other: Handle<WaterIntensity>,
    error: Handle<f64>,
}

impl WaterUse {
    pub(super) fn resolve(r: &mut Resolver) -> Self {
        Self {
            latent: r.param(params::LATENT_L_PER_KWH),
            cycles: r.param(params::TOWER_CYCLES),
            drift: r.param(params::TOWER_DRIFT),
            other: r.param(params::WATER_OTHER),
            error: r.param(params::WATER_ERROR),
        }
    }

    /// Water taken in and water consumed.
    ///
    /// ```text
    /// evaporation = Q_latent · w ε      consumed = evaporation (1 + d)
    /// taken in = evaporation C / (C − 1) + other
    /// ```
    ///
    /// Drift carries salt out as blowdown does, so it is part of `C / (C − 1)`. `w` litres per heat, `C` cycles of concentration, `d` drift over evaporation, ε model error. Other use is
    /// counted as taken in: it leaves through the sewer.
    pub(super) fn of(&self, draw: &Draw, latent: Energy, it: Energy) -> (Water, Water) {
        let evaporated = latent * draw.get(self.latent) * draw.get(self.error);
        let (cycles, drift) = (
            draw.get(self.cycles).max(1.0 + f64::EPSILON),
            draw.get(self.drift),
        );
        let taken = evaporated * (cycles / (cycles - 1.0)) + it * draw.get(self.other);
        (taken, evaporated * (1.0 + drift))
    }
}
