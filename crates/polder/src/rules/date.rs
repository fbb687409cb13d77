//! A day of the calendar.

use core::fmt;

/// A day: ordered by year, then month, then day; written as 2027-07-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    /// Year.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day, from 1.
    pub day: u8,
}

impl Date {
    /// The first day of a year.
    pub const fn new_year(year: u16) -> Self {
        Self {
            year,
            month: 1,
            day: 1,
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_ordered_as_their_text_is() {
        let day = |year, month, day| Date { year, month, day };
        let days = [
            day(2026, 12, 31),
            Date::new_year(2027),
            day(2027, 1, 9),
            day(2027, 1, 10),
            day(2027, 9, 2),
            day(2027, 10, 1),
        ];
        for pair in days.windows(2) {
            assert!(pair[0] < pair[1] && pair[0].to_string() < pair[1].to_string());
        }
    }
}
