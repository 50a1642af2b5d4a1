//! The folders `invalid`, `invalid-answers`, `invalid-referral` and `invalid-rehab`: shipped knowledge with one defect each, named for it. Each is refused with exactly one
//! problem that says file, line, what is wrong and how to mend it.
//!
//! A sample adds a file (`#! add PATH`, its text follows) or edits one (`#! edit PATH`, `#! from`, `#! to`), and states
//! how the problem begins (`#! expect`), with `:*:` for the line where the file is one that ships and may grow.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_knowledge::{Files, embedded_files, from_files};
use std::path::PathBuf;

struct Sample {
    name: String,
    files: Files,
    expect: String,
}

fn samples() -> Vec<Sample> {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests");
    let folders =
        ["invalid", "invalid-answers", "invalid-referral", "invalid-rehab"].map(|folder| tests.join(folder));
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the folder of samples"));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths.iter().map(|path| sample(path)).collect()
}

fn sample(path: &std::path::Path) -> Sample {
    let text = std::fs::read_to_string(path).expect("a sample is text");
    let directive = |key: &str| {
        let line =
            text.lines().find_map(|line| line.strip_prefix("#! ")?.strip_prefix(key)?.strip_prefix(' '));
        line.map(|line| line.replace("\\n", "\n"))
    };
    let mut files = embedded_files();
    if let Some(added) = directive("add") {
        let body: Vec<&str> = text.lines().filter(|line| !line.starts_with("#! ")).collect();
        files.insert(added, body.join("\n"));
    }
    if let Some(edited) = directive("edit") {
        let file = files.get_mut(&edited).expect("an edited file is shipped");
        let from = directive("from").expect("what to replace");
        assert!(file.contains(&from), "{} replaces nothing", path.display());
        *file = file.replacen(&from, &directive("to").unwrap_or_default(), 1);
    }
    Sample {
        name: path.file_stem().expect("a name").to_string_lossy().into_owned(),
        files,
        expect: directive("expect").expect("what to expect"),
    }
}

fn begins(said: &str, expect: &str) -> bool {
    match expect.split_once(":*:") {
        None => said.starts_with(expect),
        Some((file, rest)) => {
            said.strip_prefix(file).and_then(|said| said.strip_prefix(':')).is_some_and(|said| {
                let line = said.chars().take_while(char::is_ascii_digit).count();
                line > 0 && said[line..].strip_prefix(':').is_some_and(|said| said.starts_with(rest))
            })
        }
    }
}

#[test]
fn every_sample_is_refused_for_its_one_defect() {
    let mut wrong = Vec::new();
    for sample in samples() {
        match from_files(&sample.files) {
            Ok(_) => wrong.push(format!("{}: accepted", sample.name)),
            Err(problems) => {
                let said: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
                if said.len() != 1 || !begins(&said[0], &sample.expect) {
                    wrong.push(format!("{}: expected {}\n  said {said:#?}", sample.name, sample.expect));
                }
                assert!(problems.0.iter().all(|problem| !problem.mend.is_empty()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_enough_samples() {
    assert!(samples().len() >= 95, "{}", samples().len());
}
