//! Where things are, and how a program is run.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One line for the user; the task stops at the first.
pub(crate) type Error = String;

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}

/// The cargo that runs this task.
pub(crate) fn cargo(args: &[&str]) -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), args)
}

/// A program at the root of the repository.
pub(crate) fn command(program: impl Into<OsString>, args: &[&str]) -> Command {
    let mut command = Command::new(program.into());
    command
        .args(args)
        .current_dir(root())
        .env("CARGO_TARGET_DIR", target());
    command
}

/// Runs a command to its end; its output goes where ours goes.
pub(crate) fn run(mut command: Command) -> Result<(), Error> {
    let status = command.status().map_err(|e| cannot_start(&command, &e))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{} ended with {status}", line(&command)))
    }
}

/// What a command writes to standard output.
pub(crate) fn output(mut command: Command) -> Result<String, Error> {
    let out = command.output().map_err(|e| cannot_start(&command, &e))?;
    if !out.status.success() {
        let said = String::from_utf8_lossy(&out.stderr);
        return Err(format!(
            "{} ended with {}: {}",
            line(&command),
            out.status,
            said.trim()
        ));
    }
    String::from_utf8(out.stdout)
        .map_err(|_| format!("{} wrote something that is not UTF-8", line(&command)))
}

/// Adds the path to an I/O error.
pub(crate) fn at<E: std::fmt::Display>(path: &Path) -> impl Fn(E) -> Error {
    move |e| format!("{}: {e}", path.display())
}

fn cannot_start(command: &Command, e: &std::io::Error) -> Error {
    format!("cannot start {}: {e}", line(command))
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    format!(
        "`{}`",
        words
            .map(|w| w.to_string_lossy())
            .collect::<Vec<_>>()
            .join(" ")
    )
}
