//! An import: files in, a new directory beside the old one, and then in its place.
//!
//! A file is a new edition of an imported one when it has at least half of what that one lists; what it no longer lists
//! is then marked as gone, not lost. A file with less is taken as an addition: a weekly update, another region.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use femoris_measure::{Day, Place};
use rusqlite::{Connection, params};

use super::input::{Input, Lies};
use super::pack::{GONE, Row};
use super::sort::Sorter;
use super::{APPLICATION_ID, Directory, DirectoryError, Doing, VERSION, front};
use crate::entry::{Entry, Town};
use crate::geo::Spot;
use crate::read::{self, Counts, Format, ReadError, Sink, Source, ZipPoints};
use crate::text::{fold, hash};
use crate::vocabulary::{Kind, Profession, Professions};

/// How far an import is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The file being read; `None` while the index is built.
    pub file: Option<String>,
    /// Bytes of all files read so far.
    pub bytes: u64,
    /// Bytes of all files.
    pub of: u64,
    /// Entries kept so far.
    pub kept: u64,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Read.
    Read,
    /// What is here is newer; nothing was changed.
    Older,
    /// Nothing usable in it; says why.
    Refused(String),
    /// No directory: it only lay in an archive beside others.
    Beside,
}

/// One file and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileReport {
    /// Its name.
    pub name: String,
    /// What it is, when it was recognised.
    pub format: Option<Format>,
    /// What became of it.
    pub outcome: Outcome,
    /// What was met in it.
    pub counts: Counts,
    /// Entries among the kept that were here before.
    pub updated: u64,
    /// Entries of the earlier edition that are now marked as gone.
    pub gone: u64,
}

/// A finished import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Every file in the order given.
    pub files: Vec<FileReport>,
    /// Places in the directory now that several sources list.
    pub merged: u64,
    /// Entries in the directory now, gone ones included.
    pub entries: u64,
    /// Whether it was stopped; nothing was changed then.
    pub stopped: bool,
}

/// A file after reading: its number is the dataset of its rows.
struct Taken {
    report: FileReport,
    dated: Option<Day>,
    /// Hashes of the keys, sorted.
    keys: Vec<u64>,
}

impl Taken {
    fn is_read(&self) -> bool {
        self.report.outcome == Outcome::Read
    }

    fn kind(&self) -> Option<Kind> {
        match self.report.format? {
            Format::OpenStreetMap => Some(Kind::OpenStreetMap),
            Format::Nppes => Some(Kind::Nppes),
            Format::OwnList => Some(Kind::OwnList),
            Format::PlanNet => Some(Kind::PlanNet),
            Format::Taxonomy | Format::Towns(_) => None,
        }
    }

    fn has(&self, key: u64) -> bool {
        self.keys.binary_search(&key).is_ok()
    }
}

/// Imports files into the directory of a data folder. `watch` hears how far it is and says whether to go on.
pub fn import(
    folder: &Path,
    inputs: Vec<Input<'_>>,
    today: Day,
    watch: &mut dyn FnMut(&Progress) -> bool,
) -> Result<ImportReport, DirectoryError> {
    let path = Directory::path_in(folder);
    let fresh = path.with_extension("db.new");
    let outcome = build(folder, &fresh, inputs, today, watch);
    let done = match outcome {
        Ok((report, true)) => File::open(&fresh)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&fresh, &path))
            .doing("put the new directory in place")
            .map(|()| report),
        Ok((report, false)) => Ok(report),
        Err(error) => Err(error),
    };
    match fs::remove_file(&fresh) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            done.and(Err(error).doing("remove an unfinished directory"))
        }
        _ => done,
    }
}

