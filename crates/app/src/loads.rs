//! What a run asked of the runner: measured when it comes in, measured again when the numbers change, shown with its page.

use std::fmt::Write as _;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use femoris_clinic::event::{Entry, Sequence, TwingeMark, TwingeMinute};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::{
    AboutRun, FormChange, FormMeasure, LoadNote, MeasuredRun, NoLoad, OwnMaximum, RunLoad, SpeedSource,
    Trace, form_changes, own_maximum,
};
use femoris_measure::{Channel, ClockJumps, Day, Effort, Means, Minutes, OutOfRange, RecordedRun};
use femoris_recording::metres_by_position;
use femoris_store::{Level, Reader, RunId, RunSummary, Setting, Sha256, StoreError, Writer};

use crate::import::workers;
use crate::runs::run_id;
use crate::settings::set;
use crate::{App, AppError, Units};

/// Changes whenever the way of measuring does, so that everything is measured again.
const WAY: u32 = 3;
/// Hex digits of the stamp.
const STAMP_DIGITS: usize = 16;
/// Runs listed at once to be measured.
const LISTED: usize = 10_000;
/// Runs that a core measures at once.
const PART: usize = 16;
/// Parts that wait to be written at most. Those that wait are written together, and the disk is waited for once.
const PARTS_WAITING: usize = 8;
/// Earlier runs that a form is compared with at most.
const EARLIER_RUNS: usize = 200;
/// How far back the longest run counts, in days: the window of the study behind the bands.
const LONGEST_WINDOW_DAYS: i32 = 30;

/// What load, form and means are measured from, beside speed; that is read from the best channel a run has.
const MEASURED: [Channel; 8] = [
    Channel::Altitude,
    Channel::HeartRate,
    Channel::Cadence,
    Channel::GroundContact,
    Channel::ContactBalance,
    Channel::VerticalOscillation,
    Channel::VerticalRatio,
    Channel::StepLength,
];

/// What is measured of a run that is kept.
struct Measured {
    run: RunId,
    load: MeasuredRun,
    means: Means,
}

impl Measured {
    fn keep(&self, writer: &Writer<'_>, stamp: &str) -> Result<(), StoreError> {
        writer.put_load(&self.run, stamp, &self.load)?;
        writer.renew_means(&self.run, &self.means)
    }
}

/// The runner's own maximum speed and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OwnSpeed {
    /// The speed; `None` while neither told nor supported by enough runs.
    pub speed: Option<OwnMaximum>,
    /// Whether the runner told it.
    pub is_told: bool,
}

/// A mark that something pulled.
#[derive(Debug, Clone, PartialEq)]
pub struct Twinge {
    /// The entry, for taking it back.
    pub entry: Sequence,
    /// Seconds since the start of the run, pauses included, jumps of the clock left out.
    pub second: u32,
    /// Who marked it.
    pub marked: TwingeMark,
    /// What that minute was like.
    pub minute: TwingeMinute,
}

/// The load of a run with everything its page shows of it.
#[derive(Debug, Clone)]
pub struct LoadOfRun {
    /// The load, or why there is none.
    pub load: Result<RunLoad, NoLoad>,
    /// What the speeds are held against.
    pub own: OwnSpeed,
    /// The distance against the longest run of the 30 days before.
    pub against_longest: Option<LoadNote>,
    /// How hard the runner said it was, and the entry.
    pub effort: Option<(Effort, Sequence)>,
    /// Effort times minutes.
    pub session: Option<f64>,
    /// Moments something pulled, in their order.
    pub twinges: Vec<Twinge>,
    /// Form against the runner's own earlier runs on the same device.
    pub form: Vec<FormChange>,
    /// Whether the earlier runs end where the complaint began.
    pub form_before_complaint: Option<Day>,
}

/// What can be drawn along a run, one value for each bucket of a [`Level`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadTraces {
    /// Hamstring index of a stride.
    pub index: Vec<Option<f64>>,
    /// Speed in m/s on the flat that would cost as much.
    pub graded_speed: Vec<Option<f64>>,
    /// Seconds since the start where each bucket begins, pauses included, jumps of the clock left out.
    pub seconds: Vec<f64>,
    /// Metres along the way where each bucket begins, from positions; empty where the device counted them or there are none.
    pub metres: Vec<f64>,
    /// Speed in m/s from positions; empty where the device told more.
    pub speed: Vec<Option<f64>>,
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round()
}

/// A refusal of a speed in the unit it was written in.
fn in_miles(refused: OutOfRange, written: f64) -> OutOfRange {
    let mph = |kmh: f64| tenths(kmh / Units::Miles.kilometres()) / 10.0;
    OutOfRange { unit: "mph", value: written, low: mph(refused.low), high: mph(refused.high), ..refused }
}

