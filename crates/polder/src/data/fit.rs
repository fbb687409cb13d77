//! Constants fitted to measured inference, from `data/series/fit-*.csv`.
//!
//! Arrays go by precision: bf16, fp8, mx (microscaling formats of four to eight bits).

use crate::quantity::{EnergyPerCompute, EnergyPerData, Power, Time};

/// Constants that all accelerators share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitShared {
    /// Share of peak bandwidth when keys and values are read.
    pub kv_efficiency: f64,
    /// Time per step outside the accelerator.
    pub step: Time,
    /// Extra time per layer with experts.
    pub moe_layer: Time,
    /// Extra time per layer with experts and token.
    pub moe_token: Time,
    /// Latency of one all-reduce.
    pub all_reduce: Time,
    /// Share of peak link bandwidth.
    pub link_efficiency: f64,
    /// Extra time per layer with a state.
    pub hybrid_layer: Time,
}

/// Constants of one accelerator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FitHardware {
    /// Share of peak bandwidth when weights are read.
    pub weight_efficiency: f64,
    /// Share of peak bandwidth when weights of experts are read.
    pub expert_efficiency: [f64; 3],
    /// Share of dense peak in dense layers: bf16, fp8.
    pub compute_dense: [f64; 2],
    /// Share of dense peak in experts.
    pub compute_moe: [f64; 3],
    /// Time per step and sequence.
    pub sequence: Time,
    /// Time per step and layer.
    pub layer: Time,
    /// Power with a context live.
    pub floor: Power,
    /// Extra power while a dense layer runs.
    pub core_dense: Power,
    /// Extra power while experts run.
    pub core_moe: [Power; 3],
    /// Extra power while keys and values are read.
    pub kv: Power,
    /// Extra power during prefill.
    pub prefill: Power,
    /// Extra power while accelerators exchange data.
    pub comm: Power,
    /// Extra power while the accelerator waits for its host.
    pub host: Power,
    /// Energy per byte read.
    pub byte: EnergyPerData,
    /// Energy per operation in 16 bits.
    pub flop16: EnergyPerCompute,
    /// Energy per operation in 8 bits. Cards without FP8 arithmetic repeat `flop16`.
    pub flop8: EnergyPerCompute,
}
