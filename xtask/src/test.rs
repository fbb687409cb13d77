//! Everything CI runs, in order; the first failure stops.

use std::time::Instant;

use crate::workspace::{self, Error, cargo};
use crate::{accuracy, npm, parity, readme, setup, wasm, web};

type Step = (&'static str, fn() -> Result<(), Error>);

const STEPS: &[Step] = &[
    ("setup", setup::run),
    ("fmt", || {
        workspace::run(cargo(&["fmt", "--all", "--check"]))
    }),
    ("clippy", || {
        workspace::run(cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]))
    }),
    ("test", || workspace::run(cargo(&["test", "--workspace"]))),
    ("batch", batch),
    ("readme", || readme::run(true)),
    ("accuracy", accuracy::check_if_there),
    ("wasm", wasm::run),
    ("parity", parity::run),
    ("npm", npm::check),
    ("web", web::build),
    ("web tests", web::check),
];

/// Parquet through Polars. Not optimised: half the time to build, and the test is small.
fn batch() -> Result<(), Error> {
    let mut test = cargo(&[
        "test",
        "--package",
        "polder-fleet",
        "--package",
        "polder-cli",
        "--features",
        "polder-fleet/batch,polder-cli/batch",
        "--lib",
        "--test",
        "parquet",
    ]);
    test.env("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    workspace::run(test)
}

/// Runs the steps; says what each took.
pub(crate) fn run() -> Result<(), Error> {
    let start = Instant::now();
    for (done, (name, step)) in STEPS.iter().enumerate() {
        println!("== {name}");
        let began = Instant::now();
        let result = step();
        let seconds = began.elapsed().as_secs_f64();
        if let Err(why) = result {
            println!("== {name} failed after {seconds:.1} s");
            return Err(format!(
                "{why}\nxtask test: {done} steps passed, 1 failed, {} not run",
                STEPS.len() - done - 1
            ));
        }
        println!("== {name} passed in {seconds:.1} s");
    }
    println!(
        "xtask test: {} steps passed, 0 failed, in {:.1} s",
        STEPS.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(())
}
