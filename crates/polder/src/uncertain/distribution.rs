//! One uncertain number: a central value, its 5th and 95th percentile, and a shape.

use super::normal::{drawn_exp, drawn_quantiles, normal_cdf};

/// The standard normal number at the 95th percentile.
const Z95: f64 = 1.644_853_626_951_472_2;

/// Shape of a distribution between and beyond its percentiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Certain.
    Point,
    /// Every value between two ends is as likely.
    Uniform,
    /// Most likely at the central value, falling linearly to two ends.
    Triangular,
    /// Normal on each side of the central value, with its own spread on each side.
    Normal,
    /// Normal in the logarithm, with its own spread on each side.
    Lognormal,
}

impl Shape {
    /// The shape of a cell of a catalogue: nothing between equal ends, else lognormal where it can be.
    pub(crate) fn of(low: f64, high: f64) -> Self {
        if low >= high {
            Self::Point
        } else if low > 0.0 {
            Self::Lognormal
        } else {
            Self::Triangular
        }
    }

    /// What documents call the central value: that of a triangle is its most likely value, not its median.
    pub(crate) fn middle(self) -> &'static str {
        if self == Self::Triangular {
            "mid"
        } else {
            "p50"
        }
    }

    /// The name used in data and documents.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Point => "point",
            Self::Uniform => "uniform",
            Self::Triangular => "triangular",
            Self::Normal => "normal",
            Self::Lognormal => "lognormal",
        }
    }
}

/// A distribution as data and documents give it.
///
/// | symbol | meaning |
/// |---|---|
/// | `value` | central value: median of normal and lognormal, mode of triangular, midpoint of uniform |
/// | `low`, `high` | 5th and 95th percentile |
/// | `min`, `max` | physical limits, which truncate |
///
/// Normal and lognormal are split at the median, so that the three numbers are met exactly even where they
/// are not symmetric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distribution {
    /// Shape.
    pub shape: Shape,
    /// Central value.
    pub value: f64,
    /// 5th percentile.
    pub low: f64,
    /// 95th percentile.
    pub high: f64,
    /// Smallest value that can exist.
    pub min: f64,
    /// Largest value that can exist.
    pub max: f64,
}

impl Distribution {
    /// A certain value.
    pub const fn point(value: f64) -> Self {
        Self {
            shape: Shape::Point,
            value,
            low: value,
            high: value,
            min: f64::NEG_INFINITY,
            max: f64::INFINITY,
        }
    }

    /// The same distribution with all numbers multiplied by `factor` (positive).
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        self.value *= factor;
        self.low *= factor;
        self.high *= factor;
        self.min *= factor;
        self.max *= factor;
        self
    }

    /// Prepares the distribution for drawing.
    pub(super) fn marginal(&self) -> Marginal {
        let kind = match self.shape {
            _ if self.low >= self.high => Kind::Point,
            Shape::Point => Kind::Point,
            Shape::Uniform => {
                let beyond = (self.high - self.low) / 18.0; // 5 % of a width of which 90 % lies between the two
                Kind::Uniform {
                    from: self.low - beyond,
                    width: self.high - self.low + 2.0 * beyond,
                }
            }
            Shape::Triangular => triangular(self.low, self.value, self.high),
            Shape::Normal => Kind::Normal([
                (self.high - self.value) / Z95,
                (self.value - self.low) / Z95,
            ]),
            Shape::Lognormal => Kind::Lognormal([
                libm::log(self.high / self.value) / Z95,
                libm::log(self.value / self.low) / Z95,
            ]),
        };
        Marginal {
            kind,
            value: self.value,
            min: self.min,
            max: self.max,
        }
    }
}

/// A distribution prepared for drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marginal {
    kind: Kind,
    value: f64,
    min: f64,
    max: f64,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Point,
    Uniform {
        from: f64,
        width: f64,
    },
    Triangular {
        from: f64,
        mode: f64,
        to: f64,
        left: f64,
    },
    /// Spread above and below the median.
    Normal([f64; 2]),
    /// The same, in logarithms.
    Lognormal([f64; 2]),
}

impl Marginal {
    pub(super) const fn is_point(&self) -> bool {
        matches!(self.kind, Kind::Point)
    }

