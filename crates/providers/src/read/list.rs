//! A list of the runner's own: CSV with a header. Only `name`, `profession` and a place are needed.

use csv::ByteRecord;
use femoris_measure::{Day, Place};

use super::recognise::{CODE, LATITUDE, LONGITUDE};
use super::table::{Layout, Rows, cell, column, place};
use super::tags::site;
use super::zip_points::ZipPoints;
use super::{Counts, ReadError, Sink, Source};
use crate::entry::{Address, Contact, Entry, EntryKey, Precision, Wheelchair};
use crate::text::{fold, hash};
use crate::vocabulary::{Kind, Profession, Professions, Skill, Skills};

/// The cells of a row by the name of their column.
struct Cells<'a> {
    header: &'a [String],
    row: &'a ByteRecord,
}

impl Cells<'_> {
    fn get(&self, names: &[&str]) -> String {
        cell(self.row, column(self.header, names))
    }
}

pub(super) fn read(
    source: &mut dyn Source,
    zips: &ZipPoints,
    sink: &mut dyn Sink,
) -> Result<(Counts, Option<Day>), ReadError> {
    let mut rows = Rows::new(source, Layout::Commas);
    let header = rows.header(sink)?;
    if column(&header, &["profession", "type"]).is_none() {
        let known: Vec<&str> = Profession::ALL.iter().map(|one| one.id()).collect();
        return Err(ReadError::refused(format!(
            "Its header has no column called profession. Add one; its words are {}.",
            known.join(", ")
        )));
    }
    let mut counts = Counts::default();
    let mut newest = None;
    loop {
        let Some(row) = rows.next(sink)? else { return Ok((counts, newest)) };
        counts.met += 1;
        let cells = Cells { header: &header, row };
        let (name, (professions, skills)) = (cells.get(&["name"]), stated(&cells));
        if name.is_empty() {
            counts.damaged += 1;
        } else if professions.is_empty() {
            counts.other_profession += 1;
        } else if let Some((position, precision)) = position(&cells, zips) {
            let Some(entry) = entry(&cells, name, (professions, skills), (position, precision)) else {
                counts.damaged += 1;
                continue;
            };
            newest = newest.max(entry.updated);
            counts.kept += 1;
            sink.entry(entry)?;
        } else {
            counts.without_position += 1;
        }
    }
}

fn position(cells: &Cells<'_>, zips: &ZipPoints) -> Option<(Place, Precision)> {
    let exact = place(&cells.get(LATITUDE), &cells.get(LONGITUDE)).map(|place| (place, Precision::Exact));
    exact.or_else(|| zips.get(&cells.get(CODE)).map(|place| (place, Precision::Area)))
}

/// Professions and skills by id or in words, separated by semicolons.
fn stated(cells: &Cells<'_>) -> (Professions, Skills) {
    let words = |names: &[&str]| -> Vec<String> {
        cells.get(names).split(';').map(|word| fold(word).replace(' ', "_")).collect()
    };
    let profession = |word: &String| match word.as_str() {
        "physio" | "physical_therapist" | "physiotherapy" => Some(Profession::Physiotherapist),
        "orthopedic_surgeon" => Some(Profession::OrthopaedicSurgeon),
        "doctor" => Some(Profession::Physician),
        other => Profession::from_id(other),
    };
    let professions = words(&["profession", "type"]).iter().filter_map(profession).collect();
    let skills = words(&["skills"]).iter().filter_map(|word| Skill::from_id(word)).collect();
    (professions, skills)
}

fn entry(
    cells: &Cells<'_>,
    name: String,
    (professions, skills): (Professions, Skills),
    (position, precision): (Place, Precision),
) -> Option<Entry> {
    let address = Address {
        street: cells.get(&["address", "street"]),
        postcode: cells.get(CODE),
        town: cells.get(&["town", "city"]),
        region: cells.get(&["region", "state"]),
    };
    // A row keeps its name through editions by its id, else by its name and address.
    let id = cells.get(&["id"]);
    let id = if id.is_empty() {
        let identity = format!("{}|{}|{}", fold(&name), fold(&address.street), fold(&address.postcode));
        format!("{:016x}", hash(identity.as_bytes()))
    } else {
        id
    };
    let wheelchair = match fold(&cells.get(&["wheelchair"])).as_str() {
        "yes" => Some(Wheelchair::Yes),
        "limited" => Some(Wheelchair::Limited),
        "no" => Some(Wheelchair::No),
        _ => None,
    };
    Some(Entry {
        key: EntryKey::new(format!("own:{id}"))?,
        kind: Kind::OwnList,
        name,
        professions,
        skills,
        position,
        precision,
        address,
        contact: Contact {
            phone: cells.get(&["phone", "telephone"]),
            website: site(&cells.get(&["website", "site", "url"])),
            email: cells.get(&["email", "mail"]),
        },
        hours: cells.get(&["hours", "opening_hours"]),
        wheelchair,
        languages: languages(&cells.get(&["languages", "language"])),
        taxonomies: String::new(),
        updated: cells.get(&["updated", "checked"]).parse().ok(),
    })
}

/// Two-letter codes, separated by one space.
pub(super) fn languages(text: &str) -> String {
    let folded = fold(text);
    let mut codes: Vec<&str> = folded.split(' ').filter(|code| code.len() == 2).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(" ")
}
