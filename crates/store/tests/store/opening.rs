//! Opening: what is ours, what is not, what is too new, and what cannot be.

use std::fs;
use std::path::Path;

use femoris_store::{SCHEMA_VERSION, Store, StoreError, StoreErrorKind};

use crate::build::{Home, home, recording};

/// A folder with a finished store in it, closed again.
fn closed() -> tempfile::TempDir {
    let Home { folder, store } = home();
    recording(1, 2000).put_into(&store);
    drop(store);
    folder
}

fn refusal(folder: &Path) -> StoreError {
    Store::open(folder).map(|_| ()).expect_err("refused")
}

#[test]
fn a_folder_is_made_for_its_owner_alone() {
    let Home { folder, store } = home();
    let data = folder.path().join("data");
    assert_eq!(store.folder(), data);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode(&data), mode(&data.join("femoris.db"))), (0o700, 0o600));
    }
}

#[test]
fn the_version_changes_when_somebody_writes_and_only_then() {
    let Home { folder, store } = home();
    let version = || store.version().expect("a version");
    let before = version();
    store.read(|reader| reader.span()).expect("reads");
    assert_eq!(version(), before, "reading changes nothing");
    recording(1, 2000).put_into(&store);
    let after = version();
    assert_ne!(after, before, "written by ourselves");
    assert_eq!(version(), after);
    let other = Store::open(folder.path().join("data")).expect("a second program");
    recording(2, 9000).put_into(&other);
    assert_ne!(version(), after, "written by another");
}

#[test]
fn settings_survive_power_loss() {
    let Home { folder, store: _store } = home();
    let conn = rusqlite::Connection::open(folder.path().join("data/femoris.db")).expect("the same file");
    let text = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, String>(0)).expect("a pragma");
    assert_eq!(text("PRAGMA journal_mode"), "wal");
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a pragma");
    assert_eq!(
        (number("PRAGMA application_id"), number("PRAGMA user_version")),
        (0x464d_5253, SCHEMA_VERSION)
    );
}

#[test]
fn a_file_that_is_not_ours_is_left_untouched() {
    let contents: [&[u8]; 3] = [b"my shopping list", &[0xff; 5000], b"SQLite format 3\0 but not really"];
    for content in contents {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("femoris.db");
        fs::write(&file, content).expect("written");
        let error = refusal(folder.path());
        assert!(matches!(error.kind(), StoreErrorKind::Refused | StoreErrorKind::Damaged), "{error}");
        assert_eq!(fs::read(&file).expect("still there"), content);
    }
}

#[test]
fn a_database_of_another_program_is_left_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("femoris.db");
    let other = rusqlite::Connection::open(&file).expect("a database");
    other.execute_batch("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)").expect("filled");
    drop(other);
    let before = fs::read(&file).expect("read");
    let error = refusal(folder.path());
    assert!(matches!(error, StoreError::NotOurs { .. }), "{error}");
    assert_eq!(fs::read(&file).expect("still there"), before);
}

#[test]
fn a_newer_database_is_left_untouched() {
    let folder = closed();
    let file = folder.path().join("data/femoris.db");
    let conn = rusqlite::Connection::open(&file).expect("a database");
    conn.pragma_update(None, "user_version", SCHEMA_VERSION + 1).expect("a later version");
    drop(conn);
    let before = fs::read(&file).expect("read");
    let error = refusal(&folder.path().join("data"));
    assert!(matches!(error, StoreError::Newer { .. }), "{error}");
    assert!(error.to_string().contains("newer Femoris") && error.to_string().contains("Update"), "{error}");
    assert_eq!(fs::read(&file).expect("still there"), before);
}

#[test]
fn an_empty_file_left_by_a_crash_becomes_a_store() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("femoris.db"), b"").expect("written");
    Store::open(folder.path()).expect("a new store");
}

#[test]
fn a_file_in_the_place_of_the_folder_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data");
    fs::write(&file, b"a file").expect("written");
    for path in [file.clone(), file.join("below")] {
        let error = refusal(&path);
        assert!(matches!(error, StoreError::Folder { .. }), "{error}");
    }
}

