//! A number in decimal digits, and the binary one nearest to it.
//!
//! Exact, as `str::parse` is. Own code because a page carries it: with brotli it is 1.7 kB of the module, `str::parse` 15.2,
//! the compact forms of the crates `minimal-lexical` and `lexical` 5.2 and 5.7, and those two round 472 of 507 472 hard
//! cases wrongly.

use core::cmp::Ordering;

/// Digits that decide a rounding: the midpoint between two numbers has at most 768.
const DIGITS: usize = 800;

/// `digits × 10^exponent`.
#[derive(Debug, Default)]
pub(super) struct Decimal {
    /// From the first that is not zero on.
    digits: Vec<u8>,
    pub(super) exponent: i64,
}

impl Decimal {
    /// One more digit, `0` to `9`, before the decimal point.
    pub(super) fn push(&mut self, digit: u8) {
        let length = self.digits.len();
        match self.digits.last_mut() {
            None if digit == 0 => {}
            Some(last) if length == DIGITS => {
                // What stands behind only says that there is more.
                *last |= u8::from(digit > 0);
                self.exponent += 1;
            }
            _ => self.digits.push(digit),
        }
    }

    /// One more digit, after the decimal point.
    pub(super) fn push_fraction(&mut self, digit: u8) {
        self.push(digit);
        self.exponent -= 1;
    }

    /// The nearest number, the even one of two; infinite where it is beyond all.
    pub(super) fn nearest(&self) -> f64 {
        let (digits, power) = (self.digits.len(), self.exponent.unsigned_abs());
        // Both factors are exact, so that one operation rounds once.
        if digits <= 15 && power <= 22 {
            let whole = self
                .digits
                .iter()
                .fold(0.0, |n, d| n * 10.0 + f64::from(*d));
            let ten = (0..power).fold(1.0, |ten, _| ten * 10.0);
            return if self.exponent < 0 {
                whole / ten
            } else {
                whole * ten
            };
        }
        match i64::try_from(digits).unwrap_or(0) + self.exponent {
            _ if digits == 0 => 0.0,
            ..-330 => 0.0,
            -330..=310 => self.divided(),
            _ => f64::INFINITY,
        }
    }

    /// One whole number over another: 64 bits of the quotient or 65, rounded to what a number keeps.
    fn divided(&self) -> f64 {
        // `digits × 5^exponent`, times `2^exponent`.
        let (mut over, mut under) = (Big::of(&self.digits), Big::of(&[1]));
        let scaled = if self.exponent < 0 {
            &mut under
        } else {
            &mut over
        };
        scaled.times_power_of_five(self.exponent.unsigned_abs());
        let parts = over.0.len().max(under.0.len());
        let power = self.exponent + under.fill(parts) - over.fill(parts);
        let mut quotient = 0_u128;
        for _ in 0..3 {
            quotient = (quotient << 32) + u128::from(over.divide(&under));
            over.0.insert(0, 0);
        }
        // What is left only says that there is more.
        quotient |= u128::from(over.0.iter().any(|part| *part > 0));
        rounded(quotient, power - 64)
    }
}

/// The number nearest to `whole × 2^power`, where `whole` has 64 bits or more.
fn rounded(whole: u128, power: i64) -> f64 {
    let bits = i64::from(128 - whole.leading_zeros());
    // A number keeps 53 bits; the smallest keep fewer.
    let lowest = (power + bits - 53).max(-1074);
    let cut = lowest - power;
    let (mut kept, half) = (whole >> cut, 1 << (cut - 1));
    kept += match (whole - (kept << cut)).cmp(&half) {
        Ordering::Less => 0,
        Ordering::Equal => kept & 1,
        Ordering::Greater => 1,
    };
    #[expect(clippy::cast_precision_loss, reason = "at most 2^53")]
    #[expect(clippy::cast_possible_truncation, reason = "at most 2^53; within 1100")]
    libm::scalbn(kept as u64 as f64, lowest as i32)
}

/// A whole number of any length, in parts of 32 bits, the least significant first.
struct Big(Vec<u32>);

impl Big {
    fn of(digits: &[u8]) -> Self {
        let mut number = Self(Vec::new());
        for some in digits.chunks(9) {
            let more = |(power, value), digit: &u8| (power * 10, value * 10 + u32::from(*digit));
            let (power, value) = some.iter().fold((1, 0), more);
            number.times_and(power, value);
        }
        number
    }

    fn times_power_of_five(&mut self, power: u64) {
        for _ in 0..power / 13 {
            // The largest of 32 bits.
            self.times_and(5_u32.pow(13), 0);
        }
        for _ in 0..power % 13 {
            self.times_and(5, 0);
        }
    }

    fn times_and(&mut self, by: u32, and: u32) {
        let mut carry = u64::from(and);
        for part in &mut self.0 {
            carry += u64::from(*part) * u64::from(by);
            *part = low(carry);
            carry >>= 32;
        }
        if carry > 0 {
            self.0.push(low(carry));
        }
    }

    /// Times a power of two, so that its highest bit leads as many parts; gives the power.
    fn fill(&mut self, parts: usize) -> i64 {
        let unused = self.0.last().map_or(0, |part| part.leading_zeros());
        self.times_and(1 << unused, 0);
        let mut filled = vec![0; parts - self.0.len()];
        let shifted = i64::try_from(32 * filled.len()).unwrap_or(0) + i64::from(unused);
        filled.append(&mut self.0);
        self.0 = filled;
        shifted
    }

