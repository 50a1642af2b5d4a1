//! When two recordings are the same run, as a pure function; and the queries that find the candidates.

use femoris_measure::{Device, Instant, Metres};
use rusqlite::params;

use crate::run_rows::Ask;
use crate::{Reader, RunSummary, StoreError};

/// Share of the shorter recording that must lie within the other.
const LEAST_OVERLAP: f64 = 0.8;

/// Most that the two distances may differ by, as a share of the larger.
const MOST_DIFFERENCE: f64 = 0.05;

/// Most that two starts of one recording by one device may lie apart, in milliseconds.
const SAME_START_MS: u64 = 2000;

/// A run longer than this is not looked for among those that began before; ultra-marathons of six days fit.
const LONGEST_MS: i64 = 7 * 24 * 3600 * 1000;

/// What is compared of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct Extent {
    /// When it began.
    pub start: Instant,
    /// Its last moment.
    pub end: Instant,
    /// How far it went, where that is known.
    pub distance: Option<Metres>,
    /// What recorded it.
    pub device: Device,
    /// Values in all its columns, and what a list told in their stead.
    pub richness: u64,
}

impl From<&RunSummary> for Extent {
    fn from(run: &RunSummary) -> Self {
        Self {
            start: run.start,
            end: run.end,
            distance: run.distance,
            device: run.device.clone(),
            richness: run.richness,
        }
    }
}

/// Why two recordings are taken for the same run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sameness {
    /// The same device began both within two seconds.
    SameStartAndDevice,
    /// They overlap in time and agree in distance.
    Overlap {
        /// Share of the shorter one that lies within the other, 0 to 1.
        overlap: f64,
        /// Difference of the distances as a share of the larger, 0 to 1; `None` when one does not know its distance.
        difference: Option<f64>,
    },
}

/// Which of two recordings of the same run counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Richer {
    /// The first one.
    First,
    /// The second one.
    Second,
}

/// Whether two recordings are the same run. It does not matter which comes first.
///
/// Overlapping by four fifths of the shorter one and agreeing in distance within a twentieth makes them the same. Where one
/// does not know its distance, they must overlap by four fifths of the longer one instead.
pub fn same_run(a: &Extent, b: &Extent) -> Option<Sameness> {
    if a.start.unix_ms().abs_diff(b.start.unix_ms()) <= SAME_START_MS && same_device(&a.device, &b.device) {
        return Some(Sameness::SameStartAndDevice);
    }
    let (shorter, longer) = ordered(length(a), length(b));
    let together = a.end.min(b.end).unix_ms().saturating_sub(a.start.max(b.start).unix_ms());
    if together <= 0 || shorter <= 0 {
        return None;
    }
    let overlap = together as f64 / shorter as f64;
    let (difference, enough) = match (a.distance, b.distance) {
        (Some(a), Some(b)) => {
            let difference = relative_difference(a.get(), b.get());
            (Some(difference), overlap >= LEAST_OVERLAP && difference <= MOST_DIFFERENCE)
        }
        _ => (None, together as f64 / longer as f64 >= LEAST_OVERLAP),
    };
    enough.then_some(Sameness::Overlap { overlap, difference })
}

/// Which of two recordings of the same run counts: the richer one, and of equals the one that was there first.
pub fn richer(there: &Extent, new: &Extent) -> Richer {
    if new.richness > there.richness { Richer::Second } else { Richer::First }
}

/// The same serial number; or, where one of them has none, the same name, if there is one.
fn same_device(a: &Device, b: &Device) -> bool {
    match (a.serial, b.serial) {
        (Some(a), Some(b)) => a == b,
        _ => !a.name.is_empty() && a.name == b.name,
    }
}

fn length(extent: &Extent) -> i64 {
    extent.end.unix_ms().saturating_sub(extent.start.unix_ms())
}

fn ordered(a: i64, b: i64) -> (i64, i64) {
    (a.min(b), a.max(b))
}

fn relative_difference(a: f64, b: f64) -> f64 {
    let larger = a.max(b);
    if larger > 0.0 { (a - b).abs() / larger } else { 0.0 }
}

