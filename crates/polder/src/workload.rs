//! Work: what one step of serving, or one training run, takes in time and in energy of the accelerators.
//!
//! A decode step of a replica is a sum of busy times, each linear in the batch except for the expert
//! weights. [`Step::new`] folds a model, a chip, fitted constants and a load into those coefficients
//! once; after that, time and power at a batch cost one exponential.
//!
//! Scope: accelerators only. Host, power supply, idle machines and facility come after.

mod architecture;
mod chip;
mod diffusion;
mod encoder;
mod load;
mod parameters;
mod power;
mod precision;
mod session;
mod speculation;
mod stall;
mod step;
mod training;

pub use architecture::Architecture;
pub use chip::{Chip, Constants};
pub use diffusion::{Denoiser, Denoising, DiffusionConstants, Picture};
pub use encoder::{Encoder, encoding_compute};
pub use load::Load;
pub use parameters::{Latent, Parameters, Shape};
pub use precision::Precision;
pub use session::Session;
pub use speculation::{Pace, Speculation};
pub use step::Step;
pub use training::{
    Attention, accelerator_time, forward_compute, lora_compute, recomputation, training_compute,
    training_energy,
};
