//! What runs ask of the hamstrings, in the unit in which the load of exercises is counted, so that a week can be held
//! against the weeks before with both in it. An estimate, never a force.

use crate::load::SpeedBins;
use crate::rehab::course::is_too_near;
use crate::rehab::history::History;
use crate::rehab::stage::ProtocolId;
use crate::running::matching::Measured;
use femoris_measure::ids;
use femoris_measure::{Day, MetresPerSecond};
use std::collections::{BTreeMap, BTreeSet};

/// Load of a minute of running below a share of the own maximum speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpeedBand {
    /// Below this share, in per cent.
    pub below_pct: u8,
    /// Load of a minute.
    pub of_minute: f64,
}

/// How running is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct RanRules {
    /// Load of a minute of walking.
    pub walking: f64,
    /// Load of a minute of running by speed, the slowest band first.
    pub bands: Vec<SpeedBand>,
    /// Load of a minute faster than every band.
    pub fastest: f64,
    /// On steep ground times this: the runner goes down on it.
    pub steep: f64,
    /// On steep ground times this for a sore tendon: uphill bends the hip.
    pub steep_tendon: f64,
    /// A run is a fast one from this share of the own maximum on, in per cent.
    pub fast_from_pct: u8,
    /// Where a piece of so many seconds was nowhere slower.
    pub fast_s: f64,
}

impl RanRules {
    /// Load of a minute at a speed, both speeds in m/s.
    fn of_minute(&self, speed: f64, maximum: f64) -> f64 {
        let share = speed / maximum * PERCENT;
        let band = self.bands.iter().find(|band| share < f64::from(band.below_pct));
        band.map_or(self.fastest, |band| band.of_minute)
    }

    /// Whether a run had fast parts, by its longest piece at speed; where that was not measured, by its mean speed.
    fn is_fast(&self, run: &Measured, maximum: f64) -> bool {
        let from = maximum * f64::from(self.fast_from_pct) / PERCENT;
        let mean = run.metres.zip(run.total_s.filter(|seconds| *seconds > 0.0));
        let mean_is = run.speeds.is_none() && mean.is_some_and(|(metres, seconds)| metres / seconds >= from);
        mean_is || run.pieces.longest(from) >= self.fast_s
    }

    fn steep(&self, protocol: ProtocolId) -> f64 {
        if protocol == ProtocolId::Tendon { self.steep_tendon } else { self.steep }
    }
}

const PERCENT: f64 = 100.0;
const MINUTE_S: f64 = 60.0; // number: seconds of a minute
const MS: f64 = 1000.0; // number: milliseconds of a second

ids! {
    /// Why the runs of a day cannot be counted. Each has its sentence under `uncounted.<id>`.
    Uncounted {
        /// The own maximum speed is not known.
        NoMaximum = "no_maximum",
        /// Neither the speed of a run nor its distance and time are known.
        NoSpeed = "no_speed",
        /// The runner told of a run of which there is no recording.
        NotRecorded = "not_recorded",
    }
}

/// The running of a day.
#[derive(Debug, Clone, Copy, PartialEq)]
struct DayRan {
    /// Load on the flat.
    load: f64,
    /// Share of the distance on steep ground, 0 to 1.
    steep: f64,
}

/// The runs of some weeks as load, day by day. A day without a run asks nothing; one whose run cannot be counted is not
/// taken for such a day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ran {
    days: BTreeMap<Day, Result<DayRan, Uncounted>>,
    /// Days with a run that is known to have had fast parts.
    fast: BTreeSet<Day>,
}

