//! Answers of the Open-Meteo archive, as CSV or as JSON.
//!
//! Source: open-meteo.com, documentation of the Historical Weather API.

use polder::weather::{Humidity, Raw, psychrometrics::standard_pressure};
use serde_json::Value;

use super::plain::{self, Table};
use super::year::{Record, Row, offset, stamp};

const SECONDS_PER_HOUR: f64 = 3600.0;

/// Two lines about the place, then a table.
pub(super) fn csv(text: &str) -> Result<Record, String> {
    let mut lines = text.lines();
    let names = lines.next().unwrap_or_default();
    let values = lines.next().unwrap_or_default();
    let about = |name: &str| {
        let at = names.split(',').position(|n| n.trim() == name)?;
        values.split(',').nth(at)?.trim().parse::<f64>().ok()
    };
    let offset_h = about("utc_offset_seconds")
        .and_then(|s| offset(s / SECONDS_PER_HOUR))
        .ok_or("has no utc_offset_seconds")?;
    let table = Table {
        kind: "Open-Meteo",
        skip: text
            .lines()
            .position(|l| l.starts_with("time,"))
            .ok_or("has no column time")?,
        offset_h,
        pressure_pa: standard_pressure(about("elevation").unwrap_or(0.0)).to_pa(),
    };
    plain::table(text, &table)
}

/// One object with the columns in `hourly`.
pub(super) fn json(text: &str) -> Result<Record, String> {
    let all: Value = serde_json::from_str(text).map_err(|e| format!("is no JSON: {e}"))?;
    let times = all["hourly"]["time"]
        .as_array()
        .ok_or("is JSON without `hourly.time`")?;
    let offset_h = all["utc_offset_seconds"]
        .as_f64()
        .and_then(|s| offset(s / SECONDS_PER_HOUR))
        .ok_or("has no utc_offset_seconds")?;
    let column = |name: &str| all["hourly"][name].as_array();
    let value = |column: Option<&Vec<Value>>, at: usize| {
        column
            .and_then(|c| c.get(at))
            .and_then(Value::as_f64)
            .unwrap_or(f64::NAN)
    };
    let dry = column("temperature_2m").ok_or("has no `hourly.temperature_2m`")?;
    let (relative, dew) = (column("relative_humidity_2m"), column("dew_point_2m"));
    if relative.is_none() && dew.is_none() {
        return Err("has no `hourly.relative_humidity_2m` and no `hourly.dew_point_2m`".into());
    }
    let pressure = column("surface_pressure");
    let standard = standard_pressure(all["elevation"].as_f64().unwrap_or(0.0)).to_pa();
    let mut rows = Vec::with_capacity(times.len());
    for (at, time) in times.iter().enumerate() {
        let time = time.as_str().unwrap_or_default();
        let (year, slot) =
            stamp(time).ok_or_else(|| format!("`hourly.time[{at}]`: \"{time}\" is no time"))?;
        let humidity = if relative.is_some() {
            Humidity::Relative(value(relative, at) / 100.0)
        } else {
            Humidity::DewPoint(value(dew, at))
        };
        rows.push(Row {
            year,
            slot,
            raw: Raw {
                dry_c: value(Some(dry), at),
                humidity,
                pressure_pa: match pressure {
                    Some(_) => value(pressure, at) * 100.0,
                    None => standard,
                },
            },
        });
    }
    Ok(Record {
        kind: "Open-Meteo",
        offset_h,
        typical: false,
        rows,
    })
}
