//! Synthetic years beside the record they come from, and the hourly year beside the year of bins.

#![allow(
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::print_stdout,
    missing_docs,
    reason = "tests"
)]

#[path = "../xtask/src/weather/summary.rs"]
mod summary;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use polder::data::{Binned, SYNTHETICS, Synthetic};
use polder::document::Site;
use polder::facility::{
    Bins, Chain, Chiller, Drive, FreeAir, Month, Part, Path as Way, Plant, Rejection, ServerFans,
    Shares, Sink, ThreeTerm, WaterLoop, hourly, year,
};
use polder::quantity::{Energy, Power, Temperature, Warming};
use polder::report::Question;
use polder::uncertain::central;
use polder::weather::{
    Hours, month_of,
    psychrometrics::{ratio_of_wet_bulb, saturation_pressure, standard_pressure},
};
use polder::{Given, GivenWeather, Plan};
use summary::{SHARES, Summary, summary};

/// Enough that the mean of the years is known to a tenth of a degree.
const YEARS: u32 = 20;

fn record(id: &str) -> toml::Table {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../data/series/weather-{id}.toml"));
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Dry and wet bulb of the years.
fn synthetic(station: &Synthetic) -> [Vec<f64>; 2] {
    let mut both = [Vec::new(), Vec::new()];
    for seed in 1..=YEARS {
        let hours = station.year(seed).hours().unwrap();
        both[0].extend_from_slice(hours.dry_c());
        both[1].extend_from_slice(hours.wet_c());
    }
    both
}

/// How far a summary is from the record.
struct Gap {
    quantiles: [f64; SHARES.len()],
    lag_1: f64,
    lag_24: f64,
    /// Ratio of the mean lengths of spells: warm, cold; then of the long ones.
    spells: [f64; 4],
}

fn gap(of: &Summary, record: &toml::Value) -> Gap {
    let number = |name: &str| record[name].as_float().unwrap();
    let quantiles = record["quantiles_c"].as_array().unwrap();
    Gap {
        quantiles: core::array::from_fn(|i| of.quantiles[i] - quantiles[i].as_float().unwrap()),
        lag_1: of.lag_1 - number("lag_1"),
        lag_24: of.lag_24 - number("lag_24"),
        spells: [
            of.warm_spell / number("warm_spell_h"),
            of.cold_spell / number("cold_spell_h"),
            of.long_warm_spell / number("long_warm_spell_h"),
            of.long_cold_spell / number("long_cold_spell_h"),
        ],
    }
}

/// How far synthetic years may be from the record.
struct Allowed {
    /// Outer quantiles (2 % and beyond) and those between, in K.
    outer: f64,
    inner: f64,
    lag_1: f64,
    lag_24: f64,
    /// Ratios of the lengths of spells.
    spells: [f64; 2],
}

/// Ten years of observations in a temperate climate.
const KNMI: Allowed = Allowed {
    outer: 0.9,
    inner: 0.4,
    lag_1: 0.003,
    lag_24: 0.035,
    spells: [0.6, 1.25],
};
/// Five years of reanalysis: cold waves of Texas and the showers of Singapore are not autoregressive.
const REANALYSIS: Allowed = Allowed {
    outer: 1.1,
    inner: 0.6,
    lag_1: 0.02,
    lag_24: 0.11,
    spells: [0.6, 1.35],
};
/// One typical year: the cold wave of Warsaw's is half the length here, and nothing says how rare it is.
const TYPICAL: Allowed = Allowed {
    spells: [0.45, 1.35],
    ..REANALYSIS
};

#[test]
fn synthetic_years_are_like_the_record() {
    for station in SYNTHETICS {
        let allowed = match station.source {
            "knmi-hourly" => KNMI,
            "open-meteo-archive" => REANALYSIS,
            _ => TYPICAL,
        };
        let record = record(station.id);
        for (name, values) in ["dry", "wet"].iter().zip(synthetic(station)) {
            let g = gap(&summary(&values), &record[*name]);
            let told = format!(
                "{} {name} {:.2?} {:+.4} {:+.4} {:.2?}",
                station.id, g.quantiles, g.lag_1, g.lag_24, g.spells
            );
            println!("{told}");
            for (q, share) in g.quantiles.iter().zip(SHARES) {
                let outer = !(0.05..=0.95).contains(&share);
                let most = if outer { allowed.outer } else { allowed.inner };
                assert!(q.abs() <= most, "{told}");
            }
            assert!(g.lag_1.abs() <= allowed.lag_1, "{told}");
            assert!(g.lag_24.abs() <= allowed.lag_24, "{told}");
            let [low, high] = allowed.spells;
            assert!(g.spells.iter().all(|s| low <= *s && *s <= high), "{told}");
        }
    }
}

#[test]
fn wind_and_sun_are_physical() {
    let year = polder::data::synthetic("de-bilt").unwrap().year(3);
    let mean = |v: &[f64]| v.iter().sum::<f64>() / 8760.0;
    assert!(year.wind_m_per_s.iter().all(|w| (0.0..40.0).contains(w)));
    assert!(year.sun_w_per_m2.iter().all(|s| (0.0..1200.0).contains(s)));
    // Dark at midnight, and a Dutch year of about 1 000 to 1 150 kWh/m2.
    assert!(year.sun_w_per_m2.iter().step_by(24).all(|s| *s <= 0.0));
    let kwh = mean(&year.sun_w_per_m2) * 8.76;
    assert!((950.0..1200.0).contains(&kwh), "{kwh}");
    let wind = mean(&year.wind_m_per_s);
    assert!((2.5..4.5).contains(&wind), "{wind}");
}

// --- The plant -------------------------------------------------------------------------------------------------------

fn chain() -> Chain {
    let curve = |no_load, linear, square| ThreeTerm {
        no_load,
        linear,
        square,
    };
    Chain {
        installed: Power::mw(10.0),
        ups: curve(0.0126, 0.0126, 0.0126),
        ups_capacity: 1.2,
        transformer: curve(0.001, 0.0, 0.01),
        transformer_capacity: 1.5,
        distribution: 0.02,
        other: 0.01,
    }
}

fn plants() -> [Plant; 3] {
    plants_above(Temperature::celsius(5.5))
}

/// Open halls humidified to a dew point.
fn plants_above(dew_point: Temperature) -> [Plant; 3] {
    let chiller = Chiller {
        carnot: 0.5,
        evaporator: Warming::k(3.0),
        condenser: Warming::k(12.0),
        cop_max: 15.0,
    };
    let water = |supply, sink, approach, exchanger, cools_condensers| {
        Way::Water(WaterLoop {
            supply: Temperature::celsius(supply),
            delta: Warming::k(8.0),
            pump: 0.01,
            fan: 0.02,
            minimum_flow: 0.25,
            rejection: Rejection {
                sink,
                approach: Warming::k(approach),
                exchanger: Warming::k(exchanger),
                cools_condensers,
            },
            chiller,
        })
    };
    let free = Way::FreeAir(FreeAir {
        inlet: Temperature::celsius(25.0),
        allowable: Temperature::celsius(30.0),
        delta: Warming::k(13.0),
        fan: 0.04,
        effectiveness: 0.85,
        least_vapour: saturation_pressure(dew_point),
        chiller,
    });
    let tower = water(20.0, Sink::Wet { latent: 0.85 }, 4.0, 2.0, true);
    let part = |share, path| {
        Some(Part {
            share,
            hall_fan: 0.01,
            inlet: None,
            path,
        })
    };
    let plant = |parts| Plant {
        parts,
        drive: Drive {
            curve: [0.0013, 0.1470, 0.9506, -0.0998],
            minimum: 0.2,
            slowed: 0.5,
        },
        server_fans: ServerFans {
            from: Temperature::celsius(25.0),
            per_k: 0.004,
        },
    };
    let (warm, dry) = (
        water(40.0, Sink::Dry, 8.0, 0.0, false),
        water(20.0, Sink::Dry, 8.0, 0.0, false),
    );
    [
        plant([part(0.8, warm), part(0.2, dry), None, None]),
        plant([part(1.0, tower), None, None, None]),
        plant([part(1.0, free), None, None, None]),
    ]
}

/// A day that is busy in the afternoon.
fn load() -> Shares<'static> {
    Shares::Day(core::array::from_fn(|h| {
        if (8..20).contains(&h) { 0.8 } else { 0.5 }
    }))
}

