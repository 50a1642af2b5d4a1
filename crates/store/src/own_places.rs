//! What the runner knows about places of the directory: notes, answers, the shortlist.

use std::io::Write;

use femoris_measure::{Day, Instant};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::json;

use crate::error::SqlContext;
use crate::{Reader, StoreError, Writer};

/// What the runner knows about one place. `None` where they have not said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwnPlace {
    /// Key of the entry in its directory.
    pub key: String,
    /// Name as it was listed.
    pub name: String,
    /// Their own words.
    pub note: String,
    /// Whether they were there.
    pub been_there: bool,
    /// Whether it is on the shortlist.
    pub shortlisted: bool,
    /// The day they confirmed that the entry is right.
    pub confirmed: Option<Day>,
    /// A sports qualification.
    pub sports: Option<bool>,
    /// Works with hamstrings or tendons.
    pub tendon: Option<bool>,
    /// Builds on exercise.
    pub exercise: Option<bool>,
    /// Looks at how one runs.
    pub gait: Option<bool>,
    /// Has an appointment soon enough.
    pub soon: Option<bool>,
    /// Whether it went well.
    pub experience: Option<bool>,
}

const COLUMNS: &str =
    "key, name, note, been_there, shortlisted, confirmed, sports, tendon, exercise, gait, soon, experience";

fn own_place(row: &Row<'_>) -> rusqlite::Result<OwnPlace> {
    Ok(OwnPlace {
        key: row.get(0)?,
        name: row.get(1)?,
        note: row.get(2)?,
        been_there: row.get(3)?,
        shortlisted: row.get(4)?,
        confirmed: row.get::<_, Option<i32>>(5)?.and_then(Day::from_days_since_epoch),
        sports: row.get(6)?,
        tendon: row.get(7)?,
        exercise: row.get(8)?,
        gait: row.get(9)?,
        soon: row.get(10)?,
        experience: row.get(11)?,
    })
}

impl Reader<'_> {
    /// What is known about the place with this key.
    pub fn own_place(&self, key: &str) -> Result<Option<OwnPlace>, StoreError> {
        self.conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM own_place WHERE key = ?1"))
            .and_then(|mut select| select.query_row([key], own_place).optional())
            .doing("read what is known about a place")
    }

    /// Everything on the shortlist, by name.
    pub fn shortlist(&self) -> Result<Vec<OwnPlace>, StoreError> {
        self.conn
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM own_place WHERE shortlisted = 1 ORDER BY name, key"
            ))
            .and_then(|mut select| select.query_map([], own_place)?.collect())
            .doing("read the shortlist")
    }

    /// Writes what is known about places as JSON, one per line; how many there were.
    pub fn write_own_places_json_lines(&self, mut out: impl Write) -> Result<u64, StoreError> {
        let doing = "read what is known about places";
        let sql = format!("SELECT {COLUMNS} FROM own_place ORDER BY key");
        let mut select = self.conn.prepare_cached(&sql).doing(doing)?;
        let rows = select.query_map([], own_place).doing(doing)?;
        let mut count = 0;
        for row in rows {
            let own = row.doing(doing)?;
            let line = json!({
                "key": own.key, "name": own.name, "note": own.note, "been_there": own.been_there,
                "shortlisted": own.shortlisted, "confirmed": own.confirmed.map(|day| day.to_string()),
                "sports": own.sports, "tendon": own.tendon, "exercise": own.exercise, "gait": own.gait,
                "soon": own.soon, "experience": own.experience,
            });
            writeln!(out, "{line}").map_err(StoreError::io("write", "the export".as_ref()))?;
            count += 1;
        }
        out.flush().map_err(StoreError::io("write", "the export".as_ref()))?;
        Ok(count)
    }
}

impl Writer<'_> {
    /// Keeps what is known about a place, in place of what was known before.
    pub fn put_own_place(&self, own: &OwnPlace, now: Instant) -> Result<(), StoreError> {
        let sql = format!(
            "INSERT OR REPLACE INTO own_place ({COLUMNS}, changed_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        );
        self.conn
            .prepare_cached(&sql)
            .and_then(|mut insert| {
                insert.execute(params![
                    own.key,
                    own.name,
                    own.note,
                    own.been_there,
                    own.shortlisted,
                    own.confirmed.map(Day::days_since_epoch),
                    own.sports,
                    own.tendon,
                    own.exercise,
                    own.gait,
                    own.soon,
                    own.experience,
                    now.unix_ms()
                ])
            })
            .doing("write what is known about a place")
            .map(drop)
    }
}
