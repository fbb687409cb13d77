//! A year of hours as month × hour × weather bins, and the design days.

use super::cooling::{Air, Plant};
use super::electrical::Chain;
use crate::quantity::{Energy, Power, Temperature, Time};

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
/// E_cooling = Σ_month days Σ_hour Σ_bin w_bin Q_hour p(T_bin, T_wb,bin) ε
/// ```
///
/// | symbol | meaning | unit |
/// |---|---|---|
/// | `Q_hour` | heat of the halls: IT, distribution, UPS | W |
/// | p | plant power per heat | – |
/// | `w_bin` | share of the cell's hours | – |
/// | ε | model error on cooling | – |
///
/// `load` is IT power over installed power, for each hour of the day. The transformer sees the mean power of
/// its month × hour cell: its square term is a tenth of a percent, so the spread within a cell does not show.
pub fn year(chain: &Chain, plant: &Plant, bins: &Bins, load: &[f64; HOURS], error: f64) -> Year {
    let mut months = [Month::default(); 12];
    let mut total = Month::default();
    for (m, month) in months.iter_mut().enumerate() {
        for (h, share) in load.iter().enumerate() {
            let from = (m * HOURS + h) * BINS;
            let (electric, latent) = mean_load(plant, bins, from);
            month.add(&hour(
                chain,
                chain.installed * *share,
                electric * error,
                latent,
                Time::h(DAYS[m]),
            ));
        }
        total.add(month);
    }
    Year { total, months }
}

/// Time that one hour of the day lasts over a month (0 is January).
pub fn cell_time(month: usize) -> Time {
    Time::h(DAYS[month % DAYS.len()])
}

/// Mean power and evaporation per heat over the bins of a cell.
fn mean_load(plant: &Plant, bins: &Bins, from: usize) -> (f64, f64) {
    let (mut electric, mut latent) = (0.0, 0.0);
    let to = from + BINS;
    for ((dry, wet), weight) in bins.dry[from..to]
        .iter()
        .zip(&bins.wet[from..to])
        .zip(&bins.weight[from..to])
    {
        let load = plant.load(air([*dry, *wet]));
        let weight = f64::from(*weight) * 1e-6;
        electric += weight * load.electric;
        latent += weight * load.latent;
    }
    (electric, latent)
}

fn air([dry, wet]: [i16; 2]) -> Air {
    Air {
        dry: Temperature::celsius(f64::from(dry) / 100.0),
        wet: Temperature::celsius(f64::from(wet) / 100.0),
    }
}

fn hour(chain: &Chain, it: Power, electric: f64, latent: f64, time: Time) -> Month {
    let inside = chain.inside(it);
    let heat = it + inside.distribution + inside.ups;
    let cooling = heat * electric;
    let transformer = chain.transformer(heat + cooling + inside.other);
    Month {
        it: it * time,
        cooling: cooling * time,
        distribution: inside.distribution * time,
        ups: inside.ups * time,
        transformer: transformer * time,
        other: inside.other * time,
        latent: heat * latent * time,
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
pub fn peak(
    chain: &Chain,
    plant: &Plant,
    days: &[&[[i16; 2]; HOURS]],
    share: f64,
    error: f64,
) -> Peak {
    let mut result = Peak {
        power: Power::ZERO,
        latent: Energy::ZERO,
    };
    for day in days {
        let mut latent = Energy::ZERO;
        for outside in *day {
            let load = plant.load(air(*outside));
            let hour = hour(
                chain,
                chain.installed * share,
                load.electric * error,
                load.latent,
                Time::h(1.0),
            );
            latent += hour.latent;
            result.power = result.power.max(hour.facility() / Time::h(1.0));
        }
        result.latent = result.latent.max(latent);
    }
    result
}
