//! Simulated runners, 26 weeks each: nobody is stuck, nobody passes a gate that is closed, and no week asks much more than
//! the weeks before.

use crate::common::{Case, as_asked, day, knowledge, pain};
use femoris_clinic::event::Entry;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::exercise::{ExerciseId, Group};
use femoris_clinic::rehab::fit::load_of;
use femoris_clinic::rehab::gate::{Need, Sessions};
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Amounts, Form, Part, RehabSettings, SessionLength, StageDecision, WorkedSide,
};
use femoris_clinic::rehab::plan::TestsDue;
use femoris_clinic::rehab::protocol::Requirement;
use femoris_clinic::rehab::session::{DayPlan, LookReason, Note, Prescription, Session};
use femoris_clinic::rehab::setting::Setting;
use femoris_clinic::rehab::stage::{Occasion, ProtocolId, StageId};
use femoris_clinic::running::matching::Measured;
use femoris_measure::{Day, Effort, Metres};
use std::collections::{BTreeMap, BTreeSet};

const DAYS: i32 = 26 * 7;
/// The day of a race that everybody has told of.
const RACE: i32 = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Runner {
    FastHealer,
    Slow,
    FlareProne,
    Forgetful,
    OverEager,
    Liar,
}

const RUNNERS: [Runner; 6] = [
    Runner::FastHealer,
    Runner::Slow,
    Runner::FlareProne,
    Runner::Forgetful,
    Runner::OverEager,
    Runner::Liar,
];

impl Runner {
    /// Days until nothing hurts any more.
    fn heals_in(self) -> i32 {
        match self {
            Self::FastHealer | Self::Liar => 20,
            Self::Forgetful | Self::OverEager => 45,
            Self::FlareProne => 60,
            Self::Slow => 130,
        }
    }

    /// Something that happens on this share of the days, the same ones in every run of the test and on no weekday more
    /// than on another.
    fn chance(self, day: i32, of_ten: u32) -> bool {
        let mixed = (day as u32 * 8 + self as u32).wrapping_mul(0x9E37_79B1);
        (mixed >> 16) % 10 < of_ten
    }

    fn does(self, day: i32) -> bool {
        self != Self::Forgetful || !self.chance(day, 4)
    }

    fn tells_morning(self, day: i32) -> bool {
        self != Self::Forgetful || !self.chance(day + 3, 3)
    }

    fn flares(self, day: i32) -> bool {
        self == Self::FlareProne && day % 17 == 9 && day < 90
    }

    /// Pain in the morning. Nobody begins prevention in pain.
    fn morning(self, day: i32, protocol: ProtocolId) -> u8 {
        match self {
            Self::Liar => 0,
            _ if protocol == ProtocolId::Prevention => u8::from(self.flares(day - 1)),
            _ if self.flares(day - 1) => 4,
            _ if day < self.heals_in() / 3 => 2,
            _ if day < self.heals_in() => 1,
            _ => 0,
        }
    }

    fn pain(self, day: i32, protocol: ProtocolId) -> u8 {
        match self {
            Self::Liar => 0,
            _ if protocol == ProtocolId::Prevention => u8::from(self.flares(day)) * 3,
            _ if self.flares(day) => 6,
            _ if day < self.heals_in() / 2 => 1,
            _ => 0,
        }
    }

    /// Five of ten, or as hard as the stage allows where that is less; nobody tells the over-eager.
    fn effort(self, stage: StageId) -> u8 {
        match self {
            Self::OverEager => 8,
            _ => knowledge().stage(stage).expect("a stage").felt_up_to.min(5),
        }
    }

