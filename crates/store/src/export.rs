//! Everything out again, in open formats: originals, runs as CSV and JSON lines, the case and the verdicts as
//! JSON lines. Nothing here holds more than one row in memory.

use std::io::Write;

use femoris_measure::{Instant, Metres, Seconds};
use serde_json::{Value, json};

use crate::error::SqlContext;
use crate::events::{into_verdict, raw_event, raw_verdict};
use crate::run_rows::{Fields, SUMMARY, read_summary};
use crate::{Reader, RunSummary, Sha256, Standing, StoreError};

/// Columns of the list of runs; the unit stands in the name.
const RUN_COLUMNS: [&str; 24] = [
    "id",
    "day",
    "start",
    "end",
    "utc_offset_s",
    "sport",
    "sport_word",
    "sub_sport",
    "title",
    "note",
    "gear",
    "distance_m",
    "timer_s",
    "ascent_m",
    "mean_heart_rate_bpm",
    "max_heart_rate_bpm",
    "mean_cadence_spm",
    "records",
    "device",
    "device_serial",
    "format",
    "original_sha256",
    "original_part",
    "standing",
];

impl Reader<'_> {
    /// Hashes of all originals, in the order they first came in.
    pub fn original_hashes(&self) -> Result<Vec<Sha256>, StoreError> {
        self.conn
            .prepare_cached("SELECT sha256 FROM original ORDER BY rowid")
            .and_then(|mut select| select.query_map([], |row| row.get(0).map(Sha256::from_bytes))?.collect())
            .doing("list original files")
    }

    /// Visits every original with its bytes, one after the other.
    pub fn for_each_original<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Sha256, Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        for sha in self.original_hashes()? {
            visit(sha, self.original(&sha)?)?;
        }
        Ok(())
    }

    /// Visits every run with its note, oldest first, whatever its standing.
    pub fn for_each_run<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(&RunSummary, &str) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("SELECT {SUMMARY}, r.note FROM run r ORDER BY r.start_ms, r.n");
        let mut select = self.conn.prepare_cached(&sql).doing("list runs")?;
        let mut rows = select.query([]).doing("list runs")?;
        while let Some(row) = rows.next().doing("list runs")? {
            let mut fields = Fields::new(row);
            let (_, run) = read_summary(&mut fields)?;
            let note: String = fields.next()?;
            visit(&run, &note)?;
        }
        Ok(())
    }

    /// Writes all runs as CSV (RFC 4180) with a line of column names; how many there were.
    pub fn write_runs_csv(&self, out: impl Write) -> Result<u64, StoreError> {
        let mut csv = csv::Writer::from_writer(out);
        csv.write_record(RUN_COLUMNS).map_err(cannot_write_csv)?;
        let mut count = 0;
        self.for_each_run(|run, note| {
            count += 1;
            let record = run_fields(run, note);
            let cells = record.iter().map(|(_, value)| match value {
                Value::Null => String::new(),
                Value::String(text) => text.clone(),
                other => other.to_string(),
            });
            csv.write_record(cells).map_err(cannot_write_csv)
        })?;
        csv.flush().map_err(StoreError::io("write", "the list of runs".as_ref()))?;
        Ok(count)
    }

    /// Writes all runs as JSON, one object per line; how many there were.
    pub fn write_runs_json_lines(&self, mut out: impl Write) -> Result<u64, StoreError> {
        let mut count = 0;
        self.for_each_run(|run, note| {
            count += 1;
            let object = run_fields(run, note).into_iter().map(|(name, value)| (name.to_owned(), value));
            write_line(&mut out, &Value::Object(object.collect()))
        })?;
        finish(&mut out)?;
        Ok(count)
    }

    /// Writes the case as JSON, one event per line in order; how many there were.
    pub fn write_events_json_lines(&self, mut out: impl Write) -> Result<u64, StoreError> {
        let doing = "read the case";
        let mut select = self
            .conn
            .prepare_cached("SELECT seq, at_ms, day, kind, fields FROM event ORDER BY seq")
            .doing(doing)?;
        let rows = select.query_map([], raw_event).doing(doing)?;
        let mut count = 0;
        for row in rows {
            let event = row.doing(doing)?;
            let damaged = |why: String| StoreError::damaged(format!("event {}", event.sequence.0), why);
            let fields: Value =
                serde_json::from_str(&event.fields).map_err(|error| damaged(error.to_string()))?;
            let day = femoris_measure::Day::from_days_since_epoch(event.day)
                .ok_or_else(|| damaged(format!("there is no day {}", event.day)))?;
            let line = json!({
                "sequence": event.sequence.0, "at": event.at.to_string(), "day": day.to_string(),
                "kind": event.kind, "fields": fields,
            });
            write_line(&mut out, &line)?;
            count += 1;
        }
        finish(&mut out)?;
        Ok(count)
    }

    /// Writes the ledger of imports as JSON, one file per line in the order they were met; how many there were.
    pub fn write_imports_json_lines(&self, mut out: impl Write) -> Result<u64, StoreError> {
        let doing = "list files of imports";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT i.source, i.started_ms, f.path, f.sha256, f.outcome, f.run, f.why
                 FROM import i JOIN import_file f ON f.import = i.id ORDER BY i.id, f.i",
            )
            .doing(doing)?;
        let mut rows = select.query([]).doing(doing)?;
        let mut count = 0;
        while let Some(row) = rows.next().doing(doing)? {
            let mut fields = Fields::new(row);
            let source: String = fields.next()?;
            let started = Instant::from_unix_ms(fields.next()?);
            let path: String = fields.next()?;
            let sha: Option<[u8; 32]> = fields.next()?;
            let (outcome, run, why): (String, Option<String>, Option<String>) =
                (fields.next()?, fields.next()?, fields.next()?);
            let line = json!({
                "source": source, "import_started": started.to_string(), "path": path, "outcome": outcome,
                "original_sha256": sha.map(|sha| Sha256::from_bytes(sha).to_string()), "run": run, "why": why,
            });
            write_line(&mut out, &line)?;
            count += 1;
        }
        finish(&mut out)?;
        Ok(count)
    }

    /// Writes what was shown as JSON, one verdict per line in order; how many there were.
    pub fn write_verdicts_json_lines(&self, mut out: impl Write) -> Result<u64, StoreError> {
        let doing = "read what was shown";
        let mut select = self
            .conn
            .prepare_cached("SELECT at_ms, day, knowledge_version, verdict FROM verdict_shown ORDER BY seq")
            .doing(doing)?;
        let rows = select.query_map([], raw_verdict).doing(doing)?;
        let mut count = 0;
        for row in rows {
            let shown = into_verdict(row.doing(doing)?)?;
            let line = json!({
                "at": shown.at.to_string(), "day": shown.day.to_string(),
                "knowledge_version": shown.knowledge_version, "verdict": shown.verdict,
            });
            write_line(&mut out, &line)?;
            count += 1;
        }
        finish(&mut out)?;
        Ok(count)
    }
}

