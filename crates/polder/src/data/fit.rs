//! Constants fitted to measured inference, from `data/series/fit-*.csv`.
//!
//! All but the host time of a layer are shared by all accelerators, as shares of what the data sheet says.

use crate::quantity::{Power, Time};

/// Constants that all accelerators share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitShared {
    /// Share of peak bandwidth when weights outside the experts, keys, values and states are read.
    pub memory_efficiency: f64,
    /// Share of dense peak in matrix products of 16 bits.
    pub compute_efficiency: f64,
    /// Rows of a tile that each touched expert fills at least, where 8-bit weights are scaled per block.
    pub block_rows: f64,
    /// Share of peak bandwidth when weights of experts are read.
    pub expert_efficiency: f64,
    /// Share of dense peak in 8 bits over that in 16 bits.
    pub eight_bit: f64,
    /// Host time per step.
    pub step: Time,
    /// Host time per step and layer, on an accelerator that was not fitted.
    pub layer: Time,
    /// Host time per step and sequence.
    pub sequence: Time,
    /// Latency of one all-reduce, per doubling of the accelerators.
    pub all_reduce: Time,
    /// Times that a token's activations cross memory on the way to one expert and back.
    pub dispatch: f64,
    /// Power of memory and arithmetic at work before saturation, over the power between floor and rated power.
    pub busy: f64,
    /// That of a mixture of experts over that of a dense model.
    pub busy_moe: f64,
    /// Power of arithmetic at dense peak before saturation, over the power between floor and rated power.
    pub compute: f64,
}

/// Constants of one accelerator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitHardware {
    /// Host time per step and layer.
    pub layer: Time,
    /// Power with a context live.
    pub floor: Power,
}
