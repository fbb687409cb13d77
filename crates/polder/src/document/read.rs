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

/// Longest text of a document, in bytes: 8 MiB.
pub const LIMIT: u64 = 8 << 20;

/// Longest list that is read: an empty piece of work is two bytes of text, and a thousand times that in memory.
const MOST: usize = 4096;

/// Reads a document from JSON text of at most [`LIMIT`], with or without the mark that some programs put before it.
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
    if text.len() as u64 > LIMIT {
        return Err(Error::from(Fault::BadValue {
            field: String::new(),
            given: format!("{} MB of text", text.len().div_ceil(1_000_000)),
            wanted: "at most 8 MiB",
        }));
    }
    T::read(&json::parse(text.strip_prefix('\u{feff}').unwrap_or(text))?)
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
        if items.len() > MOST {
            return Err(wrong(tree, "a list of 4096 at most"));
        }
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

    #[test]
    fn whatever_a_document_says_the_error_is_one_short_line() {
        let bad = format!("\\n\\u001b[2J\u{2028}{}", "k".repeat(100_000));
        for text in [
            format!(r#"{{"{bad}": 1}}"#),
            format!(r#"{{"{bad}": 1, "{bad}": 2}}"#),
            format!(r#"{{"site": {{"{bad}": 1}}}}"#),
            format!(r#"{{"site": {{"year": "{bad}"}}}}"#),
            format!(r#"{{"facility": {{"cooling": {{"{bad}": "half"}}}}}}"#),
            format!(r#"{{"work": [{{"batch": {{"low": 1, "high": 2, "dist": "{bad}"}}}}]}}"#),
        ] {
            let e = refused(&text);
            assert!(e.contains("\\n\\u{1b}[2J\\u{2028}kkk"), "{e}");
            assert!(e.contains("k…"), "{e}");
            assert!(e.chars().count() < 160, "{e}");
            assert!(
                !e.contains(|c: char| c.is_control() || c == '\u{2028}'),
                "{e}"
            );
        }
    }

    /// A document of 8 MB was once the end of the page's module: pieces of work filled its memory.
    #[test]
    fn a_list_is_no_longer_than_any_needs() {
        let of = |n: usize| format!(r#"{{"work": [{{}}{}]}}"#, ",{}".repeat(n - 1));
        assert_eq!(read_json::<Site>(&of(4096)).unwrap().work.len(), 4096);
        assert_eq!(
            refused(&of(4097)),
            "`work` is a list, should be a list of 4096 at most"
        );
    }

    #[test]
    fn a_mark_before_the_document_is_no_part_of_it() {
        assert!(read_json::<Site>("\u{feff}{}").is_ok());
        let e = refused("\u{feff}\u{feff}{}");
        assert_eq!(e, "`.`: expected a value at line 1 column 1");
    }

    #[test]
    fn a_text_beyond_the_limit_is_refused() {
        let mut text = "{}".to_owned() + &" ".repeat((8 << 20) - 2);
        assert!(read_json::<Site>(&text).is_ok());
        text.push(' ');
        assert_eq!(
            refused(&text),
            "`.` is 9 MB of text, should be at most 8 MiB"
        );
    }
}
