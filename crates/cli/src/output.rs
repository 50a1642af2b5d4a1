//! How a command ends: what is printed where, and which number the shell sees.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use femoris_app::{AppError, ErrorKind};
use indicatif::ProgressBar;
use serde_json::Value;

/// What a command has to say when it worked.
pub(crate) struct Done {
    /// The JSON document.
    pub(crate) json: Value,
    /// The same for a person.
    pub(crate) text: String,
    /// How far it got.
    pub(crate) extent: Extent,
}

/// How the outcome is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For a person.
    Text,
    /// One JSON document.
    Json,
}

impl Form {
    /// What `--json` means.
    pub(crate) fn from_flag(json: &bool) -> Self {
        if *json { Self::Json } else { Self::Text }
    }
}

/// How much of the work was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// All of it: exit code 0.
    All,
    /// Some of it: exit code 1.
    Part,
    /// None of it, because the input was refused: exit code 2.
    Nothing,
    /// The question was answered, and the answer is that there is none: exit code 3.
    NotFound,
}

impl Done {
    /// Everything was done.
    pub(crate) fn all(json: Value, text: impl Into<String>) -> Self {
        Self { json, text: text.into(), extent: Extent::All }
    }
}

/// A sign on a terminal that something long goes on; it goes when it is dropped.
pub(crate) struct Busy(ProgressBar);

impl Busy {
    /// With what is being done, such as `writing copy`.
    pub(crate) fn with(doing: String) -> Self {
        let bar = if io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        bar.set_message(doing);
        bar.enable_steady_tick(Duration::from_millis(100));
        Self(bar)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Prints and turns the outcome into the exit code of the contract.
pub(crate) fn finish(form: Form, outcome: Result<Option<Done>, AppError>) -> ExitCode {
    match outcome {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(done)) => {
            let text = match form {
                Form::Json => format!("{:#}\n", done.json),
                Form::Text => with_newline(done.text),
            };
            if io::stdout().lock().write_all(text.as_bytes()).is_err() {
                return ExitCode::from(5); // nobody reads: the shell decides what that means
            }
            ExitCode::from(match done.extent {
                Extent::All => 0,
                Extent::Part => 1,
                Extent::Nothing => 2,
                Extent::NotFound => 3,
            })
        }
        Err(error) => {
            to_stderr(&format!("femoris: {error}\n"));
            ExitCode::from(match error.kind() {
                ErrorKind::Refused => 2,
                ErrorKind::NotFound => 3,
                ErrorKind::NotAllowed => 4,
                ErrorKind::Ours => 5,
            })
        }
    }
}

/// Help and version go to standard output with 0; everything else clap refuses is a 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    ExitCode::from(if error.use_stderr() || printed.is_err() { 2 } else { 0 })
}

/// A line on standard error: progress, warnings, addresses.
pub(crate) fn to_stderr(text: &str) {
    // Nothing sensible is left to do when standard error itself is closed.
    let _closed = io::stderr().lock().write_all(text.as_bytes());
}

fn with_newline(mut text: String) -> String {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
