//! Closed models, and models and accelerators of the user's own.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::disallowed_methods,
    clippy::cast_precision_loss,
    missing_docs,
    reason = "tests"
)]

use std::collections::BTreeSet;

use polder::data::{self, Model};
use polder::document::{CustomAccelerator, Workload, read_json};
use polder::report::Question;
use polder::uncertain::{Draw, Model as _};
use polder::{Estimate, Plan, Report};
use serde_json::{Value, json};

/// Models whose cache the columns do not describe.
const OTHER_CACHE: &[&str] = &["deepseek-v4-flash", "deepseek-v4-pro"];

fn row(id: &str) -> &'static data::Row {
    data::row(id).unwrap_or_else(|| panic!("{id}"))
}

/// The row says what the catalogue gives, to the four digits it prints.
fn says(id: &str, [value, low, high]: [f64; 3]) {
    let r = row(id);
    for (printed, found) in [(r.value, value), (r.low, low), (r.high, high)] {
        assert!(
            (printed / found - 1.0).abs() < 1e-3,
            "{id}: {printed} printed, {found} found"
        );
    }
}

fn active(m: &Model) -> f64 {
    let visited = if m.moe { m.top_k / m.experts } else { 0.0 };
    (m.nonexpert + m.expert * visited) / 1e9
}

/// Decoders of 2024 and later with three billion active parameters or more, one of each shape.
fn fitted() -> Vec<&'static Model> {
    let mut seen = BTreeSet::new();
    let shape = |m: &Model| {
        [
            m.layers,
            m.hidden,
            m.heads,
            m.kv_heads,
            m.nonexpert,
            m.expert,
        ]
        .map(f64::to_bits)
    };
    data::MODELS
        .iter()
        .filter(|m| !m.encoder && m.year >= 2024 && m.state_layers == 0.0 && active(m) >= 3.0)
        .filter(|m| !OTHER_CACHE.contains(&m.id))
        .filter(|m| seen.insert(shape(m)))
        .collect()
}

/// `y = c x^b` by least squares on logarithms.
fn power_law(points: &[(f64, f64)]) -> (f64, f64) {
    let n = points.len() as f64;
    let logs: Vec<_> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let (mx, my) = (
        logs.iter().map(|p| p.0).sum::<f64>() / n,
        logs.iter().map(|p| p.1).sum::<f64>() / n,
    );
    let b = logs.iter().map(|(x, y)| (x - mx) * (y - my)).sum::<f64>()
        / logs.iter().map(|(x, _)| (x - mx) * (x - mx)).sum::<f64>();
    ((my - b * mx).exp(), b)
}

