//! The page, ready for any static server.

use std::fs;

use crate::example::Example;
use crate::wasm;
use crate::workspace::{Error, at, root};

const FILES: [&str; 4] = ["index.html", "main.js", "texts.js", "style.css"];

/// The example the page shows.
const EXAMPLE: &str = "chat-2026";

/// Builds the wasm and copies the page and its example beside it.
pub(crate) fn run() -> Result<(), Error> {
    wasm::run()?;
    let web = root().join("web");
    let dist = web.join("dist");
    for file in FILES {
        let from = web.join(file);
        fs::copy(&from, dist.join(file)).map_err(at(&from))?;
    }
    let example = Example::read(&root().join("examples").join(format!("{EXAMPLE}.toml")))?;
    let json = dist.join(format!("{EXAMPLE}.json"));
    fs::write(&json, example.to_json()?).map_err(at(&json))?;
    println!("web: web/dist is ready, such as for `python3 -m http.server --directory web/dist`");
    Ok(())
}
