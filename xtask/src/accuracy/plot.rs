//! Predicted against measured, as SVG: one panel per unit, a mark per row.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

/// Side of a panel, and room around it for text.
const SIDE: f64 = 340.0;
const MARGIN: f64 = 58.0;

/// Kinds of rows that are told apart, each with a colour that people who see few colours tell apart too, and a shape.
const MARKS: &[(&str, &str)] = &[
    ("dense", "#0072b2"),
    ("moe", "#d55e00"),
    ("other", "#555555"),
];

struct Point {
    measured: f64,
    predicted: f64,
    class: String,
}

/// The plot of the rows of a validation.
pub(super) fn svg(validation: &Value) -> String {
    let mut panels: BTreeMap<String, Vec<Point>> = BTreeMap::new();
    for row in validation["rows"].as_array().into_iter().flatten() {
        let (Some(measured), Some(predicted)) = (row["measured"].as_f64(), row["p50"].as_f64())
        else {
            continue;
        };
        let title = format!(
            "{}: {}",
            row["kind"].as_str().unwrap_or_default(),
            row["unit"].as_str().unwrap_or_default()
        );
        let class = row["class"].as_str().unwrap_or_default().to_owned();
        panels.entry(title).or_default().push(Point {
            measured,
            predicted,
            class,
        });
    }
    let step = SIDE + MARGIN + 16.0;
    #[expect(clippy::cast_precision_loss, reason = "a few panels")]
    let width = step * panels.len() as f64 + MARGIN;
    let height = SIDE + 2.0 * MARGIN + 24.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">\n\
         <title>Predicted against measured energy; the lines are equal, and a factor 1.5 and 2 off</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    let mut left = MARGIN;
    for (title, points) in &panels {
        panel(&mut out, left, title, points);
        left += step;
    }
    legend(&mut out, height - 12.0);
    out.push_str("</svg>\n");
    out
}

/// The scale of a panel: whole decades that hold all points.
struct Scale {
    left: f64,
    low: f64,
    decades: f64,
}

impl Scale {
    fn of(left: f64, points: &[Point]) -> Self {
        let logs = points
            .iter()
            .flat_map(|p| [libm::log10(p.measured), libm::log10(p.predicted)]);
        let (low, high) = logs.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        Self {
            left,
            low: low.floor(),
            decades: (high.ceil() - low.floor()).max(1.0),
        }
    }

    fn x(&self, log: f64) -> f64 {
        self.left + (log - self.low) / self.decades * SIDE
    }

    fn y(&self, log: f64) -> f64 {
        MARGIN + SIDE - (log - self.low) / self.decades * SIDE
    }
}

fn panel(out: &mut String, left: f64, title: &str, points: &[Point]) {
    let s = Scale::of(left, points);
    let (bottom, top) = (s.low, s.low + s.decades);
    let _ = writeln!(
        out,
        "<text x=\"{left:.0}\" y=\"{:.0}\" font-size=\"14\">{title} (n = {})</text>\n<rect x=\"{left:.1}\" y=\"{MARGIN:.1}\" width=\"{SIDE:.1}\" height=\"{SIDE:.1}\" fill=\"none\" stroke=\"#888\"/>",
        MARGIN - 14.0,
        points.len()
    );
    let mut decade = bottom;
    while decade <= top {
        let label = if (-3.0..4.0).contains(&decade) {
            format!("{}", libm::pow(10.0, decade))
        } else {
            format!("1e{decade:.0}")
        };
        let (x, y) = (s.x(decade), s.y(decade));
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            MARGIN + SIDE + 16.0,
            left - 6.0,
            y + 4.0
        );
        decade += 1.0;
    }
    for (factor, dash) in [(1.0_f64, ""), (1.5, "6 3"), (2.0, "2 3")] {
        for shift in [libm::log10(factor), -libm::log10(factor)] {
            let (from, to) = (bottom.max(bottom - shift), top.min(top - shift));
            let _ = writeln!(
                out,
                "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#888\" stroke-dasharray=\"{dash}\"/>",
                s.x(from),
                s.y(from + shift),
                s.x(to),
                s.y(to + shift)
            );
        }
    }
    for (class, colour) in MARKS {
        let mut path = String::new();
        for p in points.iter().filter(|p| p.class == *class) {
            let (x, y) = (s.x(libm::log10(p.measured)), s.y(libm::log10(p.predicted)));
            let _ = match *class {
                "moe" => write!(path, "M{x:.1} {:.1}l2.6 4.6h-5.2z", y - 2.6),
                "dense" => write!(path, "M{:.1} {y:.1}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0", x - 2.0),
                _ => write!(path, "M{:.1} {:.1}h3.6v3.6h-3.6z", x - 1.8, y - 1.8),
            };
        }
        if !path.is_empty() {
            let _ = writeln!(
                out,
                "<path d=\"{path}\" fill=\"{colour}\" fill-opacity=\"0.55\"/>"
            );
        }
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">measured</text><text transform=\"translate({:.1} {:.1}) rotate(-90)\" text-anchor=\"middle\">predicted</text>",
        left + SIDE / 2.0,
        MARGIN + SIDE + 34.0,
        left - 40.0,
        MARGIN + SIDE / 2.0
    );
}

fn legend(out: &mut String, y: f64) {
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN:.0}\" y=\"{y:.0}\"><tspan fill=\"#0072b2\">● dense</tspan>   <tspan fill=\"#d55e00\">▲ mixture of experts</tspan>   <tspan fill=\"#555\">■ other</tspan>   lines: equal, ×1.5, ×2</text>"
    );
}
