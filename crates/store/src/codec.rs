//! Columns to compact blobs and back: a checksum, which rows are present, and the present values packed by pco.

use femoris_measure::Series;
use flate2::Crc;
use pco::ChunkConfig;
use pco::data_types::Number;
use pco::standalone::{simple_compress, simple_decompress_into};

use crate::StoreError;

/// The most rows one run may have: 58 days at one a second. Checked before anything is allocated.
pub const MAX_ROWS: usize = 5_000_000;

/// Number of the format written here; stored beside each blob so that it can change.
pub(crate) const CODEC: u8 = 1;

/// Of 1.35 million values of real recordings, level 6 makes 723 kB in 48 ms; level 8 makes 709 kB in 63 ms and level 4
/// makes 792 kB in 25 ms.
const PCO_LEVEL: usize = 6;

const ALL_PRESENT: u8 = 0;
const RUN_LENGTHS: u8 = 1;
const BITMAP: u8 = 2;

/// Why a blob cannot be what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Flaw {
    #[error("the checksum does not match")]
    Checksum,
    #[error("it is cut short")]
    Short,
    #[error("it has bytes left over")]
    Long,
    #[error("it claims {0} rows, more than any run can have")]
    TooManyRows(usize),
    #[error("it was written in a format this version does not know ({0})")]
    UnknownCodec(u8),
    #[error("its presence marks do not add up")]
    Presence,
    #[error("its values cannot be unpacked")]
    Values,
}

/// Writes blobs: blocks with their lengths, sealed with a checksum.
#[derive(Debug)]
pub(crate) struct BlobWriter {
    bytes: Vec<u8>,
}

impl BlobWriter {
    pub(crate) fn new() -> Self {
        Self { bytes: vec![0; 4] }
    }

    pub(crate) fn block(&mut self, block: &[u8]) -> Result<(), StoreError> {
        let len = u32::try_from(block.len()).map_err(|_| too_large())?;
        self.bytes.extend_from_slice(&len.to_le_bytes());
        self.bytes.extend_from_slice(block);
        Ok(())
    }

    pub(crate) fn values<T: Number>(&mut self, values: &[T]) -> Result<(), StoreError> {
        if values.is_empty() {
            return self.block(&[]);
        }
        let config = ChunkConfig::default().with_compression_level(PCO_LEVEL);
        let packed = simple_compress(values, &config).map_err(|error| {
            StoreError::refused("samples", format!("the values cannot be packed ({error})"))
        })?;
        self.block(&packed)
    }

    pub(crate) fn presence(
        &mut self,
        rows: impl ExactSizeIterator<Item = bool> + Clone,
    ) -> Result<(), StoreError> {
        self.block(&encode_presence(rows))
    }

    pub(crate) fn seal(mut self) -> Vec<u8> {
        let sum = checksum(&self.bytes[4..]);
        self.bytes[..4].copy_from_slice(&sum.to_le_bytes());
        self.bytes
    }
}

/// Reads blobs. The checksum is verified first, so that chance damage never reaches the unpacker.
#[derive(Debug)]
pub(crate) struct BlobReader<'b> {
    rest: &'b [u8],
}

impl<'b> BlobReader<'b> {
    pub(crate) fn open(codec: u8, blob: &'b [u8]) -> Result<Self, Flaw> {
        if codec != CODEC {
            return Err(Flaw::UnknownCodec(codec));
        }
        let (sum, rest) = blob.split_first_chunk::<4>().ok_or(Flaw::Short)?;
        if u32::from_le_bytes(*sum) != checksum(rest) {
            return Err(Flaw::Checksum);
        }
        Ok(Self { rest })
    }

    pub(crate) fn block(&mut self) -> Result<&'b [u8], Flaw> {
        let (len, rest) = self.rest.split_first_chunk::<4>().ok_or(Flaw::Short)?;
        let len = usize::try_from(u32::from_le_bytes(*len)).map_err(|_| Flaw::Short)?;
        let (block, rest) = rest.split_at_checked(len).ok_or(Flaw::Short)?;
        self.rest = rest;
        Ok(block)
    }

    pub(crate) fn values<T: Number + Default>(&mut self, count: usize) -> Result<Vec<T>, Flaw> {
        let block = self.block()?;
        if count > MAX_ROWS {
            return Err(Flaw::TooManyRows(count));
        }
        let mut values = vec![T::default(); count];
        if count == 0 {
            return if block.is_empty() { Ok(values) } else { Err(Flaw::Values) };
        }
        let progress = simple_decompress_into(block, &mut values).map_err(|_| Flaw::Values)?;
        if progress.finished && progress.n_processed == count { Ok(values) } else { Err(Flaw::Values) }
    }

    pub(crate) fn presence(&mut self, rows: usize) -> Result<Presence, Flaw> {
        if rows > MAX_ROWS {
            return Err(Flaw::TooManyRows(rows));
        }
        decode_presence(self.block()?, rows)
    }

    pub(crate) fn end(self) -> Result<(), Flaw> {
        if self.rest.is_empty() { Ok(()) } else { Err(Flaw::Long) }
    }
}

