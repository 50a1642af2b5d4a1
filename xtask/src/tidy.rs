//! `cargo xtask tidy`: what the compiler cannot see, checked on the sources themselves.

mod arrows;
mod decisions;
mod lock;
mod numbers;
mod opening;
mod pages;
mod parts;
mod pure;
mod rust_source;
mod sizes;
mod styles;
mod tracked;
mod words;

use std::fmt;

use anyhow::{Result, bail};

use crate::shell;
pub(crate) use tracked::Tracked;

/// One thing that is not as it should be.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    /// File, and line where there is one.
    pub(crate) place: String,
    /// What is wrong and what to do.
    pub(crate) message: String,
}

impl Problem {
    fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }

    fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self::new(format!("{path}:{line}"), message)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Runs every check and prints every problem at once.
pub(crate) fn run() -> Result<()> {
    let files = Tracked::read(&shell::root())?;
    let metadata = shell::metadata()?;
    let mut problems = Vec::new();
    problems.extend(arrows::check(&files, &metadata)?);
    problems.extend(parts::check(&files, &metadata)?);
    problems.extend(opening::check(&files));
    problems.extend(decisions::check(&files));
    problems.extend(sizes::check(&files)?);
    problems.extend(pure::check(&files)?);
    problems.extend(pure::check_modules(&files));
    problems.extend(words::check(&files));
    problems.extend(pages::check(&files));
    problems.extend(styles::check(&files));
    problems.extend(lock::check(&files)?);
    problems.sort();
    for problem in &problems {
        println!("{problem}");
    }
    if problems.is_empty() {
        println!("tidy: {} files, nothing to mend", files.len());
        return Ok(());
    }
    bail!("{} to mend, listed above", problems.len())
}
