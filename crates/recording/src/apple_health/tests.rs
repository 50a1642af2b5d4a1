//! Exports made up here, small and large.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_measure::{Channel, Sport};

use super::*;

const HEAD: &str =
    "<?xml version=\"1.0\"?><!DOCTYPE HealthData [<!ELEMENT HealthData (A|B)*>]><HealthData locale=\"en\">";

fn record(kind: &str, unit: &str, at: &str, value: &str) -> String {
    format!(
        "<Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"Watch\" unit=\"{unit}\" \
         creationDate=\"{at}\" startDate=\"{at}\" endDate=\"{at}\" value=\"{value}\"/>"
    )
}

const WORKOUT: &str = "<Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"30.5\" durationUnit=\"min\" \
    sourceName=\"Somebody’s Watch\" device=\"&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch, manufacturer:Apple Inc., \
    hardware:Watch6,2, software:9.1&gt;\" startDate=\"2024-05-01 07:00:00 +0100\" endDate=\"2024-05-01 07:32:00 +0100\">\
    <MetadataEntry key=\"HKIndoorWorkout\" value=\"0\"/><MetadataEntry key=\"HKElevationAscended\" value=\"1234 cm\"/>\
    <WorkoutEvent type=\"HKWorkoutEventTypePause\" date=\"2024-05-01 07:10:00 +0100\"/>\
    <WorkoutEvent type=\"HKWorkoutEventTypeResume\" date=\"2024-05-01 07:11:30 +0100\"/>\
    <WorkoutEvent type=\"HKWorkoutEventTypeLap\" date=\"2024-05-01 07:20:00 +0100\" duration=\"5\" durationUnit=\"min\"/>\
    <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" sum=\"3.1\" unit=\"mi\"/>\
    <WorkoutActivity><WorkoutEvent type=\"HKWorkoutEventTypePause\" date=\"2024-05-01 07:10:00 +0100\"/></WorkoutActivity>\
    <WorkoutRoute><FileReference path=\"/workout-routes/route_1.gpx\"/></WorkoutRoute></Workout>";

fn export() -> String {
    [
        HEAD.to_owned(),
        record("HeartRate", "count/min", "2024-05-01 06:59:59 +0100", "80"),
        record("HeartRate", "count/min", "2024-05-01 07:00:05 +0100", "120"),
        record("HeartRate", "count/min", "2024-05-01 06:00:10 +0000", "130"),
        record("HeartRate", "count/min", "2024-05-01 08:00:00 +0100", "99"),
        record("RunningSpeed", "km/hr", "2024-05-01 07:00:10 +0100", "10.8"),
        record("RunningPower", "W", "2024-05-01 07:00:10 +0100", "250"),
        record("RunningStrideLength", "m", "2024-05-01 07:00:10 +0100", "1.05"),
        record("RunningGroundContactTime", "ms", "2024-05-01 07:00:10 +0100", "251"),
        record("RunningVerticalOscillation", "cm", "2024-05-01 07:00:10 +0100", "9.23"),
        record("StepCount", "count", "2024-05-01 07:00:10 +0100", "12"),
        WORKOUT.to_owned(),
        WORKOUT.replace("Running\"", "Cycling\"").replace("route_1", "route_2"),
        "</HealthData>".to_owned(),
    ]
    .join("\n")
}

#[test]
fn a_workout_has_its_totals_pauses_and_samples() {
    let reading = read(export().as_bytes());
    assert_eq!(reading.kind, FileKind::Activity);
    let [run] = reading.parts.as_slice() else { panic!("{:?}", reading.diagnostics) };
    assert_eq!((run.sport, run.start.to_string().as_str()), (Sport::Running, "2024-05-01T06:00:00Z"));
    assert_eq!(run.device.name, "apple watch watch6,2");
    let totals = run.device_totals;
    assert_eq!(totals.distance.map(|m| m.get().round()), Some(4989.0));
    assert_eq!(
        (totals.timer.map(|s| s.get()), totals.elapsed.map(|s| s.get())),
        (Some(1830.0), Some(1920.0))
    );
    assert_eq!(totals.ascent.map(|m| m.get()), Some(12.34));
    assert_eq!((run.timer_events.len(), run.laps.len()), (4, 1));
    let at = |channel| run.samples.value(channel, 1);
    assert_eq!(run.samples.len(), 2);
    assert_eq!(at(Channel::HeartRate), Some(130.0));
    assert_eq!((at(Channel::Speed), at(Channel::Power)), (Some(3.0), Some(250.0)));
    assert_eq!((at(Channel::StepLength), at(Channel::GroundContact)), (Some(1050.0), Some(251.0)));
    assert_eq!(at(Channel::VerticalOscillation), Some(92.3));
    assert!(reading.diagnostics.iter().any(|d| d.message.contains("one workout is not a run (1 Cycling)")));
}

/// An export of one text, with one route, that counts how often it is read.
struct Fake {
    text: String,
    opened: u32,
}