    /// The run of a day: every other day from the third week on, a little longer every week; the over-eager doubles it
    /// every fifth week, and some runs of the forgetful have neither distance nor time.
    fn runs(self, day: i32) -> Option<Measured> {
        if day < 14 || day % 2 == 1 {
            return None;
        }
        let leap = if self == Self::OverEager && day / 7 % 5 == 4 { 2.0 } else { 1.0 };
        let minutes = f64::from(20 + day / 7 * 2) * leap;
        let run = Measured {
            total_s: Some(minutes * 60.0),
            metres: Some(minutes * 60.0 * if day % 3 == 0 { 4.5 } else { 3.0 }),
            ..Measured::default()
        };
        let lost = self == Self::Forgetful && self.chance(day + 5, 1);
        Some(if lost { Measured::default() } else { run })
    }

    /// Whether tests come out as they should: later for whoever heals later, always for whoever says so.
    fn passes(self, day: i32) -> bool {
        self == Self::Liar || day >= self.heals_in() / 3
    }
}

/// What one runner went through.
struct Walked {
    case: Case,
    protocol: ProtocolId,
    stages: Vec<StageId>,
    passed: BTreeSet<StageId>,
    refused_in_a_row: i32,
    longest_refusal: i32,
    /// Why someone should look, as the plan of the last day says.
    sent_to_someone: Option<LookReason>,
    /// Load of each day.
    loads: BTreeMap<Day, f64>,
    /// Repetitions of lowering work of each day.
    lowering: BTreeMap<Day, f64>,
    /// What they would have been in the lowest dose of each exercise of the session.
    lowest: BTreeMap<Day, f64>,
    /// Sessions whose sum with the runs was held against the weeks before, and those that it shortened.
    held: (usize, usize),
}

fn walk(runner: Runner, protocol: ProtocolId) -> Walked {
    let first = day("2026-01-05");
    let mut walked = Walked {
        case: Case::meant_for(protocol, first),
        protocol,
        stages: Vec::new(),
        passed: BTreeSet::new(),
        refused_in_a_row: 0,
        longest_refusal: 0,
        sent_to_someone: None,
        loads: BTreeMap::new(),
        lowering: BTreeMap::new(),
        lowest: BTreeMap::new(),
        held: (0, 0),
    };
    let settings =
        RehabSettings { kit: Some(KitPreset::Gym), length: Some(SessionLength::Medium), ailments: None };
    walked.case.add(first, Entry::RehabSet(settings));
    let distance = Metres::new(10_000.0).expect("a way");
    walked.case.add(first, Entry::GoalSet { day: first.plus_days(RACE), distance });
    for number in 0..DAYS {
        walked.day(runner, first.plus_days(number), number);
    }
    walked
}

impl Walked {
    fn day(&mut self, runner: Runner, today: Day, number: i32) {
        if number % 5 == 0 {
            self.case.deny_danger_signs(today);
        }
        if runner.tells_morning(number) {
            let morning = runner.morning(number, self.protocol);
            self.case.morning(today, morning);
            self.case.measure(today, MeasureId::LoadTestPain, f64::from(morning));
            self.case.measure(today, MeasureId::PainNow, f64::from(morning));
        }
        self.climb(number);
        if let Some(run) = runner.runs(number) {
            self.case.ran.push((today, run));
        }
        self.test(runner, today, number);
        match self.case.today(today) {
            Some(DayPlan::Session(session)) => {
                self.refused_in_a_row = 0;
                if runner.does(number) {
                    self.sit(runner, &session, number);
                }
            }
            Some(DayPlan::Rest { .. }) => self.refused_in_a_row = 0,
            Some(DayPlan::Refused(_)) | None => self.refused_in_a_row += 1,
        }
        self.longest_refusal = self.longest_refusal.max(self.refused_in_a_row);
        self.look(today);
    }

    /// What is left to pass on the last day.
    fn left(&self) -> Vec<String> {
        let last = self.case.events.iter().map(|event| event.day).max().expect("days");
        self.case.with_plan(last, |plan| {
            let left = plan.expect("a plan").passage;
            left.left().map(|standing| format!("{} {}", standing.criterion, standing.met)).collect()
        })
    }

