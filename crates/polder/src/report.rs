//! What a run says: figures with their range, unit and boundary; tables; warnings.

mod figures;

pub use figures::{FIGURES, FigureSpec, Formula, figure, formula};

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use crate::data;
use crate::resolve::{Input, Text, Warning};
use crate::rules::{Check, Siting, checks};
use crate::size::Fit;
use crate::uncertain::{Matrix, Model, Summary, central, sample, summarise, tornado};

/// Version of the method: changes whenever a figure can move.
pub const METHOD: &str = "2026.2";

/// A figure of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Stable id with its unit suffix.
    pub id: String,
    /// Central value and percentiles, in `unit`.
    pub summary: Summary,
    /// Unit.
    pub unit: &'static str,
    /// What is inside.
    pub boundary: Text,
}

/// A table: of central values unless its columns name percentiles.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
pub struct Table {
    /// Ids of the rows, where they are things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
    /// Names of the columns, unit suffix included.
    pub columns: Vec<&'static str>,
    /// Rows.
    pub rows: Vec<Vec<f64>>,
}

/// An input that moves a figure, and how far.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Driver {
    /// The figure.
    pub figure: String,
    /// Slot id of the input.
    pub input: String,
    /// The input's 5th and 95th percentile.
    pub range: [f64; 2],
    /// Unit of the input.
    pub unit: &'static str,
    /// Id of the parameter or catalogue row, or "document".
    pub origin: String,
    /// The figure with the input at its 5th and at its 95th percentile, all else central.
    pub moves: [f64; 2],
}

/// The answer to a document.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Seed of the draws.
    pub seed: u32,
    /// Number of draws.
    pub samples: u32,
    /// The resolved document.
    pub inputs: Vec<Input>,
    /// Figures in declared order.
    pub figures: Vec<Figure>,
    /// Tables by name.
    pub tables: Vec<(&'static str, Table)>,
    /// Inputs that move the headline figures most; none in a report of central values.
    pub drivers: Vec<Driver>,
    /// What the rules that bind a site say of it.
    pub checks: Vec<Check>,
    /// What it was sized by, when it was.
    pub fit: Option<Fit>,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
}

/// A resolved document, ready to run.
pub trait Question: Model {
    /// Id, unit and boundary of each figure, in the order `run` fills them.
    fn labels(&self) -> &[Label];
    /// The resolved document.
    fn inputs(&self) -> &[Input];
    /// Warnings known before the run.
    fn warnings(&self) -> &[Warning];
    /// Seed and number of draws.
    fn settings(&self) -> (u32, u32);
    /// Figures whose drivers the report names.
    fn headlines(&self) -> &'static [&'static str];
    /// Tables beside the figures.
    fn tables(&self) -> Vec<(&'static str, Table)> {
        Vec::new()
    }
    /// What it was sized by, when it was.
    fn fit(&self) -> Option<&Fit> {
        None
    }
    /// The site that rules are checked for.
    fn siting(&self) -> Option<Siting> {
        None
    }
}

/// What a figure is, without its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// Stable id.
    pub id: String,
    /// Unit.
    pub unit: &'static str,
    /// What is inside.
    pub boundary: Text,
}

impl Label {
    /// The label of a declared figure.
    pub(crate) fn of(id: &str) -> Self {
        let spec = figure(id);
        let [en, nl] = spec.map_or([""; 2], |s| s.boundary).map(str::to_owned);
        Self {
            id: id.to_owned(),
            unit: spec.map_or("1", |s| s.unit),
            boundary: Text { en, nl },
        }
    }
}

impl Report {
    /// Runs a question on this thread.
    pub fn of<Q: Question + ?Sized>(question: &Q) -> Self {
        let (seed, samples) = question.settings();
        Self::from_samples(question, sample(question, seed, 0..samples))
    }

