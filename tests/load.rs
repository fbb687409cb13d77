//! Loads of a plan: profiles, given hours, and halls that fill.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "tests"
)]

use polder::document::Site;
use polder::report::{Question, Table};
use polder::uncertain::central;
use polder::weather::HOURS;
use polder::{Given, GivenLoad, GivenWeather, Plan, Report};

fn site(place: &str) -> Site {
    let text = format!(
        "[site]\nplace = \"{place}\"\n[hardware]\nit_power_mw = 10\n[facility]\ncooling = \"economiser-chiller\"\n"
    );
    toml::from_str(&text).unwrap()
}

fn training() -> Site {
    let text = r#"
        [site]
        place = "eemshaven"
        [hardware]
        accelerator = "h100-sxm"
        it_power_mw = 20
        [[work]]
        kind = "training"
        model = "llama-3.1-70b"
        training_tokens = 15e12
    "#;
    toml::from_str(text).unwrap()
}

fn weather(station: &str) -> GivenWeather {
    let hours = polder::data::synthetic(station).unwrap().year(1).hours();
    GivenWeather {
        name: "test".into(),
        hours: hours.unwrap(),
    }
}

fn with(site: &Site, station: Option<&str>, load: &[f64]) -> Plan {
    let given = Given {
        weather: station.map(weather),
        load: Some(GivenLoad::new("test", load).unwrap()),
    };
    Plan::resolve_with(site, given).unwrap()
}

fn figure(plan: &Plan, id: &str) -> f64 {
    let at = plan.labels().iter().position(|l| l.id == id).unwrap();
    central(plan)[at]
}

fn it_power(plan: &Plan) -> Vec<f64> {
    plan.series()
        .unwrap()
        .column("it_power_mw")
        .unwrap()
        .to_vec()
}

fn ramp_up<'a>(tables: &'a [(&str, Table)]) -> &'a Table {
    let found = tables.iter().find(|(name, _)| *name == "ramp_up");
    &found.unwrap().1
}

fn column(table: &Table, name: &str) -> Vec<f64> {
    let at = table.columns.iter().position(|c| *c == name).unwrap();
    table.rows.iter().map(|r| r[at]).collect()
}

#[test]
fn a_year_of_the_same_day_is_that_day_to_the_bit() {
    let day: Vec<f64> = (0..24).map(|h| 0.3 + f64::from(h) * 0.02).collect();
    let year = day.repeat(HOURS / 24);
    // Places east and west of UTC.
    for (place, station) in [
        ("eemshaven", "nieuw-beerta"),
        ("singapore", "singapore"),
        ("dallas", "dallas"),
    ] {
        let (a, b) = (
            with(&site(place), Some(station), &day),
            with(&site(place), Some(station), &year),
        );
        assert_eq!(central(&a), central(&b), "{place}");
        assert_eq!(a.series(), b.series());
    }
}

#[test]
fn an_hour_of_load_meets_its_own_hour_of_weather() {
    // 14:00 on 1 July in Singapore, 8 h ahead of UTC, and 23:00 on 31 December, which is 15:00 UTC that day.
    let mut hours = vec![0.2; HOURS];
    hours[181 * 24 + 14] = 0.9;
    hours[HOURS - 1] = 0.7;
    // Midnight of 1 January local is 16:00 UTC of the day before: at the end of the series.
    hours[0] = 0.5;
    let it = it_power(&with(&site("singapore"), Some("singapore"), &hours));
    let near =
        |at: usize, share: f64| assert!((it[at] / it[100] - share / 0.2).abs() < 1e-9, "{at}");
    near(181 * 24 + 6, 0.9);
    near(HOURS - 9, 0.7);
    near(HOURS - 8, 0.5);
}

#[test]
fn a_load_over_hours_draws_what_it_says() {
    let hours: Vec<f64> = (0..HOURS)
        .map(|h| 0.2 + 0.6 * ((h * 7) % 100) as f64 / 100.0)
        .collect();
    let plan = with(&site("eemshaven"), Some("nieuw-beerta"), &hours);
    let mean = hours.iter().sum::<f64>() / HOURS as f64;
    // The air at the servers is at most 25 °C in the middle, so that their fans add nothing.
    assert!((figure(&plan, "it_power_mean_mw") - 10.0 * mean).abs() < 1e-9);
    // The months of the table make the year.
    let (_, monthly) = &plan.tables()[0];
    let it: f64 = column(monthly, "it_energy_mwh").iter().sum();
    assert!((it - figure(&plan, "it_energy_mwh")).abs() < 1e-6);
    // A peak of the load that was measured, and a connection for all that is installed.
    assert!(figure(&plan, "site_power_peak_mw") < figure(&plan, "site_power_rated_mw"));
}

#[test]
fn a_report_can_be_told_by_the_fingerprint_of_its_load() {
    let origin = |share: f64| {
        let plan = with(&site("eemshaven"), None, &[share; 24]);
        let input = plan.inputs().iter().find(|i| i.path == "load").unwrap();
        input.origin.clone()
    };
    assert!(origin(0.5).starts_with("--load; fingerprint "));
    assert!(origin(0.5) == origin(0.5) && origin(0.5) != origin(0.6));
}

