//! A writer that is killed at any point loses nothing it acknowledged, and the next run completes.
//!
//! The test binary runs itself again as a child that writes batches and prints what was acknowledged; the parent
//! kills it, opens the folder and looks.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant as Clock};

use femoris_clinic::event::{Entry, PainMoment};
use femoris_measure::{Channel, Day, Instant, PainScore};
use femoris_store::{ImportId, NewEvent, NewFile, Store, StoreError, Writer};

use crate::build::{Dice, recording};

const FOLDER: &str = "FEMORIS_TEST_KILL_FOLDER";
const FILES: u64 = 60;
const FILES_PER_BATCH: u64 = 3;
const RECORDS: usize = 400;

/// Not a test of its own: what the child does. Without the folder it has nothing to do.
#[test]
fn child_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let store = Store::open(folder).expect("opens");
    write_all(&store, |file| {
        // One write per line, and none is held back: what was printed was acknowledged.
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nacknowledged {file}").and_then(|()| out.flush()).expect("the parent listens");
    });
}

fn write_all(store: &Store, mut acknowledge: impl FnMut(u64)) {
    let import = store.batch(|writer| writer.begin_import("all", Instant::from_unix_ms(0))).expect("begun");
    for first in (0..FILES).step_by(FILES_PER_BATCH as usize) {
        let batch = first..first + FILES_PER_BATCH;
        let known =
            |file: u64| store.read(|reader| reader.has_original(&recording(file, RECORDS).original.sha()));
        let new: Vec<u64> = batch.clone().filter(|file| !known(*file).expect("asked")).collect();
        store
            .batch(|writer| new.iter().try_for_each(|file| write_one(writer, import, *file)))
            .expect("stored");
        batch.for_each(&mut acknowledge);
    }
    store.batch(|writer| writer.finish_import(import, Instant::from_unix_ms(1))).expect("finished");
}

/// A file is an original, a run, a line in the ledger and an event: all four or none.
fn write_one(writer: &Writer<'_>, import: ImportId, file: u64) -> Result<(), StoreError> {
    let one = recording(file, RECORDS);
    one.put(writer)?;
    let path = format!("{file}.fit");
    let (sha, run) = (Some(one.original.sha()), Some(one.id()));
    writer.record_file(import, &NewFile { path: &path, sha, outcome: "imported", run, why: None })?;
    let entry = Entry::PainLogged { moment: PainMoment::After, score: PainScore::NONE };
    let event = NewEvent { at: Instant::from_unix_ms(0), day: day(), entry: &entry, key: Some(&path) };
    writer.append(&event).map(|_| ())
}

fn day() -> Day {
    "2026-11-21".parse().expect("a date")
}

#[test]
fn nothing_acknowledged_is_lost() {
    let long = std::env::var_os("FEMORIS_LONG").is_some();
    let (mut told, mut cut) = (false, false);
    for seed in 0..if long { 200 } else { 20 } {
        let folder = tempfile::tempdir().expect("a folder");
        let mut dice = Dice::new(seed + 1);
        let mut acknowledged = BTreeSet::new();
        // Killed, begun again, killed again: a recovery can be cut off too.
        for _ in 0..1 + dice.below(3) {
            let seen = run_and_kill(folder.path(), &mut dice);
            told |= !seen.is_empty();
            cut |= seen.len() < FILES as usize;
            acknowledged.extend(seen);
        }
        check(folder.path(), &acknowledged, seed);
        complete(folder.path(), seed);
    }
    assert!(told && cut, "kills must fall behind an acknowledgement and before the last one");
}

/// Lets the child write for a while, kills it, and says what it had acknowledged.
fn run_and_kill(folder: &Path, dice: &mut Dice) -> BTreeSet<u64> {
    let mut child = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "kill::child_writes_until_it_is_killed", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("a child");
    let stdout = child.stdout.take().expect("its output");
    let mut lines =
        BufReader::new(stdout).lines().map_while(Result::ok).filter_map(|line| acknowledged(&line));
    let mut seen: BTreeSet<u64> = lines.by_ref().take(dice.below(FILES) as usize).collect();
    wait_busily(Duration::from_micros(dice.below(30_000)));
    kill(&mut child);
    seen.extend(lines);
    seen
}

fn acknowledged(line: &str) -> Option<u64> {
    line.strip_prefix("acknowledged ")?.parse().ok()
}

/// Spreads the kills over the middle of a batch; a sleep would wake too coarsely for that.
fn wait_busily(time: Duration) {
    let begin = Clock::now();
    while begin.elapsed() < time {
        std::hint::spin_loop();
    }
}

fn kill(child: &mut Child) {
    child.kill().expect("SIGKILL");
    child.wait().expect("gone");
}

fn check(folder: &Path, acknowledged: &BTreeSet<u64>, seed: u64) {
    let store = Store::open(folder).expect("opens after the kill");
    store
        .read(|reader| {
            reader.verify()?;
            let mut there = 0;
            for file in 0..FILES {
                let one = recording(file, RECORDS);
                let known = reader.known_file(&one.original.sha())?;
                let has_original = reader.has_original(&one.original.sha())?;
                assert_eq!(known.is_some(), has_original, "seed {seed}, file {file}: all of it or none");
                assert!(has_original || !acknowledged.contains(&file), "seed {seed}: file {file} was lost");
                if has_original {
                    there += 1;
                    assert_eq!(reader.original(&one.original.sha())?, one.bytes);
                    assert_eq!(reader.streams(one.id(), &Channel::ALL)?.samples, one.run.samples);
                    assert_eq!(&reader.summary(one.id())?, one.prepared.summary());
                }
            }
            let totals = reader.totals()?;
            assert_eq!((totals.shown, totals.originals, totals.events), (there, there, there), "seed {seed}");
            let daily: u32 =
                reader.daily(day().plus_days(-3000), day())?.iter().map(|total| total.runs).sum();
            assert_eq!(u64::from(daily), there, "seed {seed}");
            Ok::<_, StoreError>(())
        })
        .expect("sound");
}

/// The next run completes, and nothing doubles.
fn complete(folder: &Path, seed: u64) {
    let store = Store::open(folder).expect("opens");
    write_all(&store, |_| {});
    let totals = store.read(|reader| reader.totals()).expect("totals");
    assert_eq!((totals.shown, totals.originals, totals.events), (FILES, FILES, FILES), "seed {seed}");
    check(folder, &(0..FILES).collect(), seed);
}
