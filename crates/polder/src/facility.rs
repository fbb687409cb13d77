//! Power chain, cooling and water of a site.
//!
//! ```text
//! grid ─> transformer ─> UPS ─> distribution ─> IT (category 2 meters here)
//!              └──> cooling plant, other
//! ```

mod cooling;
mod electrical;
mod year;

pub use cooling::{Air, Chiller, CoolingLoad, FreeAir, Part, Path, Plant, Rejection, WaterLoop};
pub use electrical::{Chain, Losses, Redundancy, ThreeTerm};
pub use year::{Bins, Month, Peak, Year, cell_time, peak, year};
