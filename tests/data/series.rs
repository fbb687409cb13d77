//! `data/series`: climatologies and design days.

use std::fmt::Write as _;

use crate::files::{Record, files, table, text};
use crate::generate::constant;

fn climatologies() -> Vec<String> {
    let ids = files().into_iter().filter_map(|f| {
        let id = f
            .strip_prefix("series/climatology-")?
            .strip_suffix(".csv")?;
        Some(id.to_owned())
    });
    ids.collect()
}

#[test]
fn climatology_weights_sum_to_one() {
    for id in climatologies() {
        let rows: Vec<Record> = table(&format!("series/climatology-{id}.csv"));
        assert_eq!(rows.len(), 12 * 24 * 12, "{id}");
        for (at, r) in rows.iter().enumerate() {
            let (month, hour, bin) = (at / 288 + 1, at / 12 % 24, at % 12 + 1);
            assert_eq!(
                [&r["month"], &r["hour"], &r["bin"]],
                [&month.to_string(), &hour.to_string(), &bin.to_string()],
                "{id}: by month, hour, bin"
            );
        }
        for hour in rows.chunks(12) {
            let sum: f64 = hour
                .iter()
                .map(|r| r["weight"].parse::<f64>().unwrap())
                .sum();
            assert!((sum - 1.0).abs() < 1e-6, "{id}: {sum}");
        }
    }
}

pub(crate) fn generated_climatology() -> String {
    let mut out = String::from("use super::super::{Binned, CELLS, Climatology};\n");
    let mut list = String::from(
        "\n/// Every climatology, in the order of the ids.\npub static CLIMATOLOGIES: &[Climatology] = &[\n",
    );
    // Stations without gaps have the same weights: kept once.
    let mut weights: Vec<String> = Vec::new();
    for id in climatologies() {
        let rows: Vec<Record> = table(&format!("series/climatology-{id}.csv"));
        let about: toml::Table =
            toml::from_str(&text(&format!("series/climatology-{id}.toml"))).unwrap();
        let name = constant(&id);
        for column in ["dry", "wet"] {
            let cells = lines(rows.iter().map(|r| scaled(&r[&format!("{column}_c")], 1e2)));
            write!(
                out,
                "\nstatic {name}_{}: [i16; CELLS] = [\n{cells}];\n",
                column.to_uppercase()
            )
            .unwrap();
        }
        let weight = lines(rows.iter().map(|r| scaled(&r["weight"], 1e6)));
        let shared = weights
            .iter()
            .position(|w| *w == weight)
            .unwrap_or_else(|| {
                write!(
                    out,
                    "\nstatic WEIGHTS_{}: [u32; CELLS] = [\n{weight}];\n",
                    weights.len()
                )
                .unwrap();
                weights.push(weight);
                weights.len() - 1
            });
        writeln!(
            list,
            "    Climatology {{ id: {id:?}, title: {:?}, time_base: {:?}, source: {:?}, dry_centi: &{name}_DRY, wet_centi: &{name}_WET, weight_ppm: &WEIGHTS_{shared}, design_dry: {}, design_wet: {} }},",
            about["title"].as_str().unwrap(),
            about["time_base"].as_str().unwrap(),
            about["source"].as_str().unwrap(),
            design_day(&id, "dry"),
            design_day(&id, "wet"),
        )
        .unwrap();
    }
    out + &list + "];\n" + &generated_binned()
}

fn generated_binned() -> String {
    let mut out = String::from(
        "\n/// Places of which hours per degree are known, in the order of their table.\npub static BINNED: &[Binned] = &[\n",
    );
    for r in table::<Record>("series/binned.csv") {
        let centi = |column: String| scaled(&r[&column], 1e2);
        let bins = |name| {
            (1..=12)
                .map(|i| centi(format!("{name}_{i}_c")))
                .collect::<Vec<_>>()
        };
        writeln!(
            out,
            "    Binned {{ id: {:?}, title: {:?}, source: {:?}, dry_centi: {:?}, wet_centi: {:?}, max_centi: {:?} }},",
            r["id"],
            r["title"],
            r["source"],
            bins("dry"),
            bins("wet"),
            ["dry", "wet"].map(|name| centi(format!("{name}_max_c"))),
        )
        .unwrap();
    }
    out + "];\n"
}

pub(crate) fn scaled(text: &str, factor: f64) -> i64 {
    (text.parse::<f64>().unwrap() * factor).round() as i64
}

pub(crate) fn lines(values: impl Iterator<Item = i64>) -> String {
    let values: Vec<_> = values.map(|v| v.to_string()).collect();
    values.chunks(12).fold(String::new(), |out, bins| {
        out + "    " + &bins.join(", ") + ",\n"
    })
}

fn design_day(id: &str, kind: &str) -> String {
    let mut rows: Vec<Record> = table(&format!("series/design-day-{id}.csv"));
    rows.retain(|r| r["kind"] == kind);
    assert!(
        rows.len() == 24
            && rows
                .iter()
                .enumerate()
                .all(|(h, r)| r["hour"] == h.to_string()),
        "{id}: {kind}"
    );
    let hours: Vec<_> = rows
        .iter()
        .map(|r| [scaled(&r["dry_c"], 1e2), scaled(&r["wet_c"], 1e2)])
        .collect();
    format!("{hours:?}")
}
