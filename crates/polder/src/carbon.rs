//! The electricity of a place: intensities, water, losses.

use crate::data::{self, Country, Place};
use crate::error::Error;
use crate::quantity::{Carbon, CarbonIntensity, Energy, Water, WaterIntensity};
use crate::resolve::{Resolver, unknown};
use crate::uncertain::{Draw, Handle};

/// Electricity of a country, for one year.
#[derive(Debug)]
pub(crate) struct Grid {
    /// Life-cycle intensity.
    pub(crate) lifecycle: Handle<CarbonIntensity>,
    /// Intensity at the stack.
    pub(crate) direct: Handle<CarbonIntensity>,
    /// Intensity of what is left when contracts are taken out.
    pub(crate) residual: Option<Handle<CarbonIntensity>>,
    /// Water consumed by power stations.
    pub(crate) water: Handle<WaterIntensity>,
    country: &'static Country,
    /// Share of generation lost on the way.
    pub(crate) losses: Handle<f64>,
}

/// A place in the catalogue, or a whole country.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Where {
    pub(crate) country: &'static Country,
    pub(crate) place: Option<&'static Place>,
}

impl Where {
    /// Finds a place id, a country code, or `world`.
    pub(crate) fn find(
        r: &mut Resolver,
        path: &str,
        given: Option<&str>,
        default: &str,
    ) -> Result<Self, Error> {
        let name = given.unwrap_or(default);
        let place = data::place(name);
        let country = data::country(place.map_or(name, |p| p.country));
        let country = country.ok_or_else(|| {
            unknown(
                path,
                name,
                "place",
                data::PLACES
                    .iter()
                    .map(|p| p.id)
                    .chain(data::COUNTRIES.iter().flat_map(|c| [c.id, c.name])),
            )
        })?;
        r.name(
            path,
            place.map_or(country.id, |p| p.id),
            given.is_some(),
            place.map_or(country.source, |p| p.source),
        );
        Ok(Self { country, place })
    }

    /// The weather that fits: that of the place, else that of the country.
    pub(crate) fn climatology(&self) -> Option<&'static str> {
        self.place
            .map(|p| p.climatology)
            .filter(|c| !c.is_empty())
            .or(self.country.climatology)
    }
}

impl Grid {
    /// Finds the electricity of a place.
    pub(crate) fn resolve(
        r: &mut Resolver,
        path: &str,
        given: Option<&str>,
        default: &str,
    ) -> Result<Self, Error> {
        let found = Where::find(r, path, given, default)?;
        Ok(Self::of(r, found.country))
    }

    /// The electricity of a country.
    pub(crate) fn of(r: &mut Resolver, c: &'static Country) -> Self {
        let intensity = ("g/kWh", CarbonIntensity::g_per_kwh(1.0).raw());
        let water = ("L/kWh", WaterIntensity::l_per_kwh(1.0).raw());
        let origin = |column: &str| format!("countries.csv {} {column}", c.id);
        let grid = Self {
            lifecycle: r.cell(
                "country.carbon_lifecycle",
                c.carbon_lifecycle_g_per_kwh,
                intensity,
                origin("carbon_lifecycle_g_per_kwh"),
            ),
            direct: r.cell(
                "country.carbon_direct",
                c.carbon_direct_g_per_kwh,
                intensity,
                origin("carbon_direct_g_per_kwh"),
            ),
            residual: c.carbon_residual_g_per_kwh.map(|cell| {
                r.cell(
                    "country.carbon_residual",
                    cell,
                    intensity,
                    origin("carbon_residual_g_per_kwh"),
                )
            }),
            water: r.cell(
                "country.water",
                c.water_l_per_kwh,
                water,
                origin("water_l_per_kwh"),
            ),
            country: c,
            losses: r.cell(
                "country.td_loss_share",
                c.td_loss_share,
                ("1", 1.0),
                origin("td_loss_share"),
            ),
        };
        let rho = crate::data::params::GRID_DIRECT_LIFECYCLE_CORRELATION.value();
        // Always possible: two slots, |rho| < 1 by the data test.
        let _possible = r
            .slots
            .correlate("country.carbon_lifecycle", "country.carbon_direct", rho);
        grid
    }

    /// Scarcity of water in the country, where known.
    pub(crate) fn scarcity(&self, r: &mut Resolver) -> Option<Handle<f64>> {
        let origin = format!("countries.csv {} scarcity", self.country.id);
        let slot = |cell| r.cell("country.scarcity", cell, ("1", 1.0), origin);
        self.country.scarcity.map(slot)
    }

    /// Life-cycle emissions of energy at the meter, grid losses included: `C = E I_lifecycle / (1 − λ)`.
    pub(crate) fn used(&self, draw: &Draw, energy: Energy) -> Carbon {
        self.generated(draw, energy) * draw.get(self.lifecycle)
    }

    /// Water consumed by power stations for energy at the meter, grid losses included.
    pub(crate) fn water_of(&self, draw: &Draw, energy: Energy) -> Water {
        self.generated(draw, energy) * draw.get(self.water)
    }

    /// What is generated for energy at the meter.
    fn generated(&self, draw: &Draw, energy: Energy) -> Energy {
        energy / (1.0 - draw.get(self.losses))
    }

    /// Upstream emissions: fuel chains and plants, and everything behind the energy lost on the way.
    ///
    /// ```text
    /// C = E (I_lifecycle / (1 − λ) − I_direct)
    /// ```
    pub(crate) fn upstream(&self, draw: &Draw, energy: Energy) -> Carbon {
        let delivered = draw.get(self.lifecycle) / (1.0 - draw.get(self.losses));
        // Direct emissions are part of life-cycle emissions; where two draws cross, there is no upstream left.
        energy * (delivered - draw.get(self.direct)).max(CarbonIntensity::ZERO)
    }
}
