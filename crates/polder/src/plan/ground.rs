//! Floors and ground of a site.

use crate::data::{Server, params};
use crate::document::{Number, Site};
use crate::embodied::installed_per_host;
use crate::error::Error;
use crate::land::{Areas, Layout, areas};
use crate::quantity::{Area, AreaPerPower, Power};
use crate::resolve::{Bounds, Field, Resolver};
use crate::uncertain::{Draw, Handle};

/// Floors and ground.
#[derive(Debug)]
pub(super) struct Ground {
    rack: Handle<Power>,
    /// Of one server: a rack holds at least one.
    host: Power,
    per_rack: Handle<Area>,
    grey: Handle<AreaPerPower>,
    support: Handle<f64>,
    storeys: Handle<f64>,
    coverage: Handle<f64>,
    error: Handle<f64>,
}

impl Ground {
    pub(super) fn resolve(
        r: &mut Resolver,
        d: &Site,
        server: Option<&Server>,
    ) -> Result<Self, Error> {
        let layouts = [
            ("campus", params::COVERAGE_CAMPUS),
            ("compact", params::COVERAGE_COMPACT),
            ("urban", params::COVERAGE_URBAN),
        ];
        let coverage = r.choice(
            "land.layout",
            "layout",
            d.land.layout.as_deref(),
            "compact",
            &layouts,
        )?;
        let host = installed_per_host(server);
        let rack = rack(r, d.facility.rack_kw, server)?;
        if d.facility.rack_kw.is_some() {
            warn_of_rack(r, rack, host);
        }
        Ok(Self {
            rack,
            host,
            per_rack: r.param(params::RACK_AREA_M2),
            grey: r.param(params::GREY_AREA_M2_PER_MW),
            support: r.param(params::SUPPORT_SHARE),
            storeys: r.number(
                &Field::new("land.storeys"),
                d.land.storeys,
                Bounds::plain(1.0, 20.0),
                params::STOREYS_DEFAULT,
            )?,
            coverage: r.role("coverage", coverage),
            error: r.param(params::LAND_ERROR),
        })
    }

    pub(super) fn at(&self, draw: &Draw, installed: Power) -> Areas {
        areas(&Layout {
            it: installed,
            rack: draw.get(self.rack).max(self.host),
            per_rack: draw.get(self.per_rack),
            grey: draw.get(self.grey),
            support: draw.get(self.support),
            storeys: draw.get(self.storeys),
            coverage: draw.get(self.coverage).min(1.0),
            error: draw.get(self.error),
        })
    }
}

/// Warns when a rack is asked that does not hold one server.
fn warn_of_rack(r: &mut Resolver, rack: Handle<Power>, host: Power) {
    let values = r.slots.central_values();
    let [rack, host] = [Draw::new(&values).get(rack), host].map(Power::to_kw);
    if rack < host {
        r.warn(
            "rack-below-server",
            format!("`facility.rack_kw` is {rack:.1}, and one server is rated at {host:.1} kW with its network: racks of one server stand in."),
            format!("`facility.rack_kw` is {rack:.1} en één server vraagt {host:.1} kW met zijn netwerk: er is gerekend met racks van één server."),
        );
    }
}

/// Power of a rack: given, or that of the server's own rack, or the default.
pub(crate) fn rack(
    r: &mut Resolver,
    given: Option<Number>,
    server: Option<&Server>,
) -> Result<Handle<Power>, Error> {
    let field = Field::new("facility.rack_kw");
    let kw = Bounds {
        unit: "kW",
        scale: 1e3,
        low: 1.0,
        high: 1000.0,
    };
    match (given, server.and_then(|s| s.rack_kw)) {
        (None, Some(each)) => Ok(r.derived(&field.path, each, ("kW", 1e3), "servers.csv rack_kw")),
        (given, _) => r.number(&field, given, kw, params::RACK_DEFAULT_KW),
    }
}
