//! How bad, how long, how likely again: what is said, and when nothing is.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{Location, Months, Onset, Setting, StrainHistory};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::prognosis::{Expectation, Prognosis};
use femoris_clinic::reinjury::FactorState;
use femoris_clinic::severity::{Severity, WhyNot};
use femoris_clinic::verdict::{Verdict, verdict};
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| femoris_knowledge::embedded().expect("valid"));

/// A strain of the thigh by what was found; `+` present, `-` absent, `=` a measure.
fn strain(words: &str) -> Verdict {
    strain_again(words, StrainHistory::default())
}

/// The same after earlier ones.
fn strain_again(words: &str, history: StrainHistory) -> Verdict {
    let mut state = CaseState::empty("2026-11-21".parse().expect("a date"));
    state.complaint.setting = Some(Setting::FastRunning);
    state.complaint.onset = Some(Onset::Sudden);
    state.complaint.onset_date = Some(state.today.plus_days(-9));
    state.complaint.location = Some(Location::ThighBelly);
    state.history = history;
    say(&mut state, "+taking_off_shoe_test +muscle_belly_tender -pop_felt");
    say(&mut state, words);
    verdict(&state, &KNOWLEDGE)
}

fn tendon(words: &str) -> Verdict {
    let mut state = CaseState::empty("2026-11-21".parse().expect("a date"));
    state.complaint.setting = Some(Setting::GradualBuildUp);
    state.complaint.onset = Some(Onset::Gradual);
    state.complaint.location = Some(Location::SitBone);
    say(&mut state, "+eases_with_warm_up +modified_bent_knee_stretch -pain_below_knee");
    say(&mut state, words);
    verdict(&state, &KNOWLEDGE)
}

fn say(state: &mut CaseState, words: &str) {
    for word in words.split_whitespace() {
        if let Some((id, value)) = word.split_once('=') {
            let id = MeasureId::from_id(id).expect("a measure");
            state.set_measure(Measure::new(id, value.parse().expect("a number")).expect("on its scale"));
        } else {
            let answer = if word.starts_with('+') { Finding::Present } else { Finding::Absent };
            state.set_finding(FindingId::from_id(&word[1..]).expect("a finding"), answer);
        }
    }
}

fn grade(verdict: &Verdict) -> Option<&str> {
    match &verdict.severity {
        Severity::Muscle { grade, .. } => grade.as_ref().map(|step| step.rule.as_str()),
        Severity::Tendon { irritability, .. } => irritability.as_ref().map(|step| step.rule.as_str()),
        Severity::NotTold(_) => None,
    }
}

#[test]
fn the_grade_follows_its_definition() {
    let table = [
        ("", None),
        ("-bruise_within_7_days -limp_walking", None),
        ("-bruise_within_7_days -limp_walking isometric_knee_flexion_deficit_pct=10", Some("mild")),
        ("-bruise_within_7_days -limp_walking isometric_knee_flexion_deficit_pct=40", Some("moderate")),
        ("+bruise_within_7_days", Some("moderate")),
    ];
    for (words, expected) in table {
        assert_eq!(grade(&strain(words)), expected, "{words}");
    }
}

#[test]
fn a_strain_that_came_back_counts_one_grade_and_one_band_more() {
    let more = |words: &str, strains: u32, months: Option<f64>| {
        let months_since_last_strain = months.and_then(|months| Months::new(months).ok());
        let history = StrainHistory { previous_hamstring_strains: Some(strains), months_since_last_strain };
        match strain_again(words, history).severity {
            Severity::Muscle { counts_as, .. } => {
                counts_as.map(|more| (more.grade.map(|id| id.to_string()), more.band.map(|band| band.number)))
            }
            other => panic!("{other:?}"),
        }
    };
    let mild = "-bruise_within_7_days -limp_walking isometric_knee_flexion_deficit_pct=10";
    let grade = |id: &str| Some((Some(id.to_owned()), None));
    assert_eq!(more(mild, 0, None), None);
    assert_eq!(more(mild, 1, Some(3.0)), grade("moderate"));
    assert_eq!(more(mild, 1, None), grade("moderate"), "how long ago is not known: it may have come back");
    assert_eq!(more(mild, 1, Some(13.0)), None, "after more than a year it is a new one");
    assert_eq!(more("+bruise_within_7_days", 1, Some(3.0)), grade("severe"));
    assert_eq!(more("", 1, Some(3.0)), None, "without a grade there is none more");
    let knee = more("active_knee_extension_deficit_deg=12", 1, Some(3.0));
    assert_eq!(knee, Some((None, Some(3))), "the next band");
    let knee = more("active_knee_extension_deficit_deg=40", 1, Some(3.0));
    assert_eq!(knee, Some((None, Some(4))), "the last stays");
}

