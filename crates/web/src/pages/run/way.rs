//! Where and when the rows of a run's charts lie, and what a part of them comes to.

use femoris_app::{Levels, LoadTraces, RunDetail};
use femoris_measure::{Channel, ClockJumps, DistanceCounter, Pauses};

use super::trace::means;
use crate::chart::XAxis;
use crate::format::Units;

/// Shorter than this, in metres, nothing is drawn along the way.
const SHORTEST_M: f64 = 100.0;

/// The rows of a run.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) units: Units,
    pub(super) axis: XAxis,
    /// Rising places on the axis.
    pub(super) x: Vec<f64>,
    /// Seconds since the start, pauses included, jumps of the clock left out.
    pub(super) seconds: Vec<f64>,
    /// Seconds since the row before, pauses left out.
    lasts: Vec<f64>,
    /// Metres since the start; `None` where neither a counter nor positions tell them.
    metres: Option<Vec<f64>>,
}

impl Way {
    /// From when the buckets begin and what was counted, by the device or by positions.
    pub(super) fn new(run: &RunDetail, levels: &Levels, load: &LoadTraces, units: Units) -> Self {
        let pauses = Pauses::of(&run.timer_events);
        let times: Vec<i64> = levels.starts.iter().map(|at| at.unix_ms()).collect();
        let start = times.first().copied().unwrap_or_default();
        let on_the_clock = || times.iter().map(|at| at.saturating_sub(start) as f64 / 1000.0).collect();
        let told = Some(&load.seconds).filter(|seconds| seconds.len() == times.len());
        let seconds: Vec<f64> = told.cloned().unwrap_or_else(on_the_clock);
        let step = |pair: &[i64]| {
            let lasts = (pair[1] - pair[0]).max(0) - pauses.within(pair[0], pair[1]);
            if lasts > ClockJumps::LEAST_MS { 0.0 } else { lasts as f64 / 1000.0 }
        };
        let lasts = std::iter::once(0.0).take(times.len()).chain(times.windows(2).map(step)).collect();
        let since_start = (start - run.summary.start.unix_ms()).clamp(0, 60_000) as f64 / 1000.0;
        let counted = means(levels, Channel::Distance).map(|metres| counted(&metres, since_start));
        let by_position = Some(&load.metres).filter(|metres| metres.len() == times.len());
        let metres = counted.or_else(|| by_position.cloned());
        let far = metres.as_ref().and_then(|metres| metres.last().copied()).unwrap_or(0.0);
        let (axis, x) = match &metres {
            Some(metres) if far > SHORTEST_M => (
                XAxis::Distance(units.long()),
                metres.iter().map(|metres| metres / units.long_metres()).collect(),
            ),
            _ => (XAxis::Time, rising(&seconds)),
        };
        Self { units, axis, x, seconds, lasts, metres }
    }

    /// Metres per second between neighbours; empty where nothing tells the way.
    pub(super) fn speeds(&self) -> Option<Vec<Option<f64>>> {
        let metres = self.metres.as_ref()?;
        let pair = |row: usize| {
            let before = row.checked_sub(1)?;
            let time = self.seconds.get(row)? - self.seconds.get(before)?;
            (time > 0.0).then(|| (metres[row] - metres[before]) / time)
        };
        Some((0..metres.len()).map(pair).collect())
    }

