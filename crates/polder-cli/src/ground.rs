//! The ground of a site, drawn to scale: areas are the figures, their arrangement is not a design.

use std::fmt::Write as _;

use polder::Report;
use polder::data::params;
use polder::quantity::{Area, Power};

use crate::args::Lang;
use crate::number::short;
use crate::page::one_line;

/// Width of a site over its depth.
const ASPECT: f64 = 1.5;
/// Most of the open ground that yards take: the rest is for roads, water and distance to the fence.
const YARDS: f64 = 0.5;
/// Floor of a hall, in m².
const HALL: f64 = 2000.0;
/// Most halls that are drawn apart.
const HALLS: f64 = 12.0;
/// Pixels across the site, and round it.
const ACROSS: f64 = 720.0;
const LEFT: f64 = 40.0;
const TOP: f64 = 64.0;
/// Pixels between the lines of the legend.
const LINE: f64 = 24.0;
/// Narrowest part with a name in it, in pixels.
const NAMED: f64 = 56.0;

/// What a part of the ground is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    Open,
    Halls,
    Grey,
    Offices,
    Substation,
    Generators,
}

impl Use {
    pub(crate) const ALL: [Self; 6] = [
        Self::Halls,
        Self::Grey,
        Self::Offices,
        Self::Substation,
        Self::Generators,
        Self::Open,
    ];

    pub(crate) fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Open => lang.pick(
                "Roads, water, green, setbacks",
                "Wegen, water, groen, randen",
            ),
            Self::Halls => lang.pick("Halls with racks", "Zalen met racks"),
            Self::Grey => lang.pick("Power and cooling rooms", "Stroom en koeling"),
            Self::Offices => lang.pick("Offices, loading, circulation", "Kantoor, laden, verkeer"),
            Self::Substation => lang.pick("Substation", "Onderstation"),
            Self::Generators => lang.pick("Generators and tanks", "Aggregaten en tanks"),
        }
    }

    fn pattern(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Halls => "halls",
            Self::Grey => "grey",
            Self::Offices => "offices",
            Self::Substation => "substation",
            Self::Generators => "generators",
        }
    }
}

/// A rectangle of ground, in metres from the corner of the site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Part {
    pub(crate) what: Use,
    pub(crate) at: [f64; 2],
    pub(crate) size: [f64; 2],
}

impl Part {
    pub(crate) fn area(&self) -> f64 {
        self.size[0] * self.size[1]
    }
}

/// Areas on the ground, in m².
#[derive(Clone, Copy, Debug)]
struct Ground {
    site: f64,
    halls: f64,
    grey: f64,
    offices: f64,
    substation: f64,
    generators: f64,
}

impl Ground {
    /// Floors over storeys: every kind of room is spread over all of them.
    fn of(report: &Report) -> Option<Self> {
        let figure = |id: &str| report.figure(id).map(|f| f.summary.central);
        let (built, gross) = (
            Area::ha(figure("built_floor_ha")?),
            figure("gross_floor_m2")?,
        );
        let on_ground = |floor: f64| floor * built.to_m2() / gross;
        let (white, grey) = (figure("white_space_m2")?, figure("grey_space_m2")?);
        let site = Area::ha(figure("site_ha")?).to_m2();
        let yard = |mw, per_mw: polder::data::Param<polder::quantity::AreaPerPower>| {
            (Power::mw(mw) * per_mw.value()).to_m2()
        };
        let substation = yard(
            figure("connection_mva")?,
            params::SUBSTATION_AREA_M2_PER_MVA,
        );
        let generators = yard(
            figure("site_power_rated_mw")?,
            params::GENERATOR_AREA_M2_PER_MW,
        );
        let room = (site - built.to_m2()) * YARDS / (substation + generators);
        let fits = room.clamp(0.0, 1.0);
        Some(Self {
            site,
            halls: on_ground(white),
            grey: on_ground(grey),
            offices: on_ground(gross - white - grey),
            substation: substation * fits,
            generators: generators * fits,
        })
    }

