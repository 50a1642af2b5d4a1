//! Sorting more rows than memory should hold: runs of bounded size, spilled to temporary files and merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::pack::Row;

/// Bytes of rows held before they are spilled.
const RUN_BYTES: usize = 64 << 20;

/// Rows in any order, to be taken out by cell and key.
pub(super) struct Sorter {
    folder: PathBuf,
    rows: Vec<u8>,
    /// Cell, and where in `rows` the row begins and ends.
    index: Vec<(u32, u32, u32)>,
    runs: Vec<File>,
}

impl Sorter {
    /// Spills into nameless files in this folder.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), rows: Vec::new(), index: Vec::new(), runs: Vec::new() }
    }

    pub(super) fn push(&mut self, row: &Row) -> io::Result<()> {
        let from = self.rows.len();
        row.write(&mut self.rows);
        self.index.push((row.cell(), from as u32, self.rows.len() as u32));
        if self.rows.len() >= RUN_BYTES { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let mut out = BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(&self.folder)?);
        for (cell, from, until) in &self.index {
            let row = self.rows.get(*from as usize..*until as usize).unwrap_or_default();
            out.write_all(&cell.to_le_bytes())?;
            out.write_all(&(row.len() as u32).to_le_bytes())?;
            out.write_all(row)?;
        }
        let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        self.runs.push(file);
        self.rows.clear();
        self.index.clear();
        Ok(())
    }

    fn sort(&mut self) {
        let rows = &self.rows;
        let bytes = |from: &u32, until: &u32| rows.get(*from as usize..*until as usize).unwrap_or_default();
        self.index.sort_unstable_by(|(cell_a, from_a, until_a), (cell_b, from_b, until_b)| {
            cell_a.cmp(cell_b).then_with(|| {
                let (a, b) = (bytes(from_a, until_a), bytes(from_b, until_b));
                key(a).cmp(key(b)).then_with(|| a.cmp(b))
            })
        });
    }

    /// Hands the rows out in order.
    pub(super) fn finish<E: From<io::Error>>(
        mut self,
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        let damaged =
            || io::Error::new(io::ErrorKind::InvalidData, "a temporary file changed while it was used");
        self.sort();
        if self.runs.is_empty() {
            for (_, from, until) in &self.index {
                let bytes = self.rows.get(*from as usize..*until as usize).unwrap_or_default();
                each(Row::parse(bytes).ok_or_else(damaged)?)?;
            }
            return Ok(());
        }
        self.spill()?;
        self.rows = Vec::new();
        let mut heap = BinaryHeap::new();
        let mut runs: Vec<_> =
            self.runs.into_iter().map(|run| BufReader::with_capacity(1 << 20, run)).collect();
        for (number, run) in runs.iter_mut().enumerate() {
            heap.extend(next(run)?.map(|(cell, row)| Reverse((cell, key(&row).to_vec(), row, number))));
        }
        while let Some(Reverse((_, _, row, number))) = heap.pop() {
            each(Row::parse(&row).ok_or_else(damaged)?)?;
            let following = runs.get_mut(number).map(next).transpose()?.flatten();
            heap.extend(following.map(|(cell, row)| Reverse((cell, key(&row).to_vec(), row, number))));
        }
        Ok(())
    }
}

/// The key within a written row: behind seven numbers of four bytes.
fn key(row: &[u8]) -> &[u8] {
    const AT: usize = 28;
    let Some((length, rest)) = row.get(AT..).and_then(|rest| rest.split_first_chunk::<4>()) else {
        return &[];
    };
    rest.get(..u32::from_le_bytes(*length) as usize).unwrap_or_default()
}

fn next(run: &mut BufReader<File>) -> io::Result<Option<(u32, Vec<u8>)>> {
    let mut head = [0; 8];
    match run.read_exact(&mut head) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let [a, b, c, d, e, f, g, h] = head;
    let mut row = vec![0; u32::from_le_bytes([e, f, g, h]) as usize];
    run.read_exact(&mut row)?;
    Ok(Some((u32::from_le_bytes([a, b, c, d]), row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_in_the_order_of_the_grid_whether_spilled_or_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let row = |lat: i32, key: &str| Row { lat, key: key.to_owned(), ..Row::default() };
        let given = [row(500_000_000, "b"), row(-10, "z"), row(500_000_000, "a"), row(0, "m")];
        for spills in [false, true] {
            let mut sorter = Sorter::new(folder.path());
            for one in &given {
                sorter.push(one).expect("room");
                if spills {
                    sorter.spill().expect("room");
                }
            }
            let mut keys = String::new();
            let outcome: io::Result<()> = sorter.finish(|row| {
                keys.push_str(&row.key);
                Ok(())
            });
            outcome.expect("read back");
            assert_eq!(keys, "zmab");
        }
    }
}
