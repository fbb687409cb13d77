//! What to set beside a session: a smaller model, the user's own device, doing without AI.

use super::super::elsewhere::Elsewhere;
use super::super::inference::Serving;
use super::{Part, beside, origin, task};
use crate::carbon::Where;
use crate::data::{self, Device, Task, params};
use crate::document::Workload;
use crate::error::Error;
use crate::quantity::{CarbonIntensity, Energy, Power, Time};
use crate::report::Table;
use crate::resolve::{At, Bounds, Field, Resolver, unknown};
use crate::uncertain::{Draw, Handle, Slots};

/// Device unless the document says otherwise.
const DEVICE: &str = "laptop-m2";

/// A session and what stands beside it.
#[derive(Debug)]
pub(super) struct Compared {
    others: Vec<(&'static str, Other)>,
    home: Home,
}

/// What could be done instead.
#[derive(Debug)]
enum Other {
    /// The same calls by a smaller model in the same data centre.
    Smaller(Box<Serving>),
    /// The same words by a small model on a device.
    Device {
        power: Handle<Power>,
        charging: Handle<f64>,
        device: &'static Device,
    },
    /// Searching the web.
    Search {
        searches: Handle<f64>,
        energy: Handle<Energy>,
    },
    /// Doing it on a laptop.
    Laptop {
        minutes: Handle<Time>,
        power: Handle<Power>,
    },
}

/// Electricity where the user is.
#[derive(Debug)]
struct Home {
    lifecycle: Handle<CarbonIntensity>,
    losses: Handle<f64>,
}

impl Compared {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        place: &Elsewhere,
    ) -> Result<Option<Self>, Error> {
        if w.compare.is_empty() {
            return unused(w).map(|()| None);
        }
        let Some(task) = task(w, At::Top)? else {
            return Err(Error::inconsistent(
                "compare",
                "needs a `task`: it says which model and how much time stand beside it",
            ));
        };
        let mut others = Vec::new();
        for (i, name) in w.compare.iter().enumerate() {
            let path = format!("compare[{i}]");
            let wanted = r.choice(&path, "alternative", Some(name), "", CHOICES)?;
            others.extend(wanted(r, w, task)?);
        }
        r.warn(
            "compare-boundaries",
            "Alternatives have boundaries of their own: the data centre for AI and for searches, the device alone where one does the work. Small models give other answers, and your time has no number here.",
            "Alternatieven hebben elk hun eigen grens: het datacenter voor AI en zoeken, het apparaat zelf waar dat het werk doet. Kleine modellen geven andere antwoorden, en jouw tijd telt hier niet mee.",
        );
        let home = Home::resolve(r, w, place)?;
        Ok(Some(Self { others, home }))
    }

    /// Energy and carbon of use of one session, as asked and otherwise, and by how much less: on the same draws.
    pub(super) fn table(
        &self,
        part: &Part,
        place: &Elsewhere,
        slots: &Slots,
        settings: (u32, u32),
    ) -> Table {
        const EACH: usize = 4;
        let fill = |draw: &Draw, out: &mut [f64]| {
            let asked = serves(&part.serving, part, place, draw);
            let others = self
                .others
                .iter()
                .map(|(_, other)| self.takes(other, part, place, draw));
            let all = core::iter::once(asked).chain(others);
            for ((energy, carbon), out) in all.zip(out.chunks_exact_mut(EACH)) {
                out.copy_from_slice(&[energy, carbon, asked.0 - energy, asked.1 - carbon]);
            }
        };
        let columns = beside::columns![
            "energy_wh",
            "carbon_use_location_g",
            "energy_less_wh",
            "carbon_use_location_less_g"
        ];
        let ids = core::iter::once("as-asked").chain(self.others.iter().map(|(id, _)| *id));
        beside::table(
            ids.map(str::to_owned).collect(),
            columns,
            slots,
            settings,
            &fill,
        )
    }

    /// Energy in Wh and carbon of use in g of one session done otherwise.
    ///
    /// ```text
    /// device  E = P (in / v_read + n (o + h) / v_write) / η
    /// search  E = k E_search
    /// laptop  E = P t
    /// ```
    ///
    /// in: every input token once, since a device keeps the whole context; n (o + h): tokens written; v: speed of the
    /// device; η: from the socket to the device; k: searches; t: time.
    fn takes(&self, other: &Other, part: &Part, place: &Elsewhere, draw: &Draw) -> (f64, f64) {
        match other {
            Other::Smaller(serving) => serves(serving, part, place, draw),
            Other::Device {
                power,
                charging,
                device,
            } => {
                let (_, written) = part.serving.tokens.written(draw);
                let read = part.serving.tokens.read_once(draw);
                let time = read / device.read_tokens_per_s + written / device.write_tokens_per_s;
                self.home
                    .of(draw, draw.get(*power) * Time::s(time) / draw.get(*charging))
            }
            Other::Search { searches, energy } => {
                let energy = draw.get(*energy) * draw.get(*searches);
                (energy.to_wh(), place.grid.used(draw, energy).to_g())
            }
            Other::Laptop { minutes, power } => {
                self.home.of(draw, draw.get(*power) * draw.get(*minutes))
            }
        }
    }
}