    /// The site cut into rectangles whose areas are those of the parts: yards on the left, then halls behind the rooms
    /// that serve them, then offices.
    fn parts(&self) -> Vec<Part> {
        let width = (self.site * ASPECT).sqrt();
        let depth = self.site / width;
        let yards = self.substation + self.generators;
        let built = self.halls + self.grey + self.offices;
        let inner = depth * ((built + yards) / self.site).sqrt();
        let across = (built + yards) / inner;
        let gap = (width - across) / 4.0;
        let (left, top) = ((width - across - gap) / 2.0, (depth - inner) / 2.0);
        let mut parts = Vec::new();
        let mut add = |what, at, size| parts.push(Part { what, at, size });
        add(Use::Open, [0.0, 0.0], [width, depth]);
        let yard = yards / inner;
        let high = self.substation / yard;
        add(Use::Substation, [left, top], [yard, high]);
        add(Use::Generators, [left, top + high], [yard, inner - high]);
        let (from, offices) = (left + yard + gap, self.offices / inner);
        let wide = built / inner - offices;
        let behind = self.grey / wide;
        add(Use::Grey, [from, top], [wide, behind]);
        let count = (self.halls / HALL).ceil().clamp(1.0, HALLS);
        let each = wide / count;
        let mut at = from;
        while at < from + wide - each / 2.0 {
            add(Use::Halls, [at, top + behind], [each, inner - behind]);
            at += each;
        }
        add(Use::Offices, [from + wide, top], [offices, inner]);
        parts
    }
}

/// The parts of the ground of a plan.
pub(crate) fn parts(report: &Report) -> Vec<Part> {
    Ground::of(report).map_or_else(Vec::new, |g| g.parts())
}

/// The drawing, as SVG with a title and a description for who cannot see it.
pub(crate) fn drawing(report: &Report, name: Option<&str>, lang: Lang) -> String {
    let parts = parts(report);
    let site = parts.first().copied();
    let [width, depth] = site.map_or([1.0; 2], |s| s.size);
    let px = ACROSS / width;
    let (bar, legend) = (TOP + depth * px + 28.0, TOP + depth * px + 68.0);
    let height = legend + LINE * 7.0 + 20.0;
    let title = title(report, name, lang);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {height:.0}\" width=\"{}\" height=\"{height:.0}\" role=\"img\" aria-labelledby=\"t d\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"14\" fill=\"#000\">\n<title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n{PATTERNS}",
        ACROSS + 2.0 * LEFT,
        ACROSS + 2.0 * LEFT,
        escaped(&title),
        escaped(&description(&parts, lang)),
    );
    let _ = writeln!(
        out,
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n<text x=\"{LEFT}\" y=\"34\" font-size=\"18\" font-weight=\"bold\">{}</text>",
        escaped(&title)
    );
    let _ = writeln!(
        out,
        "<text x=\"{LEFT}\" y=\"54\" font-size=\"12\">{}</text>",
        lang.pick(
            "Ground to scale, at central values; rooms are spread over all storeys. The arrangement is not a design.",
            "Grond op schaal, bij middenwaarden; ruimten zijn over alle verdiepingen verdeeld. De schikking is geen ontwerp."
        )
    );
    for part in &parts {
        out.push_str(&rectangle(part, px, lang));
    }
    out.push_str(&scale_bar(width, px, bar));
    out.push_str(&key(&parts, legend, lang));
    out + "</svg>\n"
}

fn title(report: &Report, name: Option<&str>, lang: Lang) -> String {
    let central = |id: &str| report.figure(id).map_or(0.0, |f| f.summary.central);
    let ground = in_words(Area::ha(central("site_ha")).to_m2());
    let mw = short(central("it_power_mw"), 3);
    let what = lang.pick(
        format!("{ground} for {mw} MW of IT"),
        format!("{ground} voor {mw} MW IT"),
    );
    name.map_or_else(|| what.clone(), |n| format!("{}: {what}", one_line(n)))
}

/// What is drawn, in words.
fn description(parts: &[Part], lang: Lang) -> String {
    let named = |what: Use| format!("{} {}", what.name(lang), area(parts, what));
    let all: Vec<String> = Use::ALL.into_iter().map(named).collect();
    format!(
        "{} {}.",
        lang.pick("Plan of the site, to scale.", "Plattegrond op schaal."),
        all.join("; ")
    )
}

