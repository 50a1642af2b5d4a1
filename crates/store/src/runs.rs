//! Reading runs: lists, months, one run whole.

use femoris_measure::{
    BeatsPerMinute, Channel, Day, Device, Instant, Lap, Metres, Seconds, Sport, StepsPerMinute, TimerEvent,
    Totals, ZoneOffset,
};
use femoris_recording::{Diagnostic, Format};
use rusqlite::{OptionalExtension, params};

use crate::error::SqlContext;
use crate::prepare::{decode_timer_events, unpack_original};
use crate::run_rows::{Ask, Fields, SUMMARY, read_summary, read_totals};
use crate::streams::DeveloperField;
use crate::{Reader, Route, RunId, Sha256, StoreError};

/// Whether a run counts and is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Listed and counted.
    Shown,
    /// Taken away by the runner; can be brought back.
    Removed,
    /// The same run as another, which is the one that counts; can be taken apart again.
    Merged {
        /// The run that counts.
        into: RunId,
        /// Why they were taken for the same, in a sentence.
        why: String,
    },
}

/// A run as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSummary {
    /// Its id.
    pub id: RunId,
    /// Hash of the file it was read from.
    pub original: Sha256,
    /// Which part of that file, from 0.
    pub part: u16,
    /// Format of that file.
    pub format: Format,
    /// Kind of exercise.
    pub sport: Sport,
    /// The device's own word for the sport.
    pub sport_word: String,
    /// The device's own word for the sub-sport.
    pub sub_sport: String,
    /// When it began.
    pub start: Instant,
    /// Its last moment.
    pub end: Instant,
    /// The runner's zone at the start.
    pub offset: ZoneOffset,
    /// The runner's day at the start.
    pub day: Day,
    /// Distance, the device's where it wrote one.
    pub distance: Option<Metres>,
    /// Timer time, the device's where it wrote one.
    pub timer: Option<Seconds>,
    /// Sum of climbs, the device's where it wrote one.
    pub ascent: Option<Metres>,
    /// Rows of samples.
    pub records: u32,
    /// Values in all its columns, and what a list told in their stead: of two recordings of the same run the richer has more.
    pub richness: u64,
    /// Channels it has.
    pub channels: Vec<Channel>,
    /// Some of the file could not be read.
    pub is_damaged: bool,
    /// Mean heart rate over the samples.
    pub mean_heart_rate: Option<BeatsPerMinute>,
    /// Highest heart rate of the samples.
    pub max_heart_rate: Option<BeatsPerMinute>,
    /// Mean cadence over the samples with any.
    pub mean_cadence: Option<StepsPerMinute>,
    /// What recorded it.
    pub device: Device,
    /// Title; may be empty.
    pub title: String,
    /// Shoes or other gear; may be empty.
    pub gear: String,
    /// Tiny drawing of the route.
    pub route: Route,
    /// Whether it counts and is listed.
    pub standing: Standing,
}

/// A run with all that is known of it but the samples.
#[derive(Debug, Clone, PartialEq)]
pub struct RunDetail {
    /// What lists show.
    pub summary: RunSummary,
    /// What the device wrote as totals.
    pub device_totals: Totals,
    /// What the samples add up to.
    pub computed_totals: Totals,
    /// Laps in order.
    pub laps: Vec<Lap>,
    /// Timer starts and stops in order.
    pub timer_events: Vec<TimerEvent>,
    /// What the reader had to say about the file.
    pub diagnostics: Vec<StoredDiagnostic>,
    /// The runner's note; may be empty.
    pub note: String,
    /// Fields of third-party apps it has series of.
    pub developer: Vec<DeveloperField>,
}

/// A diagnostic as it was stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDiagnostic {
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// Stable snake-case code.
    pub code: String,
    /// Byte position in the file, where one is known.
    pub at_byte: Option<u64>,
    /// A full sentence.
    pub message: String,
}

impl From<&Diagnostic> for StoredDiagnostic {
    fn from(diagnostic: &Diagnostic) -> Self {
        Self {
            severity: diagnostic.severity.name().to_owned(),
            code: diagnostic.code.to_owned(),
            at_byte: diagnostic.at_byte,
            message: diagnostic.message.clone(),
        }
    }
}

impl StoredDiagnostic {
    pub(crate) fn to_json(diagnostics: &[Self]) -> String {
        let one = |d: &Self| serde_json::json!([d.severity, d.code, d.at_byte, d.message]);
        serde_json::Value::Array(diagnostics.iter().map(one).collect()).to_string()
    }

