//! The documents in `examples/`.

use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use crate::workspace::{Error, at, root};

/// An example, read but not checked: the core does that.
pub(crate) struct Example {
    /// File name without extension.
    pub(crate) name: String,
    /// What it says.
    pub(crate) document: Table,
}

impl Example {
    /// Reads one file.
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(path).map_err(at(path))?;
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self {
            name,
            document: text.parse().map_err(at(path))?,
        })
    }

    /// The subcommand that answers it. Only a site has a table `site` or `hardware`.
    pub(crate) fn command(&self) -> &'static str {
        let is_site = ["site", "hardware"]
            .iter()
            .any(|key| self.document.contains_key(*key));
        if is_site { "plan" } else { "estimate" }
    }

    /// What is asked of it: a site is also sized.
    pub(crate) fn tasks(&self) -> &'static [&'static str] {
        match self.command() {
            "plan" => &["plan", "size"],
            _ => &["estimate"],
        }
    }

    /// Sets the number of draws.
    pub(crate) fn set_samples(&mut self, samples: u32) {
        let run = self
            .document
            .entry("run")
            .or_insert_with(|| Table::new().into());
        if let Value::Table(run) = run {
            run.insert("samples".into(), samples.into());
        }
    }

    /// The same document as JSON.
    pub(crate) fn to_json(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(&self.document).map_err(|e| format!("{}: {e}", self.name))
    }
}

/// All examples, by name.
pub(crate) fn all() -> Result<Vec<Example>, Error> {
    let dir = root().join("examples");
    let entries = fs::read_dir(&dir).map_err(at(&dir))?;
    let mut paths = entries
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<Vec<PathBuf>, _>>()
        .map_err(at(&dir))?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "toml"));
    paths.sort();
    paths.iter().map(|path| Example::read(path)).collect()
}