    /// A good run every other day, one rung every four days.
    fn climb(&mut self, number: i32) {
        use femoris_clinic::rehab::gate::{LadderId, Rung};
        let top = u8::try_from((number / 4).clamp(0, 12)).expect("a rung");
        let rungs = [LadderId::Acute, LadderId::Tendon].into_iter();
        self.case.runs.good = rungs.map(|ladder| (Rung { ladder, number: top }, 3)).collect();
        self.case.runs.full_weeks = u32::try_from(number / 14).ok();
    }

    /// Tests the gate when it is time, and moves on only where it is open.
    fn test(&mut self, runner: Runner, today: Day, number: i32) {
        let wanted = self.case.with_plan(today, |plan| {
            let plan = plan.ok()?;
            let due = matches!(plan.tests, TestsDue::Now | TestsDue::Passed) || number % 9 == 0;
            let needs = plan.gate.iter().map(|view| view.criterion.need.clone());
            due.then(|| (plan.course.stage.id, needs.collect::<Vec<Need>>()))
        });
        let Some((stage, needs)) = wanted else { return };
        let beside = needs.iter().filter_map(|need| match need {
            Need::Sessions(sessions) if runner.passes(number) => Some(sessions),
            _ => None,
        });
        for sessions in beside.collect::<Vec<_>>() {
            self.go_out(runner, sessions, stage, today, number);
        }
        for id in MeasureId::ALL {
            if let Some(value) = tested(*id, runner.passes(number)) {
                self.case.measure(today, *id, value);
            }
        }
        for id in
            [FindingId::LimpWalking, FindingId::LargeBruise, FindingId::TakingOffShoeTest, FindingId::Slump]
        {
            self.case.add(today, Entry::FindingAnswered { id, answer: Finding::Absent });
        }
        let open = self.case.with_plan(today, |plan| plan.ok().and_then(|plan| plan.may_pass_to(today)));
        if let Some(to) = open {
            self.passed.insert(stage);
            self.case.add(today, Entry::StageDecided(StageDecision::Passed { from: stage, to }));
        } else if let Some(next) = knowledge().stage(stage).and_then(|stage| stage.next) {
            // Whoever asks all the same is not let through by the application; see its own tests.
            assert_ne!(self.stages.last(), Some(&next), "{runner:?} is in {next} before its gate opened");
        }
    }

    /// Walks, rides and runs of a criterion stand beside the session: they are done for the test, at an effort as ever, and
    /// are no load of the week. What the sessions are to bring is left to them.
    fn go_out(&mut self, runner: Runner, need: &Sessions, stage: StageId, today: Day, number: i32) {
        let outside = |id: &&ExerciseId| {
            knowledge().exercise(id).is_some_and(|exercise| exercise.group == Group::Running)
        };
        let Some(exercise) = need.any_of.iter().find(outside).cloned() else { return };
        let amounts = Amounts {
            sets: 1,
            seconds: need.seconds,
            pain: Some(pain(0)),
            effort: Effort::new(runner.effort(stage)).ok(),
            form: Some(Form::Kept),
            ..Amounts::default()
        };
        let before = self.load_on(today);
        let done = vec![(exercise.clone(), WorkedSide::Both, Part::Outing, amounts)];
        self.case.log_session(today, &format!("test-{number}-{exercise}"), stage, done);
        assert_eq!(self.load_on(today), before, "{exercise} makes no room for harder sessions");
    }

    fn load_on(&self, today: Day) -> f64 {
        self.case.with_plan(today, |plan| {
            plan.ok().and_then(|plan| plan.course.loads.get(&today).copied()).unwrap_or(0.0)
        })
    }

