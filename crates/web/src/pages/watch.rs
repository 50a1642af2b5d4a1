//! `/today/watch`: the session and the run of the day step by step, and as files for a watch.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use femoris_app::{
    App, AppError, ErrorKind, Prescribed, Workout, WorkoutBlock, WorkoutStep, WorkoutTarget, WorkoutUntil,
};

use super::{Answer, Shared, ask, frame, without_field};
use crate::format::{Units, clock};
use crate::view::watch::{Device, Plan, Round, WatchPage};
use crate::view::{Tab, show as page};

/// Makes of watches, and none, under which something is said.
const DEVICES: [&str; 3] = ["garmin", "other", "none"];

/// `GET /today/watch`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| watch_page(app)).await?;
    Ok(page(&view))
}

/// `GET /today/session.fit`
pub(crate) async fn session(State(app): State<Shared>) -> Answer {
    file(app, Prescribed::Session, "attachment; filename=\"session.fit\"").await
}

/// `GET /today/run.fit`
pub(crate) async fn run(State(app): State<Shared>) -> Answer {
    file(app, Prescribed::Run, "attachment; filename=\"run.fit\"").await
}

async fn file(app: Shared, what: Prescribed, disposition: &'static str) -> Answer {
    let bytes = ask(&app, move |app| app.workout_file(what, None)).await?;
    let headers =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

fn watch_page(app: &App) -> Result<WatchPage, AppError> {
    let (frame, units) = frame(app, "On your watch", Tab::Today)?;
    let text = |key: &str| app.knowledge().text(&format!("watch.{key}")).to_owned();
    let plans = Prescribed::ALL.into_iter().map(|what| match app.workout(what, None) {
        Ok(workout) => Ok(plan(what, &workout, units)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Refused) => {
            Ok(Plan { why_not: Some(without_field(&error)), ..empty(what) })
        }
        Err(error) => Err(error),
    });
    let device = |device| Device { name: text(&format!("{device}_name")), says: text(device) };
    Ok(WatchPage {
        frame,
        intro: text("intro"),
        plans: plans.collect::<Result<_, _>>()?,
        devices: DEVICES.map(device).into(),
        untested: text("untested"),
    })
}

fn empty(what: Prescribed) -> Plan {
    let (title, word) = match what {
        Prescribed::Session => ("Session", "session"),
        Prescribed::Run => ("Run", "run"),
    };
    Plan {
        id: word,
        title,
        name: String::new(),
        href: format!("/today/{word}.fit"),
        rounds: Vec::new(),
        why_not: None,
    }
}

fn plan(what: Prescribed, workout: &Workout, units: Units) -> Plan {
    let rounds = workout.blocks.iter().map(|block| match block {
        WorkoutBlock::Once(one) => Round { times: 1, steps: vec![line(one, units)] },
        WorkoutBlock::Repeat { times, steps } => {
            Round { times: *times, steps: steps.iter().map(|one| line(one, units)).collect() }
        }
    });
    Plan { name: workout.name.to_string(), rounds: rounds.collect(), ..empty(what) }
}

/// `Run, 1 min, 5:30 to 6:10 a km. Easy.`
fn line(step: &WorkoutStep, units: Units) -> String {
    let mut parts = vec![step.name.to_string()];
    parts.push(match step.until {
        WorkoutUntil::Time(time) => span(time.get()),
        WorkoutUntil::Distance(way) if way.get() < 1_000.0 => format!("{:.0} m", way.get()),
        WorkoutUntil::Distance(way) => units.distance(way.get()),
        WorkoutUntil::Repetitions(count) => format!("{count} times"),
        WorkoutUntil::LapButton => "until you are ready".to_owned(),
    });
    parts.extend(target(step.target, units));
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let line = parts.join(", ");
    if step.note.is_empty() { line } else { format!("{line}. {}", step.note) }
}

/// `45 s`, `2 min`, `1:30 min`.
fn span(seconds: f64) -> String {
    match seconds {
        short if short < 60.0 => format!("{short:.0} s"),
        whole if whole % 60.0 == 0.0 => format!("{:.0} min", whole / 60.0),
        other => format!("{} min", clock(other)),
    }
}

fn target(target: WorkoutTarget, units: Units) -> Option<String> {
    match target {
        WorkoutTarget::Open => None,
        WorkoutTarget::Speed { low, high } => {
            let pace = |speed: f64| units.pace_number(speed, 1.0);
            let fastest = pace(high.get())?;
            Some(match pace(low.get()).filter(|slowest| *slowest != fastest) {
                Some(slowest) => format!("{fastest} to {slowest} a {}", units.long()),
                None => format!("{fastest} a {}", units.long()),
            })
        }
        WorkoutTarget::HeartRate { high, .. } => Some(format!("heart rate up to {:.0}", high.get())),
    }
}
