//! The runner's own maximum speed: told, or found in the history without believing a jump of the position.

use super::rules::SpeedRules;
use femoris_measure::{Day, MetresPerSecond, OutOfRange};

/// Metres a second in one km/h.
// number: 1000 m over 3600 s
const KMH: f64 = 1000.0 / 3600.0;

/// The fastest a runner can be: 7 to 44 km/h.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct OwnMaximum(MetresPerSecond);

impl OwnMaximum {
    /// Slowest that is accepted, in km/h: a brisk walk is slower.
    // number: below it the speed of a run is a slip of the pen
    pub const LOW_KMH: f64 = 7.0;
    /// Fastest that is accepted, in km/h: the fastest sprint ever timed was slower than 45.
    // number: above it a speed is a slip of the pen
    pub const HIGH_KMH: f64 = 44.0;

    /// Checks the range; the refusal speaks in km/h.
    pub fn new(speed: MetresPerSecond) -> Result<Self, OutOfRange> {
        let value = speed.get() / KMH;
        // A thousandth of leeway, for what was rounded on the way from km/h and back.
        let leeway = 1.0 / KMH / 100.0 / 100.0;
        if (Self::LOW_KMH - leeway..=Self::HIGH_KMH + leeway).contains(&value) {
            return Ok(Self(speed));
        }
        // number: hundredths are enough to recognise what was written
        let shown = (value * 100.0).round() / 100.0;
        Err(OutOfRange {
            quantity: "maximum speed",
            unit: "km/h",
            value: shown,
            low: Self::LOW_KMH,
            high: Self::HIGH_KMH,
        })
    }

    /// From km/h, as a runner writes it.
    pub fn from_kmh(kmh: f64) -> Result<Self, OutOfRange> {
        let refused = |_| OutOfRange {
            quantity: "maximum speed",
            unit: "km/h",
            value: kmh,
            low: Self::LOW_KMH,
            high: Self::HIGH_KMH,
        };
        MetresPerSecond::new(kmh * KMH).map_err(refused).and_then(Self::new)
    }

    /// The speed.
    pub fn speed(self) -> MetresPerSecond {
        self.0
    }

    /// The speed in km/h.
    pub fn kmh(self) -> f64 {
        self.0.get() / KMH
    }
}

/// The fastest peak that enough other runs come near to; `None` while too few runs support any. One run with a jumping
/// position cannot set it, and neither can a car ride.
pub fn own_maximum(
    peaks: impl IntoIterator<Item = (Day, MetresPerSecond)>,
    today: Day,
    rules: &SpeedRules,
) -> Option<OwnMaximum> {
    let within = |day: Day| (0..=rules.history_days).contains(&today.days_since(day));
    let believable = |(day, peak): (Day, MetresPerSecond)| {
        within(day).then_some(peak).filter(|peak| OwnMaximum::new(*peak).is_ok())
    };
    let mut found: Vec<f64> = peaks.into_iter().filter_map(believable).map(MetresPerSecond::get).collect();
    found.sort_by(|a, b| b.total_cmp(a));
    let supported = |at: &usize| {
        found.get(at + rules.support_runs).is_some_and(|other| *other >= found[*at] * rules.support_share)
    };
    let at = (0..found.len()).find(supported)?;
    MetresPerSecond::new(found[at]).ok().and_then(|speed| OwnMaximum::new(speed).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: SpeedRules = SpeedRules {
        shares: [0.8, 0.9, 0.95],
        peak_window_s: 5.0,
        support_share: 0.9,
        support_runs: 2,
        history_days: 730,
        stride_s: 5.0,
        stride_gap_s: 3.0,
    };

    fn found(peaks: &[f64]) -> Option<f64> {
        let day = Day::from_ymd(2026, 11, 21).expect("a day");
        let peak = |speed: &f64| (day.plus_days(-3), MetresPerSecond::new(*speed).expect("a speed"));
        own_maximum(peaks.iter().map(peak), day, &RULES).map(|own| own.speed().get())
    }

    #[test]
    fn a_jump_of_the_position_sets_no_maximum() {
        assert_eq!(found(&[5.0, 5.1, 12.0, 5.2, 4.0]), Some(5.2));
        assert_eq!(found(&[5.0, 11.9, 12.0, 5.2, 4.9]), Some(5.2), "neither do two of them");
        assert_eq!(found(&[30.0, 30.0, 30.0, 5.2, 5.0, 5.1]), Some(5.2), "nor three car rides");
    }

    #[test]
    fn few_runs_support_none() {
        assert_eq!(found(&[]), None);
        assert_eq!(found(&[6.0, 6.0]), None);
        assert_eq!(found(&[6.0, 5.9, 5.5]), Some(6.0));
    }

    #[test]
    fn what_is_told_is_checked_in_the_unit_it_is_told_in() {
        assert!(OwnMaximum::from_kmh(44.0).is_ok() && OwnMaximum::from_kmh(7.0).is_ok());
        let refused = OwnMaximum::from_kmh(60.0).map_err(|error| error.to_string());
        assert_eq!(refused, Err("maximum speed must be between 7 and 44 km/h, not 60".to_owned()));
        assert!(OwnMaximum::from_kmh(f64::NAN).is_err() && OwnMaximum::from_kmh(500.0).is_err());
    }
}
