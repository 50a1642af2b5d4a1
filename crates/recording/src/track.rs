//! What the text formats share: points to rows, and a run from rows.

use femoris_measure::{
    Channel, Device, Instant, Lap, Means, Place, RecordedRun, Samples, Seconds, Series, Sport, TimerEvent,
    TimerEventKind, Totals,
};

use crate::Diagnostic;
use crate::sport::sport_of;
use crate::xml::Xml;

/// One point as the file gives it. What is out of range becomes absent when the point becomes a row.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Point {
    pub(crate) at: Option<Instant>,
    pub(crate) latitude: Option<f64>,
    pub(crate) longitude: Option<f64>,
    pub(crate) altitude: Option<f64>,
    pub(crate) distance: Option<f64>,
    pub(crate) speed: Option<f64>,
    pub(crate) heart_rate: Option<f64>,
    pub(crate) cadence: Option<f64>,
    pub(crate) power: Option<f64>,
    pub(crate) temperature: Option<f64>,
}

impl Point {
    /// Takes its time from the element that just ended.
    pub(crate) fn take_time(&mut self, xml: &mut Xml<'_>) {
        match instant(xml.leaf()) {
            Some((at, zone)) => {
                self.at = Some(at);
                if zone == Zone::Missing {
                    xml.warn("time_without_zone", "Times have no zone; they were taken as UTC.");
                }
            }
            None => xml.warn("unreadable_time", "A time cannot be read; its point was left out."),
        }
    }

    /// Adds the point as a row; without a moment it cannot be one and `false` comes back.
    pub(crate) fn store(&self, samples: &mut Samples) -> bool {
        let Some(at) = self.at else { return false };
        samples.push(at);
        if let (Some(lat), Some(lon)) = (self.latitude, self.longitude)
            && Place::new(lat, lon).is_ok()
        {
            samples.set(Channel::Latitude, lat);
            samples.set(Channel::Longitude, lon);
        }
        let mut put = |channel, value: Option<f64>, low: f64, high: f64| {
            if let Some(value) = value.filter(|v| (low..=high).contains(v)) {
                samples.set(channel, value);
            }
        };
        put(Channel::Altitude, self.altitude, -1_000.0, 12_000.0);
        put(Channel::Distance, self.distance, 0.0, 1e7);
        put(Channel::Speed, self.speed, 0.0, 60.0);
        put(Channel::HeartRate, self.heart_rate, 20.0, 255.0);
        put(Channel::Cadence, self.cadence, 0.0, 400.0);
        put(Channel::Power, self.power, 0.0, 5_000.0);
        put(Channel::Temperature, self.temperature, -90.0, 90.0);
        true
    }
}

/// A run in the making.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) sport_word: String,
    pub(crate) title: String,
    pub(crate) device: Device,
    pub(crate) started: Option<Instant>,
    pub(crate) device_totals: Totals,
    pub(crate) laps: Vec<Lap>,
    pub(crate) samples: Samples,
    /// Rows at which the timer was started again, in order; the first row is not among them.
    pub(crate) resumes: Vec<usize>,
}

impl Part {
    pub(crate) fn new() -> Self {
        Self {
            sport_word: String::new(),
            title: String::new(),
            device: Device::default(),
            started: None,
            device_totals: Totals::default(),
            laps: Vec::new(),
            samples: Samples::new(),
            resumes: Vec::new(),
        }
    }

