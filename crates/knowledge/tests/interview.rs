//! What is asked next: never what could do harm, never twice, and not for ever.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "shared with another test, which uses more of it")]
mod generate;

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{AgeYears, Location, Onset, Setting};
use femoris_clinic::differential::Diagnosis;
use femoris_clinic::facts::{Chances, Facts};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::interview::{Loads, refusals};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::observation::Fact;
use femoris_clinic::triage::{Outcome, Urgency};
use femoris_clinic::truth::Truth;
use femoris_clinic::verdict::{verdict, verdict_skipping};
use generate::{Dice, case};
use std::collections::BTreeSet;
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| {
    let mut knowledge = femoris_knowledge::embedded().expect("valid");
    knowledge.differential = knowledge.differential.with_draws(256).expect("enough draws");
    knowledge
});

/// Generated cases with some answers taken out again, so that there is something to ask.
fn open_case(dice: &mut Dice) -> CaseState {
    let full = case(dice);
    let mut state = CaseState::empty(full.today);
    (state.age, state.sex, state.complaint) = (full.age, full.sex, full.complaint);
    for (id, dated) in full.findings() {
        if id.group() == FindingGroup::DangerSign || dice.one_in(3) {
            state.set_finding(id, dated.value);
        }
    }
    for (id, dated) in full.measures() {
        if dice.one_in(3) {
            state.set_measure(Measure::new(id, dated.value).expect("on its scale"));
        }
    }
    state
}

#[test]
fn what_is_asked_is_open_safe_and_no_danger_sign() {
    let mut dice = Dice::new(31);
    let mut tests_asked = BTreeSet::new();
    for _ in 0..4_000 {
        let state = open_case(&mut dice);
        let verdict = verdict(&state, &KNOWLEDGE);
        let Some(next) = verdict.next_question else { continue };
        let facts = Facts::new(&state, &KNOWLEDGE.freshness);
        match next.ask {
            Fact::Finding(id) => {
                assert_eq!(facts.finding(id), Finding::Unknown, "{id} was answered");
                assert_ne!(id.group(), FindingGroup::DangerSign);
                if id.group() == FindingGroup::Test {
                    tests_asked.insert(id);
                    let method = &KNOWLEDGE.interview.methods[&id];
                    assert!(refusals(&facts, &KNOWLEDGE.interview, method).is_empty(), "{id} could do harm");
                    let soon = matches!(verdict.triage.outcome, Outcome::Refer(Urgency::TwoDays));
                    assert!(!soon, "{id} while someone must look soon");
                }
            }
            Fact::Measure(id) => assert_eq!(facts.measure(id), None, "{id} was measured"),
            other => panic!("{other:?} cannot be asked"),
        }
    }
    assert!(tests_asked.len() >= 8, "too few tests are ever offered: {tests_asked:?}");
}

#[test]
fn nothing_is_asked_where_someone_must_see_it_today() {
    let mut dice = Dice::new(32);
    let mut met = 0;
    for _ in 0..4_000 {
        let verdict = verdict(&open_case(&mut dice), &KNOWLEDGE);
        if matches!(verdict.triage.outcome, Outcome::Refer(Urgency::Now | Urgency::SameDay)) {
            met += 1;
            assert!(verdict.next_question.is_none() && verdict.differential.is_none());
        }
    }
    assert!(met > 100, "{met}");
}

/// Every guard that looks at the case alone refuses its test in at least one case.
#[test]
fn every_guard_refuses_somewhere() {
    let interview = &KNOWLEDGE.interview;
    let guards = interview.methods.values().flat_map(|m| m.guards.iter().map(move |g| (m.finding.id(), g)));
    let mut open: Vec<_> =
        guards.chain(interview.forbids_all.iter().map(|(id, when)| (id.as_str(), when))).collect();
    let mut dice = Dice::new(33);
    let likely: Chances = Diagnosis::ALL.iter().map(|d| (*d, 1.0)).collect();
    for _ in 0..200_000 {
        let state = case(&mut dice);
        let facts = Facts::new(&state, &KNOWLEDGE.freshness).with_chances(&likely);
        open.retain(|(_, guard)| guard.evaluate(&facts) != Truth::True);
        if open.is_empty() {
            return;
        }
    }
    panic!("never refuse: {open:#?}");
}

