//! The package `polder` for npm: made, packed, and tested as a stranger would use it. Never published from here.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workspace::{self, Error, at, cargo, command, output, root, target};
use crate::{example, npm_types, parity, wasm, web};

/// What is in the package beside the core, from `crates/polder-wasm/npm`.
const FILES: [&str; 9] = [
    "README.md",
    "browser.js",
    "doors.js",
    "index.d.ts",
    "indented.js",
    "node.js",
    "example/browser.html",
    "example/node.mjs",
    "example/question.mjs",
];
const LICENCES: [&str; 3] = ["LICENSE", "LICENSE-APACHE-2.0.txt", "LICENSE-EUPL-1.2.txt"];
/// Enough draws for every distribution to be used.
const SAMPLES: u32 = 256;

/// Builds the wasm and packs it.
pub(crate) fn run() -> Result<(), Error> {
    wasm::run()?;
    let tarball = pack()?;
    println!("npm: {}", tarball.display());
    Ok(())
}

/// Packs the wasm that is there, installs it in a fresh project and compares its answers with the command line's.
pub(crate) fn check() -> Result<(), Error> {
    let tarball = pack()?;
    let project = Fresh::new()?;
    project.install(&tarball)?;
    project.types()?;
    let questions = project.node(&["node_modules/polder/example/question.mjs"])?;
    if questions.lines().count() != 2 {
        return Err(format!("npm: the first example says {questions:?}"));
    }
    project.answers()?;
    web::browser_test("tests/npm.mjs", &project.0)
}

/// Makes the folder and its tarball.
fn pack() -> Result<PathBuf, Error> {
    let folder = target().join("npm").join("polder");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(at(&folder))?;
    }
    for file in FILES {
        copy(&template(file), &folder, file)?;
    }
    for file in LICENCES {
        copy(&root().join(file), &folder, file)?;
    }
    for file in ["polder_wasm.js", "polder_wasm.d.ts", "polder_wasm_bg.wasm"] {
        copy(
            &wasm::web_package().join(file),
            &folder,
            &format!("core/{file}"),
        )?;
    }
    for entry in fs::read_dir(wasm::packs()).map_err(at(&wasm::packs()))? {
        let path = entry.map_err(at(&wasm::packs()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        copy(&path, &folder, &format!("weather/{name}"))?;
    }
    // The page and the package read the same answers.
    copy(&root().join("web/src/report.ts"), &folder, "report.d.ts")?;
    write(&folder.join("document.d.ts"), &npm_types::documents()?)?;
    write(&folder.join("package.json"), &manifest()?)?;
    let mut npm = command("npm", &["pack", "--silent", "--pack-destination", ".."]);
    npm.current_dir(&folder);
    let name = output(npm)?;
    Ok(target().join("npm").join(name.trim()))
}

/// Version and licence are those of the workspace.
fn manifest() -> Result<String, Error> {
    let path = template("package.json");
    let text = fs::read_to_string(&path).map_err(at(&path))?;
    Ok(text
        .replace("WORKSPACE_VERSION", env!("CARGO_PKG_VERSION"))
        .replace("WORKSPACE_LICENSE", env!("CARGO_PKG_LICENSE")))
}

/// A file as it is in the repository.
fn template(file: &str) -> PathBuf {
    root().join("crates/polder-wasm/npm").join(file)
}

/// An empty project in the folder for temporary files, gone when dropped.
struct Fresh(PathBuf);

impl Fresh {
    fn new() -> Result<Self, Error> {
        let folder = std::env::temp_dir().join(format!("polder-npm-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        write(
            &folder.join("package.json"),
            "{ \"private\": true, \"type\": \"module\" }\n",
        )?;
        Ok(Self(folder))
    }

    /// Offline: the package needs no other.
    fn install(&self, tarball: &Path) -> Result<(), Error> {
        let tarball = tarball.to_string_lossy();
        let quiet = ["install", "--offline", "--no-audit", "--no-fund", &tarball];
        let mut npm = command("npm", &quiet);
        npm.current_dir(&self.0);
        workspace::run(npm)
    }

    fn node(&self, args: &[&str]) -> Result<String, Error> {
        let mut node = command("node", args);
        node.current_dir(&self.0);
        output(node)
    }

    /// The examples fit the types, and a wrong document does not.
    fn types(&self) -> Result<(), Error> {
        for name in ["node.mjs", "question.mjs"] {
            copy(
                &self.0.join("node_modules/polder/example").join(name),
                &self.0,
                name,
            )?;
        }
        let wrong = "// @ts-check\nimport { estimate } from 'polder';\n// @ts-expect-error\nawait estimate({ reqeusts: 1 });\n// @ts-expect-error\nawait estimate({ requests: 'many' });\n";
        write(&self.0.join("wrong.mjs"), wrong)?;
        web::packages()?;
        let web = root().join("web/node_modules");
        let (compiler, roots) = (web.join("typescript/bin/tsc"), web.join("@types"));
        self.node(&[
            &compiler.to_string_lossy(),
            "--noEmit",
            "--strict",
            "--allowJs",
            "--checkJs",
            "--target",
            "es2022",
            "--module",
            "nodenext",
            "--typeRoots",
            &roots.to_string_lossy(),
            "--types",
            "node",
            "node.mjs",
            "question.mjs",
            "wrong.mjs",
        ])
        .map(drop)
        .map_err(|why| format!("npm: the types: {why}"))
    }

    /// Every example of the repository, byte for byte.
    fn answers(&self) -> Result<(), Error> {
        workspace::run(cargo(&["build", "--package", "polder-cli"]))?;
        let mut examples = example::all()?;
        for example in &mut examples {
            example.set_samples(SAMPLES);
            let document = self.0.join(format!("{}.json", example.name));
            write(&document, &example.to_json()?)?;
            for task in example.tasks() {
                let native = parity::native(task, &document)?;
                let file = document.to_string_lossy();
                let script = "node_modules/polder/example/node.mjs";
                let packed = self.node(&[script, task, &file, parity::LIMIT])?;
                parity::same(&native, &packed)
                    .map_err(|why| format!("npm: {task} {}: {why}", example.name))?;
            }
        }
        println!("npm: {} examples, byte for byte", examples.len());
        Ok(())
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, folder: &Path, to: &str) -> Result<(), Error> {
    let to = folder.join(to);
    parent(&to)?;
    fs::copy(from, &to).map(drop).map_err(at(from))
}

fn write(to: &Path, text: &str) -> Result<(), Error> {
    parent(to)?;
    fs::write(to, text).map_err(at(to))
}

fn parent(of: &Path) -> Result<(), Error> {
    let folder = of.parent().unwrap_or(of);
    fs::create_dir_all(folder).map_err(at(folder))
}