impl Ran {
    /// From the runs of the store, several on a day each by itself, and from what the log tells of days without one.
    /// `running_from` is the speed in m/s from which it is running.
    pub fn of(
        done: impl IntoIterator<Item = (Day, Measured)>,
        history: &History,
        maximum: Option<MetresPerSecond>,
        rules: &RanRules,
        running_from: f64,
    ) -> Self {
        let mut days: BTreeMap<Day, Result<DayRan, Uncounted>> = BTreeMap::new();
        let mut fast = BTreeSet::new();
        for (day, run) in done {
            if maximum.is_some_and(|maximum| rules.is_fast(&run, maximum.get())) {
                fast.insert(day);
            }
            let counted = match maximum {
                None => Err(Uncounted::NoMaximum),
                Some(maximum) => count(&run, maximum.get(), rules, running_from).ok_or(Uncounted::NoSpeed),
            };
            let before = days.remove(&day);
            let of_day = match (before, counted) {
                (Some(Err(why)), _) | (_, Err(why)) => Err(why),
                (None, Ok(one)) => Ok(one),
                (Some(Ok(one)), Ok(other)) => Ok(one.plus(other)),
            };
            days.insert(day, of_day);
        }
        for day in history.runs.keys().chain(&history.runs_told) {
            days.entry(*day).or_insert(Err(Uncounted::NotRecorded));
        }
        Self { days, fast }
    }

    /// Whether anything was run in the days from one to before another.
    pub(super) fn any(&self, from: Day, before: Day) -> bool {
        self.days.range(from..before.max(from)).next().is_some()
    }

    /// Whether the newest run of an earlier day that is known to have been fast lies fewer hours before a day than it must.
    pub(super) fn was_fast(&self, day: Day, apart_h: u16) -> bool {
        let newest = self.fast.range(..day).next_back();
        newest.is_some_and(|earlier| is_too_near(*earlier, day, apart_h))
    }

    /// Load of the days from one to before another in a protocol, or why it is not known.
    pub(super) fn sum(
        &self,
        from: Day,
        before: Day,
        protocol: ProtocolId,
        rules: &RanRules,
    ) -> Result<f64, Uncounted> {
        let factor = rules.steep(protocol);
        let of_day =
            |day: &Result<DayRan, Uncounted>| day.map(|day| day.load * (1.0 + day.steep * (factor - 1.0)));
        self.days.range(from..before.max(from)).map(|(_, day)| of_day(day)).sum()
    }
}

impl DayRan {
    fn plus(self, other: Self) -> Self {
        let load = self.load + other.load;
        let steep = self.load * self.steep + other.load * other.steep;
        Self { load, steep: if load > 0.0 { steep / load } else { 0.0 } }
    }
}

/// One run: by its time at each speed; where that was not measured, by its mean speed.
fn count(run: &Measured, maximum: f64, rules: &RanRules, running_from: f64) -> Option<DayRan> {
    let load = match &run.speeds {
        Some(speeds) => by_speed(speeds, run.total_s, maximum, rules),
        None => {
            let seconds = run.total_s.filter(|seconds| *seconds > 0.0)?;
            let speed = run.metres? / seconds;
            let of_minute =
                if speed < running_from { rules.walking } else { rules.of_minute(speed, maximum) };
            seconds / MINUTE_S * of_minute
        }
    };
    let steep = run.steep_m.zip(run.metres).filter(|(_, metres)| *metres > 0.0);
    Some(DayRan { load, steep: steep.map_or(0.0, |(steep, metres)| (steep / metres).min(1.0)) })
}

/// Time at each speed of running, and the time that is left as walking.
fn by_speed(speeds: &SpeedBins, total_s: Option<f64>, maximum: f64, rules: &RanRules) -> f64 {
    let (mut load, mut ran_s) = (0.0, 0.0);
    for (_, bin) in speeds.iter() {
        let seconds = bin.ms as f64 / MS;
        ran_s += seconds;
        load += seconds / MINUTE_S * bin.speed().map_or(0.0, |speed| rules.of_minute(speed, maximum));
    }
    let walked_s = total_s.map_or(0.0, |total| (total - ran_s).max(0.0));
    load + walked_s / MINUTE_S * rules.walking
}
