//! Quantities, dates and counts as a runner reads them. A no-break space stands before every unit.

use femoris_measure::{Day, Instant, Metres, ZoneOffset};

/// Which units a runner reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Units {
    /// Kilometres, metres.
    #[default]
    Metric,
    /// Miles, feet.
    Imperial,
}

const METRES_PER_MILE: f64 = 1609.344;
const FEET_PER_METRE: f64 = 3.280_839_895;
const NBSP: char = '\u{a0}';
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

impl From<femoris_app::Units> for Units {
    fn from(units: femoris_app::Units) -> Self {
        match units {
            femoris_app::Units::Kilometres => Self::Metric,
            femoris_app::Units::Miles => Self::Imperial,
        }
    }
}

impl Units {
    /// Metres in the long unit.
    pub(crate) fn long_metres(self) -> f64 {
        match self {
            Self::Metric => 1000.0,
            Self::Imperial => METRES_PER_MILE,
        }
    }

    /// A distance written in the long unit, with a point or a comma; `None` where it is no distance.
    pub(crate) fn metres_of(self, text: &str) -> Option<Metres> {
        let number: f64 = text.trim().replace(',', ".").parse().ok()?;
        Metres::new(number * self.long_metres()).ok()
    }

    /// Symbol of the long unit.
    pub(crate) fn long(self) -> &'static str {
        match self {
            Self::Metric => "km",
            Self::Imperial => "mi",
        }
    }

    /// Symbol of the short unit.
    pub(crate) fn short(self) -> &'static str {
        match self {
            Self::Metric => "m",
            Self::Imperial => "ft",
        }
    }

    /// A height or another short length in the short unit.
    pub(crate) fn short_of(self, metres: f64) -> f64 {
        match self {
            Self::Metric => metres,
            Self::Imperial => metres * FEET_PER_METRE,
        }
    }

    /// `18.4` without its unit.
    pub(crate) fn distance_number(self, metres: f64) -> String {
        grouped_tenths(metres / self.long_metres())
    }

    /// The same where so many of the runs have no distance: a dash is no zero, and a plus says that it was more.
    pub(crate) fn known_distance(self, metres: f64, without: u64) -> String {
        match (metres > 0.0, without) {
            (false, _) => "–".to_owned(),
            (true, 0) => self.distance_number(metres),
            (true, _) => format!("{}+", self.distance_number(metres)),
        }
    }

    /// `18.4 km`, or `at least 18.4 km` where so many of the runs have no distance.
    pub(crate) fn at_least(self, metres: f64, without: u64) -> String {
        let distance = self.distance(metres);
        if without == 0 { distance } else { format!("at least {distance}") }
    }

    /// `18.4 km`.
    pub(crate) fn distance(self, metres: f64) -> String {
        format!("{}{NBSP}{}", self.distance_number(metres), self.long())
    }

    /// `25 km`; with tenths only where there are some.
    pub(crate) fn whole_distance(self, metres: f64) -> String {
        self.distance(metres).replacen(&format!(".0{NBSP}"), &NBSP.to_string(), 1)
    }

    /// Symbol of the unit of a speed.
    pub(crate) fn speed_unit(self) -> &'static str {
        match self {
            Self::Metric => "km/h",
            Self::Imperial => "mph",
        }
    }

    /// `24.0` in the unit of a speed, from metres a second.
    pub(crate) fn speed_number(self, metres_per_second: f64) -> String {
        format!("{:.1}", metres_per_second * 3600.0 / self.long_metres())
    }

    /// `24.0 km/h`.
    pub(crate) fn speed(self, metres_per_second: f64) -> String {
        format!("{}{NBSP}{}", self.speed_number(metres_per_second), self.speed_unit())
    }

    /// `164 m`, without tenths.
    pub(crate) fn height(self, metres: f64) -> String {
        format!("{}{NBSP}{}", count(self.short_of(metres).round().max(0.0) as u64), self.short())
    }

    /// `640 m`, and `1.2 km` from the first whole one on.
    pub(crate) fn way(self, metres: f64) -> String {
        if metres < self.long_metres() { self.height(metres) } else { self.distance(metres) }
    }

    /// `5:47` for the long unit; nothing at a standstill.
    pub(crate) fn pace_number(self, metres: f64, seconds: f64) -> Option<String> {
        let pace = seconds / (metres / self.long_metres());
        (pace.is_finite() && pace < 3600.0 && metres >= 1.0).then(|| clock(pace))
    }
}

