//! What runs asked of the runner: measured once, kept as whole numbers, summed by day.

use femoris_clinic::load::{
    Bin, FormMeasure, FormSum, IndexBand, MeasuredRun, NoLoad, RunForm, RunProfile, Slope, Slopes, SpeedBins,
    SpeedPieces, StrideCount,
};
use femoris_clinic::running::matching::Measured;
use femoris_measure::{Channel, Day, Device, Instant, Means, Metres, MetresPerSecond, RecordedRun, Seconds};
use rusqlite::{OptionalExtension, named_params, params};

use crate::error::SqlContext;
use crate::prepare::centimetres;
use crate::run_rows::{Fields, SHOWN};
use crate::{Reader, RunId, StoreError, Writer, varint};

/// What is kept about the load of a run: stamp, why there is none, form, and what [`read_profile`] takes.
const KEPT: &str = "SELECT l.stamp, l.why_none, l.form, r.distance_cm, r.timer_ms, l.graded_cm, l.strides, l.counted,
         l.index_low, l.index_mid, l.index_high, l.climb_ms, l.climb_cm, l.descent_ms, l.descent_cm, l.peak_mm_s,
         l.rejected_ms, l.bursts, l.speeds
     FROM run_load l JOIN run r ON r.n = l.run WHERE r.id = ?1";
/// The form in which lists are written here; another one is measured again.
const FORMAT: u64 = 1;
/// The same for time by speed with the longest pieces before it.
const WITH_PIECES: u64 = 2;

/// What is kept about the load of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptLoad {
    /// Names the numbers it was measured with.
    pub stamp: String,
    /// What was measured.
    pub measured: MeasuredRun,
}

/// What the shown runs of one day add up to. Runs without load are not in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadDay {
    /// The day.
    pub day: Day,
    /// Runs with a load.
    pub runs: u32,
    /// Runs of these with a graded distance.
    pub graded_runs: u32,
    /// Graded distance of those.
    pub graded: Metres,
    /// Strides.
    pub strides: f64,
    /// Hamstring index of all strides at even speed.
    pub even_index: IndexBand,
    /// Seconds on steep ground uphill.
    pub climb_s: f64,
    /// Seconds on steep ground downhill.
    pub descent_s: f64,
}

/// A run's time by speed.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeedsOfRun {
    /// Its day.
    pub day: Day,
    /// All running by speed.
    pub speeds: SpeedBins,
}