#[test]
fn a_folder_in_the_place_of_the_file_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("femoris.db")).expect("made");
    assert!(matches!(refusal(folder.path()), StoreError::NotOurs { .. }));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o500)).expect("closed");
    if fs::write(folder.path().join("probe"), b"").is_ok() {
        femoris_testkit::ordinary::run_again_without_privileges(
            "opening::a_folder_that_cannot_be_written_is_refused",
        );
        return;
    }
    for path in [folder.path().to_owned(), folder.path().join("below")] {
        let error = refusal(&path);
        assert_eq!(error.kind(), StoreErrorKind::NotAllowed, "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_database_that_may_not_be_read_or_written_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let temporary = closed();
    let folder = temporary.path().join("data");
    let database = folder.join("femoris.db");
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    mode(&database, 0o000);
    if fs::read(&database).is_ok() {
        femoris_testkit::ordinary::run_again_without_privileges(
            "opening::a_database_that_may_not_be_read_or_written_is_refused",
        );
        return;
    }
    let error = refusal(&folder);
    assert_eq!(error.kind(), StoreErrorKind::NotAllowed, "{error}");
    let elsewhere = tempfile::tempdir().expect("a folder");
    let error =
        femoris_store::restore(&database, elsewhere.path()).expect_err("a backup that may not be read");
    assert_eq!(error.kind(), StoreErrorKind::NotAllowed, "{error}");
    mode(&database, 0o600);
    mode(&folder, 0o500);
    let error = refusal(&folder);
    assert_eq!(error.kind(), StoreErrorKind::NotAllowed, "its log cannot be made: {error}");
    mode(&folder, 0o700);
    drop(Store::open(&folder).expect("now it opens"));
}

/// Cut or overwritten anywhere, a database is refused or its damage told; never a panic, never other values.
#[test]
fn a_damaged_database_is_told() {
    let folder = closed();
    let data = folder.path().join("data");
    let file = data.join("femoris.db");
    let sound = fs::read(&file).expect("read");
    let id = recording(1, 2000).id().clone();
    let expected = recording(1, 2000);
    let pages = sound.len() / 4096;
    for page in 0..pages {
        let mut damaged = sound.clone();
        damaged[page * 4096 + 8..page * 4096 + 600].fill(0xa5);
        let cut = sound[..page * 4096 + 100].to_vec();
        for content in [damaged, cut] {
            fs::write(&file, &content).expect("written");
            if let Ok(store) = Store::open(&data) {
                let samples = store.read(|reader| reader.streams(&id, &femoris_measure::Channel::ALL));
                if let Ok(streams) = samples {
                    for channel in streams.samples.channels() {
                        assert_eq!(
                            streams.samples.column(channel),
                            expected.run.samples.column(channel),
                            "page {page}"
                        );
                    }
                }
                if let Ok(bytes) = store.read(|reader| reader.original(&expected.original.sha())) {
                    assert_eq!(bytes, expected.bytes, "page {page}");
                }
                let _ = store.read(|reader| reader.runs_page(10, None));
            }
            for log in ["femoris.db-wal", "femoris.db-shm"] {
                let _ = fs::remove_file(data.join(log));
            }
        }
    }
}

#[test]
fn a_damaged_column_names_run_and_channel() {
    let Home { folder, store } = home();
    let one = recording(1, 500);
    one.put_into(&store);
    let conn = rusqlite::Connection::open(folder.path().join("data/femoris.db")).expect("the same file");
    let heart = femoris_measure::Channel::HeartRate;
    let damage = [
        "UPDATE stream SET data = zeroblob(length(data)) WHERE channel = ?1",
        "UPDATE stream SET data = x'' WHERE channel = ?1",
        "UPDATE stream SET n = 4999999 WHERE channel = ?1",
        "UPDATE stream SET n = 999999999999 WHERE channel = ?1",
        "UPDATE stream SET codec = 77 WHERE channel = ?1",
    ];
    for sql in damage {
        conn.execute(sql, [heart.code()]).expect("damaged");
        let error = store.read(|reader| reader.streams(one.id(), &[heart])).expect_err("told");
        assert_eq!(error.kind(), StoreErrorKind::Damaged);
        let text = error.to_string();
        assert!(text.contains("heart_rate") && text.contains(one.id().as_str()), "{text}");
    }
    conn.execute("UPDATE run SET title = CAST(x'ff' AS TEXT)", []).expect("damaged");
    let error = store.read(|reader| reader.summary(one.id())).expect_err("told");
    assert_eq!(error.kind(), StoreErrorKind::Damaged, "{error}");
    conn.execute("UPDATE original SET data = substr(data, 1, 20)", []).expect("damaged");
    let error = store.read(|reader| reader.original(&one.original.sha())).expect_err("told");
    assert!(error.to_string().contains(&one.original.sha().to_string()), "{error}");
}

#[test]
fn a_store_is_shared_between_threads_and_processes() {
    fn shared<T: Send + Sync>(_: &T) {}
    let Home { folder, store } = home();
    shared(&store);
    // A second store on the same folder stands for a second process: it has its own connections and locks.
    let other = Store::open(folder.path().join("data")).expect("together");
    std::thread::scope(|scope| {
        for (seed, store) in [(1, &store), (100, &other), (200, &store)] {
            scope.spawn(move || {
                for i in 0..10 {
                    recording(seed + i, 30).put_into(store);
                    store.read(|reader| reader.runs_page(5, None)).expect("a page");
                }
            });
        }
    });
    for store in [&store, &other] {
        assert_eq!(store.read(|reader| reader.totals()).expect("totals").shown, 30);
        store.read(|reader| reader.verify()).expect("sound");
    }
}

#[test]
fn a_reader_sees_one_moment() {
    let Home { folder: _folder, store } = home();
    store
        .read(|reader| {
            assert_eq!(reader.totals()?.shown, 0);
            recording(1, 10).put_into(&store);
            assert_eq!(reader.totals()?.shown, 0, "what came later is not seen");
            Ok::<_, StoreError>(())
        })
        .expect("read");
    assert_eq!(store.read(|reader| reader.totals()).expect("totals").shown, 1);
}

#[test]
fn a_batch_that_panics_leaves_nothing() {
    let Home { folder: _folder, store } = home();
    let one = recording(1, 10);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        store.batch(|writer| -> Result<(), StoreError> {
            one.put(writer)?;
            panic!("in the middle")
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(store.read(|reader| reader.totals()).expect("totals").shown, 0);
    one.put_into(&store);
}
