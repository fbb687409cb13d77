//! Names with shares, checked.

use crate::document::Mixture;
use crate::error::Error;
use crate::resolve::{Bounds, Resolver, Status, unknown};

/// Choices with their shares: those of the document, or all of `default`.
pub(super) fn mixture<T: Copy>(
    r: &mut Resolver,
    path: &str,
    kind: &'static str,
    given: Option<&Mixture>,
    default: &str,
    choices: &[(&str, T)],
) -> Result<Vec<(T, f64)>, Error> {
    let shares = match given {
        None => return Ok(vec![(r.choice(path, kind, None, default, choices)?, 1.0)]),
        Some(Mixture::One(name)) => {
            return Ok(vec![(
                r.choice(path, kind, Some(name), default, choices)?,
                1.0,
            )]);
        }
        Some(Mixture::Shares(shares)) => shares,
    };
    let mut found = Vec::new();
    for (name, share) in shares {
        let choice = choices.iter().find(|(id, _)| id.eq_ignore_ascii_case(name));
        let (id, choice) =
            choice.ok_or_else(|| unknown(path, name, kind, choices.iter().map(|(id, _)| *id)))?;
        let share = Bounds::plain(0.0, 1.0).check(&format!("{path}.{id}"), *share)?;
        found.push((*choice, share));
    }
    let sum: f64 = found.iter().map(|(_, share)| share).sum();
    if (sum - 1.0).abs() > 1e-9 {
        return Err(Error::inconsistent(
            path, // 0.6 + 0.3 is 0.8999999999999999 in a computer.
            format!("sums to {}, should be 1", libm::round(sum * 1e9) / 1e9),
        ));
    }
    // Not collected: that sorts, and the sort is 3 KB of the page's module.
    let mut value = serde_json::Map::new();
    for (name, share) in shares {
        value.insert(name.clone(), (*share).into());
    }
    r.record(
        path,
        serde_json::Value::Object(value),
        None,
        Status::Given,
        "document",
    );
    Ok(found)
}
