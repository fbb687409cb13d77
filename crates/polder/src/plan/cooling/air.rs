//! Air of the halls and of outside.

use super::chillers::Chillers;
use super::technology::Technology;
use crate::data::params;
use crate::document::Facility;
use crate::error::Error;
use crate::facility::{FreeAir, IndirectAir, Plant, ServerFans};
use crate::quantity::{Pressure, Temperature, Warming};
use crate::resolve::{Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::weather::psychrometrics::saturation_pressure;

const INLET: Bounds = Bounds {
    unit: "degC",
    scale: 1.0,
    low: 15.0,
    high: 40.0,
};
const DEW_POINT: Bounds = Bounds {
    low: -20.0,
    high: 10.0,
    ..INLET
};

/// Air at the servers, what moves it, and what outside air does to it.
#[derive(Debug)]
pub(super) struct Air {
    pub(super) inlet: Handle<Temperature>,
    allowable: Handle<Temperature>,
    heat_capacity: Handle<f64>,
    fan_efficiency: Handle<f64>,
    delta: Handle<Warming>,
    open_pressure: Handle<Pressure>,
    hall_pressure: Handle<Pressure>,
    indirect_pressure: Handle<Pressure>,
    exchanger: Handle<f64>,
    effectiveness: Handle<f64>,
    least_dew_point: Handle<Temperature>,
    door_fan: Handle<f64>,
    fans_from: Handle<Temperature>,
    fans_per_k: Handle<f64>,
}

impl Air {
    pub(super) fn resolve(r: &mut Resolver, f: &Facility, open: bool) -> Result<Self, Error> {
        Ok(Self {
            inlet: r.number(
                &Field::new("facility.inlet_c"),
                f.inlet_c,
                INLET,
                params::INLET_DEFAULT_C,
            )?,
            allowable: r.param(params::INLET_ALLOWABLE_C),
            heat_capacity: r.param(params::AIR_HEAT_CAPACITY),
            fan_efficiency: r.param(params::AIR_FAN_EFFICIENCY),
            delta: r.param(params::AIR_DELTA_K),
            open_pressure: r.param(params::AIR_PRESSURE_PA),
            hall_pressure: r.param(params::CRAH_PRESSURE_PA),
            indirect_pressure: r.param(params::INDIRECT_PRESSURE_PA),
            exchanger: r.param(params::INDIRECT_EFFECTIVENESS),
            effectiveness: r.param(params::FREE_AIR_EFFECTIVENESS),
            least_dew_point: least_dew_point(r, f, open)?,
            door_fan: r.param(params::REAR_DOOR_FAN_SHARE),
            fans_from: r.param(params::SERVER_FAN_FROM_C),
            fans_per_k: r.param(params::SERVER_FAN_PER_K),
        })
    }

    pub(super) fn server_fans(&self, draw: &Draw) -> ServerFans {
        ServerFans {
            from: draw.get(self.fans_from),
            per_k: draw.get(self.fans_per_k),
        }
    }

    /// Power of the fans in the hall over heat.
    pub(super) fn hall_fan(&self, draw: &Draw, technology: Technology) -> f64 {
        match technology {
            Technology::ColdPlate | Technology::Immersion | Technology::FreeAir => 0.0,
            Technology::RearDoor => draw.get(self.door_fan),
            _ => self.fans(draw, self.hall_pressure),
        }
    }

    pub(super) fn free_air(&self, draw: &Draw, chillers: &Chillers) -> FreeAir {
        let inlet = draw.get(self.inlet);
        FreeAir {
            inlet,
            allowable: inlet.max(draw.get(self.allowable)),
            delta: draw.get(self.delta),
            fan: self.fans(draw, self.open_pressure),
            effectiveness: draw.get(self.effectiveness),
            least_vapour: saturation_pressure(draw.get(self.least_dew_point)),
            chiller: chillers.at(draw, false),
        }
    }

    pub(super) fn indirect_air(
        &self,
        draw: &Draw,
        minimum_flow: f64,
        chillers: &Chillers,
    ) -> IndirectAir {
        let inlet = draw.get(self.inlet);
        IndirectAir {
            inlet,
            allowable: inlet.max(draw.get(self.allowable)),
            delta: draw.get(self.delta),
            fan: self.fans(draw, self.indirect_pressure),
            minimum_flow,
            exchanger: draw.get(self.exchanger),
            effectiveness: draw.get(self.effectiveness),
            chiller: chillers.at(draw, false),
        }
    }

    fn fans(&self, draw: &Draw, pressure: Handle<Pressure>) -> f64 {
        Plant::fan_share(
            draw.get(pressure),
            draw.get(self.heat_capacity),
            draw.get(self.delta),
            draw.get(self.fan_efficiency),
        )
    }
}

/// The dew point below which open halls are humidified; closed ones are not.
fn least_dew_point(
    r: &mut Resolver,
    f: &Facility,
    open: bool,
) -> Result<Handle<Temperature>, Error> {
    let path = "facility.humidify_dew_point_c";
    if f.humidify_dew_point_c.is_some() && !open {
        let problem = "has no meaning in closed halls: only those with `free-air` are humidified";
        return Err(Error::inconsistent(path, problem));
    }
    let default = params::FREE_AIR_DEW_POINT_C;
    r.number(
        &Field::new(path),
        f.humidify_dew_point_c,
        DEW_POINT,
        default,
    )
}
