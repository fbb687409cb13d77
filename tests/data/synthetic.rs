//! `data/series/weather-*`: coefficients of synthetic weather.

use std::fmt::Write as _;

use crate::files::{Record, files, table, text};
use crate::generate::constant;
use crate::series::{lines, scaled};

/// Columns of the quantiles, and one over the unit of the table.
const COLUMNS: [(&str, f64); 4] = [
    ("dry_c", 1e2),
    ("dew_c", 1e2),
    ("wind_m_s", 1e2),
    ("sun_w_m2", 1e1),
];

fn ids() -> Vec<String> {
    let ids = files().into_iter().filter_map(|f| {
        let id = f
            .strip_prefix("series/weather-quantiles-")?
            .strip_suffix(".csv")?;
        Some(id.to_owned())
    });
    ids.collect()
}

#[test]
fn quantiles_stand_by_month_hour_and_share() {
    for id in ids() {
        let rows: Vec<Record> = table(&format!("series/weather-quantiles-{id}.csv"));
        assert_eq!(rows.len(), 12 * 24 * 8, "{id}");
        for (at, r) in rows.iter().enumerate() {
            let (month, hour) = (at / 192 + 1, at / 8 % 24);
            assert_eq!(
                [&r["month"], &r["hour"]],
                [&month.to_string(), &hour.to_string()],
                "{id}: by month and hour"
            );
        }
    }
}

pub(crate) fn generated_synthetic() -> String {
    let mut out = String::from("use super::super::Synthetic;\n");
    let mut list = String::from(
        "\n/// Synthetic weather, in the order of the ids.\npub static SYNTHETICS: &[Synthetic] = &[\n",
    );
    for id in ids() {
        let about: toml::Table =
            toml::from_str(&text(&format!("series/weather-{id}.toml"))).unwrap();
        let variables = usize::try_from(about["variables"].as_integer().unwrap()).unwrap();
        let name = constant(&id);
        let rows: Vec<Record> = table(&format!("series/weather-quantiles-{id}.csv"));
        let cells = rows.iter().flat_map(|r| {
            let columns = &COLUMNS[..variables];
            columns
                .iter()
                .map(|(name, factor)| scaled(&r[*name], *factor))
        });
        let cells: Vec<i64> = cells.collect();
        write!(
            out,
            "\nstatic {name}_QUANTILES: [i16; {}] = [\n{}];\n",
            cells.len(),
            lines(cells.iter().copied())
        )
        .unwrap();
        let dynamics = numbers(&format!("series/weather-dynamics-{id}.csv"));
        write!(
            out,
            "\nstatic {name}_DYNAMICS: [f32; {}] = [\n    {},\n];\n",
            dynamics.len(),
            dynamics.join(", ")
        )
        .unwrap();
        writeln!(
            list,
            "    Synthetic {{ id: {id:?}, period: {:?}, source: {:?}, offset_h: {}, pressure_pa: {:?}, variables: {variables}, quantiles: &{name}_QUANTILES, dynamics: &{name}_DYNAMICS }},",
            about["period"].as_str().unwrap(),
            about["source"].as_str().unwrap(),
            about["utc_offset_h"].as_float().unwrap() as i32,
            f64::from(i32::try_from(about["pressure_pa"].as_integer().unwrap()).unwrap()),
        )
        .unwrap();
    }
    out + &list + "];\n"
}

/// The numbers of a table behind its three columns of names, row by row.
fn numbers(path: &str) -> Vec<String> {
    let text = text(path);
    let rows = text.lines().skip(1);
    rows.flat_map(|row| row.split(',').skip(3))
        .map(|cell| format!("{:?}", cell.parse::<f32>().unwrap()))
        .collect()
}
