//! Racks → halls → floors → site.

use crate::quantity::{Area, AreaPerPower, Power};

/// What decides how much ground a site needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    /// Installed IT power.
    pub it: Power,
    /// Power of a rack.
    pub rack: Power,
    /// White space per rack, with its share of the aisles.
    pub per_rack: Area,
    /// Power and cooling rooms per installed IT power.
    pub grey: AreaPerPower,
    /// Offices, loading and circulation over white and grey space.
    pub support: f64,
    /// Storeys.
    pub storeys: f64,
    /// Footprint over site.
    pub coverage: f64,
    /// Model error on gross floor.
    pub error: f64,
}

/// Areas of a site. White and grey lie in gross; footprint lies in site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Areas {
    /// Racks, a whole number.
    pub racks: f64,
    /// Halls with racks.
    pub white: Area,
    /// Power and cooling rooms.
    pub grey: Area,
    /// All floors.
    pub gross: Area,
    /// Footprint of the buildings.
    pub footprint: Area,
    /// Site.
    pub site: Area,
}

/// Areas of a site.
///
/// ```text
/// n = ⌈P / p⌉    A_white = n a ε    A_grey = P g ε    A_gross = (A_white + A_grey)(1 + s)    A_built = A_gross / f    A_site = A_built / k
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | P, p | installed IT power, power of a rack | W |
/// | a, g | white space per rack, grey space per power | m², m²/W |
/// | s, ε | support share, model error | – |
/// | f, k | storeys, share of the site that is built on | – |
///
/// ```
/// use polder::{land::{Layout, areas}, quantity::{Area, AreaPerPower, Power}};
/// let a = areas(&Layout {
///     it: Power::mw(40.0), rack: Power::kw(40.0), per_rack: Area::m2(2.6), grey: AreaPerPower::m2_per_mw(450.0),
///     support: 0.25, storeys: 2.0, coverage: 0.35, error: 1.0,
/// });
/// assert_eq!(a.racks, 1000.0);
/// assert!((a.gross.to_m2() - 25_750.0).abs() < 1e-6 && (a.site.to_ha() - 3.678_571).abs() < 1e-6);
/// ```
pub fn areas(l: &Layout) -> Areas {
    let racks = libm::ceil(l.it / l.rack - 1e-9);
    let (white, grey) = (l.per_rack * (racks * l.error), l.it * l.grey * l.error);
    let gross = (white + grey) * (1.0 + l.support);
    let footprint = gross / l.storeys;
    Areas {
        racks,
        white,
        grey,
        gross,
        footprint,
        site: footprint / l.coverage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn areas_nest(mw in 0.1..500.0, kw in 4.0..150.0, storeys in 1.0..12.0, coverage in 0.05..1.0, error in 0.5..2.0) {
            let a = areas(&Layout {
                it: Power::mw(mw), rack: Power::kw(kw), per_rack: Area::m2(2.6), grey: AreaPerPower::m2_per_mw(450.0),
                support: 0.25, storeys, coverage, error,
            });
            prop_assert!(a.white + a.grey <= a.gross && a.footprint <= a.site);
            prop_assert!(a.racks * kw >= mw * 1e3 - 1e-3);
        }
    }
}
