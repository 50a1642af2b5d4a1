//! Clinical numbers live in knowledge/: a rule module may count, and nothing more.

use super::rust_source::Source;
use super::tracked::Tracked;

const RULES: &str = "crates/clinic/src/";

/// Counting, halving, and the ends of the scales that a rule may meet.
const ALLOWED: [&str; 5] = ["0", "1", "2", "10", "100"];

/// A line that carries this, or follows one that does, has said why its number is no clinical one.
const REASON: &str = "// number: ";

/// Each rule module with the lines of its unexplained numbers.
pub(crate) fn unexplained(files: &Tracked) -> Vec<(&str, Vec<usize>)> {
    let rules = files.ending(".rs").filter(|(path, _)| path.starts_with(RULES));
    rules.map(|(path, text)| (path, unexplained_in(text))).filter(|(_, lines)| !lines.is_empty()).collect()
}

fn unexplained_in(text: &str) -> Vec<usize> {
    let lines: Vec<&str> = text.lines().collect();
    let explains = |index: usize| lines.get(index).is_some_and(|line| line.contains(REASON));
    let code = Source::new(text).without_tests();
    let found = literals(code.code()).into_iter().map(|(line, _)| line);
    found.filter(|line| !explains(line - 1) && !line.checked_sub(2).is_some_and(explains)).collect()
}

/// Number literals that are not simply counting, with their lines.
fn literals(code: &str) -> Vec<(usize, String)> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte == b'\n' {
            line += 1;
        }
        if is_word(byte) {
            let end = literal_end(bytes, at);
            let word = &code[at..end];
            let is_tuple_field = at > 0 && bytes[at - 1] == b'.' && !(at > 1 && bytes[at - 2] == b'.');
            if byte.is_ascii_digit() && !is_tuple_field && !ALLOWED.contains(&value(word).as_str()) {
                found.push((line, word.to_owned()));
            }
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// The end of a word, or of a number with its fraction.
fn literal_end(bytes: &[u8], start: usize) -> usize {
    let word_end = |from: usize| from + bytes[from..].iter().take_while(|byte| is_word(**byte)).count();
    let end = word_end(start);
    let has_fraction = bytes[start].is_ascii_digit()
        && bytes.get(end) == Some(&b'.')
        && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
    if has_fraction { word_end(end + 1) } else { end }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// `1_000.50_f64` as `1000.5`: separators, type and idle zeroes gone.
fn value(literal: &str) -> String {
    let plain: String = literal.chars().filter(|character| *character != '_').collect();
    let digits =
        plain.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(plain.len());
    let known_suffix =
        ["f32", "f64", "u8", "u16", "u32", "u64", "usize", "i8", "i16", "i32", "i64", "isize", ""];
    let number = if known_suffix.contains(&&plain[digits..]) { &plain[..digits] } else { plain.as_str() };
    match number.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte == b'0') => whole.to_owned(),
        _ => number.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_is_let_through() {
        assert_eq!(literals("x.0 + 1 - 2.0_f64 * 100 / 10u8; for i in 0..10 {} let a1 = v0; t.1"), []);
    }

    #[test]
    fn other_numbers_are_found_with_their_lines() {
        assert_eq!(
            literals("let a = 3;\nif b > 1.5 && c < 1_000u32 {}\n0..30; 0x1f"),
            [
                (1, "3".into()),
                (2, "1.5".into()),
                (2, "1_000u32".into()),
                (3, "30".into()),
                (3, "0x1f".into())
            ]
        );
    }

    #[test]
    fn a_reason_or_a_test_excuses_a_number() {
        let text = "//! Rules.\n// number: days in a week\nconst WEEK: u8 = 7;\n\
                    #[cfg(test)]\nmod tests {\n    const X: u8 = 9;\n}\n";
        assert!(unexplained_in(text).is_empty());
        let bare = "//! Rules.\n\nconst LIMIT: u8 = 7; // seven\n";
        assert_eq!(
            unexplained(&Tracked::of(&[("crates/clinic/src/x.rs", bare)])),
            [("crates/clinic/src/x.rs", vec![3])]
        );
        assert!(unexplained(&Tracked::of(&[("crates/web/src/x.rs", bare)])).is_empty());
    }
}
