//! The files of `data/`, read as they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One row of a table, by column.
pub(crate) type Record = BTreeMap<String, String>;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All data files, by path from `data/`, in the order of the paths.
pub(crate) fn files() -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("data"), "", &mut found);
    found.sort();
    found
}

pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join("data").join(path)).unwrap_or_else(|err| panic!("{path}: {err}"))
}

pub(crate) fn table<T: serde::de::DeserializeOwned>(path: &str) -> Vec<T> {
    let text = text(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize().collect::<Result<_, _>>();
    rows.unwrap_or_else(|err| panic!("{path}: {err}"))
}

pub(crate) fn float(r: &Record, column: &str) -> f64 {
    let cell = &r[column];
    let value = cell.parse();
    value.unwrap_or_else(|_| panic!("{}: {column} `{cell}`", r["id"]))
}
