//! The register, as JSON of the shape of `polder sources --format json`, without the rules.

use polder::data::{ROWS, Row, SOURCES, Source};
use serde_json::{Value, json};

pub(crate) fn all() -> Value {
    json!({
        "parameters": ROWS.iter().map(parameter).collect::<Vec<_>>(),
        "sources": SOURCES.iter().map(source).collect::<Vec<_>>(),
    })
}

fn parameter(r: &Row) -> Value {
    json!({
        "id": r.id, "value": r.value, "low": r.low, "high": r.high, "unit": r.unit, "dist": r.shape.name(), "basis": r.basis,
        "year": r.year, "region": r.region, "source": r.source, "locator": r.locator, "note": r.note,
    })
}

fn source(s: &Source) -> Value {
    json!({
        "id": s.id, "title": s.title, "authors": s.authors, "year": s.year, "url": s.url, "licence": s.licence, "accessed": s.accessed,
    })
}
