//! One draw of a plan.

use super::Plan;
use super::cost::{Bought, Spent};
use super::heat::Reused;
use super::water::Flows;
use crate::embodied::{Counts, Made};
use crate::facility::{Chain, Month, Peak, Plant, Shares, Year, peak};
use crate::heat::{mean_temperature, outlets};
use crate::land::Areas;
use crate::quantity::{Carbon, Energy, HOURS_PER_YEAR, Pollutant, Power, Temperature, Time, Water};
use crate::uncertain::Draw;

/// Every figure a plan can give, in the order of [`Figures::list`].
pub(super) const ALL: &[&str] = &[
    "accelerators",
    "racks",
    "it_power_mw",
    "it_power_mean_mw",
    "it_power_per_accelerator_w",
    "site_power_peak_mw",
    "site_power_rated_mw",
    "contracted_transport_mw",
    "connection_mw",
    "connection_mva",
    "it_energy_mwh",
    "idle_energy_mwh",
    "cooling_energy_mwh",
    "electrical_loss_mwh",
    "other_energy_mwh",
    "facility_energy_mwh",
    "pue",
    "pue_2026",
    "wue_l_per_kwh",
    "wue_fresh_l_per_kwh",
    "cue_kg_per_kwh",
    "water_onsite_withdrawal_m3",
    "water_potable_m3",
    "water_onsite_consumption_m3",
    "water_scarcity_m3_eq",
    "water_passing_m3",
    "water_peak_day_m3",
    "water_offsite_consumption_m3",
    "waste_heat_mwh",
    "waste_heat_mean_c",
    "reused_heat_mwh",
    "heat_upgrade_mwh",
    "heat_delivered_mwh",
    "heat_homes",
    "erf",
    "ere",
    "ref",
    "carbon_scope1_t",
    "nox_kg",
    "carbon_scope2_location_t",
    "carbon_scope2_market_t",
    "carbon_upstream_t",
    "carbon_embodied_it_t",
    "carbon_embodied_building_t",
    "carbon_total_location_t",
    "carbon_displaced_gas_t",
    "embodied_adpe_kg",
    "embodied_primary_mwh",
    "white_space_m2",
    "grey_space_m2",
    "gross_floor_m2",
    "built_floor_ha",
    "site_ha",
    "capex_it_eur",
    "capex_building_eur",
    "capex_plant_eur",
    "capex_eur",
    "capital_cost_eur",
    "electricity_cost_eur",
    "grid_cost_eur",
    "energy_tax_eur",
    "energy_cost_eur",
    "water_cost_eur",
    "upkeep_cost_eur",
    "total_cost_eur",
    "cost_eur_per_it_mwh",
    "cost_eur_per_million_tokens",
    "output_tokens",
    "output_tokens_per_day",
    "per_output_token_facility_energy_wh",
];

/// A plan in one draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    pub(super) accelerators: f64,
    pub(super) installed: Power,
    pub(super) busy: Power,
    pub(super) peak: Power,
    pub(super) rated: Power,
    pub(super) contracted: Power,
    pub(super) connection: Power,
    pub(super) connection_mva: f64,
    pub(super) year: Month,
    pub(super) months: [Month; 12],
    pub(super) water: Flows,
    pub(super) potable: Water,
    pub(super) fresh: Water,
    /// Fresh water consumed, weighted by scarcity.
    pub(super) scarce: Water,
    pub(super) peak_day: Water,
    pub(super) offsite: Water,
    /// Mean temperature of the heat that leaves.
    pub(super) warmth: Temperature,
    pub(super) reused: Reused,
    pub(super) scope1: Carbon,
    pub(super) nox: Pollutant,
    pub(super) location: Carbon,
    pub(super) market: Carbon,
    pub(super) upstream: Carbon,
    pub(super) made: Made,
    pub(super) embodied_building: Carbon,
    pub(super) areas: Areas,
    pub(super) spent: Spent,
    pub(super) tokens: f64,
    /// Share of the energy under contract with renewable sources.
    pub(super) renewable: f64,
    /// Shares of IT energy: of waiting machines, and of machines that serve.
    pub(super) idle: f64,
    pub(super) serving: f64,
}

