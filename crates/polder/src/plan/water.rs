//! Water on site.

use super::mixture::mixture;
use crate::data::params;
use crate::document::Facility;
use crate::error::Error;
use crate::facility::Month;
use crate::quantity::{Energy, Water, WaterIntensity};
use crate::resolve::{Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};

/// Where water comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Potable,
    Fresh,
    Rain,
    Sea,
}

/// Water on site.
#[derive(Debug)]
pub(super) struct WaterUse {
    latent: Handle<WaterIntensity>,
    cycles: Handle<f64>,
    drift: Handle<f64>,
    other: Handle<WaterIntensity>,
    error: Handle<f64>,
    passing: Handle<WaterIntensity>,
    /// Shares of what is taken in: drinking water, and all water that is fresh, drinking water included.
    pub(super) potable: f64,
    pub(super) fresh: f64,
}

/// Water of a stretch of time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flows {
    /// Taken in, surface water that passes through left out.
    pub(super) withdrawn: Water,
    /// Evaporated or drifted off.
    pub(super) consumed: Water,
    /// Surface water that passes through and goes back warmer.
    pub(super) passing: Water,
}

impl WaterUse {
    pub(super) fn resolve(r: &mut Resolver, f: &Facility) -> Result<Self, Error> {
        let sources = [
            ("potable", Source::Potable),
            ("fresh", Source::Fresh),
            ("rain", Source::Rain),
            ("sea", Source::Sea),
        ];
        let shares = mixture(
            r,
            "facility.water_sources",
            "water source",
            f.water_sources.as_ref(),
            "potable",
            &sources,
        )?;
        let of = |wanted: &[Source]| {
            let taken = shares.iter().filter(|(s, _)| wanted.contains(s));
            taken.map(|(_, share)| share).sum()
        };
        let other = Field {
            path: "facility.water_other_l_per_kwh".into(),
            role: "water.other".into(),
        };
        let bounds = Bounds {
            unit: "L/kWh",
            scale: params::WATER_OTHER.scale,
            low: 0.0,
            high: 20.0,
        };
        Ok(Self {
            latent: r.param(params::LATENT_L_PER_KWH),
            cycles: r.param(params::TOWER_CYCLES),
            drift: r.param(params::TOWER_DRIFT),
            other: r.number(&other, f.water_other_l_per_kwh, bounds, params::WATER_OTHER)?,
            error: r.param(params::WATER_ERROR),
            passing: r.param(params::SURFACE_WATER_L_PER_KWH),
            potable: of(&[Source::Potable]),
            fresh: of(&[Source::Potable, Source::Fresh]),
        })
    }

    /// Water of a year or a month.
    pub(super) fn of(&self, draw: &Draw, month: &Month) -> Flows {
        self.at(draw).of(month)
    }

    /// Water over heat and energy, in one draw.
    pub(super) fn at(&self, draw: &Draw) -> Rates {
        let cycles = draw.get(self.cycles).max(1.0 + f64::EPSILON);
        let lost = 1.0 + draw.get(self.drift);
        Rates {
            latent: draw.get(self.latent),
            error: draw.get(self.error),
            lost,
            taken: (cycles / (cycles - 1.0)).max(lost),
            other: draw.get(self.other),
            passing: draw.get(self.passing),
        }
    }
}

/// Water over heat and energy.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rates {
    latent: WaterIntensity,
    error: f64,
    /// Evaporated and drifted off over evaporated.
    lost: f64,
    /// Taken in over evaporated.
    taken: f64,
    other: WaterIntensity,
    passing: WaterIntensity,
}

impl Rates {
    /// Water of a stretch of time.
    pub(super) fn of(&self, month: &Month) -> Flows {
        Flows {
            passing: month.surface * self.passing,
            ..self.wet(month.latent, month.it)
        }
    }

    /// Water of the wet stage and of other uses.
    ///
    /// ```text
    /// evaporation = Q_latent · w ε      consumed = evaporation (1 + d)
    /// taken in = evaporation max(C / (C − 1), 1 + d) + other
    /// ```
    ///
    /// Drift carries salt out as blowdown does, so it is part of `C / (C − 1)`; when it alone carries more, there is no
    /// blowdown. `w` litres per heat, `C` cycles of concentration, `d` drift over evaporation, ε model error. Other use
    /// is counted as taken in: it leaves through the sewer.
    pub(super) fn wet(&self, latent: Energy, it: Energy) -> Flows {
        let evaporated = latent * self.latent * self.error;
        Flows {
            withdrawn: evaporated * self.taken + it * self.other,
            consumed: evaporated * self.lost,
            passing: Water::ZERO,
        }
    }
}
