//! The prediction for a row, and how it compares.

use polder::document::Run;
use polder::uncertain::Summary;
use polder::{Estimate, Report};

use super::columns::{Cells, Columns};
use super::row::Row;

/// What became of a row.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    /// Number of the row, the first after the header being 1.
    pub(super) row: usize,
    pub(super) kind: String,
    /// `measured`, `reported`, `estimated`, or empty.
    pub(super) basis: &'static str,
    pub(super) model: String,
    pub(super) hardware: String,
    /// `dense`, `moe`, or `other`: not a language model of the catalogue.
    pub(super) class: &'static str,
    pub(super) precision: String,
    pub(super) stack: String,
    pub(super) batch: Option<f64>,
    /// Whether a note stands by the row.
    pub(super) noted: bool,
    /// The comparison, or why there is none.
    pub(super) result: Result<Comparison, String>,
}

/// A measurement and our range.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    pub(super) unit: &'static str,
    pub(super) measured: f64,
    pub(super) ours: Summary,
}

impl Comparison {
    /// Median over measurement.
    pub(super) fn ratio(&self) -> f64 {
        self.ours.p50 / self.measured
    }

    /// Whether the measurement lies in the 90 % band.
    pub(super) fn inside(&self) -> bool {
        self.ours.p5 <= self.measured && self.measured <= self.ours.p95
    }
}

/// Predicts one row.
pub(super) fn outcome(c: &Columns, cells: &Cells, settings: Run) -> Outcome {
    let text = |name: &str| c.text(cells, name).unwrap_or_default().to_owned();
    let read = Row::read(c, cells);
    let model = read.as_ref().ok().and_then(|r| r.work.model.clone());
    let known = model.as_deref().and_then(polder::data::model);
    Outcome {
        row: cells.number,
        kind: super::row::kind(c, cells).map_or_else(|_| text("kind"), str::to_owned),
        basis: super::row::basis(c, cells),
        model: known.map_or_else(
            || model.unwrap_or_else(|| text("model")),
            |m| m.id.to_owned(),
        ),
        hardware: polder::data::accelerator(&text("hardware"))
            .map_or_else(|| text("hardware"), |a| a.id.to_owned()),
        class: match known {
            Some(m) if m.moe => "moe",
            Some(_) => "dense",
            None => "other",
        },
        precision: text("precision"),
        stack: text("framework"),
        batch: text("batch_avg").parse().ok(),
        noted: !text("notes").is_empty(),
        result: read.and_then(|row| compare(row, settings)),
    }
}

fn compare(mut row: Row, settings: Run) -> Result<Comparison, String> {
    row.work.run = settings;
    let question = Estimate::resolve(&row.work).map_err(|e| e.to_string())?;
    let m = &row.measured;
    let report = Report::of(&question);
    let figure = report
        .figure(&m.figure)
        .ok_or_else(|| format!("there is no figure {}", m.figure))?;
    let s = figure.summary;
    let [p5, p50, p95, central] = [s.p5, s.p50, s.p95, s.central].map(|v| v * m.scale);
    Ok(Comparison {
        unit: m.unit,
        measured: m.value,
        ours: Summary {
            p5,
            p50,
            p95,
            central,
        },
    })
}
