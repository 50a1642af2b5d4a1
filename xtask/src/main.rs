//! The project's chores: one command each, `cargo xtask` lists them.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a chore talks to the person who started it")]

mod bench;
mod fuzz;
mod install;
mod judges;
mod runners;
mod samples;
mod sheets;
mod shell;
mod spec;
mod test;
mod tidy;
mod verdicts;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <chore>

  test [--long]                  everything: format, tidy, clippy, tests, spec, judges, release build, browser
                                 --long repeats the kill tests 200 times instead of 20 and generates ten times the cases
  tidy                           arrows between crates, doc lines, sizes, decision records, links, numbers
  spec                           render docs/spec again from knowledge/cases
  sheets                         draw all figures on contact sheets under e2e/output/figures
  runners                        draw simulated runners over forty weeks under target/runners
  verdicts [REVISION]            which verdicts of the worked cases a change alters, against HEAD or a revision
  judges                         Garmin's decoder and a calendar library read what our tests wrote
  bench [NAME]                   the benchmarks, or those of one crate
  fuzz [--seconds N] [TARGET]    the fuzzing targets, or one, N seconds each (60)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match chore(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn chore(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["test"] => test::run(test::Length::Normal),
        ["test", "--long"] => test::run(test::Length::Long),
        ["tidy"] => tidy::run(),
        ["spec"] => spec::render(),
        ["sheets"] => sheets::draw(),
        ["runners"] => runners::draw(),
        ["verdicts"] => verdicts::run("HEAD"),
        ["verdicts", base] => verdicts::run(base),
        ["judges"] => judges::run(),
        ["bench"] => bench::run(None),
        ["bench", name] => bench::run(Some(name)),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("no chore named `{}`\n\n{HELP}", other.join(" ")),
    }
}
