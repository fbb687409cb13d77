//! CSV with a header, known by the names of its columns.
//!
//! `time_utc` (ISO 8601, UTC), `dry_bulb_c`, `dew_point_c` or `relative_humidity_pct`, and perhaps `pressure_pa` or
//! `pressure_hpa`. Without a time column the rows are the hours of a year from 1 January 00:00 UTC.

use polder::weather::{HOURS, Humidity, Raw, psychrometrics::standard_pressure};

use super::number;
use super::year::{Record, Row, stamp};

/// What stands outside the table.
pub(super) struct Table {
    pub(super) kind: &'static str,
    /// Lines before the header.
    pub(super) skip: usize,
    pub(super) offset_h: i32,
    /// Pressure where there is no column of it.
    pub(super) pressure_pa: f64,
}

const TIME: &[&str] = &["time_utc", "utc_hour_start", "time"];
const DRY: &[&str] = &["dry_bulb_c", "dry_c", "t_c", "temperature_2m"];
const DEW: &[&str] = &["dew_point_c", "td_c", "dew_point_2m"];
const RELATIVE: &[&str] = &["relative_humidity_pct", "rh_pct", "relative_humidity_2m"];
const PASCAL: &[&str] = &["pressure_pa", "p_pa"];
const HECTOPASCAL: &[&str] = &["pressure_hpa", "p_hpa", "surface_pressure"];

pub(super) fn parse(text: &str) -> Result<Record, String> {
    let table = Table {
        kind: "CSV",
        skip: 0,
        offset_h: 0,
        pressure_pa: standard_pressure(0.0).to_pa(),
    };
    self::table(text, &table)
}

pub(super) fn table(text: &str, about: &Table) -> Result<Record, String> {
    let body = text.lines().skip(about.skip).collect::<Vec<_>>().join("\n");
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(body.as_bytes());
    let names = reader
        .headers()
        .map_err(|e| format!("is no CSV: {e}"))?
        .clone();
    let columns = Columns::find(&names)?;
    let mut rows = Vec::new();
    for (index, record) in reader.records().enumerate() {
        let line = index + about.skip + 2;
        let record = record.map_err(|e| format!("line {line}: {e}"))?;
        rows.push(columns.row(&record, index, line, about)?);
    }
    Ok(Record {
        kind: about.kind,
        offset_h: about.offset_h,
        typical: columns.time.is_none(),
        rows,
    })
}

struct Columns {
    time: Option<usize>,
    dry: usize,
    dew: Option<usize>,
    relative: Option<usize>,
    pascal: Option<usize>,
    hectopascal: Option<usize>,
}

impl Columns {
    fn find(names: &csv::StringRecord) -> Result<Self, String> {
        // `temperature_2m (°C)` is `temperature_2m`.
        let name = |text: &str| {
            text.split(" (")
                .next()
                .unwrap_or_default()
                .trim()
                .to_lowercase()
        };
        let column = |wanted: &[&str]| {
            names
                .iter()
                .position(|n| wanted.contains(&name(n).as_str()))
        };
        let found = Self {
            time: column(TIME),
            dry: column(DRY).ok_or_else(|| missing("the dry bulb", &DRY[..1]))?,
            dew: column(DEW),
            relative: column(RELATIVE),
            pascal: column(PASCAL),
            hectopascal: column(HECTOPASCAL),
        };
        if found.dew.is_none() && found.relative.is_none() {
            return Err(missing("humidity", &[DEW[0], RELATIVE[0]]));
        }
        Ok(found)
    }

    fn row(
        &self,
        record: &csv::StringRecord,
        index: usize,
        line: usize,
        about: &Table,
    ) -> Result<Row, String> {
        let cell = |column: Option<usize>| column.and_then(|i| record.get(i)).unwrap_or_default();
        let (year, slot) = match self.time {
            Some(i) => time(cell(Some(i)).trim(), line)?,
            None if index < HOURS => (0, Some(index)),
            None => {
                return Err(format!(
                    "line {line}: more than {HOURS} hours, and no column time_utc"
                ));
            }
        };
        let humidity = match self.relative {
            Some(i) => {
                Humidity::Relative(number(cell(Some(i)), "relative humidity", line)? / 100.0)
            }
            None => Humidity::DewPoint(number(cell(self.dew), "dew point", line)?),
        };
        let pressure_pa = match (self.pascal, self.hectopascal) {
            (Some(i), _) => number(cell(Some(i)), "pressure", line)?,
            (_, Some(i)) => number(cell(Some(i)), "pressure", line)? * 100.0,
            _ => about.pressure_pa,
        };
        Ok(Row {
            year,
            slot,
            raw: Raw {
                dry_c: number(cell(Some(self.dry)), "dry bulb", line)?,
                humidity,
                pressure_pa,
            },
        })
    }
}

fn missing(what: &str, names: &[&str]) -> String {
    format!(
        "has no column for {what}: call it `{}`",
        names.join("` or `")
    )
}

fn time(text: &str, line: usize) -> Result<(i32, Option<usize>), String> {
    let zone = text
        .get(16..)
        .unwrap_or_default()
        .trim_start_matches([':', '0']);
    if !matches!(zone, "" | "Z" | "+" | "+00:00") {
        return Err(format!(
            "line {line}: time \"{text}\" should be UTC, at the full hour"
        ));
    }
    stamp(text)
        .ok_or_else(|| format!("line {line}: time \"{text}\" should be like 2024-01-31T23:00"))
}
