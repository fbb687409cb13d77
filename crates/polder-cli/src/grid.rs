//! Aligned columns: each as wide as its widest cell, the last cut at the edge of the page.

use crate::page::{WIDTH, clip};

/// How a column is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Column {
    /// Against the right side.
    pub(crate) right: bool,
    /// Widest it may be.
    pub(crate) most: usize,
}

/// Text against the left side.
pub(crate) const fn left(most: usize) -> Column {
    Column { right: false, most }
}

/// Numbers, against the right side.
pub(crate) const fn right(most: usize) -> Column {
    Column { right: true, most }
}

/// The rows as lines. A row of one cell is a heading and spans the page.
pub(crate) fn lines(rows: &[Vec<String>], columns: &[Column]) -> Vec<String> {
    let widths = widths(rows, columns);
    rows.iter()
        .map(|row| {
            if let [heading] = row.as_slice() {
                clip(heading, WIDTH)
            } else {
                line(row, columns, &widths)
            }
        })
        .collect()
}

fn widths(rows: &[Vec<String>], columns: &[Column]) -> Vec<usize> {
    let widest = |at: usize| {
        rows.iter()
            .filter(|r| r.len() > 1)
            .filter_map(|r| r.get(at))
            .map(|c| c.chars().count())
            .max()
            .unwrap_or(0)
    };
    let mut room = WIDTH + 2;
    let mut width = |(at, column): (usize, &Column)| {
        let width = widest(at).min(column.most).min(room.saturating_sub(2));
        room = room.saturating_sub(width + 2);
        width
    };
    columns.iter().enumerate().map(&mut width).collect()
}

fn line(row: &[String], columns: &[Column], widths: &[usize]) -> String {
    let cell = |((text, column), &width): ((&String, &Column), &usize)| {
        let text = clip(text, width);
        if column.right {
            format!("{text:>width$}")
        } else {
            format!("{text:<width$}")
        }
    };
    let cells: Vec<String> = row.iter().zip(columns).zip(widths).map(cell).collect();
    cells.join("  ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_align_and_the_last_is_cut_at_the_edge() {
        let rows = [
            vec!["Heading".to_owned()],
            vec!["a".into(), "1".into(), "x".repeat(99)],
            vec!["bb".into(), "10".into(), "y".into()],
        ];
        let lines = lines(&rows, &[left(9), right(9), left(WIDTH)]);
        assert_eq!(lines[0], "Heading");
        assert!(lines[1].starts_with("a    1  xx") && lines[1].ends_with('…'));
        assert_eq!(lines[1].chars().count(), WIDTH);
        assert_eq!(lines[2], "bb  10  y");
    }
}
