//! Illness and bad nights, and what they do to the sessions of a programme.

use crate::common::{Case, as_asked, day, knowledge};
use femoris_clinic::event::Entry;
use femoris_clinic::illness::Health;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::log::{Part, StageDecision};
use femoris_clinic::rehab::session::{DayPlan, Note, Session};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::{Day, SleepScore};

fn in_stage(stage: StageId, first: Day) -> Case {
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    case
}

fn slept(case: &mut Case, on: Day, score: u8) {
    case.add(on, Entry::SleepRated { score: SleepScore::new(score).expect("0 to 10") });
}

fn told(case: &mut Case, on: Day, health: Health) {
    case.add(on, Entry::HealthTold { health });
}

/// Calm days that are trained as asked.
fn train(case: &mut Case, days: impl Iterator<Item = Day>) {
    for on in days {
        case.morning(on, 0);
        case.deny_danger_signs(on);
        if let Some(DayPlan::Session(session)) = case.today(on) {
            case.log_session(on, &format!("session-{on}"), session.stage, as_asked(&session, 0, 5));
        }
    }
}

fn sets(session: &Session) -> u32 {
    let sides = session.part(Part::Main).flat_map(|item| &item.sides);
    sides.map(|side| u32::from(side.setting.sets)).sum()
}

#[test]
fn who_is_ill_has_no_session_in_any_stage_until_they_are_well() {
    let first = day("2026-03-02");
    for stage in StageId::ALL {
        let mut case = in_stage(*stage, first);
        case.morning(first, 0);
        let session = (0..7)
            .map(|ahead| first.plus_days(ahead))
            .find(|on| matches!(case.today(*on), Some(DayPlan::Session(_))));
        let Some(on) = session else { panic!("{stage} has no session") };
        told(&mut case, on, Health::Ill);
        for ahead in [0, 1, 5, 40] {
            let mut later = case.clone();
            later.deny_danger_signs(on.plus_days(ahead));
            match later.today(on.plus_days(ahead)) {
                Some(DayPlan::Rest { notes, .. }) => assert_eq!(notes, [Note::Ill], "{stage}"),
                other => panic!("{stage}, day {ahead}: {other:?}"),
            }
        }
        told(&mut case, on, Health::Well);
        assert!(matches!(case.today(on), Some(DayPlan::Session(_))), "{stage}: a slip is mended on its day");
    }
    assert!(Note::Ill.empties());
}

#[test]
fn very_strong_pain_of_the_ill_is_still_said() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    told(&mut case, first, Health::Ill);
    case.measure(first, MeasureId::PainNow, 7.0);
    match case.today(first) {
        Some(DayPlan::Rest { notes, .. }) => assert_eq!(notes, [Note::Ill, Note::SeverePain]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn after_an_illness_doses_are_those_after_a_pause_of_its_length() {
    let first = day("2026-03-02");
    let ill_for = |days: i32, trains: bool| {
        let mut case = in_stage(StageId::A3, first);
        train(&mut case, (0..14).map(|ahead| first.plus_days(ahead)));
        let from = first.plus_days(14);
        told(&mut case, from, Health::Ill);
        if trains {
            // Against advice: what was done while ill makes the pause no shorter.
            let asked = in_stage(StageId::A3, first);
            let session = asked.session(first);
            let on = from.plus_days(days - 1);
            case.log_session(on, "against-advice", StageId::A3, as_asked(&session, 0, 5));
        }
        let well = from.plus_days(days);
        told(&mut case, well, Health::Well);
        case.morning(well, 0);
        case.deny_danger_signs(well);
        let session = (0..4).find_map(|ahead| match case.today(well.plus_days(ahead)) {
            Some(DayPlan::Session(session)) => Some(session),
            _ => None,
        });
        (session.expect("a session"), case, well)
    };
    let (short, _, _) = ill_for(1, false);
    assert!(!short.notes.contains(&Note::AfterIllness), "a day is no pause: {:?}", short.notes);
    for trains in [false, true] {
        let (long, mut case, well) = ill_for(10, trains);
        assert!(long.notes.contains(&Note::AfterIllness), "{trains}: {:?}", long.notes);
        assert!(!long.notes.contains(&Note::AfterPause), "{trains}: it is said once");
        assert!(sets(&long) < sets(&short), "{trains}: {} of {}", sets(&long), sets(&short));
        case.with_plan(well, |plan| assert_eq!(plan.expect("a plan").rested, [Note::AfterIllness]));
        let later = well.plus_days(7);
        case.deny_danger_signs(later);
        case.with_plan(later, |plan| assert_eq!(plan.expect("a plan").rested, []));
    }
}

#[test]
fn what_was_trained_while_ill_moves_nothing_on() {
    let first = day("2026-03-02");
    let mut case = in_stage(StageId::A3, first);
    let session = case.session(first);
    told(&mut case, first, Health::Ill);
    for ahead in 0..4 {
        let on = first.plus_days(ahead);
        case.morning(on, 0);
        case.log_session(on, &format!("session-{on}"), StageId::A3, as_asked(&session, 0, 3));
    }
    case.with_plan(first.plus_days(4), |plan| {
        let tracks = plan.expect("a plan").course.tracks;
        assert!(tracks.is_empty(), "{tracks:?}");
    });
}

#[test]
fn three_bad_nights_of_seven_make_a_lighter_week() {
    let first = day("2026-03-02");
    let rules = knowledge().dose.lighter;
    assert_eq!((rules.sleep_up_to, rules.sleep_nights, rules.sleep_days), (5, 3, 7));
    let mut case = in_stage(StageId::A3, first);
    let is_session = |case: &Case, on: Day| matches!(case.today(on), Some(DayPlan::Session(_)));
    let on = (7..14).map(|ahead| first.plus_days(ahead)).find(|on| {
        case.deny_danger_signs(*on);
        is_session(&case, *on)
    });
    let on = on.expect("a session in the second week");
    let restraint = |nights: &[(i32, u8)]| {
        let mut case = case.clone();
        nights.iter().for_each(|(back, score)| slept(&mut case, on.plus_days(-back), *score));
        let session = case.session(on);
        (session.restraint, session.notes)
    };
    let (usual, notes) = restraint(&[(0, 5), (3, 0)]);
    assert_eq!(usual, Restraint::None, "two are not enough");
    assert!(!notes.contains(&Note::BadNights));
    assert_eq!(restraint(&[(0, 6), (1, 6), (2, 6), (3, 10)]).0, Restraint::None, "slept well enough");
    assert_eq!(restraint(&[(0, 5), (3, 0), (7, 5)]).0, Restraint::None, "too long ago");
    let (lighter, notes) = restraint(&[(0, 5), (3, 0), (6, 5)]);
    assert_eq!(lighter, Restraint::LighterWeek);
    assert!(notes.contains(&Note::BadNights), "{notes:?}");
    assert_eq!(
        restraint(&[(0, 5), (3, 0), (6, 5), (3, 8)]).0,
        Restraint::None,
        "the last word on a night counts"
    );
}
