//! Server time and weight of every page with 5,000 runs stored.
//!
//! `cargo bench -p femoris-web --bench pages` prints median and 95th percentile of 200 requests each, the same where something
//! was written before each of them, so that nothing is remembered from the last one, and the bytes of the answer before
//! compression. `-- /today` asks for the pages of these addresses only. docs/benchmarks.md keeps the figures.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use femoris_app::{App, Clock, Source, Unwatched};
use femoris_testkit::archive_of_runs;
use tower::ServiceExt;

const RUNS: u32 = 5000;
const REQUESTS: usize = 200;

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    let (flags, asked): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    if !flags.iter().any(|flag| flag == "--bench") {
        return;
    }
    let work = tempfile::tempdir().expect("a folder");
    let app = Arc::new(App::open(&work.path().join("data"), Clock::System).expect("opens"));
    app.load_example().expect("loads");
    let archive = archive_of_runs(work.path(), RUNS);
    app.import(vec![Source::path(archive)], &Unwatched).expect("imports");
    let totals = app.data_overview().expect("opens").totals;
    println!("{} runs stored, database of {} MB", totals.runs, totals.database_bytes / 1_000_000);
    let newest = app.runs_page(1, None).expect("lists").runs;
    let run = newest.first().expect("a run").id.to_string();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    println!(
        "{:<40} {:>9} {:>9} {:>12} {:>12} {:>10}",
        "page", "median ms", "p95 ms", "anew median", "anew p95", "bytes"
    );
    for path in pages(&run).into_iter().filter(|path| asked.is_empty() || asked.contains(path)) {
        let ([median, p95], bytes) = runtime.block_on(measure(&app, &path, |_| ()));
        let write = |round: usize| app.set_runner_name(&format!("Runner {round}")).expect("writes");
        let ([anew_median, anew_p95], _) = runtime.block_on(measure(&app, &path, write));
        println!("{path:<40} {median:>9.2} {p95:>9.2} {anew_median:>12.2} {anew_p95:>12.2} {bytes:>10}");
    }
}

fn pages(run: &str) -> Vec<String> {
    let fixed = [
        "/",
        "/today",
        "/today/watch",
        "/pain",
        "/pain/where",
        "/pain/missing",
        "/result",
        "/result/print",
        "/again",
        "/clinician",
        "/session",
        "/session/print",
        "/session/week.json",
        "/plan",
        "/plan/week",
        "/running",
        "/runs",
        "/runs?span=all",
        "/runs/history.json",
        "/import",
        "/import/1",
        "/exercises",
        "/exercises/bridge-double",
        "/answers",
        "/answers/acwr",
        "/care",
        "/care/who",
        "/care/directory",
        "/data",
        "/data/erase",
        "/about",
    ]
    .map(str::to_owned);
    let of_run = [format!("/runs/{run}"), format!("/runs/{run}/series.json")];
    fixed.into_iter().chain(of_run).collect()
}

/// Median and 95th percentile in milliseconds, and the bytes of the last answer.
async fn measure(app: &Arc<App>, path: &str, before: impl Fn(usize)) -> ([f64; 2], usize) {
    let mut times = Vec::with_capacity(REQUESTS);
    let mut bytes = 0;
    for round in 0..REQUESTS {
        before(round);
        let request =
            Request::get(path).header("host", "127.0.0.1:7311").body(Body::empty()).expect("a request");
        let router = femoris_web::router(Arc::clone(app));
        let begun = Instant::now();
        let answer = router.oneshot(request).await.expect("answers");
        assert!(
            answer.status() == StatusCode::OK || answer.status().is_redirection(),
            "{path}: {}",
            answer.status()
        );
        bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("a body").len();
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    ([times[REQUESTS / 2], times[REQUESTS * 95 / 100]], bytes)
}
