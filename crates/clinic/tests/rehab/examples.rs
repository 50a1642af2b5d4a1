//! The fourteen worked examples of the evidence, by number.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::Complaint;
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::colour::{Colour, ColourRule, Judged, Reaction};
use femoris_clinic::rehab::dose::Lever;
use femoris_clinic::rehab::exercise::Exercise;
use femoris_clinic::rehab::flare::{self, DayColour, Restraint};
use femoris_clinic::rehab::log::{Alarm, Form, SessionDone, SessionId, StageDecision};
use femoris_clinic::rehab::progress::{Advance, Masked, Scope, StandIn, Step, Taken, Track};
use femoris_clinic::rehab::protocol::PainPolicy;
use femoris_clinic::rehab::rules::Again;
use femoris_clinic::rehab::session::{DayPlan, Refusal};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::running::day::Stages;
use femoris_clinic::truth::Truth;
use femoris_clinic::verdict;
use femoris_measure::{Day, Effort, Metres, PainScore};
use std::collections::BTreeSet;

fn exercise(name: &str) -> &'static Exercise {
    knowledge().exercise(&id(name)).expect("in the library")
}

fn scope(name: &str, stage: StageId) -> Scope<'static> {
    let stage = knowledge().stage(stage).expect("a stage");
    Scope::in_stage(exercise(name), stage, Advance::Open, &knowledge().dose).expect("a dose for the stage")
}

fn at(scope: &Scope<'_>, change: impl FnOnce(&mut Setting)) -> Track {
    let mut track = Track::new(scope.exercise, scope.dose);
    change(&mut track.setting);
    track
}

fn taken(on: &str, colour: Colour, effort: u8) -> Taken {
    Taken {
        day: day(on),
        colour: Some(colour),
        masked: Masked::No,
        effort: Effort::new(effort).ok(),
        weight: None,
        sets: None,
    }
}

fn twice(track: Track, colour: Colour, effort: u8, scope: &Scope<'_>) -> Track {
    track
        .after(&taken("2026-03-02", colour, effort), scope)
        .after(&taken("2026-03-04", colour, effort), scope)
}

/// Green in all respects, on the limit of a policy.
fn reaction(policy: PainPolicy, peak: u8, morning: u8) -> Reaction {
    Reaction {
        limit: knowledge().conventions.tolerated(policy),
        peak: PainScore::new(peak).ok(),
        morning: PainScore::new(morning).ok(),
        base: Some(pain(1)),
        limp: Finding::Absent,
        stopped: None,
        done_pct: Some(100),
        form: Some(Form::Kept),
        painkiller: Finding::Absent,
        alarm: Finding::Absent,
    }
}

fn judge(reaction: Reaction) -> Judged {
    reaction.judge(&knowledge().dose.colour)
}

#[test]
fn example_1_two_green_sessions_in_the_middle_of_the_range_add_a_repetition() {
    assert_eq!(judge(reaction(PainPolicy::Threshold, 2, 1)).colour, Some(Colour::Green));
    let scope = scope("slhb-single", StageId::A2);
    let start = at(&scope, |setting| setting.amount = Amount::Repetitions(12));
    let after = twice(start, Colour::Green, 6, &scope);
    assert_eq!((after.setting.sets, after.setting.amount), (3, Amount::Repetitions(13)));
    assert_eq!(after.step, Step::Repetitions);
}

#[test]
fn example_2_at_the_top_of_the_range_the_next_lever_is_load() {
    let scope = scope("slhb-single", StageId::A2);
    let start = at(&scope, |setting| setting.amount = Amount::Repetitions(15));
    let after = twice(start, Colour::Green, 6, &scope);
    assert_eq!(after.step, Step::Load);
    assert_eq!(after.setting.added.steps, 1);
    assert_eq!(after.setting.sets, 3, "one lever at a time");
    let percent = knowledge().dose.step.load_pct;
    assert_eq!(percent, 5);
}

