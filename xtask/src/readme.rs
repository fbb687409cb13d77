//! Answers in `README.md` and `docs/answers.md`, written by the program itself so that they stay true.
//!
//! A comment says what is asked; what follows it, up to the blank line, is the answer:
//!
//! ```text
//! <!-- answer plan examples/eemshaven.toml: Machines/Mean IT power; Energy/PUE -->
//! <!-- answers
//! The question? | plan examples/zeewolde.toml | Space/Site; Energy/Facility energy
//! -->
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use crate::workspace::{self, Error, at, cargo, root};

/// Pages with answers.
const PAGES: &[&str] = &["README.md", "docs/answers.md"];

/// Rewrites the answers; with `check`, fails when one is stale.
pub(crate) fn run(check: bool) -> Result<(), Error> {
    for page in PAGES {
        let path = root().join(page);
        let old = fs::read_to_string(&path).map_err(at(&path))?;
        let new = answered(&old).map_err(|e| format!("{page}: {e}"))?;
        if new == old {
            continue;
        }
        if check {
            return Err(format!(
                "{page} has stale answers: run `cargo xtask readme`"
            ));
        }
        fs::write(&path, new).map_err(at(&path))?;
        println!("{page} rewritten");
    }
    Ok(())
}

fn answered(text: &str) -> Result<String, Error> {
    let mut out = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        let table = if let Some(ask) = line.strip_prefix("<!-- answer ") {
            one(ask.trim_end_matches(" -->"))?
        } else if line == "<!-- answers" {
            let mut asks = Vec::new();
            for line in lines.by_ref() {
                let _ = writeln!(out, "{line}");
                if line == "-->" {
                    break;
                }
                asks.push(line);
            }
            many(&asks)?
        } else {
            continue;
        };
        out.push_str(&table);
        while lines.peek().is_some_and(|l| !l.is_empty()) {
            lines.next();
        }
    }
    Ok(out)
}

/// A table of figures of one document.
fn one(ask: &str) -> Result<String, Error> {
    let (command, figures) = ask
        .split_once(": ")
        .ok_or_else(|| format!("`{ask}` names no figures"))?;
    let answers = figures_of(command)?;
    let mut out = String::from(
        "| figure | median | 5th to 95th percentile | what is inside |\n|---|---|---|---|\n",
    );
    for name in figures.split("; ") {
        let a = find(&answers, command, name)?;
        let title = name.rsplit('/').next().unwrap_or(name);
        let _ = writeln!(
            out,
            "| {title} | {} {} | {} | {} |",
            a.median, a.unit, a.range, a.inside
        );
    }
    Ok(out)
}

/// A row per document.
fn many(asks: &[&str]) -> Result<String, Error> {
    let mut out = String::from("| question | command | answer |\n|---|---|---|\n");
    for ask in asks {
        let parts: Vec<&str> = ask.split(" | ").collect();
        let [question, command, figures] = parts.as_slice() else {
            return Err(format!("`{ask}` is not question | command | figures"));
        };
        let answers = figures_of(command)?;
        let mut cells = Vec::new();
        for name in figures.split("; ") {
            let a = find(&answers, command, name)?;
            let title = name.rsplit('/').next().unwrap_or(name);
            let range = if a.range.is_empty() {
                String::new()
            } else {
                format!(" ({})", a.range)
            };
            cells.push(
                format!("{title} {}{range} {}", a.median, a.unit)
                    .trim_end()
                    .to_owned(),
            );
        }
        let _ = writeln!(
            out,
            "| {question} | `polder {command}` | {} |",
            cells.join("; ")
        );
    }
    Ok(out)
}

struct Answer {
    median: String,
    range: String,
    unit: String,
    inside: String,
}

fn find<'a>(
    answers: &'a BTreeMap<String, Answer>,
    command: &str,
    name: &str,
) -> Result<&'a Answer, Error> {
    answers
        .get(name)
        .ok_or_else(|| format!("`polder {command}` has no figure `{name}`"))
}

/// The figures of a table of `polder`, by `Group/Title`.
fn figures_of(command: &str) -> Result<BTreeMap<String, Answer>, Error> {
    let mut args = vec!["run", "-q", "-p", "polder-cli", "--"];
    args.extend(command.split(' '));
    let text = workspace::output(cargo(&args))?;
    let (mut group, mut last, mut found) = (String::new(), None::<String>, BTreeMap::new());
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        let cells: Vec<&str> = line
            .trim()
            .split("  ")
            .map(str::trim)
            .filter(|c| !c.is_empty())
            .collect();
        match (indent, cells.as_slice()) {
            (0, [heading]) => (*heading).clone_into(&mut group),
            (2, [title, numbers @ ..]) if !numbers.is_empty() => {
                let (range, unit) = match numbers {
                    [_, range, unit] => (*range, *unit),
                    [_, other] if other.contains('–') => (*other, ""),
                    [_, unit] => ("", *unit),
                    _ => ("", ""),
                };
                let name = format!("{group}/{title}");
                let answer = Answer {
                    median: numbers[0].to_owned(),
                    range: range.to_owned(),
                    unit: unit.to_owned(),
                    inside: String::new(),
                };
                found.insert(name.clone(), answer);
                last = Some(name);
            }
            (4, _) => {
                if let Some(answer) = last.as_ref().and_then(|name| found.get_mut(name)) {
                    if !answer.inside.is_empty() {
                        answer.inside.push(' ');
                    }
                    answer.inside.push_str(line.trim());
                }
            }
            _ => last = None,
        }
    }
    Ok(found)
}