/// Builds the new file; `false` when it is not to be used.
fn build(
    folder: &Path,
    fresh: &Path,
    inputs: Vec<Input<'_>>,
    today: Day,
    watch: &mut dyn FnMut(&Progress) -> bool,
) -> Result<(ImportReport, bool), DirectoryError> {
    let old = match Directory::open(folder) {
        Ok(old) => Some(old),
        Err(DirectoryError::Missing | DirectoryError::OtherVersion) => None,
        Err(error) => return Err(error),
    };
    let conn = create(fresh)?;
    let doing = "write the new directory";
    conn.execute_batch("BEGIN").doing(doing)?;
    let mut gather = Gather::new(&conn, folder, inputs.iter().map(|input| input.size).sum(), watch);
    if let Some(old) = &old {
        gather.keep_tables(old)?;
    }
    let taken = gather.files(inputs)?;
    let Gather { sorter, stopped, watch, mut progress, .. } = gather;
    let reports = |taken: Vec<Taken>| taken.into_iter().map(|one| one.report).collect();
    if stopped || !taken.iter().any(Taken::is_read) {
        return Ok((ImportReport { files: reports(taken), stopped, ..ImportReport::default() }, false));
    }
    progress.file = None;
    let mut writer = Merger { conn: &conn, taken, sorter, today };
    if let Some(old) = &old {
        writer.keep_entries(old)?;
    }
    if !writer.taken.iter().any(Taken::is_read) {
        return Ok((ImportReport { files: reports(writer.taken), ..ImportReport::default() }, false));
    }
    if !watch(&progress) {
        return Ok((
            ImportReport { files: reports(writer.taken), stopped: true, ..ImportReport::default() },
            false,
        ));
    }
    let taken = writer.write()?;
    let merged = front::find(&conn)?;
    spots(&conn)?;
    finish(&conn)?;
    conn.execute_batch("COMMIT").doing(doing)?;
    let entries: i64 = conn.query_row("SELECT count(*) FROM entry", [], |row| row.get(0)).doing(doing)?;
    conn.close().map_err(|(_, error)| error).doing(doing)?;
    let report =
        ImportReport { files: reports(taken), merged, entries: entries.unsigned_abs(), stopped: false };
    Ok((report, true))
}

/// A new file. Nothing reads it before it is whole, so it needs no journal.
fn create(path: &Path) -> Result<Connection, DirectoryError> {
    let doing = "make a new directory";
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error).doing(doing),
        _ => {}
    }
    let conn = Connection::open(path).doing(doing)?;
    conn.execute_batch(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -48000; PRAGMA temp_store = FILE",
    )
    .doing(doing)?;
    conn.execute_batch(include_str!("schema.sql")).doing(doing)?;
    conn.execute_batch("INSERT INTO names (names, rank) VALUES ('hashsize', 16777216)").doing(doing)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID).doing(doing)?;
    conn.pragma_update(None, "user_version", VERSION).doing(doing)?;
    Ok(conn)
}

/// Reads files: towns and codes go straight into the new file, entries into the sorter.
struct Gather<'a> {
    conn: &'a Connection,
    sorter: Sorter,
    zips: ZipPoints,
    new_zips: Vec<(String, Place)>,
    watch: &'a mut dyn FnMut(&Progress) -> bool,
    progress: Progress,
    /// Bytes of the files before the one at hand.
    before: u64,
    dataset: u32,
    keys: Vec<u64>,
    stopped: bool,
}

impl<'a> Gather<'a> {
    fn new(
        conn: &'a Connection,
        folder: &Path,
        of: u64,
        watch: &'a mut dyn FnMut(&Progress) -> bool,
    ) -> Self {
        Self {
            conn,
            sorter: Sorter::new(folder),
            zips: ZipPoints::default(),
            new_zips: Vec::new(),
            watch,
            progress: Progress { file: None, bytes: 0, of, kept: 0 },
            before: 0,
            dataset: 0,
            keys: Vec::new(),
            stopped: false,
        }
    }

    /// Towns and codes that are here already.
    fn keep_tables(&mut self, old: &Directory) -> Result<(), DirectoryError> {
        old.each_town(&mut |town| {
            if !town.code.is_empty() {
                self.zips.put(&town.code, town.position);
            }
            self.put_town(&town)
        })?;
        old.each_code(&mut |code, label| self.put_code(code, label))
    }

    /// Reads every file: towns and codes first, since others need them.
    fn files(&mut self, inputs: Vec<Input<'_>>) -> Result<Vec<Taken>, DirectoryError> {
        let mut recognised: Vec<_> = inputs
            .into_iter()
            .enumerate()
            .map(|(number, mut input)| (number, input.recognised(), input))
            .collect();
        let is_late =
            |format: &Result<Format, ReadError>| !matches!(format, Ok(Format::Towns(_) | Format::Taxonomy));
        recognised.sort_by_key(|(number, format, _)| (is_late(format), *number));
        let mut taken = BTreeMap::new();
        for (number, format, input) in recognised {
            self.dataset = number as u32;
            self.progress.file = Some(input.name.clone());
            let Input { name, size, lies, bytes } = input;
            let (format, outcome) = match (format, bytes) {
                (Ok(format), _) if self.stopped => (Some(format), Err(ReadError::Stopped)),
                (Ok(format), Ok(mut source)) => (Some(format), self.read(&mut *source)),
                (Ok(format), Err(why)) => (Some(format), Err(ReadError::refused(why))),
                (Err(error), _) => (None, Err(error)),
            };
            self.before += size;
            taken.insert(number, self.settle((name, lies), format, outcome)?);
        }
        Ok(taken.into_values().collect())
    }

