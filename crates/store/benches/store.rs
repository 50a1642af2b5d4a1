//! What keeping and asking cost: packing a run, putting a hundred, a page of five thousand, opening, a year of days.

#![allow(clippy::expect_used, reason = "a benchmark that cannot be set up has nothing to measure")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use femoris_measure::{
    Channel, Day, Device, Instant, Means, Metres, RecordedRun, Samples, Seconds, Sport, Totals, ZoneOffset,
};
use femoris_recording::Format;
use femoris_store::{Level, PreparedOriginal, PreparedRun, RunFacts, Store, StoreError};

/// Records of a run in the benchmark: 46 minutes at one a second.
const RECORDS: usize = 2800;

/// Noise that is the same each time.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64 - 0.5
    }
}

fn run(number: u64, records: usize) -> RecordedRun {
    let start = 1_500_000_000_000 + number as i64 * 50_000_000;
    let mut noise = Noise(number);
    let mut samples = Samples::new();
    let (mut distance, mut heart) = (0.0, 130.0);
    for second in 0..records {
        samples.push(Instant::from_unix_ms(start + second as i64 * 1000));
        let speed = 3.0 + noise.next() * 0.4;
        distance += speed;
        heart += (150.0 - heart) * 0.02 + noise.next() * 2.0;
        let angle = distance / 900.0;
        let values = [
            (Channel::Latitude, 48.0 + angle.sin() * 0.01 + noise.next() * 1e-5),
            (Channel::Longitude, 11.0 + angle.cos() * 0.01 + noise.next() * 1e-5),
            (Channel::Altitude, 500.0 + angle.sin() * 20.0),
            (Channel::Distance, distance),
            (Channel::Speed, speed),
            (Channel::HeartRate, heart),
            (Channel::Cadence, (172.0 + noise.next() * 6.0).round()),
            (Channel::Power, 240.0 + noise.next() * 40.0),
        ];
        values.into_iter().for_each(|(channel, value)| samples.set(channel, value));
    }
    let totals = Totals {
        distance: Metres::new(distance).ok(),
        timer: Seconds::new(records as f64).ok(),
        ..Totals::default()
    };
    RecordedRun {
        sport: Sport::Running,
        sport_word: "running".into(),
        sub_sport: "generic".into(),
        start: Instant::from_unix_ms(start),
        device_totals: totals,
        computed_totals: totals,
        told: Means::default(),
        samples,
        laps: Vec::new(),
        timer_events: Vec::new(),
        device: Device { name: "garmin fr965".into(), serial: Some(1) },
        developer: Vec::new(),
        title: format!("Run {number}"),
    }
}

/// Bytes about as large and as packable as a FIT file of as many records.
fn file(number: u64, records: usize) -> Vec<u8> {
    let mut noise = Noise(number);
    let record = |second: usize, noise: &mut Noise| {
        let mut bytes = [0u8; 40];
        bytes[..4].copy_from_slice(&(number as u32 * 100_000 + second as u32).to_le_bytes());
        for pair in bytes[4..16].chunks_exact_mut(4) {
            pair[..2].copy_from_slice(&((noise.next() * 4000.0) as i16).to_le_bytes());
        }
        bytes
    };
    (0..records).flat_map(|second| record(second, &mut noise)).collect()
}

fn prepare(number: u64, records: usize) -> (PreparedOriginal, PreparedRun) {
    let original = PreparedOriginal::prepare(&file(number, records)).expect("an original");
    let run = prepare_run(&run(number, records), &original);
    (original, run)
}

fn prepare_run(run: &RecordedRun, original: &PreparedOriginal) -> PreparedRun {
    let facts = RunFacts {
        original: original.sha(),
        part: 0,
        format: Format::Fit,
        offset: ZoneOffset::UTC,
        title: "",
        note: "",
        gear: "",
        diagnostics: &[],
    };
    PreparedRun::prepare(run, &facts).expect("a run")
}

fn put(store: &Store, batch: &[(PreparedOriginal, PreparedRun)]) {
    let stored: Result<(), StoreError> = store.batch(|writer| {
        batch.iter().try_for_each(|(original, run)| {
            writer.put_original(original, Instant::from_unix_ms(0))?;
            writer.put_run(run).map(|_| ())
        })
    });
    stored.expect("stored");
}

fn packing(c: &mut Criterion) {
    let (bytes, recorded) = (file(1, RECORDS), run(1, RECORDS));
    c.bench_function("pack the original of 2,800 records", |b| {
        b.iter(|| PreparedOriginal::prepare(black_box(&bytes)).expect("an original"));
    });
    let original = PreparedOriginal::prepare(&bytes).expect("an original");
    c.bench_function("pack a run of 2,800 records", |b| {
        b.iter(|| prepare_run(black_box(&recorded), &original))
    });
}

fn putting(c: &mut Criterion) {
    let prepared: Vec<_> = (0..100).map(|number| prepare(number, RECORDS)).collect();
    let mut group = c.benchmark_group("writing");
    group.sample_size(10);
    group.bench_function("put 100 prepared runs in two batches", |b| {
        b.iter_batched(
            || {
                let folder = tempfile::tempdir().expect("a folder");
                let store = Store::open(folder.path()).expect("a store");
                (folder, store)
            },
            |(folder, store)| {
                prepared.chunks(50).for_each(|batch| put(&store, batch));
                (folder, store)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn asking(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("a store");
    let long = prepare(5000, 12 * 3600);
    put(&store, std::slice::from_ref(&long));
    for first in (0..5000).step_by(500) {
        // The lists do not read samples, so short recordings make the same lists.
        let batch: Vec<_> = (first..first + 500).map(|number| prepare(number, 60)).collect();
        put(&store, &batch);
    }
    let read = |name: &str,
                c: &mut Criterion,
                work: &dyn Fn(&femoris_store::Reader<'_>) -> Result<usize, StoreError>| {
        c.bench_function(name, |b| b.iter(|| store.read(|reader| work(reader)).expect("read")));
    };
    let middle = store.read(|reader| reader.runs_page(500, None)).expect("a page").next;
    let (id, last) = (long.1.id().clone(), long.1.summary().day);
    let every = [Channel::Speed, Channel::HeartRate, Channel::Altitude, Channel::Cadence];
    read("a page of 30 of 5,000 runs", c, &|reader| Ok(reader.runs_page(30, middle)?.runs.len()));
    read("a month of 5,000 runs", c, &|reader| Ok(reader.runs_in_month(2020, 6)?.len()));
    read("totals of 5,000 runs", c, &|reader| Ok(reader.totals()?.shown as usize));
    read("the longest of 30 days", c, &|reader| {
        Ok(usize::from(reader.longest_run(last.plus_days(-30), last, Some(&id))?.is_some()))
    });
    read("a year of daily totals", c, &|reader| Ok(reader.daily(last.plus_days(-365), last)?.len()));
    read("all daily totals", c, &|reader| {
        let first = Day::from_ymd(1990, 1, 1).unwrap_or(last);
        Ok(reader.daily(first, last)?.len())
    });
    read("a chart of a 12-hour run, kept level", c, &|reader| {
        Ok(reader.levels(&id, &every, Level::Coarse)?.starts.len())
    });
    read("all samples of a 12-hour run", c, &|reader| Ok(reader.streams(&id, &Channel::ALL)?.samples.len()));
    drop(store);
    c.bench_function("open a store of 5,000 runs", |b| b.iter(|| Store::open(folder.path()).expect("opens")));
}

criterion_group!(benches, packing, putting, asking);
criterion_main!(benches);