#[test]
fn a_hop_is_never_offered_where_the_neck_of_the_thigh_bone_may_be_hurt() {
    let method = &KNOWLEDGE.interview.methods[&FindingId::SingleLegHop];
    let mut state = started(Setting::GradualBuildUp, Onset::Gradual, Location::DeepButtock);
    let safe = [FindingId::LimpWalking, FindingId::RestOrNightPain, FindingId::GroinPainOnWeightBearing];
    let refused = |state: &CaseState| {
        !refusals(&Facts::new(state, &KNOWLEDGE.freshness), &KNOWLEDGE.interview, method).is_empty()
    };
    for id in safe {
        state.set_finding(id, Finding::Absent);
    }
    assert!(!refused(&state), "all is known to be well");
    for id in safe {
        for answer in [Finding::Unknown, Finding::Present] {
            let mut risky = state.clone();
            risky.set_finding(id, answer);
            assert!(refused(&risky), "{id} {answer}");
        }
    }
    let mut groin = state.clone();
    groin.complaint.location = Some(Location::GroinFront);
    assert!(refused(&groin));
}

fn started(setting: Setting, onset: Onset, location: Location) -> CaseState {
    let mut state = CaseState::empty("2026-11-21".parse().expect("a date"));
    state.age = AgeYears::new(34).ok();
    state.complaint.setting = Some(setting);
    state.complaint.onset = Some(onset);
    state.complaint.onset_date = Some(state.today.plus_days(-11));
    state.complaint.location = Some(location);
    for id in FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign) {
        state.set_finding(*id, Finding::Absent);
    }
    state
}

/// The fourteen worked cases as a runner would live them: findings of the case, else what fits its condition.
const LIVED: [(&str, Setting, Onset, Location, &str, Diagnosis); 14] = {
    use Diagnosis::{Bsi, Cecs, Dgs, Doms, Dvt, Gtp, Hsi, Lsr, Pha, Pht, Tnt};
    use Location::{CalfShin, DeepButtock, GroinFront, LateralHip, LowBack, SitBone, ThighBelly};
    use Onset::{Delayed, Exertional, Gradual, Sudden};
    use Setting::{AfterHardSession, FastRunning, GradualBuildUp, Other};
    [
        ("V1", FastRunning, Sudden, ThighBelly, "+taking_off_shoe_test +muscle_belly_tender", Hsi),
        ("V2", FastRunning, Sudden, SitBone, "+pop_felt +bruise_within_7_days", Pha),
        ("V3", FastRunning, Sudden, SitBone, "+pop_felt", Pha),
        ("V4", FastRunning, Sudden, ThighBelly, "+back_linked -taking_off_shoe_test +slump", Tnt),
        ("V5", GradualBuildUp, Gradual, SitBone, "+sitting_provokes +modified_bent_knee_stretch", Pht),
        ("V6", GradualBuildUp, Gradual, DeepButtock, "+pain_below_knee +back_linked +slump", Lsr),
        ("V7", GradualBuildUp, Gradual, DeepButtock, "+piriformis_tests -slump", Dgs),
        ("V8", GradualBuildUp, Gradual, LowBack, "+rest_or_night_pain +single_leg_hop +bone_tender", Bsi),
        ("V9", Other, Gradual, LateralHip, "+rest_or_night_pain +single_leg_stance_30s", Gtp),
        ("V10", Other, Gradual, GroinFront, "+rest_or_night_pain +single_leg_hop", Bsi),
        ("V11", AfterHardSession, Delayed, ThighBelly, "+bilateral_diffuse", Doms),
        ("V12", AfterHardSession, Delayed, SitBone, "-bilateral_diffuse +sitting_provokes", Pht),
        ("V13", AfterHardSession, Delayed, CalfShin, "-bilateral_diffuse +calf_3cm_larger_or_pitting", Dvt),
        ("V14", Other, Exertional, CalfShin, "+bilateral_diffuse", Cecs),
    ]
};

fn lived(id: FindingId, findings: &str, condition: Diagnosis) -> Finding {
    let listed = findings.split(' ').find(|word| &word[1..] == id.id());
    match (listed, KNOWLEDGE.differential.column(id)) {
        (Some(word), _) if word.starts_with('+') => Finding::Present,
        (Some(_), _) => Finding::Absent,
        (None, Some(column)) if column.cells[condition].mean.get() >= 0.5 => Finding::Present,
        (None, Some(_)) => Finding::Absent,
        (None, None) => id.reassuring(),
    }
}

