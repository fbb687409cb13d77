//! Hours that stand in place of what a site would follow by itself.

use super::weather;
use crate::error::Error;
use crate::facility::Shares;
use crate::resolve::{Bounds, Resolver};
use crate::weather::{HOURS, Hours, date, fingerprint};

/// Days before 29 February.
const BEFORE_LEAP_DAY: usize = 31 + 28;
/// Hours of a leap year.
const LEAP_HOURS: usize = HOURS + 24;

/// Hours that were given with a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Given {
    /// Weather, in place of the bins of the station.
    pub weather: Option<weather::Given>,
    /// Load, in place of `hardware.load_share` and of what the work asks.
    pub load: Option<GivenLoad>,
}

impl From<weather::Given> for Given {
    fn from(weather: weather::Given) -> Self {
        Self {
            weather: Some(weather),
            load: None,
        }
    }
}

/// IT power over installed power, for each hour of a day or of a year.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenLoad {
    name: String,
    shares: Vec<f64>,
}

impl GivenLoad {
    /// Checks hours of load: 24 of a day, 8 760 of a year, or 8 784 of a leap year, whose 29 February is left out.
    ///
    /// They begin at midnight, of 1 January for a year, in local standard time.
    ///
    /// # Errors
    ///
    /// [`crate::Fault::OutOfRange`] names the hour that is not a share; [`crate::Fault::Inconsistent`] another number of hours.
    ///
    /// ```
    /// use polder::GivenLoad;
    /// assert!(GivenLoad::new("night shift", &[0.8; 24]).is_ok());
    /// let short = GivenLoad::new("short", &[0.8; 100]).unwrap_err();
    /// assert_eq!(short.to_string(), "`load` has 100 hours, should have 24, 8760 or 8784");
    /// ```
    pub fn new(name: &str, shares: &[f64]) -> Result<Self, Error> {
        let of = match shares.len() {
            24 | HOURS => shares.to_vec(),
            LEAP_HOURS => {
                let day = BEFORE_LEAP_DAY * 24;
                [&shares[..day], &shares[day + 24..]].concat()
            }
            n => {
                return Err(bad(format!(
                    "has {n} hours, should have 24, {HOURS} or {LEAP_HOURS}"
                )));
            }
        };
        for (at, share) in of.iter().enumerate() {
            let path = match of.len() {
                24 => format!("load of {at:02}:00"),
                _ => format!("load of {}", date(at)),
            };
            Bounds::plain(0.0, 1.0).check(&path, *share)?;
        }
        if of.iter().all(|share| *share <= 0.0) {
            return Err(bad("is zero at all hours".into()));
        }
        Ok(Self {
            name: name.to_owned(),
            shares: of,
        })
    }

    /// Whether it is a year, which needs the weather of a year.
    pub fn is_year(&self) -> bool {
        self.shares.len() == HOURS
    }

    /// The load as it is run, beside weather in UTC.
    pub(super) fn resolve(
        mut self,
        r: &mut Resolver,
        weather: Option<&Hours>,
    ) -> Result<Hourly, Error> {
        let origin = format!(
            "--load; fingerprint {:016x}",
            fingerprint(self.shares.iter())
        );
        r.name("load", &self.name, true, &origin);
        if !self.is_year() {
            let mut day = [0.0; 24];
            day.copy_from_slice(&self.shares);
            return Ok(Hourly::Day(day));
        }
        let Some(hours) = weather else {
            return Err(bad(
                "is a year of hours, which needs a year of weather: give `--weather`".into(),
            ));
        };
        // UTC is behind local time: the local year starts earlier.
        let ahead = hours.utc_offset_h();
        let by = usize::try_from(ahead.unsigned_abs()).unwrap_or(0);
        if ahead < 0 {
            self.shares.rotate_right(by);
        } else {
            self.shares.rotate_left(by);
        }
        Ok(Hourly::Year(self.shares))
    }
}

/// The given load of a plan.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hourly {
    Day([f64; 24]),
    Year(Vec<f64>),
}

impl Hourly {
    pub(super) fn shares(&self) -> Shares<'_> {
        match self {
            Self::Day(day) => Shares::Day(*day),
            Self::Year(hours) => Shares::Year(hours),
        }
    }

    /// The highest hour.
    pub(super) fn peak(&self) -> f64 {
        let hours: &[f64] = match self {
            Self::Day(day) => day,
            Self::Year(hours) => hours,
        };
        hours.iter().copied().fold(0.0, f64::max)
    }
}

fn bad(problem: String) -> Error {
    Error::inconsistent("load", problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_year_loses_its_29_february() {
        let hours: Vec<f64> = (0..LEAP_HOURS)
            .map(|h| if h / 24 == BEFORE_LEAP_DAY { 1.0 } else { 0.5 })
            .collect();
        let load = GivenLoad::new("x", &hours).unwrap();
        assert!(load.is_year() && load.shares.iter().all(|s| *s <= 0.5));
    }

    #[test]
    fn what_is_no_share_is_named_by_its_hour() {
        let said = |at: usize, value: f64, n: usize| {
            let mut hours = vec![0.5; n];
            hours[at] = value;
            GivenLoad::new("x", &hours).unwrap_err().to_string()
        };
        assert_eq!(
            said(31 * 24 + 5, 40.0, HOURS),
            "`load of 02-01T05:00` is 40, should be in 0..=1"
        );
        assert_eq!(
            said(7, -0.1, 24),
            "`load of 07:00` is -0.1, should be in 0..=1"
        );
        assert!(said(0, f64::NAN, 24).contains("is NaN"));
        assert!(GivenLoad::new("x", &[0.0; 24]).is_err());
    }
}
