//! `polder sources`: the register of parameters, of rules, and of the documents they come from; and what a document can name.

use std::process::ExitCode;

use polder::data::{self, ROWS, Row, SOURCES, Source, TASKS, Task};
use polder::rules::{RULES, Rule};
use serde_json::{Value, json};

use crate::answer::json as to_json;
use crate::args::{Common, Format, Lang};
use crate::failure::{Failure, nearest};
use crate::grid::{self, left, right};
use crate::number::short;
use crate::page::{WIDTH, wrap};
use crate::{catalogue, csv, output, rules, tasks};

/// Digits of a number from a source: as printed there.
const DIGITS: usize = 6;

/// Widest id that is shown whole: ids are what people type next.
const ID_WIDTH: usize = 44;

/// Answers `polder sources`.
pub(crate) fn sources(id: Option<&str>, common: &Common) -> Result<ExitCode, Failure> {
    let listed = id.and_then(|name| catalogue::list(name, common.format, common.lang));
    if let Some(text) = listed {
        output::write(&text?, common.output.as_deref())?;
        return Ok(ExitCode::SUCCESS);
    }
    let found = id.map_or_else(|| Ok(Found::all()), find)?;
    let text = match common.format {
        Format::Table if id.is_some() && found.is_short() => sheets(&found, common.lang),
        Format::Table => register(&found, common.lang),
        Format::Json => to_json(&json!({
            "parameters": found.rows.iter().map(|r| row_value(r)).collect::<Vec<_>>(),
            "tasks": found.tasks.iter().map(|t| tasks::value(t)).collect::<Vec<_>>(),
            "rules": found.rules.iter().map(|r| rules::value(r)).collect::<Vec<_>>(),
            "sources": found.sources.iter().map(|s| source_value(s)).collect::<Vec<_>>(),
        }))?,
        Format::Csv => table(&found),
    };
    output::write(&text, common.output.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// A part of the register.
struct Found {
    rows: Vec<&'static Row>,
    tasks: Vec<&'static Task>,
    rules: Vec<&'static Rule>,
    sources: Vec<&'static Source>,
}

impl Found {
    fn all() -> Self {
        Self {
            rows: ROWS.iter().collect(),
            tasks: TASKS.iter().collect(),
            rules: RULES.iter().collect(),
            sources: SOURCES.iter().collect(),
        }
    }

    /// Few enough to show whole.
    fn is_short(&self) -> bool {
        self.rows.len() + self.tasks.len() + self.rules.len() + self.sources.len() < 3
    }
}

/// A parameter, a task or a rule with its source, or a source with what is taken from it.
fn find(id: &str) -> Result<Found, Failure> {
    let mut found = Found {
        rows: data::row(id).into_iter().collect(),
        tasks: TASKS.iter().filter(|t| t.id == id).collect(),
        rules: RULES.iter().filter(|r| r.id == id).collect(),
        sources: Vec::new(),
    };
    let cited = found.rows.iter().map(|r| r.source);
    let cited = cited.chain(found.tasks.iter().map(|t| t.source));
    let cited: Vec<_> = cited.chain(found.rules.iter().map(|r| r.source)).collect();
    found.sources = cited.into_iter().filter_map(data::source).collect();
    if found.sources.is_empty() {
        found = Found {
            rows: ROWS.iter().filter(|r| r.source == id).collect(),
            tasks: TASKS.iter().filter(|t| t.source == id).collect(),
            rules: RULES.iter().filter(|r| r.source == id).collect(),
            sources: data::source(id).into_iter().collect(),
        };
    }
    if found.sources.is_empty() {
        return Err(unknown(id));
    }
    Ok(found)
}

fn unknown(id: &str) -> Failure {
    let known = ROWS
        .iter()
        .map(|r| r.id)
        .chain(TASKS.iter().map(|t| t.id))
        .chain(RULES.iter().map(|r| r.id))
        .chain(SOURCES.iter().map(|s| s.id))
        .chain(catalogue::LISTS.iter().copied());
    let error = polder::Error::from(polder::Fault::UnknownName {
        field: "ID".into(),
        value: id.to_owned(),
        kind: "parameter, task, rule or source",
        nearest: nearest(id, known),
    });
    Failure::from(error).hint("`polder sources` without ID lists them all")
}

fn sheets(found: &Found, lang: Lang) -> String {
    let mut lines = Vec::new();
    for r in &found.rows {
        let value = format!("{} = {}{}", r.id, short(r.value, DIGITS), range(r));
        lines.extend(wrap(&format!("{value} {}", unit(r.unit)), "", "  "));
        lines.extend(wrap(
            &format!("{}, {}, {}, {}", r.shape.name(), r.basis, r.year, r.region),
            "  ",
            "  ",
        ));
        lines.extend(wrap(r.locator, "  at: ", "      "));
        if !r.note.is_empty() {
            lines.extend(wrap(r.note, "  note: ", "        "));
        }
        lines.push(String::new());
    }
    lines.extend(found.tasks.iter().flat_map(|t| tasks::sheet(t, lang)));
    lines.extend(found.rules.iter().flat_map(|r| rules::sheet(r, lang)));
    for s in &found.sources {
        lines.push(s.id.to_owned());
        lines.extend(wrap(s.title, "  ", "  "));
        lines.extend(wrap(&format!("{}, {}", s.authors, s.year), "  ", "  "));
        lines.extend(wrap(s.url, "  ", "  "));
        lines.extend(wrap(
            &format!("licence: {}; read {}", s.licence, s.accessed),
            "  ",
            "  ",
        ));
    }
    lines.join("\n") + "\n"
}

fn register(found: &Found, lang: Lang) -> String {
    let blank = String::new();
    let mut cells = heading("Parameters", found.rows.len());
    cells.extend(found.rows.iter().map(|r| {
        let limits = if r.low < r.high {
            format!("{} – {}", short(r.low, DIGITS), short(r.high, DIGITS))
        } else {
            blank.clone()
        };
        vec![
            r.id.to_owned(),
            short(r.value, DIGITS),
            limits,
            unit(r.unit).to_owned(),
        ]
    }));
    let mut lines = grid::lines(&cells, &[left(ID_WIDTH), right(9), right(17), left(WIDTH)]);
    let mut cells = heading(lang.pick("Tasks", "Taken"), found.tasks.len());
    cells.extend(found.tasks.iter().map(|t| tasks::line(t, lang)));
    cells.extend(heading(lang.pick("Rules", "Regels"), found.rules.len()));
    cells.extend(found.rules.iter().map(|r| rules::line(r, lang)));
    cells.extend(heading(
        lang.pick("Sources", "Bronnen"),
        found.sources.len(),
    ));
    cells.extend(
        found
            .sources
            .iter()
            .map(|s| vec![s.id.to_owned(), s.year.to_string(), s.title.to_owned()]),
    );
    lines.extend(grid::lines(&cells, &[left(ID_WIDTH), left(4), left(WIDTH)]));
    lines.join("\n").trim_start().to_owned() + "\n"
}

/// A blank line and a heading; nothing over nothing.
fn heading(text: &str, rows: usize) -> Vec<Vec<String>> {
    if rows == 0 {
        return Vec::new();
    }
    vec![vec![String::new()], vec![text.to_owned()]]
}

fn table(found: &Found) -> String {
    let mut text = "kind,id,value,low,high,unit,dist,basis,year,region,source,locator,title,authors,url,licence,note\n".to_owned();
    for r in &found.rows {
        let [value, low, high] = [r.value, r.low, r.high].map(csv::number);
        let (title, authors, url, licence) = data::source(r.source)
            .map_or(("", "", "", ""), |s| (s.title, s.authors, s.url, s.licence));
        let year = r.year.to_string();
        let about = [
            r.unit,
            r.shape.name(),
            r.basis,
            &year,
            r.region,
            r.source,
            r.locator,
            title,
            authors,
            url,
            licence,
            r.note,
        ];
        text.push_str(&csv::row(
            &[&["parameter", r.id, &value, &low, &high], about.as_slice()].concat(),
        ));
    }
    text.extend(found.tasks.iter().map(|t| task_row(t)));
    text.extend(found.rules.iter().map(|r| rule_row(r)));
    for s in &found.sources {
        let year = s.year.to_string();
        let blank = ["", "", "", "", "", ""];
        text.push_str(&csv::row(
            &[
                &["source", s.id],
                blank.as_slice(),
                &[
                    &year, "", s.id, "", s.title, s.authors, s.url, s.licence, "",
                ],
            ]
            .concat(),
        ));
    }
    text
}

/// A task has a dozen numbers, which stand in the JSON form.
fn task_row(t: &Task) -> String {
    let (title, authors, url, licence) =
        data::source(t.source).map_or(("", "", "", ""), |s| (s.title, s.authors, s.url, s.licence));
    csv::row(&[
        "task", t.id, "", "", "", "", "", t.basis, "", "", t.source, t.locator, title, authors,
        url, licence, t.note,
    ])
}

/// A rule has one number at most, a legal status for a basis, and a jurisdiction for a region.
fn rule_row(r: &Rule) -> String {
    let (comparison, limit) = rules::comparison(&r.test);
    let value = limit.map_or_else(String::new, |b| csv::number(b.value));
    let year = r.valid_from.year.to_string();
    let (authors, url, licence) =
        data::source(r.source).map_or(("", "", ""), |s| (s.authors, s.url, s.licence));
    csv::row(&[
        "rule",
        r.id,
        &value,
        "",
        "",
        limit.map_or("", |b| b.unit),
        comparison,
        r.status.name(),
        &year,
        r.jurisdiction,
        r.source,
        r.locator,
        r.en,
        authors,
        url,
        licence,
        r.note,
    ])
}

fn range(r: &Row) -> String {
    if r.low < r.high {
        format!(" ({} – {})", short(r.low, DIGITS), short(r.high, DIGITS))
    } else {
        String::new()
    }
}

fn unit(unit: &str) -> &str {
    if unit == "1" { "" } else { unit }
}

fn row_value(r: &Row) -> Value {
    json!({
        "id": r.id, "value": r.value, "low": r.low, "high": r.high, "unit": r.unit, "dist": r.shape.name(), "basis": r.basis,
        "year": r.year, "region": r.region, "source": r.source, "locator": r.locator, "note": r.note,
    })
}

fn source_value(s: &Source) -> Value {
    json!({
        "id": s.id, "title": s.title, "authors": s.authors, "year": s.year, "url": s.url, "licence": s.licence, "accessed": s.accessed,
    })
}
