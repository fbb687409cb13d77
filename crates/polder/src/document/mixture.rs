//! One name, or names with their shares.

use serde::{Serialize, Serializer};

use super::Tree;
use super::read::{Read, wrong};
use crate::error::Error;

/// `"cold-plate"`, or shares that sum to one: `{ cold-plate = 0.8, free-air = 0.2 }`.
#[derive(Clone, Debug, PartialEq)]
pub enum Mixture {
    /// One name: all of it.
    One(String),
    /// Names with their shares, in the order of the document.
    Shares(Vec<(String, f64)>),
}

impl From<&str> for Mixture {
    fn from(name: &str) -> Self {
        Self::One(name.to_owned())
    }
}

impl Read for Mixture {
    fn read(tree: &Tree) -> Result<Self, Error> {
        match tree {
            Tree::Text(name) => Ok(name.as_str().into()),
            Tree::Table(shares) => {
                let share = |(name, share): &(String, Tree)| {
                    let share = f64::read(share).map_err(|e| e.under(name))?;
                    Ok((name.clone(), share))
                };
                shares
                    .iter()
                    .map(share)
                    .collect::<Result<_, _>>()
                    .map(Self::Shares)
            }
            _ => Err(wrong(
                tree,
                "a name, or shares that sum to 1 such as { cold-plate = 0.8, free-air = 0.2 }",
            )),
        }
    }
}

impl Serialize for Mixture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(name) => serializer.serialize_str(name),
            Self::Shares(shares) => serializer.collect_map(shares.iter().map(|(n, s)| (n, s))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::read_json;

    #[test]
    fn a_name_and_shares_come_back_as_they_were() {
        for text in [r#""free-air""#, r#"{"cold-plate":0.8,"free-air":0.2}"#] {
            let m: Mixture = read_json(text).unwrap();
            assert_eq!(serde_json::to_string(&m).unwrap(), text);
        }
        for (text, said) in [
            ("3", "`.` is 3, should be a name, or shares that sum to 1"),
            (
                r#"{"free-air":0.5,"free-air":0.5}"#,
                "`.`: `free-air` is there twice",
            ),
            (
                r#"{"free-air":"half"}"#,
                "`free-air` is \"half\", should be a number",
            ),
        ] {
            let e = read_json::<Mixture>(text).unwrap_err().to_string();
            assert!(e.starts_with(said), "{e}");
        }
    }
}
