//! `polder plan`: a site for a year.

use std::path::Path;
use std::process::ExitCode;

use polder::document::Site;
use polder::report::Question;
use polder::{Given, GivenLoad, GivenWeather, Plan};

use crate::answer::{Asked, answer, settings};
use crate::args::{Common, HourFiles, SiteFile, WeatherFile};
use crate::failure::Failure;
use crate::input::Document;
use crate::series::{Form, Hours};
use crate::{load, output, weather};

/// Answers `polder plan`.
pub(crate) fn plan(what: &SiteFile, common: &Common) -> Result<ExitCode, Failure> {
    let mut site = site(Document::open(&what.file)?)?;
    site.run = settings(site.run, common);
    let given = hours(&site, &what.hours)?;
    let plan = Plan::resolve_with(&site, given.clone())?;
    if let Some(to) = &what.hours.series {
        write_series(&plan, &site, given, to)?;
    }
    let asked = Asked {
        file: Some(&what.file),
        land: what.land.as_deref(),
        name: site.site.name.as_deref(),
    };
    answer(&plan, asked, common)
}

/// The hours that the options name. A year of load needs a year of weather: without one, a synthetic year.
fn hours(site: &Site, files: &HourFiles) -> Result<Given, Failure> {
    let load = files.load.as_deref().map(load::read).transpose()?;
    let weather = match weather_of(site, &files.weather, load.as_ref())? {
        None if load.as_ref().is_some_and(GivenLoad::is_year) => {
            Some(synthetic(site, load.as_ref())?)
        }
        weather => weather,
    };
    Ok(Given { weather, load })
}

/// The weather that a file or a synthetic year gives.
pub(crate) fn given(site: &Site, files: &WeatherFile) -> Result<Option<GivenWeather>, Failure> {
    weather_of(site, files, None)
}

fn weather_of(
    site: &Site,
    files: &WeatherFile,
    load: Option<&GivenLoad>,
) -> Result<Option<GivenWeather>, Failure> {
    match &files.weather {
        None => Ok(None),
        Some(path) if path.as_os_str() == SYNTHETIC && files.weather_year.is_some() => {
            Err(Failure::new(
                "`--weather-year` is of a file: a synthetic year has none, and follows `--seed`",
            ))
        }
        Some(path) if path.as_os_str() == SYNTHETIC => synthetic(site, load).map(Some),
        Some(path) => weather::read(path, files.weather_year).map(Some),
    }
}

/// What stands for a file where the hours are made up.
const SYNTHETIC: &str = "synthetic";

/// A year like those of the place's station, for the seed of the run.
fn synthetic(site: &Site, load: Option<&GivenLoad>) -> Result<GivenWeather, Failure> {
    // Neither station nor seed depends on what the load is; a year of it would ask for weather again.
    let load = load
        .map(|_| GivenLoad::new("any", &[1.0; 24]))
        .transpose()?;
    let plan = Plan::resolve_with(
        site,
        Given {
            weather: None,
            load,
        },
    )?;
    let (seed, _) = plan.settings();
    let station = plan.station();
    let station = station.and_then(polder::data::synthetic).ok_or_else(|| {
        Failure::new("the place has no station to make up a year from: give hours with `--weather`")
    })?;
    Ok(GivenWeather {
        name: format!(
            "synthetic year {seed} of {}, {}",
            station.id, station.period
        ),
        hours: station.year(seed).hours()?,
    })
}

/// The hours of the plan; where it has none, those of the same site over a synthetic year.
fn write_series(plan: &Plan, site: &Site, given: Given, to: &Path) -> Result<(), Failure> {
    let form = Form::of(to)?;
    let hours = if let Some(hours) = Hours::of(plan) {
        Some(hours)
    } else {
        let weather = Some(synthetic(site, given.load.as_ref())?);
        Hours::of(&Plan::resolve_with(site, Given { weather, ..given })?)
    };
    let hours = hours.ok_or_else(|| Failure::new("the plan has no hours"))?;
    output::write(hours.file(form)?, Some(to))
}

/// The document as a site.
pub(crate) fn site(document: Document) -> Result<Site, Failure> {
    let is_work = document.is_work();
    document.into().map_err(|e: Failure| {
        if is_work {
            e.hint("this looks like one piece of work: use `polder estimate`")
        } else {
            e
        }
    })
}
