//! Power and energy of one decode step.

use super::step::Step;
use crate::quantity::{Energy, Power, Time};

impl Step {
    /// Mean power of one accelerator during a step, and the time the step takes under `cap`.
    ///
    /// ```text
    /// u = (P_busy T_busy + e_f FLOP) / (T (c TDP - P_0))
    /// P = P_0 + (c TDP - P_0) u / (1 + u)             T' = T
    /// P' = cap, T' = T ((P - P_0) / (cap - P_0))^(1/a)        where cap < P
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | `P_0` | floor: context live, clocks up | W |
    /// | `P_busy`, `T_busy` | power of memory and arithmetic at work, and for how long: all but `T_comm` and `T_host` | W, s |
    /// | `e_f`, FLOP | energy of an operation; operations of one accelerator, padding included | J, 1 |
    /// | c | highest mean power as a share of TDP | 1 |
    /// | a | exponent of power above the floor over speed | 1 |
    ///
    /// Power is concave in use: clocks fall as it nears TDP. Waiting for peers or the host costs the floor. Under a cap,
    /// clock and voltage fall together, so power above the floor falls as a power of speed (`inference.cap_exponent`,
    /// from published pairs of capped and free runs). A cap at or below the floor never finishes: infinite time.
    ///
    /// Source: `polder-fit-2026`, docs/fit.md.
    ///
    /// ```
    /// use polder::quantity::{Bandwidth, ComputeRate, Power};
    /// use polder::workload::{Architecture, Chip, Constants, Load, Precision, Step};
    /// // By hand: busy throughout, so u = 900 W / 600 W and P = 100 W + 600 W x 1.5 / 2.5.
    /// let model = Architecture { nonexpert: 1e9, ..Default::default() };
    /// let chip = Chip { tdp: Power::w(700.0), bandwidth: Bandwidth::gb_per_s(1e3), peak: ComputeRate::tflops(1e9), ..Default::default() };
    /// let ideal = Constants {
    ///     memory_efficiency: 1.0, compute_efficiency: 1.0, ceiling: 1.0,
    ///     floor: Power::w(100.0), busy: Power::w(900.0), cap_exponent: 2.0, ..Default::default()
    /// };
    /// let load = Load { accelerators: 1.0, output: 500.0, ..Default::default() };
    /// let step = Step::new(&model, &chip, &ideal, &load, Precision::Bf16);
    /// let (power, time) = step.power(1.0, None);
    /// assert!((power.to_w() - 460.0).abs() < 1e-9 && (time.to_ms() - 2.0).abs() < 1e-5);
    /// let (power, time) = step.power(1.0, Some(Power::w(280.0)));
    /// assert!((power.to_w() - 280.0).abs() < 1e-9 && (time.to_ms() - 8.0_f64.sqrt()).abs() < 1e-5);
    /// ```
    #[inline]
    pub fn power(&self, batch: f64, cap: Option<Power>) -> (Power, Time) {
        let touched = self.touched(batch);
        let time = self.time_at(batch, touched);
        let need = self.floor + self.saturated(self.dynamic_at(batch, touched) / time);
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
    /// E = n P T / (B m)
    /// ```
    ///
    /// m output tokens of a sequence that a step gives. Other symbols, validity, source and example: [`Step::power`].
    #[inline]
    pub fn energy_per_token(&self, batch: f64, cap: Option<Power>) -> Energy {
        let (power, time) = self.power(batch, cap);
        power * time * (self.accelerators / (batch * self.kept))
    }

    /// Power above the floor that is drawn where `asked` is asked: never more than the span up to the ceiling.
    fn saturated(&self, asked: Power) -> Power {
        if self.span <= Power::ZERO {
            return Power::ZERO;
        }
        asked / (1.0 + asked / self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Precision;
    use super::super::step::tests::step;
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