    fn sit(&mut self, runner: Runner, session: &Session, number: i32) {
        self.check_total(runner, session);
        let mut done = as_asked(session, runner.pain(number, self.protocol), runner.effort(session.stage));
        if runner == Runner::OverEager {
            done.iter_mut().for_each(|(_, _, _, amounts)| amounts.sets += 2);
        }
        let lowest = session.items.iter().map(|item| lowest_lowering(item, session.stage)).sum();
        self.lowest.insert(session.day, lowest);
        self.case.log_session(session.day, &format!("session-{number}"), session.stage, done);
    }

    /// Runs and exercises of the week, added up anew by hand, stay under the cap; where the runs alone have used it up,
    /// what is left is one set of each exercise that is required.
    fn check_total(&mut self, runner: Runner, session: &Session) {
        let Some(first) = self.loads.keys().next().copied() else { return };
        let week = session.day.days_since(first) / 7;
        let of = |from: Day, before: Day| -> Option<f64> {
            let loads: f64 = self.loads.range(from..before).map(|(_, load)| load).sum();
            let runs = self.case.ran.iter().filter(|(on, _)| (from..before).contains(on));
            let minutes = |run: &Measured| Some(run.total_s? / 60.0 * of_minute(run.metres? / run.total_s?));
            let runs: Option<f64> = runs.map(|(_, run)| minutes(run)).sum();
            runs.map(|runs| loads + runs)
        };
        let start = |week: i32| first.plus_days(7 * week);
        let before = ((week - 4).max(0)..week).filter_map(|week| of(start(week), start(week + 1)));
        let Some(highest) = before.reduce(f64::max).filter(|highest| *highest > 0.0) else { return };
        let today: f64 = self.loads.get(&session.day).copied().unwrap_or(0.0);
        let Some(done) = of(start(week), session.day.plus_days(1)).map(|done| done - today) else { return };
        let rise = knowledge().stage(session.stage).expect("a stage").caps.rise_pct;
        let most = highest * f64::from(100 + rise) / 100.0;
        let asked: f64 = self.case.with_plan(session.day, |plan| {
            let course = plan.expect("a plan").course;
            session.items.iter().map(|item| load_of(item, knowledge(), &course)).sum()
        });
        let mut main = session.part(Part::Main);
        let least = main.all(|item| {
            item.requirement == Requirement::Required && item.sides.iter().all(|side| side.setting.sets == 1)
        });
        let who = format!("{runner:?} {}", session.day);
        assert!(done + asked <= most + 1e-6 || least, "{who}: {done:.0} and {asked:.0} of {most:.0}");
        self.held.0 += 1;
        self.held.1 += usize::from(session.notes.contains(&Note::TotalCap));
    }

    /// Where the day ended.
    fn look(&mut self, today: Day) {
        let seen = self.case.with_plan(today, |plan| {
            let plan = plan.ok()?;
            let (loads, lowering) = (plan.course.loads.clone(), plan.course.lowering.clone());
            Some((plan.course.stage.id, plan.someone_should_look, loads, lowering))
        });
        let Some((stage, someone, loads, lowering)) = seen else { return };
        self.sent_to_someone = someone;
        (self.loads, self.lowering) = (loads, lowering);
        if self.stages.last() != Some(&stage) {
            self.check_step(stage);
            self.stages.push(stage);
        }
    }

    /// A later stage is only entered through the gates of those before it.
    fn check_step(&self, stage: StageId) {
        if let Some(last) = self.stages.last()
            && stage > *last
            && stage.protocol() == last.protocol()
        {
            assert!(self.passed.contains(last), "{stage} after {last}, whose gate was never open");
        }
    }
}

/// Load of a minute of running at a speed in m/s for a runner whose fastest is 8 m/s: easy, and brisk.
fn of_minute(speed: f64) -> f64 {
    if speed < 3.2 { 0.8 } else { 1.3 }
}

