//! From hourly station records to a small climatology that keeps the tails.
//!
//! A cell is one month and hour of the day. Its hours are sorted by dry bulb, cut into six groups at fixed quantiles, and
//! each group is halved by wet bulb. A bin is the mean dry and wet bulb of one half: twelve bins per cell,
//! 3456 per station. The upper groups are narrow, so the hot hours that size a cooling plant are not averaged away.
//! (Halving by wet-bulb depression keeps fewer of the hours above 20 °C wet bulb: 65 instead of 86 of 92 at De Bilt.)
//!
//! A file is gzipped CSV with a time column and `t_c`, `wb_c` in degrees Celsius; an empty cell is a missing value.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::typical;

/// One line for the user; the task stops at the first.
type Error = String;

/// A station: what its file does not say about itself.
pub(crate) struct Station {
    pub(crate) id: &'static str,
    /// How the name of its file starts.
    pub(crate) file: &'static str,
    pub(crate) title: &'static str,
    pub(crate) network: &'static Network,
    // Degrees and metres as the source prints them; empty where it prints none.
    latitude: &'static str,
    longitude: &'static str,
    elevation_m: &'static str,
    note: &'static str,
}

/// How a publisher writes its hourly records.
pub(crate) struct Network {
    pub(crate) time_column: &'static str,
    time_base: &'static str,
    pub(crate) source: &'static str,
    /// Seconds the clock is ahead of UTC, where the file is one typical year; `None` where it is a record.
    typical_offset_s: Option<u32>,
}

const KNMI: Network = Network {
    time_column: "utc_hour_start",
    time_base: "UTC; hour h is the KNMI slot h..h+1, whose temperature is read at the end of the slot",
    source: "knmi-hourly",
    typical_offset_s: None,
};

const OPEN_METEO: Network = Network {
    time_column: "local_time",
    time_base: "local time at one fixed offset from UTC all year (utc_offset_h): no daylight-saving jumps",
    source: "open-meteo-archive",
    typical_offset_s: None,
};

/// A typical year in central European time.
const fn typical(source: &'static str) -> Network {
    Network {
        time_column: "local_time",
        time_base: "local standard time all year: hour h is the hour of the file that ends at h+1",
        source,
        typical_offset_s: Some(3600),
    }
}

const SWEC: Network = typical("energyplus-swec");
const IMGW: Network = typical("energyplus-imgw");
const ONE_YEAR: &str = "one typical year, too short for the tails: each cell holds the hours beside its own too; coordinates are those of the city";

const CITY_POINT: &str = "the point queried is not in the file: coordinates are those of the city";

