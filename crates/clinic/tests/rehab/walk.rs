//! Twenty-six weeks of one runner, day by day: wakes, answers, tests, trains, runs, and tells of it.

use crate::body::{Body, Runner};
use crate::common::{Case, as_asked, day, knowledge, pain};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::dose::RangeUnit;
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId, Group};
use femoris_clinic::rehab::fit::load_of;
use femoris_clinic::rehab::flare::Restraint;
use femoris_clinic::rehab::gate::{LadderId, Need, Rung, Sessions};
use femoris_clinic::rehab::kit::KitPreset;
use femoris_clinic::rehab::log::{
    Amounts, Form, Part, RehabSettings, SessionLength, StageDecision, WorkedSide,
};
use femoris_clinic::rehab::plan::TestsDue;
use femoris_clinic::rehab::progress::Step;
use femoris_clinic::rehab::protocol::{Requirement, Stage};
use femoris_clinic::rehab::session::{DayPlan, LookReason, Note, Prescription, Session, SideDose};
use femoris_clinic::rehab::setting::{Amount, Setting};
use femoris_clinic::rehab::stage::{Occasion, ProtocolId, StageId};
use femoris_clinic::running::day::Stages;
use femoris_clinic::running::matching::Measured;
use femoris_measure::{Day, Effort, Metres};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub(crate) const DAYS: i32 = 26 * 7;
/// The day of a race that everybody has told of.
const RACE: i32 = 100;

/// An exercise that hurt more than its stage tolerates, as it was asked.
struct Hurt {
    day: Day,
    setting: Setting,
}

/// Where the plan of a morning stands.
struct Standing {
    stage: &'static Stage,
    limit: u8,
    /// Whether something was taken badly in the last days.
    calm_down: bool,
    tests: TestsDue,
    needs: Vec<Need>,
}

/// What one runner went through.
pub(crate) struct Walked {
    runner: Runner,
    pub(crate) body: Body,
    pub(crate) case: Case,
    protocol: ProtocolId,
    pub(crate) stages: Vec<StageId>,
    passed: BTreeSet<StageId>,
    refused_in_a_row: i32,
    pub(crate) longest_refusal: i32,
    /// Days with a session, and those on which it hurt more than the stage tolerates, told or not.
    pub(crate) sessions: i32,
    pub(crate) too_much: i32,
    /// Days on which a session was less, calmer or refused because of what was told.
    pub(crate) answered: i32,
    /// What hurt too much and did not come back yet.
    hurt: BTreeMap<(ExerciseId, WorkedSide), Hurt>,
    /// What was asked last where nothing held back.
    asked: BTreeMap<(ExerciseId, WorkedSide), (StageId, Setting)>,
    /// How often less was asked because of how it had been taken.
    pub(crate) lessened: i32,
    /// How often an exercise that had hurt too much came back, and was held against that.
    pub(crate) came_back: i32,
    /// The rung that is run next, and the good runs: the day and the rung.
    rung: u8,
    good: Vec<(Day, Rung)>,
    /// Why someone should look, as the plan of the last day says.
    pub(crate) sent_to_someone: Option<LookReason>,
    /// Sessions with what they asked, and the room that their week had as its days were counted then.
    pub(crate) capped: Vec<(Day, f64, f64)>,
    /// Load of each day.
    pub(crate) loads: BTreeMap<Day, f64>,
    /// Repetitions of lowering work of each day.
    pub(crate) lowering: BTreeMap<Day, f64>,
    /// What they would have been in the lowest dose of each exercise of the session.
    pub(crate) lowest: BTreeMap<Day, f64>,
    /// Sessions whose sum with the runs was held against the weeks before, and those that it shortened.
    pub(crate) held: (usize, usize),
}

impl fmt::Debug for Walked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}, healed {:.2}, {} sessions, ", self.stages, self.body.healed(), self.sessions)?;
        write!(f, "{} too much, {} answered, {} came back, ", self.too_much, self.answered, self.came_back)?;
        write!(f, "refused for {} days, sums {:?}, ", self.longest_refusal, self.held)?;
        write!(f, "sent to someone {:?}, left {:?}", self.sent_to_someone, self.left())
    }
}