/// Ground of one use; what is open is the site less the rest.
pub(crate) fn area(parts: &[Part], what: Use) -> String {
    let of = |w: Use| -> f64 { parts.iter().filter(|p| p.what == w).map(Part::area).sum() };
    let used: f64 = Use::ALL
        .into_iter()
        .filter(|w| *w != Use::Open)
        .map(of)
        .sum();
    in_words(if what == Use::Open {
        of(Use::Open) - used
    } else {
        of(what)
    })
}

fn in_words(m2: f64) -> String {
    if m2 >= 1e4 {
        format!("{} ha", short(m2 / 1e4, 3))
    } else {
        format!("{} m²", short(m2, 3))
    }
}

fn rectangle(part: &Part, px: f64, lang: Lang) -> String {
    let [x, y] = [LEFT + part.at[0] * px, TOP + part.at[1] * px];
    let [w, h] = part.size.map(|v| v * px);
    let mut out = format!(
        "<rect class=\"{}\" x=\"{x:.3}\" y=\"{y:.3}\" width=\"{w:.3}\" height=\"{h:.3}\" fill=\"url(#{0})\" stroke=\"#000\" stroke-width=\"1.2\"/>\n",
        part.what.pattern()
    );
    let short = match part.what {
        Use::Halls => lang.pick("Hall", "Zaal"),
        Use::Grey => lang.pick("Plant", "Techniek"),
        _ => return out,
    };
    if w >= NAMED && h >= LINE {
        let (x, y) = (x + w / 2.0, y + h / 2.0);
        let half = NAMED / 2.0 + 6.0 * f64::from(part.what == Use::Grey);
        let _ = writeln!(
            out,
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"20\" fill=\"#fff\"/><text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{short}</text>",
            x - half,
            y - 10.0,
            2.0 * half,
            y + 5.0
        );
    }
    out
}

/// A bar of a round length, about a fifth of the site.
fn scale_bar(width: f64, px: f64, y: f64) -> String {
    let steps = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];
    let metres = steps
        .into_iter()
        .rev()
        .find(|s| *s <= width / 4.0)
        .unwrap_or(1.0);
    let (half, end) = (LEFT + metres * px / 2.0, LEFT + metres * px);
    format!(
        "<g id=\"scale\"><rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.3}\" height=\"8\" fill=\"#000\"/><rect x=\"{half:.3}\" y=\"{:.1}\" width=\"{:.3}\" height=\"8\" fill=\"#fff\" stroke=\"#000\"/>\n<text x=\"{LEFT}\" y=\"{:.1}\" font-size=\"12\">0</text><text x=\"{end:.3}\" y=\"{:.1}\" font-size=\"12\" text-anchor=\"middle\">{metres} m</text></g>\n",
        y - 12.0,
        half - LEFT,
        y - 12.0,
        end - half,
        y + 10.0,
        y + 10.0
    )
}

fn key(parts: &[Part], y: f64, lang: Lang) -> String {
    let mut out = String::new();
    for (i, what) in Use::ALL.into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "six lines")]
        let y = y + LINE * i as f64;
        let _ = writeln!(
            out,
            "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"28\" height=\"16\" fill=\"url(#{})\" stroke=\"#000\"/><text x=\"{:.1}\" y=\"{y:.1}\">{}</text><text x=\"{:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{}</text>",
            y - 13.0,
            what.pattern(),
            LEFT + 40.0,
            what.name(lang),
            LEFT + 480.0,
            area(parts, what)
        );
    }
    out
}

