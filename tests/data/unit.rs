//! Units of `data/`, and the Rust type of each.

/// Unit as printed, Rust type, constructor.
const UNITS: &[(&str, &str, &str)] = &[
    ("1", "f64", ""),
    ("W", "Power", "w"),
    ("kW", "Power", "kw"),
    ("MW", "Power", "mw"),
    ("K", "Warming", "k"),
    ("degC", "Temperature", "celsius"),
    ("Pa", "Pressure", "pa"),
    ("L/kWh", "WaterIntensity", "l_per_kwh"),
    ("m2", "Area", "m2"),
    ("ha", "Area", "ha"),
    ("m2/MW", "AreaPerPower", "m2_per_mw"),
    ("ha/MW", "AreaPerPower", "ha_per_mw"),
    ("kg", "Carbon", "kg"),
    ("kgSb", "Depletion", "kg"),
    ("kgSb/kg", "DepletionPerCarbon", "kg_per_kg"),
    ("MJ/kg", "EnergyPerCarbon", "mj_per_kg"),
    ("kg/m2", "CarbonPerArea", "kg_per_m2"),
    ("kg/cm2", "CarbonPerArea", "kg_per_cm2"),
    ("kg/GB", "CarbonPerData", "kg_per_gb"),
    ("t/MW", "CarbonPerPower", "t_per_mw"),
    ("years", "Time", "years"),
    ("h", "Time", "h"),
    ("s", "Time", "s"),
    ("ms", "Time", "ms"),
    ("kWh", "Energy", "kwh"),
    ("MWh", "Energy", "mwh"),
    ("GJ", "Energy", "gj"),
    ("kg/kWh", "CarbonIntensity", "kg_per_kwh"),
    ("g/kWh", "CarbonIntensity", "g_per_kwh"),
    ("gNOx/kWh", "PollutantIntensity", "g_per_kwh"),
    ("EUR/MW", "MoneyPerPower", "eur_per_mw"),
    ("EUR/kW", "MoneyPerPower", "eur_per_kw"),
    ("EUR/MWh", "MoneyPerEnergy", "eur_per_mwh"),
    ("EUR/kWh", "MoneyPerEnergy", "eur_per_kwh"),
    ("EUR/m3", "MoneyPerWater", "eur_per_m3"),
    ("B", "Data", "bytes"),
    ("pJ/B", "EnergyPerData", "pj_per_byte"),
    ("pJ/FLOP", "EnergyPerCompute", "pj_per_flop"),
];

pub(crate) fn unit(name: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    UNITS.iter().find(|u| u.0 == name)
}
