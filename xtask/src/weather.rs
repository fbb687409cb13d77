//! From hourly station records to the coefficients of a synthetic weather year.
//!
//! Four variables: dry bulb, dew point, wind and sun (reanalysis files have no sun). For each month and hour of
//! the day a table of quantiles turns a value into a standard normal score and back. The scores follow a vector
//! autoregression over lags of 1, 2 and 24 hours, with its own coefficients per season and per three hours of the day, so
//! that the daily cycle of how variables hang together is kept:
//!
//! ```text
//! z_t = A₁ z_{t−1} + A₂ z_{t−2} + A₂₄ z_{t−24} + L e_t        e ~ N(0, 1)
//! ```
//!
//! Three lags do not hold all of the record's correlation, so the model's own spread differs a little from one: the
//! column `spread` brings it back. (Dew-point depression in place of dew point puts the hottest wet bulbs 0.7 to 1.5 K
//! too high.) In the dark the score of sun keeps that of the last light.

mod fit;
pub(crate) mod summary;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::climatology::{
    Network, OUT_DIR, STATIONS, Station, days_in, find, period, stamp, utc_offset,
};
use fit::{BLOCKS, Dynamics, LAGS, PROBABILITIES, Part, SEASONS, quantiles, scores};
use summary::summary;

type Error = String;

const DAYS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const HOURS: usize = 24;
const PA_PER_HPA: f64 = 100.0;
const MS_PER_KMH: f64 = 1.0 / 3.6;
/// Where a file has no pressure.
const SEA_LEVEL_PA: f64 = 101_325.0;

/// Names of the variables, with their unit.
const NAMES: [&str; 4] = ["dry_c", "dew_c", "wind_m_s", "sun_w_m2"];
/// Digits behind the point.
const DIGITS: [usize; 4] = [2, 2, 2, 1];

/// A record in time order, without a gap.
struct Series {
    /// Month 0..12 and hour of the day of each hour.
    when: Vec<(usize, usize)>,
    /// One row per variable.
    values: Vec<Vec<f64>>,
    wet: Vec<f64>,
    pressure_pa: f64,
    offset_h: f64,
    years: (u16, u16),
}

/// Fits every station in `weather_dir` and writes its coefficients.
pub(crate) fn run(weather_dir: &Path) -> Result<(), Error> {
    for station in STATIONS {
        let path = find(weather_dir, station.file)?;
        let series =
            read(&path, station.network).map_err(|err| format!("{}: {err}", path.display()))?;
        let k = series.values.len();
        let z: Vec<Vec<f64>> = (0..k)
            .map(|v| scores(&series.values[v], &series.when, v == 3))
            .collect();
        let dynamics = Dynamics::fit(&z, &series.when);
        write(
            "weather-quantiles",
            station.id,
            "csv",
            &quantiles_csv(&series),
        )?;
        write(
            "weather-dynamics",
            station.id,
            "csv",
            &dynamics_csv(&dynamics, k),
        )?;
        write("weather", station.id, "toml", &about(station, &series))?;
        println!("{}: {} hours, {k} variables", station.id, series.when.len());
    }
    Ok(())
}

fn write(kind: &str, id: &str, ending: &str, text: &str) -> Result<(), Error> {
    let path = format!("{OUT_DIR}/{kind}-{id}.{ending}");
    fs::write(&path, text).map_err(|err| format!("{path}: {err}"))
}

// --- Reading ---------------------------------------------------------------------------------------------------------

fn read(path: &Path, network: &Network) -> Result<Series, Error> {
    let text = network.text(path)?;
    let rows = crate::climatology::parse(&text, network.time_column)?;
    let years = period(&rows).ok_or("no whole year")?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().map_err(|err| err.to_string())?.clone();
    let column = |name: &str| names.iter().position(|n| n == name);
    let need = |name: &str| column(name).ok_or_else(|| format!("no column `{name}`"));
    let (time, dry, wet, relative) = (
        need(network.time_column)?,
        need("t_c")?,
        need("wb_c")?,
        need("rh_pct")?,
    );
    let dew = column("td_c");
    let (wind, wind_scale) = match column("wind_ms") {
        Some(i) => (i, 1.0),
        None => (need("wind_kmh")?, MS_PER_KMH),
    };
    let (sun, pressure) = (column("ghi_wm2"), column("p_hpa"));
    let mut series = Series {
        when: Vec::new(),
        values: vec![Vec::new(); 3 + usize::from(sun.is_some())],
        wet: Vec::new(),
        pressure_pa: 0.0,
        offset_h: utc_offset(&text)?,
        years,
    };
    for row in reader.records() {
        let row = row.map_err(|err| err.to_string())?;
        let cell = |i: usize| row.get(i).unwrap_or_default();
        let (year, month, _, hour) = stamp(cell(time)).ok_or("a row without time")?;
        if year < years.0 || years.1 < year {
            continue;
        }
        let value = |i: usize| {
            let cell = cell(i);
            cell.parse::<f64>()
                .map_err(|_| format!("{} `{cell}`", cell_name(&names, i)))
        };
        let t = value(dry)?;
        let dew = match dew {
            Some(i) => value(i)?,
            None => dew_point(t, value(relative)?),
        };
        series
            .when
            .push((usize::from(month) - 1, usize::from(hour)));
        series.values[0].push(t);
        series.values[1].push(dew.min(t));
        series.values[2].push(value(wind)? * wind_scale);
        if let Some(i) = sun {
            series.values[3].push(value(i)?);
        }
        series.wet.push(value(wet)?);
        series.pressure_pa += match pressure {
            Some(i) => value(i)? * PA_PER_HPA,
            None => SEA_LEVEL_PA,
        };
    }
    let hours: usize = (years.0..=years.1).map(|y| days_in(y) * HOURS).sum();
    if series.when.len() != hours {
        return Err(format!("{} hours in place of {hours}", series.when.len()));
    }
    series.pressure_pa /= fit::count(hours);
    Ok(series)
}

