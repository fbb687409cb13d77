//! The hours of a site as Parquet.

use std::io::Cursor;

use polars::prelude::{
    Column, DataFrame, DataType, IntoColumn, NamedFrom, ParquetReader, ParquetWriter, PolarsResult,
    SerReader, Series, TimeUnit, TimeZone,
};

const TIME: &str = "time_utc";
const HOURS_PER_DAY: i64 = 24;
const MS_PER_HOUR: i64 = 3_600_000;
/// Hours before the place of 29 February.
const BEFORE_LEAP_DAY: i64 = (31 + 28) * HOURS_PER_DAY;

/// What stands in a file of hours.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// Milliseconds since 1970, UTC.
    pub time_ms: Vec<i64>,
    /// Names of the other columns.
    pub columns: Vec<String>,
    /// Their values, one for each hour.
    pub values: Vec<Vec<f64>>,
}

/// The hours of a site as a Parquet file: `time_utc` as a datetime in UTC, then each column as 64-bit floats.
///
/// Value `i` of a column is that of hour `i` of a `year` without 29 February.
///
/// # Errors
///
/// Two columns of one name, or of different lengths.
pub fn parquet(year: i64, hours: &polder::Series) -> PolarsResult<Vec<u8>> {
    let mut frame = frame(year, hours)?;
    let mut file = Vec::new();
    ParquetWriter::new(&mut file).finish(&mut frame)?;
    Ok(file)
}

fn frame(year: i64, hours: &polder::Series) -> PolarsResult<DataFrame> {
    let start = start_ms(year);
    let length = hours.hours();
    let times: Vec<i64> = (0..)
        .map(|at| start + (at + leap_day(year, at)) * MS_PER_HOUR)
        .take(length)
        .collect();
    let times = Series::new(TIME.into(), times).cast(&time_type())?;
    let mut columns: Vec<Column> = vec![times.into_column()];
    for (name, values) in hours.each() {
        columns.push(Series::new(name.into(), values).into_column());
    }
    DataFrame::new(length, columns)
}

/// Reads such a file back.
///
/// # Errors
///
/// A file that is no Parquet, or whose columns are not a `time_utc` in UTC and floats.
pub fn read(file: &[u8]) -> PolarsResult<Hours> {
    let frame = ParquetReader::new(Cursor::new(file)).finish()?;
    let time = frame
        .column(TIME)?
        .cast(&time_type())?
        .cast(&DataType::Int64)?;
    let mut hours = Hours {
        time_ms: time.i64()?.into_no_null_iter().collect(),
        columns: Vec::new(),
        values: Vec::new(),
    };
    for column in frame.columns().iter().filter(|c| c.name() != TIME) {
        hours.columns.push(column.name().to_string());
        hours
            .values
            .push(column.f64()?.into_no_null_iter().collect());
    }
    Ok(hours)
}

fn time_type() -> DataType {
    DataType::Datetime(TimeUnit::Milliseconds, Some(TimeZone::UTC))
}

/// 1 January of a year after 1601, in milliseconds since 1970: the calendar of Gregory.
fn start_ms(year: i64) -> i64 {
    let leap_days = (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400;
    ((year - 1970) * 365 + leap_days) * HOURS_PER_DAY * MS_PER_HOUR
}

/// Hours that the calendar is ahead of a year of 365 days.
fn leap_day(year: i64, hour: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if leap && BEFORE_LEAP_DAY <= hour {
        HOURS_PER_DAY
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_those_of_the_calendar() {
        // `date -u -d 2028-03-01 +%s` and the like.
        assert_eq!(start_ms(1970), 0);
        assert_eq!(start_ms(2026), 1_767_225_600_000);
        assert_eq!(start_ms(2100), 4_102_444_800_000);
        let at = |year, hour| start_ms(year) + (hour + leap_day(year, hour)) * MS_PER_HOUR;
        assert_eq!(at(2028, BEFORE_LEAP_DAY), 1_835_481_600_000);
        assert_eq!(at(2027, BEFORE_LEAP_DAY), 1_803_859_200_000);
    }

    #[test]
    fn the_time_is_a_datetime_in_utc_and_the_rest_are_floats() {
        let series = polder::Series {
            columns: vec!["pue", "it_power_mw"],
            values: vec![1.1, 1.2, 17.0, 1.0 / 3.0],
        };
        let types: Vec<_> = frame(2026, &series).unwrap().dtypes();
        assert_eq!(types, [time_type(), DataType::Float64, DataType::Float64]);
        let back = read(&parquet(2026, &series).unwrap()).unwrap();
        assert_eq!(back.columns, series.columns);
        assert_eq!(back.values.concat(), series.values);
        assert_eq!(back.time_ms[1] - back.time_ms[0], MS_PER_HOUR);
    }

    #[test]
    fn text_is_no_parquet() {
        assert!(read(b"time_utc,pue\n").is_err());
    }
}
