//! Packed files that hold something other than recordings: each file within as bytes that can be read from their start
//! as often as needed, under the same bounds as everything else that is unpacked here.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::CrcReader;
use flate2::read::{DeflateDecoder, MultiGzDecoder};
use zip::CompressionMethod;

use super::archive::{State, opened, state, zip_words};
use super::folder::words;
use super::hold::{Bounds, Spent, Stop, pour};
use super::source::{Archive, ReadSeek};
use super::walker::{shown_name, too_deep};
use super::{Limits, What};
use crate::recognise::{Look, look};

/// Bytes that tell an archive or a gzip stream from everything else.
const HEAD_BYTES: u64 = 16;
const BUFFER_BYTES: usize = 128 * 1024;

/// What a file is, as far as packing goes.
#[derive(Debug)]
pub enum Opened {
    /// Not packed: the file as it came.
    Plain(File),
    /// Packed: the files within, in their order.
    Packed(Vec<Part>),
}

/// A file within a packed one.
#[derive(Debug)]
pub struct Part {
    /// For people: `archive.zip/a.csv`. Never used as a path on disk.
    pub path: String,
    /// Its bytes, or a sentence that says why there are none.
    pub content: Result<Unpacking, String>,
}

/// Opens a file. What lies in archives within archives is unpacked to a nameless file in `folder`.
///
/// [`Limits::recording_bytes`] is the most that one file within may have.
pub fn open_packed(name: &str, mut file: File, folder: &Path, limits: &Limits) -> io::Result<Opened> {
    let packed = matches!(head(&mut file)?, Look::Gzip | Look::Zip);
    file.seek(SeekFrom::Start(0))?;
    if !packed {
        return Ok(Opened::Plain(file));
    }
    let shared = Arc::new(Shared { limits: limits.clone(), spent: Mutex::default() });
    let mut opener = Opener { folder, shared, parts: Vec::new() };
    let start = Start::Plain(Slice::whole(file)?);
    opener.look_into(&shown_name(name), start, 0);
    Ok(Opened::Packed(opener.parts))
}

fn head(reader: &mut dyn Read) -> io::Result<Look> {
    let mut head = Vec::new();
    reader.take(HEAD_BYTES).read_to_end(&mut head)?;
    Ok(look(&head))
}

/// Finds the files within.
struct Opener<'a> {
    folder: &'a Path,
    shared: Arc<Shared>,
    parts: Vec<Part>,
}

impl Opener<'_> {
    fn look_into(&mut self, path: &str, start: Start, depth: u32) {
        let mut content = Unpacking::new(start.clone(), Arc::clone(&self.shared));
        let seen = head(&mut content).and_then(|seen| content.rewind().map(|()| seen));
        let most = self.shared.limits.depth;
        match seen {
            Err(error) => self.give(path, Err(words(&error))),
            Ok(Look::Gzip | Look::Zip) if depth >= most => self.give(path, Err(too_deep(most))),
            Ok(Look::Gzip) => self.look_into(path, Start::Gunzipped(Box::new(start)), depth + 1),
            Ok(Look::Zip) => {
                if let Err(why) = self.archive(path, start, depth + 1) {
                    self.give(path, Err(why));
                }
            }
            Ok(_) => self.give(path, Ok(content)),
        }
    }

    fn give(&mut self, path: &str, content: Result<Unpacking, String>) {
        self.parts.push(Part { path: path.to_owned(), content });
    }

    fn archive(&mut self, path: &str, start: Start, depth: u32) -> Result<(), String> {
        let slice = match start {
            Start::Plain(slice) | Start::Entry { slice, method: CompressionMethod::Stored, .. } => slice,
            packed => self.spill(packed).map_err(|stop| stop.to_string())?,
        };
        let mut reader = slice.clone();
        let reader: &mut dyn ReadSeek = &mut reader;
        let mut archive = opened(reader, &self.shared.limits)?;
        for index in 0..archive.len() {
            self.shared.spend_entry()?;
            match entry(&mut archive, index, &slice) {
                Ok((_, Entry::Folder)) => {}
                Ok((name, Entry::Refused(why))) => self.give(&format!("{path}/{name}"), Err(why)),
                Ok((name, Entry::Readable(start))) => self.look_into(&format!("{path}/{name}"), start, depth),
                Err(why) => self.give(&format!("{path}/{index}"), Err(why)),
            }
        }
        Ok(())
    }

    fn spill(&self, start: Start) -> Result<Slice, Stop> {
        let unreadable = |cause| Stop::Unreadable { cause };
        let limits = &self.shared.limits;
        let bounds = Bounds { limits, bytes: limits.archive_bytes, packed: Some(start.packed_bytes()) };
        let mut file = tempfile::tempfile_in(self.folder).map_err(unreadable)?;
        pour(&mut *start.open(), &mut file, 0, &bounds, &mut self.shared.spent())?;
        Slice::whole(file).map_err(unreadable)
    }
}

/// An entry of an archive.
enum Entry {
    Folder,
    Readable(Start),
    Refused(String),
}

/// The name of an entry, and where its bytes begin in the archive's own.
fn entry(archive: &mut Archive<'_>, index: usize, within: &Slice) -> Result<(String, Entry), String> {
    let (name, state) = state(archive, index).map_err(|error| zip_words(&error))?;
    match state {
        State::Folder => return Ok((name, Entry::Folder)),
        State::Outcome(What::Refused { why } | What::NotARun { why }) => {
            return Ok((name, Entry::Refused(why)));
        }
        State::Outcome(_) | State::Readable => {}
    }
    let raw = archive.by_index_raw(index).map_err(|error| zip_words(&error))?;
    let begins = raw.data_start().unwrap_or_default();
    let slice = within.part(begins, raw.compressed_size());
    let (method, sum, claimed) = (raw.compression(), raw.crc32(), raw.size());
    Ok((name, Entry::Readable(Start::Entry { slice, method, sum, claimed })))
}

