//! Downsampled columns for charts: lowest, highest and mean value per bucket of rows.

use femoris_measure::{Channel, Instant, Series};

use crate::StoreError;
use crate::codec::{BlobReader, BlobWriter, Flaw, Presence};

/// How finely a chart is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// At most 240 buckets: a whole run on a phone.
    Coarse,
    /// At most 960 buckets: a whole run on a wide screen, or a quarter of it on a phone.
    Fine,
}

impl Level {
    /// Both, coarse first.
    pub const ALL: [Self; 2] = [Self::Coarse, Self::Fine];

    /// The most buckets there are.
    pub fn buckets(self) -> usize {
        match self {
            Self::Coarse => 240,
            Self::Fine => 960,
        }
    }

    /// How many buckets a recording of `rows` rows has.
    pub fn count(self, rows: usize) -> usize {
        self.buckets().min(rows)
    }

    /// Kept ready for recordings much longer than the level; for shorter ones unpacking the samples is as quick.
    pub(crate) fn is_kept(self, rows: usize) -> bool {
        rows > 4 * self.buckets()
    }

    /// The rows of a bucket of a recording of `rows` rows.
    pub fn rows_of(self, bucket: usize, rows: usize) -> std::ops::Range<usize> {
        self.first_row(bucket, rows)..self.first_row(bucket + 1, rows)
    }

    /// First row of a bucket.
    fn first_row(self, bucket: usize, rows: usize) -> usize {
        bucket * rows / self.count(rows).max(1)
    }

    /// The moments at which the buckets begin.
    pub(crate) fn starts(self, times_ms: &[i64]) -> Vec<i64> {
        let first_rows = (0..self.count(times_ms.len())).map(|bucket| self.first_row(bucket, times_ms.len()));
        first_rows.filter_map(|row| times_ms.get(row).copied()).collect()
    }

    /// Downsamples a column of a recording with `rows` rows.
    pub(crate) fn reduce(self, series: &Series, rows: usize) -> Vec<Option<StepBucket>> {
        (0..self.count(rows))
            .map(|bucket| StepBucket::of(self.rows_of(bucket, rows).filter_map(|row| series.steps(row))))
            .collect()
    }
}

/// Values of one bucket, in the channel's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bucket {
    /// Lowest value.
    pub min: f64,
    /// Highest value.
    pub max: f64,
    /// Mean value.
    pub mean: f64,
}

/// One channel, downsampled. A bucket without any value is `None`.
#[derive(Debug, Clone, PartialEq)]
pub struct LevelColumn {
    /// Which channel.
    pub channel: Channel,
    /// One entry per bucket.
    pub buckets: Vec<Option<Bucket>>,
}

/// Channels of a run, downsampled together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Levels {
    /// The moment each bucket begins.
    pub starts: Vec<Instant>,
    /// The channels asked for that the run has.
    pub columns: Vec<LevelColumn>,
}

/// Values of one bucket, in stored steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StepBucket {
    min: i32,
    max: i32,
    mean: i32,
}

impl StepBucket {
    fn of(steps: impl Iterator<Item = i32>) -> Option<Self> {
        let (mut min, mut max, mut sum, mut count) = (i32::MAX, i32::MIN, 0i64, 0i64);
        for step in steps {
            min = min.min(step);
            max = max.max(step);
            sum += i64::from(step);
            count += 1;
        }
        let mean = sum.checked_div(count)?;
        // The mean lies between the lowest and the highest, so it fits.
        Some(Self { min, max, mean: i32::try_from(mean).unwrap_or(max) })
    }

    pub(crate) fn in_units(self, channel: Channel) -> Bucket {
        let unit = |steps: i32| f64::from(steps) / channel.steps_per_unit();
        Bucket { min: unit(self.min), max: unit(self.max), mean: unit(self.mean) }
    }
}

/// Buckets as a blob: presence, lowest values, and how far highest and mean lie above them.
pub(crate) fn encode_buckets(buckets: &[Option<StepBucket>]) -> Result<Vec<u8>, StoreError> {
    let mut blob = BlobWriter::new();
    blob.presence(buckets.iter().map(Option::is_some))?;
    let present: Vec<StepBucket> = buckets.iter().flatten().copied().collect();
    blob.values(&present.iter().map(|b| b.min).collect::<Vec<i32>>())?;
    blob.values(&present.iter().map(|b| b.max.abs_diff(b.min)).collect::<Vec<u32>>())?;
    blob.values(&present.iter().map(|b| b.mean.abs_diff(b.min)).collect::<Vec<u32>>())?;
    Ok(blob.seal())
}

/// Buckets from a blob.
pub(crate) fn decode_buckets(codec: u8, count: usize, blob: &[u8]) -> Result<Vec<Option<StepBucket>>, Flaw> {
    let mut reader = BlobReader::open(codec, blob)?;
    let presence = match reader.presence(count)? {
        Presence::All => vec![true; count],
        Presence::Some(presence) => presence,
    };
    let present = presence.iter().filter(|here| **here).count();
    let lows = reader.values::<i32>(present)?;
    let highs = reader.values::<u32>(present)?;
    let means = reader.values::<u32>(present)?;
    reader.end()?;
    let mut values = lows.into_iter().zip(highs).zip(means).map(|((min, high), mean)| {
        let above = |by: u32| min.checked_add_unsigned(by).ok_or(Flaw::Values);
        Ok(StepBucket { min, max: above(high)?, mean: above(mean)? })
    });
    presence.into_iter().map(|here| if here { values.next().transpose() } else { Ok(None) }).collect()
}
