//! A time zone as iCalendar defines it: each change of the clock within the calendar's span.

use femoris_measure::{Day, Instant};
use jiff::civil::{self, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};

use super::lines::Lines;

/// Changes of the clock written at most: more than a century of them.
const MOST_CHANGES: usize = 400;
/// How far a definition reaches beyond the last entry, in days: a calendar may be looked at for longer.
const BEYOND_DAYS: i32 = 400;

/// A zone by its name and its rules.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

/// One change of the clock, or how it stood from the beginning.
struct Change {
    /// What the clock showed just before.
    local: civil::DateTime,
    from: Offset,
    to: Offset,
    summer: bool,
    name: String,
}

impl Zone {
    /// A zone; the name is the one calendars know it under, such as `Europe/Berlin`.
    pub fn new(name: &str, rules: TimeZone) -> Self {
        let fits = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
        Self { name: name.chars().map(|c| if fits(c) { c } else { '_' }).collect(), rules }
    }

    /// Universal time, which needs no rules.
    pub fn utc() -> Self {
        Self::new("UTC", TimeZone::UTC)
    }

    /// The name calendars know it under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its times are UTC's, so that no definition is needed.
    fn is_utc(&self) -> bool {
        self.rules == TimeZone::UTC
    }

    /// The moment of a local time, as UTC tells it. In the hour that summer time leaves out the clock is taken as it ran before; of the
    /// hour that comes twice the first is meant: what RFC 5545 says.
    pub(super) fn moment_of(&self, local: civil::DateTime) -> String {
        // A `Day` lies between 1900 and 2200, where every zone tells the time: the default is never needed.
        let moment = self.rules.to_ambiguous_timestamp(local).compatible().unwrap_or_default();
        format!("{}Z", stamp(Offset::UTC.to_datetime(moment)))
    }

    /// A property that holds a local time, with what names the zone.
    pub(super) fn moment(&self, property: &str, local: civil::DateTime) -> (String, String) {
        if self.is_utc() {
            (property.to_owned(), format!("{}Z", stamp(local)))
        } else {
            (format!("{property};TZID={}", self.name), stamp(local))
        }
    }

    /// Writes the definition for everything between two days.
    pub(super) fn write(&self, first: Day, last: Day, out: &mut Lines) {
        if self.is_utc() {
            return;
        }
        out.raw("BEGIN", "VTIMEZONE");
        out.raw("TZID", &self.name);
        for change in self.changes(first, last) {
            let kind = if change.summer { "DAYLIGHT" } else { "STANDARD" };
            out.raw("BEGIN", kind);
            out.raw("DTSTART", &stamp(change.local));
            out.raw("TZOFFSETFROM", &offset(change.from));
            out.raw("TZOFFSETTO", &offset(change.to));
            out.text("TZNAME", &change.name);
            out.raw("END", kind);
        }
        out.raw("END", "VTIMEZONE");
    }

    /// How the clock stood before the first day, and every change until well after the last.
    fn changes(&self, first: Day, last: Day) -> Vec<Change> {
        let start = noon(first.plus_days(-1));
        let end = noon(last.plus_days(BEYOND_DAYS));
        let before = self.rules.preceding(start).next();
        let origin = before.as_ref().map_or(Timestamp::UNIX_EPOCH.min(start), |change| change.timestamp());
        let mut changes = vec![self.change(origin)];
        let following = self.rules.following(start).take_while(|change| change.timestamp() <= end);
        changes.extend(following.take(MOST_CHANGES).map(|change| self.change(change.timestamp())));
        changes
    }

    /// What changes at a moment; nothing, where the clock stood like this from the beginning.
    fn change(&self, at: Timestamp) -> Change {
        let to = self.rules.to_offset_info(at);
        let from = at.checked_sub(1.second()).map_or(to.offset(), |before| self.rules.to_offset(before));
        Change {
            local: from.to_datetime(at),
            from,
            to: to.offset(),
            summer: to.dst().is_dst(),
            name: to.abbreviation().to_owned(),
        }
    }
}

fn noon(day: Day) -> Timestamp {
    let (year, month, day) = day.ymd();
    let date = civil::Date::new(year, month, day).unwrap_or_default();
    Offset::UTC.to_timestamp(date.to_datetime(Time::constant(12, 0, 0, 0))).unwrap_or_default()
}

/// A local time as the format spells it.
fn stamp(local: civil::DateTime) -> String {
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        local.year(),
        local.month(),
        local.day(),
        local.hour(),
        local.minute(),
        local.second()
    )
}

/// A moment of UTC as the format spells it.
pub(super) fn utc(at: Instant) -> String {
    let moment = Timestamp::from_millisecond(at.unix_ms()).unwrap_or_default();
    format!("{}Z", stamp(Offset::UTC.to_datetime(moment)))
}

/// A distance from UTC as the format spells it: seconds only where there are some.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let (hours, minutes, rest) = (seconds.abs() / 3_600, seconds.abs() / 60 % 60, seconds.abs() % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}
