//! Serving a language model: one replica, and the job it does.

use super::capped;
use super::elsewhere::Elsewhere;
use super::session::{self, Session};
use crate::data::{self, Model, Task, params};
use crate::document::{Number, Workload};
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Data, Energy, Power, Time};
use crate::resolve::{At, Bounds, Resolver, unknown};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Architecture, Chip, Constants, Load, Precision, Step};

/// Figures of an inference job, in the order [`Job::run`] fills them.
pub(super) const FIGURES: &[&str] = &[
    "accelerator_energy_wh",
    "server_energy_wh",
    "it_energy_wh",
    "facility_energy_wh",
    "carbon_use_location_g",
    "carbon_embodied_g",
    "carbon_total_location_g",
    "water_onsite_consumption_ml",
    "water_offsite_consumption_ml",
    "land_site_m2_year",
    "output_tokens_per_s",
    "step_time_ms",
    "accelerator_power_w",
    "it_power_per_accelerator_w",
    "batch",
    "accelerators",
    "accelerator_hours",
];
/// How many of them are also given per request and per output token.
pub(super) const PER_UNIT: usize = 10;

/// A model served by replicas of one kind.
#[derive(Debug)]
pub(crate) struct Serving {
    architecture: Architecture,
    chip: Chip,
    constants: Constants,
    precision: Precision,
    /// Accelerators of a replica.
    pub(crate) replica: f64,
    limit: Option<Power>,
    batch: BatchRule,
    pub(super) tokens: Tokens,
    memory_usable: Handle<f64>,
    stack: Handle<f64>,
    error: Handle<f64>,
    host: Handle<Power>,
    psu: Handle<f64>,
    rated: Power,
    /// Server input per accelerator that waits.
    idle: Power,
}

/// What a replica is asked.
#[derive(Debug)]
pub(super) enum Tokens {
    /// One request.
    Request {
        input: Handle<f64>,
        cached: Handle<f64>,
        output: Handle<f64>,
    },
    /// The mean call of a session.
    Session(Session),
}

#[derive(Debug)]
enum BatchRule {
    Given(Handle<f64>),
    Latency {
        target: Handle<Time>,
        mean_share: Handle<f64>,
    },
    Arrivals(Handle<f64>),
}

/// A replica at work, for one draw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serve {
    /// Mean running sequences.
    pub(crate) batch: f64,
    /// Time between tokens of one sequence; model error and stack factor included.
    pub(crate) step: Time,
    /// Power of one accelerator.
    pub(crate) accelerator: Power,
    /// Server input per accelerator.
    pub(crate) server: Power,
    /// Output tokens per second of the replica.
    pub(crate) tokens_per_s: f64,
}

