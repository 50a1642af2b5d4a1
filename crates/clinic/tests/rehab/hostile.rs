//! Hostile logs: every kind of entry, in absurd orders, on absurd days, repeated, taken back. Nothing panics, what is still to
//! come and what was withdrawn changes nothing, and a sign or more pain never makes a day less cautious.

use crate::common::{Case, as_asked, day, id, knowledge, pain};
use femoris_clinic::complaint::{Complaint, Location, Onset, Side};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence, Told, Unsure};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::illness::Health;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::exercise::{Ailment, ExerciseId};
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Alarm, Amounts, Doing, ExerciseDone, Form, Part, RehabSettings, SessionDone, SessionId, SessionLength,
    SkipReason, StageDecision, SwapReason, WorkedSide,
};
use femoris_clinic::rehab::session::{DayPlan, Refusal};
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::restriction::{Restriction, RestrictionEffect};
use femoris_clinic::running::matching::DoneAs;
use femoris_measure::{Day, Effort, Instant, Kilograms, Metres, Minutes, Seconds, SleepScore};
use std::collections::BTreeSet;

/// The same throws in every run of the test.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % below.max(1)
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.throw(of.len() as u64) as usize]
    }

    fn maybe<T>(&mut self, some: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.throw(3) == 0 { None } else { some(self) }
    }

    fn finding(&mut self) -> Finding {
        self.one(Finding::ALL)
    }

    fn score(&mut self) -> u8 {
        self.throw(11) as u8
    }

    fn exercise(&mut self) -> ExerciseId {
        let all: Vec<&ExerciseId> = knowledge().exercises.keys().collect();
        let unknown = ["moon-walk", "rdl2"];
        if self.throw(12) == 0 { id(self.one(&unknown)) } else { self.one(&all).clone() }
    }

    /// One of few names, so that they meet.
    fn session(&mut self) -> SessionId {
        let names = ["session-0", "session-1", "session-3", "hostile-1", "hostile-2", "hostile-3"];
        SessionId::new(self.one(&names)).expect("an id")
    }

    fn amounts(&mut self) -> Amounts {
        let whole = |dice: &mut Self| Some(dice.one(&[0, 1, 5, 8, 60, 255]));
        Amounts {
            sets: self.one(&[1, 2, 3, 255]),
            sets_asked: self.maybe(whole),
            repetitions: self.maybe(whole),
            seconds: self.maybe(|dice| Some(dice.one(&[0, 1, 30, 600, u16::MAX]))),
            weight: self.maybe(|dice| Kilograms::new(dice.one(&[0.0, 5.0, 500.0])).ok()),
            range: self.maybe(|dice| Some(dice.one(&[0, 15, 60, 90, u16::MAX]))),
            share: self.maybe(|dice| Some(dice.one(&[0, 20, 100]))),
            pain: self.maybe(|dice| Some(pain(dice.score()))),
            effort: self.maybe(|dice| Effort::new(dice.score()).ok()),
            form: self.maybe(|dice| Some(dice.one(Form::ALL))),
            stopped: self.maybe(|dice| Some(dice.one(SkipReason::ALL))),
        }
    }

    fn session_done(&mut self) -> SessionDone {
        let alarms = if self.throw(4) == 0 { vec![self.one(Alarm::ALL)] } else { Vec::new() };
        SessionDone {
            session: self.session(),
            stage: self.one(StageId::ALL),
            minutes: self.maybe(|dice| Minutes::new(dice.one(&[0.0, 20.0, 600.0])).ok()),
            pain_after: self.maybe(|dice| Some(pain(dice.score()))),
            painkiller: self.finding(),
            limp: self.finding(),
            alarms: alarms.into_iter().collect(),
        }
    }

    fn exercise_done(&mut self) -> ExerciseDone {
        let doing = match self.throw(5) {
            0 => Doing::Skipped(self.one(SkipReason::ALL)),
            _ => Doing::Done(self.amounts()),
        };
        ExerciseDone {
            session: self.session(),
            exercise: self.exercise(),
            side: self.one(WorkedSide::ALL),
            part: self.one(Part::ALL),
            doing,
            instead_of: self.maybe(|dice| Some((dice.exercise(), dice.one(SwapReason::ALL)))),
        }
    }

    fn decision(&mut self, first: Day) -> StageDecision {
        let (stage, to) = (self.one(StageId::ALL), self.one(StageId::ALL));
        match self.throw(3) {
            0 => StageDecision::Passed { from: stage, to },
            1 => StageDecision::Confirmed { stage },
            _ => StageDecision::Held { stage, until: self.maybe(|dice| Some(dice.absurd_day(first))) },
        }
    }

    fn measure(&mut self) -> Measure {
        let id = self.one(MeasureId::ALL);
        let scale = id.scale();
        let value = self.one(&[scale.low, scale.high, f64::midpoint(scale.low, scale.high)]);
        Measure::new(id, value).expect("on its scale")
    }

    fn absurd_day(&mut self, first: Day) -> Day {
        let offset = self.one(&[-20_000, -400, -1, 0, 1, 2, 3, 5, 8, 9, 10, 11, 40, 900, 20_000]);
        first.plus_days(offset)
    }

    /// Any entry at all.
    fn entry(&mut self, first: Day) -> Entry {
        match self.throw(18) {
            0 | 1 => Entry::SessionLogged(self.session_done()),
            2 | 3 => Entry::ExerciseLogged(self.exercise_done()),
            4 => Entry::StageDecided(self.decision(first)),
            5 => Entry::RehabSet(RehabSettings {
                kit: self.maybe(|dice| Some(dice.one(KitPreset::ALL))),
                length: self.maybe(|dice| Some(dice.one(SessionLength::ALL))),
                ailments: self.maybe(|dice| Some(BTreeSet::from([dice.one(Ailment::ALL)]))),
            }),
            6 => Entry::PainLogged { moment: self.one(PainMoment::ALL), score: pain(self.score()) },
            7 => Entry::Measured(self.measure()),
            8 => Entry::FindingAnswered { id: self.one(FindingId::ALL), answer: self.finding() },
            9 => Entry::ComplaintSet(Complaint {
                side: self.maybe(|dice| Some(dice.one(Side::ALL))),
                location: self.maybe(|dice| Some(dice.one(Location::ALL))),
                onset: self.maybe(|dice| Some(dice.one(Onset::ALL))),
                onset_date: self.maybe(|dice| Some(dice.absurd_day(first))),
                setting: None,
            }),
            10 => Entry::GoalSet {
                day: self.absurd_day(first),
                distance: Metres::new(self.one(&[1.0, 42_195.0])).expect("a way"),
            },
            11 => Entry::Withdrawn { entry: Sequence(self.throw(400)) },
            12 => Entry::RestrictionSet(Restriction {
                text: "No.".to_owned(),
                until: self.maybe(|dice| Some(dice.absurd_day(first))),
                effect: RestrictionEffect::NoRun,
            }),
            13 => Entry::RestrictionLifted { restriction: Sequence(self.throw(400)) },
            14 => Entry::RunRecorded {
                run: "the-run".to_owned(),
                start: Instant::from_unix_ms(0),
                distance: Metres::new(5000.0).ok(),
                duration: self.maybe(|dice| Seconds::new(dice.one(&[0.0, 1800.0, 86_400.0])).ok()),
            },
            15 => Entry::RunRemoved { run: "the-run".to_owned() },
            16 => Entry::NotSure(if self.throw(2) == 0 {
                Unsure::Told(self.one(Told::ALL))
            } else {
                Unsure::Measure(self.one(MeasureId::ALL))
            }),
            _ => self.one_of_the_day(),
        }
    }

    fn one_of_the_day(&mut self) -> Entry {
        match self.throw(4) {
            0 => Entry::RunTold { told: self.one(DoneAs::ALL) },
            1 => Entry::SleepRated { score: SleepScore::new(self.score()).expect("0 to 10") },
            2 => Entry::HealthTold { health: self.one(Health::ALL) },
            _ => Entry::FullTraining,
        }
    }
}