impl Writer<'_> {
    /// Keeps what was measured of a run, in place of what was kept before.
    pub fn put_load(&self, run: &RunId, stamp: &str, measured: &MeasuredRun) -> Result<(), StoreError> {
        let n = self.number_of(run)?;
        let profile = measured.profile.as_ref().ok();
        let why = measured.profile.as_ref().err().map(|why| why.id());
        let even = profile.map(|profile| profile.even_index);
        let slopes = profile.and_then(|profile| profile.slopes);
        let (strides, counted) = match profile.map(|profile| profile.strides) {
            Some(StrideCount::Counted(strides)) => (Some(hundredths(strides)), Some(true)),
            Some(StrideCount::Assumed(strides)) => (Some(hundredths(strides)), Some(false)),
            None => (None, None),
        };
        let bins = |bins: Option<&SpeedBins>| bins.filter(|bins| !bins.is_empty()).map(pack_bins);
        let values = named_params! {
            ":run": n, ":stamp": stamp, ":why": why, ":strides": strides, ":counted": counted,
            ":graded": profile.and_then(|profile| profile.graded_distance).map(centimetres),
            ":low": even.map(|even| hundredths(even.low)), ":mid": even.map(|even| hundredths(even.middle)),
            ":high": even.map(|even| hundredths(even.high)),
            ":climb_ms": slopes.map(|slopes| thousandths(slopes.climb.seconds)),
            ":climb_cm": slopes.map(|slopes| hundredths(slopes.climb.metres)),
            ":descent_ms": slopes.map(|slopes| thousandths(slopes.descent.seconds)),
            ":descent_cm": slopes.map(|slopes| hundredths(slopes.descent.metres)),
            ":peak": profile.and_then(|profile| profile.peak).map(|peak| thousandths(peak.get())),
            ":rejected": profile.map(|profile| thousandths(profile.rejected_s)),
            ":bursts": bins(profile.map(|profile| &profile.bursts)),
            ":speeds": profile.filter(|profile| !profile.speeds.is_empty()).map(pack_speeds),
            ":form": (!measured.form.is_empty()).then(|| pack_form(&measured.form)),
        };
        self.conn
            .prepare_cached(
                "INSERT INTO run_load (run, stamp, why_none, graded_cm, strides, counted, index_low, index_mid,
                     index_high, climb_ms, climb_cm, descent_ms, descent_cm, peak_mm_s, rejected_ms, bursts, speeds,
                     form)
                 VALUES (:run, :stamp, :why, :graded, :strides, :counted, :low, :mid, :high, :climb_ms, :climb_cm,
                     :descent_ms, :descent_cm, :peak, :rejected, :bursts, :speeds, :form)
                 ON CONFLICT (run) DO UPDATE SET stamp = excluded.stamp, why_none = excluded.why_none,
                     graded_cm = excluded.graded_cm, strides = excluded.strides, counted = excluded.counted,
                     index_low = excluded.index_low, index_mid = excluded.index_mid,
                     index_high = excluded.index_high, climb_ms = excluded.climb_ms, climb_cm = excluded.climb_cm,
                     descent_ms = excluded.descent_ms, descent_cm = excluded.descent_cm,
                     peak_mm_s = excluded.peak_mm_s, rejected_ms = excluded.rejected_ms, bursts = excluded.bursts,
                     speeds = excluded.speeds, form = excluded.form",
            )
            .and_then(|mut insert| insert.execute(values))
            .doing("keep the load of a run")
            .map(|_| ())
    }
}

