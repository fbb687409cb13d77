//! A site for a year: from installed IT to power, water, carbon and land.

mod building;
mod connection;
mod cooling;
mod cost;
mod drawing;
mod electrical;
mod envelope;
mod generator;
mod given;
mod ground;
mod heat;
mod load;
mod mixture;
mod profile;
mod ramp;
mod run;
mod series;
mod water;
mod weather;

use crate::carbon::{Grid, Where};
use crate::data::{self, params};
use crate::document::{self, Site};
use crate::embodied::{Embodied, installed_per_host};
use crate::error::Error;
use crate::estimate::settings;
use crate::facility::Redundancy;
use crate::hardware;
use crate::quantity::{Power, Time};
use crate::report::{Label, Question, Table};
use crate::resolve::{Bounds, Field, Input, Resolver, Status, Text, Warning};
use crate::rules::{Date, Siting};
use crate::size::{Fit, largest};
use crate::uncertain::{Draw, Handle, Model, Slots, central};
use building::Building;
use connection::Connection;
use cooling::Cooling;
use cost::Cost;
use electrical::Electrical;
use generator::Generators;
pub use given::{Given, GivenLoad};
use ground::Ground;
pub(crate) use ground::rack;
use heat::Heat;
use load::Load;
pub(crate) use profile::profile;
use ramp::Ramp;
use run::{ALL, Figures};
pub use series::Series;
pub use weather::Given as GivenWeather;
use weather::Weather;

/// Draws of a plan unless the document says otherwise.
const DEFAULT_SAMPLES: u32 = 4096;

/// A resolved site.
#[derive(Debug)]
pub struct Plan {
    installed: Power,
    /// Installed power of an accelerator and of a host; none without accelerators.
    per_accelerator: Option<Power>,
    per_host: Power,
    siting: Siting,
    load: Load,
    ramp: Ramp,
    electrical: Electrical,
    generators: Generators,
    cooling: Cooling,
    heat: Option<Heat>,
    ground: Ground,
    grid: Grid,
    weather: Weather,
    contracted: Option<Power>,
    connection: Connection,
    market: Market,
    /// Share of the energy under contract with renewable sources; none when nobody says.
    renewable: Option<f64>,
    embodied: Embodied,
    building: Building,
    cost: Cost,
    facility_error: Handle<f64>,
    water: water::WaterUse,
    scarcity: Option<Handle<f64>>,
    /// What it was sized by, when it was.
    fit: Option<Fit>,
    /// Which of [`ALL`] are figures of this plan.
    order: Vec<usize>,
    labels: Vec<Label>,
    slots: Slots,
    inputs: Vec<Input>,
    warnings: Vec<Warning>,
    seed: u32,
    samples: u32,
}

/// What stands in the market-based account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Market {
    /// All energy is under contract with carbon-free sources.
    Contracted,
    /// None is: the residual mix.
    Residual,
    /// None is, and no residual mix of the country is known.
    Unknown,
}

impl Plan {
    /// Checks a site and fills in what it leaves out.
    ///
    /// # Errors
    ///
    /// Any [`Error`]: unknown names, numbers outside their range, fields that exclude each other.
    pub fn resolve(document: &Site) -> Result<Self, Error> {
        Self::resolve_with(document, Given::default())
    }

