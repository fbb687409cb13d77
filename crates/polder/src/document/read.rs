//! From a serde source to a document, with errors that name the path and the nearest key.

use serde::de::{DeserializeOwned, Deserializer};

use crate::error::{Error, nearest};

/// Reads a document from any serde source.
///
/// # Errors
///
/// [`Error::UnknownKey`] and [`Error::Unreadable`], with the path in the document.
pub fn read<'de, T: DeserializeOwned, D: Deserializer<'de>>(source: D) -> Result<T, Error> {
    serde_path_to_error::deserialize(source).map_err(|e| {
        let path = e.path().to_string();
        from_message(path, &e.into_inner().to_string())
    })
}

/// Reads a document from JSON text.
///
/// # Errors
///
/// As [`read`].
///
/// ```
/// use polder::document::{Workload, read_json};
/// let err = read_json::<Workload>(r#"{"modell": "llama-3.1-70b"}"#).unwrap_err();
/// assert_eq!(err.to_string(), "unknown key `modell`; did you mean `model`?");
/// ```
pub fn read_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    let mut source = serde_json::Deserializer::from_str(text);
    let document = read(&mut source)?;
    source.end().map_err(|e| Error::Unreadable {
        path: ".".into(),
        message: e.to_string(),
    })?;
    Ok(document)
}

/// serde gives unknown keys only as text: "unknown field `a`, expected one of `b`, `c`". A test holds it to that.
fn from_message(path: String, message: &str) -> Error {
    let line = message.lines().next().unwrap_or_default().to_owned();
    let Some(rest) = message.split_once("unknown field `").map(|(_, rest)| rest) else {
        return Error::Unreadable {
            path,
            message: line,
        };
    };
    let mut quoted = rest.split('`');
    let key = quoted.next().unwrap_or_default();
    let valid: Vec<&str> = quoted.skip(1).step_by(2).collect();
    let path = if path.ends_with(key) || path == "." {
        path
    } else {
        format!("{path}.{key}")
    };
    Error::UnknownKey {
        path: if path == "." { key.to_owned() } else { path },
        nearest: nearest(key, valid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Site;

    #[test]
    fn an_unknown_key_is_named_with_its_path_and_the_nearest() {
        let e = read_json::<Site>(r#"{"facility": {"colling": "free-air"}}"#).unwrap_err();
        assert_eq!(
            e.to_string(),
            "unknown key `facility.colling`; did you mean `cooling`?"
        );
    }

    #[test]
    fn a_document_is_a_table_and_says_each_thing_once() {
        let list = read_json::<Site>(r#"[{"name": "a"}]"#).unwrap_err();
        assert!(
            list.to_string().contains("expected a table, Site"),
            "{list}"
        );
        let twice = read_json::<Site>(r#"{"site": {"name": "a", "name": "b"}}"#).unwrap_err();
        assert!(
            twice.to_string().contains("duplicate field `name`"),
            "{twice}"
        );
    }

    #[test]
    fn a_wrong_type_is_named_with_its_path() {
        let e = read_json::<Site>(r#"{"work": [{"batch": "many"}]}"#).unwrap_err();
        assert!(
            e.to_string()
                .starts_with("`work[0].batch`: invalid type: string \"many\", expected a number"),
            "{e}"
        );
    }
}
