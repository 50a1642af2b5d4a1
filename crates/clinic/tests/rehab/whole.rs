//! Worked examples as a runner meets them: sessions are logged day by day, and the next one says what follows.

use crate::common::{Case, as_asked, day, id, pain};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::Finding;
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Doing, ExerciseDone, RehabSettings, SessionDone, SessionId, SessionLength, StageDecision,
};
use femoris_clinic::rehab::progress::Step;
use femoris_clinic::rehab::session::{DayPlan, Part, Prescription, Session};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::stage::StageId;
use femoris_measure::{Day, Effort};
use std::collections::BTreeSet;

/// Days after which a walk gives up.
const LONG: i32 = 120;

/// What is said of a session.
#[derive(Clone, Copy)]
struct Telling {
    /// Worst pain of the exercise the example is about.
    of_it: u8,
    /// Worst pain of all others.
    of_others: u8,
    /// How hard everything was.
    effort: u8,
    /// A painkiller before it.
    painkiller: Finding,
}

/// Green under every limit of pain.
const GREEN: Telling = Telling { of_it: 1, of_others: 1, effort: 6, painkiller: Finding::Absent };

struct Walk {
    case: Case,
    today: Day,
    exercise: ExerciseId,
}

impl Walk {
    fn in_stage(stage: StageId, kit: KitPreset, exercise: &str) -> Self {
        let today = day("2026-03-02");
        let mut case = Case::meant_for(stage.protocol(), today);
        case.add(today, Entry::StageDecided(StageDecision::Confirmed { stage }));
        let length = Some(SessionLength::Long);
        case.add(today, Entry::RehabSet(RehabSettings { kit: Some(kit), length, ailments: None }));
        let mut walk = Self { case, today, exercise: id(exercise) };
        walk.wake(1);
        walk
    }

    /// A morning with this much pain; the danger signs are denied.
    fn wake(&mut self, hurts: u8) {
        self.case.morning(self.today, hurts);
        self.case.deny_danger_signs(self.today);
    }

    fn next_morning(&mut self, hurts: u8) {
        self.today = self.today.plus_days(1);
        self.wake(hurts);
    }

    fn session(&self) -> Option<Session> {
        match self.case.today(self.today) {
            Some(DayPlan::Session(session)) => Some(session),
            Some(DayPlan::Rest { .. }) => None,
            other => panic!("{}: {other:?}", self.today),
        }
    }

    /// The exercise of the example in today's session, itself or by what stands in for it.
    fn item(&self) -> Option<Prescription> {
        let is_it = |item: &Prescription| {
            item.exercise == self.exercise || item.instead_of.as_ref() == Some(&self.exercise)
        };
        self.session()?.items.into_iter().find(|item| item.part == Part::Main && is_it(item))
    }

    /// Today's dose of its sore side, with why it is that.
    fn dose(&self) -> Option<(Setting, Option<Step>)> {
        let item = self.item().filter(|item| item.exercise == self.exercise)?;
        item.sides.first().map(|side| (side.setting, side.step))
    }

    /// Today's session, done as it was asked.
    fn train(&mut self, telling: Telling) {
        let Some(session) = self.session() else { return };
        let name = SessionId::new(&format!("session-{}", self.today)).expect("an id");
        let whole = SessionDone {
            session: name.clone(),
            stage: session.stage,
            minutes: None,
            pain_after: None,
            painkiller: telling.painkiller,
            limp: Finding::Absent,
            alarms: BTreeSet::new(),
        };
        self.case.add(self.today, Entry::SessionLogged(whole));
        for (exercise, side, part, mut amounts) in as_asked(&session, telling.of_others, telling.effort) {
            if exercise == self.exercise {
                amounts.pain = Some(pain(telling.of_it));
            }
            amounts.effort = Effort::new(telling.effort).ok();
            let (session, doing) = (name.clone(), Doing::Done(amounts));
            let done = ExerciseDone { session, exercise, side, part, doing, instead_of: None };
            self.case.add(self.today, Entry::ExerciseLogged(done));
        }
    }

