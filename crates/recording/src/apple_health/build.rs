//! A run and its canonical bytes from a workout, its samples and its route.

use std::fmt::Write;

use femoris_measure::{
    Channel, Device, Instant, Means, RecordedRun, Samples, Sport, TimerEvent, TimerEventKind, Totals,
};

use super::AppleRun;
use super::collect::Sample;
use super::survey::Workout;
use super::units::{record, written};

/// Channels a route gives to a workout.
const ROUTE: [Channel; 3] = [Channel::Latitude, Channel::Longitude, Channel::Altitude];

/// The run of a workout. Routes are GPX files; their positions are added to the samples.
pub(super) fn run(workout: &Workout, mut samples: Vec<Sample>, routes: &[Vec<u8>]) -> AppleRun {
    for route in routes {
        add_route(workout, &mut samples, route);
    }
    samples.sort_unstable();
    samples.dedup_by_key(|sample| (sample.after_ms, sample.channel));
    let mut diagnostics = Vec::new();
    let mut run = RecordedRun {
        sport: Sport::Running,
        sport_word: workout.sport_word.clone(),
        sub_sport: if workout.indoor { "indoor".to_owned() } else { String::new() },
        start: Instant::from_unix_ms(workout.start_ms),
        device_totals: workout.totals,
        computed_totals: Totals::default(),
        told: Means::default(),
        samples: rows(workout, &samples),
        laps: workout.laps.clone(),
        timer_events: timer_events(workout),
        device: Device { name: workout.device.clone(), serial: None },
        developer: Vec::new(),
        title: String::new(),
    };
    crate::clean::finish(&mut run, &mut diagnostics);
    AppleRun { run, diagnostics, key: key(workout, &samples) }
}

fn add_route(workout: &Workout, samples: &mut Vec<Sample>, route: &[u8]) {
    let reading = crate::gpx::read(route);
    for part in &reading.parts {
        for (row, at_ms) in part.samples.times_ms().iter().enumerate() {
            let Ok(after_ms) = u32::try_from(at_ms - workout.start_ms) else { continue };
            let put = |channel: Channel| {
                let steps = part.samples.column(channel)?.steps(row)?;
                Some(Sample { after_ms, channel: channel.code(), steps })
            };
            if *at_ms <= workout.end_ms {
                samples.extend(ROUTE.into_iter().filter_map(put));
            }
        }
    }
}

/// A row for every moment that has a sample.
fn rows(workout: &Workout, samples: &[Sample]) -> Samples {
    let mut rows = Samples::new();
    let mut newest = None;
    for sample in samples {
        if newest.replace(sample.after_ms) != Some(sample.after_ms) {
            rows.push(Instant::from_unix_ms(workout.start_ms + i64::from(sample.after_ms)));
        }
        if let Some(channel) = Channel::from_code(sample.channel) {
            rows.set_steps(channel, sample.steps);
        }
    }
    rows
}

/// Apple writes pauses only; start and end are those of the workout.
fn timer_events(workout: &Workout) -> Vec<TimerEvent> {
    let event = |ms, kind| TimerEvent { at: Instant::from_unix_ms(ms), kind };
    let mut events = vec![event(workout.start_ms, TimerEventKind::Start)];
    events.extend(workout.timer_events.iter().copied());
    events.push(event(workout.end_ms, TimerEventKind::Stop));
    events
}

/// The workout as a small export of its own: what was read, in one order and one set of units, and nothing that
/// changes from export to export.
fn key(workout: &Workout, samples: &[Sample]) -> Vec<u8> {
    let mut xml = String::with_capacity(400 + samples.len() * 120);
    // Writing to a string cannot fail.
    let _written = write_key(&mut xml, workout, samples);
    xml.into_bytes()
}

fn write_key(xml: &mut String, workout: &Workout, samples: &[Sample]) -> std::fmt::Result {
    xml.push_str("<HealthData>\n");
    for sample in samples {
        let channel = Channel::from_code(sample.channel);
        if let Some((kind, unit)) = channel.and_then(record) {
            let at = written(workout.start_ms + i64::from(sample.after_ms));
            let value = value(*sample);
            writeln!(xml, "<Record type=\"{kind}\" unit=\"{unit}\" startDate=\"{at}\" value=\"{value}\"/>")?;
        }
    }
    write_workout(xml, workout)?;
    write_route(xml, workout, samples)?;
    xml.push_str("</Workout>\n</HealthData>\n");
    Ok(())
}

fn write_workout(xml: &mut String, workout: &Workout) -> std::fmt::Result {
    let word = quick_xml::escape::escape(&workout.sport_word);
    let (start, end) = (written(workout.start_ms), written(workout.end_ms));
    write!(
        xml,
        "<Workout workoutActivityType=\"HKWorkoutActivityType{word}\" startDate=\"{start}\" endDate=\"{end}\""
    )?;
    if let Some(timer) = workout.totals.timer {
        write!(xml, " duration=\"{}\" durationUnit=\"s\"", timer.get())?;
    }
    if let Some(distance) = workout.totals.distance {
        write!(xml, " totalDistance=\"{}\" totalDistanceUnit=\"m\"", distance.get())?;
    }
    writeln!(xml, " device=\"name:{}\">", quick_xml::escape::escape(&workout.device))?;
    if workout.indoor {
        writeln!(xml, "<MetadataEntry key=\"HKIndoorWorkout\" value=\"1\"/>")?;
    }
    if let Some(ascent) = workout.totals.ascent {
        writeln!(xml, "<MetadataEntry key=\"HKElevationAscended\" value=\"{} m\"/>", ascent.get())?;
    }
    for event in &workout.timer_events {
        let kind = if event.kind == TimerEventKind::Stop { "Pause" } else { "Resume" };
        let at = written(event.at.unix_ms());
        writeln!(xml, "<WorkoutEvent type=\"HKWorkoutEventType{kind}\" date=\"{at}\"/>")?;
    }
    for lap in &workout.laps {
        let at = written(lap.start.unix_ms());
        write!(xml, "<WorkoutEvent type=\"HKWorkoutEventTypeLap\" date=\"{at}\"")?;
        if let Some(timer) = lap.totals.timer {
            write!(xml, " duration=\"{}\" durationUnit=\"s\"", timer.get())?;
        }
        xml.push_str("/>\n");
    }
    Ok(())
}

fn write_route(xml: &mut String, workout: &Workout, samples: &[Sample]) -> std::fmt::Result {
    for moment in samples.chunk_by(|a, b| a.after_ms == b.after_ms) {
        let of = |channel: Channel| moment.iter().find(|s| s.channel == channel.code()).map(|s| value(*s));
        let (Some(latitude), Some(longitude)) = (of(Channel::Latitude), of(Channel::Longitude)) else {
            continue;
        };
        let after_ms = moment.first().map_or(0, |sample| sample.after_ms);
        let at = written(workout.start_ms + i64::from(after_ms));
        write!(xml, "<Location date=\"{at}\" latitude=\"{latitude}\" longitude=\"{longitude}\"")?;
        if let Some(altitude) = of(Channel::Altitude) {
            write!(xml, " altitude=\"{altitude}\"")?;
        }
        xml.push_str("/>\n");
    }
    Ok(())
}

fn value(sample: Sample) -> f64 {
    let steps_per_unit = Channel::from_code(sample.channel).map_or(1.0, Channel::steps_per_unit);
    f64::from(sample.steps) / steps_per_unit
}
