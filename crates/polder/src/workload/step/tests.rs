use super::Step;
use crate::quantity::{Bandwidth, ComputeRate, Data, EnergyPerCompute, Power, Time};
use crate::workload::{Architecture, Chip, Constants, Load, Precision};
use proptest::prelude::*;

/// A step of a request of `input` and `output` tokens.
pub(crate) fn step(
    moe: bool,
    precision: Precision,
    accelerators: f64,
    input: f64,
    output: f64,
) -> Step {
    let load = Load {
        accelerators,
        input_uncached: input,
        input_total: input,
        output,
        ..Load::default()
    };
    step_for(moe, precision, &load)
}

/// Hand-made, not fitted: a chip of round numbers and constants of the right size.
pub(crate) fn step_for(moe: bool, precision: Precision, load: &Load) -> Step {
    let architecture = Architecture {
        moe,
        layers: 48.0,
        layers_full: 48.0,
        hidden: 2048.0,
        heads: 32.0,
        kv_heads: 4.0,
        head_dim: 128.0,
        experts: 128.0,
        top_k: 8.0,
        moe_layers: if moe { 48.0 } else { 0.0 },
        vocab: 150e3,
        nonexpert: if moe { 1.2e9 } else { 30e9 },
        expert: if moe { 29e9 } else { 0.0 },
        ..Architecture::default()
    };
    let chip = Chip {
        tdp: Power::w(700.0),
        peak: ComputeRate::tflops(1000.0),
        bandwidth: Bandwidth::gb_per_s(3000.0),
        link: Bandwidth::gb_per_s(400.0),
        memory: Data::gb(80.0),
    };
    let constants = Constants {
        memory_efficiency: 0.9,
        expert_efficiency: 0.8,
        compute_efficiency: 0.5,
        step: Time::ms(2.5),
        layer: Time::us(10.0),
        sequence: Time::us(40.0),
        all_reduce: Time::us(16.0),
        dispatch: 10.0,
        block_rows: 0.0,
        sampling: 0.0,
        prompt_steps: 0.0,
        floor: Power::w(120.0),
        busy: Power::w(400.0),
        flop: EnergyPerCompute::pj_per_flop(1.5),
        ceiling: 0.985,
        cap_exponent: 2.0,
    };
    Step::new(&architecture, &chip, &constants, load, precision)
}

const FEWER_BITS: [[Precision; 2]; 5] = [
    [Precision::Bf16, Precision::Fp8],
    [Precision::Fp8, Precision::Fp4],
    [Precision::Bf16, Precision::Int8],
    [Precision::Int8, Precision::Int4],
    [Precision::Bf16, Precision::Mxfp4],
];

/// By hand: one expert of 3 million weights, 1000 wide, that every token visits.
fn one_expert(block_scaled: bool, block_rows: f64, dispatch: f64) -> Time {
    let architecture = Architecture {
        moe: true,
        hidden: 1000.0,
        experts: 1.0,
        top_k: 1.0,
        moe_layers: 1.0,
        expert: 3e6,
        block_scaled,
        ..Architecture::default()
    };
    let chip = Chip {
        bandwidth: Bandwidth::gb_per_s(1000.0),
        peak: ComputeRate::tflops(1.0),
        ..Chip::default()
    };
    let constants = Constants {
        memory_efficiency: 1.0,
        expert_efficiency: 1.0,
        compute_efficiency: 1.0,
        block_rows,
        dispatch,
        ..Constants::default()
    };
    let load = Load {
        accelerators: 1.0,
        output: 1.0,
        ..Load::default()
    };
    Step::new(&architecture, &chip, &constants, &load, Precision::Fp8).time(1.0)
}

#[test]
fn a_touched_expert_fills_its_tile_where_weights_are_scaled_per_block() {
    // 2 operations x 3 million weights x 128 rows at 1 TFLOP/s.
    let added = one_expert(true, 128.0, 0.0) - one_expert(true, 0.0, 0.0);
    assert!((added.to_us() - 768.0).abs() < 1e-6, "{added:?}");
    assert_eq!(one_expert(false, 128.0, 0.0), one_expert(false, 0.0, 0.0));
}

#[test]
fn a_token_crosses_memory_on_its_way_to_an_expert() {
    // 2 bytes x (1000 + 1000) x 10 passes at 1 TB/s.
    let added = one_expert(false, 0.0, 10.0) - one_expert(false, 0.0, 0.0);
    assert!((added.to_us() - 0.04).abs() < 1e-9, "{added:?}");
}

