//! Whole systems that others measured or reported, beside ours: `cargo test --test whole_systems -- --nocapture`.
//!
//! `BLESS=1` writes their tables in `docs/accuracy.md` anew.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests"
)]

use std::fmt::Write as _;

use polder::document::{Number, Workload};
use polder::report::Question;
use polder::uncertain::{Summary, central, sample};
use polder::{Estimate, Report};

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/accuracy.md");
/// Widest band, p95 over p5, that says something.
const NARROW: f64 = 4.0;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    published: f64,
    unit: String,
    boundary: String,
    source: String,
    /// What of the setting is known; of a reported row, why the two differ.
    given: String,
    claim: Claim,
    figure: String,
    /// Figure that it is divided by, draw by draw.
    over: Option<String>,
    per_unit: f64,
    /// Utilisation over all hours of a run: it holds the lost time that goodput stands for.
    mfu_over_all_hours: Option<f64>,
    work: Workload,
}

#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Claim {
    Narrow,
    Wide,
    Outside,
    Reported,
}

impl Row {
    fn question(&self) -> Estimate {
        let goodput = polder::data::params::TRAINING_GOODPUT.value();
        let mut work = self.work.clone();
        if let Some(mfu) = self.mfu_over_all_hours {
            work.mfu = Some(Number::point(mfu / goodput));
        }
        Estimate::resolve(&work).unwrap()
    }

    fn report(&self) -> Report {
        Report::of(&self.question())
    }

    /// Ours, in the published unit.
    fn ours(&self) -> Summary {
        let s = self.over.as_ref().map_or_else(
            || self.report().figure(&self.figure).unwrap().summary,
            |over| self.quotient(over),
        );
        let [p5, p50, p95, central] = [s.p5, s.p50, s.p95, s.central].map(|v| v * self.per_unit);
        Summary {
            p5,
            p50,
            p95,
            central,
        }
    }

    fn quotient(&self, over: &str) -> Summary {
        const DRAWS: u32 = 4096;
        let q = self.question();
        let at = |id: &str| q.labels().iter().position(|l| l.id == id).unwrap();
        let (top, below) = (at(&self.figure), at(over));
        let drawn = sample(&q, 1, 0..DRAWS);
        let divide = |(a, b): (&f64, &f64)| a / b;
        let mut all: Vec<f64> = drawn
            .row(top)
            .iter()
            .zip(drawn.row(below))
            .map(divide)
            .collect();
        let [p5, p50, p95] = polder::math::percentiles(&mut all);
        let middle = central(&q);
        Summary {
            p5,
            p50,
            p95,
            central: middle[top] / middle[below],
        }
    }

    fn inside(&self, ours: &Summary) -> bool {
        ours.p5 <= self.published && self.published <= ours.p95
    }
}

fn rows() -> Vec<Row> {
    #[derive(serde::Deserialize)]
    struct Table {
        row: Vec<Row>,
    }
    let table: Table = toml::from_str(include_str!("golden/whole_systems.toml")).unwrap();
    table.row
}

/// A row that gets inside, or falls out, is a change of the model: say so in its `claim`.
#[test]
fn each_whole_system_is_met_as_its_row_claims() {
    for row in rows() {
        let ours = row.ours();
        let (inside, width) = (row.inside(&ours), ours.p95 / ours.p5);
        println!(
            "{}: {} {} ({}), ours {} - {} - {}, p95/p5 {width:.1}, inside {inside}; {}",
            row.name,
            digits(row.published),
            row.unit,
            row.boundary,
            digits(ours.p5),
            digits(ours.p50),
            digits(ours.p95),
            row.source
        );
        match row.claim {
            Claim::Narrow => assert!(inside && width <= NARROW, "{}: {ours:?}", row.name),
            Claim::Wide => assert!(inside && width > NARROW, "{}: {ours:?}", row.name),
            Claim::Outside => assert!(!inside, "{}: {ours:?}", row.name),
            Claim::Reported => {}
        }
    }
}

/// Explained, not matched: no operational figure on French power reaches it.
#[test]
fn a_life_cycle_on_french_power_is_out_of_reach_of_one_answer() {
    let all = rows();
    let mistral = all.iter().find(|r| r.unit == "g CO2e").unwrap();
    assert!(mistral.ours().p95 < mistral.published);
}

