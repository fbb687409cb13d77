//! A prepared year of hours.

use super::psychrometrics::{
    dew_point, humidity_ratio, saturation_pressure, vapour_pressure, wet_bulb,
};
use crate::error::{Error, Fault};
use crate::quantity::{Pressure, Temperature, Warming};

/// Hours of a year of 365 days.
pub const HOURS: usize = 365 * 24;
/// Days before each month.
const BEFORE: [usize; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
/// Most missing hours in a row that neighbours fill.
const MOST_MISSING: usize = 6;

/// How moist the air is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Humidity {
    /// Vapour pressure over saturation pressure, 0 to 1.
    Relative(f64),
    /// Dew point in °C.
    DewPoint(f64),
}

/// One hour as a file gives it; NaN is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Raw {
    /// Dry bulb in °C.
    pub dry_c: f64,
    /// Humidity.
    pub humidity: Humidity,
    /// Barometric pressure at the station in Pa.
    pub pressure_pa: f64,
}

/// A year of 8 760 hours that a plant can be run over, in UTC from 1 January, without 29 February.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    dry_c: Vec<f64>,
    wet_c: Vec<f64>,
    ratio: Vec<f64>,
    pressure_pa: Vec<f64>,
    offset_h: i32,
}

impl Hours {
    /// Checks a year of hours, fills gaps of at most six hours linearly, and works out wet bulb and humidity ratio.
    ///
    /// `raw` starts at 1 January 00:00 of local standard time, `offset_h` hours ahead of UTC.
    ///
    /// # Errors
    ///
    /// [`Fault::OutOfRange`] names the hour that is impossible; [`Fault::Inconsistent`] a year that is not 8 760 hours or
    /// has a longer gap.
    ///
    /// ```
    /// use polder::weather::{Hours, Humidity, Raw};
    /// let raw = Raw { dry_c: 25.0, humidity: Humidity::Relative(0.5), pressure_pa: 101_325.0 };
    /// let hours = Hours::prepare(&[raw; 8760], 1)?;
    /// // 25 °C and 50 %: 17.9 °C wet bulb on the psychrometric chart.
    /// assert!((hours.wet_c()[0] - 17.9).abs() < 0.05);
    /// # Ok::<(), polder::Error>(())
    /// ```
    pub fn prepare(raw: &[Raw], offset_h: i32) -> Result<Self, Error> {
        if raw.len() != HOURS {
            return Err(bad(format!("has {} hours, should have {HOURS}", raw.len())));
        }
        let mut dry = filled(raw, "dry_c", [-90.0, 65.0], "degC", |h| h.dry_c)?;
        let mut pressure = filled(raw, "pressure_pa", [50_000.0, 110_000.0], "Pa", |h| {
            h.pressure_pa
        })?;
        let mut vapour = filled(raw, "vapour_pressure_pa", [0.0, 20_000.0], "Pa", vapour_of)?;
        // UTC is behind local time: the local series starts earlier.
        let by = usize::try_from(offset_h.rem_euclid(24)).unwrap_or(0);
        for series in [&mut dry, &mut pressure, &mut vapour] {
            if offset_h < 0 {
                series.rotate_right((24 - by) % 24);
            } else {
                series.rotate_left(by);
            }
        }
        Ok(Self::of(dry, &vapour, pressure, offset_h))
    }

    fn of(dry_c: Vec<f64>, vapour: &[f64], pressure_pa: Vec<f64>, offset_h: i32) -> Self {
        let (mut wet_c, mut ratio) = (Vec::with_capacity(HOURS), Vec::with_capacity(HOURS));
        for ((t, v), p) in dry_c.iter().zip(vapour).zip(&pressure_pa) {
            let (t, v, p) = (Temperature::celsius(*t), Pressure::pa(*v), Pressure::pa(*p));
            let mut w = humidity_ratio(v, p);
            let wet = wet_bulb(t, w, p);
            // Rounded or calibrated values a little above saturation are fog.
            if t <= wet {
                w = humidity_ratio(v.min(saturation_pressure(t)), p);
            }
            ratio.push(w);
            wet_c.push(wet.to_celsius());
        }
        Self {
            dry_c,
            wet_c,
            ratio,
            pressure_pa,
            offset_h,
        }
    }

    /// The same year, warmer by `by` at the same relative humidity and pressure.
    pub fn warmed(&self, by: Warming) -> Self {
        let mut dry = Vec::with_capacity(HOURS);
        let mut vapour = Vec::with_capacity(HOURS);
        for ((t, w), p) in self.dry_c.iter().zip(&self.ratio).zip(&self.pressure_pa) {
            let old = Temperature::celsius(*t);
            let new = old.plus(by);
            let share = vapour_pressure(*w, Pressure::pa(*p)) / saturation_pressure(old);
            dry.push(new.to_celsius());
            vapour.push((saturation_pressure(new) * share).to_pa());
        }
        Self::of(dry, &vapour, self.pressure_pa.clone(), self.offset_h)
    }

