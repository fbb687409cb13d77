//! Tables of JSON, made in one place: the macro of `serde_json` writes out each insertion.

use serde_json::{Map, Value};

/// A table with these keys.
pub(crate) fn object(entries: Vec<(&'static str, Value)>) -> Value {
    let mut map = Map::new();
    for (key, value) in entries {
        map.insert(key.to_owned(), value);
    }
    Value::Object(map)
}

/// A text in English and in Dutch.
pub(crate) fn both([en, nl]: [&str; 2]) -> Value {
    object(vec![("en", en.into()), ("nl", nl.into())])
}
