//! Data invariants, and the generator of `crates/polder/src/data/generated/`.
//!
//! `BLESS=1 cargo test -p xtask --test data` rewrites the files, and appends new uncertain parameters to
//! `data/dimensions.csv`; plain `cargo test` fails when they are stale.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests"
)]

mod catalogue;
mod files;
mod fit;
mod generate;
mod kind;
mod media;
mod params;
mod rules;
mod series;
mod sources;
mod synthetic;
mod unit;
