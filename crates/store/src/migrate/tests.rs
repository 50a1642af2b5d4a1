//! Every version can read what the first one wrote, and a migration happens whole or not at all.

use femoris_clinic::event::Sequence;
use femoris_measure::Channel;
use rusqlite::OpenFlags;

use super::*;
use crate::{Level, Reader, RunId, Setting, Sha256, Standing, Store, restore};

/// What version 1 wrote.
const FIRST_DATA: &str = include_str!("v1.sql");

/// A later version that does not exist yet: keeps the tests honest while there is only one.
const LATER: &str =
    "ALTER TABLE run ADD COLUMN mood TEXT; CREATE TABLE mood (id INTEGER PRIMARY KEY) STRICT;";

/// A migration that fails half-way.
const BROKEN: &str = "CREATE TABLE half (x); DELETE FROM setting; CREATE TABLE half (x);";

struct Home {
    _temporary: tempfile::TempDir,
    folder: Folder,
    conn: Connection,
}

/// A folder with a database of version 1 that has something in every table.
fn first_version() -> Home {
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = Folder::new(temporary.path());
    let mut conn = connect(&folder);
    apply(&mut conn, &MIGRATIONS[..1]).expect("version 1");
    conn.execute_batch(&format!("BEGIN; {FIRST_DATA} COMMIT;")).expect("the data of version 1");
    Home { _temporary: temporary, folder, conn }
}

fn connect(folder: &Folder) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let conn = crate::connect::open(&folder.database(), flags).expect("opens");
    conn.execute_batch("PRAGMA foreign_keys = ON").expect("set up");
    conn
}

fn version(conn: &Connection) -> i64 {
    conn.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
}

fn id(text: &str) -> RunId {
    text.parse().expect("an id")
}

/// Everything the first version wrote, read by the newest code.
fn check_first_data(reader: &Reader<'_>) -> Result<(), StoreError> {
    reader.verify()?;
    let totals = reader.totals()?;
    assert_eq!(
        (totals.shown, totals.merged, totals.removed, totals.originals, totals.events),
        (2, 1, 1, 4, 3)
    );
    assert_eq!(totals.distance_cm, 500_000 + 500_100);
    let run = reader.run(&id("dee341991bd316eb93d4"))?;
    assert_eq!((run.summary.title.as_str(), run.note.as_str()), ("Früh № 0", "a note \u{202e}"));
    assert_eq!(
        (run.summary.device.serial, run.summary.day.to_string()),
        (Some(4_000_000_000), "2026-09-21".into())
    );
    assert_eq!(
        (run.laps.len(), run.timer_events.len(), run.diagnostics.len(), run.developer.len()),
        (1, 2, 1, 1)
    );
    assert_eq!(run.summary.standing, Standing::Shown);
    let merged = reader.summary(&id("b1c4a80700dfb1b490fe"))?.standing;
    assert_eq!(merged, Standing::Merged { into: run.summary.id.clone(), why: "they overlap".into() });
    assert_eq!(reader.summary(&id("b985a8f7bfd27eb64b20"))?.standing, Standing::Removed);

    let samples = reader.streams(&run.summary.id, &Channel::ALL)?.samples;
    assert_eq!((samples.len(), samples.channels().count()), (1000, 4));
    assert_eq!(samples.value(Channel::HeartRate, 999), Some(149.0));
    assert_eq!(samples.value(Channel::HeartRate, 995), None);
    let chart = reader.levels(&run.summary.id, &[Channel::HeartRate], Level::Coarse)?;
    assert_eq!((chart.starts.len(), chart.columns.len()), (240, 1));
    let developer = reader.developer_series(&run.summary.id, 0)?.expect("a field");
    assert_eq!((developer.series.steps(998), developer.series.steps(999)), (Some(9998), None));
    assert_eq!(reader.original(&run.summary.original)?, b"the bytes of file 0 ");
    for sha in reader.original_hashes()? {
        assert_eq!(Sha256::of(&reader.original(&sha)?), sha);
    }

    let events = reader.events(None)?;
    assert!(events.iter().map(|event| event.sequence).eq((1..=3).map(Sequence)));
    let day = "2026-09-21".parse().expect("a date");
    assert_eq!(reader.verdict_on(day)?.expect("a verdict").knowledge_version, "2026.1");
    assert_eq!(reader.setting(Setting::RunnerName)?.as_deref(), Some("Zoë"));
    let import = reader.imports(1)?.pop().expect("an import");
    assert_eq!(reader.import_files(import.id, 0, 10)?.len(), 4);
    Ok(())
}

#[test]
fn every_version_reads_what_the_first_one_wrote() {
    let mut home = first_version();
    for newest in 1..=MIGRATIONS.len() {
        apply(&mut home.conn, &MIGRATIONS[..newest]).expect("one step");
        assert_eq!(version(&home.conn), newest as i64);
        backup::verify(&home.conn).expect("sound after each step");
    }
    drop(home.conn);
    let store = Store::open(home.folder.path()).expect("opens");
    store.read(check_first_data).expect("all of it");
}

/// Runs of an older version have no load yet and are listed to be measured; everything else about them is as before.
#[test]
fn runs_of_an_older_version_are_measured_later() {
    let home = first_version();
    drop(home.conn);
    let store = Store::open(home.folder.path()).expect("opens");
    let ids = store.read(|reader| reader.unmeasured("numbers", 10)).expect("asked");
    assert_eq!(ids.len(), 4, "of any standing");
    let why = femoris_clinic::load::NoLoad::NoSpeed;
    let measured = femoris_clinic::load::MeasuredRun { profile: Err(why), form: Default::default() };
    for id in &ids {
        store.batch(|writer| writer.put_load(id, "numbers", &measured)).expect("kept");
    }
    let (left, kept) = store
        .read(|reader| Ok::<_, StoreError>((reader.count_unmeasured("numbers")?, reader.load(&ids[0])?)))
        .expect("asked");
    assert_eq!((left, kept.map(|kept| kept.measured)), (0, Some(measured)));
    assert_eq!(store.read(|reader| reader.count_unmeasured("other numbers")).expect("asked"), 4);
}