    fn read(&mut self, source: &mut dyn Source) -> Result<read::Reading, ReadError> {
        let zips = std::mem::take(&mut self.zips);
        let outcome = read::read(source, &zips, self);
        self.zips = zips;
        for (code, place) in std::mem::take(&mut self.new_zips) {
            self.zips.put(&code, place);
        }
        outcome
    }

    fn settle(
        &mut self,
        (name, lies): (String, Lies),
        format: Option<Format>,
        outcome: Result<read::Reading, ReadError>,
    ) -> Result<Taken, DirectoryError> {
        let mut keys = std::mem::take(&mut self.keys);
        keys.sort_unstable();
        let (outcome, counts, dated) = match outcome {
            Ok(reading) => (Outcome::Read, reading.counts, reading.dated),
            Err(ReadError::Stopped) => {
                self.stopped = true;
                (Outcome::Refused("Stopped before the end.".to_owned()), Counts::default(), None)
            }
            Err(ReadError::Io(source)) if source.kind() == io::ErrorKind::StorageFull => {
                return Err(DirectoryError::Io { doing: "write the new directory", source });
            }
            Err(ReadError::Unknown(_)) if lies == Lies::InArchive => {
                (Outcome::Beside, Counts::default(), None)
            }
            Err(error) => (Outcome::Refused(error.to_string()), Counts::default(), None),
        };
        let report = FileReport { name, format, outcome, counts, updated: 0, gone: 0 };
        Ok(Taken { report, dated, keys })
    }

    fn put_town(&self, town: &Town) -> Result<(), DirectoryError> {
        let spot = Spot::of(town.position);
        let sql = "INSERT INTO town (folded, code, weight, name, region, lat, lon) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.conn
            .prepare_cached(sql)
            .and_then(|mut insert| {
                insert.execute(params![
                    fold(&town.name),
                    fold(&town.code),
                    town.weight,
                    town.name,
                    town.region,
                    spot.lat,
                    spot.lon
                ])
            })
            .doing("write a town")
            .map(drop)
    }

    fn put_code(&self, code: &str, label: &str) -> Result<(), DirectoryError> {
        self.conn
            .prepare_cached("INSERT OR REPLACE INTO taxonomy (code, label) VALUES (?1, ?2)")
            .and_then(|mut insert| insert.execute([code, label]))
            .doing("write a code")
            .map(drop)
    }
}

impl Sink for Gather<'_> {
    fn entry(&mut self, entry: Entry) -> io::Result<()> {
        let row = Row::of(self.dataset, &entry);
        self.keys.push(hash(row.key.as_bytes()));
        self.progress.kept += 1;
        self.sorter.push(&row)
    }

    fn town(&mut self, town: Town) -> io::Result<()> {
        if !town.code.is_empty() {
            self.new_zips.push((town.code.clone(), town.position));
        }
        self.put_town(&town).map_err(io::Error::other)
    }

    fn taxonomy(&mut self, code: &str, label: &str) -> io::Result<()> {
        self.put_code(code, label).map_err(io::Error::other)
    }

    fn go_on(&mut self, bytes: u64) -> bool {
        self.progress.bytes = self.before + bytes;
        (self.watch)(&self.progress)
    }
}

/// Puts what was here and what came in together.
struct Merger<'a> {
    conn: &'a Connection,
    taken: Vec<Taken>,
    sorter: Sorter,
    today: Day,
}

/// An imported file as it was.
struct Earlier {
    kind: Kind,
    dated: Option<Day>,
    live: u64,
    /// Entries that each new file has too.
    again: Vec<u64>,
}

