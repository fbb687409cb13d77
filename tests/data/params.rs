//! `data/params`: a number a row; and `data/dimensions.csv`, which only grows.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::catalogue::catalogues;
use crate::files::{Record, files, table};
use crate::generate::constant;
use crate::unit::unit;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub(crate) id: String,
    value: f64,
    low: f64,
    high: f64,
    unit: String,
    dist: Dist,
    year: u16,
    region: String,
    basis: Basis,
    pub(crate) source: String,
    pub(crate) locator: String,
    note: String,
}

#[derive(Clone, Copy, Debug, serde::Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Dist {
    Point,
    Uniform,
    Triangular,
    Normal,
    Lognormal,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Basis {
    Measured,
    Reported,
    Modelled,
    Fitted,
    Derived,
    Assumed,
}

pub(crate) fn params() -> Vec<Row> {
    let mut rows: Vec<Row> = files()
        .iter()
        .filter(|f| f.starts_with("params/") && f.ends_with(".csv"))
        .flat_map(|f| table(f))
        .collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

#[test]
fn every_parameter_is_ordered_and_has_a_known_unit() {
    for r in params() {
        let id = &r.id;
        assert!(
            r.low <= r.value && r.value <= r.high,
            "{id}: low <= value <= high"
        );
        assert_eq!(
            r.dist == Dist::Point,
            r.low >= r.high,
            "{id}: a point if and only if low = high"
        );
        assert!(
            r.dist != Dist::Lognormal || 0.0 < r.low,
            "{id}: a lognormal is above zero"
        );
        let off_middle = (r.value - f64::midpoint(r.low, r.high)).abs();
        assert!(
            r.dist != Dist::Uniform || off_middle <= 0.01 * r.value.abs(),
            "{id}: the value of a uniform is its midpoint within 1 %"
        );
        assert!(unit(&r.unit).is_some(), "{id}: unit `{}`", r.unit);
        let share = r.unit == "1" && id.ends_with("share");
        assert!(
            !share || (0.0 <= r.low && r.high <= 1.0),
            "{id}: a share is in 0..=1"
        );
        assert!(
            !r.locator.trim().is_empty(),
            "{id}: page, table or cell in the source"
        );
    }
}

#[test]
fn ids_are_unique() {
    let mut tables = catalogues();
    tables.push(("dimensions.csv".into(), table("dimensions.csv")));
    for (path, rows) in tables {
        let mut seen = BTreeSet::new();
        for r in rows {
            assert!(seen.insert(r["id"].clone()), "{path}: `{}` twice", r["id"]);
        }
    }
    for pair in params().windows(2) {
        assert!(pair[0].id < pair[1].id, "`{}` twice", pair[0].id);
    }
    let names: BTreeSet<_> = params().iter().map(|r| constant(&r.id)).collect();
    assert_eq!(names.len(), params().len(), "two ids make one constant");
}

/// The registered ids, then the uncertain parameters that are not yet among them.
///
/// The order is that of registration for ever: it decides which random numbers an id gets. Rows kept for
/// comparison (`.alt-`, `.anchor`) are never drawn.
pub(crate) fn dimensions() -> Vec<String> {
    let rows: Vec<Record> = table("dimensions.csv");
    let mut ids: Vec<String> = rows
        .into_iter()
        .map(|mut r| r.remove("id").unwrap())
        .collect();
    for r in params() {
        let drawn = r.dist != Dist::Point && !r.id.contains(".alt-") && !r.id.contains(".anchor");
        if drawn && !ids.contains(&r.id) {
            ids.push(r.id);
        }
    }
    ids
}

pub(crate) fn generated_params(dimensions: &[String]) -> String {
    let rows = params();
    let types: BTreeSet<_> = rows
        .iter()
        .map(|r| unit(&r.unit).unwrap().1)
        .filter(|t| *t != "f64")
        .collect();
    let types: Vec<_> = types.into_iter().collect();
    let mut out = String::new();
    if !rows.is_empty() {
        out += "use super::super::Param;\nuse crate::uncertain::Shape;\n";
    }
    if !types.is_empty() {
        writeln!(out, "use crate::quantity::{{{}}};", types.join(", ")).unwrap();
    }
    out += "use super::super::Row;\n\n/// Every parameter, in the order of the ids.\npub static ROWS: &[Row] = &[\n";
    for r in &rows {
        writeln!(
            out,
            "    Row {{ id: {:?}, value: {:?}, low: {:?}, high: {:?}, unit: {:?}, shape: Shape::{:?}, basis: {:?}, year: {}, region: {:?}, source: {:?}, locator: text!({:?}), note: text!({:?}) }},",
            r.id, r.value, r.low, r.high, r.unit, r.dist, format!("{:?}", r.basis).to_lowercase(), r.year, r.region, r.source, r.locator, r.note
        )
        .unwrap();
    }
    out += "];\n";
    for (at, r) in rows.iter().enumerate() {
        let (_, ty, new) = unit(&r.unit).unwrap();
        let scale = if *ty == "f64" {
            "1.0".into()
        } else {
            format!("{ty}::{new}(1.0).raw()")
        };
        let unit = if r.unit == "1" {
            String::new()
        } else {
            format!(" {}", r.unit)
        };
        write!(
            out,
            "\n/// `{}`: {}{unit}, `{}` ({}).\npub const {}: Param<{ty}> = Param::new(&ROWS[{at}], {scale});\n",
            r.id, r.value, r.source, r.year, constant(&r.id)
        )
        .unwrap();
    }
    out += "\n/// Ids by Sobol dimension.\npub static DIMENSIONS: &[&str] = &[\n";
    for id in dimensions {
        writeln!(out, "    {id:?},").unwrap();
    }
    out + "];\n"
}
