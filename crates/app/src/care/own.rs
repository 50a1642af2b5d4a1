//! What the runner knows about places: kept in the store under the key of the entry, never in the directory.

use femoris_measure::haversine;
use femoris_providers::EntryKey;
use femoris_store::OwnPlace;

use super::CarePlace;
use super::directory::from_directory;
use super::find::{Ranked, Wanted, start};
use crate::{App, AppError};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// Places compared side by side.
const MOST_COMPARED: usize = 4;

impl App {
    /// One place by the key of an entry, judged for a need; with its distance where `near` says from where.
    pub fn care_place(&self, key: &str, wanted: &Wanted, near: &str) -> Result<Ranked, AppError> {
        let missing = || AppError::not_found("there is no such place in the directory");
        let key = EntryKey::new(key).ok_or_else(missing)?;
        let directory = self.directory()?;
        let place = directory.by_key(&key).map_err(from_directory)?.ok_or_else(missing)?;
        let ends = start(&directory, near)?.zip(place.position());
        self.judged(place, ends.map(|(from, to)| haversine(from, to)), wanted)
    }

    /// Up to four places side by side, in the order named, with their distances where `near` says from where. What is
    /// gone from the directory is left out.
    pub fn compare_care(
        &self,
        keys: &[String],
        wanted: &Wanted,
        near: &str,
    ) -> Result<Vec<Ranked>, AppError> {
        let mut places: Vec<Ranked> = Vec::new();
        for key in keys {
            match self.care_place(key, wanted, near) {
                Ok(found) if places.iter().all(|one| one.place.id != found.place.id) => places.push(found),
                Ok(_) => {}
                Err(error) if error.kind() == crate::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
            if places.len() == MOST_COMPARED {
                break;
            }
        }
        Ok(places)
    }

    /// What a code of a registry means, where its list was imported.
    pub fn taxonomy_label(&self, code: &str) -> Result<Option<String>, AppError> {
        self.directory()?.code_label(code).map_err(from_directory)
    }

    /// What the runner knows about a place, under the key of any of its entries.
    pub(super) fn own_of(&self, place: &CarePlace) -> Result<Option<OwnPlace>, AppError> {
        self.with_store(|store| {
            store.read(|reader| {
                for key in place.keys() {
                    if let Some(own) = reader.own_place(key.as_str())? {
                        return Ok(Some(own));
                    }
                }
                Ok(None)
            })
        })
    }

    /// What the runner knows about the place with this key; empty before they said anything.
    pub fn own_place(&self, key: &str) -> Result<OwnPlace, AppError> {
        let known = self.with_store(|store| store.read(|reader| reader.own_place(key)))?;
        Ok(known.unwrap_or_else(|| OwnPlace { key: key.to_owned(), ..OwnPlace::default() }))
    }

    /// Keeps what the runner knows about a place of the directory.
    pub fn keep_own_place(&self, own: &OwnPlace) -> Result<(), AppError> {
        if EntryKey::new(own.key.as_str()).is_none() {
            return Err(AppError::not_found("there is no such place in the directory"));
        }
        if own.note.chars().count() > LONGEST_NOTE {
            return Err(AppError::refused("note", format!("at most {LONGEST_NOTE} characters, please")));
        }
        let now = self.clock.now();
        self.with_store(|store| store.batch(|writer| writer.put_own_place(own, now)))
    }

    /// The shortlist, by name; also what no directory lists any more.
    pub fn shortlist(&self) -> Result<Vec<OwnPlace>, AppError> {
        self.with_store(|store| store.read(|reader| reader.shortlist()))
    }
}
