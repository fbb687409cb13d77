//! `data/catalogue`: a thing a row.

use std::fmt::Write as _;

use crate::files::{Record, files, float, table};
use crate::kind::Kind;

pub(crate) fn catalogue(name: &str) -> Vec<Record> {
    table(&format!("catalogue/{name}.csv"))
}

pub(crate) fn catalogues() -> Vec<(String, Vec<Record>)> {
    let found = files();
    let found = found.iter().filter(|f| f.starts_with("catalogue/"));
    found.map(|f| (f.clone(), table(f))).collect()
}

#[test]
fn every_catalogue_range_is_ordered() {
    for (path, rows) in catalogues() {
        for r in rows {
            for (low, _) in r
                .iter()
                .filter(|(c, low)| c.contains("low") && !low.is_empty())
            {
                let (high, stem) = (low.replace("low", "high"), low.trim_end_matches("_low"));
                // The central column is the one of its stem that is neither end: sorted, `water_high`
                // came before `water_l_per_kwh`, and was once compared with itself.
                let named = |c: &&String| {
                    let end = ["_low", "_high", "_source", "_locator"];
                    let central = c.starts_with(stem) && !end.iter().any(|e| c.ends_with(e));
                    **c == low.replace("low", "value") || central
                };
                let value = r.keys().find(named).unwrap();
                let (value, low, high) = (float(&r, value), float(&r, low), float(&r, &high));
                assert!(low <= value && value <= high, "{path}: {}: {stem}", r["id"]);
                assert!(0.0 <= low, "{path}: {}: {stem} below zero", r["id"]);
                assert!(
                    !stem.starts_with("td_loss") || high <= 1.0,
                    "{}: {stem}",
                    r["id"]
                );
            }
        }
    }
}

#[test]
fn carbon_at_the_stack_is_part_of_the_life_cycle() {
    for r in catalogue("countries") {
        let (direct, all) = ("carbon_direct_g_per_kwh", "carbon_lifecycle_g_per_kwh");
        assert!(float(&r, direct) <= float(&r, all), "{}", r["id"]);
    }
}

#[test]
fn every_accelerator_has_one_chosen_embodied_carbon() {
    let rows = catalogue("embodied_accelerators");
    for a in catalogue("accelerators") {
        let chosen = |r: &&Record| r["accelerator"] == a["id"] && r["chosen"] == "yes";
        assert_eq!(rows.iter().filter(chosen).count(), 1, "{}", a["id"]);
    }
}

pub(crate) type Fields = &'static [(&'static str, &'static str, Kind)];

const ACCELERATOR: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::Aliases),
    ("vendor", "vendor", Kind::Str),
    ("year", "year", Kind::Int),
    ("form", "form", Kind::Str),
    ("tdp", "tdp_w", Kind::Opt("Power::w")),
    ("bf16", "bf16_tflops", Kind::Opt("ComputeRate::tflops")),
    ("fp8", "fp8_tflops", Kind::Opt("ComputeRate::tflops")),
    ("fp4", "fp4_tflops", Kind::Opt("ComputeRate::tflops")),
    ("int8", "int8_tops", Kind::Opt("ComputeRate::tflops")),
    ("memory", "memory_gb", Kind::Of("Data::gb")),
    (
        "bandwidth",
        "bandwidth_gb_per_s",
        Kind::Of("Bandwidth::gb_per_s"),
    ),
    ("link", "link_gb_per_s", Kind::Opt("Bandwidth::gb_per_s")),
    ("die_mm2", "die_mm2", Kind::OptNum),
    ("floor", "floor_w", Kind::Opt("Power::w")),
    ("idle", "idle_w", Kind::Opt("Power::w")),
    (
        "fit",
        "fit",
        Kind::Enum(
            "Fit",
            &[
                ("h100", "H100"),
                ("b200", "B200"),
                ("a100", "A100"),
                ("none", "None"),
            ],
        ),
    ),
    (
        "fit_basis",
        "fit_basis",
        Kind::Enum(
            "FitBasis",
            &[
                ("measured", "Measured"),
                ("same-generation", "SameGeneration"),
                ("transfer", "Transfer"),
            ],
        ),
    ),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

const SERVER: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::Aliases),
    ("accelerator", "accelerator", Kind::Str),
    ("accelerators", "accelerators", Kind::Int),
    ("rated", "rated_w", Kind::Of("Power::w")),
    ("host_w", "host_w", Kind::Cell("host_w_low", "host_w_high")),
    ("idle", "idle_w", Kind::Opt("Power::w")),
    (
        "training_w",
        "training_w",
        Kind::OptCell("training_w_low", "training_w_high"),
    ),
    ("liquid", "cooling", Kind::Is("liquid", "air")),
    ("rack_kw", "rack_kw", Kind::OptNum),
    (
        "embodied_host_kg",
        "embodied_host_kg",
        Kind::Cell("embodied_host_kg_low", "embodied_host_kg_high"),
    ),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