/// Repetitions of an exercise that only lowers, in its lowest dose of the stage or, after a flare, of the one before it;
/// 0 for all others.
fn lowest_lowering(item: &Prescription, stage: StageId) -> f64 {
    let exercise = knowledge().exercise(&item.exercise).expect("in the library");
    let rules = &knowledge().dose.week;
    if !rules.counts_lowering(exercise) {
        return 0.0;
    }
    let back = knowledge().stage(stage).expect("a stage").back;
    let doses = [Some(stage), back].into_iter().flatten();
    let doses = doses.filter_map(|stage| exercise.dose(Occasion::Stage(stage)));
    let lowest = doses.map(|dose| Setting::start(exercise, &dose.dose).repetitions(rules, 0));
    lowest.fold(0.0, f64::max)
}

/// What a test of the gates comes out as.
fn tested(id: MeasureId, passes: bool) -> Option<f64> {
    use MeasureId as M;
    Some(match (id, passes) {
        (M::PainNow | M::LoadTestPain | M::LoadTestPainBaseline, _) => return None,
        (M::KneeExtensionSoreDeg | M::KneeExtensionOtherDeg, true) => 85.0,
        (M::KneeExtensionSoreDeg, false) => 50.0,
        (M::KneeExtensionOtherDeg, false) => 85.0,
        (M::StraightLegRaiseSoreDeg | M::StraightLegRaiseOtherDeg, true) => 80.0,
        (M::StraightLegRaiseSoreDeg, false) => 40.0,
        (M::StraightLegRaiseOtherDeg, false) => 80.0,
        (M::BridgeSoreReps | M::BridgeOtherReps, true) => 30.0,
        (M::BridgeSoreReps, false) => 4.0,
        (M::BridgeOtherReps, false) => 30.0,
        (M::HoldSoreS | M::HoldOtherS, true) => 60.0,
        (M::HoldSoreS, false) => 10.0,
        (M::HoldOtherS, false) => 60.0,
        (M::WalkingMin | M::SittingMin, true) => 90.0,
        (M::WalkingMin | M::SittingMin, false) => 5.0,
        (M::VisaH | M::Fash, true) => 98.0,
        (M::Confidence, true) => 10.0,
        (M::Confidence, false) => 3.0,
        (M::SingleLegSquatPain | M::PressPain | M::HopPain | M::JumpPain | M::HoldPain, passes)
        | (M::ShoeTestPain | M::HingeTestPain | M::PainWalking | M::LastRunPeakPain, passes) => {
            if passes {
                0.0
            } else {
                4.0
            }
        }
        (M::LyingKneeShortDeg | M::HTestInsecurity, passes) => {
            if passes {
                0.0
            } else {
                20.0
            }
        }
        (
            M::IsometricKneeFlexionDeficitPct
            | M::Isometric15DeficitPct
            | M::ActiveKneeExtensionDeficitDeg
            | M::StraightLegRaiseDeficitDeg,
            passes,
        ) => {
            if passes {
                0.0
            } else {
                30.0
            }
        }
        _ => return None,
    })
}

/// The load of each week, counted from the first session, against the highest of the four before it and the rise that the
/// stages of the protocol allow. What the runner does beside the sessions counts for the weeks after; no session can keep
/// it out of its own week.
fn check_caps(walked: &Walked, who: &str) {
    let Some(first) = walked.loads.keys().next() else { return };
    let last = walked.loads.keys().last().expect("a day").days_since(*first) / 7;
    let stages = walked.stages.iter().filter_map(|stage| knowledge().stage(*stage));
    let rise = stages.map(|stage| stage.caps.rise_pct).max().expect("a stage");
    let sum = |of: &BTreeMap<Day, f64>, week: i32| {
        let from = first.plus_days(7 * week);
        of.range(from..from.plus_days(7)).map(|(_, load)| load).sum::<f64>()
    };
    for week in 1..=last {
        let highest = ((week - 4).max(0)..week).map(|week| sum(&walked.loads, week)).fold(0.0, f64::max);
        let most = highest * f64::from(100 + rise) / 100.0;
        let now = sum(&walked.loads, week);
        // Sums in another order differ in the last bits.
        assert!(now <= most + 1e-6, "{who}: {now:.0} in week {week} after {highest:.0}");
    }
}

