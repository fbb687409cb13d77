//! Fits the diffusion constants to measured runs: `cargo run -p polder-fit-diffusion -- RUNS.csv [OUT_FOLDER]`.
//!
//! RUNS has the columns of `polder validate` (docs/media.md): dataset, kind, model, hardware, `gpu_count`, `batch_max`,
//! width, height, frames, steps, `latency_s`, `avg_power_w`, `j_per_request`, notes. Rows with a note are left out.
//! Prints the errors of leaving each architecture out and, with OUT, writes constants and covariance there.
//! `--rows RUNS.csv` prints each run beside a prediction that did not know it, as CSV.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line tool talks to its user"
)]

mod fit;
mod output;
mod rows;
mod runs;
mod statistics;

use std::process::ExitCode;

use fit::Fitted;
use runs::{Run, family};
use statistics::Errors;

/// Data set and accelerator of each set of constants; the first two also say how well unseen architectures come out.
const FITS: [(&str, &str, &str); 3] = [
    ("h100", "mlenergy_v3", "H100 SXM5 80GB"),
    ("b200", "mlenergy_v3", "B200 SXM 180GB"),
    ("a100", "mlenergy_v2", "A100 SXM4 40GB"),
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.as_slice() {
        [option, runs] if option == "--rows" => report(rows::print(runs)),
        [runs] => report(run(runs, None)),
        [runs, out] => report(run(runs, Some(out))),
        _ => report(Err("give a file of runs and, to write, a folder".into())),
    }
}

fn report(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(path: &str, out: Option<&str>) -> Result<(), String> {
    let all = runs::read(path)?;
    let mut fits: Vec<(&str, Fitted, _)> = Vec::new();
    for (id, dataset, hardware) in FITS {
        let rows = select(&all, dataset, hardware);
        // One accelerator a row: what several cost is taken from the first fit.
        let first = fits.first().filter(|_| id == "a100");
        let prior = first.map_or(fit::PRIOR, |(_, f, _)| f.parameters);
        let fitted = Fitted::of(&rows, &prior);
        println!("\n{id}: {} rows, {}", rows.len(), fitted.line());
        println!(
            "  all rows         {}",
            Errors::of(&fitted.ratios(&rows)).line()
        );
        let (ratios, without) = left_out(&rows, &prior, |r| r.model.to_owned());
        println!("  architecture out {}", Errors::of(&ratios).line());
        let (by_family, _) = left_out(&rows, &prior, |r| family(r.model).to_owned());
        let band = Errors::of(&by_family);
        println!("  family out       {}", band.line());
        println!(
            "  the band of the last line holds {:.1} % of the rows of the line before",
            band.coverage(&ratios) * 100.0
        );
        fits.push((id, fitted, fit::jackknife(&without)));
    }
    if let Some((_, h100, _)) = fits.first() {
        unseen(h100, &select(&all, "mlenergy_v2", FITS[0].2));
    }
    out.map_or(Ok(()), |folder| output::write(folder, &fits))
}

fn select(all: &[Run], dataset: &str, hardware: &str) -> Vec<Run> {
    let mine = |r: &&Run| r.dataset == dataset && r.hardware == hardware;
    all.iter().filter(mine).cloned().collect()
}

/// Ratios of all rows, each predicted by a fit without its group; and the parameters of those fits.
fn left_out(
    rows: &[Run],
    prior: &[f64; fit::PARAMETERS],
    group: impl Fn(&Run) -> String,
) -> (Vec<f64>, Vec<[f64; fit::PARAMETERS]>) {
    let (mut ratios, mut parameters) = (Vec::new(), Vec::new());
    for (name, test, fitted) in without_each(rows, prior, group) {
        let own = fitted.ratios(&test);
        println!(
            "    without {name:<20} {:>3} rows, {}",
            own.len(),
            Errors::of(&own).line()
        );
        ratios.extend(own);
        parameters.push(fitted.parameters);
    }
    (ratios, parameters)
}

/// Each group, its runs, and the fit to all others.
fn without_each(
    rows: &[Run],
    prior: &[f64; fit::PARAMETERS],
    group: impl Fn(&Run) -> String,
) -> Vec<(String, Vec<Run>, Fitted)> {
    let mut groups: Vec<String> = rows.iter().map(&group).collect();
    groups.sort();
    groups.dedup();
    let fit = |name: String| {
        let (test, train): (Vec<Run>, Vec<Run>) =
            rows.iter().cloned().partition(|r| group(r) == name);
        let fitted = Fitted::of(&train, prior);
        (name, test, fitted)
    };
    groups.into_iter().map(fit).collect()
}

/// Rows of older software that no fit saw: one factor, and what is left after it.
fn unseen(h100: &Fitted, rows: &[Run]) {
    let ratios = h100.ratios(rows);
    let factor = 1.0 / Errors::of(&ratios).median;
    let after: Vec<f64> = ratios.iter().map(|r| r * factor).collect();
    println!(
        "\nnever fitted, 2024 software on H100: {} rows, measured / ours {factor:.2}",
        rows.len()
    );
    println!("  before {}", Errors::of(&ratios).line());
    println!("  after  {}", Errors::of(&after).line());
}