impl Reader<'_> {
    /// What is kept about the load of a run; `None` when it was not measured yet.
    pub fn load(&self, run: &RunId) -> Result<Option<KeptLoad>, StoreError> {
        let doing = "read the load of a run";
        let mut select = self.conn.prepare_cached(KEPT).doing(doing)?;
        let mut rows = select.query([run.as_str()]).doing(doing)?;
        let Some(row) = rows.next().doing(doing)? else { return Ok(None) };
        let mut fields = Fields::new(row);
        let stamp = fields.next()?;
        let why: Option<String> = fields.next()?;
        let form: Option<Vec<u8>> = fields.next()?;
        let profile = match why {
            Some(why) => Err(NoLoad::from_id(&why).ok_or_else(|| damaged("reason for having none"))?),
            None => Ok(read_profile(&mut fields)?),
        };
        let form = form.map_or(Some(RunForm::default()), |form| unpack_form(&form));
        let form = form.ok_or_else(|| damaged("form"))?;
        Ok(Some(KeptLoad { stamp, measured: MeasuredRun { profile, form } }))
    }

    /// What is known of the shown runs of these days, both ends included, in their order: distance and time of each, and
    /// what was measured of those from `measured_from` on, where that was under this stamp.
    pub fn done_on_days(
        &self,
        (first, last): (Day, Day),
        measured_from: Day,
        stamp: &str,
    ) -> Result<Vec<(Day, Measured)>, StoreError> {
        let doing = "read what was run by day";
        let sql = format!(
            "SELECT r.day, r.distance_cm, r.timer_ms, l.speeds, l.climb_cm, l.descent_cm FROM run r
                 LEFT JOIN run_load l ON l.run = r.n AND r.day >= ?3 AND l.stamp = ?4 AND l.why_none IS NULL
             WHERE {SHOWN} AND r.sport = 'running' AND r.day BETWEEN ?1 AND ?2 ORDER BY r.start_ms, r.n"
        );
        let mut select = self.conn.prepare_cached(&sql).doing(doing)?;
        let [first, last, from] = [first, last, measured_from].map(Day::days_since_epoch);
        let mut rows = select.query(params![first, last, from, stamp]).doing(doing)?;
        let mut done = Vec::new();
        while let Some(row) = rows.next().doing(doing)? {
            let mut fields = Fields::new(row);
            let day = read_day(&mut fields)?;
            let metres = fields.next::<Option<i64>>()?.map(|cm| cm as f64 / 100.0);
            let total_s = fields.next::<Option<i64>>()?.map(|ms| ms as f64 / 1000.0);
            let packed = fields.next::<Option<Vec<u8>>>()?;
            let (speeds, pieces) = packed.map(|packed| read_speeds(&packed)).transpose()?.unzip();
            let steep_cm = fields.next::<Option<i64>>()?.zip(fields.next::<Option<i64>>()?);
            let steep_m = steep_cm.map(|(climb, descent)| (climb + descent) as f64 / 100.0);
            let pieces = pieces.unwrap_or_default();
            done.push((day, Measured { total_s, metres, speeds, pieces, steep_m }));
        }
        Ok(done)
    }

    /// Load of the days with a measured run in a range, both ends included, oldest first.
    pub fn load_days(&self, first: Day, last: Day) -> Result<Vec<LoadDay>, StoreError> {
        let doing = "read the load by day";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT day, runs, graded, graded_cm, strides, index_low, index_mid, index_high, climb_ms, descent_ms
                 FROM load_day WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
            )
            .doing(doing)?;
        let mut rows =
            select.query(params![first.days_since_epoch(), last.days_since_epoch()]).doing(doing)?;
        let mut days = Vec::new();
        while let Some(row) = rows.next().doing(doing)? {
            let mut fields = Fields::new(row);
            days.push(LoadDay {
                day: read_day(&mut fields)?,
                runs: fields.next()?,
                graded_runs: fields.next()?,
                graded: Metres::new(fields.next::<i64>()? as f64 / 100.0)
                    .map_err(|error| StoreError::damaged("the load by day", error.to_string()))?,
                strides: hundredth(&mut fields)?,
                even_index: read_band(&mut fields)?,
                climb_s: thousandth(&mut fields)?,
                descent_s: thousandth(&mut fields)?,
            });
        }
        Ok(days)
    }

    /// Strides made while getting faster, by day and speed, of the shown runs of a range of days that have any.
    pub fn bursts(&self, first: Day, last: Day) -> Result<Vec<(Day, SpeedBins)>, StoreError> {
        let sql = format!(
            "SELECT r.day, l.bursts FROM run r JOIN run_load l INDEXED BY run_load_bursts ON l.run = r.n
             WHERE l.bursts IS NOT NULL AND r.sport = 'running' AND {SHOWN}
                 AND r.day BETWEEN ?1 AND ?2 ORDER BY r.day"
        );
        let mut select = self.conn.prepare_cached(&sql).doing("read bursts of speed")?;
        let range = params![first.days_since_epoch(), last.days_since_epoch()];
        let mut rows = select.query(range).doing("read bursts of speed")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().doing("read bursts of speed")? {
            let mut fields = Fields::new(row);
            let day = read_day(&mut fields)?;
            let packed: Vec<u8> = fields.next()?;
            found.push((day, unpack_bins(&packed).ok_or_else(|| damaged("bursts"))?));
        }
        Ok(found)
    }

    /// Time by speed of the shown runs of a range of days, oldest first.
    pub fn speeds(&self, first: Day, last: Day) -> Result<Vec<SpeedsOfRun>, StoreError> {
        let sql = format!(
            "SELECT r.day, l.speeds FROM run r JOIN run_load l ON l.run = r.n
             WHERE l.speeds IS NOT NULL AND r.sport = 'running' AND {SHOWN}
                 AND r.day BETWEEN ?1 AND ?2 ORDER BY r.start_ms, r.n"
        );
        let mut select = self.conn.prepare_cached(&sql).doing("read time by speed")?;
        let range = params![first.days_since_epoch(), last.days_since_epoch()];
        let mut rows = select.query(range).doing("read time by speed")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().doing("read time by speed")? {
            let mut fields = Fields::new(row);
            let day = read_day(&mut fields)?;
            let packed: Vec<u8> = fields.next()?;
            let (speeds, _) = read_speeds(&packed)?;
            found.push(SpeedsOfRun { day, speeds });
        }
        Ok(found)
    }

    /// The peak speeds of the shown runs of a range of days.
    pub fn peaks(&self, first: Day, last: Day) -> Result<Vec<(Day, MetresPerSecond)>, StoreError> {
        let sql = format!(
            "SELECT r.day, l.peak_mm_s FROM run r JOIN run_load l ON l.run = r.n
             WHERE l.peak_mm_s IS NOT NULL AND r.sport = 'running' AND {SHOWN}
                 AND r.day BETWEEN ?1 AND ?2 ORDER BY r.day"
        );
        let mut select = self.conn.prepare_cached(&sql).doing("read peak speeds")?;
        let range = params![first.days_since_epoch(), last.days_since_epoch()];
        let mut rows = select.query(range).doing("read peak speeds")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().doing("read peak speeds")? {
            let mut fields = Fields::new(row);
            let day = read_day(&mut fields)?;
            found.push((day, speed(fields.next()?)?));
        }
        Ok(found)
    }

    /// The forms of shown runs that began before a moment, on a day of a range, on the same device: of the newest
    /// so many.
    pub fn forms_before(
        &self,
        moment: Instant,
        (first, last): (Day, Day),
        device: &Device,
        limit: usize,
    ) -> Result<Vec<RunForm>, StoreError> {
        // Chosen first: sorting runs with their forms costs more than reading them.
        let sql = "SELECT l.form FROM (
                 SELECT n FROM run WHERE removed = 0 AND merged_into IS NULL AND sport = 'running'
                     AND start_ms < ?1 AND day BETWEEN ?2 AND ?3 AND device_name = ?4 AND device_serial IS ?5
                 ORDER BY start_ms DESC LIMIT ?6) AS chosen
             CROSS JOIN run_load l ON l.run = chosen.n WHERE l.form IS NOT NULL";
        let mut select = self.conn.prepare_cached(sql).doing("read forms of runs")?;
        let asked = params![
            moment.unix_ms(),
            first.days_since_epoch(),
            last.days_since_epoch(),
            device.name,
            device.serial,
            limit as i64
        ];
        let mut rows = select.query(asked).doing("read forms of runs")?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().doing("read forms of runs")? {
            let packed: Vec<u8> = row.get(0).doing("read forms of runs")?;
            found.push(unpack_form(&packed).ok_or_else(|| damaged("form"))?);
        }
        Ok(found)
    }

    /// Runs that were not measured with these numbers, newest first, at most so many.
    pub fn unmeasured(&self, stamp: &str, limit: usize) -> Result<Vec<RunId>, StoreError> {
        let sql = "SELECT r.id FROM run r LEFT JOIN run_load l ON l.run = r.n
             WHERE l.run IS NULL OR l.stamp <> ?1 ORDER BY r.start_ms DESC LIMIT ?2";
        let ids: Vec<String> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut select| {
                select.query_map(params![stamp, limit as i64], |row| row.get(0))?.collect()
            })
            .doing("list runs to measure")?;
        ids.iter().map(|id| id.parse().map_err(|_| damaged("id"))).collect()
    }

    /// How many runs were not measured with these numbers.
    pub fn count_unmeasured(&self, stamp: &str) -> Result<u64, StoreError> {
        let sql = "SELECT (SELECT count(*) FROM run) - (SELECT count(*) FROM run_load WHERE stamp = ?1)";
        let count: Option<i64> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut select| select.query_row([stamp], |row| row.get(0)).optional())
            .doing("count runs to measure")?;
        Ok(count.unwrap_or(0).unsigned_abs())
    }

    /// A run as it was recorded, with the channels and third-party fields asked for.
    pub fn recorded(
        &self,
        id: &RunId,
        channels: &[Channel],
        fields: &[&str],
    ) -> Result<RecordedRun, StoreError> {
        let run = self.run(id)?;
        let samples = self.streams(id, channels)?.samples;
        let asked = run.developer.iter().filter(|field| fields.contains(&field.name.as_str()));
        let fields = asked.map(|field| self.developer_series(id, field.index));
        let developer: Vec<_> = fields.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
        Ok(RecordedRun {
            sport: run.summary.sport,
            sport_word: run.summary.sport_word,
            sub_sport: run.summary.sub_sport,
            start: run.summary.start,
            device_totals: run.device_totals,
            computed_totals: run.computed_totals,
            told: Means::default(),
            samples,
            laps: run.laps,
            timer_events: run.timer_events,
            device: run.summary.device,
            developer,
            title: run.summary.title,
        })
    }
}