#[test]
fn every_hour_balances_and_the_hours_make_the_year() {
    let hours = polder::data::synthetic("schiphol")
        .unwrap()
        .year(1)
        .hours()
        .unwrap();
    for plant in plants() {
        let (mut sum, mut count) = ([0.0; 3], 0);
        let year = hourly(&chain(), &plant, &hours, &load(), 1.0, |at, hour| {
            assert_eq!(at, count);
            count += 1;
            let parts = [
                hour.it,
                hour.cooling,
                hour.distribution,
                hour.ups,
                hour.transformer,
                hour.other,
            ];
            let total: f64 = parts.iter().map(|e| e.to_mwh()).sum();
            assert!((hour.facility().to_mwh() - total).abs() < 1e-12);
            assert!((hour.it.to_mwh() - 10.0 * load().day()[at % 24]).abs() < 1e-12);
            // Evaporation carries no more than the heat of the halls and of the plant.
            assert!(hour.latent <= hour.heat() + hour.cooling);
            assert!(parts.iter().all(|e| *e >= Energy::ZERO));
            sum[0] += hour.facility().to_mwh();
            sum[1] += hour.cooling.to_mwh();
            sum[2] += hour.latent.to_mwh();
        });
        let whole = [year.total.facility(), year.total.cooling, year.total.latent];
        for (a, b) in sum.iter().zip(whole) {
            assert!((a - b.to_mwh()).abs() <= 1e-9 * a, "{a} {}", b.to_mwh());
        }
        let months: f64 = year.months.iter().map(|m| m.facility().to_mwh()).sum();
        assert!((months - sum[0]).abs() <= 1e-9 * months);
        assert_eq!(count, 8760);
    }
}

