//! The power chain of a site.

use crate::data::{Param, params};
use crate::document::Facility;
use crate::error::Error;
use crate::facility::{Chain, Redundancy, ThreeTerm};
use crate::quantity::Power;
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// The UPS there are: loss without load, in proportion to load, and with its square.
const UPS: [(&str, [Param<f64>; 3]); 5] = [
    (
        "double-conversion",
        [
            params::UPS_DOUBLE_CONVERSION_NO_LOAD,
            params::UPS_DOUBLE_CONVERSION_LINEAR,
            params::UPS_DOUBLE_CONVERSION_SQUARE,
        ],
    ),
    (
        "eco-mode",
        [
            params::UPS_ECO_MODE_NO_LOAD,
            params::UPS_ECO_MODE_LINEAR,
            params::UPS_ECO_MODE_SQUARE,
        ],
    ),
    (
        "legacy",
        [
            params::UPS_LEGACY_NO_LOAD,
            params::UPS_LEGACY_LINEAR,
            params::UPS_LEGACY_SQUARE,
        ],
    ),
    (
        "rack-battery",
        [
            params::UPS_RACK_BATTERY_NO_LOAD,
            params::UPS_RACK_BATTERY_LINEAR,
            params::UPS_RACK_BATTERY_SQUARE,
        ],
    ),
    (
        "none",
        [
            params::UPS_NONE_NO_LOAD,
            params::UPS_NONE_LINEAR,
            params::UPS_NONE_SQUARE,
        ],
    ),
];

/// The power chain.
#[derive(Debug)]
pub(super) struct Electrical {
    ups: [Handle<f64>; 3],
    redundancy: Redundancy,
    modules: Handle<f64>,
    transformer: [Handle<f64>; 2],
    transformer_margin: Handle<f64>,
    distribution: Handle<f64>,
    other: Handle<f64>,
    pub(super) power_factor: Handle<f64>,
    pub(super) margin: Handle<f64>,
}

impl Electrical {
    pub(super) fn resolve(
        r: &mut Resolver,
        f: &Facility,
        redundancy: Redundancy,
    ) -> Result<Self, Error> {
        let [a, b, c] = r.choice(
            "facility.ups",
            "UPS",
            f.ups.as_deref(),
            "double-conversion",
            &UPS,
        )?;
        Ok(Self {
            ups: [
                r.role("ups.no_load", a),
                r.role("ups.linear", b),
                r.role("ups.square", c),
            ],
            redundancy,
            modules: r.param(params::REDUNDANCY_MODULES),
            transformer: [
                r.param(params::TRANSFORMER_NO_LOAD),
                r.param(params::TRANSFORMER_LOAD),
            ],
            transformer_margin: r.param(params::TRANSFORMER_MARGIN),
            distribution: r.param(params::DISTRIBUTION_LOSS),
            other: r.param(params::OTHER_SHARE),
            power_factor: r.param(params::POWER_FACTOR),
            margin: r.param(params::TRANSPORT_MARGIN),
        })
    }

    pub(super) fn at(&self, draw: &Draw, installed: Power) -> Chain {
        let [no_load, linear, square] = self.ups.map(|h| draw.get(h));
        let [fixed, copper] = self.transformer.map(|h| draw.get(h));
        let capacity = self.redundancy.capacity(draw.get(self.modules));
        Chain {
            installed,
            ups: ThreeTerm {
                no_load,
                linear,
                square,
            },
            ups_capacity: capacity,
            transformer: ThreeTerm {
                no_load: fixed,
                linear: 0.0,
                square: copper,
            },
            transformer_capacity: capacity * draw.get(self.transformer_margin),
            distribution: draw.get(self.distribution),
            other: draw.get(self.other),
        }
    }
}
