//! Where a figure comes from: its declaration, evaluated with today's numbers.

use crate::data;
use crate::report::{FigureSpec, Formula, Question, figure, formula};
use crate::resolve::Text;
use crate::uncertain::{Slot, Swing, central, tornado};

/// A figure taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// Figure id.
    pub id: String,
    /// Value at central parameters, in `unit`.
    pub value: f64,
    /// Unit.
    pub unit: &'static str,
    /// What is inside.
    pub boundary: Text,
    /// The formula, in symbols or words.
    pub formula: String,
    /// The same with numbers, when it is arithmetic.
    pub with_numbers: Option<String>,
    /// The terms.
    pub terms: Vec<Term>,
}

/// One term of a formula.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// Another figure, itself taken apart.
    Figure(Trace),
    /// A parameter with its range and origin.
    Parameter {
        /// Slot id.
        id: String,
        /// Central value, 5th and 95th percentile, in `unit`.
        value: [f64; 3],
        /// Unit.
        unit: &'static str,
        /// Parameter id, catalogue cell, or "document".
        origin: String,
    },
}

/// Takes a figure apart, `depth` figures deep. `None` when the question has no such figure.
pub fn explain<Q: Question + ?Sized>(question: &Q, id: &str, depth: usize) -> Option<Trace> {
    trace(question, &central(question), id, depth)
}

fn trace<Q: Question + ?Sized>(
    question: &Q,
    values: &[f64],
    id: &str,
    depth: usize,
) -> Option<Trace> {
    let position = |name: &str| question.labels().iter().position(|l| l.id == name);
    let lookup = |name: &str| position(name).map(|i| values[i]);
    let at = position(id)?;
    let (label, value, spec) = (&question.labels()[at], values[at], figure(id)?);
    let (formula, whole) = own_formula(id, spec, &lookup);
    // Words are of every kind of plant and of job; a question has slots that its own plant or job leaves alone.
    let swings = matches!(formula, Formula::Words(..)).then(|| tornado(question, at));
    let all = question.slots().all();
    let used = |s: &&Slot| {
        let certain = s.distribution.low >= s.distribution.high;
        let is_it = |m: &Swing| core::ptr::eq(&raw const all[m.slot], *s);
        let reads = |swings: &Vec<Swing>| swings.iter().any(is_it);
        certain || swings.as_ref().is_none_or(reads)
    };
    let (text, with_numbers, names): (&str, Option<String>, Vec<&str>) = match formula {
        Formula::Expression(e) => (
            e,
            all_known(question, e, &lookup).then(|| numbered(question, e, &lookup)),
            identifiers(e),
        ),
        Formula::Words(words, slots) => (words, None, slots.to_vec()),
    };
    let below = |id: &str| {
        let deeper = depth.checked_sub(1)?;
        trace(question, values, id, deeper).map(Term::Figure)
    };
    let mut terms: Vec<Term> = whole.and_then(below).into_iter().collect();
    for name in names {
        if lookup(name).is_some() {
            terms.extend(below(name));
        } else {
            terms.extend(slots_named(question, name).filter(&used).map(parameter));
            terms.extend(published(name));
        }
    }
    Some(Trace {
        id: id.to_owned(),
        value,
        unit: label.unit,
        boundary: label.boundary.clone(),
        formula: text.to_owned(),
        with_numbers,
        terms,
    })
}

/// The declared formula; for a figure per request or per token of a job, the figure of the whole job.
fn own_formula<'a>(
    id: &'a str,
    spec: &FigureSpec,
    lookup: &impl Fn(&str) -> Option<f64>,
) -> (Formula, Option<&'a str>) {
    let whole = id
        .strip_prefix("per_request_")
        .or_else(|| id.strip_prefix("per_output_token_"));
    let own = formula(spec, |name| lookup(name).is_some());
    match (own, whole) {
        (formula, Some(whole)) if spec.id == id && lookup(whole).is_none() => (formula, None),
        (_, Some(whole)) => (
            Formula::Words(
                "the figure of the whole job, divided by its requests or output tokens",
                &[],
            ),
            Some(whole),
        ),
        (formula, None) => (formula, None),
    }
}

fn all_known<Q: Question + ?Sized>(
    question: &Q,
    expression: &str,
    lookup: &impl Fn(&str) -> Option<f64>,
) -> bool {
    identifiers(expression)
        .iter()
        .all(|n| lookup(n).is_some() || slots_named(question, n).next().is_some())
}

