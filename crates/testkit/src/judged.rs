//! What tests hand to judges from outside: files as we write them, and beside each what it has to say.
//!
//! `cargo xtask judges` sets the folder and lets independent programs read it; without it nothing is kept.

use std::path::PathBuf;

use femoris_measure::Instant;
use femoris_recording::fit::workout::{Block, Step, StepKind, Target, Until, Workout, write_workout};
use serde_json::{Value, json};

/// Names the folder to keep files in.
const FOLDER: &str = "FEMORIS_JUDGES";

/// Writes a workout and returns its bytes; where judges wait, keeps it for them under a name, once.
pub fn workout(name: &str, workout: &Workout, created: Instant) -> Vec<u8> {
    let bytes = write_workout(workout, created).expect("a workout that FIT can say");
    keep("workouts", name, "fit", &bytes, &expected(workout, created));
    bytes
}

/// Keeps a calendar for the judges, with what it has to say.
pub fn calendar(name: &str, text: &str, expected: &Value) {
    keep("calendars", name, "ics", text.as_bytes(), expected);
}

fn keep(kind: &str, name: &str, ending: &str, bytes: &[u8], expected: &Value) {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = PathBuf::from(folder).join(kind);
    std::fs::create_dir_all(&folder).expect("a folder for the judges");
    std::fs::write(folder.join(format!("{name}.{ending}")), bytes).expect("written");
    std::fs::write(folder.join(format!("{name}.json")), expected.to_string()).expect("written");
}

/// The workout in the words of the judge, worked out from the workout and not from its bytes.
fn expected(workout: &Workout, created: Instant) -> Value {
    let mut steps = Vec::new();
    for block in &workout.blocks {
        match block {
            Block::Once(one) => steps.push(step(one)),
            Block::Repeat { times, steps: repeated } => {
                let first = steps.len();
                steps.extend(repeated.iter().map(step));
                steps.push(json!({ "repeat_from": first, "times": times }));
            }
        }
    }
    json!({
        "name": workout.name.as_str(),
        "sport": format!("{:?}", workout.sport).to_lowercase(),
        "created": created.unix_ms() / 1000,
        "steps": steps,
        "played": workout.played().map(|step| step.name.as_str()).collect::<Vec<_>>(),
    })
}

fn step(step: &Step) -> Value {
    let until = match step.until {
        Until::Time(time) => json!({ "seconds": time.get() }),
        Until::Distance(distance) => json!({ "metres": distance.get() }),
        Until::Repetitions(count) => json!({ "repetitions": count.get() }),
        Until::LapButton => json!({}),
    };
    let target = match step.target {
        Target::Open => json!({}),
        Target::Speed { low, high } => json!({ "speed": [low.get(), high.get()] }),
        Target::HeartRate { low, high } => json!({ "heart_rate": [low.get(), high.get()] }),
    };
    json!({
        "name": step.name.as_str(),
        "note": step.note.as_str(),
        "kind": match step.kind {
            StepKind::Active => "active",
            StepKind::Rest => "rest",
            StepKind::WarmUp => "warmup",
            StepKind::CoolDown => "cooldown",
        },
        "until": until,
        "target": target,
        "exercise": step.exercise.map(|exercise| [exercise.category(), exercise.name()]),
    })
}
