//! Data invariants, and the generator of `crates/polder/src/data/generated/`.
//!
//! `BLESS=1 cargo test -p xtask --test data` rewrites the files, and appends new uncertain parameters to
//! `data/dimensions.csv`; plain `cargo test` fails when they are stale.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    value: f64,
    low: f64,
    high: f64,
    unit: String,
    dist: Dist,
    year: u16,
    region: String,
    basis: Basis,
    source: String,
    locator: String,
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

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    title: String,
    authors: String,
    year: u16,
    url: String,
    licence: String,
    accessed: toml::value::Datetime,
}

/// Unit as printed, Rust type, constructor.
const UNITS: &[(&str, &str, &str)] = &[
    ("1", "f64", ""),
    ("W", "Power", "w"),
    ("kW", "Power", "kw"),
    ("MW", "Power", "mw"),
    ("K", "Warming", "k"),
    ("degC", "Temperature", "celsius"),
    ("Pa", "Pressure", "pa"),
    ("L/kWh", "WaterIntensity", "l_per_kwh"),
    ("m2", "Area", "m2"),
    ("ha", "Area", "ha"),
    ("m2/MW", "AreaPerPower", "m2_per_mw"),
    ("ha/MW", "AreaPerPower", "ha_per_mw"),
    ("kg", "Carbon", "kg"),
    ("kg/m2", "CarbonPerArea", "kg_per_m2"),
    ("kg/cm2", "CarbonPerArea", "kg_per_cm2"),
    ("kg/GB", "CarbonPerData", "kg_per_gb"),
    ("t/MW", "CarbonPerPower", "t_per_mw"),
    ("years", "Time", "years"),
    ("s", "Time", "s"),
    ("ms", "Time", "ms"),
    ("MWh", "Energy", "mwh"),
    ("kg/kWh", "CarbonIntensity", "kg_per_kwh"),
    ("g/kWh", "CarbonIntensity", "g_per_kwh"),
    ("pJ/B", "EnergyPerData", "pj_per_byte"),
    ("pJ/FLOP", "EnergyPerCompute", "pj_per_flop"),
];

