//! The weather of a site: the bins of its station, or hours that were given.

use crate::carbon::Where;
use crate::data::{self, Climatology};
use crate::document;
use crate::error::Error;
use crate::facility::{Bins, Chain, Month, Plant, Shares, Stretch, Year, hourly, year};
use crate::quantity::{Temperature, Time, Warming};
use crate::resolve::{Bounds, Resolver, Status};
use crate::weather::psychrometrics::{
    ratio_of_wet_bulb, saturation_pressure, standard_pressure, vapour_pressure, wet_bulb,
};
use crate::weather::{HOURS, Hours, month_of, psychrometrics::humidity_ratio};

/// Hours that a plan runs over in place of the bins of its station.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Where they come from, for the report.
    pub name: String,
    /// The hours.
    pub hours: Hours,
}

/// Dry and wet bulb of each hour of a day, in hundredths of a degree.
type Day = [[i16; 2]; 24];

/// What sees every hour. Not a type of its own for each: the loop over the hours is there once.
pub(super) type Each<'a> = &'a mut dyn FnMut(usize, &Month);

/// The weather of a site.
#[derive(Debug)]
pub(super) struct Weather {
    station: Option<&'static Climatology>,
    source: Source,
    /// Humidity ratio of each bin, where asked for.
    ratio: Vec<f64>,
    design: Vec<Day>,
}

#[derive(Debug)]
enum Source {
    Station(&'static Climatology),
    Warmed {
        dry: Vec<i16>,
        wet: Vec<i16>,
        weight: &'static [u32],
    },
    Hours(Box<Hours>),
}

impl Weather {
    pub(super) fn resolve(
        r: &mut Resolver,
        at: Where,
        site: &document::Place,
        given: Option<Given>,
    ) -> Result<Self, Error> {
        let station = at.climatology().and_then(data::climatology);
        let warming = warming(r, site)?;
        if let Some(Given { name, hours }) = given {
            let hours = if warming == Warming::ZERO {
                hours
            } else {
                hours.warmed(warming)
            };
            let origin = format!("--weather; fingerprint {:016x}", hours.fingerprint());
            r.name("weather", &name, true, &origin);
            // Bins of another year, or of another place of the country, say nothing that the hours do not.
            let station = station.filter(|c| !c.is_binned());
            // One year seldom holds the day that sizes a plant, and the station's ten years do; a file may be hotter still.
            let mut design = station.map_or_else(Vec::new, |c| design(c, warming));
            design.extend(hours.design_days());
            return Ok(Self {
                station,
                source: Source::Hours(Box::new(hours)),
                ratio: Vec::new(),
                design,
            });
        }
        let station = station.ok_or_else(|| Error::inconsistent("site.place", format!(
                "is \"{}\", for which there is no weather yet: {}give hours of weather of your own",
                at.country.id,
                places_of(at.country.id)
            )))?;
        if station.is_binned() {
            warn_of_bins(r, station.id);
        }
        Ok(Self {
            station: Some(station),
            source: Source::of(station, warming),
            ratio: Vec::new(),
            design: design(station, warming),
        })
    }

    /// Works out how moist the bins are.
    pub(super) fn moisten(&mut self) {
        let ratios = |dry: &[i16], wet: &[i16]| {
            let bins = dry.iter().zip(wet).map(|(dry, wet)| [*dry, *wet]);
            bins.map(ratio).collect()
        };
        self.ratio = match &self.source {
            Source::Station(c) => ratios(c.dry_centi, c.wet_centi),
            Source::Warmed { dry, wet, .. } => ratios(dry, wet),
            Source::Hours(_) => Vec::new(),
        };
    }

    fn bins<'a>(&'a self, dry: &'a [i16], wet: &'a [i16], weight: &'a [u32]) -> Bins<'a> {
        Bins {
            dry,
            wet,
            weight,
            ratio: &self.ratio,
        }
    }

    /// Id of the station, where the place has one.
    pub(super) fn station(&self) -> Option<&'static str> {
        self.station.map(|c| c.id)
    }

    /// The hours, where they were given.
    pub(super) fn hours(&self) -> Option<&Hours> {
        match &self.source {
            Source::Hours(hours) => Some(hours),
            _ => None,
        }
    }

    /// Mean dry bulb of the year.
    pub(super) fn mean_dry(&self) -> Temperature {
        match &self.source {
            Source::Station(c) => self.bins(c.dry_centi, c.wet_centi, c.weight_ppm).mean_dry(),
            Source::Warmed { dry, wet, weight } => self.bins(dry, wet, weight).mean_dry(),
            Source::Hours(hours) => hours.mean_dry(),
        }
    }

    pub(super) fn design_days(&self) -> &[Day] {
        &self.design
    }

    /// The coldest hour, all day.
    pub(super) fn coldest_day(&self) -> Day {
        let coldest = |bins: &Bins| {
            let cells = bins.dry.iter().zip(bins.wet);
            cells
                .min_by_key(|(dry, _)| **dry)
                .map_or([0; 2], |(dry, wet)| [*dry, *wet])
        };
        [match &self.source {
            Source::Station(c) => coldest(&self.bins(c.dry_centi, c.wet_centi, c.weight_ppm)),
            Source::Warmed { dry, wet, weight } => coldest(&self.bins(dry, wet, weight)),
            Source::Hours(hours) => hours.coldest(),
        }; 24]
    }

