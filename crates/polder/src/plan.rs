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
mod installed;
mod load;
mod machines;
mod mixture;
mod place;
mod profile;
mod question;
mod ramp;
mod run;
mod series;
mod supply;
mod warnings;
mod water;
mod weather;

use crate::carbon::Grid;
use crate::data::params;
use crate::document::{Facility, Site};
use crate::embodied::{Embodied, installed_per_host};
use crate::error::Error;
use crate::estimate::settings;
use crate::facility::Redundancy;
use crate::hardware;
use crate::quantity::Power;
use crate::report::Label;
use crate::resolve::{Input, Resolver, Warning};
use crate::rules::Siting;
use crate::size::Fit;
use crate::uncertain::{Handle, Slots};
use building::Building;
use cooling::Cooling;
use cost::Cost;
use electrical::Electrical;
use generator::Generators;
pub use given::{Given, GivenLoad};
use ground::Ground;
pub(crate) use ground::rack;
use heat::Heat;
use load::Load;
use machines::{life, machines};
use place::{siting, where_and_when};
pub(crate) use profile::profile;
use question::label;
use ramp::Ramp;
use run::ALL;
pub use series::Series;
use supply::Supply;
use water::WaterUse;
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
    supply: Supply,
    embodied: Embodied,
    building: Building,
    cost: Cost,
    facility_error: Handle<f64>,
    water: WaterUse,
    scarcity: Option<Handle<f64>>,
    /// What it was sized by, when it was.
    fit: Option<Fit>,
    /// Which of [`ALL`] are figures of this plan.
    order: Vec<usize>,
    labels: Vec<Label>,
    slots: Slots,
    inputs: Vec<Input>,
    warnings: Vec<Warning>,
    /// Seed and draws.
    settings: (u32, u32),
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
        let mut plan = Self::of_one_watt(&mut r, document, given)?;
        plan.order = plan.figures();
        let labels = plan.order.iter().map(|i| label(ALL[*i], document));
        plan.labels = labels.collect();
        plan.slots = core::mem::take(&mut r.slots);
        plan.installed = plan.installed_power(&mut r, document)?;
        plan.warn_of_land(&mut r, document);
        plan.warn_of_contract(&mut r, document);
        (plan.inputs, plan.warnings) = (r.inputs, r.warnings);
        Ok(plan)
    }

    /// The parts of a site, in the order in which their inputs are told. All of them are per installed power.
    fn of_one_watt(r: &mut Resolver, d: &Site, given: Given) -> Result<Self, Error> {
        let (at, mut weather) = where_and_when(r, &d.site, given.weather)?;
        let machines = machines(r, &d.hardware)?;
        let server = machines.map(|(_, server)| server);
        let hours = given.load.map(|load| (load, weather.hours()));
        let load = Load::resolve(r, d, machines, hours)?;
        let ramp = Ramp::resolve(r, &d.facility, d.site.year.unwrap_or(at.country.year))?;
        let redundancy = redundancy(r, &d.facility)?;
        let electrical = Electrical::resolve(r, &d.facility, redundancy)?;
        let generators = Generators::resolve(r);
        let cooling = Cooling::resolve(r, &d.facility, weather.mean_dry())?;
        if cooling.opens_halls() {
            weather.moisten();
        }
        envelope::warn(r, &cooling, &weather);
        let heat = Heat::resolve(r, &d.heat)?;
        let ground = Ground::resolve(r, d, server)?;
        let grid = Grid::of(r, at.country);
        let supply = Supply::resolve(r, &d.supply, &grid)?;
        let life = life(r, &d.hardware)?;
        Ok(Self {
            embodied: Embodied::resolve(r, machines, life),
            building: Building::resolve(r),
            cost: Cost::resolve(r, at.country.id, server.is_some(), life),
            facility_error: r.param(params::FACILITY_ERROR),
            water: WaterUse::resolve(r, &d.facility)?,
            scarcity: grid.scarcity(r),
            settings: settings(r, d.run, DEFAULT_SAMPLES)?,
            installed: Power::w(1.0),
            per_accelerator: server.map(hardware::installed_per_accelerator),
            per_host: installed_per_host(server),
            siting: siting(&d.site, at),
            load,
            ramp,
            electrical,
            generators,
            cooling,
            heat,
            ground,
            grid,
            weather,
            supply,
            fit: None,
            order: Vec::new(),
            labels: Vec::new(),
            slots: Slots::default(),
            inputs: Vec::new(),
            warnings: Vec::new(),
        })
    }
}

fn redundancy(r: &mut Resolver, f: &Facility) -> Result<Redundancy, Error> {
    let choices = [
        ("N", Redundancy::N),
        ("N+1", Redundancy::NPlusOne),
        ("3N/2", Redundancy::ThreeNHalf),
        ("2N", Redundancy::TwoN),
    ];
    let (path, given) = ("facility.redundancy", f.redundancy.as_deref());
    r.choice(path, "redundancy", given, "N+1", &choices)
}
