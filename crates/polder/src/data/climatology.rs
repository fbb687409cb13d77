//! Weather of a typical year: for every month and hour of the day, twelve kinds of hour with their shares.

use std::sync::{Mutex, PoisonError};

use super::CLIMATOLOGIES;
use super::binned::expanded;

/// Months times hours of the day times bins.
pub const CELLS: usize = 12 * 24 * 12;

/// The weather of one station or grid point. Cells go by month, then hour, then bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Climatology {
    /// Stable id.
    pub id: &'static str,
    /// Name of the station.
    pub title: &'static str,
    /// What hour 0 means.
    pub time_base: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Dry-bulb temperature in hundredths of a degree Celsius.
    pub dry_centi: &'static [i16; CELLS],
    /// Wet-bulb temperature in hundredths of a degree Celsius.
    pub wet_centi: &'static [i16; CELLS],
    /// Share of the hours of its month and hour, in millionths; twelve bins make a million.
    pub weight_ppm: &'static [u32; CELLS],
    /// The day with the hottest hours by dry bulb: dry and wet bulb per hour, in hundredths of a degree.
    pub design_dry: [[i16; 2]; 24],
    /// The day with the hottest hours by wet bulb: dry and wet bulb per hour, in hundredths of a degree.
    pub design_wet: [[i16; 2]; 24],
}

impl Climatology {
    /// Whether every month and hour is alike, as of places of which no hours are known.
    pub fn is_binned(&self) -> bool {
        let (first, rest) = self.dry_centi.split_at(12);
        rest.chunks_exact(12).all(|cell| cell == first)
    }
}

/// The climatology with this id.
pub fn climatology(id: &str) -> Option<&'static Climatology> {
    known(id).or_else(|| {
        install(Box::leak(Box::new(expanded(id)?)));
        known(id)
    })
}

fn known(id: &str) -> Option<&'static Climatology> {
    let named = |c: &&'static Climatology| c.id.eq_ignore_ascii_case(id);
    CLIMATOLOGIES
        .iter()
        .find(named)
        .or_else(|| installed().iter().copied().find(|c| named(c)))
}

/// Adds a climatology for the rest of the program: what is built without them gets each when it is needed.
/// One that is there already stays as it is.
pub fn install(new: &'static Climatology) {
    if known(new.id).is_none() {
        installed().push(new);
    }
}

/// Data that comes late, not state: a climatology never changes or leaves.
static INSTALLED: Mutex<Vec<&'static Climatology>> = Mutex::new(Vec::new());

fn installed() -> std::sync::MutexGuard<'static, Vec<&'static Climatology>> {
    INSTALLED.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(id: &'static str) -> &'static Climatology {
        let mut copy = CLIMATOLOGIES[0];
        copy.id = id;
        Box::leak(Box::new(copy))
    }

    #[test]
    fn an_installed_climatology_is_found_and_never_replaces_another() {
        install(copy("test-station"));
        let found = climatology("TEST-station");
        assert_eq!(found.map(|c| c.id), Some("test-station"));
        let other = &CLIMATOLOGIES[1];
        install(copy(other.id));
        assert_eq!(climatology(other.id), Some(other));
    }

    #[test]
    fn bins_of_an_hour_make_the_whole_hour() {
        for c in CLIMATOLOGIES {
            let whole = |bins: &[u32]| bins.iter().sum::<u32>() == 1_000_000;
            assert!(c.weight_ppm.chunks_exact(12).all(whole), "{}", c.id);
        }
    }

    #[test]
    fn wet_bulb_is_never_above_dry_bulb() {
        for c in CLIMATOLOGIES {
            assert!(
                c.dry_centi
                    .iter()
                    .zip(c.wet_centi)
                    .all(|(dry, wet)| wet <= dry),
                "{}",
                c.id
            );
            assert!(
                c.design_dry
                    .iter()
                    .chain(&c.design_wet)
                    .all(|[dry, wet]| wet <= dry),
                "{}",
                c.id
            );
        }
    }
}