impl Serving {
    /// Resolves the model, the hardware and the load of a workload.
    pub(crate) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        fallback: (Option<&str>, Option<&str>),
    ) -> Result<Self, Error> {
        let task = session::task(w, at)?;
        let model = model(r, w, at, task)?;
        let accelerator = hardware::accelerator(
            r,
            &at.path("accelerator"),
            w.accelerator.as_deref().or(fallback.0),
            "h100-sxm",
        )?;
        let server = hardware::server(
            r,
            &at.path("server"),
            w.server.as_deref().or(fallback.1),
            accelerator,
        )?;
        let precision = precision(r, w, at, model)?;
        let chip = hardware::chip(&at.path("accelerator"), accelerator, precision)?;
        let architecture = architecture(model);
        let replica = replica(r, w, at, model, &chip, precision)?;
        let constants = hardware::constants(accelerator, &chip, model.moe, precision);
        let stack = [
            ("vllm-0.11", params::STACK_VLLM_0_11),
            ("vllm-0.5", params::STACK_VLLM_0_5),
            ("hf-batch-1", params::STACK_HF_BATCH_1),
            ("trt-llm", params::STACK_TRT_LLM),
        ];
        let stack = r.choice(
            &at.path("stack"),
            "serving stack",
            w.stack.as_deref(),
            "vllm-0.11",
            &stack,
        )?;
        let serving = Self {
            architecture,
            chip,
            constants,
            precision,
            replica,
            limit: limit(w, at, &chip, &constants)?,
            batch: batch(r, w, at, task)?,
            tokens: Tokens::resolve(r, w, at, task)?,
            memory_usable: r.param(params::INFERENCE_MEMORY_USABLE),
            stack: r.role(&at.slot("stack"), stack),
            error: r.role(
                &at.slot("inference.error"),
                hardware::inference_error(accelerator),
            ),
            host: r.cell(
                &at.slot("server.host_w"),
                server.host_w,
                ("W", 1.0),
                format!("servers.csv {}", server.id),
            ),
            psu: r.param(params::PSU_EFFICIENCY),
            rated: hardware::rated_per_accelerator(server),
            idle: hardware::idle_per_accelerator(server, accelerator),
        };
        serving.check_memory(at, model, accelerator.id)?;
        serving.warn_of_batch(r, at);
        serving.warn_of_context(r, at, model);
        Ok(serving)
    }

    /// Warns when the memory does not hold the given batch: a measured mean can be above what we reckon, a plan should
    /// not be.
    fn warn_of_batch(&self, r: &mut Resolver, at: At) {
        let BatchRule::Given(batch) = self.batch else {
            return;
        };
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        let (given, room) = (draw.get(batch), self.room(&self.step(&draw), &draw));
        if given > room {
            let path = at.path("batch");
            r.warn(
                "batch-over-memory",
                format!("`{path}` is {given:.0}, but the memory of a replica holds about {room:.0} running sequences."),
                format!("`{path}` is {given:.0}, maar het geheugen van een replica bevat er ongeveer {room:.0}."),
            );
        }
    }

    /// Warns when a session outgrows the model.
    fn warn_of_context(&self, r: &mut Resolver, at: At, model: &Model) {
        let Tokens::Session(session) = &self.tokens else {
            return;
        };
        let longest = session
            .at(&Draw::new(&r.slots.central_values()))
            .longest_input();
        if model.context > 0.0 && longest > model.context {
            let (path, context) = (at.path("model"), model.context);
            r.warn(
                "context-over-model",
                format!("`{path}` reads {context:.0} tokens at most, and the session grows to {longest:.0}: services cut or summarise, which is not modelled."),
                format!("`{path}` leest hoogstens {context:.0} tokens en de sessie groeit tot {longest:.0}: diensten korten dan in; dat zit niet in het model."),
            );
        }
    }

    /// Warns, or refuses, when the weights do not fit.
    fn check_memory(&self, at: At, model: &Model, chip: &str) -> Result<(), Error> {
        let weights = Data::bytes(model.total * self.precision.bytes_per_weight());
        let room = self.chip.memory * self.replica;
        if weights <= room {
            return Ok(());
        }
        let need = libm::ceil(weights / self.chip.memory);
        Err(Error::OutOfRange {
            field: at.path("accelerators"),
            value: self.replica,
            low: need,
            high: 1024.0,
            unit: "accelerators",
        })
        .map_err(|e| {
            if need > 1024.0 {
                Error::Inconsistent {
                    field: at.path("model"),
                    problem: format!("does not fit 1024 × {chip}"),
                }
            } else {
                e
            }
        })
    }

    /// Most running sequences that the memory holds.
    fn room(&self, step: &Step, draw: &Draw) -> f64 {
        step.batch_in_memory(draw.get(self.memory_usable)).max(1.0)
    }

    fn step(&self, draw: &Draw) -> Step {
        Step::new(
            &self.architecture,
            &self.chip,
            &self.constants,
            &self.tokens.load(draw, self.replica),
            self.precision,
        )
    }

    /// The replica at work.
    pub(crate) fn at(&self, draw: &Draw) -> Serve {
        let step = self.step(draw);
        // The stack factor and the model's error are factors on energy per token: both act on the step time.
        let factor = draw.get(self.stack) * draw.get(self.error);
        let memory = self.room(&step, draw);
        let batch = match self.batch {
            BatchRule::Given(b) => draw.get(b),
            BatchRule::Latency { target, mean_share } => {
                let most = capped::batch_for(&step, draw.get(target) / factor, memory, self.limit);
                (most * draw.get(mean_share)).max(1.0)
            }
            BatchRule::Arrivals(rate) => {
                capped::batch_for_arrivals(&step, draw.get(rate) * factor, memory, self.limit)
            }
        };
        let (power, time) = step.power(batch, self.limit);
        let time = time * factor;
        Serve {
            batch,
            step: time,
            accelerator: power,
            server: ((power + draw.get(self.host)) / draw.get(self.psu)).min(self.rated),
            tokens_per_s: batch / time.to_s(),
        }
    }
}

