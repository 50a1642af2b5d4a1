//! A plan as iCalendar (RFC 5545): what is on which day, repeated weekly, with reminders, right through summer time.
//!
//! The same calendar at the same moment gives the same bytes. An entry keeps its identifier from one writing to the
//! next, so that a calendar that is fetched again, or imported twice, shows it once. What is written is marked private.

mod clock;
mod lines;
mod zone;

use femoris_measure::{Day, Instant, Minutes};
use jiff::civil;

pub use self::clock::{NotATimeOfDay, TimeOfDay};
use self::lines::Lines;
pub use self::zone::Zone;

/// Who writes.
const PRODUCT: &str = "-//Femoris//Femoris//EN";
/// How often a calendar that is fetched should be fetched again.
const FETCH_AGAIN: &str = "PT1H";

/// A calendar: entries in one zone.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// Tells this runner's entries from another's in the same calendar; letters, digits and hyphens.
    pub id: String,
    /// What the calendar is called.
    pub name: String,
    /// When it was written.
    pub written: Instant,
    /// The zone in which the entries' times of day hold.
    pub zone: Zone,
    /// What is on.
    pub entries: Vec<Entry>,
}

/// One thing that is on, once or weekly.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What it is, in letters, digits and hyphens; the same each time the same thing is written.
    pub key: String,
    /// One line.
    pub title: String,
    /// What to know about it; may have several lines, may be empty.
    pub text: String,
    /// When it is on first.
    pub when: When,
    /// On which days of the week it is on again.
    pub weekly: Option<Weekly>,
    /// When to remind, in minutes from the beginning; before it where negative. A whole day begins at midnight.
    pub reminder_min: Option<i32>,
}

/// When an entry is on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// A whole day, wherever the runner is.
    AllDay(Day),
    /// From a time of day in the calendar's zone.
    At {
        /// The day.
        day: Day,
        /// The time of day.
        time: TimeOfDay,
        /// How long, to the minute.
        lasts: Minutes,
    },
}

impl When {
    fn day(self) -> Day {
        match self {
            Self::AllDay(day) | Self::At { day, .. } => day,
        }
    }

    fn on(self, day: Day) -> Self {
        match self {
            Self::AllDay(_) => Self::AllDay(day),
            Self::At { time, lasts, .. } => Self::At { day, time, lasts },
        }
    }
}

/// Certain days of every week up to a last day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekly {
    /// Which days.
    pub days: Weekdays,
    /// The last day on which it may be on.
    pub until: Day,
}

/// Some days of the week; at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weekdays([bool; 7]);

impl Weekdays {
    /// Days counted from Monday as 0; `None` when there is none, or one that no week has.
    pub fn from_monday(days: impl IntoIterator<Item = u8>) -> Option<Self> {
        let mut chosen = [false; 7];
        for day in days {
            *chosen.get_mut(usize::from(day))? = true;
        }
        chosen.contains(&true).then_some(Self(chosen))
    }

    /// Whether a day is one of them.
    pub fn hold(self, day: Day) -> bool {
        self.0.get(usize::from(day.weekday_from_monday())).copied().unwrap_or(false)
    }

    fn words(self) -> String {
        const WORDS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let chosen = WORDS.iter().zip(self.0).filter(|(_, chosen)| *chosen).map(|(word, _)| *word);
        chosen.collect::<Vec<_>>().join(",")
    }
}

/// Writes a calendar. Entries whose weekdays do not come before their last day are on never, and left out.
pub fn write(calendar: &Calendar) -> String {
    let entries: Vec<Entry> = calendar.entries.iter().filter_map(from_first_day).collect();
    let mut out = Lines::default();
    out.raw("BEGIN", "VCALENDAR");
    out.raw("VERSION", "2.0");
    out.raw("PRODID", PRODUCT);
    out.raw("CALSCALE", "GREGORIAN");
    out.raw("METHOD", "PUBLISH");
    out.text("NAME", &calendar.name);
    out.text("X-WR-CALNAME", &calendar.name);
    out.raw("REFRESH-INTERVAL;VALUE=DURATION", FETCH_AGAIN);
    out.raw("X-PUBLISHED-TTL", FETCH_AGAIN);
    if let Some((first, last)) = span(&entries) {
        calendar.zone.write(first, last, &mut out);
    }
    for entry in &entries {
        write_entry(entry, calendar, &mut out);
    }
    out.raw("END", "VCALENDAR");
    out.into_string()
}

