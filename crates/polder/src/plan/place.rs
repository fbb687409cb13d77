//! Where a site stands, under which weather, from which year.

use super::weather::{Given, Weather};
use crate::carbon::Where;
use crate::data::params;
use crate::document::Place;
use crate::error::Error;
use crate::resolve::{Bounds, Resolver, Status};
use crate::rules::{Date, Siting};

/// The place, its weather, and the year.
pub(super) fn where_and_when(
    r: &mut Resolver,
    site: &Place,
    given: Option<Given>,
) -> Result<(Where, Weather), Error> {
    if site.place.is_none() {
        let problem = "is missing: name a place such as \"eemshaven\", or a country such as \"nl\"";
        return Err(Error::inconsistent("site.place", problem));
    }
    let at = Where::find(r, "site.place", site.place.as_deref(), "nl")?;
    let year = site.year.unwrap_or(at.country.year);
    Bounds::plain(2020.0, 2035.0).check("site.year", f64::from(year))?;
    let status = if site.year.is_some() {
        Status::Given
    } else {
        Status::Default
    };
    r.record("site.year", year.into(), None, status, "document");
    if year != at.country.year {
        let (en, nl) = (
            format!(
                "Electricity figures are of {}, not of {year}.",
                at.country.year
            ),
            format!(
                "De cijfers van elektriciteit zijn van {}, niet van {year}.",
                at.country.year
            ),
        );
        r.warn("grid-year", en, nl);
    }
    let weather = Weather::resolve(r, at, site, given)?;
    Ok((at, weather))
}

/// The site as the rules see it: it opens at the end of its year, so that what begins in that year binds it.
pub(super) fn siting(site: &Place, at: Where) -> Siting {
    Siting {
        country: at.country.id,
        place: at.place.map(|p| p.id),
        opens: Date {
            year: site.year.unwrap_or_else(register_year),
            month: 12,
            day: 31,
        },
        permitted: site.permitted.unwrap_or(false),
    }
}

/// Year in which the register of rules was read.
fn register_year() -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a year"
    )]
    let year = params::RULES_REGISTER_YEAR.row.value as u16;
    year
}
