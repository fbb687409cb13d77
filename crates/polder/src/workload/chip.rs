//! An accelerator: what its data sheet says, and what it reaches of that.

use crate::quantity::{Bandwidth, ComputeRate, Data, EnergyPerCompute, Power, Time};

/// An accelerator, as its data sheet has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chip {
    /// Thermal design power.
    pub tdp: Power,
    /// Dense peak at the precision of the arithmetic; see [`super::Precision`].
    pub peak: ComputeRate,
    /// Of its memory.
    pub bandwidth: Bandwidth,
    /// To its peers, one direction.
    pub link: Bandwidth,
    /// Size of its memory.
    pub memory: Data,
}

/// What one chip reaches at one precision, and the power that takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Constants {
    /// Share of memory bandwidth reached on weights outside the experts, keys, values and states.
    pub memory_efficiency: f64,
    /// The same on the weights of routed experts.
    pub expert_efficiency: f64,
    /// Share of the peak reached in matrix products.
    pub compute_efficiency: f64,
    /// Host time of a step.
    pub step: Time,
    /// Host time of a layer.
    pub layer: Time,
    /// Host time of a running sequence.
    pub sequence: Time,
    /// Latency of an all-reduce, per doubling of the accelerators.
    pub all_reduce: Time,
    /// Times that a token's activations cross memory on the way to one expert and back.
    pub dispatch: f64,
    /// Rows of a tile that each touched expert fills at least, where 8-bit weights are scaled per block.
    pub block_rows: f64,
    /// Times that the logits of a sequence cross memory until a token is drawn, beyond what `sequence` holds.
    pub sampling: f64,
    /// Steps of their own that prompts which start together are read in: 0 where they share those of decode.
    pub prompt_steps: f64,
    /// Power with the context live and clocks up.
    pub floor: Power,
    /// Added while memory or arithmetic is busy, before saturation.
    pub busy: Power,
    /// Energy of an operation, before saturation.
    pub flop: EnergyPerCompute,
    /// Highest mean power, as a share of thermal design power.
    pub ceiling: f64,
    /// Exponent of power above the floor over speed, under a cap.
    pub cap_exponent: f64,
}