#[test]
fn the_tables_of_the_docs_are_what_the_model_says() {
    let page = std::fs::read_to_string(DOCS).unwrap();
    let wanted = put(&page, "whole systems", &whole_systems());
    let wanted = put(&wanted, "reported", &reported());
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(DOCS, &wanted).unwrap();
        return;
    }
    assert!(
        page == wanted,
        "run BLESS=1 cargo test -p polder --test whole_systems"
    );
}

fn put(page: &str, name: &str, text: &str) -> String {
    let (start, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->\n"),
    );
    let (before, rest) = page.split_once(&start).unwrap();
    let (_, after) = rest.split_once(&end).unwrap();
    format!("{before}{start}{text}{end}{after}")
}

fn whole_systems() -> String {
    let mut out = String::from(
        "## Whole systems\n
Each asked as it was published, and no more: `tests/golden/whole_systems.toml`. Median of ours with the 90 % band.\n
| system | published | boundary | given | ours | p95/p5 | inside | source |\n|---|---|---|---|---|---|---|---|\n",
    );
    for row in rows().iter().filter(|r| r.claim != Claim::Reported) {
        let s = row.ours();
        let _ = writeln!(
            out,
            "| {} | {} {} | {} | {} | {} | {} | {} | {} |",
            row.name,
            digits(row.published),
            row.unit,
            row.boundary,
            row.given,
            band(&s),
            digits(s.p95 / s.p5),
            if row.inside(&s) { "yes" } else { "no" },
            row.source,
        );
    }
    out.push_str(GEMINI);
    out.push_str(&drivers());
    out.push_str(OLMO);
    out
}

const GEMINI: &str = "
**The Gemini prompt is inside, and that shows little**: where nobody publishes the model, its tokens, the batch or the
hardware, our band is hundreds wide, not 4, and our median is eight times what Google measured. What stands around the
accelerators (hosts, idle machines, cooling) is published and met, and is the small part of it. The first row with one
input at its 5th and at its 95th percentile, all others central:

| input | 5th – 95th percentile | energy, Wh | origin |
|---|---|---|---|
";

const OLMO: &str = "
**OLMo 2 is compared twice**, because its paper, as far as we could read it, does not say whether the logged power is that of
GPUs or of nodes. That it is that of GPUs, hosts left out, is inferred from three things:

- Its abstract has power between 15 and 85 % of the most that the hardware draws. Of a GPU of 700 W that is 105 to 595 W. A
  server of eight, idle, already takes 23 % of its rated input (2.37 of 10.2 kW, MLPerf's eight H200).
- The same authors' next paper (arXiv:2605.01158, as summaries give it) takes GPU energy times 1.74 for hosts, network and the rest; this one
  takes a PUE of 1.2 alone.
- Without its PUE the 13B took 1.7 pJ for each of 6 N D operations. At the 840 to 900 W a GPU of servers in MLPerf that is 0.51 to 0.54 of the
  peak; at 600 W it is 0.36, and the team's later 32B reached about 0.38 by its own account (read in a report of it).

On that boundary both are inside, the 13B with a run more efficient than our default. Beside our facility the 13B is not.
";

/// What moves the first row most.
fn drivers() -> String {
    let all = rows();
    let first = all.first().unwrap();
    let mut out = String::new();
    for d in first.report().drivers {
        if d.figure != first.figure {
            continue;
        }
        let [low, high] = d.moves.map(|wh| digits(wh * first.per_unit));
        let unit = if d.unit == "1" { "" } else { d.unit };
        let [from, to] = d.range.map(digits);
        let _ = writeln!(
            out,
            "| `{}` | {from} – {to} {unit} | {low} – {high} | {} |",
            d.input, d.origin
        );
    }
    out
}

fn reported() -> String {
    let mut out = String::from(
        "## Reported, not measured\n
| what | reported | boundary | ours | ratio | why they differ | source |\n|---|---|---|---|---|---|---|\n",
    );
    for row in rows().iter().filter(|r| r.claim == Claim::Reported) {
        let s = row.ours();
        let _ = writeln!(
            out,
            "| {} | {} {} | {} | {} | {:.2} | {} | {} |",
            row.name,
            digits(row.published),
            row.unit,
            row.boundary,
            band(&s),
            s.p50 / row.published,
            row.given,
            row.source
        );
    }
    out
}

fn band(s: &Summary) -> String {
    format!("{} ({} – {})", digits(s.p50), digits(s.p5), digits(s.p95))
}

/// Some three digits; whole numbers above a hundred.
fn digits(v: f64) -> String {
    match v {
        v if v < 1.0 => format!("{v:.3}"),
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}
