//! Images, video, embeddings and speech: a batch on its accelerators, and the job it does.

mod embedding;
mod pictures;
mod speech;

use super::elsewhere::{Elsewhere, IMPACTS};
use super::kind::Kind;
use crate::data::{self, Accelerator, MediaKind, MediaModel, Param, params};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::quantity::{Power, Time};
use crate::resolve::{At, Bounds, Field, Resolver, Status, unknown};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Chip, Precision};

/// Figures of a job in batches, in the order [`Job::run`] fills them.
const FIGURES: &[&str] = &[
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
    "accelerator_power_w",
    "it_power_per_accelerator_w",
    "accelerators",
    "accelerator_hours",
    "batch",
    "batch_time_s",
];
/// Figures of a job whose batches are full, whatever their size.
const FULL_BATCHES: usize = PER_REQUEST + 4;
/// How many figures are also given per request.
pub(super) const PER_REQUEST: usize = 2 + IMPACTS;

/// A media job somewhere.
#[derive(Debug)]
pub(super) struct Job {
    work: Work,
    machine: Machine,
    requests: Handle<f64>,
    stack: Handle<f64>,
    error: Handle<f64>,
    host: Handle<Power>,
    psu: Handle<f64>,
    place: Elsewhere,
}

#[derive(Debug)]
enum Work {
    Pictures(Box<pictures::Pictures>),
    Embedding(Box<embedding::Embedding>),
    Speech(Box<speech::Speech>),
}

/// The accelerators that work together.
#[derive(Debug)]
struct Machine {
    accelerator: &'static Accelerator,
    chip: Chip,
    precision: Precision,
    accelerators: f64,
    limit: Option<Power>,
    rated: Power,
}

/// A batch at work, for one draw, before model error and stack factor.
#[derive(Clone, Copy, Debug)]
struct Batch {
    /// Requests, or windows of sound, that are worked on together.
    size: f64,
    /// Time of the batch.
    time: Time,
    /// Accelerator time of one request.
    each: Time,
    /// Power of one accelerator.
    power: Power,
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload, kind: MediaKind) -> Result<Self, Error> {
        let model = model(r, w, kind)?;
        let machine = Machine::resolve(r, w, model)?;
        let work = match kind {
            MediaKind::Image | MediaKind::Video => Work::Pictures(Box::new(
                pictures::Pictures::resolve(r, w, model, &machine)?,
            )),
            MediaKind::Embedding => Work::Embedding(Box::new(embedding::Embedding::resolve(
                r, w, model, &machine,
            )?)),
            MediaKind::Speech => {
                Work::Speech(Box::new(speech::Speech::resolve(r, w, model, &machine)?))
            }
        };
        let server = hardware::server(
            &mut Resolver::default(),
            "server",
            w.server.as_deref(),
            machine.accelerator,
        )?;
        Ok(Self {
            requests: r.given_or(
                &At::Top.field("requests"),
                w.requests,
                1.0,
                Bounds::plain(1e-9, 1e18),
            )?,
            stack: stack(r, w, kind)?,
            error: r.role("media.error", error(kind, machine.accelerator)),
            host: hardware::host(r, At::Top, server),
            psu: r.param(params::PSU_EFFICIENCY),
            place: Elsewhere::resolve(r, w)?,
            work,
            machine,
        })
    }

    /// The figures this job has.
    pub(super) fn figures(&self) -> &'static [&'static str] {
        match self.work {
            Work::Embedding(_) => &FIGURES[..FULL_BATCHES],
            Work::Pictures(_) | Work::Speech(_) => FIGURES,
        }
    }

    /// Fills the figures; returns the requests.
    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) -> f64 {
        let batch = match &self.work {
            Work::Pictures(p) => p.at(draw, &self.machine),
            Work::Embedding(e) => e.at(draw, &self.machine),
            Work::Speech(s) => s.at(draw, &self.machine),
        };
        // Stack factor and model error are factors on energy: both act on the time.
        let factor = draw.get(self.stack) * draw.get(self.error);
        let requests = draw.get(self.requests);
        let busy = batch.each * (requests * factor);
        let wall =
            ((batch.power + draw.get(self.host)) / draw.get(self.psu)).min(self.machine.rated);
        let server = wall * busy;
        let (impacts, held) = self.place.served(draw, server, busy, None);
        out[..2].copy_from_slice(&[(batch.power * busy).to_wh(), server.to_wh()]);
        out[2..PER_REQUEST].copy_from_slice(&impacts);
        let rest = [
            batch.power.to_w(),
            wall.to_w(),
            self.machine.accelerators,
            held.to_h(),
            batch.size,
            (batch.time * factor).to_s(),
        ];
        for (slot, value) in out[PER_REQUEST..].iter_mut().zip(rest) {
            *slot = value;
        }
        requests
    }
}

impl Machine {
    fn resolve(r: &mut Resolver, w: &Workload, model: &MediaModel) -> Result<Self, Error> {
        let accelerator =
            hardware::accelerator(r, "accelerator", w.accelerator.as_deref(), "h100-sxm")?;
        let server = hardware::server(r, "server", w.server.as_deref(), accelerator)?;
        let precision = precision(r, w, model)?;
        let chip = hardware::chip("accelerator", accelerator, precision)?;
        fits(model, precision, accelerator)?;
        Ok(Self {
            accelerator,
            chip,
            precision,
            accelerators: accelerators(r, w, model)?,
            limit: limit(w, accelerator, &chip)?,
            rated: hardware::rated_per_accelerator(server),
        })
    }

