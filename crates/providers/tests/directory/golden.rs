//! Every file of the shared directory folder reads with the counts of an independent parser.

use std::fs;
use std::io::Cursor;
use std::path::PathBuf;

use femoris_providers::index::{Directory, Input, Outcome};
use femoris_providers::read::{Counts, Format};
use femoris_providers::{EntryKey, Profession};
use serde_json::Value;

use super::{bring, today};

fn shared() -> Option<PathBuf> {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if data.join("directory-expected.json").is_file() {
        return Some(data);
    }
    println!("skipped: ../shared/data is not here");
    None
}

fn counts_of(path: &std::path::Path) -> (Option<Format>, Counts) {
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = fs::read(path).expect("a file");
    let inputs = vec![Input::new("file", bytes.len() as u64, Cursor::new(bytes))];
    let report =
        femoris_providers::index::import(folder.path(), inputs, today(), &mut |_| true).expect("an import");
    let file = report.files.into_iter().next().expect("one file");
    assert_eq!(file.outcome, Outcome::Read, "{}", path.display());
    (file.format, file.counts)
}

#[test]
fn maps_have_the_objects_that_another_parser_finds() {
    let Some(data) = shared() else { return };
    let expected: Value =
        serde_json::from_slice(&fs::read(data.join("directory-expected.json")).expect("a file"))
            .expect("JSON");
    for (name, wanted) in expected["files"].as_object().expect("files") {
        let (format, counts) = counts_of(&data.join("directory").join(name));
        assert_eq!(format, Some(Format::OpenStreetMap), "{name}");
        let number = |value: &Value| value.as_u64().unwrap_or_default();
        for (at, kind) in ["node", "way", "relation"].into_iter().enumerate() {
            assert_eq!(counts.map.objects[at], number(&wanted["objects"][kind]), "{name} {kind}");
            assert_eq!(
                counts.map.health[at],
                number(&wanted["healthcare_objects"][kind]),
                "{name} health {kind}"
            );
        }
        assert_eq!(counts.map.named, number(&wanted["named"]), "{name} named");
        let mut values: Vec<(String, u64)> = Vec::new();
        for key in ["healthcare", "amenity"] {
            let all = wanted[key].as_object().expect("counts");
            values.extend(all.iter().map(|(value, count)| (format!("{key}={value}"), number(count))));
        }
        values.sort();
        assert_eq!(counts.map.values.into_iter().collect::<Vec<_>>(), values, "{name}");
        assert_eq!(counts.without_position, 0, "{name}: ways and relations have a position");
    }
}

#[test]
fn the_one_physiotherapist_of_hoyerswerda_is_found() {
    let Some(data) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = fs::read(data.join("directory/hoyerswerda.osm.pbf")).expect("a map");
    let report = bring(folder.path(), &[("hoyerswerda.osm.pbf", &bytes)]);
    assert_eq!(report.files[0].counts.kept, 3, "one physiotherapist and two doctors");
    let directory = Directory::open(folder.path()).expect("a directory");
    let key = EntryKey::new("osm:n8284444451").expect("a key");
    let place = directory.by_key(&key).expect("readable").expect("there");
    assert_eq!(place.name(), "Physiotherapie Kern");
    assert!(place.professions().has(Profession::Physiotherapist));
    assert!(place.updated().is_some(), "its date is in the file");
    assert!(place.listings[0].licence.as_deref().is_some_and(|text| text.contains("OpenStreetMap")));
}

#[test]
fn tables_read_whole() {
    let Some(data) = shared() else { return };
    let (format, counts) = counts_of(&data.join("directory/nppes-npidata-fileheader-2015.csv"));
    assert_eq!((format, counts.met), (Some(Format::Nppes), 0), "a header and no row");
    let (format, counts) = counts_of(&data.join("directory/nucc-taxonomy-150.csv"));
    assert_eq!(format, Some(Format::Taxonomy));
    assert_eq!((counts.codes, counts.damaged), (counts.met, 0), "not UTF-8, and read all the same");
    let (format, counts) = counts_of(&data.join("directory/us-zipcodes-free-zipcode-data.csv"));
    assert!(matches!(format, Some(Format::Towns(_))));
    println!("{counts:?}");
    assert_eq!(counts.met, 42_366, "lines without the header");
    assert_eq!(counts.met, counts.towns + counts.damaged);
}

#[test]
fn our_codes_mean_what_the_official_list_says() {
    let Some(data) = shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let bytes = fs::read(data.join("directory/nucc-taxonomy-150.csv")).expect("codes");
    bring(folder.path(), &[("nucc.csv", &bytes)]);
    let directory = Directory::open(folder.path()).expect("a directory");
    for (code, wanted) in [
        ("225100000X", "Physical Therapist"),
        ("2251S0007X", "Physical Therapist, Sports"),
        ("2251X0800X", "Physical Therapist, Orthopedic"),
        ("207XX0005X", "Orthopaedic Surgery, Sports Medicine"),
        ("207QS0010X", "Family Medicine, Sports Medicine"),
        ("207PS0010X", "Emergency Medicine, Sports Medicine"),
        ("2081S0010X", "Physical Medicine & Rehabilitation, Sports Medicine"),
        ("213ES0000X", "Podiatrist, Sports Medicine"),
    ] {
        assert_eq!(directory.code_label(code).expect("readable").as_deref(), Some(wanted), "{code}");
    }
}
