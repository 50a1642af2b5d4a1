//! What a mistyped id was probably meant to be, for errors that say how to mend it.

/// The candidate nearest to `word`, if one is near enough to be meant.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.chars().take(MAX_LENGTH).collect();
    let scored = candidates.into_iter().map(|candidate| (distance(&word, candidate), candidate));
    let (distance, candidate) = scored.min()?;
    let near = (candidate.chars().count().max(word.len()) / 3).max(1);
    (distance <= near).then_some(candidate)
}

/// Ids are short; a longer word is no misspelling of one.
const MAX_LENGTH: usize = 64;

/// Letters to insert, delete or replace.
fn distance(word: &[char], candidate: &str) -> usize {
    let mut row: Vec<usize> = (0..=word.len()).collect();
    for (i, letter) in candidate.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in word.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[word.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        let ids = ["pop_felt", "slump", "dark_urine"];
        assert_eq!(closest("pop_fel", ids), Some("pop_felt"));
        assert_eq!(closest("slumps", ids), Some("slump"));
        assert_eq!(closest("headache", ids), None);
        assert_eq!(closest("", []), None);
    }
}
