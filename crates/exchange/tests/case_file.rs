//! The case file per contract: what is read, and how every refusal names its field.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

use femoris_clinic::facts::Freshness;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use femoris_exchange::case_file::{LARGEST_BYTES, parse, write};
use femoris_testkit::CONTRACT_EXAMPLE;

fn refusal(text: &str) -> Vec<String> {
    match parse(text) {
        Ok(_) => vec!["accepted".to_owned()],
        Err(error) => error.problems.iter().map(ToString::to_string).collect(),
    }
}

/// A case with this inside.
fn with(inside: &str) -> String {
    format!(r#"{{"format": "femoris-case/1", "today": "2026-11-21", {inside}}}"#)
}

#[test]
fn the_contract_example_is_read() {
    let state = parse(CONTRACT_EXAMPLE).expect("the example of the contract");
    assert_eq!(state.age.map(|age| age.get()), Some(34));
    assert_eq!(state.finding(FindingId::SittingProvokes), Finding::Present);
    assert_eq!(state.finding(FindingId::PopFelt), Finding::Unknown);
    assert_eq!(state.measure(MeasureId::LastRunPeakPain), Some(3.0));
    assert_eq!(state.days_since_onset(), Some(81));
}

#[test]
fn what_is_written_is_read_back_the_same() {
    let state = parse(CONTRACT_EXAMPLE).expect("the example of the contract");
    let written = write(&state, &Freshness::default()).to_string();
    assert_eq!(parse(&written), Ok(state));
}

#[test]
fn a_case_of_nothing_is_a_case() {
    let state = parse(r#"{"format": "femoris-case/1", "today": "2026-11-21"}"#).expect("nothing is stated");
    assert_eq!(state.findings().count() + state.measures().count(), 0);
}

#[test]
fn every_refusal_names_its_field() {
    let table = [
        (
            with(r#""findings": {"pop_fel": "present"}"#),
            "findings.pop_fel: unknown finding; did you mean pop_felt?",
        ),
        (with(r#""finding": {}"#), "finding: unknown key; did you mean findings?"),
        (
            with(r#""findings": {"pop_felt": "yes"}"#),
            "findings.pop_felt: \"yes\" is not known here; use one of present, absent, unknown",
        ),
        (with(r#""findings": {"pop_felt": true}"#), "findings.pop_felt: must be text, not true or false"),
        (with(r#""findings": {"pop_felt": null}"#), "findings.pop_felt: must be text, not null"),
        (with(r#""findings": []"#), "findings: must be an object, not a list"),
        (
            with(r#""findings": {"slump": "absent", "slump": "present"}"#),
            "findings.slump: stands twice; keep one",
        ),
        (with(r#""measures": {"pain_now": 11}"#), "measures.pain_now: must be between 0 and 10, not 11"),
        (with(r#""measures": {"pain_now": "3"}"#), "measures.pain_now: must be a number, not text"),
        (with(r#""measures": {"visa_h": 1e400}"#), "not a JSON document"),
        (
            with(r#""runner": {"age_years": 4}"#),
            "runner.age_years: age must be between 5 and 100 years, not 4",
        ),
        (with(r#""runner": {"age_years": 34.5}"#), "runner.age_years: must be a whole number, not a number"),
        (
            with(r#""runner": {"sex": "femal"}"#),
            "runner.sex: \"femal\" is not known here; did you mean female?",
        ),
        (
            with(r#""complaint": {"onset_date": "2026-11-22"}"#),
            "complaint.onset_date: 2026-11-22 is after today, 2026-11-21",
        ),
        (
            with(r#""complaint": {"onset_date": "2026-02-30"}"#),
            "complaint.onset_date: a date such as 2026-11-21 expected",
        ),
        (
            with(r#""complaint": {"location": "sitbone"}"#),
            "complaint.location: \"sitbone\" is not known here; did you mean sit_bone?",
        ),
        (
            with(r#""history": {"previous_hamstring_strains": -1}"#),
            "history.previous_hamstring_strains: must be a whole number from 0",
        ),
        (
            with(r#""history": {"months_since_last_strain": -0.5}"#),
            "history.months_since_last_strain: duration must be between 0 and 1200 months",
        ),
        (
            with(r#""runner": {"age_years": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}}"#),
            "runner.age_years: must be a whole number, not an object",
        ),
        (r#"{"today": "2026-11-21"}"#.to_owned(), "format: is missing"),
        (
            r#"{"format": "femoris-case/2", "today": "2026-11-21"}"#.to_owned(),
            "format: \"femoris-case/2\" is not read here",
        ),
        (r#"{"format": "femoris-case/1"}"#.to_owned(), "today: is missing"),
        (
            r#"{"format": "femoris-case/1", "today": "21.11.2026"}"#.to_owned(),
            "today: a date such as 2026-11-21 expected",
        ),
        ("[]".to_owned(), "a case file is one object, not a list"),
        (String::new(), "not a JSON document"),
        (format!("{CONTRACT_EXAMPLE} {CONTRACT_EXAMPLE}"), "not a JSON document"),
    ];
    for (text, expected) in table {
        let problems = refusal(&text);
        assert!(problems[0].starts_with(expected), "{text}\n  said {problems:?}\n  not  {expected}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let text = with(r#""runner": {"age": 3}, "findings": {"slum": "present"}, "measures": {"fash": -1}"#);
    assert_eq!(refusal(&text).len(), 3);
}

#[test]
fn a_file_of_five_megabytes_is_refused_by_its_size() {
    let text = format!("{}{}", CONTRACT_EXAMPLE, " ".repeat(5 << 20));
    assert!(refusal(&text)[0].contains(&format!("limit is {LARGEST_BYTES} bytes")));
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let lists = with(&format!(r#""findings": {}{}"#, "[".repeat(400_000), "]".repeat(400_000)));
    let objects = with(&format!("\"findings\": {}1{}", "{\"a\":".repeat(100_000), "}".repeat(100_000)));
    for text in [lists, objects] {
        assert_ne!(refusal(&text), ["accepted"]);
    }
}

#[test]
fn foreign_text_in_a_message_is_cut_and_harmless() {
    let text = with(&format!(r#""{}\u0007": 1"#, "x".repeat(10_000)));
    let said = refusal(&text).join("");
    assert!(said.len() < 300 && !said.contains('\u{7}'), "{said}");
}

#[test]
fn not_sure_is_written_down_as_such() {
    let case =
        r#"{"format": "femoris-case/1", "today": "2026-11-21", "findings": {"limp_walking": "unknown"}}"#;
    let state = parse(case).expect("a case");
    let written = write(&state, &Freshness::default());
    assert_eq!(written["findings"]["limp_walking"], "unknown");
    assert_eq!(parse(written.to_string()).expect("reads back"), state);
}
