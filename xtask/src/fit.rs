//! The fit of the inference model, in a package of its own: it needs polder, and the generator of polder's data must not.

use crate::workspace::{self, Error, cargo};

/// Fits to a truth table, prints the errors, and rewrites what the fit leaves in the repository.
pub(crate) fn run(truth: &str) -> Result<(), Error> {
    let truth = std::path::absolute(truth).map_err(|e| format!("{truth}: {e}"))?;
    let truth = truth.to_string_lossy();
    workspace::run(cargo(&[
        "run",
        "--quiet",
        "--release",
        "-p",
        "polder-fit",
        "--",
        &truth,
    ]))?;
    println!("Now run `BLESS=1 cargo test -p xtask --test data`, and read the diff.");
    Ok(())
}