impl Again for Fake {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        self.opened += 1;
        Ok(Box::new(Cursor::new(self.text.as_bytes())))
    }

    fn route(&mut self, path: &str) -> Option<Vec<u8>> {
        let gpx = "<gpx creator=\"Apple Health Export\"><trk><trkseg>\
            <trkpt lat=\"48\" lon=\"11\"><ele>500</ele><time>2024-05-01T06:00:10Z</time></trkpt>\
            <trkpt lat=\"48.0001\" lon=\"11\"><ele>501</ele><time>2024-05-01T06:00:11Z</time></trkpt>\
            <trkpt lat=\"49\" lon=\"11\"><time>2024-05-01T09:00:00Z</time></trkpt></trkseg></trk></gpx>";
        (path == "/workout-routes/route_1.gpx").then(|| gpx.into())
    }
}

fn stream_all(fake: &mut Fake, most: usize) -> (Vec<AppleRun>, Rest) {
    let mut runs = Vec::new();
    let (rest, _) = stream_within(fake, most, &mut |_| {}, &mut |run| {
        runs.push(run);
        ControlFlow::Continue(())
    })
    .expect("memory can be read");
    (runs, rest)
}

#[test]
fn the_key_reads_back_as_the_same_run_route_included() {
    let (runs, rest) = stream_all(&mut Fake { text: export(), opened: 0 }, 1000);
    let run = &runs[0];
    assert_eq!(run.run.samples.len(), 3, "5 s, 10 s and 11 s; the point of 9:00 is outside");
    assert_eq!(run.run.samples.value(Channel::Latitude, 2), Some(48.0001));
    assert_eq!(run.run.samples.value(Channel::HeartRate, 1), Some(130.0));
    let again = read(&run.key);
    assert_eq!(
        again.parts.as_slice(),
        std::slice::from_ref(&run.run),
        "{}",
        String::from_utf8_lossy(&run.key)
    );
    assert_eq!(
        rest.routes,
        [("/workout-routes/route_1.gpx".to_owned(), true), ("/workout-routes/route_2.gpx".to_owned(), false)]
    );
}

/// Many runs with a heart rate each ten seconds, records first and in no order of the workouts.
fn many(runs: u32) -> String {
    let mut text = HEAD.to_owned();
    let day = |run: u32| format!("{:04}-{:02}-{:02}", 2000 + run / 336, run / 28 % 12 + 1, run % 28 + 1);
    for run in (0..runs).rev() {
        for minute in 0..30 {
            for second in (0..60).step_by(10) {
                let at = format!("{} 06:{minute:02}:{second:02} +0000", day(run));
                text.push_str(&record("HeartRate", "count/min", &at, &(100 + run % 50).to_string()));
            }
        }
    }
    for run in 0..runs {
        text.push_str(&format!(
            "<Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" startDate=\"{0} 06:00:00 +0000\" \
             endDate=\"{0} 06:30:00 +0000\"/>\n",
            day(run)
        ));
    }
    text + "</HealthData>"
}

#[test]
fn an_export_with_more_samples_than_fit_is_read_more_often() {
    let mut fake = Fake { text: many(100), opened: 0 };
    let (runs, _) = stream_all(&mut fake, 4000);
    assert!(fake.text.len() > 3 << 20, "{}", fake.text.len());
    assert!((4..=16).contains(&fake.opened), "{} readings of 18,000 samples, 4,000 at a time", fake.opened);
    assert_eq!(runs.len(), 100);
    for (at, run) in runs.iter().enumerate() {
        assert_eq!(run.run.samples.len(), 180, "run {at}");
        let rate = run.run.samples.value(Channel::HeartRate, 0);
        assert_eq!(rate, Some(100.0 + (at % 50) as f64));
    }
    let (once, _) = stream_all(&mut fake, 100_000);
    assert!(once.iter().zip(&runs).all(|(a, b)| a.run == b.run && a.key == b.key));
}

#[test]
fn one_workout_with_more_samples_than_fit_keeps_the_first() {
    let (runs, _) = stream_all(&mut Fake { text: many(3), opened: 0 }, 100);
    assert!(runs.len() == 3 && runs.iter().all(|run| run.run.samples.len() <= 100));
}

#[test]
fn a_cut_export_gives_what_came() {
    let text = export();
    let end = text.find("</Workout>").expect("a workout");
    let reading = read(&text.as_bytes()[..end - 10]);
    assert_eq!(reading.parts.len(), 1);
    assert!(reading.is_damaged());
    for cut in (0..text.len()).step_by(97) {
        let _reading = read(text.as_bytes().get(..cut).unwrap_or_default());
    }
}

#[test]
fn an_export_without_runs_is_no_activity() {
    let reading = read(format!("{HEAD}</HealthData>").as_bytes());
    assert_eq!((reading.kind, reading.diagnostics.len()), (FileKind::Other, 0));
}
