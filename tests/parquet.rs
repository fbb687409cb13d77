//! `polder plan --series hours.parquet`, where Polars is built in (`--features batch`).
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn parquet_holds_the_numbers_and_times_of_the_csv_to_the_bit() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("parquet");
    fs::create_dir_all(&folder).unwrap();
    let site = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/eemshaven.toml");
    // A leap year, in which 29 February does not exist.
    let leap = fs::read_to_string(site)
        .unwrap()
        .replace("year = 2026", "year = 2028");
    fs::write(folder.join("site.toml"), leap).unwrap();
    for name in ["hours.csv", "hours.parquet"] {
        let status = Command::new(env!("CARGO_BIN_EXE_polder"))
            .current_dir(&folder)
            .args([
                "plan",
                "site.toml",
                "--quiet",
                "--samples",
                "0",
                "-o",
                "out.txt",
                "--series",
                name,
            ])
            .status()
            .unwrap();
        assert_eq!(status.code(), Some(0), "{name}");
    }
    let hours = polder_fleet::read(&fs::read(folder.join("hours.parquet")).unwrap()).unwrap();
    let text = fs::read_to_string(folder.join("hours.csv")).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    assert_eq!(names[1..], hours.columns);
    assert_eq!(hours.time_ms.len(), 8760);
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells[0], iso(hours.time_ms[at]));
        for (cell, column) in cells[1..].iter().zip(&hours.values) {
            let csv: f64 = cell.parse().unwrap();
            assert_eq!(csv.to_bits(), column[at].to_bits(), "{line}");
        }
    }
}

/// ISO 8601 of milliseconds since 1970, by counting days: slow, and unlike the code it checks.
fn iso(ms: i64) -> String {
    let (mut days, hour) = (ms / 86_400_000, ms % 86_400_000 / 3_600_000);
    let leap = |y: i64| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
    let mut year = 1970;
    while days >= 365 + i64::from(leap(year)) {
        days -= 365 + i64::from(leap(year));
        year += 1;
    }
    let february = 28 + i64::from(leap(year));
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while days >= lengths[month] {
        days -= lengths[month];
        month += 1;
    }
    format!("{year}-{:02}-{:02}T{hour:02}:00:00Z", month + 1, days + 1)
}
