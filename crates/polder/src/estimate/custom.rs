//! A model of the user's own: from the keys of a `config.json` to a shape.

use crate::document::{CustomModel, Tree};
use crate::error::{Error, shown};
use crate::resolve::Bounds;
use crate::workload::{Architecture, Latent, Shape};

/// A model of the user's own, counted.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) architecture: Architecture,
    /// All parameters.
    pub(super) total: f64,
    /// Number format of the weights; none when the file names one that is not known.
    pub(super) precision: Option<&'static str>,
}

impl Own {
    /// Reads a configuration; `path` is where it stands.
    pub(super) fn of(path: &str, given: &CustomModel) -> Result<Self, Error> {
        let inner = given.text_config.as_deref();
        let keys = Keys {
            path: inner.map_or(path.to_owned(), |_| format!("{path}.text_config")),
            c: inner.unwrap_or(given),
        };
        keys.refuse_nonsense()?;
        let layers = keys.layers()?;
        let (moe, attention) = (keys.experts(layers.all)?, keys.attention()?);
        let shape = Shape {
            layers: layers.all,
            attending: layers.full + layers.sliding,
            moe_layers: moe.layers,
            hidden: attention.hidden,
            heads: attention.heads,
            kv_heads: attention.kv_heads,
            head_dim: attention.head_dim,
            latent: attention.latent,
            intermediate: if moe.layers < layers.all {
                keys.dense_width()?
            } else {
                0.0
            },
            moe_intermediate: moe.width,
            shared_intermediate: moe.shared,
            matrices: keys.matrices(),
            experts: moe.experts,
            vocab: keys.need("vocab_size", keys.c.vocab_size)?,
            tied: given
                .tie_word_embeddings
                .or(keys.c.tie_word_embeddings)
                .unwrap_or_else(|| keys.family().starts_with("gemma")),
            encoder: false,
        };
        let p = shape.parameters();
        Ok(Self {
            architecture: Architecture {
                moe: moe.experts > 0.0,
                block_scaled: moe.experts > 0.0,
                layers: layers.all,
                layers_full: layers.full,
                hidden: attention.hidden,
                heads: attention.heads,
                kv_heads: attention.kv_heads,
                head_dim: attention.head_dim,
                mla: attention.latent.is_some(),
                kv_lora_rank: attention.latent.map_or(0.0, |l| l.rank),
                rope_dim: attention.latent.map_or(0.0, |l| l.rope),
                experts: moe.experts,
                top_k: moe.top_k,
                moe_layers: moe.layers,
                sliding_window: layers.window,
                sliding_layers: layers.sliding,
                state_layers: 0.0,
                state_bytes: 0.0,
                vocab: shape.vocab,
                nonexpert: p.nonexpert,
                expert: p.expert,
            },
            total: p.total,
            precision: precision(given),
        })
    }
}

/// The keys of the language model, and where they stand.
struct Keys<'a> {
    path: String,
    c: &'a CustomModel,
}

struct Layers {
    all: f64,
    full: f64,
    sliding: f64,
    window: f64,
}

#[derive(Default)]
struct Experts {
    layers: f64,
    experts: f64,
    top_k: f64,
    width: f64,
    shared: f64,
}

struct Attention {
    hidden: f64,
    heads: f64,
    kv_heads: f64,
    head_dim: f64,
    latent: Option<Latent>,
}

