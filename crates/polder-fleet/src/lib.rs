//! Tables of Polder on Polars, for files that programs read.
//!
//! Everything stands behind the feature `batch`, because Polars takes minutes to build.

#[cfg(feature = "batch")]
mod hours;

#[cfg(feature = "batch")]
pub use hours::{Hours, parquet, read};
