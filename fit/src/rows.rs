//! Each run beside a prediction that did not know it, as CSV.

use std::fmt::Write as _;

use crate::band::band;
use crate::judge::Miss;
use crate::model::Trial;
use crate::stack;
use crate::truth::Run;

/// Columns; energy of the accelerators in J per output token.
pub(crate) const HEAD: &str =
    "id,how,class,accelerator,software,model,batch,measured_j,predicted_j,low_j,high_j\n";

/// Runs of the fit, each predicted by constants that never saw its architecture; so is the band.
pub(crate) fn left_out(runs: &[&Run], misses: &[Miss]) -> String {
    let mut out = String::new();
    for (run, miss) in runs.iter().zip(misses) {
        let predicted = run.energy_j * libm::exp(miss.energy);
        let b = band(runs, misses, run.class(), Some(run.model.id));
        let [low, high] = [b.low, b.high].map(|log| predicted * libm::exp(log));
        line(&mut out, "left-out", "vLLM 0.11.1", run, predicted);
        let _ = writeln!(out, ",{low:.5},{high:.5}");
    }
    out
}

/// Runs of other software, never fitted: predicted, times the factor of that software; vLLM 0.5.4 from other makers too.
pub(crate) fn after_a_factor(trial: &Trial, all: &[&Run]) -> String {
    let mut out = String::new();
    for (name, run, predicted) in stack::scaled(trial, all) {
        line(&mut out, "one-factor", name, run, predicted);
        out.push_str(",,\n");
    }
    for (name, run, predicted) in stack::without_its_maker(trial, all) {
        line(&mut out, "no-maker", name, run, predicted);
        out.push_str(",,\n");
    }
    out
}

fn line(out: &mut String, how: &str, software: &str, run: &Run, predicted: f64) {
    let _ = write!(
        out,
        "{},{how},{},{},\"{software}\",{},{:.1},{:.5},{predicted:.5}",
        run.id,
        run.class(),
        run.accelerator.id,
        run.model.id,
        run.batch,
        run.energy_j,
    );
}
