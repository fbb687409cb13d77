//! Images and video: a batch of pictures.

use super::{Batch, Machine, field, floor};
use crate::data::{
    self, Accelerator, FIT_DIFFUSION_A100, FIT_DIFFUSION_B200, FIT_DIFFUSION_H100, Fit, FitBasis,
    MediaKind, MediaModel, Param, params,
};
use crate::document::{Number, Workload};
use crate::error::Error;
use crate::quantity::Power;
use crate::resolve::{Bounds, Resolver, Status};
use crate::uncertain::{Draw, Handle};
use crate::workload::{Chip, Denoiser, Denoising, DiffusionConstants, Picture};

/// Pictures that are asked for.
#[derive(Debug)]
pub(super) struct Pictures {
    denoiser: Denoiser,
    constants: DiffusionConstants,
    width: Handle<f64>,
    height: Handle<f64>,
    frames: Handle<f64>,
    steps: Handle<f64>,
    batch: Together,
}

/// Pictures that are made together.
#[derive(Clone, Copy, Debug)]
enum Together {
    /// As many as were given.
    Given(Handle<f64>),
    /// One, and others whose number nobody said.
    Assumed(Handle<f64>),
}

impl Together {
    fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        if let Some(number) = w.batch {
            let handle = r.given(&field("batch"), &number, Bounds::plain(1.0, 1024.0))?;
            return Ok(Self::Given(handle));
        }
        r.warn(
            "batch-assumed",
            "Nobody said how many pictures are made together: few or many. One alone can take twice the energy of one among many.",
            "Niemand zei hoeveel beelden tegelijk gemaakt worden: weinig of veel. Eén alleen kan twee keer zo veel energie vragen als één van veel.",
        );
        Ok(Self::Assumed(r.param(params::MEDIA_BATCH_OTHERS)))
    }

    fn get(self, draw: &Draw) -> f64 {
        match self {
            Self::Given(batch) => draw.get(batch),
            Self::Assumed(others) => 1.0 + draw.get(others),
        }
    }
}

impl Pictures {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        model: &MediaModel,
        machine: &Machine,
    ) -> Result<Self, Error> {
        let video = model.kind == MediaKind::Video;
        let batch = Together::resolve(r, w)?;
        warn(r, w, model, video);
        let side = Bounds {
            unit: "px",
            scale: 1.0,
            low: 64.0,
            high: 8192.0,
        };
        let mut number = |name: &str, given: Option<Number>, default: f64, bounds: Bounds| {
            or_default(r, name, given, default, bounds, model)
        };
        let pictures = Self {
            denoiser: model.denoiser(),
            constants: constants(machine.accelerator, &machine.chip),
            width: number("width", w.width, model.default_width, side)?,
            height: number("height", w.height, model.default_height, side)?,
            frames: number(
                "frames",
                w.frames,
                model.default_frames,
                Bounds::plain(1.0, 2000.0),
            )?,
            steps: number("steps", w.steps, model.steps, Bounds::plain(1.0, 1000.0))?,
            batch,
        };
        pictures.warn_of_batch(r);
        Ok(pictures)
    }

    /// Warns of a batch larger than any that was measured: what a picture keeps in memory is not modelled.
    fn warn_of_batch(&self, r: &mut Resolver) {
        let values = r.slots.central_values();
        let batch = self.batch.get(&Draw::new(&values));
        let most = params::MEDIA_BATCH_MEASURED.value();
        if batch > most {
            r.warn(
                "batch-unmeasured",
                format!("`batch` is {batch:.0}, above the {most} that was measured: whether the memory holds it is not checked."),
                format!("`batch` is {batch:.0}, boven de {most} die gemeten is: of het geheugen dat bevat is niet nagegaan."),
            );
        }
    }

    pub(super) fn at(&self, draw: &Draw, machine: &Machine) -> Batch {
        let picture = Picture {
            width: draw.get(self.width),
            height: draw.get(self.height),
            frames: draw.get(self.frames),
            steps: draw.get(self.steps),
        };
        let (n, size) = (machine.accelerators, self.batch.get(draw));
        let batch = Denoising::new(
            &self.denoiser,
            &machine.chip,
            &self.constants,
            &picture,
            (n, size),
        );
        let (power, time) = batch.power(machine.limit);
        Batch {
            size,
            time,
            each: time * (n / size),
            power,
        }
    }
}

