//! What stands behind an origin id: a parameter, a cell of a catalogue, or the document itself.

use polder::data::{self, Country, Source};
use serde_json::{Value, json};

use crate::alternatives::{Alternative, alternatives};

/// An origin id, looked up.
#[derive(Clone, Debug)]
pub(crate) struct Origin<'a> {
    id: &'a str,
    /// Measured, reported, modelled, fitted, derived or assumed; the year and region it describes.
    about: String,
    /// The publication.
    pub(crate) source: Option<&'static Source>,
    /// Page, table or cell in it.
    pub(crate) locator: &'static str,
    note: &'static str,
}

impl<'a> Origin<'a> {
    /// Looks an origin up.
    pub(crate) fn of(id: &'a str) -> Self {
        parameter(id).or_else(|| cell(id)).unwrap_or(Self {
            id,
            about: String::new(),
            source: None,
            locator: "",
            note: "",
        })
    }

    /// For people, below the name of the value: what it is, then the publication, then where in it.
    pub(crate) fn lines(&self, name: &str) -> Vec<String> {
        let mut lines = vec![match self.about.as_str() {
            "" => self.id.to_owned(),
            about if self.id == name => about.to_owned(),
            about => format!("{}: {about}", self.id),
        }];
        if let Some(s) = self.source {
            lines.push(format!("{}. {}, {}.", s.title, s.authors, s.year));
            if !s.url.is_empty() {
                lines.push(s.url.to_owned());
            }
        }
        // A judgement of ours is located at its own id, which says nothing new.
        if !self.locator.is_empty() && !self.id.starts_with(self.locator) {
            lines.push(format!("at: {}", self.locator));
        }
        if !self.note.is_empty() {
            lines.push(format!("note: {}", self.note));
        }
        lines.extend(alternatives(self.id).iter().map(Alternative::line));
        lines
    }

    /// For programs.
    pub(crate) fn value(&self) -> Value {
        let Some(s) = self.source else {
            return json!({ "id": self.id });
        };
        let mut value = json!({
            "id": self.id, "about": self.about, "source": s.id, "title": s.title, "authors": s.authors, "year": s.year,
            "url": s.url, "locator": self.locator, "note": self.note,
        });
        let others = alternatives(self.id);
        if !others.is_empty() {
            value["alternatives"] = others.iter().map(Alternative::value).collect();
        }
        value
    }
}

fn parameter(id: &str) -> Option<Origin<'_>> {
    let r = data::row(id)?;
    let about = format!("{}, {}, {}", r.basis, r.year, r.region);
    Some(Origin {
        id,
        about,
        source: data::source(r.source),
        locator: r.locator,
        note: r.note,
    })
}

/// Origins of cells are the file, the id of the row, and perhaps the column.
fn cell(id: &str) -> Option<Origin<'_>> {
    let mut words = id.split(' ');
    let (file, row, column) = (
        words.next()?,
        words.next()?,
        words.next().unwrap_or_default(),
    );
    let (basis, source, locator, note) = match file {
        "servers.csv" => data::server(row).map(|s| (s.basis, s.source, s.locator, s.note))?,
        "accelerators.csv" => {
            data::accelerator(row).map(|a| (a.basis, a.source, a.locator, a.note))?
        }
        "embodied_accelerators.csv" => {
            data::embodied(row).map(|e| (e.basis, e.source, e.locator, e.note))?
        }
        "media_models.csv" => {
            data::media_model(row).map(|m| (m.basis, m.source, m.locator, m.note))?
        }
        "closed_models.csv" => {
            data::closed_model(row).map(|m| (m.basis, m.source, m.locator, m.method))?
        }
        "tasks.csv" => data::task(row).map(|t| (t.basis, t.source, t.locator, t.note))?,
        "devices.csv" => data::device(row).map(|d| (d.basis, d.source, d.locator, d.note))?,
        "countries.csv" => country(data::country(row)?, column),
        _ => return None,
    };
    Some(Origin {
        id,
        about: basis.to_owned(),
        source: data::source(source),
        locator,
        note,
    })
}

fn country(
    c: &'static Country,
    column: &str,
) -> (&'static str, &'static str, &'static str, &'static str) {
    let other = match column {
        "carbon_direct_g_per_kwh" => Some(c.direct),
        "carbon_residual_g_per_kwh" => c.residual,
        "water_l_per_kwh" => Some(c.water),
        "scarcity" => c.scarce,
        "td_loss_share" => Some(c.td_loss),
        _ => None,
    };
    other.map_or((c.basis, c.source, c.locator, c.note), |o| {
        ("derived", o.source, o.locator, "")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_catalogue_cells_lead_to_a_publication() {
        let server = data::SERVERS[0].id;
        let cells = [
            format!("servers.csv {server}"),
            format!("media_models.csv {}", data::MEDIA_MODELS[0].id),
            "countries.csv nl water_l_per_kwh".into(),
            data::ROWS[0].id.into(),
        ];
        for id in &cells {
            assert!(Origin::of(id).source.is_some(), "{id}");
        }
        assert!(Origin::of("document").source.is_none());
    }
}
