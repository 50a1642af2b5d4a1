//! Calendars: any texts give lines that are short, closed and no more than there should be.
#![no_main]

use femoris_exchange::calendar::{Calendar, Entry, TimeOfDay, Weekdays, Weekly, When, Zone, write};
use femoris_measure::{Day, Instant, Minutes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str, &str, i32, u8, i64)| {
    let (id, title, text, day, days, moment) = input;
    let (Some(day), Ok(lasts)) = (Day::from_days_since_epoch(day % 40_000), Minutes::new(f64::from(days))) else {
        return;
    };
    let weekly = Weekdays::from_monday((0..7).filter(|day| days >> day & 1 == 1))
        .map(|days| Weekly { days, until: day.plus_days(200) });
    let entry = |when| Entry {
        key: id.to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        when,
        weekly,
        reminder_min: Some(day.days_since_epoch()),
    };
    let calendar = Calendar {
        id: id.to_owned(),
        name: title.to_owned(),
        written: Instant::from_unix_ms(moment),
        zone: Zone::utc(),
        entries: vec![entry(When::AllDay(day)), entry(When::At { day, time: TimeOfDay::EVENING, lasts })],
    };
    let text = write(&calendar);
    assert!(text.ends_with("\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.chars().any(char::is_control), "{line:?}");
    }
    assert_eq!(text.matches("\r\nBEGIN:VEVENT\r\n").count(), 2);
});
