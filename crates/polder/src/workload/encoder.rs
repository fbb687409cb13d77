//! Encoders: all tokens at once, nothing generated. Embeddings, and the hearing half of speech recognition.

use super::Chip;
use super::diffusion::capped;
use crate::quantity::{Compute, Power, Time};

/// An encoder, as far as its cost depends on it. Counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Encoder {
    /// Parameters that one token meets, embeddings left out.
    pub parameters: f64,
    /// Width of the attention, summed over the layers.
    pub attention_width: f64,
    /// Longest sequence; a longer text is cut into pieces.
    pub context: f64,
}

/// Arithmetic of encoding a text.
///
/// ```text
/// F = S (2 N + 4 A min(S, c))
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | S | tokens of the text | 1 |
/// | N | parameters a token meets | 1 |
/// | A | width of the attention, summed over the layers; both directions are looked at | 1 |
/// | c | longest sequence of the model | 1 |
///
/// Valid for encoders without padding; a causal model used as an encoder computes half of the second term.
///
/// Source: reference notes on AI workloads, sections 2.1 and 2.8.
///
/// ```
/// use polder::workload::{Encoder, encoding_compute};
/// // BERT large on 384 tokens, by hand: 384 x (2 x 302e6 + 4 x 24 x 1024 x 384) = 0.246 TFLOP.
/// let bert = Encoder { parameters: 302e6, attention_width: 24.0 * 1024.0, context: 512.0 };
/// assert!((encoding_compute(&bert, 384.0).to_tflop() - 0.2464).abs() < 1e-4);
/// ```
pub fn encoding_compute(encoder: &Encoder, tokens: f64) -> Compute {
    let seen = tokens.min(encoder.context);
    Compute::flop(tokens * (2.0 * encoder.parameters + 4.0 * encoder.attention_width * seen))
}

impl Encoder {
    /// Mean power and time of one accelerator that encodes `tokens`, under `cap`.
    ///
    /// ```text
    /// t = F / (η F_peak)        P = ceiling · TDP
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | F | arithmetic, [`encoding_compute`] | FLOP |
    /// | η | share of the dense peak reached, batches filled | 1 |
    /// | ceiling | highest mean power over rated power: matrix products keep the chip there | 1 |
    ///
    /// Valid where batches are full: a single short text leaves most of the chip idle. Below the ceiling a cap
    /// stretches the time over what is above `floor`.
    ///
    /// Source: `mlperf-inference-power`, BERT-large on eight H200: 0.121 J at the wall per 384 tokens, of which η.
    ///
    /// ```
    /// use polder::quantity::{ComputeRate, Power};
    /// use polder::workload::{Chip, Encoder};
    /// // By hand: 1 TFLOP at half of 1 PFLOP/s takes 2 ms.
    /// let encoder = Encoder { parameters: 5e8, attention_width: 0.0, context: 512.0 };
    /// let chip = Chip { tdp: Power::w(700.0), peak: ComputeRate::tflops(1e3), ..Default::default() };
    /// let (power, time) = encoder.encode(1000.0, &chip, 0.5, (Power::w(120.0), Power::w(690.0)), None);
    /// assert!((time.to_ms() - 2.0).abs() < 1e-12 && power == Power::w(690.0));
    /// ```
    pub fn encode(
        &self,
        tokens: f64,
        chip: &Chip,
        efficiency: f64,
        (floor, busy): (Power, Power),
        cap: Option<Power>,
    ) -> (Power, Time) {
        let time = encoding_compute(self, tokens) / (efficiency * chip.peak);
        capped(busy, floor, time, cap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BERT: Encoder = Encoder {
        parameters: 302e6,
        attention_width: 24_576.0,
        context: 512.0,
    };

    proptest! {
        #[test]
        fn longer_texts_take_more(tokens in 1.0..5000.0, more in 1.001..3.0) {
            prop_assert!(encoding_compute(&BERT, tokens * more) > encoding_compute(&BERT, tokens));
        }

        #[test]
        fn beyond_its_context_a_text_costs_by_the_token(tokens in 512.0..5000.0, more in 1.001..3.0) {
            let ratio: f64 = encoding_compute(&BERT, tokens * more) / encoding_compute(&BERT, tokens);
            let off: f64 = ratio - more;
            prop_assert!(off.abs() < 1e-12 * more);
        }
    }
}