fn read_profile(fields: &mut Fields<'_, '_>) -> Result<RunProfile, StoreError> {
    let length = |cm: Option<i64>| cm.and_then(|cm| Metres::new(cm as f64 / 100.0).ok());
    let distance = length(fields.next()?);
    let timer = fields.next::<Option<i64>>()?.and_then(|ms| Seconds::new(ms as f64 / 1000.0).ok());
    let graded_distance = length(fields.next()?);
    let strides = hundredth(fields)?;
    let counted: bool = fields.next()?;
    let even_index = read_band(fields)?;
    let slope = |fields: &mut Fields<'_, '_>| -> Result<Option<Slope>, StoreError> {
        let (ms, cm): (Option<i64>, Option<i64>) = (fields.next()?, fields.next()?);
        Ok(ms.zip(cm).map(|(ms, cm)| Slope { seconds: ms as f64 / 1000.0, metres: cm as f64 / 100.0 }))
    };
    let (climb, descent) = (slope(fields)?, slope(fields)?);
    let peak = fields.next::<Option<i64>>()?.map(speed).transpose()?;
    let rejected_s = thousandth(fields)?;
    let bins =
        |packed: Option<Vec<u8>>| packed.map_or(Some(SpeedBins::default()), |packed| unpack_bins(&packed));
    let bursts = bins(fields.next()?).ok_or_else(|| damaged("bursts"))?;
    let speeds = fields.next::<Option<Vec<u8>>>()?.map(|packed| read_speeds(&packed)).transpose()?;
    let (speeds, pieces) = speeds.unwrap_or_default();
    Ok(RunProfile {
        distance,
        timer,
        graded_distance,
        strides: if counted { StrideCount::Counted(strides) } else { StrideCount::Assumed(strides) },
        even_index,
        bursts,
        speeds,
        pieces,
        slopes: climb.zip(descent).map(|(climb, descent)| Slopes { climb, descent }),
        peak,
        rejected_s,
    })
}

