//! Backup while serving, restore, erase, export.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use femoris_store::{Store, StoreError, StoreErrorKind, StoreTotals, erase, restore};

use crate::build::{Home, home, recording};

fn totals(store: &Store) -> StoreTotals {
    store.read(|reader| reader.totals()).expect("totals")
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn a_backup_restores_to_the_same() {
    let Home { folder, store } = home();
    let recordings: Vec<_> = (0..5).map(|seed| recording(seed, 300)).collect();
    recordings.iter().for_each(|one| one.put_into(&store));
    let file = folder.path().join("runs.backup");
    let done = store.backup(&file).expect("backed up");
    assert_eq!((done.runs, done.bytes), (5, fs::metadata(&file).expect("there").len()));
    assert_eq!(names(folder.path()), ["data", "runs.backup"], "one file, nothing beside it");

    let elsewhere = folder.path().join("new/place");
    let restored = restore(&file, &elsewhere).expect("restored");
    assert_eq!(restored.totals, totals(&store));
    assert_eq!(names(&elsewhere), ["femoris.db", "femoris.lock"]);
    let copy = Store::open(&elsewhere).expect("opens");
    for one in &recordings {
        assert_eq!(copy.read(|reader| reader.original(&one.original.sha())).expect("there"), one.bytes);
        assert_eq!(&copy.read(|reader| reader.summary(one.id())).expect("there"), one.prepared.summary());
    }
}

#[test]
fn a_restore_replaces_what_was_there() {
    let Home { folder, store } = home();
    recording(1, 50).put_into(&store);
    let file = folder.path().join("b");
    store.backup(&file).expect("backed up");
    recording(2, 50).put_into(&store);
    let data = store.folder().to_owned();
    assert!(matches!(restore(&file, &data), Err(StoreError::InUse { .. })), "not under a running Femoris");
    assert_eq!(totals(&store).shown, 2);
    drop(store);
    assert_eq!(restore(&file, &data).expect("restored").totals.shown, 1);
    assert_eq!(names(&data), ["femoris.db", "femoris.lock"]);
    // A log that was never emptied, as after a crash, must not be read into the restored database.
    let store = Store::open(&data).expect("opens");
    recording(3, 50).put_into(&store);
    let crashed: Vec<_> =
        ["femoris.db", "femoris.db-wal"].map(|name| (name, fs::read(data.join(name)).expect("there"))).into();
    drop(store);
    for (name, bytes) in crashed {
        fs::write(data.join(name), bytes).expect("as after a crash");
    }
    assert_eq!(restore(&file, &data).expect("restored").totals.shown, 1);
    Store::open(&data).expect("opens").read(|reader| reader.verify()).expect("sound");
}

#[test]
fn a_restore_over_a_damaged_database_works() {
    let Home { folder, store } = home();
    recording(1, 50).put_into(&store);
    let (file, data) = (folder.path().join("b"), store.folder().to_owned());
    store.backup(&file).expect("backed up");
    drop(store);
    let mut bytes = fs::read(data.join("femoris.db")).expect("there");
    let middle = bytes.len() / 3;
    bytes[200..middle].fill(0x5a);
    fs::write(data.join("femoris.db"), &bytes).expect("damaged");
    assert_eq!(restore(&file, &data).expect("restored").totals.shown, 1);
    assert_eq!(names(&data), ["femoris.db", "femoris.lock"]);
}

#[test]
fn a_restore_from_garbage_changes_nothing() {
    let Home { folder, store } = home();
    recording(1, 500).put_into(&store);
    let (good, data) = (folder.path().join("good"), store.folder().to_owned());
    store.backup(&good).expect("backed up");
    drop(store);
    let sound = fs::read(&good).expect("there");
    let mut flipped = sound.clone();
    flipped[4096 * 3..4096 * 3 + 2000].fill(0);
    let empty = rusqlite::Connection::open(folder.path().join("theirs")).expect("a database");
    empty.execute_batch("CREATE TABLE theirs (x)").expect("filled");
    drop(empty);
    let theirs = fs::read(folder.path().join("theirs")).expect("there");
    let bad: [(&str, &[u8]); 6] = [
        ("text", b"no database"),
        ("nothing", b""),
        ("cut", &sound[..sound.len() / 2]),
        ("header", &sound[..100]),
        ("flipped", &flipped),
        ("theirs", &theirs),
    ];
    let before = fs::read(data.join("femoris.db")).expect("there");
    for (name, content) in bad {
        let file = folder.path().join("bad");
        fs::write(&file, content).expect("written");
        let error = restore(&file, &data).expect_err(name);
        let told = error.to_string();
        assert!(matches!(error, StoreError::Refused { field: "file", .. }), "{name}: {told}");
        assert!(
            told.contains("no whole Femoris backup") && told.contains("Nothing was replaced"),
            "{name}: {told}"
        );
        assert!(!told.contains(&*folder.path().to_string_lossy()), "{name}: {told}");
        assert_eq!(fs::read(data.join("femoris.db")).expect("there"), before, "{name}");
        assert_eq!(names(&data), ["femoris.db", "femoris.lock"], "{name}");
    }
    for missing in [folder.path().join("nowhere"), folder.path().to_owned()] {
        let error = restore(&missing, &data).expect_err("not a file");
        assert_eq!(error.kind(), StoreErrorKind::Refused, "{error}");
    }
    assert_eq!(totals(&Store::open(&data).expect("opens")).shown, 1);
}

/// Found out only once it is opened in the place of the data; then that is put back.
#[test]
fn a_restore_of_other_tables_under_our_mark_puts_the_data_back() {
    let Home { folder, store } = home();
    recording(1, 50).put_into(&store);
    let (file, data) = (folder.path().join("forged"), store.folder().to_owned());
    drop(store);
    let forged = rusqlite::Connection::open(&file).expect("a database");
    forged.execute_batch("CREATE TABLE run (x); PRAGMA application_id = 0x464d5253").expect("filled");
    forged.pragma_update(None, "user_version", femoris_store::SCHEMA_VERSION).expect("marked");
    drop(forged);
    let error = restore(&file, &data).expect_err("no backup");
    assert!(matches!(error, StoreError::Refused { field: "file", .. }), "{error}");
    assert!(error.to_string().contains("not what Femoris writes"), "{error}");
    assert_eq!(totals(&Store::open(&data).expect("opens")).shown, 1);
    let nowhere = folder.path().join("nowhere");
    restore(&file, &nowhere).expect_err("no backup");
    assert_eq!(names(&nowhere), ["femoris.lock"], "where nothing was, nothing stays");
}

#[test]
fn a_newer_backup_is_refused() {
    let Home { folder, store } = home();
    let file = folder.path().join("b");
    store.backup(&file).expect("backed up");
    let conn = rusqlite::Connection::open(&file).expect("opens");
    conn.pragma_update(None, "user_version", femoris_store::SCHEMA_VERSION + 1).expect("a later version");
    drop(conn);
    let error = restore(&file, &folder.path().join("elsewhere")).expect_err("too new");
    assert!(matches!(error, StoreError::Refused { field: "file", .. }), "{error}");
    assert!(error.to_string().contains("newer Femoris wrote this backup"), "{error}");
}

#[test]
fn backups_replace_only_backups() {
    let Home { folder, store } = home();
    recording(1, 50).put_into(&store);
    let file = folder.path().join("b");
    store.backup(&file).expect("first");
    store.backup(&file).expect("again");
    let letter = folder.path().join("letter.txt");
    fs::write(&letter, b"dear").expect("written");
    assert!(matches!(store.backup(&letter), Err(StoreError::NotOurs { .. })));
    assert_eq!(fs::read(&letter).expect("there"), b"dear");
    let data = store.folder().to_owned();
    for bad in [
        data.join("femoris.db"),
        data.join("femoris.db-wal"),
        folder.path().to_owned(),
        Path::new("/").into(),
    ] {
        assert_eq!(
            store.backup(&bad).expect_err("refused").kind(),
            StoreErrorKind::Refused,
            "{}",
            bad.display()
        );
    }
    let nowhere = store.backup(&folder.path().join("no/such/folder")).expect_err("no folder");
    assert_eq!(nowhere.kind(), StoreErrorKind::Machine, "{nowhere}");
    assert_eq!(names(folder.path()), ["b", "data", "letter.txt"]);
}

#[test]
fn a_backup_while_others_write_is_of_one_moment() {
    let Home { folder, store } = home();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for seed in 0..60 {
                // Two runs per batch: a copy between the two would show an odd number.
                store
                    .batch(|writer| {
                        recording(seed * 2, 100).put(writer)?;
                        recording(seed * 2 + 1, 100).put(writer)
                    })
                    .expect("stored");
            }
            done.store(true, Ordering::Release);
        });
        let mut round = 0;
        while !done.load(Ordering::Acquire) || round < 2 {
            let (file, place) = (folder.path().join("b"), folder.path().join(format!("restored-{round}")));
            let backed_up = store.backup(&file).expect("backed up");
            let restored = restore(&file, &place).expect("restored");
            assert_eq!((restored.totals.shown % 2, restored.totals.shown), (0, backed_up.runs));
            round += 1;
        }
    });
    assert_eq!(totals(&store).shown, 120);
}

