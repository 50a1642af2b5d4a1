//! All processor work of keeping a recording, done before the writer is asked: compressing, packing, downsampling.

use std::io::{Read, Write};

use femoris_clinic::load::MeasuredRun;
use femoris_measure::{
    Channel, Device, Instant, Metres, RecordedRun, Samples, Seconds, Series, TimerEvent, TimerEventKind,
    ZoneOffset,
};
use femoris_recording::{Diagnostic, Format, Severity};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::codec::{MAX_ROWS, encode_moments, encode_series};
use crate::levels::{Level, encode_buckets};
use crate::runs::{RunDetail, RunSummary, Standing, StoredDiagnostic};
use crate::streams::DeveloperField;
use crate::{Route, RunId, Sha256, StoreError, Words};

/// The largest original kept, in bytes. SQLite holds a value of at most 1 GB, and it is held in memory once.
const MAX_ORIGINAL: usize = 512 << 20;

/// Of 66 FIT files with 6.9 MB, level 3 makes 3.56 MB in 99 ms and level 6 makes 3.51 MB in 121 ms.
const GZIP_LEVEL: u32 = 3;

const PLAIN: u8 = 0;
const GZIP: u8 = 1;

/// Number of the moments' column, beside the codes of [`Channel`].
pub(crate) const MOMENTS: u8 = 255;

/// An original file, hashed and compressed.
#[derive(Debug, Clone)]
pub struct PreparedOriginal {
    pub(crate) sha: Sha256,
    pub(crate) size: usize,
    pub(crate) codec: u8,
    pub(crate) data: Vec<u8>,
}

impl PreparedOriginal {
    /// Hashes and compresses the bytes of a file. What does not shrink is kept as it is.
    pub fn prepare(bytes: &[u8]) -> Result<Self, StoreError> {
        Self::prepare_hashed(Sha256::of(bytes), bytes)
    }

    /// As [`PreparedOriginal::prepare`], for a caller that knows the hash already.
    pub fn prepare_hashed(sha: Sha256, bytes: &[u8]) -> Result<Self, StoreError> {
        if bytes.len() > MAX_ORIGINAL {
            let why = format!("{} bytes are more than the {MAX_ORIGINAL} an original may have", bytes.len());
            return Err(StoreError::refused("original", why));
        }
        let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(GZIP_LEVEL));
        let packed = encoder.write_all(bytes).and_then(|()| encoder.finish());
        let packed = packed.map_err(StoreError::io("compress", "the original".as_ref()))?;
        let (codec, data) = if packed.len() < bytes.len() { (GZIP, packed) } else { (PLAIN, bytes.to_vec()) };
        Ok(Self { sha, size: bytes.len(), codec, data })
    }

    /// Hash of the bytes.
    pub fn sha(&self) -> Sha256 {
        self.sha
    }
}

/// The bytes of an original as they came in; verified by their hash.
pub(crate) fn unpack_original(
    sha: Sha256,
    size: usize,
    codec: u8,
    data: Vec<u8>,
) -> Result<Vec<u8>, StoreError> {
    let damaged = |why: &str| StoreError::damaged(format!("original file {sha}"), why);
    if size > MAX_ORIGINAL {
        return Err(damaged("it claims more bytes than an original may have"));
    }
    let bytes = match codec {
        PLAIN => data,
        GZIP => {
            let mut bytes = Vec::with_capacity(size);
            let mut bounded = GzDecoder::new(data.as_slice()).take(size as u64 + 1);
            bounded.read_to_end(&mut bytes).map_err(|_| damaged("it cannot be unpacked"))?;
            bytes
        }
        _ => return Err(damaged("it was written in a format this version does not know")),
    };
    if bytes.len() != size || Sha256::of(&bytes) != sha {
        return Err(damaged("its bytes are not those that came in"));
    }
    Ok(bytes)
}

/// What is known of a run beside what its file holds.
#[derive(Debug, Clone, Copy)]
pub struct RunFacts<'a> {
    /// Hash of the file it was read from; the original must be put before the run.
    pub original: Sha256,
    /// Which part of the file, from 0.
    pub part: u16,
    /// Format of the file.
    pub format: Format,
    /// The runner's zone at the start.
    pub offset: ZoneOffset,
    /// Title given elsewhere, such as in an export's list; empty to take the file's own.
    pub title: &'a str,
    /// Note given elsewhere.
    pub note: &'a str,
    /// Shoes or other gear.
    pub gear: &'a str,
    /// What the reader had to say about the file.
    pub diagnostics: &'a [Diagnostic],
}