/// Which rows have a value.
#[derive(Debug)]
pub(crate) enum Presence {
    /// Every one.
    All,
    /// Those that are marked.
    Some(Vec<bool>),
}

/// A column of samples as a blob.
pub(crate) fn encode_series(series: &Series) -> Result<Vec<u8>, StoreError> {
    check_rows(series.len())?;
    let mut blob = BlobWriter::new();
    blob.presence((0..series.len()).map(|row| series.steps(row).is_some()))?;
    let values: Vec<i32> = series.iter_steps().flatten().collect();
    blob.values(&values)?;
    Ok(blob.seal())
}

/// A column of samples from a blob of `rows` rows.
pub(crate) fn decode_series(codec: u8, rows: usize, blob: &[u8]) -> Result<Series, Flaw> {
    let mut reader = BlobReader::open(codec, blob)?;
    let Presence::Some(present) = reader.presence(rows)? else {
        let values = reader.values::<i32>(rows)?;
        reader.end()?;
        return Ok(Series::full(values));
    };
    let values = reader.values::<i32>(present.iter().filter(|here| **here).count())?;
    reader.end()?;
    let mut series = Series::with_capacity(rows);
    let mut values = values.into_iter();
    present.into_iter().for_each(|here| series.push(if here { values.next() } else { None }));
    Ok(series)
}

/// The moments of the rows as a blob.
pub(crate) fn encode_moments(times_ms: &[i64]) -> Result<Vec<u8>, StoreError> {
    check_rows(times_ms.len())?;
    let mut blob = BlobWriter::new();
    blob.values(times_ms)?;
    Ok(blob.seal())
}

/// The moments of `rows` rows from a blob.
pub(crate) fn decode_moments(codec: u8, rows: usize, blob: &[u8]) -> Result<Vec<i64>, Flaw> {
    let mut reader = BlobReader::open(codec, blob)?;
    let times = reader.values::<i64>(rows)?;
    reader.end()?;
    Ok(times)
}

fn check_rows(rows: usize) -> Result<(), StoreError> {
    if rows > MAX_ROWS {
        return Err(StoreError::refused(
            "samples",
            format!("{rows} rows are more than the {MAX_ROWS} a run may have"),
        ));
    }
    Ok(())
}

