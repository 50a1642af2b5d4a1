//! Names of stored things: the hash of an original, the id of a run.

use std::fmt;
use std::str::FromStr;

use sha2::Digest;

/// SHA-256 of an original's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }

    /// From the 32 bytes of a hash computed elsewhere, for readers that hash while they stream.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sha256({self})")
    }
}

/// The text is not the id of a run or the hash of an original.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{expected} expected, not {text:?}")]
pub struct NotAnId {
    /// What was expected.
    pub expected: &'static str,
    /// What arrived, cut to 80 characters.
    pub text: String,
}

impl FromStr for Sha256 {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let refuse = || NotAnId { expected: "64 hexadecimal digits", text: text.chars().take(80).collect() };
        if text.len() != 64 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        for (i, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(2 * i..2 * i + 2).ok_or_else(refuse)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refuse())?;
        }
        Ok(Self(bytes))
    }
}

/// Id of a run: the same bytes and the same part of them always have the same id.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(String);

/// Hexadecimal digits of the hash in an id: 80 bits tell any number of a person's files apart.
const ID_DIGITS: usize = 20;

impl RunId {
    /// The id of a part of an original; parts count from 0.
    pub fn new(original: &Sha256, part: u16) -> Self {
        let hex = original.to_string();
        let short = hex.get(..ID_DIGITS).unwrap_or(&hex);
        Self(if part == 0 { short.to_owned() } else { format!("{short}-{part}") })
    }

    /// The id as text: lower-case letters, digits and at most one hyphen; safe in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RunId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let (hash, part) = text.split_once('-').map_or((text, None), |(hash, part)| (hash, Some(part)));
        let hash_fits =
            hash.len() == ID_DIGITS && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let part_fits = part.is_none_or(|part| {
            part.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == part)
        });
        if hash_fits && part_fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId { expected: "the id of a run", text: text.chars().take(80).collect() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_and_parse_back() {
        let sha = Sha256::of(b"a run");
        assert_eq!(sha.to_string().parse::<Sha256>(), Ok(sha));
        for part in [0, 1, 65_535] {
            let id = RunId::new(&sha, part);
            assert_eq!(id.as_str().parse::<RunId>(), Ok(id.clone()), "{id}");
        }
        assert_eq!(RunId::new(&sha, 1).as_str(), format!("{}-1", RunId::new(&sha, 0)));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        let zeros = "0".repeat(20);
        for bad in
            ["", "../etc", &zeros[1..], &format!("{zeros}-0"), &format!("{zeros}-01"), &format!("{zeros}-+1")]
        {
            assert!(bad.parse::<RunId>().is_err(), "{bad}");
        }
        assert!("zz".repeat(32).parse::<Sha256>().is_err());
        assert!("é".repeat(32).parse::<Sha256>().is_err());
    }
}
