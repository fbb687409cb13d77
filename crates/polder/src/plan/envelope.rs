//! The air at the servers beside what ASHRAE recommends and allows for class A1.

use super::cooling::Cooling;
use super::weather::Weather;
use crate::data::{Param, params};
use crate::facility::{Air, Envelope, FreeAir, Path, Plant, ServerAir, Stretch};
use crate::quantity::{Pressure, Temperature, Time};
use crate::resolve::Resolver;
use crate::uncertain::Draw;
use crate::weather::psychrometrics::{ratio_of_wet_bulb, standard_pressure, vapour_pressure};

/// Hours of a year that are no warning.
const FEW: f64 = 0.5;

/// Warns of an inlet outside the envelopes, and of the hours in which outside air brings the halls there.
pub(super) fn warn(r: &mut Resolver, cooling: &Cooling, weather: &Weather) {
    let values = r.slots.central_values();
    let plant = cooling.at(&Draw::new(&values));
    let (recommended, allowed) = (recommended(), allowed());
    let inlet = plant.parts.iter().flatten().find_map(|part| part.inlet);
    if let Some(dry) = inlet {
        warn_of_inlet(r, dry, [&recommended, &allowed]);
    }
    let hours = [recommended, allowed].map(|envelope| outside(&plant, weather, &envelope));
    if hours.iter().any(|h| FEW <= h.to_h()) {
        warn_of_hours(r, hours);
    }
}

fn recommended() -> Envelope {
    Envelope::new(
        [
            params::ENVELOPE_RECOMMENDED_LOW_C,
            params::ENVELOPE_RECOMMENDED_HIGH_C,
        ]
        .map(celsius),
        [
            params::ENVELOPE_RECOMMENDED_DEW_LOW_C,
            params::ENVELOPE_RECOMMENDED_DEW_HIGH_C,
        ]
        .map(celsius),
        [0.0, params::ENVELOPE_RECOMMENDED_HUMIDITY_HIGH.value()],
    )
}

fn allowed() -> Envelope {
    Envelope::new(
        [params::ENVELOPE_ALLOWED_LOW_C, params::INLET_ALLOWABLE_C].map(celsius),
        [
            params::ENVELOPE_ALLOWED_DEW_LOW_C,
            params::ENVELOPE_ALLOWED_DEW_HIGH_C,
        ]
        .map(celsius),
        [
            params::ENVELOPE_ALLOWED_HUMIDITY_LOW.value(),
            params::ENVELOPE_ALLOWED_HUMIDITY_HIGH.value(),
        ],
    )
}

fn celsius(p: Param<Temperature>) -> Temperature {
    p.value()
}

fn warn_of_inlet(r: &mut Resolver, dry: Temperature, [recommended, allowed]: [&Envelope; 2]) {
    let air = ServerAir { dry, vapour: None };
    if recommended.holds(air) {
        return;
    }
    let t = dry.to_celsius();
    let range = |low: Param<Temperature>, high: Param<Temperature>, to: &str| {
        format!("{} {to} {} °C", low.row.value, high.row.value)
    };
    let best = |to| {
        range(
            params::ENVELOPE_RECOMMENDED_LOW_C,
            params::ENVELOPE_RECOMMENDED_HIGH_C,
            to,
        )
    };
    let most = |to| {
        range(
            params::ENVELOPE_ALLOWED_LOW_C,
            params::INLET_ALLOWABLE_C,
            to,
        )
    };
    if allowed.holds(air) {
        r.warn(
            "inlet-not-recommended",
            format!("Air of {t} °C at the servers is outside what ASHRAE recommends ({}), inside what class A1 allows ({}).", best("to"), most("to")),
            format!("Lucht van {t} °C bij de servers is buiten wat ASHRAE aanraadt ({}), binnen wat klasse A1 toestaat ({}).", best("tot"), most("tot")),
        );
    } else {
        r.warn(
            "inlet-not-allowed",
            format!("Air of {t} °C at the servers is outside what ASHRAE allows for class A1 ({}): the servers must be of another class.", most("to")),
            format!("Lucht van {t} °C bij de servers is buiten wat ASHRAE toestaat voor klasse A1 ({}): de servers moeten van een andere klasse zijn.", most("tot")),
        );
    }
}

fn warn_of_hours(r: &mut Resolver, [recommended, allowed]: [Time; 2]) {
    let [recommended, allowed] = [recommended, allowed].map(|t| libm::round(t.to_h()));
    r.warn(
        "server-air",
        format!("With outside air as it comes, the servers get air outside what ASHRAE recommends for class A1 in {recommended} h of the year, outside what it allows in {allowed} h: too warm, too moist or too dry. Drying is not in the figures, humidifying is."),
        format!("Met buitenlucht zoals die komt, krijgen de servers {recommended} uur per jaar lucht buiten wat ASHRAE aanraadt voor klasse A1, {allowed} uur buiten wat het toestaat: te warm, te vochtig of te droog. Drogen zit niet in de cijfers, bevochtigen wel."),
    );
}

/// Time of a year in which some servers get air outside an envelope, of the paths whose air follows the weather.
fn outside(plant: &Plant, weather: &Weather, envelope: &Envelope) -> Time {
    let mut total = Time::h(0.0);
    let paths: Vec<&Path> = plant
        .parts
        .iter()
        .flatten()
        .map(|part| &part.path)
        .collect();
    let follows = |path: &&Path| !matches!(path, Path::Water(_));
    if paths.iter().any(follows) {
        weather.each(|now| {
            let holds = |path: &&Path| at_servers(path, &now).is_none_or(|air| envelope.holds(air));
            if !paths.iter().all(holds) {
                total += now.time;
            }
        });
    }
    total
}

/// The air that a path brings to the servers, where it follows the weather.
fn at_servers(path: &Path, now: &Stretch) -> Option<ServerAir> {
    let air = Air {
        dry: now.dry,
        wet: now.wet,
        moisture: None,
    };
    match path {
        Path::Water(_) => None,
        Path::FreeAir(f) => Some(ServerAir {
            dry: f.load(air).1,
            vapour: Some(vapour(f, air)),
        }),
        Path::IndirectAir(i) => Some(ServerAir {
            dry: i.load(air).1,
            vapour: None,
        }),
    }
}

/// Vapour pressure of outside air behind pads and humidifiers; at sea level, as bins know no pressure.
fn vapour(f: &FreeAir, air: Air) -> Pressure {
    let behind = air.dry.minus(f.wetted(air));
    let p = standard_pressure(0.0);
    vapour_pressure(ratio_of_wet_bulb(behind, air.wet, p), p).max(f.least_vapour)
}