/// Geometric mean, and 1.645 standard deviations of the logarithm to both sides.
fn spread(values: &[f64]) -> [f64; 3] {
    let n = values.len() as f64;
    let mean = values.iter().map(|v| v.ln()).sum::<f64>() / n;
    let var = values.iter().map(|v| (v.ln() - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let far = 1.645 * var.sqrt();
    [mean.exp(), (mean - far).exp(), (mean + far).exp()]
}

fn median(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let n = values.len();
    [f64::midpoint(values[(n - 1) / 2], values[n / 2]); 3]
}

#[test]
fn the_template_is_fitted_to_the_catalogue() {
    let all = fitted();
    let moe: Vec<_> = all.iter().filter(|m| m.moe).collect();
    assert_eq!((all.len(), moe.len()), (111, 32), "locators name these");
    let law = |y: fn(&Model) -> f64| {
        power_law(&all.iter().map(|m| (active(m), y(m))).collect::<Vec<_>>())
    };
    let (at, exponent) = law(|m| m.layers);
    says("closed.layers.at_1b", [at; 3]);
    says("closed.layers.exponent", [exponent; 3]);
    let (at, exponent) = law(|m| m.hidden);
    says("closed.hidden.at_1b", [at; 3]);
    says("closed.hidden.exponent", [exponent; 3]);

    let heads = all.iter().filter(|m| !m.mla);
    let width: Vec<_> = heads
        .clone()
        .map(|m| m.heads * m.head_dim / m.hidden)
        .collect();
    says("closed.attention_width", [spread(&width)[0]; 3]);
    says(
        "closed.kv_heads",
        median(heads.map(|m| m.kv_heads).collect()),
    );
    says(
        "closed.vocab",
        median(all.iter().map(|m| m.vocab).collect()),
    );

    let kv = |m: &Model| {
        let layer = if m.mla {
            f64::midpoint(m.kv_lora_rank, m.rope_dim)
        } else {
            m.kv_heads * m.head_dim
        };
        layer * m.layers_full / m.layers
    };
    let dense: Vec<_> = all.iter().filter(|m| !m.moe).map(|m| kv(m)).collect();
    says("closed.kv_width.dense", spread(&dense));
    says(
        "closed.kv_width.moe",
        spread(&moe.iter().map(|m| kv(m)).collect::<Vec<_>>()),
    );
    let share: Vec<_> = moe.iter().map(|m| m.nonexpert / active(m) / 1e9).collect();
    says("closed.nonexpert_share", spread(&share));
    says(
        "closed.top_k",
        median(moe.iter().map(|m| m.top_k).collect()),
    );
}

#[test]
fn an_unknown_assistant_is_the_pool_of_the_assumed_rows() {
    let rows = data::CLOSED_MODELS.iter().filter(|m| m.basis != "reported");
    let (mut active, mut ratio) = (Vec::new(), Vec::new());
    for m in rows {
        let (a, t) = (m.active_b, m.total_b);
        let r = (t.value / a.value).max(1.0);
        let left = |t: f64, a: f64| (t.ln().powi(2) - a.ln().powi(2)).max(0.0).sqrt().exp();
        let (down, up) = if r > 1.0 {
            (
                left(t.value / t.low, a.value / a.low),
                left(t.high / t.value, a.high / a.value),
            )
        } else {
            (1.0, 1.0)
        };
        for (weight, a, r) in [
            (0.185, a.low, (r / down).max(1.0)),
            (0.63, a.value, r),
            (0.185, a.high, r * up),
        ] {
            active.push((a, weight));
            ratio.push((r, weight));
        }
    }
    assert_eq!(active.len(), 3 * 70, "the locator names 70 rows");
    for (id, mut pool) in [
        ("closed.unknown.active_b", active),
        ("closed.unknown.total_per_active", ratio),
    ] {
        pool.sort_by(|a, b| a.0.total_cmp(&b.0));
        let all: f64 = pool.iter().map(|p| p.1).sum();
        let at = |share: f64| {
            let mut sum = 0.0;
            pool.iter()
                .find(|p| {
                    sum += p.1;
                    sum >= share * all - 1e-9
                })
                .unwrap()
                .0
        };
        says(id, [at(0.5), at(0.05), at(0.95)]);
    }
}

fn work(json: &Value) -> Workload {
    read_json(&json.to_string()).unwrap()
}

fn estimate(json: &Value) -> Estimate {
    Estimate::resolve(&work(json)).unwrap_or_else(|e| panic!("{e}"))
}

fn refused(json: &Value) -> String {
    Estimate::resolve(&work(json)).unwrap_err().to_string()
}

/// Every figure at central values but with one slot at `value`.
fn with(q: &Estimate, slot: &str, value: f64) -> Vec<f64> {
    let mut values = q.slots().central_values();
    let at = q.slots().all().iter().position(|s| s.id == slot).unwrap();
    values[at] = value * q.slots().all()[at].scale;
    let mut out = vec![0.0; q.figure_count()];
    q.run(&Draw::new(&values), &mut out);
    out
}

fn position(q: &Estimate, figure: &str) -> usize {
    q.labels().iter().position(|l| l.id == figure).unwrap()
}

#[test]
fn every_closed_model_gives_an_answer_that_says_what_it_is() {
    for m in data::CLOSED_MODELS {
        let q = estimate(
            &json!({ "model": m.id.to_uppercase(), "batch": 32, "run": { "samples": 256 } }),
        );
        assert_eq!(q.warnings()[0].code, "model-closed", "{}", m.id);
        let title = data::source(m.source).unwrap().title;
        assert!(q.warnings()[0].text.en.contains(title), "{}", m.id);
        let report = Report::of(&q);
        let s = report.figure("facility_energy_wh").unwrap().summary;
        assert!(
            0.0 < s.p5 && s.p5 < s.p50 && s.p50 < s.p95 && s.p95 < 1000.0,
            "{}: {s:?}",
            m.id
        );
        // What nobody published is known within no better than a factor of three.
        assert!(
            m.basis == "reported" || s.p95 > 3.0 * s.p5,
            "{}: {s:?}",
            m.id
        );
        let input = report
            .inputs
            .iter()
            .find(|i| i.path == "model.active_b")
            .unwrap();
        assert_eq!(input.status, polder::resolve::Status::Default);
        assert_eq!(input.origin, m.source);
    }
}

#[test]
fn drivers_of_a_closed_model_name_its_parameters() {
    let report = Report::of(&estimate(&json!({ "model": "gpt-4o", "batch": 32 })));
    assert!(report.drivers.iter().any(|d| d.input == "model.active_b"));
    let given = estimate(&json!({ "model": "gpt-4o", "batch": 32, "accelerator": "h100-sxm" }));
    let codes: Vec<_> = given.warnings().iter().map(|w| w.code).collect();
    assert!(!codes.contains(&"accelerator-assumed"), "{codes:?}");
}

#[test]
fn energy_rises_with_active_parameters() {
    for name in ["gpt-4o", "gpt-4o-mini", "unknown"] {
        for batch in [1, 16, 128] {
            let q = estimate(&json!({ "model": name, "batch": batch, "accelerators": 256 }));
            let energy = position(&q, "facility_energy_wh");
            let mut last = 0.0;
            for i in 0..40 {
                let next = with(&q, "model.active_b", 2.0 * 1.15_f64.powi(i))[energy];
                assert!(
                    next > last,
                    "{name} at batch {batch}, step {i}: {next} after {last}"
                );
                last = next;
            }
        }
    }
}

#[test]
fn a_replica_holds_the_weights_of_its_draw() {
    let q = estimate(&json!({ "model": "gpt-4o", "batch": 32 }));
    let n = position(&q, "accelerators");
    // In 8 bits on 80 GB with a tenth free twice over, 64.8 GB each. Central: 440 GB, so 8. At the 95th percentile of
    // the active parameters 132 billion times 5.77, 762 GB, so 16.
    assert_eq!(with(&q, "model.active_b", 76.21)[n], 8.0);
    assert_eq!(with(&q, "model.active_b", 132.0)[n], 16.0);
    // Twice the bytes of 440 GB in 16 bits; half of them in 4.
    assert_eq!(with(&q, "closed.precision", 0.95)[n], 16.0);
    assert_eq!(with(&q, "closed.precision", 0.05)[n], 4.0);
    let given = estimate(&json!({ "model": "gpt-4o", "batch": 32, "accelerators": 8 }));
    assert_eq!(with(&given, "model.active_b", 132.0)[n], 8.0);
    assert_eq!(
        refused(&json!({ "model": "gpt-4o", "accelerators": 2 })),
        "`accelerators` is 2, should be in 3..=1024 accelerators"
    );
}

#[test]
fn a_provider_takes_as_many_accelerators_as_saves_energy() {
    let figure = |n: Option<u32>, id: &str| {
        let w = Workload {
            accelerators: n,
            ..work(&json!({ "model": "gpt-4o", "latency_ms": 25, "run": { "samples": 0 } }))
        };
        Report::of(&Estimate::resolve(&w).unwrap())
            .figure(id)
            .unwrap()
            .summary
            .central
    };
    let chosen = figure(None, "facility_energy_wh");
    let n = figure(None, "accelerators");
    assert!(n >= 8.0, "{n}");
    for other in [8, 16, 32] {
        let energy = figure(Some(other), "facility_energy_wh");
        assert!(
            energy >= chosen * (1.0 - 1e-12),
            "{other} {energy} {chosen}"
        );
    }
}

#[test]
fn a_plan_says_that_a_model_is_closed_before_anything_else() {
    let site = json!({
        "site": { "place": "nl", "year": 2030 },
        "hardware": { "accelerator": "h100-sxm", "it_power_mw": 10 },
        "work": [{ "model": "gpt-4o" }],
    });
    let plan = Plan::resolve(&read_json(&site.to_string()).unwrap()).unwrap();
    let codes: Vec<_> = plan.warnings().iter().map(|w| w.code).collect();
    assert_eq!(codes[0], "model-closed");
    assert!(codes.contains(&"grid-year"), "{codes:?}");
}

#[test]
fn a_given_precision_is_not_drawn() {
    let slots = |q: &Estimate| q.slots().find("closed.precision").is_some();
    assert!(slots(&estimate(&json!({ "model": "gpt-4o", "batch": 32 }))));
    assert!(!slots(&estimate(
        &json!({ "model": "gpt-4o", "batch": 32, "precision": "fp8" })
    )));
}

#[test]
fn an_unknown_model_covers_small_and_large_assistants() {
    let q = estimate(&json!({ "model": "unknown", "batch": 32 }));
    assert_eq!(q.warnings()[0].code, "model-unknown");
    let energy = |name: &str| {
        let q = estimate(&json!({ "model": name, "batch": 32 }));
        Report::of(&q).figure("facility_energy_wh").unwrap().summary
    };
    let (any, small, large) = (
        energy("unknown"),
        energy("gpt-5-nano"),
        energy("gpt-5.4-pro"),
    );
    assert!(any.p95 / any.p5 > 20.0, "{any:?}");
    assert!(small.p50 < any.p50 && any.p50 < large.p50);
}

#[test]
fn training_a_closed_model_is_refused() {
    assert_eq!(
        refused(&json!({ "kind": "training", "model": "gpt-4o", "training_tokens": 1e13 })),
        "`model` is closed, so its training is not known: give `training_compute_flop`"
    );
}

/// Keys of published `config.json` files, by the catalogue's id of the model.
fn configs() -> serde_json::Map<String, Value> {
    serde_json::from_str(include_str!("closed/configs.json")).unwrap()
}

#[test]
fn a_config_gives_what_the_catalogue_gives() {
    let all = configs();
    assert!(all.len() >= 13);
    for (id, config) in all {
        let central = |subject: &str, value: &Value| {
            let mut all = Vec::new();
            for speed in [json!({ "batch": 32 }), json!({ "latency_ms": 30 })] {
                let mut w =
                    json!({ "input_tokens": 6000, "output_tokens": 700, "run": { "samples": 0 } });
                w[subject] = value.clone();
                let (key, value) = speed.as_object().unwrap().iter().next().unwrap();
                w[key] = value.clone();
                let report = Report::of(&estimate(&w));
                all.extend(
                    report
                        .figures
                        .into_iter()
                        .map(|f| (f.id, f.summary.central)),
                );
            }
            all
        };
        let (own, listed) = (
            central("custom_model", &config),
            central("model", &json!(id)),
        );
        assert_eq!(own.len(), listed.len());
        for ((name, own), (_, listed)) in own.iter().zip(&listed) {
            assert!(
                (own / listed - 1.0).abs() < 0.01,
                "{id}: {name} {own}, {listed} listed"
            );
        }
    }
}

#[test]
fn a_config_that_does_not_say_enough_is_refused_in_one_line() {
    let llama = configs()["llama-3.1-8b"].clone();
    let without = |key: &str| {
        let mut c = llama.clone();
        c.as_object_mut().unwrap().remove(key);
        refused(&json!({ "custom_model": c }))
    };
    assert_eq!(
        without("hidden_size"),
        "`custom_model.hidden_size` is missing: a config.json has it"
    );
    assert_eq!(
        without("vocab_size"),
        "`custom_model.vocab_size` is missing: a config.json has it"
    );
    let with = |key: &str, value: Value| {
        let mut c = llama.clone();
        c[key] = value;
        refused(&json!({ "custom_model": c }))
    };
    assert!(with("layer_types", json!(["linear_attention"])).contains("keeps a state"));
    assert!(
        with("quantization_config", json!({ "quant_method": "exl3" }))
            .starts_with("`precision` is missing")
    );
    assert!(
        with("hidden_size", json!(-1))
            .starts_with("`custom_model.hidden_size` is -1, should be in 1..=")
    );
    assert!(
        with("n_shared_experts", json!(-1))
            .starts_with("`custom_model.n_shared_experts` is -1, should be in 0..=")
    );
    assert!(
        with("num_local_experts", json!(8))
            .starts_with("`custom_model.num_experts_per_tok` is missing")
    );
    assert_eq!(
        refused(&json!({ "model": "llama-3.1-8b", "custom_model": llama })),
        "`model` and `custom_model` exclude each other: give one"
    );
}

fn h100() -> CustomAccelerator {
    CustomAccelerator {
        tdp_w: Some(700.0),
        memory_gb: Some(80.0),
        bandwidth_gb_s: Some(3350.0),
        bf16_tflops: Some(989.0),
        fp8_tflops: Some(1979.0),
        link_gb_s: Some(450.0),
        ..CustomAccelerator::default()
    }
}

#[test]
fn an_accelerator_of_ones_own_gets_the_transfer_rule_and_the_widest_band() {
    let own = Workload {
        custom_accelerator: Some(h100()),
        ..work(&json!({ "model": "llama-3.1-70b", "batch": 32 }))
    };
    let q = Estimate::resolve(&own).unwrap();
    let error = q.slots().find("inference.error").unwrap();
    assert_eq!(error.origin, "inference.error.transfer");
    let central = |q: &Estimate| Report::of(q).figure("facility_energy_wh").unwrap().summary;
    let (own, named) = (
        central(&q),
        central(&estimate(
            &json!({ "model": "llama-3.1-70b", "batch": 32, "accelerator": "h100-sxm" }),
        )),
    );
    // The rule, on the numbers of a chip that was measured: within its own band.
    assert!(
        (0.5..2.2).contains(&(own.central / named.central)),
        "{own:?} {named:?}"
    );
    assert!(own.p95 / own.p5 > named.p95 / named.p5);
}

#[test]
fn an_accelerator_that_draws_more_or_moves_less_costs_more() {
    let energy = |change: fn(&mut CustomAccelerator)| {
        let mut own = h100();
        change(&mut own);
        let w = Workload {
            custom_accelerator: Some(own),
            ..work(&json!({ "model": "llama-3.1-8b", "batch": 8, "run": { "samples": 0 } }))
        };
        Report::of(&Estimate::resolve(&w).unwrap())
            .figure("facility_energy_wh")
            .unwrap()
            .summary
            .central
    };
    let own = energy(|_| {});
    // The idle share is one of energy: a chip that idles at less waits longer, and holds more hours.
    let hours = |idle_w| {
        let custom_accelerator = CustomAccelerator { idle_w, ..h100() };
        let w = Workload {
            custom_accelerator: Some(custom_accelerator),
            ..work(&json!({ "model": "llama-3.1-8b", "batch": 8, "run": { "samples": 0 } }))
        };
        let report = Report::of(&Estimate::resolve(&w).unwrap());
        report.figure("accelerator_hours").unwrap().summary.central
    };
    assert!(hours(None) > 0.0); // the share of measured servers stands in
    assert!(hours(Some(60.0)) > hours(Some(140.0)));
    assert!(energy(|a| a.tdp_w = Some(900.0)) > own);
    assert!(energy(|a| a.bandwidth_gb_s = Some(2000.0)) > own);
    assert!(energy(|a| a.bf16_tflops = Some(500.0)) > own);
}

#[test]
fn an_accelerator_that_lacks_a_number_is_refused_in_one_line() {
    let own =
        |json: Value| refused(&json!({ "model": "llama-3.1-8b", "custom_accelerator": json }));
    assert_eq!(
        own(json!({ "memory_gb": 80 })),
        "`custom_accelerator.tdp_w` is missing: a data sheet has it, in W"
    );
    assert!(
        own(json!({ "tdp_w": 700, "memory_gb": -1, "bandwidth_gb_s": 3000, "bf16_tflops": 900 }))
            .starts_with("`custom_accelerator.memory_gb` is -1, should be in 0.1..=")
    );
    let both = json!({ "model": "llama-3.1-8b", "accelerator": "b200", "custom_accelerator": {} });
    assert_eq!(
        refused(&both),
        "`accelerator` and `custom_accelerator` exclude each other: give one"
    );
}

#[test]
fn training_is_shared_over_requests_and_stands_in_no_total() {
    let plain =
        json!({ "model": "llama-3.1-70b", "batch": 32, "requests": 1000, "run": { "samples": 0 } });
    let mut shared = plain.clone();
    shared["training_energy_mwh"] = json!(11_000);
    shared["lifetime_requests"] = json!(1e11);
    let (without, with) = (
        Report::of(&estimate(&plain)),
        Report::of(&estimate(&shared)),
    );
    // By hand: 11 GWh over 1e11 requests is 0.11 Wh each.
    let share = with
        .figure("training_share_energy_wh")
        .unwrap()
        .summary
        .central;
    assert!((share - 110.0).abs() < 1e-9, "{share}");
    for f in &without.figures {
        assert_eq!(f.summary, with.figure(&f.id).unwrap().summary, "{}", f.id);
    }
    assert_eq!(without.figures.len() + 1, with.figures.len());
    shared.as_object_mut().unwrap().remove("lifetime_requests");
    assert_eq!(
        refused(&shared),
        "`lifetime_requests` is missing: `training_energy_mwh` needs it to share training over requests"
    );
}
