//! The cooling plant of a site.

use super::mixture::mixture;
use crate::data::params;
use crate::document::Facility;
use crate::error::Error;
use crate::facility::{
    Chiller, Drive, FreeAir, IndirectAir, Part, Path, Plant, Rejection, ServerFans, Sink, WaterLoop,
};
use crate::quantity::{Pressure, Temperature, Warming};
use crate::resolve::{Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::weather::psychrometrics::{humidity_ratio, saturation_pressure, standard_pressure};

/// What can carry heat out of a hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Technology {
    /// Plates on the chips.
    ColdPlate,
    /// Servers in tanks.
    Immersion,
    /// Coils in the doors of the racks, on the loop of air-cooled chillers.
    RearDoor,
    /// Air-cooled chillers with free-cooling coils.
    AirChiller,
    /// Water-cooled chillers and cooling towers.
    Economiser,
    /// Water-cooled chillers and dry coolers.
    EconomiserDry,
    /// Water-cooled chillers and a canal, a river or the sea.
    SurfaceWater,
    /// Outside air through the halls.
    FreeAir,
    /// Outside air in an exchanger.
    IndirectAir,
}

use Technology::{
    AirChiller, ColdPlate, Economiser, EconomiserDry, Immersion, IndirectAir as Indirect, RearDoor,
    SurfaceWater,
};

const CHOICES: &[(&str, Technology)] = &[
    ("cold-plate", ColdPlate),
    ("immersion", Immersion),
    ("rear-door", RearDoor),
    ("air-chiller", AirChiller),
    ("economiser-chiller", Economiser),
    ("economiser-dry", EconomiserDry),
    ("surface-water", SurfaceWater),
    ("free-air", Technology::FreeAir),
    ("indirect-air", Indirect),
];
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
/// Most technologies of a mixture.
const MOST: usize = 4;

impl Technology {
    /// Whether condensers are cooled by water.
    fn water_cooled(self) -> bool {
        matches!(self, Economiser | EconomiserDry | SurfaceWater)
    }
}

/// The cooling plant.
#[derive(Debug)]
pub(super) struct Cooling {
    /// Technologies with their shares of the heat.
    technologies: Vec<(Technology, f64)>,
    /// Mean outside air of the year.
    mean: Temperature,
    inlet: Handle<Temperature>,
    allowable: Handle<Temperature>,
    heat_capacity: Handle<f64>,
    fan_efficiency: Handle<f64>,
    air_delta: Handle<Warming>,
    air_pressure: Handle<Pressure>,
    hall_pressure: Handle<Pressure>,
    indirect_pressure: Handle<Pressure>,
    indirect: Handle<f64>,
    effectiveness: Handle<f64>,
    least_dew_point: Handle<Temperature>,
    capture: Handle<f64>,
    warm_supply: Handle<Temperature>,
    tank_capture: Handle<f64>,
    tank_supply: Handle<Temperature>,
    warm_delta: Handle<Warming>,
    door_fan: Handle<f64>,
    dry_approach: Handle<Warming>,
    dry_fan: Handle<f64>,
    pump: Handle<f64>,
    tower_approach: Handle<Warming>,
    exchanger: Handle<Warming>,
    tower_fan: Handle<f64>,
    latent: Handle<f64>,
    surface_follows: Handle<f64>,
    surface_floor: Handle<Temperature>,
    surface_pump: Handle<f64>,
    carnot: Handle<f64>,
    evaporator: Handle<Warming>,
    condenser_air: Handle<Warming>,
    condenser_water: Handle<Warming>,
    cop_max: Handle<f64>,
    supply_approach: Handle<Warming>,
    loop_delta: Handle<Warming>,
    minimum_flow: Handle<f64>,
    fan_curve: [Handle<f64>; 4],
    fan_curve_minimum: Handle<f64>,
    fans_slowed: Handle<f64>,
    fans_from: Handle<Temperature>,
    fans_per_k: Handle<f64>,
}