/// Told apart by line and dot, so that black and white is enough.
const PATTERNS: &str = r##"<defs>
<pattern id="open" width="14" height="14" patternUnits="userSpaceOnUse"><rect width="14" height="14" fill="#f4f4f4"/><circle cx="7" cy="7" r="0.9" fill="#777"/></pattern>
<pattern id="halls" width="10" height="10" patternUnits="userSpaceOnUse"><rect width="10" height="10" fill="#fff"/></pattern>
<pattern id="grey" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#ddd"/><path d="M0 0V8" stroke="#000" stroke-width="1.2"/></pattern>
<pattern id="offices" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#fff"/><circle cx="3.5" cy="3.5" r="1.5" fill="#000"/></pattern>
<pattern id="substation" width="9" height="9" patternUnits="userSpaceOnUse"><rect width="9" height="9" fill="#fff"/><path d="M0 0L9 9M9 0L0 9" stroke="#000" stroke-width="1"/></pattern>
<pattern id="generators" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#bbb"/><path d="M0 3.5H7" stroke="#000" stroke-width="1.6"/></pattern>
</defs>
"##;

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use polder::Plan;

    fn report(text: &str) -> Report {
        let mut site: polder::document::Site = toml::from_str(text).unwrap();
        site.run.samples = Some(0);
        Report::of(&Plan::resolve(&site).unwrap())
    }

    #[test]
    fn rectangles_are_as_large_as_the_figures_and_lie_on_the_site() {
        for text in [
            include_str!("../../../examples/fits-40mw-12ha.toml"),
            include_str!("../../../examples/hospital-ai-room.toml"),
            include_str!("../../../examples/zeewolde.toml"),
        ] {
            let report = report(text);
            let value = |id: &str| report.figure(id).unwrap().summary.central;
            let parts = parts(&report);
            let of = |w: Use| {
                parts
                    .iter()
                    .filter(|p| p.what == w)
                    .map(Part::area)
                    .sum::<f64>()
            };
            let near = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-9, "{a} {b}");
            let storeys = value("gross_floor_m2") / (value("built_floor_ha") * 1e4);
            near(of(Use::Open), value("site_ha") * 1e4);
            near(of(Use::Halls), value("white_space_m2") / storeys);
            near(of(Use::Grey), value("grey_space_m2") / storeys);
            near(
                of(Use::Halls) + of(Use::Grey) + of(Use::Offices),
                value("built_floor_ha") * 1e4,
            );
            assert!(
                of(Use::Substation) + of(Use::Generators)
                    <= 0.5 * (value("site_ha") - value("built_floor_ha")) * 1e4 * (1.0 + 1e-9)
            );
            let site = parts[0];
            for (i, p) in parts.iter().enumerate().skip(1) {
                assert!(
                    (0..2)
                        .all(|k| p.at[k] >= 0.0
                            && p.at[k] + p.size[k] <= site.size[k] * (1.0 + 1e-9))
                );
                // No two lie over each other.
                for q in &parts[i + 1..] {
                    let apart = (0..2).any(|k| {
                        p.at[k] + p.size[k] <= q.at[k] + 1e-6
                            || q.at[k] + q.size[k] <= p.at[k] + 1e-6
                    });
                    assert!(apart, "{p:?} {q:?}");
                }
            }
        }
    }

    #[test]
    fn drawn_rectangles_measure_what_the_scale_bar_says() {
        let report = report(include_str!("../../../examples/fits-40mw-12ha.toml"));
        let svg = drawing(&report, Some("A <b> & c"), Lang::En);
        assert!(
            svg.contains("A &lt;b&gt; &amp; c")
                && svg.contains("<desc id=\"d\">")
                && svg.contains("role=\"img\"")
        );
        let number = |text: &str, key: &str| -> f64 {
            let rest = text.split_once(&format!(" {key}=\"")).unwrap().1;
            rest.split('"').next().unwrap().parse().unwrap()
        };
        let bar = svg.split_once("id=\"scale\"").unwrap().1;
        let metres: f64 = bar
            .split_once(" m</text>")
            .unwrap()
            .0
            .rsplit('>')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        let per_px = metres / (2.0 * number(bar, "width"));
        let area = |class: &str| -> f64 {
            let key = format!("class=\"{class}\"");
            let each = |l: &&str| l.contains(&key);
            svg.lines()
                .filter(each)
                .map(|l| number(l, "width") * number(l, "height") * per_px * per_px)
                .sum()
        };
        let value = |id: &str| report.figure(id).unwrap().summary.central;
        assert!((area("open") / (value("site_ha") * 1e4) - 1.0).abs() < 1e-4);
        assert!((area("halls") * 2.0 / value("white_space_m2") - 1.0).abs() < 1e-4);
    }
}
