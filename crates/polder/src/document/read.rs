//! From a tree to a document, with errors that name the path and the nearest key.

use super::{Tree, json};
use crate::error::{Error, Fault};

/// What a document, or a part of one, can be read as.
pub trait Read: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`Fault::UnknownKey`] and [`Fault::BadValue`], with the path from here; a table adds the key before it.
    fn read(tree: &Tree) -> Result<Self, Error>;
}

/// Reads a document from JSON text.
///
/// # Errors
///
/// As [`Read::read`], and [`Fault::Unreadable`] where the text is no JSON.
///
/// ```
/// use polder::document::{Workload, read_json};
/// let err = read_json::<Workload>(r#"{"modell": "llama-3.1-70b"}"#).unwrap_err();
/// assert_eq!(err.to_string(), "unknown key `modell`; did you mean `model`?");
/// ```
pub fn read_json<T: Read>(text: &str) -> Result<T, Error> {
    T::read(&json::parse(text)?)
}

/// The error of a value that is something else.
pub(super) fn wrong(tree: &Tree, wanted: &'static str) -> Error {
    Error::from(Fault::BadValue {
        field: String::new(),
        given: tree.to_string(),
        wanted,
    })
}

impl Read for bool {
    fn read(tree: &Tree) -> Result<Self, Error> {
        match tree {
            Tree::Bool(b) => Ok(*b),
            _ => Err(wrong(tree, "true or false")),
        }
    }
}

impl Read for f64 {
    fn read(tree: &Tree) -> Result<Self, Error> {
        tree.number().ok_or_else(|| wrong(tree, "a number"))
    }
}

impl Read for String {
    fn read(tree: &Tree) -> Result<Self, Error> {
        tree.text()
            .map(str::to_owned)
            .ok_or_else(|| wrong(tree, "text"))
    }
}

impl Read for Tree {
    fn read(tree: &Tree) -> Result<Self, Error> {
        Ok(tree.clone())
    }
}

/// The number, where it is a whole one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what does not survive is not whole"
)]
fn whole(tree: &Tree) -> Option<i64> {
    let n = tree.number()?;
    let cut = n as i64;
    (cut as f64).total_cmp(&n).is_eq().then_some(cut)
}

macro_rules! whole {
    ($($of:ty, $wanted:literal;)*) => {$(
        impl Read for $of {
            fn read(tree: &Tree) -> Result<Self, Error> {
                let n = whole(tree).and_then(|n| Self::try_from(n).ok());
                n.ok_or_else(|| wrong(tree, $wanted))
            }
        }
    )*};
}

whole! {
    i16, "a whole number in -32768..=32767";
    u16, "a whole number in 0..=65535";
    u32, "a whole number in 0..=4294967295";
}

impl<T: Read> Read for Option<T> {
    fn read(tree: &Tree) -> Result<Self, Error> {
        match tree {
            Tree::Null => Ok(None),
            _ => T::read(tree).map(Some),
        }
    }
}

impl<T: Read> Read for Box<T> {
    fn read(tree: &Tree) -> Result<Self, Error> {
        T::read(tree).map(Self::new)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(tree: &Tree) -> Result<Self, Error> {
        let Tree::List(items) = tree else {
            return Err(wrong(tree, "a list"));
        };
        let read = |(at, item)| T::read(item).map_err(|e| e.under(&format!("[{at}]")));
        items.iter().enumerate().map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Site;

    fn refused(json: &str) -> String {
        read_json::<Site>(json).unwrap_err().to_string()
    }

    #[test]
    fn an_unknown_key_is_named_with_its_path_and_the_nearest() {
        assert_eq!(
            refused(r#"{"facility": {"colling": "free-air"}}"#),
            "unknown key `facility.colling`; did you mean `cooling`?"
        );
    }

    #[test]
    fn a_document_is_a_table_and_says_each_thing_once() {
        assert_eq!(
            refused(r#"[{"name": "a"}]"#),
            "`.` is a list, should be a table"
        );
        let twice = refused(r#"{"site": {"name": "a", "name": "b"}}"#);
        assert!(
            twice.starts_with("`.`: `name` is there twice at line 1"),
            "{twice}"
        );
    }

    #[test]
    fn a_wrong_type_is_named_with_its_path() {
        for (json, said) in [
            (
                r#"{"work": [{}, {"batch": "many"}]}"#,
                "`work[1].batch` is \"many\", should be a number such as 40, ",
            ),
            (
                r#"{"work": {"batch": 3}}"#,
                "`work` is a table, should be a list",
            ),
            (
                r#"{"work": [{"batch": {"low": 1, "high": true}}]}"#,
                "`work[0].batch.high` is true, should be a number",
            ),
            (
                r#"{"site": {"year": 2030.5}}"#,
                "`site.year` is 2030.5, should be a whole number in 0..=65535",
            ),
            (
                r#"{"site": {"year": -1}}"#,
                "`site.year` is -1, should be a whole number in 0..=65535",
            ),
            (
                r#"{"site": {"name": 3}}"#,
                "`site.name` is 3, should be text",
            ),
        ] {
            let e = refused(json);
            assert!(e.starts_with(said), "{e}");
        }
    }

    #[test]
    fn a_long_text_is_cut_where_a_character_ends() {
        let e = refused(&format!(r#"{{"site": {{"year": "{}"}}}}"#, "é".repeat(60)));
        assert!(
            e.starts_with(&format!("`site.year` is \"{}…\", should", "é".repeat(40))),
            "{e}"
        );
    }
}