    fn from_json(text: &str) -> Option<Vec<Self>> {
        let value: serde_json::Value = serde_json::from_str(text).ok()?;
        let one = |entry: &serde_json::Value| {
            let word = |i: usize| entry.get(i)?.as_str().map(str::to_owned);
            let at_byte = entry.get(2)?.as_u64();
            Some(Self { severity: word(0)?, code: word(1)?, at_byte, message: word(3)? })
        };
        value.as_array()?.iter().map(one).collect()
    }
}

/// A place in the list of runs, newest first: the next page begins behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    start: Instant,
    n: i64,
}

impl Cursor {
    /// As text for an address.
    pub fn to_text(self) -> String {
        format!("{}.{}", self.start.unix_ms(), self.n)
    }

    /// From the text [`Cursor::to_text`] gave; `None` for anything else.
    pub fn from_text(text: &str) -> Option<Self> {
        let (start, n) = text.split_once('.')?;
        Some(Self { start: Instant::from_unix_ms(start.parse().ok()?), n: n.parse().ok()? })
    }
}

/// Some runs of the list, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunPage {
    /// The runs.
    pub runs: Vec<RunSummary>,
    /// Where the next page begins; `None` on the last.
    pub next: Option<Cursor>,
}

impl Reader<'_> {
    /// A page of the runs that are shown, newest first, behind `before` when given. Never longer than 500.
    pub fn runs_page(&self, limit: usize, before: Option<Cursor>) -> Result<RunPage, StoreError> {
        let limit = limit.clamp(1, 500);
        let (start, n) = before.map_or((i64::MAX, i64::MAX), |cursor| (cursor.start.unix_ms(), cursor.n));
        let mut rows = self.numbered_summaries(Ask::Page, params![start, n, limit as i64 + 1])?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|(n, run)| Cursor { start: run.start, n: *n });
        Ok(RunPage { runs: rows.into_iter().map(|(_, run)| run).collect(), next })
    }

    /// The shown runs of a calendar month, oldest first; none when there is no such month.
    pub fn runs_in_month(&self, year: i16, month: i8) -> Result<Vec<RunSummary>, StoreError> {
        match (Day::from_ymd(year, month, 1), first_of_next_month(year, month)) {
            (Some(first), Some(next)) => self.runs_on_days(first, next.plus_days(-1)),
            _ => Ok(Vec::new()),
        }
    }

    /// The shown runs of a range of days, both ends included, oldest first.
    pub fn runs_on_days(&self, first: Day, last: Day) -> Result<Vec<RunSummary>, StoreError> {
        self.summaries(Ask::Days, params![first.days_since_epoch(), last.days_since_epoch()])
    }

    /// The runs the runner took away, newest first, at most 500.
    pub fn removed_runs(&self) -> Result<Vec<RunSummary>, StoreError> {
        self.summaries(Ask::Removed, [])
    }

    /// The newest shown run of the sport running.
    pub fn newest_run(&self) -> Result<Option<RunSummary>, StoreError> {
        let last = self.span()?.map(|(_, last)| last);
        last.map_or(Ok(None), |last| self.newest_run_until(last))
    }

    /// The newest shown run of the sport running on this day or before.
    pub fn newest_run_until(&self, day: Day) -> Result<Option<RunSummary>, StoreError> {
        Ok(self.summaries(Ask::NewestUntil, [day.days_since_epoch()])?.pop())
    }

    /// The longest shown run of the sport running on a range of days, both ends included, leaving one run out.
    pub fn longest_run(
        &self,
        first: Day,
        last: Day,
        excluding: Option<&RunId>,
    ) -> Result<Option<RunSummary>, StoreError> {
        let excluding = excluding.map(RunId::as_str);
        let range = params![first.days_since_epoch(), last.days_since_epoch(), excluding];
        Ok(self.summaries(Ask::Longest, range)?.pop())
    }

    /// Distance of the longest shown run of the sport running that began before a moment, on a range of days.
    pub fn longest_run_before(
        &self,
        moment: Instant,
        first: Day,
        last: Day,
    ) -> Result<Option<Metres>, StoreError> {
        let sql = "SELECT max(distance_cm) FROM run
             WHERE removed = 0 AND merged_into IS NULL AND sport = 'running' AND day BETWEEN ?1 AND ?2 AND start_ms < ?3";
        let range = params![first.days_since_epoch(), last.days_since_epoch(), moment.unix_ms()];
        let longest: Option<i64> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut select| select.query_row(range, |row| row.get(0)))
            .doing("look for the longest run before another")?;
        Ok(longest.and_then(|cm| Metres::new(cm as f64 / 100.0).ok()))
    }

    /// A run as lists show it, whatever its standing.
    pub fn summary(&self, id: &RunId) -> Result<RunSummary, StoreError> {
        let found = self.summaries(Ask::ById, [id.as_str()])?.pop();
        found.ok_or_else(|| StoreError::NoSuchRun { id: id.clone() })
    }

    /// The runs read from an original, by part, whatever their standing.
    pub fn runs_of_original(&self, sha: &Sha256) -> Result<Vec<RunSummary>, StoreError> {
        self.summaries(Ask::OfOriginal, [sha.bytes()])
    }

    /// A run with all that is known of it but the samples, whatever its standing.
    pub fn run(&self, id: &RunId) -> Result<RunDetail, StoreError> {
        let sql = format!(
            "SELECT {SUMMARY}, r.device_distance_m, r.device_timer_s, r.device_elapsed_s, r.device_ascent_m,
                 r.device_descent_m, r.computed_distance_m, r.computed_timer_s, r.computed_elapsed_s,
                 r.computed_ascent_m, r.computed_descent_m, r.timer_events, r.diagnostics, r.note
             FROM run r WHERE r.id = ?1"
        );
        let mut select = self.conn.prepare_cached(&sql).doing("read a run")?;
        let mut rows = select.query([id.as_str()]).doing("read a run")?;
        let Some(row) = rows.next().doing("read a run")? else {
            return Err(StoreError::NoSuchRun { id: id.clone() });
        };
        let mut fields = Fields::new(row);
        let (n, summary) = read_summary(&mut fields)?;
        let device_totals = read_totals(&mut fields)?;
        let computed_totals = read_totals(&mut fields)?;
        let timer_events = decode_timer_events(&fields.next::<Vec<u8>>()?)
            .ok_or_else(|| StoreError::damaged(format!("run {id}"), "its timer events cannot be read"))?;
        let diagnostics = StoredDiagnostic::from_json(&fields.next::<String>()?)
            .ok_or_else(|| StoreError::damaged(format!("run {id}"), "its diagnostics cannot be read"))?;
        let note = fields.next()?;
        Ok(RunDetail {
            summary,
            device_totals,
            computed_totals,
            laps: self.laps(n)?,
            timer_events,
            diagnostics,
            note,
            developer: self.developer_fields(n)?,
        })
    }

    /// The bytes of an original, exactly as they came in; verified by their hash.
    pub fn original(&self, sha: &Sha256) -> Result<Vec<u8>, StoreError> {
        let found: Option<(i64, u8, Vec<u8>)> = self
            .conn
            .prepare_cached("SELECT size, codec, data FROM original WHERE sha256 = ?1")
            .and_then(|mut select| {
                select.query_row([sha.bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()
            })
            .doing("read an original file")?;
        let (size, codec, data) = found.ok_or(StoreError::NoSuchOriginal { sha: *sha })?;
        unpack_original(*sha, usize::try_from(size).unwrap_or(0), codec, data)
    }

    /// Whether these bytes are kept.
    pub fn has_original(&self, sha: &Sha256) -> Result<bool, StoreError> {
        self.conn
            .prepare_cached("SELECT 1 FROM original WHERE sha256 = ?1")
            .and_then(|mut select| select.exists([sha.bytes()]))
            .doing("look for an original file")
    }

    pub(crate) fn number_of(&self, id: &RunId) -> Result<i64, StoreError> {
        self.conn
            .prepare_cached("SELECT n FROM run WHERE id = ?1")
            .and_then(|mut select| select.query_row([id.as_str()], |row| row.get(0)).optional())
            .doing("look for a run")?
            .ok_or_else(|| StoreError::NoSuchRun { id: id.clone() })
    }

    fn laps(&self, n: i64) -> Result<Vec<Lap>, StoreError> {
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT start_ms, manual, distance_m, timer_s, elapsed_s, ascent_m, descent_m
                 FROM lap WHERE run = ?1 ORDER BY i",
            )
            .doing("read laps")?;
        let mut rows = select.query([n]).doing("read laps")?;
        let mut laps = Vec::new();
        while let Some(row) = rows.next().doing("read laps")? {
            let mut fields = Fields::new(row);
            let start = Instant::from_unix_ms(fields.next()?);
            let manual = fields.next()?;
            laps.push(Lap { start, manual, totals: read_totals(&mut fields)? });
        }
        Ok(laps)
    }
}

/// The first day of the month after this one.
pub(crate) fn first_of_next_month(year: i16, month: i8) -> Option<Day> {
    match month {
        12 => Day::from_ymd(year.checked_add(1)?, 1, 1),
        _ => Day::from_ymd(year, month.checked_add(1)?, 1),
    }
}
