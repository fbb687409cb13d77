//! Tasks for people: the tables of sessions, and the sheet of one task.

use polder::Report;
use polder::data::{self, Cell, Task};
use polder::report::Table;
use serde_json::{Value, json};

use crate::args::Lang;
use crate::grid::{self, left, right};
use crate::number::{short, significant};
use crate::page::wrap;
use crate::unit::suited;

/// Digits of a number from a source: as printed there.
const DIGITS: usize = 6;
/// Widest name of a task.
const NAME: usize = 36;

/// The tables of a report about sessions.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    let headings = [
        (
            "tasks",
            lang.pick(
                "Per task (energy, then one session)",
                "Per taak (energie, dan één sessie)",
            ),
            ["facility_energy_wh", "per_session_facility_energy_wh"],
            ["Wh", "Wh"],
        ),
        (
            "alternatives",
            lang.pick(
                "One session otherwise (energy, then carbon of use)",
                "Eén sessie anders (energie, dan CO2 door gebruik)",
            ),
            ["energy_wh", "carbon_use_location_g"],
            ["Wh", "gCO2e"],
        ),
    ];
    let mut lines = Vec::new();
    for (name, heading, quantities, units) in headings {
        let Some((_, table)) = report.tables.iter().find(|(n, _)| *n == name) else {
            continue;
        };
        let mut rows = vec![vec![String::new()], vec![heading.to_owned()]];
        rows.extend(table.ids.iter().enumerate().map(|(i, id)| {
            let [p50, range, unit] = cells(table, i, quantities[0], units[0]);
            let [second, _, of] = cells(table, i, quantities[1], units[1]);
            let title = format!("  {}", title(id, lang));
            vec![title, p50, range, unit, second, of]
        }));
        let columns = [left(NAME), right(6), right(15), left(4), right(6), left(8)];
        lines.extend(grid::lines(&rows, &columns));
    }
    lines
}

/// Median, range and unit of a quantity in a row.
fn cells(table: &Table, row: usize, quantity: &str, unit: &'static str) -> [String; 3] {
    let at = |end: &str| {
        let column = format!("{quantity}_{end}");
        let column = table.columns.iter().position(|c| *c == column);
        column
            .and_then(|c| table.rows.get(row)?.get(c))
            .copied()
            .unwrap_or_default()
    };
    let [p5, p50, p95] = ["p5", "p50", "p95"].map(at);
    let (unit, scale) = suited(unit, p50);
    let text = |v: f64| significant(v * scale, 2);
    [
        text(p50),
        format!("{} – {}", text(p5), text(p95)),
        unit.to_owned(),
    ]
}

/// Name of a row, where it has one.
fn title(id: &str, lang: Lang) -> &str {
    let other = match id {
        "as-asked" => ["as asked", "zoals gevraagd"],
        "smaller-model" => ["a smaller model", "een kleiner model"],
        "on-device" => [
            "a small model on your device",
            "een klein model op je eigen apparaat",
        ],
        "without-ai-search" => ["without AI: searching", "zonder AI: zoeken"],
        "without-ai-laptop" => [
            "without AI: your laptop meanwhile",
            "zonder AI: je laptop intussen",
        ],
        _ => return data::task(id).map_or(id, |t| lang.pick(t.name, t.name_nl)),
    };
    lang.pick(other[0], other[1])
}

/// Names and cells of a task.
fn quantities(t: &Task) -> [(&'static str, Cell); 12] {
    [
        ("turns", t.turns),
        ("first_input_tokens", t.first_input_tokens),
        ("user_tokens", t.user_tokens),
        ("output_tokens", t.output_tokens),
        ("reasoning_tokens", t.reasoning_tokens),
        ("tool_calls", t.tool_calls),
        ("tool_tokens", t.tool_tokens),
        ("retries", t.retries),
        ("cached_share", t.cached_share),
        ("latency_ms", t.latency_ms),
        ("searches", t.searches),
        ("minutes", t.minutes),
    ]
}

/// A task for people.
pub(crate) fn sheet(t: &Task, lang: Lang) -> Vec<String> {
    let mut lines = vec![format!("{}: {}", t.id, lang.pick(t.name, t.name_nl))];
    lines.extend(wrap(lang.pick(t.story, t.story_nl), "  ", "  "));
    for (name, c) in quantities(t).iter().filter(|(_, c)| c.high > 0.0) {
        let [value, low, high] = [c.value, c.low, c.high].map(|v| short(v, DIGITS));
        let range = if c.low < c.high {
            format!(" ({low} – {high})")
        } else {
            String::new()
        };
        lines.push(format!("  {name} = {value}{range}"));
    }
    if let (Some(model), Some(smaller)) = (t.model, t.smaller_model) {
        lines.push(format!("  model = {model}, smaller {smaller}"));
    }
    lines.push(format!("  {}", t.basis));
    lines.extend(wrap(t.locator, "  at: ", "      "));
    if !t.note.is_empty() {
        lines.extend(wrap(t.note, "  note: ", "        "));
    }
    lines.push(String::new());
    lines
}

/// A task in the register.
pub(crate) fn line(t: &Task, lang: Lang) -> Vec<String> {
    vec![
        t.id.to_owned(),
        String::new(),
        lang.pick(t.story, t.story_nl).to_owned(),
    ]
}

/// A task for programs.
pub(crate) fn value(t: &Task) -> Value {
    let cells = quantities(t).map(|(name, c)| {
        (
            name.to_owned(),
            json!({ "value": c.value, "low": c.low, "high": c.high }),
        )
    });
    json!({
        "id": t.id, "kind": t.kind, "name": { "en": t.name, "nl": t.name_nl }, "story": { "en": t.story, "nl": t.story_nl },
        "quantities": Value::Object(cells.into_iter().collect()), "model": t.model, "smaller_model": t.smaller_model,
        "basis": t.basis, "source": t.source, "locator": t.locator, "note": t.note,
    })
}
