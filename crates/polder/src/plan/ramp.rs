//! Halls that fill over the years.

use super::Plan;
use crate::document::Facility;
use crate::error::Error;
use crate::facility::Shares;
use crate::report::Table;
use crate::resolve::{Bounds, Resolver, Status};
use crate::uncertain::Draw;

/// Most years of filling.
const MOST: usize = 30;

/// Columns of [`Plan::ramp_up`].
const COLUMNS: [&str; 7] = [
    "year",
    "installed_share",
    "it_energy_mwh",
    "facility_energy_mwh",
    "pue",
    "water_onsite_withdrawal_m3",
    "carbon_scope2_location_t",
];

/// Share of the installed IT that is there, by year.
#[derive(Debug)]
pub(super) struct Ramp {
    first: u16,
    shares: Vec<f64>,
}

impl Ramp {
    pub(super) fn resolve(r: &mut Resolver, f: &Facility, first: u16) -> Result<Self, Error> {
        let path = "facility.ramp_up";
        if f.ramp_up.len() > MOST {
            return Err(Error::inconsistent(
                path,
                format!("has {} years, at most {MOST} fit", f.ramp_up.len()),
            ));
        }
        for (at, share) in f.ramp_up.iter().enumerate() {
            Bounds::plain(0.01, 1.0).check(&format!("{path}[{at}]"), *share)?;
        }
        if !f.ramp_up.is_empty() {
            r.record(
                path,
                f.ramp_up.as_slice().into(),
                None,
                Status::Given,
                "document",
            );
        }
        Ok(Self {
            first,
            shares: f.ramp_up.clone(),
        })
    }
}

impl Plan {
    /// Each year of filling at central values: the halls and their plant stand from the first day, the load grows into them.
    pub(super) fn ramp_up(&self, draw: &Draw) -> Option<Table> {
        if self.ramp.shares.is_empty() {
            return None;
        }
        let (chain, plant) = (
            self.electrical.at(draw, self.installed),
            self.cooling.at(draw),
        );
        let (load, error) = (self.load.at(draw).shares, draw.get(self.facility_error));
        let row = |(year, share): (u16, &f64)| {
            let scaled = scaled(&load, *share);
            let load = scaled
                .as_deref()
                .map_or_else(|| Shares::Day(load.day().map(|s| s * share)), Shares::Year);
            let mut y = self.weather.year(&chain, &plant, &load, error);
            self.reuse(draw, (&chain, &plant), &load, &mut y);
            let facility = y.total.facility();
            vec![
                f64::from(year),
                *share,
                y.total.it.to_mwh(),
                facility.to_mwh(),
                facility / y.total.it,
                self.water.of(draw, &y.total).withdrawn.to_m3(),
                (facility * draw.get(self.grid.direct)).to_t(),
            ]
        };
        let years = self.ramp.first..;
        Some(Table {
            columns: COLUMNS.to_vec(),
            rows: years.zip(&self.ramp.shares).map(row).collect(),
            ..Table::default()
        })
    }
}

/// A year of hours, each `share` of what it was; none for a day.
fn scaled(load: &Shares, share: f64) -> Option<Vec<f64>> {
    match load {
        Shares::Day(_) => None,
        Shares::Year(hours) => Some(hours.iter().map(|s| s * share).collect()),
    }
}
