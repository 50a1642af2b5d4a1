//! Every worked case comes out as written, every rule has a case where it speaks and one where it is silent, and the
//! rendered pages are fresh. `UPDATE_SPEC=1` writes them again.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_knowledge::cases::{CaseFile, speaking};
use femoris_knowledge::{cases, embedded, embedded_files, spec};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn case_files() -> Vec<CaseFile> {
    let (files, problems) = match cases::read(&embedded_files()) {
        Ok(files) => (files, Vec::new()),
        Err(problems) => (Vec::new(), problems.0),
    };
    let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert!(list.is_empty(), "{}", list.join("\n"));
    files
}

#[test]
fn every_worked_case_comes_out_as_written() {
    let knowledge = embedded().expect("valid");
    let files = case_files();
    let wrong: Vec<String> =
        files.iter().flat_map(|file| &file.cases).flat_map(|case| case.judge(&knowledge).1).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_speaks_in_one_case_and_is_silent_in_another() {
    let knowledge = embedded().expect("valid");
    let files = case_files();
    let cases = || files.iter().flat_map(|file| &file.cases);
    let rules: BTreeSet<String> = knowledge
        .flags
        .iter()
        .map(|rule| &rule.id)
        .chain(knowledge.readiness.iter().map(|rule| &rule.id))
        .chain(knowledge.run_advice.iter().map(|rule| &rule.id))
        .chain(knowledge.load.bands.iter().map(|band| &band.rule))
        .chain([&knowledge.load.no_baseline, &knowledge.load.split.rule])
        .map(ToString::to_string)
        .collect();
    let spoken: BTreeSet<String> = cases().flat_map(|case| speaking(&case.judge(&knowledge).0)).collect();
    let silent: BTreeSet<String> = cases().flat_map(|case| case.expect.silent.clone()).collect();
    let never: Vec<&String> = rules.difference(&spoken).collect();
    let always: Vec<&String> = rules.difference(&silent).collect();
    assert!(never.is_empty() && always.is_empty(), "never speak: {never:?}\nno case of silence: {always:?}");
    let unknown: Vec<&String> = silent.difference(&rules).collect();
    assert!(unknown.is_empty(), "no such rules: {unknown:?}");
}

#[test]
fn ids_of_cases_are_unique() {
    let files = case_files();
    let mut seen = BTreeSet::new();
    for case in files.iter().flat_map(|file| &file.cases) {
        assert!(seen.insert(&case.id), "{} stands twice", case.id);
    }
}

#[test]
fn the_pages_are_fresh() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/spec");
    let pages = spec::render(&case_files(), &embedded().expect("valid"));
    if std::env::var_os("UPDATE_SPEC").is_some() {
        std::fs::create_dir_all(&folder).expect("docs/spec can be made");
        for (name, text) in &pages {
            std::fs::write(folder.join(name), text).expect("docs/spec can be written");
        }
    }
    let stale: Vec<&String> = pages
        .iter()
        .filter(|(name, text)| std::fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text))
        .map(|(name, _)| name)
        .collect();
    assert!(stale.is_empty(), "stale pages of docs/spec: {stale:?}; run the test with UPDATE_SPEC=1");
    let known: BTreeSet<&str> = pages.iter().map(|(name, _)| name.as_str()).collect();
    for entry in std::fs::read_dir(&folder).expect("docs/spec is there").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(known.contains(name.as_str()), "docs/spec/{name} belongs to no file of cases");
    }
}

#[test]
fn every_guard_refuses_in_one_case_and_is_silent_in_another() {
    let knowledge = embedded().expect("valid");
    let files = case_files();
    let expected =
        || files.iter().flat_map(|file| &file.cases).filter_map(|case| case.expect.protocols.as_ref());
    for protocol in &knowledge.protocols {
        for guard in &protocol.guards {
            let id = guard.id.to_string();
            assert!(expected().any(|expected| expected.refused.contains(&id)), "{id} never refuses");
            let meant =
                |expected: &cases::ExpectedProtocols| expected.meant.contains(&protocol.id.to_string());
            assert!(
                expected().any(|expected| meant(expected) && !expected.refused.contains(&id)),
                "{id} has no case of silence"
            );
        }
    }
}
