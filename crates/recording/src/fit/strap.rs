//! Heart rates a strap kept to itself during a swim and handed over later, merged into the records.

use femoris_measure::{Channel, Samples, Series};

use super::rows::instant;
use super::wire::Message;

/// A beat is held this long where the strap counted none.
const HOLD_MS: i64 = 5_000;
/// Beats kept: a week of them, and as much as bounds memory.
const MAX_BEATS: usize = 2_000_000;
/// Ticks of the strap's own clock per second.
const TICKS_PER_S: i64 = 1024;

/// Beats of a strap in order, on the wall clock.
#[derive(Debug, Default)]
pub(super) struct Strap {
    /// When the strap's clock stood at zero, in Unix milliseconds.
    zero_ms: Option<i64>,
    /// The strap's clock at the newest beat, in ticks.
    ticks: i64,
    beats: Vec<(i64, u8)>,
}

impl Strap {
    /// Takes in one `hr` message: beats by their full time, or by the low twelve bits of it.
    pub(super) fn add(&mut self, message: &Message<'_>) {
        let rates: Vec<Option<i64>> = message.list(6).collect();
        let full: Vec<i64> = message.list(9).flatten().collect();
        if let Some(first) = full.first() {
            if let Some(time) = message.get::<u32>(253) {
                // The fraction is in 1/32768 s, or in 1/256 s on older straps.
                let fraction =
                    message.whole(0).map(|f| f * 1000 / 32_768).or(message.whole(1).map(|f| f * 1000 / 256));
                let wall_ms = instant(time).unix_ms() + fraction.unwrap_or(0);
                self.zero_ms = Some(wall_ms - first * 1000 / TICKS_PER_S);
            }
            for (ticks, rate) in full.iter().zip(&rates) {
                self.ticks = *ticks;
                self.beat(*rate);
            }
        } else if let Some((packed, _)) = message.raw(10) {
            for (low, rate) in twelve_bits(packed).zip(rates) {
                self.ticks += (low - self.ticks) & 0x0FFF;
                self.beat(rate);
            }
        }
    }

    fn beat(&mut self, rate: Option<i64>) {
        let rate = rate.and_then(|rate| u8::try_from(rate).ok()).filter(|rate| *rate > 0);
        if let (Some(zero), Some(rate), true) = (self.zero_ms, rate, self.beats.len() < MAX_BEATS) {
            self.beats.push((zero + self.ticks * 1000 / TICKS_PER_S, rate));
        }
    }

    /// No beats at all.
    pub(super) fn is_empty(&self) -> bool {
        self.beats.is_empty()
    }

    /// Joins the beats of another part of the file.
    pub(super) fn append(&mut self, mut other: Self) {
        self.beats.append(&mut other.beats);
        self.beats.truncate(MAX_BEATS);
    }

    /// Puts the beats in order; a strap handed over twice counts once.
    pub(super) fn sort(&mut self) {
        self.beats.sort_unstable();
        self.beats.dedup();
    }

    /// Fills rows without a heart rate: the mean of the beats since the row before, else the last beat for a
    /// few seconds. Gives the number of rows filled. The beats must be sorted.
    pub(super) fn fill(&self, samples: &mut Samples) -> usize {
        let own = samples.column(Channel::HeartRate).cloned().unwrap_or_default();
        let mut filled = 0;
        let mut before = i64::MIN;
        let times = samples.times_ms();
        let merged: Series = (0..times.len())
            .map(|row| {
                let (from, to) = (before, times[row]);
                before = to;
                own.steps(row).or_else(|| {
                    let rate = self.rate(from.max(to.saturating_sub(60_000)), to)?;
                    filled += 1;
                    Some(rate)
                })
            })
            .collect();
        if filled > 0 {
            samples.put_column(Channel::HeartRate, merged);
        }
        filled
    }

    /// Mean rate in `(from, to]`, or the last one held.
    fn rate(&self, from: i64, to: i64) -> Option<i32> {
        let end = self.beats.partition_point(|(at, _)| *at <= to);
        let start = self.beats.partition_point(|(at, _)| *at <= from).min(end);
        if start < end {
            let sum: i64 = self.beats[start..end].iter().map(|(_, rate)| i64::from(*rate)).sum();
            let count = (end - start) as i64;
            return i32::try_from((sum + count / 2) / count).ok();
        }
        let (at, rate) = self.beats[..end].last()?;
        (to.saturating_sub(*at) <= HOLD_MS).then(|| i32::from(*rate))
    }
}

/// Values of twelve bits, two in three bytes, the low bits first.
fn twelve_bits(packed: &[u8]) -> impl Iterator<Item = i64> + '_ {
    packed.as_chunks::<3>().0.iter().flat_map(|[a, b, c]| {
        let first = i64::from(*a) | (i64::from(b & 0x0F) << 8);
        let second = i64::from(b >> 4) | (i64::from(*c) << 4);
        [first, second]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use femoris_measure::Instant;

    #[test]
    fn two_values_share_three_bytes() {
        assert_eq!(twelve_bits(&[0x9E, 0x72, 0x39]).collect::<Vec<_>>(), [0x29E, 0x397]);
    }

    #[test]
    fn beats_fill_only_rows_that_lack_a_rate() {
        let strap = Strap { beats: vec![(500, 100), (900, 110), (2_000, 120)], ..Strap::default() };
        let mut samples = Samples::new();
        for second in 0..9 {
            samples.push(Instant::from_unix_ms(second * 1000));
            if second == 2 {
                samples.set(Channel::HeartRate, 150.0);
            }
        }
        assert_eq!(strap.fill(&mut samples), 6);
        let rates: Vec<_> = (0..9).map(|row| samples.value(Channel::HeartRate, row)).collect();
        let held = Some(120.0);
        assert_eq!(
            rates,
            [None, Some(105.0), Some(150.0), held, held, held, held, held, None],
            "the mean of two beats, the row's own, then the last beat for five seconds"
        );
    }
}
