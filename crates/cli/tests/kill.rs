//! The command is killed (SIGKILL) at random points: nothing acknowledged is lost, the folder opens, the next run ends.
//!
//! 20 rounds in the normal run, 200 with FEMORIS_LONG=1.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use femoris_app::{App, Clock, Outcome, Source, Unwatched};
use femoris_clinic::event::Sequence;
use femoris_testkit::{Random, archive_of_runs};

/// Runs in the archive that is brought in.
const RUNS: u32 = 60;

#[test]
fn an_import_killed_anywhere_loses_nothing_it_told_and_the_next_one_completes() {
    let work = tempfile::tempdir().expect("a folder");
    let archive = archive_of_runs(work.path(), RUNS);
    let mut random = Random::new(7);
    for round in 0..rounds() {
        let data = work.path().join(format!("import-{round}"));
        // Several kills on the same folder: each next import goes on where the last one was cut.
        for _ in 0..2 {
            let told = import_until(&archive, &data, random.below(u64::from(RUNS)));
            let kept = open(&data).data_overview().expect("opens").totals;
            assert!(kept.shown >= told, "round {round}: {told} files were told as kept, {} are", kept.shown);
        }
        let app = open(&data);
        let summary = app.import(vec![Source::path(archive.clone())], &Unwatched).expect("completes");
        let counted = summary.tally.of(Outcome::Imported) + summary.tally.of(Outcome::Duplicate);
        assert_eq!(counted, u64::from(RUNS), "round {round}: {:?}", summary.files);
        assert_eq!(
            app.data_overview().expect("opens").totals.shown,
            u64::from(RUNS),
            "round {round}: nothing doubled"
        );
        app.backup(&data.join("copy.femoris")).expect("a backup checks the whole database");
    }
}

#[test]
fn a_log_entry_that_was_acknowledged_survives_a_kill() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("log");
    let mut random = Random::new(11);
    let mut acknowledged = BTreeSet::new();
    for round in 0..rounds() {
        let mut child =
            femoris(&data).args(["log", "test", "load_test_pain", "3", "--json"]).spawn().expect("starts");
        for _ in 0..random.below(4000) {
            std::thread::yield_now();
        }
        kill(&mut child);
        let mut said = String::new();
        for line in BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok) {
            said.push_str(&line);
        }
        if let Ok(done) = serde_json::from_str::<serde_json::Value>(&said) {
            acknowledged.insert(Sequence(done["event"].as_u64().expect("a number")));
        }
        let there: BTreeSet<Sequence> =
            open(&data).events().expect("opens").iter().map(|event| event.sequence).collect();
        assert!(acknowledged.is_subset(&there), "round {round}: {acknowledged:?} against {there:?}");
    }
}

/// Imports and kills once at least `files` files were told as kept; returns how many were.
fn import_until(archive: &Path, data: &Path, files: u64) -> u64 {
    let mut child = femoris(data).arg("import").arg(archive).spawn().expect("starts");
    let mut told = 0;
    let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    for line in lines.map_while(Result::ok) {
        told = line.strip_suffix(" files kept").and_then(|n| n.parse().ok()).unwrap_or(told);
        if told >= files {
            kill(&mut child);
        }
    }
    child.wait().expect("ends");
    told
}

fn kill(child: &mut Child) {
    // It may have ended by itself a moment ago.
    let _gone = child.kill();
    let _status = child.wait();
}

fn femoris(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_femoris"));
    command.arg("--data").arg(data).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn open(data: &Path) -> App {
    App::open(data, Clock::System).expect("the folder opens after a kill")
}

fn rounds() -> usize {
    if std::env::var_os("FEMORIS_LONG").is_some() { 200 } else { 20 }
}
