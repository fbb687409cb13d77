//! Hours of weather from a file: EPW, KNMI, Open-Meteo, plain CSV or monthly normals, told apart by what is in them.

mod epw;
mod knmi;
mod normals;
mod open_meteo;
mod plain;
mod year;

use std::path::Path;

use polder::GivenWeather;
use polder::weather::Hours;

use crate::failure::Failure;
use crate::input::{text_within, without_mark};

/// Largest file of weather, in bytes: twenty years of hours in the widest format.
const LIMIT: u64 = 64 << 20;

/// Reads a file of hours; of several years the latest whole one, or the one that is asked for.
pub(crate) fn read(path: &Path, wanted: Option<i32>) -> Result<GivenWeather, Failure> {
    let text = text_within(path, LIMIT)?;
    let at = |problem: String| Failure::new(format!("`{}` {problem}", path.display()));
    let record = parse(without_mark(&text)).map_err(at)?;
    let (year, raw) = record.year(wanted).map_err(at)?;
    let hours = Hours::prepare(&raw, record.offset_h)
        .map_err(|e| Failure::new(format!("`{}`: {e}", path.display())))?;
    let file = path.file_name().unwrap_or(path.as_os_str()).display();
    let name = match year {
        Some(year) => format!("{file}, {} {year}", record.kind),
        None => format!("{file}, {}", record.kind),
    };
    Ok(GivenWeather { name, hours })
}

/// What a file holds, or what is wrong with it, to stand behind its name.
fn parse(text: &str) -> Result<year::Record, String> {
    let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or("");
    if first.is_empty() {
        Err("is empty".into())
    } else if first.starts_with("LOCATION,") {
        epw::parse(text)
    } else if first.trim_start().starts_with('{') {
        open_meteo::json(text)
    } else if first.starts_with("latitude,") {
        open_meteo::csv(text)
    } else if normals::is(text) {
        normals::parse(text)
    } else if knmi::header(text).is_some() {
        knmi::parse(text)
    } else {
        plain::parse(text)
    }
}

/// The number in a cell; NaN where it is empty.
fn number(cell: &str, what: &str, line: usize) -> Result<f64, String> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(f64::NAN);
    }
    cell.parse::<f64>().map_err(|_| wrong(cell, what, line))
}

/// What is wrong with a cell.
fn wrong(cell: &str, what: &str, line: usize) -> String {
    let shown: String = cell.chars().take(40).collect();
    format!("line {line}: {what} is \"{shown}\", which is no number")
}

