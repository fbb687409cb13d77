//! Compressors.

use super::technology::Technology;
use crate::data::params;
use crate::facility::Chiller;
use crate::quantity::Warming;
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Chillers, whatever cools their condensers.
#[derive(Debug)]
pub(super) struct Chillers {
    carnot: Handle<f64>,
    evaporator: Handle<Warming>,
    condenser_air: Handle<Warming>,
    condenser_water: Handle<Warming>,
    cop_max: Handle<f64>,
}

impl Chillers {
    pub(super) fn resolve(r: &mut Resolver, technologies: &[(Technology, f64)]) -> Self {
        let (condenser_air, condenser_water) = condensers(r, technologies);
        Self {
            carnot: r.param(params::CHILLER_CARNOT),
            evaporator: r.param(params::CHILLER_EVAPORATOR_K),
            condenser_air,
            condenser_water,
            cop_max: r.param(params::CHILLER_COP_MAX),
        }
    }

    pub(super) fn at(&self, draw: &Draw, water_cooled: bool) -> Chiller {
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