pub(crate) fn walk(runner: Runner, protocol: ProtocolId) -> Walked {
    let first = day("2026-01-05");
    let mut walked = Walked {
        runner,
        body: Body::new(runner, protocol),
        case: Case::meant_for(protocol, first),
        protocol,
        stages: Vec::new(),
        passed: BTreeSet::new(),
        refused_in_a_row: 0,
        longest_refusal: 0,
        sessions: 0,
        too_much: 0,
        answered: 0,
        hurt: BTreeMap::new(),
        asked: BTreeMap::new(),
        lessened: 0,
        came_back: 0,
        rung: 1,
        good: Vec::new(),
        sent_to_someone: None,
        capped: Vec::new(),
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
        walked.day(first.plus_days(number), number);
    }
    walked
}

impl Walked {
    fn day(&mut self, today: Day, number: i32) {
        self.body.wakes(number);
        if number % 5 == 0 {
            self.case.deny_danger_signs(today);
        }
        if self.runner.tells_morning(number) {
            let stage = self.stages.last().copied();
            self.case.morning(today, self.runner.tells(self.body.morning()));
            for id in [MeasureId::LoadTestPain, MeasureId::PainNow] {
                let stage = stage.or_else(|| Some(knowledge().protocol(self.protocol)?.first()?.id));
                let value = stage.and_then(|stage| self.body.tested(id, stage)).expect("felt every day");
                self.case.measure(today, id, value);
            }
        }
        self.climb();
        if let Some(standing) = self.standing(today) {
            self.run(&standing, today, number);
            self.test(&standing, today, number);
        }
        match self.case.today(today) {
            Some(DayPlan::Session(session)) => {
                self.refused_in_a_row = 0;
                self.check_answer(&session);
                if self.runner.does(number) {
                    self.sit(&session, number);
                }
            }
            Some(DayPlan::Rest { .. }) => self.refused_in_a_row = 0,
            Some(DayPlan::Refused(_)) | None => {
                self.refused_in_a_row += 1;
                self.answered += 1;
            }
        }
        self.longest_refusal = self.longest_refusal.max(self.refused_in_a_row);
        self.look(today);
    }

    /// Where the plan of the morning stands; `None` while it is refused.
    fn standing(&self, today: Day) -> Option<Standing> {
        self.case.with_plan(today, |plan| {
            let plan = plan.ok()?;
            Some(Standing {
                stage: knowledge().stage(plan.course.stage.id)?,
                limit: plan.course.tolerated(knowledge()).get(),
                calm_down: plan.course.red_between(today.plus_days(-3), today),
                tests: plan.tests,
                needs: plan.gate.iter().map(|view| view.criterion.need.clone()).collect(),
            })
        })
    }

    /// What is left to pass on the last day.
    pub(crate) fn left(&self) -> Vec<String> {
        let last = self.case.events.iter().map(|event| event.day).max().expect("days");
        self.case.with_plan(last, |plan| match plan {
            Ok(plan) => {
                let left = plan.passage.left();
                left.map(|standing| format!("{} {}", standing.criterion, standing.met)).collect()
            }
            Err(refusal) => vec![format!("{refusal:?}")],
        })
    }

    /// The good runs since the stage began, as whoever prescribes runs counts them.
    fn climb(&mut self) {
        let since = self.loads.keys().next().copied();
        let began = self.case.events.iter().rev().find_map(|event| match event.entry {
            Entry::StageDecided(StageDecision::Passed { .. }) => Some(event.day),
            _ => None,
        });
        let since = began.or(since);
        let mut good: BTreeMap<Rung, u32> = BTreeMap::new();
        for (_, rung) in self.good.iter().filter(|(day, _)| since.is_none_or(|since| *day >= since)) {
            *good.entry(*rung).or_default() += 1;
        }
        self.case.runs.full_weeks = Some(u32::from(good.values().sum::<u32>() >= 4));
        self.case.runs.good = good.into_iter().collect();
    }

