//! `femoris log ...`: entries into the case.

use std::path::Path;

use femoris_app::{App, AppError, LARGEST_REPORT, Logged, NewEntry, Units};
use femoris_clinic::event::{Entry, PainMoment, Sequence};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::illness::Health;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::outing::{Outing, OutingMinutes};
use femoris_clinic::rehab::stage::StageId;
use femoris_clinic::running::matching::DoneAs;
use femoris_measure::{Day, Effort, Metres, PainScore, SleepScore};
use serde_json::json;

use crate::args::{HealthArg, LogEntry, MomentArg, StageWord};
use crate::input;
use crate::output::Done;

/// Metres in a kilometre.
const METRES: f64 = 1000.0;

pub(crate) fn run(app: &App, entry: &LogEntry) -> Result<Option<Done>, AppError> {
    let (sequence, what) = match entry {
        LogEntry::Undo { number } => {
            let target = u64::try_from(*number)
                .map_err(|_| AppError::refused("number", "entries are counted from 1"))?;
            (app.withdraw(Sequence(target))?, "withdrawn")
        }
        LogEntry::Effort { run, effort } => {
            let effort = Effort::new(*effort).map_err(|error| AppError::refused("effort", error.told()))?;
            (app.log_effort(run, effort)?, "logged")
        }
        LogEntry::Twinge { run, at } => (app.log_twinge(run, seconds(at)?)?, "logged"),
        LogEntry::Session { file } => return session(app, file),
        LogEntry::Outing { .. } => return outing(app, entry),
        LogEntry::Stage { word, stage, until } => {
            (app.decide_stage(decision(*word, stage, until.as_deref())?)?, "logged")
        }
        LogEntry::Settings { kit, minutes, own_maximum, watch_folder } => {
            let rehab = settings(kit.as_deref(), minutes.as_deref())?;
            let kept = [kit, minutes].iter().any(|word| word.is_some());
            own_maximum.iter().try_for_each(|kmh| app.set_own_maximum(kmh, Units::Kilometres))?;
            watch_folder.iter().try_for_each(|folder| app.set_watch_folder(folder))?;
            if !kept {
                return kept_settings(own_maximum.is_some() || watch_folder.is_some());
            }
            (app.set_rehab(rehab)?, "logged")
        }
        LogEntry::Run { told, date } => {
            let told = DoneAs::from_id(told).ok_or_else(|| {
                AppError::refused("told", format!("as_prescribed, less or more expected, not {told:?}"))
            })?;
            (app.tell_run(date.as_deref().map(day).transpose()?, told)?, "logged")
        }
        LogEntry::Planned { km } => (app.plan_run(metres(*km)?)?, "logged"),
        LogEntry::Goal { race_day, km } => {
            let race = race_day.parse().map_err(|error: femoris_measure::NotATime| {
                AppError::refused("race_day", error.to_string())
            })?;
            (app.set_goal(race, metres(*km)?)?, "logged")
        }
        other => {
            let logged = app.log(vec![new_entry(other)?], None)?;
            let first = logged.first().copied();
            (first.ok_or_else(|| AppError::ours("the log took nothing"))?, "logged")
        }
    };
    Ok(Some(Done::all(json!({"event": sequence.0, "did": what}), format!("{what}, entry {}", sequence.0))))
}

