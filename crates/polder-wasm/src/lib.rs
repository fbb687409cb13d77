//! Polder for JavaScript: a document as JSON text in, a report as JSON text out. No model lives here.
//!
//! Built without the climatologies: before a `plan`, give [`install_climatology`] the one of its place. And without the
//! words behind the numbers: `cargo xtask web` writes those beside the page, by the ids that a trace names.

mod catalogue;
mod difference;
mod explain;
mod json;
mod series;
mod size;
mod weather;

use polder::data::{SCORE_CELLS, SCORE_SHARES, Synthetic};
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

/// The largest site within limits, at central values: the report says which limit binds. `figures` are ids of figures with
/// a space between them, `at_most` their limits; the contract and the ground of the document are limits too.
///
/// # Errors
///
/// As [`estimate`], and when a limit is on no figure, is met by no size or bounds nothing.
#[wasm_bindgen]
pub fn size(json: &str, figures: &str, at_most: &[f64]) -> Result<String, JsError> {
    report(&size::of(document(json)?, figures, at_most)?)
}

/// Each hour of a site over a synthetic year of its station, for the seed of the document: the columns of
/// `polder plan --series` one after the other, in UTC. The other arguments are the pack of the station, as
/// `cargo xtask web` writes it; wind and sun may have zeros in `quantiles`.
///
/// # Errors
///
/// As [`estimate`], and when `pack` is no such pack.
#[wasm_bindgen]
pub fn series(
    json: &str,
    offset_h: i32,
    pressure_pa: f64,
    quantiles: &[i16],
    dynamics: &[f32],
) -> Result<Vec<f64>, JsError> {
    let station = Synthetic {
        id: "",
        period: "",
        source: "",
        offset_h,
        pressure_pa,
        variables: quantiles.len() / (SCORE_CELLS * SCORE_SHARES.len()),
        quantiles,
        dynamics,
    };
    Ok(series::of(&document(json)?, &station)?)
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

/// Takes the weather of a station: `id` and `numbers` of its pack, as `cargo xtask web` writes it.
///
/// # Errors
///
/// When the numbers are not those of a climatology.
#[wasm_bindgen]
pub fn install_climatology(id: &str, numbers: &[i32]) -> Result<(), JsError> {
    Ok(weather::install(id, numbers)?)
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
    Plan::resolve(&document(json)?)
}

fn document(json: &str) -> Result<Site, Error> {
    read_json(json)
}

/// One copy for every kind of question.
fn report(question: &dyn Question) -> Result<String, JsError> {
    Ok(serde_json::to_string(&Report::of(question))?)
}

fn text(value: &Value) -> Result<String, JsError> {
    Ok(serde_json::to_string(value)?)
}