impl Keys<'_> {
    fn field(&self, key: &str) -> String {
        format!("{}.{key}", self.path)
    }

    /// A number that must be there.
    fn need(&self, key: &str, value: Option<f64>) -> Result<f64, Error> {
        let value = value.ok_or_else(|| {
            Error::inconsistent(self.field(key), "is missing: a config.json has it")
        })?;
        self.check(key, value)
    }

    fn check(&self, key: &str, value: f64) -> Result<f64, Error> {
        Bounds::plain(1.0, 1e7).check(&self.field(key), value)
    }

    /// Numbers that may be zero or absent, but nothing else.
    fn refuse_nonsense(&self) -> Result<(), Error> {
        let c = self.c;
        let all = [
            ("intermediate_size_mlp", c.intermediate_size_mlp),
            ("n_shared_experts", c.n_shared_experts),
            (
                "shared_expert_intermediate_size",
                c.shared_expert_intermediate_size,
            ),
            ("first_k_dense_replace", c.first_k_dense_replace),
            ("decoder_sparse_step", c.decoder_sparse_step),
            ("interleave_moe_layer_step", c.interleave_moe_layer_step),
            ("sliding_window", c.sliding_window),
            ("attention_chunk_size", c.attention_chunk_size),
            ("sliding_window_pattern", c.sliding_window_pattern),
            ("max_window_layers", c.max_window_layers),
            ("kv_lora_rank", c.kv_lora_rank),
            ("q_lora_rank", c.q_lora_rank),
        ];
        for (key, value) in all {
            Bounds::plain(0.0, 1e7).check(&self.field(key), value.unwrap_or(0.0))?;
        }
        Ok(())
    }

    fn family(&self) -> &str {
        self.c.model_type.as_deref().unwrap_or_default()
    }

    /// Layers, and how far each of them looks back.
    fn layers(&self) -> Result<Layers, Error> {
        let all = self.need("num_hidden_layers", self.c.num_hidden_layers)?;
        Bounds::plain(1.0, 2000.0).check(&self.field("num_hidden_layers"), all)?;
        let window = match self.c.sliding_window.or(self.c.attention_chunk_size) {
            Some(w) if w > 0.0 && self.c.use_sliding_window != Some(false) => w,
            _ => {
                self.refuse_states()?;
                return Ok(Layers {
                    all,
                    full: all,
                    sliding: 0.0,
                    window: 0.0,
                });
            }
        };
        let full = self.full_layers(all)?;
        Ok(Layers {
            all,
            full,
            sliding: all - full,
            window: if full < all { window } else { 0.0 },
        })
    }

    /// Layers that look at everything, in a model that has a window.
    fn full_layers(&self, all: f64) -> Result<f64, Error> {
        self.refuse_states()?;
        if let Some(kinds) = &self.c.layer_types {
            let full = kinds.iter().filter(|k| *k == "full_attention");
            return Ok(count(full).min(all));
        }
        if let Some(before) = self.c.max_window_layers {
            return Ok(before.clamp(0.0, all));
        }
        let by_family = [
            ("gemma2", 2.0),
            ("gemma3_text", 6.0),
            ("gpt_oss", 2.0),
            ("cohere2", 4.0),
            ("llama4_text", 4.0),
        ];
        let every = self.c.sliding_window_pattern.or_else(|| {
            by_family
                .iter()
                .find(|(family, _)| *family == self.family())
                .map(|(_, every)| *every)
        });
        // A family without a pattern slides in every layer.
        Ok(every.map_or(0.0, |n| libm::floor(all / n.max(1.0))))
    }

    fn refuse_states(&self) -> Result<(), Error> {
        let attends = |k: &String| k.ends_with("attention") && k != "linear_attention";
        match self.c.layer_types.iter().flatten().find(|k| !attends(k)) {
            Some(kind) => Err(Error::inconsistent(
                self.field("layer_types"),
                format!(
                    "has \"{}\", which keeps a state: such a model is estimated from the catalogue only",
                    shown(kind)
                ),
            )),
            None => Ok(()),
        }
    }

    /// The routed and shared experts.
    fn experts(&self, layers: f64) -> Result<Experts, Error> {
        let c = self.c;
        let experts = c.num_experts.or(c.num_local_experts).or(c.n_routed_experts);
        let Some(experts) = experts.filter(|n| *n > 1.0) else {
            return Ok(Experts::default());
        };
        let width = match c.moe_intermediate_size {
            Some(width) => self.check("moe_intermediate_size", width)?,
            None => self.need("intermediate_size", c.intermediate_size)?,
        };
        let top_k = self.need("num_experts_per_tok", c.num_experts_per_tok)?;
        Bounds::plain(1.0, experts).check(&self.field("num_experts_per_tok"), top_k)?;
        let one = f64::from(u8::from(self.family().starts_with("llama4")));
        Ok(Experts {
            layers: self.expert_layers(layers),
            experts: self.check("num_experts", experts)?,
            top_k,
            width,
            shared: c
                .shared_expert_intermediate_size
                .unwrap_or(c.n_shared_experts.unwrap_or(one) * width),
        })
    }

    fn expert_layers(&self, layers: f64) -> f64 {
        let c = self.c;
        if let Some(Tree::List(each)) = &c.moe_layer_freq {
            return count(each.iter().filter(|v| v.number() == Some(1.0))).min(layers);
        }
        let after = c.first_k_dense_replace.unwrap_or(0.0).clamp(0.0, layers);
        let frequency = c.moe_layer_freq.as_ref().and_then(Tree::number);
        let every = frequency
            .or(c.decoder_sparse_step)
            .or(c.interleave_moe_layer_step)
            .unwrap_or(1.0)
            .max(1.0);
        let plain = c.mlp_only_layers.iter().flatten();
        (libm::floor((layers - after) / every) - count(plain)).max(0.0)
    }

    fn attention(&self) -> Result<Attention, Error> {
        let c = self.c;
        let hidden = self.need("hidden_size", c.hidden_size)?;
        let heads = self.need("num_attention_heads", c.num_attention_heads)?;
        let kv_heads = self.check(
            "num_key_value_heads",
            c.num_key_value_heads.unwrap_or(heads),
        )?;
        let latent = match c.kv_lora_rank.filter(|rank| *rank > 0.0) {
            Some(rank) => Some(Latent {
                rank: self.check("kv_lora_rank", rank)?,
                query_rank: c.q_lora_rank.unwrap_or(0.0).max(0.0),
                rope: self.need("qk_rope_head_dim", c.qk_rope_head_dim)?,
                nope: self.need("qk_nope_head_dim", c.qk_nope_head_dim)?,
                value: self.need("v_head_dim", c.v_head_dim)?,
            }),
            None => None,
        };
        let own = latent.map(|l| l.value).or(c.head_dim);
        Ok(Attention {
            hidden,
            heads,
            kv_heads,
            head_dim: self.check("head_dim", own.unwrap_or(hidden / heads))?,
            latent,
        })
    }

    fn dense_width(&self) -> Result<f64, Error> {
        let own = self.c.intermediate_size_mlp.or(self.c.intermediate_size);
        self.need("intermediate_size", own)
    }

    /// Matrices of a network: three when gated, as nearly all are.
    fn matrices(&self) -> f64 {
        let plain = [
            "bloom",
            "falcon",
            "gpt_bigcode",
            "gpt_neox",
            "gptj",
            "mpt",
            "nemotron",
            "opt",
            "phi",
            "starcoder2",
        ];
        if plain.contains(&self.family()) {
            2.0
        } else {
            3.0
        }
    }
}

