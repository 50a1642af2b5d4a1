//! What was done moves the ladder by what its own day allowed, and a race is answered by what the ladder leaves.

#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{Complaint, Location, Onset, Side};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::load::{SpeedBins, SpeedPieces, SteadyTime};
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::readiness::decide;
use femoris_clinic::restriction::{Caps, Restriction, RestrictionEffect};
use femoris_clinic::running::day::{NoStages, RunOfDay, Runner, RunningDay};
use femoris_clinic::running::fit::OwnSpeeds;
use femoris_clinic::running::goal::{Fits, GoalAnswer};
use femoris_clinic::running::matching::Measured;
use femoris_clinic::running::position::Position;
use femoris_clinic::running::prescription::{Length, PrescribedRun};
use femoris_clinic::running::record::RunRecord;
use femoris_clinic::running::rules::RunRule;
use femoris_clinic::triage::{Outcome, triage};
use femoris_measure::{Day, Instant, Metres, MetresPerSecond, PainScore, Percent};
use std::sync::OnceLock;

const TOP: f64 = 7.0;

/// Read once: reading it is most of the work.
fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| femoris_knowledge::embedded().expect("valid"))
}

/// A log with the runs beside it.
struct Log {
    knowledge: &'static Knowledge,
    first: Day,
    events: Vec<Event>,
    done: Vec<(Day, Measured)>,
}

impl Log {
    fn new() -> Self {
        let first = Day::from_ymd(2026, 1, 5).expect("a Monday");
        Self { knowledge: knowledge(), first, events: Vec::new(), done: Vec::new() }
    }

    /// Pain at the sit bone that came slowly, told on day 0.
    fn tendon() -> Self {
        let mut log = Self::new();
        log.add(
            0,
            Entry::ComplaintSet(Complaint {
                setting: None,
                onset: Some(Onset::Gradual),
                onset_date: None,
                side: Some(Side::Left),
                location: Some(Location::SitBone),
            }),
        );
        log
    }

    fn add(&mut self, day: i32, entry: Entry) {
        let sequence = Sequence(self.events.len() as u64 + 1);
        let at = Instant::from_unix_ms(i64::from(day) * 86_400_000);
        self.events.push(Event { sequence, at, day: self.first.plus_days(day), entry });
    }

    /// A calm morning with a load test.
    fn morning(&mut self, day: i32, load_test: f64) {
        let none = PainScore::new(0).expect("none");
        self.add(day, Entry::PainLogged { moment: PainMoment::NextMorning, score: none });
        self.add(day, Entry::FindingAnswered { id: FindingId::LimpWalking, answer: Finding::Absent });
        for (id, value) in [(MeasureId::LoadTestPain, load_test), (MeasureId::MorningStiffnessMin, 5.0)] {
            self.add(day, Entry::Measured(Measure::new(id, value).expect("on its scale")));
        }
    }

    /// The run as it is written, without pain.
    fn run(&mut self, day: i32, run: &PrescribedRun) {
        let (mut speeds, mut times) = (SpeedBins::default(), Vec::new());
        let (mut total, mut metres) = (0.0, 0.0);
        for step in run.blocks().iter().flat_map(|block| (0..block.times()).flat_map(|_| block.steps())) {
            let share = step.share.map(|share| f64::midpoint(share.from.get(), share.to.get()) / 100.0);
            let speed = share.map_or(1.4, |share| share * TOP);
            let seconds = match step.length {
                Length::Time(time) => time.get(),
                Length::Distance(way) => way.get() / speed,
            };
            speeds.add(speed, seconds, 0);
            times.push(SteadyTime { from_s: total, to_s: total + seconds, speed });
            (total, metres) = (total + seconds, metres + seconds * speed);
        }
        let run = Measured {
            total_s: Some(total),
            metres: Some(metres),
            speeds: Some(speeds),
            pieces: SpeedPieces::of(times),
            steep_m: Some(0.0),
        };
        self.done.push((self.first.plus_days(day), run));
        let none = PainScore::new(0).expect("none");
        self.add(day, Entry::PainLogged { moment: PainMoment::During, score: none });
    }

