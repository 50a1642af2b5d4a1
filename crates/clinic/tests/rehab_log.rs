//! What is logged of rehabilitation survives its flat form, and bad values are refused by the name of their field.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::event::{Entry, EntryError, Event, FieldValue, Sequence};
use femoris_clinic::finding::Finding;
use femoris_clinic::rehab::exercise::{Ailment, ExerciseId};
use femoris_clinic::rehab::history::History;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Alarm, Amounts, Doing, ExerciseDone, Form, Part, RehabSettings, SessionDone, SessionId, SessionLength,
    SkipReason, StageDecision, SwapReason, WorkedSide,
};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::{Day, Effort, Instant, Kilograms, Minutes, PainScore};
use std::collections::BTreeSet;

fn session(name: &str) -> SessionId {
    SessionId::new(name).expect("an id")
}

fn exercise(name: &str) -> ExerciseId {
    ExerciseId::new(name).expect("an id")
}

fn whole_session() -> SessionDone {
    SessionDone {
        session: session("2026-03-02-evening"),
        stage: StageId::A2,
        minutes: Minutes::new(31.5).ok(),
        pain_after: PainScore::new(2).ok(),
        painkiller: Finding::Absent,
        limp: Finding::Present,
        alarms: Alarm::ALL.iter().copied().collect(),
    }
}

fn whole_exercise() -> ExerciseDone {
    ExerciseDone {
        session: session("2026-03-02-evening"),
        exercise: exercise("slhb-single"),
        side: WorkedSide::Right,
        part: Part::WarmUp,
        doing: Doing::Done(Amounts {
            sets: 3,
            sets_asked: Some(4),
            repetitions: Some(12),
            seconds: Some(45),
            weight: Kilograms::new(7.5).ok(),
            range: Some(60),
            share: Some(70),
            pain: PainScore::new(3).ok(),
            effort: Effort::new(6).ok(),
            form: Some(Form::Kept),
            stopped: Some(SkipReason::Tired),
        }),
        instead_of: Some((exercise("bridge-double"), SwapReason::Harder)),
    }
}

fn entries() -> Vec<Entry> {
    let bare = SessionDone {
        minutes: None,
        pain_after: None,
        painkiller: Finding::Unknown,
        limp: Finding::Unknown,
        alarms: BTreeSet::new(),
        ..whole_session()
    };
    let least = Amounts { sets: 1, ..Amounts::default() };
    let mut entries = vec![
        Entry::SessionLogged(whole_session()),
        Entry::SessionLogged(bare),
        Entry::ExerciseLogged(whole_exercise()),
        Entry::ExerciseLogged(ExerciseDone {
            doing: Doing::Done(least),
            instead_of: None,
            ..whole_exercise()
        }),
        Entry::RehabSet(RehabSettings::default()),
        Entry::RehabSet(RehabSettings {
            kit: Some(KitPreset::Ball),
            length: Some(SessionLength::Long),
            ailments: Some(Ailment::ALL.iter().copied().collect()),
        }),
        Entry::RehabSet(RehabSettings { ailments: Some(BTreeSet::new()), ..RehabSettings::default() }),
        Entry::StageDecided(StageDecision::Passed { from: StageId::A1, to: StageId::A2 }),
        Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P3 }),
        Entry::StageDecided(StageDecision::Held { stage: StageId::A3, until: None }),
        Entry::StageDecided(StageDecision::Held { stage: StageId::A3, until: "2026-04-01".parse().ok() }),
    ];
    for reason in SkipReason::ALL {
        let doing = Doing::Skipped(*reason);
        entries.push(Entry::ExerciseLogged(ExerciseDone { doing, instead_of: None, ..whole_exercise() }));
    }
    entries
}

#[test]
fn every_entry_survives_its_flat_form() {
    for entry in entries() {
        let back = Entry::from_parts(entry.kind(), &entry.fields());
        assert_eq!(back.as_ref(), Ok(&entry));
    }
}

/// The entry with one field changed, or left out with `None`.
fn with(entry: &Entry, field: &str, value: Option<FieldValue>) -> Result<Entry, EntryError> {
    let mut fields: Vec<(String, FieldValue)> =
        entry.fields().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    fields.retain(|(name, _)| name != field);
    fields.extend(value.map(|value| (field.to_owned(), value)));
    Entry::from_parts(entry.kind(), &fields)
}

#[test]
fn bad_values_are_refused_by_the_name_of_their_field() {
    let done = Entry::ExerciseLogged(whole_exercise());
    let whole = |value: i64| Some(FieldValue::Integer(value));
    let text = |value: &str| Some(FieldValue::Text(value.to_owned()));
    let cases = [
        ("pain", whole(11)),
        ("pain", whole(-1)),
        ("effort", whole(11)),
        ("repetitions", whole(-3)),
        ("repetitions", whole(300)),
        ("sets", whole(0)),
        ("sets", None),
        ("sets_asked", whole(-1)),
        ("seconds", whole(-1)),
        ("weight_kg", Some(FieldValue::Number(-2.0))),
        ("share_pct", whole(101)),
        ("session", text("x")),
        ("exercise", text("../../etc")),
        ("exercise", None),
        ("side", text("middle")),
        ("instead_of", None),
        ("swapped", text("because")),
        ("form", text("perfect")),
    ];
    for (field, value) in cases {
        let refused = with(&done, field, value.clone()).expect_err(field);
        assert!(refused.to_string().contains(&format!("exercise_logged.{field}")), "{refused}");
    }
    let session = Entry::SessionLogged(whole_session());
    for (field, value) in [("stage", text("A9")), ("pain_after", whole(12)), ("minutes", whole(-5))] {
        let refused = with(&session, field, value).expect_err(field);
        assert!(refused.to_string().contains(&format!("session_logged.{field}")), "{refused}");
    }
    let settings = Entry::RehabSet(RehabSettings::default());
    for (field, value) in [("kit", text("castle")), ("minutes", text("20")), ("ailments", text("groin hair"))]
    {
        assert!(with(&settings, field, value).is_err(), "{field}");
    }
}

#[test]
fn the_same_session_counts_once() {
    let day: Day = "2026-03-02".parse().expect("a date");
    let event =
        |sequence, entry| Event { sequence: Sequence(sequence), at: Instant::from_unix_ms(0), day, entry };
    let twice = [
        event(1, Entry::SessionLogged(whole_session())),
        event(2, Entry::ExerciseLogged(whole_exercise())),
        event(3, Entry::SessionLogged(whole_session())),
        event(4, Entry::ExerciseLogged(whole_exercise())),
    ];
    let history = History::fold(&twice, day);
    assert_eq!(history.sittings.len(), 1);
    assert_eq!(history.sittings[0].exercises.len(), 1);
    assert_eq!(history.pains.get(&day), PainScore::new(3).ok().as_ref());
}