const SEED: u64 = 0x5EED_CAFE;
/// The day that is looked at, counted from the first.
const TODAY: i32 = 10;

/// Ten calm days of a stage, trained every other day as asked.
fn calm(stage: StageId) -> (Case, Day) {
    let first = day("2026-03-02");
    let mut case = Case::meant_for(stage.protocol(), first);
    case.add(first, Entry::StageDecided(StageDecision::Confirmed { stage }));
    for offset in 0..=TODAY {
        let today = first.plus_days(offset);
        case.morning(today, 0);
        if offset % 5 == 0 {
            case.deny_danger_signs(today);
        }
        if offset < TODAY
            && let Some(DayPlan::Session(session)) = case.today(today)
        {
            case.log_session(today, &format!("session-{offset}"), stage, as_asked(&session, 0, 5));
        }
    }
    (case, first)
}

/// One stage of each protocol, and those with the most rules.
const STAGES: [StageId; 6] = [StageId::A1, StageId::A3, StageId::P1, StageId::P3, StageId::T1, StageId::V2];

/// What a day brings and where the course stands, for comparison.
fn told(case: &Case, on: Day) -> String {
    let course = case.with_plan(on, |plan| match plan {
        Ok(plan) => format!("{:?} {:?} {:?}", plan.course.begun, plan.course.tracks, plan.passage),
        Err(refusal) => format!("{refusal:?}"),
    });
    format!("{:?} {course}", case.today(on))
}

