//! What a site costs: to build, and in a year.

use crate::cost::{Band, annuity, tax};
use crate::data::params;
use crate::quantity::{
    Energy, Money, MoneyPerEnergy, MoneyPerPower, MoneyPerWater, Power, Time, Water,
};
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Country whose tariffs and taxes the prices are of.
const COUNTRY: &str = "nl";

/// Prices.
#[derive(Debug)]
pub(super) struct Cost {
    it: Handle<MoneyPerPower>,
    facility: Handle<MoneyPerPower>,
    shell: Handle<f64>,
    upkeep: Handle<f64>,
    interest: Handle<f64>,
    it_life: Handle<Time>,
    building_life: Handle<Time>,
    plant_life: Handle<Time>,
    electricity: Handle<MoneyPerEnergy>,
    grid: Handle<MoneyPerPower>,
    water: Handle<MoneyPerWater>,
    tax: [(Option<Handle<Energy>>, Handle<MoneyPerEnergy>); 4],
}

/// What is bought, once and in a year.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bought {
    pub(super) installed: Power,
    pub(super) contracted: Power,
    pub(super) energy: Energy,
    pub(super) water: Water,
}

/// Money in one draw.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spent {
    /// IT, building, plant.
    pub(super) capex: [Money; 3],
    /// The same per year of life, with interest.
    pub(super) capital: Money,
    /// Electricity, grid, tax; per year.
    pub(super) energy: [Money; 3],
    pub(super) water: Money,
    pub(super) upkeep: Money,
}

impl Cost {
    pub(super) fn resolve(
        r: &mut Resolver,
        country: &str,
        accelerated: bool,
        it_life: Handle<Time>,
    ) -> Self {
        if country != COUNTRY {
            r.warn(
                "cost-country",
                "Costs are at Dutch prices, tariffs and taxes: others are not in the register.",
                "Kosten zijn naar Nederlandse prijzen, tarieven en belastingen: andere staan niet in het register.",
            );
        }
        let it = if accelerated {
            params::COST_IT_AI_EUR_PER_MW
        } else {
            params::COST_IT_PLAIN_EUR_PER_MW
        };
        Self {
            it: r.param(it),
            facility: r.param(params::COST_FACILITY_EUR_PER_MW),
            shell: r.param(params::COST_SHELL_SHARE),
            upkeep: r.param(params::COST_UPKEEP_SHARE),
            interest: r.param(params::COST_DISCOUNT_RATE),
            it_life,
            building_life: r.param(params::LIFE_BUILDING_YEARS),
            plant_life: r.param(params::LIFE_MEP_YEARS),
            electricity: r.param(params::COST_ELECTRICITY_EUR_PER_MWH),
            grid: r.param(params::COST_GRID_EUR_PER_KW_YEAR),
            water: r.param(params::COST_WATER_EUR_PER_M3),
            tax: [
                (
                    Some(r.param(params::COST_TAX_1_TO_MWH)),
                    r.param(params::COST_TAX_1_EUR_PER_KWH),
                ),
                (
                    Some(r.param(params::COST_TAX_2_TO_MWH)),
                    r.param(params::COST_TAX_2_EUR_PER_KWH),
                ),
                (
                    Some(r.param(params::COST_TAX_3_TO_MWH)),
                    r.param(params::COST_TAX_3_EUR_PER_KWH),
                ),
                (None, r.param(params::COST_TAX_4_EUR_PER_KWH)),
            ],
        }
    }

    pub(super) fn of(&self, draw: &Draw, bought: &Bought) -> Spent {
        let facility = bought.installed * draw.get(self.facility);
        let shell = draw.get(self.shell);
        let capex = [
            bought.installed * draw.get(self.it),
            facility * shell,
            facility * (1.0 - shell),
        ];
        let lives = [self.it_life, self.building_life, self.plant_life];
        let yearly = |(price, life): (&Money, Handle<Time>)| {
            *price * annuity(draw.get(self.interest), draw.get(life))
        };
        let bands = self.tax.map(|(to, rate)| Band {
            to: to.map_or(bought.energy, |to| draw.get(to)),
            rate: draw.get(rate),
        });
        Spent {
            capex,
            capital: capex.iter().zip(lives).map(yearly).sum(),
            energy: [
                bought.energy * draw.get(self.electricity),
                bought.contracted * draw.get(self.grid),
                tax(bought.energy, &bands),
            ],
            water: bought.water * draw.get(self.water),
            upkeep: facility * draw.get(self.upkeep),
        }
    }
}

impl Spent {
    /// Everything, per year.
    pub(super) fn year(&self) -> Money {
        self.capital + self.energy.into_iter().sum() + self.water + self.upkeep
    }
}
