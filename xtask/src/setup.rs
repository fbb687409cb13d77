//! What building and testing need beside a Rust toolchain.

use std::path::Path;

use crate::wasm::TARGET;
use crate::workspace::{self, Error, command, output};

/// The first Node whose `WebAssembly` has what the bindings use, and that is still maintained.
const NODE_MAJOR: u32 = 18;

/// Checks each need, and installs the ones that may be installed without asking.
pub(crate) fn run() -> Result<(), Error> {
    wasm_target()?;
    node()
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