fn new_entry(entry: &LogEntry) -> Result<NewEntry, AppError> {
    match entry {
        LogEntry::Pain { moment, score, date } => {
            let score = PainScore::new(*score).map_err(|error| AppError::refused("score", error.told()))?;
            let moment = match moment {
                MomentArg::During => PainMoment::During,
                MomentArg::After => PainMoment::After,
                MomentArg::NextMorning => PainMoment::NextMorning,
            };
            Ok(NewEntry {
                day: date.as_deref().map(day).transpose()?,
                entry: Entry::PainLogged { moment, score },
            })
        }
        LogEntry::Sleep { score, date } => {
            let score = SleepScore::new(*score).map_err(|error| AppError::refused("score", error.told()))?;
            let day = date.as_deref().map(day).transpose()?;
            Ok(NewEntry { day, entry: Entry::SleepRated { score } })
        }
        LogEntry::Health { health, date } => {
            let health = match health {
                HealthArg::Ill => Health::Ill,
                HealthArg::Well => Health::Well,
            };
            let day = date.as_deref().map(day).transpose()?;
            Ok(NewEntry { day, entry: Entry::HealthTold { health } })
        }
        LogEntry::Answer { finding, answer } => {
            let id = FindingId::from_id(finding).ok_or_else(|| {
                let known = FindingId::ALL.iter().map(|id| id.id());
                AppError::refused("finding", unknown_word("finding", finding, known))
            })?;
            let answer = Finding::from_id(answer).ok_or_else(|| {
                AppError::refused("answer", format!("present, absent or unknown expected, not {answer:?}"))
            })?;
            Ok(NewEntry { day: None, entry: Entry::FindingAnswered { id, answer } })
        }
        LogEntry::Test { measure, value } => {
            let id = MeasureId::from_id(measure).ok_or_else(|| {
                let known = MeasureId::ALL.iter().map(|id| id.id());
                AppError::refused("measure", unknown_word("measure", measure, known))
            })?;
            let measure =
                Measure::new(id, *value).map_err(|error| AppError::refused("value", error.to_string()))?;
            Ok(NewEntry { day: None, entry: Entry::Measured(measure) })
        }
        LogEntry::Confidence { score } => {
            let measure = Measure::new(MeasureId::Confidence, *score);
            let measure = measure.map_err(|error| AppError::refused("score", error.told()))?;
            Ok(NewEntry { day: None, entry: Entry::Measured(measure) })
        }
        LogEntry::Undo { .. }
        | LogEntry::Effort { .. }
        | LogEntry::Twinge { .. }
        | LogEntry::Session { .. }
        | LogEntry::Outing { .. }
        | LogEntry::Stage { .. }
        | LogEntry::Settings { .. }
        | LogEntry::Run { .. }
        | LogEntry::Planned { .. }
        | LogEntry::Goal { .. } => Err(AppError::ours("this entry is made elsewhere")),
    }
}

fn metres(km: f64) -> Result<Metres, AppError> {
    Metres::new(km * METRES).map_err(|error| AppError::refused("km", error.to_string()))
}

/// Seconds of a time such as `42:10` or `1:02:03`.
fn seconds(text: &str) -> Result<u32, AppError> {
    let refused =
        || AppError::refused("at", format!("minutes and seconds such as 42:10 expected, not {text:?}"));
    let parts: Option<Vec<u32>> = text.split(':').map(|part| part.parse().ok()).collect();
    let parts = parts.filter(|parts| (2..=3).contains(&parts.len())).ok_or_else(refused)?;
    if parts.iter().skip(1).any(|part| *part > 59) {
        return Err(refused());
    }
    let add = |sum: Option<u32>, part: &u32| sum?.checked_mul(60)?.checked_add(*part);
    parts.iter().fold(Some(0), add).ok_or_else(refused)
}

/// A session from a file or from standard input; the same one twice is kept once.
fn session(app: &App, file: &Path) -> Result<Option<Done>, AppError> {
    let bytes = input::bytes(file, LARGEST_REPORT as u64, "a file with a session")?;
    let report = app.session_report(&bytes)?;
    let (sequence, what) = match app.log_session(&report)? {
        Logged::New(sequence) => (sequence, "logged"),
        Logged::Repeated(sequence) => (sequence, "already there"),
    };
    let json = json!({"event": sequence.0, "did": what, "session": report.done.session.as_str()});
    Ok(Some(Done::all(json, format!("{what}, from entry {}", sequence.0))))
}

