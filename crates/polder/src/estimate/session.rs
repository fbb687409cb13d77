//! Sessions: what people do, turn by turn, and how often.

mod beside;
mod compare;

use super::elsewhere::Elsewhere;
use super::inference::{PER_UNIT, Serve, Serving, Taken};
use crate::data::{self, Cell, Param, Task, params};
use crate::document::{Number, TaskUse, Workload};
use crate::error::Error;
use crate::quantity::Time;
use crate::report::Table;
use crate::resolve::{At, Bounds, Field, Resolver, Status, unknown};
use crate::uncertain::{Draw, Handle, Slots};
use crate::workload;
use compare::Compared;

/// Figures of sessions of one kind, in the order [`Job::run`] fills them: those of inference, then its own.
pub(super) const FIGURES: &[&str] = &[
    "accelerator_energy_wh",
    "server_energy_wh",
    "it_energy_wh",
    "facility_energy_wh",
    "carbon_use_location_g",
    "carbon_embodied_g",
    "carbon_total_location_g",
    "water_onsite_consumption_ml",
    "water_offsite_consumption_ml",
    "land_site_m2_year",
    "embodied_adpe_ug",
    "embodied_primary_wh",
    "accelerator_hours",
    "sessions",
    "model_calls",
    "generated_tokens",
    "output_tokens_per_s",
    "step_time_ms",
    "accelerator_power_w",
    "it_power_per_accelerator_w",
    "batch",
    "accelerators",
];
/// How many of them a mix has: its tasks run on replicas of several kinds.
const OF_A_MIX: usize = PER_UNIT + 4;
/// Days of a mix unless the document says otherwise.
const DAYS_PER_YEAR: f64 = 365.0;

/// What a session is made of, uncertain.
#[derive(Debug)]
pub(super) struct Session {
    turns: Handle<f64>,
    first_input: Handle<f64>,
    user: Handle<f64>,
    output: Handle<f64>,
    reasoning: Handle<f64>,
    tools: Handle<f64>,
    tool: Handle<f64>,
    retries: Handle<f64>,
    cached_share: Handle<f64>,
    kept_share: Handle<f64>,
}

/// Whether a workload is one of sessions.
pub(super) fn asked(w: &Workload) -> bool {
    let kind = w.kind.as_deref();
    kind.map_or(w.task.is_some(), |k| k.eq_ignore_ascii_case("session"))
}

/// The task that a workload names.
pub(super) fn task(w: &Workload, at: At) -> Result<Option<&'static Task>, Error> {
    let Some(name) = w.task.as_deref() else {
        return Ok(None);
    };
    let path = at.path("task");
    let found = data::task(name)
        .ok_or_else(|| unknown(&path, name, "task", data::TASKS.iter().map(|t| t.id)))?;
    if found.kind == "session" {
        return Ok(Some(found));
    }
    Err(Error::inconsistent(
        path,
        format!(
            "is \"{name}\", which is no session: use kind = \"{}\" in a document",
            found.kind
        ),
    ))
}

/// Where a cell of a task comes from.
pub(super) fn origin(task: &Task, column: &str) -> String {
    format!("tasks.csv {} {column}", task.id)
}