    /// Every stretch of the year that has one outside air, in order.
    pub(super) fn each(&self, stretch: impl FnMut(Stretch)) {
        match &self.source {
            Source::Station(c) => self
                .bins(c.dry_centi, c.wet_centi, c.weight_ppm)
                .each(stretch),
            Source::Warmed { dry, wet, weight } => self.bins(dry, wet, weight).each(stretch),
            Source::Hours(hours) => (0..HOURS)
                .map(|at| Stretch {
                    month: month_of(at),
                    hour: hours.local_hour(at),
                    of_year: at,
                    dry: Temperature::celsius(hours.dry_c()[at]),
                    wet: Temperature::celsius(hours.wet_c()[at]),
                    time: Time::h(1.0),
                })
                .for_each(stretch),
        }
    }

    pub(super) fn year(&self, chain: &Chain, plant: &Plant, load: &Shares, error: f64) -> Year {
        let binned = |bins: &Bins| year(chain, plant, bins, &load.day(), error);
        match &self.source {
            Source::Station(c) => binned(&self.bins(c.dry_centi, c.wet_centi, c.weight_ppm)),
            Source::Warmed { dry, wet, weight } => binned(&self.bins(dry, wet, weight)),
            Source::Hours(hours) => {
                let each: Each = &mut |_, _| ();
                hourly(chain, plant, hours, load, error, each)
            }
        }
    }
}

fn warn_of_bins(r: &mut Resolver, id: &str) {
    r.warn(
        "weather-binned",
        format!("Of the weather of {id} only hours per degree of a year are known: no seasons or hours, months are alike, and the design day is the highest dry and wet bulb at once, all day. Bring an EPW with --weather."),
        format!("Van het weer van {id} zijn alleen uren per graad van een jaar bekend: geen seizoenen of uren, alle maanden zijn gelijk, en de ontwerpdag is de hoogste droge en natte bol tegelijk, de hele dag. Geef een EPW met --weather."),
    );
}

/// The places of a country that have a station, as advice.
fn places_of(country: &str) -> String {
    let known = |p: &&data::Place| p.country == country && !p.climatology.is_empty();
    let ids: Vec<_> = data::PLACES.iter().filter(known).map(|p| p.id).collect();
    if ids.is_empty() {
        return String::new();
    }
    format!("name one of {}, or ", ids.join(", "))
}

impl Source {
    fn of(station: &'static Climatology, by: Warming) -> Self {
        if by == Warming::ZERO {
            return Self::Station(station);
        }
        let bins = station.dry_centi.iter().zip(station.wet_centi);
        let (dry, wet) = bins
            .map(|(dry, wet)| warmed([*dry, *wet], by))
            .map(|[dry, wet]| (dry, wet))
            .unzip();
        Self::Warmed {
            dry,
            wet,
            weight: station.weight_ppm,
        }
    }
}

fn warming(r: &mut Resolver, site: &document::Place) -> Result<Warming, Error> {
    let bounds = Bounds {
        unit: "K",
        scale: 1.0,
        low: -5.0,
        high: 10.0,
    };
    let path = "site.warming_k";
    let k = bounds.check(path, site.warming_k.unwrap_or(0.0))?;
    if site.warming_k.is_some() {
        r.record(path, k.into(), Some("K"), Status::Given, "document");
    }
    Ok(Warming::k(k))
}

fn design(station: &Climatology, by: Warming) -> Vec<Day> {
    let days = [station.design_dry, station.design_wet];
    if by == Warming::ZERO {
        return days.to_vec();
    }
    days.map(|day| day.map(|hour| warmed(hour, by))).to_vec()
}

/// Humidity ratio of a bin; at sea level, as bins know no pressure.
fn ratio(centi: [i16; 2]) -> f64 {
    let [dry, wet] = centi.map(|t| Temperature::celsius(f64::from(t) / 100.0));
    ratio_of_wet_bulb(dry, wet, standard_pressure(0.0))
}

/// A bin or hour, warmer at the same relative humidity; at sea level, as bins know no pressure.
#[expect(clippy::cast_possible_truncation, reason = "temperatures of air")]
fn warmed(centi: [i16; 2], by: Warming) -> [i16; 2] {
    let [dry, wet] = centi.map(|t| Temperature::celsius(f64::from(t) / 100.0));
    let p = standard_pressure(0.0);
    let share = vapour_pressure(ratio_of_wet_bulb(dry, wet, p), p) / saturation_pressure(dry);
    let warm = dry.plus(by);
    let vapour = saturation_pressure(warm) * share.clamp(0.0, 1.0);
    let wet = wet_bulb(warm, humidity_ratio(vapour, p), p);
    [warm, wet].map(|t| libm::round(t.to_celsius() * 100.0) as i16)
}