    /// The same, over given hours of weather and of load.
    ///
    /// # Errors
    ///
    /// As [`Plan::resolve`]; a place without a station is no error when there are hours.
    pub fn resolve_with(document: &Site, given: Given) -> Result<Self, Error> {
        let mut r = Resolver::default();
        let r = &mut r;
        let (at, mut weather) = where_and_when(r, &document.site, given.weather)?;
        let hw = &document.hardware;
        let (accelerator, server) = machines(r, hw)?;
        let hours = given.load.map(|load| (load, weather.hours()));
        let load = Load::resolve(r, document, accelerator.zip(server), hours)?;
        let ramp = Ramp::resolve(
            r,
            &document.facility,
            document.site.year.unwrap_or(at.country.year),
        )?;
        let redundancy = r.choice(
            "facility.redundancy",
            "redundancy",
            document.facility.redundancy.as_deref(),
            "N+1",
            &[
                ("N", Redundancy::N),
                ("N+1", Redundancy::NPlusOne),
                ("3N/2", Redundancy::ThreeNHalf),
                ("2N", Redundancy::TwoN),
            ],
        )?;
        let electrical = Electrical::resolve(r, &document.facility, redundancy)?;
        let generators = Generators::resolve(r);
        let cooling = Cooling::resolve(r, &document.facility, weather.mean_dry())?;
        if cooling.opens_halls() {
            weather.moisten();
        }
        envelope::warn(r, &cooling, &weather);
        let heat = Heat::resolve(r, &document.heat)?;
        let ground = Ground::resolve(r, document, server)?;
        let grid = Grid::of(r, at.country);
        let contracted = contracted(r, &document.supply)?;
        let connection = Connection::resolve(r, &document.supply)?;
        let market = market(r, &document.supply, &grid)?;
        let life = life(r, hw)?;
        let embodied = Embodied::resolve(r, accelerator.zip(server), life);
        let building = Building::resolve(r);
        let cost = Cost::resolve(r, at.country.id, server.is_some(), life);
        let facility_error = r.param(params::FACILITY_ERROR);
        let water = water::WaterUse::resolve(r, &document.facility)?;
        let scarcity = grid.scarcity(r);
        let (seed, samples) = settings(r, document.run, DEFAULT_SAMPLES)?;
        let per_accelerator = server.map(hardware::installed_per_accelerator);
        let mut plan = Self {
            installed: Power::w(1.0),
            per_accelerator,
            per_host: installed_per_host(server),
            siting: siting(&document.site, at),
            load,
            ramp,
            electrical,
            generators,
            cooling,
            heat,
            ground,
            grid,
            weather,
            contracted,
            connection,
            market,
            renewable: document
                .supply
                .contracts
                .as_ref()
                .map(|_| f64::from(u8::from(market == Market::Contracted))),
            embodied,
            building,
            cost,
            facility_error,
            water,
            scarcity,
            fit: None,
            order: Vec::new(),
            labels: Vec::new(),
            slots: Slots::default(),
            inputs: Vec::new(),
            warnings: Vec::new(),
            seed,
            samples,
        };
        plan.order = plan.figures();
        plan.labels = plan
            .order
            .iter()
            .map(|i| label(ALL[*i], document))
            .collect();
        plan.slots = core::mem::take(&mut r.slots);
        plan.installed = plan.installed_power(r, document)?;
        plan.warn_of_land(r, document);
        plan.warn_of_contract(r, document);
        plan.inputs = core::mem::take(&mut r.inputs);
        plan.warnings = core::mem::take(&mut r.warnings);
        Ok(plan)
    }

    /// Another installed power, all else as resolved: everything else is per installed power.
    pub(crate) fn install(&mut self, power: Power) {
        self.installed = power;
    }

    /// The figures at central values.
    #[inline(never)]
    pub(crate) fn central(&self) -> Vec<f64> {
        central(self)
    }

    /// Keeps what the plan was sized by, and says so among its inputs.
    pub(crate) fn keep(&mut self, fit: Fit, mw: f64) {
        for input in &mut self.inputs {
            if input.path == "hardware.it_power_mw" {
                input.value = mw.into();
                input.status = Status::Derived;
                input.origin = format!("largest within limit.{}", fit.binding_limit().figure);
            }
        }
        self.warnings.push(sized_by(&fit.binding_limit().figure));
        self.fit = Some(fit);
    }

    fn figures(&self) -> Vec<usize> {
        let absent = |id: &str| match id {
            "accelerators" => self.per_accelerator.is_none(),
            "it_power_per_accelerator_w" => self.per_accelerator.is_none() || !self.load.works(),
            "idle_energy_mwh" => !self.load.works(),
            "output_tokens"
            | "output_tokens_per_day"
            | "cost_eur_per_million_tokens"
            | "per_output_token_facility_energy_wh" => !self.load.serves(),
            "reused_heat_mwh"
            | "heat_upgrade_mwh"
            | "heat_delivered_mwh"
            | "heat_homes"
            | "erf"
            | "ere"
            | "carbon_displaced_gas_t" => self.heat.is_none(),
            "carbon_scope2_market_t" => self.market == Market::Unknown,
            "connection_mw" => self.connection.power(Power::w(1.0)).is_none(),
            "ref" => self.renewable.is_none(),
            "water_scarcity_m3_eq" => self.scarcity.is_none(),
            "water_passing_m3" => !self.cooling.takes_surface_water(),
            _ => false,
        };
        ALL.iter()
            .enumerate()
            .filter(|(_, id)| !absent(id))
            .map(|(i, _)| i)
            .collect()
    }

