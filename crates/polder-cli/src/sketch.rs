//! The ground of a site in letters: the drawing of [`ground`], small enough for a page of text.

use std::path::Path;

use polder::Report;

use crate::args::Lang;
use crate::ground::{self, Part, Use, area};
use crate::number::short;
use crate::page::{WIDTH, clip, wrap};

/// Letters across the site; a letter is about twice as high as it is wide.
const ACROSS: usize = 34;
const HIGH: f64 = 2.0;

/// The sketch with its key; nothing for a report without ground.
pub(crate) fn block(report: &Report, drawn_in: Option<&Path>, lang: Lang) -> Vec<String> {
    let parts = ground::parts(report);
    let Some(site) = parts.first() else {
        return Vec::new();
    };
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    let metres = site.size[0] / ACROSS as f64;
    let heading = lang.pick(
        format!(
            "Ground, to scale at central values: a letter is {} by {} m; no design",
            short(metres, 2),
            short(metres * HIGH, 2)
        ),
        format!(
            "Grond, op schaal bij middenwaarden: een letter is {} bij {} m; geen ontwerp",
            short(metres, 2),
            short(metres * HIGH, 2)
        ),
    );
    let mut lines = vec![String::new(), heading];
    let mut key = key(&parts, lang).into_iter();
    for row in drawn(&parts, metres) {
        let line = format!("  {row}  {}", key.next().unwrap_or_default());
        lines.push(clip(line.trim_end(), WIDTH));
    }
    lines.extend(key.map(|line| format!("  {line}")));
    let drawing = match drawn_in {
        Some(file) => format!(
            "{} {}.",
            lang.pick("Drawn in", "Getekend in"),
            file.display()
        ),
        None => lang
            .pick(
                "`--land FILE.svg` draws it.",
                "`--land FILE.svg` tekent het.",
            )
            .to_owned(),
    };
    lines.extend(wrap(&drawing, "  ", "  "));
    lines
}

/// Rows of letters: what stands at the middle of each.
fn drawn(parts: &[Part], metres: f64) -> Vec<String> {
    let depth = parts.first().map_or(0.0, |site| site.size[1]);
    let middles = |step: f64| move |n: u32| (f64::from(n) + 0.5) * step;
    let down = (0..).map(middles(metres * HIGH));
    let letter = |x: f64, y: f64| {
        let within = |p: &&Part| {
            (0..2).all(|k| {
                let at = [x, y][k] - p.at[k];
                0.0 <= at && at < p.size[k]
            })
        };
        parts
            .iter()
            .rev()
            .find(within)
            .map_or(' ', |p| letter(p.what))
    };
    down.take_while(|y| *y < depth)
        .map(|y| {
            (0..)
                .map(middles(metres))
                .take(ACROSS)
                .map(|x| letter(x, y))
                .collect()
        })
        .collect()
}

fn letter(what: Use) -> char {
    match what {
        Use::Open => '.',
        Use::Halls => 'H',
        Use::Grey => 'P',
        Use::Offices => 'O',
        Use::Substation => 'S',
        Use::Generators => 'G',
    }
}

fn key(parts: &[Part], lang: Lang) -> Vec<String> {
    let line = |what: Use| {
        format!(
            "{} {}: {}",
            letter(what),
            what.name(lang),
            area(parts, what)
        )
    };
    Use::ALL.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::Plan;

    #[test]
    #[expect(clippy::cast_precision_loss, reason = "a few letters")]
    fn letters_take_the_share_of_the_ground_that_the_figures_say() {
        let text = include_str!("../../../examples/fits-40mw-12ha.toml");
        let mut site: polder::document::Site = toml::from_str(text).unwrap();
        site.run.samples = Some(0);
        let report = Report::of(&Plan::resolve(&site).unwrap());
        let parts = ground::parts(&report);
        let rows = drawn(&parts, parts[0].size[0] / 34.0);
        let all: String = rows.concat();
        let count = |c: char| all.chars().filter(|l| *l == c).count() as f64 / all.len() as f64;
        let value = |id: &str| report.figure(id).unwrap().summary.central;
        let built = count('H') + count('P') + count('O');
        assert!(
            (built - value("built_floor_ha") / value("site_ha")).abs() < 0.04,
            "{rows:#?}"
        );
        assert!(
            block(&report, None, Lang::Nl)
                .iter()
                .all(|l| l.chars().count() <= WIDTH)
        );
    }
}
