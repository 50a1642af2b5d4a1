//! What a calendar looks like, line by line, and what is not in it.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use femoris_exchange::calendar::{Calendar, Entry, TimeOfDay, Weekdays, Weekly, When, Zone, write};
use femoris_measure::{Day, Minutes};
use femoris_testkit::noon;
use jiff::tz::{Offset, TimeZone};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn session(weekly: Option<Weekly>) -> Entry {
    Entry {
        key: "session".to_owned(),
        title: "Rehab session".to_owned(),
        text: String::new(),
        when: When::At {
            day: day("2026-11-28"),
            time: TimeOfDay::new(18, 0).expect("a time"),
            lasts: Minutes::new(30.0).expect("minutes"),
        },
        weekly,
        reminder_min: Some(0),
    }
}

fn calendar(zone: Zone, entries: Vec<Entry>) -> String {
    let (written, _) = noon();
    write(&Calendar { id: "id".to_owned(), name: "Femoris".to_owned(), written, zone, entries })
}

fn berlin() -> Zone {
    Zone::new("Europe/Berlin", TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").expect("rules"))
}

#[test]
fn a_weekly_session_begins_on_its_first_weekday() {
    // The 28th is a Saturday.
    let days = Weekdays::from_monday([0, 2]).expect("days");
    let text = calendar(berlin(), vec![session(Some(Weekly { days, until: day("2027-03-31") }))]);
    let event = text.split("BEGIN:VEVENT\r\n").nth(1).expect("an event");
    let event: Vec<&str> = event.split("\r\n").collect();
    let wanted = [
        "UID:session.id@femoris",
        "DTSTAMP:20261121T120000Z",
        "LAST-MODIFIED:20261121T120000Z",
        "SUMMARY:Rehab session",
        "CLASS:PRIVATE",
        "DTSTART;TZID=Europe/Berlin:20261130T180000",
        "DURATION:PT30M",
        "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270331T160000Z",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Rehab session",
        "TRIGGER:PT0M",
        "END:VALARM",
        "END:VEVENT",
    ];
    assert_eq!(event[..wanted.len()], wanted);
    // Winter time as it stood, then every change until a year beyond the end.
    assert_eq!(text.matches("BEGIN:DAYLIGHT").count(), 2);
    assert_eq!(text.matches("BEGIN:STANDARD").count(), 2);
    let summer =
        "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST";
    assert!(text.contains(summer), "{text}");
}

#[test]
fn what_is_on_never_is_left_out() {
    let days = Weekdays::from_monday([4]).expect("days");
    let text = calendar(berlin(), vec![session(Some(Weekly { days, until: day("2026-12-03") }))]);
    assert!(!text.contains("VEVENT"), "no Friday until the third of December");
    assert_eq!(Weekdays::from_monday([]), None);
    assert_eq!(Weekdays::from_monday([0, 7]), None);
}

#[test]
fn zones_without_summer_time_and_without_a_name() {
    let utc = calendar(Zone::new("UTC", TimeZone::UTC), vec![session(None)]);
    assert!(utc.contains("\r\nDTSTART:20261128T180000Z\r\n") && !utc.contains("VTIMEZONE"));
    let fixed = TimeZone::fixed(Offset::from_seconds(-12_600).expect("an offset"));
    let odd = calendar(Zone::new("mine: a;b\"", fixed), vec![session(None)]);
    assert!(odd.contains("\r\nDTSTART;TZID=mine__a_b_:20261128T180000\r\n"), "{odd}");
    assert!(odd.contains("TZOFFSETFROM:-0330\r\nTZOFFSETTO:-0330\r\n"), "{odd}");
}

proptest! {
    #[test]
    fn nothing_a_runner_types_becomes_a_line(title in "\\PC{0,80}|[\\x00-\\x7f]{0,80}", id in "\\PC{0,20}") {
        let (written, _) = noon();
        let zone = Zone::new(&title, TimeZone::posix("EST5EDT,M3.2.0,M11.1.0").expect("rules"));
        let entry = Entry { key: id.clone(), title: title.clone(), text: title.clone(), ..session(None) };
        let text = write(&Calendar { id, name: title, written, zone, entries: vec![entry] });
        prop_assert!(text.ends_with("\r\n"));
        for line in text.split_terminator("\r\n") {
            prop_assert!(line.len() <= 75 && !line.chars().any(char::is_control), "{line:?}");
        }
        prop_assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 1);
        prop_assert_eq!(text.matches("\r\nEND:VCALENDAR\r\n").count(), 1);
    }
}
