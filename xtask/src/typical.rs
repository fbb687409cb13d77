//! A typical year (the columns of an EPW file: month, day, hour 1 to 24) as a record of one year that is no leap year.

use std::fmt::Write as _;

type Error = String;

/// Stands for the typical year: its months come from different ones.
const YEAR: u16 = 2001;
const PA_PER_HPA: f64 = 100.0;

/// The same hours with a time stamp, the offset of its clock in seconds, and a wet bulb.
pub(crate) fn record(text: &str, offset_s: u32) -> Result<String, Error> {
    let mut out =
        String::from("local_time,t_c,td_c,rh_pct,p_hpa,wind_ms,ghi_wm2,utc_offset_s,wb_c\n");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    for row in reader.records() {
        let row = row.map_err(|err| err.to_string())?;
        let number = |i: usize| {
            let cell = row.get(i).unwrap_or_default();
            cell.parse::<f64>().map_err(|_| format!("number `{cell}`"))
        };
        let (month, day, hour) = (number(0)?, number(1)?, number(2)? - 1.0);
        let (t, dew, relative, p) = (number(3)?, number(4)?, number(5)?, number(6)?);
        let (sun, wind) = (number(7)?, number(8)?);
        let wet = wet_bulb(t, relative / 100.0, p);
        let _ = writeln!(
            out,
            "{YEAR}-{month:02}-{day:02}T{hour:02}:00,{t},{dew},{relative},{},{wind},{sun},{offset_s},{wet:.2}",
            p / PA_PER_HPA
        );
    }
    Ok(out)
}

/// Wet bulb in degrees Celsius by halving: where the psychrometric equation gives the humidity ratio of the air.
///
/// Source: ASHRAE Handbook Fundamentals (2017) chapter 1, equations 5, 6, 33 and 35.
fn wet_bulb(t: f64, relative: f64, p: f64) -> f64 {
    let ratio = |vapour: f64| 0.621_945 * vapour / (p - vapour);
    let wanted = ratio(relative * saturation_pa(t));
    let of = |wet: f64| {
        let saturated = ratio(saturation_pa(wet));
        if wet < 0.0 {
            ((2830.0 - 0.24 * wet) * saturated - 1.006 * (t - wet))
                / (2830.0 + 1.86 * t - 2.1 * wet)
        } else {
            ((2501.0 - 2.326 * wet) * saturated - 1.006 * (t - wet))
                / (2501.0 + 1.86 * t - 4.186 * wet)
        }
    };
    let (mut low, mut high) = (t - 40.0, t);
    for _ in 0..40 {
        let middle = f64::midpoint(low, high);
        if of(middle) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// Over ice below freezing (equation 5), over water above (equation 6).
fn saturation_pa(t: f64) -> f64 {
    let k = t + 273.15;
    let ln = libm::log(k);
    libm::exp(if t < 0.0 {
        -5.674_535_9e3 / k + 6.392_524_7 - 9.677_843e-3 * k
            + 6.221_570_1e-7 * k * k
            + 2.074_782_5e-9 * k * k * k
            - 9.484_024e-13 * k * k * k * k
            + 4.163_501_9 * ln
    } else {
        -5.800_220_6e3 / k + 1.391_499_3 - 4.864_023_9e-2 * k + 4.176_476_8e-5 * k * k
            - 1.445_209_3e-8 * k * k * k
            + 6.545_967_3 * ln
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wet_bulb_is_that_of_the_tables() {
        // ASHRAE chart 1: 35 °C at 40 % is 23.9 °C wet bulb at sea level; saturated air is at its own.
        assert!((wet_bulb(35.0, 0.4, 101_325.0) - 23.9).abs() < 0.1);
        assert!((wet_bulb(10.0, 1.0, 101_325.0) - 10.0).abs() < 1e-6);
        assert!((wet_bulb(-5.0, 1.0, 101_325.0) + 5.0).abs() < 1e-6);
    }

    #[test]
    fn hour_24_is_the_last_of_its_day() {
        let text =
            "month,day,hour,t_c,td_c,rh_pct,p_pa,ghi_wm2,wind_ms\n1,31,24,10,10,100,101325,0,3\n";
        let got = record(text, 3600).unwrap();
        assert_eq!(
            got.lines().nth(1),
            Some("2001-01-31T23:00,10,10,100,1013.25,3,0,3600,10.00")
        );
    }
}
