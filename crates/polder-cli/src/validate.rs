//! `polder validate`: our prediction beside measurements, with error statistics.

mod columns;
mod predict;
mod row;
mod score;
mod show;

use std::process::ExitCode;

use crate::args::{Common, Format, Validate};
use crate::failure::Failure;
use crate::{input, output, run};
use columns::Columns;

/// Draws of a row unless `--samples` says otherwise.
const SAMPLES: u32 = 512;

/// Answers `polder validate`.
pub(crate) fn validate(what: &Validate, common: &Common) -> Result<ExitCode, Failure> {
    let text = input::text(&what.file)?;
    let (columns, rows) = Columns::read(&what.file, &text, &what.without)?;
    let settings = polder::document::Run {
        seed: common.seed,
        samples: Some(common.samples.unwrap_or(SAMPLES)),
    };
    let outcomes = run::parallel(&rows, |row| predict::outcome(&columns, row, settings))?;
    let text = match common.format {
        Format::Csv => show::csv(&outcomes),
        Format::Json => show::json(&outcomes)?,
        Format::Table => show::table(&what.file, &outcomes, common),
    };
    output::write(&text, common.output.as_deref())?;
    let skipped = outcomes.iter().any(|o| o.result.is_err());
    Ok(ExitCode::from(u8::from(common.strict && skipped)))
}