#[test]
fn the_model_error_is_on_cooling_alone_and_load_follows_the_local_day() {
    let raw = polder::data::synthetic("schiphol").unwrap().year(1).raw;
    let (utc, east) = (
        Hours::prepare(&raw, 0).unwrap(),
        Hours::prepare(&raw, 2).unwrap(),
    );
    for plant in plants() {
        let run = |hours: &Hours, error: f64| {
            hourly(&chain(), &plant, hours, &load(), error, |_, _| ()).total
        };
        let (one, more) = (run(&utc, 1.0), run(&utc, 1.1));
        let ratio = more.cooling / one.cooling;
        assert!((ratio - 1.1).abs() < 1e-12, "{ratio}");
        assert_eq!(
            (more.it, more.ups, more.latent),
            (one.it, one.ups, one.latent)
        );
        // The same local year: only the dates of two hours differ, none of the sums.
        let ratio = run(&east, 1.0).facility() / one.facility();
        assert!((ratio - 1.0).abs() < 1e-12, "{ratio}");
        hourly(&chain(), &plant, &east, &load(), 1.0, |at, hour| {
            assert!((hour.it.to_mwh() - 10.0 * load().day()[(at + 2) % 24]).abs() < 1e-12);
        });
    }
}

#[test]
fn thin_air_is_humidified_no_less() {
    let station = polder::data::synthetic("berkhout").unwrap();
    let evaporated = |pressure_pa: f64| {
        let mut raw = station.year(1).raw;
        for hour in &mut raw {
            hour.pressure_pa = pressure_pa;
        }
        let hours = Hours::prepare(&raw, 0).unwrap();
        let [.., free] = plants();
        let year = hourly(&chain(), &free, &hours, &load(), 1.0, |_, _| ());
        year.total.latent.to_mwh()
    };
    // The same vapour in less air: more of it per kilogram is lacking.
    let [sea, hills, mountains] = [101_325.0, 93_500.0, 82_500.0].map(evaporated);
    assert!(
        sea < hills && hills < mountains,
        "{sea} {hills} {mountains}"
    );
}

