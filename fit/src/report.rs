//! Tables for a reader, in Markdown.

use std::collections::BTreeSet;

use crate::band::{band, nested};
use crate::judge::{Errors, Miss, left_out, misses};
use crate::model::{BUSY_MOE, DISPATCH, EIGHT_BIT, LAYER, PARAMETERS, SET, Set};
use crate::solve::{Problem, Solution};
use crate::stack::Factor;
use crate::truth::Run;

const CLASSES: [&str; 2] = ["dense", "moe"];
const ACCELERATORS: [&str; 2] = ["h100-sxm", "b200"];

pub(crate) fn constants(solution: &Solution) {
    println!("\n| constant | value | unit |\n|---|---|---|");
    for (p, log) in PARAMETERS.iter().zip(solution.logs) {
        println!("| {} | {:.4e} | {} |", p.id, libm::exp(log), p.unit);
    }
}

/// Error figures of the runs that `chosen` takes.
pub(crate) fn of(runs: &[&Run], misses: &[Miss], chosen: impl Fn(&Run) -> bool) -> Errors {
    let (mut off, mut measured) = (Vec::new(), Vec::new());
    for (run, miss) in runs.iter().zip(misses).filter(|(r, _)| chosen(r)) {
        off.push(miss.energy);
        measured.push(libm::log(run.energy_j));
    }
    Errors::of(&off, &measured)
}

fn line(name: &str, e: &Errors) {
    let [a, b, c] = e.within.map(|w| 100.0 * w);
    println!(
        "| {name} | {} | {:.1} % | {a:.0} % | {b:.1} % | {c:.1} % | {:+.1} % | {:.3} |",
        e.n,
        100.0 * e.median,
        100.0 * e.bias,
        e.r2
    );
}

fn head(name: &str) {
    println!(
        "\n| {name} | n | median error | within x1.25 | x1.5 | x2 | bias | R2 log |\n|---|---|---|---|---|---|---|---|"
    );
}

pub(crate) fn errors(name: &str, runs: &[&Run], all: &[Miss]) {
    head(name);
    line("all", &of(runs, all, |_| true));
    for class in CLASSES {
        line(class, &of(runs, all, |r| r.class() == class));
    }
    for id in ACCELERATORS {
        line(id, &of(runs, all, |r| r.accelerator.id == id));
        for class in CLASSES {
            line(
                &format!("{id}, {class}"),
                &of(runs, all, |r| r.accelerator.id == id && r.class() == class),
            );
        }
    }
    for (part, pick) in [
        ("time", (|m: &Miss| m.time) as fn(&Miss) -> Option<f64>),
        ("power", |m| m.power),
    ] {
        let sizes: Vec<f64> = all
            .iter()
            .filter_map(pick)
            .map(|m| libm::fabs(libm::expm1(m)))
            .collect();
        println!(
            "median error of {part}: {:.1} %",
            100.0 * crate::judge::quantile(&sizes, 0.5)
        );
    }
}

/// Hardware x class x precision x batch.
pub(crate) fn groups(runs: &[&Run], all: &[Miss]) {
    head("group, left out");
    let key = |r: &Run| {
        format!(
            "{} {} {} {}",
            r.accelerator.id,
            r.class(),
            r.precision_name,
            bin(r.batch)
        )
    };
    let keys: BTreeSet<String> = runs.iter().map(|r| key(r)).collect();
    for k in &keys {
        line(k, &of(runs, all, |r| key(r) == *k));
    }
}

fn bin(batch: f64) -> &'static str {
    const EDGES: [(f64, &str); 5] = [
        (12.0, "B   <=12"),
        (40.0, "B  12-40"),
        (100.0, "B  40-100"),
        (300.0, "B 100-300"),
        (1000.0, "B 300-1000"),
    ];
    EDGES
        .iter()
        .find(|(edge, _)| batch <= *edge)
        .map_or("B >1000", |(_, name)| name)
}

