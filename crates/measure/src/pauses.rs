//! When the timer stood still.

use crate::{TimerEvent, TimerEventKind};

/// Spans between a stop of the timer and its next start, in milliseconds since the Unix epoch, sorted by their start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pauses(Vec<(i64, i64)>);

impl Pauses {
    /// The pauses among timer events. A stop that no start follows is the end of the run and pauses nothing.
    pub fn of(events: &[TimerEvent]) -> Self {
        let mut pauses = Vec::new();
        let mut stopped: Option<i64> = None;
        for event in events {
            let at = event.at.unix_ms();
            match event.kind {
                TimerEventKind::Stop => stopped = stopped.or(Some(at)),
                TimerEventKind::Start => {
                    if let Some(from) = stopped.take().filter(|from| *from < at) {
                        pauses.push((from, at));
                    }
                }
            }
        }
        pauses.sort_unstable();
        Self(pauses)
    }

    /// No pause at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Milliseconds of a span that lie in pauses; 0 where the span runs backwards.
    pub fn within(&self, from: i64, to: i64) -> i64 {
        let last = self.0.partition_point(|(start, _)| *start < to);
        // Pauses of one recording do not overlap unless it is damaged; then the span itself is the limit.
        let touched = self.0[..last].iter().rev().take_while(|(_, end)| *end > from);
        // Clocks of damaged recordings stand anywhere, also at the ends of all time.
        let shared = |(start, end): &(i64, i64)| (*end.min(&to)).saturating_sub(*start.max(&from)).max(0);
        let paused = touched.map(shared).fold(0, i64::saturating_add);
        paused.min(to.saturating_sub(from).max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instant, TimerEvent};

    #[test]
    fn the_ends_of_all_time_do_not_overflow() {
        let event = |ms: i64, kind| TimerEvent { at: Instant::from_unix_ms(ms), kind };
        let pauses =
            Pauses::of(&[event(i64::MIN, TimerEventKind::Stop), event(i64::MAX, TimerEventKind::Start)]);
        assert_eq!(pauses.within(i64::MIN, i64::MAX), i64::MAX);
        assert_eq!((pauses.within(-5, 5), pauses.within(i64::MAX, i64::MIN)), (10, 0));
        assert_eq!(Pauses::default().within(i64::MIN, i64::MAX), 0);
    }
}
