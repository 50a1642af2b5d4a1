//! The US registry of providers (NPPES): some twenty of its 330 columns, found by name.

use csv::ByteRecord;
use femoris_measure::Day;

use super::table::{Layout, Rows, cell, column};
use super::zip_points::ZipPoints;
use super::{Counts, ReadError, Sink, Source};
use crate::entry::{Address, Contact, Entry, EntryKey, Precision};
use crate::vocabulary::{Kind, Professions, Skills, of_taxonomy};

/// Taxonomies a row may have.
const TAXONOMIES: usize = 15;

/// Where the columns are in this edition.
struct Columns {
    npi: usize,
    organisation: Option<usize>,
    last: Option<usize>,
    first: Option<usize>,
    credential: Option<usize>,
    street: [Option<usize>; 2],
    town: Option<usize>,
    state: Option<usize>,
    zip: usize,
    country: Option<usize>,
    phone: Option<usize>,
    updated: Option<usize>,
    deactivated: Option<usize>,
    reactivated: Option<usize>,
    taxonomies: Vec<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Result<Self, ReadError> {
        let at = |name: &str| column(header, &[name]);
        let missing = |name: &str| ReadError::refused(format!("Its header has no column {name:?}."));
        let needed = |name: &str| at(name).ok_or_else(|| missing(name));
        let practice = |what: &str| at(&format!("provider business practice location address {what}"));
        let line = |which: &str| at(&format!("provider {which} line business practice location address"));
        let zip = "provider business practice location address postal code";
        let taxonomy = |number| at(&format!("healthcare provider taxonomy code_{number}"));
        Ok(Self {
            npi: needed("npi")?,
            organisation: at("provider organization name (legal business name)"),
            last: at("provider last name (legal name)"),
            first: at("provider first name"),
            credential: at("provider credential text"),
            street: [line("first"), line("second")],
            town: practice("city name"),
            state: practice("state name"),
            zip: needed(zip)?,
            country: practice("country code (if outside u.s.)"),
            phone: practice("telephone number"),
            updated: at("last update date"),
            deactivated: at("npi deactivation date"),
            reactivated: at("npi reactivation date"),
            taxonomies: (1..=TAXONOMIES).filter_map(taxonomy).collect(),
        })
    }
}

pub(super) fn read(
    source: &mut dyn Source,
    zips: &ZipPoints,
    sink: &mut dyn Sink,
) -> Result<(Counts, Option<Day>), ReadError> {
    let mut rows = Rows::new(source, Layout::Commas);
    let header = rows.header(sink)?;
    let columns = Columns::of(&header)?;
    let mut counts = Counts::default();
    let mut newest: Option<Day> = None;
    loop {
        let Some(row) = rows.next(sink)? else { return Ok((counts, newest)) };
        if zips.is_empty() {
            return Err(ReadError::refused(
                "It has addresses but no positions. Import a file of postal codes first, such as the census gazetteer.",
            ));
        }
        counts.met += 1;
        if row.len() <= columns.zip {
            counts.damaged += 1;
            continue;
        }
        match one(row, &columns, zips) {
            Row::Kept(entry) => {
                newest = newest.max(entry.updated);
                counts.kept += 1;
                sink.entry(*entry)?;
            }
            Row::Other => counts.other_profession += 1,
            Row::Deactivated => counts.deactivated += 1,
            Row::NoPosition => counts.without_position += 1,
            Row::Damaged => counts.damaged += 1,
        }
    }
}

enum Row {
    Kept(Box<Entry>),
    Other,
    Deactivated,
    NoPosition,
    Damaged,
}

fn one(row: &ByteRecord, columns: &Columns, zips: &ZipPoints) -> Row {
    let filled = |index: Option<usize>| index.and_then(|i| row.get(i)).is_some_and(|bytes| !bytes.is_empty());
    if filled(columns.deactivated) && !filled(columns.reactivated) {
        return Row::Deactivated;
    }
    let (professions, skills, codes) = taxonomies(row, columns);
    if professions.is_empty() {
        return Row::Other;
    }
    let npi = row.get(columns.npi).unwrap_or_default();
    if npi.len() != 10 || !npi.iter().all(u8::is_ascii_digit) {
        return Row::Damaged;
    }
    let at = |index| cell(row, index);
    let (zip, country) = (at(Some(columns.zip)), at(columns.country));
    let here = matches!(country.as_str(), "" | "US");
    let Some(position) = zips.get(&zip).filter(|_| here) else { return Row::NoPosition };
    let name = name(row, columns);
    let Some(key) = EntryKey::new(format!("npi:{}", at(Some(columns.npi)))).filter(|_| !name.is_empty())
    else {
        return Row::Damaged;
    };
    let street: Vec<String> =
        columns.street.iter().map(|line| at(*line)).filter(|line| !line.is_empty()).collect();
    Row::Kept(Box::new(Entry {
        key,
        kind: Kind::Nppes,
        name,
        professions,
        skills,
        position,
        precision: Precision::Area,
        address: Address {
            street: street.join(", "),
            postcode: zip,
            town: at(columns.town),
            region: at(columns.state),
        },
        contact: Contact { phone: at(columns.phone), ..Contact::default() },
        hours: String::new(),
        wheelchair: None,
        languages: String::new(),
        taxonomies: codes,
        updated: american_day(&at(columns.updated)),
    }))
}

/// Reads the codes before any text is copied: nine of ten rows end here.
fn taxonomies(row: &ByteRecord, columns: &Columns) -> (Professions, Skills, String) {
    let (mut professions, mut skills, mut codes) = (Professions::EMPTY, Skills::EMPTY, String::new());
    for index in &columns.taxonomies {
        let code = row.get(*index).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
        if let Some((profession, stated)) = of_taxonomy(code) {
            professions = professions.with(profession);
            skills = skills.union(stated);
            if !codes.is_empty() {
                codes.push(' ');
            }
            codes.push_str(code);
        }
    }
    (professions, skills, codes)
}

fn name(row: &ByteRecord, columns: &Columns) -> String {
    let at = |index| cell(row, index);
    let organisation = at(columns.organisation);
    if !organisation.is_empty() {
        return organisation;
    }
    let (first, last, credential) = (at(columns.first), at(columns.last), at(columns.credential));
    let person = format!("{first} {last}");
    let person = person.trim();
    if credential.is_empty() { person.to_owned() } else { format!("{person}, {credential}") }
}

/// `11/21/2026`
fn american_day(text: &str) -> Option<Day> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    Day::from_ymd(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
