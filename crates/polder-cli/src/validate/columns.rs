//! The table of measurements: a header that names the columns, and rows of text.

use std::path::Path;

use crate::failure::{Failure, nearest};

/// Columns that are read.
const KNOWN: &[&str] = &[
    "id",
    "model",
    "arch_key",
    "kind",
    "hardware",
    "gpu_count",
    "tp",
    "ep",
    "dp",
    "precision",
    "framework",
    "batch_avg",
    "concurrency_basis",
    "in_tokens",
    "cached_in_tokens",
    "out_tokens",
    "width",
    "height",
    "frames",
    "steps",
    "power_limit_w",
    "j_per_out_token",
    "j_per_request",
    "energy_mwh",
    "gpu_hours",
    "scope",
    "energy_scope",
    "energy_basis",
    "params_b",
    "active_params_b",
    "hours",
    "tokens_b",
    "train_flops",
    "mfu_reported",
    "pue",
    "task",
    "notes",
];

/// Measurements, one of which a row must have.
const MEASURED: &[&str] = &[
    "j_per_out_token",
    "j_per_request",
    "energy_mwh",
    "gpu_hours",
];

/// Where each column stands.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    names: Vec<String>,
}

/// Cells of a row, in the order of the header.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    /// Line number of the row, the header being line 1 and each row one line.
    pub(super) number: usize,
    cells: Vec<String>,
}

impl Columns {
    /// The table, without the columns of `without`.
    pub(super) fn read(
        path: &Path,
        text: &str,
        without: &[String],
    ) -> Result<(Self, Vec<Cells>), Failure> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let wrong = |e: csv::Error| Failure::new(format!("`{}` is not CSV: {e}", path.display()));
        let header = reader.headers().map_err(wrong)?.clone();
        let mut names: Vec<String> = header.iter().map(|n| n.trim().to_owned()).collect();
        if !names.iter().any(|n| MEASURED.contains(&n.as_str())) {
            return Err(Failure::new(format!(
                "`{}` has no column with a measurement: one of {}",
                path.display(),
                MEASURED.join(", ")
            )));
        }
        for name in without {
            hide(&mut names, name)?;
        }
        let mut rows = Vec::new();
        for (at, record) in reader.records().enumerate() {
            let cells = record.map_err(wrong)?.iter().map(str::to_owned).collect();
            rows.push(Cells {
                number: at + 1,
                cells,
            });
        }
        Ok((Self { names }, rows))
    }

    /// The text of a cell; `None` when the column or the cell is missing or empty.
    pub(super) fn text<'a>(&self, row: &'a Cells, name: &str) -> Option<&'a str> {
        let at = self.names.iter().position(|n| n == name)?;
        let text = row.cells.get(at)?.trim();
        (!text.is_empty() && KNOWN.contains(&name)).then_some(text)
    }

    /// Whether there is such a column.
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }
}

/// A hidden column is as good as absent.
fn hide(names: &mut [String], name: &str) -> Result<(), Failure> {
    if let Some(found) = names.iter_mut().find(|n| *n == name) {
        found.clear();
        return Ok(());
    }
    let failure = Failure::new(format!("`--without` is \"{name}\", which is not a column"));
    let near = nearest(name, names.iter().map(String::as_str));
    Err(match near.first() {
        Some(near) => failure.hint(format!("did you mean \"{near}\"?")),
        None => failure,
    })
}