fn read_band(fields: &mut Fields<'_, '_>) -> Result<IndexBand, StoreError> {
    Ok(IndexBand { low: hundredth(fields)?, middle: hundredth(fields)?, high: hundredth(fields)? })
}

fn read_day(fields: &mut Fields<'_, '_>) -> Result<Day, StoreError> {
    let days: i32 = fields.next()?;
    Day::from_days_since_epoch(days).ok_or_else(|| damaged("day"))
}

fn speed(mm_s: i64) -> Result<MetresPerSecond, StoreError> {
    MetresPerSecond::new(mm_s as f64 / 1000.0)
        .map_err(|error| StoreError::damaged("the load of a run", error.to_string()))
}

fn hundredth(fields: &mut Fields<'_, '_>) -> Result<f64, StoreError> {
    Ok(fields.next::<i64>()? as f64 / 100.0)
}

fn thousandth(fields: &mut Fields<'_, '_>) -> Result<f64, StoreError> {
    Ok(fields.next::<i64>()? as f64 / 1000.0)
}

fn hundredths(value: f64) -> i64 {
    (value * 100.0).round() as i64
}

fn thousandths(value: f64) -> i64 {
    (value * 1000.0).round() as i64
}

fn damaged(what: &str) -> StoreError {
    StoreError::damaged("the load of a run", format!("its {what} cannot be read"))
}

