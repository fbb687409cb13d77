//! Numbers for people: a few significant digits, an exponent only where it helps.

/// `value` with `digits` significant digits.
pub(crate) fn significant(value: f64, digits: usize) -> String {
    let scientific = format!("{value:.*e}", digits.saturating_sub(1));
    let Some((_, exponent)) = scientific.split_once('e') else {
        return scientific; // NaN or infinite
    };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if value == 0.0 {
        return "0".to_owned();
    }
    if !(-4..6).contains(&exponent) {
        return trimmed_exponent(&scientific);
    }
    let rounded: f64 = scientific.parse().unwrap_or(value);
    let places = i32::try_from(digits).unwrap_or(0) - 1 - exponent;
    format!("{rounded:.*}", usize::try_from(places).unwrap_or(0))
}

/// As [`significant`], without zeros at the end of the fraction.
pub(crate) fn short(value: f64, digits: usize) -> String {
    let text = significant(value, digits);
    if text.contains('.') && !text.contains('e') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn trimmed_exponent(text: &str) -> String {
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text.to_owned();
    };
    let mantissa = if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.')
    } else {
        mantissa
    };
    format!("{mantissa}e{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_significant_ones() {
        assert_eq!(significant(1234.0, 2), "1200");
        assert_eq!(significant(0.001_234, 2), "0.0012");
        assert_eq!(significant(1.0, 3), "1.00");
        assert_eq!(significant(9.99, 2), "10");
        assert_eq!(significant(3.81e25, 2), "3.8e25");
        assert_eq!(significant(2e-7, 2), "2e-7");
        assert_eq!(significant(-0.5, 2), "-0.50");
    }

    #[test]
    fn short_numbers_have_no_zeros_at_the_end() {
        assert_eq!(short(1.25, 6), "1.25");
        assert_eq!(short(30_000.0, 6), "30000");
        assert_eq!(short(0.0, 6), "0");
    }
}
