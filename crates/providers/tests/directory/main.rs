//! The directory from files to answers: readers against an independent parser, hostile bytes, editions, and searches
//! against a judge that looks at every place.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test fails by panicking"
)]

mod editions;
mod golden;
mod hostile;
mod judge;
mod lists;
mod pbf;
mod secrets;

use std::io::Cursor;
use std::path::Path;

use femoris_measure::Day;
use femoris_providers::index::{ImportReport, Input, import};

/// A day for every test.
fn today() -> Day {
    "2026-11-21".parse().expect("a day")
}

/// Imports files by name and content.
fn bring(folder: &Path, files: &[(&str, &[u8])]) -> ImportReport {
    let inputs = files
        .iter()
        .map(|(name, bytes)| Input::new(*name, bytes.len() as u64, Cursor::new(*bytes)))
        .collect();
    import(folder, inputs, today(), &mut |_| true).expect("an import")
}
