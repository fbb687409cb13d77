//! How far time and power may be from what is reckoned: the serving software, and the error of the model.

use crate::data::{Accelerator, Param, params};
use crate::document::Workload;
use crate::error::Error;
use crate::hardware;
use crate::resolve::{At, Resolver};
use crate::uncertain::{Draw, Handle};

/// Factors on energy per token, and on power.
#[derive(Debug)]
pub(super) struct Errors {
    stack: Handle<f64>,
    energy: Handle<f64>,
    power: Handle<f64>,
}

impl Errors {
    /// Of a model on an accelerator, with the widest bands where that is `assumed`.
    pub(super) fn resolve(
        r: &mut Resolver,
        at: At,
        stack: Param<f64>,
        accelerator: &Accelerator,
        (moe, assumed): (bool, bool),
    ) -> Self {
        let (energy, power) = if assumed {
            let power = params::INFERENCE_POWER_ERROR_TRANSFER;
            (params::INFERENCE_ERROR_TRANSFER, power)
        } else {
            let power = hardware::power_error(accelerator);
            (hardware::inference_error(accelerator, moe), power)
        };
        Self {
            stack: r.role(&at.slot("stack"), stack),
            energy: r.role(&at.slot("inference.error"), energy),
            power: r.role(&at.slot("inference.power_error"), power),
        }
    }

    /// On energy per token.
    pub(super) fn energy(&self, draw: &Draw) -> f64 {
        draw.get(self.stack) * draw.get(self.energy)
    }

    /// On power.
    pub(super) fn power(&self, draw: &Draw) -> f64 {
        draw.get(self.power)
    }

    /// On time: what the factors on energy do not do to power.
    pub(super) fn time(&self, draw: &Draw) -> f64 {
        self.energy(draw) / self.power(draw)
    }
}

/// The energy factor of the serving software.
pub(super) fn stack(
    r: &mut Resolver,
    w: &Workload,
    at: At,
    accelerator: &Accelerator,
) -> Result<Param<f64>, Error> {
    let (given, known) = (w.stack.as_deref(), hardware::stacks(accelerator));
    r.choice(
        &at.path("stack"),
        "serving stack",
        given,
        "vllm-0.11",
        &known,
    )
}

/// Whether nobody says which accelerator serves; then that is said.
pub(super) fn hardware_assumed(
    r: &mut Resolver,
    w: &Workload,
    fallback: (Option<&str>, Option<&str>),
    accelerator: &Accelerator,
) -> bool {
    let said = w.accelerator.is_some() || w.custom_accelerator.is_some() || fallback.0.is_some();
    if !said {
        let name = accelerator.name;
        r.warn(
            "accelerator-assumed",
            format!("Which hardware serves the model is not known: {name} stands in, with the widest error band."),
            format!("Op welke hardware het model draait is onbekend: {name} staat ervoor in de plaats, met de ruimste foutmarge."),
        );
    }
    !said
}
