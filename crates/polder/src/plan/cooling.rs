//! The cooling plant of a site.

mod air;
mod chillers;
mod technology;
mod water;

use crate::data::params;
use crate::document::Facility;
use crate::error::Error;
use crate::facility::{Drive, Part, Path, Plant};
use crate::quantity::Temperature;
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};
use air::Air;
use chillers::Chillers;
use technology::{MOST, Technology, technologies};
use water::Loops;

/// The cooling plant.
#[derive(Debug)]
pub(super) struct Cooling {
    /// Technologies with their shares of the heat.
    technologies: Vec<(Technology, f64)>,
    air: Air,
    loops: Loops,
    chillers: Chillers,
    fan_curve: [Handle<f64>; 4],
    fan_curve_minimum: Handle<f64>,
    fans_slowed: Handle<f64>,
}

impl Cooling {
    pub(super) fn resolve(
        r: &mut Resolver,
        f: &Facility,
        mean: Temperature,
    ) -> Result<Self, Error> {
        let technologies = technologies(r, f)?;
        let open = has(&technologies, Technology::FreeAir);
        Ok(Self {
            air: Air::resolve(r, f, open)?,
            loops: Loops::resolve(r, mean),
            chillers: Chillers::resolve(r, &technologies),
            technologies,
            fan_curve: [
                r.param(params::FAN_CURVE_CONSTANT),
                r.param(params::FAN_CURVE_LINEAR),
                r.param(params::FAN_CURVE_SQUARE),
                r.param(params::FAN_CURVE_CUBE),
            ],
            fan_curve_minimum: r.param(params::FAN_CURVE_MINIMUM_FLOW),
            fans_slowed: r.param(params::FAN_CURVE_SLOWED_SHARE),
        })
    }

    /// Whether surface water passes through.
    pub(super) fn takes_surface_water(&self) -> bool {
        has(&self.technologies, Technology::SurfaceWater)
    }

    /// Whether outside air passes through the halls.
    pub(super) fn opens_halls(&self) -> bool {
        has(&self.technologies, Technology::FreeAir)
    }

    pub(super) fn at(&self, draw: &Draw) -> Plant {
        let mut parts = [None; MOST];
        match self.technologies[..] {
            // What plates and tanks leave to the air of the hall goes to air-cooled chillers with free cooling.
            [(liquid, _)] if liquid.liquid() => {
                let share = self.loops.captured(draw, liquid);
                parts[0] = Some(self.part(draw, liquid, share));
                parts[1] = Some(self.part(draw, Technology::AirChiller, 1.0 - share));
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
            server_fans: self.air.server_fans(draw),
        }
    }

    fn part(&self, draw: &Draw, technology: Technology, share: f64) -> Part {
        let inlet = draw.get(self.air.inlet);
        let chillers = &self.chillers;
        Part {
            share,
            hall_fan: self.air.hall_fan(draw, technology),
            inlet: (!technology.liquid()).then_some(inlet),
            path: match technology {
                Technology::FreeAir => Path::FreeAir(self.air.free_air(draw, chillers)),
                Technology::IndirectAir => {
                    let flow = self.loops.minimum_flow(draw);
                    Path::IndirectAir(self.air.indirect_air(draw, flow, chillers))
                }
                _ => Path::Water(self.loops.at(draw, technology, inlet, chillers)),
            },
        }
    }
}

fn has(technologies: &[(Technology, f64)], wanted: Technology) -> bool {
    technologies.iter().any(|(t, _)| *t == wanted)
}