    /// Leaves the remainder of one that is less than `2^32` times `by`, whose highest bit is set; gives the quotient.
    fn divide(&mut self, by: &Self) -> u32 {
        self.0.resize(by.0.len() + 1, 0);
        let mut parts = self.0.iter().rev().map(|part| u64::from(*part));
        let mut next = || parts.next().unwrap_or(0);
        let leading = (next() << 32) + next();
        let first = by.0.last().map_or(1, |part| u64::from(*part) + 1);
        // Never too much; too little by a few.
        let mut quotient = low(leading / first);
        self.less(by, quotient);
        while !self.is_below(by) {
            self.less(by, 1);
            quotient += 1;
        }
        quotient
    }

    /// Subtracts `other`, of one part fewer, `times`.
    fn less(&mut self, other: &Self, times: u32) {
        let mut owed = 0;
        for (part, other) in self.0.iter_mut().zip(other.0.iter().chain(&[0])) {
            owed += u64::from(*other) * u64::from(times);
            let (left, borrowed) = part.overflowing_sub(low(owed));
            *part = left;
            owed = (owed >> 32) + u64::from(borrowed);
        }
    }

    /// Whether it is less than `other`, of one part fewer.
    fn is_below(&self, other: &Self) -> bool {
        let others = [0].iter().chain(other.0.iter().rev());
        self.0.iter().rev().lt(others)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is asked")]
const fn low(n: u64) -> u32 {
    n as u32
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use proptest::prelude::*;

    /// Digits before the point; behind it there are 1075: then every midpoint between two numbers is exact.
    const WHOLE: usize = 309;

    fn digits(n: f64) -> Vec<u8> {
        let text = format!("{n:0>1385.1075}");
        let digits = text.bytes().filter(|b| *b != b'.');
        digits.map(|b| b - b'0').collect()
    }

    fn midpoint(a: f64, b: f64) -> Vec<u8> {
        let mut sum = digits(a);
        let mut carry = 0;
        for (digit, other) in sum.iter_mut().zip(digits(b)).rev() {
            carry += *digit + other;
            (*digit, carry) = (carry % 10, carry / 10);
        }
        let mut rest = 0;
        for digit in &mut sum {
            rest = rest * 10 + *digit;
            (*digit, rest) = (rest / 2, rest % 2);
        }
        assert_eq!((carry, rest), (0, 0));
        sum
    }

    /// One more, or one less, in the digit at this place.
    fn beside(digits: &[u8], place: usize, more: bool) -> Vec<u8> {
        let mut digits = digits.to_vec();
        for digit in digits[..=place].iter_mut().rev() {
            *digit = (*digit + if more { 1 } else { 9 }) % 10;
            if *digit != if more { 0 } else { 9 } {
                break;
            }
        }
        digits
    }

    /// The bits that are read where these digits stand with a point, and where they stand with an exponent.
    fn bits(digits: &[u8]) -> Result<u64, TestCaseError> {
        let text: String = digits.iter().map(|d| char::from(d + b'0')).collect();
        let (whole, behind) = text.split_at(WHOLE);
        let whole = whole[..WHOLE - 1].trim_start_matches('0').to_owned() + &whole[WHOLE - 1..];
        let behind = behind.trim_end_matches('0');
        let exponent = format!("{}e-1075", text.trim_start_matches('0'));
        let read = |text: &str| {
            let number = json::parse(text).ok().and_then(|tree| tree.number());
            number.map(f64::to_bits)
        };
        let bits = read(&exponent);
        prop_assert_eq!(read(&format!("{whole}.{behind}0")), bits, "{}", text);
        Ok(bits.unwrap())
    }

    /// The midpoint above this number goes to the even neighbour, and the least more or less decides.
    fn decided(below: f64) -> Result<(), TestCaseError> {
        let above = below.next_up();
        let middle = midpoint(below, above);
        let (below, above) = (below.to_bits(), above.to_bits());
        prop_assert_eq!(bits(&middle)?, if below % 2 == 0 { below } else { above });
        let last = middle.iter().rposition(|d| *d > 0).unwrap();
        for place in [last.max(WHOLE - 1), middle.len() - 1] {
            prop_assert_eq!(bits(&beside(&middle, place, true))?, above);
            prop_assert_eq!(bits(&beside(&middle, place, false))?, below);
        }
        Ok(())
    }

    #[test]
    fn a_midpoint_has_768_digits_at_most() {
        // The smallest numbers of 53 bits: those below have fewer bits, and those above fewer places.
        let middle = midpoint(f64::MIN_POSITIVE, f64::MIN_POSITIVE.next_up());
        let leading = middle.iter().take_while(|d| **d == 0).count();
        assert_eq!(middle.len() - leading, 768);
    }

    #[test]
    fn the_ends_of_every_kind_are_decided() {
        for below in [
            0.0,
            f64::from_bits(1),
            f64::from_bits(2),
            f64::MIN_POSITIVE.next_down(),
            f64::MIN_POSITIVE,
            f64::EPSILON,
            1.0_f64.next_down(),
            1.0,
            9_007_199_254_740_992.0,
            f64::MAX.next_down(),
        ] {
            decided(below).unwrap();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn a_midpoint_is_decided_by_its_last_digit(bits: u64, fewer in 0_u32..52) {
            let any = f64::from_bits(bits >> 1);
            if any < f64::MAX {
                decided(any)?;
            }
            // Below 2^-1022, where numbers have fewer bits.
            decided(f64::from_bits(bits >> 12 >> fewer))?;
        }
    }
}
