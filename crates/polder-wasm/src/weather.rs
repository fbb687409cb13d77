//! The weather of a station from its pack: the numbers of `data/series`.

use polder::data::{self, CELLS, Climatology};
use polder::{Error, Fault};

/// That of the place, else that of its country.
pub(crate) fn station(name: &str) -> Option<&'static str> {
    let place = data::place(name);
    let country = data::country(place.map_or(name, |p| p.country))?;
    place
        .map(|p| p.climatology)
        .filter(|id| !id.is_empty())
        .or(country.climatology)
}

/// Numbers of a station: dry bulbs, wet bulbs and weights of the cells, then both design days hour by hour.
pub(crate) fn install(id: &str, numbers: &[i32]) -> Result<(), Error> {
    if data::climatology(id).is_some() {
        return Ok(());
    }
    let (cells, rest) = numbers.as_chunks::<CELLS>();
    let ([dry, wet, weight], (days, [])) = (cells, rest.as_chunks::<DAY>()) else {
        return Err(unreadable());
    };
    let [design_dry, design_wet] = days else {
        return Err(unreadable());
    };
    // Kept until the page goes: the core refers to its data for as long as it runs.
    data::install(Box::leak(Box::new(Climatology {
        id: String::leak(id.to_owned()),
        title: "",
        time_base: "",
        source: "",
        dry_centi: kept(dry.map(small)),
        wet_centi: kept(wet.map(small)),
        weight_ppm: kept(weight.map(i32::unsigned_abs)),
        design_dry: day(design_dry),
        design_wet: day(design_wet),
    })));
    Ok(())
}

/// Two numbers for each hour of a day.
const DAY: usize = 48;

fn day(numbers: &[i32; DAY]) -> [[i16; 2]; 24] {
    core::array::from_fn(|hour| [small(numbers[2 * hour]), small(numbers[2 * hour + 1])])
}

/// A temperature in hundredths of a degree.
#[expect(clippy::cast_possible_truncation, reason = "temperatures of air")]
fn small(number: i32) -> i16 {
    number as i16
}

fn kept<T>(cells: [T; CELLS]) -> &'static [T; CELLS] {
    Box::leak(Box::new(cells))
}

fn unreadable() -> Error {
    Error::from(Fault::Unreadable {
        path: ".".into(),
        message: "no climatology".into(),
    })
}
