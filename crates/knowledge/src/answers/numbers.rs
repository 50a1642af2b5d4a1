//! The numbers in a text, so that a number without a source can be found.

use std::collections::BTreeSet;

/// Numbers as written, with groups of thousands joined. 0, 1 and the end of the pain scale in `3 of 10` are left out:
/// they state nothing that was measured.
pub(super) fn stated(text: &str) -> BTreeSet<String> {
    let found = scan(text);
    let scale = |start: usize| text[..start].ends_with("of ");
    let measures_nothing = |start: usize, number: &str| match number {
        "0" | "1" => true,
        "10" => scale(start),
        _ => false,
    };
    found
        .into_iter()
        .filter(|(start, number)| !measures_nothing(*start, number))
        .map(|(_, number)| number)
        .collect()
}

/// Every number of a source's text, and every share such as 0.89 also as its percentage.
pub(super) fn carried(text: &str) -> BTreeSet<String> {
    let found = all(text);
    let percent = |number: &String| {
        let share = number.strip_prefix("0.").filter(|digits| digits.len() <= 2)?;
        Some(format!("{share:0<2}").trim_start_matches('0').to_owned())
    };
    found.iter().filter_map(percent).chain(found.iter().cloned()).collect()
}

/// Every number of a text.
pub(super) fn all(text: &str) -> BTreeSet<String> {
    scan(text).into_iter().map(|(_, number)| number).collect()
}

fn scan(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut rest = 0;
    while let Some(offset) = text[rest..].find(|letter: char| letter.is_ascii_digit()) {
        let start = rest + offset;
        let (number, end) = number(text, start);
        found.push((start, number));
        rest = end;
    }
    found
}

/// The number that starts here, and where it ends.
fn number(text: &str, start: usize) -> (String, usize) {
    let digits = |from: usize| {
        text[from..].find(|letter: char| !letter.is_ascii_digit()).map_or(text.len(), |length| from + length)
    };
    let mut end = digits(start);
    let mut number = text[start..end].to_owned();
    let groups = number.len() <= THOUSANDS && !number.starts_with('0');
    while groups && let Some(group_end) = group(text, end) {
        number.push_str(&text[group_end - THOUSANDS..group_end]);
        end = group_end;
    }
    if text[end..].starts_with('.') && digits(end + 1) > end + 1 {
        let fraction = digits(end + 1);
        number.push_str(&text[end..fraction]);
        end = fraction;
    }
    (number, end)
}

/// Where a separator and a group of thousands end that start here.
fn group(text: &str, at: usize) -> Option<usize> {
    let separator = text[at..].chars().next().filter(|letter| " ,\u{a0}\u{202f}".contains(*letter))?;
    let rest = &text[at + separator.len_utf8()..];
    let length = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    (length == THOUSANDS).then_some(at + separator.len_utf8() + THOUSANDS)
}

/// Digits of a group of thousands.
const THOUSANDS: usize = 3;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(stated(text), expected.iter().map(|number| (*number).to_owned()).collect(), "{text}");
    }

    #[test]
    fn numbers_are_found_as_they_are_meant() {
        check("5 205 runners, 588,071 sessions", &["5205", "588071"]);
        check("62.5 against 83 days.", &["62.5", "83"]);
        check("pain of 3 of 10, in 10 weeks", &["3", "10"]);
        check("pain of 3 of 10", &["3"]);
        check("in 2008, 532 novices", &["2008", "532"]);
        check("about 1 in 6", &["6"]);
        check("nothing", &[]);
    }

    #[test]
    fn a_share_is_also_a_percentage() {
        let carried = carried("sensitivity 0.89, 0.8 and 0.05, ratio 1.64");
        for number in ["0.89", "89", "80", "5", "1.64"] {
            assert!(carried.contains(number), "{number}");
        }
        assert!(!carried.contains("64"));
    }
}
