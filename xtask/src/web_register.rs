//! The words behind the numbers as one file: a page fetches it when a reader asks where a number comes from.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::workspace::{Error, at, root};

/// A row of a table, by column.
type Row = Map<String, Value>;

/// Writes the parameters, the sources, and the origin of every cell of a catalogue.
pub(crate) fn write(out: &Path) -> Result<(), Error> {
    let data = root().join("data");
    let register = json!({
        "parameters": parameters(&data)?, "sources": sources(&data.join("sources.toml"))?, "cells": cells(&data)?,
    });
    fs::write(out, register.to_string()).map_err(at(out))
}

/// As `polder sources --format json` has them.
fn parameters(data: &Path) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for (_, table) in tables(&data.join("params"))? {
        rows.extend(table);
    }
    rows.sort_by(|a, b| text(a, "id").cmp(text(b, "id")));
    for row in &mut rows {
        for column in ["value", "low", "high", "year"] {
            let cell = text(row, column);
            let number: f64 = cell
                .parse()
                .map_err(|e| format!("`{cell}` in a parameter: {e}"))?;
            row[column] = json!(number);
        }
    }
    Ok(rows)
}

fn sources(path: &Path) -> Result<Vec<Row>, Error> {
    let read = fs::read_to_string(path).map_err(at(path))?;
    let all: toml::Table = read.parse().map_err(at(path))?;
    let source = |(id, fields): (&String, &toml::Value)| {
        let mut row = Row::from_iter([("id".to_owned(), json!(id))]);
        for (field, value) in fields.as_table().into_iter().flatten() {
            let value = match value {
                toml::Value::Datetime(day) => json!(day.to_string()),
                toml::Value::Integer(year) => json!(year),
                other => json!(other.as_str()),
            };
            row.insert(field.clone(), value);
        }
        row
    };
    Ok(all.iter().map(source).collect())
}

/// Basis, source, locator and note, by file and row, and by column where one has its own source.
fn cells(data: &Path) -> Result<Row, Error> {
    let mut cells = Row::new();
    for (file, table) in tables(&data.join("catalogue"))? {
        for row in table {
            let id = match row.get("chosen").and_then(Value::as_str) {
                Some("yes") => text(&row, "accelerator"),
                Some(_) => continue,
                None => text(&row, "id"),
            };
            let note = text(
                &row,
                if row.contains_key("note") {
                    "note"
                } else {
                    "method"
                },
            );
            let of_row = [
                text(&row, "basis"),
                text(&row, "source"),
                text(&row, "locator"),
                note,
            ];
            cells.insert(format!("{file} {id}"), json!(of_row));
            for (column, source) in &row {
                let Some(stem) = column.strip_suffix("_source").filter(|_| source != "") else {
                    continue;
                };
                let own = [
                    text(&row, "basis"),
                    source.as_str().unwrap_or_default(),
                    text(&row, &format!("{stem}_locator")),
                    "",
                ];
                if let Some(central) = central(&row, stem) {
                    cells.insert(format!("{file} {id} {central}"), json!(own));
                }
            }
        }
    }
    Ok(cells)
}

/// The column a source is for: `water_l_per_kwh` of `water`.
fn central<'a>(row: &'a Row, stem: &str) -> Option<&'a String> {
    let ends = ["_low", "_high", "_source", "_locator"];
    row.keys()
        .find(|c| c.starts_with(stem) && !ends.iter().any(|end| c.ends_with(end)))
}

/// The tables of a folder with their names, in the order of the names.
fn tables(folder: &Path) -> Result<Vec<(String, Vec<Row>)>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        let mut reader = csv::Reader::from_path(&path).map_err(at(&path))?;
        let head = reader.headers().map_err(at(&path))?.clone();
        let row = |r: csv::StringRecord| {
            let cells = head.iter().zip(&r);
            cells.map(|(c, cell)| (c.to_owned(), json!(cell))).collect()
        };
        let rows: Result<_, _> = reader.records().map(|r| r.map(row)).collect();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        found.push((name.into_owned(), rows.map_err(at(&path))?));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

fn text<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).and_then(Value::as_str).unwrap_or_default()
}
