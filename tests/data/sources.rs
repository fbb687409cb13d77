//! `data/sources.toml`, and every citation of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use sha2::{Digest, Sha256};

use crate::catalogue::{catalogue, catalogues};
use crate::files::{Record, files, root, table, text};
use crate::params::params;
use crate::rules::rules;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Source {
    title: String,
    authors: String,
    year: u16,
    url: String,
    licence: String,
    accessed: toml::value::Datetime,
}

pub(crate) fn sources() -> BTreeMap<String, Source> {
    toml::from_str(&text("sources.toml")).unwrap()
}

/// Every citation in `data/`: where it stands, source, locator.
fn citations() -> Vec<(String, String, String)> {
    let rows = params().into_iter().map(|r| (r.id, r.source, r.locator));
    let laws = rules().into_iter().map(|r| (r.id, r.source, r.locator));
    let mut cited: Vec<_> = rows.chain(laws).collect();
    for (path, rows) in catalogues() {
        for r in rows {
            let columns = r
                .keys()
                .filter(|c| c.ends_with("source") && !r[*c].is_empty());
            cited.extend(columns.map(|c| {
                let locator = r[&c.replace("source", "locator")].clone();
                (format!("{path}: {}: {c}", r["id"]), r[c].clone(), locator)
            }));
        }
    }
    for r in table::<Record>("series/binned.csv") {
        let at = format!("series/binned.csv: {}", r["id"]);
        cited.push((at, r["source"].clone(), r["locator"].clone()));
    }
    for path in files()
        .iter()
        .filter(|f| f.starts_with("series/") && f.ends_with(".toml"))
    {
        let series: toml::Table = toml::from_str(&text(path)).unwrap();
        if let Some(source) = series.get("source").and_then(toml::Value::as_str) {
            // A series is cited whole; `recipe` says how it was made.
            let locator = series.get("locator").or(series.get("recipe"));
            let locator = locator.and_then(toml::Value::as_str).unwrap_or_default();
            cited.push((path.clone(), source.to_owned(), locator.to_owned()));
        }
    }
    cited
}

#[test]
fn every_citation_leads_somewhere() {
    let sources = sources();
    let cited = citations();
    let lost: BTreeSet<_> = cited
        .iter()
        .filter(|c| !sources.contains_key(&c.1))
        .map(|c| (&c.1, &c.0))
        .collect();
    assert!(lost.is_empty(), "not in sources.toml: {lost:#?}");
    for (place, _, locator) in cited {
        assert!(!locator.trim().is_empty(), "{place}: no locator");
    }
}

#[test]
fn every_source_is_complete_and_used() {
    // A locator may name further sources in prose, "(Graus 2007)" for `graus-2007`: two words are enough.
    let squeeze = |s: &str| s.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let cited = citations();
    let locators: Vec<_> = cited.iter().map(|c| squeeze(&c.2)).collect();
    for (id, s) in sources() {
        let full = [&s.title, &s.authors, &s.url, &s.licence]
            .iter()
            .all(|f| !f.is_empty());
        assert!(
            full && 1900 < s.year && s.accessed.date.is_some(),
            "{id}: incomplete"
        );
        let words: String = id.split('-').take(2).collect();
        let used = cited.iter().any(|c| c.1 == id) || locators.iter().any(|l| l.contains(&words));
        assert!(used, "{id}: no value cites it");
    }
}

pub(crate) fn generated_sources() -> String {
    let mut out = String::from(
        "use super::super::Source;\n\n/// Every source, in the order of the ids.\npub static SOURCES: &[Source] = &[\n",
    );
    let closed = catalogue("closed_models");
    for (id, s) in sources() {
        // What is said of a closed model names its source.
        let title = if closed.iter().any(|m| m["source"] == id) {
            format!("{:?}", s.title)
        } else {
            format!("text!({:?})", s.title)
        };
        writeln!(
            out,
            "    Source {{ id: {id:?}, title: {title}, authors: text!({:?}), year: {}, url: text!({:?}), licence: text!({:?}), accessed: text!(\"{}\") }},",
            s.authors, s.year, s.url, s.licence, s.accessed
        )
        .unwrap();
    }
    let mut hash = Sha256::new();
    for path in files() {
        hash.update(path.as_bytes());
        hash.update(fs::read(root().join("data").join(&path)).unwrap());
    }
    let hex = hash
        .finalize()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    write!(
        out,
        "];\n\n/// SHA-256 of the paths and contents of all files in `data/`, in the order of the paths.\npub const DATA_SHA256: &str = \"{hex}\";\n"
    )
    .unwrap();
    out
}
