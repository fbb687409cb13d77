//! The busy times that a step is the sum of.

use super::super::Pace;
use super::super::architecture::{Architecture, WORD_BYTES};
use super::super::chip::{Chip, Constants};
use super::super::load::Load;
use crate::quantity::{Compute, Data, Time};

/// Logits are in 32 bits.
const LOGIT_BYTES: f64 = 4.0;

/// Times of one accelerator, and what it computes meanwhile.
#[derive(Clone, Copy, Default)]
pub(super) struct Busy {
    /// Memory or arithmetic at work.
    pub(super) busy: Time,
    /// Waiting for a peer.
    pub(super) comm: Time,
    /// Waiting for the host.
    pub(super) host: Time,
    pub(super) computed: Compute,
}

impl Busy {
    pub(super) fn total(&self) -> Time {
        self.busy + self.comm + self.host
    }

    pub(super) fn and(&self, share: f64, other: &Self) -> Self {
        Self {
            busy: self.busy + share * other.busy,
            comm: self.comm + share * other.comm,
            host: self.host + share * other.host,
            computed: self.computed + share * other.computed,
        }
    }
}

/// What a step costs whatever the batch: weights outside the experts, launches, latency.
pub(super) fn fixed(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
    nonexpert: Data,
) -> Busy {
    let (n, passes) = (load.accelerators, load.pace.passes);
    // Two all-reduces a layer: of the attention among the accelerators of a copy, of the network among all.
    let hops = doublings(n) - 0.5 * doublings(load.copies());
    Busy {
        busy: nonexpert * passes / (n * constants.memory_efficiency * chip.bandwidth),
        comm: 2.0 * architecture.layers * hops * constants.all_reduce * passes,
        host: (constants.step + architecture.layers * constants.layer) * passes,
        ..Busy::default()
    }
}

fn doublings(n: f64) -> f64 {
    if n > 1.0 { libm::log2(n) } else { 0.0 }
}

/// What one running sequence adds: arithmetic, its cache, the draw of its token, its share of prefill unless that stands apart.
pub(super) fn per_sequence(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
) -> Busy {
    let Pace { passes, tokens, .. } = load.pace;
    let written = passes * tokens;
    let read = if load.copies() > 1.0 {
        0.0
    } else {
        load.pace.kept
    };
    let own = tokens_through(architecture, chip, constants, load, (written, read));
    let memory = constants.memory_efficiency * chip.bandwidth;
    let cache = architecture.cache(load) + 2.0 * architecture.states();
    let drawn =
        Data::bytes(LOGIT_BYTES * architecture.vocab * constants.sampling * written) / memory;
    // The first accelerator of a copy draws, the others wait for it.
    let (first, waited) = (1.0 / load.accelerators, 1.0 / load.copies());
    Busy {
        busy: own.busy + cache * passes / (load.accelerators * memory) + first * drawn,
        comm: own.comm + (waited - first) * drawn,
        host: constants.sequence * passes,
        ..own
    }
}

/// What a prompt adds to a step in which all copies of the attention wait for it, as if each read one.
pub(super) fn prompt(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
) -> Busy {
    let read = load.output * load.copies();
    tokens_through(architecture, chip, constants, load, (0.0, read))
}

/// What it costs to compute `written` tokens of output, and the prefill of `read` tokens of output.
fn tokens_through(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
    (written, read): (f64, f64),
) -> Busy {
    let computed = (architecture.decode(load) * written + architecture.prefill(load) * read)
        / load.accelerators;
    let tokens = written + read * load.input_uncached / load.output;
    let dispatched = architecture.dispatched() * tokens;
    Busy {
        busy: computed / (constants.compute_efficiency * chip.peak)
            + constants.dispatch * dispatched / chip.bandwidth,
        comm: exchange(architecture, chip, load) * tokens,
        computed,
        ..Busy::default()
    }
}

/// What it costs that all experts are touched: their weights, and the rows that pad their tiles.
pub(super) fn touched(
    architecture: &Architecture,
    chip: &Chip,
    constants: &Constants,
    load: &Load,
    experts: Data,
) -> Busy {
    if experts <= Data::ZERO {
        return Busy::default();
    }
    let (n, experts) = (load.accelerators, experts * load.pace.passes);
    let padded = Compute::flop(2.0 * architecture.expert * architecture.block_rows(constants) / n)
        * load.pace.passes;
    Busy {
        busy: experts / (n * constants.expert_efficiency * chip.bandwidth)
            + padded / (constants.compute_efficiency * chip.peak),
        computed: padded,
        ..Busy::default()
    }
}

/// Two all-reduces of an activation per layer, for one token.
fn exchange(architecture: &Architecture, chip: &Chip, load: &Load) -> Time {
    let n = load.accelerators;
    if n <= 1.0 {
        return Time::ZERO;
    }
    let activations = 2.0 * architecture.layers * architecture.hidden;
    // A ring sends each word twice, less the own share. A copy of the attention sends its own tokens only.
    let ring = |n: f64| (n - 1.0) / n;
    let rings = 0.5 * (ring(load.rank()) / load.copies() + ring(n));
    Data::bytes(2.0 * WORD_BYTES * rings * activations) / chip.link
}
