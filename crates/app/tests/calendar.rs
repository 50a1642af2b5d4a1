//! The calendar of a runner: what stands in it, and that nobody reads there what hurts.

#![allow(clippy::expect_used)]

use femoris_app::care::Informed;
use femoris_app::{App, Clock, ErrorKind, NewEntry};
use femoris_clinic::complaint::{Complaint, Location, Onset};
use femoris_clinic::event::Entry;
use femoris_measure::Day;
use femoris_testkit::noon;

fn app() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = noon();
    (App::open(folder.path(), Clock::Fixed(now, zone)).expect("opens"), folder)
}

fn told(app: &App, onset: Onset, location: Location, began: &str) {
    let complaint = Complaint {
        onset: Some(onset),
        location: Some(location),
        onset_date: Some(began.parse::<Day>().expect("a day")),
        ..Complaint::default()
    };
    app.log(vec![NewEntry { day: None, entry: Entry::ComplaintSet(complaint) }], None).expect("told");
}

#[test]
fn a_strain_is_looked_at_again_after_a_week() {
    let (app, _folder) = app();
    assert_eq!(app.calendar().expect("a calendar").1, 0, "nothing was told yet");
    told(&app, Onset::Sudden, Location::ThighBelly, "2026-11-19");
    let (text, entries) = app.calendar().expect("a calendar");
    assert!(entries >= 1);
    assert!(text.contains("\r\nDTSTART;VALUE=DATE:20261126\r\n"), "{text}");
    assert!(text.contains("\r\nSUMMARY:Second look after one week\r\n"), "{text}");
    assert_eq!(text, app.calendar().expect("a calendar").0, "the same each time, identifiers too");
    let lower = text.to_lowercase();
    for word in ["hamstring", "injur", "pain in", "tendon", "torn"] {
        assert!(!lower.contains(word), "{word} is nobody's business: {text}");
    }
}

#[test]
fn what_is_past_or_of_another_kind_is_not_looked_at_again() {
    for (onset, location, began) in [
        (Onset::Sudden, Location::ThighBelly, "2026-11-13"),
        (Onset::Gradual, Location::SitBone, "2026-11-19"),
    ] {
        let (app, _folder) = app();
        told(&app, onset, location, began);
        assert!(!app.calendar().expect("a calendar").0.contains("Second look"), "{began}");
    }
}

#[test]
fn two_runners_have_entries_of_their_own() {
    let uids = || {
        let (app, _folder) = app();
        told(&app, Onset::Sudden, Location::ThighBelly, "2026-11-19");
        let text = app.calendar().expect("a calendar").0;
        let uids: Vec<String> =
            text.lines().filter(|line| line.starts_with("UID:")).map(String::from).collect();
        uids
    };
    let (one, other) = (uids(), uids());
    assert!(!one.is_empty() && one.iter().all(|uid| !other.contains(uid)), "{one:?} {other:?}");
}

#[test]
fn only_the_right_secret_finds_the_calendar() {
    let (app, _folder) = app();
    let missing = |guess: &str| {
        let error = app.calendar_at(guess).expect_err("no such calendar");
        assert_eq!(error.kind(), ErrorKind::NotFound, "{guess}");
        assert!(guess.is_empty() || !error.to_string().contains(guess), "a guess is not repeated");
    };
    missing("");
    app.renew_calendar_secret().expect("made");
    let first = app.calendar_secret().expect("read").expect("there");
    assert!(!format!("{first:?}").contains(first.as_str()), "a secret is not printed by mistake");
    assert!(app.calendar_at(first.as_str()).is_ok());
    missing("");
    missing("0");
    app.renew_calendar_secret().expect("made");
    missing(first.as_str());
    app.forget_calendar_secret().expect("forgotten");
    assert_eq!(app.calendar_secret().expect("read"), None);
}

#[test]
fn the_runs_of_the_ladder_stand_on_days_of_their_own() {
    let (app, _folder) = app();
    app.load_example().expect("the example runner");
    let running = app.running(None).expect("asked").expect("cleared");
    let ladder = running.day.ladder.expect("a ladder is climbed").ladder;
    let apart = 1 + i32::from(app.knowledge().running.ladder(ladder).expect("known").rest_days);
    let (text, _) = app.calendar().expect("a calendar");
    let events = text.split("BEGIN:VEVENT").filter(|event| event.contains("\r\nSUMMARY:Run\r\n"));
    let days: Vec<i32> = events
        .map(|event| {
            assert!(!event.contains("RRULE"), "each run of the ladder stands alone: {event}");
            let date = event.split("DTSTART;VALUE=DATE:").nth(1).expect("a whole day");
            let (year, month, day) = (&date[..4], &date[4..6], &date[6..8]);
            let day: Day = format!("{year}-{month}-{day}").parse().expect("a day");
            day.days_since(app.clock().today())
        })
        .collect();
    assert!(days.len() > 3 && days.iter().all(|day| (0..=28).contains(day)), "{days:?}");
    assert!(days.windows(2).all(|pair| pair[1] - pair[0] == apart), "{days:?}, {apart} days apart");
}

#[test]
fn an_export_holds_what_was_set_but_not_the_secret_of_the_address() {
    let (app, folder) = app();
    app.set_session_time("07:15".parse().expect("a time")).expect("set");
    app.renew_calendar_secret().expect("made");
    let secret = app.calendar_secret().expect("asked").expect("there is one");
    let map = "https://tiles.example/{z}/{x}/{y}.png?key=A1";
    app.set_map_pictures(map, "Example", Informed::Yes).expect("set");
    let out = folder.path().join("out");
    app.export(&out).expect("written");
    let set = std::fs::read_to_string(out.join("settings.json")).expect("written");
    assert!(set.contains("\"session_time\": \"07:15\""), "{set}");
    assert!(!set.contains("secret") && !set.contains("A1"), "{set}");
    for file in std::fs::read_dir(&out).expect("listed").flatten().filter(|file| file.path().is_file()) {
        let bytes = std::fs::read(file.path()).expect("read");
        let holds = bytes.windows(secret.as_str().len()).any(|part| part == secret.as_str().as_bytes());
        assert!(!holds, "{:?} tells the address", file.file_name());
    }
}
