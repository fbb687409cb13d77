//! A figure taken apart, as JSON much like that of `polder explain --format json`, in both languages. An origin is its id.

use polder::explain::{Term, Trace, explain};
use polder::report::Question;
use polder::{Error, Fault};
use serde_json::Value;

use crate::json::{both, object};

/// How many figures deep.
const DEPTH: usize = 8;

pub(crate) fn of(question: &dyn Question, id: &str) -> Result<Value, Error> {
    let trace = explain(question, id, DEPTH).ok_or_else(|| {
        Error::from(Fault::UnknownName {
            field: "figure".into(),
            value: id.to_owned(),
            kind: "figure of this document",
            nearest: Vec::new(),
        })
    })?;
    Ok(figure(&trace))
}

fn figure(trace: &Trace) -> Value {
    let terms: Vec<Value> = trace.terms.iter().map(term).collect();
    object(vec![
        ("figure", trace.id.as_str().into()),
        ("central", trace.value.into()),
        ("unit", trace.unit.into()),
        ("boundary", both([&trace.boundary.en, &trace.boundary.nl])),
        ("formula", trace.formula.as_str().into()),
        ("with_numbers", trace.with_numbers.as_deref().into()),
        ("terms", Value::Array(terms)),
    ])
}

fn term(term: &Term) -> Value {
    match term {
        Term::Figure(trace) => figure(trace),
        Term::Parameter {
            id,
            value: [value, low, high],
            unit,
            origin,
        } => object(vec![
            ("parameter", id.as_str().into()),
            ("central", (*value).into()),
            ("p5", (*low).into()),
            ("p95", (*high).into()),
            ("unit", (*unit).into()),
            ("origin", origin.as_str().into()),
        ]),
    }
}
