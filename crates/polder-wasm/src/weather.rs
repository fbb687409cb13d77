//! The weather of a station from its pack: the numbers of `data/series`, as JSON.

use polder::Error;
use polder::data::{self, CELLS, Climatology};
use polder::document::{Read, Tree, read_json};

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
    let pack = read_json(json)?;
    let id = part::<String>(&pack, "id")?;
    if data::climatology(&id).is_some() {
        return Ok(());
    }
    // Kept until the page goes: the core refers to its data for as long as it runs.
    data::install(Box::leak(Box::new(Climatology {
        id: id.leak(),
        title: part::<String>(&pack, "title")?.leak(),
        time_base: part::<String>(&pack, "time_base")?.leak(),
        source: part::<String>(&pack, "source")?.leak(),
        dry_centi: cells(&pack, "dry_centi")?,
        wet_centi: cells(&pack, "wet_centi")?,
        weight_ppm: cells(&pack, "weight_ppm")?,
        design_dry: *day(&pack, "design_dry")?,
        design_wet: *day(&pack, "design_wet")?,
    })));
    Ok(())
}

fn part<T: Read>(pack: &Tree, name: &str) -> Result<T, Error> {
    T::read(pack.at(&[name]).unwrap_or(&Tree::Null))
}

fn cells<T: Read>(pack: &Tree, name: &str) -> Result<&'static [T; CELLS], Error> {
    Ok(Box::leak(exactly(part(pack, name)?)?))
}

fn day(pack: &Tree, name: &str) -> Result<Box<[[i16; 2]; 24]>, Error> {
    let hours: Vec<Vec<i16>> = part(pack, name)?;
    let pairs = hours.iter().map(|h| h.as_slice().try_into().ok());
    exactly(pairs.collect::<Option<_>>().unwrap_or_default())
}

fn exactly<T, const N: usize>(values: Vec<T>) -> Result<Box<[T; N]>, Error> {
    let all = values.into_boxed_slice().try_into();
    all.map_err(|values: Box<[T]>| Error::Unreadable {
        path: ".".into(),
        message: format!("a climatology has {N} values here, not {}", values.len()),
    })
}
