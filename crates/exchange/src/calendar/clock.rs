//! A time of day, as a reminder has it.

use std::fmt;
use std::str::FromStr;

/// Hour and minute of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    hour: i8,
    minute: i8,
}

/// What is no time of day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a time of day is written as 07:30 or 18:00")]
pub struct NotATimeOfDay;

impl TimeOfDay {
    /// Six in the evening.
    pub const EVENING: Self = Self { hour: 18, minute: 0 };

    /// Hours from 0 to 23, minutes from 0 to 59.
    pub fn new(hour: i8, minute: i8) -> Option<Self> {
        ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(Self { hour, minute })
    }

    /// The hour.
    pub fn hour(self) -> i8 {
        self.hour
    }

    /// The minute.
    pub fn minute(self) -> i8 {
        self.minute
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = NotATimeOfDay;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (hour, minute) = text.split_once(':').ok_or(NotATimeOfDay)?;
        let number = |part: &str, longest: usize| {
            let digits = part.len() <= longest && part.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        };
        let minute = number(minute, 2).filter(|_| minute.len() == 2);
        let (Some(hour), Some(minute)) = (number(hour, 2), minute) else { return Err(NotATimeOfDay) };
        Self::new(hour, minute).ok_or(NotATimeOfDay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_are_read_and_written() {
        for (text, back) in [("18:00", "18:00"), ("7:05", "07:05"), ("00:00", "00:00"), ("23:59", "23:59")] {
            assert_eq!(text.parse::<TimeOfDay>().map(|time| time.to_string()), Ok(back.to_owned()));
        }
        for bad in
            ["", "18", "24:00", "12:60", "12:5", "-1:00", "+1:00", "12:00:00", "1２:00", " 9:00", "9:00\n"]
        {
            assert_eq!(bad.parse::<TimeOfDay>(), Err(NotATimeOfDay), "{bad:?}");
        }
    }
}
