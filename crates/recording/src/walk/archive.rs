//! Zip archives: entered entry by entry, whether they lie in a file, in an archive or packed in one.

use std::io::{self, Seek, SeekFrom};

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::folder::words;
use super::hold::{Bounds, Stop, pour};
use super::source::{Archive, Entry, ReadSeek, Source, claim};
use super::walker::{Flow, Turn, Walker, comes_first, shown_name};
use super::{Limits, What};

/// What an entry is before its content is looked at.
pub(super) enum State {
    Folder,
    Readable,
    Outcome(What),
}

impl Walker<'_> {
    /// Enters an archive in place, or unpacks it to a temporary file when it lies compressed in another.
    pub(super) fn zip(&mut self, path: &str, source: &mut dyn Source, depth: u32) -> Flow {
        if let Some(mut reader) = source.at_will() {
            return self.archive(path, &mut *reader, depth);
        }
        match self.spill(source) {
            Ok(mut file) => self.archive(path, &mut file, depth),
            Err(stop) => self.refuse(path, stop.to_string()),
        }
    }

    fn spill(&mut self, source: &mut dyn Source) -> Result<std::fs::File, Stop> {
        let unreadable = |cause| Stop::Unreadable { cause };
        let packed = source.packed_bytes();
        let bounds = Bounds { limits: self.limits, bytes: self.limits.archive_bytes, packed };
        let mut file = tempfile::tempfile().map_err(unreadable)?;
        let mut reader = source.open().map_err(unreadable)?;
        pour(&mut *reader, &mut file, 0, &bounds, &mut self.spent)?;
        file.seek(SeekFrom::Start(0)).map_err(unreadable)?;
        Ok(file)
    }

    fn archive(&mut self, path: &str, reader: &mut dyn ReadSeek, depth: u32) -> Flow {
        let mut archive = match opened(reader, self.limits) {
            Ok(archive) => archive,
            Err(why) => return self.refuse(path, why),
        };
        let before = self.count.files;
        self.enter();
        let entries = 0..archive.len();
        let (first, then): (Vec<usize>, Vec<usize>) =
            entries.partition(|index| self.prepare_entry(path, &mut archive, *index) == Turn::First);
        for index in first.into_iter().chain(then) {
            if self.spent.entries >= self.limits.entries || self.spent.bytes > self.limits.total_bytes {
                self.refuse(
                    path,
                    "The limits of one import are reached here; import the rest separately.".to_owned(),
                )?;
                break;
            }
            self.spent.entries += 1;
            self.entry(path, &mut archive, index, depth)?;
        }
        self.leave()?;
        if self.count.files == before {
            return self.give(path, What::NotARun { why: "The archive holds no files.".to_owned() });
        }
        Flow::Continue(())
    }

    fn prepare_entry(&mut self, path: &str, archive: &mut Archive<'_>, index: usize) -> Turn {
        match state(archive, index) {
            Ok((name, State::Readable)) if comes_first(&name) => {
                self.take_list(&format!("{path}/{name}"), &mut Entry { archive, index })
            }
            _ => Turn::Any,
        }
    }

    fn entry(&mut self, path: &str, archive: &mut Archive<'_>, index: usize, depth: u32) -> Flow {
        let (name, state) = match state(archive, index) {
            Ok(entry) => entry,
            Err(error) => return self.refuse(&format!("{path}/{index}"), zip_words(&error)),
        };
        let path = format!("{path}/{name}");
        match state {
            State::Folder => Flow::Continue(()),
            State::Outcome(what) => self.give(&path, what),
            State::Readable => self.source(&path, &mut Entry { archive, index }, depth),
        }
    }
}

/// Opens an archive unless it claims too much, or says why not.
pub(super) fn opened<'a>(reader: &'a mut dyn ReadSeek, limits: &Limits) -> Result<Archive<'a>, String> {
    let most = limits.entries;
    if let Some(claim) = claim(reader).map_err(|error| words(&error))?.filter(|claim| claim.entries > most) {
        return Err(format!("The archive says it has {} entries; {most} are the most.", claim.entries));
    }
    let mut archive = ZipArchive::new(reader).map_err(|error| zip_words(&error))?;
    // Entries that share bytes are how a small archive claims to hold a huge one. A broken entry is no reason to
    // refuse the others.
    if matches!(archive.has_overlapping_entries(), Ok(true)) {
        return Err("Entries of the archive overlap, as in a zip bomb; none was unpacked.".to_owned());
    }
    Ok(archive)
}

/// The name of an entry, made harmless, and whether it can be read.
pub(super) fn state(archive: &Archive<'_>, index: usize) -> Result<(String, State), ZipError> {
    let entry = archive.by_index_data(index)?;
    let name = shown_name(&entry.name().unwrap_or_else(|_| String::from_utf8_lossy(entry.name_raw())));
    let refused = |why: &str| State::Outcome(What::Refused { why: why.to_owned() });
    let state = if entry.is_dir() {
        State::Folder
    } else if entry.is_symlink() {
        State::Outcome(What::NotARun { why: "A link to another file.".to_owned() })
    } else if entry.encrypted() {
        refused("It is protected by a password; unpack the archive and import the folder.")
    } else if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        refused("It is packed with an unusual method; unpack the archive and import the folder.")
    } else {
        State::Readable
    };
    Ok((name, state))
}

pub(super) fn zip_words(error: &ZipError) -> String {
    match error {
        ZipError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => words(error),
        ZipError::UnsupportedArchive(what) => {
            format!("The archive cannot be opened ({what}); unpack it and import the folder.")
        }
        _ => "The archive is damaged or was not downloaded whole; download it again.".to_owned(),
    }
}