/// Runs without a named sport counted nowhere before version 6. What is as fast as a ride stays out, unless its twin is a run.
#[test]
fn runs_without_a_named_sport_count_from_version_six_on() {
    let mut home = first_version();
    apply(&mut home.conn, &MIGRATIONS[..5]).expect("version 5");
    // 5 km in half an hour on each of two days, as version 5 kept what named no sport.
    let (day, totals) = (20_717, "SELECT running, distance_cm FROM total");
    let sum = |conn: &Connection| -> (i64, i64) {
        conn.query_row(totals, [], |row| Ok((row.get(0)?, row.get(1)?))).expect("a sum")
    };
    let load =
        "INSERT INTO run_load (run, stamp, strides, counted, index_low, index_mid, index_high, rejected_ms)
        SELECT n, 'numbers', 100, 1, 1, 1, 1, 0 FROM run";
    home.conn.execute_batch(&format!("UPDATE run SET sport = 'unknown'; {load}")).expect("unnamed");
    assert_eq!(sum(&home.conn), (0, 0), "they counted nowhere");
    let set = |conn: &Connection, what: &str| {
        conn.execute_batch(&format!("UPDATE run SET {what} WHERE day = {day} AND merged_into IS NULL"))
            .expect("changed");
    };

    // At 6 m/s over 5 km it is left out, and comes in where its twin is a run.
    let speeds = [("timer_ms = 833000", 1), ("timer_ms = NULL", 2), ("timer_ms = 1800000", 2)];
    for (what, counted) in speeds {
        home.conn.execute_batch("SAVEPOINT before").expect("kept");
        set(&home.conn, what);
        home.conn.execute_batch(MIGRATIONS[5]).expect("version 6");
        assert_eq!(sum(&home.conn).0, counted, "{what}");
        home.conn.execute_batch("ROLLBACK TO before; RELEASE before").expect("as before");
    }
    set(&home.conn, "timer_ms = 833000");
    home.conn
        .execute_batch("UPDATE run SET sport = 'running' WHERE merged_into IS NOT NULL")
        .expect("a twin");
    apply(&mut home.conn, &MIGRATIONS).expect("the newest");
    backup::verify(&home.conn).expect("sound");
    assert_eq!(sum(&home.conn), (2, 500_000 + 500_100));
    let loads: i64 =
        home.conn.query_row("SELECT sum(runs) FROM load_day", [], |row| row.get(0)).expect("a sum");
    assert_eq!(loads, 2, "and so does their load");
}

#[test]
fn a_copy_is_kept_before_a_migration() {
    let mut home = first_version();
    let state = inspect(&home.conn, &home.folder.database()).expect("ours");
    assert_eq!(state, FileState::Ours(1));
    let steps = [MIGRATIONS[0], LATER];
    migrate_with(&mut home.conn, &home.folder, state, &steps).expect("migrated");
    assert_eq!(version(&home.conn), 2);
    backup::verify(&home.conn).expect("sound");
    let copy = home.folder.before_migration(1);
    let elsewhere = home.folder.path().join("elsewhere");
    restore(&copy, &elsewhere).expect("the copy is a backup");
    Store::open(&elsewhere).expect("opens").read(check_first_data).expect("all of it");
}

#[test]
fn a_migration_that_fails_leaves_everything_as_it_was() {
    let mut home = first_version();
    let steps = [MIGRATIONS[0], LATER, BROKEN];
    let error = migrate_with(&mut home.conn, &home.folder, FileState::Ours(1), &steps).expect_err("broken");
    assert!(error.to_string().contains("migrate"), "{error}");
    assert_eq!(version(&home.conn), 2, "the step before it is kept");
    assert!(home.conn.prepare("SELECT * FROM half").is_err());
    home.conn.execute_batch("SELECT mood FROM run").expect("the step before it is whole");
    check_first_data(&Reader { conn: &home.conn }).expect("all of it");
}

#[test]
fn two_processes_may_begin_at_once() {
    let temporary = tempfile::tempdir().expect("a folder");
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let store = Store::open(temporary.path()).expect("opens");
                store.read(|reader| reader.verify()).expect("sound");
            });
        }
    });
}

/// A released migration never changes: data written under it is out there. Write a new one instead. Until the first
/// release the hash here may follow the file.
#[test]
fn released_migrations_stay_as_they_are() {
    const RELEASED: [&str; 6] = [
        "08b6aff3265db68fd4165aab3c1d56e81100cf5f1a8757aac0026573c0b184a2",
        "d8ac133390411f91eae31eaf632044ac08ea8368713f5beee4f895f009d28af6",
        "19e94e661d6e16d98fcb8433b5941ee868ae8e46db6e870c2d99259b9e4e2034",
        "fe789bc5236cea5921939d4d5f84e47e9913a39cfefec540623955c01ef14092",
        "f8ccd36230e72a13d5b903c70e2423824f18b01ca4e3cba462f6ca5f8ebc386f",
        "c61a422d2d16804a2545ab163864316457cecdba3790a86b64e9b1c8a287dc59",
    ];
    for (number, (sql, hash)) in MIGRATIONS.iter().zip(RELEASED).enumerate() {
        assert_eq!(Sha256::of(sql.as_bytes()).to_string(), hash, "migration {}", number + 1);
    }
    assert_eq!(MIGRATIONS.len(), RELEASED.len(), "a new migration is pinned with the change that brings it");
}
