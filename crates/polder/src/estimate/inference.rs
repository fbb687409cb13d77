//! Serving a language model: one replica, and the job it does.

use super::capped;
use super::closed::{Format, Formats};
use super::draft::Draft;
use super::elsewhere::{Elsewhere, IMPACTS};
use super::fleet::{self, Day, Fleet, Running};
use super::model::{Shape, Subject};
use super::session::{self, Session};
use crate::data::{Accelerator, Server, Task, params};
use crate::document::Workload;
use crate::error::{Error, Fault};
use crate::hardware;
use crate::quantity::{Data, Energy, Power, Time};
use crate::report::Table;
use crate::resolve::{At, Bounds, Resolver, Status};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Chip, Constants, Load, Precision, Step};

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
    "embodied_adpe_ug",
    "embodied_primary_wh",
    "output_tokens_per_s",
    "step_time_ms",
    "accelerator_power_w",
    "it_power_per_accelerator_w",
    "batch",
    "accelerators",
    "accelerator_hours",
];
/// How many of them are also given per request and per output token.
pub(super) const PER_UNIT: usize = 2 + IMPACTS;

/// Parameters of one billion.
const BILLION: f64 = 1e9;
/// Sizes of a replica, over the smallest, that a provider tries in turn.
const DOUBLINGS: [f64; 3] = [2.0, 4.0, 8.0];

/// A model served by replicas of one kind.
#[derive(Debug)]
pub(crate) struct Serving {
    shape: Shape,
    format: Format,
    /// Of a closed model, where nobody says which.
    formats: Option<Formats>,
    draft: Option<Draft>,
    /// Memory that weights may fill; none where the replica follows from drawn weights.
    weights_room: Option<Data>,
    /// Accelerators of a replica.
    replica: f64,
    /// Copies of the attention.
    copies: f64,
    limit: Option<Power>,
    batch: BatchRule,
    pub(super) tokens: Tokens,
    memory_usable: Handle<f64>,
    stack: Handle<f64>,
    /// Of energy per token, and of power.
    error: Handle<f64>,
    power_error: Handle<f64>,
    host: Handle<Power>,
    psu: Handle<f64>,
    cap_exponent: Handle<f64>,
    rated: Power,
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
        load: MeanLoad,
        /// Below this the target gives way; 1 where it is the user's.
        least: Option<Handle<f64>>,
    },
    Arrivals(Handle<f64>),
}

/// How full a replica is in the mean.
#[derive(Debug)]
enum MeanLoad {
    /// Mean batch over the largest.
    Share(Handle<f64>),
    /// As the requests of a day fill it.
    Day(Box<Day>),
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
    /// Accelerators of the replica.
    pub(crate) accelerators: f64,
    /// Energy of waiting over that of working, where the load says it.
    waits: Option<f64>,
}