impl Plan {
    pub(super) fn run_all(&self, draw: &Draw) -> Figures {
        let state = self.load.at(draw);
        let (chain, plant) = (
            self.electrical.at(draw, self.installed),
            self.cooling.at(draw),
        );
        let error = draw.get(self.facility_error);
        let mut y = self.weather.year(&chain, &plant, &state.shares, error);
        let reused = self.reuse(draw, (&chain, &plant), &state.shares, &mut y);
        let peak = self.peak_of(draw, &chain, &plant, state.peak);
        let rated = self.peak_of(draw, &chain, &plant, 1.0).power;
        let usual = rated * draw.get(self.electrical.margin);
        let contracted = self.supply.contracted.unwrap_or(usual);
        let facility = y.total.facility();
        let litres = self.water.at(draw);
        let water = litres.of(&y.total);
        let peak_it = self.installed * state.peak * Time::days(1.0);
        let peak_day = litres.wet(peak.latent, peak_it).withdrawn;
        let (scope1, nox) = self.generators.of(draw, facility);
        let location = facility * draw.get(self.grid.direct);
        let upstream = self.grid.upstream(draw, facility);
        let areas = self.ground.at(draw, self.installed);
        let counts = self.counts(areas.racks);
        let connection = self.supply.connection;
        let power_factor = draw.get(self.electrical.power_factor);
        let bought = Bought {
            installed: self.installed,
            contracted,
            energy: facility,
            water: water.withdrawn,
        };
        Figures {
            accelerators: counts.accelerators,
            installed: self.installed,
            busy: state.busy,
            peak: peak.power,
            rated,
            contracted,
            connection: connection.power(contracted).unwrap_or(Power::ZERO),
            connection_mva: connection.mva(contracted, power_factor),
            year: y.total,
            months: y.months,
            water,
            potable: water.withdrawn * self.water.potable,
            fresh: water.withdrawn * self.water.fresh,
            scarce: water.consumed
                * (self.water.fresh * self.scarcity.map_or(0.0, |h| draw.get(h))),
            peak_day,
            offsite: self.grid.water_of(draw, facility),
            warmth: mean_temperature(&outlets(&plant)),
            reused,
            scope1,
            nox,
            location,
            market: facility * self.supply.market_carbon(draw, &self.grid),
            upstream,
            made: self.embodied.of(draw, counts, Time::years(1.0)),
            embodied_building: self.building.per_year(draw, self.installed, &areas),
            areas,
            spent: self.cost.of(draw, &bought),
            renewable: self.supply.renewable.unwrap_or(0.0),
            idle: state.idle,
            serving: state.serving,
            tokens: counts.accelerators * state.tokens_per_accelerator_s * Time::years(1.0).to_s(),
        }
    }

    /// How much stands there.
    fn counts(&self, racks: f64) -> Counts {
        // Whole machines fit; the tolerance keeps a number that was given as a count whole.
        let whole = |each| libm::floor(self.installed / each + 1e-6);
        Counts {
            accelerators: self.per_accelerator.map_or(0.0, whole),
            hosts: self.installed / self.per_host,
            racks,
        }
    }

    /// Peak of the design days with all IT at its rated input: what a connection is built for.
    pub(super) fn rated_peak(&self, draw: &Draw) -> Peak {
        let chain = self.electrical.at(draw, self.installed);
        self.peak_of(draw, &chain, &self.cooling.at(draw), 1.0)
    }

    /// The design days, with the heat pump on what a network takes in summer; or the coldest hour, with it on all the
    /// network takes.
    fn peak_of(&self, draw: &Draw, chain: &Chain, plant: &Plant, share: f64) -> Peak {
        let error = draw.get(self.facility_error);
        let mut top = peak(chain, plant, self.weather.design_days(), share, error);
        if let Some(heat) = &self.heat {
            let [summer, winter] = heat.lift_peak(draw, chain, plant, &self.weather, share);
            let cold = peak(chain, plant, &[self.weather.coldest_day()], share, error);
            top.power = (top.power + summer).max(cold.power + winter);
        }
        top
    }

