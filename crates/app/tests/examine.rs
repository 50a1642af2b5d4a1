//! The case-file contract from the outside: the example of the contract, and files that are none.

#![allow(clippy::expect_used)]

use femoris_app::{ErrorKind, LARGEST_CASE_FILE, examine};
use femoris_testkit::CONTRACT_EXAMPLE;

#[test]
fn the_example_of_the_contract_has_a_verdict() {
    let verdict = examine(CONTRACT_EXAMPLE.as_bytes()).expect("a case").json;
    assert_eq!(verdict["format"], "femoris-verdict/1");
    assert_eq!(verdict["triage"]["outcome"], "cleared");
    assert_ne!(verdict["run_today"]["decision"], "as_planned", "whether the last run settled is not known");
    assert!(verdict["safety_net"].as_str().is_some_and(|text| text.len() > 40));
    let again = examine(CONTRACT_EXAMPLE.as_bytes()).expect("a case").json;
    assert_eq!(verdict, again, "the same case has the same verdict");
}

/// In the text as in the JSON, every reason has its sentence: most of all that of an emergency.
#[test]
fn the_text_of_an_emergency_says_why() {
    let case = CONTRACT_EXAMPLE.replace(
        "\"limp_walking\": \"absent\"",
        "\"limp_walking\": \"absent\", \"saddle_numbness\": \"present\"",
    );
    let verdict = examine(case.as_bytes()).expect("a case");
    assert_eq!(verdict.json["triage"]["outcome"], "refer_emergency");
    let reasons = verdict.json["run_today"]["reasons"].as_array().expect("reasons");
    assert!(reasons.iter().any(|reason| reason["kind"] == "flag"), "{reasons:?}");
    for reason in reasons {
        let (rule, text) = (reason["rule"].as_str().expect("a rule"), reason["text"].as_str().expect("text"));
        assert!(!text.is_empty() && verdict.text.contains(&format!("{rule}: {text}")), "{}", verdict.text);
    }
}

fn refused(case: &str, names: &str) {
    let error = examine(case.as_bytes()).expect_err("is refused");
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.to_string().contains(names), "{names:?} is not named: {error}");
}

#[test]
fn a_file_that_is_no_case_is_refused_with_the_place() {
    refused("", "case");
    refused("[1, 2", "case");
    refused(&CONTRACT_EXAMPLE.replace("limp_walking", "limp_walk"), "findings.limp_walk");
    refused(&CONTRACT_EXAMPLE.replace("\"absent\"}", "\"maybe\"}"), "findings.limp_walking");
    refused(&CONTRACT_EXAMPLE.replace("34", "104"), "runner.age_years");
    refused(&CONTRACT_EXAMPLE.replace("\"2026-09-01\"", "\"2026-12-01\""), "complaint.onset_date");
    refused(
        &CONTRACT_EXAMPLE.replace("\"load_test_pain\": 2", "\"load_test_pain\": \"2\""),
        "measures.load_test_pain",
    );
    refused(&CONTRACT_EXAMPLE.replace("femoris-case/1", "femoris-case/9"), "format");
    refused(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)), "case");
    refused(&" ".repeat(LARGEST_CASE_FILE as usize + 1), "case");
}
