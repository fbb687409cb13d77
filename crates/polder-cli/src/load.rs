//! Hours of load from a CSV file: one share of installed IT power on each line.

use std::path::Path;

use polder::GivenLoad;

use crate::failure::Failure;
use crate::input::{text, without_mark};

/// The column, where there is more than one.
const COLUMN: &str = "load_share";

/// Reads a file of 24, 8 760 or 8 784 shares.
pub(crate) fn read(path: &Path) -> Result<GivenLoad, Failure> {
    let text = text(path)?;
    let file = path.file_name().unwrap_or(path.as_os_str()).display();
    let shares = parse(without_mark(&text))
        .map_err(|problem| Failure::new(format!("`{}` {problem}", path.display())))?;
    GivenLoad::new(&file.to_string(), &shares).map_err(|e| {
        Failure::new(format!("`{}`: {e}", path.display()))
            .hint("one share of installed IT power per line, 0.4 and not 40: of the hours of a day, or of a year from 1 January")
    })
}

/// The shares, or what is wrong with the file, to stand behind its name.
fn parse(text: &str) -> Result<Vec<f64>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let (mut shares, mut at) = (Vec::new(), None);
    for record in reader.records() {
        let row = record.map_err(|e| wrong(&e))?;
        let line = row.position().map_or(0, csv::Position::line);
        let Some(column) = at else {
            let named = row.iter().position(|c| c.eq_ignore_ascii_case(COLUMN));
            if named.is_none() && row.len() > 1 {
                return Err(format!("has {} columns: call one `{COLUMN}`", row.len()));
            }
            at = Some(named.unwrap_or(0));
            // A single column may do without a name.
            let first = row.get(0).and_then(|c| c.parse::<f64>().ok());
            shares.extend(first.filter(|_| named.is_none()));
            continue;
        };
        let cell = row.get(column).unwrap_or_default();
        shares.push(cell.parse::<f64>().map_err(|_| {
            let shown: String = cell.chars().take(40).collect();
            format!("line {line}: load is \"{shown}\", which is no number")
        })?);
    }
    if shares.is_empty() {
        return Err("is empty".into());
    }
    Ok(shares)
}

fn wrong(error: &csv::Error) -> String {
    let line = error.position().map_or(0, csv::Position::line);
    format!("line {line}: the cells do not match those of the first line")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_found_by_its_name_or_because_it_is_alone() {
        for text in [
            "0.5\n0.25\n",
            "load\n0.5\n0.25\n",
            "hour,load_share\n0,0.5\n1,0.25\n",
        ] {
            assert_eq!(parse(text).unwrap(), [0.5, 0.25], "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, said) in [
            ("", "is empty"),
            ("load\n", "is empty"),
            ("a,b\n1,2\n", "has 2 columns: call one `load_share`"),
            (
                "0.5\nhigh\n",
                "line 2: load is \"high\", which is no number",
            ),
            ("load_share,b\n0.5\n", "line 2: the cells do not match"),
        ] {
            let got = parse(text).unwrap_err();
            assert!(got.contains(said), "{got}");
        }
    }
}
