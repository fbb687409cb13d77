//! Models of images, video, speech and embeddings, and the constants fitted for diffusion.

use std::fmt::Write as _;

use crate::catalogue::{Fields, catalogue, structs};
use crate::files::{Record, table};
use crate::fit::fit_fields;
use crate::generate::constant;
use crate::kind::Kind;

const MEDIA: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::Aliases),
    ("org", "org", Kind::Str),
    ("year", "year", Kind::Int),
    (
        "kind",
        "kind",
        Kind::Enum(
            "MediaKind",
            &[
                ("image", "Image"),
                ("video", "Video"),
                ("embedding", "Embedding"),
                ("speech", "Speech"),
            ],
        ),
    ),
    ("total", "total_b", Kind::Billion),
    ("token_parameters", "token_parameters_b", Kind::Billion),
    ("layers", "layers", Kind::Num),
    ("width", "width", Kind::Num),
    ("touches", "touches", Kind::Num),
    ("attention_width", "attention_width", Kind::Num),
    ("patch_px", "patch_px", Kind::Num),
    ("frames_per_latent", "frames_per_latent", Kind::Num),
    ("latents_per_token", "latents_per_token", Kind::Num),
    ("text_tokens", "text_tokens", Kind::Num),
    (
        "text",
        "text",
        Kind::Enum(
            "TextUse",
            &[("joint", "Joint"), ("cross", "Cross"), ("", "None")],
        ),
    ),
    ("by_frame", "attends", Kind::Is("frame", "all")),
    ("passes", "passes", Kind::Num),
    ("steps", "steps", Kind::Num),
    ("default_width", "default_width", Kind::Num),
    ("default_height", "default_height", Kind::Num),
    ("default_frames", "default_frames", Kind::Num),
    ("context_tokens", "context_tokens", Kind::Num),
    ("decoder_parameters", "decoder_parameters_b", Kind::Billion),
    ("decoder_layers", "decoder_layers", Kind::Num),
    ("decoder_heads", "decoder_heads", Kind::Num),
    ("cross_parameters", "cross_parameters_b", Kind::Billion),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

pub(crate) fn generated_media() -> String {
    let mut out = String::from(
        "use super::super::{Aliases, MediaKind, MediaModel, TextUse};\nuse crate::quantity::{Power, Time};\nuse crate::workload::DiffusionConstants;\n",
    );
    structs(
        &mut out,
        "MediaModel",
        "MEDIA_MODELS",
        &catalogue("media_models"),
        MEDIA,
    );
    let rows: Vec<Record> = table("series/fit-diffusion-2026.2.csv");
    for part in ["h100", "b200", "a100"] {
        write!(
            out,
            "\n/// Diffusion constants of the {}.\npub static FIT_DIFFUSION_{}: DiffusionConstants = DiffusionConstants {{\n",
            part.to_uppercase(),
            constant(part)
        )
        .unwrap();
        for (field, values) in fit_fields(&rows, part) {
            writeln!(out, "    {field}: {},", values.join(", ")).unwrap();
        }
        out += "};\n";
    }
    out
}
