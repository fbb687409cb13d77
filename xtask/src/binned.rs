//! From hours per degree to twelve kinds of hour of the year, for places without an hourly record.
//!
//! Two tables, not joint: hours of the year per degree of dry bulb and of wet bulb. Each is cut at the same shares of the
//! year, and a bin is the mean of one piece of both: dry and wet bulb are coupled by rank, the warmest hours being the
//! most humid too. Within a degree hours are spread evenly.
//!
//! `temperature_histogram` has `site, variable, bin_low_c, bin_high_c, hours_per_8760`; `site_thresholds` has `site, t_max,
//! wb_max`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::climatology::OUT_DIR;
use crate::workspace::root;

type Error = String;

/// Shares of the year below which the bins end: the last hundredth by itself, as it is the one that sizes.
const CUTS: [f64; 12] = [
    0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95, 0.99, 1.0,
];
const MILLION: f64 = 1e6;
const HISTOGRAM: &str = "eu_world_temperature_histogram.csv";
const THRESHOLDS: &str = "eu_world_site_thresholds.csv";

/// A site of the tables: its name there, its id, title and source here.
type Site = (&'static str, &'static str, &'static str, &'static str);

const OPEN_METEO: &str = "open-meteo-archive";
const IWEC: &str = "energyplus-iwec";
const TRY: &str = "dwd-try-2011";

#[rustfmt::skip]
const SITES: &[Site] = &[
    ("Tokyo", "tokyo", "Tokyo (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Mumbai", "mumbai", "Mumbai (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Sao Paulo", "sao-paulo", "São Paulo (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Johannesburg", "johannesburg", "Johannesburg (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Seoul", "seoul", "Seoul (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Santiago", "santiago", "Santiago (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Sydney", "sydney", "Sydney (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Melbourne", "melbourne", "Melbourne (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Toronto", "toronto", "Toronto (reanalysis 2020-2024, binned)", OPEN_METEO),
    ("Stockholm Arlanda", "stockholm", "Stockholm Arlanda 024600 (IWEC typical year, binned)", IWEC),
    ("Helsinki (IWEC)", "helsinki", "Helsinki 029740 (IWEC typical year, binned)", IWEC),
    ("Lisbon", "lisbon", "Lisbon 085360 (INETI typical year, binned)", "energyplus-ineti"),
    ("Granada", "granada", "Granada 084190 (SWEC typical year, binned)", "energyplus-swec"),
    ("Uccle TMYx 2007-2021", "uccle", "Uccle (TMYx 2007-2021 typical year, binned)", "onebuilding-tmyx"),
    ("Berlin (IWEC)", "berlin", "Berlin 103840 (IWEC typical year, binned)", IWEC),
    ("Dublin (IWEC)", "dublin", "Dublin 039690 (IWEC typical year, binned)", IWEC),
    ("Paris Orly (IWEC)", "paris", "Paris Orly 071490 (IWEC typical year, binned)", IWEC),
    ("Copenhagen (IWEC)", "copenhagen", "Copenhagen 061800 (IWEC typical year, binned)", IWEC),
    ("Oslo Fornebu (IWEC)", "oslo", "Oslo Fornebu 014880 (IWEC typical year, binned)", IWEC),
    ("Milan (IWEC)", "milan", "Milan 160660 (IWEC typical year, binned)", IWEC),
    ("Vienna Schwechat (IWEC)", "vienna", "Vienna Schwechat 110360 (IWEC typical year, binned)", IWEC),
    ("Marseille (IWEC)", "marseille", "Marseille 076500 (IWEC typical year, binned)", IWEC),
    ("Reykjavik (IWEC)", "reykjavik", "Reykjavik 040300 (IWEC typical year, binned)", IWEC),
    ("Athens (IWEC)", "athens", "Athens 167160 (IWEC typical year, binned)", IWEC),
    ("Prague (IWEC)", "prague", "Prague 115180 (IWEC typical year, binned)", IWEC),
    ("TRY2010 01 Bremerhaven", "bremerhaven", "Bremerhaven (TRY region 1, binned)", TRY),
    ("TRY2010 02 Rostock", "rostock", "Rostock (TRY region 2, binned)", TRY),
    ("TRY2010 03 Hamburg", "hamburg", "Hamburg (TRY region 3, binned)", TRY),
    ("TRY2010 04 Potsdam", "potsdam", "Potsdam (TRY region 4, binned)", TRY),
    ("TRY2010 05 Essen", "essen", "Essen (TRY region 5, binned)", TRY),
    ("TRY2010 06 Bad Marienberg", "bad-marienberg", "Bad Marienberg (TRY region 6, binned)", TRY),
    ("TRY2010 07 Kassel", "kassel", "Kassel (TRY region 7, binned)", TRY),
    ("TRY2010 08 Braunlage", "braunlage", "Braunlage (TRY region 8, binned)", TRY),
    ("TRY2010 09 Chemnitz", "chemnitz", "Chemnitz (TRY region 9, binned)", TRY),
    ("TRY2010 10 Hof", "hof", "Hof (TRY region 10, binned)", TRY),
    ("TRY2010 11 Fichtelberg", "fichtelberg", "Fichtelberg (TRY region 11, binned)", TRY),
    ("TRY2010 12 Mannheim", "mannheim", "Mannheim (TRY region 12, binned)", TRY),
    ("TRY2010 13 Passau", "passau", "Passau (TRY region 13, binned)", TRY),
    ("TRY2010 14 Stoetten", "stoetten", "Stötten (TRY region 14, binned)", TRY),
    ("TRY2010 15 Garmisch-Partenkirchen", "garmisch-partenkirchen", "Garmisch-Partenkirchen (TRY region 15, binned)", TRY),
];

