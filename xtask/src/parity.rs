//! Same document, same seed, same bits: the command line against the wasm build under Node.

use std::fs;
use std::path::Path;
use std::time::Instant;

use crate::example::{self, Example};
use crate::wasm;
use crate::workspace::{self, Error, at, cargo, command, output, target};

/// Enough draws for every distribution to be used; more says nothing new.
const SAMPLES: u32 = 256;

/// What `size` is asked of every site, as in tests/parity/wasm.mjs.
pub(crate) const LIMIT: &str = "contracted_transport_mw=20";

/// Compares every example, and every site sized by a contract too; `cargo xtask wasm` has run.
pub(crate) fn run() -> Result<(), Error> {
    workspace::run(cargo(&["build", "--package", "polder-cli"]))?;
    let dir = target().join("parity");
    fs::create_dir_all(&dir).map_err(at(&dir))?;
    let mut examples = example::all()?;
    let total = examples.len();
    let mut differing = Vec::new();
    for example in &mut examples {
        if let Err(why) = compare(example, &dir) {
            println!("failed: {why}");
            differing.push(&*example.name);
        }
    }
    finish(total, &differing)
}

fn finish(total: usize, differing: &[&str]) -> Result<(), Error> {
    println!(
        "parity: {} passed, {} failed",
        total - differing.len(),
        differing.len()
    );
    match (total, differing) {
        (0, _) => Err("parity: examples/ holds no .toml document".into()),
        (_, []) => Ok(()),
        (_, names) => Err(format!(
            "parity: native and wasm do not agree on {}",
            names.join(", ")
        )),
    }
}

/// The command line reads TOML and the wasm build JSON, so that the two forms are compared as well.
fn compare(example: &mut Example, dir: &Path) -> Result<(), Error> {
    example.set_samples(SAMPLES);
    let name = &example.name;
    let toml = dir.join(format!("{name}.toml"));
    let json = dir.join(format!("{name}.json"));
    fs::write(&toml, example.document.to_string()).map_err(at(&toml))?;
    fs::write(&json, example.to_json()?).map_err(at(&json))?;
    for task in example.tasks() {
        let (native, native_ms) = timed(|| native(task, &toml))?;
        let (wasm, wasm_ms) = timed(|| under_node(task, &json))?;
        same(&without_layout(&native), &wasm).map_err(|why| format!("{task} {name}: {why}"))?;
        println!(
            "same: {task} {name}, {} bytes, native {native_ms} ms, Node {wasm_ms} ms",
            wasm.len()
        );
    }
    Ok(())
}

/// What the command line writes.
pub(crate) fn native(task: &str, document: &Path) -> Result<String, Error> {
    let program = target()
        .join("debug")
        .join(format!("polder{}", std::env::consts::EXE_SUFFIX));
    let document = document.to_string_lossy();
    let mut arguments = vec![task, &document, "--format", "json"];
    if task == "size" {
        arguments.extend(["--limit", LIMIT]);
    }
    output(command(program, &arguments))
}

fn under_node(task: &str, document: &Path) -> Result<String, Error> {
    let (package, document) = (wasm::node_package(), document.to_string_lossy());
    output(command(
        "node",
        &[
            "tests/parity/wasm.mjs",
            &package.to_string_lossy(),
            &wasm::packs().to_string_lossy(),
            task,
            &document,
        ],
    ))
}

fn timed<T>(f: impl FnOnce() -> Result<T, Error>) -> Result<(T, u128), Error> {
    let start = Instant::now();
    let value = f()?;
    Ok((value, start.elapsed().as_millis()))
}

/// JSON less the white space between tokens: the command line indents for people, every other byte counts.
fn without_layout(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |c: &char| {
        let keep = in_string || !c.is_ascii_whitespace();
        in_string ^= *c == '"' && !escaped;
        escaped = in_string && *c == '\\' && !escaped;
        keep
    };
    json.chars().filter(keep).collect()
}

/// An error that says where the first difference is.
pub(crate) fn same(native: &str, wasm: &str) -> Result<(), Error> {
    if native == wasm {
        return Ok(());
    }
    let first = native
        .bytes()
        .zip(wasm.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    Err(format!(
        "first difference at byte {first}\n  native …{}\n  wasm   …{}",
        around(native, first),
        around(wasm, first)
    ))
}

fn around(text: &str, byte: usize) -> String {
    let bytes = &text.as_bytes()[byte.saturating_sub(60)..text.len().min(byte + 40)];
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_inside_a_string_is_kept() {
        let indented = "{\n  \"a b\": [1, 2.5],\n  \"c\": \"say \\\" \\\\\"\n}\n";
        assert_eq!(
            without_layout(indented),
            r#"{"a b":[1,2.5],"c":"say \" \\"}"#
        );
    }

    #[test]
    fn a_difference_is_placed() {
        let why = same(r#"{"p5":1.0}"#, r#"{"p5":1.5}"#).unwrap_err();
        assert!(why.starts_with("first difference at byte 8"), "{why}");
    }
}
