//! Directions of the Sobol sequence, four dimensions at a time.
//!
//! Worked out where they are needed: written out they were a fortieth of the page's module.

mod joe_kuo;

use joe_kuo::{INITIAL, POLYNOMIALS};
use sobol_burley::parts::Int4;

/// Bits of a draw's number: there are 65 536 draws.
const DEPTH: usize = 16;
/// Dimensions of the sequence, four by four.
pub(super) const SETS: u32 = 64;

/// By bit of a draw's number, what it does to a point in each of four dimensions; all bits in reverse.
pub(super) struct Directions([[u32; 4]; DEPTH]);

impl Directions {
    pub(super) fn of(set: u32) -> Self {
        let mut all = [[0; 4]; DEPTH];
        for lane in 0..4 {
            let directions = directions(4 * set as usize + lane);
            for (four, direction) in all.iter_mut().zip(directions) {
                four[lane] = direction.reverse_bits();
            }
        }
        Self(all)
    }

    /// The point with this number, both with their bits in reverse.
    #[inline]
    pub(super) fn point(&self, number: u32) -> Int4 {
        let mut point = Int4::from([0; 4]);
        // Only the bits that a number has.
        let mut left = number >> (32 - DEPTH) << (32 - DEPTH);
        while left != 0 {
            let bit = left.leading_zeros();
            point ^= self.0[bit as usize].into();
            left &= !(1 << (31 - bit));
        }
        point
    }
}

/// The directions of one dimension.
///
/// ```text
/// v_i = m_i 2^(32-i)                                              i <= s
/// v_i = (v_(i-s) >> s) xor c_1 v_(i-1) xor .. xor c_s v_(i-s)     i > s
/// ```
///
/// s and c are degree and coefficients of a primitive polynomial, m odd numbers below `2^i`; `m_i = 1` throughout in the
/// first dimension. Source: Joe and Kuo 2008, equations 2 to 4.
fn directions(dimension: usize) -> [u32; DEPTH] {
    let (polynomial, mut packed) = (POLYNOMIALS[dimension], INITIAL[dimension]);
    let degree = polynomial.ilog2() as usize;
    let given = if degree == 0 { DEPTH } else { degree };
    let mut v = [0; DEPTH];
    for i in 0..DEPTH {
        v[i] = if i < given {
            let upper = packed & ((1 << i) - 1);
            packed >>= i;
            #[expect(clippy::cast_possible_truncation, reason = "of 16 bits at most")]
            let number = 2 * upper as u32 + 1;
            number << (31 - i)
        } else {
            let taken = (1..=degree).filter(|k| polynomial >> (degree - k) & 1 == 1);
            taken.fold(v[i - degree] >> degree, |v_i, k| v_i ^ v[i - k])
        };
    }
    v
}

#[cfg(test)]
mod tests {
    use super::*;
    use sobol_burley::parts::sobol_int4_rev;

    #[test]
    fn points_are_those_of_the_written_out_directions() {
        assert_eq!(SETS, sobol_burley::NUM_DIMENSION_SETS_4D);
        for set in 0..SETS {
            let directions = Directions::of(set);
            for number in (0..16)
                .map(|bit| 1 << (31 - bit))
                .chain([0, u32::MAX, 0xA5C3_3C5A])
            {
                let (ours, theirs) = (directions.point(number), sobol_int4_rev(number, set));
                assert_eq!(<[u32; 4]>::from(ours), <[u32; 4]>::from(theirs), "{set}");
            }
        }
    }
}
