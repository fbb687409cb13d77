//! Weather by the hour: the properties of moist air, and a year of 8 760 hours.
//!
//! ```text
//! raw hours (file, or the synthetic year) ──prepare()──> Hours ──> facility::hourly
//! ```

mod counter;
mod hours;
pub mod psychrometrics;
mod synthetic;

pub use hours::{HOURS, Hours, Humidity, Raw, month_of, month_start};
pub(crate) use hours::{date, fingerprint};
pub use synthetic::SyntheticYear;