    /// Adds what a heat network takes to the months of a year.
    pub(super) fn reuse(
        &self,
        draw: &Draw,
        (chain, plant): (&Chain, &Plant),
        shares: &Shares,
        y: &mut Year,
    ) -> Reused {
        let Some(heat) = &self.heat else {
            return Reused::default();
        };
        let reused = heat.of(draw, (chain, plant), &self.weather, shares, &mut y.months);
        for month in &y.months {
            y.total.reused += month.reused;
            y.total.upgrade += month.upgrade;
        }
        reused
    }
}

impl Figures {
    /// The figures in the order of [`ALL`], each in its unit.
    pub(super) fn list(&self) -> [f64; ALL.len()] {
        let (y, facility): (&Month, Energy) = (&self.year, self.year.facility());
        let [it_price, building, plant] = self.spent.capex;
        let [electricity, grid, tax] = self.spent.energy;
        let carbon =
            self.scope1 + self.location + self.upstream + self.made.carbon + self.embodied_building;
        [
            self.accelerators,
            self.areas.racks,
            self.installed.to_mw(),
            y.it.to_mwh() / HOURS_PER_YEAR,
            self.busy.to_w(),
            self.peak.to_mw(),
            self.rated.to_mw(),
            self.contracted.to_mw(),
            self.connection.to_mw(),
            self.connection_mva,
            y.it.to_mwh(),
            y.it.to_mwh() * self.idle,
            y.cooling.to_mwh(),
            y.losses().to_mwh(),
            y.other.to_mwh(),
            facility.to_mwh(),
            facility / y.it,
            (facility - y.upgrade) / y.it,
            self.water.withdrawn.to_m3() / y.it.to_mwh(),
            self.fresh.to_m3() / y.it.to_mwh(),
            self.location.to_t() / y.it.to_mwh(),
            self.water.withdrawn.to_m3(),
            self.potable.to_m3(),
            self.water.consumed.to_m3(),
            self.scarce.to_m3(),
            self.water.passing.to_m3(),
            self.peak_day.to_m3(),
            self.offsite.to_m3(),
            y.heat().to_mwh(),
            self.warmth.to_celsius(),
            y.reused.to_mwh(),
            y.upgrade.to_mwh(),
            self.reused.delivered.to_mwh(),
            self.reused.homes,
            y.reused / facility,
            (facility - y.reused) / y.it,
            self.renewable,
            self.scope1.to_t(),
            self.nox.to_kg(),
            self.location.to_t(),
            self.market.to_t(),
            self.upstream.to_t(),
            self.made.carbon.to_t(),
            self.embodied_building.to_t(),
            carbon.to_t(),
            self.reused.displaced.to_t(),
            self.made.depletion.to_kg(),
            self.made.primary.to_mwh(),
            self.areas.white.to_m2(),
            self.areas.grey.to_m2(),
            self.areas.gross.to_m2(),
            self.areas.footprint.to_ha(),
            self.areas.site.to_ha(),
            it_price.to_eur(),
            building.to_eur(),
            plant.to_eur(),
            (it_price + building + plant).to_eur(),
            self.spent.capital.to_eur(),
            electricity.to_eur(),
            grid.to_eur(),
            tax.to_eur(),
            (electricity + grid + tax).to_eur(),
            self.spent.water.to_eur(),
            self.spent.upkeep.to_eur(),
            self.spent.year().to_eur(),
            self.spent.year().to_eur() / y.it.to_mwh(),
            self.spent.year().to_eur() * self.serving / (self.tokens * 1e-6),
            self.tokens,
            self.tokens / Time::years(1.0).to_days(),
            facility.to_wh() * self.serving / self.tokens,
        ]
    }
}
