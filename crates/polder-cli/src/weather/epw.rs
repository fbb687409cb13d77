//! `EnergyPlus` weather: eight lines of header, 35 columns, local standard time, hours 1 to 24.
//!
//! Source: `EnergyPlus` documentation, Auxiliary Programs, data dictionary of the EPW weather file.

use polder::weather::{Humidity, Raw};

use super::year::{Record, Row, offset, slot};
use super::{number, unless};

const HEADER_LINES: usize = 8;

pub(super) fn parse(text: &str) -> Result<Record, String> {
    let zone = text.lines().next().and_then(|l| l.split(',').nth(8));
    let zone = zone.and_then(|z| z.trim().parse().ok()).and_then(offset);
    let offset_h = zone.ok_or("line 1: LOCATION has no time zone")?;
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().skip(HEADER_LINES) {
        if !line.trim().is_empty() {
            rows.push(row(line, at + 1)?);
        }
    }
    Ok(Record {
        kind: "EPW",
        offset_h,
        typical: true,
        rows,
    })
}

fn row(line: &str, at: usize) -> Result<Row, String> {
    let cells: Vec<&str> = line.split(',').collect();
    let cell = |i: usize| cells.get(i).copied().unwrap_or_default().trim();
    let part = |i: usize| cell(i).parse::<usize>().unwrap_or(usize::MAX);
    let slot = slot(part(1), part(2), part(3).wrapping_sub(1)).map_err(|()| {
        format!(
            "line {at}: {}-{} hour {} is no date",
            cell(1),
            cell(2),
            cell(3)
        )
    })?;
    let relative = unless(number(cell(8), "relative humidity", at)?, 999.0);
    let dew = unless(number(cell(7), "dew point", at)?, 99.9);
    Ok(Row {
        year: 0,
        slot,
        raw: Raw {
            dry_c: unless(number(cell(6), "dry bulb", at)?, 99.9),
            humidity: if relative.is_nan() {
                Humidity::DewPoint(dew)
            } else {
                Humidity::Relative(relative / 100.0)
            },
            pressure_pa: unless(number(cell(9), "pressure", at)?, 999_999.0),
        },
    })
}
