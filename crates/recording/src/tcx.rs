//! TCX: each activity a run, laps with the device's own totals, tracks as stretches between pauses.

use femoris_measure::{Instant, Lap, Metres, Totals};
use quick_xml::events::BytesStart;

use crate::track::{Part, Point, instant, number, seconds, short};
use crate::xml::{Decoded, Listener, Xml, attribute, local};
use crate::{Diagnostic, FileKind, Format, Reading};

/// A gap between two laps is a pause from this length on; watches write lap borders to the second.
const LAP_BORDER_MS: i64 = 2_000;

/// Reads a TCX file. The kind is a course when it holds no activity.
pub(crate) fn read(bytes: &[u8]) -> Reading {
    let decoded = Decoded::new(bytes);
    let mut file = File::default();
    let diagnostics = Xml::new(&decoded, "TrainingCenterDatabase").tell(&mut file);
    file.end_activity();
    file.into_reading(diagnostics)
}

/// What has been met so far.
#[derive(Default)]
struct File {
    activities: Vec<Part>,
    activity: Option<Part>,
    lap: Option<RawLap>,
    /// End of the lap before, by its start and its length or by its last point, whichever is later.
    lap_end_ms: Option<i64>,
    point: Option<Point>,
    in_creator: bool,
    /// Tracks begun in this lap.
    tracks: u32,
    new_track: bool,
    points: u64,
    untimed: u64,
    courses: u64,
    workouts: u64,
}

/// A lap as written.
#[derive(Default, Clone, Copy)]
struct RawLap {
    start: Option<Instant>,
    timer: Option<f64>,
    distance: Option<f64>,
    manual: Option<bool>,
}

impl Listener for File {
    fn open(&mut self, tag: &BytesStart<'_>, _xml: &mut Xml<'_>) {
        match local(tag.name().into_inner()) {
            "Activity" => {
                self.end_activity();
                let mut part = Part::new();
                part.sport_word = attribute(tag, "Sport").map(|word| short(&word)).unwrap_or_default();
                self.activity = Some(part);
            }
            "Course" => {
                self.end_activity();
                self.courses += 1;
            }
            "Workout" => self.workouts += 1,
            "Lap" => {
                self.end_lap();
                let start = attribute(tag, "StartTime").and_then(|text| instant(&text)).map(|(at, _)| at);
                self.lap = Some(RawLap { start, ..RawLap::default() });
                self.tracks = 0;
            }
            "Track" => {
                self.end_point();
                self.new_track = true;
                self.tracks += 1;
            }
            "Trackpoint" => {
                self.end_point();
                self.point = Some(Point::default());
                self.points += u64::from(self.activity.is_some());
            }
            "Creator" => self.in_creator = true,
            _ => {}
        }
    }

    fn close(&mut self, name: &str, xml: &mut Xml<'_>) {
        match name {
            "Activity" => self.end_activity(),
            "Lap" => self.end_lap(),
            "Trackpoint" => self.end_point(),
            "Creator" => self.in_creator = false,
            _ => match &mut self.point {
                Some(point) => fill(point, name, xml),
                None => self.describe(name, xml.leaf()),
            },
        }
    }
}

impl File {
    /// A text outside of points: of a lap, of the device or of the activity itself.
    fn describe(&mut self, name: &str, text: &str) {
        if let Some(lap) = &mut self.lap {
            match name {
                "TotalTimeSeconds" => lap.timer = number(text).filter(|v| *v >= 0.0),
                "DistanceMeters" => lap.distance = number(text).filter(|v| *v >= 0.0),
                "TriggerMethod" => lap.manual = Some(text == "Manual"),
                _ => {}
            }
            return;
        }
        let Some(activity) = &mut self.activity else { return };
        match name {
            "Name" if self.in_creator => activity.device.name = short(text).to_lowercase(),
            "UnitId" if self.in_creator => activity.device.serial = text.parse().ok().filter(|id| *id != 0),
            "Id" => activity.started = activity.started.or_else(|| instant(text).map(|(at, _)| at)),
            "Notes" => activity.title = short(text.lines().next().unwrap_or("")),
            _ => {}
        }
    }

