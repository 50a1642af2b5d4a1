//! How an answer must sound: short, calm, and without a dose.

use super::words::sentences;
use crate::node::Node;

/// Letters of a short answer that can be read in one breath.
const SHORT_LETTERS: usize = 300;
/// Letters of a paragraph that a phone shows without scrolling.
const SAID_LETTERS: usize = 700;
/// Sentences of a short answer.
const SHORT_SENTENCES: usize = 2;

pub(super) fn short(node: &Node<'_>) {
    let Some(text) = node.words() else { return };
    if sentences(text).count() > SHORT_SENTENCES {
        node.wrong(
            format!("the short answer has more than {SHORT_SENTENCES} sentences"),
            "move the rest to a paragraph",
        );
    }
    length(node, text, SHORT_LETTERS);
    calm(node, text);
}

pub(super) fn said(node: &Node<'_>) {
    let Some(text) = node.words() else { return };
    length(node, text, SAID_LETTERS);
    calm(node, text);
}

fn length(node: &Node<'_>, text: &str, most: usize) {
    let letters = text.trim().chars().count();
    if letters > most {
        node.wrong(format!("{letters} letters are too long"), format!("say it in {most}"));
    }
}

fn calm(node: &Node<'_>, text: &str) {
    if text.contains('!') {
        node.wrong("an exclamation mark", "say it calmly, with a full stop");
    }
    if let Some(unit) = dose(text) {
        node.wrong(format!("a dose in {unit}"), "leave doses of medicines to the package and the pharmacist");
    }
}

/// The unit of the first dose in a text.
fn dose(text: &str) -> Option<&'static str> {
    const UNITS: [&str; 8] = ["mg", "ml", "µg", "mcg", "milligrams", "tablets", "tablet", "pills"];
    let mut before = "";
    for word in text.split(|letter: char| letter.is_whitespace() || "()/,;".contains(letter)) {
        let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let number = word.find(|letter: char| !is_of_number(letter)).unwrap_or(word.len());
        let (number, unit) = if number > 0 { word.split_at(number) } else { (before, word) };
        if !number.is_empty() && number.chars().all(is_of_number) {
            let found = UNITS.into_iter().find(|known| unit.eq_ignore_ascii_case(known));
            if found.is_some() {
                return found;
            }
        }
        if !word.is_empty() {
            before = word;
        }
    }
    None
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || ".-–".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::dose;

    #[test]
    fn a_dose_is_seen_and_other_numbers_are_not() {
        assert_eq!(dose("take 400 mg of it"), Some("mg"));
        assert_eq!(dose("take (200mg)."), Some("mg"));
        assert_eq!(dose("two or 2 tablets"), Some("tablets"));
        assert_eq!(dose("1.5–2 ml of it"), Some("ml"));
        assert_eq!(dose("take two tablets after 3 days"), None, "words for numbers are not seen");
        assert_eq!(dose("17 of 20 against 2 of 20 with tablets and exercises"), None);
        assert_eq!(dose("20 minutes every 2 hours"), None);
    }
}
