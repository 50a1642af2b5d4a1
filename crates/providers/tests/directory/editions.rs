//! Newer files, other regions, several sources: what is updated, what is marked as gone, what is one place.

use femoris_measure::{Metres, Place};
use femoris_providers::index::{Directory, Filter, Outcome, Query, SearchOutcome};
use femoris_providers::{EntryKey, Kind, Profession, Professions};

use super::bring;
use super::lists::{ZIP, nppes};
use super::pbf::{Packing, Shape, map};

fn list(rows: &[(&str, &str, f64)]) -> Vec<u8> {
    let mut text = "id,name,profession,lat,lon,phone\n".to_owned();
    for (id, name, lat) in rows {
        text += &format!("{id},{name},physiotherapist,{lat},14,\n");
    }
    text.into_bytes()
}

fn found(folder: &std::path::Path) -> Vec<String> {
    let directory = Directory::open(folder).expect("a directory");
    let query = Query {
        professions: Professions::EMPTY.with(Profession::Physiotherapist),
        near: Place::new(51.0, 14.0).expect("a place"),
        within: Metres::new(500_000.0).expect("a distance"),
        limit: 50,
        filter: Filter::default(),
    };
    match directory.search(&query).expect("a search") {
        SearchOutcome::Found { hits, .. } => hits
            .iter()
            .map(|hit| directory.place(hit.place).expect("readable").expect("there").name())
            .collect(),
        SearchOutcome::Nothing { .. } => Vec::new(),
    }
}

#[test]
fn a_newer_edition_updates_and_marks_what_it_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    bring(folder.path(), &[("a", &list(&[("1", "Anna", 51.0), ("2", "Bert", 51.1), ("3", "Cleo", 51.2)]))]);
    let report = bring(
        folder.path(),
        &[("b", &list(&[("1", "Anna Neu", 51.0), ("3", "Cleo", 51.3), ("4", "Dora", 51.4)]))],
    );
    let file = &report.files[0];
    assert_eq!((file.counts.kept, file.updated, file.gone, report.entries), (3, 2, 1, 4));
    assert_eq!(found(folder.path()), ["Anna Neu", "Cleo", "Dora"]);
    let directory = Directory::open(folder.path()).expect("a directory");
    let lost =
        directory.by_key(&EntryKey::new("own:2").expect("a key")).expect("readable").expect("not lost");
    assert_eq!((lost.name().as_str(), lost.gone()), ("Bert", Some(super::today())));
    assert_eq!(directory.datasets().expect("readable").len(), 1, "the new edition stands for the old one");
    // And back again.
    bring(folder.path(), &[("c", &list(&[("1", "Anna", 51.0), ("2", "Bert", 51.1), ("3", "Cleo", 51.2)]))]);
    assert_eq!(found(folder.path()), ["Anna", "Bert", "Cleo"]);
}

#[test]
fn a_small_update_and_another_region_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    bring(
        folder.path(),
        &[("month", &list(&[("1", "Anna", 51.0), ("2", "Bert", 51.1), ("3", "Cleo", 51.2)]))],
    );
    let report = bring(folder.path(), &[("week", &list(&[("2", "Bertha", 51.1)]))]);
    assert_eq!((report.files[0].updated, report.files[0].gone), (1, 0));
    bring(folder.path(), &[("region", &list(&[("9", "Far", 52.0)]))]);
    assert_eq!(found(folder.path()), ["Anna", "Bertha", "Cleo", "Far"]);
}

#[test]
fn an_older_file_changes_nothing() {
    let nodes = |name| [(1, 51.0, 14.0, [("healthcare", "physiotherapist"), ("name", name)])];
    let file = |name, seconds| {
        let nodes = nodes(name);
        let nodes: Vec<_> = nodes.iter().map(|(id, lat, lon, tags)| (*id, *lat, *lon, &tags[..])).collect();
        map(&nodes, &[], Shape::Dense, Packing::Zlib, seconds)
    };
    let folder = tempfile::tempdir().expect("a folder");
    bring(folder.path(), &[("new", &file("New", 1_790_000_000))]);
    let report = bring(folder.path(), &[("old", &file("Old", 1_700_000_000))]);
    assert_eq!(report.files[0].outcome, Outcome::Older);
    assert_eq!(found(folder.path()), ["New"]);
}

#[test]
fn the_same_file_twice_is_harmless_and_a_bad_one_beside_it_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = list(&[("1", "Anna", 51.0), ("2", "Bert", 51.1), ("2", "Bert", 51.1)]);
    let report = bring(folder.path(), &[("a", &file), ("again", &file), ("bad", b"\x00\x01\x02")]);
    assert!(matches!(report.files[2].outcome, Outcome::Refused(_)));
    assert_eq!(report.entries, 2);
    bring(folder.path(), &[("a", &file)]);
    assert_eq!(found(folder.path()), ["Anna", "Bert"]);
}

#[test]
fn several_sources_make_one_place_that_shows_them_all() {
    let tags = [("healthcare", "physiotherapist"), ("name", "Bogen Physio"), ("phone", "+1 202 101 0123")];
    let osm = map(&[(1, 38.9, -77.03, &tags[..])], &[], Shape::Dense, Packing::Zlib, 0);
    let row = |npi, last, phone| {
        [
            ("NPI", npi),
            ("Provider Organization Name (Legal Business Name)", last),
            (ZIP, "20500"),
            ("Provider Business Practice Location Address Telephone Number", phone),
            ("Healthcare Provider Taxonomy Code_1", "2251S0007X"),
        ]
    };
    let rows = [
        row("1000000001", "BOGEN PHYSIO LLC", "2021010123"),
        row("1000000002", "BOGEN COLLEAGUE", "2021010123"),
        row("1000000003", "OTHER", "2021010123"),
    ];
    let nppes = nppes(&[&rows[0], &rows[1], &rows[2]]);
    let zips = b"code,city,state,lat,lon\n20500,Washington,DC,38.8977,-77.0366\n";
    let folder = tempfile::tempdir().expect("a folder");
    let report = bring(folder.path(), &[("zip", zips), ("npi", &nppes), ("map", &osm)]);
    assert_eq!(report.merged, 1);
    let directory = Directory::open(folder.path()).expect("a directory");
    let place =
        directory.by_key(&EntryKey::new("npi:1000000001").expect("a key")).expect("readable").expect("there");
    let kinds: Vec<Kind> = place.listings.iter().map(|listing| listing.entry.kind).collect();
    assert_eq!(kinds, [Kind::OpenStreetMap, Kind::Nppes], "the exact position stands in front");
    assert!(place.skills().has(femoris_providers::Skill::SportsBackground));
    let colleague =
        directory.by_key(&EntryKey::new("npi:1000000002").expect("a key")).expect("readable").expect("there");
    assert_eq!(colleague.listings.len(), 1, "colleagues share a number and stay two people");
}
