//! A year of hours as month × hour × weather bins, and the design days.

use super::cooling::{Air, CoolingLoad, Moisture, Plant};
use super::electrical::{Chain, Losses};
use crate::quantity::{Energy, Power, Pressure, Temperature, Time};

/// Days of each month.
const DAYS: [f64; 12] = [
    31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0,
];
/// Weather bins of a month × hour cell.
const BINS: usize = 12;
const HOURS: usize = 24;

/// Weather of a typical year: month-major, then hour, then bin.
#[derive(Clone, Copy, Debug)]
pub struct Bins<'a> {
    /// Dry bulb in hundredths of a degree.
    pub dry: &'a [i16],
    /// Wet bulb in hundredths of a degree.
    pub wet: &'a [i16],
    /// Share of the cell's hours, in millionths.
    pub weight: &'a [u32],
    /// Humidity ratio at `barometer`; empty where no path asks for it.
    pub ratio: &'a [f64],
    /// Pressure of the air.
    pub barometer: Pressure,
}

impl Bins<'_> {
    /// Mean dry bulb of the year.
    pub fn mean_dry(&self) -> Temperature {
        let mut sum = 0.0;
        for (month, days) in DAYS.iter().enumerate() {
            let cells = month * HOURS * BINS..(month + 1) * HOURS * BINS;
            for (dry, weight) in self.dry[cells.clone()].iter().zip(&self.weight[cells]) {
                sum += days * f64::from(*weight) * f64::from(*dry);
            }
        }
        let hours: f64 = DAYS.iter().sum::<f64>() * Time::days(1.0).to_h();
        Temperature::celsius(sum * 1e-6 / 100.0 / hours)
    }
}

/// A stretch of a year with one outside air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Month, 0 for January.
    pub month: usize,
    /// Hour of the local day.
    pub hour: usize,
    /// Hour of the year in UTC; 0 where weather comes in bins.
    pub of_year: usize,
    /// Dry bulb.
    pub dry: Temperature,
    /// Wet bulb.
    pub wet: Temperature,
    /// How long.
    pub time: Time,
}

impl Bins<'_> {
    /// Every bin as a stretch of time, by month, hour and dry bulb.
    pub fn each(&self, stretch: impl FnMut(Stretch)) {
        let cells = self.dry.iter().zip(self.wet).zip(self.weight).enumerate();
        let of = |(at, ((dry, wet), weight)): (usize, ((&i16, &i16), &u32))| {
            let month = at / (HOURS * BINS);
            Stretch {
                month,
                hour: at / BINS % HOURS,
                of_year: 0,
                dry: Temperature::celsius(f64::from(*dry) / 100.0),
                wet: Temperature::celsius(f64::from(*wet) / 100.0),
                time: Time::h(DAYS[month % DAYS.len()]) * (f64::from(*weight) * 1e-6),
            }
        };
        cells.map(of).for_each(stretch);
    }
}

/// Energies of a stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Month {
    /// IT at PDU output.
    pub it: Energy,
    /// Cooling.
    pub cooling: Energy,
    /// Busbars and PDUs.
    pub distribution: Energy,
    /// UPS.
    pub ups: Energy,
    /// Transformers.
    pub transformer: Energy,
    /// Lighting, offices, controls.
    pub other: Energy,
    /// Heat carried off by evaporation.
    pub latent: Energy,
    /// Heat given to surface water.
    pub surface: Energy,
    /// Waste heat that crosses the fence.
    pub reused: Energy,
    /// Electricity that lifts it to the temperature of the network.
    pub upgrade: Energy,
}

impl Month {
    /// Losses of the power chain.
    pub fn losses(&self) -> Energy {
        self.distribution + self.ups + self.transformer
    }

    /// All energy of the facility.
    pub fn facility(&self) -> Energy {
        self.it + self.cooling + self.losses() + self.other + self.upgrade
    }

    /// Heat that leaves the halls.
    pub fn heat(&self) -> Energy {
        self.it + self.distribution + self.ups
    }

    pub(crate) fn add(&mut self, o: &Self) {
        self.it += o.it;
        self.cooling += o.cooling;
        self.distribution += o.distribution;
        self.ups += o.ups;
        self.transformer += o.transformer;
        self.other += o.other;
        self.latent += o.latent;
        self.surface += o.surface;
        self.reused += o.reused;
        self.upgrade += o.upgrade;
    }
}

/// A year.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Year {
    /// Sum of the months.
    pub total: Month,
    /// The months.
    pub months: [Month; 12],
}

