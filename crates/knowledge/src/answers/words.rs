//! Text to words that can be compared: small letters, no marks, no endings.

use std::collections::BTreeSet;
use std::ops::Range;

/// A word of a text: what it is compared by, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) stem: String,
    /// As written, in small letters and without marks.
    pub(super) form: String,
    pub(super) at: Range<usize>,
}

/// The words of a text in order. Hyphens and dashes part words; an apostrophe is dropped.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, letter) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let inside = letter.is_alphanumeric() || (start.is_some() && matches!(letter, '\'' | '’'));
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let form = plain(&text[from..at]);
                if !form.is_empty() {
                    found.push(Word { stem: stem(&form), form, at: from..at });
                }
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    found
}

/// Terms of two words that are often written as one, such as *warm up*.
#[derive(Debug, Clone, Default)]
pub(super) struct Joined(BTreeSet<(String, String)>);

impl Joined {
    /// From texts of two words each; others join nothing.
    pub(super) fn new(terms: &[String]) -> Self {
        let pair = |term: &String| {
            let [first, second]: [Word; 2] = words(term).try_into().ok()?;
            Some((first.stem, second.stem))
        };
        Self(terms.iter().filter_map(pair).collect())
    }

    /// The words of a text, with each such term as one.
    pub(super) fn words(&self, text: &str) -> Vec<Word> {
        let mut found: Vec<Word> = Vec::new();
        for word in words(text) {
            match found.last_mut() {
                Some(last) if self.0.contains(&(last.stem.clone(), word.stem.clone())) => {
                    last.form.push_str(&word.form);
                    last.stem.push_str(&word.stem);
                    last.at.end = word.at.end;
                }
                _ => found.push(word),
            }
        }
        found
    }
}

/// Small letters without apostrophes.
fn plain(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).filter(|letter| !matches!(letter, '\'' | '’')).collect()
}

/// A word without its ending, so that *running*, *runs* and *run* are the same.
pub(super) fn stem(word: &str) -> String {
    let lower = plain(word);
    if !lower.is_ascii() || lower.len() <= SHORTEST {
        return lower;
    }
    let singular = singular(&lower);
    let bare = without_ending(&singular).unwrap_or(singular);
    match bare.strip_suffix('e') {
        Some(rest) if rest.len() >= SHORTEST => rest.to_owned(),
        _ => bare,
    }
}

/// Words up to this length have no ending to lose.
const SHORTEST: usize = 3;

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies")
        && rest.len() >= SHORTEST
    {
        return format!("{rest}y");
    }
    if let Some(rest) = word.strip_suffix("es")
        && ["ss", "sh", "ch", "x"].iter().any(|end| rest.ends_with(end))
    {
        return rest.to_owned();
    }
    match word.strip_suffix('s') {
        Some(rest) if !rest.ends_with(['s', 'u', 'i']) => rest.to_owned(),
        _ => word.to_owned(),
    }
}

/// Without -ing or -ed, where a word with a vowel is left.
fn without_ending(word: &str) -> Option<String> {
    let rest = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed"))?;
    let vowel = rest.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    if rest.len() < SHORTEST || !vowel || rest.ends_with('e') {
        return None;
    }
    let mut letters = rest.chars().rev();
    let (last, before) = (letters.next(), letters.next());
    let doubled = last == before && last.is_some_and(|letter| !"aeioulsz".contains(letter));
    Some(if doubled { rest[..rest.len() - 1].to_owned() } else { rest.to_owned() })
}

/// The sentences of a text, as ranges of bytes.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut ends = Vec::new();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    for (i, (at, letter)) in letters.iter().enumerate() {
        let after = letters.get(i + 1).map(|(_, letter)| *letter);
        if matches!(letter, '.' | '?') && after.is_none_or(char::is_whitespace) {
            ends.push(start..at + 1);
            start = at + 1;
        }
    }
    if text[start..].chars().any(char::is_alphanumeric) {
        ends.push(start..text.len());
    }
    ends.into_iter().map(move |range| {
        let skipped = text[range.clone()].chars().take_while(|letter| letter.is_whitespace());
        range.start + skipped.map(char::len_utf8).sum::<usize>()..range.end
    })
}

/// Whether two words differ by one letter put in, left out, replaced or swapped with its neighbour.
pub(super) fn one_slip_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let same = short.iter().zip(long.iter()).take_while(|(x, y)| x == y).count();
    match long.len() - short.len() {
        0 if same == long.len() => false,
        0 => {
            let rest = &short[same..];
            let other = &long[same..];
            rest[1..] == other[1..]
                || (rest.len() >= 2 && rest[0] == other[1] && rest[1] == other[0] && rest[2..] == other[2..])
        }
        1 => short[same..] == long[same + 1..],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_share_a_stem() {
        let groups: [&[&str]; 9] = [
            &["run", "runs", "running", "Run"],
            &["stretch", "stretches", "stretching", "stretched"],
            &["massage", "massages", "massaging"],
            &["injury", "injuries"],
            &["sit", "sits", "sitting"],
            &["needle", "needles", "needling"],
            &["tear", "tears", "tearing"],
            &["cramp", "cramps", "cramping"],
            &["ache", "aches", "aching"],
        ];
        for group in groups {
            for word in group {
                assert_eq!(stem(word), stem(group[0]), "{word}");
            }
        }
    }

    #[test]
    fn short_and_unusual_words_stay() {
        for word in ["ice", "dvt", "mri", "pelvis", "sciatica"] {
            assert_eq!(stem(word), word);
        }
        assert_eq!(stem("doms"), "dom");
        assert_eq!(stem("don’t"), "dont");
    }

    #[test]
    fn words_know_where_they_stand() {
        let text = "Sit-bone pain, again?";
        let found: Vec<&str> = words(text).into_iter().map(|word| &text[word.at]).collect();
        assert_eq!(found, ["Sit", "bone", "pain", "again"]);
    }

    #[test]
    fn two_words_that_are_one_term_are_joined() {
        let joined = Joined::new(&["warm up".to_owned(), "sit bone".to_owned(), "alone".to_owned()]);
        let stems =
            |text: &str| -> Vec<String> { joined.words(text).into_iter().map(|word| word.stem).collect() };
        assert_eq!(stems("Warm-up"), stems("warmup"));
        assert_eq!(stems("sit bones"), stems("sitbone"));
        assert_eq!(stems("sitting"), ["sit"]);
        assert_eq!(joined.words("my sit-bone hurts")[1].at, 3..11);
    }

    #[test]
    fn sentences_end_at_full_stops_and_not_inside_numbers() {
        let text = "Took 62.5 days. Was it long? Yes";
        let found: Vec<&str> = sentences(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["Took 62.5 days.", "Was it long?", "Yes"]);
    }

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for typo in ["hamstrng", "hamsstring", "hamstting", "hamtsring"] {
            assert!(one_slip_apart("hamstring", typo), "{typo}");
        }
        for other in ["hamstring", "hmstrng", "drumstring"] {
            assert!(!one_slip_apart("hamstring", other), "{other}");
        }
    }
}