/// `1:46:32`, or `25:10` under an hour.
pub(crate) fn clock(seconds: f64) -> String {
    let whole = seconds.max(0.0).round() as u64;
    let (h, m, s) = (whole / 3600, whole / 60 % 60, whole % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

/// `18.4`, `1,204` from a thousand on.
fn grouped_tenths(value: f64) -> String {
    if value.abs() >= 1000.0 { count(value.round().max(0.0) as u64) } else { format!("{value:.1}") }
}

/// `6,340`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `one run`, `1,204 runs`.
pub(crate) fn counted(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{} {many}", count(number)) }
}

/// `412 MB`, in thousands as drives are sold and file managers show them.
pub(crate) fn bytes(size: u64) -> String {
    const STEPS: [(&str, u64); 3] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    for (unit, step) in STEPS {
        if size >= step {
            let value = size as f64 / step as f64;
            let text = if value < 10.0 { format!("{value:.1}") } else { format!("{value:.0}") };
            return format!("{text}{NBSP}{unit}");
        }
    }
    format!("{size}{NBSP}bytes")
}

/// A share as a whole number: `64 %`.
pub(crate) fn percent(share: f64) -> String {
    format!("{:.0}{NBSP}%", share * 100.0)
}

/// `Saturday 21 November 2026`.
pub(crate) fn long_date(day: Day) -> String {
    format!("{} {}", weekday(day), date(day))
}

/// `21 November 2026`.
pub(crate) fn date(day: Day) -> String {
    let (year, _, of_month) = day.ymd();
    format!("{of_month} {} {year}", month_name(day))
}

/// `Sat 21 November`, with the year where it is not the present one.
pub(crate) fn short_date(day: Day, today: Day) -> String {
    let (year, _, of_month) = day.ymd();
    let short = format!("{} {of_month} {}", short_weekday(day), month_name(day));
    if year == today.ymd().0 { short } else { format!("{short} {year}") }
}

/// `21 Nov`, where the year is plain from what stands around it.
pub(crate) fn tiny_date(day: Day) -> String {
    format!("{} {}", day.ymd().2, &month_name(day)[..3])
}

/// `November 2026`.
pub(crate) fn month_and_year(day: Day) -> String {
    format!("{} {}", month_name(day), day.ymd().0)
}

/// `Saturday`.
pub(crate) fn weekday(day: Day) -> &'static str {
    WEEKDAYS[usize::from(day.weekday_from_monday().min(6))]
}

/// `Sat`.
pub(crate) fn short_weekday(day: Day) -> &'static str {
    &weekday(day)[..3]
}

fn month_name(day: Day) -> &'static str {
    MONTHS[(day.ymd().1.clamp(1, 12) - 1) as usize]
}

/// `8:14` on the runner's own clock.
pub(crate) fn time_of_day(at: Instant, offset: ZoneOffset) -> String {
    let local = at.unix_ms().div_euclid(60_000) + i64::from(offset.seconds()) / 60;
    let minute = local.rem_euclid(24 * 60);
    format!("{}:{:02}", minute / 60, minute % 60)
}

