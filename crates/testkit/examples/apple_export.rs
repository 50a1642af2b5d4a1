//! Writes an invented Apple Health export to a file: one running workout a day with a value of four sensors every five
//! seconds, and what a watch and a telephone count during the rest of the day. 1,500 workouts make about 1.9 GB.
//!
//! `cargo run --release -p femoris-testkit --example apple_export -- 1500 export.xml`

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};

use femoris_testkit::Random;

/// 2020-01-01T00:00:00Z.
const FIRST_S: i64 = 1_577_836_800;
const DAY_S: i64 = 86_400;
const BEGINS_S: i64 = 7 * 3600;
const LASTS_S: i64 = 50 * 60;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [workouts, path] = arguments.as_slice() else {
        return Err("how many workouts, and into which file? For example: 1500 export.xml".into());
    };
    let mut out = BufWriter::new(File::create(path)?);
    let mut random = Random::new(3);
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<HealthData locale=\"en_GB\">\n")?;
    for day in 0..workouts.parse()? {
        write_day(&mut out, FIRST_S + day * DAY_S, &mut random)?;
    }
    out.write_all(b"</HealthData>\n")?;
    out.flush()?;
    Ok(())
}

fn write_day(out: &mut impl Write, midnight: i64, random: &mut Random) -> Result<(), Box<dyn Error>> {
    for at in (midnight..midnight + DAY_S).step_by(120) {
        write_record(out, "HeartRate", "count/min", at, 50.0 + random.below(40) as f64)?;
    }
    for at in (midnight..midnight + DAY_S).step_by(180) {
        write_record(out, "StepCount", "count", at, random.below(200) as f64)?;
    }
    let begin = midnight + BEGINS_S;
    for at in (begin..begin + LASTS_S).step_by(5) {
        write_record(out, "HeartRate", "count/min", at, 135.0 + random.below(30) as f64)?;
        write_record(out, "RunningSpeed", "m/s", at, 2.6 + random.below(100) as f64 / 100.0)?;
        write_record(out, "RunningPower", "W", at, 230.0 + random.below(60) as f64)?;
        write_record(out, "DistanceWalkingRunning", "km", at, 0.015)?;
    }
    let (start, end) = (date(begin)?, date(begin + LASTS_S)?);
    writeln!(
        out,
        " <Workout workoutActivityType=\"HKWorkoutActivityTypeRunning\" duration=\"50\" durationUnit=\"min\" \
         sourceName=\"Watch\" creationDate=\"{end}\" startDate=\"{start}\" endDate=\"{end}\">\
         <WorkoutStatistics type=\"HKQuantityTypeIdentifierDistanceWalkingRunning\" startDate=\"{start}\" \
         endDate=\"{end}\" sum=\"9\" unit=\"km\"/></Workout>"
    )?;
    Ok(())
}

fn write_record(
    out: &mut impl Write,
    kind: &str,
    unit: &str,
    at: i64,
    value: f64,
) -> Result<(), Box<dyn Error>> {
    let at = date(at)?;
    writeln!(
        out,
        " <Record type=\"HKQuantityTypeIdentifier{kind}\" sourceName=\"Apple Watch\" sourceVersion=\"10.1\" \
         device=\"&lt;&lt;HKDevice: 0x1&gt;, name:Apple Watch, manufacturer:Apple Inc., hardware:Watch6,2, \
         software:10.1&gt;\" unit=\"{unit}\" creationDate=\"{at}\" startDate=\"{at}\" endDate=\"{at}\" \
         value=\"{value:.3}\"/>"
    )?;
    Ok(())
}

/// As the export writes moments: `2024-05-01 07:00:00 +0000`.
fn date(unix_s: i64) -> Result<String, Box<dyn Error>> {
    let text = femoris_measure::Instant::from_unix_ms(unix_s * 1000).to_string();
    let (day, rest) = text.split_once('T').ok_or("a moment without its T")?;
    let time = rest.get(..8).ok_or("a moment without its time")?;
    Ok(format!("{day} {time} +0000"))
}
