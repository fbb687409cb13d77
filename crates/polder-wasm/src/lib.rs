//! Polder for JavaScript: a document as JSON text in, a report as JSON text out. No model lives here.
//!
//! Built without the climatologies: before a `plan`, give [`install_climatology`] the one of its place. And without the
//! words behind the numbers: `cargo xtask web` writes those beside the page, by the ids that a trace names.

mod catalogue;
mod difference;
mod explain;
mod weather;

use polder::document::{Site, Workload, read_json};
use polder::report::Question;
use polder::{Error, Estimate, Plan, Report};
use serde_json::Value;
use wasm_bindgen::prelude::{JsError, wasm_bindgen};

/// Energy, carbon, water and space of one piece of AI work.
///
/// # Errors
///
/// When the document cannot be read or is out of range; the message names the field.
#[wasm_bindgen]
pub fn estimate(json: &str) -> Result<String, JsError> {
    report(&work(json)?)
}

/// A site for a year.
///
/// # Errors
///
/// As [`estimate`].
#[wasm_bindgen]
pub fn plan(json: &str) -> Result<String, JsError> {
    report(&site(json)?)
}

/// Where a figure of a piece of work comes from: formula, numbers, ranges and the ids of their origins.
///
/// # Errors
///
/// As [`estimate`], and when the document has no such figure.
#[wasm_bindgen]
pub fn explain_estimate(json: &str, figure: &str) -> Result<String, JsError> {
    text(&explain::of(&work(json)?, figure)?)
}

/// Where a figure of a site comes from.
///
/// # Errors
///
/// As [`explain_estimate`].
#[wasm_bindgen]
pub fn explain_plan(json: &str, figure: &str) -> Result<String, JsError> {
    text(&explain::of(&site(json)?, figure)?)
}

/// The figures of site `b` less those of site `a`, draw by draw.
///
/// # Errors
///
/// As [`estimate`], and when the two differ in seed or number of draws.
#[wasm_bindgen]
pub fn difference(a: &str, b: &str) -> Result<String, JsError> {
    text(&difference::of(&site(a)?, &site(b)?)?)
}

/// Places, countries, models and accelerators by name, and the declaration of each figure.
///
/// # Errors
///
/// None in practice.
#[wasm_bindgen]
pub fn catalogue() -> Result<String, JsError> {
    text(&catalogue::all())
}

/// Takes the weather of a station, as `cargo xtask web` writes it.
///
/// # Errors
///
/// When the text is not such a climatology.
#[wasm_bindgen]
pub fn install_climatology(json: &str) -> Result<(), JsError> {
    Ok(weather::install(json)?)
}

/// The station whose weather a plan at this place needs; nothing where no place or country has that name.
#[wasm_bindgen]
pub fn station(place: &str) -> Option<String> {
    weather::station(place).map(str::to_owned)
}

fn work(json: &str) -> Result<Estimate, Error> {
    Estimate::resolve(&read_json::<Workload>(json)?)
}

fn site(json: &str) -> Result<Plan, Error> {
    Plan::resolve(&read_json::<Site>(json)?)
}

/// One copy for every kind of question.
fn report(question: &dyn Question) -> Result<String, JsError> {
    Ok(serde_json::to_string(&Report::of(question))?)
}

fn text(value: &Value) -> Result<String, JsError> {
    Ok(serde_json::to_string(value)?)
}
