//! The weather of a station from its pack: the numbers of `data/series`, as JSON.

use polder::Error;
use polder::data::{self, CELLS, Climatology};
use polder::document::read_json;
use serde::Deserialize;

#[derive(Deserialize)]
struct Pack {
    id: String,
    title: String,
    time_base: String,
    source: String,
    dry_centi: Vec<i16>,
    wet_centi: Vec<i16>,
    weight_ppm: Vec<u32>,
    design_dry: [[i16; 2]; 24],
    design_wet: [[i16; 2]; 24],
}

/// That of the place, else that of its country.
pub(crate) fn station(name: &str) -> Option<&'static str> {
    let place = data::place(name);
    let country = data::country(place.map_or(name, |p| p.country))?;
    place
        .map(|p| p.climatology)
        .filter(|id| !id.is_empty())
        .or(country.climatology)
}

pub(crate) fn install(json: &str) -> Result<(), Error> {
    let pack: Pack = read_json(json)?;
    if data::climatology(&pack.id).is_some() {
        return Ok(());
    }
    // Kept until the page goes: the core refers to its data for as long as it runs.
    data::install(Box::leak(Box::new(Climatology {
        dry_centi: cells(pack.dry_centi)?,
        wet_centi: cells(pack.wet_centi)?,
        weight_ppm: cells(pack.weight_ppm)?,
        id: pack.id.leak(),
        title: pack.title.leak(),
        time_base: pack.time_base.leak(),
        source: pack.source.leak(),
        design_dry: pack.design_dry,
        design_wet: pack.design_wet,
    })));
    Ok(())
}

fn cells<T>(values: Vec<T>) -> Result<&'static [T; CELLS], Error> {
    let values: Result<Box<[T; CELLS]>, _> = values.into_boxed_slice().try_into();
    values
        .map(|cells| &*Box::leak(cells))
        .map_err(|values| Error::Unreadable {
            path: ".".into(),
            message: format!("a climatology has {CELLS} cells, not {}", values.len()),
        })
}
