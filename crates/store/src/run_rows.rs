//! Rows to runs: which questions are asked of the table of runs, and how an answer is read.

use femoris_measure::{
    BeatsPerMinute, Channel, Day, Device, Instant, Metres, Seconds, Sport, StepsPerMinute, Totals, ZoneOffset,
};
use femoris_recording::Format;
use rusqlite::Row;
use rusqlite::types::FromSql;

use crate::error::SqlContext;
use crate::{Reader, Route, RunId, RunSummary, Sha256, Standing, StoreError};

/// A question whose answer is a list of runs. All stand here, so that one test can see that none walks the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Shown runs behind (start, number), newest first, at most so many.
    Page,
    /// Shown runs of a range of days, oldest first.
    Days,
    /// Runs that were taken away, newest first.
    Removed,
    /// The newest shown run of running until a day.
    NewestUntil,
    /// The longest shown run of running of a range of days, but not the one of this id.
    Longest,
    /// The run of this id.
    ById,
    /// The runs of this original.
    OfOriginal,
    /// The runs merged into the one of this number.
    MergedInto,
    /// Shown runs that begin in a range and end after a moment.
    Candidates,
}

/// What a summary is read from, in the order [`read_summary`] takes it.
pub(crate) const SUMMARY: &str = "r.id, r.sha256, r.part, r.format, r.sport, r.sport_word, r.sub_sport, r.start_ms,
    r.end_ms, r.offset_s, r.day, r.distance_cm, r.timer_ms, r.ascent_cm, r.records, r.richness, r.channels, r.damaged,
    r.avg_hr, r.max_hr, r.avg_cadence, r.device_name, r.device_serial, r.title, r.gear, r.route, r.removed,
    (SELECT w.id FROM run w WHERE w.n = r.merged_into), r.merged_why, r.n";

/// The condition of runs that count: neither taken away nor the poorer of two recordings.
pub(crate) const SHOWN: &str = "r.removed = 0 AND r.merged_into IS NULL";

impl Ask {
    fn sql(self) -> String {
        let rest = match self {
            Self::Page => {
                format!(
                    "{SHOWN} AND (r.start_ms, r.n) < (?1, ?2) ORDER BY r.start_ms DESC, r.n DESC LIMIT ?3"
                )
            }
            Self::Days => format!("{SHOWN} AND r.day BETWEEN ?1 AND ?2 ORDER BY r.start_ms, r.n"),
            Self::Removed => "r.removed = 1 ORDER BY r.start_ms DESC, r.n DESC LIMIT 500".to_owned(),
            Self::NewestUntil => format!(
                "{SHOWN} AND r.sport = 'running' AND r.day = (SELECT max(day) FROM day_total WHERE day <= ?1)
                 ORDER BY r.start_ms DESC, r.n DESC LIMIT 1"
            ),
            Self::Longest => format!(
                "{SHOWN} AND r.sport = 'running' AND r.day BETWEEN ?1 AND ?2 AND r.distance_cm IS NOT NULL
                     AND r.id IS NOT ?3
                 ORDER BY r.distance_cm DESC, r.start_ms DESC LIMIT 1"
            ),
            Self::ById => "r.id = ?1".to_owned(),
            Self::OfOriginal => "r.sha256 = ?1 ORDER BY r.part".to_owned(),
            Self::MergedInto => "r.merged_into = ?1 ORDER BY r.start_ms, r.n".to_owned(),
            Self::Candidates => format!(
                "{SHOWN} AND r.start_ms BETWEEN ?1 AND ?2 AND r.end_ms >= ?3
                 ORDER BY r.start_ms, r.end_ms, r.n LIMIT 100"
            ),
        };
        format!("SELECT {SUMMARY} FROM run r WHERE {rest}")
    }
}

impl Reader<'_> {
    /// The runs that answer a question.
    pub(crate) fn summaries(
        &self,
        ask: Ask,
        params: impl rusqlite::Params,
    ) -> Result<Vec<RunSummary>, StoreError> {
        Ok(self.numbered_summaries(ask, params)?.into_iter().map(|(_, run)| run).collect())
    }

    /// The runs that answer a question, with the numbers they are referred to by.
    pub(crate) fn numbered_summaries(
        &self,
        ask: Ask,
        params: impl rusqlite::Params,
    ) -> Result<Vec<(i64, RunSummary)>, StoreError> {
        let mut select = self.conn.prepare_cached(&ask.sql()).doing("list runs")?;
        let mut rows = select.query(params).doing("list runs")?;
        let mut runs = Vec::new();
        while let Some(row) = rows.next().doing("list runs")? {
            runs.push(read_summary(&mut Fields::new(row))?);
        }
        Ok(runs)
    }
}

/// Takes the fields of a row one after the other.
pub(crate) struct Fields<'r, 's> {
    row: &'r Row<'s>,
    index: usize,
}

impl<'r, 's> Fields<'r, 's> {
    pub(crate) fn new(row: &'r Row<'s>) -> Self {
        Self { row, index: 0 }
    }

    pub(crate) fn next<T: FromSql>(&mut self) -> Result<T, StoreError> {
        let value = self.row.get(self.index).doing("read a field");
        self.index += 1;
        value
    }

    /// A nullable quantity; one outside its bounds was not written by us.
    pub(crate) fn quantity<T, E: std::fmt::Display>(
        &mut self,
        new: impl FnOnce(f64) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        self.scaled(1.0, new)
    }

