//! Changes to runs that can be undone: merging, taking away, naming.

use rusqlite::params;

use crate::error::SqlContext;
use crate::run_rows::Ask;
use crate::{Reader, RunId, RunSummary, Standing, StoreError, Writer};

/// The longest title, note or gear kept, in bytes; ten times what anybody typed yet.
const MAX_TEXT: usize = 1 << 20;

impl Reader<'_> {
    /// The runs that were merged into this one, oldest first.
    pub fn merged_into(&self, id: &RunId) -> Result<Vec<RunSummary>, StoreError> {
        let n = self.number_of(id)?;
        self.summaries(Ask::MergedInto, [n])
    }
}

/// What a source says of a run in words; each may be empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Words<'a> {
    /// The runner's title.
    pub title: &'a str,
    /// The runner's own words.
    pub note: &'a str,
    /// Shoes or other gear.
    pub gear: &'a str,
}

impl Writer<'_> {
    /// Records that one run is the same as another, which alone counts from now on. `why` is shown to the runner. What the
    /// one that counts has no words for, it takes from the other.
    pub fn merge(&self, run: &RunId, into: &RunId, why: &str) -> Result<(), StoreError> {
        if run == into {
            return Err(StoreError::refused("run", format!("{run} cannot be merged into itself")));
        }
        if let Standing::Merged { into: other, .. } = self.summary(into)?.standing {
            return Err(StoreError::refused("into", format!("{into} is itself merged into {other}")));
        }
        let (n, into_n) = (self.number_of(run)?, self.number_of(into)?);
        self.change(
            "UPDATE run SET merged_into = ?2, merged_why = ?3 WHERE n = ?1",
            params![n, into_n, why],
        )?;
        let other = self.run(run)?;
        let RunSummary { title, gear, .. } = &other.summary;
        self.fill_words(into, &Words { title, note: &other.note, gear })
    }

    /// Gives a run the title, note and gear that it has none of; what it has stays as it is.
    pub fn fill_words(&self, run: &RunId, words: &Words<'_>) -> Result<(), StoreError> {
        if *words == Words::default() {
            return Ok(());
        }
        let n = self.number_of(run)?;
        // What is too long to be kept is not taken over; the run itself stands without it.
        let fits = |field, text| if check_text(field, text).is_ok() { text } else { "" };
        let title = fits("title", words.title);
        let (note, gear) = (fits("note", words.note), fits("gear", words.gear));
        self.change(
            "UPDATE run SET title = iif(title = '', ?2, title), note = iif(note = '', ?3, note),
                 gear = iif(gear = '', ?4, gear) WHERE n = ?1",
            params![n, title, note, gear],
        )
    }

    /// Takes a merged run out again: it counts and is listed as before.
    pub fn unmerge(&self, run: &RunId) -> Result<(), StoreError> {
        let n = self.number_of(run)?;
        self.change("UPDATE run SET merged_into = NULL, merged_why = NULL WHERE n = ?1", params![n])
    }

    /// Takes a run away: it neither counts nor is listed, and importing its file again does not bring it back.
    pub fn remove(&self, run: &RunId) -> Result<(), StoreError> {
        let n = self.number_of(run)?;
        self.change("UPDATE run SET removed = 1 WHERE n = ?1", params![n])
    }

    /// Brings a removed run back.
    pub fn bring_back(&self, run: &RunId) -> Result<(), StoreError> {
        let n = self.number_of(run)?;
        self.change("UPDATE run SET removed = 0 WHERE n = ?1", params![n])
    }

    /// Gives a run a title.
    pub fn set_title(&self, run: &RunId, title: &str) -> Result<(), StoreError> {
        let n = self.number_of(run)?;
        check_text("title", title)?;
        self.change("UPDATE run SET title = ?2 WHERE n = ?1", params![n, title])
    }

    /// Gives a run a note.
    pub fn set_note(&self, run: &RunId, note: &str) -> Result<(), StoreError> {
        let n = self.number_of(run)?;
        check_text("note", note)?;
        self.change("UPDATE run SET note = ?2 WHERE n = ?1", params![n, note])
    }

    fn change(&self, sql: &str, params: impl rusqlite::Params) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(sql)
            .and_then(|mut update| update.execute(params))
            .doing("change a run")
            .map(|_| ())
    }
}

fn check_text(field: &'static str, text: &str) -> Result<(), StoreError> {
    if text.len() > MAX_TEXT {
        return Err(StoreError::refused(
            field,
            format!("{} bytes are too long; at most {MAX_TEXT} fit", text.len()),
        ));
    }
    Ok(())
}