    /// The place on the axis at a second since the start, between the moments around it.
    pub(super) fn place_at(&self, second: f64) -> Option<f64> {
        let (seconds, x) = (&self.seconds, &self.x);
        let after = seconds.partition_point(|at| *at <= second);
        let before = after.saturating_sub(1);
        let (from, to) = (*x.get(before)?, x.get(after).or(x.last()).copied()?);
        let (began, ended) = (*seconds.get(before)?, seconds.get(after).copied().unwrap_or(second));
        let share = ((second - began) / (ended - began).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        Some(from + (to - from) * share)
    }

    /// Rows whose step from the row before lies in a part of the axis.
    fn steps(&self, (from, to): (f64, f64)) -> impl Iterator<Item = usize> {
        let middle = move |row: &usize| (from..=to).contains(&f64::midpoint(self.x[row - 1], self.x[*row]));
        (1..self.x.len()).filter(middle)
    }

    /// Seconds for a kilometre or mile in a part: time by way, pauses left out. A mean of paces would count a place more where
    /// a device wrote more often. Where the way is not known, by these speeds.
    pub(super) fn pace(&self, part: (f64, f64), speeds: &[Option<f64>]) -> Option<f64> {
        if self.axis == XAxis::Time {
            return self.pace_of(part, speeds);
        }
        let add =
            |sum: (f64, f64), row: usize| (sum.0 + self.lasts[row], sum.1 + self.x[row] - self.x[row - 1]);
        let (time, way) = self.steps(part).fold((0.0, 0.0), add);
        (way > 0.0).then(|| time / way)
    }

    /// Seconds for a kilometre or mile in a part by these speeds in m/s, of which rows without one count nothing.
    pub(super) fn pace_of(&self, part: (f64, f64), speeds: &[Option<f64>]) -> Option<f64> {
        let speed = self.mean(part, speeds).filter(|speed| *speed > 0.0)?;
        Some(self.units.long_metres() / speed)
    }

    /// The mean of values in a part, each for as long as it lasts; rows without a value count nothing.
    pub(super) fn mean(&self, part: (f64, f64), values: &[Option<f64>]) -> Option<f64> {
        let told =
            self.steps(part).filter_map(|row| Some((self.lasts[row], values.get(row).copied().flatten()?)));
        let (sum, time) =
            told.fold((0.0, 0.0), |(sum, time), (lasts, value)| (sum + value * lasts, time + lasts));
        (time > 0.0).then(|| sum / time)
    }

    /// The highest of values in a part.
    pub(super) fn highest(&self, (from, to): (f64, f64), values: &[Option<f64>]) -> Option<f64> {
        let within = self.x.iter().zip(values).filter(|(x, _)| (from..=to).contains(*x));
        within.filter_map(|(_, value)| *value).max_by(f64::total_cmp)
    }
}

/// Metres along the way by the device's counter, as the totals count them; never back.
fn counted(metres: &[Option<f64>], since_start_s: f64) -> Vec<f64> {
    let mut counter = DistanceCounter::default();
    let mut read = |metres: &Option<f64>| match metres.filter(|metres| metres.is_finite()) {
        Some(metres) => counter.read(metres, since_start_s),
        None => counter.total(),
    };
    rising(&metres.iter().map(&mut read).collect::<Vec<f64>>())
}

/// Never steps back.
fn rising(values: &[f64]) -> Vec<f64> {
    let mut highest = 0.0_f64;
    let value = |value: &f64| {
        highest = value.max(highest);
        highest
    };
    values.iter().map(value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(x: &[f64], seconds: &[f64], lasts: &[f64]) -> Way {
        Way {
            units: Units::Metric,
            axis: XAxis::Distance("km"),
            x: x.to_vec(),
            seconds: seconds.to_vec(),
            lasts: lasts.to_vec(),
            metres: None,
        }
    }

    #[test]
    fn a_counter_that_was_not_reset_begins_at_nought_and_gaps_hold_their_place() {
        assert_eq!(
            counted(&[Some(1.0), None, Some(0.9), Some(3.0), Some(f64::NAN)], 0.0),
            [1.0, 1.0, 1.0, 3.0, 3.0]
        );
        assert_eq!(
            counted(&[Some(42_000.0), Some(42_010.0), Some(5.0), Some(25.0)], 0.0),
            [0.0, 10.0, 10.0, 30.0]
        );
    }

    #[test]
    fn a_second_between_two_moments_stands_between_their_places() {
        let place = |second| way(&[0.0, 1.0, 1.5], &[0.0, 10.0, 20.0], &[0.0; 3]).place_at(second);
        assert_eq!(
            [place(5.0), place(15.0), place(20.0), place(99.0)],
            [Some(0.5), Some(1.25), Some(1.5), Some(1.5)]
        );
        assert_eq!(way(&[], &[], &[]).place_at(3.0), None);
    }

    #[test]
    fn a_pace_is_time_by_way_and_a_pause_is_neither() {
        // A kilometre in 300 s told by one row, one in 400 s told by two, and a pause between.
        let way = way(
            &[0.0, 1.0, 1.0, 1.5, 2.0],
            &[0.0, 300.0, 900.0, 1100.0, 1300.0],
            &[0.0, 300.0, 0.0, 200.0, 200.0],
        );
        let pace = |from, to| way.pace((from, to), &[]);
        assert_eq!([pace(0.0, 2.0), pace(0.0, 1.0), pace(1.0, 2.0)], [Some(350.0), Some(300.0), Some(400.0)]);
        assert_eq!(pace(2.5, 3.0), None);
        let half = [None, Some(4.0), None, Some(2.0), Some(2.0)];
        assert_eq!(way.pace_of((0.0, 2.0), &half), Some(700_000.0 / 2000.0), "700 s at 2000 m in all");
    }

    #[test]
    fn a_mean_counts_each_value_for_as_long_as_it_lasts() {
        let way = way(&[0.0, 1.0, 2.0], &[0.0, 1.0, 4.0], &[0.0, 1.0, 3.0]);
        let heart = [Some(90.0), Some(100.0), Some(140.0)];
        assert_eq!(way.mean((0.0, 2.0), &heart), Some(130.0));
        assert_eq!(way.mean((0.0, 1.0), &heart), Some(100.0));
        assert_eq!(way.highest((0.0, 1.0), &heart), Some(100.0));
        assert_eq!(way.mean((0.0, 2.0), &[None, None, None]), None);
    }
}
