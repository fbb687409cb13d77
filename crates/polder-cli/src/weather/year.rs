//! One year of 8 760 hours out of the rows of a file.

use std::collections::BTreeMap;

use polder::weather::{HOURS, Humidity, Raw, month_start};

/// A year with fewer hours is not whole.
const WHOLE: usize = HOURS - HOURS / 100;

/// One row of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) year: i32,
    /// Hour of the year without 29 February; none on that day.
    pub(super) slot: Option<usize>,
    pub(super) raw: Raw,
}

/// The rows of a file.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Kind of file.
    pub(super) kind: &'static str,
    /// Hours that its time is ahead of UTC.
    pub(super) offset_h: i32,
    /// Months of several years put together to a typical one.
    pub(super) typical: bool,
    pub(super) rows: Vec<Row>,
}

impl Record {
    /// The asked or the latest whole year, hour by hour, missing hours as NaN.
    pub(super) fn year(&self, wanted: Option<i32>) -> Result<(Option<i32>, Vec<Raw>), String> {
        if self.typical {
            return match wanted {
                Some(_) => {
                    Err("is a typical year: `--weather-year` is for files of dated years".into())
                }
                None => Ok((None, self.of(|_| true))),
            };
        }
        let mut hours: BTreeMap<i32, usize> = BTreeMap::new();
        for row in self.rows.iter().filter(|r| r.slot.is_some()) {
            *hours.entry(row.year).or_default() += 1;
        }
        hours.retain(|_, n| WHOLE <= *n);
        let found = match wanted {
            Some(year) => hours.get_key_value(&year),
            None => hours.last_key_value(),
        };
        let Some((year, _)) = found else {
            let whole: Vec<_> = hours.keys().map(ToString::to_string).collect();
            return Err(match (wanted, whole.is_empty()) {
                (Some(year), false) => {
                    format!(
                        "has no whole {year}: it has the whole years {}",
                        whole.join(", ")
                    )
                }
                _ => format!("has {} hours and no whole year of {HOURS}", self.rows.len()),
            });
        };
        Ok((Some(*year), self.of(|y| y == *year)))
    }

    fn of(&self, chosen: impl Fn(i32) -> bool) -> Vec<Raw> {
        let missing = Raw {
            dry_c: f64::NAN,
            humidity: Humidity::Relative(f64::NAN),
            pressure_pa: f64::NAN,
        };
        let mut year = vec![missing; HOURS];
        for row in self.rows.iter().filter(|r| chosen(r.year)) {
            if let Some(slot) = row.slot {
                year[slot] = row.raw;
            }
        }
        year
    }
}

/// Hour of a year of 365 days; none for 29 February, an error for no date.
pub(super) fn slot(month: usize, day: usize, hour: usize) -> Result<Option<usize>, ()> {
    let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = *lengths.get(month.wrapping_sub(1)).ok_or(())?;
    if !(1..=length).contains(&day) || 23 < hour {
        return Err(());
    }
    let leap = month == 2 && day == 29;
    Ok((!leap).then(|| month_start(month - 1) + (day - 1) * 24 + hour))
}

/// `2020-01-31T23:00`, `2020-01-31 23:00:00` or with a `Z`: the year and the hour.
pub(super) fn stamp(text: &str) -> Option<(i32, Option<usize>)> {
    let year = text.get(0..4)?.parse().ok()?;
    let part = |from: usize| text.get(from..from + 2)?.parse::<usize>().ok();
    let slot = slot(part(5)?, part(8)?, part(11)?).ok()?;
    Some((year, slot))
}

/// Whole hours ahead of UTC.
#[expect(clippy::cast_possible_truncation, reason = "checked: -12..=14")]
pub(super) fn offset(hours: f64) -> Option<i32> {
    (-12.0..=14.0)
        .contains(&hours)
        .then(|| hours.round() as i32)
}
