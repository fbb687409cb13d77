//! Speech to text: windows of sound are encoded, and their words decoded.

use super::embedding::efficiency;
use super::{Batch, Machine, field};
use crate::data::{MediaModel, params};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::Time;
use crate::resolve::{Bounds, Resolver};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Architecture, Constants, Encoder, Load, Step};

/// Recordings that are written down.
#[derive(Debug)]
pub(super) struct Speech {
    encoder: Encoder,
    decoder: Architecture,
    constants: Constants,
    audio: Handle<Time>,
    words: Words,
    efficiency: Handle<f64>,
    batch: Handle<f64>,
}

/// Output tokens: given for a recording, or by its length.
#[derive(Debug)]
enum Words {
    Given(Handle<f64>),
    PerSecond(Handle<f64>),
}

impl Speech {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        model: &MediaModel,
        machine: &Machine,
    ) -> Result<Self, Error> {
        r.warn(
            "speech-unmeasured",
            "Speech is put together from an encoder and a decoder; one measured run stands beside it. The range is wide for that reason.",
            "Spraak is samengesteld uit een encoder en een decoder; er staat een gemeten geval naast. Daarom is de marge ruim.",
        );
        let seconds = Bounds {
            unit: "s",
            scale: 1.0,
            low: 0.1,
            high: 1e6,
        };
        let words = match &w.output_tokens {
            Some(n) => {
                Words::Given(r.given(&field("output_tokens"), n, Bounds::plain(1.0, 1e7))?)
            }
            None => Words::PerSecond(r.param(params::SPEECH_TOKENS_PER_S)),
        };
        Ok(Self {
            // Each token of sound meets, once, what the decoder makes of it.
            encoder: Encoder {
                parameters: model.token_parameters + model.cross_parameters,
                attention_width: model.attention_width,
                context: model.context_tokens,
            },
            decoder: decoder(model),
            constants: hardware::constants(
                machine.accelerator,
                &machine.chip,
                false,
                machine.precision,
            ),
            audio: r.number(
                &field("audio_s"),
                w.audio_s,
                seconds,
                params::SPEECH_AUDIO_S,
            )?,
            words,
            efficiency: efficiency(r, machine.precision),
            batch: r.number(
                &field("batch"),
                w.batch,
                Bounds::plain(1.0, 1e4),
                params::SPEECH_BATCH,
            )?,
        })
    }

    pub(super) fn at(&self, draw: &Draw, machine: &Machine) -> Batch {
        let audio = draw.get(self.audio);
        let window = params::SPEECH_WINDOW_S.value();
        let windows = (audio / window).max(1.0);
        let words = match self.words {
            Words::Given(n) => draw.get(n),
            Words::PerSecond(rate) => draw.get(rate) * audio.to_s(),
        };
        let size = draw.get(self.batch);
        let (hearing, encode) = self.encoder.encode(
            self.encoder.context,
            &machine.chip,
            draw.get(self.efficiency),
            (
                machine.floor(),
                machine.chip.tdp * params::INFERENCE_CEILING.value(),
            ),
            machine.limit,
        );
        let (writing, token) = self
            .step(machine, words / windows)
            .power(size, machine.limit);
        let (heard, written) = (encode * windows, token * (words / size));
        let each = heard + written;
        Batch {
            size,
            time: each * (size / windows),
            each,
            power: (hearing * heard + writing * written) / each,
        }
    }

    /// A decode step whose context is the sound of one window.
    fn step(&self, machine: &Machine, words: f64) -> Step {
        let load = Load {
            accelerators: 1.0,
            input_uncached: 0.0,
            input_total: self.encoder.context,
            output: words,
            ..Load::default()
        };
        Step::new(
            &self.decoder,
            &machine.chip,
            &self.constants,
            &load,
            machine.precision,
        )
    }
}

fn decoder(m: &MediaModel) -> Architecture {
    Architecture {
        layers: m.decoder_layers,
        layers_full: m.decoder_layers,
        hidden: m.width,
        heads: m.decoder_heads,
        kv_heads: m.decoder_heads,
        head_dim: m.width / m.decoder_heads,
        nonexpert: m.decoder_parameters,
        ..Architecture::default()
    }
}
