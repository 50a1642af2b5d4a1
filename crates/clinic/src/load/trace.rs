//! A recording as moments with a believable speed.

use super::rules::{CleanRules, MeasureRules};
use super::steepness;
use femoris_measure::ids;
use femoris_measure::{Channel, Pauses, RecordedRun, Samples, step as ground_step};

// number: milliseconds in a second
const THOUSAND: f64 = 1000.0;
/// Acceleration is taken between samples at most this many seconds apart: further apart a burst is over before it is seen.
// number: one sample a second, with room for a late one
const CLOSE_S: f64 = 1.5;

/// Where the speeds of a trace come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpeedSource {
    /// The device wrote speeds.
    Device,
    /// The device counted distance.
    Counter,
    /// Differences of positions. Too rough to tell acceleration or a top speed.
    Position,
}

impl SpeedSource {
    /// The best first.
    // number: all there are
    pub const ALL: [Self; 3] = [Self::Device, Self::Counter, Self::Position];

    /// Speeds of the device where half of the rows have one, else its counter, else positions. What was not read is not there.
    pub fn of(samples: &Samples) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.is_in(samples))
    }

    /// The channels it is read from.
    pub fn channels(self) -> &'static [Channel] {
        match self {
            Self::Device => &[Channel::Speed],
            Self::Counter => &[Channel::Distance],
            Self::Position => &[Channel::Latitude, Channel::Longitude],
        }
    }

    fn is_in(self, samples: &Samples) -> bool {
        let count = |channel| samples.column(channel).map_or(0, |column| column.count_present());
        match self {
            Self::Device => samples.column(Channel::Speed).is_some_and(|column| {
                column.count_present() * 2 >= samples.len()
                    && column.iter_steps().flatten().any(|steps| steps > 0)
            }),
            Self::Counter => count(Channel::Distance) >= 2,
            Self::Position => count(Channel::Latitude) >= 2 && count(Channel::Longitude) >= 2,
        }
    }
}

ids! {
    /// Why a run has no load.
    NoLoad {
        /// There are no samples: a list entry, or totals alone.
        NoSamples = "no_samples",
        /// Neither speed nor distance nor place was recorded.
        NoSpeed = "no_speed",
        /// The samples are too far apart to tell speeds, or cover too little of the way.
        TooSparse = "too_sparse",
        /// Nothing in it is as fast as running.
        NoRunning = "no_running",
        /// What was stored of it can no longer be read.
        Unreadable = "unreadable",
    }
}

/// The time between two samples, timer running, at one speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moment {
    /// Row of the sample that ends it.
    pub row: usize,
    /// Seconds of its end since the start of the run, pauses included.
    pub at_s: f64,
    /// Seconds it lasts, pauses left out.
    pub lasts_s: f64,
    /// Metres a second, smoothed.
    pub speed: f64,
    /// Metres a second each second; `None` where the samples cannot tell.
    pub acceleration: Option<f64>,
    /// Rise over run, smoothed; `None` without altitude.
    pub slope: Option<f64>,
    /// Steps a minute, both feet; `None` where not recorded.
    pub cadence: Option<f64>,
}

impl Moment {
    /// Metres covered in it.
    pub fn metres(&self) -> f64 {
        self.speed * self.lasts_s
    }
}

/// All moments of a run in their order, holes and pauses left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    moments: Vec<Moment>,
    source: SpeedSource,
    rejected_s: f64,
}

impl Trace {
    /// The trace of a recording, or why there is none. The samples stay as they are.
    pub fn of(run: &RecordedRun, rules: &MeasureRules) -> Result<Self, NoLoad> {
        let clean = &rules.clean;
        let samples = &run.samples;
        if samples.len() < 2 {
            return Err(NoLoad::NoSamples);
        }
        let source = SpeedSource::of(samples).ok_or(NoLoad::NoSpeed)?;
        let steps = steps(run, clean).ok_or(NoLoad::TooSparse)?;
        let raw = raw_speeds(samples, source, clean);
        let (mut moments, rejected_s) = moments(run, &steps, &raw, clean);
        smooth(&mut moments, clean.smooth_s);
        if source != SpeedSource::Position {
            accelerate(&mut moments);
        }
        steepness::fill(&mut moments, samples, rules);
        if !moments.iter().any(|moment| moment.speed >= clean.running_from) {
            return Err(NoLoad::NoRunning);
        }
        let way: f64 = moments.iter().map(Moment::metres).sum();
        if run.distance().is_some_and(|(distance, _)| way < clean.coverage * distance.get()) {
            return Err(NoLoad::TooSparse);
        }
        Ok(Self { moments, source, rejected_s })
    }

    /// The moments.
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// Where the speeds come from.
    pub fn source(&self) -> SpeedSource {
        self.source
    }

    /// Seconds left out because nobody is that fast.
    pub fn rejected_s(&self) -> f64 {
        self.rejected_s
    }
}