/// A billion weights, 100 000 words, on two accelerators of 1 TB/s; a layer's host time of 1 ms; answers of `output` tokens.
fn older(sampling: f64, prompt_steps: f64, output: f64, moe: bool) -> Step {
    let load = Load {
        accelerators: 2.0,
        output,
        ..Load::default()
    };
    older_for(sampling, prompt_steps, &load, moe)
}

fn older_for(sampling: f64, prompt_steps: f64, load: &Load, moe: bool) -> Step {
    let architecture = Architecture {
        layers: 1.0,
        vocab: 1e5,
        nonexpert: 1e9,
        moe,
        hidden: 1000.0,
        moe_layers: if moe { 1.0 } else { 0.0 },
        experts: 64.0,
        top_k: 4.0,
        expert: if moe { 10e9 } else { 0.0 },
        ..Architecture::default()
    };
    let chip = Chip {
        tdp: Power::w(700.0),
        bandwidth: Bandwidth::gb_per_s(1000.0),
        peak: ComputeRate::tflops(1e9),
        link: Bandwidth::gb_per_s(1e9),
        ..Chip::default()
    };
    let constants = Constants {
        memory_efficiency: 1.0,
        expert_efficiency: 1.0,
        compute_efficiency: 1.0,
        layer: Time::ms(1.0),
        floor: Power::w(100.0),
        busy: Power::w(400.0),
        ceiling: 1.0,
        cap_exponent: 1.0,
        sampling,
        prompt_steps,
        ..Constants::default()
    };
    Step::new(&architecture, &chip, &constants, load, Precision::Bf16)
}

#[test]
fn logits_cross_memory_of_one_accelerator() {
    // 10 passes over 4 bytes for each of 100 000 words at 1 TB/s: 4 us of every sequence, and busy half of the accelerators.
    let (bare, drawn) = (
        older(0.0, 0.0, 100.0, false),
        older(10.0, 0.0, 100.0, false),
    );
    let added = drawn.time(50.0) - bare.time(50.0);
    assert!((added.to_us() - 200.0).abs() < 1e-6, "{added:?}");
    let busy = drawn.dynamic.per_sequence - bare.dynamic.per_sequence;
    assert!((busy.to_j() - 400.0 * 2e-6).abs() < 1e-12, "{busy:?}");
}

#[test]
fn each_copy_of_the_attention_draws_for_its_own_sequences() {
    let of = |attention_copies| {
        let load = Load {
            accelerators: 4.0,
            attention_copies,
            output: 100.0,
            ..Load::default()
        };
        let draw = |sampling| older_for(sampling, 0.0, &load, true).time(64.0);
        (draw(10.0) - draw(0.0)).to_us()
    };
    // 4 us of every sequence, on one accelerator of four or on four at once.
    assert!((of(1.0) - 256.0).abs() < 1e-6 && (of(4.0) - 64.0).abs() < 1e-6);
}

#[test]
fn prompts_that_start_together_share_a_step_of_their_own() {
    let stops = |output: f64, batch: f64| {
        let of = |q| older(0.0, q, output, false).time(batch).to_ms();
        of(1.0) - of(0.0)
    };
    // Half of 2 GB at 1 TB/s and the layer: 2 ms. Of 50 sequences with answers of 100 tokens one or more starts in 1 - 0.99^50 of
    // the steps, and decode writes 99 tokens of 100.
    let by_hand = 2.0 * (1.0 - libm::pow(0.99, 50.0) - 0.01);
    assert!((stops(100.0, 50.0) - by_hand).abs() < 1e-6);
    // Alone, a request takes as many steps as it has tokens, the first of them with its prompt; so do many, of one token.
    assert!(stops(100.0, 1.0).abs() < 1e-6 && stops(1.0, 256.0).abs() < 1e-6);
    // However many start, decode stops once.
    assert!(stops(2.0, 1e4) < 2.0);
}

#[test]
fn one_token_touches_its_own_experts() {
    assert!((step(true, Precision::Bf16, 1.0, 0.0, 1.0).touched(1.0) - 8.0 / 128.0).abs() < 1e-15);
}