#[rustfmt::skip]
pub(crate) const STATIONS: &[Station] = &[
    Station { id: "schiphol", file: "knmi_hourly_240_", title: "KNMI 240 Schiphol", network: &KNMI, latitude: "52.318", longitude: "4.790", elevation_m: "-3.3", note: "" },
    Station { id: "berkhout", file: "knmi_hourly_249_", title: "KNMI 249 Berkhout", network: &KNMI, latitude: "52.644", longitude: "4.979", elevation_m: "-2.4", note: "no barometer: wet bulb with the pressure of station 235 De Kooy" },
    Station { id: "de-bilt", file: "knmi_hourly_260_", title: "KNMI 260 De Bilt", network: &KNMI, latitude: "52.100", longitude: "5.180", elevation_m: "1.9", note: "" },
    Station { id: "lauwersoog", file: "knmi_hourly_277_", title: "KNMI 277 Lauwersoog", network: &KNMI, latitude: "53.413", longitude: "6.200", elevation_m: "2.9", note: "no barometer: wet bulb with the pressure of station 280 Eelde" },
    Station { id: "eelde", file: "knmi_hourly_280_", title: "KNMI 280 Eelde", network: &KNMI, latitude: "53.125", longitude: "6.585", elevation_m: "5.2", note: "" },
    Station { id: "nieuw-beerta", file: "knmi_hourly_286_", title: "KNMI 286 Nieuw Beerta", network: &KNMI, latitude: "53.196", longitude: "7.150", elevation_m: "-0.2", note: "no barometer: wet bulb with the pressure of station 280 Eelde" },
    Station { id: "rotterdam", file: "knmi_hourly_344_", title: "KNMI 344 Rotterdam", network: &KNMI, latitude: "51.962", longitude: "4.447", elevation_m: "-4.3", note: "" },
    Station { id: "eindhoven", file: "knmi_hourly_370_", title: "KNMI 370 Eindhoven", network: &KNMI, latitude: "51.451", longitude: "5.377", elevation_m: "22.6", note: "" },
    Station { id: "maastricht", file: "knmi_hourly_380_", title: "KNMI 380 Maastricht", network: &KNMI, latitude: "50.906", longitude: "5.762", elevation_m: "114.3", note: "" },
    Station { id: "frankfurt", file: "openmeteo_hourly_DE-LU_", title: "Frankfurt am Main (reanalysis)", network: &OPEN_METEO, latitude: "50.11", longitude: "8.68", elevation_m: "", note: CITY_POINT },
    Station { id: "london", file: "openmeteo_hourly_GB_", title: "London (reanalysis)", network: &OPEN_METEO, latitude: "51.51", longitude: "-0.13", elevation_m: "", note: CITY_POINT },
    Station { id: "singapore", file: "openmeteo_hourly_SG_", title: "Singapore (reanalysis)", network: &OPEN_METEO, latitude: "1.29", longitude: "103.85", elevation_m: "", note: CITY_POINT },
    Station { id: "san-jose", file: "openmeteo_hourly_US-CAL-CISO_", title: "San Jose, California (reanalysis)", network: &OPEN_METEO, latitude: "37.34", longitude: "-121.89", elevation_m: "", note: CITY_POINT },
    Station { id: "philadelphia", file: "openmeteo_hourly_US-MIDA-PJM_", title: "Philadelphia, Pennsylvania (reanalysis)", network: &OPEN_METEO, latitude: "39.95", longitude: "-75.16", elevation_m: "", note: CITY_POINT },
    Station { id: "new-york", file: "openmeteo_hourly_US-NY-NYIS_", title: "New York (reanalysis)", network: &OPEN_METEO, latitude: "40.71", longitude: "-74.01", elevation_m: "", note: CITY_POINT },
    Station { id: "dallas", file: "openmeteo_hourly_US-TEX-ERCO_", title: "Dallas, Texas (reanalysis)", network: &OPEN_METEO, latitude: "32.78", longitude: "-96.81", elevation_m: "", note: CITY_POINT },
    Station { id: "madrid", file: "tmy_madrid_swec", title: "Madrid Barajas (SWEC, one typical year)", network: &SWEC, latitude: "40.42", longitude: "-3.70", elevation_m: "", note: ONE_YEAR },
    Station { id: "warsaw", file: "tmy_warszawa_imgw", title: "Warsaw Okecie (IMGW, one typical year)", network: &IMGW, latitude: "52.23", longitude: "21.01", elevation_m: "", note: ONE_YEAR },
];

pub(crate) const OUT_DIR: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/series");
const MOST_YEARS: usize = 10;
const MONTHS: u8 = 12;
const HOURS: u8 = 24;
// A climatology is a mean year: the leap day adds hours to February's cells, not a day to the year.
const DAYS_PER_MONTH: [u8; MONTHS as usize] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const HOURS_PER_YEAR: f64 = 365.0 * HOURS as f64;

/// Shares of a cell below which the groups end, by dry bulb.
const CUTS: [f64; 6] = [0.25, 0.50, 0.75, 0.90, 0.97, 1.0];
const SECONDS_PER_HOUR: f64 = 60.0 * 60.0;
const MILLION: usize = 1_000_000;
const DRY_THRESHOLDS_C: [f64; 7] = [15.0, 18.0, 20.0, 22.0, 24.0, 27.0, 30.0];
const WET_THRESHOLDS_C: [f64; 4] = [15.0, 18.0, 20.0, 22.0];
/// 0.4 % of the hours are warmer: the usual design share.
const DESIGN_QUANTILE: f64 = 0.996;

