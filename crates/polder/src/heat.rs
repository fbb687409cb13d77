//! Waste heat to a heat network: what the weather asks, what the halls have, what lifts it.

use crate::facility::{Path, Plant};
use crate::math::sort_few;
use crate::quantity::{Power, Temperature, Warming};

/// A heat network at the fence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Network {
    /// Most it takes, on the design day.
    pub capacity: Power,
    /// Its supply temperature.
    pub supply: Temperature,
    /// Share of the capacity it takes all year: hot water and its own losses.
    pub base: f64,
    /// Daily mean above which nobody heats.
    pub threshold: Temperature,
    /// Outside temperature at which it takes its capacity.
    pub design: Temperature,
    /// η, share of the reversible efficiency of the heat pump.
    pub carnot: f64,
    /// Difference over each heat exchanger.
    pub approach: Warming,
}

/// Heat that leaves at one temperature.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outlet {
    /// Share of the heat of the halls.
    pub share: f64,
    /// Temperature of the water or air that carries it.
    pub temperature: Temperature,
}

/// An outlet as a network sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tap {
    /// Share of the heat of the halls.
    pub share: f64,
    /// Electricity of the heat pump over the heat it delivers.
    pub lift: f64,
}

/// Heat at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Reuse {
    /// Waste heat that crosses the fence, before lift.
    pub reused: Power,
    /// Electricity of the heat pump.
    pub lift: Power,
}

impl Reuse {
    /// Heat the network gets.
    pub fn delivered(&self) -> Power {
        self.reused + self.lift
    }
}

impl Network {
    /// What the network takes at an outside temperature: degree days over a base.
    ///
    /// ```text
    /// D = C min(1, b + (1 − b) max(0, T_t − T) / (T_t − T_d))
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | C | capacity | W |
    /// | b | base share | – |
    /// | T, `T_t`, `T_d` | outside, threshold and design temperature | °C |
    ///
    /// Valid for temperate climates; houses and network store nothing. Source: cbs-degree-days for the threshold of 18 °C.
    ///
    /// ```
    /// # use polder::{heat::Network, quantity::{Power, Temperature, Warming}};
    /// # let network = Network { capacity: Power::mw(10.0), supply: Temperature::celsius(70.0), base: 0.1,
    /// #     threshold: Temperature::celsius(18.0), design: Temperature::celsius(-10.0), carnot: 0.5, approach: Warming::k(5.0) };
    /// // base 0.1, threshold 18 °C, design −10 °C: half of the heating at 4 °C
    /// assert!((network.demand(Temperature::celsius(4.0)).to_mw() - 5.5).abs() < 1e-12);
    /// assert!((network.demand(Temperature::celsius(25.0)).to_mw() - 1.0).abs() < 1e-12);
    /// ```
    pub fn demand(&self, outside: Temperature) -> Power {
        let heating =
            self.threshold.above(outside).max(Warming::ZERO) / self.threshold.above(self.design);
        self.capacity * (self.base + (1.0 - self.base) * heating).min(1.0)
    }

    /// Electricity of the heat pump over the heat it delivers; zero when the source is warm enough as it is.
    ///
    /// ```text
    /// 1 / COP = (T_c − T_e) / (η T_c)        T_c = supply + ΔT        T_e = source − ΔT
    /// ```
    ///
    /// ```
    /// # use polder::{heat::Network, quantity::{Power, Temperature, Warming}};
    /// # let network = Network { capacity: Power::mw(10.0), supply: Temperature::celsius(70.0), base: 0.1,
    /// #     threshold: Temperature::celsius(18.0), design: Temperature::celsius(-10.0), carnot: 0.5, approach: Warming::k(5.0) };
    /// // 50 °C to 70 °C: (75 − 45) / (0.5 × 348.15)
    /// assert!((1.0 / network.lift(Temperature::celsius(50.0)) - 5.8025).abs() < 1e-4);
    /// assert_eq!(network.lift(Temperature::celsius(75.0)), 0.0);
    /// ```
    pub fn lift(&self, source: Temperature) -> f64 {
        let condensing = self.supply.plus(self.approach);
        if source >= condensing {
            return 0.0;
        }
        let lift = condensing.above(source.minus(self.approach)).to_k();
        (lift / (self.carnot * condensing.to_kelvin())).min(1.0)
    }