impl Merger<'_> {
    /// Takes over the entries of earlier imports that no new file replaces.
    fn keep_entries(&mut self, old: &Directory) -> Result<(), DirectoryError> {
        let earlier = self.compare(old)?;
        let mut editions: BTreeMap<u32, Option<usize>> = BTreeMap::new();
        for (id, one) in &earlier {
            let edition = (0..self.taken.len()).find(|file| self.is_edition(one, *file));
            if let Some(file) = edition.and_then(|file| self.taken.get_mut(file))
                && file.dated.zip(one.dated).is_some_and(|(new, old)| new < old)
            {
                file.report.outcome = Outcome::Older;
            }
            editions.insert(*id, edition);
        }
        let first_kept = self.taken.len() as u32;
        let mut number = first_kept;
        let mut mapped: BTreeMap<u32, (u32, bool)> = BTreeMap::new();
        for (id, edition) in editions {
            let replaced = edition.filter(|file| self.taken.get(*file).is_some_and(Taken::is_read));
            match replaced {
                Some(file) => mapped.insert(id, (file as u32, true)),
                None => {
                    old.copy_dataset(id, number, self.conn)?;
                    number += 1;
                    mapped.insert(id, (number - 1, false))
                }
            };
        }
        let today = self.today.days_since_epoch();
        let (taken, sorter) = (&mut self.taken, &mut self.sorter);
        old.each_row(&mut |mut row| {
            let key = hash(row.key.as_bytes());
            if let Some(file) = taken.iter_mut().find(|file| file.is_read() && file.has(key)) {
                file.report.updated += 1;
                return Ok(());
            }
            let Some((dataset, replaced)) = mapped.get(&row.dataset).copied() else { return Ok(()) };
            if replaced && row.gone.is_none() {
                row.gone = Some(today);
                row.flags |= GONE;
                if let Some(file) = taken.get_mut(dataset as usize) {
                    file.report.gone += 1;
                }
            }
            row.dataset = dataset;
            sorter.push(&row).doing("sort the entries")
        })
    }

    fn is_edition(&self, one: &Earlier, file: usize) -> bool {
        let again = one.again.get(file).copied().unwrap_or_default();
        let same_kind =
            self.taken.get(file).is_some_and(|taken| taken.is_read() && taken.kind() == Some(one.kind));
        same_kind && one.live > 0 && again * 2 >= one.live
    }

    fn compare(&self, old: &Directory) -> Result<BTreeMap<u32, Earlier>, DirectoryError> {
        let mut earlier = BTreeMap::new();
        for (id, kind, dated) in old.dataset_ids()? {
            earlier.insert(id, Earlier { kind, dated, live: 0, again: vec![0; self.taken.len()] });
        }
        old.each_row(&mut |row| {
            if let Some(one) = earlier.get_mut(&row.dataset).filter(|_| row.gone.is_none()) {
                one.live += 1;
                let key = hash(row.key.as_bytes());
                for (count, file) in one.again.iter_mut().zip(&self.taken) {
                    *count += u64::from(file.has(key));
                }
            }
            Ok(())
        })?;
        Ok(earlier)
    }

    /// Writes datasets and entries in the order of the grid.
    fn write(self) -> Result<Vec<Taken>, DirectoryError> {
        let Self { conn, taken, sorter, today } = self;
        let doing = "write the entries";
        // What lists nobody is no directory: a header without rows, a map without health care.
        let lists = |file: &Taken| file.is_read() && file.report.counts.kept > 0;
        for (number, file) in taken.iter().enumerate().filter(|(_, file)| lists(file)) {
            let Some(kind) = file.kind() else { continue };
            conn.execute(
                "INSERT INTO dataset (id, kind, name, licence, dated, imported) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    number as i64,
                    kind as i64,
                    file.report.name,
                    kind.licence(),
                    file.dated.map(Day::days_since_epoch),
                    today.days_since_epoch()
                ],
            )
            .doing(doing)?;
        }
        let mut insert = conn
            .prepare(
                "INSERT INTO entry (id, dataset, key, professions, lat, lon, flags, gone, updated, name, detail)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )
            .doing(doing)?;
        let mut name = conn.prepare("INSERT INTO names (rowid, name) VALUES (?1, ?2)").doing(doing)?;
        let mut id = 0_i64;
        let mut last = (0, String::new());
        sorter.finish(|row| {
            let file = row.dataset as usize;
            let key = hash(row.key.as_bytes());
            let dropped = taken.get(file).is_some_and(|file| !file.is_read());
            let replaced = || taken.iter().skip(file + 1).any(|later| later.is_read() && later.has(key));
            // Rows of one cell come by key, so a row that stands twice follows itself.
            let twice = last == (row.cell(), row.key.clone());
            if dropped || twice || (file < taken.len() && row.gone.is_none() && replaced()) {
                return Ok(());
            }
            id += 1;
            insert
                .execute(params![
                    id,
                    row.dataset,
                    row.key,
                    row.professions,
                    row.lat,
                    row.lon,
                    row.flags,
                    row.gone,
                    row.updated,
                    row.name,
                    row.detail
                ])
                .and_then(|_| name.execute(params![id, fold(&row.name)]))
                .doing(doing)?;
            last = (row.cell(), row.key);
            Ok::<(), DirectoryError>(())
        })?;
        Ok(taken)
    }
}

