//! Dates as export lists write them for people, in several languages.

use femoris_measure::Instant;

use crate::fold::fold;

/// Month names by their first letters, folded.
const MONTHS: [(&str, i8); 49] = [
    ("juil", 7),
    ("juin", 6),
    ("jan", 1),
    ("ene", 1),
    ("gen", 1),
    ("feb", 2),
    ("fev", 2),
    ("mar", 3),
    ("mae", 3),
    ("mrt", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("mag", 5),
    ("mei", 5),
    ("maj", 5),
    ("jun", 6),
    ("giu", 6),
    ("jul", 7),
    ("lug", 7),
    ("aug", 8),
    ("aou", 8),
    ("ago", 8),
    ("sep", 9),
    ("set", 9),
    ("oct", 10),
    ("okt", 10),
    ("out", 10),
    ("ott", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
    ("des", 12),
    ("янв", 1),
    ("фев", 2),
    ("мар", 3),
    ("апр", 4),
    ("май", 5),
    ("мая", 5),
    ("июн", 6),
    ("июл", 7),
    ("авг", 8),
    ("сен", 9),
    ("окт", 10),
    ("ноя", 11),
    ("дек", 12),
];

/// A moment such as `Jul 15, 2020, 11:44:01 PM`, `15.07.2020, 23:44:01` or `15 juil. 2020 à 23:44:01`. Export lists
/// give UTC and do not say so. Of numbers alone, the day comes first unless the clock is a twelve-hour one.
pub(crate) fn read(text: &str) -> Option<Instant> {
    if let Ok(at) = text.trim().parse() {
        return Some(at);
    }
    let words = fold(text.get(..text.len().min(60)).unwrap_or(text));
    let (date, time): (Vec<&str>, Vec<&str>) = split_at_time(text, &words)?;
    let half = half_of(&words, &time);
    let numbers = numbers(&time);
    let hour = hour(*numbers.first()?, half)?;
    let (minute, second) = (numbers.get(1).copied()?, numbers.get(2).copied().unwrap_or(0));
    let (year, month, day) = civil(&date, half.is_some())?;
    let time = jiff::civil::Time::new(hour, minute.try_into().ok()?, second.try_into().ok()?, 0).ok()?;
    let day = jiff::civil::Date::new(year, month, day).ok()?;
    let stamp = day.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Instant::from_unix_ms(stamp.as_millisecond()))
}

/// Half of a twelve-hour day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Afternoon,
}

/// Which half of the day is named: behind the time, or before it where that is the custom.
fn half_of(words: &str, time: &[&str]) -> Option<Half> {
    let named = |halves: [&str; 3]| halves.iter().any(|half| words.contains(half));
    let behind = time.iter().find_map(|word| match *word {
        "am" | "a" => Some(Half::Morning),
        "pm" | "p" => Some(Half::Afternoon),
        _ => None,
    });
    behind
        .or_else(|| named(["上午", "午前", "오전"]).then_some(Half::Morning))
        .or_else(|| named(["下午", "午後", "오후"]).then_some(Half::Afternoon))
}

/// The numbers in words, also those that stand beside letters as in `7月15日`.
fn numbers(words: &[&str]) -> Vec<i16> {
    let digits = words.iter().flat_map(|word| word.split(|letter: char| !letter.is_ascii_digit()));
    digits.filter_map(|number| number.parse().ok()).collect()
}

/// Words before the clock time and words of it: the clock begins where the first colon has a number before it.
fn split_at_time<'w>(text: &str, words: &'w str) -> Option<(Vec<&'w str>, Vec<&'w str>)> {
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).collect();
    let colon = text.find(':')?;
    let before = fold(&text[..colon]);
    let clock = before.split(' ').filter(|word| !word.is_empty()).count().checked_sub(1)?;
    (clock < words.len()).then(|| (words[..clock].to_vec(), words[clock..].to_vec()))
}

fn hour(shown: i16, half: Option<Half>) -> Option<i8> {
    let hour = match half {
        None => shown,
        Some(_) if !(1..=12).contains(&shown) => return None,
        Some(Half::Morning) => shown % 12,
        Some(Half::Afternoon) => shown % 12 + 12,
    };
    hour.try_into().ok()
}

/// Year, month and day from the words of a date.
fn civil(words: &[&str], twelve_hours: bool) -> Option<(i16, i8, i8)> {
    let numbers = numbers(words);
    let named = words.iter().find_map(|word| month_of(word));
    let is_year = |number: i16| number >= 1000;
    let (year, month, day) = match (named, numbers.as_slice()) {
        (Some(month), &[year, day]) if is_year(year) => (year, month, day),
        (Some(month), &[day, year]) if is_year(year) => (year, month, day),
        (None, &[year, month, day]) if is_year(year) => (year, i8::try_from(month).ok()?, day),
        (None, &[month, day, year]) if is_year(year) && twelve_hours => {
            (year, i8::try_from(month).ok()?, day)
        }
        (None, &[day, month, year]) if is_year(year) => (year, i8::try_from(month).ok()?, day),
        _ => return None,
    };
    Some((year, month, day.try_into().ok()?))
}

fn month_of(word: &str) -> Option<i8> {
    MONTHS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_many_spellings() {
        for text in [
            "Jul 15, 2020, 11:44:01 PM",
            "Jul 15, 2020, 11:44:01\u{202f}PM",
            "15 Jul 2020, 23:44:01",
            "15.07.2020, 23:44:01",
            "15 juil. 2020 à 23:44:01",
            "15 jul 2020 23:44:01",
            "15 lug 2020, 23:44:01",
            "15 de jul. de 2020, 23:44:01",
            "2020-07-15 23:44:01",
            "2020-07-15T23:44:01Z",
            "7/15/2020, 11:44:01 PM",
            "15/07/2020 23:44:01",
            "15 de julho de 2020 23:44:01",
            "July 15, 2020 11:44:01 p.m.",
            "15 июл. 2020 г., 23:44:01",
            "15 июля 2020 г. 23:44:01",
            "2020年7月15日 23:44:01",
            "2020年7月15日 下午11:44:01",
            "2020/07/15 午後11:44:01",
            "2020. 7. 15. 오후 11:44:01",
        ] {
            assert_eq!(
                read(text).map(|at| at.to_string()).as_deref(),
                Some("2020-07-15T23:44:01Z"),
                "{text}"
            );
        }
        let noon = read("Aug 1, 2020, 12:05:00 PM").map(|at| at.to_string());
        assert_eq!(noon.as_deref(), Some("2020-08-01T12:05:00Z"));
        assert_eq!(
            read("1 août 2020 à 0:05").map(|at| at.to_string()).as_deref(),
            Some("2020-08-01T00:05:00Z")
        );
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            ":",
            "12:00",
            "2020-13-01 10:00:00",
            "Jul 15, 2020",
            "é:é",
            "99999 Jul 1, 10:00:00",
            "1 x 2020 a:b",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