fn cell_name(names: &csv::StringRecord, i: usize) -> String {
    names.get(i).unwrap_or_default().to_owned()
}

/// Dew point of a relative humidity in percent, by the Magnus formula: within 0.1 K.
///
/// Source: O. A. Alduchov and R. E. Eskridge, Journal of Applied Meteorology 35 (1996) 601-609.
fn dew_point(t: f64, relative: f64) -> f64 {
    let a = libm::log(relative.max(1.0) / 100.0) + 17.625 * t / (243.04 + t);
    243.04 * a / (17.625 - a)
}

// --- Writing ---------------------------------------------------------------------------------------------------------

fn quantiles_csv(series: &Series) -> String {
    let k = series.values.len();
    let mut out = format!("month,hour,share,{}\n", NAMES[..k].join(","));
    let tables: Vec<_> = series
        .values
        .iter()
        .map(|values| quantiles(values, &series.when))
        .collect();
    for month in 0..DAYS.len() {
        for hour in 0..HOURS {
            for (p, share) in PROBABILITIES.iter().enumerate() {
                let _ = write!(out, "{},{hour},{share}", month + 1);
                for (table, digits) in tables.iter().zip(DIGITS) {
                    let parts = if digits == 1 { 10.0 } else { 100.0 };
                    let value = fit::rounded(table[month * HOURS + hour][p], parts);
                    let _ = write!(out, ",{value:.digits$}");
                }
                out.push('\n');
            }
        }
    }
    out
}

fn dynamics_csv(dynamics: &Dynamics, k: usize) -> String {
    let mut out = String::from("season,block,of");
    for lag in LAGS
        .iter()
        .map(|l| format!("lag{l}"))
        .chain(["noise".into()])
    {
        for name in &NAMES[..k] {
            let name = name.split('_').next().unwrap_or_default();
            let _ = write!(out, ",{lag}_{name}");
        }
    }
    out += ",spread\n";
    for season in 0..SEASONS {
        for block in 0..BLOCKS {
            let Part {
                lags,
                noise,
                spread,
            } = &dynamics.parts[season * BLOCKS + block];
            for of in 0..k {
                let name = NAMES[of].split('_').next().unwrap_or_default();
                let _ = write!(out, "{season},{block},{name}");
                for i in 0..LAGS.len() * k {
                    let _ = write!(out, ",{:.5}", lags[(i, of)] + 0.0);
                }
                for i in 0..k {
                    let _ = write!(out, ",{:.5}", noise[(of, i)] + 0.0);
                }
                let _ = writeln!(out, ",{:.5}", spread[of]);
            }
        }
    }
    out
}

fn about(station: &Station, series: &Series) -> String {
    let mut out = String::from("# Written by `cargo xtask weather`. Do not edit.\n");
    let mut put = |text: std::fmt::Arguments<'_>| {
        let _ = writeln!(out, "{text}");
    };
    put(format_args!("id = \"{}\"", station.id));
    put(format_args!("title = \"{}\"", station.title));
    let period = station.network.period(series.years.0, series.years.1);
    put(format_args!("period = \"{period}\""));
    put(format_args!("utc_offset_h = {:?}", series.offset_h));
    put(format_args!("pressure_pa = {:.0}", series.pressure_pa));
    put(format_args!("variables = {}", series.values.len()));
    put(format_args!("source = \"{}\"", station.network.source));
    put(format_args!("recipe = \"cargo xtask weather WEATHER_DIR\""));
    put(format_args!(
        "method = \"normal scores per month and hour from quantiles at {PROBABILITIES:?}; autoregression over lags {LAGS:?} h per season and three hours of the day, least squares; spread by simulation\""
    ));
    put(format_args!("\n# The record itself, for comparison."));
    for (name, values) in [("dry", &series.values[0]), ("wet", &series.wet)] {
        let s = summary(values);
        put(format_args!("[{name}]"));
        put(format_args!(
            "quantiles_c = {:?}",
            s.quantiles.map(|v| fit::rounded(v, 100.0))
        ));
        put(format_args!("lag_1 = {:.4}", s.lag_1));
        put(format_args!("lag_24 = {:.4}", s.lag_24));
        put(format_args!("warm_spell_h = {:.1}", s.warm_spell));
        put(format_args!("cold_spell_h = {:.1}", s.cold_spell));
        put(format_args!("long_warm_spell_h = {:.1}", s.long_warm_spell));
        put(format_args!("long_cold_spell_h = {:.1}", s.long_cold_spell));
    }
    out
}
