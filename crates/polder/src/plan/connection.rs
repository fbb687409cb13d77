//! The grid connection: a contract, the active power and the apparent power are three numbers.

use super::supply::mw_bounds;
use crate::document::Supply;
use crate::error::Error;
use crate::quantity::Power;
use crate::resolve::{Bounds, Resolver};

/// What is known of the connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Connection {
    /// A new one, as large as the contract.
    OfContract,
    /// Active power.
    Active(Power),
    /// Apparent power in MVA, from which nobody knows the active power.
    Apparent(f64),
}

impl Connection {
    pub(super) fn resolve(r: &mut Resolver, supply: &Supply) -> Result<Self, Error> {
        let mut given = |path: &str, unit, value| {
            let bounds = Bounds {
                unit,
                ..mw_bounds()
            };
            r.checked(path, value, bounds)
        };
        let most = supply.connection_mw.or(supply.connection_mva);
        if let Some((most, contract)) = most.zip(supply.contracted_transport_mw)
            && contract > most
        {
            return Err(Error::inconsistent(
                "supply.contracted_transport_mw",
                format!("is {contract}, more than the connection of {most} carries"),
            ));
        }
        match (supply.connection_mw, supply.connection_mva) {
            (Some(_), Some(_)) => Err(Error::exclusive(
                "supply.connection_mw",
                "supply.connection_mva",
            )),
            (Some(mw), None) => {
                given("supply.connection_mw", "MW", mw).map(|mw| Self::Active(Power::mw(mw)))
            }
            (None, Some(mva)) => given("supply.connection_mva", "MVA", mva).map(Self::Apparent),
            (None, None) => Ok(Self::OfContract),
        }
    }

    /// Active power, where it is known.
    pub(super) fn power(self, contracted: Power) -> Option<Power> {
        match self {
            Self::OfContract => Some(contracted),
            Self::Active(power) => Some(power),
            Self::Apparent(_) => None,
        }
    }

    /// Apparent power in MVA.
    pub(super) fn mva(self, contracted: Power, power_factor: f64) -> f64 {
        match self {
            Self::OfContract => contracted.to_mw() / power_factor,
            Self::Active(power) => power.to_mw() / power_factor,
            Self::Apparent(mva) => mva,
        }
    }
}
