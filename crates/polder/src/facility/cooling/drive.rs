//! Fans and pumps whose speed follows the heat.

/// Power of fans and pumps below their design flow.
///
/// ```text
/// P / P_design = (1 − s) f + s (a + b f + c f² + d f³) / (a + b + c + d)        f = max(flow, f_min)
/// ```
///
/// | symbol | meaning |
/// |---|---|
/// | f | flow over design flow |
/// | s | share of the machines that slow down together, against a held pressure |
/// | a … d | their curve |
/// | `f_min` | lowest flow |
///
/// The other machines are switched one by one, so their power follows the flow. With `s = 1` and `a = b = c = 0` it is
/// the affinity law. Below `f_min` the power stays, so an empty hall pays for air nobody needs. Source: ASHRAE 90.1 as
/// in `fan_curve.*`.
///
/// ```
/// use polder::facility::Drive;
/// let free = Drive { curve: [0.0, 0.0, 0.0, 1.0], minimum: 0.2, slowed: 1.0 };
/// assert!((free.power(0.5) - 0.125).abs() < 1e-15);
/// assert_eq!(free.power(0.05), free.power(0.2));
/// assert!((Drive { slowed: 0.5, ..free }.power(0.5) - 0.3125).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drive {
    /// Coefficients by power of the flow.
    pub curve: [f64; 4],
    /// Lowest flow over design flow.
    pub minimum: f64,
    /// Share of the machines that slow down together.
    pub slowed: f64,
}

impl Drive {
    /// Power over design power, for a flow over design flow.
    pub fn power(&self, flow: f64) -> f64 {
        let [a, b, c, d] = self.curve;
        let f = flow.max(self.minimum).min(1.0);
        let curve = (a + f * (b + f * (c + f * d))) / (a + b + c + d);
        f + self.slowed * (curve - f)
    }

    /// Power per heat over that at design, when flow follows heat and heat is `share` of design heat.
    pub(super) fn per_heat(&self, share: f64) -> f64 {
        self.power(share) / share
    }
}