fn pack_bins(bins: &SpeedBins) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint::put(&mut bytes, FORMAT);
    let mut before = 0;
    for (number, bin) in bins.iter() {
        let step = u64::from(number - before);
        [step, bin.ms, bin.cm, bin.strides].into_iter().for_each(|value| varint::put(&mut bytes, value));
        before = number;
    }
    bytes
}

fn unpack_bins(mut bytes: &[u8]) -> Option<SpeedBins> {
    if varint::take(&mut bytes)? != FORMAT {
        return None;
    }
    // A bin takes four numbers of at least a byte, most of them two.
    let mut bins = Vec::with_capacity(bytes.len() / 6);
    let mut number = 0u32;
    while !bytes.is_empty() {
        number = number.checked_add(u32::try_from(varint::take(&mut bytes)?).ok()?)?;
        let mut next = || varint::take(&mut bytes);
        bins.push((number, Bin { ms: next()?, cm: next()?, strides: next()? }));
    }
    Some(SpeedBins::from_bins(bins))
}

/// The longest pieces, then the bins.
fn pack_speeds(profile: &RunProfile) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint::put(&mut bytes, WITH_PIECES);
    varint::put(&mut bytes, profile.pieces.iter().count() as u64);
    let mut before = 0;
    for (number, ms) in profile.pieces.iter() {
        varint::put(&mut bytes, u64::from(number - before));
        varint::put(&mut bytes, ms);
        before = number;
    }
    bytes.extend(pack_bins(&profile.speeds));
    bytes
}

fn read_speeds(packed: &[u8]) -> Result<(SpeedBins, SpeedPieces), StoreError> {
    unpack_speeds(packed).ok_or_else(|| damaged("time by speed"))
}

/// What was kept before there were pieces has none, until it is measured again.
fn unpack_speeds(packed: &[u8]) -> Option<(SpeedBins, SpeedPieces)> {
    let mut bytes = packed;
    if varint::take(&mut bytes)? != WITH_PIECES {
        return unpack_bins(packed).map(|bins| (bins, SpeedPieces::default()));
    }
    let (count, mut number, mut pieces) = (varint::take(&mut bytes)?, 0u32, Vec::new());
    for _ in 0..count {
        number = number.checked_add(u32::try_from(varint::take(&mut bytes)?).ok()?)?;
        pieces.push((number, varint::take(&mut bytes)?));
    }
    Some((unpack_bins(bytes)?, SpeedPieces::from_bins(pieces)))
}

fn pack_form(form: &RunForm) -> Vec<u8> {
    let mut bytes = Vec::new();
    varint::put(&mut bytes, FORMAT);
    for (band, measure, sum) in form.sums() {
        let place = FormMeasure::ALL.iter().position(|known| *known == measure).unwrap_or_default() as u64;
        [u64::from(band), place, sum.ms, sum.sum]
            .into_iter()
            .for_each(|value| varint::put(&mut bytes, value));
    }
    bytes
}

fn unpack_form(mut bytes: &[u8]) -> Option<RunForm> {
    if varint::take(&mut bytes)? != FORMAT {
        return None;
    }
    let mut sums = Vec::new();
    while !bytes.is_empty() {
        let mut next = || varint::take(&mut bytes);
        let band = u32::try_from(next()?).ok()?;
        let measure = *FormMeasure::ALL.get(usize::try_from(next()?).ok()?)?;
        sums.push((band, measure, FormSum { ms: next()?, sum: next()? }));
    }
    Some(RunForm::from_sums(sums))
}
