//! Polder for JavaScript: a document as JSON text in, a report as JSON text out. No model lives here.

use polder::document::{Site, Workload, read_json};
use polder::report::Question;
use polder::{Error, Estimate, Plan, Report};
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Energy, carbon, water and space of one piece of AI work.
///
/// # Errors
///
/// When the document cannot be read or is out of range; the message names the field.
#[wasm_bindgen]
pub fn estimate(json: &str) -> Result<String, JsError> {
    report(read_json::<Workload>(json).and_then(|document| Estimate::resolve(&document)))
}

/// A site for a year.
///
/// # Errors
///
/// As [`estimate`].
#[wasm_bindgen]
pub fn plan(json: &str) -> Result<String, JsError> {
    report(read_json::<Site>(json).and_then(|document| Plan::resolve(&document)))
}

fn report<Q: Question>(question: Result<Q, Error>) -> Result<String, JsError> {
    Ok(serde_json::to_string(&Report::of(&question?))?)
}
