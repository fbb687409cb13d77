//! An inference job somewhere: requests, served in a place.

use super::super::elsewhere::Elsewhere;
use super::super::fleet::Fleet;
use super::serve::Serve;
use super::{FIGURES, PER_UNIT, Serving};
use crate::document::Workload;
use crate::error::Error;
use crate::quantity::{Energy, Time};
use crate::report::Table;
use crate::resolve::{At, Bounds, Resolver};
use crate::uncertain::{Draw, Handle};

/// An inference job somewhere.
#[derive(Debug)]
pub(in crate::estimate) struct Job {
    serving: Serving,
    /// Replicas through a day, at central values.
    fleet: Option<Fleet>,
    requests: Handle<f64>,
    place: Elsewhere,
    training: Option<Training>,
}

/// Energy of training, and the requests it is shared over.
#[derive(Clone, Copy, Debug)]
struct Training {
    energy: Handle<Energy>,
    requests: Handle<f64>,
}

impl Training {
    /// Both numbers, or neither.
    fn resolve(r: &mut Resolver, w: &Workload) -> Result<Option<Self>, Error> {
        let (energy, requests) = match (&w.training_energy_mwh, &w.lifetime_requests) {
            (None, None) => return Ok(None),
            (Some(energy), Some(requests)) => (energy, requests),
            (energy, _) => {
                let names = ["training_energy_mwh", "lifetime_requests"];
                let [given, missing] = if energy.is_some() {
                    names
                } else {
                    [names[1], names[0]]
                };
                return Err(Error::inconsistent(
                    missing,
                    format!("is missing: `{given}` needs it to share training over requests"),
                ));
            }
        };
        let bounds = Bounds {
            unit: "MWh",
            scale: Energy::mwh(1.0).to_j(),
            low: 0.0,
            high: 1e9,
        };
        Ok(Some(Self {
            energy: r.given(&At::Top.field("training_energy_mwh"), energy, bounds)?,
            requests: r.given(
                &At::Top.field("lifetime_requests"),
                requests,
                Bounds::plain(1.0, 1e18),
            )?,
        }))
    }
}

impl Job {
    pub(in crate::estimate) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let serving = Serving::resolve(r, w, At::Top, (None, None))?;
        // Before the place: where a fleet gives the idle share, the parameter of that name is not drawn.
        let fleet = serving.by_hour(&Draw::new(&r.slots.central_values()));
        if let Some(fleet) = &fleet {
            fleet.record(r);
        }
        Ok(Self {
            serving,
            fleet,
            requests: r.given_or(
                &At::Top.field("requests"),
                w.requests,
                1.0,
                Bounds::plain(1e-9, 1e18),
            )?,
            place: Elsewhere::resolve(r, w)?,
            training: Training::resolve(r, w)?,
        })
    }

    /// The hours of a day of requests.
    pub(in crate::estimate) fn tables(&self) -> Vec<(&'static str, Table)> {
        let day = self.fleet.as_ref();
        day.map(|f| ("day", f.table())).into_iter().collect()
    }

    /// Whether the training of the model is shared over its requests.
    pub(in crate::estimate) const fn shares_training(&self) -> bool {
        self.training.is_some()
    }

    /// This job's share of the energy that training the model took, in Wh: `E_train n / N`.
    pub(in crate::estimate) fn training_share_wh(&self, draw: &Draw) -> Option<f64> {
        let t = self.training?;
        Some(draw.get(t.energy).to_wh() * draw.get(self.requests) / draw.get(t.requests))
    }

    /// Fills the figures; returns requests and output tokens.
    pub(in crate::estimate) fn run(&self, draw: &Draw, out: &mut [f64]) -> (f64, f64) {
        let s = self.serving.at(draw);
        let requests = draw.get(self.requests);
        let tokens = requests * self.serving.tokens.written(draw).1;
        let taken = s.takes(draw, &self.place, tokens);
        out[..PER_UNIT].copy_from_slice(&taken.amounts);
        out[PER_UNIT..].copy_from_slice(&s.machines(taken.held));
        (requests, tokens)
    }
}

/// What some tokens take.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::estimate) struct Taken {
    /// The figures that are also given per unit.
    pub(in crate::estimate) amounts: [f64; PER_UNIT],
    /// Accelerator time, waiting included.
    pub(in crate::estimate) held: Time,
}

impl Serve {
    /// What `tokens` take that this replica writes in a place.
    pub(in crate::estimate) fn takes(&self, draw: &Draw, place: &Elsewhere, tokens: f64) -> Taken {
        let busy = Time::s(tokens / self.tokens_per_s) * self.accelerators;
        let server: Energy = self.server * busy;
        let (impacts, held) = place.served(draw, server, busy, self.waits);
        let mut amounts = [0.0; PER_UNIT];
        amounts[..2].copy_from_slice(&[(self.accelerator * busy).to_wh(), server.to_wh()]);
        amounts[2..].copy_from_slice(&impacts);
        Taken { amounts, held }
    }

    /// The figures of the machines.
    pub(in crate::estimate) fn machines(&self, held: Time) -> [f64; FIGURES.len() - PER_UNIT] {
        [
            self.tokens_per_s,
            self.step.to_ms(),
            self.accelerator.to_w(),
            self.server.to_w(),
            self.batch,
            self.accelerators,
            held.to_h(),
        ]
    }
}
