//! The moment something pulled: pressed on the watch, or told later; and what that minute was like.

use super::maximum::OwnMaximum;
use super::rules::MeasureRules;
use super::trace::{Moment, Trace};
use crate::event::TwingeMinute;
use femoris_measure::{MetresPerSecond, RecordedRun, StepsPerMinute};

// number: half a minute to each side makes the minute
const HALF_S: f64 = 30.0;
// number: seconds in a minute
const MINUTE: f64 = 60.0;
// number: milliseconds in a second
const THOUSAND: i64 = 1000;
/// Two presses of the lap button within so many milliseconds mark a twinge.
// number: long enough for a hurried second press, shorter than any lap somebody wants
const TWICE_MS: i64 = 5000;

/// Seconds since the start of the run at which the lap button was pressed twice.
pub fn lap_pressed_twice(run: &RecordedRun) -> Vec<u32> {
    let is_press = |index: usize| run.laps.get(index).is_some_and(|lap| lap.manual == Some(true));
    let start = run.samples.times_ms().first().copied().unwrap_or(run.start.unix_ms());
    let mut found: Vec<u32> = Vec::new();
    // A lap that began and ended by hand within seconds: its start is the first press, its end the second.
    for index in 1..run.laps.len().saturating_sub(1) {
        let (from, to) = (run.laps[index].start.unix_ms(), run.laps[index + 1].start.unix_ms());
        let short = (0..=TWICE_MS).contains(&to.saturating_sub(from));
        if is_press(index - 1) && is_press(index) && short {
            let second = from.saturating_sub(start) / THOUSAND;
            found.extend(u32::try_from(second).ok());
        }
    }
    // Three presses are one moment.
    found.dedup_by(|later, first| i64::from(later.abs_diff(*first)) * THOUSAND <= TWICE_MS);
    found
}

/// The minute around a moment of a run; all of it unknown where nothing was recorded there.
pub fn minute_around(
    trace: &Trace,
    second: u32,
    maximum: Option<OwnMaximum>,
    rules: &MeasureRules,
) -> TwingeMinute {
    let middle = f64::from(second);
    let within =
        |moment: &&Moment| (moment.at_s - middle).abs() <= HALF_S && moment.speed >= rules.clean.moving_from;
    let (mut seconds, mut metres, mut index) = (0.0, 0.0, 0.0);
    let (mut slope, mut cadence) = ((0.0, 0.0), (0.0, 0.0));
    let maximum = maximum.map(OwnMaximum::speed);
    for moment in trace.moments().iter().filter(within) {
        let lasts = moment.lasts_s;
        seconds += lasts;
        metres += moment.metres();
        let rate = moment.cadence.map_or(rules.index.assumed_strides_per_s, |steps| steps / MINUTE / 2.0);
        let speed = rules.index.effective_speed(moment.speed, moment.acceleration.unwrap_or(0.0), maximum);
        if moment.speed >= rules.clean.running_from {
            index += rules.index.stride(speed).middle * rate * lasts;
        }
        add(&mut slope, moment.slope, lasts);
        add(&mut cadence, moment.cadence, lasts);
    }
    let mean = |(sum, time): (f64, f64)| (time > 0.0).then(|| sum / time);
    TwingeMinute {
        speed: mean((metres, seconds)).and_then(|speed| MetresPerSecond::new(speed).ok()),
        slope_percent: mean(slope).map(|slope| slope * 100.0),
        cadence: mean(cadence).and_then(|steps| StepsPerMinute::new(steps).ok()),
        hamstring_index: (seconds > 0.0).then_some(index),
    }
}

fn add(sum: &mut (f64, f64), value: Option<f64>, seconds: f64) {
    if let Some(value) = value {
        sum.0 += value * seconds;
        sum.1 += seconds;
    }
}
