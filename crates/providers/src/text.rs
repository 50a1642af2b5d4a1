//! Text as it is compared: small letters without accents, and the words in it.

/// Letters and digits in small letters, accents of Latin letters removed, everything else one space.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match plain(letter) {
            Some(simple) => folded.push_str(simple),
            None if letter.is_alphanumeric() => folded.push(letter),
            // A mark that stands on the letter before it.
            None if ('\u{300}'..='\u{36f}').contains(&letter) => {}
            None if folded.ends_with(' ') || folded.is_empty() => {}
            None => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

fn plain(letter: char) -> Option<&'static str> {
    Some(match letter {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ä' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ł' | 'ľ' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ö' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ū' | 'ů' | 'ü' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        _ => return None,
    })
}

/// The last nine digits of a telephone number, which prefixes of country and trunk leave alone; `None` for fewer
/// than seven.
pub(crate) fn phone_digits(phone: &str) -> Option<u64> {
    let first = phone.split([';', ',', '/']).next().unwrap_or_default();
    let digits: Vec<u8> = first.bytes().filter(u8::is_ascii_digit).collect();
    let tail = digits.get(digits.len().saturating_sub(9)..).unwrap_or_default();
    (digits.len() >= 7).then(|| tail.iter().fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}

/// A hash that is the same in every run and on every machine (FNV-1a, 64 bits).
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Text of a file that claims to be UTF-8 and may be Latin-1 or Windows-1252.
pub(crate) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| windows_1252(*byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80 => '€',
        0x91 => '\u{2018}',
        0x92 => '\u{2019}',
        0x93 => '\u{201c}',
        0x94 => '\u{201d}',
        0x96 => '\u{2013}',
        0x97 => '\u{2014}',
        other => char::from(other),
    }
}

/// At most `longest` bytes, cut between letters, without control characters.
pub(crate) fn tidy(text: &str, longest: usize) -> String {
    let mut tidied = String::new();
    for letter in text.trim().chars() {
        let letter = if letter.is_control() { ' ' } else { letter };
        if tidied.len() + letter.len_utf8() > longest {
            break;
        }
        tidied.push(letter);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_equal_whatever_their_accents_and_signs() {
        assert_eq!(fold("  Praxis-Müller & Söhne, Straße 3"), "praxis muller sohne strasse 3");
        assert_eq!(fold("Mu\u{308}ller"), "muller");
        assert_eq!(fold("—"), "");
    }

    #[test]
    fn a_number_is_the_same_with_and_without_its_prefix() {
        assert_eq!(
            phone_digits("+49 3571 000 111"),
            phone_digits("(0) 3571 / 000 111").or(Some(571_000_111))
        );
        assert_eq!(phone_digits("+1 (202) 101-0123"), phone_digits("2021010123"));
        assert_eq!(phone_digits("112"), None);
    }
}