    /// What a contract allows on the design day. Without a heat network everything is proportional to installed power.
    fn within(&mut self, contracted: Power) -> Power {
        let values = self.slots.central_values();
        let draw = Draw::new(&values);
        let needed = |plan: &Self| plan.rated_peak(&draw).power * params::TRANSPORT_MARGIN.value();
        let guess = contracted / (needed(self) / self.installed);
        if self.heat.is_none() {
            return guess;
        }
        let mut excess = |mw| {
            self.installed = Power::mw(mw);
            needed(self) / contracted
        };
        largest(guess.to_mw(), &mut excess).map_or(contracted, |(mw, _)| Power::mw(mw))
    }

    /// Installed IT power: given, or of the accelerators, or what the contracted transport allows on the design day.
    fn installed_power(&mut self, r: &mut Resolver, document: &Site) -> Result<Power, Error> {
        let path = "hardware.it_power_mw";
        let hw = &document.hardware;
        if hw.it_power_mw.is_some() && hw.accelerators.is_some() {
            let problem = "and `hardware.accelerators` exclude each other: give one";
            return Err(Error::inconsistent(path, problem));
        }
        if let Some(mw) = hw.it_power_mw {
            let mw = mw_bounds().check(path, mw)?;
            r.record(path, mw.into(), Some("MW"), Status::Given, "document");
            return Ok(Power::mw(mw));
        }
        if let (Some(n), Some(each)) = (hw.accelerators, self.per_accelerator) {
            let n = Bounds {
                unit: "accelerators",
                scale: 1.0,
                low: 1.0,
                high: 1e7,
            }
            .check("hardware.accelerators", n)?;
            let power = each * n;
            r.record(
                path,
                power.to_mw().into(),
                Some("MW"),
                Status::Derived,
                "hardware.accelerators × rated input of server and network",
            );
            return Ok(power);
        }
        let Some(contracted) = self.contracted else {
            let problem = "is missing: give it, or `hardware.accelerators`, or `supply.contracted_transport_mw`";
            return Err(Error::inconsistent(path, problem));
        };
        let power = self.within(contracted);
        r.record(
            path,
            power.to_mw().into(),
            Some("MW"),
            Status::Derived,
            "supply.contracted_transport_mw / ( rated peak × transport.margin )",
        );
        r.warnings.push(sized_at_central());
        Ok(power)
    }

    fn warn_of_land(&self, r: &mut Resolver, document: &Site) {
        let Some(available) = document.land.available_ha else {
            return;
        };
        let path = "land.available_ha";
        r.record(
            path,
            available.into(),
            Some("ha"),
            Status::Given,
            "document",
        );
        let values = self.slots.central_values();
        let needed = self.run_all(&Draw::new(&values)).areas.site.to_ha();
        if needed > available {
            let (en, nl) = (
                format!(
                    "The site needs {needed:.1} ha at central values; {available} ha is available."
                ),
                format!(
                    "Het terrein vraagt {needed:.1} ha bij middenwaarden; er is {available} ha."
                ),
            );
            r.warn("land-short", en, nl);
        }
    }

    /// Warns when what is asked draws more than the contract allows; an installed power that follows from it does not.
    fn warn_of_contract(&self, r: &mut Resolver, document: &Site) {
        let asked =
            document.hardware.it_power_mw.is_some() || document.hardware.accelerators.is_some();
        let Some(contracted) = self.contracted.filter(|_| asked) else {
            return;
        };
        let values = self.slots.central_values();
        let figures = self.run_all(&Draw::new(&values));
        if figures.rated <= contracted {
            return;
        }
        let [rated, busy] = [figures.rated, figures.peak].map(|p| format!("{:.3}", p.to_mw()));
        let at_most = contracted.to_mw();
        r.warn(
            "contract-short",
            format!("The site draws up to {rated} MW with IT at its rated input, and {busy} MW busy with this work, at central values; `supply.contracted_transport_mw` is {at_most}."),
            format!("De locatie vraagt tot {rated} MW met IT op nominale opname, en {busy} MW druk met dit werk, bij middenwaarden; `supply.contracted_transport_mw` is {at_most}."),
        );
    }
}

