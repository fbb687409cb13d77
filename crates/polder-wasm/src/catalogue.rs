//! Names a page needs for its lists, and what each figure is.

use polder::data::{ACCELERATORS, COUNTRIES, MODELS, PLACES};
use polder::report::{FIGURES, METHOD};
use serde_json::Value;

use crate::json::{both, object};

pub(crate) fn all() -> Value {
    let figures = FIGURES.iter().map(|f| {
        let (title, boundary) = (both([f.en, f.nl]), both(f.boundary));
        let unit = f.unit.into();
        object(vec![
            ("id", f.id.into()),
            ("unit", unit),
            ("title", title),
            ("boundary", boundary),
        ])
    });
    let places = PLACES.iter().map(|p| {
        object(vec![
            ("id", p.id.into()),
            ("name", both([p.name, p.name_nl])),
            ("country", p.country.into()),
            ("latitude", p.latitude.into()),
            ("longitude", p.longitude.into()),
            ("climatology", p.climatology.into()),
        ])
    });
    let countries = COUNTRIES.iter().map(|c| {
        object(vec![
            ("id", c.id.into()),
            ("name", both([c.name, c.name_nl])),
            ("climatology", c.climatology.into()),
        ])
    });
    let named = |id: &str, name: &str| object(vec![("id", id.into()), ("name", name.into())]);
    object(vec![
        ("method", METHOD.into()),
        ("figures", Value::Array(figures.collect())),
        ("places", Value::Array(places.collect())),
        ("countries", Value::Array(countries.collect())),
        (
            "models",
            MODELS.iter().map(|m| named(m.id, m.name)).collect(),
        ),
        (
            "accelerators",
            ACCELERATORS.iter().map(|a| named(a.id, a.name)).collect(),
        ),
    ])
}