pub(crate) fn by_architecture(runs: &[&Run], all: &[Miss]) {
    head("architecture, left out");
    let key = |r: &Run| format!("{} {} {}", r.model.id, r.accelerator.id, r.precision_name);
    let keys: BTreeSet<String> = runs.iter().map(|r| key(r)).collect();
    for k in &keys {
        line(k, &of(runs, all, |r| key(r) == *k));
    }
}

pub(crate) fn bands(runs: &[&Run], all: &[Miss]) {
    println!(
        "\n| band | n | nested coverage of 90 % | median p95/p5 | p5 | p95 |\n|---|---|---|---|---|---|"
    );
    for id in ACCELERATORS {
        for class in CLASSES {
            let (n, cover, width) = nested(runs, all, id, class);
            let b = band(runs, all, class, None);
            println!(
                "| {id}, {class} | {n} | {:.0} % | {width:.2} | {:.2} | {:.2} |",
                100.0 * cover,
                libm::exp(b.low),
                libm::exp(b.high)
            );
        }
    }
}

/// What each part of the model is worth: the error without it.
pub(crate) fn ablations(runs: &[&Run]) {
    let no_blocks = Set {
        block_rows: 0.0,
        ..SET
    };
    let one_width = [(EIGHT_BIT, 1.0)];
    let no_dispatch = [(DISPATCH, 1e-6)];
    let one_power = [(BUSY_MOE, 1.0)];
    let one_host = [(LAYER + 1, 1e-5), (LAYER + 2, 1e-5)];
    let cases: [(&str, Problem); 7] = [
        (
            "as is",
            Problem {
                set: SET,
                held: &[],
            },
        ),
        (
            "no padding of block-scaled experts",
            Problem {
                set: no_blocks,
                held: &[],
            },
        ),
        (
            "8-bit as efficient as 16-bit",
            Problem {
                set: SET,
                held: &one_width,
            },
        ),
        (
            "no traffic to experts",
            Problem {
                set: SET,
                held: &no_dispatch,
            },
        ),
        (
            "one busy power for dense and mixtures",
            Problem {
                set: SET,
                held: &one_power,
            },
        ),
        (
            "host time of a layer 10 us on both",
            Problem {
                set: SET,
                held: &one_host,
            },
        ),
        (
            "compute efficiency 0.70",
            Problem {
                set: Set {
                    compute_efficiency: 0.70,
                    ..SET
                },
                held: &[],
            },
        ),
    ];
    head("without a part, left out");
    for (name, problem) in &cases {
        let all = left_out(problem, runs);
        line(name, &of(runs, &all, |_| true));
        for class in CLASSES {
            line(
                &format!("- {class}"),
                &of(runs, &all, |r| r.class() == class),
            );
        }
    }
}

/// Constants of one accelerator on the other, with the shared host time: what hardware without a fit can expect.
pub(crate) fn other_hardware(problem: &Problem, runs: &[&Run]) {
    head("predicted from the other accelerator");
    for id in ACCELERATORS {
        let (seen, unseen): (Vec<&Run>, Vec<&Run>) =
            runs.iter().partition(|r| r.accelerator.id != id);
        let solution = problem.solve(&seen);
        let all = misses(&solution, &unseen);
        line(id, &of(&unseen, &all, |_| true));
    }
}

fn percent(off: Option<f64>) -> String {
    off.map_or_else(String::new, |off| format!("{:.1} %", 100.0 * off))
}

pub(crate) fn stacks(all: &[Factor], [passes, low, high]: [f64; 3]) {
    println!(
        "\npasses over the logits to draw a token with top-p, vLLM 0.5.4: {passes} ({low} to {high})"
    );
    println!(
        "\n| software | n | factor | p5 to p95 of runs | left out: architecture | maker | in sample | time |\n|---|---|---|---|---|---|---|---|"
    );
    for f in all {
        let ([mid, ..], [low, high]) = (f.ratio, f.spread);
        println!(
            "| {} | {} | {mid:.2} | {low:.2} to {high:.2} | {} | {} | {:.1} % | {:.2} |",
            f.name,
            f.n,
            percent(f.left_out),
            percent(f.left_out_makers),
            100.0 * f.left,
            f.time,
        );
    }
}
