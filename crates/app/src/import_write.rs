//! Writing settled files down: which are new, which the store had, which are the same run from another source.

use femoris_store::duplicates::{Extent, Richer, Sameness, richer, same_run};
use femoris_store::{
    NewEvent, NewFile, PreparedRun, PutOutcome, RunId, RunSummary, Standing, StoreError, Words, Writer,
};

use crate::import::Begun;
use crate::import_settle::{Fate, ReadyRun, Settled};
use crate::{App, AppError, FileOutcome, Outcome};

/// Writes batches of one import.
pub(crate) struct Scribe<'a> {
    pub(crate) app: &'a App,
    pub(crate) import: Begun,
}

impl Scribe<'_> {
    /// Keeps all of a batch or none of it, and says what became of each file; `None` where the folder was erased or replaced
    /// since the import began.
    pub(crate) fn write(&self, batch: &[Settled]) -> Result<Option<Vec<FileOutcome>>, AppError> {
        self.app.with_same_store(self.import.store, |store| {
            store.batch(|writer| {
                batch.iter().map(|one| self.one(writer, one)).collect::<Result<Vec<_>, StoreError>>()
            })
        })
    }

    fn one(&self, writer: &Writer<'_>, settled: &Settled) -> Result<FileOutcome, StoreError> {
        let (sha, verdict) = match &settled.fate {
            Fate::Note { sha, outcome, why } => {
                (*sha, Verdict { outcome: *outcome, run: None, why: Some(why.clone()) })
            }
            Fate::Known { sha, note } => {
                let runs = writer.runs_of_original(sha)?;
                let words = Words { title: &note.title, note: &note.note, gear: &note.gear };
                runs.iter().try_for_each(|run| add_words(writer, &run.id, &words))?;
                (Some(*sha), same_bytes(runs.into_iter().next().map(|run| run.id)))
            }
            Fate::Keep { original, runs, is_damaged } => {
                let is_new = writer.put_original(original, self.app.clock.now())?;
                let kept = keep_runs(writer, runs)?;
                self.keep_twinges(writer, runs, &kept)?;
                (Some(original.sha()), judge(&kept, is_new, *is_damaged))
            }
        };
        writer.record_file(
            self.import.id,
            &NewFile {
                path: &settled.path,
                sha,
                outcome: verdict.outcome.name(),
                run: verdict.run.as_ref(),
                why: verdict.why.as_deref(),
            },
        )?;
        Ok(FileOutcome {
            path: settled.path.clone(),
            outcome: verdict.outcome,
            run: verdict.run.map(|id| id.to_string()),
            why: verdict.why,
        })
    }

    /// Writes down what the lap button marked in runs that are new. A key keeps each mark single.
    fn keep_twinges(&self, writer: &Writer<'_>, runs: &[ReadyRun], kept: &[Kept]) -> Result<(), StoreError> {
        let today = self.app.clock.today();
        let new = runs.iter().zip(kept).filter(|(_, kept)| matches!(kept, Kept::New(_)));
        for (ready, _) in new {
            let summary = ready.run.summary();
            for (index, entry) in ready.twinges.iter().enumerate().filter(|_| summary.day <= today) {
                let key = format!("twinge/{}/{index}", summary.id);
                let at = self.app.clock.now();
                writer.append(&NewEvent { at, day: summary.day, entry, key: Some(&key) })?;
            }
        }
        Ok(())
    }
}

struct Verdict {
    outcome: Outcome,
    run: Option<RunId>,
    why: Option<String>,
}

/// What became of one run of a file.
enum Kept {
    New(RunId),
    Again(RunId),
    Merged { counts: RunId, why: String },
}

/// Fills what a run that is there says nothing about, and the run that counts in its place.
fn add_words(writer: &Writer<'_>, run: &RunId, words: &Words<'_>) -> Result<(), StoreError> {
    writer.fill_words(run, words)?;
    match writer.summary(run)?.standing {
        Standing::Merged { into, .. } => writer.fill_words(&into, words),
        Standing::Shown | Standing::Removed => Ok(()),
    }
}

