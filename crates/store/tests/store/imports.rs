//! The ledger: each file its own outcome, in the order they were met.

use femoris_measure::Instant;
use femoris_store::{ImportId, NewFile, Sha256};

use crate::build::{Home, home, recording};

#[test]
fn every_file_has_its_own_outcome() {
    let Home { store, folder: _folder } = home();
    let one = recording(1, 20);
    let import =
        store.batch(|writer| writer.begin_import("export.zip", Instant::from_unix_ms(10))).expect("begun");
    let outcomes = ["imported", "duplicate", "refused", "refused"];
    store
        .batch(|writer| {
            one.put(writer)?;
            outcomes.iter().enumerate().try_for_each(|(i, outcome)| {
                let path = format!("export.zip/{i}\0\u{202e}.fit");
                let (sha, run) =
                    if i < 2 { (Some(one.original.sha()), Some(one.id())) } else { (None, None) };
                writer.record_file(
                    import,
                    &NewFile { path: &path, sha, outcome, run, why: (i > 0).then_some("because") },
                )
            })
        })
        .expect("recorded");
    let files = store.read(|reader| reader.import_files(import, 0, 100)).expect("files");
    assert!(files.iter().map(|file| file.outcome.as_str()).eq(outcomes));
    assert!(files.iter().map(|file| file.index).eq(0..4));
    assert_eq!((files[0].run.as_ref(), files[0].why.as_deref()), (Some(one.id()), None));
    assert_eq!(files[1].sha, Some(one.original.sha()));
    let rest = store.read(|reader| reader.import_files(import, 3, 100)).expect("files");
    assert_eq!(rest, files[3..]);
    let mut lines = Vec::new();
    assert_eq!(store.read(|reader| reader.write_imports_json_lines(&mut lines)).expect("written"), 4);
    let first: serde_json::Value =
        serde_json::from_slice(lines.split(|byte| *byte == b'\n').next().expect("a line")).expect("json");
    assert_eq!((first["outcome"].as_str(), first["source"].as_str()), (Some("imported"), Some("export.zip")));
    let tally = store.read(|reader| reader.import_tally(import)).expect("a tally");
    assert_eq!(tally, [("duplicate".to_owned(), 1), ("imported".to_owned(), 1), ("refused".to_owned(), 2)]);
    let known = store.read(|reader| reader.known_file(&one.original.sha())).expect("asked").expect("known");
    assert_eq!((known.outcome.as_str(), known.run.as_ref()), ("duplicate", Some(one.id())));
    assert_eq!(store.read(|reader| reader.known_file(&Sha256::of(b"never"))).expect("asked"), None);
}

#[test]
fn an_import_that_was_killed_stays_open() {
    let Home { store, folder: _folder } = home();
    let begin =
        |source| store.batch(|writer| writer.begin_import(source, Instant::from_unix_ms(10))).expect("begun");
    let (killed, stopped, done) = (begin("a"), begin("b"), begin("c"));
    store.batch(|writer| writer.stop_import(stopped, Instant::from_unix_ms(20))).expect("closed");
    store.batch(|writer| writer.finish_import(done, Instant::from_unix_ms(30))).expect("closed");
    let rows = store.read(|reader| reader.imports(10)).expect("imports");
    assert!(rows.iter().map(|row| row.id).eq([done, stopped, killed]), "newest first");
    let ends: Vec<_> = rows.iter().map(|row| (row.finished.map(Instant::unix_ms), row.is_stopped)).collect();
    assert_eq!(ends, [(Some(30), false), (Some(20), true), (None, false)]);
    let asked = store.read(|reader| reader.import(killed)).expect("asked");
    assert_eq!(asked.as_ref(), rows.last());
    assert_eq!(store.read(|reader| reader.import(ImportId::from_number(99))).expect("asked"), None);
}
