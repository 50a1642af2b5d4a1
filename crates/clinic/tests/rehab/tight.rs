//! Tightness: how it goes on when its time is over, which kind it is, and how it ends.

use crate::common::{Case, LONG, Measured, NERVE, NONE, OPEN, SHORT, as_asked, day, id, knowledge, pain};
use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::illness::Health;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_clinic::rehab::by_hand::{self, LeftOut};
use femoris_clinic::rehab::cause::CauseId;
use femoris_clinic::rehab::course::Arrival;
use femoris_clinic::rehab::exercise::Contraction;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::followed::Followed;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Alarm, Amounts, Part, RehabSettings, SessionId, SessionLength, StageDecision, WorkedSide,
};
use femoris_clinic::rehab::session::{DayPlan, LookReason, Note, Refusal, Session};
use femoris_clinic::rehab::setting::Amount;
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::running::day::{Stages, Stop};
use femoris_clinic::truth::Truth;
use femoris_measure::{Day, Metres};

fn in_stage(stage: StageId, first: Day) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    case
}

/// Where it stands on a day, with the danger signs denied on it.
fn stands(case: &Case, on: Day) -> (StageId, Arrival) {
    let mut case = case.clone();
    case.deny_danger_signs(on);
    case.with_plan(on, |plan| {
        let begun = plan.expect("a plan").course.begun;
        (begun.stage, begun.arrival)
    })
}

/// A run that hurt so much, and a morning after it without pain.
fn run(case: &mut Case, on: Day, hurt: u8) {
    case.add(on, Entry::PainLogged { moment: PainMoment::During, score: pain(hurt) });
    case.morning(on.plus_days(1), 0);
}

#[test]
fn a_week_of_tightness_without_clean_runs_goes_over_to_the_stage_that_asks_which_kind_it_is() {
    let first = day("2026-03-02");
    let case = in_stage(StageId::T1, first);
    assert_eq!(stands(&case, first.plus_days(7)).0, StageId::T1);
    assert_eq!(stands(&case, first.plus_days(8)), (StageId::T2, Arrival::Overdue));
    assert_eq!(stands(&case, first.plus_days(12)), (StageId::T2, Arrival::Overdue), "by itself, once");
}

#[test]
fn soreness_that_does_not_pass_goes_over_and_soreness_that_did_does_not() {
    let first = day("2026-03-02");
    let sore = |score: f64| {
        let mut case = Case::meant_for(ProtocolId::Tightness, first);
        case.measure(first, MeasureId::PainNow, 5.0);
        let session = case.session(first);
        case.log_session(first, "the-first", session.stage, as_asked(&session, 1, 3));
        case.measure(first.plus_days(3), MeasureId::PainNow, score);
        stands(&case, first.plus_days(5))
    };
    assert_eq!(sore(4.0), (StageId::T2, Arrival::Overdue));
    assert_eq!(
        sore(2.0),
        (StageId::T0, Arrival::Start),
        "its exit was met: the runner moves on when they like"
    );
}

#[test]
fn a_clinicians_hold_wins_over_the_time_of_a_stage_until_it_ends() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::T1, first);
    let until = Some(first.plus_days(10));
    case.add(first, Entry::StageDecided(StageDecision::Held { stage: StageId::T1, until }));
    assert_eq!(stands(&case, first.plus_days(10)).0, StageId::T1);
    assert_eq!(stands(&case, first.plus_days(11)), (StageId::T2, Arrival::Overdue));
}

#[test]
fn a_day_to_come_goes_over_to_nothing() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::T1, first);
    let read = first.plus_days(6);
    case.deny_danger_signs(read);
    for ahead in 0..=6 {
        if let Some(DayPlan::Session(session)) = case.ahead(read, read.plus_days(ahead)) {
            assert_eq!(session.stage, StageId::T1, "in {ahead} days");
        }
    }
}

/// Three clean runs in the first week, and two weeks without any pain after them.
fn healed(first: Day) -> (Case, Day) {
    let mut case = in_stage(StageId::T1, first);
    for on in [1, 3, 5] {
        run(&mut case, first.plus_days(on), 1);
    }
    (case, first.plus_days(5 + 14))
}

