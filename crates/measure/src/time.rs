//! Instants in UTC and civil days. Nothing here knows what time it is now.

use std::fmt;
use std::str::FromStr;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From milliseconds since the Unix epoch.
    pub const fn from_unix_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the Unix epoch.
    pub const fn unix_ms(self) -> i64 {
        self.0
    }

    /// The civil day of this moment at a fixed distance from UTC.
    pub fn day_at(self, offset: ZoneOffset) -> Day {
        let local_ms = self.0.saturating_add(i64::from(offset.seconds()) * 1000);
        Day::from_epoch_days(local_ms.div_euclid(86_400_000).clamp(Day::MIN_DAYS, Day::MAX_DAYS))
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, with milliseconds only where there are any.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(stamp) => write!(f, "{stamp}"),
            Err(_) => write!(f, "{} ms", self.0),
        }
    }
}

/// The text was not an RFC 3339 moment or an ISO date.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{expected} expected, not {text:?}")]
pub struct NotATime {
    /// What was expected, with an example.
    pub expected: &'static str,
    /// What arrived, cut to 40 characters.
    pub text: String,
}

impl FromStr for Instant {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        text.parse::<jiff::Timestamp>().map(|t| Self(t.as_millisecond())).map_err(|_| NotATime {
            expected: "a moment such as 2026-11-21T06:12:09Z",
            text: text.chars().take(40).collect(),
        })
    }
}

/// Distance of a local clock from UTC in seconds, within ±26 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ZoneOffset(i32);

impl ZoneOffset {
    /// UTC itself.
    pub const UTC: Self = Self(0);

    /// Clamped to ±26 hours, the widest any civil clock has been.
    pub fn from_seconds(seconds: i32) -> Self {
        Self(seconds.clamp(-93_600, 93_600))
    }

    /// Seconds east of UTC.
    pub fn seconds(self) -> i32 {
        self.0
    }
}

/// A civil date in the runner's own zone, years 1900 to 2200.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    const MIN_DAYS: i64 = -25_567; // 1900-01-01
    const MAX_DAYS: i64 = 84_370; // 2200-12-31

    fn from_epoch_days(days: i64) -> Self {
        Self(days.clamp(Self::MIN_DAYS, Self::MAX_DAYS) as i32)
    }

    /// A date of the calendar; `None` where there is no such day or it lies outside 1900 to 2200.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        let days = i64::from(epoch().until(date).ok()?.get_days());
        (Self::MIN_DAYS..=Self::MAX_DAYS).contains(&days).then(|| Self::from_epoch_days(days))
    }

    /// From whole days since 1970-01-01; `None` outside 1900 to 2200.
    pub fn from_days_since_epoch(days: i32) -> Option<Self> {
        (Self::MIN_DAYS..=Self::MAX_DAYS).contains(&i64::from(days)).then_some(Self(days))
    }

    /// Whole days since 1970-01-01.
    pub fn days_since_epoch(self) -> i32 {
        self.0
    }

    /// Year, month (1 to 12) and day of month.
    pub fn ymd(self) -> (i16, i8, i8) {
        let date = epoch().saturating_add(jiff::Span::new().days(self.0));
        (date.year(), date.month(), date.day())
    }

    /// This many days later (earlier when negative), held within 1900 to 2200.
    pub fn plus_days(self, days: i32) -> Self {
        Self::from_epoch_days(i64::from(self.0) + i64::from(days))
    }

    /// Whole days from `earlier` to this day; negative when `earlier` is later.
    pub fn days_since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// Days after Monday, 0 to 6.
    pub fn weekday_from_monday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }
}

fn epoch() -> jiff::civil::Date {
    jiff::civil::date(1970, 1, 1)
}

impl fmt::Display for Day {
    /// ISO 8601, such as 2026-11-21.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl FromStr for Day {
    type Err = NotATime;

    fn from_str(text: &str) -> Result<Self, NotATime> {
        let refuse =
            || NotATime { expected: "a date such as 2026-11-21", text: text.chars().take(40).collect() };
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(refuse());
        }
        let (Some(y), Some(m), Some(d)) = (text.get(0..4), text.get(5..7), text.get(8..10)) else {
            return Err(refuse());
        };
        match (y.parse(), m.parse(), d.parse()) {
            (Ok(y), Ok(m), Ok(d)) => Self::from_ymd(y, m, d).ok_or_else(refuse),
            _ => Err(refuse()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_and_print() {
        let day: Day = "2026-11-21".parse().expect("a date");
        assert_eq!(
            (day.to_string(), day.ymd(), day.weekday_from_monday()),
            ("2026-11-21".into(), (2026, 11, 21), 5)
        );
        assert_eq!(day.plus_days(10).to_string(), "2026-12-01");
        assert_eq!(day.plus_days(-365).days_since(day), -365);
        assert_eq!(Day::from_ymd(2200, 12, 31).map(Day::days_since_epoch), Some(Day::MAX_DAYS as i32));
        assert_eq!(Day::from_ymd(1900, 1, 1).map(Day::days_since_epoch), Some(Day::MIN_DAYS as i32));
    }

    #[test]
    fn there_is_no_30th_of_february() {
        for bad in ["2026-02-30", "2026-1-1", "20261121", "2026-11-2é", "1899-12-31", ""] {
            assert!(bad.parse::<Day>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_day_depends_on_the_zone() {
        let late: Instant = "2026-11-21T23:30:00Z".parse().expect("a moment");
        assert_eq!(late.day_at(ZoneOffset::UTC).to_string(), "2026-11-21");
        assert_eq!(late.day_at(ZoneOffset::from_seconds(3600)).to_string(), "2026-11-22");
        assert_eq!(late.to_string(), "2026-11-21T23:30:00Z");
    }
}
