//! Hourly observations of KNMI stations: UTC, hours 1 to 24, tenths of a degree and of a hectopascal.
//!
//! Source: header of the files `uurgeg_*.txt`. Hour h is the slot h − 1 to h.

use polder::weather::{Humidity, Raw};

use super::number;
use super::year::{Record, Row, slot};

const SEA_LEVEL_PA: f64 = 101_325.0;

/// The names of the columns, where the text is one of these files.
pub(super) fn header(text: &str) -> Option<Vec<&str>> {
    let line = text
        .lines()
        .take(120)
        .map(|l| l.trim_start_matches(['#', ' ']))
        .find(|l| l.starts_with("STN,") && l.contains("YYYYMMDD"))?;
    Some(line.split(',').map(str::trim).collect())
}

pub(super) fn parse(text: &str) -> Result<Record, String> {
    let names = header(text).ok_or("has no line of column names")?;
    let column = |name: &str| names.iter().position(|n| *n == name);
    let need = |name: &str| column(name).ok_or_else(|| format!("has no column {name}"));
    let columns = Columns {
        date: need("YYYYMMDD")?,
        hour: column("HH").or(column("H")).ok_or("has no column HH")?,
        dry: need("T")?,
        relative: need("U")?,
        pressure: column("P"),
    };
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with(|c: char| c.is_ascii_digit()) {
            rows.push(columns.row(line, at + 1)?);
        }
    }
    // Some stations have no barometer. A kilopascal moves the wet bulb by a few hundredths of a degree.
    if rows.iter().all(|r| r.raw.pressure_pa.is_nan()) {
        for row in &mut rows {
            row.raw.pressure_pa = SEA_LEVEL_PA;
        }
    }
    Ok(Record {
        kind: "KNMI",
        offset_h: 0,
        typical: false,
        rows,
    })
}

struct Columns {
    date: usize,
    hour: usize,
    dry: usize,
    relative: usize,
    pressure: Option<usize>,
}

impl Columns {
    fn row(&self, line: &str, at: usize) -> Result<Row, String> {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or_default();
        let tenths = |i: usize, what| number(cell(i), what, at).map(|v| v / 10.0);
        let date = cell(self.date);
        let part = |from: usize, to: usize| date.get(from..to).and_then(|s| s.parse().ok());
        let hour = cell(self.hour).parse::<usize>().unwrap_or(0);
        let when = match (
            date.get(0..4).and_then(|y| y.parse().ok()),
            part(4, 6),
            part(6, 8),
        ) {
            (Some(year), Some(month), Some(day)) => slot(month, day, hour.wrapping_sub(1))
                .ok()
                .map(|slot| (year, slot)),
            _ => None,
        };
        let (year, slot) =
            when.ok_or_else(|| format!("line {at}: \"{date}\" hour {hour} is no date"))?;
        Ok(Row {
            year,
            slot,
            raw: Raw {
                dry_c: tenths(self.dry, "T")?,
                humidity: Humidity::Relative(number(cell(self.relative), "U", at)? / 100.0),
                pressure_pa: match self.pressure {
                    Some(i) => tenths(i, "P")? * 100.0,
                    None => f64::NAN,
                },
            },
        })
    }
}
