//! Damaged, truncated and lying files are refused in words, whatever they claim, and change nothing.

use femoris_providers::EntryKey;
use femoris_providers::index::{Directory, Outcome};

use super::bring;
use super::pbf::{Packing, Shape, blob, framed, header, map};

const PHYSIO: &[(&str, &str)] = &[("healthcare", "physiotherapist"), ("name", "Kern")];

fn sound(packing: Packing, shape: Shape) -> Vec<u8> {
    let nodes = [(1, 47.0, 7.0, PHYSIO), (2, 47.2, 7.4, &[][..]), (3, 47.1, 7.1, &[][..])];
    map(
        &nodes,
        &[("amenity", "hospital"), ("emergency", "yes"), ("name", "Spital")],
        shape,
        packing,
        1_790_000_000,
    )
}

fn refusal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let report = bring(folder.path(), &[("x.osm.pbf", bytes)]);
    assert!(!Directory::path_in(folder.path()).exists(), "a refused file leaves nothing behind");
    match &report.files[0].outcome {
        Outcome::Refused(why) => why.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_packing_and_both_kinds_of_nodes_are_read() {
    for packing in Packing::ALL {
        for shape in [Shape::Dense, Shape::Plain] {
            let folder = tempfile::tempdir().expect("a folder");
            let report = bring(folder.path(), &[("x", &sound(packing, shape))]);
            assert_eq!(report.files[0].outcome, Outcome::Read, "{packing:?}");
            assert_eq!(report.files[0].counts.kept, 3, "{packing:?}: node, way and relation");
            let directory = Directory::open(folder.path()).expect("a directory");
            for key in ["osm:w70", "osm:r80"] {
                let place =
                    directory.by_key(&EntryKey::new(key).expect("a key")).expect("readable").expect("there");
                let at = place
                    .listings
                    .iter()
                    .find(|one| one.entry.key.as_str() == key)
                    .expect("it")
                    .entry
                    .position;
                assert!((at.latitude() - 47.1).abs() < 1e-6 && (at.longitude() - 7.2).abs() < 1e-6, "{key}");
            }
            assert_eq!(
                directory.datasets().expect("readable")[0].dated.map(|day| day.to_string()),
                Some("2026-09-21".into())
            );
        }
    }
}

#[test]
fn every_prefix_is_refused_or_whole() {
    let whole = sound(Packing::Zlib, Shape::Dense);
    let header = framed("OSMHeader", &blob(&header(&[], 1_790_000_000), Packing::Raw, 0)).len();
    for end in (0..whole.len()).step_by(7) {
        if end.abs_diff(header) < 40 {
            continue; // A file of a header alone is an empty map.
        }
        let why = refusal(&whole[..end]);
        assert!(!why.is_empty());
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let whole = sound(Packing::Raw, Shape::Dense);
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut damaged = whole.clone();
            damaged[at] ^= flip;
            let folder = tempfile::tempdir().expect("a folder");
            let report = bring(folder.path(), &[("x", &damaged)]);
            assert_eq!(report.files.len(), 1);
        }
    }
}

#[test]
fn bombs_and_absurd_sizes_are_refused_before_anything_is_allocated() {
    let start = framed("OSMHeader", &blob(&header(&[], 0), Packing::Raw, 0));
    let zeros = vec![0; 40 << 20];
    for packing in [Packing::Zlib, Packing::Zstd] {
        // Says it unpacks to a kilobyte and unpacks to forty megabytes; or says so and is over the bound.
        for claimed in [1024, 40 << 20, u64::MAX] {
            let mut bomb = start.clone();
            bomb.extend(framed("OSMData", &blob(&zeros, packing, claimed)));
            let why = refusal(&bomb);
            assert!(why.contains("claims") || why.contains("damaged"), "{why}");
        }
    }
    let mut absurd = start.clone();
    absurd.extend(u32::MAX.to_be_bytes());
    assert!(refusal(&absurd).contains("more than the format allows"));
    let mut truncated = start.clone();
    truncated.extend(framed("OSMData", &[0; 100]));
    truncated.truncate(truncated.len() - 50);
    assert!(refusal(&truncated).contains("middle of a block"));
}

#[test]
fn what_only_ends_in_pbf_is_no_map() {
    // A layer of a vector tile: field 3, then its name.
    let tile = [0x1a, 0x0c, 0x0a, 0x05, b'r', b'o', b'a', b'd', b's', 0x78, 0x02, 0x28, 0x80, 0x20];
    assert!(refusal(&tile).contains("vector tile"));
    let foreign = framed("OSMHeader", &blob(&header(&["HistoricalInformation"], 0), Packing::Raw, 0));
    assert!(refusal(&foreign).contains("HistoricalInformation"));
    assert!(refusal(b"PK\x03\x04 an archive").contains("Unpack"));
    assert!(refusal(b"{\"a\": 1}").contains("FHIR"));
    assert!(refusal(b"").contains("empty"));
}
