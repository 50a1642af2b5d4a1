//! The flat form of what is logged of rehabilitation.

use super::{EntryError, Out, Taken};
use crate::event::Entry;
use crate::finding::Finding;
use crate::rehab::exercise::{Ailment, ExerciseId};
use crate::rehab::kit::KitPreset;
use crate::rehab::log::{
    Alarm, Amounts, Doing, ExerciseDone, Form, Part, RehabSettings, SessionDone, SessionId, SessionLength,
    SkipReason, StageDecision, SwapReason, WorkedSide,
};
use crate::rehab::stage::StageId;
use femoris_measure::{Effort, Kilograms, Minutes, OutOfRange, PainScore, Percent};
use std::collections::BTreeSet;

pub(super) fn session_fields(done: &SessionDone, out: &mut Out) {
    out.id("session", Some(done.session.as_str()));
    out.id("stage", Some(done.stage.id()));
    out.number("minutes", done.minutes.map(Minutes::get));
    score_field("pain_after", done.pain_after, out);
    known("painkiller", done.painkiller, out);
    known("limp", done.limp, out);
    for alarm in &done.alarms {
        known(alarm.id(), Finding::Present, out);
    }
}

pub(super) fn exercise_fields(done: &ExerciseDone, out: &mut Out) {
    out.id("session", Some(done.session.as_str()));
    out.id("exercise", Some(done.exercise.as_str()));
    out.id("side", Some(done.side.id()));
    out.id("part", Some(done.part.id()));
    match &done.doing {
        Doing::Done(amounts) => amounts_fields(amounts, out),
        Doing::Skipped(reason) => out.id("skipped", Some(reason.id())),
    }
    if let Some((exercise, reason)) = &done.instead_of {
        out.id("instead_of", Some(exercise.as_str()));
        out.id("swapped", Some(reason.id()));
    }
}

fn amounts_fields(amounts: &Amounts, out: &mut Out) {
    out.integer("sets", i64::from(amounts.sets));
    whole("sets_asked", amounts.sets_asked, out);
    whole("repetitions", amounts.repetitions, out);
    whole("seconds", amounts.seconds, out);
    out.number("weight_kg", amounts.weight.map(Kilograms::get));
    whole("range", amounts.range, out);
    whole("share_pct", amounts.share, out);
    score_field("pain", amounts.pain, out);
    whole("effort", amounts.effort.map(Effort::get), out);
    out.id("form", amounts.form.map(|form| form.id()));
    out.id("stopped", amounts.stopped.map(|reason| reason.id()));
}

pub(super) fn settings_fields(settings: &RehabSettings, out: &mut Out) {
    out.id("kit", settings.kit.map(|kit| kit.id()));
    out.id("minutes", settings.length.map(|length| length.id()));
    if let Some(ailments) = &settings.ailments {
        let ids: Vec<&str> = ailments.iter().map(|ailment| ailment.id()).collect();
        out.id("ailments", Some(&ids.join(" ")));
    }
}

pub(super) fn decision_fields(decision: StageDecision, out: &mut Out) {
    let (word, stage) = match decision {
        StageDecision::Passed { from, .. } => (PASSED, from),
        StageDecision::Confirmed { stage } => (CONFIRMED, stage),
        StageDecision::Held { stage, .. } => (HELD, stage),
    };
    out.id("word", Some(word));
    out.id("stage", Some(stage.id()));
    match decision {
        StageDecision::Passed { to, .. } => out.id("to", Some(to.id())),
        StageDecision::Held { until, .. } => out.day("until", until),
        StageDecision::Confirmed { .. } => {}
    }
}

const PASSED: &str = "passed";
const CONFIRMED: &str = "confirmed";
const HELD: &str = "held";

fn whole<T: Into<i64>>(name: &'static str, value: Option<T>, out: &mut Out) {
    if let Some(value) = value {
        out.integer(name, value.into());
    }
}

fn score_field(name: &'static str, score: Option<PainScore>, out: &mut Out) {
    whole(name, score.map(PainScore::get), out);
}

/// A finding that was told; what is not known has no field.
fn known(name: &'static str, finding: Finding, out: &mut Out) {
    out.id(name, (finding != Finding::Unknown).then_some(finding.id()));
}

pub(super) fn read_session<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Entry, EntryError> {
    let session = session_id(from)?;
    let stage = from.id("stage", StageId::from_id)?.ok_or(from.missing("stage"))?;
    let minutes = from.quantity("minutes", Minutes::new)?;
    let pain_after = score(from, "pain_after")?;
    let painkiller = from.id("painkiller", Finding::from_id)?.unwrap_or_default();
    let limp = from.id("limp", Finding::from_id)?.unwrap_or_default();
    let mut alarms = BTreeSet::new();
    for alarm in Alarm::ALL {
        if from.id(alarm.id(), Finding::from_id)? == Some(Finding::Present) {
            alarms.insert(*alarm);
        }
    }
    Ok(Entry::SessionLogged(SessionDone { session, stage, minutes, pain_after, painkiller, limp, alarms }))
}