fn parameter(slot: &Slot) -> Term {
    let d = &slot.distribution;
    Term::Parameter {
        id: slot.id.clone(),
        value: [d.value, d.low, d.high],
        unit: slot.unit,
        origin: slot.origin.clone(),
    }
}

/// A row that is kept beside a figure for comparison, and never drawn.
fn published(name: &str) -> Option<Term> {
    let mut parts = name.split('.').skip(1);
    let is_anchor = parts.any(|part| part.starts_with("anchor"));
    let row = data::row(name).filter(|_| is_anchor)?;
    Some(Term::Parameter {
        id: row.id.to_owned(),
        value: [row.value, row.low, row.high],
        unit: row.unit,
        origin: row.id.to_owned(),
    })
}

/// Slots whose id or origin is `name`: a value the document gives replaces the default under its own path.
fn slots_named<'a, Q: Question + ?Sized>(
    question: &'a Q,
    name: &'a str,
) -> impl Iterator<Item = &'a Slot> {
    question
        .slots()
        .all()
        .iter()
        .filter(move |s| s.id == name || s.origin == name)
}

fn identifiers(expression: &str) -> Vec<&str> {
    expression
        .split(' ')
        .filter(|t| t.starts_with(|c: char| c.is_ascii_alphabetic()))
        .collect()
}

fn numbered<Q: Question + ?Sized>(
    question: &Q,
    expression: &str,
    lookup: &impl Fn(&str) -> Option<f64>,
) -> String {
    let value =
        |name: &str| lookup(name).or_else(|| slots_named(question, name).next().map(Slot::central));
    let word = |t: &str| match value(t) {
        Some(v) if t.starts_with(|c: char| c.is_ascii_alphabetic()) => significant(v),
        _ => t.replace('*', "×").replace('-', "−"),
    };
    expression
        .split(' ')
        .map(word)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Six significant digits, without exponent where people would not expect one.
fn significant(v: f64) -> String {
    if v == 0.0 {
        return "0".into();
    }
    #[expect(clippy::cast_possible_truncation, reason = "an exponent")]
    let digits = 5 - libm::floor(libm::log10(v.abs())) as i32;
    if !(-9..=9).contains(&digits) {
        return format!("{v:.5e}");
    }
    let text = format!("{v:.*}", usize::try_from(digits).unwrap_or(0));
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

/// Evaluates an expression of a declaration; `None` when a name is unknown or the form is wrong.
pub fn evaluate(expression: &str, value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let tokens: Vec<&str> = expression.split(' ').collect();
    let mut rest = tokens.as_slice();
    let result = sum(&mut rest, value)?;
    rest.is_empty().then_some(result)
}

fn sum(rest: &mut &[&str], value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let mut total = product(rest, value)?;
    while let Some((sign @ (&"+" | &"-"), tail)) = rest.split_first() {
        *rest = tail;
        let term = product(rest, value)?;
        total = if *sign == "+" {
            total + term
        } else {
            total - term
        };
    }
    Some(total)
}

fn product(rest: &mut &[&str], value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let mut total = atom(rest, value)?;
    while let Some((sign @ (&"*" | &"/"), tail)) = rest.split_first() {
        *rest = tail;
        let term = atom(rest, value)?;
        total = if *sign == "*" {
            total * term
        } else {
            total / term
        };
    }
    Some(total)
}

fn atom(rest: &mut &[&str], value: &impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    if *first != "(" {
        return first.parse().ok().or_else(|| value(first));
    }
    let inside = sum(rest, value)?;
    let (close, tail) = rest.split_first()?;
    *rest = tail;
    (*close == ")").then_some(inside)
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;

    #[test]
    fn expressions_follow_the_usual_order() {
        let value = |n: &str| (n == "a.b").then_some(3.0);
        assert_eq!(evaluate("1 + 2 * ( a.b - 1 ) / 4", &value), Some(2.0));
        assert_eq!(evaluate("1 + nothing", &value), None);
        assert_eq!(evaluate("( 1 + 2", &value), None);
    }

    #[test]
    fn numbers_keep_six_digits() {
        assert_eq!(significant(0.000_123_456_789), "0.000123457");
        assert_eq!(significant(123_456_789.0), "123456789");
        assert_eq!(significant(1.5), "1.5");
    }
}
