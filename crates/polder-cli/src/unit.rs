//! Units for people: the step of kWh and `MWh`, g and kg, mL and m³ that gives a number that reads well.

/// One unit of a ladder, with its size in the first unit of the figure.
type Step = (&'static str, f64);

const ENERGY: &[Step] = &[
    ("µWh", 1e-6),
    ("mWh", 1e-3),
    ("Wh", 1.0),
    ("kWh", 1e3),
    ("MWh", 1e6),
    ("GWh", 1e9),
    ("TWh", 1e12),
];
const POWER: &[Step] = &[
    ("mW", 1e-3),
    ("W", 1.0),
    ("kW", 1e3),
    ("MW", 1e6),
    ("GW", 1e9),
];
const CARBON: &[Step] = &[
    ("µgCO2e", 1e-6),
    ("mgCO2e", 1e-3),
    ("gCO2e", 1.0),
    ("kgCO2e", 1e3),
    ("tCO2e", 1e6),
    ("ktCO2e", 1e9),
    ("MtCO2e", 1e12),
];
/// Scarce elements, as antimony.
const DEPLETION: &[Step] = &[
    ("ngSb", 1e-9),
    ("µgSb", 1e-6),
    ("mgSb", 1e-3),
    ("gSb", 1.0),
    ("kgSb", 1e3),
    ("tSb", 1e6),
];
const WATER: &[Step] = &[
    ("µL", 1e-6),
    ("mL", 1e-3),
    ("L", 1.0),
    ("m³", 1e3),
    ("Mm³", 1e9),
];
const TIME: &[Step] = &[
    ("µs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("min", 60.0),
    ("h", 3600.0),
    ("d", 86_400.0),
];
const AREA: &[Step] = &[("mm²", 1e-6), ("cm²", 1e-4), ("m²", 1.0), ("ha", 1e4)];
const AREA_TIME: &[Step] = &[
    ("mm²·year", 1e-6),
    ("cm²·year", 1e-4),
    ("m²·year", 1.0),
    ("ha·year", 1e4),
];

const MONEY: &[Step] = &[("EUR", 1.0), ("kEUR", 1e3), ("MEUR", 1e6), ("bnEUR", 1e9)];

/// The unit that suits `typical`, and the factor from `unit` to it.
pub(crate) fn suited(unit: &'static str, typical: f64) -> Step {
    let Some((ladder, from)) = ladder(unit) else {
        return (unit, 1.0);
    };
    let base = typical.abs() * from;
    let fits = ladder
        .iter()
        .rev()
        .find(|(_, size)| base >= *size)
        .or(ladder.first());
    match fits {
        Some((name, size)) if base > 0.0 => (name, from / size),
        _ => (unit, 1.0),
    }
}

/// The ladder a unit is on. Hours of accelerators stay hours.
fn ladder(unit: &str) -> Option<(&'static [Step], f64)> {
    if unit == "h" {
        return None;
    }
    let ladders = [
        ENERGY, POWER, CARBON, DEPLETION, WATER, TIME, AREA, AREA_TIME, MONEY,
    ];
    ladders.into_iter().find_map(|l| {
        l.iter()
            .find(|(name, _)| *name == unit)
            .map(|(_, size)| (l, *size))
    })
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "exact powers of ten")]
mod tests {
    use super::*;

    #[test]
    fn a_unit_suits_its_number() {
        assert_eq!(suited("Wh", 1234.0), ("kWh", 1e-3));
        assert_eq!(suited("MWh", 350_400.0).0, "GWh");
        assert_eq!(suited("mL", 2_000_000.0).0, "m³");
        assert_eq!(suited("tCO2e", 0.5).0, "kgCO2e");
        assert_eq!(suited("µgSb", 2.5e6).0, "gSb");
        assert_eq!(suited("1", 1e9), ("1", 1.0));
        assert_eq!(suited("Wh", 0.0), ("Wh", 1.0));
    }
}
