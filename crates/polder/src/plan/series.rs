//! The hours of a plan at central values, one row each.

use super::Plan;
use super::weather::Each;
use crate::facility::hourly;
use crate::quantity::Energy;
use crate::uncertain::Draw;
use crate::weather::HOURS;

/// Columns of [`Plan::series`].
const COLUMNS: [&str; 11] = [
    "dry_bulb_c",
    "wet_bulb_c",
    "it_power_mw",
    "cooling_power_mw",
    "electrical_loss_mw",
    "other_power_mw",
    "facility_power_mw",
    "pue",
    "water_withdrawal_m3",
    "water_consumption_m3",
    "waste_heat_mw",
];

/// The hours of a site, a column for each quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Names of the columns, unit suffix included.
    pub columns: Vec<&'static str>,
    /// Their values, one column after the other, each with one for each hour of the year in UTC.
    pub values: Vec<f64>,
}

impl Series {
    /// The values of a column.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        self.each()
            .find(|(c, _)| *c == name)
            .map(|(_, values)| values)
    }

    /// Each column with its values.
    pub fn each(&self) -> impl Iterator<Item = (&'static str, &[f64])> {
        let columns = self.values.chunks(self.hours().max(1));
        self.columns.iter().copied().zip(columns)
    }

    /// Values of a column.
    pub fn hours(&self) -> usize {
        self.values.len() / self.columns.len().max(1)
    }
}

impl Plan {
    /// Id of the weather station of the place, where there is one.
    pub fn station(&self) -> Option<&'static str> {
        self.weather.station()
    }

    /// Each hour of the year at central values, in UTC; none where the plan has bins and not hours.
    ///
    /// Powers are means of the hour. The hours sum to the energies and the water of a run at central values.
    pub fn series(&self) -> Option<Series> {
        let hours = self.weather.hours()?;
        let values = self.slots.central_values();
        let draw = Draw::new(&values);
        let (chain, plant) = (
            self.electrical.at(&draw, self.installed),
            self.cooling.at(&draw),
        );
        let (load, error) = (self.load.at(&draw).shares, draw.get(self.facility_error));
        let rates = self.water.at(&draw);
        let mut values = vec![0.0; COLUMNS.len() * HOURS];
        let each: Each = &mut |at, hour| {
            let water = rates.of(hour);
            // The energy of one hour in MWh is its mean power in MW.
            let mw = Energy::to_mwh;
            let row: [f64; COLUMNS.len()] = [
                hours.dry_c()[at],
                hours.wet_c()[at],
                mw(hour.it),
                mw(hour.cooling),
                mw(hour.losses()),
                mw(hour.other),
                mw(hour.facility()),
                hour.facility() / hour.it,
                water.withdrawn.to_m3(),
                water.consumed.to_m3(),
                mw(hour.heat()),
            ];
            for (column, value) in values.chunks_exact_mut(HOURS).zip(row) {
                column[at] = value;
            }
        };
        hourly(&chain, &plant, hours, &load, error, each);
        Some(Series {
            columns: COLUMNS.to_vec(),
            values,
        })
    }
}