const MODEL: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::Aliases),
    ("org", "org", Kind::Str),
    ("year", "year", Kind::Int),
    ("moe", "structure", Kind::Is("moe", "dense")),
    ("total", "total_b", Kind::Billion),
    ("active", "active_b", Kind::Billion),
    ("layers", "layers", Kind::Num),
    ("layers_full", "layers_full", Kind::Num),
    ("hidden", "hidden", Kind::Num),
    ("heads", "heads", Kind::Num),
    ("kv_heads", "kv_heads", Kind::Num),
    ("head_dim", "head_dim", Kind::Num),
    ("mla", "attention", Kind::Is("mla", "gqa")),
    ("kv_lora_rank", "kv_lora_rank", Kind::Num),
    ("rope_dim", "rope_dim", Kind::Num),
    ("experts", "experts", Kind::Num),
    ("top_k", "top_k", Kind::Num),
    ("moe_layers", "moe_layers", Kind::Num),
    ("sliding_window", "sliding_window", Kind::Num),
    ("sliding_layers", "sliding_layers", Kind::Num),
    ("state_layers", "state_layers", Kind::Num),
    ("state_bytes", "state_bytes", Kind::Num),
    ("vocab", "vocab", Kind::Num),
    ("encoder", "kind", Kind::Is("encoder", "decoder")),
    ("nonexpert", "nonexpert_matmul_b", Kind::Billion),
    ("expert", "expert_total_b", Kind::Billion),
    ("precision", "native_precision", Kind::Str),
    ("context", "context", Kind::Num),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

const CLOSED_MODEL: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::Aliases),
    ("provider", "provider", Kind::Str),
    (
        "active_b",
        "active_b",
        Kind::Cell("active_b_low", "active_b_high"),
    ),
    (
        "total_b",
        "total_b",
        Kind::Cell("total_b_low", "total_b_high"),
    ),
    ("released", "released", Kind::Str),
    ("basis", "basis", Kind::Str),
    ("method", "method", Kind::Text),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
];

const COUNTRY: Fields = &[
    ("id", "id", Kind::Str),
    ("iso3", "iso3", Kind::Str),
    ("name", "name", Kind::Str),
    ("name_nl", "name_nl", Kind::Str),
    ("year", "year", Kind::Int),
    (
        "carbon_lifecycle_g_per_kwh",
        "carbon_lifecycle_g_per_kwh",
        Kind::Cell("carbon_lifecycle_low", "carbon_lifecycle_high"),
    ),
    (
        "carbon_direct_g_per_kwh",
        "carbon_direct_g_per_kwh",
        Kind::Cell("carbon_direct_low", "carbon_direct_high"),
    ),
    (
        "carbon_residual_g_per_kwh",
        "carbon_residual_g_per_kwh",
        Kind::OptCell("carbon_residual_low", "carbon_residual_high"),
    ),
    (
        "water_l_per_kwh",
        "water_l_per_kwh",
        Kind::Cell("water_low", "water_high"),
    ),
    (
        "scarcity",
        "scarcity",
        Kind::OptCell("scarcity_low", "scarcity_high"),
    ),
    (
        "td_loss_share",
        "td_loss_share",
        Kind::Cell("td_loss_low", "td_loss_high"),
    ),
    ("climatology", "climatology", Kind::OptStr),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    (
        "direct",
        "carbon_direct_source",
        Kind::Origin("carbon_direct_locator"),
    ),
    (
        "residual",
        "carbon_residual_source",
        Kind::OptOrigin("carbon_residual_locator"),
    ),
    ("water", "water_source", Kind::Origin("water_locator")),
    (
        "scarce",
        "scarcity_source",
        Kind::OptOrigin("scarcity_locator"),
    ),
    ("td_loss", "td_loss_source", Kind::Origin("td_loss_locator")),
    ("note", "note", Kind::Text),
];

