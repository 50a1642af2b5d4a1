//! Tables: a header by name, rows as bytes; the codes of professions; towns and postal codes.

use std::io::BufReader;

use csv::{ByteRecord, ReaderBuilder};
use femoris_measure::{Day, Place};

use super::recognise::{CODE, LATITUDE, LONGITUDE, TownShape, column_name};
use super::{Counts, Pace, ReadError, Sink, Source};
use crate::entry::Town;
use crate::text::{decode, tidy};

/// Most bytes of one cell that are kept.
pub(super) const LONGEST_CELL: usize = 300;
/// Most columns a header may have.
const MOST_COLUMNS: usize = 2_000;
/// Largest row, in bytes; a quote that is never closed would make one of the whole file.
const LARGEST_ROW: usize = 1 << 20;
const BUFFER: usize = 256 << 10;

/// What stands between cells. Only commas come with quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    Commas,
    Tabs,
    Pipes,
}

impl Layout {
    fn delimiter(self) -> u8 {
        match self {
            Self::Commas => b',',
            Self::Tabs => b'\t',
            Self::Pipes => b'|',
        }
    }
}

/// Rows of a file one after the other.
pub(super) struct Rows<'a> {
    reader: csv::Reader<BufReader<&'a mut dyn Source>>,
    row: ByteRecord,
    pace: Pace,
}

impl<'a> Rows<'a> {
    pub(super) fn new(source: &'a mut dyn Source, layout: Layout) -> Self {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(layout.delimiter())
            .quoting(layout == Layout::Commas)
            .buffer_capacity(BUFFER)
            .from_reader(BufReader::with_capacity(BUFFER, source));
        Self { reader, row: ByteRecord::new(), pace: Pace::new() }
    }

    /// The names of the columns, in small letters.
    pub(super) fn header(&mut self, sink: &mut dyn Sink) -> Result<Vec<String>, ReadError> {
        let row = self.next(sink)?.ok_or_else(|| ReadError::refused("It has no header line."))?;
        if row.len() > MOST_COLUMNS {
            return Err(ReadError::refused(format!("Its header has more than {MOST_COLUMNS} columns.")));
        }
        Ok(row.iter().map(|cell| column_name(decode(cell).trim_start_matches('\u{feff}'))).collect())
    }

    pub(super) fn next(&mut self, sink: &mut dyn Sink) -> Result<Option<&ByteRecord>, ReadError> {
        self.pace.at(self.reader.position().byte(), sink)?;
        match self.reader.read_byte_record(&mut self.row) {
            Ok(false) => Ok(None),
            Ok(true) if self.row.as_slice().len() > LARGEST_ROW => {
                let line = self.row.position().map_or(0, csv::Position::line);
                Err(ReadError::refused(format!(
                    "The row that begins on line {line} has more than {LARGEST_ROW} bytes: a quote is not closed."
                )))
            }
            Ok(true) => Ok(Some(&self.row)),
            Err(error) => match error.into_kind() {
                csv::ErrorKind::Io(error) => Err(ReadError::Io(error)),
                other => Err(ReadError::refused(format!("Its table cannot be read ({other:?})."))),
            },
        }
    }
}

/// Index of the first column with one of these names.
pub(super) fn column(header: &[String], names: &[&str]) -> Option<usize> {
    header.iter().position(|name| names.contains(&name.as_str()))
}

pub(super) fn cell(row: &ByteRecord, index: Option<usize>) -> String {
    index
        .and_then(|index| row.get(index))
        .map_or_else(String::new, |bytes| tidy(&decode(bytes), LONGEST_CELL))
}

pub(super) fn place(lat: &str, lon: &str) -> Option<Place> {
    Place::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?).ok()
}

type Read = Result<(Counts, Option<Day>), ReadError>;

/// The NUCC codes: code, type, classification, specialization.
pub(super) fn taxonomy(source: &mut dyn Source, sink: &mut dyn Sink) -> Read {
    let mut rows = Rows::new(source, Layout::Commas);
    let header = rows.header(sink)?;
    let at = |names: &[&str]| column(&header, names);
    let (code, class, special) = (at(&["code"]), at(&["classification"]), at(&["specialization"]));
    let mut counts = Counts::default();
    loop {
        let Some(row) = rows.next(sink)? else { return Ok((counts, None)) };
        counts.met += 1;
        let (code, class, special) = (cell(row, code), cell(row, class), cell(row, special));
        if code.len() != 10 || class.is_empty() {
            counts.damaged += 1;
            continue;
        }
        let label = if special.is_empty() { class } else { format!("{class}, {special}") };
        counts.codes += 1;
        sink.taxonomy(&code, &label)?;
    }
}

/// Where the columns of a file of towns are.
struct Columns {
    name: Option<usize>,
    region: Option<usize>,
    code: Option<usize>,
    lat: Option<usize>,
    lon: Option<usize>,
    weight: Option<usize>,
}

/// Towns and postal codes.
pub(super) fn towns(source: &mut dyn Source, shape: TownShape, sink: &mut dyn Sink) -> Read {
    let layout = match shape {
        TownShape::Headed => Layout::Commas,
        TownShape::CensusPipes => Layout::Pipes,
        TownShape::CensusTabs | TownShape::GeoNamesPostal | TownShape::GeoNamesPlaces => Layout::Tabs,
    };
    let mut rows = Rows::new(source, layout);
    let some = |name, region, code, lat, lon, weight| Columns { name, region, code, lat, lon, weight };
    let columns = match shape {
        TownShape::GeoNamesPostal => some(Some(2), Some(3), Some(1), Some(9), Some(10), None),
        TownShape::GeoNamesPlaces => some(Some(1), Some(8), None, Some(4), Some(5), Some(14)),
        TownShape::CensusTabs | TownShape::CensusPipes => {
            let header = rows.header(sink)?;
            let at = |names: &[&str]| column(&header, names);
            some(None, None, at(&["geoid"]), at(&["intptlat"]), at(&["intptlong"]), None)
        }
        TownShape::Headed => {
            let header = rows.header(sink)?;
            let at = |names: &[&str]| column(&header, names);
            let name = at(&["city", "town", "place"]);
            some(name, at(&["state", "region"]), at(CODE), at(LATITUDE), at(LONGITUDE), at(&["population"]))
        }
    };
    let mut counts = Counts::default();
    loop {
        let Some(row) = rows.next(sink)? else { return Ok((counts, None)) };
        counts.met += 1;
        let (name, code) = (cell(row, columns.name), cell(row, columns.code));
        let position = place(&cell(row, columns.lat), &cell(row, columns.lon));
        let Some(position) = position.filter(|_| !name.is_empty() || !code.is_empty()) else {
            counts.damaged += 1;
            continue;
        };
        counts.towns += 1;
        let weight = cell(row, columns.weight).parse().unwrap_or_default();
        let region = cell(row, columns.region);
        sink.town(Town {
            name: if name.is_empty() { code.clone() } else { name },
            region,
            code,
            position,
            weight,
        })?;
    }
}
