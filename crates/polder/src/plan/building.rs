//! Embodied carbon of the building and its plant.

use crate::data::params;
use crate::land::Areas;
use crate::quantity::{Carbon, CarbonPerArea, CarbonPerPower, Power, Time};
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Shell and plant, each spread over its life.
#[derive(Debug)]
pub(super) struct Building {
    shell: Handle<CarbonPerArea>,
    plant: Handle<CarbonPerPower>,
    shell_life: Handle<Time>,
    plant_life: Handle<Time>,
    error: Handle<f64>,
}

impl Building {
    pub(super) fn resolve(r: &mut Resolver) -> Self {
        Self {
            shell: r.param(params::BUILDING_SHELL_KG_PER_M2),
            plant: r.param(params::BUILDING_MEP_T_PER_MW),
            shell_life: r.param(params::LIFE_BUILDING_YEARS),
            plant_life: r.param(params::LIFE_MEP_YEARS),
            error: r.param(params::EMBODIED_ERROR),
        }
    }

    /// Per year.
    pub(super) fn per_year(&self, draw: &Draw, installed: Power, areas: &Areas) -> Carbon {
        let year = Time::years(1.0);
        let shell = areas.gross * draw.get(self.shell) * (year / draw.get(self.shell_life));
        let plant = installed * draw.get(self.plant) * (year / draw.get(self.plant_life));
        (shell + plant) * draw.get(self.error)
    }
}
