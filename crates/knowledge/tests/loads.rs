//! The shipped knowledge is whole, and every way to break it is named with its place and its mend.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_knowledge::{Files, embedded, embedded_files, from_files, from_folder};
use std::path::Path;

#[test]
fn the_shipped_knowledge_has_no_problem() {
    if let Err(problems) = embedded() {
        let list: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
        panic!("{}", list.join("\n"));
    }
}

#[test]
fn the_folder_and_the_build_hold_the_same_knowledge() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    assert_eq!(from_folder(&folder), embedded());
}

#[test]
fn the_version_follows_the_content_and_nothing_else() {
    let files = embedded_files();
    let version = |files: &Files| from_files(files).map(|knowledge| knowledge.version);
    let shipped = version(&files).expect("valid");
    assert_eq!(shipped.len(), 12);
    let windows = files.iter().map(|(name, text)| (name.clone(), text.replace('\n', "\r\n"))).collect();
    assert_eq!(version(&windows).as_deref(), Ok(shipped.as_str()), "line ends do not count");
    let mut changed = files.clone();
    changed.entry("load/spike.toml".to_owned()).and_modify(|text| text.push_str("# a remark\n"));
    assert_ne!(version(&changed).as_deref(), Ok(shipped.as_str()));
}