#[test]
fn erasing_leaves_nothing() {
    let Home { folder, store } = home();
    let one = recording(1, 2000);
    one.put_into(&store);
    let data = store.folder().to_owned();
    drop(store);
    fs::write(data.join("femoris.db.before-migration-from-1"), b"an old copy").expect("written");
    let erased = erase(&data).expect("erased");
    assert_eq!((erased.totals.shown, erased.files), (1, 2));
    assert!(!data.exists());
    assert_eq!(erase(&data).expect("nothing to erase"), femoris_store::Erased::default());

    fs::create_dir(&data).expect("made");
    fs::write(data.join("letter.txt"), b"dear").expect("written");
    drop(Store::open(&data).expect("a new store"));
    erase(&data).expect("erased");
    assert_eq!(names(&data), ["letter.txt"], "what is not ours stays");
    drop(folder);
}

#[test]
fn erasing_under_a_running_store_empties_it() {
    let Home { folder: _folder, store } = home();
    let one = recording(1, 5000);
    one.put_into(&store);
    store.read(|reader| reader.runs_page(1, None)).expect("a reader is open");
    let data = store.folder().to_owned();
    fs::write(data.join("femoris.db.before-migration-from-1"), b"an old copy").expect("written");
    let erased = erase(&data).expect("erased");
    assert_eq!(erased.totals.shown, 1);
    assert_eq!(totals(&store).shown, 0);
    assert!(names(&data).iter().all(|name| !name.contains("before-migration")));
    let sha = one.original.sha();
    let traces: [&[u8]; 3] = [one.run.title.as_bytes(), sha.bytes(), one.id().as_str().as_bytes()];
    for name in names(&data) {
        let bytes = fs::read(data.join(&name)).expect("there");
        assert!(bytes.len() < 300_000, "{name} still has {} bytes", bytes.len());
        for trace in traces {
            assert!(!bytes.windows(trace.len()).any(|window| window == trace), "a trace is still in {name}");
        }
    }
    one.put_into(&store);
    store.read(|reader| reader.verify()).expect("works on");
    assert_eq!(totals(&store).shown, 1);
}

