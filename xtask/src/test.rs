//! `cargo xtask test`: every check there is, in an order that fails early and cheaply.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::install::{self, Found};
use crate::{judges, samples, sheets, shell, spec, tidy};

/// How patient the run is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// Before every landing.
    Normal,
    /// Before a release.
    Long,
}

/// How a step came out.
enum Outcome {
    Passed,
    Skipped(String),
    Failed(String),
}

struct Done {
    name: &'static str,
    outcome: Outcome,
    took: Duration,
}

/// Runs every step, prints a summary, and fails if any step did.
pub(crate) fn run(length: Length) -> Result<()> {
    let mut report = Report::default();
    report.step("format", || shell::run(&mut shell::cargo(&["fmt", "--all", "--", "--check"])).map(passed));
    report.step("tidy", || tidy::run().map(passed));
    report.step("clippy", || {
        let arguments = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];
        shell::run(&mut shell::cargo(&arguments)).map(passed)
    });
    report.step("tests", || {
        let mut command = shell::cargo(&["test", "--workspace", "--no-fail-fast"]);
        match length {
            Length::Normal => command.env_remove(LONG),
            Length::Long => command.env(LONG, "1"),
        };
        shell::run(&mut command).map(passed)
    });
    report.step("samples", || Ok(samples::idle_tests()?.map_or(Outcome::Passed, Outcome::Skipped)));
    report.step("spec", || spec::check_fresh().map(passed));
    report.step("judges", || match judges::judge()? {
        Found::Here(()) => Ok(Outcome::Passed),
        Found::Missing(why) => missing(why),
    });
    let built =
        report.step("release build", || shell::run(&mut shell::cargo(&["build", "--release"])).map(passed));
    report.step("browser", || if built { browser() } else { bail!("there is no fresh binary to look at") });
    report.finish()
}

/// Read by the tests that can do more: the kill tests kill 200 times instead of 20, monotone caution is tried on a
/// million cases instead of a hundred thousand.
const LONG: &str = "FEMORIS_LONG";

/// The pages in Chromium against the release binary.
fn browser() -> Result<Outcome> {
    let binary =
        shell::target_folder()?.join("release").join(format!("femoris{}", std::env::consts::EXE_SUFFIX));
    if !binary.is_file() {
        return Ok(Outcome::Skipped("there is no release binary to look at".to_owned()));
    }
    let chromium = match install::chromium()? {
        Found::Here(path) => path,
        Found::Missing(why) => return missing(why),
    };
    if let Found::Missing(why) = install::npm_packages() {
        return missing(why);
    }
    sheets::draw()?;
    let mut command = shell::program("npm", &["test", "--silent"], "e2e");
    shell::run(command.env("FEMORIS_BIN", &binary).env("CHROMIUM", &chromium))
        .context("screenshots and what was seen are under e2e/output")?;
    Ok(Outcome::Passed)
}

/// At a desk a missing browser or Python is a remark; unattended it is a failure, for nobody would read the remark.
fn missing(why: String) -> Result<Outcome> {
    if shell::in_ci() { bail!(why) } else { Ok(Outcome::Skipped(why)) }
}

fn passed((): ()) -> Outcome {
    Outcome::Passed
}

#[derive(Default)]
struct Report {
    steps: Vec<Done>,
}

impl Report {
    /// Runs one step and says whether it passed.
    fn step(&mut self, name: &'static str, run: impl FnOnce() -> Result<Outcome>) -> bool {
        println!("\n== {name}");
        let begun = Instant::now();
        let outcome = run().unwrap_or_else(|error| Outcome::Failed(format!("{error:#}")));
        match &outcome {
            Outcome::Passed => {}
            Outcome::Skipped(why) => println!("skipped: {why}"),
            Outcome::Failed(why) => println!("failed: {why}"),
        }
        let fine = matches!(outcome, Outcome::Passed);
        self.steps.push(Done { name, outcome, took: begun.elapsed() });
        fine
    }

    fn finish(self) -> Result<()> {
        println!("\n== summary");
        for step in &self.steps {
            let (word, note) = match &step.outcome {
                Outcome::Passed => ("passed", ""),
                Outcome::Skipped(why) => ("skipped", why.as_str()),
                Outcome::Failed(_) => ("FAILED", ""),
            };
            println!("{:<14} {word:<8} {:>7.1} s  {note}", step.name, step.took.as_secs_f64());
        }
        let total: Duration = self.steps.iter().map(|step| step.took).sum();
        println!("{:<14} {:<8} {:>7.1} s", "together", "", total.as_secs_f64());
        match self.steps.into_iter().find(|step| matches!(step.outcome, Outcome::Failed(_))) {
            Some(Done { name, outcome: Outcome::Failed(why), .. }) => bail!("step `{name}` failed: {why}"),
            _ => Ok(()),
        }
    }
}
