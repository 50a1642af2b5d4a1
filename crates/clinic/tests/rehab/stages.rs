//! Which protocol and stage it is: at the beginning, after a pause, and on the day a gate was passed.

use crate::common::{Case, day, id, pain};
use femoris_clinic::complaint::{Complaint, Location, Onset, StrainHistory};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::colour::Colour;
use femoris_clinic::rehab::course::Arrival;
use femoris_clinic::rehab::gate::{LadderId, Rung};
use femoris_clinic::rehab::log::{Amounts, Part, StageDecision, WorkedSide};
use femoris_clinic::rehab::progress::Advance;
use femoris_clinic::rehab::session::{self, DayPlan, LookReason, Note, Refusal};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::truth::Truth;
use femoris_measure::{Day, Instant, Metres, Seconds};

fn stage(case: &Case, on: Day) -> StageId {
    case.with_plan(on, |plan| plan.expect("a plan").course.stage.id)
}

fn in_stage(stage: StageId, first: Day) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    case
}

fn exercise(case: &mut Case, on: Day, stage: StageId, name: &str, hurt: u8) {
    let amounts = Amounts { sets: 2, repetitions: Some(8), pain: Some(pain(hurt)), ..Amounts::default() };
    let done = [(id(name), WorkedSide::Both, Part::Main, amounts)];
    case.log_session(on, &format!("session-{on}-{stage}").to_lowercase(), stage, done);
}

#[test]
fn after_four_weeks_without_a_session_the_stage_of_return_begins() {
    let first = day("2026-03-02");
    for (from, to, name) in [
        (StageId::A5, StageId::A2, "rdl"),
        (StageId::A3, StageId::A2, "rdl"),
        (StageId::A2, StageId::A2, "rdl"),
        (StageId::P5, StageId::P1, "rdl"),
        (StageId::P1, StageId::P1, "long-lever-bridge-hold"),
        (StageId::V3, StageId::V1, "rdl"),
        (StageId::V2, StageId::V1, "rdl"),
    ] {
        let mut case = in_stage(from, first);
        exercise(&mut case, first, from, name, 0);
        let back = first.plus_days(29);
        case.deny_danger_signs(back);
        case.with_plan(back, |plan| {
            let begun = plan.expect("a plan").course.begun;
            assert_eq!((begun.stage, begun.day, begun.arrival), (to, back, Arrival::Pause), "{from}");
        });
    }
}

#[test]
fn who_had_not_come_as_far_keeps_the_time_in_the_stage_over_a_pause() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A1, first);
    exercise(&mut case, first, StageId::A1, "bridge-double", 0);
    case.deny_danger_signs(first.plus_days(29));
    case.with_plan(first.plus_days(29), |plan| {
        let plan = plan.expect("a plan");
        assert_eq!((plan.course.begun.stage, plan.course.begun.day), (StageId::A1, first));
        assert_eq!(plan.someone_should_look, Some(LookReason::Long), "a pause does not make it shorter");
    });
}

#[test]
fn runs_in_a_pause_do_not_stand_in_for_the_exercises() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A4, first);
    exercise(&mut case, first, StageId::A4, "rdl", 0);
    for offset in (2..29).step_by(2) {
        let run = Entry::RunRecorded {
            run: format!("run-{offset}"),
            start: Instant::from_unix_ms(0),
            distance: Metres::new(8_000.0).ok(),
            duration: Seconds::new(2_400.0).ok(),
        };
        case.add(first.plus_days(offset), run);
    }
    case.deny_danger_signs(first.plus_days(29));
    assert_eq!(stage(&case, first.plus_days(29)), StageId::A2);
}

#[test]
fn a_tendon_that_is_not_irritable_begins_with_holds() {
    let first = day("2026-03-02");
    let begins = |test: Option<f64>, sitting: Option<f64>, night: Finding| {
        let mut case = Case::meant_for(ProtocolId::Tendon, first);
        case.add(first, Entry::FindingAnswered { id: FindingId::RestOrNightPain, answer: night });
        for (id, value) in [(MeasureId::LoadTestPain, test), (MeasureId::SittingMin, sitting)] {
            if let Some(value) = value {
                case.measure(first, id, value);
            }
        }
        case.with_scene(first, |scene| session::stage_in_force(scene)).expect("a stage")
    };
    assert_eq!(begins(Some(4.0), Some(20.0), Finding::Absent), StageId::P1);
    assert_eq!(begins(Some(5.0), Some(20.0), Finding::Absent), StageId::P0);
    assert_eq!(begins(Some(2.0), Some(9.0), Finding::Absent), StageId::P0);
    assert_eq!(begins(Some(2.0), Some(60.0), Finding::Present), StageId::P0);
    assert_eq!(begins(None, Some(60.0), Finding::Absent), StageId::P0, "not known is not quiet");
    assert_eq!(begins(Some(2.0), None, Finding::Absent), StageId::P0);
}