#[test]
fn that_it_came_back_is_a_sign_of_a_slower_course() {
    let signs = |strains: u32| {
        let history = StrainHistory { previous_hamstring_strains: Some(strains), ..StrainHistory::default() };
        match strain_again("+resisted_knee_flexion_pain", history).prognosis {
            Prognosis::AsIn { expectation, .. } => expectation,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((signs(0), signs(1)), (Expectation::Typical, Expectation::Slower));
}

#[test]
fn a_grade_says_what_could_still_make_it_worse() {
    let Severity::Muscle { grade: Some(step), .. } = strain("+bruise_within_7_days").severity else {
        panic!("a grade")
    };
    let open: Vec<&str> = step.open.iter().map(|fact| fact.id()).collect();
    assert!(open.contains(&"palpable_gap_or_gross_weakness"), "{open:?}");
}

#[test]
fn the_error_of_measurement_reaches_into_other_bands() {
    let reading =
        |degrees: &str| match strain(&format!("active_knee_extension_deficit_deg={degrees}")).severity {
            Severity::Muscle { extension: Some(reading), .. } => reading,
            other => panic!("{other:?}"),
        };
    let numbers = |degrees: &str| {
        let r = reading(degrees);
        (r.mildest.number, r.band.number, r.severest.number)
    };
    assert_eq!(numbers("9"), (1, 1, 3));
    assert_eq!(numbers("10"), (1, 2, 3));
    assert_eq!(numbers("17"), (1, 2, 4));
    assert_eq!(numbers("35"), (3, 4, 4));
}

#[test]
fn irritability_follows_the_load_test_and_the_next_morning() {
    let table = [
        ("load_test_pain=2", Some("calm")),
        ("load_test_pain=2 +last_run_settled_by_next_morning", Some("calm")),
        ("load_test_pain=3", Some("at_the_limit")),
        ("+sitting_provokes", Some("at_the_limit")),
        ("load_test_pain=4", Some("irritable")),
        ("load_test_pain=1 -last_run_settled_by_next_morning", Some("irritable")),
    ];
    for (words, expected) in table {
        assert_eq!(grade(&tendon(words)), expected, "{words}");
    }
}

#[test]
fn nothing_is_graded_that_has_no_grades_or_must_be_seen_first() {
    let mut groin = CaseState::empty("2026-11-21".parse().expect("a date"));
    assert_eq!(verdict(&groin, &KNOWLEDGE).severity, Severity::NotTold(WhyNot::NothingFits));
    say(&mut groin, "+bladder_or_bowel_change +saddle_numbness");
    let urgent = verdict(&groin, &KNOWLEDGE);
    assert_eq!(urgent.severity, Severity::NotTold(WhyNot::SeeSomeoneFirst));
    assert_eq!(urgent.prognosis, Prognosis::NotTold(WhyNot::SeeSomeoneFirst));
    assert!(urgent.reinjury.is_none());
}

#[test]
fn time_is_a_range_from_a_named_group_and_signs_move_it() {
    let expectation = |words: &str| match strain(words).prognosis {
        Prognosis::AsIn { course, full_training, expectation, days_so_far, .. } => {
            let range = full_training.expect("a range");
            assert_eq!((course.as_str(), range.median, days_so_far), ("strain", Some(28.0), Some(9)));
            expectation
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(expectation(""), Expectation::Typical);
    assert_eq!(expectation("days_until_walking_pain_free=1"), Expectation::Faster);
    assert_eq!(
        expectation("days_until_walking_pain_free=3 +resisted_knee_flexion_pain"),
        Expectation::Slower
    );
}

#[test]
fn near_the_sit_bone_it_takes_longer() {
    let Prognosis::AsIn { course, .. } = strain("tender_distance_from_sit_bone_cm=2").prognosis else {
        panic!("a course")
    };
    assert_eq!(course.as_str(), "strain_near_the_sit_bone");
}

#[test]
fn a_passed_test_is_named_and_lowers_the_odds() {
    let found =
        strain("-muscle_belly_tender active_knee_extension_deficit_deg=5").reinjury.expect("a strain");
    assert!((found.odds.ratio - 1.13_f64.powi(5)).abs() < 1e-9, "{found:?}");
    let passed = found.factors.iter().filter(|(_, state)| matches!(state, FactorState::Passed { .. }));
    assert_eq!(passed.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["discomfort_on_pressing"]);
    let open = found.factors.iter().filter(|(_, state)| *state == FactorState::Open);
    assert_eq!(open.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["each_earlier_strain"]);
}

#[test]
fn every_named_condition_has_a_course_or_says_that_nobody_measured_it() {
    use femoris_clinic::differential::Diagnosis;
    let courses = &KNOWLEDGE.prognosis.courses;
    let without: Vec<&str> = (Diagnosis::ALL.iter())
        .filter(|d| !courses.iter().any(|course| course.conditions.contains(d)))
        .map(|d| d.id())
        .collect();
    assert_eq!(without, ["PHA", "APO", "DVT", "CECS", "VAS", "OTH"]);
}