/// What the files of one packed file have in common.
#[derive(Debug)]
struct Shared {
    limits: Limits,
    spent: Mutex<Spent>,
}

impl Shared {
    fn spent(&self) -> std::sync::MutexGuard<'_, Spent> {
        self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spend_entry(&self) -> Result<(), String> {
        let mut spent = self.spent();
        spent.entries += 1;
        if spent.entries > self.limits.entries {
            return Err(format!("More than {} files lie in it; unpack it first.", self.limits.entries));
        }
        Ok(())
    }
}

/// A part of a file, with a place of its own in it.
#[derive(Debug, Clone)]
struct Slice {
    file: Arc<Mutex<File>>,
    begins: u64,
    length: u64,
    at: u64,
}

impl Slice {
    fn whole(mut file: File) -> io::Result<Self> {
        let length = file.seek(SeekFrom::End(0))?;
        Ok(Self { file: Arc::new(Mutex::new(file)), begins: 0, length, at: 0 })
    }

    fn part(&self, begins: u64, length: u64) -> Self {
        let begins = begins.min(self.length);
        let length = length.min(self.length - begins);
        Self { file: Arc::clone(&self.file), begins: self.begins + begins, length, at: 0 }
    }
}

impl Read for Slice {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let Some(part) = buffer.get_mut(..most).filter(|part| !part.is_empty()) else { return Ok(0) };
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.begins + self.at))?;
        let got = file.read(part)?;
        self.at += got as u64;
        Ok(got)
    }
}

impl Seek for Slice {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
        };
        self.at = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

/// Where bytes begin, and what they have to go through.
#[derive(Debug, Clone)]
enum Start {
    /// As they lie there.
    Plain(Slice),
    /// An entry of an archive, stored or deflated: the checksum of what comes out, and how many bytes it claims.
    Entry { slice: Slice, method: CompressionMethod, sum: u32, claimed: u64 },
    /// Through unpacking a gzip stream.
    Gunzipped(Box<Start>),
}

impl Start {
    fn open(&self) -> Box<dyn Read + Send> {
        match self {
            Self::Plain(slice) => Box::new(buffered(slice)),
            Self::Entry { slice, method: CompressionMethod::Stored, sum, .. } => {
                Box::new(Summed { inner: CrcReader::new(buffered(slice)), sum: *sum })
            }
            Self::Entry { slice, sum, .. } => {
                Box::new(Summed { inner: CrcReader::new(DeflateDecoder::new(buffered(slice))), sum: *sum })
            }
            Self::Gunzipped(start) => Box::new(MultiGzDecoder::new(start.open())),
        }
    }

    fn packed_bytes(&self) -> u64 {
        match self {
            Self::Plain(slice) | Self::Entry { slice, .. } => slice.length,
            Self::Gunzipped(start) => start.packed_bytes(),
        }
    }

    fn likely_bytes(&self) -> u64 {
        match self {
            Self::Plain(slice) => slice.length,
            Self::Entry { claimed, .. } => *claimed,
            Self::Gunzipped(start) => start.likely_bytes(),
        }
    }
}

fn buffered(slice: &Slice) -> BufReader<Slice> {
    BufReader::with_capacity(BUFFER_BYTES, slice.clone())
}

/// A reader that compares the checksum at its end.
struct Summed<R> {
    inner: CrcReader<R>,
    sum: u32,
}

impl<R: Read> Read for Summed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        if got == 0 && !buffer.is_empty() && self.inner.crc().sum() != self.sum {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "its checksum does not fit; download it again",
            ));
        }
        Ok(got)
    }
}

/// The bytes of a file within a packed one. Reading stops with an error where they expand like a bomb.
///
/// Any place can be sought but from the end; going back means unpacking from the start again.
pub struct Unpacking {
    start: Start,
    shared: Arc<Shared>,
    now: Option<Box<dyn Read + Send>>,
    at: u64,
}

impl std::fmt::Debug for Unpacking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unpacking").field("packed_bytes", &self.packed_bytes()).field("at", &self.at).finish()
    }
}

impl Unpacking {
    fn new(start: Start, shared: Arc<Shared>) -> Self {
        Self { start, shared, now: None, at: 0 }
    }

    fn packed_bytes(&self) -> u64 {
        self.start.packed_bytes()
    }

    /// How many bytes it may have, as far as the packed file says; for showing how far one is, and nothing else.
    pub fn likely_bytes(&self) -> u64 {
        self.start.likely_bytes()
    }

    fn skip(&mut self, bytes: u64) -> io::Result<u64> {
        io::copy(&mut Read::take(&mut *self, bytes), &mut io::sink())?;
        Ok(self.at)
    }
}

impl Read for Unpacking {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let start = &self.start;
        let got = self.now.get_or_insert_with(|| start.open()).read(buffer)?;
        self.at += got as u64;
        let limits = &self.shared.limits;
        let bounds = Bounds { limits, bytes: limits.recording_bytes, packed: Some(start.packed_bytes()) };
        let mut spent = self.shared.spent();
        spent.bytes = spent.bytes.saturating_add(got as u64);
        bounds.check(self.at, &spent).map_err(io::Error::other)?;
        Ok(got)
    }
}

impl Seek for Unpacking {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(_) => None,
        };
        let place = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        if place < self.at {
            (self.now, self.at) = (None, 0);
        }
        self.skip(place - self.at)
    }
}
