//! The cooling plant of a site.

use crate::data::params;
use crate::document::Facility;
use crate::error::Error;
use crate::facility::{Chiller, FreeAir, Part, Path, Plant, Rejection, WaterLoop};
use crate::quantity::{Pressure, Temperature, Warming};
use crate::resolve::{Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Technology {
    ColdPlate,
    Economiser,
    FreeAir,
}

/// The cooling plant.
#[derive(Debug)]
pub(super) struct Cooling {
    technology: Technology,
    inlet: Handle<Temperature>,
    allowable: Handle<Temperature>,
    heat_capacity: Handle<f64>,
    fan_efficiency: Handle<f64>,
    air_delta: Handle<Warming>,
    air_pressure: Handle<Pressure>,
    hall_pressure: Handle<Pressure>,
    effectiveness: Handle<f64>,
    capture: Handle<f64>,
    warm_supply: Handle<Temperature>,
    warm_delta: Handle<Warming>,
    dry_approach: Handle<Warming>,
    dry_fan: Handle<f64>,
    pump: Handle<f64>,
    tower_approach: Handle<Warming>,
    exchanger: Handle<Warming>,
    tower_fan: Handle<f64>,
    latent: Handle<f64>,
    carnot: Handle<f64>,
    evaporator: Handle<Warming>,
    condenser: Handle<Warming>,
    cop_max: Handle<f64>,
    supply_approach: Handle<Warming>,
    loop_delta: Handle<Warming>,
    minimum_flow: Handle<f64>,
}

impl Cooling {
    pub(super) fn resolve(r: &mut Resolver, f: &Facility) -> Result<Self, Error> {
        let choices = [
            ("cold-plate", Technology::ColdPlate),
            ("economiser-chiller", Technology::Economiser),
            ("free-air", Technology::FreeAir),
        ];
        let technology = r.choice(
            "facility.cooling",
            "cooling",
            f.cooling.as_deref(),
            "cold-plate",
            &choices,
        )?;
        let condenser = if technology == Technology::Economiser {
            params::CHILLER_CONDENSER_WATER_K
        } else {
            params::CHILLER_CONDENSER_AIR_K
        };
        let inlet = Bounds {
            unit: "degC",
            scale: 1.0,
            low: 15.0,
            high: 40.0,
        };
        Ok(Self {
            technology,
            inlet: r.number(
                &Field::new("facility.inlet_c"),
                f.inlet_c,
                inlet,
                params::INLET_DEFAULT_C,
            )?,
            allowable: r.param(params::INLET_ALLOWABLE_C),
            heat_capacity: r.param(params::AIR_HEAT_CAPACITY),
            fan_efficiency: r.param(params::AIR_FAN_EFFICIENCY),
            air_delta: r.param(params::AIR_DELTA_K),
            air_pressure: r.param(params::AIR_PRESSURE_PA),
            hall_pressure: r.param(params::CRAH_PRESSURE_PA),
            effectiveness: r.param(params::FREE_AIR_EFFECTIVENESS),
            capture: r.param(params::COLD_PLATE_CAPTURE),
            warm_supply: r.param(params::COLD_PLATE_SUPPLY_C),
            warm_delta: r.param(params::COLD_PLATE_DELTA_K),
            dry_approach: r.param(params::DRY_COOLER_APPROACH_K),
            dry_fan: r.param(params::DRY_COOLER_FAN_SHARE),
            pump: r.param(params::PUMP_SHARE),
            tower_approach: r.param(params::TOWER_APPROACH_K),
            exchanger: r.param(params::HEAT_EXCHANGER_APPROACH_K),
            tower_fan: r.param(params::TOWER_FAN_SHARE),
            latent: r.param(params::TOWER_LATENT_SHARE),
            carnot: r.param(params::CHILLER_CARNOT),
            evaporator: r.param(params::CHILLER_EVAPORATOR_K),
            condenser: r.role("chiller.condenser", condenser),
            cop_max: r.param(params::CHILLER_COP_MAX),
            supply_approach: r.param(params::WATER_LOOP_SUPPLY_APPROACH_K),
            loop_delta: r.param(params::WATER_LOOP_DELTA_K),
            minimum_flow: r.param(params::FAN_MINIMUM_FLOW),
        })
    }

    pub(super) fn at(&self, draw: &Draw) -> Plant {
        let cool = draw.get(self.inlet).minus(draw.get(self.supply_approach));
        let hall_fan = self.fans(draw, self.hall_pressure);
        match self.technology {
            Technology::ColdPlate => {
                let liquid = draw.get(self.capture);
                let warm =
                    self.dry_loop(draw, draw.get(self.warm_supply), draw.get(self.warm_delta));
                let air = self.dry_loop(draw, cool, draw.get(self.loop_delta));
                Plant {
                    parts: [
                        Some(Part {
                            share: liquid,
                            hall_fan: 0.0,
                            path: Path::Water(warm),
                        }),
                        Some(Part {
                            share: 1.0 - liquid,
                            hall_fan,
                            path: Path::Water(air),
                        }),
                    ],
                }
            }
            Technology::Economiser => {
                let rejection = Rejection::Tower {
                    approach: draw.get(self.tower_approach),
                    exchanger: draw.get(self.exchanger),
                    latent: draw.get(self.latent),
                };
                let fan = draw.get(self.tower_fan);
                let water = WaterLoop {
                    fan,
                    rejection,
                    ..self.dry_loop(draw, cool, draw.get(self.loop_delta))
                };
                Plant {
                    parts: [
                        Some(Part {
                            share: 1.0,
                            hall_fan,
                            path: Path::Water(water),
                        }),
                        None,
                    ],
                }
            }
            Technology::FreeAir => {
                let inlet = draw.get(self.inlet);
                let air = FreeAir {
                    inlet,
                    allowable: inlet.max(draw.get(self.allowable)),
                    delta: draw.get(self.air_delta),
                    fan: self.fans(draw, self.air_pressure),
                    effectiveness: draw.get(self.effectiveness),
                    chiller: self.chiller(draw),
                };
                Plant {
                    parts: [
                        Some(Part {
                            share: 1.0,
                            hall_fan: 0.0,
                            path: Path::FreeAir(air),
                        }),
                        None,
                    ],
                }
            }
        }
    }

    fn fans(&self, draw: &Draw, pressure: Handle<Pressure>) -> f64 {
        Plant::fan_share(
            draw.get(pressure),
            draw.get(self.heat_capacity),
            draw.get(self.air_delta),
            draw.get(self.fan_efficiency),
        )
    }

    fn dry_loop(&self, draw: &Draw, supply: Temperature, delta: Warming) -> WaterLoop {
        WaterLoop {
            supply,
            delta,
            pump: draw.get(self.pump),
            fan: draw.get(self.dry_fan),
            minimum_flow: draw.get(self.minimum_flow),
            rejection: Rejection::Dry {
                approach: draw.get(self.dry_approach),
            },
            chiller: self.chiller(draw),
        }
    }

    fn chiller(&self, draw: &Draw) -> Chiller {
        Chiller {
            carnot: draw.get(self.carnot),
            evaporator: draw.get(self.evaporator),
            condenser: draw.get(self.condenser),
            cop_max: draw.get(self.cop_max),
        }
    }
}