/// A packed column.
#[derive(Debug, Clone)]
pub(crate) struct PackedColumn {
    pub(crate) channel: u8,
    pub(crate) rows: usize,
    pub(crate) data: Vec<u8>,
}

/// A packed downsampled column.
#[derive(Debug, Clone)]
pub(crate) struct PackedLevel {
    pub(crate) buckets: usize,
    pub(crate) channel: u8,
    pub(crate) data: Vec<u8>,
}

/// A packed series of a third-party field.
#[derive(Debug, Clone)]
pub(crate) struct PackedDeveloper {
    pub(crate) field: DeveloperField,
    pub(crate) rows: usize,
    pub(crate) data: Vec<u8>,
}

/// A run ready to be put: everything computed, nothing written.
#[derive(Debug, Clone)]
pub struct PreparedRun {
    pub(crate) detail: RunDetail,
    pub(crate) columns: Vec<PackedColumn>,
    pub(crate) levels: Vec<PackedLevel>,
    pub(crate) developer: Vec<PackedDeveloper>,
    pub(crate) load: Option<(String, MeasuredRun)>,
}

impl PreparedRun {
    /// Packs a recorded run. Costs about a millisecond and a half per hour of recording; call it on any
    /// thread.
    pub fn prepare(run: &RecordedRun, facts: &RunFacts<'_>) -> Result<Self, StoreError> {
        let samples = &run.samples;
        if samples.len() > MAX_ROWS {
            let why = format!("{} rows are more than the {MAX_ROWS} a run may have", samples.len());
            return Err(StoreError::refused("samples", why));
        }
        let summary = summarise(run, facts);
        let developer = pack_developer(run)?;
        let detail = RunDetail {
            summary,
            device_totals: run.device_totals,
            computed_totals: run.computed_totals,
            laps: run.laps.clone(),
            timer_events: run.timer_events.clone(),
            diagnostics: facts.diagnostics.iter().map(StoredDiagnostic::from).collect(),
            note: facts.note.to_owned(),
            developer: developer.iter().map(|packed| packed.field.clone()).collect(),
        };
        Ok(Self {
            detail,
            columns: pack_columns(samples)?,
            levels: pack_levels(samples)?,
            developer,
            load: None,
        })
    }

    /// Adds what was measured of it, and the stamp of the numbers it was measured with. Without, it is measured later.
    pub fn with_load(mut self, stamp: &str, measured: MeasuredRun) -> Self {
        self.load = Some((stamp.to_owned(), measured));
        self
    }

    /// The id it will have.
    pub fn id(&self) -> &RunId {
        &self.detail.summary.id
    }

    /// The run as lists show it.
    pub fn summary(&self) -> &RunSummary {
        &self.detail.summary
    }

    /// What its source says of it in words.
    pub fn words(&self) -> Words<'_> {
        let RunSummary { title, gear, .. } = &self.detail.summary;
        Words { title, note: &self.detail.note, gear }
    }
}

fn summarise(run: &RecordedRun, facts: &RunFacts<'_>) -> RunSummary {
    let samples = &run.samples;
    let channels: Vec<Channel> = samples.channels().collect();
    let values = |channel: Channel| samples.column(channel).map_or(0, Series::count_present) as u64;
    let means = run.means();
    RunSummary {
        id: RunId::new(&facts.original, facts.part),
        original: facts.original,
        part: facts.part,
        format: facts.format,
        sport: run.sport,
        sport_word: run.sport_word.clone(),
        sub_sport: run.sub_sport.clone(),
        start: run.start,
        end: end_of(run),
        offset: facts.offset,
        day: run.start.day_at(facts.offset),
        distance: run.distance().and_then(|(distance, _)| metres(centimetres(distance))),
        timer: run.timer().and_then(|(timer, _)| seconds(milliseconds(timer))),
        ascent: run.device_totals.ascent.or(run.computed_totals.ascent).and_then(|m| metres(centimetres(m))),
        records: samples.len() as u32,
        richness: channels.iter().map(|channel| values(*channel)).sum::<u64>() + run.told.count() as u64,
        channels,
        is_damaged: facts.diagnostics.iter().any(|d| d.severity == Severity::Error),
        mean_heart_rate: means.heart_rate,
        max_heart_rate: means.max_heart_rate,
        mean_cadence: means.cadence,
        device: Device { name: run.device.name.clone(), serial: run.device.serial },
        title: if facts.title.is_empty() { run.title.clone() } else { facts.title.to_owned() },
        gear: facts.gear.to_owned(),
        route: Route::of(samples),
        standing: Standing::Shown,
    }
}

