//! The directory holds what directories say. Whoever searches leaves nothing in it.

use std::fs;

use femoris_measure::{Metres, Place};
use femoris_providers::index::{Directory, Filter, Query};
use femoris_providers::{Profession, Professions};

use super::bring;

#[test]
fn a_search_changes_no_byte_of_the_directory() {
    let folder = tempfile::tempdir().expect("a folder");
    bring(folder.path(), &[("list.csv", b"name,profession,lat,lon\nKern,physiotherapist,51.0,14.0\n")]);
    let read = || {
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| {
                let path = entry.expect("an entry").path();
                (path.display().to_string(), fs::read(&path).expect("a file"))
            })
            .collect();
        files.sort();
        files
    };
    let before = read();
    assert_eq!(before.len(), 1, "one file and nothing beside it");
    let directory = Directory::open(folder.path()).expect("a directory");
    let near = Place::new(51.123_456_7, 14.765_432_1).expect("a place");
    let query = Query {
        professions: Professions::EMPTY.with(Profession::Physiotherapist),
        near,
        within: Metres::new(100_000.0).expect("a distance"),
        limit: 5,
        filter: Filter::default(),
    };
    directory.search(&query).expect("a search");
    directory.names("kern", 5).expect("a search");
    drop(directory);
    assert_eq!(before, read());
    assert!(!format!("{query:?}").contains("51.12"), "nor does a query tell where, should it be printed");
}
