//! Loops of water, and what they give their heat to.

use super::chillers::Chillers;
use super::technology::Technology;
use crate::data::params;
use crate::facility::{Rejection, Sink, WaterLoop};
use crate::quantity::{Temperature, Warming};
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Loops of water: warm ones to plates and tanks, cool ones to the air of the halls.
#[derive(Debug)]
pub(super) struct Loops {
    /// Mean outside air of the year.
    mean: Temperature,
    capture: Handle<f64>,
    warm_supply: Handle<Temperature>,
    tank_capture: Handle<f64>,
    tank_supply: Handle<Temperature>,
    warm_delta: Handle<Warming>,
    supply_approach: Handle<Warming>,
    delta: Handle<Warming>,
    pump: Handle<f64>,
    dry_approach: Handle<Warming>,
    dry_fan: Handle<f64>,
    tower_approach: Handle<Warming>,
    exchanger: Handle<Warming>,
    tower_fan: Handle<f64>,
    latent: Handle<f64>,
    surface_follows: Handle<f64>,
    surface_floor: Handle<Temperature>,
    surface_pump: Handle<f64>,
    minimum_flow: Handle<f64>,
}

impl Loops {
    pub(super) fn resolve(r: &mut Resolver, mean: Temperature) -> Self {
        Self {
            mean,
            capture: r.param(params::COLD_PLATE_CAPTURE),
            warm_supply: r.param(params::COLD_PLATE_SUPPLY_C),
            tank_capture: r.param(params::IMMERSION_CAPTURE),
            tank_supply: r.param(params::IMMERSION_SUPPLY_C),
            warm_delta: r.param(params::COLD_PLATE_DELTA_K),
            supply_approach: r.param(params::WATER_LOOP_SUPPLY_APPROACH_K),
            delta: r.param(params::WATER_LOOP_DELTA_K),
            pump: r.param(params::PUMP_SHARE),
            dry_approach: r.param(params::DRY_COOLER_APPROACH_K),
            dry_fan: r.param(params::DRY_COOLER_FAN_SHARE),
            tower_approach: r.param(params::TOWER_APPROACH_K),
            exchanger: r.param(params::HEAT_EXCHANGER_APPROACH_K),
            tower_fan: r.param(params::TOWER_FAN_SHARE),
            latent: r.param(params::TOWER_LATENT_SHARE),
            surface_follows: r.param(params::SURFACE_WATER_FOLLOWS),
            surface_floor: r.param(params::SURFACE_WATER_FLOOR_C),
            surface_pump: r.param(params::SURFACE_WATER_PUMP_SHARE),
            minimum_flow: r.param(params::FAN_MINIMUM_FLOW),
        }
    }

    /// Share of the heat that plates or tanks take.
    pub(super) fn captured(&self, draw: &Draw, technology: Technology) -> f64 {
        draw.get(if technology == Technology::ColdPlate {
            self.capture
        } else {
            self.tank_capture
        })
    }

    /// Lowest outside flow over full flow.
    pub(super) fn minimum_flow(&self, draw: &Draw) -> f64 {
        draw.get(self.minimum_flow)
    }

    /// The loop of a technology; `inlet` is the air wanted at the servers.
    pub(super) fn at(
        &self,
        draw: &Draw,
        technology: Technology,
        inlet: Temperature,
        chillers: &Chillers,
    ) -> WaterLoop {
        let cool = inlet.minus(draw.get(self.supply_approach));
        let (supply, delta) = match technology {
            Technology::ColdPlate => (draw.get(self.warm_supply), draw.get(self.warm_delta)),
            Technology::Immersion => (draw.get(self.tank_supply), draw.get(self.warm_delta)),
            _ => (cool, draw.get(self.delta)),
        };
        let (intake, fan) = match technology {
            Technology::Economiser => (0.0, draw.get(self.tower_fan)),
            Technology::SurfaceWater => (draw.get(self.surface_pump), 0.0),
            _ => (0.0, draw.get(self.dry_fan)),
        };
        WaterLoop {
            supply,
            delta,
            pump: draw.get(self.pump) + intake,
            fan,
            minimum_flow: draw.get(self.minimum_flow),
            rejection: self.rejection(draw, technology),
            chiller: chillers.at(draw, technology.water_cooled()),
        }
    }

    fn rejection(&self, draw: &Draw, technology: Technology) -> Rejection {
        let (sink, approach) = match technology {
            Technology::Economiser => (
                Sink::Wet {
                    latent: draw.get(self.latent),
                },
                draw.get(self.tower_approach),
            ),
            Technology::SurfaceWater => (
                Sink::Surface {
                    mean: self.mean,
                    follows: draw.get(self.surface_follows),
                    floor: draw.get(self.surface_floor),
                },
                Warming::ZERO,
            ),
            _ => (Sink::Dry, draw.get(self.dry_approach)),
        };
        let water_cooled = technology.water_cooled();
        Rejection {
            sink,
            approach,
            exchanger: if water_cooled {
                draw.get(self.exchanger)
            } else {
                Warming::ZERO
            },
            cools_condensers: water_cooled,
        }
    }
}