impl From<io::Error> for DirectoryError {
    fn from(source: io::Error) -> Self {
        Self::Io { doing: "sort the entries", source }
    }
}

/// A row of the index by distance.
type SpotRow = (u8, u32, u32, i32, i32, u32);

/// Fills the index by distance. What several sources list is one place: it has the professions and skills of all.
fn spots(conn: &Connection) -> Result<(), DirectoryError> {
    let doing = "build the index by distance";
    let mut rows: Vec<SpotRow> = Vec::new();
    let mut shared: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let sql = "SELECT front, professions, flags FROM entry WHERE front IS NOT NULL";
    each(conn, sql, &mut |row| {
        let (front, professions, flags): (u32, u32, u32) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let sum = shared.entry(front).or_insert((0, GONE));
        // Gone only when every source has lost it.
        *sum = (sum.0 | professions, ((sum.1 | flags) & !GONE) | (sum.1 & flags & GONE));
        Ok(())
    })?;
    let sql = "SELECT id, professions, lat, lon, flags, front FROM entry WHERE front IS NULL OR front = id";
    each(conn, sql, &mut |row| {
        let place: u32 = row.get(0)?;
        let (mut professions, mut flags): (u32, u32) = (row.get(1)?, row.get(4)?);
        let (lat, lon): (i32, i32) = (row.get(2)?, row.get(3)?);
        if let Some((all, any)) = shared.get(&place) {
            (professions, flags) = (*all, *any);
        }
        let cell = Spot { lat, lon }.cell();
        for profession in Professions::from_bits(professions).iter() {
            rows.push((profession as u8, cell, place, lat, lon, flags));
        }
        Ok(())
    })?;
    rows.sort_unstable();
    let sql = "INSERT INTO spot (profession, cell, place, lat, lon, flags) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = conn.prepare(sql).doing(doing)?;
    for (profession, cell, place, lat, lon, flags) in rows {
        insert.execute(params![profession, cell, place, lat, lon, flags]).doing(doing)?;
    }
    Ok(())
}

/// Runs over the rows of a query.
fn each(
    conn: &Connection,
    sql: &str,
    work: &mut dyn FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<()>,
) -> Result<(), DirectoryError> {
    let doing = "go through the entries";
    let mut select = conn.prepare(sql).doing(doing)?;
    let mut rows = select.query([]).doing(doing)?;
    while let Some(row) = rows.next().doing(doing)? {
        work(row).doing(doing)?;
    }
    Ok(())
}

/// Indexes, counts, and one copy of each town.
fn finish(conn: &Connection) -> Result<(), DirectoryError> {
    debug_assert!(Profession::ALL.len() <= u8::MAX as usize);
    // One entry may have moved within its own file and stand in two cells: the first stays.
    conn.execute_batch(
        "CREATE INDEX entry_key ON entry (key);
         CREATE INDEX entry_front ON entry (front) WHERE front IS NOT NULL;
         DELETE FROM town WHERE rowid NOT IN
           (SELECT min(rowid) FROM town GROUP BY folded, code, lat / 100000, lon / 100000);
         CREATE INDEX town_folded ON town (folded, weight DESC);
         CREATE INDEX town_code ON town (code) WHERE code <> '';
         UPDATE dataset SET
           listed = (SELECT count(*) FROM entry WHERE dataset = dataset.id AND gone IS NULL),
           gone = (SELECT count(*) FROM entry WHERE dataset = dataset.id AND gone IS NOT NULL);
         INSERT INTO names (names) VALUES ('optimize');",
    )
    .doing("build the indexes")
}
