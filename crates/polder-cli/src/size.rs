//! `polder size`: from limits backwards to what fits, and why.

use std::process::ExitCode;

use polder::Report;
use polder::document::Site;
use polder::size::{Fit, Fitted, Limit, size_with as largest};

use crate::answer::{Asked, answer, settings};
use crate::args::{Common, Lang, Sizing};
use crate::failure::Failure;
use crate::grid::{self, left, right};
use crate::input::Document;
use crate::number::{short, significant};
use crate::page::{WIDTH, wrap};
use crate::plan::{given, site};
use crate::unit::suited;

/// Counts below this are shown whole.
const WHOLE: f64 = 1e6;

/// Answers `polder size`.
pub(crate) fn size(what: &Sizing, common: &Common) -> Result<ExitCode, Failure> {
    once(&what.limit)?;
    let mut site = site(Document::open(&what.file)?)?;
    site.run = settings(site.run, common);
    let asked = Asked {
        file: Some(&what.file),
        land: what.land.as_deref(),
        name: site.site.name.as_deref(),
    };
    let given = given(&sized(&site), &what.weather)?;
    answer(&largest(site.clone(), &what.limit, given)?, asked, common)
}

/// Refuses a figure that is limited twice: nothing says which of the two is meant.
fn once(limits: &[Limit]) -> Result<(), Failure> {
    let before = |i: usize| limits[..i].iter().any(|l| l.figure == limits[i].figure);
    match (0..limits.len()).find(|i| before(*i)) {
        Some(i) => Err(Failure::new(format!(
            "`--limit {}` is there twice: give one",
            limits[i].figure
        ))),
        None => Ok(()),
    }
}

/// The site with some power, for those who ask where it stands.
fn sized(site: &Site) -> Site {
    let mut site = site.clone();
    site.hardware.it_power_mw = Some(1.0);
    site.hardware.accelerators = None;
    site
}

/// `FIGURE=VALUE`.
pub(crate) fn limit(text: &str) -> Result<Limit, String> {
    let wrong = || "should be FIGURE=VALUE, such as site_ha=12".to_owned();
    let (figure, value) = text.split_once('=').ok_or_else(wrong)?;
    Ok(Limit {
        figure: figure.trim().to_owned(),
        at_most: value.trim().parse().map_err(|_| wrong())?,
    })
}

/// What fits, each limit, and how the one that binds follows.
pub(crate) fn block(report: &Report, lang: Lang) -> Vec<String> {
    let Some(fit) = &report.fit else {
        return Vec::new();
    };
    let mut lines = vec![String::new()];
    lines.extend(wrap(&fits(report, lang), "", "  "));
    let mut rows = vec![vec![
        lang.pick("  Limit", "  Grens").to_owned(),
        lang.pick("at most", "hoogstens").to_owned(),
        lang.pick("is", "is").to_owned(),
        lang.pick("alone allows", "alleen").to_owned(),
    ]];
    for (n, one) in fit.limits.iter().enumerate() {
        rows.push(row(one, n == fit.binding, lang));
    }
    lines.extend(grid::lines(
        &rows,
        &[left(34), right(16), right(16), left(WIDTH)],
    ));
    lines.extend(why(report, fit, lang));
    lines
}

fn central(report: &Report, id: &str) -> Option<f64> {
    report.figure(id).map(|f| f.summary.central)
}

fn fits(report: &Report, lang: Lang) -> String {
    let mut parts = Vec::new();
    let mut add = |id, digits, en: &str, nl: &str| {
        if let Some(v) = central(report, id) {
            let whole = (1e3..WHOLE).contains(&v);
            let number = if whole {
                short(v.floor(), 6)
            } else {
                short(v, digits)
            };
            parts.push(format!("{number} {}", lang.pick(en, nl)));
        }
    };
    add(
        "it_power_mw",
        4,
        "MW of installed IT",
        "MW geïnstalleerde IT",
    );
    add("accelerators", 5, "accelerators", "AI-chips");
    add(
        "output_tokens_per_day",
        2,
        "output tokens a day",
        "uitvoertokens per dag",
    );
    format!(
        "{}{}",
        lang.pick("Fits, at central values: ", "Past, bij middenwaarden: "),
        parts.join(", ")
    )
}

fn row(one: &Fitted, binds: bool, lang: Lang) -> Vec<String> {
    let text = |v: f64| {
        let (unit, scale) = suited(one.unit, one.at_most);
        if unit == "1" {
            return short(v * scale, 4);
        }
        format!("{} {unit}", significant(v * scale, 4))
    };
    let alone = match one.alone_mw {
        Some(mw) => format!("{} MW IT", significant(mw, 4)),
        None => lang.pick("any size", "elke omvang").to_owned(),
    };
    let mark = if binds {
        lang.pick(", binds", ", knelt")
    } else {
        ""
    };
    vec![
        format!("  {}", one.figure),
        text(one.at_most),
        text(one.value),
        alone + mark,
    ]
}

/// How a contract follows from installed IT: rated peak, then margin.
fn why(report: &Report, fit: &Fit, lang: Lang) -> Vec<String> {
    let binding = fit.binding_limit();
    let (Some(it), Some(rated), Some(contract)) = (
        central(report, "it_power_mw"),
        central(report, "site_power_rated_mw"),
        central(report, "contracted_transport_mw"),
    ) else {
        return Vec::new();
    };
    let n = |v| significant(v, 3);
    let text = if binding.figure == "contracted_transport_mw" {
        lang.pick(
            format!("Why: {} MW of IT at its rated input takes {} MW on the design day (× {}); with a margin of × {} that is the contract of {} MW.", n(it), n(rated), n(rated / it), n(contract / rated), n(contract)),
            format!("Want: {} MW IT op nominale opname vraagt {} MW op de ontwerpdag (× {}); met een marge van × {} is dat het contract van {} MW.", n(it), n(rated), n(rated / it), n(contract / rated), n(contract)),
        )
    } else {
        let each = n(binding.value / it);
        let figure = &binding.figure;
        let what = if binding.unit == "1" {
            format!("`{figure}`")
        } else {
            format!("{} {} `{figure}`", binding.unit, lang.pick("of", "van"))
        };
        lang.pick(
            format!("Why: each MW of IT takes {each} {what}; a contract of {} MW would do (rated peak {} MW, margin × {}).", n(contract), n(rated), n(contract / rated)),
            format!("Want: elke MW IT vraagt {each} {what}; een contract van {} MW volstaat (nominale piek {} MW, marge × {}).", n(contract), n(rated), n(contract / rated)),
        )
    };
    wrap(&text, "  ", "  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_a_figure_and_a_number() {
        let l = limit("site_ha = 12").unwrap();
        assert_eq!(
            (l.figure.as_str(), l.at_most.to_bits()),
            ("site_ha", 12f64.to_bits())
        );
        assert!(limit("site_ha").is_err() && limit("site_ha=much").is_err());
    }
}
