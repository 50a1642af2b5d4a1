//! Files within packed ones: found whatever they are, read as often as needed, and never past the bounds.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::fs::File;
use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use femoris_recording::walk::{Limits, Opened, Part, open_packed};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const LIST: &[u8] = b"name,profession,lat,lon\nKern,physiotherapist,51.0,14.0\n";

fn zipped(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("an entry");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn file_of(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).expect("written");
    file.seek(SeekFrom::Start(0)).expect("a file");
    file
}

fn open(bytes: &[u8], limits: &Limits) -> Opened {
    let folder = tempfile::tempdir().expect("a folder");
    open_packed("up/../a.zip", file_of(bytes), folder.path(), limits).expect("opened")
}

fn parts(bytes: &[u8], limits: &Limits) -> Vec<Part> {
    match open(bytes, limits) {
        Opened::Packed(parts) => parts,
        Opened::Plain(_) => panic!("it is packed"),
    }
}

/// Name and bytes of each part, or why there are none.
fn told(bytes: &[u8], limits: &Limits) -> Vec<(String, Result<Vec<u8>, String>)> {
    let read = |part: Part| {
        let content = part.content.and_then(|mut reader| {
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).map(|_| bytes).map_err(|error| error.to_string())
        });
        (part.path, content)
    };
    parts(bytes, limits).into_iter().map(read).collect()
}

#[test]
fn files_are_found_in_archives_streams_and_archives_in_archives() {
    assert!(matches!(open(LIST, &Limits::default()), Opened::Plain(_)));
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let inner = zipped(&[("deep/b.csv", LIST)], method);
        let packed = gzipped(LIST);
        let outer =
            zipped(&[("a.csv", LIST), ("folder/", b""), ("in.zip", &inner), ("c.csv.gz", &packed)], method);
        let found = told(&outer, &Limits::default());
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            ["up/a.zip/a.csv", "up/a.zip/in.zip/deep/b.csv", "up/a.zip/c.csv.gz"],
            "{method:?}"
        );
        assert!(found.iter().all(|(_, bytes)| bytes.as_deref() == Ok(LIST)), "{method:?}");
    }
    assert_eq!(told(&gzipped(LIST), &Limits::default()), [("up/a.zip".to_owned(), Ok(LIST.to_vec()))]);
}

#[test]
fn any_place_can_be_sought_and_begun_from_again() {
    let numbers: Vec<u8> = (0..200_000_u32).flat_map(u32::to_le_bytes).collect();
    for packed in [gzipped(&numbers), zipped(&[("n", &numbers)], CompressionMethod::Deflated)] {
        let mut part = parts(&packed, &Limits::default()).pop().expect("one").content.expect("readable");
        for at in [40_000_u64, 8, 700_000, 0] {
            part.seek(SeekFrom::Start(at)).expect("sought");
            part.seek(SeekFrom::Current(4)).expect("sought");
            let mut four = [0; 4];
            part.read_exact(&mut four).expect("there");
            assert_eq!(u64::from(u32::from_le_bytes(four)), at / 4 + 1);
        }
        assert!(part.seek(SeekFrom::End(0)).is_err(), "nobody knows where it ends");
    }
}

#[test]
fn two_parts_may_be_read_in_turns() {
    let (ones, twos) = (vec![1_u8; 300_000], vec![2_u8; 300_000]);
    let packed = zipped(&[("1", &ones), ("2", &twos)], CompressionMethod::Stored);
    let mut all = parts(&packed, &Limits::default());
    let mut second = all.pop().expect("two").content.expect("readable");
    let mut first = all.pop().expect("two").content.expect("readable");
    let mut chunk = [0; 100_000];
    for _ in 0..3 {
        first.read_exact(&mut chunk).expect("there");
        assert!(chunk.iter().all(|byte| *byte == 1));
        second.read_exact(&mut chunk).expect("there");
        assert!(chunk.iter().all(|byte| *byte == 2));
    }
}

#[test]
fn bombs_stop_and_everything_has_an_end() {
    let zeros = vec![0; 30 << 20];
    let bomb = zipped(&[("bomb", &zeros), ("list.csv", LIST)], CompressionMethod::Deflated);
    let found = told(&bomb, &Limits::default());
    assert!(found[0].1.as_ref().is_err_and(|why| why.contains("zip bomb")), "{:?}", found[0]);
    assert_eq!(found[1].1.as_deref(), Ok(LIST), "what lies beside it is read");
    assert!(
        told(&gzipped(&zeros), &Limits::default())[0].1.as_ref().is_err_and(|why| why.contains("zip bomb"))
    );
    // An archive that is a bomb is not unpacked to the disk.
    let packed = zipped(
        &[("z.zip", &zipped(&[("x", &zeros)], CompressionMethod::Stored))],
        CompressionMethod::Deflated,
    );
    let small = Limits { archive_bytes: 2 << 20, ratio: 100_000, ..Limits::default() };
    assert!(
        told(&packed, &small)[0].1.as_ref().is_err_and(|why| why.contains("more than 2 MB")),
        "too large"
    );
    let small = Limits { recording_bytes: 20, ..Limits::default() };
    assert!(told(&gzipped(LIST), &small)[0].1.as_ref().is_err_and(|why| why.contains("the most one file")));
    let mut deep = LIST.to_vec();
    for _ in 0..5 {
        deep = gzipped(&deep);
    }
    assert!(told(&deep, &Limits::default())[0].1.as_ref().is_err_and(|why| why.contains("3 times over")));
    let few = Limits { entries: 1, ..Limits::default() };
    assert!(told(&bomb, &few)[0].1.as_ref().is_err_and(|why| why.contains("2 entries")));
}

#[test]
fn damage_is_told_in_words_and_never_panics() {
    let mut flipped = zipped(&[("a.csv", LIST), ("b.csv", LIST)], CompressionMethod::Stored);
    let at = flipped.windows(4).position(|four| four == b"Kern").expect("there");
    flipped[at] ^= 1;
    let found = told(&flipped, &Limits::default());
    assert!(
        found[0].1.as_ref().is_err_and(|why| why.contains("checksum")) && found[1].1.is_ok(),
        "{found:?}"
    );
    let whole = zipped(&[("a.csv", &LIST.repeat(50))], CompressionMethod::Deflated);
    for at in 4..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        for (_, bytes) in told(&damaged, &Limits::default()) {
            assert!(bytes.is_err() || bytes == Ok(LIST.repeat(50)), "damage at {at} is not passed on");
        }
    }
    for end in 4..whole.len() {
        for (_, bytes) in told(&whole[..end], &Limits::default()) {
            assert!(bytes.is_err_and(|why| why.contains("again") || why.contains("cannot")), "{end}");
        }
    }
}