#[test]
fn a_warmer_year_asks_more_of_every_plant() {
    let hours = polder::data::synthetic("maastricht")
        .unwrap()
        .year(2)
        .hours()
        .unwrap();
    let cooling = |plant: &Plant, by: f64| {
        let hours = hours.warmed(Warming::k(by));
        let year = hourly(&chain(), plant, &hours, &load(), 1.0, |_, _| ());
        // Free air of a Dutch year asks for water, not for power.
        (year.total.cooling + year.total.latent).to_mwh()
    };
    // Humidifiers need less in a warmer year: the air is moister.
    for plant in plants_above(Temperature::celsius(-50.0)) {
        let by = [0.0, 1.0, 2.0, 4.0].map(|k| cooling(&plant, k));
        assert!(by.windows(2).all(|w| w[0] < w[1]), "{by:?}");
    }
}

/// Shares of a cell below which its groups end, as in `cargo xtask climatology`.
const CUTS: [f64; 6] = [0.25, 0.5, 0.75, 0.9, 0.97, 1.0];

/// The bins of some years: by month and hour, six groups by dry bulb, each halved by wet bulb.
fn bins(years: &[Hours]) -> (Vec<i16>, Vec<i16>, Vec<u32>) {
    let mut cells = vec![Vec::new(); 288];
    for year in years {
        for (at, hour) in year.dry_c().iter().zip(year.wet_c()).enumerate() {
            cells[month_of(at) * 24 + at % 24].push(hour);
        }
    }
    let (mut dry, mut wet, mut weight) = (Vec::new(), Vec::new(), Vec::new());
    for mut cell in cells {
        cell.sort_by(|a, b| a.0.total_cmp(b.0));
        let n = cell.len();
        let mut from = 0;
        for cut in CUTS {
            let to = (cut * n as f64).round() as usize;
            let group = &mut cell[from..to];
            group.sort_by(|a, b| a.1.total_cmp(b.1));
            for half in group.chunks(group.len().div_ceil(2)) {
                let mean = |of: &dyn Fn(&(&f64, &f64)) -> f64| {
                    (half.iter().map(of).sum::<f64>() / half.len() as f64 * 100.0).round() as i16
                };
                dry.push(mean(&|h| *h.0));
                wet.push(mean(&|h| *h.1));
                weight.push((half.len() as f64 / n as f64 * 1e6).round() as u32);
            }
            from = to;
        }
    }
    (dry, wet, weight)
}

/// Humidity ratios of bins, at sea level.
fn ratios(dry: &[i16], wet: &[i16]) -> Vec<f64> {
    let ratio = |(dry, wet): (&i16, &i16)| {
        let [dry, wet] = [dry, wet].map(|t| Temperature::celsius(f64::from(*t) / 100.0));
        ratio_of_wet_bulb(dry, wet, standard_pressure(0.0))
    };
    dry.iter().zip(wet).map(ratio).collect()
}

#[test]
fn hours_and_bins_of_the_same_years_agree() {
    for id in ["eelde", "frankfurt", "singapore", "dallas"] {
        let station = polder::data::synthetic(id).unwrap();
        let years: Vec<_> = (1..=10)
            .map(|seed| {
                // Local time for both, so that cells and load have the same hour.
                Hours::prepare(&station.year(seed).raw, 0).unwrap()
            })
            .collect();
        let (dry, wet, weight) = bins(&years);
        let bins = Bins {
            dry: &dry,
            wet: &wet,
            weight: &weight,
            ratio: &ratios(&dry, &wet),
            barometer: standard_pressure(0.0),
        };
        for (plant, name) in plants().iter().zip(["cold plate", "tower", "free air"]) {
            let binned = year(&chain(), plant, &bins, &load().day(), 1.0).total;
            let of = |what: &dyn Fn(&Month) -> f64| {
                let total: f64 = years
                    .iter()
                    .map(|y| what(&hourly(&chain(), plant, y, &load(), 1.0, |_, _| ()).total))
                    .sum();
                total / 10.0
            };
            let ratio = |what: &dyn Fn(&Month) -> f64| what(&binned) / of(what).max(1e-9) - 1.0;
            let facility = ratio(&|m| m.facility().to_mwh());
            let cooling = ratio(&|m| m.cooling.to_mwh());
            let latent = of(&|m| m.latent.to_mwh()) - binned.latent.to_mwh();
            let latent = latent / binned.heat().to_mwh();
            println!(
                "{id} {name}: facility {facility:+.5} cooling {cooling:+.5} latent {latent:+.5} of heat"
            );
            // Means of bins round off the bends of the plant: two percent of cooling, a thousandth of the whole; of water 0.2 % of
            // heat, or 0.4 % where halls are humidified.
            let most = if name == "free air" { 0.004 } else { 0.002 };
            assert!(facility.abs() < 1e-3 && cooling.abs() < 0.02 && latent.abs() < most);
        }
    }
}

