//! One entry of one directory: what it says, and how it is known here.

use femoris_measure::{Day, Place};

use crate::vocabulary::{Kind, Professions, Skills};

/// The name of an entry in its directory, such as `osm:n42` or `npi:1234567890`; the same in every edition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryKey(String);

impl EntryKey {
    /// Longest key, in bytes.
    pub const LONGEST: usize = 200;

    /// A key; `None` when empty, longer than [`Self::LONGEST`] or with control characters in it.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let fine = !text.is_empty() && text.len() <= Self::LONGEST && !text.chars().any(char::is_control);
        fine.then_some(Self(text))
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for EntryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// How well the position is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// The place itself.
    Exact,
    /// The middle of its postal code or town: a few kilometres off is usual.
    Area,
}

/// Whether a wheelchair gets in, as the directory says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wheelchair {
    /// Yes.
    Yes,
    /// In part.
    Limited,
    /// No.
    No,
}

/// Where letters go; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postcode: String,
    /// Town.
    pub town: String,
    /// State or region.
    pub region: String,
}

/// How to reach them; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contact {
    /// Telephone number as written.
    pub phone: String,
    /// Site, always `http://` or `https://`.
    pub website: String,
    /// Mail address.
    pub email: String,
}

/// What one directory says about one place or person.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name in the directory.
    pub key: EntryKey,
    /// Which kind of directory.
    pub kind: Kind,
    /// Name as listed.
    pub name: String,
    /// What they are; never empty.
    pub professions: Professions,
    /// Skills that are stated. What is not stated is not known.
    pub skills: Skills,
    /// Where.
    pub position: Place,
    /// How well that is known.
    pub precision: Precision,
    /// Address.
    pub address: Address,
    /// Contact.
    pub contact: Contact,
    /// Opening hours as written; empty when not known.
    pub hours: String,
    /// Wheelchair access; `None` when not known.
    pub wheelchair: Option<Wheelchair>,
    /// Languages as two-letter codes, separated by spaces; empty when not known.
    pub languages: String,
    /// Codes of the NUCC taxonomy, separated by spaces.
    pub taxonomies: String,
    /// The day the entry was last changed in its directory.
    pub updated: Option<Day>,
}

/// A town or a postal code and its middle, for typed places.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    /// Name.
    pub name: String,
    /// State or region; may be empty.
    pub region: String,
    /// Postal code; empty for a town.
    pub code: String,
    /// Middle.
    pub position: Place,
    /// Larger comes first where names are equal: inhabitants, or a rank where those are not known.
    pub weight: u32,
}
