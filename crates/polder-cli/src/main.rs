//! The `polder` command: documents in, figures with their range and origin out. No model lives here.
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)
)]

mod alternatives;
mod answer;
mod args;
mod catalogue;
mod csv;
mod estimate;
mod explain;
mod failure;
mod filling;
mod grid;
mod ground;
mod input;
mod load;
mod months;
mod number;
mod origin;
mod output;
mod page;
mod plan;
mod rules;
mod run;
mod series;
mod size;
mod sketch;
mod sources;
mod summary;
mod table;
mod tasks;
mod unit;
mod validate;
mod weather;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Args, Command};
use crate::failure::Failure;

fn main() -> ExitCode {
    let args = Args::parse();
    dispatch(&args).unwrap_or_else(|failure| {
        failure.tell();
        ExitCode::from(2)
    })
}

fn dispatch(args: &Args) -> Result<ExitCode, Failure> {
    match &args.command {
        Command::Estimate(work) => estimate::estimate(work, &args.common),
        Command::Plan(site) => plan::plan(site, &args.common),
        Command::Size(what) => size::size(what, &args.common),
        Command::Explain(what) => explain::explain(what, &args.common),
        Command::Validate(what) => validate::validate(what, &args.common),
        Command::Sources(what) => sources::sources(what.id.as_deref(), &args.common),
    }
}
