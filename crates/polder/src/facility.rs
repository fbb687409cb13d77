//! Power chain, cooling and water of a site.
//!
//! ```text
//! grid ─> transformer ─> UPS ─> distribution ─> IT (category 2 meters here)
//!              └──> cooling plant, other
//! ```

mod cooling;
mod electrical;
mod envelope;
mod hourly;
mod shares;
mod year;

pub use cooling::{
    Air, Chiller, CoolingLoad, Drive, FreeAir, IndirectAir, Moisture, Part, Path, Plant, Rejection,
    ServerFans, Sink, WaterLoop,
};
pub use electrical::{Chain, Losses, Redundancy, ThreeTerm};
pub use envelope::{Envelope, ServerAir};
pub use hourly::hourly;
pub use shares::Shares;
pub use year::{Bins, Month, Peak, Stretch, Year, peak, year};
