//! Each run beside a prediction that did not know it, as CSV.

use crate::fit::{self, Fitted};
use crate::runs::{self, Run, family};
use crate::statistics::Errors;
use crate::{FITS, select, without_each};

/// Prints runs of the fits, each predicted without its architecture, and those of 2024 on H100 that no fit saw.
///
/// The band is the one of answers: of families left out.
pub(crate) fn print(path: &str) -> Result<(), String> {
    let all = runs::read(path)?;
    println!("id,how,class,accelerator,software,model,batch,measured_j,predicted_j,low_j,high_j");
    let mut prior = fit::PRIOR;
    for (id, dataset, hardware) in FITS {
        let rows = select(&all, dataset, hardware);
        // As for the constants: of several accelerators the A100 rows say nothing.
        let start = if id == "a100" { prior } else { fit::PRIOR };
        let fitted = Fitted::of(&rows, &start);
        let band = of_families(&rows, &start);
        for (_, test, without) in without_each(&rows, &start, |r| r.model.to_owned()) {
            lines("left-out", &test, &without, Some(band));
        }
        if id == "h100" {
            prior = fitted.parameters;
            lines(
                "unseen",
                &select(&all, "mlenergy_v2", hardware),
                &fitted,
                None,
            );
        }
    }
    Ok(())
}

/// 5th and 95th percentile of measured over predicted, each family left out.
fn of_families(rows: &[Run], prior: &[f64; fit::PARAMETERS]) -> [f64; 2] {
    let ratios: Vec<f64> = without_each(rows, prior, |r| family(r.model).to_owned())
        .iter()
        .flat_map(|(_, test, without)| without.ratios(test))
        .collect();
    Errors::of(&ratios).band
}

fn lines(how: &str, rows: &[Run], fitted: &Fitted, band: Option<[f64; 2]>) {
    for r in rows {
        let predicted = r.joules * r.ratio(&fitted.constants);
        let [low, high] = band.map_or([String::new(), String::new()], |b| {
            b.map(|share| format!("{:.2}", predicted * share))
        });
        println!(
            "{},{how},picture,{},{},{},{},{:.2},{predicted:.2},{low},{high}",
            r.id,
            r.accelerator,
            r.software(),
            r.model,
            r.batch,
            r.joules,
        );
    }
}
