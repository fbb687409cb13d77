//! From documents to slots: the only part that can fail.
//!
//! A `Resolver` fills defaults from `data/`, checks every range, numbers the slots, and remembers for each
//! value whether it was given, defaulted or derived, with its origin.

use serde::Serialize;
use serde_json::Value;

use crate::data::{self, Cell, Param, Row};
use crate::document::Number;
use crate::error::{Error, Fault, nearest};
use crate::quantity::Quantity;
use crate::uncertain::{Distribution, Handle, Shape, Slots};

/// Where a resolved value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// In the document.
    Given,
    /// From `data/`.
    Default,
    /// Calculated from other values.
    Derived,
}

/// One value of the resolved document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    /// Path in the document, or the id of a parameter.
    #[serde(skip)]
    pub path: String,
    /// The value: a name, a number, or a range.
    pub value: Value,
    /// Unit of the value; absent for names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<&'static str>,
    /// Given, default or derived.
    pub status: Status,
    /// Id of the parameter, catalogue row or rule.
    pub origin: String,
}

/// Something a reader of the report should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable name.
    pub code: &'static str,
    /// The sentence, in two languages.
    pub text: Text,
}

/// A sentence in English and Dutch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Text {
    /// English.
    pub en: String,
    /// Dutch.
    pub nl: String,
}

/// The range a document's number may have, with its unit and the canonical value of one unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    pub(crate) unit: &'static str,
    pub(crate) scale: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Bounds {
    /// A plain number.
    pub(crate) const fn plain(low: f64, high: f64) -> Self {
        Self {
            unit: "1",
            scale: 1.0,
            low,
            high,
        }
    }

    /// Checks one number.
    pub(crate) fn check(&self, path: &str, value: f64) -> Result<f64, Error> {
        if self.low <= value && value <= self.high {
            return Ok(value);
        }
        Err(Error::from(Fault::OutOfRange {
            field: path.to_owned(),
            value,
            low: self.low,
            high: self.high,
            unit: self.unit,
        }))
    }

    fn distribution(&self, path: &str, n: &Number) -> Result<Distribution, Error> {
        for value in [n.low, n.value, n.high] {
            self.check(path, value)?;
        }
        let bad = |wanted| {
            Error::from(Fault::BadValue {
                field: path.to_owned(),
                given: format!("{}, {}, {}", n.low, n.value, n.high),
                wanted,
            })
        };
        if !(n.low <= n.value && n.value <= n.high) {
            return Err(bad("in order: low <= mid <= high"));
        }
        if n.shape == Shape::Lognormal && n.low <= 0.0 {
            return Err(bad("above zero for a lognormal"));
        }
        Ok(Distribution {
            shape: n.shape,
            value: n.value,
            low: n.low,
            high: n.high,
            min: self.low,
            max: self.high,
        })
    }
}

/// A unit of data and documents, and the canonical value of one.
pub(crate) type Unit = (&'static str, f64);

/// A field of a document: its path, for people, and its slot, the same in every kind of document.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) path: String,
    pub(crate) role: String,
}

impl Field {
    /// A field whose slot has its path as id.
    pub(crate) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            role: path.to_owned(),
        }
    }
}

/// Where a workload stands in its document.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    /// The document itself.
    Top,
    /// Entry of `work` in a site.
    Work(usize),
    /// Entry of `tasks` in a mix.
    Task(usize),
}

impl At {
    /// Path of a field of the workload.
    pub(crate) fn path(self, name: &str) -> String {
        match self {
            Self::Top => name.to_owned(),
            Self::Work(i) => format!("work[{i}].{name}"),
            Self::Task(i) => format!("tasks[{i}].{name}"),
        }
    }

    /// Slot of a value that every workload has its own of, such as the software it runs on. The first has the plain
    /// name, so that an estimate and a plan share draws.
    pub(crate) fn slot(self, name: &str) -> String {
        match self {
            Self::Top | Self::Work(0) | Self::Task(0) => name.to_owned(),
            Self::Work(i) | Self::Task(i) => format!("work[{i}].{name}"),
        }
    }

    /// A field of the workload.
    pub(crate) fn field(self, name: &str) -> Field {
        let index = match self {
            Self::Top => 0,
            Self::Work(i) | Self::Task(i) => i,
        };
        Field {
            path: self.path(name),
            role: format!("work[{index}].{name}"),
        }
    }
}

/// Collects slots, inputs and warnings while a document is resolved.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    pub(crate) slots: Slots,
    pub(crate) inputs: Vec<Input>,
    pub(crate) warnings: Vec<Warning>,
}