    /// Dry bulb in °C.
    pub fn dry_c(&self) -> &[f64] {
        &self.dry_c
    }

    /// Wet bulb in °C, never above the dry bulb.
    pub fn wet_c(&self) -> &[f64] {
        &self.wet_c
    }

    /// Mean dry bulb of the year.
    pub fn mean_dry(&self) -> Temperature {
        #[expect(clippy::cast_precision_loss, reason = "8 760")]
        let hours = HOURS as f64;
        Temperature::celsius(self.dry_c.iter().sum::<f64>() / hours)
    }

    /// Pressure at the station in Pa.
    pub fn pressure_pa(&self) -> &[f64] {
        &self.pressure_pa
    }

    /// Mass of vapour over mass of dry air.
    pub fn humidity_ratio(&self) -> &[f64] {
        &self.ratio
    }

    /// Dew point of an hour of the year, in °C.
    pub fn dew_point_c(&self, hour: usize) -> f64 {
        let p = Pressure::pa(self.pressure_pa[hour]);
        dew_point(vapour_pressure(self.ratio[hour], p)).to_celsius()
    }

    /// Hours that local standard time is ahead of UTC.
    pub fn utc_offset_h(&self) -> i32 {
        self.offset_h
    }

    /// Hour of the local day of an hour of the year.
    pub fn local_hour(&self, hour: usize) -> usize {
        (hour % 24 + usize::try_from(self.offset_h.rem_euclid(24)).unwrap_or(0)) % 24
    }

    /// The UTC days of the hottest dry bulb and of the highest wet bulb: dry and wet bulb by hour, in hundredths.
    pub fn design_days(&self) -> [[[i16; 2]; 24]; 2] {
        let hottest = |series: &[f64]| {
            let top = |best: usize, at: usize| {
                if series[best] < series[at] { at } else { best }
            };
            (0..series.len()).fold(0, top) / 24 * 24
        };
        [hottest(&self.dry_c), hottest(&self.wet_c)]
            .map(|day| core::array::from_fn(|h| self.centi(day + h)))
    }

    /// The coldest hour, dry and wet bulb in hundredths of a degree.
    pub fn coldest(&self) -> [i16; 2] {
        self.centi(least(&self.dry_c))
    }

    /// The hour with the least vapour, dry and wet bulb in hundredths of a degree.
    pub fn driest(&self) -> [i16; 2] {
        self.centi(least(&self.ratio))
    }

    #[expect(clippy::cast_possible_truncation, reason = "temperatures of air")]
    fn centi(&self, at: usize) -> [i16; 2] {
        [self.dry_c[at], self.wet_c[at]].map(|t| libm::round(t * 100.0) as i16)
    }

    /// A short fingerprint of dry and wet bulb.
    pub fn fingerprint(&self) -> u64 {
        fingerprint(self.dry_c.iter().chain(&self.wet_c))
    }
}

/// Where the first least value is.
fn least(values: &[f64]) -> usize {
    let lower = |best: usize, at: usize| if values[at] < values[best] { at } else { best };
    (0..HOURS).fold(0, lower)
}

