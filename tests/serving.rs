//! Laws of serving: energy is continuous, and monotone in whatever is asked and in each dimension of the model.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::float_cmp,
    missing_docs,
    reason = "tests"
)]

use polder::Estimate;
use polder::data::{self, FIT_B200, FIT_H100, FIT_SHARED, FitHardware, params};
use polder::document::{CustomModel, Number, Workload};
use polder::explain::{Term, explain};
use polder::quantity::Power;
use polder::report::Question;
use polder::uncertain::{Model as _, Slot, central};
use polder::workload::{
    Architecture, Chip, Constants, Latent, Load, Pace, Precision, Shape, Speculation, Step,
};
use proptest::prelude::*;

/// A relative step so small that no law bends over it.
const NEAR: f64 = 1e-9;
/// The most that energy may move over it: no cost grows faster than with the cube of one input.
const SMOOTH: f64 = 4e-9;

/// A replica and what it is asked.
#[derive(Clone, Copy, Debug)]
struct Served {
    shape: Shape,
    top_k: f64,
    window: f64,
    sliding: f64,
    state_layers: f64,
    state_bytes: f64,
    precision: Precision,
    b200: bool,
    accelerators: f64,
    input: f64,
    cached_share: f64,
    output: f64,
    batch: f64,
    limit: Option<f64>,
    /// Of the attention.
    copies: f64,
    /// A dense model of a billion parameters that guesses ahead, and how.
    drafts: Option<Speculation>,
    /// Passes over the logits, and steps for prompts that start together, of older software.
    older: Option<(f64, f64)>,
}

impl Served {
    /// Dimensions of the shape with the parameters that they bring.
    fn architecture(&self) -> Architecture {
        let (s, p) = (&self.shape, self.shape.parameters());
        Architecture {
            moe: s.experts > 0.0,
            block_scaled: s.experts > 0.0,
            layers: s.layers,
            layers_full: s.attending - self.sliding,
            hidden: s.hidden,
            heads: s.heads,
            kv_heads: s.kv_heads,
            head_dim: s.head_dim,
            mla: s.latent.is_some(),
            kv_lora_rank: s.latent.map_or(0.0, |l| l.rank),
            rope_dim: s.latent.map_or(0.0, |l| l.rope),
            experts: s.experts,
            top_k: self.top_k,
            moe_layers: s.moe_layers,
            sliding_window: self.window,
            sliding_layers: self.sliding,
            state_layers: self.state_layers,
            state_bytes: self.state_bytes,
            vocab: s.vocab,
            nonexpert: p.nonexpert,
            expert: p.expert,
        }
    }

    fn step(&self, architecture: &Architecture) -> Step {
        let Some(drafts) = self.drafts else {
            return self.round(architecture, Pace::default(), self.precision);
        };
        let small = Architecture {
            layers: 16.0,
            layers_full: 16.0,
            hidden: 2048.0,
            heads: 32.0,
            kv_heads: 8.0,
            head_dim: 64.0,
            nonexpert: 1e9,
            ..Architecture::default()
        };
        let draft = self.round(&small, drafts.draft_pace(), Precision::Bf16);
        let mut checks = self.round(architecture, drafts.pace(), self.precision);
        checks.follow(&draft);
        checks
    }

    fn round(&self, architecture: &Architecture, pace: Pace, precision: Precision) -> Step {
        let (id, hardware): (_, &FitHardware) = if self.b200 {
            ("b200", &FIT_B200)
        } else {
            ("h100-sxm", &FIT_H100)
        };
        let chip = Chip::at(data::accelerator(id).unwrap(), precision).unwrap();
        let eight_bit = matches!(precision, Precision::Fp8 | Precision::Fp4);
        let ceiling = params::INFERENCE_CEILING.value();
        let (sampling, prompt_steps) = self.older.unwrap_or_default();
        let constants = Constants {
            sampling,
            prompt_steps,
            ..FIT_SHARED.constants(hardware, &chip, architecture.moe, eight_bit, ceiling)
        };
        let load = Load {
            accelerators: self.accelerators,
            attention_copies: self.copies,
            input_uncached: self.input * (1.0 - self.cached_share),
            input_total: self.input,
            output: self.output,
            pace,
            ..Load::default()
        };
        Step::new(architecture, &chip, &constants, &load, precision)
    }

    /// Of the accelerators, per output token.
    fn per_token_of(&self, architecture: &Architecture) -> f64 {
        let limit = self.limit.map(Power::w);
        self.step(architecture)
            .energy_per_token(self.batch, limit)
            .to_j()
    }

    fn per_token(&self) -> f64 {
        self.per_token_of(&self.architecture())
    }

    fn per_request(&self) -> f64 {
        self.per_token() * self.output
    }
}

