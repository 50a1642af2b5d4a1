//! The outer frame of an `.osm.pbf`: blobs, their sizes checked before anything is allocated, and what packs them.

use std::io::{self, Read, SeekFrom};

use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::wire::{Broken, Message};
use super::{ReadError, Source};

/// Largest header of a blob, as the format says.
const LARGEST_HEADER: u32 = 64 * 1024;
/// Largest blob, packed or not, as the format says.
const LARGEST_BLOB: usize = 32 << 20;
/// Blobs of a file; a planet has about 60,000.
const MOST_BLOBS: u64 = 4_000_000;

/// Whether a file begins as an OpenStreetMap file does: a short header that names the type `OSMHeader`.
pub(super) fn begins_as_map(head: &[u8]) -> bool {
    let Some((length, rest)) = head.split_first_chunk::<4>() else { return false };
    let length = u32::from_be_bytes(*length);
    length > 0
        && length <= LARGEST_HEADER
        && rest
            .get(..length as usize)
            .and_then(|bytes| header(bytes).ok())
            .is_some_and(|h| h.kind == b"OSMHeader")
}

struct Header<'a> {
    kind: &'a [u8],
    length: usize,
}

fn header(bytes: &[u8]) -> Result<Header<'_>, Broken> {
    let mut message = Message(bytes);
    let (mut kind, mut length) = (&[][..], None);
    while let Some((field, value)) = message.field()? {
        match field {
            1 => kind = value.bytes()?,
            3 => length = usize::try_from(value.number()?).ok(),
            _ => {}
        }
    }
    Ok(Header { kind, length: length.ok_or(Broken)? })
}

/// One unpacked blob after the other. The bytes of the last one stay in a buffer that is used again.
pub(super) struct Blobs<'a> {
    source: &'a mut dyn Source,
    packed: Vec<u8>,
    plain: Vec<u8>,
    at: u64,
    count: u64,
}

/// What kind of blob it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlobKind {
    Header,
    Data,
    Other,
}

/// A blob, unpacked.
pub(super) struct Blob<'b> {
    pub(super) kind: BlobKind,
    pub(super) number: u64,
    pub(super) bytes: &'b [u8],
}

impl<'a> Blobs<'a> {
    pub(super) fn new(source: &'a mut dyn Source) -> Result<Self, ReadError> {
        source.seek(SeekFrom::Start(0))?;
        Ok(Self { source, packed: Vec::new(), plain: Vec::new(), at: 0, count: 0 })
    }

    /// Bytes of the file read so far.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// The next blob, unpacked unless `skip` says that the one with this number is not wanted.
    pub(super) fn next(&mut self, skip: impl Fn(u64) -> bool) -> Result<Option<Blob<'_>>, ReadError> {
        let mut length = [0; 4];
        match read_some(self.source, &mut length)? {
            0 => return Ok(None),
            4 => {}
            _ => return Err(self.truncated()),
        }
        let length = u32::from_be_bytes(length);
        if length == 0 || length > LARGEST_HEADER {
            return Err(self.absurd("a header", u64::from(length)));
        }
        self.fill(length as usize)?;
        let (kind, length) = {
            let header = header(&self.packed).map_err(|Broken| self.broken())?;
            let kind = match header.kind {
                b"OSMHeader" => BlobKind::Header,
                b"OSMData" => BlobKind::Data,
                _ => BlobKind::Other,
            };
            (kind, header.length)
        };
        if length > LARGEST_BLOB {
            return Err(self.absurd("a block", length as u64));
        }
        let number = self.count;
        self.count += 1;
        if self.count > MOST_BLOBS {
            return Err(self.absurd("a number of blocks", self.count));
        }
        if kind == BlobKind::Other || skip(number) {
            self.source.seek(SeekFrom::Current(length as i64))?;
            self.at += length as u64;
            return Ok(Some(Blob { kind, number, bytes: &[] }));
        }
        self.fill(length)?;
        self.unpack()?;
        Ok(Some(Blob { kind, number, bytes: &self.plain }))
    }

    fn fill(&mut self, length: usize) -> Result<(), ReadError> {
        self.packed.resize(length, 0);
        if read_some(self.source, &mut self.packed)? < length {
            return Err(self.truncated());
        }
        self.at += length as u64;
        Ok(())
    }

    fn unpack(&mut self) -> Result<(), ReadError> {
        match unpack(&self.packed, &mut self.plain) {
            Ok(()) => Ok(()),
            Err(Packing::Broken) => Err(self.broken()),
            Err(Packing::TooLarge(size)) => Err(self.absurd("an unpacked block", size)),
            Err(Packing::Method(name)) => Err(ReadError::refused(format!(
                "Its blocks are packed with {name}, which is not read here. Convert it with zlib, lz4 or zstd."
            ))),
        }
    }

    fn truncated(&self) -> ReadError {
        ReadError::refused(format!(
            "It ends in the middle of a block at byte {}. Download it again.",
            self.at
        ))
    }

    pub(super) fn broken(&self) -> ReadError {
        ReadError::refused(format!("It is damaged near byte {}. Download it again.", self.at))
    }

    fn absurd(&self, what: &str, size: u64) -> ReadError {
        ReadError::refused(format!(
            "It claims {what} of {size} near byte {}, more than the format allows. It is damaged or no OpenStreetMap file.",
            self.at
        ))
    }
}