#[test]
fn example_3_a_tendon_gets_fifteen_degrees_more_after_two_green_sessions() {
    let scope = scope("rdl", StageId::P3);
    let start = at(&scope, |setting| setting.range = Some(60));
    let after = twice(start, Colour::Green, 6, &scope);
    assert_eq!((after.setting.range, after.step), (Some(75), Step::Range));
}

#[test]
fn example_4_a_bad_morning_takes_thirty_degrees_and_holds_the_ladder() {
    let judged = judge(reaction(PainPolicy::Tendon, 3, 3));
    assert_eq!((judged.colour, judged.because), (Some(Colour::Red), Some(ColourRule::Morning)));
    let scope = scope("rdl", StageId::P3);
    let start = at(&scope, |setting| setting.range = Some(75));
    let after = start.after(&taken("2026-03-02", Colour::Red, 6), &scope);
    assert_eq!((after.setting.range, after.step), (Some(45), Step::LessRange));

    let first = day("2026-03-01");
    let mut case = Case::meant_for(ProtocolId::Tendon, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P3 }));
    case.morning(first, 1);
    let session = case.session(first);
    case.log_session(first, "the-bad-one", session.stage, as_asked(&session, 3, 6));
    let morning = first.plus_days(1);
    case.morning(morning, 3);
    case.deny_danger_signs(morning);
    let holds = |day: Day| {
        case.with_plan(morning, |plan| {
            let days = i32::from(knowledge().dose.back.ladder_hold_days);
            plan.expect("a plan").course.red_between(day.plus_days(-days), day)
        })
    };
    let held: Vec<bool> = (0..5).map(|days| holds(first.plus_days(days))).collect();
    assert_eq!(held, [false, true, true, true, false], "the ladder of runs holds its rung for three days");
}

#[test]
fn example_5_a_pull_stops_the_session_and_a_bruise_stops_the_programme() {
    let mut pulled = reaction(PainPolicy::Threshold, 5, 1);
    assert_eq!(judge(pulled).colour, Some(Colour::Red));
    assert_eq!(knowledge().running.progress.stop_back, 2);
    pulled.alarm = Finding::Present;
    assert_eq!(judge(pulled).because, Some(ColourRule::Alarm));

    let first = day("2026-03-01");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    let done = SessionDone {
        session: SessionId::new("2026-03-01-pulled").expect("an id"),
        stage: StageId::A0,
        minutes: None,
        pain_after: None,
        painkiller: Finding::Absent,
        limp: Finding::Absent,
        alarms: BTreeSet::from([Alarm::BruiseOrLump]),
    };
    case.add(first, Entry::SessionLogged(done));
    let halted = |plan| matches!(plan, Some(DayPlan::Refused(Refusal::Halted { .. })));
    assert!(halted(case.today(first.plus_days(1))));
    assert!(halted(case.today(first.plus_days(5))), "days alone do not lift it");
    case.deny_danger_signs(first.plus_days(3));
    assert!(!halted(case.today(first.plus_days(3))), "answers two days later do");
}

#[test]
fn example_6_a_nordic_after_sixteen_days_begins_with_the_second_week_of_its_build_up() {
    let scope = scope("nordic-eccentric", StageId::A4);
    let mut track = at(&scope, |setting| setting.amount = Amount::Repetitions(5));
    track.last = Some(day("2026-03-01"));
    let on = track.on(day("2026-03-17"), &scope);
    assert_eq!((on.sets, on.amount), (2, Amount::Repetitions(4)));
    assert_eq!(
        track.on(day("2026-03-05"), &scope).amount,
        Amount::Repetitions(5),
        "a usual pause changes nothing"
    );
    assert_eq!(knowledge().dose.gap(16).map(|gap| gap.again), Some(Again::BuildUp));
}

