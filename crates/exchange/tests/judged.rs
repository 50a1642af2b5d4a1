//! Calendars across summer time and with names nobody should have, kept for an independent reader: `cargo xtask judges`.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use femoris_exchange::calendar::{Calendar, Entry, TimeOfDay, Weekdays, Weekly, When, Zone, write};
use femoris_measure::{Day, Minutes};
use femoris_testkit::{judged, noon};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// Zones by the rules that hold in them: summer time in the north, in the south, by half an hour, and none.
const ZONES: [(&str, &str); 6] = [
    ("Europe/Berlin", "CET-1CEST,M3.5.0,M10.5.0/3"),
    ("America/New_York", "EST5EDT,M3.2.0,M11.1.0"),
    ("Australia/Sydney", "AEST-10AEDT,M10.1.0,M4.1.0/3"),
    ("Australia/Lord_Howe", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"),
    ("Asia/Kathmandu", "<+0545>-5:45"),
    ("UTC", "UTC0"),
];

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn rules(posix: &str) -> TimeZone {
    if posix == "UTC0" { TimeZone::UTC } else { TimeZone::posix(posix).expect("rules") }
}

fn timed(key: &str, from: &str, time: &str, weekly: Option<Weekly>) -> Entry {
    let lasts = Minutes::new(30.0).expect("minutes");
    Entry {
        key: key.to_owned(),
        title: "Rehab session, 30 min".to_owned(),
        text: "Bridge; hinge, slider.\nStop at 5 of 10.".to_owned(),
        when: When::At { day: day(from), time: time.parse().expect("a time"), lasts },
        weekly,
        reminder_min: Some(-15),
    }
}

fn all_day(key: &str, on: &str, weekly: Option<Weekly>) -> Entry {
    Entry {
        key: key.to_owned(),
        title: "Run".to_owned(),
        text: String::new(),
        when: When::AllDay(day(on)),
        weekly,
        reminder_min: Some(480),
    }
}

fn weekly(days: &[u8], until: &str) -> Option<Weekly> {
    let days = Weekdays::from_monday(days.iter().copied()).expect("days");
    Some(Weekly { days, until: day(until) })
}

/// Every day on which an entry is on, counted day by day and not by the rule that is written.
fn days_of(entry: &Entry) -> Vec<Day> {
    let (When::AllDay(first) | When::At { day: first, .. }) = entry.when;
    let Some(Weekly { days, until }) = entry.weekly else { return vec![first] };
    (0..)
        .map(|more| first.plus_days(more))
        .take_while(|day| *day <= until)
        .filter(|day| days.hold(*day))
        .collect()
}

fn expected(calendar: &Calendar, zone: &str) -> Value {
    let entries = calendar.entries.iter().map(|entry| {
        let starts = days_of(entry).into_iter().map(|day| match entry.when {
            When::AllDay(_) => day.to_string(),
            When::At { time, .. } => format!("{day}T{time}"),
        });
        json!({
            "uid": format!("{}.{}@femoris", entry.key, calendar.id),
            "title": entry.title,
            "text": entry.text,
            "starts": starts.collect::<Vec<_>>(),
            "minutes": match entry.when {
                When::AllDay(_) => None,
                When::At { lasts, .. } => Some(lasts.get()),
            },
            "reminder": entry.reminder_min,
        })
    });
    json!({ "name": calendar.name, "zone": zone, "entries": entries.collect::<Vec<_>>() })
}

/// Writes a calendar, keeps it for the judge, and gives it back. The judge takes the zone's rules from its own tables.
fn keep(name: &str, called: &str, zone: &str, rules: TimeZone, entries: Vec<Entry>) -> String {
    let calendar = Calendar {
        id: "f00d".to_owned(),
        name: "Femoris".to_owned(),
        written: noon().0,
        zone: Zone::new(called, rules),
        entries,
    };
    let text = write(&calendar);
    assert_eq!(text, write(&calendar), "the same bytes each time");
    judged::calendar(name, &text, &expected(&calendar, zone));
    text
}

fn a_plan() -> Vec<Entry> {
    vec![
        timed("session", "2026-11-21", "18:00", weekly(&[0, 2, 4], "2027-11-20")),
        // At night, close before and close behind every change of the clock. The hour between, which does not come or
        // comes twice, is read in as many ways as there are readers.
        timed("before", "2026-09-01", "01:15", weekly(&[0, 1, 2, 3, 4, 5, 6], "2027-04-30")),
        timed("behind", "2026-09-01", "03:15", weekly(&[0, 1, 2, 3, 4, 5, 6], "2027-04-30")),
        timed("once", "2026-12-24", "09:05", None),
        all_day("run", "2026-11-22", weekly(&[1, 5], "2027-01-31")),
        all_day("re-test", "2027-02-28", None),
    ]
}

#[test]
fn summer_time_is_right_in_every_zone() {
    for (zone, posix) in ZONES {
        let file = zone.replace('/', "-");
        keep(&file, zone, zone, rules(posix), a_plan());
        // Under a name that no reader knows, it has to go by the definition we write.
        keep(&format!("{file}-unnamed"), &format!("Femoris/{file}"), zone, rules(posix), a_plan());
    }
}

#[test]
fn names_that_nobody_should_have_stay_names() {
    let hostile = [
        "BEGIN:VEVENT\r\nSUMMARY:mine",
        "\"a\";b,c\\n\\\\d:e=f",
        "Ümläut ☃ 🏃‍♀️ مرحبا 腿后肌 ",
        &"very long ".repeat(60),
        "\u{2028}\u{feff}line",
    ];
    let entries = hostile.iter().zip(0..).map(|(name, index)| {
        let name = name.trim().replace("\r\n", "\n");
        Entry {
            title: name.clone(),
            text: format!("{name}\n{name}"),
            ..all_day(&format!("h-{index}"), "2026-11-22", None)
        }
    });
    let text = keep("hostile", "UTC", "UTC", TimeZone::UTC, entries.collect());
    assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), hostile.len());
}

#[test]
fn an_empty_plan_is_an_empty_calendar() {
    let text = keep("empty", "Europe/Berlin", "Europe/Berlin", rules(ZONES[0].1), Vec::new());
    assert!(!text.contains("VTIMEZONE") && !text.contains("VEVENT"));
    assert_eq!(TimeOfDay::new(24, 0), None);
}