/// The warning of a plan that was sized by a limit on a figure.
fn sized_by(figure: &str) -> Warning {
    if figure == "contracted_transport_mw" {
        return sized_at_central();
    }
    Warning {
        code: "sized-at-central",
        text: Text {
            en: format!(
                "What fits is reckoned at central values: in about half the draws `{figure}` is above its limit. Give `hardware.it_power_mw` to be safer."
            ),
            nl: format!(
                "Wat past is berekend met middenwaarden: in ongeveer de helft van de trekkingen ligt `{figure}` boven de grens. Geef `hardware.it_power_mw` op om veiliger te rekenen."
            ),
        },
    }
}

/// Limits are met at central values: uncertain as they are, half the draws are above.
fn sized_at_central() -> Warning {
    Warning {
        code: "sized-at-central",
        text: Text {
            en: "The installed power fits at central values and rated IT input: in about half the draws the rated peak is above the contract less its margin. Give `hardware.it_power_mw` to be safer.".into(),
            nl: "Het vermogen past bij middenwaarden en nominale IT-opname: in ongeveer de helft van de trekkingen ligt de nominale piek boven het contract min de marge. Geef `hardware.it_power_mw` op om veiliger te rekenen.".into(),
        },
    }
}

/// The place, its weather, and the year.
fn where_and_when(
    r: &mut Resolver,
    site: &document::Place,
    given: Option<GivenWeather>,
) -> Result<(Where, Weather), Error> {
    if site.place.is_none() {
        let problem = "is missing: name a place such as \"eemshaven\", or a country such as \"nl\"";
        return Err(Error::inconsistent("site.place", problem));
    }
    let at = Where::find(r, "site.place", site.place.as_deref(), "nl")?;
    let year = site.year.unwrap_or(at.country.year);
    Bounds::plain(2020.0, 2035.0).check("site.year", f64::from(year))?;
    let status = if site.year.is_some() {
        Status::Given
    } else {
        Status::Default
    };
    r.record("site.year", year.into(), None, status, "document");
    if year != at.country.year {
        let (en, nl) = (
            format!(
                "Electricity figures are of {}, not of {year}.",
                at.country.year
            ),
            format!(
                "De cijfers van elektriciteit zijn van {}, niet van {year}.",
                at.country.year
            ),
        );
        r.warn("grid-year", en, nl);
    }
    let weather = Weather::resolve(r, at, site, given)?;
    Ok((at, weather))
}

/// The site as the rules see it: it opens at the end of its year, so that what begins in that year binds it.
fn siting(site: &document::Place, at: Where) -> Siting {
    Siting {
        country: at.country.id,
        place: at.place.map(|p| p.id),
        opens: Date {
            year: site.year.unwrap_or_else(register_year),
            month: 12,
            day: 31,
        },
        permitted: site.permitted.unwrap_or(false),
    }
}

/// Year in which the register of rules was read.
fn register_year() -> u16 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a year"
    )]
    let year = params::RULES_REGISTER_YEAR.row.value as u16;
    year
}

type Machines = (
    Option<&'static data::Accelerator>,
    Option<&'static data::Server>,
);

fn machines(r: &mut Resolver, hw: &document::Hardware) -> Result<Machines, Error> {
    let Some(name) = hw.accelerator.as_deref() else {
        return match hw.server {
            Some(_) => Err(Error::inconsistent(
                "hardware.server",
                "needs `hardware.accelerator`",
            )),
            None => Ok((None, None)),
        };
    };
    let accelerator = hardware::accelerator(r, "hardware.accelerator", Some(name), "")?;
    let server = hardware::server(r, "hardware.server", hw.server.as_deref(), accelerator)?;
    Ok((Some(accelerator), Some(server)))
}

/// How long the IT is used.
fn life(r: &mut Resolver, hw: &document::Hardware) -> Result<Handle<Time>, Error> {
    let years = Bounds {
        unit: "years",
        scale: Time::years(1.0).to_s(),
        low: 1.0,
        high: 20.0,
    };
    let field = Field {
        path: "hardware.life_years".into(),
        role: "life.it_years".into(),
    };
    r.number(&field, hw.life_years, years, params::LIFE_IT_YEARS)
}

fn contracted(r: &mut Resolver, supply: &document::Supply) -> Result<Option<Power>, Error> {
    let path = "supply.contracted_transport_mw";
    let Some(mw) = supply.contracted_transport_mw else {
        return Ok(None);
    };
    let mw = mw_bounds().check(path, mw)?;
    r.record(path, mw.into(), Some("MW"), Status::Given, "document");
    Ok(Some(Power::mw(mw)))
}