/// Whole centimetres, as sums are kept.
pub(crate) fn centimetres(length: Metres) -> i64 {
    (length.get() * 100.0).round() as i64
}

/// Whole milliseconds, as sums are kept.
pub(crate) fn milliseconds(time: Seconds) -> i64 {
    (time.get() * 1000.0).round() as i64
}

/// The length that is kept as so many centimetres.
fn metres(centimetres: i64) -> Option<Metres> {
    Metres::new(centimetres as f64 / 100.0).ok()
}

/// The time that is kept as so many milliseconds.
fn seconds(milliseconds: i64) -> Option<Seconds> {
    Seconds::new(milliseconds as f64 / 1000.0).ok()
}

/// The last moment of a recording: of its samples where it has any, else by its totals.
fn end_of(run: &RecordedRun) -> Instant {
    let by_samples = run.samples.times_ms().iter().max().copied();
    let by_totals = || {
        let length = run.elapsed().or(run.timer()).map_or(0.0, |(length, _)| length.get());
        run.start.unix_ms().saturating_add((length * 1000.0) as i64)
    };
    Instant::from_unix_ms(by_samples.unwrap_or_else(by_totals).max(run.start.unix_ms()))
}

fn pack_columns(samples: &Samples) -> Result<Vec<PackedColumn>, StoreError> {
    let moments =
        PackedColumn { channel: MOMENTS, rows: samples.len(), data: encode_moments(samples.times_ms())? };
    let mut packed = vec![moments];
    for channel in samples.channels() {
        if let Some(series) = samples.column(channel) {
            packed.push(PackedColumn {
                channel: channel.code(),
                rows: series.len(),
                data: encode_series(series)?,
            });
        }
    }
    Ok(packed)
}

fn pack_levels(samples: &Samples) -> Result<Vec<PackedLevel>, StoreError> {
    let rows = samples.len();
    let mut packed = Vec::new();
    for level in Level::ALL.into_iter().filter(|level| level.is_kept(rows)) {
        let starts = encode_moments(&level.starts(samples.times_ms()))?;
        packed.push(PackedLevel { buckets: level.buckets(), channel: MOMENTS, data: starts });
        // The lowest and highest latitude of a stretch draw nothing.
        let drawn = samples.channels().filter(|c| !matches!(c, Channel::Latitude | Channel::Longitude));
        for channel in drawn {
            if let Some(series) = samples.column(channel) {
                let data = encode_buckets(&level.reduce(series, rows))?;
                packed.push(PackedLevel { buckets: level.buckets(), channel: channel.code(), data });
            }
        }
    }
    Ok(packed)
}

fn pack_developer(run: &RecordedRun) -> Result<Vec<PackedDeveloper>, StoreError> {
    let pack = |(index, developer): (usize, &femoris_measure::DeveloperSeries)| {
        let index = u16::try_from(index)
            .map_err(|_| StoreError::refused("developer fields", "a run may have at most 65535 of them"))?;
        let field = DeveloperField { index, name: developer.name.clone(), unit: developer.unit.clone() };
        Ok(PackedDeveloper { field, rows: developer.series.len(), data: encode_series(&developer.series)? })
    };
    run.developer.iter().enumerate().map(pack).collect()
}

/// Timer events as nine bytes each.
pub(crate) fn encode_timer_events(events: &[TimerEvent]) -> Vec<u8> {
    events
        .iter()
        .flat_map(|event| {
            let kind = match event.kind {
                TimerEventKind::Start => 0,
                TimerEventKind::Stop => 1,
            };
            event.at.unix_ms().to_le_bytes().into_iter().chain([kind])
        })
        .collect()
}

/// Timer events from their bytes; `None` when these cannot be what was written.
pub(crate) fn decode_timer_events(bytes: &[u8]) -> Option<Vec<TimerEvent>> {
    let (entries, rest) = bytes.as_chunks::<9>();
    let event = |[a, b, c, d, e, f, g, h, kind]: &[u8; 9]| {
        let at = Instant::from_unix_ms(i64::from_le_bytes([*a, *b, *c, *d, *e, *f, *g, *h]));
        let kind = match kind {
            0 => TimerEventKind::Start,
            1 => TimerEventKind::Stop,
            _ => return None,
        };
        Some(TimerEvent { at, kind })
    };
    if rest.is_empty() { entries.iter().map(event).collect() } else { None }
}