    /// The run of a day: every other day, on the rung that the stage has open; where it has none, half an hour and more of
    /// easy running. The over-eager runs twice as long in every fifth week.
    fn run(&mut self, standing: &Standing, today: Day, number: i32) {
        if number % 2 == 1 || standing.calm_down || !self.runner.does(number) {
            return;
        }
        let (stage, limit) = (standing.stage, standing.limit);
        let rungs = stage.runs.rungs.filter(|span| span.to().number > 0);
        let (level, minutes, speed) = match (rungs, stage.id.protocol()) {
            (Some(span), _) => {
                self.rung = self.rung.clamp(1, span.to().number);
                let (rung, fast) = (f64::from(self.rung), self.rung > 5);
                (2.0 + rung * 0.55, 14.0 + rung * 2.0, if fast { 4.5 } else { 3.0 })
            }
            (None, ProtocolId::Prevention) => (5.0, 30.0, 3.0),
            (None, _)
                if stage.next.is_none_or(|next| next.protocol() != stage.id.protocol())
                    && stage.id.protocol() != ProtocolId::Tightness =>
            {
                (8.0, 40.0, 4.5)
            }
            (None, ProtocolId::Tightness) if self.body.morning() <= 2 => (3.0, 20.0, 3.0),
            _ => return,
        };
        let leap = if self.runner == Runner::OverEager && number / 7 % 5 == 4 { 2.0 } else { 1.0 };
        let seconds = minutes * 60.0 * leap;
        let run = Measured { total_s: Some(seconds), metres: Some(seconds * speed), ..Measured::default() };
        let lost = self.runner == Runner::Forgetful && self.runner.chance(number + 5, 1);
        self.case.ran.push((today, if lost { Measured::default() } else { run }));
        let felt = self.body.feels(level);
        self.body.worked(number, level, felt, minutes * leap);
        let told = self.runner.tells(felt);
        self.case.add(today, Entry::PainLogged { moment: PainMoment::During, score: pain(told) });
        self.case.measure(today, MeasureId::LastRunPeakPain, f64::from(told));
        let Some(ladder) = rungs.map(|span| span.to().ladder) else { return };
        self.judge_run(today, ladder, told, limit);
    }

    fn judge_run(&mut self, today: Day, ladder: LadderId, told: u8, limit: u8) {
        if told > limit {
            self.rung = self.rung.saturating_sub(2).max(1);
            self.good.clear();
        } else if told < limit {
            let rung = Rung { ladder, number: self.rung };
            self.good.push((today, rung));
            if self.good.iter().filter(|(_, one)| *one == rung).count() % 2 == 0 {
                self.rung += 1;
            }
        }
    }

