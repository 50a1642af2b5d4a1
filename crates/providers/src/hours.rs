//! Opening hours: the part of OpenStreetMap's notation that most entries use. Anything else is not known, and is
//! shown as it was written.

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// Longest text looked at, in bytes.
const LONGEST: usize = 400;
const DAYS: [&str; 7] = ["mo", "tu", "we", "th", "fr", "sa", "su"];

/// A moment of the week in the place's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekMinute {
    day: u8,
    minute: u16,
}

impl WeekMinute {
    /// Days after Monday, 0 to 6, and minutes after midnight, 0 to 1439; held within these.
    pub fn new(days_after_monday: u8, minute: u16) -> Self {
        Self { day: days_after_monday.min(6), minute: minute.min(DAY - 1) }
    }
}

/// What the hours say about a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenState {
    /// Open then.
    Open,
    /// Closed then.
    Closed,
    /// No hours are listed, or they are written in a way that is not read here.
    Unknown,
}

/// The hours of an ordinary week. Holidays are not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeekHours {
    /// Per day from Monday: from, and until, in minutes; until may pass midnight.
    days: [Vec<(u16, u16)>; 7],
}

impl WeekHours {
    /// Reads hours such as `Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00; PH off` or `24/7`; `None` for anything that
    /// goes beyond days and times.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let mut week = Self::default();
        for rule in text.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
            week.rule(rule)?;
        }
        Some(week)
    }

    fn rule(&mut self, rule: &str) -> Option<()> {
        if rule == "24/7" {
            self.days.fill(vec![(0, DAY)]);
            return Some(());
        }
        let starts_with_time = rule.starts_with(|first: char| first.is_ascii_digit());
        let (days, times) = if starts_with_time {
            ((0..7).collect(), rule)
        } else {
            let (days, times) = split_days(rule)?;
            (days?, times)
        };
        let spans = if matches!(times, "off" | "closed") { Vec::new() } else { spans(times)? };
        for day in days {
            self.days[day].clone_from(&spans);
        }
        Some(())
    }

    /// Whether it is open at a moment.
    pub fn at(&self, moment: WeekMinute) -> OpenState {
        let day = usize::from(moment.day);
        let within = |spans: &[(u16, u16)], minute: u16| {
            spans.iter().any(|(from, until)| (*from..*until).contains(&minute))
        };
        let before = &self.days[(day + 6) % 7];
        let open = within(&self.days[day], moment.minute) || within(before, moment.minute + DAY);
        if open { OpenState::Open } else { OpenState::Closed }
    }
}

/// What hours as written say about a moment.
pub fn open_at(hours: &str, moment: WeekMinute) -> OpenState {
    WeekHours::parse(hours).map_or(OpenState::Unknown, |week| week.at(moment))
}

/// Days of a rule and what is left of it. Holidays name no day of the week.
fn split_days(rule: &str) -> Option<(Option<Vec<usize>>, &str)> {
    let (days, times) = rule.split_once(' ').unwrap_or((rule, ""));
    let mut numbers = Vec::new();
    for part in days.split(',') {
        match part.split_once('-') {
            _ if part == "ph" || part == "sh" => {}
            None => numbers.push(day(part)?),
            Some((first, last)) => {
                let (first, last) = (day(first)?, day(last)?);
                let count = (last + 7 - first) % 7 + 1;
                numbers.extend((first..first + count).map(|day| day % 7));
            }
        }
    }
    Some((Some(numbers), times.trim()))
}

fn day(name: &str) -> Option<usize> {
    DAYS.iter().position(|known| *known == name)
}

fn spans(times: &str) -> Option<Vec<(u16, u16)>> {
    times.split(',').map(|span| span_of(span.trim())).collect()
}

fn span_of(span: &str) -> Option<(u16, u16)> {
    let (from, until) = span.split_once('-')?;
    let (from, until) = (minute(from.trim())?, minute(until.trim())?);
    Some((from, if until <= from { until + DAY } else { until }))
}

fn minute(time: &str) -> Option<u16> {
    let (hour, minute) = time.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour <= 24 && minute < 60 && hour * 60 + minute <= DAY).then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, day: u8, hour: u16) -> OpenState {
        open_at(text, WeekMinute::new(day, hour * 60))
    }

    #[test]
    fn ordinary_weeks_are_read() {
        let text = "Mo-Fr 08:00-12:00,13:00-18:00; We off; Sa 09:00-12:00; PH off";
        assert_eq!(at(text, 0, 9), OpenState::Open);
        assert_eq!(at(text, 0, 12), OpenState::Closed);
        assert_eq!(at(text, 2, 9), OpenState::Closed, "a later rule replaces an earlier one");
        assert_eq!(at(text, 5, 11), OpenState::Open);
        assert_eq!(at(text, 6, 11), OpenState::Closed);
        assert_eq!(at("24/7", 6, 3), OpenState::Open);
        assert_eq!(at("08:00-20:00", 6, 12), OpenState::Open);
        assert_eq!(at("Fr-Mo 22:00-02:00", 1, 1), OpenState::Open, "Monday night is still open on Tuesday");
        assert_eq!(at("Fr-Mo 22:00-02:00", 2, 1), OpenState::Closed);
    }

    #[test]
    fn what_is_not_understood_is_not_known() {
        for text in [
            "",
            "by appointment",
            "Mo-Fr 08:00+",
            "sunrise-sunset",
            "Jan-Mar Mo 08:00-12:00",
            "Mo-Fr 25:00-26:00",
        ] {
            assert_eq!(at(text, 0, 9), OpenState::Unknown, "{text}");
        }
    }
}
