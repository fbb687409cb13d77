//! Coefficients of synthetic weather: what ten years of hours at a station have in common.

use super::SYNTHETICS;

/// Months times hours of the day.
pub const SCORE_CELLS: usize = 12 * 24;
/// Shares of the quantiles of a cell.
pub const SCORE_SHARES: [f64; 8] = [0.005, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.995];
/// Lags of the autoregression in hours.
pub const SCORE_LAGS: [usize; 3] = [1, 2, 24];

/// The synthetic weather of one station or grid point; its tables may be those of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Synthetic<'a> {
    /// Stable id, that of its climatology.
    pub id: &'static str,
    /// Years of the record.
    pub period: &'static str,
    /// Id in `data/sources.toml`.
    pub source: &'static str,
    /// Hours that the record's time is ahead of UTC.
    pub offset_h: i32,
    /// Mean barometric pressure in Pa.
    pub pressure_pa: f64,
    /// Dry bulb, dew point, wind, and sun where the record has it.
    pub variables: usize,
    /// By month, hour, share and variable: hundredths of a degree and of a metre per second, tenths of W/m².
    pub quantiles: &'a [i16],
    /// By season, three hours of the day and variable: coefficients of the lags, of the noise, and the spread.
    pub dynamics: &'a [f32],
}

/// The synthetic weather with this id.
pub fn synthetic(id: &str) -> Option<&'static Synthetic<'static>> {
    SYNTHETICS.iter().find(|s| s.id.eq_ignore_ascii_case(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_whole_and_quantiles_rise() {
        for s in SYNTHETICS {
            let k = s.variables;
            assert_eq!(
                s.quantiles.len(),
                SCORE_CELLS * SCORE_SHARES.len() * k,
                "{}",
                s.id
            );
            assert_eq!(
                s.dynamics.len(),
                32 * k * ((SCORE_LAGS.len() + 1) * k + 1),
                "{}",
                s.id
            );
            for cell in s.quantiles.chunks_exact(SCORE_SHARES.len() * k) {
                let rises = cell.iter().zip(&cell[k..]).all(|(a, b)| a <= b);
                assert!(rises, "{}", s.id);
            }
        }
    }

    #[test]
    fn every_climatology_has_its_synthetic_year() {
        for c in crate::data::CLIMATOLOGIES {
            assert!(synthetic(c.id).is_some(), "{}", c.id);
        }
    }
}
