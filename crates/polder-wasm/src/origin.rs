//! What stands behind an origin id: a parameter, a cell of a catalogue, or the document itself.

use polder::data::{self, Country};
use serde_json::{Value, json};

/// Basis, source id, locator and note.
type Row = (&'static str, &'static str, &'static str, &'static str);

pub(crate) fn of(id: &str) -> Value {
    let Some((basis, source, locator, note)) = parameter(id).or_else(|| cell(id)) else {
        return json!({ "id": id });
    };
    let Some(s) = data::source(source) else {
        return json!({ "id": id, "basis": basis });
    };
    json!({
        "id": id, "basis": basis, "source": s.id, "title": s.title, "authors": s.authors, "year": s.year,
        "url": s.url, "licence": s.licence, "accessed": s.accessed, "locator": locator, "note": note,
    })
}

fn parameter(id: &str) -> Option<Row> {
    data::row(id).map(|r| (r.basis, r.source, r.locator, r.note))
}

/// Origins of cells are the file, the id of the row, and perhaps the column.
fn cell(id: &str) -> Option<Row> {
    let mut words = id.split(' ');
    let (file, row) = (words.next()?, words.next()?);
    let column = words.next().unwrap_or_default();
    match file {
        "servers.csv" => data::server(row).map(|s| (s.basis, s.source, s.locator, s.note)),
        "accelerators.csv" => {
            data::accelerator(row).map(|a| (a.basis, a.source, a.locator, a.note))
        }
        "embodied_accelerators.csv" => {
            data::embodied(row).map(|e| (e.basis, e.source, e.locator, e.note))
        }
        "countries.csv" => data::country(row).map(|c| country(c, column)),
        _ => None,
    }
}

fn country(c: &'static Country, column: &str) -> Row {
    let other = match column {
        "carbon_direct_g_per_kwh" => Some(c.direct),
        "carbon_residual_g_per_kwh" => c.residual,
        "water_l_per_kwh" => Some(c.water),
        "td_loss_share" => Some(c.td_loss),
        _ => None,
    };
    other.map_or((c.basis, c.source, c.locator, c.note), |o| {
        ("derived", o.source, o.locator, "")
    })
}
