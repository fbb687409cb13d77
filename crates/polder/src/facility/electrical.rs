//! Losses between the grid and the servers.

use crate::quantity::Power;

/// How much equipment stands by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redundancy {
    /// Just enough.
    N,
    /// One spare module.
    NPlusOne,
    /// Three shared between two.
    ThreeNHalf,
    /// Everything twice, both halves carrying load.
    TwoN,
}

impl Redundancy {
    /// Installed capacity over needed capacity, with `modules` modules needed.
    pub fn capacity(self, modules: f64) -> f64 {
        match self {
            Self::N => 1.0,
            Self::NPlusOne => (modules + 1.0) / modules,
            Self::ThreeNHalf => 1.5,
            Self::TwoN => 2.0,
        }
    }
}

/// Loss of a machine against its load, all over rated power.
///
/// ```text
/// P_loss / P_rated = a + b L + c L²        L = P / P_rated
/// ```
///
/// | symbol | meaning |
/// |---|---|
/// | a | no-load loss |
/// | b | loss that grows with load |
/// | c | resistive loss |
///
/// Valid for 0 <= L <= 1. Source: Schneider Electric white paper 108 for the form.
///
/// ```
/// use polder::{facility::ThreeTerm, quantity::Power};
/// let ups = ThreeTerm { no_load: 0.01, linear: 0.01, square: 0.015 };
/// let loss = ups.loss(Power::mw(5.0), Power::mw(10.0));
/// assert!((loss.to_mw() - 0.1875).abs() < 1e-12); // 96.4 % efficient
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ThreeTerm {
    /// No-load loss.
    pub no_load: f64,
    /// Loss per load.
    pub linear: f64,
    /// Loss per load squared.
    pub square: f64,
}

impl ThreeTerm {
    /// Loss while `load` passes through a machine of `rated` power.
    pub fn loss(&self, load: Power, rated: Power) -> Power {
        let share = load / rated;
        rated * (self.no_load + share * (self.linear + share * self.square))
    }
}

/// The power chain of a site.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chain {
    /// Installed IT power.
    pub installed: Power,
    /// UPS curve.
    pub ups: ThreeTerm,
    /// Installed UPS capacity over installed IT power.
    pub ups_capacity: f64,
    /// Transformer curve.
    pub transformer: ThreeTerm,
    /// Installed transformer capacity over installed IT power.
    pub transformer_capacity: f64,
    /// Loss of busbars and PDUs over the power that passes.
    pub distribution: f64,
    /// Lighting, offices, controls over installed IT power.
    pub other: f64,
}

/// Losses at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Losses {
    /// Busbars and PDUs.
    pub distribution: Power,
    /// UPS.
    pub ups: Power,
    /// Transformers.
    pub transformer: Power,
    /// Lighting, offices, controls.
    pub other: Power,
}

impl Chain {
    /// Losses that do not depend on cooling: distribution and UPS.
    pub fn inside(&self, it: Power) -> Losses {
        let distribution = it * self.distribution;
        let ups = self
            .ups
            .loss(it + distribution, self.installed * self.ups_capacity);
        Losses {
            distribution,
            ups,
            transformer: Power::ZERO,
            other: self.installed * self.other,
        }
    }

    /// Heat of the halls: IT, distribution and UPS.
    pub fn heat(&self, it: Power) -> Power {
        let inside = self.inside(it);
        it + inside.distribution + inside.ups
    }

    /// Transformer loss with everything behind it.
    pub fn transformer(&self, load: Power) -> Power {
        self.transformer
            .loss(load, self.installed * self.transformer_capacity)
    }
}
