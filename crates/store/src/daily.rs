//! What days and months add up to. The sums are kept as runs come and go; nothing here walks the history.

use std::collections::BTreeMap;

use femoris_measure::{Day, Metres, Seconds};
use rusqlite::params;

use crate::error::SqlContext;
use crate::runs::first_of_next_month;
use crate::{Reader, StoreError};

/// What the shown runs of one day add up to. Days without a run have no total.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DayTotal {
    /// The day.
    pub day: Day,
    /// How many runs.
    pub runs: u32,
    /// How many of them have no distance, so that the distances are the least that was run.
    pub without_distance: u32,
    /// Distance of those that have one.
    pub distance: Metres,
    /// Timer time of all.
    pub timer: Seconds,
    /// Climbs of all.
    pub ascent: Metres,
    /// Distance of the longest.
    pub longest: Metres,
}

impl DayTotal {
    /// Whether every run has a distance.
    pub fn is_whole(&self) -> bool {
        self.without_distance == 0
    }
}

/// What the shown runs of one calendar month add up to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MonthTotal {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
    /// How many runs.
    pub runs: u32,
    /// Days with a run.
    pub days: u32,
    /// Distance of all.
    pub distance: Metres,
    /// Timer time of all.
    pub timer: Seconds,
    /// Climbs of all.
    pub ascent: Metres,
    /// Distance of the longest.
    pub longest: Metres,
}

impl Reader<'_> {
    /// Totals of the days with a run in a range, both ends included, oldest first.
    pub fn daily(&self, first: Day, last: Day) -> Result<Vec<DayTotal>, StoreError> {
        let without = self.runs_without_distance(first, last)?;
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT day, runs, distance_cm, timer_ms, ascent_cm, longest_cm FROM day_total
                 WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
            )
            .doing("read daily totals")?;
        let mut rows = select
            .query(params![first.days_since_epoch(), last.days_since_epoch()])
            .doing("read daily totals")?;
        let mut totals = Vec::new();
        while let Some(row) = rows.next().doing("read daily totals")? {
            let number = |index: usize| row.get::<_, i64>(index).doing("read daily totals");
            let day: i32 = row.get(0).doing("read daily totals")?;
            totals.push(DayTotal {
                day: Day::from_days_since_epoch(day).ok_or_else(|| {
                    StoreError::damaged("the daily totals", format!("there is no day {day}"))
                })?,
                runs: u32::try_from(number(1)?).unwrap_or(u32::MAX),
                without_distance: without.get(&day).copied().unwrap_or(0),
                distance: metres(number(2)?)?,
                timer: seconds(number(3)?)?,
                ascent: metres(number(4)?)?,
                longest: metres(number(5)?)?,
            });
        }
        Ok(totals)
    }

    /// By day since the epoch, how many of the shown runs have no distance; read from an index alone.
    fn runs_without_distance(&self, first: Day, last: Day) -> Result<BTreeMap<i32, u32>, StoreError> {
        let range = params![first.days_since_epoch(), last.days_since_epoch()];
        self.conn
            .prepare_cached(
                "SELECT day, count(*) FROM run WHERE removed = 0 AND merged_into IS NULL AND sport = 'running'
                     AND distance_cm IS NULL AND day BETWEEN ?1 AND ?2 GROUP BY day",
            )
            .and_then(|mut select| select.query_map(range, |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .doing("read runs without a distance")
    }

    /// Totals of the months of a year that have a run, January first.
    pub fn months(&self, year: i16) -> Result<Vec<MonthTotal>, StoreError> {
        let (Some(first), Some(next)) = (Day::from_ymd(year, 1, 1), first_of_next_month(year, 12)) else {
            return Ok(Vec::new());
        };
        let mut months: Vec<MonthTotal> = Vec::new();
        for total in self.daily(first, next.plus_days(-1))? {
            let (year, month, _) = total.day.ymd();
            match months.last_mut().filter(|last| last.month == month) {
                Some(last) => add(last, &total)?,
                None => months.push(MonthTotal {
                    year,
                    month,
                    runs: total.runs,
                    days: 1,
                    distance: total.distance,
                    timer: total.timer,
                    ascent: total.ascent,
                    longest: total.longest,
                }),
            }
        }
        Ok(months)
    }

    /// The first day with a run in a range, both ends included.
    pub fn first_day_with_run(&self, first: Day, last: Day) -> Result<Option<Day>, StoreError> {
        let range = params![first.days_since_epoch(), last.days_since_epoch()];
        let day: Option<i32> = self
            .conn
            .prepare_cached("SELECT min(day) FROM day_total WHERE day BETWEEN ?1 AND ?2")
            .and_then(|mut select| select.query_row(range, |row| row.get(0)))
            .doing("read the first day of the history")?;
        Ok(day.and_then(Day::from_days_since_epoch))
    }

    /// The first and the last day with a run.
    pub fn span(&self) -> Result<Option<(Day, Day)>, StoreError> {
        let (first, last): (Option<i32>, Option<i32>) = self
            .conn
            .prepare_cached("SELECT (SELECT min(day) FROM day_total), (SELECT max(day) FROM day_total)")
            .and_then(|mut select| select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))))
            .doing("read the span of the history")?;
        let day = |days: Option<i32>| days.and_then(Day::from_days_since_epoch);
        Ok(day(first).zip(day(last)))
    }
}

fn add(month: &mut MonthTotal, day: &DayTotal) -> Result<(), StoreError> {
    let sum = |a: Metres, b: Metres| bounded_metres(a.get() + b.get());
    month.runs = month.runs.saturating_add(day.runs);
    month.days += 1;
    month.distance = sum(month.distance, day.distance)?;
    month.timer = bounded_seconds(month.timer.get() + day.timer.get())?;
    month.ascent = sum(month.ascent, day.ascent)?;
    if day.longest > month.longest {
        month.longest = day.longest;
    }
    Ok(())
}

fn metres(centimetres: i64) -> Result<Metres, StoreError> {
    bounded_metres(centimetres as f64 / 100.0)
}

fn seconds(milliseconds: i64) -> Result<Seconds, StoreError> {
    bounded_seconds(milliseconds as f64 / 1000.0)
}

/// A sum of absurd recordings stays at the type's bound rather than making the page fail.
fn bounded_metres(value: f64) -> Result<Metres, StoreError> {
    Metres::new(value.min(Metres::HIGH))
        .map_err(|error| StoreError::damaged("the daily totals", error.to_string()))
}

fn bounded_seconds(value: f64) -> Result<Seconds, StoreError> {
    Seconds::new(value.min(Seconds::HIGH))
        .map_err(|error| StoreError::damaged("the daily totals", error.to_string()))
}
