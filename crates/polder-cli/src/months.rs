//! The months of a site as a table for people: central values, units that suit the year.

use polder::Report;
use polder::report::{Table, figure};

use crate::args::Lang;
use crate::grid::{self, Column, left, right};
use crate::number::significant;
use crate::unit::suited;

const NAMES: [[&str; 2]; 12] = [
    ["January", "januari"],
    ["February", "februari"],
    ["March", "maart"],
    ["April", "april"],
    ["May", "mei"],
    ["June", "juni"],
    ["July", "juli"],
    ["August", "augustus"],
    ["September", "september"],
    ["October", "oktober"],
    ["November", "november"],
    ["December", "december"],
];
/// Columns that are shown, with a heading that is narrower than their title.
const COLUMNS: [(&str, [&str; 2]); 9] = [
    ("it_energy_mwh", ["IT", "IT"]),
    ("cooling_energy_mwh", ["cooling", "koeling"]),
    ("electrical_loss_mwh", ["losses", "verlies"]),
    ("heat_upgrade_mwh", ["heat up", "opwaard."]),
    ("facility_energy_mwh", ["facility", "totaal"]),
    ("pue", ["PUE", "PUE"]),
    ("water_onsite_withdrawal_m3", ["water in", "water in"]),
    ("water_onsite_consumption_m3", ["evaporated", "verdampt"]),
    ("reused_heat_mwh", ["heat used", "warmte"]),
];
/// Digits of an amount and of a ratio.
const DIGITS: usize = 3;

/// The table of months and their sum; nothing for a report without one.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    let Some((_, table)) = report.tables.iter().find(|(name, _)| *name == "monthly") else {
        return Vec::new();
    };
    let shown: Vec<Shown> = COLUMNS
        .iter()
        .filter_map(|(id, heading)| Shown::of(table, id, lang.pick(heading[0], heading[1])))
        .collect();
    let row = |name: &str, cell: &dyn Fn(&Shown) -> String| -> Vec<String> {
        let first = std::iter::once(format!("  {name}"));
        first.chain(shown.iter().map(cell)).collect()
    };
    let heading = lang.pick(
        "By month, at central values",
        "Per maand, bij middenwaarden",
    );
    let mut rows = vec![vec![String::new()], vec![heading.to_owned()]];
    rows.push(row("", &|s| s.heading.to_owned()));
    rows.push(row("", &|s| s.unit.to_owned()));
    rows.extend(
        NAMES
            .iter()
            .zip(&table.rows)
            .map(|(name, month)| row(lang.pick(name[0], name[1]), &|s| s.cell(month))),
    );
    rows.push(row(lang.pick("Year", "Jaar"), &|s| s.sum(table)));
    let mut columns: Vec<Column> = vec![left(11)];
    columns.extend(shown.iter().map(|_| right(10)));
    grid::lines(&rows, &columns)
}

/// A column of the table that is shown.
struct Shown {
    heading: &'static str,
    at: usize,
    unit: &'static str,
    scale: f64,
}

impl Shown {
    /// A column with something in it. All energy is in the unit of the largest, so that columns add up.
    fn of(table: &Table, id: &str, heading: &'static str) -> Option<Self> {
        let at = table.columns.iter().position(|c| *c == id)?;
        let unit = figure(id)?.unit;
        let alike = table
            .columns
            .iter()
            .enumerate()
            .filter(|(_, c)| figure(c).is_some_and(|f| f.unit == unit));
        let most = |at: usize| {
            let values = table.rows.iter().filter_map(|row| row.get(at));
            values.fold(0.0_f64, |most, v| most.max(*v))
        };
        let largest = alike.map(|(at, _)| most(at)).fold(0.0_f64, f64::max);
        if most(at) == 0.0 {
            return None;
        }
        let (unit, scale) = suited(unit, largest);
        Some(Self {
            heading,
            at,
            unit: if unit == "1" { "" } else { unit },
            scale,
        })
    }

    fn value(&self, row: &[f64]) -> f64 {
        row.get(self.at).copied().unwrap_or_default() * self.scale
    }

    fn cell(&self, row: &[f64]) -> String {
        significant(self.value(row), DIGITS)
    }

    /// Of what adds up: a ratio does not.
    fn sum(&self, table: &Table) -> String {
        if self.unit.is_empty() {
            return String::new();
        }
        let sum: f64 = table.rows.iter().map(|row| self.value(row)).sum();
        significant(sum, DIGITS)
    }
}
