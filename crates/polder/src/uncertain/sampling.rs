//! Scrambled Sobol draws in chunks, and what a sample says.

use core::ops::Range;

use sobol_burley::parts::{Int4, hash, hash_int4, owen_scramble_int4_rev, owen_scramble_rev};

use super::correlation::Group;
use super::directions::{Directions, SETS};
use super::distribution::Marginal;
use super::normal::drawn_quantiles;
use super::slots::{Draw, Slots};
use crate::math::percentiles;

/// Draws a worker takes at a time. Results do not depend on it.
pub const CHUNK: u32 = 256;
/// Most draws of one run: the length of the Sobol sequence we use.
pub const MAX_SAMPLES: u32 = 1 << 16;
/// Half the distance between two neighbours of the 24-bit sequence: keeps draws off 0 and 1.
const HALF_STEP: f64 = 1.0 / 33_554_432.0;

/// Something that turns a draw into figures.
pub trait Model {
    /// The parameters it needs.
    fn slots(&self) -> &Slots;
    /// How many figures it gives.
    fn figure_count(&self) -> usize;
    /// The figures of one draw, each in its own unit. Never fails; fills all of `out`.
    fn run(&self, draw: &Draw, out: &mut [f64]);
}

/// Figures of several draws, one row per figure.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matrix {
    columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    /// Glues samples of consecutive draws together, in order.
    pub fn concat(parts: &[Self]) -> Self {
        let columns = parts.iter().map(|p| p.columns).sum();
        let rows = parts.iter().map(Self::rows).max().unwrap_or(0);
        let mut values = Vec::with_capacity(rows * columns);
        for row in 0..rows {
            for part in parts {
                values.extend_from_slice(part.row(row));
            }
        }
        Self { columns, values }
    }

    /// How many figures.
    pub fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    /// All draws of one figure.
    pub fn row(&self, figure: usize) -> &[f64] {
        &self.values[figure * self.columns..(figure + 1) * self.columns]
    }

    fn row_mut(&mut self, figure: usize) -> &mut [f64] {
        &mut self.values[figure * self.columns..(figure + 1) * self.columns]
    }
}

/// A figure at central values and its percentiles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// 5th percentile.
    pub p5: f64,
    /// Median.
    pub p50: f64,
    /// 95th percentile.
    pub p95: f64,
    /// At central parameter values.
    pub central: f64,
}

/// The figures at central parameter values.
pub fn central<M: Model + ?Sized>(model: &M) -> Vec<f64> {
    let values = model.slots().central_values();
    let mut out = vec![0.0; model.figure_count()];
    model.run(&Draw::new(&values), &mut out);
    out
}

/// The figures of draws `range`, for `seed`.
pub fn sample<M: Model + ?Sized>(model: &M, seed: u32, range: Range<u32>) -> Matrix {
    let mut plan = SobolPlan::new(model.slots(), seed);
    let (rows, columns) = (model.figure_count(), range.len());
    let mut matrix = Matrix {
        columns,
        values: vec![0.0; rows * columns],
    };
    let mut values = model.slots().central_values();
    let mut out = vec![0.0; rows];
    let mut column = 0;
    for first in range.clone().step_by(BLOCK) {
        let draws = BLOCK.min(columns - column);
        plan.fill(model.slots(), first, draws);
        for draw in 0..draws {
            plan.copy(draw, &mut values);
            model.run(&Draw::new(&values), &mut out);
            for (row, value) in out.iter().enumerate() {
                matrix.values[row * columns + column] = *value;
            }
            column += 1;
        }
    }
    matrix
}

/// Central value and percentiles of each figure. Without draws all four are the central value.
pub fn summarise(central: &[f64], mut sample: Matrix) -> Vec<Summary> {
    let mut summary = |(row, central): (usize, &f64)| {
        let [p5, p50, p95] = match sample.columns {
            0 => [*central; 3],
            _ => percentiles(sample.row_mut(row)),
        };
        Summary {
            p5,
            p50,
            p95,
            central: *central,
        }
    };
    central.iter().enumerate().map(&mut summary).collect()
}

/// Draws made together: the processor then works on several at once.
const BLOCK: usize = 32;