#[test]
fn what_a_tendon_began_with_stays_its_beginning() {
    let first = day("2026-03-02");
    let mut calm = Case::meant_for(ProtocolId::Tendon, first);
    calm.measure(first, MeasureId::LoadTestPain, 3.0);
    calm.measure(first, MeasureId::SittingMin, 30.0);
    exercise(&mut calm, first, StageId::P1, "long-lever-bridge-hold", 1);
    calm.measure(first.plus_days(1), MeasureId::LoadTestPain, 5.0);
    assert_eq!(stage(&calm, first.plus_days(1)), StageId::P1, "one bad test does not rewrite the beginning");
    let mut sore = Case::meant_for(ProtocolId::Tendon, first);
    sore.measure(first, MeasureId::LoadTestPain, 6.0);
    exercise(&mut sore, first, StageId::P0, "bridge-hold-double", 1);
    sore.measure(first.plus_days(1), MeasureId::LoadTestPain, 2.0);
    sore.measure(first.plus_days(1), MeasureId::SittingMin, 30.0);
    assert_eq!(stage(&sore, first.plus_days(1)), StageId::P0, "the gate leads on");
}

#[test]
fn a_session_kept_after_its_gate_was_passed_is_judged_in_its_own_stage() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A0, first);
    case.morning(first, 0);
    case.add(first, Entry::StageDecided(StageDecision::Passed { from: StageId::A0, to: StageId::A1 }));
    let open = case.with_scene(first, |scene| session::stages_in_force(scene));
    assert_eq!(open, [StageId::A1, StageId::A0], "either may be told");
    exercise(&mut case, first, StageId::A0, "glute-set", 3);
    case.morning(first.plus_days(1), 0);
    case.deny_danger_signs(first.plus_days(1));
    case.with_plan(first.plus_days(1), |plan| {
        let course = plan.expect("a plan").course;
        assert_eq!(course.stage.id, StageId::A1);
        assert_eq!(course.colours[0].colour, Some(Colour::Red), "2 of 10 is what the first days tolerate");
    });
    let next = case.with_scene(first.plus_days(1), |scene| session::stages_in_force(scene));
    assert_eq!(next, [StageId::A1], "on the day after only the new one");
}

#[test]
fn a_strain_that_came_back_tolerates_less_in_its_first_week() {
    let first = day("2026-03-02");
    let careful = |strains: u8, offset: i32| {
        let mut case = in_stage(StageId::A1, first);
        case.add(
            first,
            Entry::HistorySet(StrainHistory {
                previous_hamstring_strains: Some(u32::from(strains)),
                ..StrainHistory::default()
            }),
        );
        let on = first.plus_days(offset);
        case.deny_danger_signs(on);
        let limit = case
            .with_plan(on, |plan| plan.expect("a plan").course.tolerated(crate::common::knowledge()).get());
        let said = match case.today(on) {
            Some(DayPlan::Session(session)) => session.notes.contains(&Note::Careful),
            other => panic!("{other:?}"),
        };
        (limit, said)
    };
    assert_eq!(careful(0, 0), (4, false));
    assert_eq!(careful(1, 0), (2, true));
    assert_eq!(careful(1, 6), (2, true));
    assert_eq!(careful(1, 7), (4, false));
    assert_eq!(careful(2, 14), (2, true), "after two it holds on");
}

#[test]
fn an_injury_without_pain_today_is_not_answered_by_prevention() {
    let first = day("2026-03-02");
    for (onset, location, protocol) in [
        (Onset::Gradual, Location::SitBone, ProtocolId::Tendon),
        (Onset::Sudden, Location::ThighBelly, ProtocolId::Acute),
    ] {
        let mut case = Case::meant_for(ProtocolId::Prevention, first);
        let told = Complaint { onset: Some(onset), location: Some(location), ..Complaint::default() };
        case.add(first, Entry::ComplaintSet(told));
        case.deny_danger_signs(first);
        case.measure(first, MeasureId::PainNow, 0.0);
        match case.today(first) {
            Some(DayPlan::Session(session)) => assert_eq!(session.protocol, protocol),
            Some(DayPlan::Refused(Refusal::Guarded { protocol: refused, .. })) => {
                assert_eq!(refused, protocol);
            }
            other => panic!("{protocol}: {other:?}"),
        }
    }
}

