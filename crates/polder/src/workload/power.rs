//! Power and energy of one decode step.

use super::inference::{Busy, Constants, Step};
use crate::quantity::{Energy, Power, Time};

impl Step {
    /// Mean power of one accelerator during a step, and the time the step takes under `cap`.
    ///
    /// ```text
    /// P_need = P_0 + (P_core T_core + P_kv T_kv + P_pre T_pre + P_comm T_comm + P_host T_host
    ///                 + e_m bytes + e_f FLOP) / T
    /// P = min(P_need, c TDP)                          T' = T
    /// P' = cap, T' = T ((P - P_0) / (cap - P_0))^(1/a)        where cap < P
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | `P_0` | floor: context live, clocks up | W |
    /// | `P_x`, `T_x` | power added while busy with x, and for how long | W, s |
    /// | `T_core` | `T_w + T_c + T_moe`, and `T_pre` for a mixture of experts | s |
    /// | bytes, FLOP | moved and computed by one accelerator in a step | B, FLOP |
    /// | `e_m`, `e_f` | energy of a byte and of an operation | J/B, J/FLOP |
    /// | c | highest mean power as a share of TDP | 1 |
    /// | a | exponent of power above the floor over speed | 1 |
    ///
    /// Up to c TDP the time needs no correction: the fit saw the chips throttle. Below, clock and voltage fall
    /// together, so power above the floor falls as a power of speed (`inference.cap_exponent`, from published pairs
    /// of capped and free runs). A cap at or below the floor never finishes: infinite time.
    ///
    /// Source: `polder-fit-2025`, reference notes on AI workloads, section 2.3.
    ///
    /// ```
    /// use polder::quantity::{Bandwidth, ComputeRate, EnergyPerData, Power};
    /// use polder::workload::{Architecture, Chip, Constants, Load, Precision, Step};
    /// // By hand: 2 GB at 1 TB/s and 100 pJ/B are 0.2 J in 2 ms: 100 W above a floor of 100 W.
    /// let model = Architecture { nonexpert: 1e9, ..Default::default() };
    /// let chip = Chip { tdp: Power::w(700.0), bandwidth: Bandwidth::gb_per_s(1e3), peak: ComputeRate::tflops(1e9), ..Default::default() };
    /// let ideal = Constants {
    ///     weight_efficiency: 1.0, kv_efficiency: 1.0, compute_efficiency: 1.0, ceiling: 1.0,
    ///     floor: Power::w(100.0), byte: EnergyPerData::pj_per_byte(100.0), cap_exponent: 2.0, ..Default::default()
    /// };
    /// let load = Load { accelerators: 1.0, output: 500.0, ..Default::default() };
    /// let step = Step::new(&model, &chip, &ideal, &load, Precision::Bf16);
    /// let (power, time) = step.power(1.0, None);
    /// assert!((power.to_w() - 200.0).abs() < 1e-3 && (time.to_ms() - 2.0).abs() < 1e-5);
    /// let (power, time) = step.power(1.0, Some(Power::w(150.0)));
    /// assert!((power.to_w() - 150.0).abs() < 1e-9 && (time.to_ms() - 8.0_f64.sqrt()).abs() < 1e-5);
    /// ```
    #[inline]
    pub fn power(&self, batch: f64, cap: Option<Power>) -> (Power, Time) {
        let touched = self.touched(batch);
        let time = self.time.at(batch, touched);
        let need = (self.floor + self.dynamic.at(batch, touched) / time).min(self.ceiling);
        match cap {
            Some(cap) if cap < need => {
                let left = (cap - self.floor).max(Power::ZERO);
                let slower = libm::pow((need - self.floor) / left, self.slowing);
                (cap, time * slower)
            }
            _ => (need, time),
        }
    }

    /// Energy of all accelerators of the replica per output token, prefill included.
    ///
    /// ```text
    /// E = n P T / B
    /// ```
    ///
    /// Symbols, validity, source and example: [`Step::power`].
    #[inline]
    pub fn energy_per_token(&self, batch: f64, cap: Option<Power>) -> Energy {
        let (power, time) = self.power(batch, cap);
        power * time * (self.accelerators / batch)
    }
}

impl Constants {
    /// Energy above the floor that one accelerator spends on `busy`.
    pub(super) fn dynamic_energy(&self, busy: &Busy, moe: bool) -> Energy {
        let prefill = if moe { self.core } else { self.prefill };
        self.core * (busy.weights + busy.compute + busy.moe)
            + prefill * busy.prefill
            + self.kv * busy.kv
            + self.comm * busy.comm
            + self.host * busy.host
            + self.byte * busy.moved
            + self.flop * busy.computed
    }
}

#[cfg(test)]
mod tests {
    use super::super::Precision;
    use super::super::inference::tests::step;
    use crate::quantity::Power;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_longer_answer_takes_more_energy(moe: bool, b in 1.0..500.0, out in 10.0..5000.0, more in 1.0..500.0) {
            let answer = |out| step(moe, Precision::Bf16, 2.0, 500.0, out).energy_per_token(b, None) * out;
            prop_assert!(answer(out) < answer(out + more));
        }

        #[test]
        fn a_longer_input_takes_more_energy(moe: bool, b in 1.0..500.0, input in 0.0..5000.0, more in 1.0..500.0) {
            let token = |input| step(moe, Precision::Bf16, 8.0, input, 500.0).energy_per_token(b, None);
            prop_assert!(token(input) < token(input + more));
        }

        #[test]
        fn sharing_a_step_saves_energy(moe: bool, b in 1.0..1000.0, more in 0.01..100.0) {
            let step = step(moe, Precision::Bf16, 1.0, 500.0, 500.0);
            prop_assert!(step.energy_per_token(b + more, None) < step.energy_per_token(b, None));
        }

        #[test]
        fn a_cap_saves_energy_above_the_floor_and_takes_time(moe: bool, b in 1.0..1000.0, cap in 130.0..700.0) {
            let step = step(moe, Precision::Bf16, 1.0, 500.0, 500.0);
            let (free, fast) = step.power(b, None);
            let (capped, slow) = step.power(b, Some(Power::w(cap)));
            let floor = Power::w(120.0);
            prop_assert!(capped <= Power::w(cap) && slow >= fast);
            prop_assert!((capped - floor) * slow <= (free - floor) * fast * (1.0 + 1e-12));
        }

        #[test]
        fn power_is_between_floor_and_ceiling(moe: bool, n in 1_u32..17, b in 1.0..4000.0) {
            let (power, time) = step(moe, Precision::Fp8, f64::from(n), 500.0, 500.0).power(b, None);
            prop_assert!(power >= Power::w(120.0) && power <= Power::w(0.985 * 700.0));
            prop_assert!(time == step(moe, Precision::Fp8, f64::from(n), 500.0, 500.0).time(b));
        }
    }

    #[test]
    fn a_cap_below_the_floor_never_finishes() {
        let (_, time) =
            step(false, Precision::Bf16, 1.0, 500.0, 500.0).power(8.0, Some(Power::w(100.0)));
        assert!(time.to_s().is_infinite());
    }
}
