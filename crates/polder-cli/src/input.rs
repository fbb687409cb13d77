//! A document from a file or standard input: size, encoding, TOML or JSON.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use polder::Fault;
use polder::document::{LIMIT, Read, Tree, read_json};

use crate::failure::Failure;
use crate::page::clip;

/// Characters of a wrong line that an error shows.
const SHOWN: usize = 60;
/// How a file packed with gzip begins.
const GZIP: &[u8] = &[0x1f, 0x8b];
/// Tables that only a site has.
const SITE_TABLES: &[&str] = &[
    "site", "facility", "hardware", "heat", "land", "supply", "work",
];

/// A document, read but not yet checked.
#[derive(Clone, Debug)]
pub(crate) struct Document(Tree);

impl Document {
    /// Reads a file, or standard input when it is `-`.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let text = text(path)?;
        let text = without_mark(&text);
        let document = if is_json(path, text) {
            json(path, text)?
        } else {
            toml(path, text)?
        };
        if document.is_empty() {
            return Err(empty(path));
        }
        Ok(document)
    }

    /// Whether it describes a site.
    pub(crate) fn is_site(&self) -> bool {
        SITE_TABLES.iter().any(|name| self.has(name))
    }

    /// Whether it describes one piece of work.
    pub(crate) fn is_work(&self) -> bool {
        let keys = ["model", "custom_model", "task", "tasks"];
        keys.iter().any(|key| self.has(key)) && !self.is_site()
    }

    /// The document as what it should be.
    pub(crate) fn into<T: Read>(self) -> Result<T, Failure> {
        Ok(T::read(&self.0)?)
    }

    fn has(&self, key: &str) -> bool {
        self.0.at(&[key]).is_some()
    }

    fn is_empty(&self) -> bool {
        matches!(&self.0, Tree::Table(entries) if entries.is_empty())
    }
}

/// The text of a file, or of standard input when it is `-`.
pub(crate) fn text(path: &Path) -> Result<String, Failure> {
    text_within(path, LIMIT)
}

/// The text without the mark that some programs put before it.
pub(crate) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The text of a file of at most `limit` bytes.
pub(crate) fn text_within(path: &Path, limit: u64) -> Result<String, Failure> {
    let bytes = bytes(path, limit)?;
    if bytes.starts_with(GZIP) {
        let shown = path.display();
        return Err(Failure::new(format!("`{shown}` is packed with gzip"))
            .hint("unpack it first: `gunzip --keep FILE`"));
    }
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Failure::new(format!(
            "`{}` is not UTF-8 text: byte {at} does not fit",
            path.display()
        ))
    })
}

fn bytes(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let refused = |e: std::io::Error| {
        Failure::new(format!(
            "`{}` cannot be read: {}",
            path.display(),
            reason(&e)
        ))
    };
    if path.as_os_str() == "-" {
        return bounded(path, limit, std::io::stdin().lock()).map_err(refused)?;
    }
    let file = File::open(path).map_err(refused)?;
    let size = file.metadata().map_err(refused)?.len();
    if size > limit {
        let size = format!("{} MB", size.div_ceil(1_000_000));
        return Err(too_big(path, limit, &size));
    }
    bounded(path, limit, file).map_err(refused)?
}

/// Stops reading at the limit, whatever the size a pipe or a growing file claims.
fn bounded(
    path: &Path,
    limit: u64,
    source: impl std::io::Read,
) -> std::io::Result<Result<Vec<u8>, Failure>> {
    let mut bytes = Vec::new();
    source.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let size = format!("more than {} MiB", limit >> 20);
        return Ok(Err(too_big(path, limit, &size)));
    }
    Ok(Ok(bytes))
}

fn too_big(path: &Path, limit: u64, size: &str) -> Failure {
    Failure::new(format!(
        "`{}` is {size}, should be at most {} MiB",
        path.display(),
        limit >> 20
    ))
}

fn empty(path: &Path) -> Failure {
    let message = format!(
        "`{}` is empty: a workload needs a `model` or a `task`, a site `[site]` and `[hardware]` tables",
        path.display()
    );
    Failure::new(message).hint("`polder estimate --help` and `polder plan --help` show a document")
}

/// What went wrong, without the number of the operating system.
pub(crate) fn reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_lowercase()
}

fn is_json(path: &Path, text: &str) -> bool {
    path.extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("json"))
        || text.trim_start().starts_with('{')
}

fn json(path: &Path, text: &str) -> Result<Document, Failure> {
    if text.trim().is_empty() {
        return Err(empty(path));
    }
    read_json(text).map(Document).map_err(|e| match e.fault() {
        Fault::Unreadable { message, .. } => {
            Failure::new(format!("`{}`: {message}", path.display()))
        }
        _ => e.into(),
    })
}

fn toml(path: &Path, text: &str) -> Result<Document, Failure> {
    toml::from_str(text).map(Document).map_err(|e| {
        let before = e
            .span()
            .and_then(|s| text.get(..s.start))
            .unwrap_or_default();
        malformed(path, text, before.matches('\n').count() + 1, e.message())
    })
}

/// Says which line is wrong and shows it.
fn malformed(path: &Path, text: &str, line: usize, message: &str) -> Failure {
    let shown = text
        .lines()
        .nth(line.saturating_sub(1))
        .unwrap_or_default()
        .trim();
    let shown = if shown.is_empty() {
        String::new()
    } else {
        format!(", `{}`", clip(shown, SHOWN))
    };
    Failure::new(format!(
        "`{}` line {line}{shown}: {message}",
        path.display()
    ))
}