#[test]
fn a_run_of_a_gate_keeps_to_the_pain_and_the_mornings_that_it_names() {
    let first = day("2026-03-02");
    let stands = |stage: StageId, rung: Rung, (peak, next, second): (u8, u8, Option<u8>)| {
        let mut case = in_stage(stage, first);
        for back in 1..=3 {
            case.morning(first.plus_days(-back), 1);
        }
        case.runs.good = vec![(rung, 2)];
        for on in [first, first.plus_days(3)] {
            case.runs.days.push((on, rung));
            case.add(on, Entry::PainLogged { moment: PainMoment::During, score: pain(peak) });
            case.morning(on.plus_days(1), next);
            if let Some(second) = second {
                case.morning(on.plus_days(2), second);
            }
        }
        let on = first.plus_days(6);
        case.deny_danger_signs(on);
        let name = match rung.ladder {
            LadderId::Tendon => "P4.race",
            _ if stage == StageId::A1 => "A1.jog",
            _ => "A3.run",
        };
        case.standing(on, name)
    };
    let acute = |number| Rung { ladder: LadderId::Acute, number };
    let tendon = |number| Rung { ladder: LadderId::Tendon, number };
    assert_eq!(stands(StageId::A1, acute(1), (2, 1, None)), Truth::True);
    assert_eq!(stands(StageId::A1, acute(1), (3, 1, None)), Truth::False, "2 of 10 or less, it says");
    assert_eq!(stands(StageId::A3, acute(9), (2, 1, None)), Truth::True);
    assert_eq!(stands(StageId::A3, acute(9), (2, 2, None)), Truth::False, "1 of 10 the next morning");
    assert_eq!(stands(StageId::P4, tendon(12), (1, 1, Some(1))), Truth::True);
    assert_eq!(stands(StageId::P4, tendon(12), (1, 1, Some(2))), Truth::False, "1 of 10 two days later");
    assert_eq!(stands(StageId::P4, tendon(12), (1, 1, None)), Truth::False, "not told is not quiet");
}

#[test]
fn the_load_test_of_the_stage_before_passes_no_gate() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::P1, first.plus_days(-1));
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P2 }));
    case.measure(first, MeasureId::LoadTestPain, 1.0);
    assert_eq!(case.standing(first, "P2.test"), Truth::Unknown, "it was done with the heel near");
    case.measure(first.plus_days(1), MeasureId::LoadTestPain, 1.0);
    assert_eq!(case.standing(first.plus_days(1), "P2.test"), Truth::True);
}

/// Build-up work that was passed into, one session, and then nothing for so many days; what was tested since, each on its day.
fn paused(stage: StageId, days: i32, tests: &[(i32, MeasureId, f64)]) -> (Case, Day) {
    let first = day("2026-03-02");
    let mut case = in_stage(stage, first);
    exercise(&mut case, first, stage, "rdl", 0);
    let on = first.plus_days(days);
    for (offset, id, value) in tests {
        case.measure(first.plus_days(*offset), *id, *value);
    }
    case.deny_danger_signs(on);
    (case, on)
}

#[test]
fn a_pause_of_more_than_two_weeks_asks_for_the_tests_that_led_into_the_stage_again() {
    let again = |stage: StageId, days: i32| {
        let (case, on) = paused(stage, days, &[]);
        case.with_plan(on, |plan| {
            let plan = plan.expect("a plan");
            assert_eq!(plan.course.stage.id, stage);
            plan.again.iter().map(|view| (view.criterion.id.to_string(), view.met)).collect::<Vec<_>>()
        })
    };
    assert_eq!(again(StageId::V2, 14), []);
    assert_eq!(again(StageId::V2, 15), [("V1.bridge".to_owned(), Truth::Unknown)]);
    let of_a3 = again(StageId::A3, 20);
    assert!(of_a3.len() > 2 && of_a3.iter().all(|(id, _)| id.starts_with("A2.")), "{of_a3:?}");
    assert_eq!(again(StageId::V1, 20), [], "nothing that can be tested led into the first stage");
}

