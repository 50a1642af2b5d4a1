//! Less pain is tolerated of a strain that came back, of one that is or counts as severe, and of one at the tendon.

use crate::common::{Case, day, knowledge};
use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::{Complaint, Location, Months, Onset, Setting, Side, StrainHistory};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::rehab::log::StageDecision;
use femoris_clinic::rehab::protocol::Careful;
use femoris_clinic::rehab::session::{DayPlan, LookReason, Note, Refusal};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::running::record::RunRecord;
use femoris_measure::Day;

/// A strain whose programme began in a stage that allows 4 of 10; `months` ago there was one before it.
fn strained(first: Day, months: Option<f64>) -> Case {
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    if let Some(months) = months {
        let history = StrainHistory {
            previous_hamstring_strains: Some(1),
            months_since_last_strain: Months::new(months).ok(),
        };
        case.add(first, Entry::HistorySet(history));
    }
    case
}

impl Case {
    fn find(&mut self, on: Day, id: FindingId, answer: Finding) {
        self.add(on, Entry::FindingAnswered { id, answer });
    }

    /// Passes into the second stage without a clinician's word.
    fn pass_to_a1(&mut self, on: Day) {
        let passed = StageDecision::Passed { from: StageId::A0, to: StageId::A1 };
        self.add(on, Entry::StageDecided(passed));
    }

    /// Pain that is tolerated on a day, why it is less than the stage says, and why someone should look.
    fn less(&self, on: Day) -> (u8, Option<Careful>, Option<LookReason>) {
        self.with_plan(on, |plan| {
            let plan = plan.expect("a plan");
            let limit = plan.course.tolerated(knowledge()).get();
            (limit, plan.course.careful, plan.someone_should_look)
        })
    }
}

/// Fourteen days on: the first week of care is over.
fn later(case: &mut Case, first: Day) -> Day {
    let on = first.plus_days(14);
    case.deny_danger_signs(on);
    on
}

#[test]
fn a_moderate_strain_that_came_back_counts_as_severe_until_the_end() {
    let first = day("2026-03-02");
    let seen = |months: Option<f64>, limps: bool| {
        let mut case = strained(first, months);
        case.find(first, FindingId::BruiseWithin7Days, Finding::Absent);
        if limps {
            case.find(first, FindingId::LimpWalking, Finding::Present);
            case.find(first.plus_days(2), FindingId::LimpWalking, Finding::Absent);
        }
        case.pass_to_a1(first);
        let on = later(&mut case, first);
        case.less(on)
    };
    assert_eq!(seen(None, true), (4, None, None), "a first strain, whatever its grade");
    assert_eq!(
        seen(Some(3.0), false),
        (4, None, None),
        "one that came back and shows no sign of the second grade"
    );
    let severe = (2, Some(Careful::Grade), Some(LookReason::Grade));
    assert_eq!(seen(Some(3.0), true), severe, "the limp of the first days counts on");
    assert_eq!(seen(Some(30.0), true), (4, None, None), "one of years ago did not come back");
}

#[test]
fn a_clinicians_word_answers_that_someone_should_look() {
    let first = day("2026-03-02");
    let mut case = strained(first, Some(3.0));
    case.find(first, FindingId::BruiseWithin7Days, Finding::Present);
    case.pass_to_a1(first);
    let on = later(&mut case, first);
    assert_eq!(case.less(on).2, Some(LookReason::Grade));
    let Some(DayPlan::Session(session)) = case.today(on) else { panic!("a session") };
    assert!(session.notes.contains(&Note::CarefulGrade) && session.notes.contains(&Note::SeeSomeone));
    case.add(on, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A1 }));
    assert_eq!(case.less(on), (2, Some(Careful::Grade), None), "the limit stays");
}

#[test]
fn a_strain_after_the_return_is_known_to_have_come_back() {
    let first = day("2026-03-02");
    let history = |case: &Case, on: Day| CaseState::fold(&case.events, on, LoadHistory::default()).history;
    let mut case = strained(first, None);
    let again = first.plus_days(61);
    let onset = |day: Day| Complaint { onset_date: Some(day), ..Complaint::default() };
    case.add(first.plus_days(1), Entry::ComplaintSet(onset(first)));
    assert_eq!(
        history(&case, again).previous_hamstring_strains,
        None,
        "told in more detail is not told anew"
    );
    case.add(first.plus_days(40), Entry::FullTraining);
    case.add(again, Entry::ComplaintSet(onset(again)));
    let told = Complaint { location: Some(Location::ThighBelly), ..Complaint::default() };
    case.add(again, Entry::ComplaintSet(told));
    let StrainHistory { previous_hamstring_strains, months_since_last_strain } = history(&case, again);
    assert_eq!(previous_hamstring_strains, Some(1), "one more, and only one");
    assert!(months_since_last_strain.is_some_and(|months| (1.9..2.1).contains(&months.get())));
    case.deny_danger_signs(again);
    let less = |case: &Case, on| case.with_plan(on, |plan| plan.expect("a plan").course.careful);
    assert_eq!(less(&case, again), Some(Careful::CameBack), "a first week with less pain");
    let mut tendon = Case::meant_for(ProtocolId::Tendon, first);
    tendon.add(first.plus_days(40), Entry::FullTraining);
    tendon.add(again, Entry::ComplaintSet(onset(again)));
    assert_eq!(history(&tendon, again).previous_hamstring_strains, None, "a tendon is no strain");
}