#[test]
fn three_clean_runs_and_two_quiet_weeks_lead_on_to_prevention() {
    let first = day("2026-03-02");
    let (mut case, on) = healed(first);
    case.deny_danger_signs(on.plus_days(-1));
    case.deny_danger_signs(on);
    let open = |case: &Case, on: Day| {
        case.with_plan(on, |plan| {
            let plan = plan.expect("a plan");
            assert_eq!(
                plan.course.stage.id,
                StageId::T1,
                "what it ends with is met: it goes over to nothing"
            );
            assert_eq!(plan.someone_should_look, None, "and nobody need look at it");
            plan.may_pass_to(on)
        })
    };
    assert_eq!(open(&case, on.plus_days(-1)), None, "prevention waits for two quiet weeks");
    assert_eq!(open(&case, on), Some(StageId::V1));
    case.add(on, Entry::StageDecided(StageDecision::Passed { from: StageId::T1, to: StageId::V1 }));
    assert_eq!(stands(&case, on), (StageId::V1, Arrival::Gate));
    assert_eq!(stands(&case, on.plus_days(20)), (StageId::V1, Arrival::Gate), "and it stays");
    case.with_plan(on, |plan| {
        let course = plan.expect("a plan").course;
        assert_eq!(course.stages_of(on), [StageId::V1, StageId::T1], "either session may be told on the day");
        let before = course.runs_on(on.plus_days(-3)).expect("a stage");
        assert_eq!(before.volume_up_to_pct, Some(80), "the days before are those of the stage before");
        assert_eq!(course.runs_on(on).expect("a stage").volume_up_to_pct, None);
    });
}

#[test]
fn pain_that_comes_back_in_prevention_begins_anew() {
    let first = day("2026-03-02");
    let (mut case, on) = healed(first);
    case.add(on, Entry::StageDecided(StageDecision::Passed { from: StageId::T1, to: StageId::V1 }));
    let back = on.plus_days(40);
    case.measure(back, MeasureId::PainNow, 3.0);
    assert_eq!(stands(&case, back), (StageId::T0, Arrival::Start), "not where it was left");
    let mut done = case.clone();
    done.deny_danger_signs(back);
    let session = done.session(back);
    done.log_session(back, "sore-again", session.stage, as_asked(&session, 1, 3));
    assert_eq!(stands(&done, back.plus_days(2)), (StageId::T0, Arrival::Start));
    assert_eq!(stands(&done, back.plus_days(5)), (StageId::T2, Arrival::Overdue));
}

#[test]
fn only_the_gate_of_the_stage_hands_over() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::T1, first);
    for (from, to) in [(StageId::T0, StageId::V1), (StageId::T1, StageId::V2), (StageId::A1, StageId::V1)] {
        case.add(first, Entry::StageDecided(StageDecision::Passed { from, to }));
        assert_eq!(stands(&case, first).0, StageId::T1, "{from} to {to}");
    }
}

#[test]
fn what_may_have_brought_it_back_is_named_as_far_as_the_history_shows() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::T1, first);
    let amounts = Amounts { sets: 2, repetitions: Some(8), pain: Some(pain(5)), ..Amounts::default() };
    for on in [1, 3] {
        let names = ["bridge-double", "band-prone-curl", "hip-circles", "rdl"];
        let done = names.map(|name| (id(name), WorkedSide::Both, Part::Main, amounts));
        case.log_session(first.plus_days(on), &format!("session-{on}"), StageId::T1, done);
    }
    let on = first.plus_days(4);
    case.deny_danger_signs(on);
    let causes = |distance: Option<f64>| {
        let mut state = CaseState::fold(&case.events, on, LoadHistory::default());
        if let Some(distance) = distance {
            state.load = LoadHistory {
                first_run: Some(first.plus_days(-100)),
                longest_before_newest: Metres::new(10_000.0).ok(),
                newest_run: Some((first.plus_days(3), Metres::new(distance).expect("a distance"))),
                ..LoadHistory::default()
            };
        }
        case.with_scene(on, |scene| {
            let facts = Facts::new(&state, &knowledge().freshness);
            let scene = femoris_clinic::rehab::session::Scene { facts, ..*scene };
            let plan = femoris_clinic::rehab::plan::plan(&scene, &case.runs).expect("a plan");
            assert_eq!((plan.course.stage.id, plan.course.begun.arrival), (StageId::T0, Arrival::Fallback));
            plan.causes
        })
    };
    let shown =
        |distance: Option<f64>| causes(distance).iter().map(|one| (one.id, one.shown)).collect::<Vec<_>>();
    let rest = [
        (CauseId::NewExercise, Truth::True),
        (CauseId::Sleep, Truth::Unknown),
        (CauseId::Shoes, Truth::Unknown),
    ];
    for (distance, spike) in
        [(None, Truth::Unknown), (Some(10_500.0), Truth::Unknown), (Some(14_000.0), Truth::True)]
    {
        // A short run, such as one that hurt and was cut short, says nothing of the long one two days before it.
        let seen = shown(distance);
        assert_eq!(seen[0], (CauseId::LongRun, spike), "{distance:?}");
        assert_eq!(seen[1..], rest);
    }
    let new = causes(None).into_iter().find(|one| one.id == CauseId::NewExercise).expect("there");
    assert_eq!(new.exercises, [id("rdl")], "what the stage itself asked for is nothing to look for");
}

