//! A data centre known only by its averages.

use crate::carbon::Grid;
use crate::data::{Server, params};
use crate::document::Workload;
use crate::embodied::{Counts, Embodied, installed_per_host};
use crate::error::Error;
use crate::hardware;
use crate::plan::rack;
use crate::quantity::{Area, AreaPerPower, Energy, Power, Time, WaterIntensity};
use crate::resolve::{At, Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};

/// How many figures [`Elsewhere::impacts`] gives.
pub(super) const IMPACTS: usize = 10;

/// A data centre known only by its averages.
#[derive(Debug)]
pub(super) struct Elsewhere {
    pue: Handle<f64>,
    wue: Handle<WaterIntensity>,
    pub(super) grid: Grid,
    pub(super) network: Handle<f64>,
    idle: Handle<f64>,
    /// Input of a server that waits over its rated input.
    waiting: Handle<f64>,
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
            network: r.param(params::INFERENCE_NETWORK_SHARE),
            idle: r.param(params::INFERENCE_IDLE_SHARE),
            waiting: hardware::idle_share(r, At::Top, &server),
            embodied: Embodied::resolve(r, Some((&accelerator, &server)), life),
            rack: rack(r, None, Some(&server))?,
            server,
            site: r.param(params::SITE_HA_PER_MW_CONNECTED),
        })
    }

    /// What IT energy and held machines come to, in the order and units of the figures `it_energy_wh`,
    /// `facility_energy_wh`, `carbon_use_location_g`, `carbon_embodied_g`, `carbon_total_location_g`,
    /// `water_onsite_consumption_ml`, `water_offsite_consumption_ml`, `land_site_m2_year`, `embodied_adpe_ug`,
    /// `embodied_primary_wh`.
    pub(super) fn impacts(&self, draw: &Draw, it: Energy, held: Time) -> [f64; IMPACTS] {
        let facility = it * draw.get(self.pue);
        let used = self.grid.used(draw, facility);
        let rack = draw
            .get(self.rack)
            .max(installed_per_host(Some(&self.server)));
        let one = Counts::per_accelerator(&self.server, rack);
        let made = self.embodied.of(draw, one, held);
        [
            it.to_wh(),
            facility.to_wh(),
            used.to_g(),
            made.carbon.to_g(),
            (used + made.carbon).to_g(),
            (it * draw.get(self.wue)).to_ml(),
            self.grid.water_of(draw, facility).to_ml(),
            (self.area(draw) * held).to_m2_years(),
            made.depletion.to_ug(),
            made.primary.to_wh(),
        ]
    }

    /// The impacts of servers that take `server` while they work for `busy` accelerator time: idle machines and the
    /// network are added. `idle` is energy of waiting over that of working, where it is known. Also gives the accelerator time
    /// held.
    pub(super) fn served(
        &self,
        draw: &Draw,
        server: Energy,
        busy: Time,
        idle: Option<f64>,
    ) -> ([f64; IMPACTS], Time) {
        let idle = idle.unwrap_or_else(|| draw.get(self.idle));
        // The idle share is one of energy: machines that wait draw less, so they wait longer.
        let waiting = hardware::rated_per_accelerator(&self.server) * draw.get(self.waiting);
        let held = busy + server * idle / waiting;
        let it = server * (1.0 + idle) * (1.0 + draw.get(self.network));
        (self.impacts(draw, it, held), held)
    }

    /// Site area kept occupied by one accelerator.
    fn area(&self, draw: &Draw) -> Area {
        hardware::installed_per_accelerator(&self.server) * draw.get(self.pue) * draw.get(self.site)
    }
}