/// Reads every station's file in `weather_dir` and writes its climatology.
pub(crate) fn run(weather_dir: &Path) -> Result<(), Error> {
    fs::create_dir_all(OUT_DIR).map_err(|err| format!("{OUT_DIR}: {err}"))?;
    for station in STATIONS {
        let record = read(&find(weather_dir, station.file)?, station.network)?;
        let bins = bins(&record.hours, station.network.beside())
            .map_err(|err| format!("{}: {err}", station.id))?;
        write("climatology", station.id, "csv", &bins_csv(&bins))?;
        write("design-day", station.id, "csv", &design_csv(&record.hours)?)?;
        write(
            "climatology",
            station.id,
            "toml",
            &about(station, &record, &bins),
        )?;
        println!(
            "{}: {} hours, {} skipped",
            station.id,
            record.hours.len(),
            record.skipped
        );
    }
    Ok(())
}

pub(crate) fn find(dir: &Path, start: &str) -> Result<PathBuf, Error> {
    let at = |err| format!("{}: {err}", dir.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(at)? {
        let path = entry.map_err(at)?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with(start) && name.ends_with(".csv.gz") {
            found.push(path);
        }
    }
    found.sort();
    found
        .pop()
        .ok_or_else(|| format!("{}: no file {start}*.csv.gz", dir.display()))
}

fn write(kind: &str, id: &str, ending: &str, text: &str) -> Result<(), Error> {
    let path = format!("{OUT_DIR}/{kind}-{id}.{ending}");
    fs::write(&path, text).map_err(|err| format!("{path}: {err}"))
}

// --- Reading ---------------------------------------------------------------------------------------------------------

/// One hour with both temperatures, in degrees Celsius.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Reading {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    dry: f64,
    wet: f64,
}

/// What a file holds: the usable hours of its whole years.
struct Record {
    hours: Vec<Reading>,
    skipped: usize,
    first_year: u16,
    last_year: u16,
    rows: usize,
    crc32: u32,
    /// Of the time stamps, in hours; zero where the file is in UTC.
    utc_offset_h: f64,
}

fn read(path: &Path, network: &Network) -> Result<Record, Error> {
    let at = |err: &dyn std::fmt::Display| format!("{}: {err}", path.display());
    let text = network.text(path).map_err(|err| at(&err))?;
    let rows = parse(&text, network.time_column).map_err(|err| at(&err))?;
    let (first_year, last_year) = period(&rows).ok_or_else(|| at(&"no whole year"))?;
    let chosen = || {
        rows.iter()
            .filter(|row| first_year <= row.year && row.year <= last_year)
    };
    let hours: Vec<Reading> = chosen()
        .filter(|row| row.dry.is_finite() && row.wet.is_finite())
        .copied()
        .collect();
    let mut crc = flate2::Crc::new();
    crc.update(text.as_bytes());
    Ok(Record {
        skipped: chosen().count() - hours.len(),
        hours,
        first_year,
        last_year,
        rows: rows.len(),
        crc32: crc.sum(),
        utc_offset_h: utc_offset(&text).map_err(|err| at(&err))?,
    })
}

impl Network {
    /// The text of a file, with a time stamp and a wet bulb on every row.
    pub(crate) fn text(&self, path: &Path) -> Result<String, Error> {
        let text = unpacked(path)?;
        match self.typical_offset_s {
            Some(offset) => typical::record(&text, offset),
            None => Ok(text),
        }
    }

    /// What the years of a record are called.
    pub(crate) fn period(&self, first: u16, last: u16) -> String {
        match self.typical_offset_s {
            Some(_) => "typical year".into(),
            None => format!("{first}-{last}"),
        }
    }

    /// Hours on either side that a cell holds too: a month of one year is too few for the narrow groups.
    fn beside(&self) -> u8 {
        u8::from(self.typical_offset_s.is_some())
    }
}

/// The text of a gzipped file.
fn unpacked(path: &Path) -> Result<String, Error> {
    let mut text = String::new();
    let file = fs::File::open(path).map_err(|err| err.to_string())?;
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .map_err(|err| err.to_string())?;
    Ok(text)
}

