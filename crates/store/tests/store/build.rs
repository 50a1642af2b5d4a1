//! Runs to store, made from a few numbers.

use femoris_measure::{
    Channel, DeveloperSeries, Device, Instant, Lap, Means, Metres, RecordedRun, Samples, Seconds, Series,
    Sport, TimerEvent, TimerEventKind, Totals, ZoneOffset,
};
use femoris_recording::{Diagnostic, Format};
use femoris_store::{PreparedOriginal, PreparedRun, RunFacts, RunId, Store, Writer};

/// A folder with an empty store in it.
pub(crate) struct Home {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) store: Store,
}

pub(crate) fn home() -> Home {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::open(folder.path().join("data")).expect("a new store");
    Home { folder, store }
}

/// A file and the run in it.
pub(crate) struct Recording {
    pub(crate) bytes: Vec<u8>,
    pub(crate) run: RecordedRun,
    pub(crate) original: PreparedOriginal,
    pub(crate) prepared: PreparedRun,
}

impl Recording {
    pub(crate) fn new(bytes: Vec<u8>, run: RecordedRun) -> Self {
        let original = PreparedOriginal::prepare(&bytes).expect("an original");
        let prepared = prepare(&run, &original, &[]);
        Self { bytes, run, original, prepared }
    }

    pub(crate) fn id(&self) -> &RunId {
        self.prepared.id()
    }

    pub(crate) fn put(&self, writer: &Writer<'_>) -> Result<(), femoris_store::StoreError> {
        writer.put_original(&self.original, Instant::from_unix_ms(1))?;
        writer.put_run(&self.prepared).map(|_| ())
    }

    pub(crate) fn put_into(&self, store: &Store) {
        store.batch(|writer| self.put(writer)).expect("stored");
    }
}

pub(crate) fn prepare(
    run: &RecordedRun,
    original: &PreparedOriginal,
    diagnostics: &[Diagnostic],
) -> PreparedRun {
    let facts = RunFacts {
        original: original.sha(),
        part: 0,
        format: Format::Fit,
        offset: ZoneOffset::from_seconds(3600),
        title: "",
        note: "",
        gear: "",
        diagnostics,
    };
    PreparedRun::prepare(run, &facts).expect("a run that fits")
}

pub(crate) fn metres(value: f64) -> Metres {
    Metres::new(value).expect("a distance")
}

pub(crate) fn seconds(value: f64) -> Seconds {
    Seconds::new(value).expect("a duration")
}

/// A run without samples.
pub(crate) fn bare_run(start: Instant, distance: Option<f64>, timer: Option<f64>) -> RecordedRun {
    let totals = Totals {
        distance: distance.map(metres),
        timer: timer.map(seconds),
        elapsed: timer.map(seconds),
        ..Totals::default()
    };
    RecordedRun {
        sport: Sport::Running,
        sport_word: "running".into(),
        sub_sport: String::new(),
        start,
        device_totals: totals,
        computed_totals: Totals::default(),
        told: Means::default(),
        samples: Samples::new(),
        laps: Vec::new(),
        timer_events: Vec::new(),
        device: Device { name: "test watch".into(), serial: Some(42) },
        developer: Vec::new(),
        title: String::new(),
    }
}

/// A believable run at one record a second, different for each seed.
pub(crate) fn full_run(seed: u64, records: usize) -> RecordedRun {
    let start = Instant::from_unix_ms(1_700_000_000_000 + seed as i64 * 86_400_000);
    let mut dice = Dice::new(seed);
    let mut samples = Samples::new();
    let (mut distance, mut altitude, mut heart) = (0.0, 500.0, 120.0);
    for second in 0..records {
        samples.push(Instant::from_unix_ms(start.unix_ms() + second as i64 * 1000));
        let speed = 2.8 + dice.unit() * 0.4;
        distance += speed;
        altitude += dice.unit() - 0.5;
        heart += (150.0 - heart) * 0.01 + (dice.unit() - 0.5) * 2.0;
        let turn = distance / 1000.0;
        samples.set(Channel::Latitude, 48.0 + turn.sin() * 0.01);
        samples.set(Channel::Longitude, 11.0 + turn.cos() * 0.01);
        samples.set(Channel::Altitude, altitude);
        samples.set(Channel::Distance, distance);
        samples.set(Channel::Speed, speed);
        if second > 5 {
            samples.set(Channel::HeartRate, heart);
        }
        samples.set(Channel::Cadence, 170.0 + (dice.unit() * 6.0).round());
        samples.set(Channel::Temperature, 18.0);
    }
    let stop = Instant::from_unix_ms(start.unix_ms() + records as i64 * 1000);
    let lap = Lap {
        start,
        totals: Totals { distance: Some(metres(distance)), ..Totals::default() },
        manual: Some(true),
    };
    RecordedRun {
        samples,
        laps: vec![lap, Lap { manual: None, ..lap }],
        timer_events: vec![
            TimerEvent { at: start, kind: TimerEventKind::Start },
            TimerEvent { at: stop, kind: TimerEventKind::Stop },
        ],
        developer: vec![DeveloperSeries {
            name: "Leg Spring Stiffness".into(),
            unit: "kN/m".into(),
            series: (0..records).map(|i| (i % 3 > 0).then_some(9_000 + i as i32)).collect::<Series>(),
        }],
        title: format!("Run {seed}"),
        ..bare_run(start, Some(distance), Some(records as f64))
    }
}

/// A recording whose bytes look like those of a watch: partly regular, partly noise.
pub(crate) fn recording(seed: u64, records: usize) -> Recording {
    let mut dice = Dice::new(seed ^ 0x5eed);
    let mut bytes = seed.to_le_bytes().to_vec();
    for i in 0..records as u32 {
        bytes.extend(i.to_le_bytes());
        bytes.extend((dice.next() as u16).to_le_bytes());
        bytes.extend([0x7f, 0xff, 0, 120 + (dice.next() % 40) as u8]);
    }
    Recording::new(bytes, full_run(seed, records))
}

/// Small repeatable randomness.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}