fn kind(measured: Measured) -> (Option<String>, Vec<Fact>) {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::T2, first);
    measured.tell(&mut case, first);
    case.with_plan(first, |plan| {
        let plan = plan.expect("a plan");
        let holding = plan.variants.iter().filter(|view| view.holds == Truth::True).count();
        assert!(holding <= 1, "two kinds at once");
        (plan.variant().map(|view| view.variant.id.to_string()), plan.undecided())
    })
}

#[test]
fn the_kind_is_told_by_what_was_measured_and_what_was_not_leaves_it_open() {
    let of = |measured| kind(measured).0;
    assert_eq!(of(SHORT).as_deref(), Some("T2.short"));
    assert_eq!(of(LONG).as_deref(), Some("T2.long"));
    assert_eq!(of(NERVE).as_deref(), Some("T2.nerve"));
    let nerve =
        |Measured(sore, other, back, heel, _): Measured| Measured(sore, other, back, heel, Finding::Present);
    assert_eq!(of(nerve(SHORT)).as_deref(), Some("T2.nerve"), "a nerve goes before length");
    assert_eq!(of(nerve(LONG)).as_deref(), Some("T2.nerve"));
    assert_eq!(kind(NONE), (None, Vec::new()), "none of them, and nothing is left to test");
    // Both sides short: the other one is no norm then.
    assert_eq!(
        of(Measured(Some(50.0), Some(50.0), Some(4.0), None, Finding::Absent)).as_deref(),
        Some("T2.short")
    );
    let (open, tests) = kind(OPEN);
    assert_eq!(open, None);
    for fact in [
        Fact::Measure(MeasureId::KneeExtensionSoreDeg),
        Fact::Measure(MeasureId::KneeExtensionOtherDeg),
        Fact::Measure(MeasureId::HollowBackCm),
        Fact::Measure(MeasureId::HeelToButtockCm),
        Fact::Finding(FindingId::Slump),
    ] {
        assert!(tests.contains(&fact), "{fact:?} decides: {tests:?}");
    }
    let unknown =
        |Measured(sore, other, back, heel, _): Measured| Measured(sore, other, back, heel, Finding::Unknown);
    assert_eq!(
        kind(unknown(SHORT)),
        (None, vec![Fact::Finding(FindingId::Slump)]),
        "a nerve is not ruled out"
    );
}

/// Every session of a week of the stage with a kit and a length.
fn sessions(measured: Measured, kit: KitPreset, length: SessionLength) -> Vec<Session> {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::T2, first);
    case.add(first, Entry::RehabSet(RehabSettings { kit: Some(kit), length: Some(length), ailments: None }));
    measured.tell(&mut case, first);
    let of_day = |offset: i32| match case.today(first.plus_days(offset)) {
        Some(DayPlan::Session(session)) => Some(session),
        Some(DayPlan::Rest { .. }) => None,
        other => panic!("{offset}: {other:?}"),
    };
    (0..7).filter_map(of_day).collect()
}

/// Exercises of a session in which something is stretched and held.
fn stretches(session: &Session) -> Vec<&str> {
    let still = session.items.iter().filter(|item| {
        let exercise = knowledge().exercise(&item.exercise).expect("in the library");
        let stretched = exercise.muscles.iter().any(|worked| worked.contraction == Contraction::Stretch);
        let held = |amount: Amount| !matches!(amount, Amount::Repetitions(_) | Amount::Distance(_));
        stretched && item.sides.iter().any(|side| held(side.setting.amount))
    });
    still.map(|item| item.exercise.as_str()).collect()
}

