//! Cases of every rule: `tests/rules.rs`.

use super::*;

const NEW_YEAR: Date = Date::new_year(2027);

fn summary(p5: f64, p50: f64, p95: f64) -> Summary {
    Summary {
        p5,
        p50,
        p95,
        central: p50,
    }
}

fn figure(id: &str, p5: f64, p50: f64, p95: f64) -> Figure {
    Figure {
        id: id.into(),
        summary: summary(p5, p50, p95),
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

fn at(country: &'static str, place: Option<&'static str>, opens: Date) -> Siting {
    Siting {
        country,
        place,
        opens,
        permitted: false,
    }
}

/// Large enough for every condition of the rule, and without the figure that it limits.
fn large(r: &Rule) -> Vec<Figure> {
    let ids = r.when.iter().map(|b| b.figure);
    ids.map(|id| certain(id, 1e6)).collect()
}

#[test]
fn a_rule_that_has_not_begun_is_checked_and_says_from_when() {
    let pact = rule("cndcp.energy-100");
    assert!(NEW_YEAR < pact.valid_from);
    let figures = [large(pact), vec![certain("ref", 1.0)]].concat();
    let found = check(pact, &figures, at("nl", None, NEW_YEAR));
    assert_eq!(found.outcome, Outcome::Met);
}

#[test]
fn a_site_sees_the_rules_of_its_country_and_place_also_those_that_leave_it_out() {
    let ids = |place| -> Vec<_> {
        let all = checks(&[certain("it_power_mw", 0.1)], at("nl", place, NEW_YEAR));
        all.iter().map(|c| (c.rule.id, c.outcome)).collect()
    };
    assert!(ids(Some("groningen")).contains(&("eu.eed-12", Outcome::NotApplicable)));
    let local = |ids: &[(&str, Outcome)]| ids.iter().any(|(id, _)| id.starts_with("ams."));
    assert!(local(&ids(Some("amsterdam"))) && !local(&ids(Some("groningen"))));
    assert!(!ids(None).iter().any(|(id, _)| id.starts_with("de.")));
}

/// Laws over every rule: the outcome and the sign of the margin agree, and a wider range never settles anything.
#[test]
fn margins_agree_with_outcomes_and_a_wider_range_is_never_surer() {
    for r in RULES {
        let (Test::AtMost(b) | Test::AtLeast(b)) = r.test else {
            continue;
        };
        let opens = r.opens_from.unwrap_or(Date::new_year(2024));
        let site = at(r.countries[0], r.places.first().copied(), opens);
        for share in [0.5, 0.9, 1.0, 1.1, 2.0] {
            let value = b.limit() * share;
            let wide = figure(b.figure, value * 0.8, value, value * 1.25);
            let with = |own| check(r, &[large(r), vec![own]].concat(), site);
            let (narrow, wide) = (with(certain(b.figure, value)), with(wide));
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
fn a_class_has_room_to_the_next_worse_and_the_last_has_none() {
    let of = |pue| {
        check(
            rule("eu.rating-pue"),
            &[certain("pue_2026", pue)],
            at("nl", None, NEW_YEAR),
        )
    };
    let (b, g) = (of(1.2), of(2.5));
    assert!((b.margin.unwrap() - 0.05).abs() < 1e-12);
    assert_eq!(
        (b.class.as_deref(), g.class.as_deref()),
        (Some("B"), Some("G"))
    );
    assert_eq!(g.margin, None);
}

#[test]
fn a_floor_is_a_ceiling_upside_down() {
    let b = Bound {
        figure: "x",
        value: 500.0,
        above: false,
        unit: "kW",
        per: 1000.0,
    };
    let s = |p5, p95| summary(p5, p5, p95);
    assert_eq!(reaches(s(0.5, 1.0), &b), Some(true));
    assert_eq!(reaches(s(0.1, 0.4), &b), Some(false));
    assert_eq!(reaches(s(0.1, 0.6), &b), None);
    let above = Bound { above: true, ..b };
    assert_eq!(reaches(s(0.5, 0.5), &above), Some(false));
    assert_eq!(stays_below(s(0.5, 1.0), &b), None);
    assert_eq!(stays_below(s(0.1, 0.5), &b), Some(true));
}