#[test]
fn example_7_a_long_run_is_held_to_ten_per_cent_beyond_the_longest_of_thirty_days() {
    let mut state = CaseState::empty(day("2026-03-31"));
    state.load = LoadHistory {
        first_run: Some(day("2025-01-01")),
        longest_before_newest: None,
        longest_before_today: Metres::new(12_000.0).ok(),
        newest_run: Some((day("2026-03-29"), Metres::new(8_000.0).expect("a distance"))),
        newest_run_before_today: Some(day("2026-03-29")),
        runs_in_30_days: 12,
        planned_today: Metres::new(14_000.0).ok(),
    };
    let view = knowledge().load.view(&state.load, state.today);
    let suggested = view.suggested_distance.map(Metres::get);
    let about = |metres: f64| (metres - 13_200.0).abs() < 1.0;
    assert!(suggested.is_some_and(about), "{view:?}");
    let part = view.split.as_ref().map(|(_, most)| most.get());
    assert!(part.is_some_and(about), "and two runs are offered: {view:?}");
}

/// The stage that may begin, with every criterion met by hand but those about the H-test.
#[test]
fn example_8_insecurity_keeps_the_gate_to_full_speed_closed() {
    let first = day("2026-03-01");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A3 }));
    for (insecurity, next) in [(None, None), (Some(15.0), None), (Some(0.0), Some(StageId::A4))] {
        if let Some(insecurity) = insecurity {
            case.measure(first, MeasureId::HTestInsecurity, insecurity);
        }
        case.with_plan(first, |plan| {
            let mut plan = plan.expect("a plan");
            let exit = plan.course.stage.exit.criteria.len();
            assert_eq!(plan.gate.len(), exit + 1, "the runner is shown what the next stage asks");
            assert_eq!(plan.gate[exit].criterion.id.as_str(), "A4.htest");
            assert_eq!(plan.passage.standings.len(), plan.gate.len());
            for standing in &mut plan.passage.standings[..exit] {
                standing.met = Truth::True;
            }
            assert_eq!(plan.may_pass_to(first), next, "insecurity {insecurity:?}");
            assert_eq!(plan.passage.left().count(), usize::from(next.is_none()));
        });
    }
    assert_eq!(knowledge().dose.gate.again_days, 3, "and is offered again in three days");
}

/// A Nordic that had begun with less than the second week of its build-up does not come back with more.
#[test]
fn no_pause_raises_a_nordic() {
    let scope = scope("nordic-eccentric", StageId::V2);
    for (sets, repetitions) in [(2, 3), (2, 4), (2, 5), (3, 4)] {
        let mut before = at(&scope, |setting| {
            setting.sets = sets;
            setting.amount = Amount::Repetitions(repetitions);
        });
        before.last = Some(day("2026-03-02"));
        let setting = before.on(day("2026-03-18"), &scope);
        let Amount::Repetitions(after) = setting.amount else { panic!("repetitions: {setting:?}") };
        let less = setting.sets < sets || after < repetitions;
        assert!(setting.sets <= sets && after <= repetitions && less, "{sets}x{repetitions}: {setting:?}");
    }
}

#[test]
fn example_9_a_painkiller_lets_nothing_be_green() {
    let mut masked = reaction(PainPolicy::Threshold, 1, 0);
    masked.painkiller = Finding::Present;
    let judged = judge(masked);
    assert_eq!((judged.colour, judged.because), (Some(Colour::Amber), Some(ColourRule::Masked)));
    let scope = scope("slhb-single", StageId::A2);
    let start = at(&scope, |setting| setting.amount = Amount::Repetitions(12));
    let once = Taken { masked: Masked::Yes, ..taken("2026-03-02", Colour::Amber, 6) };
    let after = start.after(&once, &scope);
    assert_eq!((after.setting.amount, after.step), (Amount::Repetitions(12), Step::Masked));
}