/// Names the numbers that loads are measured with.
pub(crate) fn stamp_of(knowledge: &Knowledge) -> String {
    let mut numbers = String::new();
    // Writing into a String cannot fail.
    let _ = write!(numbers, "{WAY} {:?} {:?}", knowledge.measures, knowledge.form);
    Sha256::of(numbers.as_bytes()).to_string().chars().take(STAMP_DIGITS).collect()
}

impl App {
    /// Measures a recording with the numbers in use.
    pub(crate) fn measured(&self, run: &RecordedRun) -> MeasuredRun {
        MeasuredRun::of(run, &self.knowledge.measures, &self.knowledge.form)
    }

    /// Measures runs that came in before there was load, or under other numbers, until none is left or `stop` says so.
    /// Says how many were measured.
    pub fn measure_missing(&self, stop: &dyn Fn() -> bool) -> Result<u64, AppError> {
        let mut done = 0;
        while !stop() {
            let ids = self.with_store(|store| store.read(|reader| reader.unmeasured(&self.stamp, LISTED)))?;
            if ids.is_empty() {
                break;
            }
            done += self.measure_all(&ids, stop)?;
        }
        Ok(done)
    }

    /// Each core reads and measures; this thread writes what they found, so that the disk is waited for beside the work.
    fn measure_all(&self, ids: &[RunId], stop: &dyn Fn() -> bool) -> Result<u64, AppError> {
        let parts = Mutex::new(ids.chunks(PART));
        let (sender, receiver) = sync_channel(PARTS_WAITING);
        thread::scope(|scope| {
            let workers: Vec<_> = (0..workers())
                .map(|_| {
                    let (parts, sender) = (&parts, sender.clone());
                    scope.spawn(move || {
                        let next = || parts.lock().unwrap_or_else(PoisonError::into_inner).next();
                        while let Some(ids) = next() {
                            // Nobody receives any more: the work was stopped.
                            if sender.send(self.measure_each(ids)).is_err() {
                                break;
                            }
                        }
                    })
                })
                .collect();
            drop(sender);
            let kept = self.keep_measured(receiver, stop);
            let lost = workers.into_iter().filter_map(|worker| worker.join().err()).count();
            if lost == 0 { kept } else { kept.and(Err(AppError::ours("measuring runs was interrupted"))) }
        })
    }

    fn keep_measured(
        &self,
        measured: Receiver<Result<Vec<Measured>, AppError>>,
        stop: &dyn Fn() -> bool,
    ) -> Result<u64, AppError> {
        let mut done = 0;
        while let Ok(first) = measured.recv() {
            let mut batch = first?;
            for more in measured.try_iter().take(PARTS_WAITING) {
                batch.extend(more?);
            }
            self.with_store(|store| {
                store.batch(|writer| batch.iter().try_for_each(|one| one.keep(writer, &self.stamp)))
            })?;
            done += batch.len() as u64;
            if stop() {
                break;
            }
        }
        Ok(done)
    }

    /// How many runs are still to be measured.
    pub fn to_measure(&self) -> Result<u64, AppError> {
        self.with_store(|store| store.read(|reader| reader.count_unmeasured(&self.stamp)))
    }

    fn measure_each(&self, ids: &[RunId]) -> Result<Vec<Measured>, AppError> {
        self.with_store(|store| {
            store.read(|reader| ids.iter().map(|id| self.measure_stored(reader, id)).collect())
        })
    }

    /// A run whose samples are damaged has no load, and says so; it never stops the others.
    fn measure_stored(&self, reader: &Reader<'_>, id: &RunId) -> Result<Measured, StoreError> {
        let (load, means) = match for_measuring(reader, id) {
            Ok(run) => (self.measured(&run), run.means()),
            Err(StoreError::Damaged { .. }) => {
                let load = MeasuredRun { profile: Err(NoLoad::Unreadable), form: Default::default() };
                (load, Means::default())
            }
            Err(error) => return Err(error),
        };
        Ok(Measured { run: id.clone(), load, means })
    }

    /// The own maximum speed as of today.
    pub fn own_speed(&self) -> Result<OwnSpeed, AppError> {
        self.own_speed_on(self.clock.today())
    }

