//! Where bytes come from: a file, an entry of an archive, something unpacked. Each can be read from its start again.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

/// Anything that can be read at any place.
pub(super) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek + ?Sized> ReadSeek for T {}

/// An archive over any of these.
pub(super) type Archive<'a> = ZipArchive<&'a mut dyn ReadSeek>;

/// Bytes that can be read from the start as often as needed.
pub(super) trait Source {
    /// Begins at the start.
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>>;
    /// Size as it lies packed, where that is known.
    fn packed_bytes(&mut self) -> Option<u64>;
    /// The bytes at any place, where that costs nothing.
    fn at_will(&mut self) -> Option<Box<dyn ReadSeek + '_>>;
    /// A file that this one names, by its way from the folder this one lies in.
    fn sibling(&mut self, way: &str) -> Option<Box<dyn Read + '_>>;
}

/// A file or an upload.
pub(super) struct Plain<'a> {
    pub(super) reader: &'a mut dyn ReadSeek,
    /// The folder of a file; an upload lies in none.
    pub(super) folder: Option<&'a Path>,
}

/// The parts of a way that leads down and nowhere else.
fn steps_down(way: &str) -> impl Iterator<Item = &str> {
    way.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | "..") && !part.contains(':'))
}

impl Source for Plain<'_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        self.reader.seek(SeekFrom::Start(0))?;
        Ok(Box::new(&mut *self.reader))
    }

    fn packed_bytes(&mut self) -> Option<u64> {
        self.reader.seek(SeekFrom::End(0)).ok()
    }

    fn at_will(&mut self) -> Option<Box<dyn ReadSeek + '_>> {
        Some(Box::new(&mut *self.reader))
    }

    fn sibling(&mut self, way: &str) -> Option<Box<dyn Read + '_>> {
        let path = steps_down(way).fold(self.folder?.to_owned(), |path, step| path.join(step));
        let is_file = std::fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_file());
        if !is_file {
            return None;
        }
        Some(Box::new(std::fs::File::open(path).ok()?))
    }
}

/// An entry of a zip archive.
pub(super) struct Entry<'a, 'r> {
    pub(super) archive: &'a mut Archive<'r>,
    pub(super) index: usize,
}

impl Source for Entry<'_, '_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(self.archive.by_index(self.index)?))
    }

    fn packed_bytes(&mut self) -> Option<u64> {
        self.archive.by_index_data(self.index).ok().map(|entry| entry.compressed_size())
    }

    fn at_will(&mut self) -> Option<Box<dyn ReadSeek + '_>> {
        let plain = self.archive.by_index_data(self.index).is_ok_and(|entry| !entry.encrypted());
        if !plain {
            return None;
        }
        let seekable = self.archive.by_index_seek(self.index).ok()?;
        Some(Box::new(seekable))
    }

    fn sibling(&mut self, way: &str) -> Option<Box<dyn Read + '_>> {
        let own = self.archive.by_index_data(self.index).ok()?.name().ok()?.into_owned();
        let folder = own.rfind(['/', '\\']).map_or("", |at| &own[..=at]);
        let name = format!("{folder}{}", steps_down(way).collect::<Vec<_>>().join("/"));
        let index = self.archive.index_for_name(&name)?;
        Some(Box::new(self.archive.by_index(index).ok()?))
    }
}

/// What a gzip stream holds.
pub(super) struct Gunzipped<'a>(pub(super) &'a mut dyn Source);

impl Source for Gunzipped<'_> {
    fn open(&mut self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(MultiGzDecoder::new(self.0.open()?)))
    }

    fn packed_bytes(&mut self) -> Option<u64> {
        self.0.packed_bytes()
    }

    fn at_will(&mut self) -> Option<Box<dyn ReadSeek + '_>> {
        None
    }

    fn sibling(&mut self, way: &str) -> Option<Box<dyn Read + '_>> {
        self.0.sibling(way)
    }
}

/// What an archive says of itself at its end, before its directory is read into memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Claim {
    /// Entries of its directory.
    pub(super) entries: u64,
}

/// The largest claim found among everything at the end that could be an end record; `None` when there is none.
///
/// A comment may hold the signature too, so every candidate counts: a reader might believe any of them.
pub(super) fn claim(reader: &mut dyn ReadSeek) -> io::Result<Option<Claim>> {
    /// An end record with the longest comment, and a 64-bit end record with its locator before it.
    const TAIL_BYTES: u64 = 22 + 0xffff + 20 + 56;
    let length = reader.seek(SeekFrom::End(0))?;
    let start = length.saturating_sub(TAIL_BYTES);
    reader.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    reader.take(TAIL_BYTES).read_to_end(&mut tail)?;
    let number = |at: usize, bytes: usize| {
        let field = tail.get(at..at + bytes)?;
        Some(field.iter().rev().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let mut largest: Option<u64> = None;
    for at in 0..tail.len() {
        let entries = match tail.get(at..at + 4) {
            Some(b"PK\x05\x06") => number(at + 10, 2),
            Some(b"PK\x06\x06") => number(at + 32, 8),
            _ => None,
        };
        largest = largest.max(entries);
    }
    Ok(largest.map(|entries| Claim { entries }))
}