    /// As [`Fields::quantity`], for one stored in smaller steps.
    fn scaled<T, E: std::fmt::Display>(
        &mut self,
        steps: f64,
        new: impl FnOnce(f64) -> Result<T, E>,
    ) -> Result<Option<T>, StoreError> {
        let value: Option<rusqlite::types::Value> = self.next()?;
        let number = match value {
            Some(rusqlite::types::Value::Integer(whole)) => whole as f64,
            Some(rusqlite::types::Value::Real(real)) => real,
            _ => return Ok(None),
        };
        new(number / steps).map(Some).map_err(|error| StoreError::damaged("a stored run", error.to_string()))
    }
}

pub(crate) fn read_summary(fields: &mut Fields<'_, '_>) -> Result<(i64, RunSummary), StoreError> {
    let id_text: String = fields.next()?;
    let damaged =
        |what: &str| StoreError::damaged(format!("run {id_text}"), format!("its {what} cannot be read"));
    let id: RunId = id_text.parse().map_err(|_| damaged("id"))?;
    let original = Sha256::from_bytes(fields.next()?);
    let part = fields.next()?;
    let format = format_from_name(&fields.next::<String>()?);
    let sport = Sport::from_name(&fields.next::<String>()?);
    let (sport_word, sub_sport) = (fields.next()?, fields.next()?);
    let (start, end) = (Instant::from_unix_ms(fields.next()?), Instant::from_unix_ms(fields.next()?));
    let offset = ZoneOffset::from_seconds(fields.next()?);
    let day = Day::from_days_since_epoch(fields.next()?).ok_or_else(|| damaged("day"))?;
    let distance = fields.scaled(100.0, Metres::new)?;
    let timer = fields.scaled(1000.0, Seconds::new)?;
    let ascent = fields.scaled(100.0, Metres::new)?;
    let records = fields.next()?;
    let richness = u64::try_from(fields.next::<i64>()?).map_err(|_| damaged("richness"))?;
    let bits: i64 = fields.next()?;
    let channels = Channel::ALL.into_iter().filter(|channel| bits & (1 << channel.code()) != 0).collect();
    let is_damaged = fields.next()?;
    let mean_heart_rate = fields.quantity(BeatsPerMinute::new)?;
    let max_heart_rate = fields.quantity(BeatsPerMinute::new)?;
    let mean_cadence = fields.quantity(StepsPerMinute::new)?;
    let device = Device { name: fields.next()?, serial: fields.next()? };
    let (title, gear) = (fields.next()?, fields.next()?);
    let route = Route::from_bytes(&fields.next::<Vec<u8>>()?).ok_or_else(|| damaged("route"))?;
    let standing = read_standing(fields, &id)?;
    let n = fields.next()?;
    #[rustfmt::skip]
    let summary = RunSummary {
        id, original, part, format, sport, sport_word, sub_sport, start, end, offset, day, distance, timer, ascent,
        records, richness, channels, is_damaged, mean_heart_rate, max_heart_rate, mean_cadence, device, title, gear,
        route, standing,
    };
    Ok((n, summary))
}

fn read_standing(fields: &mut Fields<'_, '_>, id: &RunId) -> Result<Standing, StoreError> {
    let removed: bool = fields.next()?;
    let into: Option<String> = fields.next()?;
    let why: Option<String> = fields.next()?;
    Ok(match (into, why) {
        (Some(into), Some(why)) => {
            let into = into.parse().map_err(|_| {
                StoreError::damaged(format!("run {id}"), "what it is merged into cannot be read")
            })?;
            Standing::Merged { into, why }
        }
        _ if removed => Standing::Removed,
        _ => Standing::Shown,
    })
}

pub(crate) fn read_totals(fields: &mut Fields<'_, '_>) -> Result<Totals, StoreError> {
    Ok(Totals {
        distance: fields.quantity(Metres::new)?,
        timer: fields.quantity(Seconds::new)?,
        elapsed: fields.quantity(Seconds::new)?,
        ascent: fields.quantity(Metres::new)?,
        descent: fields.quantity(Metres::new)?,
    })
}

fn format_from_name(name: &str) -> Format {
    const ALL: [Format; 5] = [Format::Fit, Format::Gpx, Format::Tcx, Format::AppleHealth, Format::Summary];
    ALL.into_iter().find(|format| format.name() == name).unwrap_or(Format::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    /// A question answered by scanning the table, or by sorting more than its answer, grows with the history.
    #[test]
    fn no_question_walks_the_history() {
        const ALL: [Ask; 9] = [
            Ask::Page,
            Ask::Days,
            Ask::Removed,
            Ask::NewestUntil,
            Ask::Longest,
            Ask::ById,
            Ask::OfOriginal,
            Ask::MergedInto,
            Ask::Candidates,
        ];
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path()).expect("a store");
        let conn = store.writer();
        for ask in ALL {
            let mut explain = conn.prepare(&format!("EXPLAIN QUERY PLAN {}", ask.sql())).expect("a plan");
            let nulls = vec![rusqlite::types::Null; explain.parameter_count()];
            let steps: Vec<String> = explain
                .query_map(rusqlite::params_from_iter(nulls), |row| row.get(3))
                .and_then(Iterator::collect)
                .expect("steps");
            // The index of removed runs holds these alone, so that reading along it is no walk.
            let found = |step: &String| {
                step.starts_with("SEARCH r USING") || step == "SCAN r USING INDEX run_removed"
            };
            assert!(steps.iter().any(found), "{ask:?}: {steps:?}");
            assert!(steps.iter().all(|step| !step.contains("SCAN") || found(step)), "{ask:?}: {steps:?}");
            let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
            // These sort the few rows of a range of days; the others come sorted out of their index.
            let may_sort = matches!(ask, Ask::Days | Ask::NewestUntil | Ask::Longest | Ask::MergedInto);
            assert!(!sorts || may_sort, "{ask:?}: {steps:?}");
        }
    }
}
