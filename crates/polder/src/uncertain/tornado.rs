//! Which inputs move a figure most: each at its 5th and 95th percentile, the others at their central values.

use super::sampling::Model;
use super::slots::Draw;

/// What one uncertain input does to one figure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Swing {
    /// Number of the slot.
    pub slot: usize,
    /// The figure with the input at its 5th percentile.
    pub at_low: f64,
    /// The figure with the input at its 95th percentile.
    pub at_high: f64,
}

impl Swing {
    /// Distance between the two.
    pub fn width(&self) -> f64 {
        (self.at_high - self.at_low).abs()
    }
}

/// The inputs that move figure number `figure`, widest first; those that do not move it are left out.
///
/// Correlations and interactions are not in it: the swings do not add up to the range of the figure.
pub fn tornado<M: Model + ?Sized>(model: &M, figure: usize) -> Vec<Swing> {
    let slots = model.slots();
    let mut values = slots.central_values();
    let mut out = vec![0.0; model.figure_count()];
    let mut swings = Vec::new();
    for (slot, s) in slots.all().iter().enumerate() {
        let d = s.distribution;
        if d.low >= d.high {
            continue;
        }
        let central = values[slot];
        let mut at = |value: f64| {
            values[slot] = value.max(d.min).min(d.max) * s.scale;
            model.run(&Draw::new(&values), &mut out);
            out[figure]
        };
        let swing = Swing {
            slot,
            at_low: at(d.low),
            at_high: at(d.high),
        };
        values[slot] = central;
        if swing.width() > 0.0 {
            swings.push(swing);
        }
    }
    crate::math::sort_few(&mut swings, |a, b| a.width() > b.width());
    swings
}
