//! What a document can name: `polder sources places`, `models`, `accelerators` or `servers`.

use polder::data::{
    ACCELERATORS, Aliases, CLOSED_MODELS, COUNTRIES, MEDIA_MODELS, MODELS, PLACES, SERVERS,
};
use serde_json::{Value, json};

use crate::args::{Format, Lang};
use crate::csv;
use crate::failure::Failure;
use crate::grid::{self, left};
use crate::page::WIDTH;

/// Names of the lists.
pub(crate) const LISTS: &[&str] = &["accelerators", "models", "places", "servers"];
/// Widest id that is shown whole.
const ID_WIDTH: usize = 36;

/// Something a document can name: its id, its name, and what it is of.
struct Entry {
    id: &'static str,
    name: &'static str,
    of: &'static str,
    aliases: Vec<&'static str>,
}

/// The list of that name, in the form that is asked for; none when there is no such list.
pub(crate) fn list(name: &str, format: Format, lang: Lang) -> Option<Result<String, Failure>> {
    let mut entries = entries(name, lang)?;
    entries.sort_by_key(|e| e.id);
    Some(match format {
        Format::Table => Ok(table(&entries)),
        Format::Json => crate::answer::json(&json!({
            name: entries.iter().map(value).collect::<Vec<_>>()
        })),
        Format::Csv => Ok(rows(&entries)),
    })
}

fn entries(name: &str, lang: Lang) -> Option<Vec<Entry>> {
    let plain = |id, name, of| Entry {
        id,
        name,
        of,
        aliases: Vec::new(),
    };
    let entry = |id, name, of, aliases: Aliases| Entry {
        aliases: aliases.iter().collect(),
        ..plain(id, name, of)
    };
    Some(match name {
        "accelerators" => ACCELERATORS
            .iter()
            .map(|a| entry(a.id, a.name, a.vendor, a.aliases))
            .collect(),
        "servers" => SERVERS
            .iter()
            .map(|s| entry(s.id, s.name, s.accelerator, s.aliases))
            .collect(),
        "models" => {
            let open = MODELS.iter().map(|m| entry(m.id, m.name, m.org, m.aliases));
            let closed = CLOSED_MODELS.iter();
            let closed = closed.map(|m| entry(m.id, m.name, m.provider, m.aliases));
            let media = MEDIA_MODELS.iter();
            open.chain(closed)
                .chain(media.map(|m| entry(m.id, m.name, m.org, m.aliases)))
                .collect()
        }
        "places" => {
            let places = PLACES.iter();
            let places = places.map(|p| plain(p.id, lang.pick(p.name, p.name_nl), p.country));
            let countries = COUNTRIES.iter();
            places
                .chain(countries.map(|c| plain(c.id, lang.pick(c.name, c.name_nl), "")))
                .collect()
        }
        _ => return None,
    })
}

fn table(entries: &[Entry]) -> String {
    let cells: Vec<_> = entries
        .iter()
        .map(|e| vec![e.id.to_owned(), e.name.to_owned(), e.of.to_owned()])
        .collect();
    let columns = [left(ID_WIDTH), left(ID_WIDTH), left(WIDTH)];
    grid::lines(&cells, &columns).join("\n") + "\n"
}

fn rows(entries: &[Entry]) -> String {
    let mut text = "id,name,of,aliases\n".to_owned();
    for e in entries {
        text.push_str(&csv::row(&[e.id, e.name, e.of, &e.aliases.join("; ")]));
    }
    text
}

fn value(e: &Entry) -> Value {
    json!({ "id": e.id, "name": e.name, "of": e.of, "aliases": e.aliases })
}
