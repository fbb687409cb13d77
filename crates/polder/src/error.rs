//! The one error of this crate.

/// A document the models refuse, and why.
///
/// A pointer: results are passed up through hundreds of `?`, and with the [`Fault`] in them the page's module was larger by a
/// thirtieth.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Fault>);

impl Error {
    /// A field that is needed and absent, or at odds with another.
    #[inline(never)]
    pub(crate) fn inconsistent(field: impl Into<String>, problem: impl Into<String>) -> Self {
        let (field, problem) = (field.into(), problem.into());
        Self::from(Fault::Inconsistent { field, problem })
    }

    /// Two fields of which one is to be given.
    #[inline(never)]
    pub(crate) fn exclusive(field: &str, other: &str) -> Self {
        let problem = format!("and `{other}` exclude each other: give one");
        Self::inconsistent(field, problem)
    }

    /// What is wrong.
    pub fn fault(&self) -> &Fault {
        &self.0
    }
}

impl From<Fault> for Error {
    #[inline(never)]
    fn from(fault: Fault) -> Self {
        Self(Box::new(fault))
    }
}

/// What is wrong with a document.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// A number is outside the range where the model is valid.
    #[error(
        "`{field}` is {value}, should be in {low}..={high}{}",
        unit_suffix(unit)
    )]
    OutOfRange {
        /// Path of the field in the document, such as `work[2].batch`.
        field: String,
        /// What was given.
        value: f64,
        /// Lowest valid value.
        low: f64,
        /// Highest valid value.
        high: f64,
        /// Unit of all three; `1` for a plain number.
        unit: &'static str,
    },
    /// A value of the wrong kind, or a range whose numbers are not in order or do not fit the shape.
    #[error("`{field}` is {given}, should be {wanted}", field = if field.is_empty() { "." } else { field })]
    BadValue {
        /// Path of the field in the document.
        field: String,
        /// What was given.
        given: String,
        /// What would be right.
        wanted: &'static str,
    },
    /// A name is not in the catalogue or the list of choices.
    #[error(
        "`{field}` is \"{}\", which is no known {kind}{}",
        shown(value),
        nearest_suffix(nearest)
    )]
    UnknownName {
        /// Path of the field in the document.
        field: String,
        /// What was given.
        value: String,
        /// Kind of thing, such as `model`.
        kind: &'static str,
        /// The nearest valid names.
        nearest: Vec<String>,
    },
    /// A key that no document of this kind has.
    #[error("unknown key `{path}`{}", nearest_suffix(nearest))]
    UnknownKey {
        /// Path of the key.
        path: String,
        /// The nearest valid keys.
        nearest: Vec<String>,
    },
    /// A document that cannot be read.
    #[error("`{path}`: {message}")]
    Unreadable {
        /// Path in the document; `.` is the whole.
        path: String,
        /// What is wrong.
        message: String,
    },
    /// A field that is needed and absent, or two that exclude each other.
    #[error("`{field}` {problem}")]
    Inconsistent {
        /// Path of the field.
        field: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}

impl Error {
    /// The same error, seen from the table that has the thing under `key`, or the list that has it as `[3]`.
    pub(crate) fn under(mut self, key: &str) -> Self {
        let path = match &mut *self.0 {
            Fault::OutOfRange { field, .. }
            | Fault::BadValue { field, .. }
            | Fault::UnknownName { field, .. }
            | Fault::Inconsistent { field, .. } => field,
            Fault::UnknownKey { path, .. } | Fault::Unreadable { path, .. } => path,
        };
        let dot = if path.is_empty() || path.starts_with('[') {
            ""
        } else {
            "."
        };
        *path = format!("{}{dot}{path}", shown(key));
        self
    }
}

/// Characters of a text of the document that an error shows.
const SHOWN: usize = 40;

/// A text of the document as an error shows it: short, without what ends a line, turns it or steers a terminal.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text.chars();
    for c in rest.by_ref().take(SHOWN) {
        if c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}') {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown.extend(rest.next().map(|_| '…'));
    shown
}

fn unit_suffix(unit: &str) -> String {
    if unit == "1" {
        String::new()
    } else {
        format!(" {unit}")
    }
}

fn nearest_suffix(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        [one] => format!("; did you mean `{one}`?"),
        many => format!(
            "; did you mean {}?",
            many.iter()
                .map(|n| format!("`{n}`"))
                .collect::<Vec<_>>()
                .join(" or ")
        ),
    }
}

/// The names nearest to `wrong`, best first, at most two and only those that look like it.
pub(crate) fn nearest<'a>(wrong: &str, valid: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    ranked(wrong, &mut valid.into_iter())
}

/// One copy of the sort for every kind of list: it is a tenth of the wasm else.
fn ranked(wrong: &str, valid: &mut dyn Iterator<Item = &str>) -> Vec<String> {
    let wrong: String = wrong
        .chars()
        .take(80)
        .collect::<String>()
        .to_ascii_lowercase();
    let mut scored: Vec<(f64, &str)> = valid
        // A short name is like many longer ones: "madrid" is not meant to be "md".
        .filter(|name| 2 * name.len() >= wrong.len())
        .map(|name| {
            (
                strsim::jaro_winkler(&wrong, &name.to_ascii_lowercase()),
                name,
            )
        })
        .filter(|(score, _)| *score > 0.75)
        .collect();
    crate::math::sort_few(&mut scored, |a, b| (b.0, a.1) < (a.0, b.1));
    scored
        .into_iter()
        .take(2)
        .map(|(_, name)| name.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        assert_eq!(
            nearest("h100sxm", ["a100-sxm", "h100-sxm", "tpu-v4"])[0],
            "h100-sxm"
        );
        assert!(nearest("zzzz", ["a100-sxm"]).is_empty());
    }

    #[test]
    fn out_of_range_says_what_where_and_what_would_be_right() {
        let e = Fault::OutOfRange {
            field: "facility.inlet_c".into(),
            value: 60.0,
            low: 10.0,
            high: 45.0,
            unit: "°C",
        };
        assert_eq!(
            e.to_string(),
            "`facility.inlet_c` is 60, should be in 10..=45 °C"
        );
    }
}
