//! What fits is the most that fits.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use polder::document::Site;
use polder::report::Question;
use polder::size::{Limit, size};
use polder::uncertain::central;
use polder::{Error, Plan};
use proptest::prelude::*;

const SITE: &str = include_str!("../examples/fits-40mw-12ha.toml");

fn open() -> Site {
    let mut site: Site = toml::from_str(SITE).unwrap();
    site.supply.contracted_transport_mw = None;
    site.land.available_ha = None;
    site
}

fn limit(figure: &str, at_most: f64) -> Limit {
    Limit {
        figure: figure.into(),
        at_most,
    }
}

fn value(plan: &Plan, id: &str) -> f64 {
    let at = plan.labels().iter().position(|l| l.id == id).unwrap();
    central(plan)[at]
}

/// The plan of the same site with this much IT, planned forward.
fn forward(mw: f64) -> Plan {
    let mut site = open();
    site.hardware.it_power_mw = Some(mw);
    Plan::resolve(&site).unwrap()
}

fn it(plan: &Plan) -> f64 {
    value(plan, "it_power_mw")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_answer_planned_forward_meets_every_limit_and_a_thousandth_more_does_not(
        mw in 1.0..300.0, ha in 0.3..60.0, kt in 1.0..200.0, m3 in 50.0..20_000.0,
    ) {
        let limits = [
            limit("contracted_transport_mw", mw), limit("site_ha", ha),
            limit("carbon_total_location_t", kt * 1e3), limit("water_onsite_withdrawal_m3", m3),
        ];
        let plan = size(&open(), &limits).unwrap();
        let answer = forward(it(&plan));
        for l in &limits {
            prop_assert!(value(&answer, &l.figure) <= l.at_most * (1.0 + 1e-9), "{}", l.figure);
        }
        // Racks are whole: the ground binds when the next rack does not fit.
        let more = forward(it(&plan) * 1.001);
        let binding = plan.fit().unwrap().binding_limit();
        prop_assert!(value(&more, &binding.figure) > binding.at_most, "{}", binding.figure);
        if binding.figure != "site_ha" {
            prop_assert!((binding.value / binding.at_most - 1.0).abs() <= 1e-3);
        }
    }

    #[test]
    fn a_wider_limit_fits_no_less(mw in 1.0..200.0, ha in 0.3..20.0, wider in 1.0..3.0) {
        let of = |mw: f64, ha: f64| it(&size(&open(), &[limit("contracted_transport_mw", mw), limit("site_ha", ha)]).unwrap());
        // The answer is exact to a billionth.
        let least = of(mw, ha) * (1.0 - 2e-9);
        prop_assert!(least <= of(mw * wider, ha) && least <= of(mw, ha * wider));
    }
}

#[test]
fn the_contract_and_the_ground_of_the_document_are_limits_that_flags_replace() {
    let site: Site = toml::from_str(SITE).unwrap();
    let own = size(&site, &[]).unwrap();
    let same = size(
        &open(),
        &[
            limit("contracted_transport_mw", 40.0),
            limit("site_ha", 12.0),
        ],
    )
    .unwrap();
    assert_eq!(it(&own).to_bits(), it(&same).to_bits());
    let half = size(&site, &[limit("contracted_transport_mw", 20.0)]).unwrap();
    assert!((it(&half) / it(&own) - 0.5).abs() < 1e-9);
}

#[test]
fn what_is_installed_is_what_is_asked() {
    let mut site: Site = toml::from_str(SITE).unwrap();
    site.hardware.accelerators = Some(10.0);
    assert!(it(&size(&site, &[]).unwrap()) > 20.0);
}

#[test]
fn limits_that_nothing_meets_or_that_bind_nothing_are_refused() {
    let refused = |limits: &[Limit]| size(&open(), limits).unwrap_err();
    assert!(
        refused(&[limit("pue", 1.01)])
            .to_string()
            .contains("met by no size")
    );
    assert!(
        refused(&[limit("pue", 2.0)])
            .to_string()
            .contains("sets no bound")
    );
    assert!(matches!(
        refused(&[limit("site_haa", 2.0)]),
        Error::UnknownName { .. }
    ));
    assert!(matches!(
        refused(&[limit("site_ha", -1.0)]),
        Error::BadValue { .. }
    ));
    assert!(matches!(refused(&[]), Error::Inconsistent { .. }));
}

#[test]
fn a_limit_on_what_size_does_not_change_is_met_beside_one_that_binds() {
    let plan = size(&open(), &[limit("pue", 1.5), limit("site_ha", 3.0)]).unwrap();
    let fit = plan.fit().unwrap();
    assert_eq!(fit.binding_limit().figure, "site_ha");
    assert_eq!(fit.limits[0].alone_mw, None);
}
