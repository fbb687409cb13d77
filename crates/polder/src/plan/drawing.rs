//! The ground of a site as rectangles, to scale: areas are the figures, their arrangement is not a design.

use crate::data::{Param, params};
use crate::quantity::{Area, AreaPerPower, Power};
use crate::report::Table;

/// Width of a site over its depth.
const ASPECT: f64 = 1.5;
/// Most of the open ground that yards take: the rest is for roads, water and distance to the fence.
const YARDS: f64 = 0.5;
/// Pieces that the width left over is cut in: two edges, and twice that between yards and buildings.
const GAPS: f64 = 4.0;
/// Parts of the ground; the first is the whole site, under the others.
const PARTS: [&str; 6] = [
    "open",
    "substation",
    "generators",
    "grey",
    "halls",
    "offices",
];

/// Rectangles in metres from the corner of the site.
///
/// Yards on the left, then halls behind the rooms that serve them, then offices. Rooms are spread over all storeys. Yards
/// shrink where the open ground is small. `value` gives a figure of the plan in its unit.
pub(super) fn ground(value: impl Fn(&str) -> f64) -> Table {
    let site = Area::ha(value("site_ha")).to_m2();
    let built = Area::ha(value("built_floor_ha")).to_m2();
    let gross = value("gross_floor_m2");
    let on_ground = |floor: f64| floor * built / gross;
    let halls = on_ground(value("white_space_m2"));
    let grey = on_ground(value("grey_space_m2"));
    let yard = |figure, per: Param<AreaPerPower>| (Power::mw(value(figure)) * per.value()).to_m2();
    let substation = yard("connection_mva", params::SUBSTATION_AREA_M2_PER_MVA);
    let generators = yard("site_power_rated_mw", params::GENERATOR_AREA_M2_PER_MW);
    let fits = ((site - built) * YARDS / (substation + generators)).clamp(0.0, 1.0);
    let yards = (substation + generators) * fits;

    let width = libm::sqrt(site * ASPECT);
    let depth = site / width;
    let inner = depth * libm::sqrt((built + yards) / site);
    let across = (built + yards) / inner;
    let gap = (width - across) / GAPS;
    let (left, top) = ((width - across - gap) / 2.0, (depth - inner) / 2.0);
    let yard = yards / inner;
    let high = substation * fits / yard;
    let from = left + yard + gap;
    let offices = (built - halls - grey) / inner;
    let wide = built / inner - offices;
    let behind = grey / wide;
    let rows = [
        [0.0, 0.0, width, depth],
        [left, top, yard, high],
        [left, top + high, yard, inner - high],
        [from, top, wide, behind],
        [from, top + behind, wide, inner - behind],
        [from + wide, top, offices, inner],
    ];
    Table {
        ids: PARTS.map(str::to_owned).to_vec(),
        columns: vec!["x_m", "y_m", "width_m", "depth_m"],
        rows: rows.map(|r| r.to_vec()).to_vec(),
    }
}
