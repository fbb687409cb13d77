//! What others publish for the embodied carbon of an accelerator, beside the row that is chosen.

use polder::data::{self, Source};
use serde_json::{Value, json};

/// The catalogue: the core holds its chosen rows, this the others.
const ROWS: &str = include_str!("../../../data/catalogue/embodied_accelerators.csv");

/// A published figure that is not chosen.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Alternative {
    kg: String,
    source: &'static Source,
    locator: String,
    note: String,
}

impl Alternative {
    /// For people, on one line.
    pub(crate) fn line(&self) -> String {
        let Self {
            kg, source, note, ..
        } = self;
        format!("or: {kg} kg, {} {}. {note}", source.authors, source.year)
    }

    /// For programs.
    pub(crate) fn value(&self) -> Value {
        json!({ "value_kg": self.kg.parse::<f64>().ok(), "source": self.source.id, "locator": self.locator, "note": self.note })
    }
}

/// The figures that are not chosen for an origin such as `embodied_accelerators.csv h100-sxm`, from low to high.
pub(crate) fn alternatives(origin: &str) -> Vec<Alternative> {
    let Some(accelerator) = origin.strip_prefix("embodied_accelerators.csv ") else {
        return Vec::new();
    };
    let mut reader = csv::Reader::from_reader(ROWS.as_bytes());
    let Ok(columns) = reader.headers().cloned() else {
        return Vec::new();
    };
    let rows = reader.records().filter_map(Result::ok);
    let mut found: Vec<Alternative> = rows
        .filter_map(|row| {
            let cell = |name: &str| row.get(columns.iter().position(|c| c == name)?);
            let own = cell("accelerator")? == accelerator && cell("chosen")? == "no";
            own.then_some(Alternative {
                kg: cell("value_kg")?.to_owned(),
                source: data::source(cell("source")?)?,
                locator: cell("locator")?.to_owned(),
                note: cell("note")?.to_owned(),
            })
        })
        .collect();
    found.sort_by(|a, b| kg(a).total_cmp(&kg(b)));
    found
}

fn kg(a: &Alternative) -> f64 {
    a.kg.parse().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_h100_has_its_other_figures_from_low_to_high() {
        let found = alternatives("embodied_accelerators.csv h100-sxm");
        let kg: Vec<_> = found.iter().map(|a| a.kg.as_str()).collect();
        assert_eq!(kg, ["150", "156", "225", "273", "500", "575.1"]);
        assert!(found[3].line().contains("ADEME 2026. Not chosen"));
        assert!(alternatives("rack.embodied_kg").is_empty());
    }
}
