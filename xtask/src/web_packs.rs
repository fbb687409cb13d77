//! The weather of each station as a pack of its own: a page fetches the one of its place, not all sixteen.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::workspace::{Error, at, root};

/// Writes every climatology of `data/series` to `out`, as polder-wasm reads it.
pub(crate) fn write(out: &Path) -> Result<(), Error> {
    fs::create_dir_all(out).map_err(at(out))?;
    let series = root().join("data").join("series");
    let mut written = 0;
    for entry in fs::read_dir(&series).map_err(at(&series))? {
        let name = entry.map_err(at(&series))?.file_name();
        let name = name.to_string_lossy();
        let Some(id) = name
            .strip_prefix("climatology-")
            .and_then(|n| n.strip_suffix(".csv"))
        else {
            continue;
        };
        let file = out.join(format!("{id}.json"));
        fs::write(&file, pack(&series, id)?.to_string()).map_err(at(&file))?;
        written += 1;
    }
    println!("weather: {written} packs");
    Ok(())
}

/// Hundredths of a degree and millionths of an hour, as the core keeps them.
fn pack(series: &Path, id: &str) -> Result<Value, Error> {
    let path = series.join(format!("climatology-{id}.toml"));
    let about: toml::Table = fs::read_to_string(&path)
        .map_err(at(&path))?
        .parse()
        .map_err(at(&path))?;
    let text = |key: &str| {
        about
            .get(key)
            .and_then(toml::Value::as_str)
            .map(str::to_owned)
    };
    let cells = table(&series.join(format!("climatology-{id}.csv")))?;
    let design = table(&series.join(format!("design-day-{id}.csv")))?;
    let day = |kind: &str| -> Result<Vec<[i64; 2]>, Error> {
        let hours = design.iter().filter(|r| &r[0] == kind);
        hours
            .map(|r| Ok([scaled(&r[2], 1e2)?, scaled(&r[3], 1e2)?]))
            .collect()
    };
    Ok(json!({
        "id": id, "title": text("title"), "time_base": text("time_base"), "source": text("source"),
        "dry_centi": column(&cells, 4, 1e2)?, "wet_centi": column(&cells, 5, 1e2)?, "weight_ppm": column(&cells, 3, 1e6)?,
        "design_dry": day("dry")?, "design_wet": day("wet")?,
    }))
}

fn table(path: &Path) -> Result<Vec<csv::StringRecord>, Error> {
    let mut reader = csv::Reader::from_path(path).map_err(at(path))?;
    reader.records().map(|r| r.map_err(at(path))).collect()
}

fn column(rows: &[csv::StringRecord], at: usize, factor: f64) -> Result<Vec<i64>, Error> {
    rows.iter().map(|r| scaled(&r[at], factor)).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "temperatures and shares")]
fn scaled(text: &str, factor: f64) -> Result<i64, Error> {
    let value: f64 = text
        .parse()
        .map_err(|e| format!("`{text}` in a climatology: {e}"))?;
    Ok((value * factor).round() as i64)
}