#[test]
fn under_18_no_test_that_loads_the_sit_bone_or_the_hip_is_offered_however_it_began() {
    let loads = |fact: &Fact| match fact {
        Fact::Finding(id) => {
            KNOWLEDGE.interview.methods.get(id).is_some_and(|method| method.loads == Loads::Yes)
        }
        Fact::Measure(id) => id.loads() == Loads::Yes,
        _ => false,
    };
    let offered = |age: i64, location: Location, onset: Onset| {
        let mut state = started(Setting::GradualBuildUp, onset, location);
        state.age = AgeYears::new(age).ok();
        verdict(&state, &KNOWLEDGE).offered.iter().filter(|fact| loads(fact)).count()
    };
    for location in [Location::SitBone, Location::GroinFront, Location::LateralHip] {
        for onset in Onset::ALL {
            assert_eq!(offered(15, location, *onset), 0, "{location} {onset}");
        }
        assert!(offered(34, location, Onset::Gradual) > 0, "{location}: a grown runner is asked");
    }
    assert!(offered(15, Location::ThighBelly, Onset::Gradual) > 0);
    let young = {
        let mut state = started(Setting::GradualBuildUp, Onset::Gradual, Location::SitBone);
        state.age = AgeYears::new(15).ok();
        asked(state, FindingId::reassuring)
    };
    assert!(!young.is_empty() && !young.iter().any(loads), "{young:?}");
}

/// What is asked of a case, each question answered in turn, until enough is known.
fn asked(mut state: CaseState, answer: impl Fn(FindingId) -> Finding) -> Vec<Fact> {
    let mut asked = Vec::new();
    while let Some(next) = verdict_skipping(&state, &KNOWLEDGE, &asked).next_question {
        asked.push(next.ask);
        if let Fact::Finding(id) = next.ask {
            state.set_finding(id, answer(id));
        }
    }
    asked
}

#[test]
fn after_one_moment_a_pop_and_a_bruise_and_then_its_size_are_always_asked() {
    let [pop, bruise, large] =
        [FindingId::PopFelt, FindingId::BruiseWithin7Days, FindingId::LargeBruise].map(Fact::Finding);
    for location in Location::ALL {
        let sudden = || started(Setting::FastRunning, Onset::Sudden, *location);
        let calm = asked(sudden(), FindingId::reassuring);
        assert!(
            calm.contains(&pop) && calm.contains(&bruise) && !calm.contains(&large),
            "{location}: {calm:?}"
        );
        let bruised = asked(sudden(), |id| match id {
            FindingId::BruiseWithin7Days => Finding::Present,
            other => other.reassuring(),
        });
        assert_eq!(bruised[..3], [pop, bruise, large], "{location}");
    }
    let slow =
        asked(started(Setting::GradualBuildUp, Onset::Gradual, Location::SitBone), FindingId::reassuring);
    assert!(!slow.contains(&large), "{slow:?}");
}

fn measured(id: MeasureId) -> Measure {
    let value = if id == MeasureId::PainWorst { 5.0 } else { 2.0 };
    Measure::new(id, value).expect("on its scale")
}

#[test]
fn the_interview_ends_and_its_typical_length_is_8_to_14() {
    let mut lengths = Vec::new();
    for (name, setting, onset, location, findings, condition) in LIVED {
        let mut state = started(setting, onset, location);
        let mut asked = 0;
        while let Some(next) = verdict(&state, &KNOWLEDGE).next_question {
            match next.ask {
                Fact::Finding(id) => state.set_finding(id, lived(id, findings, condition)),
                Fact::Measure(id) => state.set_measure(measured(id)),
                other => panic!("{other:?} cannot be asked"),
            }
            asked += 1;
            assert!(asked < 40, "{name} does not end");
        }
        println!("{name}: {asked}");
        lengths.push(asked);
    }
    lengths.sort_unstable();
    let (mean, middle) = (lengths.iter().sum::<usize>() as f64 / 14.0, lengths[6]);
    println!("mean {mean:.1}, median {middle}, {lengths:?}");
    assert!((8..=14).contains(&middle) && (8.0..=14.0).contains(&mean), "{lengths:?}");
}

#[test]
fn not_sure_is_an_answer_and_skipping_moves_on() {
    let mut state = started(Setting::GradualBuildUp, Onset::Gradual, Location::SitBone);
    let mut skipped = Vec::new();
    let mut asked = Vec::new();
    while let Some(next) = verdict_skipping(&state, &KNOWLEDGE, &skipped).next_question {
        assert!(!asked.contains(&next.ask), "{:?} is asked again", next.ask);
        asked.push(next.ask);
        match next.ask {
            Fact::Finding(id) => state.set_finding(id, Finding::Unknown),
            other => skipped.push(other),
        }
    }
    assert!(asked.len() > 8, "{asked:?}");
}
