//! Where the answer goes: standard output, or a file that appears whole or not at all.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::input::reason;

/// Writes the answer.
pub(crate) fn write(answer: impl AsRef<[u8]>, to: Option<&Path>) -> Result<(), Failure> {
    let bytes = answer.as_ref();
    let (name, result) = match to {
        Some(path) if path.as_os_str() != "-" => (path.display().to_string(), file(bytes, path)),
        _ => ("standard output".to_owned(), print(bytes)),
    };
    result.map_err(|e| Failure::new(format!("`{name}` cannot be written: {}", reason(&e))))
}

/// A reader that has seen enough, such as `head`, is content.
fn print(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn file(bytes: &[u8], path: &Path) -> io::Result<()> {
    // A link keeps pointing where it does; a device or pipe is written to, never replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    match fs::metadata(&target) {
        Ok(m) if m.is_dir() => Err(ErrorKind::IsADirectory.into()),
        Ok(m) if !m.is_file() => OpenOptions::new()
            .write(true)
            .open(&target)?
            .write_all(bytes),
        _ => replace(bytes, &target),
    }
}

fn replace(bytes: &[u8], target: &Path) -> io::Result<()> {
    let beside = beside(target)?;
    let written = fill(bytes, &beside, target).and_then(|()| fs::rename(&beside, target));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn fill(bytes: &[u8], beside: &Path, target: &Path) -> io::Result<()> {
    let mut out = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(beside)?;
    if let Ok(old) = fs::metadata(target) {
        out.set_permissions(old.permissions())?;
    }
    out.write_all(bytes)?;
    out.sync_all()
}

fn beside(target: &Path) -> io::Result<PathBuf> {
    let name = target.file_name().ok_or(ErrorKind::InvalidFilename)?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.part", std::process::id()));
    Ok(target.with_file_name(hidden))
}
