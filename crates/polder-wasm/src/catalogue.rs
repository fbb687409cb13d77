//! Names a page needs for its lists, and what each figure is.

use polder::data::{ACCELERATORS, COUNTRIES, MODELS, PLACES};
use polder::report::{FIGURES, METHOD};
use serde_json::{Value, json};

pub(crate) fn all() -> Value {
    let figures = FIGURES.iter().map(|f| {
        let [en, nl] = f.boundary;
        json!({ "id": f.id, "unit": f.unit, "title": { "en": f.en, "nl": f.nl }, "boundary": { "en": en, "nl": nl } })
    });
    let places = PLACES.iter().map(|p| {
        json!({
            "id": p.id, "name": { "en": p.name, "nl": p.name_nl }, "country": p.country,
            "latitude": p.latitude, "longitude": p.longitude, "climatology": p.climatology,
        })
    });
    let countries = COUNTRIES
        .iter()
        .map(|c| json!({ "id": c.id, "name": { "en": c.name, "nl": c.name_nl }, "climatology": c.climatology }));
    let models = MODELS.iter().map(|m| json!({ "id": m.id, "name": m.name }));
    let accelerators = ACCELERATORS
        .iter()
        .map(|a| json!({ "id": a.id, "name": a.name }));
    json!({
        "method": METHOD,
        "figures": figures.collect::<Vec<_>>(), "places": places.collect::<Vec<_>>(), "countries": countries.collect::<Vec<_>>(),
        "models": models.collect::<Vec<_>>(), "accelerators": accelerators.collect::<Vec<_>>(),
    })
}
