//! `docs/accuracy.md`: errors on runs the fits did not know, with a plot of them; then what `polder validate` says.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::workspace::{self, Error, at, cargo, root};

mod left_out;
mod plot;

const PAGE: &str = "docs/accuracy.md";
const PLOT: &str = "docs/accuracy.svg";
const ROWS: &str = "tests/golden/left_out.csv";

/// Predicts a table of measurements, and writes the page, its plot and the rows behind them.
pub(crate) fn run(truth: &Path) -> Result<(), Error> {
    for (name, text) in files(truth)? {
        let path = root().join(name);
        fs::write(&path, text).map_err(at(&path))?;
        println!("{name} written");
    }
    Ok(())
}

/// Whether the files are what a table of measurements gives today.
pub(crate) fn check(truth: &Path) -> Result<(), Error> {
    for (name, text) in files(truth)? {
        if committed(name)? != text {
            return Err(format!("{name} is stale: run cargo xtask accuracy"));
        }
    }
    Ok(())
}

/// [`check`] with the table in the folder that `POLDER_TRUTH` names; without one there is nothing to check.
pub(crate) fn check_if_there() -> Result<(), Error> {
    let Some(folder) = std::env::var_os("POLDER_TRUTH") else {
        println!("skipped: POLDER_TRUTH names no folder with inference_fit.csv");
        return Ok(());
    };
    check(&Path::new(&folder).join("inference_fit.csv"))
}

