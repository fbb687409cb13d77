//! Tables beside the figures, on the same draws as they.

use crate::report::Table;
use crate::uncertain::{CHUNK, Draw, Matrix, Model, Slots, central, sample, summarise};

/// Three columns for each quantity: 5th percentile, median, 95th percentile.
macro_rules! columns {
    ($($name:literal),+) => {
        vec![$(concat!($name, "_p5"), concat!($name, "_p50"), concat!($name, "_p95")),+]
    };
}
pub(super) use columns;

/// Quantities of a draw, row after row.
type Fill<'a> = &'a dyn Fn(&Draw, &mut [f64]);

struct Quantities<'a> {
    slots: &'a Slots,
    count: usize,
    fill: Fill<'a>,
}

impl Model for Quantities<'_> {
    fn slots(&self) -> &Slots {
        self.slots
    }
    fn figure_count(&self) -> usize {
        self.count
    }
    fn run(&self, draw: &Draw, out: &mut [f64]) {
        (self.fill)(draw, out);
    }
}

/// The table of what `fill` writes for each row, a third as many quantities as columns.
///
/// A draw depends on seed, number and slot alone: rows share draws with each other and with the figures.
pub(super) fn table(
    ids: Vec<String>,
    columns: Vec<&'static str>,
    slots: &Slots,
    (seed, samples): (u32, u32),
    fill: Fill,
) -> Table {
    let each = columns.len() / 3;
    let model = Quantities {
        slots,
        count: ids.len() * each,
        fill,
    };
    let parts: Vec<_> = (0..samples)
        .step_by(CHUNK as usize)
        .map(|a| sample(&model, seed, a..samples.min(a + CHUNK)))
        .collect();
    let summaries = summarise(&central(&model), Matrix::concat(&parts));
    let rows = summaries
        .chunks_exact(each)
        .map(|row| row.iter().flat_map(|s| [s.p5, s.p50, s.p95]).collect())
        .collect();
    Table { ids, columns, rows }
}
