//! What a file is, by its first bytes. Names and endings decide nothing.

use std::io::{Read, SeekFrom};

use super::{ReadError, Source};
use crate::text::decode;

/// Bytes looked at: the header line of the US registry has 12 kB.
const HEAD: u64 = 64 * 1024;

/// A kind of file this room reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `.osm.pbf`
    OpenStreetMap,
    /// Monthly or weekly file of the US registry.
    Nppes,
    /// Codes of professions and what they mean.
    Taxonomy,
    /// Towns or postal codes with their middle.
    Towns(TownShape),
    /// A list of the runner's own.
    OwnList,
    /// FHIR resources.
    PlanNet,
}

/// How a file of towns is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TownShape {
    /// Comma-separated with a header that names code, city, latitude and longitude.
    Headed,
    /// The census gazetteer of postal areas up to 2024: tabs, a header with `GEOID` and `INTPTLAT`.
    CensusTabs,
    /// The same since 2025, with pipes for tabs.
    CensusPipes,
    /// Postal codes of GeoNames: twelve columns, tabs, no header.
    GeoNamesPostal,
    /// Places of GeoNames: nineteen columns, tabs, no header.
    GeoNamesPlaces,
}

impl Format {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::OpenStreetMap => "OpenStreetMap extract",
            Self::Nppes => "US registry of providers",
            Self::Taxonomy => "codes of professions",
            Self::Towns(_) => "towns and postal codes",
            Self::OwnList => "list of your own",
            Self::PlanNet => "FHIR provider directory",
        }
    }
}

/// What a file is. Reads its beginning only.
pub fn recognise(source: &mut dyn Source) -> Result<Format, ReadError> {
    source.seek(SeekFrom::Start(0))?;
    let mut head = Vec::new();
    Read::take(&mut *source, HEAD).read_to_end(&mut head)?;
    if head.is_empty() {
        return Err(ReadError::refused("The file is empty."));
    }
    if let Some(packed) = packed(&head) {
        return Err(ReadError::refused(format!(
            "It is packed ({packed}). Unpack it and import the file inside."
        )));
    }
    if super::blob::begins_as_map(&head) {
        return Ok(Format::OpenStreetMap);
    }
    let text = decode(&head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') {
        return if text.contains("\"resourceType\"") {
            Ok(Format::PlanNet)
        } else {
            let why = "It is JSON, but not FHIR: there is no resourceType at its beginning.";
            Err(ReadError::Unknown(why.to_owned()))
        };
    }
    table(text.lines().next().unwrap_or_default(), text.lines().nth(1)).ok_or_else(unknown)
}

fn packed(head: &[u8]) -> Option<&'static str> {
    match head {
        [b'P', b'K', 3 | 5, ..] => Some("zip"),
        [0x1f, 0x8b, ..] => Some("gzip"),
        [b'B', b'Z', b'h', ..] => Some("bzip2"),
        _ => None,
    }
}

fn unknown() -> ReadError {
    let why = "It is none of: an OpenStreetMap extract (.osm.pbf, not a vector tile that only ends so), the NPPES \
               file, the NUCC codes, a list of towns or postal codes, FHIR, or a CSV with a header that has a column \
               called name.";
    ReadError::Unknown(why.to_owned())
}

fn table(header: &str, second: Option<&str>) -> Option<Format> {
    if header.contains("GEOID") && header.contains("INTPTLAT") {
        let shape = if header.contains('|') { TownShape::CensusPipes } else { TownShape::CensusTabs };
        return Some(Format::Towns(shape));
    }
    if header.contains('\t') {
        let columns = header.split('\t').count();
        let numeric =
            |index| header.split('\t').nth(index).is_some_and(|text| text.trim().parse::<f64>().is_ok());
        return if columns == 12 && numeric(9) && numeric(10) {
            Some(Format::Towns(TownShape::GeoNamesPostal))
        } else if columns == 19 && numeric(4) && numeric(5) {
            Some(Format::Towns(TownShape::GeoNamesPlaces))
        } else {
            None
        };
    }
    let names: Vec<String> = header.split(',').map(column_name).collect();
    let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    if names.first().is_some_and(|first| first == "npi") && has(&["healthcare provider taxonomy code_1"]) {
        Some(Format::Nppes)
    } else if has(&["code"]) && has(&["classification"]) && has(&["specialization"]) {
        Some(Format::Taxonomy)
    } else if has(&["name"]) {
        Some(Format::OwnList)
    } else if has(LATITUDE) && has(LONGITUDE) && has(CODE) && second.is_some() {
        Some(Format::Towns(TownShape::Headed))
    } else {
        None
    }
}

/// Names of columns, in small letters.
pub(super) const LATITUDE: &[&str] = &["lat", "latitude"];
/// See [`LATITUDE`].
pub(super) const LONGITUDE: &[&str] = &["lon", "lng", "long", "longitude"];
/// See [`LATITUDE`].
pub(super) const CODE: &[&str] = &["code", "zip", "zipcode", "zip_code", "postcode", "postal_code"];

/// A column's name as it is compared.
pub(super) fn column_name(cell: &str) -> String {
    cell.trim().trim_matches('"').trim().to_lowercase()
}
