//! GPX 1.0 and 1.1: tracks to runs. Routes and tracks without times are courses.

use femoris_measure::{Instant, RecordedRun};
use quick_xml::events::BytesStart;

use crate::track::{Part, Point, number, short};
use crate::xml::{Decoded, Listener, Xml, attribute, local};
use crate::{Diagnostic, FileKind, Format, Reading};

/// Tracks that follow each other within this time are one run whose recording was interrupted.
const SAME_RUN_GAP_MS: i64 = 30 * 60 * 1000;

/// Reads a GPX file. The kind is a course when nothing in it was recorded in time.
pub(crate) fn read(bytes: &[u8]) -> Reading {
    let decoded = Decoded::new(bytes);
    let mut file = File::default();
    let diagnostics = Xml::new(&decoded, "gpx").tell(&mut file);
    file.end_point();
    file.into_reading(diagnostics)
}

/// What has been met so far.
#[derive(Default)]
struct File {
    creator: String,
    title: String,
    tracks: Vec<Part>,
    point: Option<Point>,
    /// Elements open in which names, types and times are of something else: a link, an author, a way-point.
    aside: u32,
    points: u64,
    untimed: u64,
    off_earth: u64,
    routes: u64,
    waypoints: u64,
    new_segment: bool,
}

impl Listener for File {
    fn open(&mut self, tag: &BytesStart<'_>, xml: &mut Xml<'_>) {
        match local(tag.name().into_inner()) {
            "gpx" => self.creator = attribute(tag, "creator").map(|name| short(&name)).unwrap_or_default(),
            "trk" => {
                self.end_point();
                self.aside = 0;
                self.tracks.push(Part::new());
            }
            "trkseg" => {
                self.end_point();
                self.aside = 0;
                self.new_segment = true;
            }
            "trkpt" => {
                self.end_point();
                self.aside = 0;
                self.begin_point(tag, xml);
            }
            name @ ("wpt" | "rtept" | "link" | "author" | "copyright" | "extensions")
                if self.point.is_none() =>
            {
                self.aside += 1;
                self.routes += u64::from(name == "rtept");
                self.waypoints += u64::from(name == "wpt");
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, xml: &mut Xml<'_>) {
        match name {
            "trkpt" => self.end_point(),
            "wpt" | "rtept" | "link" | "author" | "copyright" | "extensions" if self.point.is_none() => {
                self.aside = self.aside.saturating_sub(1);
            }
            _ => match &mut self.point {
                Some(point) => fill(point, name, xml),
                None if self.aside == 0 => self.describe(name, xml.leaf()),
                None => {}
            },
        }
    }
}

impl File {
    fn begin_point(&mut self, tag: &BytesStart<'_>, xml: &mut Xml<'_>) {
        let degrees = |name| attribute(tag, name).and_then(|text| number(&text));
        let point = Point { latitude: degrees("lat"), longitude: degrees("lon"), ..Point::default() };
        self.points += 1;
        let on_earth = |value: Option<f64>, bound| value.is_some_and(|v: f64| v.abs() <= bound);
        if !on_earth(point.latitude, 90.0) || !on_earth(point.longitude, 180.0) {
            self.off_earth += 1;
            xml.warn("position_off_earth", "A point has no position on earth; its other values were kept.");
        }
        self.point = Some(point);
    }

    /// A text outside of points: what the track or the file is called.
    fn describe(&mut self, name: &str, text: &str) {
        match (name, self.tracks.last_mut()) {
            ("name", Some(track)) if track.title.is_empty() => track.title = short(text),
            ("type", Some(track)) if track.sport_word.is_empty() => track.sport_word = short(text),
            ("name", None) if self.title.is_empty() => self.title = short(text),
            _ => {}
        }
    }

    fn end_point(&mut self) {
        let Some(point) = self.point.take() else { return };
        if self.tracks.is_empty() {
            self.tracks.push(Part::new());
        }
        let Some(track) = self.tracks.last_mut() else { return };
        let row = track.samples.len();
        if !point.store(&mut track.samples) {
            self.untimed += 1;
            return;
        }
        if std::mem::take(&mut self.new_segment) && row > 0 {
            track.resumes.push(row);
        }
    }

    fn into_reading(self, mut diagnostics: Vec<Diagnostic>) -> Reading {
        let kind = self.kind(&mut diagnostics);
        let mut parts = Vec::new();
        if kind == FileKind::Activity {
            if self.untimed > 0 {
                let text =
                    format!("{} of {} points have no time and were left out.", self.untimed, self.points);
                diagnostics.push(Diagnostic::warning("points_without_time", None, text));
            }
            parts = runs(self.tracks, &self.title, &self.creator, &mut diagnostics);
        }
        Reading { format: Format::Gpx, kind, parts, diagnostics }
    }

    fn kind(&self, diagnostics: &mut Vec<Diagnostic>) -> FileKind {
        let timed = self.points - self.untimed;
        let mut refuse = |code, kind, message: &str| {
            diagnostics.push(Diagnostic::error(code, None, message));
            kind
        };
        if self.points == 0 && self.routes > 0 {
            return refuse(
                "no_timestamps",
                FileKind::Course,
                "The file holds a route to follow, not a recording.",
            );
        }
        if self.points == 0 {
            let what = if self.waypoints > 0 { "only way-points" } else { "no points" };
            return refuse(
                "no_points",
                FileKind::Other,
                &format!("The file holds {what}; nothing was recorded."),
            );
        }
        if timed * 2 < self.points {
            let text = format!(
                "{} of {} points have no time, so pace and duration cannot be told; this is a drawn course.",
                self.untimed, self.points
            );
            return refuse("no_timestamps", FileKind::Course, &text);
        }
        if self.has_made_up_times() {
            let text =
                "The times are made up: the route planner GPSies dates every route 2010-01-01T00:00:00Z.";
            return refuse("made_up_times", FileKind::Course, text);
        }
        FileKind::Activity
    }

    fn has_made_up_times(&self) -> bool {
        const NEW_YEAR_2010: Instant = Instant::from_unix_ms(1_262_304_000_000);
        self.creator.starts_with("GPSies")
            && self.tracks.iter().find_map(|track| track.samples.at(0)) == Some(NEW_YEAR_2010)
    }
}

/// One value of a point, by the name of its element under any prefix.
fn fill(point: &mut Point, name: &str, xml: &mut Xml<'_>) {
    let slot = match name {
        "time" => return point.take_time(xml),
        "ele" => &mut point.altitude,
        "hr" => &mut point.heart_rate,
        "cad" => &mut point.cadence,
        _ => match extension(point, name) {
            Some(slot) => slot,
            None => return,
        },
    };
    *slot = number(xml.leaf()).or(*slot);
}

/// Where a value of a vendor's extension goes; vendors agree on words but not on capitals.
fn extension<'p>(point: &'p mut Point, name: &str) -> Option<&'p mut Option<f64>> {
    let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(name));
    if is(&["heartrate", "heart_rate", "heartratebpm"]) {
        Some(&mut point.heart_rate)
    } else if is(&["cadence", "runcadence", "run_cadence"]) {
        Some(&mut point.cadence)
    } else if is(&["power", "watts", "powerinwatts"]) {
        Some(&mut point.power)
    } else if is(&["atemp", "temp", "temperature"]) {
        Some(&mut point.temperature)
    } else if is(&["speed"]) {
        Some(&mut point.speed)
    } else {
        None
    }
}

