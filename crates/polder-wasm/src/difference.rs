//! Two sites on the same draws: what one has more than the other, with its range.

use polder::math::percentiles;
use polder::report::Question;
use polder::uncertain::{Matrix, central, sample};
use polder::{Error, Fault, Plan};
use serde_json::{Map, Value};

use crate::json::object;

/// Figures of `b` less those of `a`. A parameter has the same value in both in every draw, so that only what differs
/// between the documents is left.
pub(crate) fn of(a: &Plan, b: &Plan) -> Result<Value, Error> {
    if a.settings() != b.settings() {
        return Err(Error::from(Fault::Inconsistent {
            field: "run".into(),
            problem: "differs between the two: a difference needs the same draws".into(),
        }));
    }
    let (middle, other) = (central(a as &dyn Question), central(b as &dyn Question));
    let (draws, others) = (draws(a), draws(b));
    let mut figures = Map::new();
    for (row, label) in a.labels().iter().enumerate() {
        let Some(at) = b.labels().iter().position(|l| l.id == label.id) else {
            continue;
        };
        let mut less: Vec<f64> = Vec::new();
        if a.settings().1 > 0 {
            less.extend(
                draws
                    .row(row)
                    .iter()
                    .zip(others.row(at))
                    .map(|(a, b)| b - a),
            );
        }
        let central = other[at] - middle[row];
        let [p5, p50, p95] = if less.is_empty() {
            [central; 3]
        } else {
            percentiles(&mut less)
        };
        figures.insert(
            label.id.clone(),
            object(vec![
                ("p5", p5.into()),
                ("p50", p50.into()),
                ("p95", p95.into()),
                ("central", central.into()),
                ("unit", label.unit.into()),
            ]),
        );
    }
    Ok(Value::Object(figures))
}

fn draws(plan: &dyn Question) -> Matrix {
    let (seed, samples) = plan.settings();
    sample(plan, seed, 0..samples)
}