    /// The outlets with the lift that each needs; one that cannot be lifted has nothing to give.
    pub fn taps<const N: usize>(&self, outlets: [Outlet; N]) -> [Tap; N] {
        outlets.map(|outlet| {
            let lift = self.lift(outlet.temperature);
            if lift < 1.0 {
                let share = outlet.share;
                Tap { share, lift }
            } else {
                Tap::default()
            }
        })
    }
}

/// Serves `demand` from the warmest outlet on, as far as `heat` goes; `taps` from warm to cold.
///
/// ```text
/// q_i = min(s_i Q, D_i (1 − l_i))        D_(i+1) = D_i − q_i / (1 − l_i)        lift = Σ q_i l_i / (1 − l_i)
/// ```
///
/// `q` heat that crosses the fence, `s` share of the outlet, `Q` heat that can be recovered, `l` lift per delivered heat.
///
/// ```
/// use polder::{heat::{Tap, reuse}, quantity::Power};
/// // 4 MW of warm heat as it is, the other 2 MW wanted from cold heat at a COP of 4.
/// let taps = [Tap { share: 0.4, lift: 0.0 }, Tap { share: 0.6, lift: 0.25 }];
/// let r = reuse(Power::mw(6.0), Power::mw(10.0), &taps);
/// assert_eq!((r.reused.to_mw(), r.lift.to_mw()), (5.5, 0.5));
/// ```
pub fn reuse(demand: Power, heat: Power, taps: &[Tap]) -> Reuse {
    let (mut wanted, mut total) = (demand, Reuse::default());
    for tap in taps {
        let reused = (heat * tap.share).min(wanted * (1.0 - tap.lift));
        let delivered = reused / (1.0 - tap.lift);
        wanted = (wanted - delivered).max(Power::ZERO);
        total.reused += reused;
        total.lift += delivered * tap.lift;
    }
    total
}

/// Where the heat of a cooling plant can be tapped, from warm to cold: the return of each water loop, or the air that leaves.
pub fn outlets(plant: &Plant) -> [Outlet; 4] {
    let mut all = plant.parts.map(|part| {
        part.map_or(Outlet::default(), |p| Outlet {
            share: p.share,
            temperature: match p.path {
                Path::Water(w) => w.supply.plus(w.delta),
                Path::FreeAir(f) => f.inlet.plus(f.delta),
                Path::IndirectAir(i) => i.inlet.plus(i.delta),
            },
        })
    });
    sort_few(&mut all, |a, b| a.temperature > b.temperature);
    all
}

/// Mean temperature of the heat that leaves.
pub fn mean_temperature(outlets: &[Outlet]) -> Temperature {
    let total: f64 = outlets.iter().map(|o| o.share).sum();
    let weighted: f64 = outlets
        .iter()
        .map(|o| o.share * o.temperature.to_celsius())
        .sum();
    Temperature::celsius(weighted / total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn network(mw: f64, supply: f64) -> Network {
        Network {
            capacity: Power::mw(mw),
            supply: Temperature::celsius(supply),
            base: 0.1,
            threshold: Temperature::celsius(18.0),
            design: Temperature::celsius(-10.0),
            carnot: 0.5,
            approach: Warming::k(5.0),
        }
    }

    fn outlet(share: f64, celsius: f64) -> Outlet {
        Outlet {
            share,
            temperature: Temperature::celsius(celsius),
        }
    }

    proptest! {
        #[test]
        fn no_more_is_reused_than_there_is_nor_delivered_than_is_wanted(
            mw in 0.1..100.0, heat in 0.0..100.0, share in 0.0..1.0, supply in 30.0..120.0, outside in -20.0..40.0,
        ) {
            let (n, heat) = (network(mw, supply), Power::mw(heat));
            let demand = n.demand(Temperature::celsius(outside));
            let r = reuse(demand, heat, &n.taps([outlet(share, 50.0), outlet(1.0 - share, 28.0)]));
            prop_assert!(r.reused.to_mw() <= heat.to_mw() * (1.0 + 1e-12));
            prop_assert!(r.delivered().to_mw() <= demand.to_mw() * (1.0 + 1e-9));
            prop_assert!(demand <= n.capacity);
        }

        #[test]
        fn a_warmer_network_takes_more_lift(supply in 40.0..110.0, more in 0.1..20.0, source in 15.0..60.0) {
            let source = Temperature::celsius(source);
            prop_assert!(network(1.0, supply).lift(source) <= network(1.0, supply + more).lift(source) + 1e-12);
        }
    }
}