    /// The finished run; `None` when there is neither a moment nor a row to begin with.
    pub(crate) fn finish(mut self, diagnostics: &mut Vec<Diagnostic>) -> Option<RecordedRun> {
        let start = self.samples.at(0).into_iter().chain(self.started).min()?;
        let sport = sport_of(&self.sport_word);
        drop_silent_sensors(&mut self.samples);
        if is_single_leg(&self.samples, sport) {
            double_cadence(&mut self.samples);
            diagnostics.push(Diagnostic::info(
                "cadence_doubled",
                None,
                "Cadence is of one leg in this file; it was doubled to count both feet.",
            ));
        }
        let timer_events = timer_events(&self.samples, &self.resumes);
        let mut run = RecordedRun {
            sport,
            sport_word: self.sport_word,
            sub_sport: String::new(),
            start,
            device_totals: self.device_totals,
            computed_totals: Totals::default(),
            told: Means::default(),
            samples: self.samples,
            laps: self.laps,
            timer_events,
            device: self.device,
            developer: Vec::new(),
            title: self.title,
        };
        crate::clean::finish(&mut run, diagnostics);
        Some(run)
    }
}

/// A time as the files write it: RFC 3339, or without a zone, which then counts as UTC.
pub(crate) fn instant(text: &str) -> Option<(Instant, Zone)> {
    if let Ok(at) = text.parse() {
        return Some((at, Zone::Written));
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    let stamp = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some((Instant::from_unix_ms(stamp.as_millisecond()), Zone::Missing))
}

/// Whether a time said its distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Zone {
    /// It did.
    Written,
    /// It did not.
    Missing,
}

/// A number as the files write it; neither `NaN` nor infinity is one.
pub(crate) fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|v: &f64| v.is_finite())
}

/// Seconds within range.
pub(crate) fn seconds(value: f64) -> Option<Seconds> {
    Seconds::new(value).ok()
}

/// A name of at most 200 characters on one line without control characters, as devices and titles need it.
pub(crate) fn short(text: &str) -> String {
    let visible: String = text.chars().take(2_000).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}

/// Start at the first row, stop and start around each pause, stop at the last row.
fn timer_events(samples: &Samples, resumes: &[usize]) -> Vec<TimerEvent> {
    let event = |row: usize, kind| samples.at(row).map(|at| TimerEvent { at, kind });
    let Some(last) = samples.len().checked_sub(1) else { return Vec::new() };
    let mut events: Vec<TimerEvent> = event(0, TimerEventKind::Start).into_iter().collect();
    for resume in resumes.iter().copied().filter(|row| (1..=last).contains(row)) {
        events.extend(event(resume - 1, TimerEventKind::Stop));
        events.extend(event(resume, TimerEventKind::Start));
    }
    events.extend(event(last, TimerEventKind::Stop));
    events
}

/// Apps without a sensor write 0 in every point; a column of nothing but 0 says nothing.
fn drop_silent_sensors(samples: &mut Samples) {
    for channel in [Channel::Cadence, Channel::Power] {
        let silent =
            samples.column(channel).is_some_and(|column| column.iter_steps().flatten().all(|s| s == 0));
        if silent {
            samples.put_column(channel, Series::new());
        }
    }
}

/// Most strides of one leg in a minute of running, and fewer than anybody's steps.
pub(crate) const MOST_STRIDES: f64 = 120.0;

/// Nobody runs with fewer than 120 steps a minute nine tenths of the time, nor walks with fewer than 75, and no
/// leg alone makes more. So the upper tenth of the cadence tells strides from steps.
fn is_single_leg(samples: &Samples, sport: Sport) -> bool {
    let bound = match sport {
        Sport::Running | Sport::Unknown => MOST_STRIDES,
        Sport::Walking | Sport::Hiking => 75.0,
        _ => return false,
    };
    let mut moving: Vec<f64> =
        samples.present(Channel::Cadence).map(|(_, v)| v).filter(|v| *v > 0.0).collect();
    moving.sort_by(f64::total_cmp);
    moving.get(moving.len() * 9 / 10).is_some_and(|upper| *upper <= bound)
}

fn double_cadence(samples: &mut Samples) {
    let Some(column) = samples.column(Channel::Cadence) else { return };
    let doubled: Series = column.iter_steps().map(|steps| steps.map(|s| s.saturating_mul(2))).collect();
    samples.put_column(Channel::Cadence, doubled);
}