/// All rows; a missing temperature is NaN.
pub(crate) fn parse(text: &str, time_column: &str) -> Result<Vec<Reading>, Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().map_err(|err| err.to_string())?.clone();
    let column = |name: &str| {
        names
            .iter()
            .position(|n| n == name)
            .ok_or_else(|| format!("no column `{name}`"))
    };
    let (time, dry, wet) = (column(time_column)?, column("t_c")?, column("wb_c")?);
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|err| err.to_string())?;
        let cell = |i: usize| row.get(i).unwrap_or_default();
        let (year, month, day, hour) =
            stamp(cell(time)).ok_or_else(|| format!("time `{}`", cell(time)))?;
        rows.push(Reading {
            year,
            month,
            day,
            hour,
            dry: celsius(cell(dry))?,
            wet: celsius(cell(wet))?,
        });
    }
    Ok(rows)
}

/// The one offset of the column `utc_offset_s`, in hours; zero without that column.
pub(crate) fn utc_offset(text: &str) -> Result<f64, Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let names = reader.headers().map_err(|err| err.to_string())?;
    let Some(column) = names.iter().position(|name| name == "utc_offset_s") else {
        return Ok(0.0);
    };
    let mut offsets = BTreeSet::new();
    for row in reader.records() {
        let row = row.map_err(|err| err.to_string())?;
        offsets.insert(row.get(column).unwrap_or_default().to_owned());
    }
    let one = offsets
        .first()
        .filter(|_| offsets.len() == 1)
        .and_then(|s| s.parse::<f64>().ok());
    one.map(|seconds| seconds / SECONDS_PER_HOUR)
        .ok_or_else(|| "no single utc_offset_s".into())
}

/// `2020-01-31 23:00:00` or `2020-01-31T23:00`.
pub(crate) fn stamp(text: &str) -> Option<(u16, u8, u8, u8)> {
    let year = text.get(0..4)?.parse().ok()?;
    let part = |from: usize| text.get(from..from + 2)?.parse::<u8>().ok();
    let (month, day, hour) = (part(5)?, part(8)?, part(11)?);
    (1..=MONTHS).contains(&month).then_some(())?;
    (hour < HOURS).then_some((year, month, day, hour))
}

fn celsius(text: &str) -> Result<f64, Error> {
    if text.is_empty() {
        return Ok(f64::NAN);
    }
    text.parse().map_err(|_| format!("temperature `{text}`"))
}

/// First and last of the latest whole years, at most [`MOST_YEARS`], without a gap.
pub(crate) fn period(rows: &[Reading]) -> Option<(u16, u16)> {
    let mut hours_in: BTreeMap<u16, usize> = BTreeMap::new();
    for row in rows {
        *hours_in.entry(row.year).or_default() += 1;
    }
    let whole = |year: &u16| {
        hours_in
            .get(year)
            .is_some_and(|&n| usize::from(HOURS) * days_in(*year) <= n)
    };
    let last = *hours_in.keys().rev().find(|year| whole(year))?;
    let first = (0..=last).rev().take(MOST_YEARS).take_while(whole).last()?;
    Some((first, last))
}

pub(crate) fn days_in(year: u16) -> usize {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    365 + usize::from(leap)
}

// --- Bins ------------------------------------------------------------------------------------------------------------

/// The mean of some hours of a cell, rounded as printed.
#[derive(Debug, PartialEq)]
struct Bin {
    month: u8,
    hour: u8,
    /// 1..=12: from cool to hot in pairs, the half with the lower wet bulb first.
    number: usize,
    /// Millionths of the cell's hours: they sum to a million exactly.
    weight_ppm: usize,
    dry: f64,
    wet: f64,
}

impl Bin {
    /// Hours of a mean year this bin stands for.
    fn hours(&self) -> f64 {
        let days = DAYS_PER_MONTH[usize::from(self.month - 1)];
        f64::from(days) * count(self.weight_ppm) / count(MILLION)
    }
}

fn bins(hours: &[Reading], beside: u8) -> Result<Vec<Bin>, Error> {
    let mut out = Vec::new();
    for month in 1..=MONTHS {
        for hour in 0..HOURS {
            let mut cell: Vec<Reading> = hours
                .iter()
                .filter(|h| h.month == month && apart(h.hour, hour) <= beside)
                .map(|h| Reading { hour, ..*h })
                .collect();
            out.extend(cell_bins(&mut cell)?);
        }
    }
    Ok(out)
}

