//! The catalogues, checked against what can be computed or is printed elsewhere.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::float_cmp,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};

use polder::data;
use polder::workload::{Latent, Shape};

/// One row of a table, by column.
type Record = BTreeMap<String, String>;

/// How far a count may be off.
const TOLERANCE: f64 = 0.02;

/// Models whose columns do not hold the whole shape, and why.
const NO_FULL_SHAPE: &[(&str, &str)] = &[
    ("deepseek-v4-flash", "attention over compressed keys"),
    ("deepseek-v4-pro", "attention over compressed keys"),
];

/// Models whose shape gives another count than is reported, and why.
const OTHER_COUNT: &[(&str, &str)] = &[
    (
        "gopher-280b",
        "relative positions have parameters of their own",
    ),
    (
        "chinchilla-70b",
        "relative positions have parameters of their own",
    ),
];

/// Models that are off the printed number by more than the tolerance and its rounding, and why.
const OTHER_SIZE: &[(&str, &str)] = &[
    ("gemma-4-26b-a4b", "printed with the vision encoder"),
    ("gemma-4-31b", "printed with the vision encoder"),
    ("baichuan2-7b", "name rounds down"),
    ("ernie-4.5-0.3b", "name rounds down"),
    ("falcon-40b", "name rounds down"),
    ("falcon3-1b", "name rounds down"),
    ("gpt-neo-2.7b", "name rounds up from 2.65"),
    ("gpt-neox-20b", "name rounds down"),
    ("internlm2-7b", "name rounds down"),
    ("internlm2.5-7b", "name rounds down"),
    ("internlm3-8b", "name rounds down"),
    ("mimo-7b", "name rounds down"),
    ("minicpm-2b", "name leaves out the embedding"),
    ("mistral-large-4", "name rounds down"),
    ("nemotron-3-8b", "name rounds down"),
    ("nemotron-3-nano-30b-a3b", "name rounds down"),
    ("nemotron-4-15b", "name rounds down"),
    ("olmo-2-13b", "name rounds down"),
    ("persimmon-8b", "name leaves out the output head"),
    ("phi-4", "name rounds down"),
    ("qwen-7b", "name rounds down"),
    ("qwen1.5-7b", "name rounds down"),
    ("qwen2-7b", "name rounds down"),
    ("qwen2.5-7b-1m", "name rounds down"),
    ("qwen2.5-14b-1m", "name rounds down"),
    ("qwen2.5-coder-14b", "name rounds down"),
    ("qwen2.5-math-7b", "name rounds down"),
    ("qwen3-vl-32b", "name rounds down"),
    ("salamandra-7b", "name leaves out the embedding"),
    ("sarvam-30b", "name leaves out the embedding"),
    ("stablelm-alpha-3b", "name rounds down"),
    ("stablelm-alpha-7b", "name rounds down"),
    ("starcoder2-15b", "name rounds down"),
];

fn models() -> Vec<Record> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/catalogue/models.csv"
    );
    let rows = csv::Reader::from_path(path).unwrap().into_deserialize();
    rows.map(Result::unwrap).collect()
}

fn number(r: &Record, column: &str) -> f64 {
    let cell = &r[column];
    let number = if cell.is_empty() {
        Ok(0.0)
    } else {
        cell.parse()
    };
    number.unwrap_or_else(|_| panic!("{}: {column} `{cell}`", r["id"]))
}

fn listed(list: &[(&str, &str)], r: &Record) -> bool {
    list.iter().any(|(id, _)| *id == r["id"])
}

/// True when the columns hold the whole shape: every layer attends, and none keeps a state instead.
fn full_shape(r: &Record) -> bool {
    number(r, "state_layers") == 0.0 && !listed(NO_FULL_SHAPE, r)
}

/// Parameters outside the experts that are multiplied, in the experts, and in all, in billions.
fn count(r: &Record) -> [f64; 3] {
    let n = |column| number(r, column);
    let latent = (r["attention"] != "gqa").then(|| Latent {
        rank: n("kv_lora_rank"),
        query_rank: n("q_lora_rank"),
        rope: n("rope_dim"),
        nope: n("nope_dim"),
        value: n("value_dim"),
    });
    let shape = Shape {
        layers: n("layers"),
        attending: n("layers_full") + n("sliding_layers"),
        moe_layers: n("moe_layers"),
        hidden: n("hidden"),
        heads: n("heads"),
        kv_heads: n("kv_heads"),
        head_dim: n("head_dim"),
        latent,
        intermediate: n("intermediate"),
        moe_intermediate: n("moe_intermediate"),
        shared_intermediate: n("shared_intermediate"),
        matrices: n("mlp_matrices"),
        experts: n("experts"),
        vocab: n("vocab"),
        tied: r["tied"] == "yes",
        encoder: r["kind"] == "encoder",
    };
    let p = shape.parameters();
    [p.nonexpert, p.expert, p.total].map(|n| n / 1e9)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= TOLERANCE * b.abs()
}

