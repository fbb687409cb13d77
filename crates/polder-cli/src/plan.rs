//! `polder plan`: a site for a year.

use std::path::Path;
use std::process::ExitCode;

use polder::document::Site;
use polder::report::Question;
use polder::{GivenWeather, Plan};

use crate::answer::{Asked, answer, settings};
use crate::args::{Common, HourFiles, SiteFile};
use crate::failure::Failure;
use crate::input::Document;
use crate::series::{Form, Hours};
use crate::{output, weather};

/// Answers `polder plan`.
pub(crate) fn plan(what: &SiteFile, common: &Common) -> Result<ExitCode, Failure> {
    let mut site = site(Document::open(&what.file)?)?;
    site.run = settings(site.run, common);
    let plan = Plan::resolve_with(&site, given(&site, &what.hours)?)?;
    if let Some(to) = &what.hours.series {
        write_series(&plan, &site, to)?;
    }
    let asked = Asked {
        file: Some(&what.file),
        land: what.land.as_deref(),
        name: site.site.name.as_deref(),
    };
    answer(&plan, asked, common)
}

fn given(site: &Site, files: &HourFiles) -> Result<Option<GivenWeather>, Failure> {
    match &files.weather {
        None => Ok(None),
        Some(path) if path.as_os_str() == SYNTHETIC => synthetic(&Plan::resolve(site)?).map(Some),
        Some(path) => weather::read(path, files.weather_year).map(Some),
    }
}

/// What stands for a file where the hours are made up.
const SYNTHETIC: &str = "synthetic";

/// A year like those of the place's station, for the seed of the run.
fn synthetic(plan: &Plan) -> Result<GivenWeather, Failure> {
    let station = plan.station().and_then(polder::data::synthetic);
    let station = station.ok_or_else(|| {
        Failure::new("the place has no station to make up a year from: give hours with `--weather`")
    })?;
    let (seed, _) = plan.settings();
    Ok(GivenWeather {
        name: format!(
            "synthetic year {seed} of {}, {}",
            station.id, station.period
        ),
        hours: station.year(seed).hours()?,
    })
}

/// The hours of the plan; where it has none, those of the same site over a synthetic year.
fn write_series(plan: &Plan, site: &Site, to: &Path) -> Result<(), Failure> {
    let form = Form::of(to)?;
    let hours = if let Some(hours) = Hours::of(plan) {
        Some(hours)
    } else {
        Hours::of(&Plan::resolve_with(site, Some(synthetic(plan)?))?)
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
