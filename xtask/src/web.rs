//! The public calculator: its wasm, its pages in both languages, and its tests in a browser.

use std::fs;
use std::path::Path;

use crate::workspace::{self, Error, cargo, command, root, target};
use crate::{setup, wasm};

/// Builds web/dist: a folder for any static server.
pub(crate) fn run() -> Result<(), Error> {
    wasm::run()?;
    build()
}

/// Builds the site and serves it until it is stopped.
pub(crate) fn serve() -> Result<(), Error> {
    run()?;
    workspace::run(command("node", &["web/serve.mjs"]))
}

/// Builds the site and tests it in Chromium, against the command line's answers.
pub(crate) fn test() -> Result<(), Error> {
    run()?;
    check()
}

/// The site, from the wasm that is there.
pub(crate) fn build() -> Result<(), Error> {
    packages()?;
    let node = wasm::node_package();
    workspace::run(command("node", &["web/build.mjs", &node.to_string_lossy()]))
}

/// The tests, of the site that is there.
pub(crate) fn check() -> Result<(), Error> {
    setup::chromium()?;
    workspace::run(cargo(&["build", "--package", "polder-cli"]))?;
    let cli = target()
        .join("debug")
        .join(format!("polder{}", std::env::consts::EXE_SUFFIX));
    workspace::run(command(
        "node",
        &[
            "web/node_modules/svelte-check/bin/svelte-check",
            "--workspace",
            "web",
            "--fail-on-warnings",
        ],
    ))?;
    workspace::run(command(
        "node",
        &["web/tests/run.mjs", &cli.to_string_lossy()],
    ))
}

/// Runs a script of web/ that needs a browser, for the project in a folder.
pub(crate) fn browser_test(script: &str, project: &Path) -> Result<(), Error> {
    setup::chromium()?;
    let script = format!("web/{script}");
    workspace::run(command("node", &[&script, &project.to_string_lossy()]))
}

/// The packages of the lockfile, unless they are there already.
pub(crate) fn packages() -> Result<(), Error> {
    let web = root().join("web");
    let lock = fs::read(web.join("package-lock.json")).unwrap_or_default();
    let mark = web.join("node_modules").join(".polder-lock");
    if fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("installing: the packages of web/package-lock.json");
    let mut npm = command(
        "npm",
        &["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
    );
    npm.current_dir(&web);
    workspace::run(npm)
        .map_err(|e| format!("{e}\nhint: `npm ci` in web/ needs a package registry"))?;
    fs::write(&mark, lock).map_err(workspace::at(&mark))
}
