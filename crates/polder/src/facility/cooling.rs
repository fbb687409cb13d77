//! Cooling plants that answer to weather and to load.

mod chiller;
mod drive;
mod free_air;
mod indirect;
mod water_loop;

pub use chiller::Chiller;
pub use drive::Drive;
pub use free_air::FreeAir;
pub use indirect::IndirectAir;
pub use water_loop::{Rejection, Sink, WaterLoop};

use crate::quantity::{Power, Pressure, Temperature, Warming};
use crate::weather::psychrometrics::ratio_of_wet_bulb;

/// Outside air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    /// Dry bulb.
    pub dry: Temperature,
    /// Wet bulb.
    pub wet: Temperature,
    /// How moist it is; none where no path looks at it, and then nothing is humidified.
    pub moisture: Option<Moisture>,
}

impl Air {
    /// Air of a dry and a wet bulb in hundredths of a degree.
    #[inline]
    pub fn centi([dry, wet]: [i16; 2]) -> Self {
        Self {
            dry: Temperature::celsius(f64::from(dry) / 100.0),
            wet: Temperature::celsius(f64::from(wet) / 100.0),
            moisture: None,
        }
    }

    /// The same, with the moisture that its bulbs say it has at a pressure.
    #[must_use]
    pub fn at(self, barometer: Pressure) -> Self {
        let ratio = ratio_of_wet_bulb(self.dry, self.wet, barometer);
        Self {
            moisture: Some(Moisture { ratio, barometer }),
            ..self
        }
    }
}

/// Vapour in outside air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moisture {
    /// Mass of vapour over mass of dry air.
    pub ratio: f64,
    /// Pressure of the air.
    pub barometer: Pressure,
}

/// One way for heat to leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Path {
    /// Through water.
    Water(WaterLoop),
    /// With outside air through the halls.
    FreeAir(FreeAir),
    /// To outside air through an exchanger.
    IndirectAir(IndirectAir),
}

/// A path, its share of the heat, and the fans in the hall that bring the heat to it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Share of the heat.
    pub share: f64,
    /// Fan power in the hall over heat, at design heat.
    pub hall_fan: f64,
    /// Air wanted at the servers; none where liquid takes the heat.
    pub inlet: Option<Temperature>,
    /// The path.
    pub path: Path,
}

impl Part {
    fn at(self, share: f64, speed: f64) -> Self {
        Self {
            hall_fan: self.hall_fan * speed,
            path: match self.path {
                Path::Water(w) => Path::Water(w.at(share, speed)),
                Path::FreeAir(f) => Path::FreeAir(f.at(speed)),
                Path::IndirectAir(i) => Path::IndirectAir(i.at(share)),
            },
            ..self
        }
    }

    /// Mean load per watt of this part's heat.
    fn mean(&self, airs: &[(Air, f64)], servers: &ServerFans) -> CoolingLoad {
        let extra = |air: Option<Temperature>| air.map_or(0.0, |t| servers.extra(t));
        match &self.path {
            Path::Water(w) => {
                let server_fans = extra(self.inlet);
                self.sum(airs, |air| (w.load(air), server_fans))
            }
            Path::FreeAir(f) => self.sum(airs, |air| {
                let (load, at_servers) = f.load(air);
                (load, servers.extra(at_servers))
            }),
            Path::IndirectAir(i) => self.sum(airs, |air| {
                let (load, at_servers) = i.load(air);
                (load, servers.extra(at_servers))
            }),
        }
    }

    /// Load per watt of this part's heat.
    #[inline]
    fn load(&self, air: Air, servers: &ServerFans) -> CoolingLoad {
        let (load, at_servers) = match &self.path {
            Path::Water(w) => (w.load(air), self.inlet),
            Path::FreeAir(f) => {
                let (load, at_servers) = f.load(air);
                (load, Some(at_servers))
            }
            Path::IndirectAir(i) => {
                let (load, at_servers) = i.load(air);
                (load, Some(at_servers))
            }
        };
        // The heat of the hall's own fans leaves by the same path.
        let with_fans = 1.0 + self.hall_fan;
        CoolingLoad {
            electric: with_fans * load.electric + self.hall_fan,
            latent: with_fans * load.latent,
            surface: with_fans * load.surface,
            server_fans: at_servers.map_or(0.0, |t| servers.extra(t)),
        }
    }

