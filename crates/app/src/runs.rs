//! The history: pages of runs, months, one run with its samples, and the changes a runner makes to them.

use femoris_measure::{Channel, Day, Samples, ZoneOffset};
use femoris_recording::EARLIEST;
use femoris_store::duplicates::{Extent, same_run};
use femoris_store::{
    Cursor, DayTotal, ImportId, ImportRow, ImportedFile, Level, Levels, MonthTotal, Reader, RunDetail, RunId,
    RunPage, RunSummary, Standing, StoreError,
};

use crate::import_write::{merge, twin_among};
use crate::{App, AppError};

/// Longest title and note a runner may give, in characters.
const LONGEST_TEXT: usize = 10_000;
/// Merges that are followed one after the other: as many recordings of one run as anybody has, and a way that ends.
const MOST_MERGES: usize = 16;

/// A calendar month of runs.
#[derive(Debug, Clone)]
pub struct MonthOfRuns {
    /// Year.
    pub year: i16,
    /// Month, 1 to 12.
    pub month: i8,
    /// Its runs, oldest first.
    pub runs: Vec<RunSummary>,
    /// Totals of its days with a run.
    pub days: Vec<DayTotal>,
    /// Totals of the months of its year with a run.
    pub year_months: Vec<MonthTotal>,
    /// First and last day with a run; `None` without any.
    pub span: Option<(Day, Day)>,
    /// The first day with a run whose date can be believed: one of a device's clock that was set, and not after today.
    pub since: Option<Day>,
}

/// One run with everything its page needs but the samples.
#[derive(Debug, Clone)]
pub struct RunOfPage {
    /// The run.
    pub run: RunDetail,
    /// Runs that were merged into it.
    pub merged: Vec<RunSummary>,
    /// Where it is merged into another: the one that stands for both at the end, be it shown or taken out.
    pub stands_for_it: Option<RunSummary>,
}

/// Files of an import, a page of them.
#[derive(Debug, Clone)]
pub struct ImportPage {
    /// The import.
    pub import: ImportRow,
    /// Counts per outcome.
    pub tally: Vec<(String, u64)>,
    /// The files from the asked place on.
    pub files: Vec<ImportedFile>,
}

impl App {
    /// A page of runs, newest first, behind `before` when given.
    pub fn runs_page(&self, limit: usize, before: Option<Cursor>) -> Result<RunPage, AppError> {
        self.with_store(|store| store.read(|reader| reader.runs_page(limit, before)))
    }

    /// The page with this number, from 1, and whether it is the last one. Costs as many pages as come before it.
    pub fn nth_page(&self, limit: usize, number: usize) -> Result<(Vec<RunSummary>, bool), AppError> {
        let mut before = None;
        for _ in 1..number {
            match self.runs_page(limit, before)?.next {
                Some(next) => before = Some(next),
                None => return Ok((Vec::new(), true)),
            }
        }
        let page = self.runs_page(limit, before)?;
        Ok((page.runs, page.next.is_none()))
    }

    /// A month of runs.
    pub fn month(&self, year: i16, month: i8) -> Result<MonthOfRuns, AppError> {
        let first = Day::from_ymd(year, month, 1).ok_or_else(|| {
            AppError::refused("month", "name a year from 1900 to 2200 and a month, such as 2026-11")
        })?;
        let since = self.first_believable_day()?;
        self.with_store(|store| {
            store.read(|reader| {
                Ok(MonthOfRuns {
                    year,
                    month,
                    runs: reader.runs_in_month(year, month)?,
                    // The longest month has 31 days; the days of the next one are cut off.
                    days: reader
                        .daily(first, first.plus_days(30))?
                        .into_iter()
                        .filter(|total| total.day.ymd().1 == month)
                        .collect(),
                    year_months: reader.months(year)?,
                    span: reader.span()?,
                    since,
                })
            })
        })
    }

    /// The first day with a run whose date can be believed, until today; `None` without any.
    pub fn first_believable_day(&self) -> Result<Option<Day>, AppError> {
        let (first, last) = (EARLIEST.day_at(ZoneOffset::UTC), self.clock.today());
        self.with_store(|store| store.read(|reader| reader.first_day_with_run(first, last)))
    }

    /// Totals of days with a run in a range, both ends included.
    pub fn daily(&self, first: Day, last: Day) -> Result<Vec<DayTotal>, AppError> {
        self.with_store(|store| store.read(|reader| reader.daily(first, last)))
    }

    /// One run.
    pub fn run(&self, id: &str) -> Result<RunOfPage, AppError> {
        let id = run_id(id)?;
        self.with_store(|store| {
            store.read(|reader| {
                let run = reader.run(&id)?;
                let stands_for_it = end_of_merges(reader, &run.summary)?;
                Ok(RunOfPage { run, merged: reader.merged_into(&id)?, stands_for_it })
            })
        })
    }

    /// Samples of a run, whole.
    pub fn samples(&self, id: &str, channels: &[Channel]) -> Result<Samples, AppError> {
        let id = run_id(id)?;
        self.with_store(|store| store.read(|reader| reader.streams(&id, channels)))
            .map(|streams| streams.samples)
    }