#[test]
fn each_kind_has_its_own_week_with_every_kit_and_length_and_no_stretch_that_an_open_kind_does_not_bear() {
    for kit in KitPreset::ALL {
        for length in SessionLength::ALL {
            let of = |measured| sessions(measured, *kit, *length);
            let all_have = |sessions: &[Session], names: &[&str]| {
                let has = |session: &Session| {
                    session.items.iter().any(|item| names.contains(&item.exercise.as_str()))
                };
                assert!(sessions.iter().all(has), "{kit} {length} {names:?}: {sessions:#?}");
            };
            let short = of(SHORT);
            all_have(&short, &["supine-strap-stretch"]);
            all_have(&short, &["slider-eccentric-double"]);
            let planned = short.iter().filter(|session| !session.notes.contains(&Note::MadeUp)).count();
            assert_eq!(planned, 3, "three times a week");
            let long = of(LONG);
            all_have(&long, &["couch-stretch", "hip-flexor-half-kneel", "quad-stretch-standing"]);
            all_have(&long, &["side-plank"]);
            all_have(&long, &["clamshell"]);
            for session in &long {
                assert!(
                    !stretches(session)
                        .iter()
                        .any(|name| name.contains("hamstring") || name.contains("strap"))
                );
            }
            let nerve = of(NERVE);
            all_have(&nerve, &["sciatic-slider"]);
            for measured in [NERVE, OPEN] {
                for session in of(measured) {
                    assert_eq!(stretches(&session), [""; 0], "{kit} {length}");
                }
            }
            assert!(!of(NONE).is_empty() && !of(OPEN).is_empty());
        }
    }
}

#[test]
fn a_routine_by_hand_leaves_out_what_an_open_kind_does_not_bear() {
    let first = day("2026-03-02");
    let left_out = |measured: Measured, name: &str| {
        let mut case = in_stage(StageId::T2, first);
        measured.tell(&mut case, first);
        case.with_scene(first, |scene| {
            let routines = by_hand::routines(scene);
            let steps = routines.iter().flat_map(|routine| &routine.steps);
            let mut bars = steps.flat_map(|step| &step.left_out).filter(|(one, _)| one.id == id(name));
            bars.any(|(_, why)| matches!(why, LeftOut::Excluded(text) if text.contains("decide")))
        })
    };
    assert!(left_out(OPEN, "couch-stretch"), "it may be a nerve");
    assert!(left_out(NERVE, "couch-stretch"));
    assert!(!left_out(LONG, "couch-stretch"));
    assert!(!left_out(SHORT, "couch-stretch"));
}

#[test]
fn two_weeks_without_progress_send_to_someone_and_progress_does_not() {
    let first = day("2026-03-02");
    let case = in_stage(StageId::T2, first);
    let look = |case: &Case, on: Day| {
        let mut case = case.clone();
        case.deny_danger_signs(on);
        case.with_plan(on, |plan| {
            let plan = plan.expect("a plan");
            assert_eq!(plan.course.stage.id, StageId::T2);
            plan.someone_should_look
        })
    };
    assert_eq!(look(&case, first.plus_days(14)), None);
    assert_eq!(look(&case, first.plus_days(15)), Some(LookReason::Long));
    let mut better = case.clone();
    for on in [8, 10, 12] {
        run(&mut better, first.plus_days(on), 0);
    }
    assert_eq!(look(&better, first.plus_days(15)), None, "three clean runs are what it ends with");
}

#[test]
fn clean_runs_that_are_never_quiet_send_to_someone_once_two_quiet_weeks_could_have_passed() {
    let first = day("2026-03-02");
    let look = |case: &Case, on: Day| {
        let mut case = case.clone();
        case.deny_danger_signs(on);
        case.with_plan(on, |plan| plan.expect("a plan").someone_should_look)
    };
    for (stage, last) in [(StageId::T1, 7 + 14), (StageId::T2, 14 + 14)] {
        let mut case = in_stage(stage, first);
        for on in (1..40).step_by(2) {
            run(&mut case, first.plus_days(on), 1);
        }
        assert_eq!(look(&case, first.plus_days(last)), None, "{stage}");
        assert_eq!(look(&case, first.plus_days(last + 1)), Some(LookReason::Long), "{stage}");
    }
    let (healed, on) = healed(first);
    assert_eq!(look(&healed, on.plus_days(20)), None, "who is quiet may go on when they like");
}

#[test]
fn half_a_year_of_maintaining_after_a_strain_leads_on_to_prevention() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A5, first);
    let open = |case: &Case, days: i32| {
        let on = first.plus_days(days);
        let mut case = case.clone();
        case.morning(on.plus_days(-20), 0);
        case.deny_danger_signs(on);
        case.with_plan(on, |plan| plan.expect("a plan").may_pass_to(on))
    };
    case.measure(first, MeasureId::PainNow, 0.0);
    assert_eq!(open(&case, 182), None);
    assert_eq!(open(&case, 183), Some(StageId::V1));
    run(&mut case, first.plus_days(175), 1);
    assert_eq!(open(&case, 183), None, "two weeks without any pain come first");
    assert_eq!(open(&case, 189), Some(StageId::V1));
}