#[test]
fn impossible_latency_gives_a_batch_of_one() {
    for moe in [false, true] {
        assert!(
            (step(moe, Precision::Bf16, 1.0, 500.0, 500.0).batch_for(Time::us(1.0)) - 1.0).abs()
                < 1e-15
        );
    }
}

#[test]
fn weights_larger_than_memory_leave_no_batch() {
    assert!(
        step(false, Precision::Bf16, 1.0, 500.0, 500.0)
            .batch_in_memory(0.5)
            .abs()
            < 1e-15
    );
}

proptest! {
    #[test]
    fn older_software_takes_more_and_still_shares(
        moe: bool, s in 0.0..300.0, out in 1.0..2000.0, b in 1.0..1000.0, more in 0.01..100.0, capped: bool, cap in 110.0..700.0,
    ) {
        let cap = capped.then_some(Power::w(cap));
        let of = |s, q, out, b| older(s, q, out, moe).energy_per_token(b, cap);
        // Rounding: alone, both take as many steps.
        let rounding = 1.0 - 1e-12;
        prop_assert!(of(s, 0.0, out, b) * rounding <= of(s, 1.0, out, b));
        prop_assert!(of(s, 1.0, out, b) < of(s + more, 1.0, out, b));
        prop_assert!(of(s, 1.0, out, b + more) < of(s, 1.0, out, b));
        prop_assert!(of(s, 1.0, out, b) * out < of(s, 1.0, out + more, b) * (out + more));
        let time = |q, b| older(s, q, out, moe).time(b);
        prop_assert!(time(1.0, b) <= time(1.0, b + more));
    }

    #[test]
    fn a_batch_is_found_where_prompts_stand_apart(moe: bool, s in 1.0..300.0, out in 1.0..2000.0, b in 1.0..1000.0) {
        let step = older(s, 1.0, out, moe);
        let found = step.batch_for(step.time(b));
        prop_assert!((found / b - 1.0).abs() < 1e-8, "{found} {b}");
        let found = step.batch_for_arrivals(step.tokens_per_s(b) / out, 1e6);
        prop_assert!((found / b - 1.0).abs() < 1e-6, "{found} {b}");
    }

    #[test]
    fn time_grows_with_batch(moe: bool, n in 1_u32..9, b in 1.0..2000.0, more in 0.1..500.0) {
        let step = step(moe, Precision::Fp8, f64::from(n), 500.0, 500.0);
        prop_assert!(step.time(b) < step.time(b + more));
    }

    #[test]
    fn batch_for_inverts_time(moe: bool, n in 1_u32..17, b in 1.0..4000.0, input in 0.0..5000.0) {
        let step = step(moe, Precision::Bf16, f64::from(n), input, 500.0);
        let found = step.batch_for(step.time(b));
        // Rounding of T, over the share of T that grows with the batch.
        prop_assert!((found / b - 1.0).abs() < 1e-9, "{found} {b}");
    }

    #[test]
    fn arrivals_invert_throughput(moe: bool, n in 1_u32..17, b in 1.0..4000.0, out in 10.0..5000.0) {
        let step = step(moe, Precision::Bf16, f64::from(n), 500.0, out);
        let found = step.batch_for_arrivals(step.tokens_per_s(b) / out, 1e6);
        // Near saturation the batch is ill-conditioned in the rate.
        prop_assert!((found / b - 1.0).abs() < 1e-8, "{found} {b}");
    }

    #[test]
    fn a_prompt_read_in_two_parts_takes_the_same_arithmetic(first in 1.0..1e5, second in 1.0..1e5) {
        // The second part attends to the first, which is then in the cache.
        let model = Architecture { layers_full: 48.0, hidden: 2048.0, heads: 32.0, head_dim: 128.0, vocab: 150e3, nonexpert: 30e9, ..Architecture::default() };
        let read = |input_uncached, input_total| {
            model.prefill(&Load { input_uncached, input_total, output: 1.0, ..Load::default() })
        };
        let parts = read(first, first) + read(second, first + second);
        prop_assert!((parts / read(first + second, first + second) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn fewer_bits_never_move_more_bytes(moe: bool, b in 1.0..1000.0) {
        let moved = |p| {
            let step = step(moe, p, 1.0, 500.0, 500.0);
            step.weights + Bandwidth::bytes_per_s(1.0) * step.time(b)
        };
        for [more, fewer] in FEWER_BITS {
            prop_assert!(moved(fewer) < moved(more), "{fewer:?} {more:?}");
        }
    }
}