/// A short fingerprint of numbers: FNV-1a over their bits.
pub(crate) fn fingerprint<'a>(values: impl Iterator<Item = &'a f64>) -> u64 {
    values
        .flat_map(|v| v.to_bits().to_le_bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// Month of an hour of the year, 0 for January.
pub fn month_of(hour: usize) -> usize {
    BEFORE.iter().rposition(|d| d * 24 <= hour).unwrap_or(0)
}

/// First hour of a month of the year; of the thirteenth, the length of the year.
pub fn month_start(month: usize) -> usize {
    BEFORE.get(month).map_or(HOURS, |days| days * 24)
}

fn vapour_of(h: &Raw) -> f64 {
    match h.humidity {
        Humidity::Relative(share) => {
            saturation_pressure(Temperature::celsius(h.dry_c)).to_pa() * share
        }
        Humidity::DewPoint(t) => saturation_pressure(Temperature::celsius(t)).to_pa(),
    }
}

/// A column, checked, its short gaps filled.
fn filled(
    raw: &[Raw],
    name: &'static str,
    [low, high]: [f64; 2],
    unit: &'static str,
    of: fn(&Raw) -> f64,
) -> Result<Vec<f64>, Error> {
    let mut values: Vec<f64> = raw.iter().map(of).collect();
    for (at, value) in values.iter().enumerate() {
        if *value < low || high < *value {
            return Err(Error::from(Fault::OutOfRange {
                field: format!("weather.{name} of {}", date(at)),
                value: *value,
                low,
                high,
                unit,
            }));
        }
    }
    let known: Vec<usize> = (0..HOURS).filter(|i| values[*i].is_finite()).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Err(bad(format!("has no hour with {name}")));
    };
    // The year is taken round: December fills January.
    let ends = (*last, *first + HOURS);
    let gaps = known.windows(2).map(|w| (w[0], w[1])).chain([ends]);
    for (from, to) in gaps.filter(|(from, to)| from + 1 < *to) {
        if MOST_MISSING < to - from - 1 {
            return Err(bad(format!(
                "misses {name} for {} hours from {}: at most {MOST_MISSING} in a row are filled",
                to - from - 1,
                date((from + 1) % HOURS)
            )));
        }
        let (a, b) = (values[from], values[to % HOURS]);
        for at in from + 1..to {
            #[expect(clippy::cast_precision_loss, reason = "at most six hours")]
            let share = (at - from) as f64 / (to - from) as f64;
            values[at % HOURS] = a + share * (b - a);
        }
    }
    Ok(values)
}

fn bad(problem: String) -> Error {
    Error::inconsistent("weather", problem)
}

/// `07-25T14:00`.
pub(crate) fn date(hour: usize) -> String {
    let month = month_of(hour);
    let day = hour / 24 - BEFORE[month];
    format!("{:02}-{:02}T{:02}:00", month + 1, day + 1, hour % 24)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    fn year() -> Vec<Raw> {
        let hour = |i: usize| {
            #[allow(clippy::cast_precision_loss, reason = "small")]
            let x = core::f64::consts::TAU * i as f64;
            Raw {
                dry_c: 10.0 - 12.0 * libm::cos(x / 8760.0) - 4.0 * libm::cos(x / 24.0),
                humidity: Humidity::Relative(0.75 + 0.2 * libm::cos(x / 24.0)),
                pressure_pa: 101_325.0,
            }
        };
        (0..HOURS).map(hour).collect()
    }

    #[test]
    fn utc_is_the_local_year_turned_back() {
        let (local, west) = (year(), Hours::prepare(&year(), -5).unwrap());
        let east = Hours::prepare(&local, 2).unwrap();
        // Midnight local is 22:00 UTC the day before, or 05:00 UTC.
        assert_eq!(east.dry_c()[HOURS - 2], local[0].dry_c);
        assert_eq!(west.dry_c()[5], local[0].dry_c);
        assert_eq!((east.local_hour(22), west.local_hour(5)), (0, 0));
    }

    #[test]
    fn a_short_gap_is_filled_and_a_long_one_is_refused() {
        let mut raw = year();
        for h in &mut raw[10..14] {
            h.dry_c = f64::NAN;
        }
        let hours = Hours::prepare(&raw, 0).unwrap();
        let middle = (raw[9].dry_c * 3.0 + raw[14].dry_c * 2.0) / 5.0;
        assert!((hours.dry_c()[11] - middle).abs() < 1e-12);
        for h in &mut raw[10..17] {
            h.dry_c = f64::NAN;
        }
        let error = Hours::prepare(&raw, 0).unwrap_err().to_string();
        assert_eq!(
            error,
            "`weather` misses dry_c for 7 hours from 01-01T10:00: at most 6 in a row are filled"
        );
    }

    #[test]
    fn an_impossible_hour_is_named() {
        let mut raw = year();
        raw[24 * 31].dry_c = 99.9;
        let error = Hours::prepare(&raw, 0).unwrap_err().to_string();
        assert!(
            error.contains("`weather.dry_c of 02-01T00:00` is 99.9"),
            "{error}"
        );
        assert!(Hours::prepare(&raw[1..], 0).is_err());
    }

    #[test]
    fn warming_keeps_relative_humidity() {
        let cold = Hours::prepare(&year(), 0).unwrap();
        let warm = cold.warmed(Warming::k(2.0));
        for at in [0, 4000, 8000] {
            let share = |h: &Hours| {
                let of = |t: f64| saturation_pressure(Temperature::celsius(t));
                of(h.dew_point_c(at)) / of(h.dry_c()[at])
            };
            assert!((warm.dry_c()[at] - cold.dry_c()[at] - 2.0).abs() < 1e-12);
            assert!((share(&warm) - share(&cold)).abs() < 1e-6);
            // The wet bulb rises too, by less than the dry bulb.
            let rise = warm.wet_c()[at] - cold.wet_c()[at];
            assert!(1.0 < rise && rise <= 2.0 + 1e-9, "{rise}");
        }
    }

    #[test]
    fn months_begin_where_the_calendar_says() {
        let starts: Vec<usize> = (0..12)
            .filter(|m| month_of(BEFORE[*m] * 24) == *m)
            .collect();
        assert_eq!(starts.len(), 12);
        assert_eq!((month_of(59 * 24 - 1), month_of(HOURS - 1)), (1, 11));
    }
}
