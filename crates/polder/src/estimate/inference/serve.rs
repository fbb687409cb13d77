//! A replica at work: its step, its batch, its power, and the fleet that it is of.

use super::super::capped;
use super::super::closed::{Drawn, Format};
use super::super::fleet::{Day, Fleet, Running};
use super::Serving;
use super::batch::{BatchRule, MeanLoad};
use super::replica::smallest;
use crate::quantity::{Data, Energy, Power, Time};
use crate::uncertain::Draw;
use crate::workload::{Architecture, Step};

/// Sizes of a replica, over the smallest, that a provider tries in turn.
const DOUBLINGS: [f64; 3] = [2.0, 4.0, 8.0];

/// A replica at work, for one draw.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Serve {
    /// Mean running sequences.
    pub(crate) batch: f64,
    /// Time between tokens of one sequence; model error and stack factor included.
    pub(crate) step: Time,
    /// Power of one accelerator.
    pub(crate) accelerator: Power,
    /// Server input per accelerator.
    pub(crate) server: Power,
    /// Output tokens per second of the replica.
    pub(crate) tokens_per_s: f64,
    /// Accelerators of the replica.
    pub(crate) accelerators: f64,
    /// Energy of waiting over that of working, where the load says it.
    pub(super) waits: Option<f64>,
}

impl Serve {
    /// Server input of the replica over its output tokens.
    fn energy_per_token(&self) -> Energy {
        let while_waiting = 1.0 + self.waits.unwrap_or(0.0);
        self.server * self.accelerators * Time::s(while_waiting / self.tokens_per_s)
    }
}

impl Serving {
    /// Most running sequences that the memory holds.
    pub(super) fn room(&self, step: &Step, draw: &Draw) -> f64 {
        step.batch_in_memory(draw.get(self.memory_usable)).max(1.0)
    }

    /// One step of the replica, and its accelerators: `times` as many as the weights need, where nobody says.
    pub(super) fn step(&self, draw: &Draw, times: f64) -> (Step, f64) {
        let most = self.weights_room.map_or(f64::INFINITY, |room| {
            room / Data::bytes(self.format.precision.bytes_per_weight())
        });
        let architecture = self.shape.at(draw, most);
        let drawn = self.formats.as_ref();
        let format = drawn
            .and_then(|f| f.at(draw, &architecture, self.weights_room))
            .unwrap_or(&self.format);
        let accelerators = if self.weights_room.is_some() {
            self.replica
        } else {
            let total = architecture.nonexpert + architecture.expert;
            let weights = Data::bytes(total * format.precision.bytes_per_weight());
            times * smallest(&format.chip, weights + self.drafts())
        };
        let step = self.step_on(draw, &architecture, format, accelerators);
        (step, accelerators)
    }

    /// Its step, of a model in a number format; with the draft model's round where one guesses ahead.
    #[inline]
    fn step_on(
        &self,
        draw: &Draw,
        architecture: &Architecture,
        format: &Format,
        accelerators: f64,
    ) -> Step {
        let mut load = self.tokens.load(draw, accelerators);
        load.attention_copies = self.copies;
        let (sampling, prompt_steps) = self.software.at(draw);
        let drawn = Drawn {
            cap_exponent: draw.get(self.cap_exponent),
            sampling,
            prompt_steps,
        };
        let Some(draft) = &self.draft else {
            return format.step(architecture, &load, &drawn);
        };
        let speculation = draft.at(draw);
        let drafts = draft.step(&speculation, &load, &drawn);
        load.pace = speculation.pace();
        let mut step = format.step(architecture, &load, &drawn);
        step.follow(&drafts);
        step
    }

    /// The replica at work. Of a closed model that nobody sizes it is doubled as long as that saves energy: more
    /// accelerators reach the latency with more sequences.
    pub(crate) fn at(&self, draw: &Draw) -> Serve {
        let mut best = self.serve(draw, 1.0);
        if self.weights_room.is_some() {
            return best;
        }
        for times in DOUBLINGS {
            let next = self.serve(draw, times);
            if next.energy_per_token() >= best.energy_per_token() {
                break;
            }
            best = next;
        }
        best
    }

    fn serve(&self, draw: &Draw, times: f64) -> Serve {
        self.serve_by_hour(draw, times).0
    }

    /// The replica at work, and the fleet that it is of, where the load is a day of requests.
    fn serve_by_hour(&self, draw: &Draw, times: f64) -> (Serve, Option<Fleet>) {
        let (step, accelerators) = self.step(draw, times);
        let memory = self.room(&step, draw);
        let factor = self.errors.time(draw);
        let batch = match &self.batch {
            BatchRule::Given(b) => draw.get(*b),
            BatchRule::Latency {
                target,
                load,
                least,
            } => {
                let most = capped::batch_for(&step, draw.get(*target) / factor, memory, self.limit);
                let least = least.map_or(1.0, |l| draw.get(l).min(memory).max(1.0));
                match load {
                    MeanLoad::Share(share) => (most * draw.get(*share).min(1.0)).max(least),
                    MeanLoad::Day(day) => {
                        let fleet = self.fleet(draw, (&step, accelerators), most.max(least), day);
                        let serve = Serve {
                            waits: Some(fleet.idle_share),
                            ..self.running(draw, &step, accelerators, fleet.batch)
                        };
                        return (serve, Some(fleet));
                    }
                }
            }
            BatchRule::Arrivals(rate) => {
                capped::batch_for_arrivals(&step, draw.get(*rate) * factor, memory, self.limit)
            }
        };
        (self.running(draw, &step, accelerators, batch), None)
    }

    /// The replica at a batch.
    fn running(&self, draw: &Draw, step: &Step, accelerators: f64, batch: f64) -> Serve {
        let (energy, power_error) = (self.errors.energy(draw), self.errors.power(draw));
        let (reckoned, time) = step.power(batch, self.limit);
        let power = (reckoned * power_error).min(self.limit.unwrap_or_else(|| step.ceiling()));
        let time = time * (energy * (reckoned / power) / step.kept());
        Serve {
            batch,
            step: time,
            accelerator: power,
            server: ((power + draw.get(self.host)) / draw.get(self.psu)).min(self.rated),
            tokens_per_s: batch / time.to_s(),
            accelerators,
            waits: None,
        }
    }

    /// The fleet for a day of requests, where the load is one.
    pub(in crate::estimate) fn by_hour(&self, draw: &Draw) -> Option<Fleet> {
        let times = self.at(draw).accelerators / self.step(draw, 1.0).1;
        self.serve_by_hour(draw, times).1
    }

    /// Replicas for a day of requests, `most` the largest batch of one.
    fn fleet(
        &self,
        draw: &Draw,
        (step, accelerators): (&Step, f64),
        most: f64,
        day: &Day,
    ) -> Fleet {
        let (factor, written) = (self.errors.time(draw), self.tokens.written(draw).1);
        let at = |batch| {
            let serve = self.running(draw, step, accelerators, batch);
            Running {
                server: serve.server,
                requests_per_s: serve.tokens_per_s / written,
            }
        };
        let balanced = |rate| capped::batch_for_arrivals(step, rate * factor, most, self.limit);
        Fleet::new(draw, day, most, &at, &balanced)
    }
}
