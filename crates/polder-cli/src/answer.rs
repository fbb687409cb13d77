//! From a resolved question to an exit status: run, set, write.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use polder::Report;
use polder::document::Run;
use polder::report::Question;

use crate::args::{Common, Format};
use crate::failure::Failure;
use crate::{csv, ground, output, page, run, table};

/// The document as people know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// The file it was in.
    pub(crate) file: Option<&'a Path>,
    /// Where its ground is drawn.
    pub(crate) land: Option<&'a Path>,
    /// The name it gives itself.
    pub(crate) name: Option<&'a str>,
}

/// Answers a question as the options ask.
pub(crate) fn answer<Q: Question + Sync>(
    question: &Q,
    asked: Asked,
    common: &Common,
) -> Result<ExitCode, Failure> {
    let report = run::report(question, common.quiet)?;
    let text = match common.format {
        Format::Table => table::table(&report, asked, common),
        Format::Json => json(&report)?,
        Format::Csv => csv::figures(&report),
    };
    if let Some(path) = asked.land {
        let drawing = ground::drawing(&report, asked.name, common.lang);
        output::write(&drawing, Some(path))?;
    }
    output::write(&text, common.output.as_deref())?;
    if common.format == Format::Csv && !common.quiet {
        warn(&report, common);
    }
    Ok(status(&report, common))
}

/// Seed and number of draws: flags go before the document.
pub(crate) fn settings(document: Run, common: &Common) -> Run {
    Run {
        seed: common.seed.or(document.seed),
        samples: common.samples.or(document.samples),
    }
}

/// JSON for people and programs.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value)
        .map_err(|e| Failure::new(format!("the answer cannot be written as JSON: {e}")))?;
    Ok(text + "\n")
}

/// 1 when there are warnings and `--strict` asks about them.
pub(crate) fn status(report: &Report, common: &Common) -> ExitCode {
    ExitCode::from(u8::from(common.strict && !report.warnings.is_empty()))
}

/// CSV has no room for warnings.
fn warn(report: &Report, common: &Common) {
    for w in &report.warnings {
        let text = common.lang.pick(&w.text.en, &w.text.nl);
        let _ = writeln!(
            std::io::stderr(),
            "{}: {}",
            common.lang.pick("warning", "let op"),
            page::one_line(text)
        );
    }
}