/// One row of a table, by column.
type Record = BTreeMap<String, String>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All data files, by path from `data/`, in the order of the paths.
fn files() -> Vec<String> {
    fn walk(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            if name.starts_with('.') {
                continue;
            }
            let path = format!("{prefix}{name}");
            if entry.path().is_dir() {
                walk(&entry.path(), &format!("{path}/"), found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join("data"), "", &mut found);
    found.sort();
    found
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join("data").join(path)).unwrap_or_else(|err| panic!("{path}: {err}"))
}

fn table<T: serde::de::DeserializeOwned>(path: &str) -> Vec<T> {
    let text = text(path);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.deserialize().collect::<Result<_, _>>();
    rows.unwrap_or_else(|err| panic!("{path}: {err}"))
}

fn sources() -> BTreeMap<String, Source> {
    toml::from_str(&text("sources.toml")).unwrap()
}

fn params() -> Vec<Row> {
    let mut rows: Vec<Row> = files()
        .iter()
        .filter(|f| f.starts_with("params/") && f.ends_with(".csv"))
        .flat_map(|f| table(f))
        .collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

fn catalogue(name: &str) -> Vec<Record> {
    table(&format!("catalogue/{name}.csv"))
}

fn catalogues() -> Vec<(String, Vec<Record>)> {
    let found = files();
    let found = found.iter().filter(|f| f.starts_with("catalogue/"));
    found.map(|f| (f.clone(), table(f))).collect()
}

fn climatologies() -> Vec<String> {
    let ids = files().into_iter().filter_map(|f| {
        let id = f
            .strip_prefix("series/climatology-")?
            .strip_suffix(".csv")?;
        Some(id.to_owned())
    });
    ids.collect()
}

fn float(r: &Record, column: &str) -> f64 {
    let cell = &r[column];
    let value = cell.parse();
    value.unwrap_or_else(|_| panic!("{}: {column} `{cell}`", r["id"]))
}

fn unit(name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    UNITS.iter().find(|u| u.0 == name)
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

#[test]
fn every_catalogue_range_is_ordered() {
    for (path, rows) in catalogues() {
        for r in rows {
            for (low, _) in r
                .iter()
                .filter(|(c, low)| c.contains("low") && !low.is_empty())
            {
                let (high, stem) = (low.replace("low", "high"), low.trim_end_matches("_low"));
                // The central column is the one of its stem that is neither end: sorted, `water_high`
                // came before `water_l_per_kwh`, and was once compared with itself.
                let named = |c: &&String| {
                    let end = ["_low", "_high", "_source", "_locator"];
                    let central = c.starts_with(stem) && !end.iter().any(|e| c.ends_with(e));
                    low == "low_kg" && *c == "value_kg" || central
                };
                let value = r.keys().find(named).unwrap();
                let (value, low, high) = (float(&r, value), float(&r, low), float(&r, &high));
                assert!(low <= value && value <= high, "{path}: {}: {stem}", r["id"]);
                assert!(0.0 <= low, "{path}: {}: {stem} below zero", r["id"]);
                assert!(
                    !stem.starts_with("td_loss") || high <= 1.0,
                    "{}: {stem}",
                    r["id"]
                );
            }
        }
    }
}

#[test]
fn carbon_at_the_stack_is_part_of_the_life_cycle() {
    for r in catalogue("countries") {
        let (direct, all) = ("carbon_direct_g_per_kwh", "carbon_lifecycle_g_per_kwh");
        assert!(float(&r, direct) <= float(&r, all), "{}", r["id"]);
    }
}

#[test]
fn every_accelerator_has_one_chosen_embodied_carbon() {
    let rows = catalogue("embodied_accelerators");
    for a in catalogue("accelerators") {
        let chosen = |r: &&Record| r["accelerator"] == a["id"] && r["chosen"] == "yes";
        assert_eq!(rows.iter().filter(chosen).count(), 1, "{}", a["id"]);
    }
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

/// Every citation in `data/`: where it stands, source, locator.
fn citations() -> Vec<(String, String, String)> {
    let rows = params().into_iter().map(|r| (r.id, r.source, r.locator));
    let mut cited: Vec<_> = rows.collect();
    for (path, rows) in catalogues() {
        for r in rows {
            let columns = r
                .keys()
                .filter(|c| c.ends_with("source") && !r[*c].is_empty());
            cited.extend(columns.map(|c| {
                let locator = r[&c.replace("source", "locator")].clone();
                (format!("{path}: {}: {c}", r["id"]), r[c].clone(), locator)
            }));
        }
    }
    for path in files()
        .iter()
        .filter(|f| f.ends_with(".toml") && *f != "sources.toml")
    {
        let series: toml::Table = toml::from_str(&text(path)).unwrap();
        if let Some(source) = series.get("source").and_then(toml::Value::as_str) {
            // A series is cited whole; `recipe` says how it was made.
            let locator = series.get("locator").or(series.get("recipe"));
            let locator = locator.and_then(toml::Value::as_str).unwrap_or_default();
            cited.push((path.clone(), source.to_owned(), locator.to_owned()));
        }
    }
    cited
}

#[test]
fn every_citation_leads_somewhere() {
    let sources = sources();
    let cited = citations();
    let lost: BTreeSet<_> = cited
        .iter()
        .filter(|c| !sources.contains_key(&c.1))
        .map(|c| (&c.1, &c.0))
        .collect();
    assert!(lost.is_empty(), "not in sources.toml: {lost:#?}");
    for (place, _, locator) in cited {
        assert!(!locator.trim().is_empty(), "{place}: no locator");
    }
}

#[test]
fn every_source_is_complete_and_used() {
    // A locator may name further sources in prose, "(Graus 2007)" for `graus-2007`: two words are enough.
    let squeeze = |s: &str| s.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let cited = citations();
    let locators: Vec<_> = cited.iter().map(|c| squeeze(&c.2)).collect();
    for (id, s) in sources() {
        let full = [&s.title, &s.authors, &s.url, &s.licence]
            .iter()
            .all(|f| !f.is_empty());
        assert!(
            full && 1900 < s.year && s.accessed.date.is_some(),
            "{id}: incomplete"
        );
        let words: String = id.split('-').take(2).collect();
        let used = cited.iter().any(|c| c.1 == id) || locators.iter().any(|l| l.contains(&words));
        assert!(used, "{id}: no value cites it");
    }
}

#[test]
fn generated_files_are_fresh() {
    let bless = std::env::var_os("BLESS").is_some();
    let dimensions = dimensions();
    fresh(
        "data/dimensions.csv",
        &format!("id\n{}\n", dimensions.join("\n")),
        bless,
    );
    let out = [
        ("params", generated_params(&dimensions)),
        ("catalogue", generated_catalogue()),
        ("climatology", generated_climatology()),
        ("sources", generated_sources()),
        ("fit", generated_fit()),
    ];
    for (name, code) in out {
        let code = format!("// @generated by tests/data.rs from data/. Do not edit.\n\n{code}");
        fresh(
            &format!("crates/polder/src/data/generated/{name}.rs"),
            &code,
            bless,
        );
    }
}

fn fresh(path: &str, want: &str, bless: bool) {
    let full = root().join(path);
    if fs::read_to_string(&full).unwrap_or_default() != want {
        assert!(
            bless,
            "{path} is stale: run `BLESS=1 cargo test -p xtask --test data`"
        );
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(&full, want).unwrap();
    }
}

/// The registered ids, then the uncertain parameters that are not yet among them.
///
/// The order is that of registration for ever: it decides which random numbers an id gets. Rows kept for
/// comparison (`.alt-`, `.anchor`) are never drawn.
fn dimensions() -> Vec<String> {
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
    assert!(
        ids.len() <= 255,
        "{} Sobol dimensions; 255 is the most, of 256 one is kept free",
        ids.len()
    );
    ids
}

fn constant(id: &str) -> String {
    id.to_uppercase().replace(['.', '-'], "_")
}

fn generated_params(dimensions: &[String]) -> String {
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
            "    Row {{ id: {:?}, value: {:?}, low: {:?}, high: {:?}, unit: {:?}, shape: Shape::{:?}, basis: {:?}, year: {}, region: {:?}, source: {:?}, locator: {:?}, note: {:?} }},",
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

/// How a cell becomes a field: `(field, column, kind)`.
enum Kind {
    /// A string.
    Str,
    /// A string, or none.
    OptStr,
    /// Strings, separated by bars.
    List,
    /// A whole number.
    Int,
    /// A number; zero when empty.
    Num,
    /// A number, or none.
    OptNum,
    /// A number in billions; zero when empty.
    Billion,
    /// A quantity with this constructor; zero when empty.
    Of(&'static str),
    /// A quantity with this constructor, or none.
    Opt(&'static str),
    /// True when the cell is this word; any other must be the second.
    Is(&'static str, &'static str),
    /// A range with these columns for low and high.
    Cell(&'static str, &'static str),
    /// The same, or none.
    OptCell(&'static str, &'static str),
    /// A source, with this column for its locator.
    Origin(&'static str),
    /// The same, or none.
    OptOrigin(&'static str),
    /// A variant of this enum, in kebab case.
    Enum(&'static str, &'static [(&'static str, &'static str)]),
}

fn number(text: &str) -> String {
    format!(
        "{:?}",
        text.parse::<f64>()
            .unwrap_or_else(|_| panic!("`{text}` is no number"))
    )
}

fn some(empty: bool, code: impl FnOnce() -> String) -> String {
    if empty {
        "None".into()
    } else {
        format!("Some({})", code())
    }
}

impl Kind {
    fn code(&self, r: &Record, column: &str) -> String {
        let cell = r
            .get(column)
            .unwrap_or_else(|| panic!("no column `{column}`"));
        let none = cell.is_empty();
        let or_zero = if none { "0" } else { cell };
        let range = |low: &str, high: &str| {
            format!(
                "Cell {{ value: {}, low: {}, high: {} }}",
                number(cell),
                number(&r[low]),
                number(&r[high])
            )
        };
        let origin =
            |locator: &str| format!("Origin {{ source: {cell:?}, locator: {:?} }}", r[locator]);
        match self {
            Self::Str => format!("{cell:?}"),
            Self::OptStr => some(none, || format!("{cell:?}")),
            Self::List => format!(
                "&{:?}",
                cell.split('|')
                    .filter(|s| !s.is_empty())
                    .collect::<Vec<_>>()
            ),
            Self::Int => cell.parse::<u32>().unwrap().to_string(),
            Self::Num => number(or_zero),
            Self::OptNum => some(none, || number(cell)),
            Self::Billion => number(&format!("{or_zero}e9")),
            Self::Of(new) => format!("{new}({})", number(or_zero)),
            Self::Opt(new) => some(none, || format!("{new}({})", number(cell))),
            Self::Is(yes, no) => {
                assert!(cell == yes || cell == no, "{}: {column} `{cell}`", r["id"]);
                (cell == yes).to_string()
            }
            Self::Cell(low, high) => range(low, high),
            Self::OptCell(low, high) => some(none, || range(low, high)),
            Self::Origin(locator) => origin(locator),
            Self::OptOrigin(locator) => some(none, || origin(locator)),
            Self::Enum(name, variants) => {
                let found = variants.iter().find(|v| v.0 == cell);
                let (_, variant) =
                    found.unwrap_or_else(|| panic!("{}: {column} `{cell}`", r["id"]));
                format!("{name}::{variant}")
            }
        }
    }
}

type Fields = &'static [(&'static str, &'static str, Kind)];

const ACCELERATOR: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::List),
    ("vendor", "vendor", Kind::Str),
    ("year", "year", Kind::Int),
    ("form", "form", Kind::Str),
    ("tdp", "tdp_w", Kind::Opt("Power::w")),
    ("bf16", "bf16_tflops", Kind::Opt("ComputeRate::tflops")),
    ("fp8", "fp8_tflops", Kind::Opt("ComputeRate::tflops")),
    ("fp4", "fp4_tflops", Kind::Opt("ComputeRate::tflops")),
    ("int8", "int8_tops", Kind::Opt("ComputeRate::tflops")),
    ("memory", "memory_gb", Kind::Of("Data::gb")),
    (
        "bandwidth",
        "bandwidth_gb_per_s",
        Kind::Of("Bandwidth::gb_per_s"),
    ),
    ("link", "link_gb_per_s", Kind::Opt("Bandwidth::gb_per_s")),
    ("die_mm2", "die_mm2", Kind::OptNum),
    ("floor", "floor_w", Kind::Opt("Power::w")),
    ("idle", "idle_w", Kind::Opt("Power::w")),
    (
        "fit",
        "fit",
        Kind::Enum(
            "Fit",
            &[
                ("h100", "H100"),
                ("b200", "B200"),
                ("a100", "A100"),
                ("none", "None"),
            ],
        ),
    ),
    (
        "fit_basis",
        "fit_basis",
        Kind::Enum(
            "FitBasis",
            &[
                ("measured", "Measured"),
                ("same-generation", "SameGeneration"),
                ("transfer", "Transfer"),
            ],
        ),
    ),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Str),
    ("note", "note", Kind::Str),
];

const SERVER: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::List),
    ("accelerator", "accelerator", Kind::Str),
    ("accelerators", "accelerators", Kind::Int),
    ("rated", "rated_w", Kind::Of("Power::w")),
    ("host_w", "host_w", Kind::Cell("host_w_low", "host_w_high")),
    ("idle", "idle_w", Kind::Opt("Power::w")),
    (
        "training_w",
        "training_w",
        Kind::OptCell("training_w_low", "training_w_high"),
    ),
    ("liquid", "cooling", Kind::Is("liquid", "air")),
    ("rack_kw", "rack_kw", Kind::OptNum),
    (
        "embodied_host_kg",
        "embodied_host_kg",
        Kind::Cell("embodied_host_kg_low", "embodied_host_kg_high"),
    ),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Str),
    ("note", "note", Kind::Str),
];

const MODEL: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("aliases", "aliases", Kind::List),
    ("org", "org", Kind::Str),
    ("year", "year", Kind::Int),
    ("moe", "structure", Kind::Is("moe", "dense")),
    ("total", "total_b", Kind::Billion),
    ("active", "active_b", Kind::Billion),
    ("layers", "layers", Kind::Num),
    ("layers_full", "layers_full", Kind::Num),
    ("hidden", "hidden", Kind::Num),
    ("heads", "heads", Kind::Num),
    ("kv_heads", "kv_heads", Kind::Num),
    ("head_dim", "head_dim", Kind::Num),
    ("mla", "attention", Kind::Is("mla", "gqa")),
    ("kv_lora_rank", "kv_lora_rank", Kind::Num),
    ("rope_dim", "rope_dim", Kind::Num),
    ("experts", "experts", Kind::Num),
    ("top_k", "top_k", Kind::Num),
    ("moe_layers", "moe_layers", Kind::Num),
    ("sliding_window", "sliding_window", Kind::Num),
    ("sliding_layers", "sliding_layers", Kind::Num),
    ("state_layers", "state_layers", Kind::Num),
    ("state_bytes", "state_bytes", Kind::Num),
    ("vocab", "vocab", Kind::Num),
    ("nonexpert", "nonexpert_matmul_b", Kind::Billion),
    ("expert", "expert_total_b", Kind::Billion),
    ("precision", "native_precision", Kind::Str),
    ("context", "context", Kind::Num),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Str),
    ("note", "note", Kind::Str),
];

const COUNTRY: Fields = &[
    ("id", "id", Kind::Str),
    ("iso3", "iso3", Kind::Str),
    ("name", "name", Kind::Str),
    ("name_nl", "name_nl", Kind::Str),
    ("year", "year", Kind::Int),
    (
        "carbon_lifecycle_g_per_kwh",
        "carbon_lifecycle_g_per_kwh",
        Kind::Cell("carbon_lifecycle_low", "carbon_lifecycle_high"),
    ),
    (
        "carbon_direct_g_per_kwh",
        "carbon_direct_g_per_kwh",
        Kind::Cell("carbon_direct_low", "carbon_direct_high"),
    ),
    (
        "carbon_residual_g_per_kwh",
        "carbon_residual_g_per_kwh",
        Kind::OptCell("carbon_residual_low", "carbon_residual_high"),
    ),
    (
        "water_l_per_kwh",
        "water_l_per_kwh",
        Kind::Cell("water_low", "water_high"),
    ),
    (
        "td_loss_share",
        "td_loss_share",
        Kind::Cell("td_loss_low", "td_loss_high"),
    ),
    ("climatology", "climatology", Kind::OptStr),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Str),
    (
        "direct",
        "carbon_direct_source",
        Kind::Origin("carbon_direct_locator"),
    ),
    (
        "residual",
        "carbon_residual_source",
        Kind::OptOrigin("carbon_residual_locator"),
    ),
    ("water", "water_source", Kind::Origin("water_locator")),
    ("td_loss", "td_loss_source", Kind::Origin("td_loss_locator")),
    ("note", "note", Kind::Str),
];