pub(super) fn read_exercise<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Entry, EntryError> {
    let session = session_id(from)?;
    let exercise = exercise_id(from, "exercise")?.ok_or(from.missing("exercise"))?;
    let side = from.id("side", WorkedSide::from_id)?.ok_or(from.missing("side"))?;
    let part = from.id("part", Part::from_id)?.unwrap_or_default();
    let doing = match from.id("skipped", SkipReason::from_id)? {
        Some(reason) => Doing::Skipped(reason),
        None => Doing::Done(read_amounts(from)?),
    };
    let other = exercise_id(from, "instead_of")?;
    let instead_of = match (other, from.id("swapped", SwapReason::from_id)?) {
        (None, None) => None,
        (Some(other), Some(reason)) => Some((other, reason)),
        (Some(_), None) => return Err(from.missing("swapped")),
        (None, Some(_)) => return Err(from.missing("instead_of")),
    };
    Ok(Entry::ExerciseLogged(ExerciseDone { session, exercise, side, part, doing, instead_of }))
}

fn read_amounts<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Amounts, EntryError> {
    let sets = from.whole::<u8>("sets")?.ok_or(from.missing("sets"))?;
    if sets == 0 {
        return Err(from.wrong("sets", "1 or more; leave an exercise out with skipped"));
    }
    let share = from.whole::<u8>("share_pct")?;
    if let Some(share) = share {
        Percent::new(f64::from(share)).map_err(|source| from.range("share_pct", source))?;
    }
    let effort = from.whole::<u8>("effort")?.map(Effort::new).transpose();
    Ok(Amounts {
        sets,
        sets_asked: from.whole("sets_asked")?,
        repetitions: from.whole("repetitions")?,
        seconds: from.whole("seconds")?,
        weight: from.quantity("weight_kg", Kilograms::new)?,
        range: from.whole("range")?,
        share,
        pain: score(from, "pain")?,
        effort: effort.map_err(|source| from.range("effort", source))?,
        form: from.id("form", Form::from_id)?,
        stopped: from.id("stopped", SkipReason::from_id)?,
    })
}

pub(super) fn read_settings<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Entry, EntryError> {
    let kit = from.id("kit", KitPreset::from_id)?;
    let length = from.id("minutes", SessionLength::from_id)?;
    let ailments = match from.text("ailments")? {
        None => None,
        Some(text) => {
            let ids: Option<BTreeSet<Ailment>> = text.split_whitespace().map(Ailment::from_id).collect();
            Some(ids.ok_or_else(|| from.wrong("ailments", "ids with a space between"))?)
        }
    };
    Ok(Entry::RehabSet(RehabSettings { kit, length, ailments }))
}

pub(super) fn read_decision<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<Entry, EntryError> {
    let stage = from.id("stage", StageId::from_id)?.ok_or(from.missing("stage"))?;
    let decision = match from.text("word")?.as_deref() {
        Some(PASSED) => {
            let to = from.id("to", StageId::from_id)?.ok_or(from.missing("to"))?;
            StageDecision::Passed { from: stage, to }
        }
        Some(CONFIRMED) => StageDecision::Confirmed { stage },
        Some(HELD) => StageDecision::Held { stage, until: from.day("until")? },
        Some(_) => return Err(from.wrong("word", "passed, confirmed or held")),
        None => return Err(from.missing("word")),
    };
    Ok(Entry::StageDecided(decision))
}

fn session_id<S: AsRef<str>>(from: &mut Taken<'_, S>) -> Result<SessionId, EntryError> {
    let text = from.text("session")?.ok_or(from.missing("session"))?;
    SessionId::new(&text).ok_or_else(|| from.wrong("session", SessionId::FORM))
}

fn exercise_id<S: AsRef<str>>(
    from: &mut Taken<'_, S>,
    name: &'static str,
) -> Result<Option<ExerciseId>, EntryError> {
    let Some(text) = from.text(name)? else { return Ok(None) };
    ExerciseId::new(&text).map(Some).ok_or_else(|| from.wrong(name, "the id of an exercise"))
}

fn score<S: AsRef<str>>(
    from: &mut Taken<'_, S>,
    name: &'static str,
) -> Result<Option<PainScore>, EntryError> {
    let score: Option<Result<PainScore, OutOfRange>> = from.whole::<u8>(name)?.map(PainScore::new);
    score.transpose().map_err(|source| from.range(name, source))
}
