//! The years in which the halls of a site fill: central values.

use polder::Report;

use crate::args::Lang;
use crate::grid::{self, right};
use crate::number::significant;
use crate::page::WIDTH;

/// Digits of a number, and of a PUE.
const DIGITS: usize = 3;
const PUE_DIGITS: usize = 4;
/// Columns of the table, each with its heading.
const COLUMNS: [(&str, [&str; 2]); 7] = [
    ("year", ["year", "jaar"]),
    ("installed_share", ["installed", "geplaatst"]),
    ("it_energy_mwh", ["IT MWh", "IT MWh"]),
    ("facility_energy_mwh", ["all MWh", "alles MWh"]),
    ("pue", ["PUE", "PUE"]),
    ("water_onsite_withdrawal_m3", ["water m³", "water m³"]),
    ("carbon_scope2_location_t", ["CO2e t", "CO2e t"]),
];

/// The table; nothing for a report without one.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    let Some((_, table)) = report.tables.iter().find(|(name, _)| *name == "ramp_up") else {
        return Vec::new();
    };
    let title = lang.pick(
        "While the halls fill, at central values",
        "Terwijl de zalen vollopen, bij middenwaarden",
    );
    let columns = COLUMNS.iter().filter_map(|(id, heading)| {
        let at = table.columns.iter().position(|c| c == id)?;
        Some((at, *id, lang.pick(heading[0], heading[1])))
    });
    let columns: Vec<_> = columns.collect();
    let mut rows = vec![columns.iter().map(|c| c.2.to_owned()).collect()];
    rows.extend(table.rows.iter().map(|row| -> Vec<String> {
        columns
            .iter()
            .map(|(at, id, _)| cell(id, row[*at]))
            .collect()
    }));
    let widths: Vec<_> = columns.iter().map(|_| right(WIDTH)).collect();
    let set = grid::lines(&rows, &widths);
    [String::new(), title.to_owned()]
        .into_iter()
        .chain(set.into_iter().map(|line| format!("  {line}")))
        .collect()
}

fn cell(id: &str, value: f64) -> String {
    match id {
        "year" => format!("{value}"),
        "pue" => significant(value, PUE_DIGITS),
        _ => significant(value, DIGITS),
    }
}