fn count(items: impl Iterator) -> f64 {
    f64::from(u32::try_from(items.count()).unwrap_or(u32::MAX))
}

/// Number format of the weights: bf16 where a file names none, none where it names one that is not known.
fn precision(given: &CustomModel) -> Option<&'static str> {
    let all = || {
        [Some(given), given.text_config.as_deref()]
            .into_iter()
            .flatten()
    };
    let quantisation = all().find_map(|c| {
        c.quantization_config
            .as_ref()
            .filter(|q| matches!(q, Tree::Table(_)))
    });
    if let Some(q) = quantisation {
        return quantised(q);
    }
    let Some(name) = all().find_map(|c| c.torch_dtype.as_deref().or(c.dtype.as_deref())) else {
        return Some("bf16");
    };
    match name.strip_prefix("torch.").unwrap_or(name) {
        // Nobody serves in 32 bits.
        "bfloat16" | "float16" | "float32" | "auto" => Some("bf16"),
        "float8_e4m3fn" | "float8_e5m2" => Some("fp8"),
        _ => None,
    }
}

fn quantised(q: &Tree) -> Option<&'static str> {
    let text = |key: &str| {
        let said = q.at(&[key]).and_then(Tree::text);
        said.unwrap_or_default().to_ascii_lowercase()
    };
    let yes = |key: &str| q.at(&[key]).is_some_and(Tree::is_true);
    let method = format!(
        "{} {} {}",
        text("quant_method"),
        text("quant_algo"),
        text("format")
    );
    let weights = q.at(&["config_groups", "group_0", "weights"]);
    let bits = q
        .at(&["bits"])
        .or_else(|| weights?.at(&["num_bits"]))
        .and_then(Tree::number);
    let float = weights.and_then(|w| w.at(&["type"])).and_then(Tree::text) == Some("float");
    // `str::contains` brings a search engine into the page's module.
    let has = |name: &str| {
        let mut parts = method.as_bytes().windows(name.len());
        parts.any(|part| part == name.as_bytes())
    };
    match () {
        () if has("mxfp4") => Some("mxfp4"),
        () if has("fp4") => Some("fp4"),
        () if bits == Some(4.0) => Some(if float { "fp4" } else { "int4" }),
        () if bits == Some(8.0) && float => Some("fp8"),
        () if has("fp8") => Some("fp8"),
        () if bits == Some(8.0) => Some("int8"),
        () if yes("load_in_4bit") || has("awq") || has("gptq") => Some("int4"),
        () if yes("load_in_8bit") => Some("int8"),
        () => None,
    }
}
