//! Text made comparable: lower case, no accents, no tags, single spaces.

/// Lower case without accents; tags of markup and runs of anything but letters and digits become one space.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut in_tag = false;
    for letter in text.chars() {
        match letter {
            '<' => in_tag = true,
            '>' => in_tag = false,
            _ if in_tag => {}
            _ => letter.to_lowercase().for_each(|lower| push(&mut folded, lower)),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn push(folded: &mut String, letter: char) {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => "a",
        'ç' | 'č' => "c",
        'è' | 'é' | 'ê' | 'ë' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ñ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'ý' | 'ÿ' => "y",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        // The dot of a decomposed or Turkish letter.
        '\u{300}'..='\u{36f}' => "",
        _ if letter.is_alphanumeric() => return folded.push(letter),
        _ if folded.is_empty() || folded.ends_with(' ') => "",
        _ => " ",
    };
    folded.push_str(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_tags_and_signs_do_not_matter() {
        assert_eq!(fold("<span class=\"x\" title=\"y\">Sport Type</span>"), "sport type");
        assert_eq!(fold(" Date de l’activité "), "date de l activite");
        assert_eq!(fold("Aktivitäts-ID"), "aktivitats id");
        assert_eq!(fold("15\u{202f}août 2020, 3:04"), "15 aout 2020 3 04");
        assert_eq!(fold("<unclosed"), "");
    }
}