/// The entry from the first day on which it is on.
fn from_first_day(entry: &Entry) -> Option<Entry> {
    let Some(weekly) = entry.weekly else { return Some(entry.clone()) };
    let first = (0..7).map(|more| entry.when.day().plus_days(more)).find(|day| weekly.days.hold(*day))?;
    (first <= weekly.until).then(|| Entry { when: entry.when.on(first), ..entry.clone() })
}

/// First and last day on which an entry has a time of day.
fn span(entries: &[Entry]) -> Option<(Day, Day)> {
    let timed = || entries.iter().filter(|entry| matches!(entry.when, When::At { .. }));
    let first = timed().map(|entry| entry.when.day()).min()?;
    let last = timed().map(|entry| entry.weekly.map_or(entry.when.day(), |weekly| weekly.until)).max()?;
    Some((first, last))
}

fn write_entry(entry: &Entry, calendar: &Calendar, out: &mut Lines) {
    out.raw("BEGIN", "VEVENT");
    out.raw("UID", &format!("{}.{}@femoris", plain(&entry.key), plain(&calendar.id)));
    out.raw("DTSTAMP", &zone::utc(calendar.written));
    out.raw("LAST-MODIFIED", &zone::utc(calendar.written));
    out.text("SUMMARY", &entry.title);
    if !entry.text.is_empty() {
        out.text("DESCRIPTION", &entry.text);
    }
    out.raw("CLASS", "PRIVATE");
    match entry.when {
        When::AllDay(day) => {
            out.raw("DTSTART;VALUE=DATE", &date(day));
            out.raw("DTEND;VALUE=DATE", &date(day.plus_days(1)));
            // A day with a run in it is not a day on which nobody can be met.
            out.raw("TRANSP", "TRANSPARENT");
        }
        When::At { day, time, lasts } => {
            let (name, value) = calendar.zone.moment("DTSTART", local(day, time));
            out.raw(&name, &value);
            out.raw("DURATION", &format!("PT{:.0}M", lasts.get()));
        }
    }
    if let Some(weekly) = entry.weekly {
        let until = until(entry, weekly, &calendar.zone);
        out.raw("RRULE", &format!("FREQ=WEEKLY;BYDAY={};UNTIL={until}", weekly.days.words()));
    }
    if let Some(minutes) = entry.reminder_min {
        out.raw("BEGIN", "VALARM");
        out.raw("ACTION", "DISPLAY");
        out.text("DESCRIPTION", &entry.title);
        let sign = if minutes < 0 { "-" } else { "" };
        out.raw("TRIGGER", &format!("{sign}PT{}M", minutes.unsigned_abs()));
        out.raw("END", "VALARM");
    }
    out.raw("END", "VEVENT");
}

/// The last moment of a repetition: a date for whole days, a moment of UTC for times of day.
fn until(entry: &Entry, weekly: Weekly, zone: &Zone) -> String {
    match entry.when {
        When::AllDay(_) => date(weekly.until),
        When::At { time, .. } => zone.moment_of(local(weekly.until, time)),
    }
}

fn local(day: Day, time: TimeOfDay) -> civil::DateTime {
    let (year, month, day) = day.ymd();
    // A `Day` is a date and a `TimeOfDay` a time: the default is never needed.
    civil::DateTime::new(year, month, day, time.hour(), time.minute(), 0, 0).unwrap_or_default()
}

fn date(day: Day) -> String {
    let (year, month, day) = day.ymd();
    format!("{year:04}{month:02}{day:02}")
}

/// Letters, digits and hyphens; anything else becomes a hyphen.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}
