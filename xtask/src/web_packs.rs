//! The weather of each station as a pack of its own: a page fetches the one of its place, not all of them.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::binned;
use crate::workspace::{Error, at, root};

/// Writes every climatology of `data/series` to `out`, as polder-wasm reads it.
pub(crate) fn write(out: &Path) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(at(out))?;
    let series = root().join("data").join("series");
    let mut written = 0;
    for id in ids(&series, "climatology-")? {
        let file = out.join(format!("{id}.json"));
        fs::write(&file, pack(&series, &id)?.to_string()).map_err(at(&file))?;
        written += 1;
    }
    for (id, pack) in binned_packs(&series)? {
        let file = out.join(format!("{id}.json"));
        fs::write(&file, pack.to_string()).map_err(at(&file))?;
        written += 1;
    }
    println!("weather: {written} packs");
    Ok(())
}

/// Writes the coefficients of every synthetic year of `data/series` to `out`, as polder-wasm reads them.
pub(crate) fn write_years(out: &Path) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(at(out))?;
    let series = root().join("data").join("series");
    let mut written = 0;
    for id in ids(&series, "weather-quantiles-")? {
        let file = out.join(format!("{id}.json"));
        fs::write(&file, year(&series, &id)?.to_string()).map_err(at(&file))?;
        written += 1;
    }
    println!("years: {written} packs");
    Ok(())
}

/// The stations that have such a table.
fn ids(series: &Path, prefix: &str) -> Result<Vec<String>, Error> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(series).map_err(at(series))? {
        let name = entry.map_err(at(series))?.file_name();
        let name = name.to_string_lossy();
        let id = name
            .strip_prefix(prefix)
            .and_then(|n| n.strip_suffix(".csv"));
        ids.extend(id.map(str::to_owned));
    }
    Ok(ids)
}

/// Quantiles of dry bulb and dew point in hundredths of a degree, with zeros for wind and sun, of which only the
/// coefficients matter: all variables follow from each other.
fn year(series: &Path, id: &str) -> Result<Value, Error> {
    let about = about(series, &format!("weather-{id}.toml"))?;
    let variables = about
        .get("variables")
        .and_then(toml::Value::as_integer)
        .unwrap_or(0);
    let mut quantiles = Vec::new();
    for row in table(&series.join(format!("weather-quantiles-{id}.csv")))? {
        quantiles.extend([scaled(&row[3], 1e2)?, scaled(&row[4], 1e2)?]);
        quantiles.extend((2..variables).map(|_| 0));
    }
    let mut dynamics = Vec::new();
    for row in table(&series.join(format!("weather-dynamics-{id}.csv")))? {
        for cell in row.iter().skip(3) {
            dynamics.push(single(cell)?);
        }
    }
    let number = |key: &str| {
        about.get(key).and_then(|v| {
            v.as_float()
                .map(Value::from)
                .or(v.as_integer().map(Value::from))
        })
    };
    Ok(json!({
        "offset_h": number("utc_offset_h"), "pressure_pa": number("pressure_pa"),
        "quantiles": quantiles, "dynamics": dynamics,
    }))
}

/// A number that reads the same as a single, at once or through a double.
#[expect(clippy::cast_possible_truncation, reason = "that is what is tried")]
fn single(text: &str) -> Result<f64, Error> {
    let why = |e| format!("`{text}` in a synthetic year: {e}");
    let double: f64 = text.parse().map_err(why)?;
    let once: f32 = text.parse().map_err(why)?;
    if once.to_bits() == (double as f32).to_bits() {
        return Ok(double);
    }
    Err(format!("`{text}` in a synthetic year: rounds twice"))
}

/// Hundredths of a degree and millionths of an hour, as the core keeps them: dry bulbs, wet bulbs and weights of the
/// cells, then dry and wet bulb of each hour of both design days.
fn pack(series: &Path, id: &str) -> Result<Value, Error> {
    let about = about(series, &format!("climatology-{id}.toml"))?;
    let text = |key: &str| {
        about
            .get(key)
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    let cells = table(&series.join(format!("climatology-{id}.csv")))?;
    let design = table(&series.join(format!("design-day-{id}.csv")))?;
    let mut numbers = Vec::new();
    for (column, factor) in [(4, 1e2), (5, 1e2), (3, 1e6)] {
        for row in &cells {
            numbers.push(scaled(&row[column], factor)?);
        }
    }
    for kind in ["dry", "wet"] {
        for row in design.iter().filter(|r| &r[0] == kind) {
            numbers.extend([scaled(&row[2], 1e2)?, scaled(&row[3], 1e2)?]);
        }
    }
    Ok(json!({
        "id": id, "title": text("title"), "time_base": text("time_base"), "source": text("source"), "numbers": numbers,
    }))
}

/// The same pack for each place whose hours are not known: its bins in every cell, its maxima all day.
fn binned_packs(series: &Path) -> Result<Vec<(String, Value)>, Error> {
    let mut packs = Vec::new();
    for row in table(&series.join("binned.csv"))? {
        let centi = |from: usize, n: usize| -> Result<Vec<i64>, Error> {
            (from..from + n).map(|i| scaled(&row[i], 1e2)).collect()
        };
        let mut numbers = Vec::new();
        for bins in [
            centi(6, BINS)?,
            centi(6 + BINS, BINS)?,
            binned::weights_ppm(),
        ] {
            numbers.extend(bins.repeat(12 * 24));
        }
        numbers.extend(centi(4, 2)?.repeat(2 * 24));
        let pack = json!({
            "id": &row[0], "title": &row[1], "time_base": null, "source": &row[2], "numbers": numbers,
        });
        packs.push((row[0].to_owned(), pack));
    }
    Ok(packs)
}

const BINS: usize = 12;

fn about(series: &Path, name: &str) -> Result<toml::Table, Error> {
    let path = series.join(name);
    let text = fs::read_to_string(&path).map_err(at(&path))?;
    text.parse().map_err(at(&path))
}

fn table(path: &Path) -> Result<Vec<csv::StringRecord>, Error> {
    let mut reader = csv::Reader::from_path(path).map_err(at(path))?;
    reader.records().map(|r| r.map_err(at(path))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "temperatures and shares")]
fn scaled(text: &str, factor: f64) -> Result<i64, Error> {
    let value: f64 = text
        .parse()
        .map_err(|e| format!("`{text}` in a climatology: {e}"))?;
    Ok((value * factor).round() as i64)
}
