use super::*;

const NEW_YEAR: Date = Date::new_year(2027);

fn figure(id: &str, p5: f64, p50: f64, p95: f64) -> Figure {
    Figure {
        id: id.into(),
        summary: Summary {
            p5,
            p50,
            p95,
            central: p50,
        },
        unit: "",
        boundary: crate::resolve::Text {
            en: String::new(),
            nl: String::new(),
        },
    }
}

fn certain(id: &str, value: f64) -> Figure {
    figure(id, value, value, value)
}

fn rule(id: &str) -> &'static Rule {
    RULES.iter().find(|r| r.id == id).unwrap()
}

fn at(country: &'static str, place: Option<&'static str>) -> Siting {
    Siting {
        country,
        place,
        opens: NEW_YEAR,
    }
}

/// Large enough for every condition.
fn large() -> Vec<Figure> {
    let ids = [
        "it_power_mw",
        "site_power_peak_mw",
        "contracted_transport_mw",
        "facility_energy_mwh",
    ];
    ids.iter().map(|id| certain(id, 1e6)).collect()
}

fn outcome(id: &str, figures: &[Figure], site: Siting) -> Outcome {
    check(rule(id), figures, site).outcome
}

#[test]
fn five_hundred_kilowatt_is_the_first_power_that_reports() {
    let of = |mw| outcome("eu.eed-12", &[certain("it_power_mw", mw)], at("nl", None));
    assert_eq!(of(0.499), Outcome::NotApplicable);
    assert_eq!(of(0.5), Outcome::Duty);
    assert_eq!(
        outcome(
            "eu.eed-12",
            &[figure("it_power_mw", 0.4, 0.6, 0.8)],
            at("nl", None)
        ),
        Outcome::Uncertain
    );
    assert_eq!(
        outcome("eu.eed-12", &[], at("nl", None)),
        Outcome::Uncertain
    );
    assert_eq!(
        outcome("eu.eed-12", &large(), at("us", None)),
        Outcome::NotApplicable
    );
}

#[test]
fn a_german_site_from_july_2026_keeps_its_pue_at_one_point_two() {
    let of = |p5, p50, p95| {
        let figures = [large(), vec![figure("pue", p5, p50, p95)]].concat();
        check(rule("de.enefg-11-2-1"), &figures, at("de", None))
    };
    assert_eq!(of(1.1, 1.15, 1.2).outcome, Outcome::Met);
    assert_eq!(of(1.21, 1.25, 1.3).outcome, Outcome::NotMet);
    let between = of(1.15, 1.22, 1.3);
    assert_eq!(between.outcome, Outcome::Uncertain);
    assert!((between.margin.unwrap() + 0.02).abs() < 1e-12);
    assert_eq!(
        outcome("de.enefg-11-1-1", &large(), at("de", None)),
        Outcome::NotApplicable
    );
    let earlier = Siting {
        opens: Date::new_year(2026),
        ..at("de", None)
    };
    let figures = [large(), vec![certain("pue", 1.4)]].concat();
    assert_eq!(
        outcome("de.enefg-11-2-1", &figures, earlier),
        Outcome::NotApplicable
    );
    assert_eq!(outcome("de.enefg-11-1-1", &figures, earlier), Outcome::Met);
    assert_eq!(
        outcome("de.enefg-11-1-2", &figures, earlier),
        Outcome::NotMet
    );
}

#[test]
fn a_hyperscale_needs_both_ground_and_power_and_two_places_allow_it() {
    let of = |ha, low, high, place| {
        let figures = [
            certain("gross_floor_m2", ha * 1e4),
            figure("contracted_transport_mw", low, low, high),
        ];
        outcome("nl.bkl-5-161bb", &figures, at("nl", place))
    };
    assert_eq!(of(10.1, 70.0, 80.0, None), Outcome::NotMet);
    assert_eq!(of(10.0, 70.0, 80.0, Some("zeewolde")), Outcome::Met);
    assert_eq!(of(50.0, 60.0, 69.0, None), Outcome::NotApplicable);
    assert_eq!(of(50.0, 60.0, 80.0, None), Outcome::Uncertain);
    assert_eq!(of(9.0, 60.0, 80.0, None), Outcome::Met);
    assert_eq!(
        of(50.0, 90.0, 99.0, Some("eemshaven")),
        Outcome::NotApplicable
    );
}

#[test]
fn a_rule_that_has_ended_binds_nobody_and_one_to_come_does() {
    let later = Siting {
        opens: Date::new_year(2031),
        ..at("nl", None)
    };
    assert_eq!(
        outcome("cndcp.energy-75", &large(), later),
        Outcome::NotApplicable
    );
    assert_eq!(outcome("cndcp.energy-100", &large(), later), Outcome::Duty);
    assert!(NEW_YEAR < rule("cndcp.energy-100").valid_from);
    assert_eq!(
        outcome("cndcp.energy-100", &large(), at("nl", None)),
        Outcome::Duty
    );
}

/// Laws over every rule: the outcome and the sign of the margin agree, and a wider range never settles anything.
#[test]
fn margins_agree_with_outcomes_and_a_wider_range_is_never_surer() {
    for r in RULES {
        let (Test::AtMost(b) | Test::AtLeast(b)) = r.test else {
            continue;
        };
        let opens = r.opens_from.unwrap_or(Date::new_year(2024));
        let site = Siting {
            country: r.countries[0],
            place: None,
            opens,
        };
        for share in [0.5, 0.9, 1.0, 1.1, 2.0] {
            let value = b.limit() * share;
            let mut figures = large();
            figures.retain(|f| f.id != b.figure);
            let narrow = [figures.clone(), vec![certain(b.figure, value)]].concat();
            let wide = [
                figures,
                vec![figure(b.figure, value * 0.8, value, value * 1.25)],
            ]
            .concat();
            let (narrow, wide) = (check(r, &narrow, site), check(r, &wide, site));
            assert_eq!(
                narrow.outcome == Outcome::Met,
                -1e-9 < narrow.margin.unwrap(),
                "{}",
                r.id
            );
            assert!(
                wide.outcome == narrow.outcome || wide.outcome == Outcome::Uncertain,
                "{}",
                r.id
            );
        }
    }
}
#[test]
fn a_floor_is_a_ceiling_upside_down() {
    let b = Bound {
        figure: "x",
        value: 500.0,
        unit: "kW",
        per: 1000.0,
    };
    let s = |p5, p95| Summary {
        p5,
        p50: p5,
        p95,
        central: p5,
    };
    assert_eq!(reaches(s(0.5, 1.0), &b), Some(true));
    assert_eq!(reaches(s(0.1, 0.4), &b), Some(false));
    assert_eq!(reaches(s(0.1, 0.6), &b), None);
    assert_eq!(stays_below(s(0.5, 1.0), &b), None);
    assert_eq!(stays_below(s(0.1, 0.5), &b), Some(true));
}
