//! The heat network of a site.

use super::weather::Weather;
use crate::data::params;
use crate::document;
use crate::error::Error;
use crate::facility::{Chain, Month, Plant, Shares};
use crate::heat::{Network, outlets, reuse};
use crate::quantity::{Carbon, CarbonIntensity, Energy, Power, Temperature, Warming};
use crate::resolve::{Bounds, Field, Resolver, Status};
use crate::uncertain::{Draw, Handle};

/// The heat network.
#[derive(Debug)]
pub(super) struct Heat {
    takes: Takes,
    supply: Handle<Temperature>,
    base: Handle<f64>,
    threshold: Handle<Temperature>,
    design: Handle<Temperature>,
    carnot: Handle<f64>,
    approach: Handle<Warming>,
    recovery: Handle<f64>,
    home: Handle<Energy>,
    gas: Handle<CarbonIntensity>,
}

/// How large the network is.
#[derive(Debug)]
enum Takes {
    Capacity(Handle<Power>),
    Homes(f64),
}

/// Heat of a year in one draw.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reused {
    /// Heat the network got.
    pub(super) delivered: Energy,
    /// The same as a number of homes.
    pub(super) homes: f64,
    /// Carbon of the gas it stands for.
    pub(super) displaced: Carbon,
}

impl Heat {
    /// None when the document asks for none.
    pub(super) fn resolve(r: &mut Resolver, heat: &document::Heat) -> Result<Option<Self>, Error> {
        let problem = |text: &str| Error::inconsistent("heat.offtake_mw", text);
        let takes = match (heat.offtake_mw, heat.homes) {
            (Some(_), Some(_)) => {
                return Err(Error::exclusive("heat.offtake_mw", "heat.homes"));
            }
            (None, None) if heat.supply_c.is_some() => {
                return Err(problem(
                    "is missing: say how much heat is taken, or give `heat.homes`",
                ));
            }
            (None, None) => return Ok(None),
            (Some(mw), None) => {
                let bounds = Bounds {
                    unit: "MW",
                    scale: 1e6,
                    low: 0.001,
                    high: 10_000.0,
                };
                Takes::Capacity(r.given(&Field::new("heat.offtake_mw"), &mw, bounds)?)
            }
            (None, Some(homes)) => {
                let homes = Bounds::plain(1.0, 1e7).check("heat.homes", homes)?;
                r.record("heat.homes", homes.into(), None, Status::Given, "document");
                Takes::Homes(homes)
            }
        };
        let supply = Bounds {
            unit: "degC",
            scale: 1.0,
            low: 20.0,
            high: 130.0,
        };
        Ok(Some(Self {
            takes,
            supply: r.number(
                &Field::new("heat.supply_c"),
                heat.supply_c,
                supply,
                params::HEAT_SUPPLY_DEFAULT_C,
            )?,
            base: r.param(params::HEAT_BASE_SHARE),
            threshold: r.param(params::HEAT_THRESHOLD_C),
            design: r.param(params::HEAT_DESIGN_C),
            carnot: r.param(params::HEAT_CARNOT),
            approach: r.param(params::HEAT_APPROACH_K),
            recovery: r.param(params::HEAT_RECOVERY_SHARE),
            home: r.param(params::HEAT_HOME_GJ),
            gas: r.param(params::HEAT_GAS_KG_PER_KWH),
        }))
    }

    /// Matches heat and demand, one stretch of weather after the other, and adds what is reused and what lifts it to the
    /// months.
    pub(super) fn of(
        &self,
        draw: &Draw,
        (chain, plant): (&Chain, &Plant),
        weather: &Weather,
        shares: &Shares,
        months: &mut [Month; 12],
    ) -> Reused {
        let network = self.network(draw, weather);
        let (taps, recovery) = (network.taps(outlets(plant)), draw.get(self.recovery));
        weather.each(|now| {
            let heat = hall_heat(chain, chain.installed * shares.at(&now)) * recovery;
            let r = reuse(network.demand(now.dry), heat, &taps);
            months[now.month].reused += r.reused * now.time;
            months[now.month].upgrade += r.lift * now.time;
        });
        let delivered: Energy = months.iter().map(|m| m.reused + m.upgrade).sum();
        Reused {
            delivered,
            homes: delivered / draw.get(self.home),
            displaced: delivered * draw.get(self.gas),
        }
    }

    /// Electricity of the heat pump in summer, and when the network takes all it can, at a load of the halls.
    pub(super) fn lift_peak(
        &self,
        draw: &Draw,
        chain: &Chain,
        plant: &Plant,
        weather: &Weather,
        share: f64,
    ) -> [Power; 2] {
        let network = self.network(draw, weather);
        let heat = hall_heat(chain, chain.installed * share) * draw.get(self.recovery);
        let taps = network.taps(outlets(plant));
        [network.demand(network.threshold), network.capacity]
            .map(|demand| reuse(demand, heat, &taps).lift)
    }

    fn network(&self, draw: &Draw, weather: &Weather) -> Network {
        let mut network = Network {
            capacity: Power::w(1.0),
            supply: draw.get(self.supply),
            base: draw.get(self.base),
            threshold: draw.get(self.threshold),
            design: draw.get(self.design),
            carnot: draw.get(self.carnot),
            approach: draw.get(self.approach),
        };
        network.capacity = match self.takes {
            Takes::Capacity(mw) => draw.get(mw),
            Takes::Homes(n) => {
                let wanted = draw.get(self.home) * n;
                Power::w(1.0) * (wanted / year_of(&network, weather))
            }
        };
        network
    }
}

/// Heat of the halls while they draw `it`.
fn hall_heat(chain: &Chain, it: Power) -> Power {
    let inside = chain.inside(it);
    it + inside.distribution + inside.ups
}

/// What a network takes in a year.
fn year_of(network: &Network, weather: &Weather) -> Energy {
    let mut total = Energy::ZERO;
    weather.each(|now| total += network.demand(now.dry) * now.time);
    total
}