impl Home {
    fn resolve(r: &mut Resolver, w: &Workload, place: &Elsewhere) -> Result<Self, Error> {
        let place_of_work = w.place.as_deref().unwrap_or("world");
        let found = Where::find(r, "place_of_use", w.place_of_use.as_deref(), place_of_work)?;
        let there = Where::find(&mut Resolver::default(), "place", Some(place_of_work), "")?;
        let (found, there) = (found.country, there.country);
        if found.id == there.id {
            return Ok(Self {
                lifecycle: place.grid.lifecycle,
                losses: place.grid.losses,
            });
        }
        let origin = |column: &str| format!("countries.csv {} {column}", found.id);
        Ok(Self {
            lifecycle: r.cell(
                "use.carbon_lifecycle",
                found.carbon_lifecycle_g_per_kwh,
                ("g/kWh", CarbonIntensity::g_per_kwh(1.0).raw()),
                origin("carbon_lifecycle_g_per_kwh"),
            ),
            losses: r.cell(
                "use.td_loss_share",
                found.td_loss_share,
                ("1", 1.0),
                origin("td_loss_share"),
            ),
        })
    }

    fn of(&self, draw: &Draw, energy: Energy) -> (f64, f64) {
        let generated = energy / (1.0 - draw.get(self.losses));
        (
            energy.to_wh(),
            (generated * draw.get(self.lifecycle)).to_g(),
        )
    }
}

/// One session served in the data centre.
fn serves(serving: &Serving, part: &Part, place: &Elsewhere, draw: &Draw) -> (f64, f64) {
    let tokens = part.serving.tokens.written(draw).1;
    let [_, _, _, energy, carbon, ..] = serving.at(draw).takes(draw, place, tokens).amounts;
    (energy, carbon)
}

type Resolve =
    fn(&mut Resolver, &Workload, &'static Task) -> Result<Vec<(&'static str, Other)>, Error>;

const CHOICES: &[(&str, Resolve)] = &[
    ("smaller-model", smaller),
    ("on-device", on_device),
    ("without-ai", without),
];

fn smaller(
    r: &mut Resolver,
    w: &Workload,
    task: &'static Task,
) -> Result<Vec<(&'static str, Other)>, Error> {
    let own = Workload {
        model: task.smaller_model.map(str::to_owned),
        accelerators: None,
        precision: None,
        ..w.clone()
    };
    // The same slots, so the same draws; what is resolved again is said already.
    let mut same = Resolver {
        slots: core::mem::take(&mut r.slots),
        ..Resolver::default()
    };
    let serving = Serving::resolve(&mut same, &own, At::Top, (None, None));
    r.slots = same.slots;
    r.name(
        "compare.smaller_model",
        task.smaller_model.unwrap_or_default(),
        false,
        "tasks.csv",
    );
    Ok(vec![("smaller-model", Other::Smaller(Box::new(serving?)))])
}

fn on_device(
    r: &mut Resolver,
    w: &Workload,
    _: &'static Task,
) -> Result<Vec<(&'static str, Other)>, Error> {
    let name = w.device.as_deref().unwrap_or(DEVICE);
    let device = data::device(name)
        .ok_or_else(|| unknown("device", name, "device", data::DEVICES.iter().map(|d| d.id)))?;
    r.name("device", device.id, w.device.is_some(), device.source);
    let origin = format!("devices.csv {}", device.id);
    let other = Other::Device {
        power: r.cell("device.power_w", device.power_w, ("W", 1.0), origin),
        charging: r.param(params::DEVICE_CHARGING_EFFICIENCY),
        device,
    };
    Ok(vec![("on-device", other)])
}

fn without(
    r: &mut Resolver,
    _: &Workload,
    task: &'static Task,
) -> Result<Vec<(&'static str, Other)>, Error> {
    let field = |name: &str| Field::new(&format!("without.{name}"));
    let minutes = Bounds {
        unit: "min",
        scale: Time::minutes(1.0).to_s(),
        low: 0.0,
        high: 1e6,
    };
    let search = Other::Search {
        searches: r.number_or_cell(
            &field("searches"),
            None,
            Bounds::plain(0.0, 1e6),
            (task.searches, origin(task, "searches")),
        )?,
        energy: r.param(params::SEARCH_ENERGY),
    };
    let laptop = Other::Laptop {
        minutes: r.number_or_cell(
            &field("minutes"),
            None,
            minutes,
            (task.minutes, origin(task, "minutes")),
        )?,
        power: r.param(params::LAPTOP_ACTIVE_POWER),
    };
    Ok(vec![
        ("without-ai-search", search),
        ("without-ai-laptop", laptop),
    ])
}

/// Refuses what only a comparison reads.
fn unused(w: &Workload) -> Result<(), Error> {
    let fields = [
        ("device", w.device.is_some()),
        ("place_of_use", w.place_of_use.is_some()),
    ];
    match fields.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(Error::inconsistent(
            *name,
            "is for a comparison: name what to compare with in `compare`",
        )),
        None => Ok(()),
    }
}
