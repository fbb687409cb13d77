//! A number in decimal digits, and the binary one nearest to it.
//!
//! Exact, as `str::parse` is, without its table of ten kilobytes: few documents have a number that is not quick.

use core::cmp::Ordering;

/// Digits that decide a rounding: the midpoint between two numbers has at most 767.
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
            -330..=310 => self.long_division(),
            _ => f64::INFINITY,
        }
    }

    /// Bit by bit: one number over another, both whole.
    fn long_division(&self) -> f64 {
        let (mut over, mut under) = (Big::of(&self.digits), Big::of(&[1]));
        let scaled = if self.exponent < 0 {
            &mut under
        } else {
            &mut over
        };
        scaled.times(10, self.exponent.unsigned_abs());
        let mut power = over.bits() - under.bits();
        let shorter = if power > 0 { &mut under } else { &mut over };
        shorter.times(2, power.unsigned_abs());
        if over.cmp(&under).is_lt() {
            over.times(2, 1);
            power -= 1;
        }
        // The number is `over / under`, from 1 to 2, times `2^power`. The smallest keep fewer bits.
        let kept = (power + 1075).min(53);
        if kept < 0 {
            return 0.0;
        }
        let mut bits = 0_u64;
        for _ in 0..kept {
            bits <<= 1;
            if over.cmp(&under).is_ge() {
                over.less(&under);
                bits += 1;
            }
            over.times(2, 1);
        }
        bits += match over.cmp(&under) {
            Ordering::Less => 0,
            Ordering::Equal => bits & 1,
            Ordering::Greater => 1,
        };
        #[expect(clippy::cast_precision_loss, reason = "at most 2^53")]
        #[expect(clippy::cast_possible_truncation, reason = "within 1100")]
        libm::scalbn(bits as f64, (power - kept + 1) as i32)
    }
}

/// A whole number of any length, least significant part first, without zeros at its end.
struct Big(Vec<u32>);

impl Big {
    fn of(digits: &[u8]) -> Self {
        let mut number = Self(Vec::new());
        for digit in digits {
            number.times_and(10, u32::from(*digit));
        }
        number
    }

    fn times(&mut self, by: u32, often: u64) {
        for _ in 0..often {
            self.times_and(by, 0);
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

    /// Subtracts one that is no larger.
    fn less(&mut self, other: &Self) {
        let others = other.0.iter().chain(core::iter::repeat(&0));
        let mut borrow = 0;
        for (part, other) in self.0.iter_mut().zip(others) {
            let taken = u64::from(*other) + borrow;
            borrow = u64::from(u64::from(*part) < taken);
            *part = low((u64::from(*part) + (borrow << 32)) - taken);
        }
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let length = self.0.len().cmp(&other.0.len());
        length.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }

    fn bits(&self) -> i64 {
        let unused = self.0.last().map_or(0, |part| part.leading_zeros());
        i64::try_from(32 * self.0.len()).unwrap_or(i64::MAX) - i64::from(unused)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is asked")]
const fn low(n: u64) -> u32 {
    n as u32
}
