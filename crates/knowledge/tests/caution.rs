//! Monotone caution on generated cases, and what must not matter.
//!
//! 100,000 cases in the normal run, 1,000,000 with FEMORIS_LONG=1; `FEMORIS_CASES` sets another number.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a test fails by panicking")]

mod generate;

use femoris_clinic::case::{ActiveRestriction, CaseState};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::readiness::Decision;
use femoris_clinic::restriction::{Caps, Restriction, RestrictionEffect};
use femoris_clinic::verdict::{decide, verdict};
use femoris_knowledge::{embedded, embedded_files, from_files};
use femoris_measure::Minutes;
use generate::{Dice, case};

/// How cautious an answer is: who must see it and how soon, then whether to run, then within which limits.
type Caution = (u8, Decision, Caps);

fn caution(state: &CaseState, knowledge: &Knowledge) -> Caution {
    let (triage, run_today) = decide(state, knowledge);
    (triage.outcome.caution(), run_today.decision, run_today.caps)
}

/// Limits are held against each other where the same decision comes out: none may be wider or missing.
fn no_less(after: Caution, before: Caution) -> bool {
    let as_tight = after.1 > before.1 || after.2.tightened_by(before.2) == after.2;
    after.0 >= before.0 && after.1 >= before.1 && as_tight
}

/// The shipped knowledge with a differential of few draws: monotone caution holds draw by draw, so that generated
/// cases need not wait for thousands.
fn few_draws() -> Knowledge {
    let mut files = embedded_files();
    let model = files.get_mut("differential/model.toml").expect("the model is shipped");
    let start = model.find("draws = ").expect("the model names its draws");
    let end = model[start..].find('\n').expect("a line") + start;
    model.replace_range(start..end, "draws = 64");
    from_files(&files).expect("valid")
}

