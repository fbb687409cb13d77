//! A session: turns of a user with a model, whose context grows, as the mean of its calls.

use super::Load;

/// What a session is made of; all are means.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Session {
    /// Turns: what a user says, up to the final answer. At least 1.
    pub turns: f64,
    /// Input of the first call, system prompt included. More than zero.
    pub first_input: f64,
    /// What the user adds in each later turn.
    pub user: f64,
    /// Tokens that a call writes and that stay in the context. More than zero.
    pub output: f64,
    /// Hidden reasoning of a call.
    pub reasoning: f64,
    /// Tool calls of a turn; the model is called again for each.
    pub tools: f64,
    /// What a tool result adds.
    pub tool: f64,
    /// Failed calls for each one that counts; each takes as much as it.
    pub retries: f64,
    /// Share of the input of a call that comes from the prefix cache, below 1.
    pub cached_share: f64,
    /// Share of the reasoning that stays in the context.
    pub kept_share: f64,
}

impl Session {
    /// Calls of the model, failed ones included.
    ///
    /// ```text
    /// n = N (1 + t) (1 + ρ)
    /// ```
    ///
    /// N turns, t tool calls of a turn, ρ failed calls for each one that counts.
    pub fn calls(&self) -> f64 {
        self.turns * (1.0 + self.tools) * (1.0 + self.retries)
    }

    /// The mean call, on a replica of `accelerators`.
    ///
    /// ```text
    /// x(k, j) = F + k G + j H          k = 0 .. N − 1, j = 0 .. t
    /// H = o + κ h + r                  one tool call further
    /// G = u + t H + o + κ h            one turn further
    /// mean     = F + (N − 1)/2 G + t/2 H
    /// variance = (N² − 1)/12 G² + ((1 + t)² − 1)/12 H²
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | x | input of a call | tokens |
    /// | N, t | turns; tool calls of a turn | 1 |
    /// | F, u | input of the first call; what the user adds in a later turn | tokens |
    /// | o, h, κ | output and hidden reasoning of a call; share of it that stays | tokens, tokens, 1 |
    /// | r | what a tool result adds | tokens |
    ///
    /// The sums of the two arithmetic series. A replica that serves many such sessions runs their calls side by side, so
    /// that its steady state is that of the mean call. At one batch, without a sliding window and below the power limit, energy is
    /// linear in context and in the square of the input: then this is exactly the sum over the calls. Tools
    /// called at once count as one; a context that is cut or summarised is not modelled.
    ///
    /// Source: definition. Example, by hand: 3 turns without tools, 1000 tokens, then 100 + 400 more in each turn.
    ///
    /// ```
    /// use polder::workload::Session;
    /// let s = Session { turns: 3.0, first_input: 1000.0, user: 100.0, output: 400.0, ..Default::default() };
    /// let call = s.mean_call(1.0);
    /// assert_eq!(call.input_total, 1500.0); // of 1000, 1500 and 2000
    /// assert!((call.input_spread * 1500.0 * 1500.0 - 500.0 * 500.0 * 2.0 / 3.0).abs() < 1e-6);
    /// assert_eq!(s.calls(), 3.0);
    /// ```
    pub fn mean_call(&self, accelerators: f64) -> Load {
        let (per_turn, per_call) = self.growth();
        let input =
            self.first_input + 0.5 * (self.turns - 1.0) * per_turn + 0.5 * self.tools * per_call;
        let calls = 1.0 + self.tools;
        let variance = ((self.turns * self.turns - 1.0) * per_turn * per_turn
            + (calls * calls - 1.0) * per_call * per_call)
            / 12.0;
        Load {
            accelerators,
            input_uncached: input - self.cached_share * input,
            input_total: input,
            output: self.output + self.reasoning,
            input_spread: variance / (input * input),
            ..Load::default()
        }
    }

    /// Input of the last call.
    pub fn longest_input(&self) -> f64 {
        let (per_turn, per_call) = self.growth();
        self.first_input + (self.turns - 1.0) * per_turn + self.tools * per_call
    }

    /// Input that a machine which keeps the whole context reads: everything once.
    pub fn read_once(&self) -> f64 {
        self.first_input + (self.turns - 1.0) * self.user + self.turns * self.tools * self.tool
    }

    /// Tokens that the context grows by in a turn, and in one tool call.
    fn growth(&self) -> (f64, f64) {
        let written = self.output + self.kept_share * self.reasoning;
        let per_call = written + self.tool;
        (self.user + self.tools * per_call + written, per_call)
    }
}

#[cfg(test)]
mod tests {
    use super::super::step::tests;
    use super::super::{Precision, Step};
    use super::*;
    use crate::quantity::{Energy, Time};
    use proptest::prelude::*;

    fn session(turns: u32, tools: u32, cached_share: f64) -> Session {
        Session {
            turns: f64::from(turns),
            first_input: 2000.0,
            user: 150.0,
            output: 300.0,
            reasoning: 200.0,
            tools: f64::from(tools),
            tool: 900.0,
            cached_share,
            ..Session::default()
        }
    }

    /// The calls one after the other, with the context that the last ones left.
    fn inputs(s: &Session) -> Vec<f64> {
        let (mut context, mut all) = (s.first_input, Vec::new());
        let mut turn = 0.0;
        while turn < s.turns {
            let mut tools = 0.0;
            while tools <= s.tools {
                all.push(context);
                context += s.output + s.kept_share * s.reasoning;
                context += if tools < s.tools { s.tool } else { s.user };
                tools += 1.0;
            }
            turn += 1.0;
        }
        all
    }

    fn step_for(load: &Load) -> Step {
        tests::step_for(false, Precision::Bf16, load)
    }

    fn taken(load: &Load, batch: f64) -> (Energy, Time) {
        let (power, time) = step_for(load).power(batch, None);
        let steps = load.output / batch;
        (power * time * steps, time * steps)
    }

    fn call(s: &Session, input: f64) -> Load {
        Load {
            input_total: input,
            input_uncached: input * (1.0 - s.cached_share),
            input_spread: 0.0,
            ..s.mean_call(1.0)
        }
    }

    proptest! {
        #[test]
        fn the_mean_call_stands_for_all_of_them(turns in 1_u32..12, tools in 0_u32..8, cached in 0.0..0.99, batch in 1.0..64.0) {
            let s = session(turns, tools, cached);
            let all = inputs(&s);
            let mean = s.mean_call(1.0);
            #[expect(clippy::cast_precision_loss, reason = "a hundred")]
            let n = all.len() as f64;
            prop_assert!((s.calls() - n).abs() < 1e-9);
            prop_assert!((all.iter().sum::<f64>() / n / mean.input_total - 1.0).abs() < 1e-12);
            prop_assert!((all[all.len() - 1] / s.longest_input() - 1.0).abs() < 1e-12);
            let (mut energy, mut time) = (Energy::ZERO, Time::ZERO);
            for input in &all {
                let (e, t) = taken(&call(&s, *input), batch);
                energy += e;
                time += t;
            }
            let (e, t) = taken(&mean, batch);
            prop_assert!((t * n / time - 1.0).abs() < 1e-9, "time");
            // Power saturates, so that the mean call draws a little more than the mean of the calls.
            let over = e * n / energy - 1.0;
            prop_assert!((-1e-9..0.02).contains(&over), "energy {}", over);
        }

        #[test]
        fn a_cache_never_adds_prefill(turns in 1_u32..12, tools in 0_u32..8, cached in 0.0..0.9) {
            let time = |cached| step_for(&session(turns, tools, cached).mean_call(1.0)).time(16.0);
            prop_assert!(time(cached + 0.05) < time(cached));
        }
    }
}
