//! Serving a language model: one replica, and the job it does.

use crate::carbon::Grid;
use crate::data::{self, Model, params};
use crate::document::{Number, Workload};
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Area, AreaPerPower, Carbon, Data, Energy, Power, Time, WaterIntensity};
use crate::resolve::{At, Bounds, Field, Resolver, unknown};
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
    error: Handle<f64>,
    host: Handle<Power>,
    psu: Handle<f64>,
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
            stack: r.role("stack", stack),
            error: r.role(
                "inference.error",
                hardware::inference_error(accelerator, model.moe),
            ),
            host: r.cell(
                "server.host_w",
                server.host_w,
                ("W", 1.0),
                format!("servers.csv {}", server.id),
            ),
            psu: r.param(params::PSU_EFFICIENCY),
            rated: hardware::rated_per_accelerator(server),
        };
        serving.check_memory(at, model, accelerator.id)?;
        Ok(serving)
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

    /// The replica at work.
    pub(crate) fn at(&self, draw: &Draw) -> Serve {
        let (input, output) = (draw.get(self.input), draw.get(self.output));
        let load = Load {
            accelerators: self.replica,
            input_uncached: (input - draw.get(self.cached)).max(0.0),
            input_total: input,
            output,
        };
        let step = Step::new(
            &self.architecture,
            &self.chip,
            &self.constants,
            &load,
            self.precision,
        );
        // The stack factor and the model's error are factors on energy per token: both act on the step time.
        let factor = draw.get(self.stack) * draw.get(self.error);
        let memory = step.batch_in_memory(draw.get(self.memory_usable)).max(1.0);
        let batch = match self.batch {
            BatchRule::Given(b) => draw.get(b),
            BatchRule::Latency { target, mean_share } => {
                (step.batch_for(draw.get(target) / factor).min(memory) * draw.get(mean_share))
                    .max(1.0)
            }
            BatchRule::Arrivals(rate) => step.batch_for_arrivals(draw.get(rate) * factor, memory),
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
    idle: Handle<f64>,
    network: Handle<f64>,
    place: Elsewhere,
}

/// A data centre known only by its averages.
#[derive(Debug)]
pub(super) struct Elsewhere {
    pub(super) pue: Handle<f64>,
    pub(super) wue: Handle<WaterIntensity>,
    pub(super) grid: Grid,
    life: Handle<Time>,
    accelerator_embodied: Handle<Carbon>,
    host_embodied: Handle<Carbon>,
    embodied_error: Handle<f64>,
    per_server: f64,
    site: Handle<AreaPerPower>,
    rated: Power,
}

impl Elsewhere {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let accelerator = data::accelerator(w.accelerator.as_deref().unwrap_or("h100-sxm"));
        let accelerator = accelerator.ok_or_else(|| Error::Inconsistent {
            field: "accelerator".into(),
            problem: "is unknown".into(),
        })?;
        let server = hardware::server(
            &mut Resolver::default(),
            "server",
            w.server.as_deref(),
            accelerator,
        )?;
        let chip = hardware::embodied(accelerator).map_or(hardware::any_card(), |e| e.value_kg);
        if w.place.is_none() {
            r.warn(
                "place-unknown",
                "Where the work runs is not known: the world's mean electricity stands in for it.",
                "Waar het werk draait is onbekend: het gemiddelde van de wereld staat ervoor in de plaats.",
            );
        }
        Ok(Self {
            pue: r.number(
                &Field {
                    path: "pue".into(),
                    role: "facility.pue".into(),
                },
                w.pue,
                Bounds::plain(1.0, 5.0),
                params::PUE_DEFAULT_UNKNOWN,
            )?,
            wue: r.number(
                &Field {
                    path: "wue_l_per_kwh".into(),
                    role: "facility.wue_l_per_kwh".into(),
                },
                w.wue_l_per_kwh,
                Bounds {
                    unit: "L/kWh",
                    scale: params::WUE_DEFAULT_UNKNOWN.scale,
                    low: 0.0,
                    high: 20.0,
                },
                params::WUE_DEFAULT_UNKNOWN,
            )?,
            grid: Grid::resolve(r, "place", w.place.as_deref(), "world")?,
            life: r.param(params::LIFE_IT_YEARS),
            accelerator_embodied: r.cell(
                "accelerator.embodied",
                chip,
                ("kg", 1.0),
                format!("embodied_accelerators.csv {}", accelerator.id),
            ),
            host_embodied: r.cell(
                "server.embodied_host",
                server.embodied_host_kg,
                ("kg", 1.0),
                format!("servers.csv {}", server.id),
            ),
            embodied_error: r.param(params::EMBODIED_ERROR),
            per_server: f64::from(server.accelerators),
            site: r.param(params::SITE_HA_PER_MW_CONNECTED),
            rated: hardware::rated_per_accelerator(server),
        })
    }

    /// Embodied carbon of `time` accelerator-seconds.
    pub(super) fn embodied(&self, draw: &Draw, time: Time) -> Carbon {
        let each =
            draw.get(self.accelerator_embodied) + draw.get(self.host_embodied) / self.per_server;
        each * (time / draw.get(self.life)) * draw.get(self.embodied_error)
    }

    /// Site area kept occupied by one accelerator.
    pub(super) fn area(&self, draw: &Draw) -> Area {
        self.rated * draw.get(self.pue) * draw.get(self.site)
    }
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
            idle: r.param(params::INFERENCE_IDLE_SHARE),
            network: r.param(params::INFERENCE_NETWORK_SHARE),
            place: Elsewhere::resolve(r, w)?,
        })
    }

    /// Fills the figures; returns requests and output tokens.
    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) -> (f64, f64) {
        let s = self.serving.at(draw);
        let requests = draw.get(self.requests);
        let tokens = requests * draw.get(self.serving.output);
        let busy = Time::s(tokens / s.tokens_per_s) * self.serving.replica;
        let held = busy * (1.0 + draw.get(self.idle));
        let server: Energy = s.server * busy;
        let it = server * (1.0 + draw.get(self.idle)) * (1.0 + draw.get(self.network));
        let facility = it * draw.get(self.place.pue);
        let used = facility * draw.get(self.place.grid.lifecycle);
        let embodied = self.place.embodied(draw, held);
        out.copy_from_slice(&[
            (s.accelerator * busy).to_wh(),
            server.to_wh(),
            it.to_wh(),
            facility.to_wh(),
            used.to_g(),
            embodied.to_g(),
            (used + embodied).to_g(),
            (it * draw.get(self.place.wue)).to_ml(),
            (facility * draw.get(self.place.grid.water)).to_ml(),
            (self.place.area(draw) * held).to_m2_years(),
            s.tokens_per_s,
            s.step.to_ms(),
            s.accelerator.to_w(),
            s.server.to_w(),
            s.batch,
            self.serving.replica,
        ]);
        (requests, tokens)
    }
}