impl Tokens {
    fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        task: Option<&'static Task>,
    ) -> Result<Self, Error> {
        if session::asked(w) {
            return Ok(Self::Session(Session::resolve(r, w, at, task)?));
        }
        let tokens = Bounds::plain(0.0, 1e7);
        Ok(Self::Request {
            input: r.number(
                &at.field("input_tokens"),
                w.input_tokens,
                tokens,
                params::TOKENS_INPUT,
            )?,
            cached: r.given(
                &at.field("cached_input_tokens"),
                &w.cached_input_tokens.unwrap_or(Number::point(0.0)),
                tokens,
            )?,
            output: r.number(
                &at.field("output_tokens"),
                w.output_tokens,
                Bounds::plain(1.0, 1e7),
                params::TOKENS_OUTPUT,
            )?,
        })
    }

    /// One call of the model.
    fn load(&self, draw: &Draw, accelerators: f64) -> Load {
        match self {
            Self::Request {
                input,
                cached,
                output,
            } => Load {
                accelerators,
                input_uncached: (draw.get(*input) - draw.get(*cached)).max(0.0),
                input_total: draw.get(*input),
                output: draw.get(*output),
                ..Load::default()
            },
            Self::Session(session) => session.at(draw).mean_call(accelerators),
        }
    }

    /// Input tokens of one request or session when none is read twice.
    pub(super) fn read_once(&self, draw: &Draw) -> f64 {
        match self {
            Self::Request { input, .. } => draw.get(*input),
            Self::Session(session) => session.at(draw).read_once(),
        }
    }

    /// Calls of the model, and the tokens they write, in one request or session.
    pub(super) fn written(&self, draw: &Draw) -> (f64, f64) {
        match self {
            Self::Request { output, .. } => (1.0, draw.get(*output)),
            Self::Session(session) => {
                let session = session.at(draw);
                let calls = session.calls();
                (calls, calls * (session.output + session.reasoning))
            }
        }
    }
}

fn model(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    task: Option<&'static Task>,
) -> Result<&'static Model, Error> {
    let path = at.path("model");
    let usual = task.and_then(|t| t.model);
    let Some(name) = w.model.as_deref().or(usual) else {
        return Err(Error::Inconsistent {
            field: path,
            problem: "is missing: name a model, such as \"llama-3.1-70b\"".into(),
        });
    };
    let found = data::model(name)
        .ok_or_else(|| unknown(&path, name, "model", data::MODELS.iter().map(|m| m.id)))?;
    r.name(&path, found.id, w.model.is_some(), found.source);
    if w.model.is_none() {
        r.warn(
            "model-assumed",
            "Services do not say what they run: an open model stands in for it. Name one with `model`.",
            "Diensten zeggen niet welk model ze draaien: een open model staat ervoor in de plaats. Noem er zelf een met `model`.",
        );
    }
    Ok(found)
}

fn precision(r: &mut Resolver, w: &Workload, at: At, model: &Model) -> Result<Precision, Error> {
    let choices = [
        ("bf16", Precision::Bf16),
        ("fp8", Precision::Fp8),
        ("int8", Precision::Int8),
        ("fp4", Precision::Fp4),
        ("int4", Precision::Int4),
        ("mxfp4", Precision::Mxfp4),
    ];
    r.choice(
        &at.path("precision"),
        "precision",
        w.precision.as_deref(),
        model.precision,
        &choices,
    )
}

