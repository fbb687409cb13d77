//! A number as people write it: certain, a range, or a distribution.

use core::fmt;

use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::uncertain::Shape;

/// `40`, `{ low = 30, mid = 40, high = 60 }` or `{ dist = "lognormal", p5 = 30, p50 = 40, p95 = 60 }`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Shape; a bare number is a point, a range is triangular.
    pub shape: Shape,
    /// Central value; the middle of `low` and `high` (geometric for lognormal) when not given.
    pub value: f64,
    /// 5th percentile.
    pub low: f64,
    /// 95th percentile.
    pub high: f64,
}

impl Number {
    /// A certain number.
    pub const fn point(value: f64) -> Self {
        Self {
            shape: Shape::Point,
            value,
            low: value,
            high: value,
        }
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::point(value)
    }
}

const KEYS: &[&str] = &["low", "mid", "high", "dist", "p5", "p50", "p95"];

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NumberVisitor)
    }
}

struct NumberVisitor;

impl<'de> Visitor<'de> for NumberVisitor {
    type Value = Number;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a number such as 40, { low = 30, mid = 40, high = 60 } or { dist = \"lognormal\", p5 = 30, p95 = 60 }")
    }

    fn visit_f64<E: de::Error>(self, v: f64) -> Result<Number, E> {
        Ok(Number::point(v))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "documents hold numbers people write"
    )]
    fn visit_i64<E: de::Error>(self, v: i64) -> Result<Number, E> {
        Ok(Number::point(v as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "documents hold numbers people write"
    )]
    fn visit_u64<E: de::Error>(self, v: u64) -> Result<Number, E> {
        Ok(Number::point(v as f64))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Number, A::Error> {
        let (mut low, mut mid, mut high, mut dist) = (None, None, None, None::<String>);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "low" | "p5" => low = Some(map.next_value()?),
                "mid" | "p50" => mid = Some(map.next_value()?),
                "high" | "p95" => high = Some(map.next_value()?),
                "dist" => dist = Some(map.next_value()?),
                other => return Err(de::Error::unknown_field(other, KEYS)),
            }
        }
        let low: f64 = low.ok_or_else(|| de::Error::missing_field("low"))?;
        let high: f64 = high.ok_or_else(|| de::Error::missing_field("high"))?;
        let shape = shape(dist.as_deref())?;
        Ok(Number {
            shape,
            value: mid.unwrap_or_else(|| middle(shape, low, high)),
            low,
            high,
        })
    }
}

fn shape<E: de::Error>(name: Option<&str>) -> Result<Shape, E> {
    match name {
        None | Some("triangular") => Ok(Shape::Triangular),
        Some("uniform") => Ok(Shape::Uniform),
        Some("normal") => Ok(Shape::Normal),
        Some("lognormal") => Ok(Shape::Lognormal),
        Some(other) => Err(de::Error::unknown_variant(
            other,
            &["uniform", "triangular", "normal", "lognormal"],
        )),
    }
}

fn middle(shape: Shape, low: f64, high: f64) -> f64 {
    if shape == Shape::Lognormal {
        libm::sqrt(low * high)
    } else {
        f64::midpoint(low, high)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        if self.shape == Shape::Point {
            return serializer.serialize_f64(self.value);
        }
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("dist", self.shape.name())?;
        map.serialize_entry("p5", &self.low)?;
        map.serialize_entry("p50", &self.value)?;
        map.serialize_entry("p95", &self.high)?;
        map.end()
    }
}