#[test]
fn no_log_makes_the_engine_panic_and_nobody_gets_a_session_that_cannot_be_done() {
    let mut dice = Dice(SEED);
    let mut sessions = 0;
    for round in 0..240_usize {
        let (mut case, first) = calm(STAGES[round % STAGES.len()]);
        if round % 7 == 6 {
            case.events.clear();
        }
        for _ in 0..=dice.throw(40) {
            let (on, entry) = (dice.absurd_day(first), dice.entry(first));
            case.add(on, entry);
        }
        for offset in [0, 3, TODAY, TODAY + 1, 60, 2000] {
            let on = first.plus_days(offset);
            let plan = case.with_plan(on, |plan| plan.is_ok());
            if let Some((session, swaps)) = case.session_and_swaps(on) {
                sessions += 1;
                assert!(plan, "a session without a plan");
                assert_eq!(swaps.len(), session.items.len());
                let sets = session.items.iter().flat_map(|item| &item.sides).map(|side| side.setting.sets);
                assert!(sets.into_iter().all(|sets| (1..=20).contains(&sets)), "{session:?}");
                let minutes = session.seconds() / 60;
                assert!(minutes <= 50, "{minutes} minutes");
            }
            case.ahead(on, on.plus_days(3));
        }
    }
    assert!(sessions > 100, "only {sessions} sessions were left to look at");
}

#[test]
fn what_is_still_to_come_changes_nothing_today() {
    let mut dice = Dice(SEED + 1);
    for stage in STAGES {
        let (case, first) = calm(stage);
        let today = first.plus_days(TODAY);
        let before = told(&case, today);
        for _ in 0..60 {
            let mut hostile = case.clone();
            let entry = dice.entry(first);
            hostile.add(today.plus_days(1 + dice.throw(400) as i32), entry.clone());
            assert_eq!(told(&hostile, today), before, "{stage}: {entry:?}");
        }
    }
}

#[test]
fn what_was_taken_back_never_was() {
    let mut dice = Dice(SEED + 2);
    let mut compared = 0;
    for stage in STAGES {
        let (case, first) = calm(stage);
        let today = first.plus_days(TODAY);
        let before = told(&case, today);
        for _ in 0..60 {
            let entry = dice.entry(first);
            // A clinician's word stands, and what takes something back is no answer of its own.
            let stands = matches!(
                entry,
                Entry::RestrictionSet(_) | Entry::RestrictionLifted { .. } | Entry::Withdrawn { .. }
            );
            if stands {
                continue;
            }
            let mut hostile = case.clone();
            hostile.add(first.plus_days(dice.throw(11) as i32), entry.clone());
            let last = Sequence(hostile.events.len() as u64);
            hostile.add(today, Entry::Withdrawn { entry: last });
            assert_eq!(told(&hostile, today), before, "{stage}: {entry:?}");
            compared += 1;
        }
    }
    assert!(compared > 200, "only {compared}");
}

#[test]
fn the_same_session_again_changes_nothing() {
    for stage in STAGES {
        let (case, first) = calm(stage);
        let today = first.plus_days(TODAY);
        let before = told(&case, today);
        let mut again = case.clone();
        let done = |event: &&Event| matches!(event.entry, Entry::SessionLogged(_) | Entry::ExerciseLogged(_));
        let events: Vec<Event> = case.events.iter().filter(done).cloned().collect();
        assert!(!events.is_empty(), "{stage}: nothing was done");
        for event in events.into_iter().rev() {
            again.add(event.day, event.entry);
        }
        assert_eq!(told(&again, today), before, "{stage}");
    }
}

#[test]
fn a_gate_that_was_not_that_of_the_stage_is_not_passed() {
    for stage in STAGES {
        let (case, first) = calm(stage);
        let today = first.plus_days(TODAY);
        let here = |case: &Case| case.with_plan(today, |plan| plan.expect("a plan").course.stage.id);
        // Where its time is over by then, it is the stage it leads on to.
        let stage = here(&case);
        let next = knowledge().stage(stage).expect("a stage").next;
        let own = knowledge().protocol(stage.protocol()).expect("there").stages.iter();
        for from in own.clone().map(|stage| stage.id) {
            for to in own.clone().map(|stage| stage.id) {
                if from == stage && Some(to) == next {
                    continue;
                }
                let mut forged = case.clone();
                forged.add(today, Entry::StageDecided(StageDecision::Passed { from, to }));
                assert_eq!(here(&forged), stage, "{from} to {to}");
            }
        }
    }
}

