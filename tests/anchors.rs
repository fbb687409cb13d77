//! PUE and WUE that operators publish for a site or a region, beside a plant like theirs.
//!
//! The plants are guesses from public descriptions and from the water they use; no parameter was fitted to a row.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "tests"
)]

use polder::document::{Number, Run, Site};
use polder::uncertain::{Shape, Summary};
use polder::{Given, GivenWeather, Plan, Report};

/// Load over installed power of a fleet that does not publish it, the same for all.
const LOAD: Number = Number {
    shape: Shape::Normal,
    value: 0.5,
    low: 0.2,
    high: 0.8,
};

#[derive(serde::Deserialize)]
struct Row {
    id: String,
    place: String,
    cooling: String,
    ups: Option<String>,
    redundancy: Option<String>,
    inlet_c: f64,
    published: f64,
    /// Whether the published value lies in our band. A change either way is a change of the model: say so.
    reached: String,
    /// The same with halls that are humidified as ASHRAE recommended from 2008, where they are open.
    humidified: Option<String>,
}

impl Row {
    fn site(&self) -> Site {
        let mut site = Site::default();
        site.site.place = Some(self.place.clone());
        site.hardware.it_power_mw = Some(50.0);
        site.hardware.load_share = Some(LOAD);
        site.facility.cooling = Some(self.cooling.as_str().into());
        site.facility.ups.clone_from(&self.ups);
        site.facility.redundancy.clone_from(&self.redundancy);
        site.facility.inlet_c = Some(self.inlet_c.into());
        site
    }

    /// Holds a site like this one against what is published.
    fn beside(&self, site: &Site, id: &str, reached: &str) -> Anchor {
        let s = figure(site, id);
        let within = s.p5 <= self.published && self.published <= s.p95;
        let error = s.p50 - self.published;
        println!(
            "{:<28} {:<20} published {:.3}, ours {:.3} ({:.3} - {:.3}), error {error:+.3}, {within}",
            self.id, self.cooling, self.published, s.p50, s.p5, s.p95,
        );
        assert_eq!(within, reached == "yes", "{}", self.id);
        Anchor {
            id: self.id.clone(),
            error,
            within,
            width: s.p95 - s.p5,
        }
    }
}

/// Lowest dew point that ASHRAE recommended in 2008.
const ASHRAE_2008: f64 = 5.5;

/// A published figure and ours.
struct Anchor {
    id: String,
    error: f64,
    within: bool,
    width: f64,
}

impl Anchor {
    /// Of the operators whose sites are asked for; Amazon's regions come on top.
    fn is_asked(&self) -> bool {
        !self.id.starts_with("aws")
    }

    /// Inside a band that says something, and a median that is near.
    fn is_met(&self, tolerance: f64, widest: f64) -> bool {
        self.within && self.error.abs() <= tolerance && self.width <= widest
    }
}

