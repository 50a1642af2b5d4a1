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
        let paused: i64 = touched.map(|(start, end)| (end.min(&to) - start.max(&from)).max(0)).sum();
        paused.min((to - from).max(0))
    }
}