fn files(truth: &Path) -> Result<[(&'static str, String); 3], Error> {
    let rows = predictions(truth)?;
    let known = validate(truth, &[])?;
    let blind = validate(truth, &["--without", "batch_avg"])?;
    let read = left_out::read(&rows)?;
    Ok([
        (PAGE, page(&read, &known, &blind)?),
        (PLOT, plot::svg(&left_out::panels(&read))),
        (ROWS, rows),
    ])
}

/// Of both fits, under one header.
fn predictions(truth: &Path) -> Result<String, Error> {
    let text = fit("polder-fit", truth)?;
    let pictures = fit("polder-fit-diffusion", truth)?;
    let rows = pictures.split_once('\n').map_or("", |(_, rows)| rows);
    Ok(text + rows)
}

fn fit(package: &str, truth: &Path) -> Result<String, Error> {
    let file = fs::canonicalize(truth).map_err(at(truth))?;
    let file = file.to_string_lossy();
    let args = [
        "run",
        "-q",
        "--release",
        "-p",
        package,
        "--",
        "--rows",
        &file,
    ];
    workspace::output(cargo(&args))
}

fn validate(truth: &Path, more: &[&str]) -> Result<Value, Error> {
    let file = fs::canonicalize(truth).map_err(at(truth))?;
    let file = file.to_string_lossy();
    let mut args = vec!["run", "-q", "--release", "-p", "polder-cli", "--"];
    args.extend(["validate", &file, "--format", "json"]);
    args.extend(more);
    let text = workspace::output(cargo(&args))?;
    serde_json::from_str(&text).map_err(|e| format!("`polder validate` wrote no JSON: {e}"))
}

fn committed(name: &str) -> Result<String, Error> {
    let path = root().join(name);
    fs::read_to_string(&path).map_err(at(&path))
}

const TOP: &str = "\
# How far off we are

Written by `cargo xtask accuracy TRUTH.csv`, the tables of whole systems by `BLESS=1 cargo test -p polder --test
whole_systems`; do not edit. TRUTH is a table of runs that others measured; which, [fit.md](fit.md) and
[media.md](media.md) say.

## On what the fit did not know

Energy of the accelerators, per output token, picture or clip, when model, accelerators, batch and tokens are known. Each
row is predicted by constants fitted to the rows of **all other architectures**: what to expect of a model nobody measured.
The band of a text row, too, comes from other architectures; that of a picture from other families of architectures.

";

const BOTTOM: &str = "\
## What this does not cover

- **An unknown batch.** The errors on left-out rows are with the batch known. How far off the rows come out without it
  stands under \"had nobody known the batch\"; no formula mends that.
- **Closed models**, whose size nobody publishes, and providers who do not say what hardware serves them: the whole-system
  table shows how wide that makes an answer.
- **Accelerators that nobody measured.** They carry the wider bands of `inference.error.same-generation` and
  `inference.error.transfer`. All fitted rows are of three accelerators of one maker.
- **Fleets**: how many machines wait, and for how long, is an input with a wide range.
- **Long inputs and 4-bit arithmetic**: on MLPerf's inputs of 9,400 tokens in 4 bits we are low.
- **Speculative decoding, data-parallel attention, more than 8 accelerators a replica**, and serving software newer
  than the rows: software has changed energy by 1.5 to 1.9 in 15 months.
- **Servers and buildings.** The left-out rows end at the accelerators; hosts, idle machines and cooling are checked by the
  few whole systems below the plot only.
- **One machine is not another**: two of the same kind differ by several per cent, and each row is one run of one machine.
";

fn page(rows: &[left_out::Row], known: &Value, blind: &Value) -> Result<String, Error> {
    let mut text = TOP.to_owned();
    text.push_str(&left_out::tables(rows));
    text.push_str("![Predicted against measured energy of rows left out, both axes logarithmic, one panel per group](accuracy.svg)\n\n");
    let _ = writeln!(text, "Each point is a row of `{ROWS}`.\n");
    text.push_str(&kept("whole systems")?);
    text.push_str(&kept("reported")?);
    text.push_str(IN_SAMPLE);
    let summary = &known["summary"];
    section(&mut text, "Rows without a note", &summary["unnoted"]);
    section(&mut text, "All rows", &summary["all"]);
    let title = "Rows without a note, had nobody known the batch";
    section(&mut text, title, &blind["summary"]["unnoted"]);
    skipped(&mut text, &summary["skipped"]);
    text.push_str(BOTTOM);
    Ok(text)
}

const IN_SAMPLE: &str = "\
## In sample

What `polder validate TRUTH.csv` says of the answers as they are shipped. Most of these rows were **used to fit** the
constants, the factors and the bands, so these errors are smaller than those above, and no measure of what is to come.

";

/// A part of the page that a test of the core writes, as it stands.
fn kept(name: &str) -> Result<String, Error> {
    let page = committed(PAGE)?;
    let (start, end) = (
        format!("<!-- {name} -->\n"),
        format!("<!-- end of {name} -->\n"),
    );
    let inside = page
        .split_once(&start)
        .and_then(|(_, rest)| rest.split_once(&end));
    let (text, _) = inside.ok_or_else(|| format!("{PAGE} has no part between {start}and {end}"))?;
    Ok(format!("{start}{text}{end}\n"))
}

fn section(text: &mut String, title: &str, groups: &Value) {
    let _ = writeln!(
        text,
        "### {title}\n\n| group | rows | median error | within ×1.25 | ×1.5 | ×2 | bias | R² in logs | inside the band | width p95/p5 |\n|---|---|---|---|---|---|---|---|---|---|"
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
    text.push_str("### Not compared\n\n| rows | reason |\n|---|---|\n");
    for (why, n) in reasons {
        let _ = writeln!(text, "| {n} | {} |", why.replace('|', "\\|"));
    }
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The errors and bands that we say we have, on rows that the fit did not know.
    #[test]
    fn what_was_left_out_is_met_as_well_as_promised() {
        let rows = left_out::read(&committed(ROWS).unwrap()).unwrap();
        let score = |class: &str, accelerator: &str| {
            let chosen = rows.iter().filter(|r| r.is("left-out", class, accelerator));
            left_out::Score::of(&chosen.collect::<Vec<_>>())
        };
        let (dense, moe) = (score("dense", ""), score("moe", ""));
        assert!(
            dense.error <= 0.08 && moe.error <= 0.16,
            "{dense:?} {moe:?}"
        );
        assert!(score("picture", "").error <= 0.14);
        for class in [dense, moe] {
            assert!(
                class.within[1] >= 0.88 && class.within[2] >= 0.96,
                "{class:?}"
            );
        }
        assert!(dense.band.unwrap()[1] <= 2.0 && moe.band.unwrap()[1] <= 3.0);
        for class in ["dense", "moe", "picture"] {
            for accelerator in ["h100-sxm", "b200"] {
                let [coverage, _] = score(class, accelerator).band.unwrap();
                assert!(
                    (0.85..=0.95).contains(&coverage),
                    "{class} {accelerator}: {coverage}"
                );
            }
        }
    }

    #[test]
    fn vllm_of_2024_is_met_in_sample_and_from_other_makers() {
        let rows = left_out::read(&committed(ROWS).unwrap()).unwrap();
        for (how, software, error) in [
            ("one-factor", "vLLM 0.5.4, H100", 0.08),
            ("one-factor", "vLLM 0.5.4, A100", 0.09),
            ("no-maker", "vLLM 0.5.4, H100", 0.09),
            ("no-maker", "vLLM 0.5.4, A100", 0.11),
        ] {
            let is = |r: &&left_out::Row| r.how == how && r.software == software;
            let chosen: Vec<_> = rows.iter().filter(is).collect();
            let score = left_out::Score::of(&chosen);
            assert!(chosen.len() >= 132 && score.error <= error, "{score:?}");
            assert!(
                score.within[0] >= 0.88 && score.within[1] >= 0.98,
                "{score:?}"
            );
        }
    }

    /// Without the measurements at hand: the page and the plot are those of the rows that are committed.
    #[test]
    fn headline_and_plot_are_those_of_the_committed_rows() {
        let rows = left_out::read(&committed(ROWS).unwrap()).unwrap();
        assert!(committed(PAGE).unwrap().contains(&left_out::tables(&rows)));
        assert_eq!(
            committed(PLOT).unwrap(),
            plot::svg(&left_out::panels(&rows))
        );
    }
}