/// A session of maintaining after a strain that was kept after its gate to prevention had been passed, on the same day.
fn kept_after_the_gate(hurt: u8, alarm: bool) -> (Case, Day) {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A5, first);
    case.measure(first, MeasureId::PainNow, 0.0);
    let on = first.plus_days(196);
    case.deny_danger_signs(on);
    let session = case.session(on);
    case.add(on, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A5 }));
    case.add(on, Entry::StageDecided(StageDecision::Passed { from: StageId::A5, to: StageId::V1 }));
    let name = SessionId::new("after-the-gate").expect("an id");
    case.log_session(on, name.as_str(), StageId::A5, as_asked(&session, hurt, 3));
    if alarm {
        for event in &mut case.events {
            if let Entry::SessionLogged(done) = &mut event.entry
                && done.session == name
            {
                done.alarms.insert(*Alarm::ALL.first().expect("some"));
            }
        }
    }
    (case, on)
}

#[test]
fn a_stop_of_the_day_on_which_a_protocol_handed_over_stands_in_the_next_one() {
    let (mut case, on) = kept_after_the_gate(0, true);
    let refusal = |case: &Case, on: Day| case.with_plan(on, |plan| plan.err());
    for ahead in [0, 1] {
        let refused = refusal(&case, on.plus_days(ahead));
        assert!(matches!(refused, Some(Refusal::Halted { .. })), "{ahead}: {refused:?}");
        case.with_scene(on.plus_days(ahead), |scene| {
            assert_eq!(Followed::of(scene).stop(), Some(Stop::Halted), "and no run is open");
        });
    }
    let mut confirmed = case.clone();
    confirmed.add(on.plus_days(1), Entry::StageDecided(StageDecision::Confirmed { stage: StageId::V1 }));
    assert_eq!(refusal(&confirmed, on.plus_days(1)), None, "a clinician lifts it");
    case.deny_danger_signs(on.plus_days(20));
    assert_eq!(refusal(&case, on.plus_days(20)), None, "and so do answers");
}

#[test]
fn a_flare_of_the_day_on_which_a_protocol_handed_over_lasts_in_the_next_one() {
    let (case, on) = kept_after_the_gate(6, false);
    // Of pain on the day prevention says nothing: the morning after is quiet.
    let next = on.plus_days(1);
    let mut case = case;
    case.morning(next, 0);
    case.with_scene(next, |scene| {
        let followed = Followed::of(scene);
        assert_eq!(followed.course().map(|course| course.stage.id), Some(StageId::V1));
        assert_eq!(followed.flare(on, next.plus_days(1)).map(|flare| flare.day), Some(on));
        assert!(followed.red_between(on, next));
        let course = followed.course().expect("a course");
        assert_eq!(course.restraint(next, scene.history, scene.knowledge), Restraint::Calm);
    });
}

#[test]
fn days_of_illness_are_no_days_of_a_stage() {
    let first = day("2026-03-02");
    let ill = |stage: StageId, from: i32, well: Option<i32>| {
        let mut case = in_stage(stage, first);
        case.add(first.plus_days(from), Entry::HealthTold { health: Health::Ill });
        if let Some(well) = well {
            case.add(first.plus_days(well), Entry::HealthTold { health: Health::Well });
        }
        case
    };
    let week = ill(StageId::T1, 1, Some(7));
    assert_eq!(stands(&week, first.plus_days(8)).0, StageId::T1, "one day of it was trained");
    assert_eq!(stands(&week, first.plus_days(13)).0, StageId::T1);
    assert_eq!(stands(&week, first.plus_days(14)), (StageId::T2, Arrival::Overdue));
    let open = ill(StageId::T1, 3, None);
    assert_eq!(stands(&open, first.plus_days(20)).0, StageId::T1, "still ill");
    let before = ill(StageId::T1, 0, Some(0));
    assert_eq!(stands(&before, first.plus_days(8)), (StageId::T2, Arrival::Overdue), "a slip is no illness");
    let look = |on: i32| {
        let mut case = ill(StageId::T2, 1, Some(7));
        case.deny_danger_signs(first.plus_days(on));
        case.with_plan(first.plus_days(on), |plan| plan.expect("a plan").someone_should_look)
    };
    assert_eq!((look(20), look(21)), (None, Some(LookReason::Long)));
}
