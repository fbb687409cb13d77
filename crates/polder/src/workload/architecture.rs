//! A transformer, as far as its serving cost depends on it.

use super::chip::Constants;
use super::load::Load;
use super::precision::Precision;
use crate::data::Model;
use crate::quantity::{Compute, Data};

/// Keys, values, latents and activations are kept in 16 bits, whatever the weights are in.
pub(super) const WORD_BYTES: f64 = 2.0;

/// A transformer, as far as its serving cost depends on it. Counts, and parameters of matrix products.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Architecture {
    /// Whether it routes tokens to experts.
    pub moe: bool,
    /// All layers.
    pub layers: f64,
    /// Layers that attend to the whole context.
    pub layers_full: f64,
    /// Width of the residual stream.
    pub hidden: f64,
    /// Query heads.
    pub heads: f64,
    /// Key and value heads.
    pub kv_heads: f64,
    /// Width of one head.
    pub head_dim: f64,
    /// Whether attention is on a latent (multi-head latent attention).
    pub mla: bool,
    /// Width of that latent.
    pub kv_lora_rank: f64,
    /// Width of its positional part.
    pub rope_dim: f64,
    /// Routed experts of a layer.
    pub experts: f64,
    /// Experts that one token visits.
    pub top_k: f64,
    /// Layers with routed experts.
    pub moe_layers: f64,
    /// Tokens that a sliding-window layer looks back.
    pub sliding_window: f64,
    /// Layers with such a window.
    pub sliding_layers: f64,
    /// Layers with a recurrent state instead of attention.
    pub state_layers: f64,
    /// Bytes of one copy of that state, per layer and sequence; a step reads one and writes one.
    pub state_bytes: f64,
    /// Words in the vocabulary.
    pub vocab: f64,
    /// Parameters outside the routed experts, output head included.
    pub nonexpert: f64,
    /// Parameters of all routed experts.
    pub expert: f64,
    /// Whether its weights of 8 bits or fewer have one scale per block, not per row: their kernels pad each expert's tokens.
    pub block_scaled: bool,
}

impl From<&Model> for Architecture {
    fn from(m: &Model) -> Self {
        Self {
            moe: m.moe,
            layers: m.layers,
            layers_full: m.layers_full,
            hidden: m.hidden,
            heads: m.heads,
            kv_heads: m.kv_heads,
            head_dim: m.head_dim,
            mla: m.mla,
            kv_lora_rank: m.kv_lora_rank,
            rope_dim: m.rope_dim,
            experts: m.experts,
            top_k: m.top_k,
            moe_layers: m.moe_layers,
            sliding_window: m.sliding_window,
            sliding_layers: m.sliding_layers,
            state_layers: m.state_layers,
            state_bytes: m.state_bytes,
            vocab: m.vocab,
            nonexpert: m.nonexpert,
            expert: m.expert,
            // Published 8-bit mixtures are scaled per 128 x 128 block; those of Llama 4 per row.
            block_scaled: m.moe && !m.id.starts_with("llama-4"),
        }
    }
}

impl Architecture {
    pub(super) fn visited_share(&self) -> f64 {
        if self.moe {
            self.top_k / self.experts
        } else {
            0.0
        }
    }

    pub(super) fn active(&self) -> f64 {
        self.nonexpert + self.expert * self.visited_share()
    }

    pub(super) fn nonexpert_bytes(&self, precision: Precision) -> Data {
        let each = if self.moe {
            precision.bytes_per_nonexpert()
        } else {
            precision.bytes_per_weight()
        };
        Data::bytes(self.nonexpert * each)
    }

    /// Tokens looked at by one new token, over all attention layers.
    pub(super) fn lookback(&self, context: f64) -> f64 {
        self.layers_full * context + self.sliding_layers * self.sliding_window.min(context)
    }

    /// Arithmetic of one output token.
    pub(super) fn decode(&self, load: &Load) -> Compute {
        let context = load.context();
        let attention = if self.mla {
            2.0 * self.heads * (2.0 * self.kv_lora_rank + self.rope_dim) * self.layers * context
        } else {
            4.0 * self.heads * self.head_dim * self.lookback(context)
        };
        Compute::flop(2.0 * self.active() + attention)
    }

    /// Prefill of a request, spread over its output tokens.
    pub(super) fn prefill(&self, load: &Load) -> Compute {
        let input = load.input_uncached;
        let layers = self.layers_full + self.sliding_layers;
        let linear = 2.0 * (self.active() - self.vocab * self.hidden);
        let attention = 2.0 * self.heads * self.head_dim * layers * load.lookback();
        Compute::flop(input * (linear + attention) / load.output)
    }

    /// Keys and values, or latents, of one sequence, over all accelerators that hold a copy.
    pub(super) fn cache(&self, load: &Load) -> Data {
        let (n, context) = (load.rank(), load.context());
        let elements = if self.mla {
            n * (self.kv_lora_rank + self.rope_dim) * self.layers * context
        } else {
            2.0 * self.kv_heads.max(n) * self.head_dim * self.lookback(context)
        };
        Data::bytes(WORD_BYTES * elements)
    }

    /// Activations that one token sends to its experts and gets back, once.
    pub(super) fn dispatched(&self) -> Data {
        if !self.moe {
            return Data::ZERO;
        }
        let width = self.expert / (3.0 * self.hidden * self.experts * self.moe_layers);
        let copies = self.moe_layers * self.top_k;
        Data::bytes(WORD_BYTES * copies * (self.hidden + width))
    }

    pub(super) fn block_rows(&self, constants: &Constants) -> f64 {
        if self.block_scaled {
            constants.block_rows
        } else {
            0.0
        }
    }

    /// Recurrent states of one sequence.
    pub(super) fn states(&self) -> Data {
        Data::bytes(self.state_layers * self.state_bytes)
    }
}
