//! Standby generators, which run to be tested.

use crate::data::params;
use crate::quantity::{Carbon, CarbonIntensity, Energy, Pollutant, PollutantIntensity};
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Diesel generators that carry the site for an hour a month.
///
/// ```text
/// E = s E_facility        CO₂ = E c        NOx = E n
/// ```
///
/// `s` share of the year's energy that tests give, `c` and `n` per electricity of the generator. The energy is not
/// taken off what the grid delivers: part of it is burnt in load banks.
#[derive(Debug)]
pub(super) struct Generators {
    share: Handle<f64>,
    carbon: Handle<CarbonIntensity>,
    nox: Handle<PollutantIntensity>,
}

impl Generators {
    pub(super) fn resolve(r: &mut Resolver) -> Self {
        Self {
            share: r.param(params::GENERATOR_ENERGY_SHARE),
            carbon: r.param(params::GENERATOR_CARBON_KG_PER_KWH),
            nox: r.param(params::GENERATOR_NOX_G_PER_KWH),
        }
    }

    /// Carbon and nitrogen oxides of a year.
    pub(super) fn of(&self, draw: &Draw, facility: Energy) -> (Carbon, Pollutant) {
        let energy = facility * draw.get(self.share);
        (energy * draw.get(self.carbon), energy * draw.get(self.nox))
    }
}
