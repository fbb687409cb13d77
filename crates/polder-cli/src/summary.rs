//! The head of a plan: its answer in a few sentences, and what was given.

use polder::Report;
use polder::resolve::Status;
use polder::rules::{Check, Outcome};
use serde_json::Value;

use crate::args::Lang;
use crate::number::short;
use crate::page::wrap;
use crate::table::values;

/// Digits of a number that was given.
const DIGITS: usize = 6;

/// Answer and assumptions of a site; nothing for other reports.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    if report.checks.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new()];
    lines.push(lang.pick("In short", "In het kort").to_owned());
    let sentences = [
        Some(year(report, lang)),
        warmth(report, lang),
        Some(place(report, lang)),
        Some(rules(report, lang)),
    ];
    for sentence in sentences.into_iter().flatten() {
        lines.extend(wrap(&sentence, "  ", "  "));
    }
    lines.push(String::new());
    lines.push(lang.pick("Given", "Gegeven").to_owned());
    lines.extend(given(report, lang));
    lines
}

/// `170 (120 – 220) GWh`.
pub(crate) fn amount(report: &Report, id: &str) -> Option<String> {
    let [p50, range, unit] = values(report.figure(id)?);
    let range = if range.is_empty() {
        range
    } else {
        format!(" ({range})")
    };
    Some(format!("{p50}{range} {unit}").trim_end().to_owned())
}

fn year(report: &Report, lang: Lang) -> String {
    let of = |id| amount(report, id).unwrap_or_default();
    let (it, energy, pue) = (of("it_power_mw"), of("facility_energy_mwh"), of("pue"));
    let (carbon, water) = (
        of("carbon_total_location_t"),
        of("water_onsite_withdrawal_m3"),
    );
    lang.pick(
        format!("{it} of installed IT takes {energy} a year at a PUE of {pue}, stands for {carbon} and takes in {water} of water."),
        format!("{it} geïnstalleerde IT vraagt {energy} per jaar bij een PUE van {pue}, staat voor {carbon} en neemt {water} water in."),
    )
}

fn place(report: &Report, lang: Lang) -> String {
    let of = |id| amount(report, id).unwrap_or_default();
    let (contract, ground, floor, cost) = (
        of("contracted_transport_mw"),
        of("site_ha"),
        of("gross_floor_m2"),
        of("total_cost_eur"),
    );
    lang.pick(
        format!("It asks for a contract of {contract}, {ground} of ground with {floor} of floors, and {cost} a year."),
        format!("Dat vraagt een contract van {contract}, {ground} grond met {floor} vloer, en {cost} per jaar."),
    )
}

/// What a heat network gets; nothing without one.
fn warmth(report: &Report, lang: Lang) -> Option<String> {
    let heat = amount(report, "heat_delivered_mwh")?;
    let (homes, erf) = (amount(report, "heat_homes")?, amount(report, "erf")?);
    Some(lang.pick(
        format!("It delivers {heat} of heat, as much as {homes} homes use; energy reuse factor {erf}."),
        format!("Het levert {heat} warmte, zoveel als {homes} woningen gebruiken; energiehergebruik (ERF) {erf}."),
    ))
}

fn rules(report: &Report, lang: Lang) -> String {
    let of = |outcome| {
        report
            .checks
            .iter()
            .filter(move |c: &&Check| c.outcome == outcome)
    };
    let not_met: Vec<_> = of(Outcome::NotMet)
        .map(|c| lang.pick(c.rule.en, c.rule.nl))
        .collect();
    let counts = [
        (Outcome::Uncertain, "uncertain", "onzeker"),
        (
            Outcome::NoData,
            "without enough data",
            "met te weinig gegevens",
        ),
        (Outcome::Duty, "duties", "plichten"),
        (
            Outcome::Topic,
            "permits or studies to look into",
            "vergunningen of onderzoeken om na te gaan",
        ),
    ];
    let mut parts: Vec<_> = counts
        .iter()
        .filter(|(outcome, ..)| of(*outcome).next().is_some())
        .map(|(outcome, en, nl)| format!("{} {}", of(*outcome).count(), lang.pick(en, nl)))
        .collect();
    let fails = if not_met.is_empty() {
        lang.pick("no limit is missed", "geen grens wordt gemist")
            .to_owned()
    } else {
        format!(
            "{}: {}",
            lang.pick("does not meet", "voldoet niet aan"),
            not_met.join("; ")
        )
    };
    parts.insert(0, fails);
    format!("{}: {}.", lang.pick("Rules", "Regels"), parts.join(", "))
}

/// What the document says, a line for each of its tables, and how many inputs it leaves to us.
fn given(report: &Report, lang: Lang) -> Vec<String> {
    let (given, rest): (Vec<_>, Vec<_>) = report
        .inputs
        .iter()
        .filter(|i| !i.path.starts_with("run."))
        .partition(|i| i.status == Status::Given);
    let mut tables: Vec<(&str, Vec<String>)> = Vec::new();
    for input in given {
        let (table, field) = input.path.rsplit_once('.').unwrap_or(("", &input.path));
        let text = format!("{field} {}", value(&input.value, input.unit));
        match tables.iter_mut().find(|(name, _)| *name == table) {
            Some((_, fields)) => fields.push(text),
            None => tables.push((table, vec![text])),
        }
    }
    let line = |(name, fields): &(&str, Vec<String>)| {
        wrap(&format!("{name}: {}", fields.join(", ")), "  ", "    ")
    };
    let mut lines: Vec<String> = tables.iter().flat_map(line).collect();
    lines.extend(wrap(
        &lang.pick(
            format!(
                "{} more are defaults or follow from these: `--format json`.",
                rest.len()
            ),
            format!(
                "{} andere zijn standaard of volgen hieruit: `--format json`.",
                rest.len()
            ),
        ),
        "  ",
        "  ",
    ));
    lines
}

/// A name, a number with its unit, a range, or shares.
fn value(value: &Value, unit: Option<&str>) -> String {
    let number = |v: &Value| {
        v.as_f64()
            .map_or_else(|| v.to_string(), |v| short(v, DIGITS))
    };
    let text = match value {
        Value::String(name) => name.clone(),
        Value::Object(shares) if !shares.contains_key("p50") => {
            let parts = shares
                .iter()
                .map(|(name, share)| format!("{} {name}", number(share)));
            parts.collect::<Vec<_>>().join(" + ")
        }
        Value::Object(range) => {
            let at = |key| range.get(key).map(number).unwrap_or_default();
            format!("{} ({} – {})", at("p50"), at("p5"), at("p95"))
        }
        other => number(other),
    };
    match unit {
        None | Some("1") => text,
        Some(unit) => format!("{text} {unit}"),
    }
}
