//! Numbers with provenance: parameters, catalogues, climatologies and fitted constants.
//!
//! `data/generated/` is written from the repository's `data/` by `tests/data`. Numbers are kept as
//! printed in their source; the conversion to a typed quantity happens when they are read.

use core::marker::PhantomData;

use crate::quantity::Quantity;
use crate::uncertain::{Distribution, Shape};

mod binned;
mod catalogue;
mod climatology;
mod fit;
mod media;
mod synthetic;

/// Words of the data that no answer needs, such as a locator: empty without the feature `text`.
#[cfg(feature = "text")]
macro_rules! text {
    ($words:literal) => {
        $words
    };
    ([$($words:literal),*]) => {
        &[$($words),*]
    };
}
#[cfg(not(feature = "text"))]
macro_rules! text {
    ($words:literal) => {
        ""
    };
    ([$($words:literal),*]) => {
        &[]
    };
}

#[rustfmt::skip]
#[allow(
    clippy::pedantic,
    clippy::approx_constant,
    clippy::excessive_precision,
    reason = "generated"
)]
mod generated {
    pub(super) mod catalogue;
    #[cfg(feature = "climatologies")]
    pub(super) mod climatology;
    pub(super) mod fit;
    pub(super) mod media;
    pub(super) mod params;
    pub(super) mod rules;
    pub(super) mod sources;
    pub(super) mod synthetic;
}

pub use binned::{BINNED_PPM, Binned};
pub use catalogue::{
    Accelerator, Aliases, Cell, ClosedModel, Country, Device, Embodied, Fit, FitBasis, Model,
    Origin, Place, Server, Source, Task, accelerator, closed_model, country, device, embodied,
    model, place, server, source, task,
};
pub use climatology::{CELLS, Climatology, climatology, install};
pub use fit::{FitHardware, FitShared};
pub use generated::catalogue::*;
#[cfg(feature = "climatologies")]
pub use generated::climatology::*;

/// No climatology: they come through [`install`].
#[cfg(not(feature = "climatologies"))]
pub static CLIMATOLOGIES: &[Climatology] = &[];

/// No binned place either.
#[cfg(not(feature = "climatologies"))]
pub static BINNED: &[Binned] = &[];

pub use generated::fit::*;
pub use generated::media::*;
pub use generated::params::{DIMENSIONS, ROWS};
pub use media::{MediaKind, MediaModel, TextUse, media_model};
pub use synthetic::{SCORE_CELLS, SCORE_LAGS, SCORE_SHARES, Synthetic, synthetic};

/// One constant per row of `data/params`.
pub mod params {
    pub use super::generated::params::*;
}
pub use generated::rules::RULES;
pub use generated::sources::*;
pub use generated::synthetic::*;

/// The dimension of ids that are not in `data/dimensions.csv`: kept free, so that it is shared with no other.
pub(crate) const UNREGISTERED: u32 = u32::MAX;

/// One row of `data/params`, as printed in its source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Stable id, such as `tower.approach_k`.
    pub id: &'static str,
    /// Central value.
    pub value: f64,
    /// 5th percentile.
    pub low: f64,
    /// 95th percentile.
    pub high: f64,
    /// Unit of the three.
    pub unit: &'static str,
    /// Shape between and beyond the percentiles.
    pub shape: Shape,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Year the number describes.
    pub year: u16,
    /// Where the number holds.
    pub region: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

impl Row {
    /// The distribution, in the printed unit.
    ///
    /// Everything but temperatures ends at zero, unless the row itself goes below.
    pub const fn distribution(&self) -> Distribution {
        let signed = matches!(self.unit.as_bytes(), b"degC") || self.low < 0.0;
        Distribution {
            shape: self.shape,
            value: self.value,
            low: self.low,
            high: self.high,
            min: if signed { f64::NEG_INFINITY } else { 0.0 },
            max: f64::INFINITY,
        }
    }
}

/// A row, typed by its unit.
#[derive(Clone, Copy, Debug)]
pub struct Param<Q: 'static> {
    /// The row, as printed.
    pub row: &'static Row,
    /// Canonical value of one printed unit.
    pub scale: f64,
    marker: PhantomData<Q>,
}

impl<Q> Param<Q> {
    const fn new(row: &'static Row, scale: f64) -> Self {
        Self {
            row,
            scale,
            marker: PhantomData,
        }
    }

    /// The distribution, in the printed unit.
    pub const fn distribution(&self) -> Distribution {
        self.row.distribution()
    }

    /// The printed unit.
    pub const fn unit(&self) -> &'static str {
        self.row.unit
    }
}

impl<Q: Quantity> Param<Q> {
    /// The central value.
    pub fn value(&self) -> Q {
        Q::from_canonical(self.row.value * self.scale)
    }
}

/// The row with this id.
pub fn row(id: &str) -> Option<&'static Row> {
    let at = ROWS.binary_search_by(|r| r.id.cmp(id)).ok()?;
    ROWS.get(at)
}

/// The Sobol dimension of an id: its position in `data/dimensions.csv`, or one of its own when it is not there.
pub fn dimension(id: &str) -> u32 {
    (0..)
        .zip(DIMENSIONS)
        .find(|(_, d)| **d == id)
        .map_or(UNREGISTERED, |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_found_by_its_id() {
        assert!(ROWS.iter().all(|r| row(r.id) == Some(r)));
        assert!(row("no.such.row").is_none());
    }

    #[test]
    fn every_dimension_is_found_by_its_id() {
        assert!((0..).zip(DIMENSIONS).all(|(at, id)| dimension(id) == at));
        assert_eq!(dimension("no.such.id"), UNREGISTERED);
    }

    #[test]
    fn temperatures_alone_may_be_drawn_below_zero() {
        for r in ROWS {
            let min = r.distribution().min;
            assert!(min <= r.low, "{}", r.id);
            assert!(min == 0.0 || r.unit == "degC" || r.low < 0.0, "{}", r.id);
        }
    }
}