impl Session {
    pub(super) fn resolve(
        r: &mut Resolver,
        w: &Workload,
        at: At,
        task: Option<&'static Task>,
    ) -> Result<Self, Error> {
        if let Some(t) = task {
            r.name(&at.path("task"), t.id, true, t.source);
            r.warn(
                "task-typical",
                "How many tokens a task takes is typical, not yours: its ranges are wide. Give turns and tokens where you know them.",
                "Hoeveel tokens een taak kost is een gemiddelde, niet dat van jou: de marges zijn breed. Geef beurten en tokens op als je ze weet.",
            );
        }
        let count = Bounds::plain(0.0, 1e7);
        let some = Bounds::plain(1.0, 1e7);
        // The first input and the output are those of an inference document: a session of one turn draws the same.
        let own = |name| Field {
            path: at.path(name),
            role: at.slot(&format!("session.{name}")),
        };
        let first = Field {
            path: at.path("first_input_tokens"),
            role: at.field("input_tokens").role,
        };
        let cell = |column, of: fn(&Task) -> Cell, otherwise: (Cell, String)| {
            task.map_or(otherwise, |t| (of(t), origin(t, column)))
        };
        let none = || (certain(0.0), "definition".to_owned());
        let one = (certain(1.0), "definition".to_owned());
        let mut number =
            |field: &Field, given, bounds, default| r.number_or_cell(field, given, bounds, default);
        let turns = cell("turns", |t| t.turns, one);
        let input = cell(
            "first_input_tokens",
            |t| t.first_input_tokens,
            of_param(params::TOKENS_INPUT),
        );
        let user = cell("user_tokens", |t| t.user_tokens, none());
        let output = cell(
            "output_tokens",
            |t| t.output_tokens,
            of_param(params::TOKENS_OUTPUT),
        );
        let reasoning = cell("reasoning_tokens", |t| t.reasoning_tokens, none());
        let tools = cell("tool_calls", |t| t.tool_calls, none());
        let tool = cell("tool_tokens", |t| t.tool_tokens, none());
        let retries = cell("retries", |t| t.retries, none());
        let cached = cell("cached_share", |t| t.cached_share, none());
        Ok(Self {
            turns: number(&own("turns"), w.turns, Bounds::plain(1.0, 1e5), turns)?,
            first_input: number(&first, w.first_input_tokens, some, input)?,
            user: number(&own("user_tokens"), w.user_tokens, count, user)?,
            output: number(&at.field("output_tokens"), w.output_tokens, some, output)?,
            reasoning: number(
                &own("reasoning_tokens"),
                w.reasoning_tokens,
                count,
                reasoning,
            )?,
            tools: number(
                &own("tool_calls"),
                w.tool_calls,
                Bounds::plain(0.0, 1e4),
                tools,
            )?,
            tool: number(&own("tool_tokens"), w.tool_tokens, count, tool)?,
            retries: number(
                &own("retries"),
                w.retries,
                Bounds::plain(0.0, 100.0),
                retries,
            )?,
            cached_share: number(
                &own("cached_share"),
                w.cached_share,
                Bounds::plain(0.0, 0.999),
                cached,
            )?,
            kept_share: r.param(params::SESSION_KEPT_REASONING_SHARE),
        })
    }

    /// The session of one draw.
    pub(super) fn at(&self, draw: &Draw) -> workload::Session {
        workload::Session {
            turns: draw.get(self.turns),
            first_input: draw.get(self.first_input),
            user: draw.get(self.user),
            output: draw.get(self.output),
            reasoning: draw.get(self.reasoning),
            tools: draw.get(self.tools),
            tool: draw.get(self.tool),
            retries: draw.get(self.retries),
            cached_share: draw.get(self.cached_share),
            kept_share: draw.get(self.kept_share),
        }
    }
}

const fn certain(value: f64) -> Cell {
    Cell {
        value,
        low: value,
        high: value,
    }
}

fn of_param(p: Param<f64>) -> (Cell, String) {
    let cell = Cell {
        value: p.row.value,
        low: p.row.low,
        high: p.row.high,
    };
    (cell, p.row.id.to_owned())
}

/// Sessions somewhere: of one kind, or a mix of tasks.
#[derive(Debug)]
pub(super) struct Job {
    parts: Vec<Part>,
    /// A mix, even of one task.
    mix: bool,
    place: Elsewhere,
    compared: Option<Compared>,
}

/// Sessions of one kind.
#[derive(Debug)]
struct Part {
    /// Id of the task, for the table.
    id: &'static str,
    serving: Serving,
    sessions: Handle<f64>,
    /// Days that `sessions` are for; one when they are for the whole job.
    days: f64,
}

/// Sessions of one kind in one draw.
struct Done {
    sessions: f64,
    calls: f64,
    tokens: f64,
    serve: Serve,
    taken: Taken,
}