/// Tracks to runs: those that follow each other closely in the same sport are one.
fn runs(
    mut tracks: Vec<Part>,
    title: &str,
    creator: &str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<RecordedRun> {
    tracks.retain(|track| !track.samples.is_empty());
    tracks.sort_by_key(|track| track.samples.at(0));
    let mut joined: Vec<Part> = Vec::new();
    for track in tracks {
        match joined.last_mut() {
            Some(last) if is_continuation(last, &track) => append(last, &track),
            _ => joined.push(track),
        }
    }
    let finish = |mut part: Part| {
        if part.title.is_empty() {
            title.clone_into(&mut part.title);
        }
        part.device.name = creator.to_lowercase();
        part.finish(diagnostics)
    };
    joined.into_iter().filter_map(finish).collect()
}

fn is_continuation(before: &Part, after: &Part) -> bool {
    let same_sport = before.sport_word == after.sport_word || after.sport_word.is_empty();
    let (Some(end), Some(start)) = (before.samples.times_ms().last(), after.samples.times_ms().first())
    else {
        return false;
    };
    same_sport && (0..=SAME_RUN_GAP_MS).contains(&start.saturating_sub(*end))
}

fn append(whole: &mut Part, next: &Part) {
    let offset = whole.samples.len();
    whole.resumes.push(offset);
    whole.resumes.extend(next.resumes.iter().map(|row| row + offset));
    for row in 0..next.samples.len() {
        let Some(at) = next.samples.at(row) else { continue };
        whole.samples.push(at);
        for channel in femoris_measure::Channel::ALL {
            if let Some(value) = next.samples.value(channel, row) {
                whole.samples.set(channel, value);
            }
        }
    }
}
