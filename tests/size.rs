//! What fits is the most that fits.

#![allow(clippy::unwrap_used, missing_docs, reason = "tests")]

use polder::document::Site;
use polder::report::Question;
use polder::size::{Limit, size, size_with};
use polder::uncertain::central;
use polder::{Fault, GivenWeather, Plan};
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

/// A limit on each thing that people run out of, from small to large. Racks are whole: floors and ground below these are
/// steps of more than a thousandth.
const LIMITED: [(&str, f64, f64); 6] = [
    ("contracted_transport_mw", 1.0, 300.0),
    ("site_ha", 1.0, 60.0),
    ("water_onsite_withdrawal_m3", 50.0, 20_000.0),
    ("carbon_total_location_t", 1e3, 2e5),
    ("waste_heat_mwh", 4e3, 1.5e6),
    ("gross_floor_m2", 5e3, 3e5),
];

/// A limit on each figure of [`LIMITED`], at a share of its range on a scale of ratios.
fn limited() -> impl Strategy<Value = Vec<Limit>> {
    prop::collection::vec(0.0..1.0, LIMITED.len()).prop_map(|shares: Vec<f64>| {
        let each = LIMITED.iter().zip(shares);
        each.map(|((id, low, high), share)| limit(id, low * libm::pow(high / low, share)))
            .collect()
    })
}

fn scaled(limits: &[Limit], which: usize, by: f64) -> Vec<Limit> {
    let mut limits = limits.to_vec();
    limits[which].at_most *= by;
    limits
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_answer_planned_forward_meets_every_limit_binds_one_and_a_thousandth_more_does_not(limits in limited()) {
        let plan = size(&open(), &limits).unwrap();
        let answer = forward(it(&plan));
        for l in &limits {
            prop_assert!(value(&answer, &l.figure) <= l.at_most * (1.0 + 1e-9), "{}", l.figure);
        }
        let most = limits.iter().map(|l| value(&answer, &l.figure) / l.at_most).fold(0.0, f64::max);
        prop_assert!((most - 1.0).abs() <= 1e-3, "{most}");
        let binding = plan.fit().unwrap().binding_limit();
        prop_assert!((binding.value / binding.at_most - 1.0).abs() <= 1e-3, "{}", binding.figure);
        let more = forward(it(&plan) * 1.001);
        prop_assert!(value(&more, &binding.figure) > binding.at_most, "{}", binding.figure);
    }

    #[test]
    fn a_wider_limit_fits_no_less_and_alone_is_what_it_allows_alone(limits in limited(), wider in 1.0..3.0) {
        let plan = size(&open(), &limits).unwrap();
        // The answer is exact to a billionth.
        let least = it(&plan) * (1.0 - 2e-9);
        for (n, fitted) in plan.fit().unwrap().limits.iter().enumerate() {
            let more = it(&size(&open(), &scaled(&limits, n, wider)).unwrap());
            prop_assert!(least <= more, "{}: {least} {more}", fitted.figure);
            let alone = it(&size(&open(), &limits[n..=n]).unwrap());
            prop_assert!(least <= alone && (fitted.alone_mw.unwrap() / alone - 1.0).abs() < 1e-8, "{}", fitted.figure);
        }
    }

    #[test]
    fn a_heat_network_keeps_the_answer_whole(mw in 5.0..200.0, homes in 100.0..20_000.0) {
        let mut site = open();
        site.heat.homes = Some(homes);
        let plan = size(&site, &[limit("contracted_transport_mw", mw)]).unwrap();
        prop_assert!((value(&plan, "contracted_transport_mw") / mw - 1.0).abs() < 1e-8);
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
fn hours_that_are_given_are_inside() {
    let hours = polder::data::synthetic("nieuw-beerta")
        .unwrap()
        .year(7)
        .hours();
    let given = GivenWeather {
        name: "test".into(),
        hours: hours.unwrap(),
    };
    let energy = [limit("facility_energy_mwh", 2e5)];
    let sized = size_with(open(), &energy, Some(given.clone())).unwrap();
    let mut site = open();
    site.hardware.it_power_mw = Some(it(&sized));
    let planned = Plan::resolve_with(&site, given.into()).unwrap();
    let of = |plan: &Plan| value(plan, "facility_energy_mwh");
    assert_eq!(of(&sized).to_bits(), of(&planned).to_bits());
    assert!((of(&planned) / 2e5 - 1.0).abs() < 1e-8);
    assert!((it(&size(&open(), &energy).unwrap()) - it(&sized)).abs() > 1e-6);
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
        refused(&[limit("site_haa", 2.0)]).fault(),
        Fault::UnknownName { .. }
    ));
    assert!(matches!(
        refused(&[limit("site_ha", -1.0)]).fault(),
        Fault::BadValue { .. }
    ));
    assert!(matches!(refused(&[]).fault(), Fault::Inconsistent { .. }));
}

/// Once refused as met by no size: 10 kW of IT beside a heat pump for 10 MW has a high PUE, and a hall has not.
#[test]
fn a_figure_that_falls_with_size_is_looked_at_where_the_other_limits_end() {
    let mut site = open();
    site.heat.offtake_mw = Some(5.0.into());
    let sized = |pue| size(&site, &[limit("pue", pue), limit("site_ha", 3.0)]);
    let fit = sized(1.3).unwrap().fit().unwrap().clone();
    assert_eq!(fit.binding_limit().figure, "site_ha");
    assert_eq!(fit.limits[0].alone_mw, None);
    assert!(
        sized(1.05)
            .unwrap_err()
            .to_string()
            .contains("that the other limits allow")
    );
}

#[test]
fn a_limit_on_what_size_does_not_change_is_met_beside_one_that_binds() {
    let plan = size(&open(), &[limit("pue", 1.5), limit("site_ha", 3.0)]).unwrap();
    let fit = plan.fit().unwrap();
    assert_eq!(fit.binding_limit().figure, "site_ha");
    assert_eq!(fit.limits[0].alone_mw, None);
}

#[test]
fn what_was_sized_by_the_ground_does_not_warn_of_a_contract() {
    // The warning spoke of the contract whatever bound.
    let said = |l| {
        size(&open(), &[l])
            .unwrap()
            .warnings()
            .last()
            .unwrap()
            .text
            .en
            .clone()
    };
    assert!(said(limit("site_ha", 2.0)).contains("`site_ha`"));
    assert!(said(limit("contracted_transport_mw", 40.0)).contains("contract"));
}

#[test]
fn a_figure_that_falls_with_size_is_not_said_to_be_met_nowhere() {
    let mut site = open();
    site.heat.homes = Some(20_000.0);
    let said = |figure, at_most| {
        let limits = [
            limit("contracted_transport_mw", 10.0),
            limit(figure, at_most),
        ];
        size(&site, &limits).unwrap_err().to_string()
    };
    // A larger site has a smaller share of its heat reused.
    assert!(said("erf", 0.1).contains("that the other limits allow"));
    assert!(said("pue", 1.0).contains("no size"));
}
