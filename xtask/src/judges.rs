//! `cargo xtask judges`: independent programs read the files that our tests wrote.
//!
//! Garmin's decoder reads the workouts, a Python library the calendars. They live in an environment of their own under
//! target/ and are no part of anything that ships.

use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::install::{self, Found};
use crate::shell;

/// The tests that write files for the judges: over the whole workspace, so that nothing is compiled again.
const TESTS: [&[&str]; 2] = [
    &["test", "--workspace", "--quiet", "--test", "judged"],
    &["test", "--workspace", "--quiet", "--lib", "workouts::"],
];
/// Tells those tests where to leave them.
const FOLDER: &str = "FEMORIS_JUDGES";
/// The judges, each with the folder of what it reads.
const JUDGES: [(&str, &str); 2] = [("workouts.py", "workouts"), ("calendars.py", "calendars")];

/// The chore: without Python there is nothing to do.
pub(crate) fn run() -> Result<()> {
    match judge()? {
        Found::Here(()) => Ok(()),
        Found::Missing(why) => anyhow::bail!(why),
    }
}

/// Lets every judge read; says what is missing where one cannot be had.
pub(crate) fn judge() -> Result<Found<()>> {
    let folder = shell::target_folder()?.join("judges");
    let python = match install::python_packages(&folder.join("python"), "xtask/judges/requirements.txt")? {
        Found::Here(python) => python,
        Found::Missing(why) => return Ok(Found::Missing(why)),
    };
    let files = folder.join("files");
    clear(&files)?;
    for tests in TESTS {
        shell::run(shell::cargo(tests).env(FOLDER, &files))?;
    }
    for (script, kind) in JUDGES {
        run_one(&python, script, &files.join(kind))?;
    }
    Ok(Found::Here(()))
}

/// What an earlier run left would be judged as if it were new.
fn clear(files: &Path) -> Result<()> {
    if files.is_dir() {
        std::fs::remove_dir_all(files).with_context(|| format!("could not clear {}", files.display()))?;
    }
    std::fs::create_dir_all(files).with_context(|| format!("could not make {}", files.display()))
}

fn run_one(python: &Path, script: &str, files: &Path) -> Result<()> {
    ensure!(files.is_dir(), "no test left anything in {} for {script}", files.display());
    let program = python.to_string_lossy();
    let script = format!("xtask/judges/{script}");
    shell::run(&mut shell::program(&program, &[&script, &files.to_string_lossy()], "."))
}
