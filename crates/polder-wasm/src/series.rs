//! The hours of a site over a synthetic year of its station.

use polder::data::{SCORE_CELLS, SCORE_LAGS, SCORE_SHARES, Synthetic};
use polder::document::Site;
use polder::report::Question;
use polder::{Error, Fault, Given, GivenWeather, Plan};

/// The columns of `polder plan --series`, one after the other.
pub(crate) fn of(site: &Site, station: &Synthetic) -> Result<Vec<f64>, Error> {
    checked(station)?;
    let (seed, _) = Plan::resolve(site)?.settings();
    let weather = GivenWeather {
        name: String::new(),
        hours: station.year(seed).hours()?,
    };
    let series = Plan::resolve_with(site, Given::from(weather))?.series();
    Ok(series.map_or_else(Vec::new, |s| s.values))
}

/// Tables as long as the generator reads them.
fn checked(station: &Synthetic) -> Result<(), Error> {
    let k = station.variables;
    // Four seasons of eight parts of the day.
    let dynamics = 32 * k * ((SCORE_LAGS.len() + 1) * k + 1);
    let quantiles = SCORE_CELLS * SCORE_SHARES.len() * k;
    if (2..=4).contains(&k)
        && (station.quantiles.len(), station.dynamics.len()) == (quantiles, dynamics)
    {
        return Ok(());
    }
    Err(Error::from(Fault::Unreadable {
        path: ".".into(),
        message: "a synthetic year has two to four variables".into(),
    }))
}