fn read_some(source: &mut dyn Source, into: &mut [u8]) -> io::Result<usize> {
    let mut done = 0;
    while done < into.len() {
        match source.read(&mut into[done..]) {
            Ok(0) => break,
            Ok(count) => done += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(done)
}

enum Packing {
    Broken,
    TooLarge(u64),
    Method(&'static str),
}

impl From<Broken> for Packing {
    fn from(_: Broken) -> Self {
        Self::Broken
    }
}

fn unpack(blob: &[u8], plain: &mut Vec<u8>) -> Result<(), Packing> {
    let mut message = Message(blob);
    let (mut claimed, mut content) = (None, None);
    while let Some((field, value)) = message.field()? {
        match field {
            2 => claimed = Some(value.number()?),
            1 | 3..=7 => content = Some((field, value.bytes()?)),
            _ => {}
        }
    }
    let (method, bytes) = content.ok_or(Packing::Broken)?;
    plain.clear();
    if method == 1 {
        plain.extend_from_slice(bytes);
        return Ok(());
    }
    let claimed = claimed.ok_or(Packing::Broken)?;
    let size = usize::try_from(claimed).ok().filter(|size| *size <= LARGEST_BLOB);
    let size = size.ok_or(Packing::TooLarge(claimed))?;
    match method {
        3 => bounded(flate2::read::ZlibDecoder::new(bytes), size, plain),
        6 => {
            plain.resize(size, 0);
            match lz4_flex::block::decompress_into(bytes, plain) {
                Ok(written) if written == size => Ok(()),
                _ => Err(Packing::Broken),
            }
        }
        7 => {
            // A frame may ask for a window of its own size; the block's bound is the bound of that too.
            let mut frames = FrameDecoder::new();
            frames.set_max_window_size(LARGEST_BLOB as u64);
            let decoder = StreamingDecoder::new_with_decoder(bytes, frames).map_err(|_| Packing::Broken)?;
            bounded(decoder, size, plain)
        }
        4 => Err(Packing::Method("lzma")),
        _ => Err(Packing::Method("bzip2")),
    }
}

/// Exactly `size` bytes: one more than claimed is a bomb, one fewer is damage.
fn bounded(reader: impl Read, size: usize, plain: &mut Vec<u8>) -> Result<(), Packing> {
    let read = reader.take(size as u64 + 1).read_to_end(plain).map_err(|_| Packing::Broken)?;
    if read > size {
        return Err(Packing::TooLarge(read as u64));
    }
    if read == size { Ok(()) } else { Err(Packing::Broken) }
}
