//! What load costs with 5,000 runs of per-second data stored: measuring everything again, one new run, the whole history.
//!
//! `cargo bench -p femoris-app --bench loads [-- RUNS]` prints them; docs/benchmarks.md keeps them.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark that cannot be set up has nothing to measure"
)]

use std::time::Instant;

use femoris_app::{App, Clock, Source, Unwatched};
use femoris_clinic::load::{MeasuredRun, NoLoad, RunForm};
use femoris_recording::{example, fit};
use femoris_store::Store;
use femoris_testkit::archive_of_runs;

const RUNS: u32 = 5000;
const ROUNDS: usize = 50;

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let work = tempfile::tempdir().expect("a folder");
    let data = work.path().join("data");
    let app = App::open(&data, Clock::System).expect("opens");
    let runs = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(RUNS);
    let archive = archive_of_runs(work.path(), runs);
    app.import(vec![Source::path(archive)], &Unwatched).expect("imports");
    let totals = app.data_overview().expect("opens").totals;
    println!("{} runs, {} points", totals.runs, totals.records);

    make_stale(&data);
    let (begun, before) = (Instant::now(), processor_s());
    let measured = app.measure_missing(&|| false).expect("measures");
    println!(
        "{measured} runs measured again, all samples read: {:.2} s, of processor time {:.2} s",
        begun.elapsed().as_secs_f64(),
        processor_s() - before
    );

    println!(
        "one new run, until the history shows it: {:.1} ms",
        median(|round| one_new_run(&app, work.path(), round))
    );
    let today = app.clock().today();
    let whole = || app.history(today.plus_days(-365 * 12), today).expect("days");
    // After a change nothing is remembered.
    let anew = |round: usize, work: &dyn Fn()| {
        app.set_runner_name(&format!("Runner {round}")).expect("writes");
        timed(work)
    };
    let days = whole().len();
    println!("{days} days of the whole history: {:.2} ms", median(|round| anew(round, &|| drop(whole()))));
    println!(
        "own maximum speed: {:.2} ms",
        median(|round| anew(round, &|| assert!(app.own_speed().is_ok())))
    );
    println!(
        "fast running of a year: {:.2} ms",
        median(|round| anew(round, &|| drop(app.exposures().expect("asked"))))
    );
}

/// Leaves every run with a load of other numbers, as after an update of the knowledge.
fn make_stale(data: &std::path::Path) {
    let store = Store::open(data).expect("opens");
    let none = MeasuredRun { profile: Err(NoLoad::NoSamples), form: RunForm::default() };
    let ids = store.read(|reader| reader.unmeasured("no stamp", RUNS as usize + 10)).expect("lists");
    store.batch(|writer| ids.iter().try_for_each(|id| writer.put_load(id, "old", &none))).expect("kept");
}

fn one_new_run(app: &App, folder: &std::path::Path, round: usize) -> f64 {
    let run = example::history(1, 1_000 + round as u64).next().expect("a run");
    let file = folder.join(format!("new-{round}.fit"));
    std::fs::write(&file, fit::write_activity(&run).expect("encodes")).expect("written");
    let today = app.clock().today();
    timed(|| {
        app.import(vec![Source::path(file)], &Unwatched).expect("imports");
        app.history(today.plus_days(-365 * 12), today).expect("days");
    })
}

/// Seconds of processor time of this process so far, where Linux tells: the clock alone says little on a shared machine.
fn processor_s() -> f64 {
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let user_and_system = behind_name.split_whitespace().skip(11).take(2);
    user_and_system.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS
}

fn timed(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64() * 1000.0
}

fn median(mut work: impl FnMut(usize) -> f64) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS).map(&mut work).collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}