/// Something that can grow, and how.
type Growth<T> = (&'static str, fn(&mut T, f64));

/// What makes a model larger. Each brings the parameters that it adds.
const DIMENSIONS: &[Growth<Served>] = &[
    ("layers", |s, by| {
        let more = s.shape.layers * (by - 1.0);
        s.shape.layers += more;
        s.shape.attending += more;
        s.shape.moe_layers *= by;
    }),
    ("hidden width", |s, by| s.shape.hidden *= by),
    ("query heads", |s, by| s.shape.heads *= by),
    ("key and value heads", |s, by| s.shape.kv_heads *= by),
    ("width of a head", |s, by| s.shape.head_dim *= by),
    ("network", |s, by| s.shape.intermediate *= by),
    ("experts", |s, by| s.shape.experts *= by),
    ("experts visited", |s, by| {
        s.top_k = (s.top_k * by).min(s.shape.experts);
    }),
    ("width of an expert", |s, by| s.shape.moe_intermediate *= by),
    ("shared experts", |s, by| s.shape.shared_intermediate *= by),
    ("vocabulary", |s, by| s.shape.vocab *= by),
    ("window", |s, by| s.window *= by),
    ("layers that see everything", |s, by| s.sliding /= by),
    ("state of a layer", |s, by| s.state_bytes *= by),
    ("layers with a state", |s, by| {
        // Beside the others, so that no other layer gives way.
        s.shape.layers += s.state_layers * (by - 1.0);
        s.state_layers *= by;
    }),
    ("latent", |s, by| {
        if let Some(l) = &mut s.shape.latent {
            l.rank *= by;
        }
    }),
    ("positional part of the latent", |s, by| {
        if let Some(l) = &mut s.shape.latent {
            l.rope *= by;
        }
    }),
];

/// Parameters alone, the shape as it was.
const PARAMETERS: &[Growth<Architecture>] = &[
    ("parameters of all tokens", |a, by| a.nonexpert *= by),
    ("parameters of the experts", |a, by| a.expert *= by),
    // All parameters grow, those of one token do not.
    ("parameters at rest", |a, by| {
        a.experts *= by;
        a.expert *= by;
    }),
    // Those of one token grow, all parameters do not.
    ("parameters at work", |a, by| {
        a.top_k = (a.top_k * by).min(a.experts);
    }),
];

fn precision() -> impl Strategy<Value = Precision> {
    prop::sample::select(vec![
        Precision::Bf16,
        Precision::Fp8,
        Precision::Int8,
        Precision::Int4,
        Precision::Mxfp4,
    ])
}

/// Shapes from half a billion to a trillion parameters: dense, mixtures, latent attention, windows, states.
fn shape() -> impl Strategy<Value = (Shape, f64)> {
    let sizes = (8.0..128.0, 512.0..16_384.0, 1.0..32.0, 64.0..256.0);
    let experts = (prop::option::of((2.0..400.0, 0.01..1.0)), any::<bool>());
    (sizes, experts, 1.0..8.0, 1e4..3e5).prop_map(
        |((layers, hidden, kv_heads, head_dim), (experts, latent), per_kv, vocab)| {
            let n: f64 = experts.map_or(0.0, |(n, _)| n);
            let top_k = experts.map_or(0.0, |(n, share): (f64, f64)| (n * share).max(1.0));
            let shape = Shape {
                layers,
                attending: layers,
                moe_layers: if n > 0.0 { layers } else { 0.0 },
                hidden,
                heads: kv_heads * per_kv,
                kv_heads,
                head_dim,
                latent: latent.then_some(Latent {
                    rank: 512.0,
                    query_rank: 1536.0,
                    rope: 64.0,
                    nope: 128.0,
                    value: head_dim,
                }),
                intermediate: if n > 0.0 { 0.0 } else { 3.5 * hidden },
                moe_intermediate: 0.3 * hidden,
                shared_intermediate: 0.3 * hidden,
                matrices: 3.0,
                experts: n,
                vocab,
                ..Shape::default()
            };
            (shape, top_k)
        },
    )
}

fn drafts() -> impl Strategy<Value = Option<Speculation>> {
    let some = (1_u32..9, 0.0..=1.0).prop_map(|(drafted, acceptance)| Speculation {
        drafted,
        acceptance,
    });
    prop::option::of(some)
}

fn served() -> impl Strategy<Value = Served> {
    let asked = (1.0..20_000.0, 0.0..0.95, 1.0..5000.0, 1.0..800.0);
    let replica = (0_u32..5, 0_u32..5, any::<bool>(), precision());
    let rest = (
        0.0..0.8,
        0.0..0.5,
        prop::option::of(300.0..690.0),
        64.0..8192.0,
        prop::option::of((0.0..300.0, 0.0..=1.0)),
    );
    let all = (shape(), asked, replica, rest, drafts());
    all.prop_map(|((shape, top_k), asked, replica, rest, drafts)| {
        let (input, cached_share, output, batch) = asked;
        let (doublings, copies, b200, precision) = replica;
        let (sliding, state, limit, window, older) = rest;
        Served {
            sliding: sliding * shape.layers,
            state_layers: state * shape.layers,
            shape,
            top_k,
            window,
            state_bytes: 2e6,
            precision,
            b200,
            accelerators: f64::from(1_u32 << doublings),
            input,
            cached_share,
            output,
            batch,
            limit,
            copies: f64::from(1_u32 << copies.min(doublings)),
            drafts,
            older,
        }
    })
}

fn grown(s: &Served, growth: fn(&mut Served, f64), by: f64) -> Served {
    let mut more = *s;
    growth(&mut more, by);
    more
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn each_dimension_of_a_model_takes_energy_and_none_of_them_jumps(s in served(), more in 1.001..2.0) {
        let base = s.per_token();
        for (name, growth) in DIMENSIONS {
            prop_assert!(grown(&s, *growth, more).per_token() >= base * (1.0 - 1e-12), "{}", name);
            let near = grown(&s, *growth, 1.0 + NEAR).per_token() / base - 1.0;
            prop_assert!(near.abs() <= SMOOTH, "{} jumps by {}", name, near);
        }
    }

    #[test]
    fn parameters_take_energy_active_or_at_rest(s in served(), more in 1.001..2.0) {
        let base = s.per_token();
        for (name, growth) in PARAMETERS {
            let of = |by| {
                let mut a = s.architecture();
                growth(&mut a, by);
                s.per_token_of(&a)
            };
            prop_assert!(of(more) >= base * (1.0 - 1e-12), "{}", name);
            prop_assert!((of(1.0 + NEAR) / base - 1.0).abs() <= SMOOTH, "{} jumps", name);
        }
    }

    #[test]
    fn tokens_take_energy_without_jumps(s in served(), more in 1.001..2.0) {
        let longer = |by| Served { output: s.output * by, ..s };
        let fuller = |by| Served { input: s.input * by, ..s };
        // An answer takes more energy the longer it is, though a token of it may take less: they share the input.
        prop_assert!(longer(more).per_request() > s.per_request());
        prop_assert!(fuller(more).per_token() >= s.per_token());
        let nothing_cached = Served { cached_share: 0.0, ..s };
        prop_assert!(nothing_cached.per_token() >= s.per_token());
        for near in [longer(1.0 + NEAR), fuller(1.0 + NEAR)] {
            prop_assert!((near.per_token() / s.per_token() - 1.0).abs() <= SMOOTH);
        }
    }

    #[test]
    fn older_software_never_takes_less(s in served(), sampling in 0.0..300.0) {
        let of = |older| Served { older, ..s }.per_token();
        prop_assert!(of(Some((sampling, 1.0))) >= of(None) * (1.0 - 1e-12));
        prop_assert!(of(Some((sampling + 1.0, 1.0))) > of(Some((sampling, 1.0))));
    }

    #[test]
    fn a_larger_batch_never_takes_more_per_token(s in served(), more in 1.001..4.0) {
        let of = |by| Served { batch: s.batch * by, ..s }.per_token();
        prop_assert!(of(more) < s.per_token());
        prop_assert!((of(1.0 + NEAR) / s.per_token() - 1.0).abs() <= SMOOTH);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn better_guesses_never_take_energy_nor_time(s in served(), drafted in 1_u32..9, a in 0.0..1.0, more in 0.0..1.0) {
        let with = |acceptance| Served { drafts: Some(Speculation { drafted, acceptance }), ..s };
        let better = a + more * (1.0 - a);
        prop_assert!(with(better).per_token() <= with(a).per_token() * (1.0 + 1e-12));
        let rate = |s: &Served| s.step(&s.architecture()).tokens_per_s(s.batch);
        prop_assert!(rate(&with(better)) >= rate(&with(a)) * (1.0 - 1e-12));
        // Nothing accepted: one token a round, and all that drafting takes on top.
        let none = Served { drafts: None, ..s };
        prop_assert!(with(0.0).per_token() > none.per_token());
        let near = with(a).per_token() / with((a + NEAR).min(1.0)).per_token() - 1.0;
        prop_assert!(near.abs() <= 100.0 * SMOOTH, "{}", near);
    }

    #[test]
    fn guessing_ahead_keeps_latency_and_load_balanced(s in served(), b in 1.0..500.0) {
        let step = s.step(&s.architecture());
        let apart = step.time(b) / step.kept();
        prop_assert!((step.batch_for(apart) / b - 1.0).abs() < 1e-7);
        let rate = step.tokens_per_s(b) / s.output;
        let carried = step.batch_for_arrivals(rate * (1.0 - 1e-6), 1e9);
        prop_assert!(carried <= b * (1.0 + 1e-6));
        prop_assert!((step.tokens_per_s(carried) / s.output / rate - 1.0).abs() < 1e-4 || carried == 1.0);
    }
}

fn drafting(model: &str, batch: f64) -> Workload {
    Workload {
        draft_model: Some("llama-3.2-1b".into()),
        batch: Some(Number::point(batch)),
        accelerators: Some(4),
        ..chat(model, 500.0, 500.0)
    }
}

#[test]
fn guessing_ahead_saves_where_weights_are_read_for_few_and_costs_where_many_compute() {
    let saved = |batch: f64| {
        let with = drafting("llama-3.1-70b", batch);
        let without = Workload {
            draft_model: None,
            ..with.clone()
        };
        figure(&with, "facility_energy_wh") / figure(&without, "facility_energy_wh")
    };
    let [few, many] = [1.0, 256.0].map(saved);
    assert!(few < 0.75 && many > 1.1, "{few} {many}");
}

#[test]
fn older_software_sorts_its_vocabulary_unless_it_is_greedy() {
    // Two models of 2.5 billion parameters and 256 000 words on one H100: vLLM 0.5.4, ML.ENERGY v2. Chat drew with top-p and
    // took 0.102 J a token, code was greedy and took 0.059. One factor on energy for both was 26 % low and 19 % high.
    let joule = |model: &str, stack: &str, (input, output, batch): (f64, f64, f64)| {
        let w = Workload {
            stack: Some(stack.into()),
            batch: Some(Number::point(batch)),
            accelerators: Some(1),
            accelerator: Some("h100-sxm".into()),
            ..chat(model, input, output)
        };
        3600.0 * figure(&w, "per_output_token_accelerator_energy_wh")
    };
    let (drawn, greedy) = ((90.0, 487.0, 255.5), (130.0, 233.0, 254.9));
    for (model, stack, asked, measured) in [
        ("gemma-2-2b", "vllm-0.5", drawn, 0.1024),
        ("gemma-2b", "vllm-0.5-greedy", greedy, 0.0587),
    ] {
        let ours = joule(model, stack, asked);
        assert!((ours / measured - 1.0).abs() < 0.12, "{model}: {ours}");
    }
    let [today, greedy, drawn] =
        ["vllm-0.11", "vllm-0.5-greedy", "vllm-0.5"].map(|s| joule("gemma-2b", s, greedy));
    assert!(today < greedy && greedy < drawn);
}

fn of_2024(stack: &str, output: f64) -> Workload {
    Workload {
        stack: Some(stack.into()),
        batch: Some(Number::point(256.0)),
        accelerators: Some(1),
        accelerator: Some("h100-sxm".into()),
        ..chat("llama-3.1-8b", 130.0, output)
    }
}

#[test]
fn prompts_of_older_software_that_start_together_are_read_together() {
    // However short the answers, decode stops once for all: one step more, and the factor of 1.56.
    for output in [1.0, 2.0, 4.0, 16.0, 66.0, 256.0, 2000.0] {
        let joule = |s| {
            figure(
                &of_2024(s, output),
                "per_output_token_accelerator_energy_wh",
            )
        };
        let ratio = joule("vllm-0.5-greedy") / joule("vllm-0.11");
        assert!(1.5 < ratio && ratio < 2.1, "{output}: {ratio}");
    }
}

#[test]
fn what_older_software_does_is_explained_and_its_limits_are_said() {
    let passes = |stack| {
        let estimate = Estimate::resolve(&of_2024(stack, 250.0)).unwrap();
        let swings =
            |p: &&Slot| p.id == "stack.vllm-0.5.sampling" && p.distribution.low < p.central();
        let slots = estimate.slots().all().iter().filter(swings).count();
        let figure = explain(&estimate, "step_time_ms", 1).unwrap();
        let named =
            |t: &&Term| matches!(t, Term::Parameter { id, .. } if id == "stack.vllm-0.5.sampling");
        (slots, figure.terms.iter().filter(named).count())
    };
    assert_eq!(passes("vllm-0.5"), (1, 1));
    assert_eq!(passes("vllm-0.5-greedy"), (0, 0));
    assert_eq!(passes("vllm-0.11"), (0, 0));
    let copies = Workload {
        stack: Some("vllm-0.5".into()),
        ..copied(2)
    };
    let refused = Estimate::resolve(&copies).unwrap_err().to_string();
    assert_eq!(
        refused,
        "`data_parallel` is unknown to vLLM 0.5: leave it out, or name another `stack`"
    );
    for (latency, stack, said) in [
        (None, "vllm-0.5", false),
        (Some(50.0), "vllm-0.5-greedy", true),
        (Some(50.0), "vllm-0.11", false),
    ] {
        let w = Workload {
            batch: latency.is_none().then(|| Number::point(8.0)),
            latency_ms: latency.map(Number::point),
            ..of_2024(stack, 250.0)
        };
        let warnings = Estimate::resolve(&w).unwrap();
        let warned = warnings
            .warnings()
            .iter()
            .any(|w| w.code == "stack-latency");
        assert_eq!(warned, said, "{stack}");
    }
}

#[test]
fn a_draft_model_runs_under_the_same_software() {
    let of = |stack: &str, draft: bool| {
        let w = Workload {
            stack: Some(stack.into()),
            draft_model: draft.then(|| "llama-3.2-1b".into()),
            ..drafting("llama-3.1-70b", 64.0)
        };
        figure(&w, "step_time_ms")
    };
    // It sorts its own 128 000 words for each token that it drafts, and so do the tokens that are checked.
    let added = |stack| of(stack, true) / of(stack, false);
    assert!(added("vllm-0.5") > 1.1 * added("vllm-0.5-greedy"));
}

#[test]
fn a_draft_model_takes_memory() {
    // 63.7 billion parameters in 16 bits fit two accelerators only without a draft model.
    let w = |draft: Option<f64>| Workload {
        draft_parameters_b: draft,
        batch: Some(Number::point(1.0)),
        ..layers(72.0)
    };
    let [alone, beside] = [None, Some(3.0)].map(|d| input(&w(d), "accelerators"));
    assert_eq!([alone, beside], [2.0, 4.0]);
    let holds = |d| input(&w(d), "accelerators.holds_b");
    assert!((holds(Some(3.0)) - (2.0 * holds(None) - 3.0)).abs() < 1e-9);
}

#[test]
fn tokens_that_are_guessed_come_no_further_apart_than_asked() {
    let w = Workload {
        batch: None,
        latency_ms: Some(Number::point(30.0)),
        power_limit_w: Some(450.0),
        ..drafting("llama-3.1-70b", 1.0)
    };
    let apart = figure(&w, "step_time_ms");
    assert!(figure(&w, "batch") > 1.0 && apart <= 30.0, "{apart}");
    let by_size = Workload {
        draft_model: None,
        draft_parameters_b: Some(1.2),
        ..w.clone()
    };
    let ratio = figure(&by_size, "facility_energy_wh") / figure(&w, "facility_energy_wh");
    // A model of its size stands in for a model: here within a tenth.
    assert!((ratio - 1.0).abs() < 0.1, "{ratio}");
}

#[test]
fn bad_drafts_are_refused_in_one_line() {
    for (text, line) in [
        (
            "draft_tokens = 4",
            "`draft_model` is missing: `draft_tokens` needs it, or `draft_parameters_b`",
        ),
        (
            "draft_model = 'llama-3.2-1b'\ndraft_parameters_b = 1",
            "`draft_model` and `draft_parameters_b` exclude each other: give one",
        ),
        (
            "draft_model = 'llama-3.2-1b'\ndraft_tokens = 0",
            "`draft_tokens` is 0, should be in 1..=16",
        ),
        (
            "draft_parameters_b = 1\ndraft_acceptance = 1.1",
            "`draft_acceptance` is 1.1, should be in 0..=1",
        ),
        (
            "draft_parameters_b = 0",
            "`draft_parameters_b` is 0, should be in 0.01..=100 billion",
        ),
        (
            "draft_model = 'gpt-oss-20b'",
            "`draft_model` is \"gpt-oss-20b\": a draft model is dense and writes text",
        ),
        (
            "draft_model = 'llama-3.1-70b'",
            "`draft_model` has 70.6 billion parameters: a draft model is smaller than the model, which has 70.6",
        ),
        (
            "kind = 'image'\ndraft_model = 'llama-3.2-1b'",
            "`draft_model` has no meaning for kind = \"image\": leave it out",
        ),
    ] {
        let w: Workload = toml::from_str(&format!("model = 'llama-3.1-70b'\n{text}")).unwrap();
        let error = Estimate::resolve(&w).unwrap_err().to_string();
        assert_eq!(error, line);
    }
}

fn copied(copies: u32) -> Workload {
    Workload {
        accelerator: Some("b200".into()),
        accelerators: Some(8),
        data_parallel: Some(copies),
        batch: Some(Number::point(64.0)),
        ..chat("deepseek-v3", 1000.0, 300.0)
    }
}

#[test]
fn copies_of_the_attention_wait_for_each_other_and_one_copy_for_nobody() {
    let of = |w: &Workload| figure(w, "facility_energy_wh");
    let plain = Workload {
        data_parallel: None,
        ..copied(1)
    };
    assert_eq!(of(&copied(1)), of(&plain));
    // A long prompt stalls all copies; without one the cache, no longer copied, saves more than the weights take.
    assert!(of(&copied(8)) > 1.5 * of(&plain));
    let read = |w: Workload| Workload {
        input_tokens: Some(Number::point(20_000.0)),
        cached_input_tokens: Some(Number::point(20_000.0)),
        ..w
    };
    assert!(of(&read(copied(8))) < of(&read(plain)));
}

#[test]
fn copies_that_make_no_sense_are_refused_in_one_line() {
    let refused = |w: Workload| Estimate::resolve(&w).unwrap_err().to_string();
    assert_eq!(
        refused(copied(3)),
        "`data_parallel` is 3, which does not divide the 8 accelerators of a replica"
    );
    assert_eq!(
        refused(copied(0)),
        "`data_parallel` is 0, should be in 1..=8"
    );
    let unsized_replica = Workload {
        accelerators: None,
        ..copied(2)
    };
    assert_eq!(
        refused(unsized_replica),
        "`accelerators` is missing: `data_parallel` divides them"
    );
    let dense = Workload {
        model: Some("llama-3.1-70b".into()),
        ..copied(2)
    };
    assert_eq!(
        refused(dense),
        "`data_parallel` is for a mixture of experts: copies of a dense model are replicas"
    );
    // They fit once, with 8 x 15 billion more parameters they do not.
    let small = |copies| Workload {
        accelerator: Some("h100-sxm".into()),
        accelerators: Some(9),
        ..copied(copies)
    };
    Estimate::resolve(&small(1)).unwrap();
    assert_eq!(
        refused(small(9)),
        "`accelerators` is 9, should be in 10..=1024 accelerators"
    );
}

#[test]
fn a_session_and_a_closed_model_can_guess_ahead_too() {
    for text in [
        "task = 'short-question'",
        "model = 'gpt-4o'\nbatch = 2",
        "task = 'coding-agent'\nmodel = 'deepseek-v3'",
    ] {
        let of = |more: &str| {
            let w: Workload = toml::from_str(&format!("{text}\n{more}")).unwrap();
            figure(&w, "facility_energy_wh")
        };
        let guess = |a: f64| of(&format!("draft_parameters_b = 1\ndraft_acceptance = {a}"));
        assert!(guess(0.9) < guess(0.5), "{text}");
        assert!(guess(0.5) != of(""), "{text}");
    }
}

/// Qwen3-Coder-480B-A35B in 8 bits on B200, one copy of the attention on each: accelerators, mean batch, mean output, joules
/// per output token. ML.ENERGY leaderboard v3, sourcegraph-fim; input of 1500 tokens is assumed, as in the fit.
const DATA_PARALLEL: &[[f64; 4]] = &[
    [4.0, 7.45, 260.9, 19.601],
    [4.0, 15.01, 247.2, 12.266],
    [4.0, 31.21, 249.2, 7.877],
    [4.0, 62.80, 264.4, 5.333],
    [4.0, 126.16, 249.1, 4.312],
    [4.0, 254.03, 251.0, 3.795],
    [8.0, 8.00, 257.8, 34.334],
    [8.0, 14.30, 244.7, 23.522],
    [8.0, 29.61, 256.1, 17.015],
    [8.0, 60.58, 239.2, 14.209],
    [8.0, 125.10, 240.9, 12.612],
    [8.0, 253.89, 250.7, 11.117],
    [8.0, 507.98, 245.2, 9.492],
    [8.0, 761.20, 248.6, 7.572],
    [8.0, 1016.08, 246.3, 6.666],
    [8.0, 2033.11, 244.7, 5.393],
];

/// Measured over predicted, per row.
fn missed(copies: impl Fn(f64) -> f64) -> Vec<f64> {
    let model = Architecture::from(data::model("qwen3-coder-480b-a35b").unwrap());
    let chip = Chip::at(data::accelerator("b200").unwrap(), Precision::Fp8).unwrap();
    let constants = FIT_SHARED.constants(&FIT_B200, &chip, true, true, 0.985);
    let of = |[n, batch, output, measured]: &[f64; 4]| {
        let load = Load {
            accelerators: *n,
            attention_copies: copies(*n),
            input_uncached: 1500.0,
            input_total: 1500.0,
            output: *output,
            ..Load::default()
        };
        let step = Step::new(&model, &chip, &constants, &load, Precision::Fp8);
        measured / step.energy_per_token(*batch, None).to_j()
    };
    DATA_PARALLEL.iter().map(of).collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
}

#[test]
fn copies_that_wait_explain_what_the_mean_step_does_not() {
    let (mean_step, waiting) = (missed(|_| 1.0), missed(|n| n));
    // 2.70 and 1.72 when it was written, 1.60 to 6.04 and 1.24 to 2.33: in no fit, and still too low.
    assert!(mean_step.iter().all(|r| *r > 1.5) && waiting.iter().all(|r| (1.1..2.5).contains(r)));
    let [before, after] = [mean_step, waiting].map(median);
    assert!(before > 2.5 && after < 1.85, "{before} {after}");
}

fn chat(model: &str, input: f64, output: f64) -> Workload {
    Workload {
        model: Some(model.into()),
        input_tokens: Some(Number::point(input)),
        output_tokens: Some(Number::point(output)),
        ..Workload::default()
    }
}

fn figure(w: &Workload, id: &str) -> f64 {
    let q = Estimate::resolve(w).unwrap();
    central(&q)[q.labels().iter().position(|l| l.id == id).unwrap()]
}

/// A dense model of so many layers, as a user would give it.
fn layers(n: f64) -> Workload {
    Workload {
        model: None,
        custom_model: Some(CustomModel {
            num_hidden_layers: Some(n),
            hidden_size: Some(8192.0),
            num_attention_heads: Some(64.0),
            num_key_value_heads: Some(8.0),
            intermediate_size: Some(28_672.0),
            vocab_size: Some(128_256.0),
            ..CustomModel::default()
        }),
        ..chat("", 1000.0, 300.0)
    }
}

fn input(w: &Workload, path: &str) -> f64 {
    let q = Estimate::resolve(w).unwrap();
    let found = q.inputs().iter().find(|i| i.path == path).unwrap();
    found.value.as_f64().unwrap()
}

const OPEN: &[&str] = &[
    "llama-3.1-8b",
    "llama-3.1-70b",
    "gpt-oss-120b",
    "deepseek-v3",
    "gemma-3-27b",
    "nemotron-nano-9b-v2",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn tokens_take_facility_energy_at_a_latency_target(i in 0..OPEN.len(), input in 10.0..20_000.0, output in 10.0..5000.0, ms in 15.0..100.0, more in 1.001..2.0) {
        let of = |input, output| {
            let w = Workload { latency_ms: Some(Number::point(ms)), ..chat(OPEN[i], input, output) };
            figure(&w, "per_request_facility_energy_wh")
        };
        let base = of(input, output);
        prop_assert!(of(input * more, output) >= base * (1.0 - 1e-12));
        prop_assert!(of(input, output * more) > base);
        // The batch gives way too, and near the largest that memory holds it does so fast.
        let near = of(input * (1.0 + NEAR), output * (1.0 + NEAR)) / base - 1.0;
        prop_assert!(near.abs() <= 10.0 * SMOOTH, "{}", near);
    }

    #[test]
    fn layers_take_energy_and_where_accelerators_are_added_the_answer_says_so(n in 4_u32..400) {
        let (w, next) = (layers(f64::from(n)), layers(f64::from(n + 1)));
        let replicas = [&w, &next].map(|w| input(w, "accelerators"));
        let of = |w: &Workload| figure(&Workload { batch: Some(Number::point(32.0)), ..w.clone() }, "facility_energy_wh");
        if replicas[0] == replicas[1] {
            prop_assert!(of(&next) > of(&w));
        } else {
            prop_assert_eq!(replicas[1], 2.0 * replicas[0]);
        }
        // The step lies where the answer says it does.
        let holds = input(&w, "accelerators.holds_b");
        let total = |w| input(w, "custom_model.total_b");
        prop_assert!(total(&w) <= holds);
        prop_assert_eq!(total(&next) > holds, replicas[1] > replicas[0]);
    }
}

fn service(per_day: f64, profile: &str) -> Workload {
    Workload {
        latency_ms: Some(Number::point(40.0)),
        requests_per_day: Some(per_day),
        load_profile: Some(profile.into()),
        ..chat("llama-3.1-70b", 500.0, 500.0)
    }
}

/// Rows of hour, requests per second, batch and busy share.
fn day(w: &Workload) -> Vec<Vec<f64>> {
    let report = polder::Report::of(&Estimate::resolve(w).unwrap());
    let (_, table) = report.tables.iter().find(|(n, _)| *n == "day").unwrap();
    table.rows.clone()
}

#[test]
fn a_day_of_requests_is_served_within_the_latency_target() {
    for per_day in [300.0, 3e4, 1e6, 3e8] {
        let w = service(per_day, "inference-diurnal");
        let hours = day(&w);
        let served: f64 = hours.iter().map(|h| h[1] * 3600.0).sum();
        assert!((served / per_day - 1.0).abs() < 1e-12);
        let full = Workload {
            requests_per_day: None,
            load_profile: None,
            batch: None,
            ..w.clone()
        };
        // The batch of the target itself: what the fleet may not pass, and nearly reaches at its peak when it is large.
        let share = params::INFERENCE_MEAN_BATCH_SHARE.value();
        let most = figure(&full, "batch") / share;
        let peak = hours.iter().map(|h| h[2]).fold(0.0, f64::max);
        assert!(peak <= most * (1.0 + 1e-9), "{per_day}: {peak} {most}");
        assert!(per_day < 1e8 || peak > 0.95 * most, "{peak} {most}");
        // A replica that waits has one request at most.
        assert!(hours.iter().all(|h| h[3] == 1.0 || h[2] == 1.0));
    }
}

#[test]
fn the_mean_batch_takes_the_energy_of_the_hours_one_by_one() {
    for (model, per_day) in [
        ("llama-3.1-70b", 2e5),
        ("llama-3.1-70b", 5e6),
        ("gpt-oss-120b", 2e6),
    ] {
        let mut w = service(per_day, "inference-diurnal");
        w.model = Some(model.into());
        let replicas = input(&w, "fleet.replicas");
        let one_by_one: f64 = day(&w)
            .iter()
            .map(|h| {
                let hour = Workload {
                    requests_per_day: None,
                    load_profile: None,
                    latency_ms: None,
                    requests_per_second: Some(Number::point(h[1] / replicas)),
                    ..w.clone()
                };
                figure(&hour, "server_energy_wh") * h[1] * 3600.0
            })
            .sum();
        let of_the_mean = figure(&w, "server_energy_wh") * per_day;
        let error = of_the_mean / one_by_one - 1.0;
        assert!(error.abs() < 1e-6, "{model}: {error}");
    }
}

#[test]
fn a_small_service_pays_for_waiting_and_a_large_one_for_its_nights() {
    let of =
        |per_day, profile| figure(&service(per_day, profile), "per_request_facility_energy_wh");
    // Waiting all day, whoever comes: half of the requests, twice the energy of each.
    assert!((of(50.0, "flat") / of(100.0, "flat") - 2.0).abs() < 0.05);
    // Without nights a large service runs at the batch of its target, without idle machines.
    let flat = service(1e9, "flat");
    assert!(input(&flat, "inference.mean_batch_share") > 0.99);
    assert!(input(&flat, "inference.idle_share") == 0.0);
    assert!(of(1e9, "inference-diurnal") > 1.1 * of(1e9, "flat"));
}

#[test]
fn each_hour_obeys_littles_law() {
    let w = service(2e6, "inference-diurnal");
    let replicas = input(&w, "fleet.replicas");
    let hours = day(&w);
    assert!(hours.iter().all(|h| h[2] > 1.0), "{hours:?}");
    for h in hours {
        let at = Workload {
            requests_per_day: None,
            load_profile: None,
            latency_ms: None,
            batch: Some(Number::point(h[2])),
            ..w.clone()
        };
        // Running sequences are what arrives at a replica times how long each stays: 500 tokens.
        let stays_s = 500.0 * figure(&at, "step_time_ms") / 1e3;
        let running = h[1] / replicas * stays_s;
        assert!((running / h[2] - 1.0).abs() < 1e-6, "{running} {h:?}");
    }
}

#[test]
fn all_replicas_are_held_all_day() {
    for (model, per_day, tolerance) in [
        ("llama-3.1-70b", 100.0, 1e-6),
        ("llama-3.1-70b", 2e4, 0.01),
        ("llama-3.1-70b", 1e6, 0.01),
        ("claude-sonnet-4-5", 1e7, 0.01),
    ] {
        let mut w = service(per_day, "inference-diurnal");
        w.model = Some(model.into());
        w.requests = Some(Number::point(per_day));
        let all = input(&w, "fleet.replicas") * figure(&w, "accelerators") * 24.0;
        let held = figure(&w, "accelerator_hours");
        assert!(
            (held / all - 1.0).abs() < tolerance,
            "{model} {per_day}: {held} {all}"
        );
    }
}

#[test]
fn who_waits_all_day_holds_a_known_time() {
    let w = Workload {
        requests: Some(Number::point(100.0)),
        ..service(100.0, "flat")
    };
    let report = polder::Report::of(&Estimate::resolve(&w).unwrap());
    let band = |id: &str| {
        let found = report.figures.iter().find(|f| f.id == id).unwrap();
        found.summary.p95 / found.summary.p5
    };
    // How fast a step is does not matter to a machine that waits 99 % of the day; what it takes while it waits does.
    assert!(band("accelerator_hours") < 1.0 + 1e-9);
    assert!(band("it_energy_wh") > 1.5);
}

#[test]
fn a_target_that_cannot_be_kept_is_said() {
    let warned = |ms| {
        let w = Workload {
            latency_ms: Some(Number::point(ms)),
            ..service(1e5, "flat")
        };
        let e = Estimate::resolve(&w).unwrap();
        polder::Report::of(&e)
            .warnings
            .iter()
            .any(|w| w.code == "latency-missed")
    };
    assert!(warned(2.0) && !warned(40.0));
}

#[test]
fn a_day_that_makes_no_sense_is_refused_in_one_line() {
    for (text, line) in [
        (
            "load_profile = 'flat'",
            "`load_profile` shapes `requests_per_day`: give that too",
        ),
        (
            "requests_per_day = 0",
            "`requests_per_day` is 0, should be in 1..=1000000000000",
        ),
        (
            "requests_per_day = 10\nbatch = 3",
            "`requests_per_day` settles the batch, and so does `batch`: leave one out",
        ),
        (
            "requests_per_day = 10\nrequests_per_second = 3",
            "`requests_per_day` settles the batch, and so does `requests_per_second`: leave one out",
        ),
        (
            "requests_per_day = 10\nload_profile = 'weekly'",
            "`load_profile` is \"weekly\", which is no known load profile",
        ),
        (
            "requests_per_day = 10\nstack = 'hf-batch-1'",
            "`requests_per_day` settles the batch, and so does `stack`: leave one out",
        ),
        (
            "requests_per_day = 10\ntask = 'short-question'",
            "`requests_per_day` has no meaning for kind = \"session\": leave it out",
        ),
    ] {
        let w: Workload = toml::from_str(&format!("model = 'llama-3.1-70b'\n{text}")).unwrap();
        assert_eq!(Estimate::resolve(&w).unwrap_err().to_string(), line);
    }
}

fn codes(w: &Workload) -> Vec<&'static str> {
    let estimate = Estimate::resolve(w).unwrap();
    estimate.warnings().iter().map(|w| w.code).collect()
}

#[test]
fn a_request_beyond_the_model_or_the_memory_is_said() {
    // Only sessions were checked: a million tokens to a model of 2023 on one chip passed in silence.
    let long = codes(&chat("llama-2-7b", 1e6, 10.0));
    assert!(long.contains(&"context-over-model") && long.contains(&"request-over-memory"));
    let short = codes(&chat("llama-2-7b", 500.0, 10.0));
    assert!(!short.contains(&"context-over-model") && !short.contains(&"request-over-memory"));
}

#[test]
fn no_more_is_cached_than_there_is() {
    // It was cut to the input without a word.
    let mut w = chat("llama-3.1-8b", 100.0, 10.0);
    w.cached_input_tokens = Some(200.0.into());
    let said = Estimate::resolve(&w).unwrap_err().to_string();
    assert!(
        said.starts_with("`cached_input_tokens` is 200, more than the 100 of `input_tokens`"),
        "{said}"
    );
    w.cached_input_tokens = Some(100.0.into());
    assert!(Estimate::resolve(&w).is_ok());
}

#[test]
fn what_the_document_leaves_out_is_no_input_of_the_document() {
    let w = Workload {
        model: Some("llama-3.1-8b".into()),
        ..Workload::default()
    };
    let estimate = Estimate::resolve(&w).unwrap();
    for path in ["requests", "cached_input_tokens"] {
        let input = estimate.inputs().iter().find(|i| i.path == path).unwrap();
        assert_eq!(input.status, polder::resolve::Status::Default, "{path}");
    }
}

#[test]
fn a_rollout_does_not_warn_of_a_rate_nobody_gave() {
    let mut w = Workload {
        kind: Some("rl".into()),
        model: Some("llama-3.1-8b".into()),
        prompts: Some(1e5),
        samples_per_prompt: Some(8.0),
        ..Workload::default()
    };
    assert!(!codes(&w).contains(&"arrivals-over-capacity"));
    w.requests_per_second = Some(1e4.into());
    assert!(codes(&w).contains(&"arrivals-over-capacity"));
}

#[test]
fn a_range_of_a_document_is_met_by_its_draws() {
    // It was drawn as a triangle with `mid` its mode: the median of 1, 400, 1e6 was 290 000.
    let mut w = chat("llama-3.1-8b", 500.0, 300.0);
    w.batch = Some(polder::document::read_json(r#"{"low": 2, "mid": 5, "high": 60}"#).unwrap());
    let estimate = Estimate::resolve(&w).unwrap();
    let at = estimate.labels().iter().position(|l| l.id == "batch");
    let draws = polder::uncertain::sample(&estimate, 1, 0..4096);
    let mut batches = draws.row(at.unwrap()).to_vec();
    batches.sort_by(f64::total_cmp);
    for (percent, want) in [(5, 2.0), (50, 5.0), (95, 60.0)] {
        let is = batches[batches.len() * percent / 100];
        assert!((is / want - 1.0).abs() < 0.02, "p{percent} {is} {want}");
    }
}
