//! The case: appended, never changed, never doubled; and the record of what was shown.

use femoris_clinic::event::{Entry, FieldValue, PainMoment, Sequence};
use femoris_measure::{Day, Instant, Metres, PainScore};
use femoris_store::{Appended, NewEvent, Setting, ShownVerdict, StoreError};
use proptest::prelude::*;

use crate::build::{Home, home};

fn pain(score: u8) -> Entry {
    Entry::PainLogged { moment: PainMoment::During, score: PainScore::new(score).expect("0 to 10") }
}

fn today() -> Day {
    "2026-11-21".parse().expect("a date")
}

fn event<'a>(entry: &'a Entry, key: Option<&'a str>) -> NewEvent<'a> {
    NewEvent { at: Instant::from_unix_ms(1_795_000_000_123), day: today(), entry, key }
}

#[test]
fn events_come_back_in_order() {
    let Home { store, folder: _folder } = home();
    let run = Entry::RunRecorded {
        run: "a \"run\" with \0 in it".into(),
        start: Instant::from_unix_ms(-5),
        distance: Some(Metres::new(10_000.0).expect("in range")),
        duration: None,
    };
    let entries = [pain(3), run, pain(0), Entry::Withdrawn { entry: Sequence(1) }];
    for (i, entry) in entries.iter().enumerate() {
        let appended = store.batch(|writer| writer.append(&event(entry, None))).expect("appended");
        assert_eq!(appended, Appended::New(Sequence(i as u64 + 1)));
    }
    let all = store.read(|reader| reader.events(None)).expect("the case");
    assert!(all.iter().map(|event| &event.entry).eq(&entries));
    assert!(all.iter().all(|event| event.day == today() && event.at.unix_ms() == 1_795_000_000_123));
    let later = store.read(|reader| reader.events(Some(Sequence(2)))).expect("the end of it");
    assert_eq!(later, all[2..]);
    assert_eq!(store.read(|reader| reader.last_sequence()).expect("one"), Some(Sequence(4)));
}

#[test]
fn a_repeated_request_appends_once() {
    let Home { store, folder: _folder } = home();
    let append = |entry: &Entry, key| store.batch(|writer| writer.append(&event(entry, Some(key))));
    assert_eq!(append(&pain(4), "form 1").expect("new"), Appended::New(Sequence(1)));
    assert_eq!(append(&pain(4), "form 1").expect("again"), Appended::Repeated(Sequence(1)));
    assert!(matches!(append(&pain(5), "form 1"), Err(StoreError::Refused { field: "key", .. })));
    assert_eq!(append(&pain(5), "form 2").expect("new"), Appended::New(Sequence(2)));
    assert_eq!(store.read(|reader| reader.events(None)).expect("the case").len(), 2);
}

#[test]
fn neither_events_nor_verdicts_can_be_changed() {
    let Home { store, folder } = home();
    store.batch(|writer| writer.append(&event(&pain(1), None))).expect("appended");
    store.batch(|writer| writer.record_verdict(&shown("2026-11-21", "1"))).expect("kept");
    // Even by somebody with a tool of his own.
    let other = rusqlite::Connection::open(folder.path().join("data/femoris.db")).expect("the same file");
    for sql in [
        "UPDATE event SET day = 1",
        "DELETE FROM event",
        "REPLACE INTO event VALUES (1, 0, 0, 'x', NULL, '{}')",
        "UPDATE verdict_shown SET day = 1",
        "DELETE FROM verdict_shown",
    ] {
        other.pragma_update(None, "recursive_triggers", true).expect("so that REPLACE is seen");
        assert!(other.execute(sql, []).is_err(), "{sql}");
    }
    assert_eq!(store.read(|reader| reader.events(None)).expect("the case").len(), 1);
}

fn shown(day: &str, what: &str) -> ShownVerdict {
    ShownVerdict {
        at: Instant::from_unix_ms(7),
        day: day.parse().expect("a date"),
        knowledge_version: "2026.1".into(),
        verdict: serde_json::json!({ "decision": what, "because": ["a", { "value": 0.1 }] }),
    }
}

#[test]
fn the_last_verdict_of_a_day_is_the_one_shown() {
    let Home { store, folder: _folder } = home();
    for (day, what) in [("2026-11-19", "a"), ("2026-11-20", "b"), ("2026-11-20", "c"), ("2026-11-18", "late")]
    {
        store.batch(|writer| writer.record_verdict(&shown(day, what))).expect("kept");
    }
    let on = |day: &str| store.read(|reader| reader.verdict_on(day.parse().expect("a date"))).expect("asked");
    assert_eq!(on("2026-11-20"), Some(shown("2026-11-20", "c")));
    assert_eq!(on("2026-11-21"), None);
}

#[test]
fn settings_are_set_changed_and_cleared() {
    let Home { store, folder: _folder } = home();
    for setting in Setting::ALL {
        let read = || store.read(|reader| reader.setting(setting)).expect("asked");
        assert_eq!(read(), None);
        for value in ["one", "two\0 \u{202e}"] {
            store.batch(|writer| writer.set_setting(setting, value)).expect("set");
            assert_eq!(read().as_deref(), Some(value));
        }
        store.batch(|writer| writer.clear_setting(setting)).expect("cleared");
        assert_eq!(read(), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    /// Numbers of the case come back to the last bit.
    #[test]
    fn numbers_come_back_exactly(values in prop::collection::vec(0.0f64..1e7, 1..30)) {
        let Home { store, folder: _folder } = home();
        for value in &values {
            let fields = [("distance_m", FieldValue::Number(*value))];
            let entry = Entry::from_parts("run_planned", &fields).expect("an entry");
            store.batch(|writer| writer.append(&event(&entry, None))).expect("appended");
        }
        let back = store.read(|reader| reader.events(None)).expect("the case");
        for (event, value) in back.iter().zip(values) {
            prop_assert_eq!(event.entry.fields(), vec![("distance_m", FieldValue::Number(value))]);
        }
    }
}
