//! `polder estimate`: one piece of work, from a file and flags.

use std::process::ExitCode;

use polder::Estimate;
use polder::document::{Number, Workload};

use crate::answer::{Asked, answer, settings};
use crate::args::{Common, Work};
use crate::failure::Failure;
use crate::input::Document;

/// Answers `polder estimate`.
pub(crate) fn estimate(work: &Work, common: &Common) -> Result<ExitCode, Failure> {
    let document = work.file.as_deref().map(Document::open).transpose()?;
    let mut document = document.map(workload).transpose()?.unwrap_or_default();
    let named = work.model.is_some() || work.config.is_some() || work.task.is_some();
    if !named && work.file.is_none() {
        let missing =
            Failure::new("`model` is missing: give --model, --task, --config or a document");
        return Err(missing.hint(
            "polder estimate --model llama-3.1-70b --output-tokens 400 --requests 1000 --place nl",
        ));
    }
    apply(work, &mut document);
    if let Some(path) = &work.config {
        document.model = None;
        document.custom_model = Some(Document::open(path)?.into()?);
    } else if work.model.is_some() {
        document.custom_model = None;
    }
    document.run = settings(document.run, common);
    let asked = Asked {
        file: work.file.as_deref(),
        land: None,
        name: None,
    };
    answer(&Estimate::resolve(&document)?, asked, common)
}

fn workload(document: Document) -> Result<Workload, Failure> {
    let is_site = document.is_site();
    document.into().map_err(|e: Failure| {
        if is_site {
            e.hint("this looks like a site: use `polder plan`")
        } else {
            e
        }
    })
}

/// Flags go before the document's values.
fn apply(work: &Work, document: &mut Workload) {
    if work
        .batch
        .or(work.latency_ms)
        .or(work.requests_per_second)
        .is_some()
    {
        (
            document.batch,
            document.latency_ms,
            document.requests_per_second,
        ) = (None, None, None);
    }
    text(&mut document.task, work.task.as_ref());
    text(&mut document.model, work.model.as_ref());
    text(&mut document.accelerator, work.accelerator.as_ref());
    if work.accelerator.is_some() {
        document.custom_accelerator = None;
    }
    text(&mut document.precision, work.precision.as_ref());
    text(&mut document.place, work.place.as_ref());
    text(&mut document.stack, work.stack.as_ref());
    number(&mut document.batch, work.batch);
    number(&mut document.latency_ms, work.latency_ms);
    number(&mut document.requests_per_second, work.requests_per_second);
    number(&mut document.input_tokens, work.input_tokens);
    number(&mut document.output_tokens, work.output_tokens);
    number(&mut document.requests, work.requests);
    number(&mut document.sessions, work.sessions);
    if !work.compare.is_empty() {
        document.compare.clone_from(&work.compare);
    }
    document.accelerators = work.count.or(document.accelerators);
    document.power_limit_w = work.power_limit_w.or(document.power_limit_w);
}

fn text(field: &mut Option<String>, flag: Option<&String>) {
    if let Some(value) = flag {
        *field = Some(value.clone());
    }
}

fn number(field: &mut Option<Number>, flag: Option<f64>) {
    *field = flag.map(Number::point).or(*field);
}