/// Whatever `out` held back is written now, so that a full disk is told.
fn finish(out: &mut impl Write) -> Result<(), StoreError> {
    out.flush().map_err(StoreError::io("write", "the export".as_ref()))
}

/// The fields of a run under the names of [`RUN_COLUMNS`], in their order.
fn run_fields(run: &RunSummary, note: &str) -> Vec<(&'static str, Value)> {
    let standing = match &run.standing {
        Standing::Shown => "shown".to_owned(),
        Standing::Removed => "removed".to_owned(),
        Standing::Merged { into, .. } => format!("merged into {into}"),
    };
    let values = [
        json!(run.id.as_str()),
        json!(run.day.to_string()),
        json!(run.start.to_string()),
        json!(run.end.to_string()),
        json!(run.offset.seconds()),
        json!(run.sport.name()),
        json!(run.sport_word),
        json!(run.sub_sport),
        json!(run.title),
        json!(note),
        json!(run.gear),
        json!(run.distance.map(Metres::get)),
        json!(run.timer.map(Seconds::get)),
        json!(run.ascent.map(Metres::get)),
        json!(run.mean_heart_rate.map(|v| v.get())),
        json!(run.max_heart_rate.map(|v| v.get())),
        json!(run.mean_cadence.map(|v| v.get())),
        json!(run.records),
        json!(run.device.name),
        json!(run.device.serial),
        json!(run.format.name()),
        json!(run.original.to_string()),
        json!(run.part),
        json!(standing),
    ];
    RUN_COLUMNS.into_iter().zip(values).collect()
}

fn write_line(out: &mut impl Write, value: &Value) -> Result<(), StoreError> {
    writeln!(out, "{value}").map_err(StoreError::io("write", "a line of the export".as_ref()))
}

fn cannot_write_csv(error: csv::Error) -> StoreError {
    let source = std::io::Error::other(error.to_string());
    StoreError::Io { doing: "write", path: "the list of runs".into(), source }
}
