//! CSV: a header, one row per line, quotes only where they are needed.

use polder::Report;

/// The figures of a report.
pub(crate) fn figures(report: &Report) -> String {
    let mut text = "figure,p5,p50,p95,central,unit,boundary\n".to_owned();
    for f in &report.figures {
        let [p5, p50, p95, central] = [
            f.summary.p5,
            f.summary.p50,
            f.summary.p95,
            f.summary.central,
        ]
        .map(number);
        text.push_str(&row(&[
            &f.id,
            &p5,
            &p50,
            &p95,
            &central,
            f.unit,
            &f.boundary.en,
        ]));
    }
    text
}

/// One line.
pub(crate) fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|c| quoted(c)).collect();
    cells.join(",") + "\n"
}

/// The shortest text that reads back as the same number.
pub(crate) fn number(value: f64) -> String {
    let plain = format!("{value}");
    let scientific = format!("{value:e}");
    if plain.len() > 20 && scientific.len() < plain.len() {
        scientific
    } else {
        plain
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_quoted_and_a_quote_doubled() {
        assert_eq!(row(&["a", "b,c", "d\"e"]), "a,\"b,c\",\"d\"\"e\"\n");
    }

    #[test]
    fn numbers_read_back_the_same() {
        for v in [0.1, 1e300, 1.0 / 3.0, 1e-9] {
            assert_eq!(number(v).parse(), Ok(v));
        }
    }
}
