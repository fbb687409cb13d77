//! `polder plan`: a site for a year.

use std::process::ExitCode;

use polder::Plan;
use polder::document::Site;

use crate::answer::{Asked, answer, settings};
use crate::args::{Common, SiteFile};
use crate::failure::Failure;
use crate::input::Document;

/// Answers `polder plan`.
pub(crate) fn plan(what: &SiteFile, common: &Common) -> Result<ExitCode, Failure> {
    let mut site = site(Document::open(&what.file)?)?;
    site.run = settings(site.run, common);
    let asked = Asked {
        file: Some(&what.file),
        land: what.land.as_deref(),
        name: site.site.name.as_deref(),
    };
    answer(&Plan::resolve(&site)?, asked, common)
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