impl Serve {
    /// Server input of the replica over its output tokens.
    fn energy_per_token(&self) -> Energy {
        let while_waiting = 1.0 + self.waits.unwrap_or(0.0);
        self.server * self.accelerators * Time::s(while_waiting / self.tokens_per_s)
    }
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
        let (accelerator, server) = hardware::machine(r, w, at, fallback)?;
        let precision = precision(r, w, at, &model)?;
        let under = |f: Format| f.under(w.stack.as_deref());
        let format = |precision| format(at, &accelerator, model.moe, precision).map(under);
        let (narrow, own, wide) = (
            format(Precision::Fp4),
            format(precision)?,
            format(Precision::Bf16),
        );
        let formats = if model.shape.is_closed() && w.precision.is_none() {
            Some(Formats::resolve(r, narrow?, wide?))
        } else {
            None
        };
        let draft = Draft::resolve(r, w, at, model.total, || {
            self::format(at, &accelerator, false, Precision::Bf16)
        })?;
        let drafts = draft.as_ref().map_or(Data::ZERO, Draft::weights);
        let replica = replica(r, w, at, &model, (&own.chip, precision, drafts))?;
        let copies = copies(r, w, at, model.moe)?;
        let nobody_says = w.accelerator.is_none()
            && w.custom_accelerator.is_none()
            && fallback.0.is_none()
            && model.shape.is_closed();
        if nobody_says {
            r.warn(
                "accelerator-assumed",
                format!("Which hardware serves the model is not known: {} stands in, with the widest error band.", accelerator.name),
                format!("Op welke hardware het model draait is onbekend: {} staat ervoor in de plaats, met de ruimste foutmarge.", accelerator.name),
            );
        }
        let stack = r.choice(
            &at.path("stack"),
            "serving stack",
            w.stack.as_deref(),
            "vllm-0.11",
            &hardware::stacks(&accelerator),
        )?;
        let batch = batch(r, w, at, task, &server)?;
        fleet::check(
            w,
            at,
            matches!(
                &batch,
                BatchRule::Latency {
                    load: MeanLoad::Day(_),
                    ..
                }
            ),
        )?;
        let serving = Self {
            weights_room: (!model.shape.is_closed() || w.accelerators.is_some())
                .then(|| weights_room(&own.chip, replica)),
            replica,
            copies,
            limit: limit(w, at, &own.chip, &own.constants)?,
            format: own,
            formats,
            draft,
            batch,
            tokens: Tokens::resolve(r, w, at, task)?,
            memory_usable: r.param(params::INFERENCE_MEMORY_USABLE),
            stack: r.role(&at.slot("stack"), stack),
            error: r.role(
                &at.slot("inference.error"),
                if nobody_says {
                    params::INFERENCE_ERROR_TRANSFER
                } else {
                    hardware::inference_error(&accelerator, model.moe)
                },
            ),
            power_error: r.role(
                &at.slot("inference.power_error"),
                if nobody_says {
                    params::INFERENCE_POWER_ERROR_TRANSFER
                } else {
                    hardware::power_error(&accelerator)
                },
            ),
            host: r.cell(
                &at.slot("server.host_w"),
                server.host_w,
                ("W", 1.0),
                format!("servers.csv {}", server.id),
            ),
            psu: r.param(params::PSU_EFFICIENCY),
            cap_exponent: r.param(params::INFERENCE_CAP_EXPONENT),
            rated: hardware::rated_per_accelerator(&server),
            shape: model.shape,
        };
        serving.check_memory(at, model.least, accelerator.id)?;
        serving.check_cached(r, at)?;
        serving.warn_of_batch(r, at);
        serving.warn_of_memory(r, at);
        serving.warn_of_context(r, at, model.context);
        Ok(serving)
    }

    /// Warns when the memory does not hold the given batch, or the replica cannot keep up with what arrives. A measured
    /// mean can be above what we reckon; a plan should not be.
    fn warn_of_batch(&self, r: &mut Resolver, at: At) {
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        let room = self.room(&self.step(&draw, 1.0).0, &draw);
        match &self.batch {
            BatchRule::Given(batch) if draw.get(*batch) > room => {
                let (path, given) = (at.path("batch"), draw.get(*batch));
                r.warn(
                    "batch-over-memory",
                    format!("`{path}` is {given:.0}, but the memory of a replica holds about {room:.0} running sequences."),
                    format!("`{path}` is {given:.0}, maar het geheugen van een replica bevat er ongeveer {room:.0}."),
                );
            }
            BatchRule::Arrivals(rate) => {
                let carried = self.at(&draw).tokens_per_s / self.tokens.written(&draw).1;
                let replicas = libm::ceil(draw.get(*rate) / carried);
                if replicas > 1.0 {
                    let path = at.path("requests_per_second");
                    r.warn(
                        "arrivals-over-capacity",
                        format!("`{path}` is more than a replica carries, about {carried:.2} requests a second: it takes about {replicas:.0} replicas. The figures are of replicas that are full."),
                        format!("`{path}` is meer dan een replica aankan, ongeveer {carried:.2} verzoeken per seconde: er zijn ongeveer {replicas:.0} replica's nodig. De cijfers horen bij volle replica's."),
                    );
                }
            }
            // Not of an assumed mean: there the target gives way.
            BatchRule::Latency {
                target,
                least: None,
                ..
            } => {
                let serve = self.at(&draw);
                if serve.batch <= 1.0 && serve.step > draw.get(*target) {
                    let (path, alone) = (at.path("latency_ms"), serve.step.to_ms());
                    r.warn(
                        "latency-missed",
                        format!("`{path}` cannot be kept: with one running sequence tokens come {alone:.0} ms apart."),
                        format!("`{path}` is niet haalbaar: met één lopend verzoek komt er elke {alone:.0} ms een token."),
                    );
                }
            }
            _ => {}
        }
    }

    /// Refuses more cached input than there is input.
    fn check_cached(&self, r: &Resolver, at: At) -> Result<(), Error> {
        let Tokens::Request { input, cached, .. } = &self.tokens else {
            return Ok(());
        };
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        let (input, cached) = (draw.get(*input), draw.get(*cached));
        if cached <= input {
            return Ok(());
        }
        Err(Error::from(Fault::Inconsistent {
            field: at.path("cached_input_tokens"),
            problem: format!(
                "is {cached:.0}, more than the {input:.0} of `{}` that it is part of",
                at.path("input_tokens")
            ),
        }))
    }

    /// Warns when the memory does not hold even one request beside the weights. What a closed model keeps is not known.
    fn warn_of_memory(&self, r: &mut Resolver, at: At) {
        if self.shape.is_closed() {
            return;
        }
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        let held = self
            .step(&draw, 1.0)
            .0
            .batch_in_memory(draw.get(self.memory_usable));
        if held < 1.0 {
            let (path, percent) = (at.path("accelerators"), held * 100.0);
            r.warn(
                "request-over-memory",
                format!("The memory of a replica holds {percent:.0} % of what one request keeps: give more `{path}`, or fewer tokens."),
                format!("Het geheugen van een replica bevat {percent:.0} % van wat één verzoek bewaart: geef meer `{path}` op, of minder tokens."),
            );
        }
    }

    /// Warns when a session, or a request, outgrows the model.
    fn warn_of_context(&self, r: &mut Resolver, at: At, context: f64) {
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        let (longest, en, nl) = match &self.tokens {
            Tokens::Session(session) => (
                session.at(&draw).longest_input(),
                "the session grows to",
                "de sessie groeit tot",
            ),
            Tokens::Request { input, output, .. } => (
                draw.get(*input) + draw.get(*output),
                "a request comes to",
                "een verzoek komt op",
            ),
        };
        if context > 0.0 && longest > context {
            let path = at.path("model");
            r.warn(
                "context-over-model",
                format!("`{path}` reads {context:.0} tokens at most, and {en} {longest:.0}: services cut or summarise, which is not modelled."),
                format!("`{path}` leest hoogstens {context:.0} tokens en {nl} {longest:.0}: diensten korten dan in; dat zit niet in het model."),
            );
        }
    }

    /// Warns, or refuses, when the weights do not fit.
    fn check_memory(&self, at: At, parameters: f64, chip: &str) -> Result<(), Error> {
        let own = Data::bytes(parameters * self.format.precision.bytes_per_weight());
        let weights = own + self.copied() + self.drafts();
        let room = self.format.chip.memory * self.replica;
        if weights <= room {
            return Ok(());
        }
        let need = libm::ceil(weights / self.format.chip.memory);
        Err(Error::from(Fault::OutOfRange {
            field: at.path("accelerators"),
            value: self.replica,
            low: need,
            high: 1024.0,
            unit: "accelerators",
        }))
        .map_err(|e| {
            if need > 1024.0 {
                Error::from(Fault::Inconsistent {
                    field: at.path("model"),
                    problem: format!("does not fit 1024 × {chip}"),
                })
            } else {
                e
            }
        })
    }

    /// Weights of the second and later copies of the attention; of a closed model they are not known.
    fn copied(&self) -> Data {
        let Shape::Known(a) = &self.shape else {
            return Data::ZERO;
        };
        let each = self.format.precision.bytes_per_nonexpert();
        Data::bytes((self.copies - 1.0) * a.nonexpert * each)
    }

    /// Weights of the draft model.
    fn drafts(&self) -> Data {
        self.draft.as_ref().map_or(Data::ZERO, Draft::weights)
    }

    /// Most running sequences that the memory holds.
    fn room(&self, step: &Step, draw: &Draw) -> f64 {
        step.batch_in_memory(draw.get(self.memory_usable)).max(1.0)
    }

    /// One step of the replica, and its accelerators: `times` as many as the weights need, where nobody says.
    fn step(&self, draw: &Draw, times: f64) -> (Step, f64) {
        let most = self.weights_room.map_or(f64::INFINITY, |room| {
            room / Data::bytes(self.format.precision.bytes_per_weight())
        });
        let architecture = self.shape.at(draw, most);
        let drawn = self.formats.as_ref();
        let format = drawn
            .and_then(|f| f.at(draw, &architecture, self.weights_room))
            .unwrap_or(&self.format);
        let accelerators = if self.weights_room.is_some() {
            self.replica
        } else {
            let total = architecture.nonexpert + architecture.expert;
            let weights = Data::bytes(total * format.precision.bytes_per_weight());
            times * smallest(&format.chip, weights + self.drafts())
        };
        let mut load = self.tokens.load(draw, accelerators);
        load.attention_copies = self.copies;
        let cap_exponent = draw.get(self.cap_exponent);
        let Some(draft) = &self.draft else {
            let step = format.step(&architecture, &load, cap_exponent);
            return (step, accelerators);
        };
        let speculation = draft.at(draw);
        let drafts = draft.step(&speculation, &load, cap_exponent);
        load.pace = speculation.pace();
        let mut step = format.step(&architecture, &load, cap_exponent);
        step.follow(&drafts);
        (step, accelerators)
    }

    /// The replica at work. Of a closed model that nobody sizes it is doubled as long as that saves energy: more
    /// accelerators reach the latency with more sequences.
    pub(crate) fn at(&self, draw: &Draw) -> Serve {
        let mut best = self.serve(draw, 1.0);
        if self.weights_room.is_some() {
            return best;
        }
        for times in DOUBLINGS {
            let next = self.serve(draw, times);
            if next.energy_per_token() >= best.energy_per_token() {
                break;
            }
            best = next;
        }
        best
    }

    fn serve(&self, draw: &Draw, times: f64) -> Serve {
        self.serve_by_hour(draw, times).0
    }

    /// The replica at work, and the fleet that it is of, where the load is a day of requests.
    fn serve_by_hour(&self, draw: &Draw, times: f64) -> (Serve, Option<Fleet>) {
        let (step, accelerators) = self.step(draw, times);
        let memory = self.room(&step, draw);
        let factor = self.factor(draw);
        let batch = match &self.batch {
            BatchRule::Given(b) => draw.get(*b),
            BatchRule::Latency {
                target,
                load,
                least,
            } => {
                let most = capped::batch_for(&step, draw.get(*target) / factor, memory, self.limit);
                let least = least.map_or(1.0, |l| draw.get(l).min(memory).max(1.0));
                match load {
                    MeanLoad::Share(share) => (most * draw.get(*share).min(1.0)).max(least),
                    MeanLoad::Day(day) => {
                        let fleet = self.fleet(draw, (&step, accelerators), most.max(least), day);
                        let serve = Serve {
                            waits: Some(fleet.idle_share),
                            ..self.running(draw, &step, accelerators, fleet.batch)
                        };
                        return (serve, Some(fleet));
                    }
                }
            }
            BatchRule::Arrivals(rate) => {
                capped::batch_for_arrivals(&step, draw.get(*rate) * factor, memory, self.limit)
            }
        };
        (self.running(draw, &step, accelerators, batch), None)
    }

    /// What the model error and the stack do to time. They are factors on energy per token; what they do not do to power,
    /// they do to time.
    fn factor(&self, draw: &Draw) -> f64 {
        draw.get(self.stack) * draw.get(self.error) / draw.get(self.power_error)
    }

    /// The replica at a batch.
    fn running(&self, draw: &Draw, step: &Step, accelerators: f64, batch: f64) -> Serve {
        let energy = draw.get(self.stack) * draw.get(self.error);
        let power_error = draw.get(self.power_error);
        let (reckoned, time) = step.power(batch, self.limit);
        let power = (reckoned * power_error).min(self.limit.unwrap_or_else(|| step.ceiling()));
        let time = time * (energy * (reckoned / power) / step.kept());
        Serve {
            batch,
            step: time,
            accelerator: power,
            server: ((power + draw.get(self.host)) / draw.get(self.psu)).min(self.rated),
            tokens_per_s: batch / time.to_s(),
            accelerators,
            waits: None,
        }
    }

    /// The fleet for a day of requests, where the load is one.
    pub(super) fn by_hour(&self, draw: &Draw) -> Option<Fleet> {
        let times = self.at(draw).accelerators / self.step(draw, 1.0).1;
        self.serve_by_hour(draw, times).1
    }

    /// Replicas for a day of requests, `most` the largest batch of one.
    fn fleet(
        &self,
        draw: &Draw,
        (step, accelerators): (&Step, f64),
        most: f64,
        day: &Day,
    ) -> Fleet {
        let (factor, written) = (self.factor(draw), self.tokens.written(draw).1);
        let at = |batch| {
            let serve = self.running(draw, step, accelerators, batch);
            Running {
                server: serve.server,
                requests_per_s: serve.tokens_per_s / written,
            }
        };
        let balanced = |rate| capped::batch_for_arrivals(step, rate * factor, most, self.limit);
        Fleet::new(draw, day, most, &at, &balanced)
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
            cached: r.given_or(
                &at.field("cached_input_tokens"),
                w.cached_input_tokens,
                0.0,
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
) -> Result<Subject, Error> {
    let usual = task.and_then(|t| t.model);
    let found = Subject::resolve(r, w, at, usual)?.ok_or_else(|| {
        Error::from(Fault::Inconsistent {
            field: at.path("model"),
            problem: "is missing: name a model, such as \"llama-3.1-70b\"".into(),
        })
    })?;
    if w.model.is_none() && w.custom_model.is_none() {
        r.warn(
            "model-assumed",
            "Services do not say what they run: an open model stands in for it. Name one with `model`.",
            "Diensten zeggen niet welk model ze draaien: een open model staat ervoor in de plaats. Noem er zelf een met `model`.",
        );
    }
    Ok(found)
}

fn precision(r: &mut Resolver, w: &Workload, at: At, model: &Subject) -> Result<Precision, Error> {
    let choices = [
        ("bf16", Precision::Bf16),
        ("fp8", Precision::Fp8),
        ("int8", Precision::Int8),
        ("fp4", Precision::Fp4),
        ("int4", Precision::Int4),
        ("mxfp4", Precision::Mxfp4),
    ];
    let given = w.precision.as_deref();
    let own = model.precision.or(given).ok_or_else(|| Error::from(Fault::Inconsistent {
        field: at.path("precision"),
        problem: "is missing: the model's own number format is not one of bf16, fp8, int8, fp4, int4, mxfp4".into(),
    }))?;
    r.choice(&at.path("precision"), "precision", given, own, &choices)
}

/// What serves a number format on an accelerator.
fn format(at: At, a: &Accelerator, moe: bool, precision: Precision) -> Result<Format, Error> {
    let chip = hardware::chip(&at.path("accelerator"), a, precision)?;
    Ok(Format {
        precision,
        chip,
        constants: hardware::constants(a, &chip, moe, precision),
    })
}

/// Memory of a replica that weights may fill, so that as much again of cache fits as the usable share leaves out.
fn weights_room(chip: &Chip, replica: f64) -> Data {
    let usable = params::INFERENCE_MEMORY_USABLE.value();
    chip.memory * (usable * replica) * usable
}

/// The smallest power of two of accelerators whose memory has room for weights.
fn smallest(chip: &Chip, weights: Data) -> f64 {
    let mut n = 1.0;
    while weights_room(chip, n) < weights && n < 1024.0 {
        n *= 2.0;
    }
    n
}

/// Accelerators of a replica: given, or the smallest power of two that holds the weights and as much again of cache
/// as the usable share of memory leaves out. Energy steps where it doubles: `accelerators.holds_b` says beyond how many
/// parameters.
fn replica(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    model: &Subject,
    (chip, precision, drafts): (&Chip, Precision, Data),
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
        r.record(&path, n.into(), None, Status::Given, "document");
        return Ok(n);
    }
    let each = Data::bytes(precision.bytes_per_weight());
    let n = smallest(chip, model.total * each + drafts);
    let said = if model.shape.is_closed() {
        "as the draw needs".into()
    } else {
        n.into()
    };
    r.record(
        &path,
        said,
        None,
        Status::Derived,
        "inference.memory_usable",
    );
    if !model.shape.is_closed() {
        let holds = (weights_room(chip, n) - drafts) / each;
        r.record(
            &at.path("accelerators.holds_b"),
            (holds / BILLION).into(),
            Some("billion"),
            Status::Derived,
            "inference.memory_usable",
        );
    }
    Ok(n)
}

