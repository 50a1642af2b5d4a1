//! Directory files to entries: recognised by content, streamed, bounded, with a count for everything that was met.

mod blob;
mod block;
mod list;
mod nppes;
mod osm;
mod plan_net;
mod recognise;
mod table;
mod tags;
mod wire;
mod zip_points;

use std::collections::BTreeMap;
use std::io::{self, Read, Seek, SeekFrom};

use femoris_measure::Day;

pub use recognise::{Format, recognise};
pub use zip_points::ZipPoints;

use crate::entry::{Entry, Town};

/// A file, an upload or bytes.
pub trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// Takes what a reader finds.
pub trait Sink {
    /// A place or person of a directory.
    fn entry(&mut self, entry: Entry) -> io::Result<()>;
    /// A town or postal code.
    fn town(&mut self, town: Town) -> io::Result<()>;
    /// What a taxonomy code means.
    fn taxonomy(&mut self, code: &str, label: &str) -> io::Result<()>;
    /// How many bytes of the file are read, now and then; `false` stops the reading.
    fn go_on(&mut self, bytes: u64) -> bool;
}

/// Why a file gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is no kind of file that is read here; says which kinds are.
    #[error("{0}")]
    Unknown(String),
    /// It is damaged, or something is missing; says what, and what to do.
    #[error("{0}")]
    Refused(String),
    /// The disk failed.
    #[error("the file could not be read: {0}")]
    Io(#[from] io::Error),
    /// Somebody asked to stop.
    #[error("stopped before the end")]
    Stopped,
}

impl ReadError {
    pub(crate) fn refused(why: impl Into<String>) -> Self {
        Self::Refused(why.into())
    }
}

/// What was met in one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows, resources, or objects with a health tag.
    pub met: u64,
    /// Kept.
    pub kept: u64,
    /// Of a profession that nobody is sent to from here.
    pub other_profession: u64,
    /// No longer in practice, as the file itself says.
    pub deactivated: u64,
    /// Without a position that could be found.
    pub without_position: u64,
    /// Damaged or incomplete rows that were left out.
    pub damaged: u64,
    /// Towns and postal codes.
    pub towns: u64,
    /// Codes of a taxonomy.
    pub codes: u64,
    /// What an OpenStreetMap file held altogether.
    pub map: MapCounts,
}

/// What an OpenStreetMap file held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapCounts {
    /// Nodes, ways and relations.
    pub objects: [u64; 3],
    /// Those with a health tag.
    pub health: [u64; 3],
    /// Those with a health tag and a name.
    pub named: u64,
    /// How often each value of `healthcare` and `amenity` occurred among them, such as `amenity=hospital`.
    pub values: BTreeMap<String, u64>,
}

impl MapCounts {
    /// Different values counted at most; a hostile file has millions.
    const MOST_VALUES: usize = 500;

    pub(crate) fn value(&mut self, key: &str, value: &str) {
        let name = format!("{key}={}", crate::text::tidy(value, 60));
        if self.values.len() < Self::MOST_VALUES || self.values.contains_key(&name) {
            *self.values.entry(name).or_default() += 1;
        }
    }
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What it is.
    pub format: Format,
    /// What was met.
    pub counts: Counts,
    /// The day it is from, as far as it says.
    pub dated: Option<Day>,
}

/// Reads a file. `zips` are the postal codes loaded so far, for files that have addresses but no positions.
pub fn read(source: &mut dyn Source, zips: &ZipPoints, sink: &mut dyn Sink) -> Result<Reading, ReadError> {
    let format = recognise(source)?;
    source.seek(SeekFrom::Start(0))?;
    let (counts, dated) = match format {
        Format::OpenStreetMap => osm::read(source, sink)?,
        Format::Nppes => nppes::read(source, zips, sink)?,
        Format::Taxonomy => table::taxonomy(source, sink)?,
        Format::Towns(shape) => table::towns(source, shape, sink)?,
        Format::OwnList => list::read(source, zips, sink)?,
        Format::PlanNet => plan_net::read(source, zips, sink)?,
    };
    Ok(Reading { format, counts, dated })
}

/// Tells the sink now and then how far it is.
struct Pace {
    told: u64,
}

impl Pace {
    const EVERY_BYTES: u64 = 4 << 20;

    fn new() -> Self {
        Self { told: 0 }
    }

    fn at(&mut self, bytes: u64, sink: &mut dyn Sink) -> Result<(), ReadError> {
        if bytes < self.told + Self::EVERY_BYTES {
            return Ok(());
        }
        self.told = bytes;
        if sink.go_on(bytes) { Ok(()) } else { Err(ReadError::Stopped) }
    }
}