    /// Power of an accelerator that waits with a context live.
    fn floor(&self) -> Power {
        floor(self.accelerator, &self.chip)
    }
}

fn model(r: &mut Resolver, w: &Workload, kind: MediaKind) -> Result<&'static MediaModel, Error> {
    let path = "model";
    let of_kind = || {
        data::MEDIA_MODELS
            .iter()
            .filter(move |m| m.kind == kind)
            .map(|m| m.id)
    };
    let Some(name) = w.model.as_deref() else {
        return Err(Error::inconsistent(
            path,
            format!(
                "is missing: name a model, such as \"{}\"",
                of_kind().next().unwrap_or_default()
            ),
        ));
    };
    let found = data::media_model(name)
        .ok_or_else(|| unknown(path, name, "model of this kind", of_kind()))?;
    if found.kind != kind {
        return Err(Error::inconsistent(
            path,
            format!(
                "is \"{}\", a model for kind = \"{}\", not \"{}\"",
                found.id,
                Kind::Media(found.kind).name(),
                Kind::Media(kind).name()
            ),
        ));
    }
    r.name(path, found.id, true, found.source);
    Ok(found)
}

/// Pictures and speech are known in 16 bits, embeddings in 8 as well.
fn precision(r: &mut Resolver, w: &Workload, model: &MediaModel) -> Result<Precision, Error> {
    let choices: &[(&str, Precision)] = match model.kind {
        MediaKind::Embedding => &[("bf16", Precision::Bf16), ("fp8", Precision::Fp8)],
        _ => &[("bf16", Precision::Bf16)],
    };
    r.choice(
        "precision",
        "precision for this kind of work",
        w.precision.as_deref(),
        "bf16",
        choices,
    )
}

/// Accelerators that share a batch hold a copy of the weights each.
fn fits(model: &MediaModel, precision: Precision, a: &Accelerator) -> Result<(), Error> {
    let weights = model.total * precision.bytes_per_weight();
    let room = a.memory.to_bytes() * params::INFERENCE_MEMORY_USABLE.value();
    if weights <= room {
        return Ok(());
    }
    Err(Error::inconsistent(
        "accelerator",
        format!(
            "is {}, whose memory of {:.0} GB does not hold the {:.0} GB of {}",
            a.id,
            a.memory.to_gb(),
            weights * 1e-9,
            model.id
        ),
    ))
}

fn accelerators(r: &mut Resolver, w: &Workload, model: &MediaModel) -> Result<f64, Error> {
    let picture = matches!(model.kind, MediaKind::Image | MediaKind::Video);
    let n = Bounds {
        unit: "accelerators",
        scale: 1.0,
        low: 1.0,
        high: if picture { 8.0 } else { 1.0 },
    }
    .check("accelerators", f64::from(w.accelerators.unwrap_or(1)))?;
    let status = if w.accelerators.is_some() {
        Status::Given
    } else {
        Status::Default
    };
    r.record("accelerators", n.into(), None, status, "document");
    Ok(n)
}

fn floor(a: &Accelerator, chip: &Chip) -> Power {
    a.floor
        .unwrap_or(chip.tdp * params::TRANSFER_FLOOR_SHARE.value())
}

fn limit(w: &Workload, a: &Accelerator, chip: &Chip) -> Result<Option<Power>, Error> {
    let Some(watts) = w.power_limit_w else {
        return Ok(None);
    };
    let bounds = Bounds {
        unit: "W",
        scale: 1.0,
        low: libm::ceil(floor(a, chip).to_w() * 1.1),
        high: chip.tdp.to_w(),
    };
    Ok(Some(Power::w(bounds.check("power_limit_w", watts)?)))
}

fn stack(r: &mut Resolver, w: &Workload, kind: MediaKind) -> Result<Handle<f64>, Error> {
    let xdit = ("xdit-0.4", params::MEDIA_STACK_XDIT_0_4);
    let choices: &[(&str, Param<f64>)] = match kind {
        MediaKind::Image | MediaKind::Video => &[
            xdit,
            ("diffusers-2024", params::MEDIA_STACK_DIFFUSERS_2024),
            ("tensorrt-8bit", params::MEDIA_STACK_TENSORRT_8BIT),
        ],
        MediaKind::Embedding | MediaKind::Speech => &[("reference", params::MEDIA_STACK_XDIT_0_4)],
    };
    let (default, _) = choices[0];
    let chosen = r.choice(
        "stack",
        "stack for this kind of work",
        w.stack.as_deref(),
        default,
        choices,
    )?;
    Ok(r.role("stack", chosen))
}

fn error(kind: MediaKind, a: &Accelerator) -> Param<f64> {
    match kind {
        MediaKind::Image | MediaKind::Video => pictures::error(a),
        MediaKind::Embedding => params::MEDIA_ERROR_EMBEDDING,
        MediaKind::Speech => params::MEDIA_ERROR_SPEECH,
    }
}

/// A field of the document whose slot is registered as that of the first piece of work.
fn field(name: &str) -> Field {
    At::Top.field(name)
}