    /// Turns probabilities, 0 < u < 1, into values.
    pub(super) fn at_probabilities(&self, values: &mut [f64]) {
        if let Kind::Normal(_) | Kind::Lognormal(_) = self.kind {
            drawn_quantiles(values);
            return self.at_normals(values);
        }
        for value in values {
            *value = self.truncated(self.bounded(*value));
        }
    }

    /// Turns standard normal numbers into values.
    pub(super) fn at_normals(&self, values: &mut [f64]) {
        // Indexed, not branched: the sign of a draw cannot be predicted.
        let side = |z: f64, spread: [f64; 2]| z * spread[usize::from(z < 0.0)];
        match self.kind {
            Kind::Normal(spread) => {
                for z in &mut *values {
                    *z = self.value + side(*z, spread);
                }
            }
            Kind::Lognormal(spread) => {
                for z in &mut *values {
                    *z = side(*z, spread);
                }
                for log in &mut *values {
                    *log = self.value * drawn_exp(*log);
                }
            }
            _ => {
                for z in &mut *values {
                    *z = self.bounded(normal_cdf(*z));
                }
            }
        }
        for value in values {
            *value = self.truncated(*value);
        }
    }

    fn bounded(&self, u: f64) -> f64 {
        match self.kind {
            Kind::Uniform { from, width } => from + u * width,
            Kind::Triangular {
                from,
                mode,
                to,
                left,
            } if u < left => from + libm::sqrt(u * (to - from) * (mode - from)),
            Kind::Triangular { from, mode, to, .. } => {
                to - libm::sqrt((1.0 - u) * (to - from) * (to - mode))
            }
            _ => self.value,
        }
    }

    fn truncated(&self, value: f64) -> f64 {
        if value < self.min {
            self.min
        } else if value > self.max {
            self.max
        } else {
            value
        }
    }
}

/// The triangle whose 5th and 95th percentile are `low` and `high` and whose mode is `mode`.
///
/// ```text
/// (low − from)² = 0.05 (to − from)(mode − from)      (to − high)² = 0.05 (to − from)(to − mode)
/// ```
///
/// Both ends move outward from the percentiles until they stop: a contraction, since 0.05 < 1. A mode outside
/// `low ..= high` cannot occur: `resolve` and the data test refuse it.
fn triangular(low: f64, mode: f64, high: f64) -> Kind {
    let (mut from, mut to) = (low, high);
    for _ in 0..200 {
        let width = to - from;
        let next_from = low - libm::sqrt(0.05 * width * (mode - from));
        let next_to = high + libm::sqrt(0.05 * width * (to - mode));
        (from, to) = (next_from, next_to);
    }
    Kind::Triangular {
        from,
        mode,
        to,
        left: (mode - from) / (to - from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shapes() -> impl Strategy<Value = Shape> {
        prop_oneof![
            Just(Shape::Uniform),
            Just(Shape::Triangular),
            Just(Shape::Normal),
            Just(Shape::Lognormal)
        ]
    }

    fn at(marginal: Marginal, probability: f64) -> f64 {
        let mut value = [probability];
        marginal.at_probabilities(&mut value);
        value[0]
    }

    proptest! {
        #[test]
        fn low_and_high_are_the_5th_and_95th_percentile(
            shape in shapes(), low in 0.1..10.0, a in 0.05..5.0, b in 0.05..5.0,
        ) {
            let (value, high) = (low + a, low + a + b);
            let value = if shape == Shape::Uniform { f64::midpoint(low, high) } else { value };
            let d = Distribution { shape, value, low, high, min: f64::NEG_INFINITY, max: f64::INFINITY }.marginal();
            prop_assert!((at(d, 0.05) - low).abs() < 1e-6 * high, "{:?}", d);
            prop_assert!((at(d, 0.95) - high).abs() < 1e-6 * high, "{:?}", d);
        }

        #[test]
        fn draws_rise_with_probability(shape in shapes(), u in 0.001..0.998_f64) {
            let d = Distribution { shape, value: 2.0, low: 1.0, high: 3.0, min: 0.5, max: 3.5 }.marginal();
            let (a, b) = (at(d, u), at(d, u + 0.001));
            prop_assert!(a <= b && 0.5 <= a && b <= 3.5);
        }
    }

    #[test]
    fn a_point_is_always_itself() {
        let d = Distribution::point(3.0).marginal();
        assert!(d.is_point() && (at(d, 0.01) - 3.0).abs() < 1e-300);
    }
}
