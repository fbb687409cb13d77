//! What building and testing need beside a Rust toolchain.

use std::env;
use std::path::Path;

use crate::wasm::TARGET;
use crate::workspace::{self, Error, command, output};

/// What Vite asks for.
const NODE_MAJOR: u32 = 20;

/// Names of the browser the tests know.
const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Checks each need, and installs the ones that may be installed without asking.
pub(crate) fn run() -> Result<(), Error> {
    wasm_target()?;
    node()
}

/// The browser the tests of the site use: `CHROME_PATH`, one on the PATH, or Debian's own.
pub(crate) fn chromium() -> Result<(), Error> {
    let hint = "hint: install Chromium, or set CHROME_PATH to a Chrome or Chromium";
    if let Some(path) = env::var_os("CHROME_PATH") {
        return if Path::new(&path).is_file() {
            Ok(())
        } else {
            Err(format!(
                "CHROME_PATH is {}, which is no file\n{hint}",
                path.display()
            ))
        };
    }
    if on_path(&BROWSERS) {
        return Ok(());
    }
    println!("installing: chromium, because the tests of the site run in a browser");
    workspace::run(command("apt-get", &["update", "--quiet"]))
        .and_then(|()| {
            workspace::run(command(
                "apt-get",
                &[
                    "install",
                    "--yes",
                    "--quiet",
                    "--no-install-recommends",
                    "chromium",
                ],
            ))
        })
        .map_err(|e| format!("{e}\n{hint}"))
}

fn on_path(programs: &[&str]) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|dir| programs.iter().any(|p| dir.join(p).is_file()))
}

fn wasm_target() -> Result<(), Error> {
    if has_target()? {
        println!("present: Rust target {TARGET}");
        return Ok(());
    }
    println!(
        "installing: Rust target {TARGET}, because the web page and the parity test run the core as wasm"
    );
    workspace::run(command("rustup", &["target", "add", TARGET]))
        .map_err(|e| format!("{e}\nhint: install the standard library for {TARGET} with the package manager that gave you Rust"))
}

/// Asks the compiler, not rustup: a distribution's Rust has no rustup.
fn has_target() -> Result<bool, Error> {
    let dir = output(command(
        "rustc",
        &["--print", "target-libdir", "--target", TARGET],
    ))?;
    Ok(Path::new(dir.trim()).is_dir())
}

fn node() -> Result<(), Error> {
    let hint = format!(
        "the parity test runs the wasm build under Node\nhint: install Node {NODE_MAJOR} or newer and put `node` on the PATH"
    );
    let version = output(command("node", &["--version"])).map_err(|e| format!("{e}: {hint}"))?;
    let version = version.trim();
    let major = version
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|m| m.parse().ok());
    if major.is_none_or(|m: u32| m < NODE_MAJOR) {
        return Err(format!("Node is {version}: {hint}"));
    }
    println!("present: Node {version}");
    Ok(())
}