const PLACE: Fields = &[
    ("id", "id", Kind::Str),
    ("name", "name", Kind::Str),
    ("name_nl", "name_nl", Kind::Str),
    ("country", "country", Kind::Str),
    ("latitude", "latitude", Kind::Num),
    ("longitude", "longitude", Kind::Num),
    ("climatology", "climatology", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Str),
    ("note", "note", Kind::Str),
];

const EMBODIED: Fields = &[
    ("accelerator", "accelerator", Kind::Str),
    ("value_kg", "value_kg", Kind::Cell("low_kg", "high_kg")),
    ("basis", "basis", Kind::Str),
    ("source", "source", Kind::Str),
    ("locator", "locator", Kind::Str),
    ("note", "note", Kind::Str),
];

fn generated_catalogue() -> String {
    let mut out = String::from(
        "use super::super::{Accelerator, Cell, Country, Embodied, Fit, FitBasis, Model, Origin, Place, Server};\n\
         use crate::quantity::{Bandwidth, ComputeRate, Data, Power};\n",
    );
    let mut embodied = catalogue("embodied_accelerators");
    embodied.retain(|r| r["chosen"] == "yes");
    structs(
        &mut out,
        "Accelerator",
        "ACCELERATORS",
        &catalogue("accelerators"),
        ACCELERATOR,
    );
    structs(&mut out, "Server", "SERVERS", &catalogue("servers"), SERVER);
    structs(&mut out, "Model", "MODELS", &catalogue("models"), MODEL);
    structs(
        &mut out,
        "Country",
        "COUNTRIES",
        &catalogue("countries"),
        COUNTRY,
    );
    structs(&mut out, "Place", "PLACES", &catalogue("places"), PLACE);
    structs(&mut out, "Embodied", "EMBODIED", &embodied, EMBODIED);
    out
}

