//! Texts as a watch can hold them.

use std::fmt;

/// What stands where a text was cut.
const CUT: &str = "…";

/// One line of at most `N` bytes: no control characters, single spaces, cut between characters with a mark.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text<const N: usize>(String);

impl<const N: usize> Text<N> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<const N: usize> From<&str> for Text<N> {
    fn from(text: &str) -> Self {
        let mut line = String::with_capacity(text.len().min(N));
        for word in text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty())
        {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            if line.len() > N {
                break;
            }
        }
        if line.len() > N {
            let room = N.saturating_sub(CUT.len());
            let at = (0..=room).rev().find(|at| line.is_char_boundary(*at)).unwrap_or(0);
            line.truncate(at);
            line.truncate(line.trim_end().len());
            if N >= CUT.len() {
                line.push_str(CUT);
            }
        }
        Self(line)
    }
}

impl<const N: usize> fmt::Display for Text<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_tidied_and_cut_between_characters() {
        let text = |from: &str| Text::<10>::from(from).to_string();
        assert_eq!(text(" a\tb\n\0 c "), "a b c");
        assert_eq!(text("0123456789"), "0123456789");
        assert_eq!(text("0123456789x"), "0123456…");
        assert_eq!(text("ééééééé"), "ééé…", "two bytes each, and the mark takes three");
        assert_eq!(text("\u{1}\u{7f}"), "");
        assert_eq!(Text::<2>::from("abc").as_str(), "", "no room for a mark");
    }

    proptest! {
        #[test]
        fn any_text_fits_and_stays_as_it_is_when_tidied_again(from in "\\PC{0,80}|[\\x00-\\x7f]{0,80}") {
            let once = Text::<40>::from(from.as_str());
            prop_assert!(once.as_str().len() <= 40);
            prop_assert!(!once.as_str().chars().any(char::is_control));
            prop_assert_eq!(Text::<40>::from(once.as_str()), once);
        }
    }
}
