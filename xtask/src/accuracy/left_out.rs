//! Runs beside predictions that did not know them: the table of rows, and how far each group is off.

use std::fmt::Write as _;

use crate::workspace::Error;

/// A row of `tests/golden/left_out.csv`; energy in J.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// `left-out`, `one-factor`, `no-maker` or `unseen`.
    pub(super) how: String,
    /// `dense`, `moe` or `picture`.
    pub(super) class: String,
    pub(super) accelerator: String,
    pub(super) software: String,
    pub(super) measured: f64,
    pub(super) predicted: f64,
    /// 90 % band, where the band is one of rows left out.
    pub(super) band: Option<[f64; 2]>,
}

/// Reads the table.
pub(super) fn read(text: &str) -> Result<Vec<Row>, Error> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let wrong = |e: csv::Error| format!("the table of rows left out: {e}");
    let names = reader.headers().map_err(wrong)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let text = |name: &str| {
            let at = names.iter().position(|n| n == name);
            at.and_then(|i| record.get(i)).unwrap_or_default()
        };
        let number = |name: &str| {
            let cell = text(name);
            let value = cell.parse::<f64>();
            value.map_err(|_| format!("{}: {name} is \"{cell}\", not a number", text("id")))
        };
        rows.push(Row {
            how: text("how").to_owned(),
            class: text("class").to_owned(),
            accelerator: text("accelerator").to_owned(),
            software: text("software").to_owned(),
            measured: number("measured_j")?,
            predicted: number("predicted_j")?,
            band: match text("low_j") {
                "" => None,
                _ => Some([number("low_j")?, number("high_j")?]),
            },
        });
    }
    Ok(rows)
}

impl Row {
    pub(super) fn is(&self, how: &str, class: &str, accelerator: &str) -> bool {
        self.how == how
            && (class.is_empty() || self.class == class)
            && (accelerator.is_empty() || self.accelerator == accelerator)
    }

    fn ratio(&self) -> f64 {
        self.predicted / self.measured
    }
}

/// Name, class and accelerator of each line; nothing means any, and of text alone where the class is `text`.
const LEFT_OUT: &[(&str, &str, &str)] = &[
    ("text, all", "text", ""),
    ("dense", "dense", ""),
    ("mixture of experts", "moe", ""),
    ("dense, H100", "dense", "h100-sxm"),
    ("dense, B200", "dense", "b200"),
    ("mixture of experts, H100", "moe", "h100-sxm"),
    ("mixture of experts, B200", "moe", "b200"),
    ("images and video, H100", "picture", "h100-sxm"),
    ("images and video, B200", "picture", "b200"),
    ("images and video, A100", "picture", "a100-sxm-40gb"),
];

const HEAD: &str = "\
| rows | median error | within ×1.25 | ×1.5 | ×2 | bias | R² in logs | inside the band | width p95/p5 |\n\
|---|---|---|---|---|---|---|---|---|---|\n";

const IN_SAMPLE: &str = "
The factor is the median of these very rows, unless a line says that all models of a maker were left out. For vLLM 0.5.4 on text
two parts of a step were read from its scripts as well, with one number fitted to both accelerators; that form was
chosen among about sixty ([fit.md](fit.md)).

";

/// The tables of the page.
pub(super) fn tables(rows: &[Row]) -> String {
    let mut out = format!("| left out {HEAD}");
    for (name, class, accelerator) in LEFT_OUT {
        let chosen = rows.iter().filter(|r| {
            let class = if *class == "text" { "" } else { class };
            let text = r.class != "picture" || class == "picture";
            text && r.is("left-out", class, accelerator)
        });
        line(&mut out, name, &chosen.collect::<Vec<_>>());
    }
    let unseen: Vec<&Row> = rows.iter().filter(|r| r.how == "unseen").collect();
    line(
        &mut out,
        "images and video of 2024, H100, in no fit",
        &unseen,
    );
    let _ = write!(out, "\n| other software, after a factor of its own {HEAD}");
    let mut names: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|r| r.how == "one-factor") {
        if !names.contains(&row.software.as_str()) {
            names.push(&row.software);
        }
    }
    for name in names {
        let chosen = |how: &str| -> Vec<&Row> {
            let is = |r: &&Row| r.how == how && r.software == name;
            rows.iter().filter(is).collect()
        };
        let left_out = chosen("no-maker");
        if !left_out.is_empty() {
            line(&mut out, &format!("{name}, each maker left out"), &left_out);
        }
        line(&mut out, name, &chosen("one-factor"));
    }
    out.push_str(IN_SAMPLE);
    out
}

fn line(out: &mut String, name: &str, rows: &[&Row]) {
    let s = Score::of(rows);
    let percent = |share: f64| format!("{:.0} %", 100.0 * share);
    let [a, b, c] = s.within.map(percent);
    let (coverage, width) = s.band.map_or_else(Default::default, |[coverage, width]| {
        (percent(coverage), format!("{width:.2}"))
    });
    // Zero has no sign.
    let bias = libm::round(100.0 * s.bias) + 0.0;
    let _ = writeln!(
        out,
        "| {name} | {} | {:.1} % | {a} | {b} | {c} | {bias:+.0} % | {:.2} | {coverage} | {width} |",
        rows.len(),
        100.0 * s.error,
        s.r2,
    );
}

