//! How the load goes up and down through the day.

use crate::data::params;
use crate::document::Facility;
use crate::error::Error;
use crate::quantity::Time;
use crate::resolve::{Bounds, Resolver, Status};

/// Load of each hour over its mean.
pub(super) type Shape = [f64; 24];

/// The same at all hours.
pub(super) const FLAT: &str = "flat";
/// Follows the people who ask.
pub(super) const DIURNAL: &str = "inference-diurnal";
/// Stops now and then to keep what was learnt.
const CHECKPOINTS: &str = "training-checkpoints";

/// A load profile by name: load of each hour over its mean.
pub(crate) fn profile(
    r: &mut Resolver,
    path: &str,
    given: Option<&str>,
    fitting: &str,
) -> Result<Shape, Error> {
    let profiles = [(FLAT, 0.0), (DIURNAL, params::LOAD_SWING.value())];
    let swing = r.choice(path, "load profile", given, fitting, &profiles)?;
    Ok(diurnal(swing))
}

/// The load profile of the site: given, or what fits the work; training may stop for its checkpoints.
pub(super) fn site_profile(r: &mut Resolver, f: &Facility, fitting: &str) -> Result<Shape, Error> {
    let flat = || [1.0; 24];
    let day = || diurnal(params::LOAD_SWING.value());
    let name = r.choice(
        "facility.load_profile",
        "load profile",
        f.load_profile.as_deref(),
        fitting,
        &[(FLAT, FLAT), (DIURNAL, DIURNAL), (CHECKPOINTS, CHECKPOINTS)],
    )?;
    if name == CHECKPOINTS {
        return Ok(Checkpoints::resolve(r, f)?.shape());
    }
    for (path, given) in [
        ("facility.checkpoint_interval_h", f.checkpoint_interval_h),
        ("facility.checkpoint_s", f.checkpoint_s),
    ] {
        if given.is_some() {
            return Err(Error::inconsistent(
                path,
                format!("needs `facility.load_profile = \"{CHECKPOINTS}\"`"),
            ));
        }
    }
    Ok(if name == FLAT { flat() } else { day() })
}

/// cos of 0°, 15° … 90°: a cosine for any angle is 3 kB of the page's module.
const COS: [f64; 7] = [
    1.0,
    0.965_925_826_289_068_3,
    0.866_025_403_784_438_7,
    core::f64::consts::FRAC_1_SQRT_2,
    0.5,
    0.258_819_045_102_520_74,
    0.0,
];

/// A day that is highest at 15 h and lowest at 3 h: `1 + swing cos(2π (h − 15) / 24)`.
pub(super) fn diurnal(swing: f64) -> Shape {
    core::array::from_fn(|hour| {
        let away = hour.abs_diff(15).min(24 - hour.abs_diff(15));
        let cos = if away <= 6 {
            COS[away]
        } else {
            -COS[12 - away]
        };
        1.0 + swing * cos
    })
}

/// When training waits until its state is written.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Checkpoints {
    interval: Time,
    duration: Time,
}

impl Checkpoints {
    fn resolve(r: &mut Resolver, f: &Facility) -> Result<Self, Error> {
        let mut number =
            |path: &str, given: Option<f64>, default: f64, bounds: Bounds, id: &str| {
                let value = bounds.check(path, given.unwrap_or(default))?;
                let (status, origin) = match given {
                    Some(_) => (Status::Given, "document"),
                    None => (Status::Default, id),
                };
                r.record(path, value.into(), Some(bounds.unit), status, origin);
                Ok::<_, Error>(value)
            };
        let interval = number(
            "facility.checkpoint_interval_h",
            f.checkpoint_interval_h,
            params::LOAD_CHECKPOINT_INTERVAL.row.value,
            bounds("h", [0.05, 24.0]),
            params::LOAD_CHECKPOINT_INTERVAL.row.id,
        )?;
        let most = Time::h(interval).to_s();
        let duration = number(
            "facility.checkpoint_s",
            f.checkpoint_s,
            params::LOAD_CHECKPOINT_PAUSE.row.value.min(most),
            bounds("s", [0.0, most]),
            params::LOAD_CHECKPOINT_PAUSE.row.id,
        )?;
        Ok(Self {
            interval: Time::h(interval),
            duration: Time::s(duration),
        })
    }

    /// Each hour less its checkpoints, over the mean of the day: the mean busy share counts them already.
    ///
    /// ```text
    /// s_h = (1 − x_h) / (1 − x̄)        x_h = Σ_k |[k I, k I + d] ∩ [h, h + 1]|
    /// ```
    ///
    /// I interval, d duration, k from 0 while k I is before midnight: the count begins anew every day.
    fn shape(self) -> Shape {
        let (interval, duration) = (self.interval.to_h(), self.duration.to_h());
        let busy: Shape = core::array::from_fn(|hour| {
            #[expect(clippy::cast_precision_loss, reason = "0 ..= 23")]
            let from = hour as f64;
            1.0 - overlap(from, interval, duration)
        });
        let mean = busy.iter().sum::<f64>() / 24.0;
        busy.map(|b| if mean > 0.0 { b / mean } else { 1.0 })
    }
}

/// Part of the hour that begins at `from` in which something is written.
fn overlap(from: f64, interval: f64, duration: f64) -> f64 {
    let (mut sum, mut begin) = (0.0, 0.0);
    let mut k = 0.0;
    while begin < from + 1.0 {
        let end = begin + duration;
        sum += (end.min(from + 1.0) - begin.max(from)).max(0.0);
        k += 1.0;
        begin = k * interval;
    }
    sum.min(1.0)
}

const fn bounds(unit: &'static str, [low, high]: [f64; 2]) -> Bounds {
    Bounds {
        unit,
        scale: 1.0,
        low,
        high,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hours: f64, seconds: f64) -> Shape {
        Checkpoints {
            interval: Time::h(hours),
            duration: Time::s(seconds),
        }
        .shape()
    }

    #[test]
    fn a_day_is_a_cosine_about_its_mean() {
        for (hour, share) in (0_u8..).zip(diurnal(0.4)) {
            let angle = core::f64::consts::TAU * (f64::from(hour) - 15.0) / 24.0;
            assert!(
                (share - 1.0 - 0.4 * libm::cos(angle)).abs() < 1e-15,
                "{hour}"
            );
        }
    }

    #[test]
    fn a_checkpoint_shows_in_its_hour_and_the_mean_stays() {
        let shape = of(4.0, 360.0);
        let mean = 1.0 - 6.0 * 0.1 / 24.0;
        for (hour, s) in shape.iter().enumerate() {
            let want = if hour % 4 == 0 { 0.9 } else { 1.0 } / mean;
            assert!((s - want).abs() < 1e-12, "{hour} {s}");
        }
        assert!((shape.iter().sum::<f64>() - 24.0).abs() < 1e-9);
    }

    #[test]
    fn checkpoints_within_the_hour_leave_a_flat_day() {
        assert!(of(0.5, 60.0).iter().all(|s| (s - 1.0).abs() < 1e-12));
        assert!(of(2.0, 0.0).iter().all(|s| (s - 1.0).abs() < 1e-12));
    }

    #[test]
    fn a_long_one_runs_on_into_the_next_hour() {
        // 90 minutes from midnight and from noon, of which the hours left are whole.
        let shape = of(12.0, 5400.0);
        assert!(shape[0].abs() < 1e-12 && shape[12].abs() < 1e-12);
        assert!((shape[1] / shape[2] - 0.5).abs() < 1e-12);
    }
}
