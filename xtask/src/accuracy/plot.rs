//! Predicted against measured, as SVG: one panel per group, a mark per row.

use std::fmt::Write as _;

use super::left_out::{Row, Score};

/// Side of a panel, and room around it for text.
const SIDE: f64 = 250.0;
const MARGIN: f64 = 54.0;
const GAP: f64 = 62.0;
const COLUMNS: usize = 4;

/// Rows that are told apart: name, colour that people who see few colours tell apart too, shape.
const MARKS: &[(&str, &str, Shape)] = &[
    ("dense", "#0072b2", Shape::Disc),
    ("mixture of experts", "#d55e00", Shape::Triangle),
    ("images and video", "#555555", Shape::Square),
    ("vLLM 0.5.4", "#009e73", Shape::Disc),
    ("HF Transformers", "#9c4f8a", Shape::Triangle),
    ("others", "#555555", Shape::Square),
];

#[derive(Clone, Copy)]
enum Shape {
    Disc,
    Triangle,
    Square,
}

/// Which of [`MARKS`] a row gets.
fn mark(row: &Row) -> usize {
    match (row.how.as_str(), row.class.as_str(), row.software.as_str()) {
        ("one-factor", _, s) if s.starts_with("vLLM 0.5.4") => 3,
        ("one-factor", _, s) if s.starts_with("HF Transformers") => 4,
        ("one-factor", ..) => 5,
        (_, "picture", _) => 2,
        (_, "moe", _) => 1,
        _ => 0,
    }
}

/// The plot of some groups of rows.
pub(super) fn svg(panels: &[(String, Vec<&Row>)]) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a few panels")]
    let [columns, rows] = [COLUMNS, panels.len().div_ceil(COLUMNS)].map(|n| n as f64);
    let width = MARGIN + columns * (SIDE + GAP);
    let height = rows * (SIDE + GAP + 26.0) + 60.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n\
         <title>Predicted against measured energy of runs the fit did not know; the lines are equal, and a factor 1.5 and 2 off</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for (at, (title, rows)) in panels.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a few panels")]
        let [column, line] = [at % COLUMNS, at / COLUMNS].map(|n| n as f64);
        let corner = [
            MARGIN + column * (SIDE + GAP),
            46.0 + line * (SIDE + GAP + 26.0),
        ];
        panel(&mut out, corner, title, rows);
    }
    legend(&mut out, height);
    out.push_str("</svg>\n");
    out
}

/// The scale of a panel: whole decades that hold all points.
struct Scale {
    corner: [f64; 2],
    low: f64,
    decades: f64,
}

