//! The command is killed (SIGKILL) at random points: nothing acknowledged is lost, the folder opens, the next run ends.
//!
//! 20 rounds in the normal run, 200 with FEMORIS_LONG=1. Every other kill falls on a random moment of the time one
//! undisturbed run takes; the others fall right behind an acknowledgement.

#![allow(clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use femoris_app::{App, Clock, Outcome, Source, Unwatched};
use femoris_clinic::event::Sequence;
use femoris_testkit::{Random, archive_of_short_runs};

/// Runs in the archive that is brought in: several batches of the importer.
const RUNS: u32 = 200;

/// When a process is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// After this time, unless it has ended by itself.
    After(Duration),
    /// As soon as it has acknowledged this much.
    Told(u64),
}

/// How kills fell; over all rounds each must occur.
#[derive(Debug, Default)]
struct Fell {
    before_anything_was_acknowledged: u32,
    between: u32,
    after_the_last_acknowledgement: u32,
}

#[test]
fn an_import_killed_anywhere_loses_nothing_it_told_and_the_next_one_completes() {
    let work = tempfile::tempdir().expect("a folder");
    let archive = archive_of_short_runs(work.path(), RUNS);
    let mut random = Random::new(7);
    let mut fell = Fell::default();
    let mut pace = Pace::new(|| {
        let (told, _) = import_until(&archive, &work.path().join("undisturbed"), Moment::Told(u64::MAX));
        assert_eq!(told, u64::from(RUNS), "an undisturbed import tells of every file");
    });
    let rounds = rounds();
    for round in 0..rounds {
        let data = work.path().join(format!("import-{round}"));
        // Several kills on the same folder: each next import goes on where the last one was cut.
        for kill in 0..2 {
            let moment = if (round + kill) % 2 == 0 {
                Moment::After(pace.part(round, rounds, &mut random))
            } else {
                Moment::Told(random.below(u64::from(RUNS)))
            };
            let (told, ended) = import_until(&archive, &data, moment);
            pace.learn(moment, ended);
            match told {
                0 => fell.before_anything_was_acknowledged += 1,
                _ if told < u64::from(RUNS) => fell.between += 1,
                _ => fell.after_the_last_acknowledgement += 1,
            }
            let kept = open(&data).data_overview().expect("opens").totals;
            assert!(kept.shown >= told, "round {round}: {told} files were told as kept, {} are", kept.shown);
        }
        let app = open(&data);
        let summary = app.import(vec![Source::path(archive.clone())], &Unwatched).expect("completes");
        let counted = summary.tally.of(Outcome::Imported) + summary.tally.of(Outcome::Duplicate);
        assert_eq!(counted, u64::from(RUNS), "round {round}: {:?}", summary.files);
        let shown = app.data_overview().expect("opens").totals.shown;
        assert_eq!(shown, u64::from(RUNS), "round {round}: nothing doubled");
        app.backup(&data.join("copy.femoris")).expect("a backup checks the whole database");
        drop(app);
        std::fs::remove_dir_all(&data).expect("no longer needed");
    }
    assert!(fell.before_anything_was_acknowledged > 0 && fell.between > 0, "{fell:?}");
}

#[test]
fn a_log_entry_that_was_acknowledged_survives_a_kill_and_the_next_one_is_kept() {
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("log");
    let mut random = Random::new(11);
    let mut acknowledged = BTreeSet::new();
    let mut fell = Fell::default();
    let mut pace = Pace::new(|| {
        acknowledged.extend(log_until(&data, Moment::Told(u64::MAX)).0);
        assert_eq!(acknowledged.len(), 1, "an undisturbed entry is acknowledged");
    });
    let rounds = rounds();
    for round in 0..rounds {
        let moment = match round % 2 {
            0 => Moment::After(pace.part(round, rounds, &mut random)),
            _ => Moment::Told(1),
        };
        let (told, ended) = log_until(&data, moment);
        pace.learn(moment, ended);
        match told {
            None => fell.before_anything_was_acknowledged += 1,
            Some(_) => fell.after_the_last_acknowledgement += 1,
        }
        acknowledged.extend(told);
        let next = log_until(&data, Moment::Told(u64::MAX)).0.expect("the next run completes");
        assert!(acknowledged.insert(next), "round {round}: {next:?} was given to another entry");
        let there: BTreeSet<Sequence> =
            open(&data).events().expect("opens").iter().map(|event| event.sequence).collect();
        assert!(acknowledged.is_subset(&there), "round {round}: {acknowledged:?} against {there:?}");
    }
    assert!(fell.before_anything_was_acknowledged > 0 && fell.after_the_last_acknowledgement > 0, "{fell:?}");
}

