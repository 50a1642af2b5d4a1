//! The name of every criterion promises no more than is checked: each number in it stands in what must hold, and so do the
//! next morning, the limp and the clean position.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::rehab::gate::{Criterion, Need, NextMorning};
use femoris_knowledge::embedded;

/// Fractions and numbers in words, the longest first.
const WORDS: [(&str, f64); 20] = [
    ("three quarters", 0.75),
    ("nine tenths", 0.9),
    ("a tenth", 0.1),
    ("a fifth", 0.2),
    ("half", 0.5),
    ("twenty-five", 25.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("twice", 2.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
];

/// Phrases whose numbers are the name of a thing: what an exercise is, or what a rung holds by itself.
const NAMES: [&str; 3] = ["on two legs", "five slow jogs of twenty metres", "two days later"];

/// The numbers of a name, those before "of 10" as pain.
fn promised(name: &str) -> (Vec<f64>, Vec<f64>) {
    let mut text = name.to_lowercase();
    NAMES.iter().for_each(|phrase| text = text.replace(phrase, ""));
    let (mut numbers, mut pains) = (Vec::new(), Vec::new());
    for (word, value) in WORDS {
        while let Some(at) = find_word(&text, word) {
            text.replace_range(at..at + word.len(), "");
            numbers.push(value);
        }
    }
    let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_matches([',', '.', ';'])).collect();
    for (at, word) in words.iter().enumerate() {
        let before_ten = words.get(at + 1) == Some(&"of") && words.get(at + 2) == Some(&"10");
        let is_scale = at > 0 && words[at - 1] == "of" && *word == "10";
        match word.parse() {
            Ok(pain) if before_ten => pains.push(pain),
            Ok(number) if !is_scale => numbers.push(number),
            _ => {}
        }
    }
    (numbers, pains)
}

/// Where a word stands by itself.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let is_end = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
    let whole = |at: &usize| {
        is_end(text[..*at].chars().next_back()) && is_end(text[*at + word.len()..].chars().next())
    };
    text.match_indices(word).map(|(at, _)| at).find(whole)
}

fn numbers_of(text: &str) -> Vec<f64> {
    let parts = text.split(|c: char| !c.is_ascii_digit() && c != '.');
    parts.filter_map(|part| part.trim_matches('.').parse().ok()).collect()
}

/// Limits of pain, and all numbers that are checked.
fn checked(criterion: &Criterion) -> (Vec<f64>, Vec<f64>) {
    let morning = |wanted: NextMorning| match wanted {
        NextMorning::AtMost(pain) => Some(f64::from(pain.get())),
        NextMorning::Free | NextMorning::NotAboveBaseline => None,
    };
    let all = numbers_of(&format!("{:?}", criterion.need));
    let pains = match &criterion.need {
        Need::Sessions(need) => {
            std::iter::once(f64::from(need.pain_up_to.get())).chain(morning(need.next_morning)).collect()
        }
        Need::Rung { limits, .. } => {
            let told = [limits.pain_up_to, limits.second_morning].into_iter().flatten();
            told.map(|pain| f64::from(pain.get())).chain(morning(limits.next_morning)).collect()
        }
        Need::Case(_)
        | Need::CleanRuns { .. }
        | Need::QuietDays { .. }
        | Need::FullWeeks { .. }
        | Need::StageDays { .. } => all.clone(),
    };
    (all, pains)
}

#[test]
fn every_number_in_the_name_of_a_criterion_is_checked() {
    let knowledge = embedded().expect("valid");
    let stages = knowledge.protocols.iter().flat_map(|protocol| &protocol.stages);
    let gates = stages.flat_map(|stage| stage.entry.criteria.iter().chain(&stage.exit.criteria));
    let (mut seen, mut wrong) = (0, Vec::new());
    for criterion in gates {
        let name = knowledge.text(&format!("{}.name", criterion.id));
        let (numbers, pains) = promised(name);
        let (all, limits) = checked(criterion);
        seen += numbers.len() + pains.len();
        for number in numbers {
            // Minutes stand in seconds, hours in minutes, weeks in days, shares in per cent or as what is missing.
            let same =
                [number, number * 60.0, number * 7.0, number * 100.0, 100.0 - number * 100.0, 1.0 - number];
            if !all.iter().any(|one| same.iter().any(|same| (one - same).abs() < 1e-9)) {
                wrong.push(format!("{}: {number} of {name:?} is not checked", criterion.id));
            }
        }
        for pain in pains {
            if !limits.contains(&pain) {
                wrong.push(format!("{}: pain of {pain} in {name:?} is not checked", criterion.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(seen > 50, "{seen} numbers only");
}

#[test]
fn mornings_and_limps_that_are_named_are_checked() {
    let knowledge = embedded().expect("valid");
    let stages = knowledge.protocols.iter().flat_map(|protocol| &protocol.stages);
    for criterion in stages.flat_map(|stage| stage.entry.criteria.iter().chain(&stage.exit.criteria)) {
        let text = |field: &str| knowledge.text(&format!("{}.{field}", criterion.id)).to_lowercase();
        let (name, how) = (text("name"), text("how"));
        let need = format!("{:?}", criterion.need);
        for (words, check) in [
            ("no worse the next", "NotAboveBaseline"),
            ("gone the next morning", "NotAboveBaseline"),
            ("less the next morning", "AtMost"),
            ("two days later", "second_morning: Some"),
            ("without a limp", "LimpWalking"),
            ("full", "Full"),
        ] {
            let named = name.contains(words) && !name.contains("fully");
            assert!(!named || need.contains(check), "{}: {words:?} is not checked by {need}", criterion.id);
        }
        // A clean position is told nowhere: no name promises it.
        assert!(!name.contains("cleanly"), "{}: {name}", criterion.id);
        if let Need::Rung { rung, .. } = &criterion.need
            && let Some((_, named)) = name.split_once("rung ")
        {
            let named = named.split([' ', ',']).next().unwrap_or_default();
            assert_eq!(named, rung.to_string().to_lowercase(), "{}: {name}", criterion.id);
        }
        if name.contains("without pain") {
            assert!(checked(criterion).1.contains(&0.0), "{}: {need}", criterion.id);
        }
        assert!(!how.contains("weight") || how.contains("the weight is not"), "{}: {how}", criterion.id);
    }
}
