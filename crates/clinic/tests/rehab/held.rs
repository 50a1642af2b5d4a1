//! Sessions that are held back, by how the last ones were taken, by bad nights or after a pause, still fit their time or say
//! why they are shorter.

use crate::common::{Case, as_asked, day, knowledge, pain};
use femoris_clinic::event::Entry;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{Part, RehabSettings, SessionLength, StageDecision};
use femoris_clinic::rehab::session::{DayPlan, Note, Session};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::SleepScore;
use std::collections::{BTreeMap, BTreeSet};

/// What holds back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    /// Two sessions at the limit, one after the other.
    Ambers,
    /// One above it.
    Red,
    /// Three bad nights.
    Nights,
    /// So many days without a session.
    Pause(i32),
}

const WHY: [Why; 5] = [Why::Ambers, Why::Red, Why::Nights, Why::Pause(10), Why::Pause(17)];
const DAYS: i32 = 24;
/// The sessions of so many days are taken well before it begins.
const WELL: i32 = 7;

/// The sessions that follow, each on its day.
fn follow(stage: StageId, kit: KitPreset, length: SessionLength, why: Why) -> Vec<Session> {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    case.add(first, Entry::RehabSet(RehabSettings { kit: Some(kit), length: Some(length), ailments: None }));
    let policy = knowledge().stage(stage).expect("a stage").policy;
    let limit = knowledge().conventions.tolerated(policy).get();
    let mut bad = match why {
        Why::Ambers => 2,
        Why::Red => 1,
        Why::Nights | Why::Pause(_) => 0,
    };
    let mut held = Vec::new();
    for ahead in 0..DAYS {
        let on = first.plus_days(ahead);
        if matches!(why, Why::Pause(days) if (WELL..WELL + days).contains(&ahead)) {
            continue;
        }
        case.morning(on, 0);
        case.deny_danger_signs(on);
        if why == Why::Nights && (WELL..WELL + 3).contains(&ahead) {
            case.add(on, Entry::SleepRated { score: SleepScore::new(3).expect("0 to 10") });
        }
        let Some(DayPlan::Session(session)) = case.today(on) else { continue };
        let hurts = ahead >= WELL && bad > 0;
        let hurt = if hurts { limit + u8::from(why == Why::Red) } else { 0 };
        bad -= i32::from(hurts);
        let mut done = as_asked(&session, 0, 5);
        for (_, _, part, amounts) in &mut done {
            if *part == Part::Main {
                amounts.pain = Some(pain(hurt));
            }
        }
        if ahead >= WELL {
            held.push(session.clone());
        }
        case.log_session(on, &format!("session-{on}"), session.stage, done);
    }
    held
}

#[test]
fn sessions_that_are_held_back_fit_their_time_or_say_why_not() {
    let says_why = |note: &Note| {
        let caps = matches!(note, Note::WeekCap | Note::TotalCap | Note::LoweringCap);
        caps || matches!(note, Note::NoMore | Note::NoRunning | Note::TooShort)
    };
    let mut wrong: BTreeSet<String> = BTreeSet::new();
    let mut short: BTreeMap<Why, usize> = BTreeMap::new();
    let mut seen: BTreeMap<Restraint, usize> = BTreeMap::new();
    for stage in StageId::ALL {
        for kit in [KitPreset::None, KitPreset::Gym] {
            for length in SessionLength::ALL {
                for why in WHY {
                    for session in follow(*stage, kit, *length, why) {
                        *seen.entry(session.restraint).or_default() += 1;
                        let share = f64::from(session.seconds()) / f64::from(length.minutes()) / 60.0;
                        let said = session.notes.iter().any(says_why);
                        let name = format!(
                            "{stage} {kit} {length} {why:?} {} {:?}: {:.0} %, {:?}",
                            session.day,
                            session.restraint,
                            share * 100.0,
                            session.notes
                        );
                        if share > 1.1 || (share < 0.9 && !said) || session.items.is_empty() {
                            wrong.insert(name);
                        } else if share < 0.9 {
                            *short.entry(why).or_default() += 1;
                        }
                    }
                }
            }
        }
    }
    println!("{seen:?}, shorter and said: {short:?}");
    assert!(wrong.is_empty(), "{} {wrong:#?}", wrong.len());
    for restraint in [Restraint::LighterWeek, Restraint::Mild, Restraint::Half, Restraint::Calm] {
        assert!(seen.get(&restraint).is_some_and(|count| *count > 20), "{restraint:?}: {seen:?}");
    }
}