impl Job {
    pub(super) fn resolve(r: &mut Resolver, w: &Workload) -> Result<Self, Error> {
        let mix = !w.tasks.is_empty();
        let parts = if mix { parts(r, w)? } else { vec![one(r, w)?] };
        let place = Elsewhere::resolve(r, w)?;
        let compared = Compared::resolve(r, w, &place)?;
        Ok(Self {
            parts,
            mix,
            place,
            compared,
        })
    }

    /// Ids of the figures.
    pub(super) fn figures(&self) -> &'static [&'static str] {
        if self.mix {
            &FIGURES[..OF_A_MIX]
        } else {
            FIGURES
        }
    }

    /// Fills the figures; returns sessions and output tokens.
    pub(super) fn run(&self, draw: &Draw, out: &mut [f64]) -> (f64, f64) {
        let (mut amounts, mut held) = ([0.0; PER_UNIT], Time::ZERO);
        let (mut sessions, mut calls, mut tokens) = (0.0, 0.0, 0.0);
        let mut machines = None;
        for part in &self.parts {
            let done = part.at(draw, &self.place);
            for (sum, amount) in amounts.iter_mut().zip(done.taken.amounts) {
                *sum += amount;
            }
            held += done.taken.held;
            sessions += done.sessions;
            calls += done.calls;
            tokens += done.tokens;
            machines = Some(done.serve.machines(done.taken.held));
        }
        let (wholes, rest) = out.split_at_mut(PER_UNIT);
        wholes.copy_from_slice(&amounts);
        let (counts, own) = rest.split_at_mut(OF_A_MIX - PER_UNIT);
        counts.copy_from_slice(&[held.to_h(), sessions, calls, tokens]);
        // In a mix there is no room for them.
        for (own, machine) in own.iter_mut().zip(machines.into_iter().flatten()) {
            *own = machine;
        }
        (sessions, tokens)
    }

    /// Tables beside the figures, on the same draws.
    pub(super) fn tables(&self, slots: &Slots, settings: (u32, u32)) -> Vec<(&'static str, Table)> {
        let mut tables = Vec::new();
        if self.mix {
            tables.push(("tasks", self.by_task(slots, settings)));
        }
        if let (Some(compared), [part]) = (&self.compared, &*self.parts) {
            tables.push((
                "alternatives",
                compared.table(part, &self.place, slots, settings),
            ));
        }
        tables
    }

    /// Energy, carbon and water of each task, and of one session of it.
    fn by_task(&self, slots: &Slots, settings: (u32, u32)) -> Table {
        const EACH: usize = 7;
        let fill = |draw: &Draw, out: &mut [f64]| {
            for (part, out) in self.parts.iter().zip(out.chunks_exact_mut(EACH)) {
                // One session first: a task that is never done still has a price.
                let taken = part.one_session(draw, &self.place);
                let [_, _, _, energy, _, _, carbon, onsite, offsite, ..] = taken.amounts;
                let (water, n) = (onsite + offsite, part.sessions(draw));
                out.copy_from_slice(&[n, n * energy, n * carbon, n * water, energy, carbon, water]);
            }
        };
        let columns = beside::columns![
            "sessions",
            "facility_energy_wh",
            "carbon_total_location_g",
            "water_consumption_ml",
            "per_session_facility_energy_wh",
            "per_session_carbon_total_location_g",
            "per_session_water_consumption_ml"
        ];
        let ids = self.parts.iter().map(|p| p.id.to_owned()).collect();
        beside::table(ids, columns, slots, settings, &fill)
    }
}

impl Part {
    fn sessions(&self, draw: &Draw) -> f64 {
        draw.get(self.sessions) * self.days
    }

    fn one_session(&self, draw: &Draw, place: &Elsewhere) -> Taken {
        let tokens = self.serving.tokens.written(draw).1;
        self.serving.at(draw).takes(draw, place, tokens)
    }