#[test]
fn a_sign_in_any_session_stops_the_programme_whatever_else_the_log_says() {
    let mut dice = Dice(SEED + 3);
    for round in 0..120_usize {
        let stage = STAGES[round % STAGES.len()];
        let (mut case, first) = calm(stage);
        let today = first.plus_days(TODAY);
        let sign = SessionDone {
            session: SessionId::new("the-sign").expect("an id"),
            stage,
            alarms: BTreeSet::from([dice.one(Alarm::ALL)]),
            ..dice.session_done()
        };
        let on = first.plus_days(TODAY - 1 + dice.throw(2) as i32);
        case.add(on, Entry::SessionLogged(sign));
        for _ in 0..dice.throw(6) {
            let entry = match dice.throw(3) {
                0 => Entry::SessionLogged(SessionDone {
                    alarms: BTreeSet::new(),
                    stage,
                    ..dice.session_done()
                }),
                1 => Entry::ExerciseLogged(dice.exercise_done()),
                _ => Entry::PainLogged { moment: PainMoment::After, score: pain(0) },
            };
            case.add(today, entry);
        }
        let plan = case.today(today);
        let stands =
            matches!(&plan, None | Some(DayPlan::Refused(Refusal::Halted { .. } | Refusal::Guarded { .. })));
        assert!(stands, "{stage}: {plan:?}");
    }
}

/// How hard a day is: its restraint, and the hardest of what is no hold.
fn hardest(plan: Option<&DayPlan>) -> Option<(Restraint, u8)> {
    let Some(DayPlan::Session(session)) = plan else { return None };
    let levels = session.part(Part::Main).filter_map(|item| {
        let exercise = knowledge().exercise(&item.exercise)?;
        (!exercise.is_isometric()).then(|| exercise.load.level())
    });
    Some((session.restraint, levels.max().unwrap_or(0)))
}

/// More pain in what was done last, or this morning, makes today no harder.
#[test]
fn more_pain_never_makes_a_day_less_cautious() {
    let mut answered = 0;
    for stage in STAGES {
        let (case, first) = calm(stage);
        let today = first.plus_days(TODAY);
        let before = case.today(today);
        let calm_level = knowledge().dose.flare.calm_level;
        for score in 1..=10 {
            let mut morning = case.clone();
            morning.morning(today, score);
            let mut after = case.clone();
            after.add(
                today.plus_days(-1),
                Entry::PainLogged { moment: PainMoment::After, score: pain(score) },
            );
            let mut session = case.clone();
            let done = session.events.iter_mut().rev().find_map(|event| match &mut event.entry {
                Entry::SessionLogged(done) => Some(done),
                _ => None,
            });
            done.expect("something was done").pain_after = Some(pain(score));
            for (what, hurt) in [("morning", morning), ("run", after), ("session", session)] {
                let now = hurt.today(today);
                let (was, is) = (hardest(before.as_ref()), hardest(now.as_ref()));
                let fine = match (was, is) {
                    (_, None) => true,
                    // A day of rest may become a calm one.
                    (None, Some((restraint, level))) => restraint > Restraint::None || level <= calm_level,
                    (Some(was), Some(is)) => is.0 >= was.0 && (is.1 <= was.1 || is.0 >= Restraint::Half),
                };
                assert!(fine, "{stage} {what} {score}: {was:?}, now {is:?}");
                answered += usize::from(was != is);
            }
        }
    }
    assert!(answered > 10, "pain changed {answered} days only");
}

/// The protocol that is followed does not depend on the order in which a day was told.
#[test]
fn two_sides_told_one_after_the_other_leave_the_last() {
    for protocol in [ProtocolId::Acute, ProtocolId::Tendon] {
        let first = day("2026-03-02");
        let mut case = Case::meant_for(protocol, first);
        for side in Side::ALL {
            case.add(first, Entry::ComplaintSet(Complaint { side: Some(*side), ..Complaint::default() }));
            let session = case.session(first);
            let of_one = session.items.iter().filter_map(|item| item.sides.first()).map(|one| one.side);
            let sore = WorkedSide::sore(Some(*side));
            assert!(of_one.into_iter().all(|one| one == WorkedSide::Both || one == sore), "{side:?}");
        }
    }
}
