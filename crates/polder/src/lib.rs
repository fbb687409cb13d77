//! Power, water, carbon and land of AI work: the numeric core of Polder.
//!
//! ```text
//! document ──resolve()──> question (typed, in range) ──run()──> report
//!   TOML, JSON, URL          the only part that can fail           figures with p5, p50, p95, unit, boundary
//! ```
//!
//! ```
//! use polder::{Estimate, Report, document::Workload};
//!
//! let work = Workload {
//!     model: Some("llama-3.1-70b".into()),
//!     place: Some("nl".into()),
//!     output_tokens: Some(400.0.into()),
//!     ..Workload::default()
//! };
//! let report = Report::of(&Estimate::resolve(&work)?);
//! let energy = report.figure("facility_energy_wh").map(|f| f.summary).unwrap();
//! assert!(0.05 < energy.p5 && energy.p5 < energy.p50 && energy.p50 < energy.p95 && energy.p95 < 20.0);
//! # Ok::<(), polder::Error>(())
//! ```
//!
//! No I/O, no clock, no threads, and the same bits on every target.

mod carbon;
pub mod cost;
pub mod data;
pub mod document;
pub mod embodied;
mod error;
mod estimate;
pub mod explain;
pub mod facility;
mod hardware;
pub mod heat;
pub mod land;
pub mod math;
mod plan;
pub mod quantity;
pub mod report;
pub mod resolve;
pub mod rules;
pub mod size;
pub mod uncertain;
pub mod weather;
pub mod workload;

pub use error::{Error, Fault};
pub use estimate::Estimate;
pub use plan::{Given, GivenLoad, GivenWeather, Plan, Series};
pub use report::Report;
