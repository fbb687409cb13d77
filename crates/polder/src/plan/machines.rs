//! The accelerators and servers of a site, and how long they are used.

use crate::data::{Accelerator, Server, params};
use crate::document::Hardware;
use crate::error::Error;
use crate::hardware;
use crate::quantity::Time;
use crate::resolve::{Bounds, Field, Resolver};
use crate::uncertain::Handle;

/// Both, or neither.
pub(super) type Machines = Option<(&'static Accelerator, &'static Server)>;

/// The machines that the document names.
pub(super) fn machines(r: &mut Resolver, hw: &Hardware) -> Result<Machines, Error> {
    let Some(name) = hw.accelerator.as_deref() else {
        return match hw.server {
            Some(_) => Err(Error::inconsistent(
                "hardware.server",
                "needs `hardware.accelerator`",
            )),
            None => Ok(None),
        };
    };
    let accelerator = hardware::accelerator(r, "hardware.accelerator", Some(name), "")?;
    let server = hardware::server(r, "hardware.server", hw.server.as_deref(), accelerator)?;
    Ok(Some((accelerator, server)))
}

/// How long the IT is used.
pub(super) fn life(r: &mut Resolver, hw: &Hardware) -> Result<Handle<Time>, Error> {
    let years = Bounds {
        unit: "years",
        scale: Time::years(1.0).to_s(),
        low: 1.0,
        high: 20.0,
    };
    let field = Field {
        path: "hardware.life_years".into(),
        role: "life.it_years".into(),
    };
    r.number(&field, hw.life_years, years, params::LIFE_IT_YEARS)
}
