//! Models that are no language models: images, video, speech, embeddings.

use super::catalogue::named;
use super::{Aliases, MEDIA_MODELS};
use crate::workload::Denoiser;

/// What a model makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// Images, by diffusion.
    Image,
    /// Video, by diffusion.
    Video,
    /// Vectors of a text.
    Embedding,
    /// Text of speech.
    Speech,
}

/// How a denoiser uses the text it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextUse {
    /// Text tokens go through the layers beside those of the picture.
    Joint,
    /// Layers look at the text; it does not go through them.
    Cross,
    /// Not a denoiser.
    None,
}

/// A model of one of these kinds. Counts are zero where the model has no such part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MediaModel {
    /// Stable id.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Other names.
    pub aliases: Aliases,
    /// Maker.
    pub org: &'static str,
    /// Year of release.
    pub year: u16,
    /// What it makes.
    pub kind: MediaKind,
    /// Parameters; of a diffusion model those of the denoiser.
    pub total: f64,
    /// Parameters that one token meets in a pass of the denoiser or the encoder.
    pub token_parameters: f64,
    /// Layers of denoiser or encoder.
    pub layers: f64,
    /// Width of the activations, mean over the layers.
    pub width: f64,
    /// How often a layer reads or writes its activations beside matrix products (docs/media.md).
    pub touches: f64,
    /// Width of the attention over all tokens, summed over the layers.
    pub attention_width: f64,
    /// Side of the square of pixels that is one token.
    pub patch_px: f64,
    /// Frames in one latent frame, after the first; zero for images.
    pub frames_per_latent: f64,
    /// Latent frames in one token.
    pub latents_per_token: f64,
    /// Tokens of text, padding included.
    pub text_tokens: f64,
    /// How the text is used.
    pub text: TextUse,
    /// Attends within each frame only.
    pub by_frame: bool,
    /// Passes of the denoiser per step: two with classifier-free guidance.
    pub passes: f64,
    /// Steps its makers advise.
    pub steps: f64,
    /// Pixels across.
    pub default_width: f64,
    /// Pixels down.
    pub default_height: f64,
    /// Frames.
    pub default_frames: f64,
    /// Longest text, or tokens of one window of sound.
    pub context_tokens: f64,
    /// Parameters that one output token meets in the decoder, output head included.
    pub decoder_parameters: f64,
    /// Layers of the decoder.
    pub decoder_layers: f64,
    /// Heads of the decoder.
    pub decoder_heads: f64,
    /// Parameters of the decoder that each encoder token meets once.
    pub cross_parameters: f64,
    /// Measured, reported, modelled, fitted, derived or assumed.
    pub basis: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Page, table or cell in the source.
    pub locator: &'static str,
    /// For readers.
    pub note: &'static str,
}

impl MediaModel {
    /// Its denoiser, as far as time and energy depend on it.
    pub fn denoiser(&self) -> Denoiser {
        Denoiser {
            token_parameters: self.token_parameters,
            layers: self.layers,
            width: self.width,
            touches: self.touches,
            attention_width: self.attention_width,
            patch_px: self.patch_px,
            frames_per_latent: self.frames_per_latent,
            latents_per_token: self.latents_per_token,
            text_tokens: self.text_tokens,
            joint: self.text == TextUse::Joint,
            by_frame: self.by_frame,
            passes: self.passes,
        }
    }
}

/// The model with this id, name or alias.
pub fn media_model(name: &str) -> Option<&'static MediaModel> {
    MEDIA_MODELS
        .iter()
        .find(|m| named(name, &[m.id, m.name], m.aliases))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_to_its_own_row() {
        for m in MEDIA_MODELS {
            for name in [m.id, m.name].into_iter().chain(m.aliases.iter()) {
                assert_eq!(media_model(name), Some(m), "{name}");
            }
        }
    }

    #[test]
    fn each_kind_has_the_parts_its_model_reads() {
        for m in MEDIA_MODELS {
            let picture = matches!(m.kind, MediaKind::Image | MediaKind::Video);
            let all = m.total > 0.0 && m.token_parameters > 0.0 && m.layers > 0.0 && m.width > 0.0;
            assert!(all, "{}", m.id);
            assert_eq!(picture, m.text != TextUse::None, "{}", m.id);
            assert_eq!(
                picture,
                m.steps > 0.0 && m.passes > 0.0 && m.patch_px > 0.0 && m.touches > 0.0,
                "{}",
                m.id
            );
            assert_eq!(
                m.kind == MediaKind::Video,
                m.frames_per_latent > 0.0 && m.latents_per_token > 0.0,
                "{}",
                m.id
            );
            assert_eq!(picture, m.context_tokens.abs() < 0.5, "{}", m.id);
            assert_eq!(
                m.kind == MediaKind::Speech,
                m.decoder_parameters > 0.0 && m.decoder_layers > 0.0,
                "{}",
                m.id
            );
        }
    }
}