    /// Runs before the complaint, of so many metres each.
    fn ran_before(&mut self, metres: f64) {
        for ago in (2..60).step_by(4) {
            let run = Measured { total_s: Some(metres / 3.0), metres: Some(metres), ..Measured::default() };
            self.done.push((self.first.plus_days(-ago), run));
        }
        self.done.sort_by_key(|(day, _)| *day);
    }

    fn on(&self, day: i32) -> (RunningDay, Option<GoalAnswer>) {
        let today = self.first.plus_days(day);
        let record = RunRecord::fold(&self.events, self.done.iter().cloned(), today);
        let first_run = self.done.first().map(|(day, _)| *day);
        let load = record.load_before(today, first_run, self.knowledge.load.baseline_days);
        let state = CaseState::fold(&self.events, today, load);
        let facts = Facts::new(&state, &self.knowledge.freshness);
        let triage = triage(&facts, self.knowledge);
        let Outcome::Cleared(cleared) = &triage.outcome else { panic!("{:?}", triage.flags) };
        let answer = decide(cleared, &facts, self.knowledge);
        let speeds = OwnSpeeds {
            top: MetresPerSecond::new(TOP).ok(),
            easy: None,
            easy_heart_rate: None,
            assumed: self.knowledge.running.assumed,
        };
        let runner = Runner {
            state: &state,
            events: &self.events,
            record: &record,
            answer: &answer,
            speeds: &speeds,
            stages: &NoStages,
            knowledge: self.knowledge,
        };
        let running = runner.day(cleared);
        let goal = runner.goal(running.ladder.as_ref());
        (running, goal)
    }

    fn asked(&self, day: i32) -> PrescribedRun {
        match self.on(day).0.run {
            RunOfDay::Run(run) => *run,
            RunOfDay::None(none) => panic!("day {day}: {:?}", none.why),
        }
    }

    fn position(&self, day: i32) -> Position {
        self.on(day).0.ladder.expect("a ladder is climbed").position
    }
}

/// Two runs on the lowest rung, the second on a morning with this load test.
fn two_runs(second_morning: f64, restriction: Option<Restriction>) -> Log {
    let mut log = Log::tendon();
    log.morning(0, 0.0);
    let first = log.asked(0);
    log.run(0, &first);
    log.morning(1, 0.0);
    restriction.into_iter().for_each(|restriction| log.add(2, Entry::RestrictionSet(restriction)));
    log.morning(2, second_morning);
    log.run(2, &first);
    log.morning(3, 0.0);
    log.morning(4, 0.0);
    log
}

#[test]
fn two_good_runs_on_days_that_allowed_them_lead_up() {
    let position = two_runs(0.0, None).position(4);
    assert_eq!((position.rung, position.why), (2, RunRule::Up));
    assert!(position.overshoots.is_empty());
}

#[test]
fn a_run_on_a_day_whose_answer_allowed_none_does_not_count() {
    let log = two_runs(5.0, None);
    let position = log.position(4);
    assert_eq!((position.rung, position.good, position.why), (1, 1, RunRule::HeldOver));
    assert_eq!(position.overshoots, [log.first.plus_days(2)]);
}

#[test]
fn a_run_that_its_day_slowed_does_not_count_as_the_rung() {
    let slow = Caps { top_speed: Percent::new(45.0).ok(), ..Caps::default() };
    let restriction =
        Restriction { text: "Slowly.".to_owned(), until: None, effect: RestrictionEffect::Cap(slow) };
    let position = two_runs(0.0, Some(restriction)).position(4);
    assert_eq!((position.rung, position.good, position.why), (1, 1, RunRule::HeldShort));
    assert!(position.overshoots.is_empty(), "it was done as it was written");
}

