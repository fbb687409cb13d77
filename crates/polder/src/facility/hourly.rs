//! A year of 8 760 hours, one after the other.

use super::cooling::{Air, Moisture, Plant};
use super::electrical::Chain;
use super::shares::Shares;
use super::year::{Month, Running, Year, hour};
use crate::quantity::{Pressure, Temperature, Time};
use crate::weather::{Hours, month_start};

/// The year of a site, hour by hour; `each` sees every hour with its number.
///
/// ```text
/// P_cooling,t = Q_t p(T_t, T_wb,t) ε        Q_t = P_IT,t + P_distribution,t + P_UPS,t
/// P_facility,t = P_IT,t + P_cooling,t + P_losses,t + P_other
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | `Q_t` | heat of the halls in hour t | W |
/// | p | plant power per heat | – |
/// | `T_t`, `T_wb,t` | dry and wet bulb in hour t | °C |
/// | ε | model error on cooling | – |
///
/// `load` is IT power over installed power. The plant is taken to follow the weather
/// without delay: an hour is long beside the minutes of a water loop.
///
/// ```
/// use polder::facility::{Chain, Drive, Plant, ServerFans, Shares, ThreeTerm, hourly};
/// use polder::quantity::{Power, Temperature};
/// use polder::weather::{Hours, Humidity, Raw};
/// let raw = Raw { dry_c: 10.0, humidity: Humidity::Relative(0.8), pressure_pa: 101_325.0 };
/// let hours = Hours::prepare(&[raw; 8760], 0)?;
/// let none = ThreeTerm { no_load: 0.0, linear: 0.0, square: 0.0 };
/// let chain = Chain { installed: Power::mw(10.0), ups: none, ups_capacity: 1.0, transformer: none,
///     transformer_capacity: 1.0, distribution: 0.02, other: 0.0 };
/// let plant = Plant { parts: [None; 4], drive: Drive { curve: [0.0, 1.0, 0.0, 0.0], minimum: 0.0, slowed: 0.0 },
///     server_fans: ServerFans { from: Temperature::celsius(25.0), per_k: 0.0 } };
/// let year = hourly(&chain, &plant, &hours, &Shares::Day([0.5; 24]), 1.0, |_, _| ());
/// // 5 MW and 2 % for 8 760 hours.
/// assert!((year.total.facility().to_mwh() - 44_676.0).abs() < 1e-6);
/// # Ok::<(), polder::Error>(())
/// ```
pub fn hourly(
    chain: &Chain,
    plant: &Plant,
    hours: &Hours,
    load: &Shares,
    error: f64,
    each: impl FnMut(usize, &Month),
) -> Year {
    let design = chain.heat(chain.installed);
    let running = |share: f64| {
        let it = chain.installed * share;
        let plant = plant.at(chain.heat(it) / design);
        (Running::of(chain, it), plant)
    };
    // Looking moisture up for nothing takes a twentieth of the year.
    let open = plant.opens_halls();
    let pass = |at: usize, (running, plant): &(Running, Plant)| {
        let air = Air {
            dry: Temperature::celsius(hours.dry_c()[at]),
            wet: Temperature::celsius(hours.wet_c()[at]),
            moisture: open.then(|| Moisture {
                ratio: hours.humidity_ratio()[at],
                barometer: Pressure::pa(hours.pressure_pa()[at]),
            }),
        };
        hour(chain, *running, plant.load(air), error, Time::h(1.0))
    };
    match load {
        Shares::Day(day) => {
            // The hours of a day, each with its IT power and the plant as that load runs it.
            let day = day.map(running);
            sum(|at| pass(at, &day[hours.local_hour(at)]), each)
        }
        Shares::Year(shares) => sum(
            |at| pass(at, &running(shares.get(at).copied().unwrap_or(0.0))),
            each,
        ),
    }
}

/// The months and the year of 8 760 hours.
fn sum(of: impl Fn(usize) -> Month, mut each: impl FnMut(usize, &Month)) -> Year {
    let mut months = [Month::default(); 12];
    for (at, month) in months.iter_mut().enumerate() {
        for at in month_start(at)..month_start(at + 1) {
            let hour = of(at);
            month.add(&hour);
            each(at, &hour);
        }
    }
    let mut total = Month::default();
    for month in &months {
        total.add(month);
    }
    Year { total, months }
}