/// How far a group of rows is off.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    /// Median of `|predicted / measured - 1|`.
    pub(super) error: f64,
    /// Share within a factor of 1.25, 1.5 and 2.
    pub(super) within: [f64; 3],
    /// Median of predicted over measured, less 1.
    bias: f64,
    /// Of the logarithms.
    r2: f64,
    /// Share of measurements inside the band, and its median width, p95 over p5; where the rows have one.
    pub(super) band: Option<[f64; 2]>,
}

impl Score {
    pub(super) fn of(rows: &[&Row]) -> Self {
        let near = |factor: f64| share(rows, |r| (1.0 / factor..=factor).contains(&r.ratio()));
        let banded: Vec<&Row> = rows.iter().copied().filter(|r| r.band.is_some()).collect();
        let inside = |r: &Row| {
            r.band
                .is_some_and(|[low, high]| low <= r.measured && r.measured <= high)
        };
        let widths = banded.iter().filter_map(|r| r.band.map(|[a, b]| b / a));
        Self {
            error: median(rows.iter().map(|r| (r.ratio() - 1.0).abs())),
            within: [1.25, 1.5, 2.0].map(near),
            bias: median(rows.iter().map(|r| r.ratio())) - 1.0,
            r2: r2(rows),
            band: (!banded.is_empty()).then(|| [share(&banded, inside), median(widths)]),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "thousands of rows")]
fn share(rows: &[&Row], holds: impl Fn(&Row) -> bool) -> f64 {
    rows.iter().filter(|r| holds(r)).count() as f64 / rows.len() as f64
}

/// Of the logarithms.
fn r2(rows: &[&Row]) -> f64 {
    let logs: Vec<f64> = rows.iter().map(|r| libm::log(r.measured)).collect();
    let count: f64 = logs.iter().map(|_| 1.0).sum();
    let mean = logs.iter().sum::<f64>() / count;
    let around: f64 = logs.iter().map(|l| (l - mean) * (l - mean)).sum();
    let off: f64 = rows
        .iter()
        .map(|r| libm::log(r.ratio()) * libm::log(r.ratio()))
        .sum();
    1.0 - off / around
}

/// The mean of the two in the middle where they are even in number.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        n => f64::midpoint(sorted[(n - 1) / 2], sorted[n / 2]),
    }
}

/// What the plot shows side by side: title, and the rows.
pub(super) fn panels(rows: &[Row]) -> Vec<(String, Vec<&Row>)> {
    let pick = |holds: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| holds(r)).collect();
    let left_out = |class: &'static str, accelerator: &'static str| {
        pick(&move |r: &Row| r.is("left-out", class, accelerator))
    };
    // Runs metered with a PUE in them stand in the table only.
    let older = |h100: bool| {
        pick(&move |r: &Row| {
            r.how == "one-factor"
                && !r.software.contains("DFKI")
                && (r.accelerator == "h100-sxm") == h100
                && r.accelerator != "b200"
        })
    };
    vec![
        ("dense, H100".into(), left_out("dense", "h100-sxm")),
        ("dense, B200".into(), left_out("dense", "b200")),
        (
            "mixture of experts, H100".into(),
            left_out("moe", "h100-sxm"),
        ),
        ("mixture of experts, B200".into(), left_out("moe", "b200")),
        (
            "images and video, H100".into(),
            left_out("picture", "h100-sxm"),
        ),
        ("images and video, B200".into(), left_out("picture", "b200")),
        ("other software, H100".into(), older(true)),
        ("other software, A100 and V100".into(), older(false)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
id,how,class,accelerator,software,model,batch,measured_j,predicted_j,low_j,high_j
a,left-out,dense,b200,x,m,1,1.0,1.1,0.9,1.3
b,left-out,dense,b200,x,m,2,2.0,1.6,1.0,1.9
c,one-factor,dense,b200,y,m,2,2.0,4.0,,
";

    #[test]
    fn the_error_is_the_median_over_rows() {
        let rows = read(TABLE).unwrap();
        let two: Vec<&Row> = rows.iter().take(2).collect();
        assert!((Score::of(&two).error - 0.15).abs() < 1e-12);
    }

    #[test]
    fn each_row_counts_in_its_group_only() {
        let text = tables(&read(TABLE).unwrap());
        assert!(
            text.contains("| dense, B200 | 2 | 15.0 % | 100 % | 100 % | 100 % | -5 % |"),
            "{text}"
        );
        assert!(text.contains("| 50 % | 1.67 |"), "{text}");
        assert!(
            text.contains("| y | 1 | 100.0 % | 0 % | 0 % | 100 % | +100 % |"),
            "{text}"
        );
    }
}