#[test]
fn tests_after_a_pause_that_are_passed_let_it_go_on_and_one_that_is_not_leads_back() {
    let stands = |tests: &[(i32, MeasureId, f64)]| {
        let (case, on) = paused(StageId::V2, 18, tests);
        let scope = |plan: &femoris_clinic::rehab::plan::Plan<'_>| plan.course.is_rechecked();
        case.with_plan(on, |plan| {
            let plan = plan.expect("a plan");
            (plan.course.begun.stage, plan.course.begun.arrival, scope(&plan))
        })
    };
    let bridges = |on: i32, sore: f64, other: f64| {
        [(on, MeasureId::BridgeSoreReps, sore), (on, MeasureId::BridgeOtherReps, other)]
    };
    assert_eq!(
        stands(&bridges(3, 30.0, 30.0)),
        (StageId::V2, Arrival::Clinician, true),
        "those were before it"
    );
    assert_eq!(stands(&bridges(16, 20.0, 22.0)), (StageId::V2, Arrival::Clinician, false));
    assert_eq!(
        stands(&bridges(16, 20.0, 22.0)[..1]),
        (StageId::V2, Arrival::Clinician, true),
        "one side only"
    );
    assert_eq!(stands(&bridges(16, 19.0, 22.0)), (StageId::V1, Arrival::Retest, false));
}

#[test]
fn nothing_gets_harder_after_a_pause_until_the_tests_are_passed() {
    let (mut case, on) = paused(StageId::V2, 18, &[]);
    let bridge = crate::common::knowledge().exercise(&id("slhb-single")).expect("there");
    let advance = |case: &Case, on: Day| {
        case.with_plan(on, |plan| {
            let course = plan.expect("a plan").course;
            course.scope(bridge, on, crate::common::knowledge()).expect("a dose").advance
        })
    };
    assert_eq!(advance(&case, on), Advance::Recheck);
    match case.today(on) {
        Some(DayPlan::Session(session)) => assert!(session.notes.contains(&Note::Recheck)),
        other => panic!("{other:?}"),
    }
    let said = case.clone();
    case.measure(on, MeasureId::BridgeSoreReps, 25.0);
    case.measure(on, MeasureId::BridgeOtherReps, 25.0);
    assert_eq!(advance(&case, on), Advance::Open);
    assert_eq!(advance(&case, on.plus_days(1)), Advance::Open, "asked for once");
    let mut confirmed = said;
    confirmed.add(on, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::V2 }));
    assert_eq!(advance(&confirmed, on), Advance::Open, "a clinician knows which stage it is");
}

/// A value as good as its scale allows: of pain, of what lacks and of what is unsure the least, of the rest the most.
fn best(id: MeasureId) -> f64 {
    let scale = id.scale();
    let name = id.id();
    let is_less_better = ["_pain", "_pct", "_insecurity", "_short_deg"].iter().any(|end| name.ends_with(end))
        || name.starts_with("pain_");
    if is_less_better { scale.low } else { scale.high }
}

#[test]
fn who_answers_everything_well_after_a_pause_goes_on_in_every_stage() {
    let mut asked = Vec::new();
    for stage in StageId::ALL {
        let (mut case, on) = paused(*stage, 18, &[]);
        let again = |case: &Case| {
            case.with_plan(on, |plan| {
                let plan = plan.expect("a plan");
                let asks = plan.again.iter().flat_map(|view| view.criterion.asks()).collect::<Vec<_>>();
                (plan.course.stage.id, asks)
            })
        };
        let (stands, asks) = again(&case);
        if asks.is_empty() {
            continue;
        }
        asked.push(*stage);
        for fact in asks {
            match fact {
                Fact::Measure(id) => case.measure(on, id, best(id)),
                Fact::Finding(id) => case.add(on, Entry::FindingAnswered { id, answer: Finding::Absent }),
                other => panic!("{stage}: {other:?} cannot be answered"),
            }
        }
        assert_eq!(again(&case), (stands, Vec::new()), "{stage}");
    }
    assert!(asked.contains(&StageId::A1) && asked.len() > 5, "{asked:?}");
}

#[test]
fn a_limp_after_a_pause_leads_back_and_one_that_was_answered_before_it_is_no_answer() {
    let stands = |limp: Option<Finding>| {
        let tests = [(17, MeasureId::WalkingMin, 30.0), (17, MeasureId::PainNow, 0.0)];
        let (mut case, on) = paused(StageId::A1, 18, &tests);
        if let Some(answer) = limp {
            case.add(on, Entry::FindingAnswered { id: FindingId::LimpWalking, answer });
        }
        case.with_scene(on, |scene| {
            let course = session::walked(scene).expect("a course");
            (course.begun.stage, course.is_rechecked())
        })
    };
    assert_eq!(stands(None), (StageId::A1, true));
    assert_eq!(stands(Some(Finding::Unknown)), (StageId::A1, true));
    assert_eq!(stands(Some(Finding::Absent)), (StageId::A1, false));
    assert_eq!(stands(Some(Finding::Present)), (StageId::A0, false));
}