/// An uncertain slot, with its values in a block of draws.
struct Lane {
    slot: usize,
    marginal: Marginal,
    /// Correlated with others: a normal number until the group has been mixed.
    grouped: bool,
    values: [f64; BLOCK],
}

/// Which Sobol dimensions a model needs, four at a time as the generator gives them.
struct SobolPlan {
    /// In the order of the slots.
    lanes: Vec<Lane>,
    /// Each with which of its dimensions goes to which lane; several may take the same.
    sets: Vec<(FourDimensions, Vec<(usize, usize)>)>,
    /// The lanes of each group of the slots.
    groups: Vec<Vec<usize>>,
    /// The numbers of a group in one draw.
    numbers: Vec<f64>,
}

impl SobolPlan {
    fn new(slots: &Slots, seed: u32) -> Self {
        let of_groups = || slots.groups.iter().flat_map(|g| &g.slots);
        let mut plan = Self {
            lanes: Vec::new(),
            sets: Vec::new(),
            groups: Vec::new(),
            numbers: Vec::new(),
        };
        for &index in &slots.sampled {
            let slot = &slots.all()[index];
            let (set, at) = (slot.dimension() / 4, slot.dimension() as usize % 4);
            let known = plan.sets.iter().position(|(s, _)| s.number == set);
            let known = known.unwrap_or_else(|| {
                plan.sets.push((FourDimensions::new(set, seed), Vec::new()));
                plan.sets.len() - 1
            });
            plan.sets[known].1.push((at, plan.lanes.len()));
            plan.lanes.push(Lane {
                slot: index,
                marginal: slot.marginal,
                grouped: of_groups().any(|g| *g == index),
                values: [0.5; BLOCK],
            });
        }
        let lane = |slot: &usize| plan.lanes.iter().position(|l| l.slot == *slot);
        let lanes = |group: &Group| group.slots.iter().filter_map(lane).collect();
        plan.groups = slots.groups.iter().map(lanes).collect();
        plan
    }

    /// The uncertain values of some draws from `first` on, at most a block.
    fn fill(&mut self, slots: &Slots, first: u32, draws: usize) {
        for (set, takers) in &self.sets {
            for (draw, index) in (first..).take(draws).enumerate() {
                let point = set.point(index);
                for &(dimension, lane) in takers {
                    self.lanes[lane].values[draw] = f64::from(point[dimension]) + HALF_STEP;
                }
            }
        }
        for lane in &mut self.lanes {
            let values = &mut lane.values[..draws];
            if lane.grouped {
                drawn_quantiles(values);
            } else {
                lane.marginal.at_probabilities(values);
            }
        }
        for (group, lanes) in slots.groups.iter().zip(&self.groups) {
            let mixed = &mut self.numbers;
            for draw in 0..draws {
                mixed.clear();
                mixed.extend(lanes.iter().map(|lane| self.lanes[*lane].values[draw]));
                group.correlate(mixed);
                for (number, lane) in mixed.iter().zip(lanes) {
                    self.lanes[*lane].values[draw] = *number;
                }
            }
            for lane in lanes {
                let lane = &mut self.lanes[*lane];
                lane.marginal.at_normals(&mut lane.values[..draws]);
            }
        }
    }

    /// Overwrites the uncertain values of one draw of the block.
    fn copy(&self, draw: usize, values: &mut [f64]) {
        for lane in &self.lanes {
            values[lane.slot] = lane.values[draw];
        }
    }
}

/// Four dimensions of the scrambled sequence: [`sobol_burley::sample_4d`] with what is the same in all draws done once.
///
/// Beyond the dimensions of the sequence, it starts again with another seed, which shuffles the order of the points too:
/// such dimensions are independent of the first ones ("padding", Burley 2020, section 5).
struct FourDimensions {
    number: u32,
    directions: Directions,
    /// Shuffles the points.
    order: u32,
    /// Scrambles each dimension.
    scramble: Int4,
}