/// Sites whose hours are known too, under the id of that climatology: what bins cost.
#[rustfmt::skip]
const TWINS: &[Site] = &[
    ("Frankfurt", "frankfurt", "same record", OPEN_METEO),
    ("London", "london", "same record", OPEN_METEO),
    ("Singapore", "singapore", "same record", OPEN_METEO),
    ("Philadelphia (PJM)", "philadelphia", "same record", OPEN_METEO),
    ("Dallas", "dallas", "same record", OPEN_METEO),
    ("San Jose", "san-jose", "same record", OPEN_METEO),
    ("New York", "new-york", "same record", OPEN_METEO),
    ("Madrid (SWEC)", "madrid", "same record", "energyplus-swec"),
    ("Warszawa Okecie (IMGW)", "warsaw", "same record", "energyplus-imgw"),
    ("Frankfurt am Main (IWEC)", "frankfurt", "other years", IWEC),
    ("Amsterdam (IWEC)", "schiphol", "other years", IWEC),
    ("Groningen (IWEC)", "eelde", "other years", IWEC),
    ("Beek (IWEC)", "maastricht", "other years", IWEC),
];

/// Reads both tables in `weather_dir`; writes the bins of the places, and of their twins for the tests.
pub(crate) fn run(weather_dir: &Path) -> Result<(), Error> {
    let (hours, most) = (
        histogram(&weather_dir.join(HISTOGRAM))?,
        maxima(&weather_dir.join(THRESHOLDS))?,
    );
    let places = Path::new(OUT_DIR).join("binned.csv");
    let twins = root().join("tests").join("golden").join("binned_twins.csv");
    for (path, sites) in [(places, SITES), (twins, TWINS)] {
        let mut out = String::from("id,title,source,locator,dry_max_c,wet_max_c");
        for name in ["dry", "wet"] {
            for i in 1..=CUTS.len() {
                let _ = write!(out, ",{name}_{i}_c");
            }
        }
        out.push('\n');
        for site in sites {
            out += &row(*site, &hours, &most).ok_or_else(|| format!("no {}", site.0))?;
        }
        fs::write(&path, out).map_err(|err| format!("{}: {err}", path.display()))?;
        println!("{}: {} places", path.display(), sites.len());
    }
    Ok(())
}