impl Scale {
    fn of(corner: [f64; 2], rows: &[&Row]) -> Self {
        let logs = rows
            .iter()
            .flat_map(|r| [libm::log10(r.measured), libm::log10(r.predicted)]);
        let (low, high) = logs.fold((f64::MAX, f64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        Self {
            corner,
            low: low.floor(),
            decades: (high.ceil() - low.floor()).max(1.0),
        }
    }

    fn x(&self, log: f64) -> f64 {
        self.corner[0] + (log - self.low) / self.decades * SIDE
    }

    fn y(&self, log: f64) -> f64 {
        self.corner[1] + SIDE - (log - self.low) / self.decades * SIDE
    }
}

fn panel(out: &mut String, corner: [f64; 2], title: &str, rows: &[&Row]) {
    if rows.is_empty() {
        return;
    }
    let s = Scale::of(corner, rows);
    let [left, top] = corner;
    let _ = writeln!(
        out,
        "<text x=\"{left:.0}\" y=\"{:.0}\" font-size=\"13\">{title}</text><text x=\"{left:.0}\" y=\"{:.0}\" fill=\"#555\">{} rows, median error {:.1} %</text>\n<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{SIDE:.1}\" height=\"{SIDE:.1}\" fill=\"none\" stroke=\"#888\"/>",
        top - 22.0,
        top - 7.0,
        rows.len(),
        100.0 * Score::of(rows).error,
    );
    ticks(out, &s);
    lines(out, &s);
    for (at, (_, colour, shape)) in MARKS.iter().enumerate() {
        let mut path = String::new();
        for row in rows.iter().filter(|r| mark(r) == at) {
            let (x, y) = (
                s.x(libm::log10(row.measured)),
                s.y(libm::log10(row.predicted)),
            );
            draw(&mut path, *shape, x, y);
        }
        if !path.is_empty() {
            let _ = writeln!(
                out,
                "<path d=\"{path}\" fill=\"{colour}\" fill-opacity=\"0.5\"/>"
            );
        }
    }
    let unit = if rows.iter().any(|r| r.class == "picture") {
        "J a picture or clip"
    } else {
        "J an output token"
    };
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">measured, {unit}</text><text transform=\"translate({:.1} {:.1}) rotate(-90)\" text-anchor=\"middle\">predicted</text>",
        left + SIDE / 2.0,
        top + SIDE + 29.0,
        left - 36.0,
        top + SIDE / 2.0
    );
}

fn ticks(out: &mut String, s: &Scale) {
    let [left, top] = s.corner;
    let mut decade = s.low;
    while decade <= s.low + s.decades {
        let label = if (-3.0..4.0).contains(&decade) {
            format!("{}", libm::pow(10.0, decade))
        } else {
            format!("1e{decade:.0}")
        };
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{label}</text><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            s.x(decade),
            top + SIDE + 14.0,
            left - 5.0,
            s.y(decade) + 4.0
        );
        decade += 1.0;
    }
}

/// Equal, and a factor off either way.
fn lines(out: &mut String, s: &Scale) {
    let (bottom, top) = (s.low, s.low + s.decades);
    for (factor, dash) in [
        (1.0_f64, ""),
        (1.5, " stroke-dasharray=\"6 3\""),
        (2.0, " stroke-dasharray=\"2 3\""),
    ] {
        let mut shifts = vec![libm::log10(factor), -libm::log10(factor)];
        shifts.dedup();
        for shift in shifts {
            let (from, to) = (bottom.max(bottom - shift), top.min(top - shift));
            let _ = writeln!(
                out,
                "<line x1=\"{:.1}\" y1=\"{:.1}\" x2=\"{:.1}\" y2=\"{:.1}\" stroke=\"#888\"{dash}/>",
                s.x(from),
                s.y(from + shift),
                s.x(to),
                s.y(to + shift)
            );
        }
    }
}

fn draw(path: &mut String, shape: Shape, x: f64, y: f64) {
    let _ = match shape {
        Shape::Triangle => write!(path, "M{x:.1} {:.1}l2.6 4.6h-5.2z", y - 2.6),
        Shape::Disc => write!(path, "M{:.1} {y:.1}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0", x - 2.0),
        Shape::Square => write!(path, "M{:.1} {:.1}h3.6v3.6h-3.6z", x - 1.8, y - 1.8),
    };
}

fn legend(out: &mut String, height: f64) {
    let sign = |shape: Shape| match shape {
        Shape::Disc => '●',
        Shape::Triangle => '▲',
        Shape::Square => '■',
    };
    let names = |marks: &[(&str, &str, Shape)]| {
        let one = |(name, colour, shape): &(&str, &str, Shape)| {
            format!("<tspan fill=\"{colour}\">{} {name}</tspan>", sign(*shape))
        };
        marks.iter().map(one).collect::<Vec<_>>().join(" · ")
    };
    let _ = writeln!(
        out,
        "<text x=\"{MARGIN:.0}\" y=\"{:.0}\" font-size=\"12\">{}; each row predicted by constants fitted to all other architectures</text>\n<text x=\"{MARGIN:.0}\" y=\"{:.0}\" font-size=\"12\">other software: {}; a factor for each. Lines: equal, ×1.5, ×2</text>",
        height - 28.0,
        names(&MARKS[..3]),
        height - 10.0,
        names(&MARKS[3..]),
    );
}