    fn at(&self, draw: &Draw, place: &Elsewhere) -> Done {
        let serve = self.serving.at(draw);
        let sessions = self.sessions(draw);
        let (calls, tokens) = self.serving.tokens.written(draw);
        let tokens = sessions * tokens;
        Done {
            sessions,
            calls: sessions * calls,
            tokens,
            taken: serve.takes(draw, place, tokens),
            serve,
        }
    }
}

/// Sessions of one kind.
fn one(r: &mut Resolver, w: &Workload) -> Result<Part, Error> {
    if let Some(days) = w.days {
        return Err(Error::inconsistent(
            "days",
            format!("({days}) is for a mix of `tasks`: give `sessions`"),
        ));
    }
    let serving = Serving::resolve(r, w, At::Top, (None, None))?;
    let sessions = Field {
        path: "sessions".into(),
        role: At::Top.field("requests").role,
    };
    let given = w.sessions.unwrap_or(Number::point(1.0));
    Ok(Part {
        id: task(w, At::Top)?.map_or("session", |t| t.id),
        serving,
        sessions: r.given(&sessions, &given, Bounds::plain(1e-9, 1e18))?,
        days: 1.0,
    })
}

/// The tasks of a mix.
fn parts(r: &mut Resolver, w: &Workload) -> Result<Vec<Part>, Error> {
    only_shared(w)?;
    let bounds = Bounds {
        unit: "d",
        scale: 1.0,
        low: 1e-9,
        high: 1e6,
    };
    let days = bounds.check("days", w.days.unwrap_or(DAYS_PER_YEAR))?;
    let (status, origin) = match w.days {
        Some(_) => (Status::Given, "document"),
        None => (Status::Default, "a year"),
    };
    r.record("days", days.into(), Some("d"), status, origin);
    w.tasks
        .iter()
        .enumerate()
        .map(|(i, t)| part(r, w, t, At::Task(i), days))
        .collect()
}

fn part(r: &mut Resolver, w: &Workload, t: &TaskUse, at: At, days: f64) -> Result<Part, Error> {
    let own = Workload {
        task: t.task.clone(),
        model: t.model.clone().or_else(|| w.model.clone()),
        tasks: Vec::new(),
        kind: Some("session".into()),
        ..w.clone()
    };
    let Some(found) = task(&own, at)? else {
        return Err(Error::inconsistent(
            at.path("task"),
            "is missing: name a task, such as \"short-question\"",
        ));
    };
    let Some(per_day) = &t.per_day else {
        return Err(Error::inconsistent(
            at.path("per_day"),
            "is missing: say how many sessions a day",
        ));
    };
    let sessions = Field {
        path: at.path("per_day"),
        role: at.field("requests").role,
    };
    let sessions = r.given(&sessions, per_day, Bounds::plain(0.0, 1e15))?;
    if t.model.is_none() {
        // What is wrong then stands at the top: named there.
        Serving::resolve(&mut Resolver::default(), &own, At::Top, (None, None))?;
    }
    Ok(Part {
        id: found.id,
        serving: Serving::resolve(r, &own, at, (None, None))?,
        sessions,
        days,
    })
}

/// Refuses fields of one session in a mix.
fn only_shared(w: &Workload) -> Result<(), Error> {
    let fields = [
        ("task", w.task.is_some()),
        ("turns", w.turns.is_some()),
        ("first_input_tokens", w.first_input_tokens.is_some()),
        ("user_tokens", w.user_tokens.is_some()),
        ("output_tokens", w.output_tokens.is_some()),
        ("reasoning_tokens", w.reasoning_tokens.is_some()),
        ("tool_calls", w.tool_calls.is_some()),
        ("tool_tokens", w.tool_tokens.is_some()),
        ("retries", w.retries.is_some()),
        ("cached_share", w.cached_share.is_some()),
        ("sessions", w.sessions.is_some()),
        ("compare", !w.compare.is_empty()),
    ];
    match fields.iter().find(|(_, given)| *given) {
        Some((name, _)) => Err(Error::inconsistent(
            *name,
            "is for sessions of one kind: leave it out beside `tasks`",
        )),
        None => Ok(()),
    }
}