#[test]
fn a_painkiller_that_nobody_was_asked_about_lets_nothing_be_green() {
    let mut open = reaction(PainPolicy::Threshold, 1, 0);
    open.painkiller = Finding::Unknown;
    assert_eq!(judge(open).colour, None, "what is not known reassures nobody");
    open.peak = PainScore::new(9).ok();
    assert_eq!(judge(open).colour, Some(Colour::Red), "and hides no alarm");
}

#[test]
fn example_10_soreness_of_both_legs_begins_with_walking_and_short_easy_runs() {
    let stage = knowledge().stage(StageId::T0).expect("the first two days");
    assert_eq!(stage.runs.minutes_up_to, Some(30));
    assert!(stage.runs.volume_up_to_pct.is_some_and(|percent| (50..=70).contains(&percent)));
    assert_eq!(stage.runs.quality_per_week, 0, "no speed");
    let first = day("2026-03-01");
    let case = Case::meant_for(ProtocolId::Tightness, first);
    let session = case.session(first);
    assert_eq!(session.stage, StageId::T0);
    let heavy = |item: &femoris_clinic::rehab::session::Prescription| {
        exercise(item.exercise.as_str()).load.level() >= knowledge().conventions.heavy_from
    };
    assert!(!session.items.iter().any(heavy));
}

#[test]
fn example_11_three_amber_sessions_in_nine_days_bring_the_easier_exercise_for_a_week() {
    let scope = scope("slider-eccentric-double", StageId::A2);
    let start = at(&scope, |setting| setting.amount = Amount::Repetitions(8));
    let after = ["2026-03-02", "2026-03-06", "2026-03-10"]
        .iter()
        .fold(start, |track, on| track.after(&taken(on, Colour::Amber, 6), &scope));
    assert_eq!(after.stand_in, StandIn::Easier { until: day("2026-03-17") });
    assert_eq!(scope.exercise.easier.first(), Some(&id("bridge-walkout")));
}

#[test]
fn example_12_a_heel_dig_moves_one_lever_only() {
    let scope = scope("heel-dig-isometric", StageId::A1);
    let start = at(&scope, |setting| setting.amount = Amount::Holds { repetitions: 5, seconds: 10 });
    let before = start.setting;
    let after = twice(start, Colour::Green, 5, &scope);
    assert_eq!((before.range, after.setting.range), (Some(90), Some(60)));
    assert_eq!(after.setting.share, before.share, "the effort stays");
    assert_eq!(scope.exercise.levers.first(), Some(&Lever::Range));
}

#[test]
fn example_13_the_fourth_week_of_slow_and_heavy_work_is_lighter() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Tendon, first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage: StageId::P2 }));
    for offset in 0..28 {
        case.morning(first.plus_days(offset), if offset < 10 { 2 } else { 1 });
        case.deny_danger_signs(first.plus_days(offset));
    }
    let restraint = |offset: i32| match case.today(first.plus_days(offset)) {
        Some(DayPlan::Session(session)) => Some(session.restraint),
        _ => None,
    };
    let week = |week: i32| (0..7).filter_map(|day| restraint((week - 1) * 7 + day)).collect::<BTreeSet<_>>();
    assert_eq!(week(3), BTreeSet::from([Restraint::None]));
    assert_eq!(week(4), BTreeSet::from([Restraint::LighterWeek]));
    let three = Setting {
        sets: 3,
        ..Setting::start(exercise("slhb-single"), scope("slhb-single", StageId::P2).dose)
    };
    assert_eq!(three.share_of_sets(knowledge().dose.lighter.sets_pct).sets, 2);
}