    /// Builds the report from draws made elsewhere, such as on several threads.
    pub fn from_samples<Q: Question + ?Sized>(question: &Q, draws: Matrix) -> Self {
        let (seed, samples) = question.settings();
        let summaries = summarise(&central(question), draws);
        let figures: Vec<_> = question
            .labels()
            .iter()
            .zip(summaries)
            .map(|(label, summary)| Figure {
                id: label.id.clone(),
                summary,
                unit: label.unit,
                boundary: label.boundary.clone(),
            })
            .collect();
        Self {
            seed,
            samples,
            inputs: question.inputs().to_vec(),
            // A range is what a check reads: central values alone would say `met` of what is uncertain.
            checks: question
                .siting()
                .filter(|_| samples > 0)
                .map_or_else(Vec::new, |site| checks(&figures, site)),
            figures,
            tables: question.tables(),
            drivers: if samples > 0 {
                drivers(question)
            } else {
                Vec::new()
            },
            fit: question.fit().cloned(),
            warnings: question.warnings().to_vec(),
        }
    }

    /// The figure with this id.
    pub fn figure(&self, id: &str) -> Option<&Figure> {
        self.figures.iter().find(|f| f.id == id)
    }
}

/// Most drivers named for a figure.
const DRIVERS: usize = 5;

fn drivers<Q: Question + ?Sized>(question: &Q) -> Vec<Driver> {
    let mut all = Vec::new();
    for id in question.headlines() {
        let Some(figure) = question.labels().iter().position(|l| l.id == *id) else {
            continue;
        };
        all.extend(
            tornado(question, figure)
                .into_iter()
                .take(DRIVERS)
                .map(|s| {
                    let slot = &question.slots().all()[s.slot];
                    Driver {
                        figure: (*id).to_owned(),
                        input: slot.id.clone(),
                        range: [slot.distribution.low, slot.distribution.high],
                        unit: slot.unit,
                        origin: slot.origin.clone(),
                        moves: [s.at_low, s.at_high],
                    }
                }),
        );
    }
    all
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut s = serializer.serialize_struct("Report", 13)?;
        s.serialize_field("polder", env!("CARGO_PKG_VERSION"))?;
        s.serialize_field("method", METHOD)?;
        s.serialize_field("data_sha256", data::DATA_SHA256)?;
        s.serialize_field("seed", &self.seed)?;
        s.serialize_field("samples", &self.samples)?;
        s.serialize_field(
            "document",
            &Map(|| self.inputs.iter().map(|i| (&i.path, i))),
        )?;
        s.serialize_field(
            "figures",
            &Map(|| self.figures.iter().map(|f| (&f.id, FigureBody(f)))),
        )?;
        s.serialize_field("tables", &Map(|| self.tables.iter().map(|(n, t)| (n, t))))?;
        s.serialize_field("drivers", &self.drivers)?;
        s.serialize_field("checks", &self.checks)?;
        if let Some(fit) = &self.fit {
            s.serialize_field("binding_limit", fit.binding_limit())?;
            s.serialize_field("limits", &fit.limits)?;
        }
        s.serialize_field("warnings", &self.warnings)?;
        s.end()
    }
}

/// Pairs written as a JSON object, in their order.
struct Map<F>(F);

impl<F, I, K, V> Serialize for Map<F>
where
    F: Fn() -> I,
    I: Iterator<Item = (K, V)>,
    K: Serialize,
    V: Serialize,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in (self.0)() {
            map.serialize_entry(&key, &value)?;
        }
        map.end()
    }
}

struct FigureBody<'a>(&'a Figure);

impl Serialize for FigureBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut s = serializer.serialize_struct("Figure", 6)?;
        s.serialize_field("p5", &self.0.summary.p5)?;
        s.serialize_field("p50", &self.0.summary.p50)?;
        s.serialize_field("p95", &self.0.summary.p95)?;
        s.serialize_field("central", &self.0.summary.central)?;
        s.serialize_field("unit", self.0.unit)?;
        s.serialize_field("boundary", &self.0.boundary.en)?;
        s.end()
    }
}
