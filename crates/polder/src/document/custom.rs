//! A model and an accelerator of the user's own.

use super::Tree;
use super::table::table;

table! {open
/// A language model, with the names of a Hugging Face `config.json`. Such a file has many more keys: they are ignored.
pub struct CustomModel {
    /// Family, which says what other keys mean.
    pub model_type: Option<String>,
    /// All layers.
    pub num_hidden_layers: Option<f64>,
    /// Width of the residual stream.
    pub hidden_size: Option<f64>,
    /// Query heads.
    pub num_attention_heads: Option<f64>,
    /// Key and value heads. Default: as many as query heads.
    pub num_key_value_heads: Option<f64>,
    /// Width of one head. Default: `hidden_size` over the query heads.
    pub head_dim: Option<f64>,
    /// Width of the network of a layer; of an expert where `moe_intermediate_size` is absent.
    pub intermediate_size: Option<f64>,
    /// Width of the network of a layer without experts, where Llama 4 tells them apart.
    pub intermediate_size_mlp: Option<f64>,
    /// Words in the vocabulary.
    pub vocab_size: Option<f64>,
    /// Whether the output head is the embedding. Default: no, but yes for Gemma.
    pub tie_word_embeddings: Option<bool>,
    /// Routed experts of a layer; the next two say the same.
    pub num_experts: Option<f64>,
    /// Routed experts of a layer.
    pub num_local_experts: Option<f64>,
    /// Routed experts of a layer.
    pub n_routed_experts: Option<f64>,
    /// Experts that one token visits.
    pub num_experts_per_tok: Option<f64>,
    /// Width of one routed expert.
    pub moe_intermediate_size: Option<f64>,
    /// Shared experts of a layer, each as wide as a routed one.
    pub n_shared_experts: Option<f64>,
    /// Width of the shared expert of a layer.
    pub shared_expert_intermediate_size: Option<f64>,
    /// First layers without experts.
    pub first_k_dense_replace: Option<f64>,
    /// Every how many layers one has experts, or a 1 for each that has.
    pub moe_layer_freq: Option<Tree>,
    /// Every how many layers one has experts.
    pub decoder_sparse_step: Option<f64>,
    /// Every how many layers one has experts.
    pub interleave_moe_layer_step: Option<f64>,
    /// Layers without experts, by number.
    pub mlp_only_layers: Option<Vec<f64>>,
    /// Tokens that a layer with a window looks back.
    pub sliding_window: Option<f64>,
    /// The same, in chunks.
    pub attention_chunk_size: Option<f64>,
    /// False: the window is not used.
    pub use_sliding_window: Option<bool>,
    /// Every how many layers one attends to everything.
    pub sliding_window_pattern: Option<f64>,
    /// Layers before this one attend to everything.
    pub max_window_layers: Option<f64>,
    /// The kind of attention of each layer.
    pub layer_types: Option<Vec<String>>,
    /// Rank of latent keys and values.
    pub kv_lora_rank: Option<f64>,
    /// Rank of latent queries.
    pub q_lora_rank: Option<f64>,
    /// Width of the positional part of a head.
    pub qk_rope_head_dim: Option<f64>,
    /// Width of the rest of a head.
    pub qk_nope_head_dim: Option<f64>,
    /// Width of the values of a head.
    pub v_head_dim: Option<f64>,
    /// Number format of the weights.
    pub torch_dtype: Option<String>,
    /// The same, in newer files.
    pub dtype: Option<String>,
    /// Quantisation of the weights.
    pub quantization_config: Option<Tree>,
    /// The language model in a model that also sees or hears.
    pub text_config: Option<Box<CustomModel>>,
}
}

table! {
/// An accelerator, as its data sheet has it: dense peaks, bandwidth to peers one way.
#[derive(Copy)]
pub struct CustomAccelerator {
    /// Rated power.
    pub tdp_w: Option<f64>,
    /// Memory.
    pub memory_gb: Option<f64>,
    /// Peak memory bandwidth.
    pub bandwidth_gb_s: Option<f64>,
    /// Dense peak in 16 bits.
    pub bf16_tflops: Option<f64>,
    /// Dense peak in 8 bits. Default: as in 16.
    pub fp8_tflops: Option<f64>,
    /// Dense peak in 4 bits. Default: as in 8.
    pub fp4_tflops: Option<f64>,
    /// Bandwidth to its peers. Default: a share of memory bandwidth.
    pub link_gb_s: Option<f64>,
    /// Power without work. Default: the floor of the transfer rule.
    pub idle_w: Option<f64>,
}
}
