//! `data/series/fit-*.csv`: fitted constants.

use crate::files::{Record, table};
use crate::generate::{constant, number};
use crate::unit::unit;
use std::fmt::Write as _;

pub(crate) fn generated_fit() -> String {
    let rows: Vec<Record> = table("series/fit-2026.2.csv");
    let mut out = String::from(
        "use super::super::{FitHardware, FitShared};\nuse crate::quantity::{Power, Time};\n",
    );
    let parts = [
        (
            "shared",
            "FitShared",
            "Constants that all accelerators share.",
        ),
        ("h100", "FitHardware", "Constants of the H100."),
        ("b200", "FitHardware", "Constants of the B200."),
        ("a100", "FitHardware", "Constants of the A100."),
    ];
    for (part, ty, doc) in parts {
        write!(
            out,
            "\n/// {doc}\npub static FIT_{}: {ty} = {ty} {{\n",
            constant(part)
        )
        .unwrap();
        for (field, values) in fit_fields(&rows, part) {
            let array = values.len() > 1;
            let values = values.join(", ");
            let values = if array { format!("[{values}]") } else { values };
            writeln!(out, "    {field}: {values},").unwrap();
        }
        out += "};\n";
    }
    out
}

/// Fields of one part of the fit; `fit.h100.core_moe.fp8` is the second value of `core_moe`.
pub(crate) fn fit_fields(rows: &[Record], part: &str) -> Vec<(String, Vec<String>)> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for r in rows {
        let words: Vec<_> = r["id"].split('.').collect();
        if words[1] != part {
            continue;
        }
        let (_, ty, new) = unit(&r["unit"]).unwrap();
        let value = number(&r["value"]);
        let value = if *ty == "f64" {
            value
        } else {
            format!("{ty}::{new}({value})")
        };
        let at = words.get(3).map_or(0, |p| {
            ["bf16", "fp8", "mx"].iter().position(|q| q == p).unwrap()
        });
        if at == 0 {
            fields.push((words[2].to_owned(), Vec::new()));
        }
        let (field, values) = fields.last_mut().unwrap();
        assert!(
            field == words[2] && values.len() == at,
            "{}: order of the rows",
            r["id"]
        );
        values.push(value);
    }
    fields
}
