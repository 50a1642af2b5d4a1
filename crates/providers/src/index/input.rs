//! What an import is given: files, and files that lay in an archive beside others.

use crate::read::{self, Format, ReadError, Source};

/// The bytes of a file.
type Bytes<'a> = Box<dyn Source + Send + 'a>;

/// A file to import.
pub struct Input<'a> {
    /// Its name, for people.
    pub(super) name: String,
    /// Its size in bytes, for progress.
    pub(super) size: u64,
    pub(super) lies: Lies,
    /// Its bytes, or a sentence that says why there are none.
    pub(super) bytes: Result<Bytes<'a>, String>,
}

/// Where a file was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lies {
    /// Somebody named it.
    Alone,
    /// In an archive, where other things may lie too.
    InArchive,
}

impl<'a> Input<'a> {
    /// A file that somebody named.
    pub fn new(name: impl Into<String>, size: u64, source: impl Source + Send + 'a) -> Self {
        Self { name: name.into(), size, lies: Lies::Alone, bytes: Ok(Box::new(source)) }
    }

    /// A file that lay in an archive: its bytes, or a sentence that says why there are none.
    pub fn in_archive(
        name: impl Into<String>,
        size: u64,
        source: Result<impl Source + Send + 'a, String>,
    ) -> Self {
        let bytes = source.map(|source| Box::new(source) as Bytes<'a>);
        Self { name: name.into(), size, lies: Lies::InArchive, bytes }
    }

    /// What it is, by its first bytes.
    pub(super) fn recognised(&mut self) -> Result<Format, ReadError> {
        match &mut self.bytes {
            Ok(source) => read::recognise(&mut **source),
            Err(why) => Err(ReadError::refused(why.as_str())),
        }
    }
}
