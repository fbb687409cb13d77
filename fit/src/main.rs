//! Fits the constants of the inference model to measured runs and says how far they miss: `cargo xtask fit TRUTH.csv`.
//!
//! `--rows TRUTH.csv` changes nothing and prints each run beside a prediction, as CSV: `cargo xtask accuracy TRUTH.csv`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

use std::env;
use std::path::Path;
use std::process::ExitCode;

mod band;
mod judge;
mod model;
mod report;
mod rows;
mod solve;
mod stack;
mod truth;
mod write;

use model::{SET, Trial};
use solve::{Problem, Solution};
use truth::Run;

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    let done = match args.as_slice() {
        [option, truth] if option == "--rows" => print_rows(Path::new(truth)),
        [truth] => run(Path::new(truth)),
        _ => Err("give one truth table: a CSV of measured runs".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn print_rows(path: &Path) -> Result<(), String> {
    let (all, _) = truth::read(path)?;
    let runs: Vec<&Run> = all.iter().filter(|r| r.fitted()).collect();
    let problem = Problem {
        set: SET,
        held: &[],
    };
    let left_out = judge::left_out(&problem, &runs);
    print!("{}", rows::HEAD);
    print!("{}", rows::left_out(&runs, &left_out));
    let trial = under_other_software(&problem.solve(&runs), &all);
    print!(
        "{}",
        rows::after_a_factor(&trial, &all.iter().collect::<Vec<_>>())
    );
    Ok(())
}

fn run(path: &Path) -> Result<(), String> {
    let (all, unplaced) = truth::read(path)?;
    let runs: Vec<&Run> = all.iter().filter(|r| r.fitted()).collect();
    println!(
        "{} runs of language models, {unplaced} not placed, {} fitted",
        all.len(),
        runs.len()
    );
    let problem = Problem {
        set: SET,
        held: &[],
    };
    let solution = problem.solve(&runs);
    let fitted = judge::misses(&solution, &runs);
    let left_out = judge::left_out(&problem, &runs);
    report::constants(&solution);
    report::errors("in sample", &runs, &fitted);
    report::errors("leave one architecture out", &runs, &left_out);
    report::groups(&runs, &left_out);
    report::by_architecture(&runs, &left_out);
    report::bands(&runs, &left_out);
    report::ablations(&runs);
    report::other_hardware(&problem, &runs);
    let trial = under_other_software(&solution, &all);
    let stacks = stack::factors(&trial, &all.iter().collect::<Vec<_>>());
    let sampling = stack::sampling_range(&solution.trial, &all.iter().collect::<Vec<_>>());
    report::stacks(&stacks, sampling);
    let covariance = problem
        .covariance(&solution, &runs)
        .ok_or("the covariance is singular")?;
    write::all(
        path,
        &solution,
        &covariance,
        &runs,
        &left_out,
        (&stacks, sampling),
    )
}

/// The fitted constants, with what vLLM 0.5.4 takes to draw a token.
fn under_other_software(solution: &Solution, all: &[Run]) -> Trial {
    let all: Vec<&Run> = all.iter().collect();
    solution
        .trial
        .drawing(stack::sampling(&solution.trial, &all))
}
