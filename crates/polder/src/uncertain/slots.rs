//! The parameters one model needs, numbered; and one draw of all of them.

use core::marker::PhantomData;

use super::Distribution;
use super::correlation::Group;
use super::distribution::Marginal;
use crate::quantity::Quantity;

/// Where a model finds one typed value in a draw.
#[derive(Debug)]
pub struct Handle<Q>(usize, PhantomData<Q>);

impl<Q> Clone for Handle<Q> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<Q> Copy for Handle<Q> {}

impl<Q> Handle<Q> {
    /// The slot with this number, read as a `Q`.
    pub(crate) const fn at(index: usize) -> Self {
        Self(index, PhantomData)
    }

    /// Number of the slot.
    pub const fn index(self) -> usize {
        self.0
    }
}

/// One uncertain parameter of a model.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Id, such as `tower.approach_k` or `work[0].input_tokens`.
    pub id: String,
    /// Unit of `distribution`, as in data and documents.
    pub unit: &'static str,
    /// The distribution, in `unit`.
    pub distribution: Distribution,
    /// Canonical value of one `unit`.
    pub scale: f64,
    /// Where the number comes from: a parameter id, a catalogue cell, or "given".
    pub origin: String,
    dimension: u32,
    pub(super) marginal: Marginal,
}

impl Slot {
    /// Central value in `unit`.
    pub fn central(&self) -> f64 {
        self.distribution.value
    }

    /// Sobol dimension: the position of the id in `data/dimensions.csv`.
    pub(super) fn dimension(&self) -> u32 {
        self.dimension
    }
}

/// All slots of a model, and how they move together.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    slots: Vec<Slot>,
    pub(super) groups: Vec<Group>,
    pub(super) sampled: Vec<usize>,
}

impl Slots {
    /// Adds a slot, or finds the one that has this id.
    ///
    /// `scale` is the canonical value of one `unit`; `dimension` is the Sobol dimension of the id.
    pub fn add<Q: Quantity>(
        &mut self,
        id: &str,
        (unit, scale): (&'static str, f64),
        distribution: Distribution,
        dimension: u32,
        origin: String,
    ) -> Handle<Q> {
        Handle::at(self.place(id, (unit, scale), distribution, dimension, origin))
    }

    /// The number of the slot with this id. One copy for every quantity.
    #[inline(never)]
    pub(crate) fn place(
        &mut self,
        id: &str,
        (unit, scale): (&'static str, f64),
        distribution: Distribution,
        dimension: u32,
        origin: String,
    ) -> usize {
        if let Some(found) = self.slots.iter().position(|s| s.id == id) {
            return found;
        }
        let marginal = distribution.scaled(scale).marginal();
        let index = self.slots.len();
        if !marginal.is_point() {
            self.sampled.push(index);
        }
        self.slots.push(Slot {
            id: id.to_owned(),
            unit,
            distribution,
            scale,
            origin,
            dimension,
            marginal,
        });
        index
    }

    /// Makes the given slots move together with correlation `rho`.
    ///
    /// Slots that are certain, or absent, are left alone. Returns whether the correlation can exist.
    pub fn correlate(&mut self, a: &str, b: &str, rho: f64) -> bool {
        let find = |id| {
            self.sampled
                .iter()
                .copied()
                .find(|i| self.slots[*i].id == id)
        };
        let (Some(a), Some(b)) = (find(a), find(b)) else {
            return true;
        };
        Group::new(vec![a, b], |_, _| rho).is_some_and(|group| {
            self.groups.push(group);
            true
        })
    }

    /// The slots in the order of their numbers.
    pub fn all(&self) -> &[Slot] {
        &self.slots
    }

    /// The slot with this id.
    pub fn find(&self, id: &str) -> Option<&Slot> {
        self.slots.iter().find(|s| s.id == id)
    }

    /// How many slots are uncertain.
    pub fn sampled_count(&self) -> usize {
        self.sampled.len()
    }

    /// Every slot at its central value, in canonical units.
    pub fn central_values(&self) -> Vec<f64> {
        self.slots
            .iter()
            .map(|s| s.distribution.value * s.scale)
            .collect()
    }
}

/// One value for every slot.
#[derive(Clone, Copy, Debug)]
pub struct Draw<'a> {
    values: &'a [f64],
}

impl<'a> Draw<'a> {
    /// A draw from canonical values in slot order.
    pub const fn new(values: &'a [f64]) -> Self {
        Self { values }
    }

    /// The typed value of a slot.
    #[inline]
    pub fn get<Q: Quantity>(&self, handle: Handle<Q>) -> Q {
        Q::from_canonical(self.values[handle.0])
    }
}