/// Whoever reads while everything is erased sees all of it or nothing, never a half and never a failure.
#[test]
fn erasing_is_one_moment() {
    let Home { folder: _folder, store } = home();
    let serving = Store::open(store.folder()).expect("another process");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Acquire) {
                let seen = serving.read(|reader| {
                    let listed = reader.runs_page(10, None)?.runs.len() as u64;
                    Ok::<_, StoreError>((listed, reader.totals()?.shown))
                });
                let (listed, counted) = seen.expect("readable at every moment");
                assert!(listed == counted && (listed == 0 || listed == 2), "{listed} and {counted}");
            }
        });
        for _ in 0..5 {
            let put = |writer: &femoris_store::Writer<'_>| {
                (1..3).try_for_each(|seed| recording(seed, 50).put(writer))
            };
            store.batch(put).expect("stored");
            assert_eq!(store.erase().expect("erased").totals.shown, 2);
        }
        done.store(true, Ordering::Release);
    });
    store.read(|reader| reader.verify()).expect("sound");
}

/// Puts what a kill in the middle of an export leaves into a folder; returns the folder of the originals.
fn cut_off_export(data: &Path) -> std::path::PathBuf {
    let originals = data.join(format!("{}x/export/originals", femoris_store::TEMPORARY));
    fs::create_dir_all(&originals).expect("made");
    fs::write(originals.join("run.fit"), b"a run").expect("written");
    originals
}

