//! The hours of a site as CSV, with the time in UTC.

use std::fmt::Write as _;

use polder::Plan;
use polder::report::{Question, Table};
use polder::weather::{month_of, month_start};

use crate::csv::number;

/// Rounded to twelve digits: sums stay right and cells short.
const DIGITS: usize = 11;

/// The hours of a plan that has them, in the year of the plan; 29 February does not exist.
pub(crate) fn csv(plan: &Plan) -> Option<String> {
    let year = plan.inputs().iter().find(|i| i.path == "site.year")?;
    Some(text(&plan.series()?, year.value.as_u64()?))
}

fn text(table: &Table, year: u64) -> String {
    let mut out = format!("time_utc,{}\n", table.columns.join(","));
    for (at, row) in table.rows.iter().enumerate() {
        out += &time(year, at);
        for value in row {
            let short: f64 = format!("{value:.DIGITS$e}").parse().unwrap_or(*value);
            // Writing to a string cannot fail.
            let _ = write!(out, ",{}", number(short));
        }
        out.push('\n');
    }
    out
}

/// `2026-07-25T14:00:00Z`.
fn time(year: u64, hour: usize) -> String {
    let month = month_of(hour);
    let day = (hour - month_start(month)) / 24 + 1;
    format!(
        "{year:04}-{:02}-{day:02}T{:02}:00:00Z",
        month + 1,
        hour % 24
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_their_date_in_a_year_of_365_days() {
        assert_eq!(time(2028, 0), "2028-01-01T00:00:00Z");
        assert_eq!(time(2028, 59 * 24), "2028-03-01T00:00:00Z");
        assert_eq!(time(2028, 8759), "2028-12-31T23:00:00Z");
    }
}