/// The value, unless it is one of those that say it is missing.
fn unless(value: f64, missing: f64) -> f64 {
    if value >= missing { f64::NAN } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::weather::Humidity;

    fn rows(line: impl Fn(usize, usize, usize) -> String) -> String {
        let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let mut out = String::new();
        for (m, days) in days.iter().enumerate() {
            for d in 0..*days {
                for h in 0..24 {
                    out += &line(m + 1, d + 1, h);
                    out.push('\n');
                }
            }
        }
        out
    }

    #[test]
    fn each_format_is_known_by_what_is_in_it() {
        let epw = "LOCATION,Amsterdam,-,NLD,IWEC Data,062400,52.30,4.77,1.0,-2.0\n".to_owned()
            + &"X\n".repeat(7)
            + &rows(|m, d, h| {
                format!(
                    "1990,{m},{d},{},60,?9?9,10.5,8.0,84,101300,0,0,0,0,0,0,0,0,0,0,180,5.1",
                    h + 1
                )
            });
        let knmi = "# SOURCE: ROYAL NETHERLANDS METEOROLOGICAL INSTITUTE (KNMI)\n# STN,YYYYMMDD,   HH,    T,   TD,    P,    U\n\n".to_owned()
            + &rows(|m, d, h| format!("  240,2024{m:02}{d:02},{:5},  105,   80,10130,   84", h + 1));
        let meteo = "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n52.3,4.8,-2.0,3600,Europe/Amsterdam,CET\n\ntime,temperature_2m (°C),relative_humidity_2m (%),surface_pressure (hPa)\n".to_owned()
            + &rows(|m, d, h| format!("2023-{m:02}-{d:02}T{h:02}:00,10.5,84,1013.0"));
        let plain = "time_utc,dry_bulb_c,relative_humidity_pct,pressure_hpa\n".to_owned()
            + &rows(|m, d, h| format!("2022-{m:02}-{d:02}T{h:02}:00:00Z,10.5,84,1013"));
        let expected = [
            (epw, "EPW", 1, None),
            (knmi, "KNMI", 0, Some(2024)),
            (meteo, "Open-Meteo", 1, Some(2023)),
            (plain, "CSV", 0, Some(2022)),
        ];
        for (text, kind, offset, year) in expected {
            let record = parse(&text).unwrap();
            assert_eq!((record.kind, record.offset_h), (kind, offset));
            let (got, raw) = record.year(None).unwrap();
            assert_eq!((got, raw.len()), (year, 8760), "{kind}");
            assert!((raw[5000].dry_c - 10.5).abs() < 1e-9, "{kind}");
            assert!((raw[5000].pressure_pa - 101_300.0).abs() < 1e-6, "{kind}");
            assert!(
                matches!(raw[5000].humidity, Humidity::Relative(x) if (x - 0.84).abs() < 1e-9)
                    || matches!(raw[5000].humidity, Humidity::DewPoint(t) if (t - 8.0).abs() < 1e-9),
                "{kind}"
            );
        }
    }

    #[test]
    fn normals_become_mean_days() {
        let months = |low: f64, high: f64| {
            let row = format!("{low},{high}\n");
            "# source\ndaily_min_c,daily_max_c\n".to_owned() + &row.repeat(12)
        };
        let record = parse(&months(5.0, 15.0)).unwrap();
        let (_, raw) = record.year(None).unwrap();
        assert_eq!((record.kind, raw.len()), ("monthly normals", 8760));
        assert!((raw[15].dry_c - 15.0).abs() < 1e-9 && (raw[3].dry_c - 5.0).abs() < 1e-9);
        assert_eq!(raw[100].humidity, Humidity::DewPoint(5.0));
        // January is itself in its middle and halfway to its neighbours at its ends.
        let mut text = "daily_max_c,daily_min_c\n10,10\n".to_owned();
        text += &"0,0\n".repeat(11);
        let (_, raw) = parse(&text).unwrap().year(None).unwrap();
        assert!((raw[365].dry_c - 10.0).abs() < 1e-6 && (raw[730].dry_c - 5.0).abs() < 1e-6);
        assert!((raw[0].dry_c - 5.0).abs() < 1e-6 && raw[4380].dry_c.abs() < 1e-9);
        for (text, said) in [
            ("daily_min_c\n1\n", "has no column `daily_max_c`"),
            (
                "daily_min_c,daily_max_c\n1,2\n",
                "has 1 months of normals, should have 12",
            ),
            (
                "# x\ndaily_min_c,daily_max_c\n3,2\n",
                "line 3: lowest 3 is above highest 2",
            ),
            (
                "daily_min_c,daily_max_c\n1,x\n",
                "line 2: highest temperature is \"x\"",
            ),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(said), "{got}");
        }
    }

    #[test]
    fn json_of_open_meteo_reads_like_its_csv() {
        let times = rows(|m, d, h| format!("\"2023-{m:02}-{d:02}T{h:02}:00\""));
        let times = times.trim().replace('\n', ",");
        let of = |v: &str| vec![v; 8760].join(",");
        let text = format!(
            "{{\"latitude\":1.3,\"elevation\":0.0,\"utc_offset_seconds\":28800,\"hourly\":{{\"time\":[{times}],\"temperature_2m\":[{}],\"dew_point_2m\":[{}]}}}}",
            of("28.0"),
            of("24.0")
        );
        let record = parse(&text).unwrap();
        assert_eq!(record.offset_h, 8);
        let (_, raw) = record.year(None).unwrap();
        assert!((raw[0].pressure_pa - 101_325.0).abs() < 1.0);
        assert_eq!(raw[8759].humidity, Humidity::DewPoint(24.0));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, said) in [
            ("", "is empty"),
            ("a,b\n1,2\n", "has no column for the dry bulb"),
            (
                "dry_bulb_c,dew_point_c\nx,2\n",
                "line 2: dry bulb is \"x\", which is no number",
            ),
            ("dry_bulb_c\n1\n", "has no column for humidity"),
            (
                "time_utc,dry_bulb_c,dew_point_c\n2020-01-01T00:00+01:00,1,1\n",
                "line 2: time \"2020-01-01T00:00+01:00\" should be UTC",
            ),
            ("LOCATION,a,b\n", "line 1: LOCATION has no time zone"),
            ("{\"hourly\":1}", "is JSON without `hourly.time`"),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(said), "{got}");
        }
    }

    #[test]
    fn of_several_years_the_latest_whole_one_is_taken() {
        let line = |year: i32| {
            rows(move |m, d, h| format!("{year}-{m:02}-{d:02}T{h:02}:00,{},5", year - 2000))
        };
        let mut text = "time_utc,dry_bulb_c,dew_point_c\n".to_owned() + &line(2020) + &line(2021);
        text += "2022-01-01T00:00,9,5\n";
        let record = parse(&text).unwrap();
        assert_eq!(record.year(None).unwrap().0, Some(2021));
        assert!((record.year(Some(2020)).unwrap().1[7].dry_c - 20.0).abs() < 1e-9);
        assert!(
            record
                .year(Some(2022))
                .unwrap_err()
                .contains("whole years 2020, 2021")
        );
    }
}