/// Hours between two hours of the day, the short way round.
fn apart(a: u8, b: u8) -> u8 {
    let d = a.abs_diff(b);
    d.min(HOURS - d)
}

/// The twelve bins of one cell, hottest last.
fn cell_bins(cell: &mut [Reading]) -> Result<Vec<Bin>, Error> {
    let total = cell.len();
    cell.sort_by(|a, b| {
        a.dry
            .total_cmp(&b.dry)
            .then(a.wet.total_cmp(&b.wet))
            .then(age(a, b))
    });
    let mut out = Vec::new();
    let (mut start, mut ppm_before) = (0, 0);
    for cut in CUTS {
        let end = rank(cut, total);
        let group = &mut cell[start..end];
        group.sort_by(|a, b| a.wet.total_cmp(&b.wet).then(age(a, b)));
        let middle = group.len().div_ceil(2);
        for half in [&group[..middle], &group[middle..]] {
            let first = half
                .first()
                .ok_or_else(|| format!("{total} hours are too few for a cell"))?;
            start += half.len();
            let ppm = (start * MILLION + total / 2) / total;
            let (dry, wet) = (centi(mean(half, |h| h.dry)), centi(mean(half, |h| h.wet)));
            let weight_ppm = ppm - ppm_before;
            ppm_before = ppm;
            out.push(Bin {
                month: first.month,
                hour: first.hour,
                number: out.len() + 1,
                weight_ppm,
                dry,
                wet,
            });
        }
    }
    Ok(out)
}

/// Oldest first, so that equal temperatures sort the same way on every machine.
fn age(a: &Reading, b: &Reading) -> Ordering {
    (a.year, a.month, a.day, a.hour).cmp(&(b.year, b.month, b.day, b.hour))
}

/// `share` of `total`, to the nearest whole.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between zero and total"
)]
fn rank(share: f64, total: usize) -> usize {
    (share * count(total)).round() as usize
}

fn mean(hours: &[Reading], of: impl Fn(&Reading) -> f64) -> f64 {
    hours.iter().map(of).sum::<f64>() / count(hours.len())
}

/// Rounded to 0.01, and never a negative zero.
fn centi(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of hours are far below 2^52"
)]
fn count(n: usize) -> f64 {
    n as f64
}

// --- Design days -----------------------------------------------------------------------------------------------------

/// The day of the hottest hour, and the day of the hour with the highest wet bulb.
fn design_csv(hours: &[Reading]) -> Result<String, Error> {
    let mut out = String::from("kind,hour,dry_c,wet_c\n");
    for (kind, day) in [
        ("dry", peak_day(hours, |h| h.dry)?),
        ("wet", peak_day(hours, |h| h.wet)?),
    ] {
        for h in day {
            line(
                &mut out,
                format_args!("{kind},{},{:.2},{:.2}", h.hour, h.dry, h.wet),
            );
        }
    }
    Ok(out)
}

/// The complete day that holds the highest value; the first of equals.
fn peak_day(hours: &[Reading], of: impl Fn(&Reading) -> f64) -> Result<Vec<Reading>, Error> {
    let mut days: BTreeMap<(u16, u8, u8), Vec<Reading>> = BTreeMap::new();
    for h in hours {
        days.entry((h.year, h.month, h.day)).or_default().push(*h);
    }
    let top = |day: &[Reading]| day.iter().map(&of).fold(f64::NEG_INFINITY, f64::max);
    days.into_values()
        .filter(|day| day.len() == usize::from(HOURS))
        .reduce(|best, day| if top(&best) < top(&day) { day } else { best })
        .ok_or_else(|| "no complete day".into())
}

// --- Writing ---------------------------------------------------------------------------------------------------------

