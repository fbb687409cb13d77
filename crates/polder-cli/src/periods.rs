//! A site by month, and by year while its halls fill: central values.

use polder::Report;
use polder::report::Table;

use crate::args::Lang;
use crate::grid::{self, right};
use crate::number::significant;
use crate::page::WIDTH;

/// Digits of a number, and of a PUE.
const DIGITS: usize = 3;
const PUE_DIGITS: usize = 4;

/// A column: its id in the table and its heading in both languages.
type Heading = (&'static str, &'static str, &'static str);

const MONTHS: &[Heading] = &[
    ("month", "month", "maand"),
    ("it_energy_mwh", "IT MWh", "IT MWh"),
    ("cooling_energy_mwh", "cooling", "koeling"),
    ("electrical_loss_mwh", "losses", "verlies"),
    ("facility_energy_mwh", "all MWh", "alles MWh"),
    ("pue", "PUE", "PUE"),
    ("water_onsite_withdrawal_m3", "water m³", "water m³"),
    ("water_onsite_consumption_m3", "consumed", "verbruikt"),
    ("reused_heat_mwh", "heat MWh", "warmte"),
];

const YEARS: &[Heading] = &[
    ("year", "year", "jaar"),
    ("installed_share", "installed", "geplaatst"),
    ("it_energy_mwh", "IT MWh", "IT MWh"),
    ("facility_energy_mwh", "all MWh", "alles MWh"),
    ("pue", "PUE", "PUE"),
    ("water_onsite_withdrawal_m3", "water m³", "water m³"),
    ("carbon_scope2_location_t", "CO2e t", "CO2e t"),
];

/// The tables that the report has.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    let all = [
        (
            "monthly",
            lang.pick("By month (central values)", "Per maand (centrale waarden)"),
            MONTHS,
        ),
        (
            "ramp_up",
            lang.pick(
                "While the halls fill (central values)",
                "Terwijl de zalen vollopen (centrale waarden)",
            ),
            YEARS,
        ),
    ];
    let mut lines = Vec::new();
    for (name, title, headings) in all {
        if let Some((_, table)) = report.tables.iter().find(|(n, _)| *n == name) {
            lines.extend([String::new(), title.to_owned()]);
            lines.extend(set(table, headings, lang));
        }
    }
    lines
}

fn set(table: &Table, headings: &[Heading], lang: Lang) -> Vec<String> {
    let columns: Vec<(usize, &Heading)> = headings
        .iter()
        .filter_map(|h| Some((table.columns.iter().position(|c| *c == h.0)?, h)))
        .collect();
    let heading = columns.iter().map(|(_, h)| lang.pick(h.1, h.2).to_owned());
    let mut rows = vec![heading.collect::<Vec<_>>()];
    rows.extend(table.rows.iter().map(|row| {
        let cells = columns.iter().map(|(at, h)| cell(h.0, row[*at]));
        cells.collect()
    }));
    let widths: Vec<_> = columns.iter().map(|_| right(WIDTH)).collect();
    let lines = grid::lines(&rows, &widths);
    lines.into_iter().map(|l| format!("  {l}")).collect()
}

fn cell(id: &str, value: f64) -> String {
    match id {
        "month" | "year" => format!("{value}"),
        "pue" => significant(value, PUE_DIGITS),
        _ => significant(value, DIGITS),
    }
}
