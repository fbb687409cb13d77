//! Fans and pumps whose speed follows the heat.

/// Power of fans and pumps below their design flow, by a variable-speed drive that holds a pressure.
///
/// ```text
/// P / P_design = (a + b f + c f² + d f³) / (a + b + c + d)        f = max(flow, f_min)
/// ```
///
/// | symbol | meaning |
/// |---|---|
/// | f | flow over design flow |
/// | a … d | the curve |
/// | `f_min` | lowest flow the drive allows |
///
/// With `a = b = c = 0` it is the affinity law of a system without held pressure. Below `f_min` the power stays, so an
/// empty hall pays for air nobody needs. Source: ASHRAE 90.1 as in `fan_curve.*`.
///
/// ```
/// use polder::facility::Drive;
/// let free = Drive { curve: [0.0, 0.0, 0.0, 1.0], minimum: 0.2 };
/// assert!((free.power(0.5) - 0.125).abs() < 1e-15);
/// assert_eq!(free.power(0.05), free.power(0.2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// Coefficients by power of the flow.
    pub curve: [f64; 4],
    /// Lowest flow over design flow.
    pub minimum: f64,
}

impl Drive {
    /// Power over design power, for a flow over design flow.
    pub fn power(&self, flow: f64) -> f64 {
        let [a, b, c, d] = self.curve;
        let f = flow.max(self.minimum).min(1.0);
        (a + f * (b + f * (c + f * d))) / (a + b + c + d)
    }

    /// Power per heat over that at design, when flow follows heat and heat is `share` of design heat.
    pub(super) fn per_heat(&self, share: f64) -> f64 {
        self.power(share) / share
    }
}
