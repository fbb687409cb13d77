//! One name, or names with their shares.

use core::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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

impl<'de> Deserialize<'de> for Mixture {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MixtureVisitor)
    }
}

struct MixtureVisitor;

impl<'de> Visitor<'de> for MixtureVisitor {
    type Value = Mixture;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name, or shares that sum to 1 such as { cold-plate = 0.8, free-air = 0.2 }")
    }

    fn visit_str<E>(self, name: &str) -> Result<Mixture, E> {
        Ok(name.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Mixture, A::Error> {
        let mut shares: Vec<(String, f64)> = Vec::new();
        while let Some((name, share)) = map.next_entry::<String, f64>()? {
            if shares.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format!("`{name}` is there twice")));
            }
            shares.push((name, share));
        }
        Ok(Mixture::Shares(shares))
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

    #[test]
    fn a_name_and_shares_come_back_as_they_were() {
        for text in [r#""free-air""#, r#"{"cold-plate":0.8,"free-air":0.2}"#] {
            let m: Mixture = serde_json::from_str(text).unwrap();
            assert_eq!(serde_json::to_string(&m).unwrap(), text);
        }
        let e = serde_json::from_str::<Mixture>("3")
            .unwrap_err()
            .to_string();
        assert!(
            e.contains("expected a name, or shares that sum to 1"),
            "{e}"
        );
        let e = serde_json::from_str::<Mixture>(r#"{"free-air":0.5,"free-air":0.5}"#).unwrap_err();
        assert!(
            e.to_string().starts_with("`free-air` is there twice"),
            "{e}"
        );
    }
}