#[test]
fn a_long_run_is_not_built_on_what_was_run_before_a_long_ladder() {
    let race = |log: &mut Log, days: i32| {
        let distance = Metres::new(21_100.0).expect("a way");
        log.add(0, Entry::GoalSet { day: log.first.plus_days(days), distance });
    };
    let mut healthy = Log::new();
    healthy.ran_before(18_000.0);
    race(&mut healthy, 40);
    let answer = healthy.on(0).1.expect("a goal");
    assert_eq!((answer.fits, answer.build_days), (Fits::Comfortable, 0), "the long run is there");

    let mut hurt = Log::tendon();
    hurt.ran_before(18_000.0);
    hurt.morning(0, 0.0);
    race(&mut hurt, 100);
    let answer = hurt.on(0).1.expect("a goal");
    assert!(answer.ladder_days > 30, "{answer:?}");
    assert!(answer.build_days > 28, "the spike rule holds for whoever comes off the ladder: {answer:?}");
    assert_eq!(answer.fits, Fits::No);
    let all = answer.ladder_days + answer.return_days + answer.build_days;
    assert_eq!(answer.earliest, Some(hurt.first.plus_days(all as i32)));
}

#[test]
fn a_race_fits_comfortably_tightly_not_or_cannot_be_told() {
    let asked = |metres: f64, days: i32| {
        let mut log = Log::new();
        log.ran_before(5_000.0);
        let distance = Metres::new(metres).expect("a way");
        log.add(0, Entry::GoalSet { day: log.first.plus_days(days), distance });
        log.on(0).1.expect("a goal").fits
    };
    assert_eq!(asked(5_000.0, 40), Fits::Comfortable);
    assert_eq!(asked(42_195.0, 60), Fits::No);
    let least = (1..800).find(|days| asked(42_195.0, *days) != Fits::No).expect("some day");
    assert_eq!(asked(42_195.0, least), Fits::Tight);
    assert_eq!(asked(42_195.0, least * 2), Fits::Comfortable);
    let mut empty = Log::new();
    let distance = Metres::new(10_000.0).expect("a way");
    empty.add(0, Entry::GoalSet { day: empty.first.plus_days(90), distance });
    assert_eq!(empty.on(0).1.expect("a goal").fits, Fits::Unknown);
}

#[test]
fn a_healthy_runner_who_runs_more_than_the_plan_again_and_again_is_talked_to() {
    let said = |more: bool, goal: bool| {
        let mut log = Log::new();
        log.ran_before(5_000.0);
        if goal {
            let distance = Metres::new(10_000.0).expect("a way");
            log.add(0, Entry::GoalSet { day: log.first.plus_days(120), distance });
        }
        for day in 0..14 {
            let RunOfDay::Run(run) = log.on(day).0.run else { continue };
            log.run(day, &run);
            if more {
                let again = log.done.last().cloned().expect("a run");
                log.done.push(again);
            }
        }
        let said = log.on(14).0.said;
        said.iter().any(|reason| reason.rule.as_str() == RunRule::OverAgain.id())
    };
    assert!(said(true, true), "every run was run twice");
    assert!(!said(false, true), "as it was written");
    assert!(!said(true, false), "who asked for no plan is told nothing about it");
}

#[test]
fn the_watch_after_a_return_is_as_long_as_the_evidence_says() {
    let knowledge = knowledge();
    let weeks = knowledge.reinjury.watch_weeks;
    assert_eq!(u32::from(knowledge.running.back.watch_days), weeks * 7);
}

#[test]
fn a_plan_stays_within_the_longest_run_and_under_a_clinician() {
    let mut log = Log::new();
    log.ran_before(5_000.0);
    let runs = |log: &Log| -> Vec<PrescribedRun> {
        let days = (0..7).map(|day| log.on(day).0.run);
        days.filter_map(|run| match run {
            RunOfDay::Run(run) => Some(*run),
            RunOfDay::None(_) => None,
        })
        .collect()
    };
    let week = runs(&log);
    assert!(week.len() >= 2, "nothing was asked or told, and nothing needs to be");
    for run in &week {
        let most = run.caps().distance.expect("the longest run bounds it").get();
        assert!((most - 5_500.0).abs() < 1.0, "{most}");
    }
    let restriction =
        Restriction { text: "Not yet.".to_owned(), until: None, effect: RestrictionEffect::NoRun };
    log.add(0, Entry::RestrictionSet(restriction));
    assert!(runs(&log).is_empty(), "a clinician's word stands above the plan");
}
