//! Writing originals and runs.

use femoris_measure::{Instant, Means, Metres, Seconds};
use rusqlite::{OptionalExtension, named_params, params};

use crate::codec::CODEC;
use crate::error::SqlContext;
use crate::prepare::{centimetres, encode_timer_events, milliseconds};
use crate::runs::StoredDiagnostic;
use crate::{PreparedOriginal, PreparedRun, RunDetail, RunId, StoreError, Writer};

/// What became of a run that was put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PutOutcome {
    /// Stored.
    Stored {
        /// Its id.
        run: RunId,
    },
    /// The same part of the same bytes was stored already; nothing changed.
    SameBytes {
        /// The id it has.
        run: RunId,
    },
}

impl Writer<'_> {
    /// Keeps an original; `false` when the same bytes were kept already.
    pub fn put_original(&self, original: &PreparedOriginal, seen: Instant) -> Result<bool, StoreError> {
        let added = self
            .conn
            .prepare_cached(
                "INSERT INTO original (sha256, size, codec, first_seen_ms, data) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (sha256) DO NOTHING",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    original.sha.bytes(),
                    original.size as i64,
                    original.codec,
                    seen.unix_ms(),
                    original.data
                ])
            })
            .doing("keep an original file")?;
        Ok(added == 1)
    }

    /// Keeps a run. Its original must have been put before, in this batch or an earlier one.
    pub fn put_run(&self, run: &PreparedRun) -> Result<PutOutcome, StoreError> {
        let id = run.id().clone();
        let known: Option<i64> = self
            .conn
            .prepare_cached("SELECT n FROM run WHERE id = ?1")
            .and_then(|mut select| select.query_row([id.as_str()], |row| row.get(0)).optional())
            .doing("look for a run")?;
        if known.is_some() {
            return Ok(PutOutcome::SameBytes { run: id });
        }
        if !self.has_original(&run.detail.summary.original)? {
            return Err(StoreError::NoSuchOriginal { sha: run.detail.summary.original });
        }
        let n = self.insert_run(&run.detail)?;
        self.insert_laps(n, &run.detail)?;
        self.insert_samples(n, run).doing("keep the samples of a run")?;
        if let Some((stamp, measured)) = &run.load {
            self.put_load(&id, stamp, measured)?;
        }
        Ok(PutOutcome::Stored { run: id })
    }

    /// Writes the means of a run anew, as far as its samples tell them; what a list told stays.
    pub fn renew_means(&self, run: &RunId, means: &Means) -> Result<(), StoreError> {
        let values = params![
            self.number_of(run)?,
            means.heart_rate.map(|v| v.get()),
            means.max_heart_rate.map(|v| v.get()),
            means.cadence.map(|v| v.get())
        ];
        self.conn
            .prepare_cached(
                "UPDATE run SET avg_hr = coalesce(?2, avg_hr), max_hr = coalesce(?3, max_hr),
                     avg_cadence = coalesce(?4, avg_cadence) WHERE n = ?1",
            )
            .and_then(|mut update| update.execute(values))
            .doing("renew the means of a run")
            .map(|_| ())
    }

    fn insert_run(&self, detail: &RunDetail) -> Result<i64, StoreError> {
        let (run, device, computed) = (&detail.summary, detail.device_totals, detail.computed_totals);
        let values = named_params! {
            ":id": run.id.as_str(), ":sha256": run.original.bytes(), ":part": run.part,
            ":format": run.format.name(), ":sport": run.sport.name(), ":sport_word": run.sport_word,
            ":sub_sport": run.sub_sport, ":start_ms": run.start.unix_ms(), ":end_ms": run.end.unix_ms(),
            ":offset_s": run.offset.seconds(), ":day": run.day.days_since_epoch(),
            ":distance_cm": run.distance.map(centimetres), ":timer_ms": run.timer.map(milliseconds),
            ":ascent_cm": run.ascent.map(centimetres), ":records": run.records,
            ":channels": channel_bits(&run.channels), ":richness": run.richness as i64,
            ":damaged": run.is_damaged, ":avg_hr": run.mean_heart_rate.map(|v| v.get()),
            ":max_hr": run.max_heart_rate.map(|v| v.get()), ":avg_cadence": run.mean_cadence.map(|v| v.get()),
            ":device_name": run.device.name, ":device_serial": run.device.serial,
            ":dd": device.distance.map(Metres::get), ":dt": device.timer.map(Seconds::get),
            ":de": device.elapsed.map(Seconds::get), ":da": device.ascent.map(Metres::get),
            ":dx": device.descent.map(Metres::get), ":cd": computed.distance.map(Metres::get),
            ":ct": computed.timer.map(Seconds::get), ":ce": computed.elapsed.map(Seconds::get),
            ":ca": computed.ascent.map(Metres::get), ":cx": computed.descent.map(Metres::get),
            ":title": run.title, ":route": run.route.to_bytes(), ":gear": run.gear,
            ":timer_events": encode_timer_events(&detail.timer_events),
            ":diagnostics": StoredDiagnostic::to_json(&detail.diagnostics), ":note": detail.note,
        };
        self.conn
            .prepare_cached(
                "INSERT INTO run (id, sha256, part, format, sport, sport_word, sub_sport, start_ms, end_ms, offset_s,
                     day, distance_cm, timer_ms, ascent_cm, records, channels, richness, damaged, avg_hr, max_hr,
                     avg_cadence, device_name, device_serial, device_distance_m, device_timer_s, device_elapsed_s,
                     device_ascent_m, device_descent_m, computed_distance_m, computed_timer_s, computed_elapsed_s,
                     computed_ascent_m, computed_descent_m, title, route, gear, timer_events, diagnostics, note)
                 VALUES (:id, :sha256, :part, :format, :sport, :sport_word, :sub_sport, :start_ms, :end_ms, :offset_s,
                     :day, :distance_cm, :timer_ms, :ascent_cm, :records, :channels, :richness, :damaged, :avg_hr,
                     :max_hr, :avg_cadence, :device_name, :device_serial, :dd, :dt, :de, :da, :dx, :cd, :ct, :ce,
                     :ca, :cx, :title, :route, :gear, :timer_events, :diagnostics, :note)",
            )
            .and_then(|mut insert| insert.insert(values))
            .doing("keep a run")
    }

    fn insert_laps(&self, n: i64, detail: &RunDetail) -> Result<(), StoreError> {
        let mut insert = self
            .conn
            .prepare_cached("INSERT INTO lap VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
            .doing("prepare to keep laps")?;
        for (i, lap) in detail.laps.iter().enumerate() {
            let totals = lap.totals;
            insert
                .execute(params![
                    n,
                    i as i64,
                    lap.start.unix_ms(),
                    lap.manual,
                    totals.distance.map(Metres::get),
                    totals.timer.map(Seconds::get),
                    totals.elapsed.map(Seconds::get),
                    totals.ascent.map(Metres::get),
                    totals.descent.map(Metres::get),
                ])
                .doing("keep a lap")?;
        }
        Ok(())
    }

    fn insert_samples(&self, n: i64, run: &PreparedRun) -> rusqlite::Result<()> {
        let mut insert = self.conn.prepare_cached("INSERT INTO stream VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for column in &run.columns {
            insert.execute(params![n, column.channel, column.rows as i64, CODEC, column.data])?;
        }
        let mut insert = self.conn.prepare_cached("INSERT INTO level VALUES (?1, ?2, ?3, ?4, ?5)")?;
        for level in &run.levels {
            insert.execute(params![n, level.buckets as i64, level.channel, CODEC, level.data])?;
        }
        let mut insert =
            self.conn.prepare_cached("INSERT INTO developer_stream VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        for developer in &run.developer {
            let field = &developer.field;
            let rows = developer.rows as i64;
            insert.execute(params![n, field.index, field.name, field.unit, rows, CODEC, developer.data])?;
        }
        Ok(())
    }
}

fn channel_bits(channels: &[femoris_measure::Channel]) -> i64 {
    channels.iter().fold(0, |bits, channel| bits | 1 << channel.code())
}