fn bins_csv(bins: &[Bin]) -> String {
    let mut out = String::from("month,hour,bin,weight,dry_c,wet_c\n");
    for b in bins {
        let weight = count(b.weight_ppm) / count(MILLION);
        line(
            &mut out,
            format_args!(
                "{},{},{},{weight:.6},{:.2},{:.2}",
                b.month, b.hour, b.number, b.dry, b.wet
            ),
        );
    }
    out
}

/// What the bins are, how they were made, and how well they stand for the record.
fn about(station: &Station, record: &Record, bins: &[Bin]) -> String {
    let mut out = String::new();
    let mut put = |text: std::fmt::Arguments<'_>| line(&mut out, text);
    put(format_args!(
        "# Written by `cargo xtask climatology`. Do not edit."
    ));
    put(format_args!("id = \"{}\"", station.id));
    put(format_args!("title = \"{}\"", station.title));
    put(format_args!("latitude = {}", station.latitude));
    put(format_args!("longitude = {}", station.longitude));
    if !station.elevation_m.is_empty() {
        put(format_args!("elevation_m = {}", station.elevation_m));
    }
    let period = station.network.period(record.first_year, record.last_year);
    put(format_args!("period = \"{period}\""));
    put(format_args!(
        "time_base = \"{}\"",
        station.network.time_base
    ));
    put(format_args!("utc_offset_h = {:?}", record.utc_offset_h));
    put(format_args!("hours_used = {}", record.hours.len()));
    put(format_args!("hours_skipped = {}", record.skipped));
    put(format_args!("input_rows = {}", record.rows));
    put(format_args!("input_crc32 = \"{:08x}\"", record.crc32));
    put(format_args!("source = \"{}\"", station.network.source));
    put(format_args!(
        "recipe = \"cargo xtask climatology WEATHER_DIR\""
    ));
    put(format_args!(
        "method = \"per month and hour: six groups by dry bulb, cut at {CUTS:?} of the hours, each halved by wet bulb; bin means\""
    ));
    put(format_args!(
        "wet_bulb = \"psychrometric (ASHRAE 2017), from dry bulb, humidity and pressure\""
    ));
    put(format_args!("note = \"{}\"", station.note));
    put(format_args!(""));
    out + &quality(record, bins)
}

fn quality(record: &Record, bins: &[Bin]) -> String {
    let measured = |of: fn(&Reading) -> f64| Sample::new(record.hours.iter().map(|h| (of(h), 1.0)));
    let binned = |of: fn(&Bin) -> f64| Sample::new(bins.iter().map(|b| (of(b), b.hours())));
    let mut out = String::from("# Hours are per year of 8760 hours.\n[quality]\n");
    compare(
        &mut out,
        "dry",
        &measured(|h| h.dry),
        &binned(|b| b.dry),
        &DRY_THRESHOLDS_C,
    );
    compare(
        &mut out,
        "wet",
        &measured(|h| h.wet),
        &binned(|b| b.wet),
        &WET_THRESHOLDS_C,
    );
    out
}

fn compare(out: &mut String, name: &str, measured: &Sample, binned: &Sample, thresholds: &[f64]) {
    let above = |sample: &Sample| {
        thresholds
            .iter()
            .map(|&t| tenth(sample.hours_above(t)))
            .collect::<Vec<_>>()
    };
    for (kind, sample) in [("measured", measured), ("bins", binned)] {
        line(
            out,
            format_args!("{name}_mean_{kind}_c = {:.2}", sample.mean()),
        );
        line(
            out,
            format_args!(
                "{name}_p99_6_{kind}_c = {:.2}",
                sample.quantile(DESIGN_QUANTILE)
            ),
        );
        line(
            out,
            format_args!("{name}_max_{kind}_c = {:.2}", sample.quantile(1.0)),
        );
        line(
            out,
            format_args!("{name}_hours_above_{kind} = {:?}", above(sample)),
        );
    }
    line(
        out,
        format_args!("{name}_hours_above_thresholds_c = {thresholds:?}"),
    );
}

/// Rounded to 0.1, and never a negative zero.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0 + 0.0
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

/// Values with weights, in rising order.
struct Sample {
    sorted: Vec<(f64, f64)>,
    total: f64,
}

