//! Tasks of the repository that are not part of the product: `cargo xtask <task>`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::env;
use std::process::ExitCode;

mod accuracy;
mod binned;
mod climatology;
mod example;
mod fit;
mod npm;
mod npm_types;
mod parity;
mod readme;
mod setup;
mod test;
mod typical;
mod wasm;
mod weather;
mod web;
mod web_packs;
mod web_register;
mod workspace;

const HELP: &str = "\
cargo xtask <task>

  setup                     what the tasks below need, installed where that is possible
  test                      everything CI runs: setup, fmt, clippy, test, wasm, parity, npm, web and its tests
  wasm                      polder-wasm for Node and for the web, with its size
  parity                    each example native and as wasm: the same JSON, byte for byte
  npm [--test]              the package polder for npm, packed in target/npm; installed and compared with the command line
  web [--serve | --test]    the site in web/dist, ready for a static server; shown locally; tested in Chromium
  readme                    the answers in README.md, from the program itself
  accuracy [--check] TRUTH.csv
                            docs/accuracy.md, its plot and its rows, from a table of measurements; or whether they are stale
  binned WEATHER_DIR        hours per degree of places without a record -> data/series/binned.csv
  climatology WEATHER_DIR   hourly station files -> data/series/climatology-*.csv, .toml and design-day-*.csv
  fit TRUTH_CSV             measured runs -> data/series/fit-*.csv, bands, stack factors and golden rows, with errors
  weather WEATHER_DIR       hourly station files -> data/series/weather-*: coefficients of the synthetic year
  help                      this text

CARGO_TARGET_DIR is honoured.";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["setup"] => setup::run(),
        ["test"] => test::run(),
        ["wasm"] => wasm::run(),
        ["npm"] => npm::run(),
        ["npm", "--test"] => wasm::run().and_then(|()| npm::check()),
        ["npm", option, ..] => Err(format!("npm takes --test, not `{option}`")),
        ["parity"] => wasm::run().and_then(|()| parity::run()),
        ["readme"] => readme::run(false),
        ["web"] => web::run(),
        ["accuracy", "--check", truth] => accuracy::check(truth.as_ref()),
        ["accuracy", truth] => accuracy::run(truth.as_ref()),
        ["web", "--serve"] => web::serve(),
        ["web", "--test"] => web::test(),
        ["web", option, ..] => Err(format!("web takes --serve or --test, not `{option}`")),
        ["climatology", weather_dir] => climatology::run(weather_dir.as_ref()),
        ["climatology", ..] => Err("climatology: give one folder with hourly station files".into()),
        ["binned", weather_dir] => binned::run(weather_dir.as_ref()),
        ["binned", ..] => Err("binned: give one folder with the tables of hours per degree".into()),
        ["fit", truth] => fit::run(truth),
        ["fit", ..] => Err("fit: give one table of measured runs".into()),
        ["weather", weather_dir] => weather::run(weather_dir.as_ref()),
        ["weather", ..] => Err("weather: give one folder with hourly station files".into()),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        [
            task @ ("setup" | "test" | "wasm" | "parity" | "readme"),
            extra,
            ..,
        ] => Err(format!("{task} takes no arguments, not `{extra}`")),
        [other, ..] => Err(format!(
            "unknown task `{other}`; `cargo xtask help` lists them"
        )),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}
