//! Embodied carbon of a card or a server, from its parts.

use crate::quantity::{Area, Carbon, CarbonPerArea};

/// How the share of dies that work follows from their area.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yield {
    /// `Y = ((1 − e^(−D a)) / (D a))²`
    Murphy,
    /// `Y = e^(−√(D a))`
    Seeds,
}

/// A round slice of silicon that dies are cut from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wafer {
    /// Diameter, in mm.
    pub diameter_mm: f64,
    /// Width the saw takes, in mm.
    pub scribe_mm: f64,
    /// Defects per area, in 1/cm².
    pub defects_per_cm2: f64,
    /// Which dies work.
    pub yield_model: Yield,
}

impl Wafer {
    /// Area of wafer behind one die that works: edge, saw and defects included.
    ///
    /// ```text
    /// a = (√A + s)²    W = π d² / 4    n = W / a − π d / √(2 a)    A_w = W / (n Y)
    /// ```
    ///
    /// | symbol | meaning | unit |
    /// |---|---|---|
    /// | A, a | die, die with its part of the saw cuts | mm² |
    /// | s, d | width of a cut, diameter of the wafer | mm |
    /// | W, n | wafer, whole dies on it | mm², – |
    /// | Y | share of dies that work, see [`Yield`]; D defects per area | – |
    ///
    /// Dies up to about 860 mm², the largest a mask allows. Dies sold with parts switched off count as lost.
    ///
    /// Source: `hubblo-gpu-2026`, docs.svx, Graphics Processing Unit: Murphy, D = 0.1 per cm²; `boaviztapi-2-5-0` takes
    /// Seeds, and prints 2,808.45 mm² for the H100.
    ///
    /// ```
    /// use polder::{embodied::parts::{Wafer, Yield}, quantity::Area};
    /// let wafer = Wafer { diameter_mm: 300.0, scribe_mm: 0.2, defects_per_cm2: 0.1, yield_model: Yield::Seeds };
    /// let h100 = wafer.per_good_die(Area::mm2(814.0));
    /// assert!((h100.to_mm2() - 2808.45).abs() < 0.01);
    /// ```
    pub fn per_good_die(&self, die: Area) -> Area {
        let side = die.to_mm2().sqrt() + self.scribe_mm;
        let cut = side * side;
        let around = core::f64::consts::PI * self.diameter_mm;
        let whole = around * self.diameter_mm / 4.0;
        let dies = whole / cut - around / (2.0 * cut).sqrt();
        Area::mm2(whole / (dies * self.working(Area::mm2(cut))))
    }

    fn working(&self, cut: Area) -> f64 {
        let defects = self.defects_per_cm2 * cut.to_cm2();
        match self.yield_model {
            Yield::Murphy => {
                let clean = (1.0 - libm::exp(-defects)) / defects;
                clean * clean
            }
            Yield::Seeds => libm::exp(-defects.sqrt()),
        }
    }
}

/// Some equal parts: of each a fixed carbon, and one that goes with its silicon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// How many.
    pub count: f64,
    /// Of each, whatever its size.
    pub fixed: Carbon,
    /// Of each.
    pub silicon: Area,
    /// Per area of that silicon.
    pub per_silicon: CarbonPerArea,
}

impl Part {
    /// Parts without silicon of their own: a board, a case, or memory known by its capacity.
    pub const fn fixed(count: f64, each: Carbon) -> Self {
        Self {
            count,
            fixed: each,
            silicon: Area::ZERO,
            per_silicon: CarbonPerArea::ZERO,
        }
    }

    /// Carbon of all of them.
    pub fn carbon(&self) -> Carbon {
        (self.fixed + self.silicon * self.per_silicon) * self.count
    }
}

/// Embodied carbon of what is put together from parts.
///
/// ```text
/// C = (1 + s) Σ n (f + c A)
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | n, f | parts of a kind, fixed carbon of one | –, kg `CO2e` |
/// | A, c | silicon of one, carbon per area | m², kg/m² |
/// | s | assembly and transport over the parts | – |
///
/// Cradle to gate. Source: the sum is that of `boaviztapi-2-5-0` for servers, where s = 0 and assembly is a part.
///
/// ```
/// use polder::{embodied::parts::{Part, of}, quantity::{Area, Carbon, CarbonPerArea}};
/// // A processor of 600 mm², BoaviztAPI 2.5: 20.96 kg.
/// let cpu = Part { count: 1.0, fixed: Carbon::kg(9.14), silicon: Area::mm2(600.0), per_silicon: CarbonPerArea::kg_per_cm2(1.97) };
/// assert!((of(&[cpu], 0.0).to_kg() - 20.96).abs() < 1e-9);
/// ```
pub fn of(parts: &[Part], assembly_share: f64) -> Carbon {
    parts.iter().map(Part::carbon).sum::<Carbon>() * (1.0 + assembly_share)
}