impl Reader<'_> {
    /// Runs that may be the same as this one: those that overlap it in time or began within two seconds of it,
    /// earliest first, but neither those merged into another nor those taken away, which count nowhere. At most 100.
    pub fn candidates(&self, extent: &Extent) -> Result<Vec<RunSummary>, StoreError> {
        let (start, end) = (extent.start.unix_ms(), extent.end.unix_ms());
        let slack = SAME_START_MS as i64;
        let range =
            params![start.saturating_sub(LONGEST_MS), end.saturating_add(slack), start.saturating_sub(slack)];
        self.summaries(Ask::Candidates, range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn extent(start_s: i64, length_s: i64, metres: Option<f64>, device: (&str, Option<u32>)) -> Extent {
        Extent {
            start: Instant::from_unix_ms(start_s * 1000),
            end: Instant::from_unix_ms((start_s + length_s) * 1000),
            distance: metres.map(|m| Metres::new(m).expect("in range")),
            device: Device { name: device.0.into(), serial: device.1 },
            richness: 10,
        }
    }

    const WATCH: (&str, Option<u32>) = ("garmin fr965", Some(7));
    const PHONE: (&str, Option<u32>) = ("strava app", None);

    #[test]
    fn the_same_device_and_start_is_the_same_run() {
        let a = extent(1000, 3600, Some(10_000.0), WATCH);
        assert_eq!(same_run(&a, &extent(1002, 60, None, WATCH)), Some(Sameness::SameStartAndDevice));
        assert_eq!(same_run(&a, &extent(1003, 60, None, WATCH)), None);
        assert_eq!(same_run(&a, &extent(1000, 60, None, ("garmin fr965", Some(8)))), None);
        assert_eq!(same_run(&a, &extent(1000, 60, None, ("", None))), None);
    }

    #[test]
    fn two_sources_of_one_run() {
        let watch = extent(1000, 3600, Some(10_000.0), WATCH);
        let phone = extent(1030, 3500, Some(9_600.0), PHONE);
        assert!(matches!(same_run(&watch, &phone), Some(Sameness::Overlap { difference: Some(_), .. })));
        assert_eq!(same_run(&watch, &phone), same_run(&phone, &watch));
        assert_eq!(same_run(&watch, &extent(1030, 3500, Some(9_499.0), PHONE)), None, "over 5 % apart");
    }

    #[test]
    fn bounds_of_the_overlap() {
        let a = extent(0, 1000, Some(1000.0), WATCH);
        assert!(same_run(&a, &extent(200, 1000, Some(1000.0), PHONE)).is_some(), "exactly four fifths");
        assert_eq!(same_run(&a, &extent(201, 1000, Some(1000.0), PHONE)), None);
        assert_eq!(same_run(&a, &extent(1000, 1000, Some(1000.0), PHONE)), None, "one after the other");
    }

    #[test]
    fn without_a_distance_the_longer_one_must_be_covered() {
        let a = extent(0, 3600, Some(10_000.0), WATCH);
        assert!(same_run(&a, &extent(60, 3500, None, PHONE)).is_some());
        assert_eq!(same_run(&a, &extent(60, 1000, None, PHONE)), None, "a stretch of it only");
    }

    #[test]
    fn nothing_long_is_not_the_same_as_anything() {
        let a = extent(100, 0, Some(0.0), WATCH);
        assert_eq!(same_run(&a, &extent(100, 0, Some(0.0), PHONE)), None);
    }

    #[test]
    fn extremes_do_not_overflow() {
        let a = Extent {
            start: Instant::from_unix_ms(i64::MIN),
            end: Instant::from_unix_ms(i64::MAX),
            ..extent(0, 0, None, WATCH)
        };
        assert_eq!(same_run(&a, &extent(0, 10, None, PHONE)), None);
    }

    #[test]
    fn of_equals_the_first_stays() {
        let a = extent(0, 10, None, WATCH);
        let richer_one = Extent { richness: 11, ..a.clone() };
        assert_eq!((richer(&a, &a), richer(&a, &richer_one)), (Richer::First, Richer::Second));
    }
}