impl Sample {
    fn new(values: impl Iterator<Item = (f64, f64)>) -> Self {
        let mut sorted: Vec<_> = values.collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let total = sorted.iter().map(|v| v.1).sum();
        Self { sorted, total }
    }

    fn mean(&self) -> f64 {
        self.sorted.iter().map(|v| v.0 * v.1).sum::<f64>() / self.total
    }

    fn hours_above(&self, threshold: f64) -> f64 {
        let above: f64 = self
            .sorted
            .iter()
            .filter(|v| threshold < v.0)
            .map(|v| v.1)
            .sum();
        above / self.total * HOURS_PER_YEAR
    }

    /// The smallest value with at least `share` of the weight at or below it.
    fn quantile(&self, share: f64) -> f64 {
        let mut sum = 0.0;
        let reached = self.sorted.iter().find(|v| {
            sum += v.1;
            share * self.total <= sum
        });
        reached.or(self.sorted.last()).map_or(f64::NAN, |v| v.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(n: u16) -> Vec<Reading> {
        let hour = |i| Reading {
            year: 2000 + i,
            month: 1,
            day: 1,
            hour: 0,
            dry: f64::from(i),
            wet: f64::from(i) / 2.0,
        };
        (0..n).map(hour).collect()
    }

    #[test]
    fn weights_of_a_cell_sum_to_one_exactly() {
        for n in [60, 141, 280, 310] {
            let bins = cell_bins(&mut ramp(n)).unwrap();
            assert_eq!(bins.len(), 12);
            assert_eq!(bins.iter().map(|b| b.weight_ppm).sum::<usize>(), MILLION);
        }
    }

    #[test]
    fn bins_keep_the_mean_of_the_cell() {
        let mut cell = ramp(300);
        let expected = mean(&cell, |h| h.dry);
        let bins = cell_bins(&mut cell).unwrap();
        let got: f64 = bins
            .iter()
            .map(|b| b.dry * count(b.weight_ppm) / count(MILLION))
            .sum();
        // Bin means are rounded to 0.01 and weights to a millionth of values up to 300.
        assert!((got - expected).abs() < 0.006, "{got} {expected}");
    }

    #[test]
    fn the_hottest_bins_hold_three_percent_of_the_hours() {
        let bins = cell_bins(&mut ramp(300)).unwrap();
        assert_eq!(bins[10].weight_ppm + bins[11].weight_ppm, 30_000);
        // Hours 291..=299, the top nine of 300, halved by wet bulb: five and four.
        assert_eq!((bins[10].dry, bins[11].dry), (293.0, 297.5));
    }

    #[test]
    fn a_cell_with_too_few_hours_is_an_error() {
        assert_eq!(
            cell_bins(&mut ramp(5)).unwrap_err(),
            "5 hours are too few for a cell"
        );
    }

    #[test]
    fn both_time_stamps_are_read() {
        assert_eq!(stamp("2011-01-02 03:00:00"), Some((2011, 1, 2, 3)));
        assert_eq!(stamp("2020-12-31T23:00"), Some((2020, 12, 31, 23)));
        assert_eq!(stamp("2020-13-31T23:00"), None);
    }

    #[test]
    fn a_changing_utc_offset_is_an_error() {
        assert_eq!(
            utc_offset("utc_offset_s,t_c\n-18000,1\n-18000,2\n"),
            Ok(-5.0)
        );
        assert!(utc_offset("utc_offset_s,t_c\n-18000,1\n-14400,2\n").is_err());
        assert_eq!(utc_offset("t_c\n1\n"), Ok(0.0));
    }

    #[test]
    fn a_missing_temperature_is_not_a_zero() {
        let rows = parse("local_time,t_c,wb_c\n2020-01-01T00:00,,1.0\n", "local_time").unwrap();
        assert!(rows[0].dry.is_nan());
    }

    #[test]
    fn quantile_counts_weight_not_rows() {
        let sample = Sample::new([(1.0, 1.0), (2.0, 8.0), (3.0, 1.0)].into_iter());
        assert_eq!(
            (
                sample.quantile(0.1),
                sample.quantile(0.5),
                sample.quantile(1.0)
            ),
            (1.0, 2.0, 3.0)
        );
    }
}
