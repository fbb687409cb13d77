//! How a cell of a catalogue becomes a field in Rust.

use crate::files::Record;
use crate::generate::number;

/// How a cell becomes a field: `(field, column, kind)`.
pub(crate) enum Kind {
    /// A string.
    Str,
    /// Words that no answer needs.
    Text,
    /// A string, or none.
    OptStr,
    /// Strings, separated by bars.
    Aliases,
    /// A whole number.
    Int,
    /// A number; zero when empty.
    Num,
    /// A number, or none.
    OptNum,
    /// A number in billions; zero when empty.
    Billion,
    /// A quantity with this constructor; zero when empty.
    Of(&'static str),
    /// A quantity with this constructor, or none.
    Opt(&'static str),
    /// True when the cell is this word; any other must be the second.
    Is(&'static str, &'static str),
    /// A range with these columns for low and high.
    Cell(&'static str, &'static str),
    /// The same, or none.
    OptCell(&'static str, &'static str),
    /// A source, with this column for its locator.
    Origin(&'static str),
    /// The same, or none.
    OptOrigin(&'static str),
    /// A variant of this enum, in kebab case.
    Enum(&'static str, &'static [(&'static str, &'static str)]),
}

fn some(empty: bool, code: impl FnOnce() -> String) -> String {
    if empty {
        "None".into()
    } else {
        format!("Some({})", code())
    }
}

impl Kind {
    /// The Rust text of this row's field.
    pub(crate) fn code(&self, r: &Record, column: &str) -> String {
        let cell = r
            .get(column)
            .unwrap_or_else(|| panic!("no column `{column}`"));
        let none = cell.is_empty();
        let or_zero = if none { "0" } else { cell };
        let range = |low: &str, high: &str| {
            format!(
                "Cell {{ value: {}, low: {}, high: {} }}",
                number(cell),
                number(&r[low]),
                number(&r[high])
            )
        };
        let origin = |locator: &str| {
            format!(
                "Origin {{ source: {cell:?}, locator: text!({:?}) }}",
                r[locator]
            )
        };
        match self {
            Self::Str => format!("{cell:?}"),
            Self::Text => format!("text!({cell:?})"),
            Self::OptStr => some(none, || format!("{cell:?}")),
            Self::Aliases => format!("Aliases({cell:?})"),
            Self::Int => cell.parse::<u32>().unwrap().to_string(),
            Self::Num => number(or_zero),
            Self::OptNum => some(none, || number(cell)),
            Self::Billion => number(&format!("{or_zero}e9")),
            Self::Of(new) => format!("{new}({})", number(or_zero)),
            Self::Opt(new) => some(none, || format!("{new}({})", number(cell))),
            Self::Is(yes, no) => {
                assert!(cell == yes || cell == no, "{}: {column} `{cell}`", r["id"]);
                (cell == yes).to_string()
            }
            Self::Cell(low, high) => range(low, high),
            Self::OptCell(low, high) => some(none, || range(low, high)),
            Self::Origin(locator) => origin(locator),
            Self::OptOrigin(locator) => some(none, || origin(locator)),
            Self::Enum(name, variants) => {
                let found = variants.iter().find(|v| v.0 == cell);
                let (_, variant) =
                    found.unwrap_or_else(|| panic!("{}: {column} `{cell}`", r["id"]));
                format!("{name}::{variant}")
            }
        }
    }
}
