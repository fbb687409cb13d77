//! Number formats of weights.

/// Number format of the weights.
///
/// `Int8` and `Int4` are weight-only: the bytes shrink, the arithmetic stays 16-bit, and so does [`super::Chip::peak`].
/// `Mxfp4` keeps everything but the routed experts in 16 bits, and computes in 16 bits on a chip without 4-bit
/// arithmetic (H100) and in 8 bits on one with it (B200).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// 16-bit brain float.
    Bf16,
    /// 8-bit float, weights and activations.
    Fp8,
    /// 8-bit integer, weights only.
    Int8,
    /// 4-bit float, weights and activations.
    Fp4,
    /// 4-bit integer, weights only.
    Int4,
    /// 4-bit float with a shared 8-bit scale per 32 weights, experts only.
    Mxfp4,
}

impl Precision {
    /// Bytes of one weight of a routed expert, or of a dense model.
    ///
    /// ```
    /// use polder::workload::Precision;
    /// // 32 weights of 4 bits and one scale of 8: 17 bytes.
    /// assert_eq!(Precision::Mxfp4.bytes_per_weight() * 32.0, 17.0);
    /// ```
    pub const fn bytes_per_weight(self) -> f64 {
        match self {
            Self::Bf16 => 2.0,
            Self::Fp8 | Self::Int8 => 1.0,
            Self::Fp4 | Self::Int4 => 0.5,
            Self::Mxfp4 => 4.25 / 8.0,
        }
    }

    /// Bytes of one weight outside the routed experts of a mixture of experts.
    pub const fn bytes_per_nonexpert(self) -> f64 {
        match self {
            Self::Mxfp4 => Self::Bf16.bytes_per_weight(),
            other => other.bytes_per_weight(),
        }
    }
}
