//! A data centre known only by its averages.

use crate::carbon::Grid;
use crate::data::{Server, params};
use crate::document::Workload;
use crate::embodied::{Counts, Embodied};
use crate::error::Error;
use crate::hardware;
use crate::plan::rack;
use crate::quantity::{Area, AreaPerPower, Carbon, Power, Time, WaterIntensity};
use crate::resolve::{At, Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};

/// A data centre known only by its averages.
#[derive(Debug)]
pub(super) struct Elsewhere {
    pub(super) pue: Handle<f64>,
    pub(super) wue: Handle<WaterIntensity>,
    pub(super) grid: Grid,
    embodied: Embodied,
    rack: Handle<Power>,
    server: Server,
    site: Handle<AreaPerPower>,
}

impl Elsewhere {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let fresh = &mut Resolver::default();
        let (accelerator, server) = hardware::machine(fresh, w, At::Top, (None, None))?;
        let life = r.param(params::LIFE_IT_YEARS);
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
            embodied: Embodied::resolve(r, Some((&accelerator, &server)), life),
            rack: rack(r, None, Some(&server))?,
            server,
            site: r.param(params::SITE_HA_PER_MW_CONNECTED),
        })
    }

    /// Embodied carbon of `time` accelerator-seconds.
    pub(super) fn embodied(&self, draw: &Draw, time: Time) -> Carbon {
        let one = Counts::per_accelerator(&self.server, draw.get(self.rack));
        self.embodied.of(draw, one, time)
    }

    /// Site area kept occupied by one accelerator.
    pub(super) fn area(&self, draw: &Draw) -> Area {
        hardware::installed_per_accelerator(&self.server) * draw.get(self.pue) * draw.get(self.site)
    }
}