    pub(crate) fn own_speed_on(&self, day: Day) -> Result<OwnSpeed, AppError> {
        let rules = &self.knowledge.measures.speed;
        let read = |reader: &Reader<'_>| {
            let told = reader.setting(Setting::OwnMaximum)?.and_then(|text| text.parse().ok());
            let told = told.and_then(|kmh: f64| OwnMaximum::from_kmh(kmh).ok());
            if told.is_some() {
                return Ok(OwnSpeed { speed: told, is_told: true });
            }
            let peaks = reader.peaks(day.plus_days(-rules.history_days), day)?;
            Ok(OwnSpeed { speed: own_maximum(peaks, day, rules), is_told: false })
        };
        self.recall_read(&self.reads.own_speed, day, || self.with_store(|store| store.read(read)))
    }

    /// Sets the own maximum speed as it was written, in km/h or in mph; nothing written lets it be found in the history again.
    /// What is written as it was shown, to a tenth, stays exactly what it was.
    pub fn set_own_maximum(&self, text: &str, units: Units) -> Result<(), AppError> {
        const FIELD: &str = "own_maximum";
        let text = text.trim().replace(',', ".");
        if text.is_empty() {
            return self.with_store(|store| store.batch(|writer| writer.clear_setting(Setting::OwnMaximum)));
        }
        let example = match units {
            Units::Kilometres => "km/h such as 24.5",
            Units::Miles => "mph such as 15.2",
        };
        let written: f64 = text
            .parse()
            .map_err(|_| AppError::refused(FIELD, format!("write a number of {example}, or nothing")))?;
        let told = self.own_speed()?;
        let shown = told.speed.filter(|_| told.is_told).map(|own| tenths(own.kmh() / units.kilometres()));
        if shown == Some(tenths(written)) {
            return Ok(());
        }
        let speed = OwnMaximum::from_kmh(written * units.kilometres()).map_err(|error| {
            let told = match units {
                Units::Kilometres => error,
                Units::Miles => in_miles(error, written),
            };
            AppError::refused(FIELD, told.to_string())
        })?;
        self.with_store(|store| set(store, Setting::OwnMaximum, &speed.kmh().to_string()))
    }

    /// The load of a run, measured now where it was not yet.
    pub fn load_of_run(&self, id: &str) -> Result<LoadOfRun, AppError> {
        let id = run_id(id)?;
        let (run, kept) =
            self.with_store(|store| store.read(|reader| Ok((reader.summary(&id)?, reader.load(&id)?))))?;
        let measured = match kept.filter(|kept| kept.stamp == self.stamp) {
            Some(kept) => kept.measured,
            None => self.with_store(|store| {
                let measured = store.read(|reader| self.measure_stored(reader, &id))?;
                store.batch(|writer| measured.keep(writer, &self.stamp))?;
                Ok::<_, StoreError>(measured.load)
            })?,
        };
        let own = self.own_speed()?;
        let effort = self.effort_of(&id)?;
        let minutes = run.timer.and_then(|timer| Minutes::new(timer.get() / 60.0).ok());
        let (form, form_before_complaint) = self.form_of(&run, &measured)?;
        Ok(LoadOfRun {
            load: measured.profile.map(|profile| RunLoad::of(&profile, own.speed, &self.knowledge.measures)),
            own,
            against_longest: self.against_longest(&run)?,
            session: effort
                .zip(minutes)
                .map(|((effort, _), minutes)| f64::from(effort.get()) * minutes.get()),
            effort,
            twinges: self.twinges_of(&id)?,
            form,
            form_before_complaint,
        })
    }

    /// The distance of a run against the longest of the 30 days before it.
    fn against_longest(&self, run: &RunSummary) -> Result<Option<LoadNote>, AppError> {
        let Some(distance) = run.distance else { return Ok(None) };
        let window = (run.day.plus_days(-LONGEST_WINDOW_DAYS), run.day);
        let (longest, span) = self.with_store(|store| {
            store.read(|reader| {
                let before = reader.longest_run_before(run.start, window.0, window.1)?;
                Ok((before, reader.span()?))
            })
        })?;
        let load = femoris_clinic::case::LoadHistory {
            first_run: span.map(|(first, _)| first),
            longest_before_today: longest,
            longest_before_newest: longest,
            newest_run: Some((run.day, distance)),
            ..Default::default()
        };
        let notes = self.knowledge.load.view(&load, run.day).notes;
        Ok(notes.into_iter().find(|note| match note {
            LoadNote::Compared { about, .. } => *about == AboutRun::Newest,
            LoadNote::NoBaseline { .. } => true,
        }))
    }

    /// Form against earlier runs: those before the complaint began, where one did, else all before this run.
    fn form_of(
        &self,
        run: &RunSummary,
        measured: &MeasuredRun,
    ) -> Result<(Vec<FormChange>, Option<Day>), AppError> {
        let rules = &self.knowledge.form;
        let events = self.events()?;
        let onset = events.iter().rev().find_map(|event| match event.entry {
            Entry::ComplaintSet(complaint) => complaint.onset_date,
            _ => None,
        });
        let began = onset.filter(|onset| *onset <= run.day);
        let last = began.map_or(run.day, |onset| onset.plus_days(-1));
        let days = (last.plus_days(-rules.baseline_days), last);
        let earlier = self.with_store(|store| {
            store.read(|reader| reader.forms_before(run.start, days, &run.device, EARLIER_RUNS))
        })?;
        Ok((form_changes(&measured.form, &earlier, rules), began))
    }

    /// A run as it was recorded, with the channels that load and comparisons are measured from, and with its places where
    /// nothing counted the distance.
    pub fn recorded(&self, id: &str) -> Result<RecordedRun, AppError> {
        let id = run_id(id)?;
        let read = |reader: &Reader<'_>| {
            let mut run = for_measuring(reader, &id)?;
            let has_places = run.samples.column(Channel::Latitude).is_some();
            if !has_places && !reader.summary(&id)?.channels.contains(&Channel::Distance) {
                reader.add_columns(&id, SpeedSource::Position.channels(), &mut run.samples)?;
            }
            Ok(run)
        };
        self.with_store(|store| store.read(read))
    }

    /// Hamstring index, graded speed and the way along a run as [`App::recorded`] gives it; speeds count against the own
    /// maximum, where there is one.
    pub fn load_traces(&self, run: &RecordedRun, own: OwnSpeed, level: Level) -> LoadTraces {
        let rules = &self.knowledge.measures;
        let rows = run.samples.len();
        let along = metres_by_position(run).unwrap_or_default();
        let first_row = |bucket: usize| level.rows_of(bucket, rows).start;
        let metres =
            (0..level.count(rows)).filter_map(|bucket| along.get(first_row(bucket)).copied()).collect();
        let (times, jumps) = (run.samples.times_ms(), ClockJumps::of(run));
        let start = times.first().copied().unwrap_or_default();
        let second = |bucket: usize| {
            Some(jumps.of_run(times.get(first_row(bucket))?.saturating_sub(start) as f64 / 1000.0))
        };
        let seconds = (0..level.count(rows)).filter_map(second).collect();
        let Ok(trace) = Trace::of(run, rules) else {
            return LoadTraces { seconds, metres, ..LoadTraces::default() };
        };
        let maximum = own.speed.map(OwnMaximum::speed);
        let mut index = Buckets::new(level.count(rows));
        let mut graded = Buckets::new(level.count(rows));
        let mut speeds = Buckets::new(level.count(rows));
        let mut bucket = 0;
        for moment in trace.moments() {
            while !level.rows_of(bucket, rows).contains(&moment.row) && bucket + 1 < level.count(rows) {
                bucket += 1;
            }
            speeds.add(bucket, moment.speed, moment.lasts_s);
            if moment.speed >= rules.clean.running_from {
                let rate = moment.acceleration.unwrap_or(0.0);
                let speed = rules.index.effective_speed(moment.speed, rate, maximum);
                index.add(bucket, rules.index.stride(speed).middle, moment.lasts_s);
            }
            if let Some(slope) = moment.slope {
                graded.add(bucket, moment.speed * rules.cost.factor(slope), moment.lasts_s);
            }
        }
        let speed = match trace.source() {
            SpeedSource::Position => speeds.means(),
            SpeedSource::Device | SpeedSource::Counter => Vec::new(),
        };
        LoadTraces { index: index.means(), graded_speed: graded.means(), seconds, metres, speed }
    }
}

/// A run with all that is measured of it. Places are the largest to unpack: only a run without speeds is read with them.
pub(crate) fn for_measuring(reader: &Reader<'_>, id: &RunId) -> Result<RecordedRun, StoreError> {
    let mut run = reader.recorded(id, &MEASURED, &FormMeasure::POD_FIELDS)?;
    for source in SpeedSource::ALL {
        reader.add_columns(id, source.channels(), &mut run.samples)?;
        if SpeedSource::of(&run.samples).is_some() {
            break;
        }
    }
    Ok(run)
}

/// Means weighed by time, one for each bucket.
struct Buckets(Vec<(f64, f64)>);

impl Buckets {
    fn new(count: usize) -> Self {
        Self(vec![(0.0, 0.0); count])
    }

    fn add(&mut self, bucket: usize, value: f64, seconds: f64) {
        if let Some((sum, time)) = self.0.get_mut(bucket) {
            *sum += value * seconds;
            *time += seconds;
        }
    }

    fn means(self) -> Vec<Option<f64>> {
        self.0.into_iter().map(|(sum, time)| (time > 0.0).then(|| sum / time)).collect()
    }
}
