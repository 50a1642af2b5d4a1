//! The case as an append-only log, and the record of what was shown.

use femoris_clinic::event::{Entry, Event, FieldValue, Sequence};
use femoris_measure::{Day, Instant};
use rusqlite::{OptionalExtension, Row, params};
use serde_json::{Map, Value};

use crate::error::SqlContext;
use crate::{Reader, StoreError, Writer};

/// An event to append.
#[derive(Debug, Clone, Copy)]
pub struct NewEvent<'a> {
    /// When it is written down.
    pub at: Instant,
    /// The runner's civil day it is about.
    pub day: Day,
    /// What happened.
    pub entry: &'a Entry,
    /// A key of the sender's choice: sending the same event under the same key twice appends it once.
    pub key: Option<&'a str>,
}

/// What became of an event that was appended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    /// It is in the log at this place.
    New(Sequence),
    /// The same event under the same key is in the log already, at this place.
    Repeated(Sequence),
}

impl Appended {
    /// Its place in the log.
    pub fn sequence(self) -> Sequence {
        match self {
            Self::New(sequence) | Self::Repeated(sequence) => sequence,
        }
    }
}

/// A verdict to keep as shown.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownVerdict {
    /// When it was shown.
    pub at: Instant,
    /// The day it was about.
    pub day: Day,
    /// Version of the knowledge that led to it.
    pub knowledge_version: String,
    /// The verdict with its reasons, as it was shown.
    pub verdict: Value,
}

impl Writer<'_> {
    /// Appends an event. Under a key that was used for a different event it is refused.
    pub fn append(&self, event: &NewEvent<'_>) -> Result<Appended, StoreError> {
        let fields = to_json(event.entry)?;
        if let Some(earlier) = event.key.map(|key| self.under_key(key)).transpose()?.flatten() {
            let same = (earlier.day, earlier.kind.as_str(), earlier.fields.as_str())
                == (event.day.days_since_epoch(), event.entry.kind(), fields.as_str());
            return if same {
                Ok(Appended::Repeated(earlier.sequence))
            } else {
                Err(StoreError::refused(
                    "key",
                    "it was used for a different entry; send this one under its own key",
                ))
            };
        }
        self.conn
            .prepare_cached("INSERT INTO event (at_ms, day, kind, key, fields) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut insert| {
                let day = event.day.days_since_epoch();
                insert.insert(params![event.at.unix_ms(), day, event.entry.kind(), event.key, fields])
            })
            .map(|n| Appended::New(Sequence(n.unsigned_abs())))
            .doing("append an event")
    }

    /// Keeps what was shown.
    pub fn record_verdict(&self, shown: &ShownVerdict) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO verdict_shown (at_ms, day, knowledge_version, verdict) VALUES (?1, ?2, ?3, ?4)",
            )
            .and_then(|mut insert| {
                let day = shown.day.days_since_epoch();
                insert.execute(params![
                    shown.at.unix_ms(),
                    day,
                    shown.knowledge_version,
                    shown.verdict.to_string()
                ])
            })
            .doing("keep what was shown")
            .map(|_| ())
    }

    fn under_key(&self, key: &str) -> Result<Option<RawEvent>, StoreError> {
        self.conn
            .prepare_cached("SELECT seq, at_ms, day, kind, fields FROM event WHERE key = ?1")
            .and_then(|mut select| select.query_row([key], raw_event).optional())
            .doing("look for an event")
    }
}

impl Reader<'_> {
    /// The events behind a place in the log, oldest first; all of them with `None`.
    pub fn events(&self, after: Option<Sequence>) -> Result<Vec<Event>, StoreError> {
        let after = after.map_or(0, |sequence| i64::try_from(sequence.0).unwrap_or(i64::MAX));
        let raw: Vec<RawEvent> = self
            .conn
            .prepare_cached("SELECT seq, at_ms, day, kind, fields FROM event WHERE seq > ?1 ORDER BY seq")
            .and_then(|mut select| select.query_map([after], raw_event)?.collect())
            .doing("read the case")?;
        raw.into_iter().map(RawEvent::into_event).collect()
    }

    /// The newest place in the log; `None` while it is empty.
    pub fn last_sequence(&self) -> Result<Option<Sequence>, StoreError> {
        self.conn
            .prepare_cached("SELECT max(seq) FROM event")
            .and_then(|mut select| select.query_row([], |row| row.get::<_, Option<i64>>(0)))
            .map(|n| n.map(|n| Sequence(n.unsigned_abs())))
            .doing("read the end of the case")
    }

    /// What was last shown about a day.
    pub fn verdict_on(&self, day: Day) -> Result<Option<ShownVerdict>, StoreError> {
        let sql = "SELECT at_ms, day, knowledge_version, verdict FROM verdict_shown
             WHERE day = ?1 ORDER BY seq DESC LIMIT 1";
        let raw: Option<RawVerdict> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut select| select.query_row([day.days_since_epoch()], raw_verdict).optional())
            .doing("read what was shown")?;
        raw.map(into_verdict).transpose()
    }
}