fn structs(out: &mut String, ty: &str, name: &str, rows: &[Record], fields: Fields) {
    writeln!(
        out,
        "\n/// Every row of the catalogue, in its order.\npub static {name}: &[{ty}] = &["
    )
    .unwrap();
    for r in rows {
        let fields: Vec<_> = fields
            .iter()
            .map(|(f, column, kind)| format!("{f}: {}", kind.code(r, column)))
            .collect();
        writeln!(out, "    {ty} {{ {} }},", fields.join(", ")).unwrap();
    }
    *out += "];\n";
}

fn generated_climatology() -> String {
    let mut out = String::from("use super::super::{CELLS, Climatology};\n");
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
    out + &list + "];\n"
}

fn scaled(text: &str, factor: f64) -> i64 {
    (text.parse::<f64>().unwrap() * factor).round() as i64
}

fn lines(values: impl Iterator<Item = i64>) -> String {
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

fn generated_sources() -> String {
    let mut out = String::from(
        "use super::super::Source;\n\n/// Every source, in the order of the ids.\npub static SOURCES: &[Source] = &[\n",
    );
    for (id, s) in sources() {
        writeln!(
            out,
            "    Source {{ id: {id:?}, title: {:?}, authors: {:?}, year: {}, url: {:?}, licence: {:?}, accessed: \"{}\" }},",
            s.title, s.authors, s.year, s.url, s.licence, s.accessed
        )
        .unwrap();
    }
    let mut hash = Sha256::new();
    for path in files() {
        hash.update(path.as_bytes());
        hash.update(fs::read(root().join("data").join(&path)).unwrap());
    }
    let hex = hash
        .finalize()
        .iter()
        .fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    write!(
        out,
        "];\n\n/// SHA-256 of the paths and contents of all files in `data/`, in the order of the paths.\npub const DATA_SHA256: &str = \"{hex}\";\n"
    )
    .unwrap();
    out
}

fn generated_fit() -> String {
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
fn fit_fields(rows: &[Record], part: &str) -> Vec<(String, Vec<String>)> {
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
