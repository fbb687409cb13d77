//! Installed IT power: given, of accelerators, of a contract, or of limits.

use super::Plan;
use super::supply::mw_bounds;
use crate::data::params;
use crate::document::Site;
use crate::error::Error;
use crate::quantity::Power;
use crate::resolve::{Bounds, Resolver, Status, Text, Warning};
use crate::size::{Fit, largest};
use crate::uncertain::{Draw, central};

/// The number that this settles.
const PATH: &str = "hardware.it_power_mw";

impl Plan {
    /// Another installed power, all else as resolved: everything else is per installed power.
    pub(crate) fn install(&mut self, power: Power) {
        self.installed = power;
    }

    /// The figures at central values.
    #[inline(never)]
    pub(crate) fn central(&self) -> Vec<f64> {
        central(self)
    }

    /// Keeps what the plan was sized by, and says so among its inputs.
    pub(crate) fn keep(&mut self, fit: Fit, mw: f64) {
        for input in &mut self.inputs {
            if input.path == PATH {
                input.value = mw.into();
                input.status = Status::Derived;
                input.origin = format!("largest within limit.{}", fit.binding_limit().figure);
            }
        }
        self.warnings.push(sized_by(&fit.binding_limit().figure));
        self.fit = Some(fit);
    }

    /// What a contract allows on the design day. Without a heat network everything is proportional to installed power.
    fn within(&mut self, contracted: Power) -> Power {
        let values = self.slots.central_values();
        let draw = Draw::new(&values);
        let needed = |plan: &Self| plan.rated_peak(&draw).power * params::TRANSPORT_MARGIN.value();
        let guess = contracted / (needed(self) / self.installed);
        if self.heat.is_none() {
            return guess;
        }
        let mut excess = |mw| {
            self.installed = Power::mw(mw);
            needed(self) / contracted
        };
        largest(guess.to_mw(), &mut excess).map_or(contracted, |(mw, _)| Power::mw(mw))
    }

    /// Installed IT power: given, or of the accelerators, or what the contracted transport allows on the design day.
    pub(super) fn installed_power(
        &mut self,
        r: &mut Resolver,
        document: &Site,
    ) -> Result<Power, Error> {
        let hw = &document.hardware;
        if hw.it_power_mw.is_some() && hw.accelerators.is_some() {
            return Err(Error::exclusive(PATH, "hardware.accelerators"));
        }
        if let Some(mw) = hw.it_power_mw {
            return Ok(Power::mw(r.checked(PATH, mw, mw_bounds())?));
        }
        let (power, rule) = if let (Some(n), Some(each)) = (hw.accelerators, self.per_accelerator) {
            let unit = "accelerators";
            let bounds = Bounds {
                unit,
                ..Bounds::plain(1.0, 1e7)
            };
            let power = each * bounds.check("hardware.accelerators", n)?;
            let rule = "hardware.accelerators × rated input of server and network";
            (power, rule)
        } else if let Some(contracted) = self.supply.contracted {
            r.warnings.push(sized_at_central());
            let rule = "supply.contracted_transport_mw / ( rated peak × transport.margin )";
            (self.within(contracted), rule)
        } else {
            let problem = "is missing: give it, or `hardware.accelerators`, or `supply.contracted_transport_mw`";
            return Err(Error::inconsistent(PATH, problem));
        };
        let mw = power.to_mw().into();
        r.record(PATH, mw, Some("MW"), Status::Derived, rule);
        Ok(power)
    }
}

/// The warning of a plan that was sized by a limit on a figure.
fn sized_by(figure: &str) -> Warning {
    if figure == "contracted_transport_mw" {
        return sized_at_central();
    }
    above_in_half(
        format!(
            "What fits is reckoned at central values: in about half the draws `{figure}` is above its limit. Give `hardware.it_power_mw` to be safer."
        ),
        format!(
            "Wat past is berekend met middenwaarden: in ongeveer de helft van de trekkingen ligt `{figure}` boven de grens. Geef `hardware.it_power_mw` op om veiliger te rekenen."
        ),
    )
}

/// Limits are met at central values: uncertain as they are, half the draws are above.
fn sized_at_central() -> Warning {
    above_in_half(
        "The installed power fits at central values and rated IT input: in about half the draws the rated peak is above the contract less its margin. Give `hardware.it_power_mw` to be safer.".into(),
        "Het vermogen past bij middenwaarden en nominale IT-opname: in ongeveer de helft van de trekkingen ligt de nominale piek boven het contract min de marge. Geef `hardware.it_power_mw` op om veiliger te rekenen.".into(),
    )
}

fn above_in_half(en: String, nl: String) -> Warning {
    Warning {
        code: "sized-at-central",
        text: Text { en, nl },
    }
}