#[test]
fn after_the_return_only_a_beginning_since_then_makes_a_new_strain() {
    let first = day("2026-03-02");
    let back = first.plus_days(40);
    let empty = Complaint::default();
    let history = |case: &Case, on: Day| {
        let told = CaseState::fold(&case.events, on, LoadHistory::default()).history;
        let record = RunRecord::fold(&case.events, [], on);
        (told.previous_hamstring_strains, record.earlier, record.returns)
    };
    let began = |case: &Case| CaseState::fold(&case.events, first, LoadHistory::default()).complaint;
    let mut case = strained(first, None);
    case.add(back, Entry::FullTraining);
    let unchanged = (None, 0, vec![back]);
    for (days, told) in [
        (1, began(&case)),
        (2, Complaint { side: Some(Side::Left), ..empty }),
        (3, Complaint { onset_date: Some(first.plus_days(-4)), ..empty }),
        (4, Complaint { onset_date: Some(first.plus_days(2)), ..empty }),
    ] {
        let on = back.plus_days(days);
        case.add(on, Entry::ComplaintSet(told));
        assert_eq!(history(&case, on), unchanged, "{told:?}");
    }
    // As the pages write it: one answer after the other, the day last.
    let again = back.plus_days(20);
    for told in [
        Complaint { side: Some(Side::Right), ..empty },
        Complaint { location: Some(Location::ThighBelly), ..empty },
        Complaint { onset: Some(Onset::Gradual), ..empty },
        Complaint { setting: Some(Setting::Other), ..empty },
        Complaint { onset_date: Some(again.plus_days(-1)), ..empty },
        Complaint { onset_date: Some(again.plus_days(-2)), ..empty },
    ] {
        case.add(again, Entry::ComplaintSet(told));
    }
    assert_eq!(history(&case, again), (Some(1), 1, Vec::new()), "the strain before was one");
}

#[test]
fn a_strain_in_the_first_training_after_the_return_is_a_new_one() {
    let first = day("2026-03-02");
    let back = first.plus_days(40);
    let mut case = strained(first, None);
    case.add(back, Entry::FullTraining);
    case.add(back, Entry::ComplaintSet(Complaint { onset_date: Some(back), ..Complaint::default() }));
    let told = CaseState::fold(&case.events, back, LoadHistory::default()).history;
    assert_eq!(told.previous_hamstring_strains, Some(1));
    let record = RunRecord::fold(&case.events, [], back);
    assert_eq!((record.earlier, record.returns), (1, Vec::new()));
}

#[test]
fn a_strain_at_the_sit_bone_is_held_to_less_pain() {
    let first = day("2026-03-02");
    let mut case = strained(first, None);
    let place = Complaint { location: Some(Location::SitBone), ..Complaint::default() };
    case.add(first, Entry::ComplaintSet(place));
    case.pass_to_a1(first);
    let on = later(&mut case, first);
    assert_eq!(case.less(on), (2, Some(Careful::NearTheSitBone), None));
    let Some(DayPlan::Session(session)) = case.today(on) else { panic!("a session") };
    assert!(session.notes.contains(&Note::CarefulTendon) && !session.notes.contains(&Note::Careful));
}

#[test]
fn a_severe_strain_gets_no_programme_and_never_the_pain_of_a_mild_one() {
    let first = day("2026-03-02");
    for sign in [FindingId::PalpableGapOrGrossWeakness, FindingId::LargeBruise] {
        let mut case = strained(first, None);
        // A large bruise is one of a severe strain where a pop was felt.
        case.find(first, FindingId::PopFelt, Finding::Present);
        case.find(first, sign, Finding::Present);
        match case.today(first) {
            None | Some(DayPlan::Refused(Refusal::Guarded { .. })) => {}
            other => panic!("{sign}: {other:?}"),
        }
        let next = first.plus_days(1);
        case.find(next, sign, Finding::Absent);
        case.pass_to_a1(next);
        let on = later(&mut case, first);
        let (limit, why, _) = case.less(on);
        assert_eq!((limit, why), (2, Some(Careful::Grade)), "{sign}: it counts by what it was");
    }
}
