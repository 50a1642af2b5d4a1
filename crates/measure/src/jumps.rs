//! When the clock of a device jumped.

use crate::{Pauses, RecordedRun};

/// Spans of a recording that its clock leapt over, from one row to the next: the runner did not wait there. Times are
/// seconds since the first row; those of the clock hold the leaps, those of the run leave them out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClockJumps {
    /// Where each begins on the clock, and how long it is, in their order.
    spans: Vec<(f64, f64)>,
    /// Of the run, its last moment.
    end: Option<f64>,
}

impl ClockJumps {
    /// A gap longer than this while the timer runs is the clock jumping, not the runner waiting.
    pub const LEAST_MS: i64 = 6 * 3_600_000;

    /// The jumps of a recording.
    pub fn of(run: &RecordedRun) -> Self {
        let times = run.samples.times_ms();
        let Some(start) = times.first() else { return Self::default() };
        let pauses = Pauses::of(&run.timer_events);
        // Clocks of damaged recordings stand anywhere, also at the ends of all time.
        let since = |ms: i64| ms.saturating_sub(*start) as f64 / 1000.0;
        let mut spans: Vec<(f64, f64)> = Vec::new();
        // A clock that leapt and was set back leaps over the same span again: what was leapt over once is.
        let mut reached = *start;
        for pair in times.windows(2) {
            let (from, to) = (pair[0].max(reached), pair[1]);
            let leapt = to.saturating_sub(pair[0]).saturating_sub(pauses.within(pair[0], to));
            if leapt > Self::LEAST_MS && to > from {
                let length = leapt.min(to.saturating_sub(from));
                spans.push((since(from), length as f64 / 1000.0));
                reached = to;
            }
        }
        let mut jumps = Self { spans, end: None };
        let last = times.iter().max().map(|last| since(*last));
        jumps.end = last.map(|last| jumps.of_run(last));
        jumps
    }

    /// The last moment of the run, in its own seconds; `None` without any.
    pub fn end(&self) -> Option<f64> {
        self.end
    }

    /// The second of the run at a second of the clock.
    pub fn of_run(&self, clock: f64) -> f64 {
        let leapt = |(from, length): &(f64, f64)| (clock - from).clamp(0.0, *length);
        clock - self.spans.iter().map(leapt).sum::<f64>()
    }

    /// The second of the clock at a second of the run; before a jump where it falls together with one.
    pub fn of_clock(&self, run: f64) -> f64 {
        self.spans
            .iter()
            .fold(run, |clock, (from, length)| if clock > *from { clock + length } else { clock })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instant, Samples, TimerEvent, TimerEventKind};

    fn run(seconds: &[i64], stops: &[(i64, i64)]) -> RecordedRun {
        let at = |second: i64| Instant::from_unix_ms(1_700_000_000_000 + second * 1000);
        let mut samples = Samples::new();
        seconds.iter().for_each(|second| samples.push(at(*second)));
        let event = |second, kind| TimerEvent { at: at(second), kind };
        RecordedRun {
            timer_events: stops
                .iter()
                .flat_map(|(from, to)| {
                    [event(*from, TimerEventKind::Stop), event(*to, TimerEventKind::Start)]
                })
                .collect(),
            ..RecordedRun::of_samples(at(0), samples)
        }
    }

    const DAY: i64 = 86_400;

    #[test]
    fn what_the_clock_leapt_over_is_no_time_of_the_run() {
        let jumps = ClockJumps::of(&run(&[0, 10, 20 * DAY, 20 * DAY + 10], &[]));
        let rows = [0.0, 10.0, 20.0 * DAY as f64, 20.0 * DAY as f64 + 10.0];
        assert_eq!(rows.map(|clock| jumps.of_run(clock)), [0.0, 10.0, 10.0, 20.0]);
        assert_eq!(jumps.end(), Some(20.0));
        assert_eq!([5.0, 10.0, 12.0].map(|run| jumps.of_clock(run)), [5.0, 10.0, rows[2] + 2.0]);
    }

    #[test]
    fn a_pause_and_a_clock_that_was_set_back_are_no_jumps() {
        let paused = ClockJumps::of(&run(&[0, 10, DAY, DAY + 10], &[(11, DAY - 1)]));
        assert_eq!((paused.of_run(DAY as f64), paused.end()), (DAY as f64, Some(DAY as f64 + 10.0)));
        let back_and_forth = ClockJumps::of(&run(&[0, 10, DAY, 11, DAY, DAY + 9], &[]));
        assert_eq!((back_and_forth.of_run(11.0), back_and_forth.end()), (10.0, Some(19.0)));
        assert_eq!(ClockJumps::of(&run(&[], &[])), ClockJumps::default());
        let (first, last) = (Instant::from_unix_ms(i64::MIN), Instant::from_unix_ms(i64::MAX));
        let mut all_time = run(&[], &[]);
        [first, last, first].into_iter().for_each(|at| all_time.samples.push(at));
        assert_eq!(ClockJumps::of(&all_time).end(), Some(0.0), "no clock leaps further");
    }
}
