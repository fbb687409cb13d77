//! Synthetic years beside the record they come from, and the hourly year beside the year of bins.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "tests")]

#[path = "../xtask/src/weather/summary.rs"]
mod summary;

use std::fs;
use std::path::Path;

use polder::data::{SYNTHETICS, Synthetic};
use summary::{SHARES, Summary, summary};

/// Years of the record; shorter where it is reanalysis.
const YEARS: u32 = 40;

fn record(id: &str) -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../data/series/weather-{id}.toml"));
    toml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Dry and wet bulb of ten years.
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

#[test]
fn synthetic_years_are_like_the_record() {
    for station in SYNTHETICS {
        let record = record(station.id);
        for (name, values) in ["dry", "wet"].iter().zip(synthetic(station)) {
            let g = gap(&summary(&values), &record[*name]);
            println!(
                "{:13} {name} q {:5.2?} lag {:+.4} {:+.4} spells {:.2?}",
                station.id, g.quantiles, g.lag_1, g.lag_24, g.spells
            );
        }
    }
    panic!("see");
}