/// Shares of the year of the bins, in millionths.
#[expect(clippy::cast_possible_truncation, reason = "at most a million")]
pub(crate) fn weights_ppm() -> Vec<i64> {
    let before = [0.0].into_iter().chain(CUTS);
    let pieces = before.zip(CUTS).map(|(from, to)| to - from);
    pieces
        .map(|share| (share * MILLION).round() as i64)
        .collect()
}

/// Hours per degree, from cold to warm: lower end, upper end, hours.
type Degrees = Vec<[f64; 3]>;

fn row(
    (name, id, title, source): Site,
    hours: &BTreeMap<(String, String), Degrees>,
    most: &BTreeMap<String, [f64; 2]>,
) -> Option<String> {
    let of = |variable: &str| hours.get(&(name.to_owned(), variable.to_owned()));
    let dry = means(of("dry_bulb")?);
    let wet = means(of("wet_bulb")?);
    let [dry_max, wet_max] = most.get(name)?;
    let mut out = format!("{id},{title:?},{source},{name},{dry_max:.2},{wet_max:.2}");
    let wet: Vec<f64> = wet.iter().zip(&dry).map(|(w, d)| w.min(*d)).collect();
    for value in dry.iter().chain(&wet) {
        // Plus nothing: never a negative zero.
        let _ = write!(out, ",{:.2}", (value * 100.0).round() / 100.0 + 0.0);
    }
    Some(out + "\n")
}

/// Mean temperature of each piece of the year.
fn means(degrees: &Degrees) -> Vec<f64> {
    let total: f64 = degrees.iter().map(|d| d[2]).sum();
    let mut from = 0.0;
    let mean = |cut: &f64| {
        let to = cut * total;
        let mean = (below(degrees, to) - below(degrees, from)) / (to - from);
        from = to;
        mean
    };
    CUTS.iter().map(mean).collect()
}

/// Degree hours of the coldest `hours`.
fn below(degrees: &Degrees, hours: f64) -> f64 {
    let (mut left, mut sum) = (hours, 0.0);
    for [low, high, n] in degrees {
        let taken = left.min(*n);
        if 0.0 < taken {
            sum += taken * (low + (high - low) * taken / n / 2.0);
            left -= taken;
        }
    }
    sum
}

fn histogram(path: &Path) -> Result<BTreeMap<(String, String), Degrees>, Error> {
    let mut all: BTreeMap<_, Degrees> = BTreeMap::new();
    for row in records(path)? {
        let [low, high, n] = ["bin_low_c", "bin_high_c", "hours_per_8760"].map(|c| number(&row, c));
        let key = (row["site"].clone(), row["variable"].clone());
        all.entry(key).or_default().push([low?, high?, n?]);
    }
    for degrees in all.values_mut() {
        degrees.sort_by(|a, b| a[0].total_cmp(&b[0]));
    }
    Ok(all)
}

fn maxima(path: &Path) -> Result<BTreeMap<String, [f64; 2]>, Error> {
    let mut all = BTreeMap::new();
    for row in records(path)? {
        let most = [number(&row, "t_max")?, number(&row, "wb_max")?];
        all.insert(row["site"].clone(), most);
    }
    Ok(all)
}

type Row = BTreeMap<String, String>;

fn records(path: &Path) -> Result<Vec<Row>, Error> {
    let at = |err: csv::Error| format!("{}: {err}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(at)?;
    reader.deserialize().map(|row| row.map_err(at)).collect()
}

fn number(row: &Row, column: &str) -> Result<f64, Error> {
    let cell = row.get(column).map_or("", String::as_str);
    cell.parse()
        .map_err(|_| format!("{column} `{cell}` is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_an_even_spread_lie_in_the_middle_of_their_shares() {
        let degrees: Degrees = (0..10)
            .map(|i| [f64::from(i), f64::from(i + 1), 876.0])
            .collect();
        let means = means(&degrees);
        let mut from = 0.0;
        for (mean, to) in means.iter().zip(CUTS) {
            assert!((mean - 5.0 * (from + to)).abs() < 1e-9, "{mean} {to}");
            from = to;
        }
    }
}
