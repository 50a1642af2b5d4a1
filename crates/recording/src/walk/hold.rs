//! Reading within bounds: how much one entry and the whole walk may expand.

use std::io::{self, Read, Write};

use super::Limits;

/// Expansion below this is never called a bomb.
const HARMLESS_BYTES: u64 = 1 << 20;
const CHUNK_BYTES: usize = 64 * 1024;

/// What a walk has used of its limits.
#[derive(Debug, Default)]
pub(super) struct Spent {
    pub(super) entries: u64,
    pub(super) bytes: u64,
}

/// Why reading stopped before the end.
#[derive(Debug, thiserror::Error)]
pub(super) enum Stop {
    #[error("It expands to more than {} MB, the most one file may have here.", .limit / 1_000_000)]
    TooLarge { limit: u64 },
    #[error("It expands more than {ratio}-fold, as a zip bomb does; it was not unpacked further.")]
    Bomb { ratio: u64 },
    #[error("What was unpacked so far exceeds {} GB, the limit for one import; import the rest separately.", .limit / 1_000_000_000)]
    Exhausted { limit: u64 },
    #[error("It cannot be read: {cause}.")]
    Unreadable { cause: io::Error },
}

/// Bounds of one entry.
pub(super) struct Bounds<'l> {
    pub(super) limits: &'l Limits,
    /// Most bytes it may have.
    pub(super) bytes: u64,
    /// Size as it lies packed, where that is known.
    pub(super) packed: Option<u64>,
}

impl Bounds<'_> {
    /// Whether an entry may have expanded to this many bytes.
    pub(super) fn check(&self, so_far: u64, spent: &Spent) -> Result<(), Stop> {
        let bomb = |packed: u64| so_far > HARMLESS_BYTES && so_far / self.limits.ratio > packed;
        if so_far > self.bytes {
            Err(Stop::TooLarge { limit: self.bytes })
        } else if self.packed.is_some_and(bomb) {
            Err(Stop::Bomb { ratio: self.limits.ratio })
        } else if spent.bytes > self.limits.total_bytes {
            Err(Stop::Exhausted { limit: self.limits.total_bytes })
        } else {
            Ok(())
        }
    }
}

/// Reads until `buffer` has `bytes` or the source ends. Says whether it ended.
pub(super) fn fill(
    reader: &mut dyn Read,
    buffer: &mut Vec<u8>,
    bytes: usize,
    spent: &mut Spent,
) -> io::Result<bool> {
    let wanted = bytes.saturating_sub(buffer.len()) as u64;
    let got = reader.take(wanted).read_to_end(buffer)? as u64;
    spent.bytes = spent.bytes.saturating_add(got);
    Ok(got < wanted)
}

/// Copies what is left of a source. `before` bytes of it were read already. What arrived before a stop stays.
pub(super) fn pour(
    reader: &mut dyn Read,
    into: &mut dyn Write,
    before: u64,
    bounds: &Bounds<'_>,
    spent: &mut Spent,
) -> Result<(), Stop> {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut so_far = before;
    loop {
        let got = match reader.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(got) => got,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(Stop::Unreadable { cause }),
        };
        so_far += got as u64;
        spent.bytes = spent.bytes.saturating_add(got as u64);
        bounds.check(so_far, spent)?;
        into.write_all(&chunk[..got]).map_err(|cause| Stop::Unreadable { cause })?;
    }
}

/// A reader that counts against the limits of the walk and stops when they are reached; for what is streamed.
pub(super) struct Metered<'a> {
    pub(super) inner: Box<dyn Read + 'a>,
    pub(super) spent: &'a mut Spent,
    pub(super) bounds: Bounds<'a>,
    /// Bytes that came so far.
    pub(super) so_far: u64,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        self.so_far += got as u64;
        self.spent.bytes = self.spent.bytes.saturating_add(got as u64);
        self.bounds.check(self.so_far, self.spent).map_err(io::Error::other)?;
        Ok(got)
    }
}