/// Seconds from each row's predecessor to the row, pauses left out; 0 where time stands, steps back or has a hole. `None`
/// when too much of it is holes.
fn steps(run: &RecordedRun, clean: &CleanRules) -> Option<Vec<f64>> {
    let times = run.samples.times_ms();
    let pauses = Pauses::of(&run.timer_events);
    let (mut counted, mut holes) = (0usize, 0usize);
    let mut steps = vec![0.0];
    for pair in times.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let paused = if pauses.is_empty() || to <= from { 0 } else { pauses.within(from, to) };
        let seconds = (to.saturating_sub(from) - paused) as f64 / THOUSAND;
        let is_hole = seconds > clean.longest_gap_s;
        counted += usize::from(seconds > 0.0);
        holes += usize::from(is_hole);
        steps.push(if is_hole { 0.0 } else { seconds.max(0.0) });
    }
    (counted > 0 && (holes as f64) <= clean.most_holes * counted as f64).then_some(steps)
}

/// Speed of each row in m/s as recorded. A counter or position that is missing in between is spread evenly.
fn raw_speeds(samples: &Samples, source: SpeedSource, clean: &CleanRules) -> Vec<Option<f64>> {
    let rows = 0..samples.len();
    match source {
        SpeedSource::Device => rows.map(|row| samples.value(Channel::Speed, row)).collect(),
        SpeedSource::Counter => {
            let counter = |row| samples.value(Channel::Distance, row);
            spread(samples, clean, counter, |from, to| (to >= from).then_some(to - from))
        }
        SpeedSource::Position => {
            spread(samples, clean, |row| samples.place(row), |from, to| Some(ground_step(from, to).get()))
        }
    }
}

fn spread<T: Copy>(
    samples: &Samples,
    clean: &CleanRules,
    at: impl Fn(usize) -> Option<T>,
    metres: impl Fn(T, T) -> Option<f64>,
) -> Vec<Option<f64>> {
    let times = samples.times_ms();
    let mut speeds = vec![None; times.len()];
    let mut before: Option<(usize, T)> = None;
    for row in 0..times.len() {
        let Some(here) = at(row) else { continue };
        if let Some((from, there)) = before {
            let seconds = times[row].saturating_sub(times[from]) as f64 / THOUSAND;
            if seconds > 0.0 && seconds <= clean.longest_gap_s {
                let speed = metres(there, here).map(|metres| metres / seconds);
                speeds[from + 1..=row].fill(speed);
            }
        }
        before = Some((row, here));
    }
    speeds
}

fn moments(run: &RecordedRun, steps: &[f64], raw: &[Option<f64>], clean: &CleanRules) -> (Vec<Moment>, f64) {
    let samples = &run.samples;
    let times = samples.times_ms();
    let start = times.first().copied().unwrap_or_default();
    let mut rejected = 0.0;
    let mut moments = Vec::with_capacity(steps.len());
    for (row, (lasts_s, speed)) in steps.iter().copied().zip(raw).enumerate().skip(1) {
        let Some(speed) = speed.filter(|_| lasts_s > 0.0) else { continue };
        if speed > clean.fastest {
            rejected += lasts_s;
            continue;
        }
        moments.push(Moment {
            row,
            at_s: times[row].saturating_sub(start) as f64 / THOUSAND,
            lasts_s,
            speed,
            acceleration: None,
            slope: None,
            // A step counter that shows nothing while the runner moves saw nothing.
            cadence: samples.value(Channel::Cadence, row).filter(|cadence| *cadence > 0.0),
        });
    }
    (moments, rejected)
}

/// The median of the speeds around each moment. A jump of a second or two is gone, a stride of five stays.
fn smooth(moments: &mut [Moment], around_s: f64) {
    let raw: Vec<(f64, f64)> = moments.iter().map(|moment| (moment.at_s, moment.speed)).collect();
    let (mut from, mut to) = (0, 0);
    let mut window: Vec<f64> = Vec::new();
    for (index, moment) in moments.iter_mut().enumerate() {
        // Moments may step back in a damaged file: the window never runs ahead of its middle.
        while from < index && raw[index].0 - raw[from].0 > around_s {
            from += 1;
        }
        to = to.max(index);
        while to + 1 < raw.len() && raw[to + 1].0 - raw[index].0 <= around_s {
            to += 1;
        }
        window.clear();
        window.extend(raw[from..=to].iter().map(|(_, speed)| *speed));
        window.sort_by(f64::total_cmp);
        moment.speed = window[window.len() / 2];
    }
}

/// Change of speed across each moment, where its neighbours are close.
fn accelerate(moments: &mut [Moment]) {
    for index in 1..moments.len().saturating_sub(1) {
        let (before, after) = (moments[index - 1], moments[index + 1]);
        let seconds = after.at_s - before.at_s;
        let close =
            moments[index].at_s - before.at_s <= CLOSE_S && after.at_s - moments[index].at_s <= CLOSE_S;
        if close && seconds > 0.0 {
            moments[index].acceleration = Some((after.speed - before.speed) / seconds);
        }
    }
}