#[test]
fn the_shape_of_a_model_gives_its_parameters() {
    let mut checked = 0;
    for r in models().iter().filter(|r| full_shape(r)) {
        let [nonexpert, expert, total] = count(r);
        let given = ["nonexpert_matmul_b", "expert_total_b", "total_b"].map(|c| number(r, c));
        assert!(
            near(nonexpert, given[0]),
            "{}: {nonexpert} outside experts, {} given",
            r["id"],
            given[0]
        );
        assert!(
            near(expert, given[1]),
            "{}: {expert} in experts, {} given",
            r["id"],
            given[1]
        );
        assert_eq!(
            near(total, given[2]),
            !listed(OTHER_COUNT, r),
            "{}: {total} in all, {} given: add to or take from OTHER_COUNT",
            r["id"],
            given[2]
        );
        checked += 1;
    }
    assert!(checked >= 280, "only {checked} models have a full shape");
}

#[test]
fn parameters_match_what_is_printed() {
    let mut checked = 0;
    for r in models().iter().filter(|r| !r["published_b"].is_empty()) {
        let printed = number(r, "published_b");
        let decimals = r["published_b"].split_once('.').map_or(0, |(_, d)| d.len());
        // A size of 7 stands for 6.5 to 7.5.
        let rounding = (0..decimals).fold(0.5, |half, _| half / 10.0) + 1e-9;
        let total = number(r, "total_b");
        assert_eq!(
            near(total, printed) || (total - printed).abs() <= rounding,
            !listed(OTHER_SIZE, r),
            "{}: {total}, printed {printed}: add to or take from OTHER_SIZE",
            r["id"]
        );
        checked += 1;
    }
    assert!(checked >= 255, "only {checked} models have a printed size");
}

#[test]
fn exceptions_are_models() {
    for (id, why) in [NO_FULL_SHAPE, OTHER_COUNT, OTHER_SIZE].concat() {
        assert!(data::model(id).is_some() && !why.is_empty(), "{id}");
    }
}

#[test]
fn the_parts_of_a_model_fit() {
    for m in data::MODELS {
        assert!(
            m.active <= m.total && m.nonexpert + m.expert <= m.total * 1.01,
            "{}",
            m.id
        );
        assert!(
            m.layers_full + m.sliding_layers + m.state_layers <= m.layers,
            "{}",
            m.id
        );
        assert_eq!(
            m.moe,
            m.experts > 0.0 && m.top_k > 0.0 && m.moe_layers > 0.0,
            "{}",
            m.id
        );
        assert_eq!(m.mla, m.kv_lora_rank > 0.0, "{}", m.id);
        assert_eq!(m.sliding_window > 0.0, m.sliding_layers > 0.0, "{}", m.id);
        assert!(
            m.moe_layers <= m.layers && m.context >= 512.0 && m.vocab > 0.0,
            "{}",
            m.id
        );
    }
}

#[test]
fn a_closed_model_has_an_order_and_a_method() {
    for m in data::CLOSED_MODELS {
        for cell in [m.active_b, m.total_b] {
            assert!(
                0.0 < cell.low && cell.low <= cell.value && cell.value <= cell.high,
                "{}",
                m.id
            );
        }
        assert!(
            m.active_b.value <= m.total_b.value && m.active_b.high <= m.total_b.high,
            "{}",
            m.id
        );
        assert!(
            !m.method.is_empty() && ["assumed", "reported"].contains(&m.basis),
            "{}",
            m.id
        );
        // What nobody printed is not known within a quarter.
        assert!(
            m.basis == "reported" || m.active_b.high > 1.25 * m.active_b.low,
            "{}",
            m.id
        );
    }
}

#[test]
fn names_in_use_lead_to_a_row() {
    let models = [
        ("meta-llama/Llama-3.1-70B-Instruct", "llama-3.1-70b"),
        ("META-LLAMA/llama-3.1-8b-instruct", "llama-3.1-8b"),
        ("Qwen/Qwen2.5-Coder-32B-Instruct", "qwen2.5-coder-32b"),
        ("stabilityai/stablelm-tuned-alpha-7b", "stablelm-alpha-7b"),
        ("google-bert/bert-large-uncased", "bert-large"),
        ("utter-project/EuroLLM-9B-Instruct", "eurollm-9b"),
        ("BramVanroy/fietje-2", "phi-2"),
    ];
    for (name, id) in models {
        assert_eq!(data::model(name).map(|m| m.id), Some(id), "{name}");
    }
    let accelerators = [
        ("H100 SXM 80GB", "h100-sxm"),
        ("A100 SXM 40GB", "a100-sxm-40gb"),
        ("B200 SXM 180GB", "b200"),
        ("rtx 5090", "rtx-5090"),
    ];
    for (name, id) in accelerators {
        assert_eq!(data::accelerator(name).map(|a| a.id), Some(id), "{name}");
    }
    assert_eq!(
        data::closed_model("openai/GPT-4o").map(|m| m.id),
        Some("gpt-4o")
    );
    assert_eq!(data::server("dgx spark").map(|s| s.id), Some("dgx-spark"));
}

#[test]
fn no_name_leads_to_two_rows() {
    let mut seen = BTreeSet::new();
    let open = data::MODELS.iter().map(|m| (m.id, m.name, m.aliases));
    let closed = data::CLOSED_MODELS
        .iter()
        .map(|m| (m.id, m.name, m.aliases));
    for (id, name, aliases) in open.chain(closed) {
        let names: BTreeSet<_> = [id, name]
            .into_iter()
            .chain(aliases.iter())
            .map(str::to_lowercase)
            .collect();
        for n in names {
            assert!(seen.insert(n.clone()), "{id}: `{n}` is taken");
        }
    }
}
