//! Backwards from limits.

use polder::document::Site;
use polder::size::{Limit, size_with};
use polder::{Error, Plan};

/// `figures` are ids with a space between them, `at_most` their limits.
pub(crate) fn of(site: Site, figures: &str, at_most: &[f64]) -> Result<Plan, Error> {
    let limit = |(figure, at_most): (&str, &f64)| Limit {
        figure: figure.to_owned(),
        at_most: *at_most,
    };
    let limits: Vec<Limit> = figures.split_whitespace().zip(at_most).map(limit).collect();
    size_with(site, &limits, None)
}