/// The year of a site.
///
/// ```text
/// E_cooling = Σ_month days Σ_hour Σ_bin w_bin Q_hour p(T_bin, T_wb,bin, Q_hour / Q_design) ε
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | `Q_hour` | heat of the halls: IT, distribution, UPS | W |
/// | p | plant power per heat | – |
/// | `w_bin` | share of the cell's hours | – |
/// | ε | model error on cooling | – |
///
/// `load` is IT power over installed power, for each hour of the day, with air at the servers no warmer than
/// [`super::ServerFans::from`]; in warmer air the server fans add to it, up to installed power. The transformer sees the mean power of
/// its month × hour cell: its square term is a tenth of a percent, so the spread within a cell does not show.
pub fn year(chain: &Chain, plant: &Plant, bins: &Bins, load: &[f64; HOURS], error: f64) -> Year {
    let mut months = [Month::default(); 12];
    let design = chain.heat(chain.installed);
    for (h, share) in load.iter().enumerate() {
        let it = chain.installed * *share;
        let plant = plant.at(chain.heat(it) / design);
        let running = Running::of(chain, it);
        for (m, month) in months.iter_mut().enumerate() {
            let load = mean_load(&plant, bins, (m * HOURS + h) * BINS);
            month.add(&hour(chain, running, load, error, Time::h(DAYS[m])));
        }
    }
    let mut total = Month::default();
    for month in &months {
        total.add(month);
    }
    Year { total, months }
}

/// Mean load over the bins of a cell.
fn mean_load(plant: &Plant, bins: &Bins, from: usize) -> CoolingLoad {
    let airs: [(Air, f64); BINS] = core::array::from_fn(|bin| {
        let at = from + bin;
        let ratio = bins.ratio.get(at).copied();
        let air = Air {
            moisture: ratio.map(|ratio| Moisture {
                ratio,
                barometer: bins.barometer,
            }),
            ..Air::centi([bins.dry[at], bins.wet[at]])
        };
        (air, f64::from(bins.weight[at]) * 1e-6)
    });
    plant.mean(&airs)
}

/// IT power, and what the chain loses inside the halls for it.
#[derive(Clone, Copy)]
pub(super) struct Running {
    it: Power,
    inside: Losses,
}

impl Running {
    pub(super) fn of(chain: &Chain, it: Power) -> Self {
        let inside = chain.inside(it);
        Self { it, inside }
    }

    /// The same, with server fans that draw more: nothing draws more than the power chain is built for.
    #[inline]
    fn with_fans(self, chain: &Chain, extra: f64) -> Self {
        if extra > 0.0 {
            Self::of(
                chain,
                (self.it * (1.0 + extra)).min(self.it.max(chain.installed)),
            )
        } else {
            self
        }
    }
}

/// A stretch of time with one IT power and one outside air.
#[inline]
pub(super) fn hour(
    chain: &Chain,
    running: Running,
    load: CoolingLoad,
    error: f64,
    time: Time,
) -> Month {
    let Running { it, inside } = running.with_fans(chain, load.server_fans);
    let heat = it + inside.distribution + inside.ups;
    let cooling = heat * (load.electric * error);
    let transformer = chain.transformer(heat + cooling + inside.other);
    Month {
        it: it * time,
        cooling: cooling * time,
        distribution: inside.distribution * time,
        ups: inside.ups * time,
        transformer: transformer * time,
        other: inside.other * time,
        latent: heat * load.latent * time,
        surface: heat * load.surface * time,
        ..Month::default()
    }
}

/// The design day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Highest power of the site.
    pub power: Power,
    /// Heat carried off by evaporation on the wettest of the days.
    pub latent: Energy,
}

/// Peak power and peak-day evaporation, IT at its highest hour all day.
pub fn peak(chain: &Chain, plant: &Plant, days: &[[Air; HOURS]], share: f64, error: f64) -> Peak {
    let mut result = Peak {
        power: Power::ZERO,
        latent: Energy::ZERO,
    };
    let it = chain.installed * share;
    let plant = plant.at(chain.heat(it) / chain.heat(chain.installed));
    let running = Running::of(chain, it);
    for day in days {
        let mut latent = Energy::ZERO;
        for outside in day {
            let load = plant.load(*outside);
            let hour = hour(chain, running, load, error, Time::h(1.0));
            latent += hour.latent;
            result.power = result.power.max(hour.facility() / Time::h(1.0));
        }
        result.latent = result.latent.max(latent);
    }
    result
}
