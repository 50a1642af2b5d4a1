//! Exercises are found by whatever name a runner heard.

#![allow(clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::path::Path;

use femoris_app::{App, Clock, Sought};
use femoris_testkit::noon;

/// What the evidence lists among the names though it is none: a test of its own, and a way to do it.
const NO_NAMES: [&str; 2] = ["ballistic version = H-test", "eyes closed"];

fn app() -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let (now, zone) = noon();
    (App::open(folder.path(), Clock::Fixed(now, zone)).expect("opens"), folder)
}

fn found(app: &App, words: &str) -> Vec<String> {
    let sought = Sought { words: words.to_owned(), ..Sought::default() };
    app.exercises(&sought).iter().map(|one| one.id.to_string()).collect()
}

/// The names of an exercise of the evidence, from each of its cards: `` #### E01 `id` ``, then `- **aka** names · `.
fn cards(evidence: &str) -> Vec<(&str, Vec<&str>)> {
    let mut cards = Vec::new();
    let mut id = "";
    for line in evidence.lines() {
        if line.starts_with("#### ") {
            id = line.split('`').nth(1).unwrap_or_default();
        } else if let Some(names) = line.strip_prefix("- **aka** ") {
            let names = names.split(" · ").next().unwrap_or_default();
            cards.push((id, names.split(", ").collect()));
        }
    }
    cards
}

#[test]
fn exercises_are_found_by_their_other_names() {
    let (app, _folder) = app();
    for (words, id) in [
        ("nhe", "nordic-eccentric"),
        ("L-protocol 3", "glider"),
        ("forward fold", "standing-hamstring-stretch"),
        ("hamstring walkout", "bridge-walkout"),
        ("Fitball flexion", "swiss-ball-curl"),
        ("hinged nordic", "razor-curl"),
        ("alfredson", "heel-drop-eccentric"),
    ] {
        assert_eq!(found(&app, words), [id], "{words}");
    }
}

#[test]
fn every_name_of_the_evidence_is_found() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/evidence/exercises-and-protocols.md");
    let Ok(evidence) = fs::read_to_string(path) else {
        println!("skipped: ../shared/evidence is not here");
        return;
    };
    let (app, _folder) = app();
    let cards = cards(&evidence);
    assert_eq!(cards.len(), 85);
    let names = cards.iter().flat_map(|(id, names)| names.iter().map(move |name| (*id, *name)));
    let missing: Vec<(&str, &str)> = names
        .filter(|(_, name)| !NO_NAMES.contains(name))
        .filter(|(id, name)| !found(&app, &name.replace('/', " ")).iter().any(|one| one == id))
        .collect();
    assert!(missing.is_empty(), "not found: {missing:?}");
}
