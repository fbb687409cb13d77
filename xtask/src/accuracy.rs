//! `docs/accuracy.md`: the statistics of `polder validate`, with a plot of predicted against measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::workspace::{self, Error, at, cargo, root};

mod plot;

/// Validates against a table of measurements, and writes the page and its plot.
pub(crate) fn run(truth: &Path) -> Result<(), Error> {
    let known = validate(truth, &[])?;
    let blind = validate(truth, &["--without", "batch_avg"])?;
    write("docs/accuracy.svg", &plot::svg(&known))?;
    write("docs/accuracy.md", &page(truth, &known, &blind))?;
    println!("docs/accuracy.md and docs/accuracy.svg written");
    Ok(())
}

fn validate(truth: &Path, more: &[&str]) -> Result<Value, Error> {
    let file = fs::canonicalize(truth).map_err(at(truth))?;
    let file = file.to_string_lossy();
    let mut args = vec![
        "run",
        "-q",
        "--release",
        "-p",
        "polder-cli",
        "--",
        "validate",
        &file,
    ];
    args.extend(["--format", "json"]);
    args.extend(more);
    let text = workspace::output(cargo(&args))?;
    serde_json::from_str(&text).map_err(|e| format!("`polder validate` wrote no JSON: {e}"))
}

fn write(name: &str, text: &str) -> Result<(), Error> {
    let path = root().join(name);
    fs::write(&path, text).map_err(at(&path))
}

const TOP: &str = "\
# How far off we are

Written by `cargo xtask accuracy TRUTH.csv` from `polder validate`; do not edit. Each row of the table of measurements
gets a prediction with its 90 % band; what was measured is energy per output token, per request or per image, at the
boundary the row names.

These rows were used to fit the constants, so this page shows the fit. What the fit does on architectures it has not
seen stands in `docs/fit.md` and `docs/media.md`; the band of each answer is made of those errors.

![Predicted against measured, both axes logarithmic](accuracy.svg)

";

const BOTTOM: &str = "\
## What this does not cover

Closed models, whose size nobody publishes. Accelerators that nobody measured: they carry the wider bands of
`inference.error.same-generation` and `inference.error.transfer`. Fleets: how many machines wait, and for how long, is an
input with a wide range. Speculative decoding, and serving software newer than the rows. A measurement is of one
machine: two of the same kind differ by several per cent.
";

fn page(truth: &Path, known: &Value, blind: &Value) -> String {
    let name = truth
        .file_name()
        .map(|n| n.to_string_lossy())
        .unwrap_or_default();
    let rows = known["rows"].as_array().map_or(0, Vec::len);
    let mut text = TOP.to_owned();
    let _ = writeln!(
        text,
        "Method {}, data `{}`, {rows} rows of `{name}`.\n",
        known["method"].as_str().unwrap_or_default(),
        known["data_sha256"]
            .as_str()
            .unwrap_or_default()
            .get(..12)
            .unwrap_or_default(),
    );
    section(
        &mut text,
        "Rows without a note",
        &known["summary"]["unnoted"],
    );
    section(&mut text, "All rows", &known["summary"]["all"]);
    section(
        &mut text,
        "The same, had nobody known the batch",
        &blind["summary"]["unnoted"],
    );
    skipped(&mut text, &known["summary"]["skipped"]);
    text.push_str(BOTTOM);
    text
}

fn section(text: &mut String, title: &str, groups: &Value) {
    let _ = writeln!(
        text,
        "## {title}\n\n| group | rows | median error | within ×1.25 | ×1.5 | ×2 | bias | R² in logs | inside the band | width p95/p5 |\n|---|---|---|---|---|---|---|---|---|---|"
    );
    for group in groups.as_array().into_iter().flatten() {
        let s = &group["score"];
        let share = |key: &str| format!("{:.0} %", 100.0 * s[key].as_f64().unwrap_or(f64::NAN));
        let _ = writeln!(
            text,
            "| {} | {} | {:.1} % | {} | {} | {} | {:+.0} % | {} | {} | {:.2} |",
            name(&group["group"]),
            s["n"],
            100.0 * s["median_abs_error"].as_f64().unwrap_or(f64::NAN),
            share("within_1_25"),
            share("within_1_5"),
            share("within_2"),
            100.0 * s["bias"].as_f64().unwrap_or(f64::NAN),
            s["r2_log"]
                .as_f64()
                .map_or(String::new(), |r| format!("{r:.2}")),
            share("coverage"),
            s["width"].as_f64().unwrap_or(f64::NAN),
        );
    }
    text.push('\n');
}

fn name(group: &Value) -> String {
    let keys = ["kind", "hardware", "class", "precision", "stack"];
    let mut parts: Vec<String> = keys
        .iter()
        .filter_map(|k| group[k].as_str().filter(|s| !s.is_empty()))
        .map(str::to_owned)
        .collect();
    if let Some(batch) = group["batch"].as_str().filter(|s| !s.is_empty()) {
        parts.push(format!("batch {batch}"));
    }
    if parts.is_empty() {
        "all".to_owned()
    } else {
        parts.join(", ")
    }
}

fn skipped(text: &mut String, reasons: &Value) {
    let Some(reasons) = reasons.as_object().filter(|r| !r.is_empty()) else {
        return;
    };
    text.push_str("## Not compared\n\n| rows | reason |\n|---|---|\n");
    for (why, n) in reasons {
        let _ = writeln!(text, "| {n} | {} |", why.replace('|', "\\|"));
    }
    text.push('\n');
}
