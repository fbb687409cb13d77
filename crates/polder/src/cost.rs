//! Money: what capital costs a year, and a tax in bands.

use crate::quantity::{Energy, Money, MoneyPerEnergy, Time};

/// Yearly share of a price that returns it with interest over its life.
///
/// ```text
/// a = r / (1 − (1 + r)^−n)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | r | real interest | 1/year |
/// | n | life | years |
///
/// Payments at the end of each year; 1 / n without interest.
///
/// ```
/// use polder::{cost::annuity, quantity::Time};
/// assert!((annuity(0.07, Time::years(20.0)) - 0.094_392_926).abs() < 1e-9);
/// assert!((annuity(0.0, Time::years(5.0)) - 0.2).abs() < 1e-12);
/// ```
pub fn annuity(interest: f64, life: Time) -> f64 {
    let years = life.to_years();
    if interest <= 0.0 {
        return 1.0 / years;
    }
    interest / (1.0 - libm::pow(1.0 + interest, -years))
}

/// A rate up to an amount of energy in a year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    /// Energy up to which the rate holds.
    pub to: Energy,
    /// The rate.
    pub rate: MoneyPerEnergy,
}

/// A tax in bands: each rate on the energy in its own band only.
///
/// ```text
/// tax = Σ_i rate_i max(0, min(E, to_i) − to_(i−1))
/// ```
///
/// ```
/// use polder::{cost::{Band, tax}, quantity::{Energy, MoneyPerEnergy}};
/// let band = |mwh, rate| Band { to: Energy::mwh(mwh), rate: MoneyPerEnergy::eur_per_mwh(rate) };
/// // 10 × 100 + 5 × 2
/// assert_eq!(tax(Energy::mwh(15.0), &[band(10.0, 100.0), band(1e9, 2.0)]).to_eur(), 1010.0);
/// ```
pub fn tax(energy: Energy, bands: &[Band]) -> Money {
    let (mut from, mut total) = (Energy::ZERO, Money::ZERO);
    for band in bands {
        let inside = (energy.min(band.to) - from).max(Energy::ZERO);
        total += inside * band.rate;
        from = band.to;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn more_energy_is_taxed_no_less_and_a_longer_life_costs_less_a_year(mwh in 0.0..1e6, more in 0.0..1e6, years in 1.0..60.0, r in 0.0..0.2) {
            let band = |to, rate| Band { to: Energy::mwh(to), rate: MoneyPerEnergy::eur_per_mwh(rate) };
            let bands = [band(10.0, 109.0), band(50.0, 90.0), band(1e4, 39.0), band(f64::INFINITY, 2.0)];
            prop_assert!(tax(Energy::mwh(mwh), &bands) <= tax(Energy::mwh(mwh + more), &bands));
            prop_assert!(annuity(r, Time::years(years)) >= annuity(r, Time::years(years + 1.0)));
            prop_assert!(annuity(r, Time::years(years)) * years >= 1.0 - 1e-9);
        }
    }
}