impl Cooling {
    pub(super) fn resolve(
        r: &mut Resolver,
        f: &Facility,
        mean: Temperature,
    ) -> Result<Self, Error> {
        let technologies = technologies(r, f)?;
        let (condenser_air, condenser_water) = condensers(r, &technologies);
        Ok(Self {
            technologies,
            mean,
            inlet: r.number(
                &Field::new("facility.inlet_c"),
                f.inlet_c,
                INLET,
                params::INLET_DEFAULT_C,
            )?,
            allowable: r.param(params::INLET_ALLOWABLE_C),
            heat_capacity: r.param(params::AIR_HEAT_CAPACITY),
            fan_efficiency: r.param(params::AIR_FAN_EFFICIENCY),
            air_delta: r.param(params::AIR_DELTA_K),
            air_pressure: r.param(params::AIR_PRESSURE_PA),
            hall_pressure: r.param(params::CRAH_PRESSURE_PA),
            indirect_pressure: r.param(params::INDIRECT_PRESSURE_PA),
            indirect: r.param(params::INDIRECT_EFFECTIVENESS),
            effectiveness: r.param(params::FREE_AIR_EFFECTIVENESS),
            least_dew_point: r.number(
                &Field::new("facility.humidify_dew_point_c"),
                f.humidify_dew_point_c,
                DEW_POINT,
                params::FREE_AIR_DEW_POINT_C,
            )?,
            capture: r.param(params::COLD_PLATE_CAPTURE),
            warm_supply: r.param(params::COLD_PLATE_SUPPLY_C),
            tank_capture: r.param(params::IMMERSION_CAPTURE),
            tank_supply: r.param(params::IMMERSION_SUPPLY_C),
            warm_delta: r.param(params::COLD_PLATE_DELTA_K),
            door_fan: r.param(params::REAR_DOOR_FAN_SHARE),
            dry_approach: r.param(params::DRY_COOLER_APPROACH_K),
            dry_fan: r.param(params::DRY_COOLER_FAN_SHARE),
            pump: r.param(params::PUMP_SHARE),
            tower_approach: r.param(params::TOWER_APPROACH_K),
            exchanger: r.param(params::HEAT_EXCHANGER_APPROACH_K),
            tower_fan: r.param(params::TOWER_FAN_SHARE),
            latent: r.param(params::TOWER_LATENT_SHARE),
            surface_follows: r.param(params::SURFACE_WATER_FOLLOWS),
            surface_floor: r.param(params::SURFACE_WATER_FLOOR_C),
            surface_pump: r.param(params::SURFACE_WATER_PUMP_SHARE),
            carnot: r.param(params::CHILLER_CARNOT),
            evaporator: r.param(params::CHILLER_EVAPORATOR_K),
            condenser_air,
            condenser_water,
            cop_max: r.param(params::CHILLER_COP_MAX),
            supply_approach: r.param(params::WATER_LOOP_SUPPLY_APPROACH_K),
            loop_delta: r.param(params::WATER_LOOP_DELTA_K),
            minimum_flow: r.param(params::FAN_MINIMUM_FLOW),
            fan_curve: [
                r.param(params::FAN_CURVE_CONSTANT),
                r.param(params::FAN_CURVE_LINEAR),
                r.param(params::FAN_CURVE_SQUARE),
                r.param(params::FAN_CURVE_CUBE),
            ],
            fan_curve_minimum: r.param(params::FAN_CURVE_MINIMUM_FLOW),
            fans_slowed: r.param(params::FAN_CURVE_SLOWED_SHARE),
            fans_from: r.param(params::SERVER_FAN_FROM_C),
            fans_per_k: r.param(params::SERVER_FAN_PER_K),
        })
    }

    /// Whether surface water passes through.
    pub(super) fn takes_surface_water(&self) -> bool {
        self.technologies.iter().any(|(t, _)| *t == SurfaceWater)
    }

    /// Whether outside air passes through the halls.
    pub(super) fn opens_halls(&self) -> bool {
        let open = |t: Technology| t == Technology::FreeAir;
        self.technologies.iter().any(|(t, _)| open(*t))
    }

    pub(super) fn at(&self, draw: &Draw) -> Plant {
        let mut parts = [None; MOST];
        match self.technologies[..] {
            // What plates and tanks leave to the air of the hall goes to air-cooled chillers with free cooling.
            [(liquid @ (ColdPlate | Immersion), _)] => {
                let capture = if liquid == ColdPlate {
                    self.capture
                } else {
                    self.tank_capture
                };
                let share = draw.get(capture);
                parts[0] = Some(self.part(draw, liquid, share));
                parts[1] = Some(self.part(draw, AirChiller, 1.0 - share));
            }
            ref all => {
                for (part, (technology, share)) in parts.iter_mut().zip(all) {
                    *part = Some(self.part(draw, *technology, *share));
                }
            }
        }
        Plant {
            parts,
            drive: Drive {
                curve: self.fan_curve.map(|h| draw.get(h)),
                minimum: draw.get(self.fan_curve_minimum),
                slowed: draw.get(self.fans_slowed),
            },
            server_fans: ServerFans {
                from: draw.get(self.fans_from),
                per_k: draw.get(self.fans_per_k),
            },
        }
    }

