//! Serving a language model: one replica, and the job it does.

use super::capped;
use super::elsewhere::Elsewhere;
use crate::data::{self, Model, params};
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
    pub(crate) input: Handle<f64>,
    cached: Handle<f64>,
    pub(crate) output: Handle<f64>,
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
        let model = model(r, w, at)?;
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
        let architecture = Architecture::from(model);
        let replica = replica(r, w, at, model, &chip, precision)?;
        let constants = hardware::constants(accelerator, &chip, model.moe, precision);
        let stack = r.choice(
            &at.path("stack"),
            "serving stack",
            w.stack.as_deref(),
            "vllm-0.11",
            &hardware::stacks(accelerator),
        )?;
        let tokens = Bounds::plain(0.0, 1e7);
        let serving = Self {
            architecture,
            chip,
            constants,
            precision,
            replica,
            limit: limit(w, at, &chip, &constants)?,
            batch: batch(r, w, at)?,
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
            memory_usable: r.param(params::INFERENCE_MEMORY_USABLE),
            stack: r.role(&at.slot("stack"), stack),
            error: r.role(
                &at.slot("inference.error"),
                hardware::inference_error(accelerator, model.moe),
            ),
            power_error: r.role(
                &at.slot("inference.power_error"),
                hardware::power_error(accelerator),
            ),
            host: r.cell(
                &at.slot("server.host_w"),
                server.host_w,
                ("W", 1.0),
                format!("servers.csv {}", server.id),
            ),
            psu: r.param(params::PSU_EFFICIENCY),
            cap_exponent: r.param(params::INFERENCE_CAP_EXPONENT),
            rated: hardware::rated_per_accelerator(server),
        };
        serving.check_memory(at, model, accelerator.id)?;
        serving.warn_of_batch(r, at);
        Ok(serving)
    }

    /// Warns when the memory does not hold the given batch, or the replica cannot keep up with what arrives. A measured
    /// mean can be above what we reckon; a plan should not be.
    fn warn_of_batch(&self, r: &mut Resolver, at: At) {
        let values = r.slots.central_values();
        let draw = Draw::new(&values);
        let room = self.room(&self.step(&draw), &draw);
        match self.batch {
            BatchRule::Given(batch) if draw.get(batch) > room => {
                let (path, given) = (at.path("batch"), draw.get(batch));
                r.warn(
                    "batch-over-memory",
                    format!("`{path}` is {given:.0}, but the memory of a replica holds about {room:.0} running sequences."),
                    format!("`{path}` is {given:.0}, maar het geheugen van een replica bevat er ongeveer {room:.0}."),
                );
            }
            BatchRule::Arrivals(rate) => {
                let carried = self.at(&draw).tokens_per_s / draw.get(self.output);
                let replicas = libm::ceil(draw.get(rate) / carried);
                if replicas > 1.0 {
                    let path = at.path("requests_per_second");
                    r.warn(
                        "arrivals-over-capacity",
                        format!("`{path}` is more than a replica carries, about {carried:.2} requests a second: it takes about {replicas:.0} replicas. The figures are of replicas that are full."),
                        format!("`{path}` is meer dan een replica aankan, ongeveer {carried:.2} verzoeken per seconde: er zijn ongeveer {replicas:.0} replica's nodig. De cijfers horen bij volle replica's."),
                    );
                }
            }
            _ => {}
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
        let (input, output) = (draw.get(self.input), draw.get(self.output));
        let load = Load {
            accelerators: self.replica,
            input_uncached: (input - draw.get(self.cached)).max(0.0),
            input_total: input,
            output,
        };
        let constants = Constants {
            cap_exponent: draw.get(self.cap_exponent),
            ..self.constants
        };
        Step::new(
            &self.architecture,
            &self.chip,
            &constants,
            &load,
            self.precision,
        )
    }

    /// The replica at work.
    pub(crate) fn at(&self, draw: &Draw) -> Serve {
        let step = self.step(draw);
        // The stack factor and the first error are factors on energy per token; what they do not do to power, they do
        // to time.
        let energy = draw.get(self.stack) * draw.get(self.error);
        let power_error = draw.get(self.power_error);
        let factor = energy / power_error;
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
        let (reckoned, time) = step.power(batch, self.limit);
        let power = (reckoned * power_error).min(self.limit.unwrap_or_else(|| step.ceiling()));
        let time = time * (energy * (reckoned / power));
        Serve {
            batch,
            step: time,
            accelerator: power,
            server: ((power + draw.get(self.host)) / draw.get(self.psu)).min(self.rated),
            tokens_per_s: batch / time.to_s(),
        }
    }
}

fn model(r: &mut Resolver, w: &Workload, at: At) -> Result<&'static Model, Error> {
    let path = at.path("model");
    let Some(name) = w.model.as_deref() else {
        return Err(Error::Inconsistent {
            field: path,
            problem: "is missing: name a model, such as \"llama-3.1-70b\"".into(),
        });
    };
    let found = data::model(name)
        .ok_or_else(|| unknown(&path, name, "model", data::MODELS.iter().map(|m| m.id)))?;
    if found.encoder {
        return Err(Error::Inconsistent {
            field: path,
            problem: format!(
                "is \"{}\", an encoder that writes no text: use kind = \"embedding\"",
                found.id
            ),
        });
    }
    r.name(&path, found.id, true, found.source);
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

fn batch(r: &mut Resolver, w: &Workload, at: At) -> Result<BatchRule, Error> {
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
    let target = r.number(
        &at.field("latency_ms"),
        w.latency_ms,
        bounds,
        params::INFERENCE_LATENCY_TARGET,
    )?;
    Ok(BatchRule::Latency {
        target,
        mean_share: r.param(params::INFERENCE_MEAN_BATCH_SHARE),
    })
}

/// An inference job somewhere.
#[derive(Debug)]
pub(super) struct Job {
    serving: Serving,
    requests: Handle<f64>,
    place: Elsewhere,
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
            place: Elsewhere::resolve(r, w)?,
        })
    }

    /// Fills the figures; returns requests and output tokens.
    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) -> (f64, f64) {
        let s = self.serving.at(draw);
        let requests = draw.get(self.requests);
        let tokens = requests * draw.get(self.serving.output);
        let busy = Time::s(tokens / s.tokens_per_s) * self.serving.replica;
        let server: Energy = s.server * busy;
        let (impacts, held) = self.place.served(draw, server, busy);
        out[..2].copy_from_slice(&[(s.accelerator * busy).to_wh(), server.to_wh()]);
        out[2..PER_UNIT].copy_from_slice(&impacts);
        out[PER_UNIT..].copy_from_slice(&[
            s.tokens_per_s,
            s.step.to_ms(),
            s.accelerator.to_w(),
            s.server.to_w(),
            s.batch,
            self.serving.replica,
            held.to_h(),
        ]);
        (requests, tokens)
    }
}
