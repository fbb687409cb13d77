//! Twelve months of climate normals: the mean of the days' lowest and of their highest temperature.
//!
//! `daily_min_c` and `daily_max_c`, one row a month from January; lines that start with `#` are remarks. Every day of the
//! month is then the mean day: hot spells, which size a plant, are not in it.

use polder::weather::{HOURS, Humidity, Raw, psychrometrics::standard_pressure};

use super::number;
use super::year::{Record, Row};

const LOWEST: &str = "daily_min_c";
const HIGHEST: &str = "daily_max_c";

/// Whether the first line that is no remark names the columns.
pub(super) fn is(text: &str) -> bool {
    let first = text.lines().find(|l| !remark(l)).unwrap_or_default();
    let mut names = first.split(',').map(str::trim);
    names.any(|n| n.eq_ignore_ascii_case(LOWEST))
}

fn remark(line: &str) -> bool {
    line.trim().is_empty() || line.starts_with('#')
}

pub(super) fn parse(text: &str) -> Result<Record, String> {
    let mut lines = text.lines().enumerate().filter(|(_, l)| !remark(l));
    let names: Vec<&str> = lines
        .next()
        .map_or("", |l| l.1)
        .split(',')
        .map(str::trim)
        .collect();
    let column = |wanted: &str| {
        let at = names.iter().position(|n| n.eq_ignore_ascii_case(wanted));
        at.ok_or_else(|| format!("has no column `{wanted}`"))
    };
    let (low, high) = (column(LOWEST)?, column(HIGHEST)?);
    let mut months = Vec::new();
    for (at, line) in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let cell =
            |i: usize, what: &str| number(cells.get(i).copied().unwrap_or_default(), what, at + 1);
        let month = [
            cell(low, "lowest temperature")?,
            cell(high, "highest temperature")?,
        ];
        if month[0] > month[1] {
            return Err(format!(
                "line {}: lowest {} is above highest {}",
                at + 1,
                month[0],
                month[1]
            ));
        }
        months.push(month);
    }
    if months.len() != 12 {
        return Err(format!(
            "has {} months of normals, should have 12",
            months.len()
        ));
    }
    Ok(Record {
        kind: "monthly normals",
        offset_h: 0,
        typical: true,
        rows: (0..HOURS).map(|at| row(&months, at)).collect(),
    })
}

/// The mean day of a date: lowest at 3 h, highest at 15 h. Months give way to each other between their middles.
///
/// Dew is taken to form at the lowest temperature, as FAO Irrigation and Drainage Paper 56 (1998), chapter 3, does where
/// humidity is not known; in dry climates the air is drier than that.
#[expect(clippy::cast_precision_loss, reason = "hours of a year")]
fn row(months: &[[f64; 2]], at: usize) -> Row {
    let since = at as f64 * 12.0 / HOURS as f64 + 11.5;
    let share = since.fract();
    let (month, next) = (at_month(since), at_month(since + 1.0));
    let between =
        |end: usize| months[month][end] + share * (months[next][end] - months[month][end]);
    let (low, high) = (between(0), between(1));
    let angle = core::f64::consts::TAU * ((at % 24) as f64 - 15.0) / 24.0;
    Row {
        year: 0,
        slot: Some(at),
        raw: Raw {
            dry_c: f64::midpoint(low, high) + (high - low) / 2.0 * libm::cos(angle),
            humidity: Humidity::DewPoint(low),
            pressure_pa: standard_pressure(0.0).to_pa(),
        },
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 25"
)]
fn at_month(since: f64) -> usize {
    since as usize % 12
}