#[test]
fn what_says_the_same_twice_is_refused() {
    let load = || Given {
        weather: None,
        load: Some(GivenLoad::new("test", &[0.5; 24]).unwrap()),
    };
    let refused =
        |site: &Site, given: Given| Plan::resolve_with(site, given).unwrap_err().to_string();
    let mut both = site("eemshaven");
    both.hardware.load_share = Some(0.5.into());
    assert_eq!(
        refused(&both, load()),
        "`hardware.load_share` and `--load` exclude each other: give one"
    );
    let mut both = site("eemshaven");
    both.facility.load_profile = Some("flat".into());
    assert!(refused(&both, load()).starts_with("`facility.load_profile` and `--load`"));
    let year = Given {
        weather: None,
        load: Some(GivenLoad::new("test", &vec![0.5; HOURS]).unwrap()),
    };
    assert!(refused(&site("eemshaven"), year).contains("needs a year of weather"));
}

#[test]
fn checkpoints_dip_and_leave_the_energy_of_the_year() {
    let mut site = training();
    let series = |site: &Site| {
        let plan = Plan::resolve_with(site, weather("nieuw-beerta").into()).unwrap();
        let it = it_power(&plan);
        (figure(&plan, "it_energy_mwh"), it)
    };
    let (flat, level) = series(&site);
    assert!(level.iter().all(|p| (p / level[0] - 1.0).abs() < 1e-12));
    site.facility.load_profile = Some("training-checkpoints".into());
    site.facility.checkpoint_interval_h = Some(6.0);
    site.facility.checkpoint_s = Some(900.0);
    let (dipped, it) = series(&site);
    assert!((dipped / flat - 1.0).abs() < 1e-9);
    for (hour, power) in it.iter().enumerate() {
        // A quarter of the hour waits; waiting servers draw less, never nothing.
        let share = power / it[1];
        let dip = hour % 6 == 0;
        assert!(
            if dip {
                0.7 < share && share < 0.9
            } else {
                (share - 1.0).abs() < 1e-12
            },
            "{hour} {share}"
        );
    }
}

#[test]
fn checkpoints_out_of_range_are_refused() {
    let refused = |interval: Option<f64>, pause: Option<f64>, profile: &str| {
        let mut site = training();
        site.facility.load_profile = Some(profile.into());
        site.facility.checkpoint_interval_h = interval;
        site.facility.checkpoint_s = pause;
        Plan::resolve(&site).unwrap_err().to_string()
    };
    assert_eq!(
        refused(Some(48.0), None, "training-checkpoints"),
        "`facility.checkpoint_interval_h` is 48, should be in 0.05..=24 h"
    );
    assert_eq!(
        refused(Some(1.0), Some(4000.0), "training-checkpoints"),
        "`facility.checkpoint_s` is 4000, should be in 0..=3600 s"
    );
    assert_eq!(
        refused(None, Some(60.0), "flat"),
        "`facility.checkpoint_s` needs `facility.load_profile = \"training-checkpoints\"`"
    );
}

#[test]
fn halls_that_fill_have_a_worse_pue_until_they_are_full() {
    let mut site = site("eemshaven");
    site.site.year = Some(2027);
    site.hardware.load_share = Some(0.7.into());
    site.facility.ramp_up = vec![0.1, 0.4, 0.8, 1.0];
    let plan = Plan::resolve(&site).unwrap();
    let report = Report::of(&plan);
    let table = ramp_up(&report.tables);
    assert_eq!(column(table, "year"), [2027.0, 2028.0, 2029.0, 2030.0]);
    let pue = column(table, "pue");
    assert!(pue.windows(2).all(|p| p[1] < p[0]), "{pue:?}");
    for (name, id) in [
        ("it_energy_mwh", "it_energy_mwh"),
        ("facility_energy_mwh", "facility_energy_mwh"),
        ("water_onsite_withdrawal_m3", "water_onsite_withdrawal_m3"),
        ("carbon_scope2_location_t", "carbon_scope2_location_t"),
    ] {
        let column = column(table, name);
        assert_eq!(column[3], figure(&plan, id), "{name}");
        assert!(column.windows(2).all(|c| c[0] < c[1]), "{name}");
    }
    // IT at the inlet of the middle draws in proportion.
    let it = column(table, "it_energy_mwh");
    assert!((it[0] / it[3] - 0.1).abs() < 1e-9);

    site.facility.ramp_up = vec![0.5, 1.5];
    let error = Plan::resolve(&site).unwrap_err().to_string();
    assert_eq!(error, "`facility.ramp_up[1]` is 1.5, should be in 0.01..=1");
}

#[test]
fn a_given_year_of_load_fills_too() {
    let mut site = site("eemshaven");
    site.facility.ramp_up = vec![0.5, 1.0];
    let hours: Vec<f64> = (0..HOURS)
        .map(|h| if h % 5 == 0 { 0.9 } else { 0.4 })
        .collect();
    let plan = with(&site, Some("nieuw-beerta"), &hours);
    let tables = plan.tables();
    let it = column(ramp_up(&tables), "it_energy_mwh");
    assert!((it[1] - figure(&plan, "it_energy_mwh")).abs() < 1e-6);
    assert!((it[0] / it[1] - 0.5).abs() < 1e-9);
}