/// Accelerators of a replica: given, or the smallest power of two that holds the weights and as much again of cache
/// as the usable share of memory leaves out.
fn replica(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    model: &Model,
    chip: &Chip,
    precision: Precision,
) -> Result<f64, Error> {
    let path = at.path("accelerators");
    if let Some(n) = w.accelerators {
        let n = Bounds {
            unit: "accelerators",
            scale: 1.0,
            low: 1.0,
            high: 1024.0,
        }
        .check(&path, f64::from(n))?;
        r.record(
            &path,
            n.into(),
            None,
            crate::resolve::Status::Given,
            "document",
        );
        return Ok(n);
    }
    let usable = params::INFERENCE_MEMORY_USABLE.value();
    let weights = Data::bytes(model.total * precision.bytes_per_weight()) / usable;
    let mut n = 1.0;
    while chip.memory * (usable * n) < weights && n < 1024.0 {
        n *= 2.0;
    }
    r.record(
        &path,
        n.into(),
        None,
        crate::resolve::Status::Derived,
        "inference.memory_usable",
    );
    Ok(n)
}

fn limit(w: &Workload, at: At, chip: &Chip, constants: &Constants) -> Result<Option<Power>, Error> {
    let Some(watts) = w.power_limit_w else {
        return Ok(None);
    };
    let lowest = libm::ceil(constants.floor.to_w() * 1.1);
    let bounds = Bounds {
        unit: "W",
        scale: 1.0,
        low: lowest,
        high: chip.tdp.to_w(),
    };
    Ok(Some(Power::w(
        bounds.check(&at.path("power_limit_w"), watts)?,
    )))
}

fn batch(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    task: Option<&'static Task>,
) -> Result<BatchRule, Error> {
    let given = [
        ("batch", w.batch.is_some()),
        ("latency_ms", w.latency_ms.is_some()),
        ("requests_per_second", w.requests_per_second.is_some()),
    ];
    let mut named = given.iter().filter(|(_, g)| *g).map(|(n, _)| n);
    if let (Some(first), Some(second)) = (named.next(), named.next()) {
        let problem = format!("and `{}` exclude each other: give one", at.path(second));
        return Err(Error::Inconsistent {
            field: at.path(first),
            problem,
        });
    }
    if let Some(b) = &w.batch {
        return Ok(BatchRule::Given(r.given(
            &at.field("batch"),
            b,
            Bounds::plain(1.0, 1e5),
        )?));
    }
    if let Some(rate) = &w.requests_per_second {
        let bounds = Bounds {
            unit: "1/s",
            scale: 1.0,
            low: 1e-9,
            high: 1e5,
        };
        return Ok(BatchRule::Arrivals(r.given(
            &at.field("requests_per_second"),
            rate,
            bounds,
        )?));
    }
    if w.latency_ms.is_none() {
        r.warn(
            "batch-assumed",
            "Nobody said how many requests share an accelerator. It is derived from an assumed time between tokens, and moves the result most.",
            "Het aantal verzoeken dat een chip deelt is onbekend. Het volgt uit een aangenomen tijd tussen tokens en bepaalt het resultaat het meest.",
        );
    }
    let bounds = Bounds {
        unit: "ms",
        scale: Time::ms(1.0).to_s(),
        low: 1.0,
        high: 1e4,
    };
    let field = at.field("latency_ms");
    let target = match task {
        Some(t) => r.number_or_cell(
            &field,
            w.latency_ms,
            bounds,
            (t.latency_ms, session::origin(t, "latency_ms")),
        )?,
        None => r.number(
            &field,
            w.latency_ms,
            bounds,
            params::INFERENCE_LATENCY_TARGET,
        )?,
    };
    Ok(BatchRule::Latency {
        target,
        mean_share: r.param(params::INFERENCE_MEAN_BATCH_SHARE),
    })
}