impl FourDimensions {
    fn new(number: u32, seed: u32) -> Self {
        const APART: u32 = 0x9e37_79b9;
        let seed = seed ^ (number / SETS).wrapping_mul(APART);
        let set = number % SETS;
        let lanes = [0x912f_69ba_u32, 0x174f_18ab, 0x691e_72ca, 0xb40c_c1b8];
        let seeds = lanes.map(|lane| lane ^ set ^ seed.wrapping_mul(0x9c8f_2d3b));
        Self {
            number,
            directions: Directions::of(set),
            order: hash(seed ^ 0x79c6_8e4a),
            scramble: hash_int4(seeds.into()),
        }
    }

    fn point(&self, index: u32) -> [f32; 4] {
        let at = owen_scramble_rev(index.reverse_bits(), self.order);
        owen_scramble_int4_rev(self.directions.point(at), self.scramble)
            .reverse_bits()
            .to_f32_norm()
    }
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact by construction")]
mod tests {
    use super::*;
    use crate::uncertain::{Distribution, Handle, Shape};

    struct Sum {
        slots: Slots,
        a: Handle<f64>,
        b: Handle<f64>,
    }

    impl Sum {
        fn new(correlation: Option<f64>) -> Self {
            let d = Distribution {
                shape: Shape::Normal,
                value: 0.0,
                low: -1.644_853_6,
                high: 1.644_853_6,
                min: -9.0,
                max: 9.0,
            };
            let mut slots = Slots::default();
            let a = slots.add("a", ("1", 1.0), d, 5, String::new());
            let b = slots.add("b", ("1", 1.0), d, 17, String::new());
            if let Some(rho) = correlation {
                assert!(slots.correlate("a", "b", rho));
            }
            Self { slots, a, b }
        }
    }

    impl Model for Sum {
        fn slots(&self) -> &Slots {
            &self.slots
        }
        fn figure_count(&self) -> usize {
            2
        }
        fn run(&self, draw: &Draw, out: &mut [f64]) {
            out[0] = draw.get(self.a) + draw.get(self.b);
            out[1] = draw.get(self.a);
        }
    }

    fn variance(row: &[f64]) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let n = row.len() as f64;
        let mean = row.iter().sum::<f64>() / n;
        row.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n
    }

    #[test]
    fn correlation_shows_in_the_variance_of_a_sum() {
        let free = sample(&Sum::new(None), 1, 0..8192);
        let tied = sample(&Sum::new(Some(0.5)), 1, 0..8192);
        assert!((variance(free.row(0)) - 2.0).abs() < 0.02);
        assert!((variance(tied.row(0)) - 3.0).abs() < 0.03);
        assert!((variance(tied.row(1)) - 1.0).abs() < 0.01);
    }

    #[test]
    fn chunks_of_any_size_give_the_same_bits() {
        let model = Sum::new(Some(0.3));
        let whole = sample(&model, 7, 0..1000);
        let parts: Vec<_> = [(0, 1), (1, 256), (256, 700), (700, 1000)]
            .map(|(a, b)| sample(&model, 7, a..b))
            .into();
        assert_eq!(whole, Matrix::concat(&parts));
    }

    #[test]
    fn points_are_those_of_the_generator() {
        for (set, seed) in [(0, 0), (5, 1), (63, 7)] {
            let four = FourDimensions::new(set, seed);
            for index in (0..65_536).step_by(77) {
                assert_eq!(four.point(index), sobol_burley::sample_4d(index, set, seed));
            }
        }
    }

    #[test]
    fn dimensions_beyond_the_sequence_are_independent_of_the_first() {
        let covariance = |set: u32| {
            let (a, b) = (FourDimensions::new(3, 9), FourDimensions::new(set, 9));
            let apart = |i| (a.point(i)[1] - 0.5) * (b.point(i)[1] - 0.5);
            (0..4096).map(|i| f64::from(apart(i))).sum::<f64>() / 4096.0 * 12.0
        };
        assert!((covariance(3) - 1.0).abs() < 0.01);
        for set in (1..40).map(|k| 3 + 64 * k).chain(60..90) {
            assert!(
                covariance(set).abs() < 0.1,
                "set {set}: as random draws, 0.02 or so"
            );
        }
    }

    #[test]
    fn another_seed_gives_other_draws() {
        let model = Sum::new(None);
        assert_ne!(sample(&model, 1, 0..8), sample(&model, 2, 0..8));
    }
}