impl Resolver {
    /// A parameter from `data/params`.
    pub(crate) fn param<Q: Quantity>(&mut self, p: Param<Q>) -> Handle<Q> {
        Handle::at(self.row(p.row.id, p.row, p.scale))
    }

    /// A parameter that plays a role several could play, such as the curve of the chosen UPS.
    pub(crate) fn role<Q: Quantity>(&mut self, role: &str, p: Param<Q>) -> Handle<Q> {
        Handle::at(self.row(role, p.row, p.scale))
    }

    /// An uncertain cell of a catalogue row. `role` is the slot's id, the same for every row of the catalogue.
    pub(crate) fn cell<Q: Quantity>(
        &mut self,
        role: &str,
        cell: Cell,
        unit: Unit,
        origin: String,
    ) -> Handle<Q> {
        let distribution = cell.between(0.0, f64::INFINITY);
        Handle::at(self.slot(role, unit, distribution, origin))
    }

    /// A number of the document, or its default. Both fill the slot `field.role`.
    pub(crate) fn number<Q: Quantity>(
        &mut self,
        field: &Field,
        given: Option<Number>,
        bounds: Bounds,
        default: Param<Q>,
    ) -> Result<Handle<Q>, Error> {
        let found = match given {
            Some(number) => self.given_slot(field, &number, &bounds)?,
            None => self.default_slot(field, default.row, default.scale),
        };
        Ok(Handle::at(found))
    }

    /// A number of the document, or a cell of a catalogue row. Both fill the slot `field.role`.
    pub(crate) fn number_or_cell<Q: Quantity>(
        &mut self,
        field: &Field,
        given: Option<Number>,
        bounds: Bounds,
        (cell, origin): (Cell, String),
    ) -> Result<Handle<Q>, Error> {
        if let Some(number) = given {
            return self.given(field, &number, bounds);
        }
        let d = cell.between(bounds.low, bounds.high);
        let (path, value) = (&field.path, distribution_value(&d));
        self.record(path, value, Some(bounds.unit), Status::Default, &origin);
        let unit = (bounds.unit, bounds.scale);
        Ok(Handle::at(self.slot(&field.role, unit, d, origin)))
    }

    /// A number that is in the document.
    pub(crate) fn given<Q: Quantity>(
        &mut self,
        field: &Field,
        number: &Number,
        bounds: Bounds,
    ) -> Result<Handle<Q>, Error> {
        Ok(Handle::at(self.given_slot(field, number, &bounds)?))
    }

    /// The number of a document, or a certain one where it is left out.
    pub(crate) fn given_or<Q: Quantity>(
        &mut self,
        field: &Field,
        number: Option<Number>,
        otherwise: f64,
        bounds: Bounds,
    ) -> Result<Handle<Q>, Error> {
        let handle = self.given(field, &number.unwrap_or(otherwise.into()), bounds)?;
        if let (None, Some(input)) = (number, self.inputs.last_mut()) {
            input.status = Status::Default;
            input.origin.clone_from(&field.path);
        }
        Ok(handle)
    }

    /// A certain number of the document, which is no slot.
    #[inline(never)]
    pub(crate) fn checked(&mut self, path: &str, value: f64, bounds: Bounds) -> Result<f64, Error> {
        bounds.check(path, value)?;
        let (unit, status) = (Some(bounds.unit), Status::Given);
        self.record(path, value.into(), unit, status, "document");
        Ok(value)
    }

    /// A certain number that follows from others.
    pub(crate) fn derived<Q: Quantity>(
        &mut self,
        path: &str,
        value: f64,
        (unit, scale): Unit,
        rule: &str,
    ) -> Handle<Q> {
        self.record(path, value.into(), Some(unit), Status::Derived, rule);
        self.slots.add(
            path,
            (unit, scale),
            Distribution::point(value),
            0,
            rule.to_owned(),
        )
    }

    /// The slot of a row of `data/params`. Slots know no quantity, so that there is one copy of what makes them.
    #[inline(never)]
    fn row(&mut self, role: &str, row: &'static Row, scale: f64) -> usize {
        let (unit, origin) = ((row.unit, scale), row.id.to_owned());
        self.slot(role, unit, row.distribution(), origin)
    }

    #[inline(never)]
    fn default_slot(&mut self, field: &Field, row: &'static Row, scale: f64) -> usize {
        let value = distribution_value(&row.distribution());
        self.record(&field.path, value, Some(row.unit), Status::Default, row.id);
        self.row(&field.role, row, scale)
    }