    /// Green sessions until the exercise stands there with a dose that is looked for; today is that day.
    fn until(&mut self, wanted: impl Fn(Setting) -> bool) -> Setting {
        for _ in 0..LONG {
            if let Some((setting, _)) = self.dose().filter(|(setting, _)| wanted(*setting)) {
                return setting;
            }
            self.train(GREEN);
            self.next_morning(1);
        }
        panic!("{} never comes to that dose: {:?}", self.exercise, self.dose());
    }

    /// Today's session, and then green ones up to the next with the exercise; its dose there.
    fn then(&mut self, telling: Telling, morning: u8) -> (Setting, Option<Step>) {
        self.train(telling);
        self.next_morning(morning);
        for _ in 0..LONG {
            let held = self.session().is_some_and(|session| session.restraint >= Restraint::Half);
            if let Some(dose) = self.dose().filter(|_| !held) {
                return dose;
            }
            self.train(GREEN);
            self.next_morning(1);
        }
        panic!("{} never comes again", self.exercise);
    }
}

fn repetitions(wanted: u8) -> impl Fn(Setting) -> bool {
    move |setting| setting.amount == Amount::Repetitions(wanted)
}

#[test]
fn example_1_two_green_sessions_add_a_repetition() {
    let mut walk = Walk::in_stage(StageId::A2, KitPreset::Gym, "slhb-single");
    walk.until(repetitions(12));
    let two = Telling { of_it: 2, ..GREEN };
    let (once, step) = walk.then(two, 1);
    assert_eq!((once.amount, step), (Amount::Repetitions(12), Some(Step::OnceGreen)));
    let (twice, step) = walk.then(two, 1);
    assert_eq!((twice.amount, step), (Amount::Repetitions(13), Some(Step::Repetitions)));
}

#[test]
fn example_2_after_the_last_repetition_comes_weight() {
    let mut walk = Walk::in_stage(StageId::A2, KitPreset::Gym, "slhb-single");
    let before = walk.until(repetitions(15));
    assert_eq!(walk.then(GREEN, 1).0.amount, Amount::Repetitions(15));
    let (after, step) = walk.then(GREEN, 1);
    assert_eq!((after.added.steps, step), (before.added.steps + 1, Some(Step::Load)));
    assert_eq!(after.amount, Amount::Repetitions(8), "and the repetitions begin again from the lowest");
}

#[test]
fn example_3_a_sore_tendon_bends_fifteen_degrees_more() {
    let mut walk = Walk::in_stage(StageId::P3, KitPreset::Gym, "rdl");
    walk.until(|setting| setting.range == Some(60));
    let two = Telling { of_it: 2, ..GREEN };
    assert_eq!(walk.then(two, 1).0.range, Some(60));
    let (after, step) = walk.then(two, 1);
    assert_eq!((after.range, step), (Some(75), Some(Step::Range)));
}

#[test]
fn example_4_a_bad_morning_takes_thirty_degrees() {
    let mut walk = Walk::in_stage(StageId::P3, KitPreset::Gym, "rdl");
    walk.until(|setting| setting.range == Some(75));
    let (after, step) = walk.then(Telling { of_it: 3, ..GREEN }, 3);
    assert_eq!((after.range, step), (Some(45), Some(Step::LessRange)));
}

#[test]
fn example_6_a_nordic_comes_back_with_the_second_week_of_its_build_up() {
    let mut walk = Walk::in_stage(StageId::A4, KitPreset::Gym, "nordic-eccentric");
    walk.until(|setting| setting.sets == 3 && setting.amount == Amount::Repetitions(5));
    walk.train(GREEN);
    let last = walk.today;
    walk.today = last.plus_days(15);
    walk.next_morning(1);
    let (again, _) = std::iter::repeat_with(|| {
        let dose = walk.dose();
        walk.next_morning(1);
        dose
    })
    .take(7)
    .flatten()
    .next()
    .expect("it is due within a week");
    assert_eq!((again.sets, again.amount), (2, Amount::Repetitions(4)));
}