fn too_large() -> StoreError {
    StoreError::refused("samples", "a column is larger than 4 GB")
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// Nothing for a full column; else lengths of absent and present stretches in turn, or one bit per row where
/// that is shorter.
fn encode_presence(rows: impl ExactSizeIterator<Item = bool> + Clone) -> Vec<u8> {
    if rows.clone().all(|here| here) {
        return vec![ALL_PRESENT];
    }
    let bitmap_len = rows.len().div_ceil(8);
    let mut lengths = vec![RUN_LENGTHS];
    let (mut state, mut length) = (false, 0usize);
    for here in rows.clone() {
        if here != state {
            push_varint(&mut lengths, length);
            (state, length) = (here, 0);
        }
        length += 1;
        if lengths.len() > bitmap_len {
            return encode_bitmap(rows);
        }
    }
    push_varint(&mut lengths, length);
    lengths
}

fn encode_bitmap(rows: impl ExactSizeIterator<Item = bool>) -> Vec<u8> {
    let mut bits = vec![0; 1 + rows.len().div_ceil(8)];
    bits[0] = BITMAP;
    for (row, here) in rows.enumerate() {
        bits[1 + row / 8] |= u8::from(here) << (row % 8);
    }
    bits
}

fn decode_presence(block: &[u8], rows: usize) -> Result<Presence, Flaw> {
    let (tag, rest) = block.split_first().ok_or(Flaw::Short)?;
    match *tag {
        ALL_PRESENT if rest.is_empty() => Ok(Presence::All),
        RUN_LENGTHS => decode_lengths(rest, rows).map(Presence::Some),
        BITMAP if rest.len() == rows.div_ceil(8) => {
            let here = |row: usize| rest[row / 8] & (1 << (row % 8)) != 0;
            Ok(Presence::Some((0..rows).map(here).collect()))
        }
        _ => Err(Flaw::Presence),
    }
}

fn decode_lengths(mut bytes: &[u8], rows: usize) -> Result<Vec<bool>, Flaw> {
    let mut present = Vec::with_capacity(rows);
    let mut state = false;
    while !bytes.is_empty() {
        let length = pop_varint(&mut bytes)?;
        if length > rows - present.len() {
            return Err(Flaw::Presence);
        }
        present.resize(present.len() + length, state);
        state = !state;
    }
    if present.len() == rows { Ok(present) } else { Err(Flaw::Presence) }
}

fn push_varint(bytes: &mut Vec<u8>, mut value: usize) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn pop_varint(bytes: &mut &[u8]) -> Result<usize, Flaw> {
    let mut value = 0usize;
    for shift in (0..28).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or(Flaw::Short)?;
        *bytes = rest;
        value |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(Flaw::Presence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_series() -> impl Strategy<Value = Series> {
        let stretch = (prop_oneof![Just(None), any::<i32>().prop_map(Some)], 1usize..60, -50i32..50);
        prop::collection::vec(stretch, 0..20).prop_map(|stretches| {
            let rows = stretches.into_iter().flat_map(|(start, length, step)| {
                (0..length as i32).map(move |i| start.map(|s| s.wrapping_add(step.wrapping_mul(i))))
            });
            rows.collect()
        })
    }

    fn scattered() -> impl Strategy<Value = Series> {
        prop::collection::vec(prop::option::of(any::<i32>()), 0..300)
            .prop_map(|rows| rows.into_iter().collect())
    }

    proptest! {
        #[test]
        fn a_column_comes_back_as_it_was(series in prop_oneof![any_series(), scattered()]) {
            let blob = encode_series(&series).expect("packs");
            prop_assert_eq!(decode_series(CODEC, series.len(), &blob), Ok(series));
        }

        #[test]
        fn moments_come_back_as_they_were(times in prop::collection::vec(any::<i64>(), 0..300)) {
            let blob = encode_moments(&times).expect("packs");
            prop_assert_eq!(decode_moments(CODEC, times.len(), &blob), Ok(times));
        }

        #[test]
        fn chance_damage_is_always_told(series in any_series(), at in any::<prop::sample::Index>(), bit in 0u8..8) {
            let mut blob = encode_series(&series).expect("packs");
            let at = at.index(blob.len());
            blob[at] ^= 1 << bit;
            prop_assert_eq!(decode_series(CODEC, series.len(), &blob), Err(Flaw::Checksum));
        }

        #[test]
        fn a_wrong_count_of_rows_is_told(series in any_series(), rows in 0usize..2000) {
            prop_assume!(rows != series.len());
            let blob = encode_series(&series).expect("packs");
            prop_assert!(decode_series(CODEC, rows, &blob).is_err());
        }

        /// Whoever crafts a backup can make checksums fit; the unpacker must still not fall over.
        #[test]
        fn crafted_damage_is_no_panic(
            series in any_series(),
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            cut in prop::option::of(any::<prop::sample::Index>()),
        ) {
            let mut blob = encode_series(&series).expect("packs");
            for (at, byte) in edits {
                let at = 4 + at.index(blob.len() - 4);
                blob[at] = byte;
            }
            if let Some(cut) = cut {
                blob.truncate(4 + cut.index(blob.len() - 4));
            }
            let sum = checksum(&blob[4..]);
            blob[..4].copy_from_slice(&sum.to_le_bytes());
            let _ = decode_series(CODEC, series.len(), &blob);
        }
    }

    #[test]
    fn absurd_claims_allocate_nothing() {
        let blob = encode_series(&Series::new()).expect("packs");
        assert_eq!(decode_series(CODEC, MAX_ROWS + 1, &blob), Err(Flaw::TooManyRows(MAX_ROWS + 1)));
        assert_eq!(decode_series(9, 0, &blob), Err(Flaw::UnknownCodec(9)));
        assert_eq!(decode_series(CODEC, 0, &blob[..3]), Err(Flaw::Short));
    }

    #[test]
    fn an_hour_of_heart_rate_is_small() {
        let series: Series = (0..3600).map(|i| Some(140 + (i / 60) % 7 + i % 2)).collect();
        let blob = encode_series(&series).expect("packs");
        assert!(blob.len() < 1500, "{} bytes", blob.len());
    }
}