fn market(r: &mut Resolver, supply: &document::Supply, grid: &Grid) -> Result<Market, Error> {
    let contracts = [
        ("none", false),
        ("guarantees-of-origin", true),
        ("ppa", true),
    ];
    if r.choice(
        "supply.contracts",
        "contract",
        supply.contracts.as_deref(),
        "none",
        &contracts,
    )? {
        return Ok(Market::Contracted);
    }
    if grid.residual.is_some() {
        return Ok(Market::Residual);
    }
    r.warn(
        "no-residual-mix",
        "The catalogue has no residual mix of this country: without contracts there is no market-based figure.",
        "De catalogus heeft geen restmix van dit land: zonder contracten is er geen cijfer naar contract.",
    );
    Ok(Market::Unknown)
}

const fn mw_bounds() -> Bounds {
    Bounds {
        unit: "MW",
        scale: 1e6,
        low: 0.01,
        high: 10_000.0,
    }
}

/// The declared label; PUE also says what stands by.
fn label(id: &str, document: &Site) -> Label {
    let mut label = Label::of(id);
    if id == "pue" {
        let stands_by = document.facility.redundancy.as_deref().unwrap_or("N+1");
        label.boundary.en = format!("{}; redundancy {stands_by}", label.boundary.en);
        label.boundary.nl = format!("{}; redundantie {stands_by}", label.boundary.nl);
    }
    label
}

impl Model for Plan {
    fn slots(&self) -> &Slots {
        &self.slots
    }

    fn figure_count(&self) -> usize {
        self.labels.len()
    }

    fn run(&self, draw: &Draw, out: &mut [f64]) {
        let all = self.run_all(draw).list();
        for (out, i) in out.iter_mut().zip(&self.order) {
            *out = all[*i];
        }
    }
}

impl Question for Plan {
    fn labels(&self) -> &[Label] {
        &self.labels
    }
    fn inputs(&self) -> &[Input] {
        &self.inputs
    }
    fn warnings(&self) -> &[Warning] {
        &self.warnings
    }
    fn settings(&self) -> (u32, u32) {
        (self.seed, self.samples)
    }
    fn headlines(&self) -> &'static [&'static str] {
        &[
            "facility_energy_mwh",
            "pue",
            "carbon_total_location_t",
            "site_ha",
        ]
    }
    fn siting(&self) -> Option<Siting> {
        Some(self.siting)
    }
    fn fit(&self) -> Option<&Fit> {
        self.fit.as_ref()
    }
    fn tables(&self) -> Vec<(&'static str, Table)> {
        let values = self.slots.central_values();
        let draw = Draw::new(&values);
        let figures: Figures = self.run_all(&draw);
        let reuses = self.heat.is_some();
        let row = |(m, month): (u8, &crate::facility::Month)| {
            let water = self.water.of(&draw, month);
            let mut row = vec![
                f64::from(m),
                month.it.to_mwh(),
                month.cooling.to_mwh(),
                month.losses().to_mwh(),
                month.facility().to_mwh(),
                month.facility() / month.it,
                water.withdrawn.to_m3(),
                water.consumed.to_m3(),
            ];
            if reuses {
                row.extend([month.reused.to_mwh(), month.upgrade.to_mwh()]);
            }
            row
        };
        let rows = (1..).zip(&figures.months).map(row).collect();
        let mut columns = vec![
            "month",
            "it_energy_mwh",
            "cooling_energy_mwh",
            "electrical_loss_mwh",
            "facility_energy_mwh",
            "pue",
            "water_onsite_withdrawal_m3",
            "water_onsite_consumption_m3",
        ];
        if reuses {
            columns.extend(["reused_heat_mwh", "heat_upgrade_mwh"]);
        }
        let all = figures.list();
        let value = |id: &str| ALL.iter().position(|i| *i == id).map_or(0.0, |i| all[i]);
        let mut tables = vec![
            (
                "monthly",
                Table {
                    columns,
                    rows,
                    ..Table::default()
                },
            ),
            ("ground", drawing::ground(value)),
        ];
        tables.extend(self.ramp_up(&draw).map(|table| ("ramp_up", table)));
        tables
    }
}