pub(crate) type RawVerdict = (i64, i32, String, String);

pub(crate) fn raw_verdict(row: &Row<'_>) -> rusqlite::Result<RawVerdict> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

pub(crate) fn into_verdict(
    (at, day, knowledge_version, verdict): RawVerdict,
) -> Result<ShownVerdict, StoreError> {
    let damaged = |why: String| StoreError::damaged("a verdict that was shown", why);
    Ok(ShownVerdict {
        at: Instant::from_unix_ms(at),
        day: Day::from_days_since_epoch(day).ok_or_else(|| damaged(format!("there is no day {day}")))?,
        knowledge_version,
        verdict: serde_json::from_str(&verdict).map_err(|error| damaged(error.to_string()))?,
    })
}

/// An event as its row holds it.
#[derive(Debug)]
pub(crate) struct RawEvent {
    pub(crate) sequence: Sequence,
    pub(crate) at: Instant,
    pub(crate) day: i32,
    pub(crate) kind: String,
    pub(crate) fields: String,
}

pub(crate) fn raw_event(row: &Row<'_>) -> rusqlite::Result<RawEvent> {
    Ok(RawEvent {
        sequence: Sequence(row.get::<_, i64>(0)?.unsigned_abs()),
        at: Instant::from_unix_ms(row.get(1)?),
        day: row.get(2)?,
        kind: row.get(3)?,
        fields: row.get(4)?,
    })
}

impl RawEvent {
    fn into_event(self) -> Result<Event, StoreError> {
        let damaged = |why: String| StoreError::damaged(format!("event {}", self.sequence.0), why);
        let fields =
            from_json(&self.fields).ok_or_else(|| damaged("its fields cannot be read".to_owned()))?;
        let entry = Entry::from_parts(&self.kind, &fields).map_err(|error| damaged(error.to_string()))?;
        let day = Day::from_days_since_epoch(self.day)
            .ok_or_else(|| damaged(format!("there is no day {}", self.day)))?;
        Ok(Event { sequence: self.sequence, at: self.at, day, entry })
    }
}

/// Words are strings, numbers with a fraction keep one, and a day is an object so that it is not taken for words.
fn to_json(entry: &Entry) -> Result<String, StoreError> {
    let mut object = Map::new();
    for (name, value) in entry.fields() {
        let value = match value {
            FieldValue::Text(text) => Value::String(text),
            FieldValue::Integer(whole) => Value::from(whole),
            FieldValue::Number(number) => serde_json::Number::from_f64(number)
                .map(Value::Number)
                .ok_or_else(|| StoreError::refused("entry", format!("{name} is not a number")))?,
            FieldValue::Day(day) => serde_json::json!({ "day": day.to_string() }),
        };
        object.insert(name.to_owned(), value);
    }
    Ok(Value::Object(object).to_string())
}

fn from_json(text: &str) -> Option<Vec<(String, FieldValue)>> {
    let Value::Object(object) = serde_json::from_str(text).ok()? else { return None };
    let field = |value: Value| {
        Some(match value {
            Value::String(text) => FieldValue::Text(text),
            Value::Number(number) => match number.as_i64() {
                Some(whole) => FieldValue::Integer(whole),
                None => FieldValue::Number(number.as_f64()?),
            },
            Value::Object(day) => FieldValue::Day(day.get("day")?.as_str()?.parse().ok()?),
            _ => return None,
        })
    };
    object.into_iter().map(|(name, value)| Some((name, field(value)?))).collect()
}