#[test]
fn a_plan_over_synthetic_hours_is_near_the_plan_over_bins() {
    for text in [
        include_str!("../examples/eemshaven.toml"),
        include_str!("../examples/zeewolde.toml"),
    ] {
        let site: Site = toml::from_str(text).unwrap();
        let bins = Plan::resolve(&site).unwrap();
        let station = polder::data::synthetic(bins.station().unwrap()).unwrap();
        let figure = |plan: &Plan, id: &str| {
            let at = plan.labels().iter().position(|l| l.id == id).unwrap();
            central(plan)[at]
        };
        let plans: Vec<_> = (1..=10)
            .map(|seed| {
                let given = GivenWeather {
                    name: "test".into(),
                    hours: station.year(seed).hours().unwrap(),
                };
                Plan::resolve_with(&site, given.into()).unwrap()
            })
            .collect();
        let mean = |id: &str| plans.iter().map(|p| figure(p, id)).sum::<f64>() / 10.0;
        for (id, most) in [
            ("pue", 0.002),
            ("cooling_energy_mwh", 0.05),
            ("it_energy_mwh", 1e-12),
        ] {
            let ratio = mean(id) / figure(&bins, id) - 1.0;
            println!("{id} {ratio:+.5}");
            assert!(ratio.abs() < most, "{id} {ratio}");
        }
        // The station's design days size both; a synthetic year may be a little hotter.
        let more =
            figure(&plans[0], "site_power_peak_mw") / figure(&bins, "site_power_peak_mw") - 1.0;
        assert!((0.0..0.02).contains(&more), "{more}");
        // The rows of the series make the figures.
        let series = plans[0].series().unwrap();
        for (column, id) in [
            ("facility_power_mw", "facility_energy_mwh"),
            ("water_withdrawal_m3", "water_onsite_withdrawal_m3"),
        ] {
            let sum: f64 = series.column(column).unwrap().iter().sum();
            let want = figure(&plans[0], id);
            assert!((sum - want).abs() <= 1e-9 * want, "{column} {sum} {want}");
        }
        assert!(bins.series().is_none());
    }
}

#[test]
fn warming_moves_bins_and_hours_alike() {
    let mut site: Site = toml::from_str(include_str!("../examples/eemshaven.toml")).unwrap();
    let pue = |site: &Site, hours: bool| {
        let plan = Plan::resolve(site).unwrap();
        let station = polder::data::synthetic(plan.station().unwrap()).unwrap();
        let given = hours.then(|| GivenWeather {
            name: "test".into(),
            hours: station.year(1).hours().unwrap(),
        });
        let plan = Plan::resolve_with(site, given.map(Given::from).unwrap_or_default()).unwrap();
        let at = plan.labels().iter().position(|l| l.id == "pue").unwrap();
        central(&plan)[at]
    };
    let cold = [pue(&site, false), pue(&site, true)];
    site.site.warming_k = Some(3.0);
    let warm = [pue(&site, false), pue(&site, true)];
    let rise = [warm[0] - cold[0], warm[1] - cold[1]];
    assert!(
        0.0 < rise[0] && (rise[1] / rise[0] - 1.0).abs() < 0.25,
        "{rise:?}"
    );
    site.site.warming_k = Some(0.0);
    assert_eq!(pue(&site, false), cold[0]);
    site.site.warming_k = Some(30.0);
    let error = Plan::resolve(&site).unwrap_err().to_string();
    assert_eq!(error, "`site.warming_k` is 30, should be in -5..=10 K");
}