#[test]
fn erasing_takes_what_a_cut_off_export_left() {
    let Home { folder: _folder, store } = home();
    let data = store.folder().to_owned();
    cut_off_export(&data);
    erase(&data).expect("erased under a running store");
    assert!(
        names(&data).iter().all(|name| !name.starts_with(femoris_store::TEMPORARY)),
        "{:?}",
        names(&data)
    );
    drop(store);
    cut_off_export(&data);
    erase(&data).expect("erased");
    assert!(!data.exists());
    fs::create_dir(&data).expect("made");
    cut_off_export(&data);
    let store = Store::open(&data).expect("a new store");
    assert!(
        names(&data).iter().all(|name| !name.starts_with(femoris_store::TEMPORARY)),
        "{:?}",
        names(&data)
    );
    drop(store);
}

#[cfg(unix)]
#[test]
fn what_cannot_be_removed_is_not_called_erased() {
    use std::os::unix::fs::PermissionsExt;
    let Home { folder: _folder, store } = home();
    let data = store.folder().to_owned();
    let originals = cut_off_export(&data);
    let mode = |mode| fs::set_permissions(&originals, fs::Permissions::from_mode(mode)).expect("changed");
    mode(0o500);
    if fs::write(originals.join("probe"), b"").is_ok() {
        let test = "backups::what_cannot_be_removed_is_not_called_erased";
        femoris_testkit::ordinary::run_again_without_privileges(test);
        return;
    }
    for _ in 0..2 {
        let error = erase(&data).expect_err("not everything could go");
        assert!(error.to_string().contains(femoris_store::TEMPORARY), "{error}");
    }
    drop(store);
    let error = erase(&data).expect_err("nor without anybody else");
    assert!(error.to_string().contains(femoris_store::TEMPORARY), "{error}");
    mode(0o700);
    erase(&data).expect("now it goes");
    assert!(!data.exists());
}

#[test]
fn erasing_what_is_not_ours_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("femoris.db"), b"somebody's notes").expect("written");
    assert!(matches!(erase(folder.path()), Err(StoreError::NotOurs { .. })));
    assert!(names(folder.path()).contains(&"femoris.db".to_owned()));
}

#[test]
fn everything_comes_out_again() {
    let Home { folder: _folder, store } = home();
    let recordings: Vec<_> = (0..3).map(|seed| recording(seed, 100)).collect();
    recordings.iter().for_each(|one| one.put_into(&store));
    let title = "a, \"b\"\nc\0=1+1";
    store
        .batch(|writer| {
            writer.set_title(recordings[0].id(), title)?;
            writer.merge(recordings[1].id(), recordings[2].id(), "x")
        })
        .expect("changed");
    store
        .read(|reader| {
            let mut out = Vec::new();
            reader.for_each_original(|sha, bytes| {
                out.push((sha, bytes));
                Ok::<_, StoreError>(())
            })?;
            assert!(out.iter().map(|(_, bytes)| bytes).eq(recordings.iter().map(|one| &one.bytes)));

            let mut csv_bytes = Vec::new();
            assert_eq!(reader.write_runs_csv(&mut csv_bytes)?, 3);
            let mut table = csv::Reader::from_reader(csv_bytes.as_slice());
            let headers = table.headers().expect("a header").clone();
            let column = headers.iter().position(|name| name == "title").expect("a title");
            let rows: Vec<_> = table.records().map(|row| row.expect("a row")).collect();
            assert_eq!((rows.len(), &rows[0][column]), (3, title));

            let mut lines = Vec::new();
            assert_eq!(reader.write_runs_json_lines(&mut lines)?, 3);
            let text = String::from_utf8(lines).expect("text");
            let first: serde_json::Value =
                serde_json::from_str(text.lines().next().expect("a line")).expect("json");
            assert_eq!((first["title"].as_str(), first["standing"].as_str()), (Some(title), Some("shown")));
            assert_eq!(reader.write_events_json_lines(std::io::sink())?, 0);
            assert_eq!(reader.write_verdicts_json_lines(std::io::sink())?, 0);
            Ok::<_, StoreError>(())
        })
        .expect("exported");
}