    #[inline]
    fn sum(&self, airs: &[(Air, f64)], load: impl Fn(Air) -> (CoolingLoad, f64)) -> CoolingLoad {
        let mut total = CoolingLoad::default();
        for (air, weight) in airs {
            let (load, server_fans) = load(*air);
            // The heat of the hall's own fans leaves by the same path.
            total.add(load, weight * (1.0 + self.hall_fan));
            total.electric += weight * self.hall_fan;
            total.server_fans += weight * server_fans;
        }
        total
    }
}

/// What the fans in the servers draw more when their air is warm. They are IT: a warm hall lowers PUE, not energy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServerFans {
    /// Air up to which servers draw what their work asks.
    pub from: Temperature,
    /// More IT power over IT power, per kelvin above.
    pub per_k: f64,
}

impl ServerFans {
    #[inline]
    fn extra(&self, inlet: Temperature) -> f64 {
        self.per_k * inlet.above(self.from).max(Warming::ZERO).to_k()
    }
}

/// A cooling plant: up to four paths, whose shares sum to one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plant {
    /// The paths.
    pub parts: [Option<Part>; 4],
    /// Speed of hall fans and pumps.
    pub drive: Drive,
    /// Fans in the servers.
    pub server_fans: ServerFans,
}

/// Per watt of heat.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CoolingLoad {
    /// Electric power over heat.
    pub electric: f64,
    /// Heat carried off by evaporation over heat.
    pub latent: f64,
    /// Heat given to surface water over heat.
    pub surface: f64,
    /// More IT power over IT power, for server fans in warm air.
    pub server_fans: f64,
}

impl CoolingLoad {
    /// Adds another load, `share` times.
    #[inline]
    pub(super) fn add(&mut self, other: Self, share: f64) {
        self.electric += share * other.electric;
        self.latent += share * other.latent;
        self.surface += share * other.surface;
        self.server_fans += share * other.server_fans;
    }
}

impl Plant {
    /// Whether outside air passes through halls.
    pub fn opens_halls(&self) -> bool {
        let open = |part: &Part| matches!(part.path, Path::FreeAir(_));
        self.parts.iter().flatten().any(open)
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
    pub fn fan_share(
        pressure: Pressure,
        heat_capacity: f64,
        warming: Warming,
        efficiency: f64,
    ) -> f64 {
        pressure.to_pa() / (heat_capacity * warming.to_k() * efficiency)
    }

    /// The plant when heat is `share` of design heat, as a plant designed for that: [`Plant::load`] of it is per watt of
    /// the heat there is.
    #[must_use]
    pub fn at(&self, share: f64) -> Self {
        let speed = self.drive.per_heat(share);
        Self {
            parts: self.parts.map(|part| part.map(|p| p.at(share, speed))),
            ..*self
        }
    }

    /// Power and evaporation per watt of heat, at design heat.
    #[inline]
    pub fn load(&self, air: Air) -> CoolingLoad {
        let mut total = CoolingLoad::default();
        for part in self.parts.iter().flatten() {
            total.add(part.load(air, &self.server_fans), part.share);
        }
        total
    }

    /// Mean load over several kinds of air, each with its weight.
    pub fn mean(&self, airs: &[(Air, f64)]) -> CoolingLoad {
        let mut total = CoolingLoad::default();
        for part in self.parts.iter().flatten() {
            total.add(part.mean(airs, &self.server_fans), part.share);
        }
        total
    }

    /// Power and evaporated heat for `heat`, at design heat.
    pub fn power(&self, heat: Power, air: Air) -> (Power, Power) {
        let load = self.load(air);
        (heat * load.electric, heat * load.latent)
    }
}

#[cfg(test)]
mod tests;
