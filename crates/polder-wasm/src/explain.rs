//! A figure taken apart, as JSON much like that of `polder explain --format json`, in both languages. An origin is its id.

use polder::Error;
use polder::explain::{Term, Trace, explain};
use polder::report::Question;
use serde_json::{Value, json};

/// How many figures deep.
const DEPTH: usize = 8;

pub(crate) fn of(question: &dyn Question, id: &str) -> Result<Value, Error> {
    let trace = explain(question, id, DEPTH).ok_or_else(|| Error::UnknownName {
        field: "figure".into(),
        value: id.chars().take(80).collect(),
        kind: "figure of this document",
        nearest: Vec::new(),
    })?;
    Ok(figure(&trace))
}

fn figure(trace: &Trace) -> Value {
    let terms: Vec<Value> = trace.terms.iter().map(term).collect();
    json!({
        "figure": trace.id, "central": trace.value, "unit": trace.unit,
        "boundary": { "en": trace.boundary.en, "nl": trace.boundary.nl },
        "formula": trace.formula, "with_numbers": trace.with_numbers, "terms": terms,
    })
}

fn term(term: &Term) -> Value {
    match term {
        Term::Figure(trace) => figure(trace),
        Term::Parameter {
            id,
            value: [value, low, high],
            unit,
            origin,
        } => json!({
            "parameter": id, "central": value, "p5": low, "p95": high, "unit": unit, "origin": origin,
        }),
    }
}
