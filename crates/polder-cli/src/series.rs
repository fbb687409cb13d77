//! The hours of a site in a file, with the time in UTC: CSV, or Parquet where it is built in.

use std::fmt::Write as _;
use std::path::Path;

use polder::report::Question;
use polder::weather::{month_of, month_start};
use polder::{Plan, Series};

use crate::csv::number;
use crate::failure::Failure;

/// Rounded to twelve digits: sums stay right and cells short.
const DIGITS: usize = 11;

/// Form of a file of hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Csv,
    Parquet,
}

impl Form {
    /// By the end of the name; a form that this build leaves out is refused before any work is done.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let parquet = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("parquet"));
        match (parquet, cfg!(feature = "batch")) {
            (false, _) => Ok(Self::Csv),
            (true, true) => Ok(Self::Parquet),
            (true, false) => Err(Failure::new(format!(
                "`{}` asks for Parquet, which this `polder` was built without: build it with `--features batch`",
                path.display()
            ))
            .hint("a name that ends in .csv gives the same hours as text")),
        }
    }
}

/// The hours of a plan that has them, in the year of the plan; 29 February does not exist.
pub(crate) struct Hours {
    year: i64,
    series: Series,
}

impl Hours {
    pub(crate) fn of(plan: &Plan) -> Option<Self> {
        let year = plan.inputs().iter().find(|i| i.path == "site.year")?;
        let mut series = plan.series()?;
        for value in &mut series.values {
            *value = short(*value);
        }
        Some(Self {
            year: year.value.as_i64()?,
            series,
        })
    }

    /// The file.
    pub(crate) fn file(&self, form: Form) -> Result<Vec<u8>, Failure> {
        match form {
            Form::Csv => Ok(self.csv().into_bytes()),
            Form::Parquet => self.parquet(),
        }
    }

    #[cfg(feature = "batch")]
    fn parquet(&self) -> Result<Vec<u8>, Failure> {
        polder_fleet::parquet(self.year, &self.series)
            .map_err(|e| Failure::new(format!("the hours cannot be written as Parquet: {e}")))
    }

    #[cfg(not(feature = "batch"))]
    #[expect(clippy::unused_self, reason = "the other build needs it")]
    fn parquet(&self) -> Result<Vec<u8>, Failure> {
        Err(Failure::new("Parquet needs the feature `batch`"))
    }

    fn csv(&self) -> String {
        let mut out = format!("time_utc,{}\n", self.series.columns.join(","));
        for at in 0..self.series.hours() {
            out += &time(self.year, at);
            for (_, column) in self.series.each() {
                // Writing to a string cannot fail.
                let _ = write!(out, ",{}", number(column[at]));
            }
            out.push('\n');
        }
        out
    }
}

fn short(value: f64) -> f64 {
    format!("{value:.DIGITS$e}").parse().unwrap_or(value)
}

/// `2026-07-25T14:00:00Z`.
fn time(year: i64, hour: usize) -> String {
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