fn cases() -> u64 {
    let usual = if std::env::var_os("FEMORIS_LONG").is_some() { 1_000_000 } else { 100_000 };
    std::env::var("FEMORIS_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Pain low enough that no rule restricts for it: such a measure reassures.
const LITTLE_PAIN: f64 = 2.0;

/// One change that must not make the answer less cautious, and its name.
fn change(state: &CaseState, dice: &mut Dice) -> Option<(CaseState, String)> {
    let mut changed = state.clone();
    let name = match dice.below(3) {
        0 => {
            let signs = FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign);
            let id = *dice.pick(&signs.collect::<Vec<_>>());
            changed.set_finding(*id, Finding::Present);
            format!("danger sign {id} added")
        }
        1 => {
            let reassuring: Vec<FindingId> = state
                .findings()
                .filter(|(id, dated)| dated.value == id.reassuring())
                .map(|(id, _)| id)
                .collect();
            if reassuring.is_empty() {
                return None;
            }
            let id = *dice.pick(&reassuring);
            changed.set_finding(id, Finding::Unknown);
            format!("reassuring {id} made unknown")
        }
        _ => {
            const PAINS: [MeasureId; 4] = [
                MeasureId::PainNow,
                MeasureId::PainWalking,
                MeasureId::LoadTestPain,
                MeasureId::LastRunPeakPain,
            ];
            let low = |id: &&MeasureId| state.measure(**id).is_some_and(|value| value <= LITTLE_PAIN);
            let low: Vec<&MeasureId> = PAINS.iter().filter(low).collect();
            if low.is_empty() {
                return None;
            }
            let id = **dice.pick(&low);
            changed.clear_measure(id);
            format!("low {id} made unknown")
        }
    };
    Some((changed, name))
}

#[test]
fn a_danger_sign_added_or_a_reassurance_lost_never_makes_the_answer_less_cautious() {
    let knowledge = few_draws();
    let mut dice = Dice::new(1);
    let (mut tried, mut seen) = (0, std::collections::BTreeMap::new());
    while tried < cases() {
        let state = case(&mut dice);
        let before = caution(&state, &knowledge);
        let Some((changed, name)) = change(&state, &mut dice) else { continue };
        let after = caution(&changed, &knowledge);
        assert!(no_less(after, before), "{name}: {before:?} became {after:?} in {state:#?}");
        tried += 1;
        *seen.entry((before.0, before.1)).or_insert(0u64) += 1;
    }
    println!("{tried} cases, by outcome and decision before the change: {seen:?}");
    let decided = |decision| seen.keys().any(|before| before.0 == 0 && before.1 == decision);
    assert!(
        Decision::ALL.iter().all(|decision| decided(*decision)),
        "the generator misses a decision: {seen:?}"
    );
    assert!((1..=4).all(|urgency| seen.keys().any(|before| before.0 == urgency)), "or an urgency: {seen:?}");
}

#[test]
fn monotone_caution_holds_with_all_draws_too() {
    let knowledge = embedded().expect("valid");
    let mut dice = Dice::new(9);
    for _ in 0..cases() / 100 {
        let state = case(&mut dice);
        let Some((changed, name)) = change(&state, &mut dice) else { continue };
        let (before, after) = (caution(&state, &knowledge), caution(&changed, &knowledge));
        assert!(no_less(after, before), "{name}: {before:?} became {after:?} in {state:#?}");
    }
}

#[test]
fn a_restriction_never_makes_the_answer_less_cautious_and_always_holds() {
    let knowledge = few_draws();
    let mut dice = Dice::new(2);
    for _ in 0..cases() / 50 {
        let state = case(&mut dice);
        let before = caution(&state, &knowledge);
        for effect in [
            RestrictionEffect::NoRun,
            RestrictionEffect::Cap(Caps { minutes: Minutes::new(20.0).ok(), ..Caps::default() }),
        ] {
            let least = if effect == RestrictionEffect::NoRun { Decision::NoRun } else { Decision::Modified };
            let mut held = state.clone();
            let restriction = Restriction { text: String::new(), until: None, effect: effect.clone() };
            held.restrictions.push(ActiveRestriction { set_by: None, restriction });
            let (_, answer) = decide(&held, &knowledge);
            assert!(no_less(caution(&held, &knowledge), before), "{effect:?} in {state:#?}");
            assert!(answer.decision >= least, "{effect:?} did not hold in {state:#?}");
            if answer.decision == Decision::Modified {
                assert!(answer.caps.minutes.is_some_and(|minutes| minutes.get() <= 20.0));
            }
        }
    }
}

#[test]
fn the_side_does_not_matter() {
    let knowledge = few_draws();
    let mut dice = Dice::new(3);
    for _ in 0..cases() / 100 {
        let state = case(&mut dice);
        let mut mirrored = state.clone();
        mirrored.complaint.side = state.complaint.side.map(|side| side.mirrored());
        assert_eq!(verdict(&state, &knowledge), verdict(&mirrored, &knowledge));
    }
}

#[test]
fn the_calendar_does_not_matter() {
    let knowledge = few_draws();
    let mut dice = Dice::new(4);
    for _ in 0..cases() / 100 {
        let days = dice.below(4000) as i32 - 2000;
        let (events, today, load) = generate::log(&mut dice);
        let here = CaseState::fold(&events, today, load);
        let shifted = generate::shifted(&events, days);
        let there = CaseState::fold(&shifted, today.plus_days(days), generate::shifted_load(load, days));
        let mut moved = verdict(&there, &knowledge);
        // A score is shown with the day of the one it is held against; that day moves with the calendar.
        for earlier in moved.scales.iter_mut().filter_map(|scale| scale.earlier.as_mut()) {
            earlier.day = earlier.day.plus_days(-days);
        }
        assert_eq!(verdict(&here, &knowledge), moved);
    }
}

#[test]
fn the_order_of_independent_answers_of_a_day_does_not_matter() {
    let mut dice = Dice::new(5);
    for _ in 0..cases() / 100 {
        let (events, today, load) = generate::log(&mut dice);
        let shuffled = generate::reordered_within_days(&events, &mut dice);
        assert_eq!(CaseState::fold(&events, today, load), CaseState::fold(&shuffled, today, load));
    }
}

#[test]
fn the_same_case_gives_the_same_verdict() {
    let knowledge = few_draws();
    let again = few_draws();
    let mut dice = Dice::new(6);
    for _ in 0..cases() / 200 {
        let state = case(&mut dice);
        assert_eq!(verdict(&state, &knowledge), verdict(&state, &again));
    }
}

/// The short way to what must be done and the whole verdict rest on the same rules; no page may answer otherwise than another.
#[test]
fn the_short_way_decides_as_the_whole_verdict_does() {
    let knowledge = few_draws();
    let mut dice = Dice::new(9);
    let (mut permits, mut refers) = (0, 0);
    for _ in 0..cases() / 50 {
        let state = case(&mut dice);
        let (triage, run_today) = decide(&state, &knowledge);
        let whole = verdict(&state, &knowledge);
        assert_eq!((&triage, &run_today), (&whole.triage, &whole.run_today), "{state:#?}");
        permits += u32::from(run_today.decision < Decision::NoRun);
        refers += u32::from(triage.outcome.caution() > 0);
    }
    assert!(permits > 0 && refers > 0, "{permits} permits, {refers} referrals");
}

#[test]
fn nothing_known_is_never_as_planned() {
    let knowledge = few_draws();
    let mut dice = Dice::new(7);
    for _ in 0..cases() / 50 {
        let mut state = case(&mut dice);
        for id in FindingId::ALL {
            state.set_finding(*id, Finding::Unknown);
        }
        for id in MeasureId::ALL {
            state.clear_measure(*id);
        }
        assert!(decide(&state, &knowledge).1.decision >= Decision::NoRun);
    }
}

#[test]
fn reassurance_grows_old_and_alarm_does_not() {
    let knowledge = few_draws();
    let mut dice = Dice::new(8);
    for _ in 0..cases() / 50 {
        let state = case(&mut dice);
        let mut aged = state.clone();
        let facts = Facts::new(&state, &knowledge.freshness);
        for id in FindingId::ALL {
            aged.set_finding_on(*id, facts.finding(*id), state.today.plus_days(-400));
        }
        let (before, after) = (caution(&state, &knowledge), caution(&aged, &knowledge));
        assert!(no_less(after, before), "{before:?} became {after:?} in {state:#?}");
    }
}

#[test]
fn a_measure_off_its_scale_cannot_enter_a_case() {
    for id in MeasureId::ALL {
        let scale = id.scale();
        assert!(Measure::new(*id, scale.high + 1.0).is_err() && Measure::new(*id, scale.low - 1.0).is_err());
    }
}
