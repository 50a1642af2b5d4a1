//! An entry as bytes between reader and table, and as the columns of its row.

use femoris_measure::{Day, Place};

use crate::entry::{Address, Contact, Entry, EntryKey, Precision, Wheelchair};
use crate::geo::Spot;
use crate::vocabulary::{Professions, Skills};

/// Separates the parts of the detail column; control characters are removed from every text before.
const PART: char = '\u{1f}';
/// How many parts there are.
const PARTS: usize = 10;

/// Bits of the flags column above those of the skills.
pub(super) const SKILL_BITS: u32 = 16;
/// A wheelchair gets in.
pub(super) const WHEELCHAIR: u32 = 1 << SKILL_BITS;
/// In part.
const LIMITED: u32 = 1 << (SKILL_BITS + 1);
/// Not.
const NO_WHEELCHAIR: u32 = 1 << (SKILL_BITS + 2);
/// The position is the middle of an area.
pub(super) const AREA: u32 = 1 << (SKILL_BITS + 3);
/// No edition lists it any more.
pub(super) const GONE: u32 = 1 << (SKILL_BITS + 4);

/// The columns of a row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Row {
    pub(super) dataset: u32,
    pub(super) key: String,
    pub(super) professions: u32,
    pub(super) lat: i32,
    pub(super) lon: i32,
    /// Skills and bits above them.
    pub(super) flags: u32,
    pub(super) gone: Option<i32>,
    pub(super) updated: Option<i32>,
    pub(super) name: String,
    pub(super) detail: String,
}

impl Row {
    pub(super) fn of(dataset: u32, entry: &Entry) -> Self {
        let spot = Spot::of(entry.position);
        let wheelchair = match entry.wheelchair {
            Some(Wheelchair::Yes) => WHEELCHAIR,
            Some(Wheelchair::Limited) => LIMITED,
            Some(Wheelchair::No) => NO_WHEELCHAIR,
            None => 0,
        };
        let area = if entry.precision == Precision::Area { AREA } else { 0 };
        let (address, contact) = (&entry.address, &entry.contact);
        let parts: [&str; PARTS] = [
            &address.street,
            &address.postcode,
            &address.town,
            &address.region,
            &contact.phone,
            &contact.website,
            &contact.email,
            &entry.hours,
            &entry.languages,
            &entry.taxonomies,
        ];
        let mut detail = parts.join(&PART.to_string());
        detail.truncate(detail.trim_end_matches(PART).len());
        Self {
            dataset,
            key: entry.key.as_str().to_owned(),
            professions: entry.professions.bits(),
            lat: spot.lat,
            lon: spot.lon,
            flags: entry.skills.bits() | wheelchair | area,
            gone: None,
            updated: entry.updated.map(Day::days_since_epoch),
            name: entry.name.clone(),
            detail,
        }
    }

    pub(super) fn cell(&self) -> u32 {
        Spot { lat: self.lat, lon: self.lon }.cell()
    }

    /// Back to an entry; `None` where the row was not written by us.
    pub(super) fn entry(&self, kind: crate::vocabulary::Kind) -> Option<Entry> {
        let mut parts = self.detail.split(PART).map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        let address = Address { street: part(), postcode: part(), town: part(), region: part() };
        let contact = Contact { phone: part(), website: part(), email: part() };
        let wheelchair =
            [(WHEELCHAIR, Wheelchair::Yes), (LIMITED, Wheelchair::Limited), (NO_WHEELCHAIR, Wheelchair::No)];
        Some(Entry {
            key: EntryKey::new(self.key.as_str())?,
            kind,
            name: self.name.clone(),
            professions: Professions::from_bits(self.professions),
            skills: self.skills(),
            position: self.position()?,
            precision: if self.flags & AREA == 0 { Precision::Exact } else { Precision::Area },
            address,
            contact,
            hours: part(),
            wheelchair: wheelchair.iter().find(|(bit, _)| self.flags & bit != 0).map(|(_, access)| *access),
            languages: part(),
            taxonomies: part(),
            updated: self.updated.and_then(Day::from_days_since_epoch),
        })
    }

    pub(super) fn skills(&self) -> Skills {
        Skills::from_bits(self.flags & ((1 << SKILL_BITS) - 1))
    }

    pub(super) fn position(&self) -> Option<Place> {
        Spot { lat: self.lat, lon: self.lon }.place()
    }

    /// One of the parts of the detail column.
    fn part(&self, index: usize) -> &str {
        self.detail.split(PART).nth(index).unwrap_or_default()
    }

    pub(super) fn postcode(&self) -> &str {
        self.part(1)
    }

    pub(super) fn phone(&self) -> &str {
        self.part(4)
    }

    /// Appends the row to a buffer.
    pub(super) fn write(&self, into: &mut Vec<u8>) {
        for number in [self.dataset, self.professions, self.lat as u32, self.lon as u32, self.flags] {
            into.extend_from_slice(&number.to_le_bytes());
        }
        for day in [self.gone, self.updated] {
            into.extend_from_slice(&day.unwrap_or(i32::MIN).to_le_bytes());
        }
        for text in [&self.key, &self.name, &self.detail] {
            into.extend_from_slice(&(text.len() as u32).to_le_bytes());
            into.extend_from_slice(text.as_bytes());
        }
    }

    /// Reads what [`Self::write`] wrote; `None` for anything else.
    pub(super) fn parse(mut bytes: &[u8]) -> Option<Self> {
        fn number(bytes: &mut &[u8]) -> Option<u32> {
            let (first, rest) = bytes.split_first_chunk::<4>()?;
            *bytes = rest;
            Some(u32::from_le_bytes(*first))
        }
        fn text(bytes: &mut &[u8]) -> Option<String> {
            let length = number(bytes)? as usize;
            let (first, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            String::from_utf8(first.to_vec()).ok()
        }
        let from = &mut bytes;
        let day = |number: u32| Some(number as i32).filter(|day| *day != i32::MIN);
        Some(Self {
            dataset: number(from)?,
            professions: number(from)?,
            lat: number(from)? as i32,
            lon: number(from)? as i32,
            flags: number(from)?,
            gone: day(number(from)?),
            updated: day(number(from)?),
            key: text(from)?,
            name: text(from)?,
            detail: text(from)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_survives_the_way_through_the_sorter() {
        let row =
            Row { key: "osm:n1".into(), lat: -5, updated: Some(20_000), name: "Ä".into(), ..Row::default() };
        let mut bytes = Vec::new();
        row.write(&mut bytes);
        assert_eq!(Row::parse(&bytes), Some(row));
        assert_eq!(Row::parse(&bytes[..bytes.len() - 1]), None);
    }
}
