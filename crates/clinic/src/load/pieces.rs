//! The longest unbroken piece of a run at or above each speed: a single second that a watch got wrong is no piece.

use super::bins;
use super::trace::Moment;
use std::collections::BTreeMap;

// number: milliseconds in a second
const THOUSAND: f64 = 1000.0;

/// Some time at one speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SteadyTime {
    /// Seconds of its beginning since the start of the run.
    pub from_s: f64,
    /// Seconds of its end.
    pub to_s: f64,
    /// Metres a second.
    pub speed: f64,
}

impl SteadyTime {
    /// Of a moment of a trace.
    pub fn of(moment: &Moment) -> Self {
        Self { from_s: moment.at_s - moment.lasts_s, to_s: moment.at_s, speed: moment.speed }
    }

    /// Whether it goes on from what ended then: one sample that was lost between them does not break a piece, a pause does.
    pub fn goes_on_from(&self, end_s: f64) -> bool {
        self.from_s - end_s <= self.to_s - self.from_s
    }
}

/// How long the longest unbroken piece at or above each speed lasted. Speeds are those of [`super::SpeedBins`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SpeedPieces(
    /// The number of a bin, rising, and milliseconds; only where the next faster piece is shorter.
    Vec<(u32, u64)>,
);

impl SpeedPieces {
    /// The pieces of a run, from its times in their order. One walk over them, however many speeds there are.
    pub fn of(times: impl IntoIterator<Item = SteadyTime>) -> Self {
        let mut all: BTreeMap<u32, u64> = BTreeMap::new();
        let mut saw = |bin, seconds: f64| {
            let longest = all.entry(bin).or_default();
            *longest = (*longest).max((seconds.max(0.0) * THOUSAND).round() as u64);
        };
        // Pieces that still go on: bins rising, and since when each has not been left.
        let mut open: Vec<(u32, f64)> = Vec::new();
        let mut end_s = 0.0;
        for time in times {
            let bin = bins::number(time.speed);
            let mut from_s = time.from_s;
            let stays = if time.goes_on_from(end_s) { bin } else { 0 };
            while let Some((fast, since)) = open.pop_if(|(fast, _)| *fast > stays) {
                saw(fast, end_s - since);
                if stays > 0 {
                    from_s = since;
                }
            }
            if bin > 0 && open.last().is_none_or(|(slow, _)| *slow < bin) {
                open.push((bin, from_s));
            }
            end_s = time.to_s;
        }
        open.into_iter().for_each(|(bin, since)| saw(bin, end_s - since));
        Self::in_stairs(all.into_iter().collect())
    }

    /// From numbered bins with their milliseconds, as a store kept them.
    pub fn from_bins(bins: impl IntoIterator<Item = (u32, u64)>) -> Self {
        Self::in_stairs(bins.into_iter().collect())
    }

    /// The bins at which the longest piece gets shorter, by their number, rising, with its milliseconds.
    pub fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.0.iter().copied()
    }

    /// Seconds of the longest piece that was nowhere slower than a speed in m/s; 0 where nothing was that fast. The speed is
    /// taken up to the next twentieth of a metre a second.
    pub fn longest(&self, speed: f64) -> f64 {
        let at = self.0.partition_point(|(bin, _)| *bin < bins::from(speed));
        let ms = self.0.get(at).map_or(0, |(_, ms)| *ms);
        ms as f64 / THOUSAND
    }

    /// Adds all of another run: a piece of one does not go on in the other.
    pub fn merge(&mut self, other: &Self) {
        *self = Self::in_stairs(self.iter().chain(other.iter()).collect());
    }

    /// Without what a longer piece at the same or a higher speed says already.
    fn in_stairs(mut pieces: Vec<(u32, u64)>) -> Self {
        // As a store keeps them they come in stairs.
        let falls = pieces.is_sorted_by(|(slow, longer), (fast, shorter)| slow < fast && longer > shorter);
        if falls && pieces.last().is_none_or(|(_, ms)| *ms > 0) {
            return Self(pieces);
        }
        pieces.sort_unstable();
        let mut longest = 0;
        let stairs = pieces.into_iter().rev().filter(|(_, ms)| {
            let is_longer = *ms > longest;
            longest = longest.max(*ms);
            is_longer
        });
        let mut stairs: Vec<_> = stairs.collect();
        stairs.reverse();
        Self(stairs)
    }
}

/// Whether a speed in m/s counts as at or above another, as [`SpeedPieces::longest`] counts it.
pub fn reaches(speed: f64, wanted: f64) -> bool {
    bins::number(speed) >= bins::from(wanted)
}