fn architecture(m: &Model) -> Architecture {
    Architecture {
        moe: m.moe,
        layers: m.layers,
        layers_full: m.layers_full,
        hidden: m.hidden,
        heads: m.heads,
        kv_heads: m.kv_heads,
        head_dim: m.head_dim,
        mla: m.mla,
        kv_lora_rank: m.kv_lora_rank,
        rope_dim: m.rope_dim,
        experts: m.experts,
        top_k: m.top_k,
        moe_layers: m.moe_layers,
        sliding_window: m.sliding_window,
        sliding_layers: m.sliding_layers,
        state_layers: m.state_layers,
        state_bytes: m.state_bytes,
        vocab: m.vocab,
        nonexpert: m.nonexpert,
        expert: m.expert,
    }
}

/// An inference job somewhere.
#[derive(Debug)]
pub(super) struct Job {
    serving: Serving,
    requests: Handle<f64>,
    around: Around,
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let serving = Serving::resolve(r, w, At::Top, (None, None))?;
        let requests = w.requests.unwrap_or(Number::point(1.0));
        Ok(Self {
            serving,
            requests: r.given(
                &At::Top.field("requests"),
                &requests,
                Bounds::plain(1e-9, 1e18),
            )?,
            around: Around::resolve(r, w)?,
        })
    }

    /// Fills the figures; returns requests and output tokens.
    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) -> (f64, f64) {
        let s = self.serving.at(draw);
        let requests = draw.get(self.requests);
        let tokens = requests * self.serving.tokens.written(draw).1;
        let taken = self.around.takes(draw, &self.serving, &s, tokens);
        out[..PER_UNIT].copy_from_slice(&taken.amounts);
        out[PER_UNIT..].copy_from_slice(&s.machines(&self.serving, taken.held));
        (requests, tokens)
    }
}

/// What is around replicas that serve: machines that wait, the network, the data centre.
#[derive(Debug)]
pub(super) struct Around {
    idle: Handle<f64>,
    network: Handle<f64>,
    pub(super) place: Elsewhere,
}

/// What some tokens take.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    /// The figures that are also given per unit.
    pub(super) amounts: [f64; PER_UNIT],
    /// Accelerator time, waiting included.
    pub(super) held: Time,
}

impl Around {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        Ok(Self {
            idle: r.param(params::INFERENCE_IDLE_SHARE),
            network: r.param(params::INFERENCE_NETWORK_SHARE),
            place: Elsewhere::resolve(r, w)?,
        })
    }

    /// What `tokens` take that a replica writes.
    pub(super) fn takes(&self, draw: &Draw, serving: &Serving, s: &Serve, tokens: f64) -> Taken {
        let busy = Time::s(tokens / s.tokens_per_s) * serving.replica;
        // The idle share is one of energy: machines that wait draw less, so they wait longer.
        let held = busy * (1.0 + draw.get(self.idle) * (s.server / serving.idle));
        let server: Energy = s.server * busy;
        let it = server * (1.0 + draw.get(self.idle)) * (1.0 + draw.get(self.network));
        let facility = it * draw.get(self.place.pue);
        let used = self.place.grid.used(draw, facility);
        let embodied = self.place.embodied(draw, held);
        let amounts = [
            (s.accelerator * busy).to_wh(),
            server.to_wh(),
            it.to_wh(),
            facility.to_wh(),
            used.to_g(),
            embodied.to_g(),
            (used + embodied).to_g(),
            (it * draw.get(self.place.wue)).to_ml(),
            self.place.grid.water_of(draw, facility).to_ml(),
            (self.place.area(draw) * held).to_m2_years(),
        ];
        Taken { amounts, held }
    }
}

impl Serve {
    /// The figures of the machines.
    pub(super) fn machines(
        &self,
        serving: &Serving,
        held: Time,
    ) -> [f64; FIGURES.len() - PER_UNIT] {
        [
            self.tokens_per_s,
            self.step.to_ms(),
            self.accelerator.to_w(),
            self.server.to_w(),
            self.batch,
            serving.replica,
            held.to_h(),
        ]
    }
}