#[test]
fn example_9_behind_a_painkiller_nothing_moves() {
    let mut walk = Walk::in_stage(StageId::A2, KitPreset::Gym, "slhb-single");
    let before = walk.until(repetitions(12));
    let masked = Telling { painkiller: Finding::Present, ..GREEN };
    for _ in 0..3 {
        let (after, step) = walk.then(masked, 0);
        assert_eq!((after.amount, after.added, step), (before.amount, before.added, Some(Step::Masked)));
    }
}

#[test]
fn example_11_three_amber_sessions_bring_the_easier_exercise_for_a_week() {
    let mut walk = Walk::in_stage(StageId::A2, KitPreset::Gym, "slider-eccentric-double");
    walk.until(repetitions(8));
    let first = walk.today;
    let mut last = first;
    for _ in 0..3 {
        last = walk.today;
        walk.train(Telling { of_it: 4, ..GREEN });
        walk.next_morning(1);
        while walk.item().is_none() {
            walk.train(GREEN);
            walk.next_morning(1);
        }
    }
    assert!(last.days_since(first) < 10, "three times in ten days, not in {}", last.days_since(first));
    let mut stood_in = BTreeSet::new();
    while walk.today.days_since(last) < 14 {
        if let Some(item) = walk.item() {
            let since = walk.today.days_since(last);
            let easier = item.exercise == id("bridge-walkout");
            assert_eq!(easier, since <= 7, "{since} days later: {item:?}");
            stood_in.insert(easier);
        }
        walk.train(GREEN);
        walk.next_morning(1);
    }
    assert_eq!(stood_in, BTreeSet::from([false, true]), "for a week, then it is there again");
}

/// The stage has holds in prone first; the heel dig stands in for them where they were just about tolerated three times.
#[test]
fn example_12_a_heel_dig_moves_one_lever() {
    let mut walk = Walk::in_stage(StageId::A1, KitPreset::None, "prone-iso-curl");
    for _ in 0..3 {
        walk.until(|_| true);
        walk.train(Telling { of_it: 4, ..GREEN });
        walk.next_morning(1);
    }
    walk.exercise = id("heel-dig-isometric");
    let before = walk.until(|setting| setting.range == Some(90));
    let easy = Telling { effort: 5, ..GREEN };
    assert_eq!(walk.then(easy, 1).0.range, Some(90));
    let (after, step) = walk.then(easy, 1);
    assert_eq!((after.range, step), (Some(60), Some(Step::Range)));
    assert_eq!((after.share, after.amount), (before.share, before.amount), "nothing else");
}

/// The week before it was green, hard by 6 of 10, and the load test fell.
#[test]
fn example_13_only_the_fourth_week_of_slow_and_heavy_work_is_lighter() {
    let mut walk = Walk::in_stage(StageId::P2, KitPreset::Gym, "slhb-single");
    let first = walk.today;
    let mut sets: Vec<(i32, Restraint, u8, Option<Step>)> = Vec::new();
    while walk.today.days_since(first) < 28 {
        let week = walk.today.days_since(first) / 7 + 1;
        if let (Some(session), Some((setting, step))) = (walk.session(), walk.dose()) {
            sets.push((week, session.restraint, setting.sets, step));
        }
        walk.train(GREEN);
        walk.next_morning(if week < 2 { 2 } else { 1 });
    }
    let of = |wanted: i32| sets.iter().filter(move |(week, ..)| *week == wanted);
    let full = of(3).map(|(_, restraint, sets, _)| (*restraint, *sets)).collect::<Vec<_>>();
    assert!(full.len() >= 2 && full.iter().all(|(restraint, _)| *restraint == Restraint::None), "{sets:?}");
    let before = full.iter().map(|(_, sets)| *sets).max().expect("some");
    assert!(of(4).count() >= 2);
    for (_, restraint, sets, _) in of(4) {
        assert_eq!(*restraint, Restraint::LighterWeek);
        assert_eq!(*sets, (f64::from(before) * 0.6).round() as u8, "two fifths fewer");
    }
}