#[test]
fn a_file_hotter_than_the_station_raises_the_peak() {
    // The design days were the station's alone: at 50 °C all year the mean power was above the peak.
    let mut site: Site = toml::from_str(include_str!("../examples/zeewolde.toml")).unwrap();
    site.facility.cooling = Some("cold-plate".into());
    let hot = polder::weather::Raw {
        dry_c: 50.0,
        humidity: polder::weather::Humidity::Relative(0.2),
        pressure_pa: 101_325.0,
    };
    site.supply.contracted_transport_mw = None;
    site.hardware.it_power_mw = Some(100.0);
    site.hardware.load_share = Some(1.0.into());
    let given = GivenWeather {
        name: "test".into(),
        hours: Hours::prepare(&vec![hot; 8760], 0).unwrap(),
    };
    let plan = Plan::resolve_with(&site, given.into()).unwrap();
    let figures = central(&plan);
    let figure = |id: &str| figures[plan.labels().iter().position(|l| l.id == id).unwrap()];
    let mean = figure("facility_energy_mwh") / 8760.0;
    assert!(figure("site_power_peak_mw") >= mean * (1.0 - 1e-9));
}

/// Bins of a year in place of months, hours and what dry and wet bulb do together: what that costs.
#[test]
fn binned_places_are_near_their_hourly_twins() {
    let mut rows = csv::Reader::from_path(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/binned_twins.csv"),
    )
    .unwrap();
    for row in rows.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let centi = |column: String| (row[&column].parse::<f64>().unwrap() * 100.0).round() as i16;
        let of = |name: &str| core::array::from_fn(|i| centi(format!("{name}_{}_c", i + 1)));
        let binned = Binned {
            id: "twin",
            title: "",
            source: "",
            dry_centi: of("dry"),
            wet_centi: of("wet"),
            max_centi: [centi("dry_max_c".into()), centi("wet_max_c".into())],
        };
        let twins = [
            binned.climatology(),
            *polder::data::climatology(&row["id"]).unwrap(),
        ];
        for (plant, name) in plants().iter().zip(["cold plate", "tower", "free air"]) {
            let [binned, hourly] = twins.map(|c| {
                let bins = Bins {
                    dry: c.dry_centi,
                    wet: c.wet_centi,
                    weight: c.weight_ppm,
                    ratio: &ratios(c.dry_centi, c.wet_centi),
                    barometer: standard_pressure(0.0),
                };
                year(&chain(), plant, &bins, &load().day(), 1.0).total
            });
            let pue = |m: &Month| m.facility().to_mwh() / m.it.to_mwh();
            let apart = pue(&binned) - pue(&hourly);
            let latent = |m: &Month| m.latent.to_mwh() / m.heat().to_mwh();
            let water = latent(&binned) - latent(&hourly);
            println!(
                "{} ({}) {name}: PUE {:.4} {apart:+.4}, evaporated share of heat {:.4} {water:+.4}",
                row["id"],
                row["title"],
                pue(&hourly),
                latent(&hourly),
            );
            let most = if row["title"] == "same record" {
                SAME
            } else {
                OTHER
            };
            assert!(apart.abs() <= most[0] && water.abs() <= most[1], "{row:?}");
        }
    }
}

/// PUE, and evaporation as a share of heat: the same years, and a typical year of the 1980s and 1990s.
const SAME: [f64; 2] = [0.0025, 0.02];
const OTHER: [f64; 2] = [0.006, 0.015];

#[test]
fn a_binned_place_says_so_and_hours_take_all_of_its_place() {
    let mut site: Site = toml::from_str(include_str!("../examples/eemshaven.toml")).unwrap();
    let warned = |site: &Site, given: Given| {
        let plan = Plan::resolve_with(site, given).unwrap();
        let warned = plan.warnings().iter().any(|w| w.code == "weather-binned");
        (warned, plan.station())
    };
    assert_eq!(
        warned(&site, Given::default()),
        (false, Some("nieuw-beerta"))
    );
    site.site.place = Some("dublin".into());
    assert_eq!(warned(&site, Given::default()), (true, Some("dublin")));
    let hours = polder::data::synthetic("london").unwrap().year(1).hours();
    let given = GivenWeather {
        name: "test".into(),
        hours: hours.unwrap(),
    };
    assert_eq!(warned(&site, given.into()), (false, None));
}
