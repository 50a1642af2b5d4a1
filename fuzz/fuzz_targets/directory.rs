//! Directories of care: any bytes are read or refused in words, and every entry that comes out has a key and a place.
#![no_main]

use std::io::{self, Cursor};

use femoris_measure::Place;
use femoris_providers::read::{Sink, ZipPoints, read};
use femoris_providers::{Entry, Town};
use libfuzzer_sys::fuzz_target;

/// Counts what comes.
#[derive(Default)]
struct Counter {
    entries: u64,
}

impl Sink for Counter {
    fn entry(&mut self, entry: Entry) -> io::Result<()> {
        assert!(!entry.key.as_str().is_empty() && !entry.professions.is_empty());
        self.entries += 1;
        Ok(())
    }

    fn town(&mut self, town: Town) -> io::Result<()> {
        assert!(!town.name.is_empty(), "a town nobody could type");
        Ok(())
    }

    fn taxonomy(&mut self, _code: &str, _label: &str) -> io::Result<()> {
        Ok(())
    }

    fn go_on(&mut self, _bytes: u64) -> bool {
        true
    }
}

fuzz_target!(|data: &[u8]| {
    let mut zips = ZipPoints::default();
    if let Ok(place) = Place::new(38.9, -77.0) {
        zips.put("20500", place);
    }
    let mut counter = Counter::default();
    match read(&mut Cursor::new(data), &zips, &mut counter) {
        Ok(reading) => assert_eq!(reading.counts.kept, counter.entries, "every kept one comes"),
        Err(error) => assert!(!error.to_string().is_empty(), "refused without a word"),
    }
});
