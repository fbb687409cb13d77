//! Embodied carbon of IT: chips, hosts, racks, network.

pub mod parts;

use crate::data::{self, Accelerator, Server, params};
use crate::hardware;
use crate::quantity::{
    Carbon, Depletion, DepletionPerCarbon, Energy, EnergyPerCarbon, Power, Time,
};
use crate::resolve::Resolver;
use crate::uncertain::{Draw, Handle};

/// Embodied carbon of one kind of server, spread over its life.
#[derive(Debug)]
pub(crate) struct Embodied {
    accelerator: Option<Handle<Carbon>>,
    host: Handle<Carbon>,
    rack: Handle<Carbon>,
    network: Handle<f64>,
    error: Handle<f64>,
    card_depletion: Option<Handle<Depletion>>,
    host_depletion: Handle<DepletionPerCarbon>,
    primary: Handle<EnergyPerCarbon>,
    life: Handle<Time>,
}

/// What making hardware took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Made {
    pub(crate) carbon: Carbon,
    /// Scarce elements, as antimony.
    pub(crate) depletion: Depletion,
    /// Primary energy.
    pub(crate) primary: Energy,
}

impl Embodied {
    /// The machines, or plain servers without accelerators; `life` is how long they are used.
    pub(crate) fn resolve(
        r: &mut Resolver,
        machines: Option<(&Accelerator, &Server)>,
        life: Handle<Time>,
    ) -> Self {
        Self {
            accelerator: machines.map(|(a, _)| chip(r, a)),
            host: match machines {
                Some((_, s)) => r.cell(
                    "server.embodied_host",
                    s.embodied_host_kg,
                    ("kg", 1.0),
                    format!("servers.csv {}", s.id),
                ),
                None => r.role("server.embodied_host", params::SERVER_PLAIN_EMBODIED_KG),
            },
            rack: r.param(params::RACK_EMBODIED_KG),
            network: r.param(params::NETWORK_EMBODIED_SHARE),
            error: r.param(params::EMBODIED_ERROR),
            card_depletion: machines.map(|_| r.param(params::EMBODIED_CARD_ADPE_KG)),
            host_depletion: r.param(params::EMBODIED_HOST_ADPE_KG_PER_KG),
            primary: r.param(params::EMBODIED_PRIMARY_MJ_PER_KG),
            life,
        }
    }

    /// Share of what making the hardware took that falls in `time`.
    ///
    /// ```text
    /// C = (n c + m h + q k) (1 + r) ε · t / life
    /// D = (n d + (m h + q k) δ) (1 + r) · t / life        E = C π
    /// ```
    ///
    /// `n`, `m`, `q` accelerators, hosts and racks of `c`, `h`, `k` kgCO2e; `r` network over servers; ε model error.
    /// `d` kg Sb-eq of a card, δ of hosts and racks per kgCO2e; π primary energy per kgCO2e.
    ///
    /// Scarce elements of a card go with its board and heat sink, not with its chip, so every card has the same wide
    /// range. Primary energy goes with carbon, since most of both is the electricity of fabs.
    pub(crate) fn of(&self, draw: &Draw, counts: Counts, time: Time) -> Made {
        let chips = self
            .accelerator
            .map_or(Carbon::ZERO, |h| draw.get(h) * counts.accelerators);
        let hosts = draw.get(self.host) * counts.hosts + draw.get(self.rack) * counts.racks;
        let cards = self
            .card_depletion
            .map_or(Depletion::ZERO, |h| draw.get(h) * counts.accelerators);
        let share = (1.0 + draw.get(self.network)) * (time / draw.get(self.life));
        let carbon = (chips + hosts) * (share * draw.get(self.error));
        Made {
            carbon,
            depletion: (cards + hosts * draw.get(self.host_depletion)) * share,
            primary: carbon * draw.get(self.primary),
        }
    }
}

/// How many of each; parts of a host or rack count as parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counts {
    pub(crate) accelerators: f64,
    pub(crate) hosts: f64,
    pub(crate) racks: f64,
}

impl Counts {
    /// One accelerator, with its part of a host and of a rack of `rack` watts.
    pub(crate) fn per_accelerator(s: &Server, rack: Power) -> Self {
        Self {
            accelerators: 1.0,
            hosts: 1.0 / f64::from(s.accelerators),
            racks: hardware::installed_per_accelerator(s) / rack,
        }
    }
}

/// Installed power of one host: a server and its part of the network.
pub(crate) fn installed_per_host(server: Option<&Server>) -> Power {
    server.map_or_else(
        || params::SERVER_PLAIN_RATED_W.value(),
        |s| hardware::installed_per_accelerator(s) * f64::from(s.accelerators),
    )
}

fn chip(r: &mut Resolver, a: &Accelerator) -> Handle<Carbon> {
    let cell: data::Cell = hardware::embodied(a).map_or(hardware::any_card(), |e| e.value_kg);
    r.cell(
        "accelerator.embodied",
        cell,
        ("kg", 1.0),
        format!("embodied_accelerators.csv {}", a.id),
    )
}