    /// Tests the gate when it is time, and moves on only where it is open.
    fn test(&mut self, standing: &Standing, today: Day, number: i32) {
        let due = matches!(standing.tests, TestsDue::Now | TestsDue::Passed) || number % 9 == 0;
        if !due || !self.runner.does(number) {
            return;
        }
        let stage = standing.stage.id;
        for need in &standing.needs {
            if let Need::Sessions(sessions) = need {
                self.go_out(sessions, stage, today, number);
            }
        }
        for id in MeasureId::ALL.iter().filter(|id| **id != MeasureId::LoadTestPain) {
            if let Some(value) = self.body.tested(*id, stage) {
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
        }
    }

    /// Walks, rides and runs of a criterion stand beside the session: they are done for the test, as they feel, and are no
    /// load of the week. What the sessions are to bring is left to them.
    fn go_out(&mut self, need: &Sessions, stage: StageId, today: Day, number: i32) {
        let outside = |id: &&ExerciseId| exercise(id).group == Group::Running;
        let Some(id) = need.any_of.iter().find(outside).cloned() else { return };
        let felt = self.body.feels(f64::from(exercise(&id).load.level()));
        let amounts = Amounts {
            sets: 1,
            seconds: need.seconds,
            pain: Some(pain(self.runner.tells(felt))),
            effort: Effort::new(4).ok(),
            form: Some(Form::Kept),
            ..Amounts::default()
        };
        let before = self.load_on(today);
        let done = vec![(id.clone(), WorkedSide::Both, Part::Outing, amounts)];
        self.case.log_session(today, &format!("test-{number}-{id}"), stage, done);
        assert_eq!(self.load_on(today), before, "{id} makes no room for harder sessions");
    }

    fn load_on(&self, today: Day) -> f64 {
        self.case.with_plan(today, |plan| {
            plan.ok().and_then(|plan| plan.course.loads.get(&today).copied()).unwrap_or(0.0)
        })
    }

    /// Does the session: as asked, each exercise with the pain it makes. Who tells the truth stops an exercise that hurts
    /// more than the stage tolerates after its first set.
    fn sit(&mut self, session: &Session, number: i32) {
        let (limit, asked): (u8, f64) = self.case.with_plan(session.day, |plan| {
            let course = plan.expect("a plan").course;
            let asked = session.items.iter().map(|item| load_of(item, knowledge(), &course));
            (course.tolerated(knowledge()).get(), asked.sum())
        });
        self.check_total(session, asked);
        if let Some(room) = self.room(session) {
            self.capped.push((session.day, asked, room));
        }
        let stage = knowledge().stage(session.stage).expect("a stage");
        let eager = self.runner == Runner::OverEager && !self.body.is_sobered(number);
        let effort = if eager { 8 } else { stage.felt_up_to.min(5) };
        let mut done = as_asked(session, 0, effort);
        let (mut hardest, mut worst, mut load) = (0.0_f64, 0, 0.0);
        if session.restraint == Restraint::None {
            for item in session.part(Part::Main) {
                let of =
                    |side: &SideDose| ((item.exercise.clone(), side.side), (session.stage, side.setting));
                self.asked.extend(item.sides.iter().map(of));
            }
        }
        for (id, side, part, amounts) in &mut done {
            let steps = asked_of(session, id, *part, *side).added.steps;
            let level = demand(exercise(id), amounts) * (1.0 + f64::from(steps) * 0.05);
            // The other leg is well.
            let felt = if *side == WorkedSide::Left { 0 } else { self.body.feels(level) };
            if eager {
                amounts.sets += 2;
            } else if felt > limit && self.runner != Runner::Liar {
                amounts.sets = 1;
            }
            amounts.pain = Some(pain(self.runner.tells(felt)));
            hardest = hardest.max(level);
            worst = worst.max(felt);
            load += level * f64::from(amounts.sets) * 8.0 / 10.0;
            if *part == Part::Main && self.runner.tells(felt) > limit {
                self.remember(session, id, *side);
            }
        }
        self.sessions += 1;
        // What hurts on a calm day is the flare that it answers to, not what it asks.
        self.too_much += i32::from(worst > limit && !session.restraint.is_calm());
        self.body.worked(number, hardest, worst, load);
        let lowest = session.items.iter().map(|item| lowest_lowering(item, session.stage)).sum();
        self.lowest.insert(session.day, lowest);
        self.case.log_session(session.day, &format!("session-{number}"), session.stage, done);
    }

    fn remember(&mut self, session: &Session, id: &ExerciseId, side: WorkedSide) {
        let setting = asked_of(session, id, Part::Main, side);
        self.hurt.insert((id.clone(), side), Hurt { day: session.day, setting });
    }

    /// What was told is answered: the day after too much pain is calm, and what hurt does not come back harder.
    fn check_answer(&mut self, session: &Session) {
        let who = format!("{:?} {}", self.runner, session.day);
        let less =
            |step: &Step| matches!(step, Step::Amber | Step::Easier | Step::Return) || takes_away(*step);
        let mut steps = session.items.iter().flat_map(|item| &item.sides).filter_map(|side| side.step);
        let is_less = session.restraint >= Restraint::Mild || steps.any(|step| less(&step));
        self.answered += i32::from(is_less);
        let yesterday = session.day.plus_days(-1);
        if self.hurt.values().any(|hurt| hurt.day == yesterday) {
            assert_eq!(session.restraint, Restraint::Calm, "{who}: it hurt too much yesterday");
            let hard = |item: &&Prescription| {
                let exercise = exercise(&item.exercise);
                !exercise.is_isometric() && exercise.load.level() > knowledge().dose.flare.calm_level
            };
            let hard = session.items.iter().find(hard).map(|item| &item.exercise);
            assert_eq!(hard, None, "{who}: it hurt too much yesterday");
        }
        self.check_less(session, &who);
        for item in session.part(Part::Main) {
            for side in &item.sides {
                let Some(hurt) = self.hurt.remove(&(item.exercise.clone(), side.side)) else { continue };
                self.came_back += 1;
                let (before, now) = (hurt.setting, side.setting);
                let amounts = (each(before.amount), each(now.amount));
                let harder = amounts.1 > amounts.0
                    || now.range > before.range
                    || now.share > before.share
                    || now.added.steps > before.added.steps;
                assert!(!harder, "{who}: {} was {before:?} and hurt, now {now:?}", item.exercise);
            }
        }
    }

    /// What the week has room for, counted from the first session: the highest of the four weeks before it and the rise that
    /// the stage allows, less what was done in it so far. `None` in the first one.
    fn room(&self, session: &Session) -> Option<f64> {
        let first = *self.loads.keys().next()?;
        let week = session.day.days_since(first) / 7;
        let sum = |of: i32| -> f64 {
            let from = first.plus_days(7 * of);
            self.loads.range(from..from.plus_days(7)).map(|(_, load)| load).sum()
        };
        let highest = ((week - 4).max(0)..week).map(sum).fold(0.0, f64::max);
        let rise = f64::from(100 + knowledge().stage(session.stage)?.caps.rise_pct);
        (highest > 0.0).then(|| (highest * rise / 100.0 - sum(week)).max(0.0))
    }

    /// Where a session says that less is asked, it is less than the last time: no set, repetition, degree or step of weight
    /// more, and of one of them fewer. Time and caps may have left the last time fewer sets than its dose.
    fn check_less(&mut self, session: &Session, who: &str) {
        if session.restraint != Restraint::None {
            return;
        }
        for item in session.part(Part::Main) {
            for side in &item.sides {
                let (key, now) = ((item.exercise.clone(), side.side), side.setting);
                let last = self.asked.get(&key).copied();
                let before = last.filter(|(stage, _)| *stage == session.stage).map(|(_, setting)| setting);
                let Some(before) = before.filter(|_| side.step.is_some_and(takes_away)) else { continue };
                let of = |one: Setting| [u32::from(one.sets), each(one.amount)];
                let lever = |one: Setting| (one.range, one.share, one.added.steps);
                let fewer = now.sets > before.sets || of(now) != of(before) || lever(now) != lever(before);
                let more = each(now.amount) > each(before.amount) || now.added.steps > before.added.steps;
                assert!(fewer && !more, "{who}: {} {before:?} to {now:?}, {:?}", item.exercise, side.step);
                self.lessened += 1;
            }
        }
    }

    /// Runs and exercises of the week, added up anew by hand, stay under the cap; where the runs alone have used it up,
    /// what is left is one set of each exercise that is required.
    fn check_total(&mut self, session: &Session, asked: f64) {
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
        let mut main = session.part(Part::Main);
        let least = main.all(|item| {
            item.requirement == Requirement::Required && item.sides.iter().all(|side| side.setting.sets == 1)
        });
        let who = format!("{:?} {}", self.runner, session.day);
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

    /// A later stage is only entered through the gates of those before it, or where one leads on by itself.
    fn check_step(&self, stage: StageId) {
        if let Some(last) = self.stages.last()
            && stage > *last
            && stage.protocol() == last.protocol()
        {
            let goes_over = knowledge().stage(*last).expect("a stage").overdue == Some(stage);
            assert!(
                self.passed.contains(last) || goes_over,
                "{stage} after {last}, whose gate was never open"
            );
        }
    }
}

/// Whether a step says that less is asked than before.
fn takes_away(step: Step) -> bool {
    use Step::{LessAmber, LessEffort, LessRange, LessRed, Spared};
    matches!(step, LessAmber | LessEffort | LessRange | LessRed | Spared)
}

fn exercise(id: &ExerciseId) -> &'static Exercise {
    knowledge().exercise(id).expect("in the library")
}

/// What an exercise asks, as a load level: less at a share of full effort or with less bend of the hip, more with many
/// repetitions. Estimates, as all of the body's.
fn demand(exercise: &Exercise, amounts: &Amounts) -> f64 {
    let share = f64::from(amounts.share.unwrap_or(100)) / 100.0;
    let bends = exercise.range.as_ref().is_some_and(|range| range.unit == RangeUnit::HipBend);
    let bend = amounts.range.filter(|_| bends).map_or(1.0, |degrees| 0.7 + 0.3 * f64::from(degrees) / 90.0);
    let many = f64::from(amounts.repetitions.unwrap_or(8)) - 8.0;
    f64::from(exercise.load.level()) * share * bend * (1.0 + many * 0.02)
}

/// What was asked of an exercise.
fn asked_of(session: &Session, id: &ExerciseId, part: Part, side: WorkedSide) -> Setting {
    let item = session.part(part).find(|item| item.exercise == *id);
    let asked = item.and_then(|item| item.sides.iter().find(|one| one.side == side));
    asked.expect("what was done was asked").setting
}

/// How much a set is.
fn each(amount: Amount) -> u32 {
    match amount {
        Amount::Repetitions(n) => u32::from(n),
        Amount::Holds { repetitions, seconds } => u32::from(repetitions) * u32::from(seconds),
        Amount::Breaths { repetitions, breaths } => u32::from(repetitions) * u32::from(breaths),
        Amount::Time(s) => u32::from(s),
        Amount::Distance(m) => u32::from(m),
        Amount::Ladder => 0,
    }
}

/// Load of a minute of running at a speed in m/s for a runner whose fastest is 8 m/s: easy, and brisk.
fn of_minute(speed: f64) -> f64 {
    if speed < 3.2 { 0.8 } else { 1.3 }
}

/// Repetitions of an exercise that only lowers, in its lowest dose of the stage or, after a flare, of the one before it;
/// 0 for all others.
fn lowest_lowering(item: &Prescription, stage: StageId) -> f64 {
    let exercise = exercise(&item.exercise);
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
