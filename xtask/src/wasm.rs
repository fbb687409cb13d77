//! The core as wasm: built, bound to JavaScript for Node and for the web, and weighed.

use std::env;
use std::fmt::Display;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

use crate::workspace::{self, Error, at, cargo, root, target};
use crate::{web_packs as packs, web_register as register};

/// The target of the web build.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// Builds polder-wasm and binds it for both hosts.
pub(crate) fn run() -> Result<(), Error> {
    let flags = format!("target.{TARGET}.rustflags=[{:?}]", without_home());
    workspace::run(cargo(&[
        "--config",
        &flags,
        "build",
        "--package",
        "polder-wasm",
        "--target",
        TARGET,
        "--profile",
        "wasm",
    ]))?;
    let built = target().join(TARGET).join("wasm").join("polder_wasm.wasm");
    bind(&built, &node_package(), |b| b.nodejs(true))?;
    bind(&built, &web_package(), |b| b.web(true))?;
    packs::write(&packs())?;
    packs::write_years(&public().join("years"))?;
    register::write(&public().join("register.json"))?;
    weigh(&web_package().join("polder_wasm_bg.wasm"))
}

/// Messages of a panic name the files of libraries: from their own folder on, whoever builds it.
fn without_home() -> String {
    let home = env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| home + "/.cargo"));
    let home = home.unwrap_or_default();
    format!("--remap-path-prefix={home}/registry/src=lib")
}

/// The package for Node, which the parity test runs.
pub(crate) fn node_package() -> PathBuf {
    target().join("wasm-node")
}

/// The package for browsers, where the page imports it from.
pub(crate) fn web_package() -> PathBuf {
    root().join("web").join("src").join("wasm")
}

/// The weather of each station, which the wasm takes when it needs it.
pub(crate) fn packs() -> PathBuf {
    public().join("weather")
}

/// What the page fetches as it is.
fn public() -> PathBuf {
    root().join("web").join("public")
}

fn bind<E: Display>(
    wasm: &Path,
    out: &Path,
    host: impl for<'a> FnOnce(&'a mut Bindgen) -> Result<&'a mut Bindgen, E>,
) -> Result<(), Error> {
    let mut bindgen = Bindgen::new();
    host(&mut bindgen)
        .map_err(|e| format!("wasm-bindgen: {e:#}"))?
        .input_path(wasm)
        .typescript(true)
        .omit_default_module_path(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .map_err(|e| format!("wasm-bindgen: {e:#}"))
}

fn weigh(wasm: &Path) -> Result<(), Error> {
    let raw = fs::metadata(wasm).map_err(at(wasm))?.len();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    let packed = File::open(wasm)
        .and_then(|mut file| io::copy(&mut file, &mut gzip))
        .and_then(|_| gzip.finish())
        .map_err(at(wasm))?;
    println!("wasm: {raw} bytes, {} with gzip", packed.len());
    Ok(())
}
