//! The files that `data/series` holds.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use nalgebra::DMatrix;

use crate::fit::{Fitted, PARAMETERS};

const NAMES: [&str; PARAMETERS] = [
    "linear_efficiency",
    "attention_efficiency",
    "memory_efficiency",
    "link_efficiency",
    "touch",
    "touch_parallel",
    "touch_doubling",
    "pixel",
];

/// Writes constants and the covariance of the logarithms of those of the time.
pub(crate) fn write(folder: &str, fits: &[(&str, Fitted, DMatrix<f64>)]) -> Result<(), String> {
    let (mut values, mut covariance) = (
        "id,value,unit,note\n".to_owned(),
        "id,with,covariance\n".to_owned(),
    );
    for (chip, fitted, spread) in fits {
        add_values(&mut values, chip, fitted).map_err(|e| e.to_string())?;
        add_covariance(&mut covariance, chip, spread).map_err(|e| e.to_string())?;
    }
    for (name, text) in [("", &values), ("-covariance", &covariance)] {
        let path = Path::new(folder).join(format!("fit-diffusion-2026.2{name}.csv"));
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn add_values(out: &mut String, chip: &str, fitted: &Fitted) -> std::fmt::Result {
    for (i, (name, log)) in NAMES.iter().zip(fitted.parameters).enumerate() {
        let unit = if i < 4 { "1" } else { "s" };
        let borrowed = chip == "a100"
            && matches!(
                *name,
                "link_efficiency" | "touch_parallel" | "touch_doubling"
            );
        let note = if borrowed {
            "of the H100: one accelerator a row"
        } else {
            ""
        };
        writeln!(
            out,
            "fit.{chip}.{name},{:.6e},{unit},{note}",
            libm::exp(log)
        )?;
    }
    let c = &fitted.constants;
    writeln!(
        out,
        "fit.{chip}.floor,{},W,\"set, not fitted\"",
        c.floor.to_w()
    )?;
    let powers = [
        ("linear", c.linear),
        ("attention", c.attention),
        ("memory", c.memory),
        ("link", c.link),
        ("host", c.host),
        ("decode", c.decode),
    ];
    for (name, power) in powers {
        writeln!(out, "fit.{chip}.{name},{:.3},W,", power.to_w())?;
    }
    writeln!(
        out,
        "fit.{chip}.ceiling,{},1,\"set, not fitted\"",
        c.ceiling
    )
}

fn add_covariance(out: &mut String, chip: &str, spread: &DMatrix<f64>) -> std::fmt::Result {
    for (i, a) in NAMES.iter().enumerate() {
        for (j, b) in NAMES.iter().enumerate().skip(i) {
            writeln!(out, "fit.{chip}.{a},fit.{chip}.{b},{:.4e}", spread[(i, j)])?;
        }
    }
    Ok(())
}
