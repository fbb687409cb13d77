//! What we do not know: distributions, correlated seeded draws, percentiles.
//!
//! ```text
//! resolve() collects slots ──> Plan of draws (Sobol dimension per id, Cholesky factor per group)
//!                                └─> draw a..b ──> model.run(draw) ──> figures ──> p5, p50, p95
//! ```
//!
//! A draw depends on its number, the seed and the slot's id only. So the same document gives the same bits
//! in chunks of any size on any number of threads, and two scenarios that share a parameter share its draws.

mod correlation;
mod directions;
mod distribution;
mod normal;
mod sampling;
mod slots;
mod tornado;

pub use distribution::{Distribution, Shape};
pub use normal::{normal_cdf, normal_quantile};
pub use sampling::{CHUNK, MAX_SAMPLES, Matrix, Model, Summary, central, sample, summarise};
pub use slots::{Draw, Handle, Slot, Slots};
pub use tornado::{Swing, tornado};