fn rows(name: &str) -> Vec<Row> {
    read(name)
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> Vec<T> {
    let path = format!(
        "{}/../../tests/golden/{name}.csv",
        env!("CARGO_MANIFEST_DIR")
    );
    csv::Reader::from_path(path)
        .unwrap()
        .deserialize()
        .map(Result::unwrap)
        .collect()
}

fn figure(site: &Site, id: &str) -> Summary {
    let report = Report::of(&Plan::resolve(site).unwrap());
    report.figure(id).unwrap().summary
}

/// Prints each row with ours, and checks that those are inside the band that were.
fn compare(name: &str, id: &str) -> Vec<Anchor> {
    let anchors: Vec<_> = rows(name)
        .into_iter()
        .map(|row| row.beside(&row.site(), id, &row.reached))
        .collect();
    summary(name, &anchors);
    anchors
}

/// The rows whose halls are open, humidified.
fn compare_humidified(name: &str, id: &str) -> Vec<Anchor> {
    let beside = |row: Row| {
        let reached = row.humidified.clone().filter(|r| !r.is_empty())?;
        let mut site = row.site();
        site.facility.humidify_dew_point_c = Some(ASHRAE_2008.into());
        Some(row.beside(&site, id, &reached))
    };
    let anchors: Vec<_> = rows(name).into_iter().filter_map(beside).collect();
    summary(&format!("{name}, humidified"), &anchors);
    anchors
}

fn summary(name: &str, anchors: &[Anchor]) {
    println!(
        "{name}: {} of {} inside the band, median absolute error {:.3}, mean error {:+.3}",
        anchors.iter().filter(|a| a.within).count(),
        anchors.len(),
        median(anchors.iter().map(|a| a.error.abs())),
        mean(anchors.iter().map(|a| a.error))
    );
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn mean(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let count: f64 = values.clone().map(|_| 1.0).sum();
    values.sum::<f64>() / count
}

/// Of five misses four are regions with old or leased halls, whose PUE is higher than that of the plants we build.
#[test]
fn published_pue_lies_in_the_band_of_a_plant_like_it() {
    let anchors = compare("pue", "pue");
    // A wide band proves little: in Singapore, where chillers run all year, it is wider than 0.12.
    let met = |a: &&Anchor| a.is_met(0.065, 0.12);
    let asked = anchors.iter().filter(|a| a.is_asked());
    println!(
        "{} of {} of Google and Microsoft within 0.065 and in a band of at most 0.12; {} of all {}",
        asked.clone().filter(met).count(),
        asked.clone().count(),
        anchors.iter().filter(met).count(),
        anchors.len()
    );
    assert!(asked.filter(met).count() >= 15);
    assert!(anchors.iter().filter(|a| a.within).count() >= 28);
    assert!(median(anchors.iter().map(|a| a.error.abs())) <= 0.03);
    for id in ["google-eemshaven-2024", "microsoft-netherlands-2023"] {
        let named = anchors.iter().find(|a| a.id == id).unwrap();
        assert!(named.is_met(0.03, 0.12), "{id}");
    }
}

/// Pads alone do not take what Microsoft's Dutch and Swedish halls take, and one set point for all does not fit either: so it
/// is an input. What is missed both ways are mixtures of plants, and climates in which halls take less than we think.
#[test]
fn published_wue_lies_in_the_band_of_a_plant_like_it() {
    let anchors = compare("wue", "wue_l_per_kwh");
    let humidified = compare_humidified("wue", "wue_l_per_kwh");
    let inside = |a: &&Anchor| a.within && a.is_asked();
    let either = |a: &&Anchor| {
        let same = |h: &&Anchor| h.id == a.id && h.within;
        a.is_asked() && (a.within || humidified.iter().any(|h| same(&h)))
    };
    println!(
        "of Microsoft {} inside, {} with one set point or the other",
        anchors.iter().filter(inside).count(),
        anchors.iter().filter(either).count()
    );
    assert!(anchors.iter().filter(inside).count() >= 11);
    assert!(anchors.iter().filter(either).count() >= 12);
}

/// A negative test: the chiller of this simulator draws more in the cold. Over a year of Frankfurt, with chillers on air as
/// there, ours draws less.
#[test]
fn pue_falls_in_the_cold_where_that_of_sustaindc_rises() {
    #[derive(serde::Deserialize)]
    struct Band {
        from_c: f64,
        to_c: f64,
        pue: f64,
    }
    let mut site = Site::default();
    site.site.place = Some("frankfurt".into());
    site.hardware.it_power_mw = Some(1.2);
    site.hardware.load_share = Some(0.8.into());
    site.facility.cooling = Some("air-chiller".into());
    let hours = polder::data::synthetic("frankfurt")
        .unwrap()
        .year(1)
        .hours()
        .unwrap();
    let given = Given::from(GivenWeather {
        name: "synthetic".into(),
        hours,
    });
    let series = Plan::resolve_with(&site, given).unwrap().series().unwrap();
    let [dry, pue] = ["dry_bulb_c", "pue"].map(|c| series.column(c).unwrap());
    let bands: Vec<Band> = read("sustaindc");
    let ours: Vec<f64> = bands
        .iter()
        .map(|band| {
            let within = |(t, _): &(&f64, &f64)| band.from_c <= **t && **t < band.to_c;
            mean(dry.iter().zip(pue).filter(within).map(|(_, pue)| *pue))
        })
        .collect();
    for (band, ours) in bands.iter().zip(&ours) {
        println!(
            "{} to {} °C: theirs {:.3}, ours {ours:.3}",
            band.from_c, band.to_c, band.pue
        );
    }
    assert!(bands.first().unwrap().pue > bands.last().unwrap().pue);
    assert!(ours.windows(2).all(|w| w[0] <= w[1] + 1e-9), "{ours:?}");
    assert!(ours[0] + 0.05 < ours[5], "{ours:?}");
}

/// A cross-check against another model, not against measurements: the 5 to 95 % ranges of Lei and Masanet (2022) for
/// large sites, climate zone 4A, which Philadelphia is in. Their water of free
/// air is two to eight times ours, for reasons that we do not know: it is printed, not asked.
#[test]
fn medians_lie_in_the_ranges_of_lei_and_masanet() {
    let [air, towers] = ["free-air", "economiser-chiller"].map(|cooling| {
        let mut site = Site::default();
        site.site.place = Some("philadelphia".into());
        site.hardware.it_power_mw = Some(50.0);
        site.hardware.load_share = Some(0.6.into());
        site.facility.cooling = Some(cooling.into());
        ["pue", "wue_l_per_kwh"].map(|id| figure(&site, id).p50)
    });
    println!(
        "free air {air:?} in [1.109 to 1.223, 0.27 to 0.83], towers {towers:?} in [1.084 to 1.202, 1.74 to 2.61]"
    );
    assert!((1.109..=1.223).contains(&air[0]) && (1.084..=1.202).contains(&towers[0]));
    assert!((1.74..=2.61).contains(&towers[1]));
}

/// A site with little in it: no-load losses, least flows and lights are shared by few servers.
#[test]
fn an_empty_hall_has_a_bad_pue() {
    let mut site = rows("pue")[0].site();
    site.run = Run {
        samples: Some(0),
        seed: None,
    };
    site.facility.ups = Some("double-conversion".into());
    site.facility.redundancy = Some("2N".into());
    for cooling in [
        "economiser-chiller",
        "free-air",
        "air-chiller",
        "indirect-air",
        "cold-plate",
    ] {
        site.facility.cooling = Some(cooling.into());
        let mut pue = |share: f64| {
            site.hardware.load_share = Some(share.into());
            figure(&site, "pue").central
        };
        let (full, half, empty) = (pue(0.9), pue(0.5), pue(0.05));
        println!("{cooling}: {full:.3} at 0.9, {half:.3} at 0.5, {empty:.3} at 0.05");
        assert!(empty > half + 0.2 && empty > full + 0.2, "{cooling}");
    }
}

#[derive(serde::Deserialize)]
struct Ground {
    id: String,
    layout: String,
    storeys: f64,
    rack_kw: f64,
    /// `it` or `connected`.
    power: String,
    mw: f64,
    site_ha: Option<f64>,
    floor_m2: Option<f64>,
    /// `gross` or `built`.
    floor: String,
    reached_site: String,
    reached_floor: String,
}

impl Ground {
    fn report(&self) -> Report {
        let mut site = Site::default();
        site.site.place = Some("middenmeer".into());
        site.hardware.load_share = Some(0.6.into());
        site.facility.cooling = Some("free-air".into());
        site.facility.rack_kw = Some(self.racks());
        site.land.layout = Some(self.layout.clone());
        site.land.storeys = Some(Number::point(self.storeys));
        match self.power.as_str() {
            "it" => site.hardware.it_power_mw = Some(self.mw),
            _ => site.supply.contracted_transport_mw = Some(self.mw),
        }
        Report::of(&Plan::resolve(&site).unwrap())
    }

    /// Nobody publishes the power of its racks: as wide as that of Zeewolde.
    fn racks(&self) -> Number {
        let [low, high] = [5.0, 10.0].map(|kw| kw * self.rack_kw / 7.0);
        Number {
            shape: Shape::Triangular,
            value: self.rack_kw,
            low,
            high,
        }
    }
}

/// Ground and floors of sites that publish them with a power. `reached` is inside the band, as for PUE. The median is
/// within a third for ground and a half for floors, where published numbers count floors differently.
#[test]
fn sites_that_publish_their_power_and_ground_need_about_what_we_say() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/land.csv");
    let (mut errors, mut wrong) = ([Vec::new(), Vec::new()], Vec::new());
    for row in csv::Reader::from_path(path).unwrap().deserialize() {
        let row: Ground = row.unwrap();
        let report = row.report();
        let of = |id: &str| report.figure(id).unwrap().summary;
        let floor = if row.floor == "built" {
            (of("built_floor_ha"), 1e-4)
        } else {
            (of("gross_floor_m2"), 1.0)
        };
        let ground = (of("site_ha"), 1.0);
        let published = [
            (row.site_ha, ground, &row.reached_site, "site"),
            (row.floor_m2, floor, &row.reached_floor, "floor"),
        ];
        for (n, (value, (ours, scale), reached, what)) in published.into_iter().enumerate() {
            let Some(value) = value.map(|v| v * scale) else {
                continue;
            };
            let inside = ours.p5 <= value && value <= ours.p95;
            println!(
                "{:28} {what:5} published {:8.3} ours {:8.3} – {:8.3} – {:8.3} per MW, {}",
                row.id,
                value / row.mw,
                ours.p5 / row.mw,
                ours.p50 / row.mw,
                ours.p95 / row.mw,
                if inside { "yes" } else { "no" }
            );
            if inside != (reached == "yes") {
                wrong.push(format!("{} {what}", row.id));
            }
            errors[n].push((ours.p50 / value).max(value / ours.p50));
        }
    }
    let median = |errors: &mut Vec<f64>| {
        errors.sort_by(f64::total_cmp);
        errors[errors.len() / 2]
    };
    let [site, floor] = &mut errors;
    let (site, floor) = (median(site), median(floor));
    println!("median factor: site {site:.2}, floor {floor:.2}");
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(site < 1.35 && floor < 1.5, "{site} {floor}");
}