/// Each day's lowering work stays within what its week still had room for, a fifth more than the highest of the four weeks
/// before, or within the lowest dose, where every exercise begins.
fn check_lowering(walked: &Walked, who: &str) -> usize {
    let Some(first) = walked.lowering.keys().next().copied() else { return 0 };
    let sum = |from: Day, before: Day| walked.lowering.range(from..before).map(|(_, of)| of).sum::<f64>();
    let mut compared = 0;
    for (day, done) in &walked.lowering {
        let week = day.days_since(first) / 7;
        let start = |week: i32| first.plus_days(7 * week);
        let before = ((week - 4).max(0)..week).map(|week| sum(start(week), start(week + 1)));
        let highest = before.fold(0.0, f64::max);
        if highest == 0.0 {
            continue;
        }
        compared += 1;
        let left = (highest * 1.2 - sum(start(week), *day)).max(0.0);
        let lowest = walked.lowest.get(day).copied().unwrap_or(0.0);
        assert!(*done <= left.max(lowest) + 1e-6, "{who}: {done} on {day}, room for {left}, lowest {lowest}");
    }
    compared
}

fn check(protocol: ProtocolId) {
    let mut compared = 0;
    let mut held = (0, 0);
    for runner in RUNNERS {
        let walked = walk(runner, protocol);
        let who = format!("{runner:?} {protocol}");
        let last = *walked.stages.last().expect("a stage");
        println!(
            "{who}: {:?}, longest wait {} days, sums held {:?}",
            walked.stages, walked.longest_refusal, walked.held
        );
        held = (held.0 + walked.held.0, held.1 + walked.held.1);
        assert!(walked.longest_refusal <= 10, "{who}: refused for {} days", walked.longest_refusal);
        // A protocol may change on the way, where the case comes to be meant for another.
        let order = knowledge().protocol(last.protocol()).expect("there").stages.iter();
        let reached = order.clone().position(|stage| stage.id == last).expect("of the protocol");
        // Who trains or heals too unevenly to get harder work is not left alone with it: the plan of the last day
        // still says that someone should look.
        let even = matches!(runner, Runner::FastHealer | Runner::Liar);
        let moved = reached + 1 == order.count() || (!even && walked.sent_to_someone.is_some());
        assert!(moved, "{who} is stuck in {last}: {:?}, left {:?}", walked.stages, walked.left());
        if runner != Runner::OverEager {
            check_caps(&walked, &who);
            compared += check_lowering(&walked, &who);
        }
    }
    assert!(held.0 > 150 && held.1 > 5, "sums were held against the weeks before {held:?} times");
    assert!(compared > 30, "lowering work was compared on {compared} days only");
}

/// Six days of ten are trained and seven mornings of ten told. Two or three weeks lie between two heavy sessions then, after
/// each of which the evidence wants less and counting begins anew: the deadlift never comes to the eight repetitions of
/// its gate. That is the way of the rules, and the plan says that someone should look.
#[test]
fn who_trains_heavily_every_third_week_stays_before_speed_and_is_told_to_have_it_looked_at() {
    let walked = walk(Runner::Forgetful, ProtocolId::Acute);
    assert_eq!(walked.stages.last(), Some(&StageId::A3));
    assert_eq!(walked.left(), ["A3.hinge false"]);
    assert_eq!(walked.sent_to_someone, Some(LookReason::Long));
}

#[test]
fn after_a_strain_nobody_is_stuck_skips_a_gate_or_leaps() {
    check(ProtocolId::Acute);
}

#[test]
fn with_a_sore_tendon_nobody_is_stuck_skips_a_gate_or_leaps() {
    check(ProtocolId::Tendon);
}

#[test]
fn in_prevention_nobody_is_stuck_skips_a_gate_or_leaps() {
    check(ProtocolId::Prevention);
}