const PLACE: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("name_nl", "name_nl", Kind::Str),
    ("country", "country", Kind::Str),
    ("latitude", "latitude", Kind::Num),
    ("longitude", "longitude", Kind::Num),
    ("climatology", "climatology", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

const EMBODIED: Fields = &[
    ("accelerator", "accelerator", Kind::Str),
    ("value_kg", "value_kg", Kind::Cell("low_kg", "high_kg")),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

const TASK: Fields = &[
    ("id", "id", Kind::Str),
    ("kind", "kind", Kind::Str),
    ("name", "name", Kind::Str),
    ("name_nl", "name_nl", Kind::Str),
    ("story", "story", Kind::Text),
    ("story_nl", "story_nl", Kind::Text),
    ("turns", "turns", Kind::Cell("turns_low", "turns_high")),
    (
        "first_input_tokens",
        "first_input_tokens",
        Kind::Cell("first_input_tokens_low", "first_input_tokens_high"),
    ),
    (
        "user_tokens",
        "user_tokens",
        Kind::Cell("user_tokens_low", "user_tokens_high"),
    ),
    (
        "output_tokens",
        "output_tokens",
        Kind::Cell("output_tokens_low", "output_tokens_high"),
    ),
    (
        "reasoning_tokens",
        "reasoning_tokens",
        Kind::Cell("reasoning_tokens_low", "reasoning_tokens_high"),
    ),
    (
        "tool_calls",
        "tool_calls",
        Kind::Cell("tool_calls_low", "tool_calls_high"),
    ),
    (
        "tool_tokens",
        "tool_tokens",
        Kind::Cell("tool_tokens_low", "tool_tokens_high"),
    ),
    (
        "retries",
        "retries",
        Kind::Cell("retries_low", "retries_high"),
    ),
    (
        "cached_share",
        "cached_share",
        Kind::Cell("cached_share_low", "cached_share_high"),
    ),
    (
        "latency_ms",
        "latency_ms",
        Kind::Cell("latency_ms_low", "latency_ms_high"),
    ),
    (
        "searches",
        "searches",
        Kind::Cell("searches_low", "searches_high"),
    ),
    (
        "minutes",
        "minutes",
        Kind::Cell("minutes_low", "minutes_high"),
    ),
    ("model", "model", Kind::OptStr),
    ("smaller_model", "smaller_model", Kind::OptStr),
    ("width", "width", Kind::OptNum),
    ("height", "height", Kind::OptNum),
    ("frames", "frames", Kind::OptNum),
    ("steps", "steps", Kind::OptNum),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

const DEVICE: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("name_nl", "name_nl", Kind::Str),
    ("runs", "runs", Kind::Str),
    ("read_tokens_per_s", "read_tokens_per_s", Kind::Num),
    ("write_tokens_per_s", "write_tokens_per_s", Kind::Num),
    (
        "power_w",
        "power_w",
        Kind::Cell("power_w_low", "power_w_high"),
    ),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Text),
    ("note", "note", Kind::Text),
];

pub(crate) fn generated_catalogue() -> String {
    let mut out = String::from(
        "use super::super::{Accelerator, Aliases, Cell, ClosedModel, Country, Device, Embodied, Fit, FitBasis, Model, Origin, Place, Server, Task};\n\
         use crate::quantity::{Bandwidth, ComputeRate, Data, Power};\n",
    );
    let mut embodied = catalogue("embodied_accelerators");
    embodied.retain(|r| r["chosen"] == "yes");
    structs(
        &mut out,
        "Accelerator",
        "ACCELERATORS",
        &catalogue("accelerators"),
        ACCELERATOR,
    );
    structs(&mut out, "Server", "SERVERS", &catalogue("servers"), SERVER);
    structs(&mut out, "Model", "MODELS", &catalogue("models"), MODEL);
    structs(
        &mut out,
        "ClosedModel",
        "CLOSED_MODELS",
        &catalogue("closed_models"),
        CLOSED_MODEL,
    );
    structs(
        &mut out,
        "Country",
        "COUNTRIES",
        &catalogue("countries"),
        COUNTRY,
    );
    structs(&mut out, "Place", "PLACES", &catalogue("places"), PLACE);
    structs(&mut out, "Embodied", "EMBODIED", &embodied, EMBODIED);
    structs(&mut out, "Task", "TASKS", &catalogue("tasks"), TASK);
    structs(&mut out, "Device", "DEVICES", &catalogue("devices"), DEVICE);
    out
}

pub(crate) fn structs(out: &mut String, ty: &str, name: &str, rows: &[Record], fields: Fields) {
    writeln!(
        out,
        "\n/// Every row of the catalogue, in its order.\npub static {name}: &[{ty}] = &["
    )
    .unwrap();
    for r in rows {
        let fields: Vec<_> = fields
            .iter()
            .map(|(f, column, kind)| format!("{f}: {}", kind.code(r, column)))
            .collect();
        writeln!(out, "    {ty} {{ {} }},", fields.join(", ")).unwrap();
    }
    *out += "];\n";
}