/// A walk, a ride or a run beside the sessions.
fn outing(app: &App, entry: &LogEntry) -> Result<Option<Done>, AppError> {
    let LogEntry::Outing { exercise, minutes, pain, after, morning, painkiller, limp, date } = entry else {
        return Err(AppError::ours("this entry is no outing"));
    };
    let score = |field: &str, score: u8| {
        PainScore::new(score).map_err(|error| AppError::refused(field, error.told()))
    };
    let told = |flag: bool| if flag { Finding::Present } else { Finding::Unknown };
    let outing = Outing {
        name: app.outing_name()?,
        day: date.as_deref().map(day).transpose()?,
        exercise: ExerciseId::new(exercise)
            .ok_or_else(|| AppError::refused("exercise", format!("there is no exercise {exercise:?}")))?,
        minutes: OutingMinutes::new(*minutes).ok_or_else(|| {
            AppError::refused("minutes", format!("1 to {} expected, not {minutes}", OutingMinutes::LONGEST))
        })?,
        pain: score("--pain", *pain)?,
        pain_after: after.map(|after| score("--after", after)).transpose()?,
        next_morning: morning.map(|morning| score("--morning", morning)).transpose()?,
        painkiller: told(*painkiller),
        limp: told(*limp),
    };
    let sequence = app.log_outing(&outing)?.sequence();
    let json = json!({"event": sequence.0, "did": "logged", "session": outing.name.as_str()});
    Ok(Some(Done::all(json, format!("logged, from entry {}", sequence.0))))
}

fn decision(word: StageWord, stage: &str, until: Option<&str>) -> Result<StageDecision, AppError> {
    let known = StageId::from_id(stage);
    let stage =
        known.ok_or_else(|| AppError::refused("stage", format!("there is no stage {stage:?}; A2 is one")))?;
    let until = until.map(day).transpose()?;
    match (word, until) {
        (StageWord::Confirmed, None) => Ok(StageDecision::Confirmed { stage }),
        (StageWord::Confirmed, Some(_)) => {
            Err(AppError::refused("--until", "only a stage that is held has an end"))
        }
        (StageWord::Held, until) => Ok(StageDecision::Held { stage, until }),
    }
}

/// Settings that are no entries of the case.
fn kept_settings(any: bool) -> Result<Option<Done>, AppError> {
    if any {
        Ok(Some(Done::all(json!({"event": null, "did": "kept"}), "kept".to_owned())))
    } else {
        Err(AppError::refused("settings", "name one of --kit, --minutes, --own-maximum and --watch-folder"))
    }
}

fn settings(kit: Option<&str>, minutes: Option<&str>) -> Result<RehabSettings, AppError> {
    let kit = kit.map(|kit| {
        KitPreset::from_id(kit).ok_or_else(|| {
            AppError::refused("--kit", format!("none, bands, ball or gym expected, not {kit:?}"))
        })
    });
    let length = minutes.map(|minutes| {
        SessionLength::from_id(minutes)
            .ok_or_else(|| AppError::refused("--minutes", format!("15, 30 or 45 expected, not {minutes:?}")))
    });
    Ok(RehabSettings { kit: kit.transpose()?, length: length.transpose()?, ailments: None })
}

pub(super) fn day(text: &str) -> Result<Day, AppError> {
    text.parse().map_err(|error: femoris_measure::NotATime| AppError::refused("--date", error.to_string()))
}

/// Names the closest words, so that a slip of the finger costs one look.
fn unknown_word(what: &str, word: &str, known: impl Iterator<Item = &'static str>) -> String {
    let shared = |other: &str| {
        let parts: Vec<&str> = other.split('_').collect();
        word.split('_').filter(|part| part.len() > 2 && parts.contains(part)).count()
    };
    let mut near: Vec<_> =
        known.map(|other| (shared(other), other)).filter(|(score, _)| *score > 0).collect();
    near.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let near: Vec<&str> = near.into_iter().take(3).map(|(_, other)| other).collect();
    if near.is_empty() {
        format!("there is no {what} {word:?}; the case-file contract lists them")
    } else {
        format!("there is no {what} {word:?}; did you mean {}", near.join(" or "))
    }
}
