//! Means of a run over time: a device that writes more often where the pace changes counts no value twice.

use crate::{BeatsPerMinute, Channel, Pauses, RecordedRun, StepsPerMinute};

/// Longer than this between two values, in milliseconds, nobody knows what was in between. The load has the same limit, and
/// watches that write only what changed stay below it.
const LONGEST_GAP_MS: i64 = 30_000;

/// Means and highest values of a run. What is not known is missing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Means {
    /// Mean heart rate.
    pub heart_rate: Option<BeatsPerMinute>,
    /// Highest heart rate.
    pub max_heart_rate: Option<BeatsPerMinute>,
    /// Mean cadence, both feet counted.
    pub cadence: Option<StepsPerMinute>,
}

impl Means {
    /// How many of them are known.
    pub fn count(&self) -> usize {
        let known = [self.heart_rate.is_some(), self.max_heart_rate.is_some(), self.cadence.is_some()];
        known.into_iter().filter(|known| *known).count()
    }
}

impl RecordedRun {
    /// Means of the samples; what they do not tell is what a list told in their stead.
    pub fn means(&self) -> Means {
        let pauses = Pauses::of(&self.timer_events);
        let heart = |beats: f64| BeatsPerMinute::new(beats).ok();
        let rate = self.mean(Channel::HeartRate, &pauses).and_then(heart);
        let highest = self.samples.present(Channel::HeartRate).map(|(_, beats)| beats).max_by(f64::total_cmp);
        let steps = self.mean(Channel::Cadence, &pauses).and_then(|steps| StepsPerMinute::new(steps).ok());
        Means {
            heart_rate: rate.or(self.told.heart_rate),
            max_heart_rate: highest.and_then(heart).or(self.told.max_heart_rate),
            cadence: steps.or(self.told.cadence),
        }
    }

    /// The mean of a channel over the time between its values, each interval with the mean of its ends. A zero of a heart or
    /// a step counter is a sensor that saw nothing, and so is the time around it; a pause is not run.
    fn mean(&self, channel: Channel, pauses: &Pauses) -> Option<f64> {
        let times = self.samples.times_ms();
        let (mut sum, mut lasted) = (0.0, 0.0);
        let (mut plain, mut count) = (0.0, 0.0);
        let mut before: Option<(i64, f64)> = None;
        for (row, value) in self.samples.present(channel) {
            let Some(at) = times.get(row).copied() else { continue };
            if value <= 0.0 {
                before = None;
                continue;
            }
            plain += value;
            count += 1.0;
            if let Some((from, earlier)) = before {
                let ran = at.saturating_sub(from).max(0) - pauses.within(from, at);
                let weight = ran.min(LONGEST_GAP_MS) as f64;
                sum += f64::midpoint(earlier, value) * weight;
                lasted += weight;
            }
            before = Some((at, value));
        }
        // Values that stand alone have no time of their own.
        if lasted > 0.0 { Some(sum / lasted) } else { (count > 0.0).then(|| plain / count) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instant, Samples, TimerEvent, TimerEventKind};

    fn run(rows: &[(i64, Option<f64>)]) -> RecordedRun {
        let mut samples = Samples::new();
        for (second, heart) in rows {
            samples.push(Instant::from_unix_ms(second * 1000));
            if let Some(heart) = heart {
                samples.set(Channel::HeartRate, *heart);
            }
        }
        RecordedRun::of_samples(Instant::from_unix_ms(0), samples)
    }

    fn heart(run: &RecordedRun) -> Option<f64> {
        run.means().heart_rate.map(BeatsPerMinute::get)
    }

    #[test]
    fn a_value_counts_for_as_long_as_it_lasts() {
        // Ten seconds at 100, told by two rows, and two at 160, told by three.
        let rows =
            [(0, Some(100.0)), (10, Some(100.0)), (10, Some(160.0)), (11, Some(160.0)), (12, Some(160.0))];
        assert_eq!(heart(&run(&rows)), Some(110.0));
        assert_eq!(run(&rows).means().max_heart_rate.map(BeatsPerMinute::get), Some(160.0));
        // What the device left out between two values is between them.
        let sparse = [(0, Some(100.0)), (1, None), (2, None), (10, Some(120.0))];
        assert_eq!(heart(&run(&sparse)), Some(110.0));
    }

    #[test]
    fn a_pause_a_long_gap_and_a_silent_sensor_count_nothing() {
        let mut paused = run(&[(0, Some(100.0)), (10, Some(100.0)), (30, Some(100.0)), (40, Some(140.0))]);
        let event = |second: i64, kind| TimerEvent { at: Instant::from_unix_ms(second * 1000), kind };
        assert_eq!(heart(&paused), Some(105.0));
        paused.timer_events = vec![event(10, TimerEventKind::Stop), event(30, TimerEventKind::Start)];
        assert_eq!(heart(&paused), Some(110.0));
        let gap = [(0, Some(100.0)), (30, Some(100.0)), (3600, Some(180.0)), (3630, Some(180.0))];
        assert_eq!(heart(&run(&gap)), Some(140.0), "30 s at 100, 30 s on the way, 30 s at 180");
        let silent = [(0, Some(100.0)), (10, Some(100.0)), (20, Some(0.0)), (30, Some(150.0))];
        assert_eq!(heart(&run(&silent)), Some(100.0));
    }

    #[test]
    fn single_values_and_none_have_their_answers() {
        assert_eq!(heart(&run(&[(0, Some(100.0)), (0, Some(140.0))])), Some(120.0), "no time passes");
        assert_eq!(heart(&run(&[(0, None), (5, Some(0.0))])), None);
        let mut told = run(&[(0, None)]);
        told.told.heart_rate = BeatsPerMinute::new(150.0).ok();
        assert_eq!(heart(&told), Some(150.0), "a list stands in");
    }
}
