//! What the grid gives: a contract, a connection, and electricity of some origin.

use super::connection::Connection;
use crate::carbon::Grid;
use crate::document;
use crate::error::Error;
use crate::quantity::{CarbonIntensity, Power};
use crate::resolve::{Bounds, Resolver};
use crate::uncertain::Draw;

/// What a site has agreed on.
#[derive(Debug)]
pub(super) struct Supply {
    pub(super) contracted: Option<Power>,
    pub(super) connection: Connection,
    pub(super) market: Market,
    /// Share of the energy under contract with renewable sources; none when nobody says.
    pub(super) renewable: Option<f64>,
}

/// What stands in the market-based account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Market {
    /// All energy is under contract with carbon-free sources.
    Contracted,
    /// None is: the residual mix.
    Residual,
    /// None is, and no residual mix of the country is known.
    Unknown,
}

impl Supply {
    pub(super) fn resolve(
        r: &mut Resolver,
        supply: &document::Supply,
        grid: &Grid,
    ) -> Result<Self, Error> {
        let contracted = contracted(r, supply)?;
        let connection = Connection::resolve(r, supply)?;
        let market = market(r, supply, grid)?;
        let said = supply.contracts.is_some();
        Ok(Self {
            contracted,
            connection,
            market,
            renewable: said.then(|| f64::from(u8::from(market == Market::Contracted))),
        })
    }

    /// In the market-based account; zero also where it is not known.
    pub(super) fn market_carbon(&self, draw: &Draw, grid: &Grid) -> CarbonIntensity {
        match (self.market, grid.residual) {
            (Market::Residual, Some(residual)) => draw.get(residual),
            _ => CarbonIntensity::ZERO,
        }
    }
}

fn contracted(r: &mut Resolver, supply: &document::Supply) -> Result<Option<Power>, Error> {
    let Some(mw) = supply.contracted_transport_mw else {
        return Ok(None);
    };
    let mw = r.checked("supply.contracted_transport_mw", mw, mw_bounds())?;
    Ok(Some(Power::mw(mw)))
}

fn market(r: &mut Resolver, supply: &document::Supply, grid: &Grid) -> Result<Market, Error> {
    let contracts = [
        ("none", false),
        ("guarantees-of-origin", true),
        ("ppa", true),
    ];
    if r.choice(
        "supply.contracts",
        "contract",
        supply.contracts.as_deref(),
        "none",
        &contracts,
    )? {
        return Ok(Market::Contracted);
    }
    if grid.residual.is_some() {
        return Ok(Market::Residual);
    }
    r.warn(
        "no-residual-mix",
        "The catalogue has no residual mix of this country: without contracts there is no market-based figure.",
        "De catalogus heeft geen restmix van dit land: zonder contracten is er geen cijfer naar contract.",
    );
    Ok(Market::Unknown)
}

/// Any power that a site can have.
pub(super) const fn mw_bounds() -> Bounds {
    Bounds {
        unit: "MW",
        scale: 1e6,
        low: 0.01,
        high: 10_000.0,
    }
}
