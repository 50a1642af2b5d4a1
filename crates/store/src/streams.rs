//! Reading samples: whole columns, downsampled levels, fields of third-party apps.

use femoris_measure::{Channel, DeveloperSeries, Instant, Samples, Series};
use femoris_recording::believable_places;
use rusqlite::{OptionalExtension, params};

use crate::codec::{Flaw, MAX_ROWS, decode_moments, decode_series};
use crate::error::SqlContext;
use crate::levels::{Level, LevelColumn, Levels, StepBucket, decode_buckets};
use crate::prepare::MOMENTS;
use crate::{Reader, RunId, StoreError};

/// The channels of a position.
const PLACE: [Channel; 2] = [Channel::Latitude, Channel::Longitude];

/// Name of a third-party field of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeveloperField {
    /// Which of the run's fields, from 0; names may repeat.
    pub index: u16,
    /// Name as the app wrote it.
    pub name: String,
    /// Unit as the app wrote it; may be empty.
    pub unit: String,
}

/// Columns of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Streams {
    /// The moments, and the columns asked for that the run has.
    pub samples: Samples,
}

impl Reader<'_> {
    /// The moments and the columns asked for, those of them the run has. [`Channel::ALL`] gives all.
    pub fn streams(&self, id: &RunId, channels: &[Channel]) -> Result<Streams, StoreError> {
        let n = self.number_of(id)?;
        let mut samples = Samples::new();
        for ms in self.moments(n, id)? {
            samples.push(Instant::from_unix_ms(ms));
        }
        self.put_columns(n, id, channels, &mut samples)?;
        Ok(Streams { samples })
    }

    /// Adds the columns asked for, those of them the run has, to samples of it that were read before.
    pub fn add_columns(
        &self,
        id: &RunId,
        channels: &[Channel],
        samples: &mut Samples,
    ) -> Result<(), StoreError> {
        self.put_columns(self.number_of(id)?, id, channels, samples)
    }

    fn put_columns(
        &self,
        n: i64,
        id: &RunId,
        channels: &[Channel],
        samples: &mut Samples,
    ) -> Result<(), StoreError> {
        for channel in channels {
            if let Some(series) = self.column(n, id, *channel)? {
                let fits = samples.put_column(*channel, series);
                if !fits {
                    return Err(damaged(id, channel.name(), "it has more rows than there are moments"));
                }
            }
        }
        Ok(())
    }

    /// The columns asked for, downsampled for a chart. A short recording has one bucket per row. Positions that cannot be
    /// believed are left out, or one of them would move the mean of its bucket.
    pub fn levels(&self, id: &RunId, channels: &[Channel], level: Level) -> Result<Levels, StoreError> {
        let n = self.number_of(id)?;
        let rows = self.rows_of(n, id)?;
        let kept = level.is_kept(rows);
        let times = match if kept { self.kept_level(n, level, MOMENTS)? } else { None } {
            Some((codec, blob)) => decode_moments(codec, level.count(rows), &blob)
                .map_err(|flaw| damaged(id, "moments (downsampled)", &flaw.to_string()))?,
            None => level.starts(&self.moments(n, id)?),
        };
        let starts = times.into_iter().map(Instant::from_unix_ms).collect();
        let places = if channels.iter().any(|channel| PLACE.contains(channel)) {
            believed(&self.streams(id, &PLACE)?.samples)
        } else {
            Samples::new()
        };
        let mut columns = Vec::new();
        for channel in channels {
            let buckets = match PLACE.contains(channel) {
                true => places.column(*channel).map(|series| level.reduce(series, rows)),
                false => self.level_column(n, id, *channel, (level, rows))?,
            };
            if let Some(buckets) = buckets {
                let buckets = buckets.into_iter().map(|b| b.map(|b| b.in_units(*channel))).collect();
                columns.push(LevelColumn { channel: *channel, buckets });
            }
        }
        Ok(Levels { starts, columns })
    }

    /// The series of a third-party field.
    pub fn developer_series(&self, id: &RunId, index: u16) -> Result<Option<DeveloperSeries>, StoreError> {
        let n = self.number_of(id)?;
        let found: Option<(String, String, i64, u8, Vec<u8>)> = self
            .conn
            .prepare_cached(
                "SELECT name, unit, n, codec, data FROM developer_stream WHERE run = ?1 AND i = ?2",
            )
            .and_then(|mut select| {
                let row = |row: &rusqlite::Row<'_>| {
                    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
                };
                select.query_row(params![n, index], row).optional()
            })
            .doing("read a third-party field")?;
        let Some((name, unit, rows, codec, blob)) = found else { return Ok(None) };
        let series = bounded(rows)
            .and_then(|rows| decode_series(codec, rows, &blob))
            .map_err(|flaw| damaged(id, &format!("third-party field {index}"), &flaw.to_string()))?;
        Ok(Some(DeveloperSeries { name, unit, series }))
    }

    pub(crate) fn developer_fields(&self, n: i64) -> Result<Vec<DeveloperField>, StoreError> {
        self.conn
            .prepare_cached("SELECT i, name, unit FROM developer_stream WHERE run = ?1 ORDER BY i")
            .and_then(|mut select| {
                let field = |row: &rusqlite::Row<'_>| {
                    Ok(DeveloperField { index: row.get(0)?, name: row.get(1)?, unit: row.get(2)? })
                };
                select.query_map([n], field)?.collect()
            })
            .doing("list third-party fields")
    }

    fn level_column(
        &self,
        n: i64,
        id: &RunId,
        channel: Channel,
        (level, rows): (Level, usize),
    ) -> Result<Option<Vec<Option<StepBucket>>>, StoreError> {
        let kept = if level.is_kept(rows) { self.kept_level(n, level, channel.code())? } else { None };
        if let Some((codec, blob)) = kept {
            return decode_buckets(codec, level.count(rows), &blob).map(Some).map_err(|flaw| {
                damaged(id, &format!("{} (downsampled)", channel.name()), &flaw.to_string())
            });
        }
        Ok(self.column(n, id, channel)?.map(|series| level.reduce(&series, rows)))
    }

    fn kept_level(&self, n: i64, level: Level, channel: u8) -> Result<Option<(u8, Vec<u8>)>, StoreError> {
        self.conn
            .prepare_cached("SELECT codec, data FROM level WHERE run = ?1 AND buckets = ?2 AND channel = ?3")
            .and_then(|mut select| {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                select.query_row(params![n, level.buckets() as i64, channel], row).optional()
            })
            .doing("read a downsampled column")
    }

    fn rows_of(&self, n: i64, id: &RunId) -> Result<usize, StoreError> {
        let rows: Option<i64> = self
            .conn
            .prepare_cached("SELECT n FROM stream WHERE run = ?1 AND channel = ?2")
            .and_then(|mut select| select.query_row(params![n, MOMENTS], |row| row.get(0)).optional())
            .doing("read the length of a recording")?;
        let rows = rows.ok_or_else(|| damaged(id, "moments", "they are missing"))?;
        bounded(rows).map_err(|flaw| damaged(id, "moments", &flaw.to_string()))
    }

    fn moments(&self, n: i64, id: &RunId) -> Result<Vec<i64>, StoreError> {
        let (rows, codec, blob) =
            self.blob(n, MOMENTS)?.ok_or_else(|| damaged(id, "moments", "they are missing"))?;
        bounded(rows)
            .and_then(|rows| decode_moments(codec, rows, &blob))
            .map_err(|flaw| damaged(id, "moments", &flaw.to_string()))
    }

    fn column(&self, n: i64, id: &RunId, channel: Channel) -> Result<Option<Series>, StoreError> {
        let Some((rows, codec, blob)) = self.blob(n, channel.code())? else { return Ok(None) };
        bounded(rows)
            .and_then(|rows| decode_series(codec, rows, &blob))
            .map(Some)
            .map_err(|flaw| damaged(id, channel.name(), &flaw.to_string()))
    }

    fn blob(&self, n: i64, channel: u8) -> Result<Option<(i64, u8, Vec<u8>)>, StoreError> {
        self.conn
            .prepare_cached("SELECT n, codec, data FROM stream WHERE run = ?1 AND channel = ?2")
            .and_then(|mut select| {
                let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
                select.query_row(params![n, channel], row).optional()
            })
            .doing("read a column")
    }
}

/// The positions among samples that can be believed, each at its row.
fn believed(samples: &Samples) -> Samples {
    let mut kept = Samples::new();
    let mut places = believable_places(samples).into_iter().peekable();
    for (row, ms) in samples.times_ms().iter().enumerate() {
        kept.push(Instant::from_unix_ms(*ms));
        if let Some((_, place)) = places.next_if(|(kept, _)| *kept == row) {
            kept.set(Channel::Latitude, place.latitude());
            kept.set(Channel::Longitude, place.longitude());
        }
    }
    kept
}

/// A stored count of rows, refused before anything is allocated for it.
fn bounded(rows: i64) -> Result<usize, Flaw> {
    let rows = usize::try_from(rows).map_err(|_| Flaw::TooManyRows(usize::MAX))?;
    if rows > MAX_ROWS { Err(Flaw::TooManyRows(rows)) } else { Ok(rows) }
}

fn damaged(id: &RunId, column: &str, why: &str) -> StoreError {
    StoreError::damaged(format!("the {column} column of run {id}"), why)
}
