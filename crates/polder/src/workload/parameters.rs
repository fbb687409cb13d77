//! Parameters of a transformer, counted from its shape.

/// The shape of a transformer, as far as its parameters depend on it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shape {
    /// All layers.
    pub layers: f64,
    /// Layers with attention, to the whole context or to a window.
    pub attending: f64,
    /// Layers with routed experts.
    pub moe_layers: f64,
    /// Width of the residual stream.
    pub hidden: f64,
    /// Query heads.
    pub heads: f64,
    /// Key and value heads.
    pub kv_heads: f64,
    /// Width of one head.
    pub head_dim: f64,
    /// The latent that is attended to instead of keys and values, if any.
    pub latent: Option<Latent>,
    /// Width of the network of a layer without experts.
    pub intermediate: f64,
    /// Width of one routed expert.
    pub moe_intermediate: f64,
    /// Width of all shared experts of a layer together.
    pub shared_intermediate: f64,
    /// Matrices of a network: 3 when gated, else 2.
    pub matrices: f64,
    /// Routed experts of a layer.
    pub experts: f64,
    /// Words in the vocabulary.
    pub vocab: f64,
    /// Whether the output head is the embedding.
    pub tied: bool,
    /// Whether it has no output head at all.
    pub encoder: bool,
}

/// Ranks and widths of multi-head latent attention.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Latent {
    /// Rank of keys and values.
    pub rank: f64,
    /// Rank of queries; zero when they are not compressed.
    pub query_rank: f64,
    /// Width of the positional part of a head.
    pub rope: f64,
    /// Width of the rest of a head.
    pub nope: f64,
    /// Width of the values of a head.
    pub value: f64,
}

/// Parameters of a transformer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parameters {
    /// In matrix products outside the routed experts, output head included.
    pub nonexpert: f64,
    /// In all routed experts.
    pub expert: f64,
    /// In all, the embedding included.
    pub total: f64,
}

impl Shape {
    /// Counts the parameters.
    ///
    /// ```text
    /// N_ne = V h + L_att A + (L - L_moe) m h f + L_moe m h f_s      N_ex = L_moe E m h f_e
    /// A    = 2 h d (H + K)                                          grouped queries
    /// A    = h q + q H (n + r) + h (c + r) + c H (n + v) + H v h    latent; h H (n + r) for the queries when q = 0
    /// N    = N_ne + N_ex + V h                                      tied: without the last term
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | V, h | vocabulary, width of the residual stream | 1 |
    /// | L, `L_att`, `L_moe` | layers; with attention; with experts | 1 |
    /// | H, K, d | query heads, key and value heads, width of one | 1 |
    /// | c, q, r, n, v | latent rank, query rank, widths of the positional part, the rest, the values | 1 |
    /// | m | matrices of a network | 1 |
    /// | f, `f_e`, `f_s` | widths of the network of a layer, of an expert, of the shared experts | 1 |
    ///
    /// Norms, biases, positions and routers are left out: together below 1 %. An encoder has no output head.
    /// Not for layers with a recurrent state.
    ///
    /// Source: reference notes on AI workloads, section 2.1; over 280 models of the catalogue agree within 2 %.
    ///
    /// ```
    /// use polder::workload::Shape;
    /// // Llama 3.1 8B, published as 8.03 billion.
    /// let llama = Shape { layers: 32.0, attending: 32.0, hidden: 4096.0, heads: 32.0, kv_heads: 8.0, head_dim: 128.0,
    ///     intermediate: 14_336.0, matrices: 3.0, vocab: 128_256.0, ..Shape::default() };
    /// assert!((llama.parameters().total / 8.03e9 - 1.0).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn parameters(&self) -> Parameters {
        let embedding = self.vocab * self.hidden;
        // An encoder looks its embedding up and has no output head; a tied head is the embedding.
        let (head, looked_up) = match (self.encoder, self.tied) {
            (true, _) => (0.0, embedding),
            (false, true) => (embedding, 0.0),
            (false, false) => (embedding, embedding),
        };
        let network = |width: f64| self.matrices * self.hidden * width;
        let nonexpert = head
            + self.attending * self.attention()
            + (self.layers - self.moe_layers) * network(self.intermediate)
            + self.moe_layers * network(self.shared_intermediate);
        let expert = self.moe_layers * self.experts * network(self.moe_intermediate);
        Parameters {
            nonexpert,
            expert,
            total: looked_up + nonexpert + expert,
        }
    }

    /// Parameters of the attention of one layer: query, key, value and output.
    fn attention(&self) -> f64 {
        let (h, heads) = (self.hidden, self.heads);
        let Some(l) = self.latent else {
            return 2.0 * h * self.head_dim * (heads + self.kv_heads);
        };
        let queries = heads * (l.nope + l.rope);
        let query = if l.query_rank > 0.0 {
            l.query_rank * (h + queries)
        } else {
            h * queries
        };
        query + h * (l.rank + l.rope) + l.rank * heads * (l.nope + l.value) + heads * l.value * h
    }
}