fn same_bytes(run: Option<RunId>) -> Verdict {
    let why = Some("the same bytes were brought in before".to_owned());
    Verdict { outcome: Outcome::Duplicate, run, why }
}

fn keep_runs(writer: &Writer<'_>, runs: &[ReadyRun]) -> Result<Vec<Kept>, StoreError> {
    runs.iter().map(|ready| keep_run(writer, &ready.run)).collect()
}

fn keep_run(writer: &Writer<'_>, run: &PreparedRun) -> Result<Kept, StoreError> {
    let new = Extent::from(run.summary());
    // Looked for before the run is put, so that it does not find itself.
    let twin = twin_among(writer.candidates(&new)?, &new);
    if let PutOutcome::SameBytes { run: there } = writer.put_run(run)? {
        add_words(writer, &there, &run.words())?;
        return Ok(Kept::Again(there));
    }
    let Some((there, sameness)) = twin else { return Ok(Kept::New(run.id().clone())) };
    let (counts, why) = merge(writer, &there, run.summary(), &sameness)?;
    Ok(Kept::Merged { counts, why })
}

/// The first of some runs that is the same as another.
pub(crate) fn twin_among(
    runs: impl IntoIterator<Item = RunSummary>,
    of: &Extent,
) -> Option<(RunSummary, Sameness)> {
    runs.into_iter().find_map(|there| same_run(&Extent::from(&there), of).map(|sameness| (there, sameness)))
}

/// Of two recordings of one run the richer counts, and the other is merged into it: which counts, and why they are the same.
pub(crate) fn merge(
    writer: &Writer<'_>,
    there: &RunSummary,
    new: &RunSummary,
    sameness: &Sameness,
) -> Result<(RunId, String), StoreError> {
    let why = sentence(sameness);
    let (loses, counts) = match richer(&Extent::from(there), &Extent::from(new)) {
        Richer::First => (&new.id, &there.id),
        Richer::Second => (&there.id, &new.id),
    };
    writer.merge(loses, counts, &why)?;
    Ok((counts.clone(), why))
}

fn sentence(sameness: &Sameness) -> String {
    match sameness {
        Sameness::SameStartAndDevice => "the same device started it at the same moment".to_owned(),
        Sameness::Overlap { overlap, difference: Some(difference) } => format!(
            "{:.0} % of the shorter one lies within the other and the distances differ by {:.1} %",
            overlap * 100.0,
            difference * 100.0
        ),
        Sameness::Overlap { overlap, difference: None } => {
            format!("{:.0} % of it lies within the other, and one of them has no distance", overlap * 100.0)
        }
    }
}

/// One outcome for a file with one or several runs: new if any is new.
fn judge(kept: &[Kept], is_new: bool, is_damaged: bool) -> Verdict {
    let first_new = kept.iter().find_map(|one| if let Kept::New(id) = one { Some(id) } else { None });
    if let Some(id) = first_new {
        let why =
            is_damaged.then(|| "parts of the file could not be read; the run's page says which".to_owned());
        let outcome = if is_damaged { Outcome::PartlyRead } else { Outcome::Imported };
        return Verdict { outcome, run: Some(id.clone()), why };
    }
    match kept.first() {
        Some(Kept::Merged { counts, why }) => Verdict {
            outcome: Outcome::Duplicate,
            run: Some(counts.clone()),
            why: Some(format!(
                "the same run as another: {why}. The richer one counts; its page can take them apart"
            )),
        },
        Some(Kept::Again(id) | Kept::New(id)) => same_bytes(Some(id.clone())),
        None if is_new => {
            Verdict { outcome: Outcome::NotARun, run: None, why: Some("no run in it".to_owned()) }
        }
        None => Verdict { outcome: Outcome::Duplicate, run: None, why: Some("brought in before".to_owned()) },
    }
}