/// A device as people write it: `Garmin Forerunner 965` for `garmin fr965`. Names are kept in lower case.
pub(crate) fn device(name: &str) -> String {
    let words = name.split([' ', '_']).filter(|word| !word.is_empty()).map(|word| {
        let letters = word.find(|letter: char| !letter.is_alphabetic()).unwrap_or(word.len());
        let (letters, rest) = word.split_at(letters);
        let is_number = rest.starts_with(|letter: char| letter.is_ascii_digit());
        match letters {
            "fr" if is_number => format!("Forerunner {}", rest.to_uppercase()),
            // A model's name and its number; shorter letters belong to the number, as in `m400`.
            _ if is_number && letters.chars().count() > 3 => format!("{} {rest}", capital(letters)),
            _ => format!("{}{rest}", capital(letters)),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// With a capital first.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// With a small first letter, inside a sentence; the word "I" and other capitals behind it stay.
pub(crate) fn small(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn distances_and_paces_follow_the_units() {
        assert_eq!(Units::Metric.distance(18_400.0), "18.4\u{a0}km");
        assert_eq!(Units::Imperial.distance(16_093.44), "10.0\u{a0}mi");
        assert_eq!(Units::Imperial.whole_distance(16_093.44), "10\u{a0}mi");
        assert_eq!(Units::Imperial.whole_distance(25_000.0), "15.5\u{a0}mi");
        assert_eq!(Units::Metric.whole_distance(500_000.0), "500\u{a0}km");
        assert_eq!(Units::Metric.distance(6_340_400.0), "6,340\u{a0}km");
        assert_eq!(Units::Metric.pace_number(18_400.0, 6392.0).as_deref(), Some("5:47"));
        assert_eq!(Units::Metric.pace_number(0.0, 60.0), None);
        assert_eq!(Units::Imperial.height(100.0), "328\u{a0}ft");
        assert_eq!([Units::Metric.way(999.0), Units::Metric.way(1_250.0)], ["999\u{a0}m", "1.2\u{a0}km"]);
        assert_eq!(
            [Units::Imperial.way(1_000.0), Units::Imperial.way(8_000.0)],
            ["3,281\u{a0}ft", "5.0\u{a0}mi"]
        );
        assert_eq!(
            [Units::Metric.speed(7.5), Units::Imperial.speed(7.5)],
            ["27.0\u{a0}km/h", "16.8\u{a0}mph"]
        );
    }

    #[test]
    fn times_counts_and_sizes() {
        assert_eq!([clock(6392.0), clock(1510.0), clock(59.6)], ["1:46:32", "25:10", "1:00"]);
        assert_eq!([count(0), count(999), count(1204), count(1_000_000)], ["0", "999", "1,204", "1,000,000"]);
        assert_eq!(
            [bytes(12), bytes(214_000), bytes(1_500_000)],
            ["12\u{a0}bytes", "214\u{a0}kB", "1.5\u{a0}MB"]
        );
    }

    #[test]
    fn devices_are_called_as_their_makers_do() {
        for (kept, shown) in [
            ("garmin fr965", "Garmin Forerunner 965"),
            ("garmin fr265_large", "Garmin Forerunner 265 Large"),
            ("forerunner305 (geräte-id 3)", "Forerunner 305 (geräte-id 3)"),
            ("polar m400", "Polar M400"),
            ("garmin fenix5x", "Garmin Fenix 5x"),
            ("1052 1052", "1052 1052"),
            ("<b>é", "<b>é"),
            ("", ""),
        ] {
            assert_eq!(device(kept), shown);
        }
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(long_date(day("2026-11-21")), "Saturday 21 November 2026");
        assert_eq!(short_date(day("2026-11-17"), day("2026-11-21")), "Tue 17 November");
        assert_eq!(short_date(day("2025-11-17"), day("2026-11-21")), "Mon 17 November 2025");
        assert_eq!(tiny_date(day("2026-05-07")), "7 May");
        let at: Instant = "2026-09-05T06:14:30Z".parse().expect("a moment");
        assert_eq!(time_of_day(at, ZoneOffset::from_seconds(7200)), "8:14");
    }
}