    /// Samples of a run, downsampled for a chart.
    pub fn levels(&self, id: &str, channels: &[Channel], level: Level) -> Result<Levels, AppError> {
        let id = run_id(id)?;
        self.with_store(|store| store.read(|reader| reader.levels(&id, channels, level)))
    }

    /// The file a run was read from, exactly as it came in, and its usual extension.
    pub fn original(&self, id: &str) -> Result<(Vec<u8>, &'static str), AppError> {
        let id = run_id(id)?;
        let bytes = self.with_store(|store| {
            store.read(|reader| {
                let run = reader.summary(&id)?;
                reader.original(&run.original)
            })
        })?;
        let extension = femoris_recording::extension(&bytes);
        Ok((bytes, extension))
    }

    /// Gives a run a title and a note.
    pub fn name_run(&self, id: &str, title: &str, note: &str) -> Result<(), AppError> {
        let id = run_id(id)?;
        check_length("title", title)?;
        check_length("note", note)?;
        self.change(|writer| {
            writer.set_title(&id, title)?;
            writer.set_note(&id, note)
        })
    }

    /// Takes a run away; it can be brought back.
    pub fn remove_run(&self, id: &str) -> Result<(), AppError> {
        let id = run_id(id)?;
        self.change(|writer| writer.remove(&id))
    }

    /// Brings a removed run back. Where another recording of it came in meanwhile, the richer of the two counts.
    pub fn bring_back_run(&self, id: &str) -> Result<(), AppError> {
        let id = run_id(id)?;
        self.change(|writer| {
            writer.bring_back(&id)?;
            let run = writer.summary(&id)?;
            let own = Extent::from(&run);
            let others = writer.candidates(&own)?.into_iter().filter(|other| other.id != id);
            match twin_among(others, &own).filter(|_| run.standing == Standing::Shown) {
                Some((other, sameness)) => merge(writer, &other, &run, &sameness).map(drop),
                None => Ok(()),
            }
        })
    }

    /// Takes a merged run out again, so that both count.
    pub fn unmerge_run(&self, id: &str) -> Result<(), AppError> {
        let id = run_id(id)?;
        self.change(|writer| writer.unmerge(&id))
    }

    /// Joins two recordings of one run that both count: the richer one counts from now on, and is returned.
    pub fn join_runs(&self, one: &str, other: &str) -> Result<RunId, AppError> {
        let (one, other) = (run_id(one)?, run_id(other)?);
        let joined = self.with_store(|store| {
            store.batch(|writer| {
                let (one, other) = (writer.summary(&one)?, writer.summary(&other)?);
                let both_count =
                    one.id != other.id && [&one, &other].map(|run| &run.standing) == [&Standing::Shown; 2];
                match same_run(&Extent::from(&other), &Extent::from(&one)).filter(|_| both_count) {
                    Some(sameness) => merge(writer, &other, &one, &sameness).map(|(counts, _)| Some(counts)),
                    None => Ok(None),
                }
            })
        })?;
        joined.ok_or_else(|| {
            AppError::refused("with", "these are not two recordings of one run that both count")
        })
    }

    /// The runs that were taken away, newest first.
    pub fn removed_runs(&self) -> Result<Vec<RunSummary>, AppError> {
        self.with_store(|store| store.read(|reader| reader.removed_runs()))
    }

    /// The last imports, newest first.
    pub fn imports(&self, limit: usize) -> Result<Vec<ImportRow>, AppError> {
        self.with_store(|store| store.read(|reader| reader.imports(limit)))
    }

    /// An import and a page of its files, from place `from` on.
    pub fn import_page(&self, number: i64, from: u64, limit: usize) -> Result<ImportPage, AppError> {
        let id = ImportId::from_number(number);
        let page = self.with_store(|store| {
            store.read(|reader| {
                let Some(import) = reader.import(id)? else { return Ok(None) };
                Ok(Some(ImportPage {
                    import,
                    tally: reader.import_tally(id)?,
                    files: reader.import_files(id, from, limit)?,
                }))
            })
        })?;
        page.ok_or_else(|| AppError::not_found(format!("there is no import {number}")))
    }

    fn change(
        &self,
        work: impl FnOnce(&femoris_store::Writer<'_>) -> Result<(), StoreError>,
    ) -> Result<(), AppError> {
        self.with_store(|store| store.batch(work))
    }
}

/// The run at the end of a way of merges; `None` where this one is merged into none.
fn end_of_merges(reader: &Reader<'_>, run: &RunSummary) -> Result<Option<RunSummary>, StoreError> {
    let mut end: Option<RunSummary> = None;
    for _ in 0..MOST_MERGES {
        let Standing::Merged { into, .. } = &end.as_ref().unwrap_or(run).standing else { break };
        end = Some(reader.summary(into)?);
    }
    Ok(end)
}

/// An id that cannot be one is as unknown as one that is not there.
pub(crate) fn run_id(text: &str) -> Result<RunId, AppError> {
    text.parse().map_err(|_| AppError::not_found("there is no such run"))
}

fn check_length(field: &str, text: &str) -> Result<(), AppError> {
    if text.chars().count() > LONGEST_TEXT {
        return Err(AppError::refused(field, format!("at most {LONGEST_TEXT} characters, please")));
    }
    Ok(())
}
