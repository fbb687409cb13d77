//! A number as people write it: certain, a range, or a distribution.

use serde::{Serialize, Serializer};

use super::Tree;
use super::read::{Read, wrong};
use super::table::{Fields, fill, set};
use crate::error::{Error, Fault, nearest};
use crate::uncertain::Shape;

/// `40`, `{ low = 30, mid = 40, high = 60 }` or `{ dist = "lognormal", p5 = 30, p50 = 40, p95 = 60 }`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// Shape; a bare number is a point, a range meets its three numbers: lognormal above zero, else normal.
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

const WANTED: &str = "a number such as 40, { low = 30, mid = 40, high = 60 } or { dist = \"lognormal\", p5 = 30, p95 = 60 }";

/// The keys of a range.
#[derive(Default)]
struct Range {
    low: Option<f64>,
    mid: Option<f64>,
    high: Option<f64>,
    dist: Option<String>,
}

impl Fields for Range {
    fn names(&self) -> &'static [&'static str] {
        &["low", "mid", "high", "dist", "p5", "p50", "p95"]
    }

    fn set(&mut self, field: usize, to: &Tree) -> Result<(), Error> {
        let number = match field {
            0 | 4 => &mut self.low,
            1 | 5 => &mut self.mid,
            2 | 6 => &mut self.high,
            _ => return set(&mut self.dist, to),
        };
        if number.is_some() {
            return Err(wrong(
                to,
                "there once: `p5` is `low`, `p50` `mid`, `p95` `high`",
            ));
        }
        set(number, to)
    }
}

impl Read for Number {
    fn read(tree: &Tree) -> Result<Self, Error> {
        if let Some(n) = tree.number() {
            return Ok(Self::point(n));
        }
        if !matches!(tree, Tree::Table(_)) {
            return Err(wrong(tree, WANTED));
        }
        let mut range = Range::default();
        fill(&mut range, tree, false)?;
        let (Some(low), Some(high)) = (range.low, range.high) else {
            return Err(wrong(tree, WANTED));
        };
        let shape = shape(range.dist.as_deref(), low)?;
        Ok(Self {
            shape,
            value: range.mid.unwrap_or_else(|| middle(shape, low, high)),
            low,
            high,
        })
    }
}

/// The shape of that name. Without a name the median is the middle number, which is not so of a triangle.
fn shape(name: Option<&str>, low: f64) -> Result<Shape, Error> {
    let shapes = [
        Shape::Uniform,
        Shape::Triangular,
        Shape::Normal,
        Shape::Lognormal,
    ];
    let Some(name) = name else {
        return Ok(if low > 0.0 {
            Shape::Lognormal
        } else {
            Shape::Normal
        });
    };
    let known = shapes.iter().find(|s| s.name() == name);
    known.copied().ok_or_else(|| {
        Error::from(Fault::UnknownName {
            field: "dist".into(),
            value: name.to_owned(),
            kind: "distribution",
            nearest: nearest(name, shapes.iter().map(|s| s.name())),
        })
    })
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
        map.serialize_entry(self.shape.middle(), &self.value)?;
        map.serialize_entry("p95", &self.high)?;
        map.end()
    }
}
