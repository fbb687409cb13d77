//! The documents as TypeScript, from the tables that the core reads, so that neither has a field that the other lacks.

use std::fmt::Write;
use std::fs;

use crate::workspace::{Error, at, root};

/// Where the tables are, from `crates/polder/src`.
const SOURCES: [&str; 2] = ["document.rs", "document/custom.rs"];

const HEAD: &str = "\
// What people write. Made from the core by `cargo xtask npm`; do not edit.

/** Certain, a range, or a distribution. */
export type Amount =
  | number
  | { low: number; mid?: number; high: number }
  | { dist: string; p5: number; p50?: number; p95: number };

/** One name, or names with shares that sum to 1. */
export type Mixture = string | Record<string, number>;
";

/// The text of `document.d.ts`.
pub(crate) fn documents() -> Result<String, Error> {
    let mut out = HEAD.to_owned();
    for file in SOURCES {
        let path = root().join("crates/polder/src").join(file);
        let source = fs::read_to_string(&path).map_err(at(&path))?;
        out += &interfaces(&source).map_err(|why| format!("{file}: {why}"))?;
    }
    Ok(out)
}

/// Each `table!` as an interface.
fn interfaces(source: &str) -> Result<String, Error> {
    let mut out = String::new();
    let mut about = String::new();
    let (mut table, mut open) = (false, false);
    for line in source.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("table! {") {
            (table, open) = (true, rest == "open");
        } else if !table {
        } else if let Some(text) = line.strip_prefix("///") {
            about += text;
        } else if let Some(rest) = line.strip_prefix("pub struct ") {
            let name = rest.trim_end_matches(" {");
            _ = write!(out, "\n/**{about} */\nexport interface {name} {{\n");
            about.clear();
        } else if let Some(field) = line.strip_prefix("pub ") {
            let (name, of) = field
                .trim_end_matches(',')
                .split_once(": ")
                .ok_or_else(|| format!("`{line}` is no field"))?;
            _ = write!(out, "  /**{about} */\n  {name}?: {};\n", typescript(of)?);
            about.clear();
        } else if line == "}" {
            if open {
                out += "  [other: string]: unknown;\n";
            }
            out += "}\n";
            // The struct ends, and then the macro.
            (table, open) = (false, false);
        }
    }
    Ok(out)
}

fn typescript(rust: &str) -> Result<String, Error> {
    let inside = |of: &str| {
        rust.strip_prefix(of)
            .and_then(|rest| rest.strip_suffix('>'))
            .map(typescript)
    };
    if let Some(same) = inside("Option<").or_else(|| inside("Box<")) {
        return same;
    }
    if let Some(many) = inside("Vec<") {
        return many.map(|each| format!("{each}[]"));
    }
    let name = match rust {
        "String" => "string",
        "bool" => "boolean",
        "f64" | "u32" | "u16" => "number",
        "Number" => "Amount",
        "Tree" => "unknown",
        own if own.chars().all(char::is_alphabetic) => own,
        other => return Err(format!("no TypeScript for `{other}`")),
    };
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_an_interface() {
        let source = "table! {open\n/// A thing.\npub struct Thing {\n    /// How\n    /// much.\n    pub much: Option<Number>,\n    pub parts: Vec<Part>,\n}\n}\nfn other() {}\n";
        assert_eq!(
            interfaces(source).unwrap(),
            "\n/** A thing. */\nexport interface Thing {\n  /** How much. */\n  much?: Amount;\n  /** */\n  parts?: Part[];\n  [other: string]: unknown;\n}\n"
        );
    }

    #[test]
    fn every_field_of_a_workload_is_there() {
        let text = documents().unwrap();
        for field in ["requests?: Amount;", "tasks?: TaskUse[];", "run?: Run;"] {
            assert!(text.contains(field), "{field}");
        }
    }
}
