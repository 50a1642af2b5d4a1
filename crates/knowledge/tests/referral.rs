//! Whom to see: every verdict leads to somebody, urgency is kept, and the five questions never calm down.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use femoris_clinic::evidence::RuleId;
use femoris_clinic::readiness::InjuryClass;
use femoris_clinic::triage::Urgency;
use femoris_knowledge::referral::{Must, Referrals};
use femoris_knowledge::{embedded, referrals};

fn all() -> Referrals {
    referrals().expect("the room loads")
}

#[test]
fn every_flag_at_every_urgency_leads_to_a_need_of_that_urgency() {
    let (room, knowledge) = (all(), embedded().expect("the knowledge loads"));
    for flag in &knowledge.flags {
        let higher = flag.more_urgent.iter().map(|(urgency, _)| *urgency);
        for urgency in higher.chain([flag.urgency]) {
            for class in InjuryClass::ALL {
                let need =
                    room.need_of(Some(urgency), *class, std::slice::from_ref(&flag.id)).expect("a need");
                assert_eq!(need.urgency, Some(urgency), "{}", flag.id);
                assert!(!need.professions.is_empty() && !need.bring.is_empty());
            }
        }
    }
}

#[test]
fn a_torn_tendon_leads_to_a_picture_and_a_surgeon_and_a_sore_one_to_exercise() {
    let room = all();
    let torn =
        room.need_of(Some(Urgency::TwoDays), InjuryClass::Muscle, &[RuleId::new("RF12")]).expect("a need");
    assert!(torn.must == Must::Imaging && torn.professions.iter().any(|id| id == "orthopaedic_surgeon"));
    let sore = room.need_of(None, InjuryClass::Tendon, &[]).expect("a need");
    assert_eq!((sore.must, sore.professions[0].as_str()), (Must::Rehab, "physiotherapist"));
}

#[test]
fn what_cannot_wait_names_whom_to_call_and_nobody_to_compare() {
    for need in all().needs {
        assert_eq!(need.is_urgent(), need.call_first.is_some(), "{}", need.id);
        let books = ["massage_therapist", "acupuncturist", "chiropractor", "osteopath"];
        assert!(
            !need.is_urgent() || !need.professions.iter().any(|id| books.contains(&id.as_str())),
            "{}",
            need.id
        );
    }
}

#[test]
fn not_sure_is_never_calmer_than_no() {
    let room = all();
    // A rank that falls with urgency; none is last.
    let rank = |id: &str| {
        room.need(id).expect("a need").urgency.map_or(Urgency::ALL.len(), |urgency| urgency as usize)
    };
    let calmest = room.questions.last().and_then(|last| last.no.clone()).expect("an end");
    for question in &room.questions {
        assert!(rank(&question.yes) <= rank(&question.unsure), "{}", question.id);
        assert!(rank(&question.unsure) <= rank(&calmest), "{}", question.id);
    }
}