    fn end_point(&mut self) {
        let (Some(point), Some(activity)) = (self.point.take(), &mut self.activity) else { return };
        let row = activity.samples.len();
        let before = activity.samples.times_ms().last().copied();
        if !point.store(&mut activity.samples) {
            self.untimed += 1;
            return;
        }
        if !std::mem::take(&mut self.new_track) || row == 0 {
            return;
        }
        let within_lap = self.tracks > 1;
        let lap_start = self.lap.and_then(|lap| lap.start).or(point.at).map(Instant::unix_ms);
        let pause_ms =
            lap_start.zip(self.lap_end_ms.max(before)).map_or(0, |(start, end)| start.saturating_sub(end));
        if within_lap || pause_ms > LAP_BORDER_MS {
            activity.resumes.push(row);
        }
    }

    fn end_lap(&mut self) {
        self.end_point();
        let (Some(lap), Some(activity)) = (self.lap.take(), &mut self.activity) else { return };
        let timer = lap.timer.and_then(seconds);
        let distance = lap.distance.and_then(|v| Metres::new(v).ok());
        let totals = &mut activity.device_totals;
        add(&mut totals.timer, timer, |a, b| seconds(a.get() + b.get()));
        add(&mut totals.distance, distance, |a, b| Metres::new(a.get() + b.get()).ok());
        let last_point = activity.samples.times_ms().last().copied();
        let counted = lap.start.zip(timer).map(|(start, t)| start.unix_ms() + (t.get() * 1000.0) as i64);
        self.lap_end_ms = counted.max(last_point);
        let start = lap.start.or_else(|| activity.samples.at(activity.samples.len().saturating_sub(1)));
        if let Some(start) = start {
            let totals = Totals { distance, timer, ..Totals::default() };
            activity.laps.push(Lap { start, totals, manual: lap.manual });
        }
    }

    fn end_activity(&mut self) {
        self.end_lap();
        self.lap_end_ms = None;
        self.new_track = false;
        let Some(mut activity) = self.activity.take() else { return };
        // Every last lap ends with the stop button, which is no lap the runner cut.
        if let Some(last) = activity.laps.last_mut() {
            last.manual = last.manual.filter(|manual| !manual);
        }
        activity.started = activity.laps.first().map(|lap| lap.start).or(activity.started);
        self.activities.push(activity);
    }

    fn into_reading(self, mut diagnostics: Vec<Diagnostic>) -> Reading {
        let kind = match (self.activities.len(), self.courses, self.workouts) {
            (0, 0, 0) => FileKind::Other,
            (0, 0, _) => FileKind::Workout,
            (0, _, _) => FileKind::Course,
            _ => FileKind::Activity,
        };
        if kind == FileKind::Other {
            let text = "The file holds no activity, course or workout; nothing was recorded.";
            diagnostics.push(Diagnostic::error("no_points", None, text));
        }
        if self.untimed > 0 {
            let text = format!("{} of {} points have no time and were left out.", self.untimed, self.points);
            diagnostics.push(Diagnostic::warning("points_without_time", None, text));
        }
        let mut parts = Vec::new();
        for activity in self.activities {
            match activity.finish(&mut diagnostics) {
                Some(run) => parts.push(run),
                None => diagnostics.push(Diagnostic::error(
                    "no_timestamps",
                    None,
                    "An activity has neither a start nor a point with a time; pace and duration cannot be told.",
                )),
            }
        }
        Reading { format: Format::Tcx, kind, parts, diagnostics }
    }
}

fn add<T: Copy>(total: &mut Option<T>, value: Option<T>, sum: impl Fn(T, T) -> Option<T>) {
    let Some(value) = value else { return };
    *total = match *total {
        Some(so_far) => sum(so_far, value),
        None => Some(value),
    };
}

/// One value of a point, by the name of its element under any prefix.
fn fill(point: &mut Point, name: &str, xml: &mut Xml<'_>) {
    let slot = match name {
        "Time" => return point.take_time(xml),
        "LatitudeDegrees" => &mut point.latitude,
        "LongitudeDegrees" => &mut point.longitude,
        "AltitudeMeters" => &mut point.altitude,
        "DistanceMeters" => &mut point.distance,
        "Value" => &mut point.heart_rate,
        "Cadence" | "RunCadence" => &mut point.cadence,
        "Speed" => &mut point.speed,
        "Watts" => &mut point.power,
        "Temperature" => &mut point.temperature,
        _ => return,
    };
    *slot = number(xml.leaf()).or(*slot);
}