/// A limp after a sudden pain is a danger sign of its own by now, so that it leads further than the example says.
#[test]
fn example_14_pain_on_the_second_day_is_protection_and_a_limp_or_no_weight_on_the_leg_a_referral() {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(ProtocolId::Acute, first);
    case.measure(first, MeasureId::PainNow, 5.0);
    let complaint = Complaint { onset_date: Some(first.plus_days(-1)), ..Complaint::default() };
    case.add(first, Entry::ComplaintSet(complaint));
    assert_eq!(case.session(first).stage, StageId::A0);
    let state = CaseState::fold(&case.events, first, LoadHistory::default());
    let (_, run) = verdict::decide(&state, knowledge());
    assert_eq!(run.decision, femoris_clinic::readiness::Decision::NoRun);
    for sign in [FindingId::LimpWalking, FindingId::CannotBearWeight] {
        let mut case = case.clone();
        case.add(first, Entry::FindingAnswered { id: sign, answer: Finding::Present });
        assert_eq!(case.today(first), None, "{sign}: triage refers, and nobody asks for a session");
    }
}

/// The row on eccentric work: a repetition a set more in a week at most, never with load, and a fifth more of all of it.
#[test]
fn lowering_work_gains_a_repetition_only_where_the_week_has_room_for_it() {
    let scope = scope("nordic-eccentric", StageId::V2);
    assert!(knowledge().dose.week.counts_lowering(scope.exercise));
    assert!(!knowledge().dose.week.counts_lowering(exercise("rdl")), "it lifts as well");
    let start = |scope: &Scope<'_>| at(scope, |setting| setting.amount = Amount::Repetitions(4));
    let green = |rise| {
        let scope = Scope { lowering_rise: rise, ..scope };
        twice(start(&scope), Colour::Green, 6, &scope)
    };
    let free = green(Some(20.0));
    assert_eq!((free.setting.amount, free.step), (Amount::Repetitions(5), Step::Repetitions));
    let slower = green(Some(1.0));
    assert_eq!(slower.step, Step::Tempo, "the next lever, for two more repetitions a week are too many");
    assert!(slower.setting.repetitions(&knowledge().dose.week, 0) <= 8.0);

    let last_lever = |rise| {
        let scope = Scope { lowering_rise: rise, ..scope };
        let track = at(&scope, |setting| {
            setting.amount = Amount::Repetitions(4);
            setting.sets = scope.dose.sets.to();
            setting.lower_s = Some(knowledge().dose.step.slowest_s);
            setting.added.steps = i8::try_from(knowledge().dose.step.load_steps).expect("a few");
        });
        twice(track, Colour::Green, 6, &scope)
    };
    assert_eq!(last_lever(Some(20.0)).step, Step::Repetitions);
    let full = last_lever(Some(1.0));
    let moved = full.setting.amount != Amount::Repetitions(4);
    assert_eq!((full.step, moved), (Step::LoweringFull, false), "the week is full: nothing moves");
}

#[test]
fn a_flare_calms_then_halves_and_two_red_days_lead_back() {
    let rules = &knowledge().dose.flare;
    let red = |on: &str| DayColour { day: day(on), colour: Some(Colour::Red) };
    let colours = [red("2026-03-02")];
    let on = |text: &str| flare::restraint(&colours, day(text), rules);
    assert_eq!(on("2026-03-02"), Restraint::Calm);
    assert_eq!(on("2026-03-03"), Restraint::Calm);
    assert_eq!(on("2026-03-04"), Restraint::Half);
    assert_eq!(on("2026-03-06"), Restraint::None);
    let since = day("2026-03-01");
    assert!(!flare::leads_back(&colours, since, day("2026-03-03"), rules));
    let two = [red("2026-03-02"), red("2026-03-07")];
    assert!(flare::leads_back(&two, since, day("2026-03-08"), rules));
    assert!(!flare::leads_back(&two, day("2026-03-03"), day("2026-03-08"), rules), "only of this stage");
}

#[test]
fn a_morning_nobody_told_is_not_green() {
    let mut unknown = reaction(PainPolicy::Threshold, 0, 0);
    unknown.morning = None;
    assert_eq!(judge(unknown), Judged { colour: None, because: None });
    unknown.peak = Some(pain(5));
    assert_eq!(judge(unknown).colour, Some(Colour::Red), "what is known still counts");
}