    fn part(&self, draw: &Draw, technology: Technology, share: f64) -> Part {
        let inlet = draw.get(self.inlet);
        let hall_fan = match technology {
            ColdPlate | Immersion | Technology::FreeAir => 0.0,
            RearDoor => draw.get(self.door_fan),
            _ => self.fans(draw, self.hall_pressure),
        };
        Part {
            share,
            hall_fan,
            inlet: (!matches!(technology, ColdPlate | Immersion)).then_some(inlet),
            path: match technology {
                Technology::FreeAir => Path::FreeAir(self.free_air(draw)),
                Indirect => Path::IndirectAir(self.indirect_air(draw)),
                _ => Path::Water(self.water_loop(draw, technology)),
            },
        }
    }

    fn free_air(&self, draw: &Draw) -> FreeAir {
        let inlet = draw.get(self.inlet);
        FreeAir {
            inlet,
            allowable: inlet.max(draw.get(self.allowable)),
            delta: draw.get(self.air_delta),
            fan: self.fans(draw, self.air_pressure),
            effectiveness: draw.get(self.effectiveness),
            least_ratio: humidity_ratio(
                saturation_pressure(draw.get(self.least_dew_point)),
                standard_pressure(0.0),
            ),
            chiller: self.chiller(draw, false),
        }
    }

    fn indirect_air(&self, draw: &Draw) -> IndirectAir {
        let inlet = draw.get(self.inlet);
        IndirectAir {
            inlet,
            allowable: inlet.max(draw.get(self.allowable)),
            delta: draw.get(self.air_delta),
            fan: self.fans(draw, self.indirect_pressure),
            minimum_flow: draw.get(self.minimum_flow),
            exchanger: draw.get(self.indirect),
            effectiveness: draw.get(self.effectiveness),
            chiller: self.chiller(draw, false),
        }
    }

    fn water_loop(&self, draw: &Draw, technology: Technology) -> WaterLoop {
        let cool = draw.get(self.inlet).minus(draw.get(self.supply_approach));
        let (supply, delta) = match technology {
            ColdPlate => (draw.get(self.warm_supply), draw.get(self.warm_delta)),
            Immersion => (draw.get(self.tank_supply), draw.get(self.warm_delta)),
            _ => (cool, draw.get(self.loop_delta)),
        };
        let (intake, fan) = match technology {
            Economiser => (0.0, draw.get(self.tower_fan)),
            SurfaceWater => (draw.get(self.surface_pump), 0.0),
            _ => (0.0, draw.get(self.dry_fan)),
        };
        WaterLoop {
            supply,
            delta,
            pump: draw.get(self.pump) + intake,
            fan,
            minimum_flow: draw.get(self.minimum_flow),
            rejection: self.rejection(draw, technology),
            chiller: self.chiller(draw, technology.water_cooled()),
        }
    }

    fn rejection(&self, draw: &Draw, technology: Technology) -> Rejection {
        let (sink, approach) = match technology {
            Economiser => (
                Sink::Wet {
                    latent: draw.get(self.latent),
                },
                draw.get(self.tower_approach),
            ),
            SurfaceWater => (
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

    fn fans(&self, draw: &Draw, pressure: Handle<Pressure>) -> f64 {
        Plant::fan_share(
            draw.get(pressure),
            draw.get(self.heat_capacity),
            draw.get(self.air_delta),
            draw.get(self.fan_efficiency),
        )
    }

    fn chiller(&self, draw: &Draw, water_cooled: bool) -> Chiller {
        let condenser = if water_cooled {
            self.condenser_water
        } else {
            self.condenser_air
        };
        Chiller {
            carnot: draw.get(self.carnot),
            evaporator: draw.get(self.evaporator),
            condenser: draw.get(condenser),
            cop_max: draw.get(self.cop_max),
        }
    }
}

fn technologies(r: &mut Resolver, f: &Facility) -> Result<Vec<(Technology, f64)>, Error> {
    let path = "facility.cooling";
    let all = mixture(
        r,
        path,
        "cooling",
        f.cooling.as_ref(),
        "cold-plate",
        CHOICES,
    )?;
    if all.len() > MOST {
        return Err(Error::inconsistent(
            path,
            format!("has {} plants, at most {MOST} fit", all.len()),
        ));
    }
    Ok(all)
}

/// Condensation over air and over water. A plant with one kind of condenser has one slot, whatever the kind.
fn condensers(
    r: &mut Resolver,
    technologies: &[(Technology, f64)],
) -> (Handle<Warming>, Handle<Warming>) {
    if technologies.iter().all(|(t, _)| t.water_cooled()) {
        let only = r.role("chiller.condenser", params::CHILLER_CONDENSER_WATER_K);
        return (only, only);
    }
    let air = r.role("chiller.condenser", params::CHILLER_CONDENSER_AIR_K);
    let water = if technologies.iter().any(|(t, _)| t.water_cooled()) {
        r.param(params::CHILLER_CONDENSER_WATER_K)
    } else {
        air
    };
    (air, water)
}
