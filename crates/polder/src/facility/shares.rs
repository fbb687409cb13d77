//! How much of the installed IT power is drawn, by hour.

use super::year::Stretch;

/// IT power over installed power.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shares<'a> {
    /// For each hour of the local day, the same every day.
    Day([f64; 24]),
    /// For each hour of the year, in UTC.
    Year(&'a [f64]),
}

impl Shares<'_> {
    /// The share in a stretch of time.
    #[inline]
    pub fn at(&self, now: &Stretch) -> f64 {
        match self {
            Self::Day(day) => day[now.hour],
            Self::Year(hours) => hours.get(now.of_year).copied().unwrap_or(0.0),
        }
    }

    /// A day; of a year, the mean of its days.
    ///
    /// ```
    /// use polder::facility::Shares;
    /// let year: Vec<f64> = (0..8760).map(|h| if h < 4380 { 0.2 } else { 0.6 }).collect();
    /// // 4 380 hours are 182 days and a half: midnight falls 183 times in them.
    /// assert!((Shares::Year(&year).day()[0] - (183.0 * 0.2 + 182.0 * 0.6) / 365.0).abs() < 1e-12);
    /// ```
    pub fn day(&self) -> [f64; 24] {
        match self {
            Self::Day(day) => *day,
            Self::Year(hours) => core::array::from_fn(|hour| {
                let (mut sum, mut days) = (0.0, 0.0);
                for share in hours.iter().skip(hour).step_by(24) {
                    sum += share;
                    days += 1.0;
                }
                sum / f64::max(days, 1.0)
            }),
        }
    }
}
