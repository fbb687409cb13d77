//! Weather of places whose hours are not known: twelve kinds of hour of the year, the same in every month and hour.

use super::{BINNED, CELLS, Climatology};

/// Shares of the year of the bins, in millionths, from cold to warm; the last hundredth stands by itself.
pub const BINNED_PPM: [u32; BINS] = [
    50_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100_000, 100_000,
    40_000, 10_000,
];

const BINS: usize = 12;

/// Dry and wet bulb of a year, each by its own quantiles: coupled by rank, the warmest hours being the most humid too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binned {
    /// Stable id.
    pub id: &'static str,
    /// Name of the station.
    pub title: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Mean dry bulb of each bin in hundredths of a degree Celsius.
    pub dry_centi: [i16; BINS],
    /// Mean wet bulb of each bin in hundredths of a degree Celsius.
    pub wet_centi: [i16; BINS],
    /// The highest dry and the highest wet bulb of the record: the design days hold them all day, at once.
    pub max_centi: [i16; 2],
}

impl Binned {
    /// The same bins in every month and hour. The tables stay for the rest of the program.
    pub fn climatology(&self) -> Climatology {
        Climatology {
            id: self.id,
            title: self.title,
            time_base: "none: every month and hour is alike",
            source: self.source,
            dry_centi: each_cell(self.dry_centi),
            wet_centi: each_cell(self.wet_centi),
            weight_ppm: each_cell(BINNED_PPM),
            design_dry: [self.max_centi; 24],
            design_wet: [self.max_centi; 24],
        }
    }
}

fn each_cell<T: Copy>(bins: [T; BINS]) -> &'static [T; CELLS] {
    Box::leak(Box::new(core::array::from_fn(|at| bins[at % BINS])))
}

/// The climatology of a binned place, made when it is first asked for.
pub(super) fn expanded(id: &str) -> Option<Climatology> {
    let named = |b: &&Binned| b.id.eq_ignore_ascii_case(id);
    BINNED.iter().find(named).map(Binned::climatology)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{CLIMATOLOGIES, climatology};

    #[test]
    fn bins_rise_and_wet_bulb_is_never_above_dry_bulb() {
        assert_eq!(BINNED_PPM.iter().sum::<u32>(), 1_000_000);
        assert!(40 <= BINNED.len());
        for b in BINNED {
            let [dry, wet] = b.max_centi;
            assert!(
                b.dry_centi.is_sorted() && b.wet_centi.is_sorted(),
                "{}",
                b.id
            );
            assert!(
                b.wet_centi.iter().zip(&b.dry_centi).all(|(w, d)| w <= d),
                "{}",
                b.id
            );
            assert!(
                b.dry_centi[11] <= dry && b.wet_centi[11] <= wet && wet <= dry,
                "{}",
                b.id
            );
        }
    }

    #[test]
    fn a_binned_place_is_expanded_once_and_known_as_such() {
        let berlin = climatology("berlin").unwrap();
        assert!(core::ptr::eq(berlin, climatology("BERLIN").unwrap()));
        assert!(berlin.is_binned());
        assert_eq!(berlin.dry_centi[12 * 100 + 3], berlin.dry_centi[3]);
        assert!(!CLIMATOLOGIES.iter().any(Climatology::is_binned));
        assert!(
            !BINNED
                .iter()
                .any(|b| CLIMATOLOGIES.iter().any(|c| c.id == b.id))
        );
    }
}
