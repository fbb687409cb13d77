//! Embeddings: texts in filled batches.

use super::{Batch, Machine, field};
use crate::data::{MediaModel, params};
use crate::document::Workload;
use crate::error::Error;
use crate::resolve::{Bounds, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Encoder, Precision};

/// Texts of which vectors are made.
#[derive(Debug)]
pub(super) struct Embedding {
    encoder: Encoder,
    tokens: Handle<f64>,
    efficiency: Handle<f64>,
}

impl Embedding {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        model: &MediaModel,
        machine: &Machine,
    ) -> Result<Self, Error> {
        r.warn(
            "batches-filled",
            "Counted with full batches. A service that embeds short texts one by one leaves the chip idle and takes several times as much.",
            "Gerekend met volle batches. Een dienst die korte teksten een voor een verwerkt laat de chip wachten en gebruikt een veelvoud.",
        );
        let embedding = Self {
            encoder: Encoder {
                parameters: model.token_parameters,
                attention_width: model.attention_width,
                context: model.context_tokens,
            },
            tokens: r.number(
                &field("input_tokens"),
                w.input_tokens,
                Bounds::plain(1.0, 1e7),
                params::EMBEDDING_INPUT_TOKENS,
            )?,
            efficiency: efficiency(r, machine.precision),
        };
        embedding.warn_of_context(r);
        Ok(embedding)
    }

    /// Warns when a text is longer than what the model reads at a time.
    fn warn_of_context(&self, r: &mut Resolver) {
        let values = r.slots.central_values();
        let (tokens, most) = (Draw::new(&values).get(self.tokens), self.encoder.context);
        if tokens > most {
            r.warn(
                "context-over-model",
                format!("`model` reads {most} tokens at a time: a text of {tokens:.0} is counted in pieces."),
                format!("`model` leest {most} tokens tegelijk: een tekst van {tokens:.0} telt in stukken."),
            );
        }
    }

    pub(super) fn at(&self, draw: &Draw, machine: &Machine) -> Batch {
        let busy = machine.chip.tdp * params::INFERENCE_CEILING.value();
        let (power, each) = self.encoder.encode(
            draw.get(self.tokens),
            &machine.chip,
            draw.get(self.efficiency),
            (machine.floor(), busy),
            machine.limit,
        );
        Batch {
            size: 1.0,
            time: each,
            each,
            power,
        }
    }
}

/// Share of the dense peak that an encoder reaches.
pub(super) fn efficiency(r: &mut Resolver, precision: Precision) -> Handle<f64> {
    match precision {
        Precision::Fp8 => r.param(params::ENCODER_EFFICIENCY_FP8),
        _ => r.param(params::ENCODER_EFFICIENCY_BF16),
    }
}