    #[inline(never)]
    fn given_slot(
        &mut self,
        field: &Field,
        number: &Number,
        bounds: &Bounds,
    ) -> Result<usize, Error> {
        let (origin, d) = ("document", bounds.distribution(&field.path, number)?);
        let (path, value) = (&field.path, distribution_value(&d));
        self.record(path, value, Some(bounds.unit), Status::Given, origin);
        let unit = (bounds.unit, bounds.scale);
        Ok(self.slot(&field.role, unit, d, origin.to_owned()))
    }

    fn slot(&mut self, role: &str, unit: Unit, d: Distribution, origin: String) -> usize {
        self.slots.place(role, unit, d, dimension(role), origin)
    }

    /// A name from a list of choices, or its default.
    pub(crate) fn choice<T: Copy>(
        &mut self,
        path: &str,
        kind: &'static str,
        given: Option<&str>,
        default: &str,
        choices: &[(&str, T)],
    ) -> Result<T, Error> {
        let ids: Vec<&str> = choices.iter().map(|(id, _)| *id).collect();
        let at = self.pick(path, kind, given, default, &ids)?;
        Ok(choices[at].1)
    }

    /// The position of the name in the list.
    #[inline(never)]
    fn pick(
        &mut self,
        path: &str,
        kind: &'static str,
        given: Option<&str>,
        default: &str,
        ids: &[&str],
    ) -> Result<usize, Error> {
        let name = given.unwrap_or(default);
        let at = ids
            .iter()
            .position(|id| id.eq_ignore_ascii_case(name))
            .ok_or_else(|| unknown(path, name, kind, ids.iter().copied()))?;
        self.name(path, ids[at], given.is_some(), kind);
        Ok(at)
    }

    /// Records a resolved name.
    pub(crate) fn name(&mut self, path: &str, id: &str, given: bool, origin: &str) {
        self.record(
            path,
            id.into(),
            None,
            if given {
                Status::Given
            } else {
                Status::Default
            },
            origin,
        );
    }

    /// Records a resolved value.
    pub(crate) fn record(
        &mut self,
        path: &str,
        value: Value,
        unit: Option<&'static str>,
        status: Status,
        origin: &str,
    ) {
        self.inputs.push(Input {
            path: path.to_owned(),
            value,
            unit,
            status,
            origin: origin.to_owned(),
        });
    }

    /// Adds a warning before all others.
    pub(crate) fn warn_first(
        &mut self,
        code: &'static str,
        en: impl Into<String>,
        nl: impl Into<String>,
    ) {
        self.warn(code, en, nl);
        self.warnings.rotate_right(1);
    }

    /// Adds a warning.
    pub(crate) fn warn(
        &mut self,
        code: &'static str,
        en: impl Into<String>,
        nl: impl Into<String>,
    ) {
        let text = Text {
            en: en.into(),
            nl: nl.into(),
        };
        let warning = Warning { code, text };
        // A mix would say of each task what holds for all.
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }
}

/// The error for a name that is not in a catalogue.
pub(crate) fn unknown<'a>(
    path: &str,
    value: &str,
    kind: &'static str,
    valid: impl IntoIterator<Item = &'a str>,
) -> Error {
    unlisted(path, value, kind, &mut valid.into_iter())
}

/// One copy for every kind of list.
#[inline(never)]
fn unlisted(
    path: &str,
    value: &str,
    kind: &'static str,
    valid: &mut dyn Iterator<Item = &str>,
) -> Error {
    Error::from(Fault::UnknownName {
        field: path.to_owned(),
        value: value.to_owned(),
        kind,
        nearest: nearest(value, valid),
    })
}

/// Sobol dimension of a slot. Fields of work are registered for the first four pieces; later ones share them, four
/// by four. What is not registered per piece of work, such as the error of the model, moves all pieces together.
fn dimension(slot: &str) -> u32 {
    let of_work = slot.strip_prefix("work[");
    let Some((index, field)) = of_work.and_then(|rest| rest.split_once(']')) else {
        return data::dimension(slot);
    };
    let index: usize = index.parse().unwrap_or(0);
    match data::dimension(&format!("work[{}]{field}", index % 4)) {
        data::UNREGISTERED => data::dimension(field.trim_start_matches('.')),
        own => own,
    }
}

fn distribution_value(d: &Distribution) -> Value {
    if d.low >= d.high {
        return d.value.into();
    }
    range(d.shape, [d.low, d.value, d.high])
}

/// How a report shows a range. Without the macro of `serde_json`, which can panic.
pub(crate) fn range(shape: Shape, [low, value, high]: [f64; 3]) -> Value {
    let mut map = serde_json::Map::new();
    map.insert("dist".into(), shape.name().into());
    for (name, value) in [("p5", low), (shape.middle(), value), ("p95", high)] {
        map.insert(name.into(), value.into());
    }
    Value::Object(map)
}