/// Copies of the attention: given, or one.
fn copies(r: &mut Resolver, w: &Workload, at: At, moe: bool) -> Result<f64, Error> {
    let Some(copies) = w.data_parallel else {
        return Ok(1.0);
    };
    let path = at.path("data_parallel");
    let wrong = |field: &str, problem: String| {
        Error::from(Fault::Inconsistent {
            field: at.path(field),
            problem,
        })
    };
    let n = w
        .accelerators
        .ok_or_else(|| wrong("accelerators", format!("is missing: `{path}` divides them")))?;
    Bounds::plain(1.0, n.into()).check(&path, copies.into())?;
    if !moe && copies > 1 {
        let problem = "is for a mixture of experts: copies of a dense model are replicas";
        return Err(wrong("data_parallel", problem.into()));
    }
    if !n.is_multiple_of(copies) {
        let problem =
            format!("is {copies}, which does not divide the {n} accelerators of a replica");
        return Err(wrong("data_parallel", problem));
    }
    r.record(&path, copies.into(), None, Status::Given, "document");
    Ok(copies.into())
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
    server: &Server,
) -> Result<BatchRule, Error> {
    let given = [
        ("batch", w.batch.is_some()),
        ("latency_ms", w.latency_ms.is_some()),
        ("requests_per_second", w.requests_per_second.is_some()),
    ];
    let mut named = given.iter().filter(|(_, g)| *g).map(|(n, _)| n);
    if let (Some(first), Some(second)) = (named.next(), named.next()) {
        let problem = format!("and `{}` exclude each other: give one", at.path(second));
        return Err(Error::from(Fault::Inconsistent {
            field: at.path(first),
            problem,
        }));
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
    // Some software is known at one batch only: its factor holds there.
    let own = match w.stack.as_deref() {
        Some("hf-batch-1") => Some(1.0),
        Some("hf-batch-8") => Some(8.0),
        _ => None,
    };
    if let (Some(own), None) = (own, w.latency_ms) {
        return Ok(BatchRule::Given(r.derived(
            &at.path("batch"),
            own,
            ("1", 1.0),
            "stack",
        )));
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
    let load = match w.requests_per_day {
        Some(requests) => MeanLoad::Day(Box::new(Day::resolve(r, w, at, requests, server)?)),
        None => MeanLoad::Share(r.param(params::INFERENCE_MEAN_BATCH_SHARE)),
    };
    Ok(BatchRule::Latency {
        target,
        load,
        least: w
            .latency_ms
            .is_none()
            .then(|| r.param(params::CLOSED_LEAST_BATCH)),
    })
}

/// An inference job somewhere.
#[derive(Debug)]
pub(super) struct Job {
    serving: Serving,
    /// Replicas through a day, at central values.
    fleet: Option<Fleet>,
    requests: Handle<f64>,
    place: Elsewhere,
    training: Option<Training>,
}

/// Energy of training, and the requests it is shared over.
#[derive(Clone, Copy, Debug)]
struct Training {
    energy: Handle<Energy>,
    requests: Handle<f64>,
}

impl Training {
    /// Both numbers, or neither.
    fn resolve(r: &mut Resolver, w: &Workload) -> Result<Option<Self>, Error> {
        let (energy, requests) = match (&w.training_energy_mwh, &w.lifetime_requests) {
            (None, None) => return Ok(None),
            (Some(energy), Some(requests)) => (energy, requests),
            (energy, _) => {
                let names = ["training_energy_mwh", "lifetime_requests"];
                let [given, missing] = if energy.is_some() {
                    names
                } else {
                    [names[1], names[0]]
                };
                return Err(Error::from(Fault::Inconsistent {
                    field: missing.into(),
                    problem: format!(
                        "is missing: `{given}` needs it to share training over requests"
                    ),
                }));
            }
        };
        let bounds = Bounds {
            unit: "MWh",
            scale: Energy::mwh(1.0).to_j(),
            low: 0.0,
            high: 1e9,
        };
        Ok(Some(Self {
            energy: r.given(&At::Top.field("training_energy_mwh"), energy, bounds)?,
            requests: r.given(
                &At::Top.field("lifetime_requests"),
                requests,
                Bounds::plain(1.0, 1e18),
            )?,
        }))
    }
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let serving = Serving::resolve(r, w, At::Top, (None, None))?;
        // Before the place: where a fleet gives the idle share, the parameter of that name is not drawn.
        let fleet = serving.by_hour(&Draw::new(&r.slots.central_values()));
        if let Some(fleet) = &fleet {
            fleet.record(r);
        }
        Ok(Self {
            serving,
            fleet,
            requests: r.given_or(
                &At::Top.field("requests"),
                w.requests,
                1.0,
                Bounds::plain(1e-9, 1e18),
            )?,
            place: Elsewhere::resolve(r, w)?,
            training: Training::resolve(r, w)?,
        })
    }

    /// The hours of a day of requests.
    pub(super) fn tables(&self) -> Vec<(&'static str, Table)> {
        let day = self.fleet.as_ref();
        day.map(|f| ("day", f.table())).into_iter().collect()
    }

    /// Whether the training of the model is shared over its requests.
    pub(super) const fn shares_training(&self) -> bool {
        self.training.is_some()
    }

    /// This job's share of the energy that training the model took, in Wh: `E_train n / N`.
    pub(super) fn training_share_wh(&self, draw: &Draw) -> Option<f64> {
        let t = self.training?;
        Some(draw.get(t.energy).to_wh() * draw.get(self.requests) / draw.get(t.requests))
    }

    /// Fills the figures; returns requests and output tokens.
    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) -> (f64, f64) {
        let s = self.serving.at(draw);
        let requests = draw.get(self.requests);
        let tokens = requests * self.serving.tokens.written(draw).1;
        let taken = s.takes(draw, &self.place, tokens);
        out[..PER_UNIT].copy_from_slice(&taken.amounts);
        out[PER_UNIT..].copy_from_slice(&s.machines(taken.held));
        (requests, tokens)
    }
}

/// What some tokens take.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Taken {
    /// The figures that are also given per unit.
    pub(super) amounts: [f64; PER_UNIT],
    /// Accelerator time, waiting included.
    pub(super) held: Time,
}

impl Serve {
    /// What `tokens` take that this replica writes in a place.
    pub(super) fn takes(&self, draw: &Draw, place: &Elsewhere, tokens: f64) -> Taken {
        let busy = Time::s(tokens / self.tokens_per_s) * self.accelerators;
        let server: Energy = self.server * busy;
        let (impacts, held) = place.served(draw, server, busy, self.waits);
        let mut amounts = [0.0; PER_UNIT];
        amounts[..2].copy_from_slice(&[(self.accelerator * busy).to_wh(), server.to_wh()]);
        amounts[2..].copy_from_slice(&impacts);
        Taken { amounts, held }
    }

    /// The figures of the machines.
    pub(super) fn machines(&self, held: Time) -> [f64; FIGURES.len() - PER_UNIT] {
        [
            self.tokens_per_s,
            self.step.to_ms(),
            self.accelerator.to_w(),
            self.server.to_w(),
            self.batch,
            self.accelerators,
            held.to_h(),
        ]
    }
}
