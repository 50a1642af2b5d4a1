//! The whole way as a runner sees it, on the release binary: an archive of 1,000 runs to a finished history, its peak
//! memory, pages while it is read, and the time from start to the first page.
//!
//! `cargo bench -p femoris --bench journey` prints medians; docs/benchmarks.md keeps them.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use femoris_testkit::archive_of_runs;

const RUNS: u32 = 1000;
const ROUNDS: usize = 5;

fn main() {
    // `cargo test --benches` only wants to know that it builds.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let work = tempfile::tempdir().expect("a folder");
    let archive = archive_of_runs(work.path(), RUNS);
    let size = fs::metadata(&archive).expect("written").len();
    say(&format!("archive of {RUNS} generated runs: {:.1} MB", size as f64 / 1e6));
    let imports: Vec<_> =
        (0..ROUNDS).map(|round| import(&archive, &work.path().join(format!("data-{round}")))).collect();
    let seconds = median(imports.iter().map(|(took, _)| took.as_secs_f64()).collect());
    let peak = imports.iter().map(|(_, peak)| *peak).max().unwrap_or_default();
    say(&format!("import to a finished history: median {seconds:.2} s, peak memory at most {peak} MB"));
    let mut asked = pages_during_an_import(&archive, &work.path().join("meanwhile"));
    asked.sort_by(f64::total_cmp);
    let (slow, slowest) = (asked[asked.len() * 95 / 100], asked[asked.len() - 1]);
    say(&format!(
        "{} pages asked for while it is read: median {:.1} ms, 95th percentile {slow:.1} ms, slowest {slowest:.1} ms",
        asked.len(),
        median(asked.clone()),
    ));
    let data = work.path().join("data-0");
    let starts: Vec<f64> = (0..ROUNDS).map(|_| start_to_first_page(&data).as_secs_f64() * 1000.0).collect();
    say(&format!("start to first page with {RUNS} runs: median {:.0} ms", median(starts)));
    let fresh = work.path().join("fresh");
    say(&format!(
        "start to first page of a new folder: {:.0} ms",
        start_to_first_page(&fresh).as_secs_f64() * 1000.0
    ));
}

fn say(line: &str) {
    writeln!(std::io::stdout().lock(), "{line}").expect("somebody reads");
}

fn femoris(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_femoris"));
    command.arg("--data").arg(data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Time and peak memory in MB of an import.
fn import(archive: &Path, data: &Path) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = femoris(data).arg("import").arg(archive).spawn().expect("starts");
    let lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    // The system keeps the highest value, so reading it at every line of progress misses only the very end.
    let peak = lines.map_while(Result::ok).filter_map(|_| peak_mb(&child)).max().unwrap_or_default();
    assert!(child.wait().expect("ends").success());
    (begun.elapsed(), peak)
}

fn peak_mb(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb / 1024)
}

fn start_to_first_page(data: &Path) -> Duration {
    let begun = Instant::now();
    let house = House::open(data);
    house.get("/");
    begun.elapsed()
}

/// Milliseconds of pages asked for while an archive is read, from the moment it was handed over.
fn pages_during_an_import(archive: &Path, data: &Path) -> Vec<f64> {
    let house = House::open(data);
    let body = format!("path={}", archive.display());
    let begun = Instant::now();
    let sent = house.ask("POST", "/import/path", &body);
    let place = sent.lines().find_map(|line| line.strip_prefix("location: ")).expect("an import").to_owned();
    let mut took = vec![begun.elapsed().as_secs_f64() * 1000.0];
    while house.get(&place).contains("id=\"stop-import\"") {
        for page in ["/", "/today", "/runs"] {
            let begun = Instant::now();
            house.get(page);
            took.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
    }
    took
}

/// The program serving a folder; it ends with it.
struct House {
    child: Child,
    host: String,
}

impl House {
    fn open(data: &Path) -> Self {
        let mut child = femoris(data).args(["serve", "--port", "0"]).spawn().expect("starts");
        let mut line = String::new();
        let mut said = BufReader::new(child.stderr.take().expect("piped"));
        said.read_line(&mut line).expect("an address");
        let host = line.split("http://").nth(1).and_then(|rest| rest.split(['/', ' ']).next());
        Self { child, host: host.expect("an address").to_owned() }
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path, "")
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let host = &self.host;
        let mut stream = TcpStream::connect(host).expect("listens");
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nConnection: close\r\n"
        );
        let form = "Content-Type: application/x-www-form-urlencoded\r\n";
        write!(stream, "{head}{form}Content-Length: {}\r\n\r\n{body}", body.len()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.1 303"), "{answer}");
        answer
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.child.kill().expect("runs");
        self.child.wait().expect("ends");
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