fn warn(r: &mut Resolver, w: &Workload, model: &MediaModel, video: bool) {
    if w.steps.is_none() {
        let steps = model.steps;
        r.warn(
            "steps-assumed",
            format!("Nobody said how many denoising steps are taken. Energy is nearly proportional to them; the usual {steps} stand in."),
            format!("Het aantal stappen is onbekend. De energie is er bijna evenredig mee; de gebruikelijke {steps} staan ervoor in de plaats."),
        );
    }
    if w.width.is_none() || w.height.is_none() || (video && w.frames.is_none()) {
        r.warn(
            "size-assumed",
            "The size is not known in full: that of the model's examples stands in. Energy grows at least in proportion to pixels and frames.",
            "Het formaat is niet helemaal bekend: dat van de voorbeelden van het model staat ervoor in de plaats. De energie groeit minstens evenredig met beeldpunten en beelden.",
        );
    }
}

/// A number of the document, or what the model's makers advise.
fn or_default(
    r: &mut Resolver,
    name: &str,
    given: Option<Number>,
    default: f64,
    bounds: Bounds,
    model: &MediaModel,
) -> Result<Handle<f64>, Error> {
    if let Some(number) = given {
        return r.given(&field(name), &number, bounds);
    }
    let origin = format!("media_models.csv {}", model.id);
    r.record(name, default.into(), None, Status::Default, &origin);
    let cell = data::Cell {
        value: default,
        low: default,
        high: default,
    };
    Ok(r.cell(&field(name).role, cell, (bounds.unit, bounds.scale), origin))
}

/// Constants of the chip, or of its generation; the H100's efficiencies and shares of power where nothing is like it.
fn constants(a: &Accelerator, chip: &Chip) -> DiffusionConstants {
    let of = |fit: DiffusionConstants| DiffusionConstants {
        floor: a.floor.unwrap_or(fit.floor),
        ..fit
    };
    match a.fit {
        Fit::H100 => of(FIT_DIFFUSION_H100),
        Fit::B200 => of(FIT_DIFFUSION_B200),
        Fit::A100 => of(FIT_DIFFUSION_A100),
        Fit::None => transferred(a, chip),
    }
}

/// ```text
/// P_x = P_x(H100) (TDP − P_0) / (TDP − P_0)(H100)
/// ```
///
/// Source: `polder-judgement`; untested, so its answers carry the widest band.
fn transferred(a: &Accelerator, chip: &Chip) -> DiffusionConstants {
    let like = FIT_DIFFUSION_H100;
    let floor = floor(a, chip);
    let span = data::accelerator("h100-sxm")
        .and_then(|h| h.tdp)
        .map_or(Power::ZERO, |tdp| tdp - like.floor);
    let scale = (chip.tdp - floor) / span;
    DiffusionConstants {
        floor,
        linear: like.linear * scale,
        attention: like.attention * scale,
        memory: like.memory * scale,
        link: like.link * scale,
        host: like.host * scale,
        decode: like.decode * scale,
        ..like
    }
}

/// The error band of pictures on this hardware.
pub(super) fn error(a: &Accelerator) -> Param<f64> {
    match (a.fit_basis, a.fit) {
        (FitBasis::Measured, Fit::H100) => params::MEDIA_ERROR_DIFFUSION_H100,
        (FitBasis::Measured, Fit::B200) => params::MEDIA_ERROR_DIFFUSION_B200,
        (FitBasis::Measured, Fit::A100) => params::MEDIA_ERROR_DIFFUSION_A100,
        (FitBasis::Measured | FitBasis::Transfer, _) => params::MEDIA_ERROR_DIFFUSION_TRANSFER,
        (FitBasis::SameGeneration, _) => params::MEDIA_ERROR_DIFFUSION_SAME_GENERATION,
    }
}