/// How long an undisturbed run takes, kept up with what is seen.
struct Pace(Duration);

impl Pace {
    fn new(undisturbed: impl FnOnce()) -> Self {
        let begun = Instant::now();
        undisturbed();
        Self(begun.elapsed())
    }

    /// A random moment of one equal share of that time: over the rounds every share has its turn.
    fn part(&self, round: usize, rounds: usize, random: &mut Random) -> Duration {
        let fraction = random.below(1000) as f64 / 1000.0;
        self.0.mul_f64((round as f64 + fraction) / rounds as f64)
    }

    /// A run that ended before its moment shows that the machine has become faster since.
    fn learn(&mut self, moment: Moment, ended: Option<Duration>) {
        if let (Moment::After(_), Some(took)) = (moment, ended) {
            self.0 = self.0.min(took);
        }
    }
}

/// Imports until the moment of the kill; returns how many files were told as kept, and how long it took where it
/// ended by itself.
fn import_until(archive: &Path, data: &Path, moment: Moment) -> (u64, Option<Duration>) {
    let begun = Instant::now();
    let mut child = femoris(data).arg("import").arg(archive).spawn().expect("starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines().map_while(Result::ok);
    let number = |line: &str| line.strip_suffix(" files kept").and_then(|n| n.parse::<u64>().ok());
    let mut told = 0;
    let ended = match moment {
        Moment::After(time) => wait(&mut child, begun, time),
        Moment::Told(files) => {
            while told < files {
                let Some(line) = lines.next() else { break };
                told = number(&line).unwrap_or(told);
            }
            None
        }
    };
    kill(&mut child);
    // What it had said before it was killed.
    let told = lines.filter_map(|line| number(&line)).last().unwrap_or(told);
    (told, ended)
}

/// Logs a number until the moment of the kill; returns the event that was acknowledged, if any was, and how long it
/// took where it ended by itself.
fn log_until(data: &Path, moment: Moment) -> (Option<Sequence>, Option<Duration>) {
    let begun = Instant::now();
    let arguments = ["log", "test", "load_test_pain", "3", "--json"];
    let mut child = femoris(data).args(arguments).spawn().expect("starts");
    let mut out = BufReader::new(child.stdout.take().expect("piped"));
    let mut said = String::new();
    let ended = match moment {
        Moment::After(time) => wait(&mut child, begun, time),
        Moment::Told(u64::MAX) => {
            out.read_to_string(&mut said).expect("its answer");
            None
        }
        Moment::Told(_) => {
            // The first bytes of the answer; the rest is in the pipe or was never written.
            out.fill_buf().expect("its answer");
            None
        }
    };
    kill(&mut child);
    out.read_to_string(&mut said).expect("its answer");
    // An answer that was cut off is none.
    let answer = serde_json::from_str::<serde_json::Value>(&said).ok();
    (answer.map(|done| Sequence(done["event"].as_u64().expect("a number"))), ended)
}

/// Waits until the time since `begun` is over; returns the time the process took where it ended before.
fn wait(child: &mut Child, begun: Instant, time: Duration) -> Option<Duration> {
    while begun.elapsed() < time {
        if child.try_wait().expect("asked").is_some() {
            return Some(begun.elapsed());
        }
        // A sleep would wake too coarsely to hit every part of a short run.
        std::thread::yield_now();
    }
    None
}

fn kill(child: &mut Child) {
    // It may have ended by itself a moment ago.
    let _gone = child.kill();
    child.wait().expect("ends");
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
