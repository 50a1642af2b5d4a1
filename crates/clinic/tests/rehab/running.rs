//! Running beside a programme: it keeps to the stage, stands still with it, and is fast no more often than it says.

use crate::common::{Case, as_asked, day, knowledge, pain};
use femoris_clinic::complaint::{AgeGiven, AgeYears};
use femoris_clinic::event::{Entry, PainMoment};
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::illness::Health;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::readiness::decide;
use femoris_clinic::rehab::followed::Followed;
use femoris_clinic::rehab::log::StageDecision;
use femoris_clinic::rehab::plan::LadderRecord;
use femoris_clinic::rehab::session::DayPlan;
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::running::day::{NoStages, RunOfDay, Runner, RunningDay, Stages};
use femoris_clinic::running::fit::OwnSpeeds;
use femoris_clinic::running::matching::DoneAs;
use femoris_clinic::running::prescription::RunSource;
use femoris_clinic::running::record::{Colour, RunRecord};
use femoris_clinic::triage::{Cleared, Outcome};
use femoris_clinic::truth::Truth;
use femoris_measure::{Day, Metres, MetresPerSecond};

/// A case whose mornings are calm and whose tests are all passed, and the day it has come to.
#[derive(Clone)]
struct Log {
    case: Case,
    today: Day,
}

impl Log {
    fn of(protocol: ProtocolId) -> Self {
        let today = day("2026-03-02");
        Self { case: Case::meant_for(protocol, today), today }
    }

    /// The same with a stage that a clinician confirmed.
    fn in_stage(protocol: ProtocolId, stage: StageId) -> Self {
        let mut log = Self::of(protocol);
        log.confirm(stage);
        log
    }

    fn confirm(&mut self, stage: StageId) {
        self.case.add(self.today, Entry::StageDecided(StageDecision::Confirmed { stage }));
    }

    fn morning(&mut self) {
        let today = self.today;
        self.case.morning(today, 0);
        for id in [
            FindingId::LimpWalking,
            FindingId::CannotWalkFastOrClimbStairs,
            FindingId::RunningFormChanged,
            FindingId::MuscleBellyTender,
            FindingId::ResistedKneeFlexionPain,
            FindingId::LargeBruise,
        ] {
            self.case.add(today, Entry::FindingAnswered { id, answer: Finding::Absent });
        }
        for (id, value) in [
            (MeasureId::PainNow, 0.0),
            (MeasureId::PainWalking, 0.0),
            (MeasureId::LoadTestPain, 0.0),
            (MeasureId::MorningStiffnessMin, 5.0),
            (MeasureId::WalkingMin, 60.0),
            (MeasureId::KneeExtensionOtherDeg, 75.0),
            (MeasureId::KneeExtensionSoreDeg, 75.0),
            (MeasureId::StraightLegRaiseOtherDeg, 80.0),
            (MeasureId::StraightLegRaiseSoreDeg, 80.0),
            (MeasureId::HoldOtherS, 60.0),
            (MeasureId::HoldSoreS, 60.0),
            (MeasureId::BridgeOtherReps, 30.0),
            (MeasureId::BridgeSoreReps, 30.0),
            (MeasureId::IsometricKneeFlexionDeficitPct, 0.0),
            (MeasureId::Isometric15DeficitPct, 0.0),
            (MeasureId::PressPain, 0.0),
            (MeasureId::HTestInsecurity, 0.0),
            (MeasureId::ShoeTestPain, 0.0),
            (MeasureId::HingeTestPain, 0.0),
        ] {
            self.case.measure(today, id, value);
        }
    }

    /// The running of the day, beside the programme or as if there were none.
    fn running(&self, with_programme: bool) -> RunningDay {
        self.with_runner(with_programme, |runner, cleared| runner.day(cleared))
    }

    fn with_runner<T>(&self, with_programme: bool, look: impl FnOnce(&Runner<'_>, &Cleared) -> T) -> T {
        self.case.with_scene(self.today, |scene| {
            let Outcome::Cleared(cleared) = &scene.triage.outcome else { panic!("{:?}", scene.triage.flags) };
            let followed = Followed::of(scene);
            let stages: &dyn Stages = if with_programme { &followed } else { &NoStages };
            let answer = decide(cleared, &scene.facts, knowledge());
            let record = RunRecord::fold(&self.case.events, [], self.today);
            let assumed = knowledge().running.assumed;
            let top = MetresPerSecond::new(7.0).ok();
            let speeds = OwnSpeeds { top, easy: None, easy_heart_rate: None, assumed };
            let runner = Runner {
                state: scene.facts.state(),
                events: &self.case.events,
                record: &record,
                answer: &answer,
                speeds: &speeds,
                stages,
                knowledge: knowledge(),
            };
            look(&runner, cleared)
        })
    }

    /// A run was done as it was prescribed, with this much pain.
    fn run(&mut self, hurt: u8) {
        let today = self.today;
        self.case.add(today, Entry::RunTold { told: DoneAs::AsPrescribed });
        self.case.add(today, Entry::PainLogged { moment: PainMoment::During, score: pain(hurt) });
    }

    /// Days with the danger signs denied that each run what is prescribed for them; the running of each.
    fn days(&mut self, count: i32) -> Vec<RunningDay> {
        let mut seen = Vec::new();
        for _ in 0..count {
            self.morning();
            self.case.deny_danger_signs(self.today);
            let running = self.running(true);
            if matches!(running.run, RunOfDay::Run(_)) {
                self.run(0);
            }
            seen.push(running);
            self.today = self.today.plus_days(1);
        }
        seen
    }

    /// Days until the rung is reached, at most so many.
    fn climb_to(&mut self, rung: u8) {
        for _ in 0..60 {
            if self.rung() == rung {
                return;
            }
            self.days(1);
        }
        panic!("rung {rung} is not reached: {:?}", self.running(true));
    }

    fn rung(&self) -> u8 {
        self.running(true).ladder.expect("a ladder").position.rung
    }

    /// A session whose first exercise hurt this much.
    fn session(&mut self, hurt: u8) {
        let session = self.case.session(self.today);
        let done = as_asked(&session, hurt, 3);
        self.case.log_session(self.today, &format!("of-{}", self.today), session.stage, done);
    }
}

/// Why there is no run, or no other.
fn why(running: &RunningDay) -> Vec<String> {
    let why = match &running.run {
        RunOfDay::Run(run) => &run.why,
        RunOfDay::None(none) => &none.why,
    };
    why.iter().map(|reason| reason.rule.to_string()).collect()
}

fn is_run(running: &RunningDay) -> bool {
    matches!(running.run, RunOfDay::Run(_))
}

#[test]
fn nobody_runs_while_the_programme_stands_still() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A2);
    log.climb_to(2);
    log.morning();
    let mut ran = log.clone();
    assert!(ran.days(2).iter().any(is_run), "else there was a run");
    log.session(8);
    for _ in 0..2 {
        let running = log.running(true);
        assert_eq!((is_run(&running), why(&running)), (false, vec!["run.halted".to_owned()]));
        log.today = log.today.plus_days(1);
        log.morning();
    }
    log.today = log.today.plus_days(5);
    log.case.deny_danger_signs(log.today);
    assert!(log.days(2).iter().any(is_run), "answered again, it goes on");
}

#[test]
fn what_was_run_while_the_programme_stood_still_never_counts() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A2);
    log.climb_to(2);
    log.morning();
    log.session(8);
    let before = log.running(true).ladder.expect("a ladder").position;
    log.today = log.today.plus_days(2);
    log.morning();
    log.run(0);
    let stopped = log.today;
    log.today = log.today.plus_days(1);
    log.morning();
    let stood = log.running(true).ladder.expect("a ladder").position;
    assert!(stood.overshoots.contains(&stopped), "{stood:?}");
    log.today = log.today.plus_days(4);
    log.case.deny_danger_signs(log.today);
    log.morning();
    let after = log.running(true).ladder.expect("a ladder").position;
    assert!(after.overshoots.contains(&stopped), "lifting the stop makes no good run of it: {after:?}");
    assert!(after.good_runs.len() <= before.good_runs.len(), "{after:?}");
}

#[test]
fn a_programme_that_refuses_the_case_opens_no_run() {
    let mut log = Log::in_stage(ProtocolId::Tendon, StageId::P1);
    log.morning();
    assert!(is_run(&log.running(true)));
    let younger = AgeYears::new(16).ok().map(AgeGiven::Years);
    log.case.add(log.today, Entry::RunnerDescribed { age: younger, sex: None });
    let running = log.running(true);
    assert_eq!((is_run(&running), why(&running)), (false, vec!["run.guarded".to_owned()]));
    let mut first_stage = Log::in_stage(ProtocolId::Tendon, StageId::P0);
    first_stage.morning();
    assert!(!is_run(&first_stage.running(true)), "no running in the first stage");
    // The danger signs of the first day are answers of long ago by now.
    first_stage.today = first_stage.today.plus_days(60);
    first_stage.morning();
    let running = first_stage.running(true);
    assert_eq!((is_run(&running), why(&running)), (false, vec!["run.guarded".to_owned()]));
}

#[test]
fn who_has_no_complaint_runs_as_without_a_programme() {
    let mut log = Log::of(ProtocolId::Prevention);
    log.case.events.retain(|event| !matches!(event.entry, Entry::ComplaintSet(_)));
    for _ in 0..7 {
        log.morning();
        assert_eq!(log.running(true), log.running(false));
        log.today = log.today.plus_days(1);
    }
    log.case.events.retain(|event| !matches!(event.entry, Entry::RunnerDescribed { .. }));
    assert_eq!(log.running(true), log.running(false), "nor does an unknown age stop them");
}

#[test]
fn the_ladder_falls_back_with_the_stage() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A1);
    log.climb_to(2);
    log.confirm(StageId::A0);
    let days = log.days(3);
    assert!(days.iter().all(|running| !is_run(running) && why(running) == ["run.not_in_stage"]), "{days:?}");
    log.confirm(StageId::A1);
    log.morning();
    assert_eq!(log.rung(), 1, "from below again");

    let mut fast = Log::in_stage(ProtocolId::Acute, StageId::A3);
    fast.climb_to(8);
    fast.confirm(StageId::A2);
    assert_eq!(fast.rung(), 6, "the last of the stage");
    let mut nobody_ran = fast.clone();
    nobody_ran.today = nobody_ran.today.plus_days(1);
    nobody_ran.confirm(StageId::A3);
    assert_eq!(nobody_ran.rung(), 6, "although there was no run in the stage between");
}

#[test]
fn fast_runs_are_as_many_in_seven_days_as_the_stage_has() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A2);
    log.climb_to(6);
    let days = log.days(21);
    let fast: Vec<usize> = (0..days.len())
        .filter(|at| matches!(&days[*at].run, RunOfDay::Run(run) if run.source == RunSource::Ladder))
        .collect();
    assert_eq!(fast.len(), 3, "one a week: {fast:?}");
    assert!(fast.windows(2).all(|pair| pair[1] - pair[0] >= 7), "{fast:?}");
    let eased = days.iter().filter(|running| why(running).contains(&"run.fast_enough".to_owned()));
    assert!(eased.count() >= 6, "the others are easy, with the reason");
}

#[test]
fn the_day_after_heavy_exercises_is_not_a_fast_one() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A3);
    log.climb_to(6);
    while !is_run(&log.running(true)) {
        log.days(1);
    }
    log.morning();
    let fast =
        |log: &Log| matches!(&log.running(true).run, RunOfDay::Run(run) if run.source == RunSource::Ladder);
    assert!(fast(&log), "{:?}", log.running(true).run);
    let is_heavy = |item: &femoris_clinic::rehab::session::Prescription| {
        let exercise = knowledge().exercise(&item.exercise).expect("known");
        exercise.load.level() >= knowledge().conventions.heavy_from
    };
    let today = log.today;
    let heavy_on = |back: i32| {
        let mut log = log.clone();
        log.today = today.plus_days(-back);
        let session = log.case.session(log.today);
        assert!(session.items.iter().any(is_heavy), "{back} days before: {session:?}");
        log.session(0);
        log.today = today;
        (fast(&log), why(&log.running(true)))
    };
    let (is_fast, why) = heavy_on(1);
    assert!(!is_fast && why.contains(&"run.after_heavy".to_owned()), "{why:?}");
    assert!(heavy_on(2).0, "two days are long enough");
}

#[test]
fn what_is_not_written_down_hides_no_pain() {
    let rules = &knowledge().running;
    let ladder = &rules.ladders[0];
    let mut log = Log::of(ProtocolId::Acute);
    log.run(ladder.pain.limit.get());
    let colour = |log: &Log| {
        let record = RunRecord::fold(&log.case.events, [], log.today.plus_days(1));
        record.colour(log.today, &ladder.pain, &rules.progress)
    };
    assert_eq!(colour(&log), Colour::Amber, "no morning was written");
    log.case.morning(log.today.plus_days(1), 0);
    assert_eq!(colour(&log), Colour::Amber);
    let mut good = Log::of(ProtocolId::Acute);
    good.run(0);
    assert_eq!(colour(&good), Colour::Unknown);
}

#[test]
fn only_strong_pain_is_called_strong_and_only_for_its_days() {
    let said = |hurt: u8, days: i32| {
        let mut log = Log::in_stage(ProtocolId::Acute, StageId::A2);
        log.climb_to(2);
        log.run(hurt);
        log.today = log.today.plus_days(days);
        log.morning();
        log.running(true).said.iter().any(|reason| reason.rule.as_str() == "run.severe")
    };
    assert_eq!(
        [said(5, 1), said(6, 1), said(7, 1), said(7, 14), said(7, 15)],
        [false, false, true, true, false]
    );
}

#[test]
fn good_runs_count_from_the_stage_on_and_after_a_setback() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A2);
    log.climb_to(6);
    log.days(16);
    let good = |log: &Log, since: Option<Day>| {
        let position = log.running(true).ladder.expect("a ladder").position;
        position.good_days_since(since).filter(|(_, rung)| *rung == 6).count()
    };
    let before = good(&log, None);
    assert!(before >= 2, "{before}");
    assert_eq!(good(&log, Some(log.today)), 0, "none of a stage that begins today");
    log.run(5);
    log.today = log.today.plus_days(1);
    log.morning();
    assert_eq!(good(&log, None), 0, "a setback makes them count again");
}

/// Worked example 5: a pull in a stride session.
#[test]
fn a_pull_ends_the_day_and_leads_two_rungs_back() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A3);
    log.climb_to(8);
    while !is_run(&log.running(true)) {
        log.days(1);
    }
    log.morning();
    log.run(5);
    log.today = log.today.plus_days(1);
    log.morning();
    assert!(!is_run(&log.running(true)), "not before a day is over");
    assert_eq!(log.rung(), 6);
    let next = log.days(10).into_iter().find(is_run).expect("a run again");
    let rung = next.ladder.expect("a ladder").position.rung;
    assert_eq!(rung, 6, "and the first run again is there");
}

/// Worked example 8: two good runs at the last rung of the stage, and a leg that is not trusted.
#[test]
fn an_insecure_leg_stays_below_full_speed() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A3);
    log.climb_to(9);
    for _ in 0..21 {
        log.case.measure(log.today, MeasureId::HTestInsecurity, 15.0);
        log.days(1);
        assert_eq!(log.rung(), 9);
    }
    log.morning();
    log.case.measure(log.today, MeasureId::HTestInsecurity, 15.0);
    assert_eq!(log.case.standing(log.today, "A4.htest"), Truth::False);
    assert_eq!(log.case.with_plan(log.today, |plan| plan.expect("a plan").may_pass_to(log.today)), None);
    log.case.measure(log.today, MeasureId::HTestInsecurity, 0.0);
    assert_eq!(log.case.standing(log.today, "A4.htest"), Truth::True);
}

#[test]
fn nobody_runs_while_ill_and_the_ladder_is_lower_after_it() {
    for with_programme in [true, false] {
        let mut log = Log::in_stage(ProtocolId::Acute, StageId::A3);
        log.climb_to(5);
        log.days(1);
        let after = |days: i32| {
            let mut log = log.clone();
            log.case.add(log.today, Entry::HealthTold { health: Health::Ill });
            for _ in 0..days {
                log.morning();
                log.case.deny_danger_signs(log.today);
                let running = log.running(with_programme);
                assert_eq!((is_run(&running), why(&running)), (false, vec!["run.ill".to_owned()]));
                log.today = log.today.plus_days(1);
            }
            log.case.add(log.today, Entry::HealthTold { health: Health::Well });
            log.morning();
            log.case.deny_danger_signs(log.today);
            log.running(with_programme)
        };
        let rung = |running: &RunningDay| running.ladder.as_ref().expect("a ladder").position.rung;
        let before = rung(&after(0));
        for (days, lower) in [(1, 1), (2, 1), (3, 2), (4, 2)] {
            let running = after(days);
            assert_eq!(rung(&running), before - lower, "{days} days");
            assert!(why(&running).contains(&"run.after_illness".to_owned()), "{:?}", why(&running));
        }
        // A break of eight days is one rung by itself; an illness of as long is four, and the two are not added.
        assert_eq!(rung(&after(8)), (before - 4).max(1));
        assert!(rung(&after(30)) <= 1, "a month begins anew");
    }
}

#[test]
fn what_was_run_while_ill_never_counts() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A2);
    log.climb_to(2);
    log.days(1);
    log.case.add(log.today, Entry::HealthTold { health: Health::Ill });
    log.today = log.today.plus_days(1);
    log.morning();
    let ran = log.today;
    log.run(0);
    log.today = log.today.plus_days(1);
    log.case.add(log.today, Entry::HealthTold { health: Health::Well });
    log.morning();
    let position = log.running(true).ladder.expect("a ladder").position;
    assert!(position.overshoots.contains(&ran), "{position:?}");
    assert!(position.good_runs.iter().all(|(day, _)| *day != ran));
}

/// In a stage, on a day that has both a session and a run on a rung that was run before, high enough on the ladder.
fn due() -> Log {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A3);
    log.climb_to(5);
    for _ in 0..28 {
        let mut on = log.clone();
        on.morning();
        on.case.deny_danger_signs(on.today);
        let running = on.running(true);
        let is_again = running.ladder.as_ref().is_some_and(|on| on.position.good > 0);
        let session = on.case.today(on.today);
        if is_run(&running) && is_again && matches!(session, Some(DayPlan::Session(_))) {
            return on;
        }
        log.days(1);
    }
    panic!("no such day");
}

#[test]
fn exercises_that_hurt_too_much_keep_the_runner_from_running_until_a_morning_is_about_as_usual() {
    let before = due();
    let rung = |log: &Log| log.running(true).ladder.expect("a ladder").position.rung;
    let next = |log: &mut Log, score: u8| {
        log.today = log.today.plus_days(1);
        log.case.morning(log.today, score);
        log.morning();
        log.case.deny_danger_signs(log.today);
    };
    let flare = |log: &Log| (is_run(&log.running(true)), why(&log.running(true)));
    let kept = (false, vec!["run.flare".to_owned()]);
    let mut log = before.clone();
    log.session(6);
    assert_eq!(flare(&log), kept, "the run of the day itself");
    let again = |log: &Log| match log.running(true).run {
        RunOfDay::None(none) => none.again,
        RunOfDay::Run(_) => None,
    };
    assert_eq!(again(&log), None, "that depends on the mornings");
    next(&mut log, 1);
    assert_eq!(flare(&log), kept, "the day after");
    assert_eq!(again(&log), Some(log.today.plus_days(1)));
    next(&mut log, 1);
    let back = log.running(true);
    assert!(is_run(&back), "{:?}", why(&back));
    assert!(why(&back).contains(&"run.back_by_flare".to_owned()), "{:?}", why(&back));
    assert_eq!(rung(&log), rung(&before) - 2);
    let mut late = before.clone();
    late.session(6);
    for _ in 0..4 {
        next(&mut late, 2);
        assert_eq!(flare(&late), kept, "two above the usual morning");
    }
    let mut usual = late.clone();
    next(&mut usual, 2);
    assert_ne!(flare(&usual), kept, "of the last seven mornings most were like this one");
    let mut silent = late.clone();
    silent.today = silent.today.plus_days(1);
    silent.case.deny_danger_signs(silent.today);
    assert!(!is_run(&silent.running(true)), "a morning that nobody told is no calm one");
    next(&mut late, 1);
    assert!(!flare(&late).1.contains(&"run.flare".to_owned()), "{:?}", flare(&late));
}

#[test]
fn a_session_that_only_left_a_worse_morning_holds_the_ladder_and_no_more() {
    let mut log = due();
    let rung = log.running(true).ladder.expect("a ladder").position.rung;
    log.session(1);
    log.today = log.today.plus_days(1);
    log.case.morning(log.today, 2);
    log.morning();
    let after = log.running(true);
    assert!(!why(&after).contains(&"run.flare".to_owned()), "{:?}", why(&after));
    let position = after.ladder.expect("a ladder").position;
    assert_eq!(position.rung, rung, "{position:?}");
}

#[test]
fn a_run_soon_after_a_session_that_hurt_too_much_never_counts() {
    let mut log = due();
    log.session(6);
    log.today = log.today.plus_days(1);
    log.morning();
    let ran = log.today;
    log.run(0);
    log.today = log.today.plus_days(1);
    log.morning();
    let position = log.running(true).ladder.expect("a ladder").position;
    assert!(position.overshoots.contains(&ran), "{position:?}");
    assert!(position.good_runs.iter().all(|(day, _)| *day != ran));
}

/// Who climbed to a rung, and took up full training a week ago.
fn returned(protocol: ProtocolId, stage: StageId, rung: u8) -> Log {
    let mut log = Log::in_stage(protocol, stage);
    for on_the_way in [6, rung] {
        log.climb_to(on_the_way.min(rung));
    }
    log.days(2);
    log.case.add(log.today, Entry::FullTraining);
    let days = log.days(7);
    assert!(days.iter().all(|running| running.ladder.is_none()), "a plan, no ladder");
    assert!(days.iter().all(|running| !said(running, "run.return_undone")));
    log
}

impl Log {
    /// Two mornings on which the load test is bad.
    fn bad_tests(&mut self) {
        for _ in 0..2 {
            self.morning();
            self.case.measure(self.today, MeasureId::LoadTestPain, 5.0);
            self.today = self.today.plus_days(1);
        }
        self.morning();
    }
}

fn said(running: &RunningDay, rule: &str) -> bool {
    running.said.iter().any(|reason| reason.rule.as_str() == rule)
}

#[test]
fn who_falls_back_after_the_return_climbs_again_and_may_return_anew() {
    let mut log = returned(ProtocolId::Acute, StageId::A4, 12);
    log.bad_tests();
    let fell = log.running(true);
    assert_eq!(
        fell.ladder.as_ref().map(|on| on.position.rung),
        Some(7),
        "the first of the third stage: {fell:?}"
    );
    assert!(said(&fell, "run.return_undone"), "{:?}", fell.said);
    let speed = |running: &RunningDay| {
        let back = running.back.as_ref().expect("a way back");
        back.standings.iter().find(|one| one.criterion.as_str() == "A4.speed").expect("a criterion").met
    };
    assert_ne!(speed(&fell), Truth::True, "what was run before counts no more");
    let days = log.days(5);
    let first = days.iter().find(|running| is_run(running)).expect("a run within five days");
    assert!(why(first).contains(&"run.begins_anew".to_owned()), "{:?}", why(first));
    let RunOfDay::Run(run) = &first.run else { panic!("a run") };
    assert_eq!(run.rung.map(|rung| rung.number), Some(7));
    assert!(days.iter().all(|running| said(running, "run.return_undone")), "said every day of it");
    log.confirm(StageId::A4);
    log.climb_to(12);
    log.days(14);
    assert_eq!(speed(&log.running(true)), Truth::True, "met anew");
    log.case.add(log.today, Entry::FullTraining);
    let anew = log.running(true);
    assert!(anew.ladder.is_none() && !said(&anew, "run.return_undone"), "and full training is taken up anew");
    log.bad_tests();
    assert_eq!(log.rung(), 7, "nor is a second fall the end");
}

#[test]
fn the_ladder_begins_anew_two_below_the_last_that_was_run_where_that_is_lower() {
    let rung_after = |protocol, stage, rung| {
        let mut log = returned(protocol, stage, rung);
        log.bad_tests();
        log.rung()
    };
    assert_eq!(rung_after(ProtocolId::Acute, StageId::A3, 4), 2, "A2 begins at R3");
    assert_eq!(rung_after(ProtocolId::Acute, StageId::A3, 8), 3);
    assert_eq!(rung_after(ProtocolId::Tendon, StageId::P5, 12), 8);
    assert_eq!(rung_after(ProtocolId::Tendon, StageId::P5, 7), 5);
}

#[test]
fn a_run_on_the_day_that_undid_the_return_never_counts_where_sessions_hurt_too_much() {
    let mut log = returned(ProtocolId::Acute, StageId::A4, 12);
    let undone = |log: &Log| said(&log.running(true), "run.return_undone");
    for _ in 0..14 {
        log.morning();
        log.case.deny_danger_signs(log.today);
        if undone(&log) {
            break;
        }
        if let Some(DayPlan::Session(_)) = log.case.today(log.today) {
            log.session(6);
        }
        log.today = log.today.plus_days(1);
    }
    assert!(undone(&log), "sessions that hurt undo it");
    assert_eq!(why(&log.running(true)), ["run.flare"], "no run is due");
    let fell = log.today;
    log.run(0);
    log.today = fell.plus_days(1);
    log.morning();
    let position = log.running(true).ladder.expect("a ladder").position;
    assert!(position.overshoots.contains(&fell), "{position:?}");
    assert!(position.good_runs.iter().all(|(day, _)| *day != fell), "{position:?}");
}

#[test]
fn a_first_run_on_a_day_of_rest_after_a_session_that_hurt_never_counts() {
    let mut log = Log::in_stage(ProtocolId::Tendon, StageId::P1);
    log.morning();
    assert!(is_run(&log.running(true)), "else there was a run");
    log.session(6);
    log.today = log.today.plus_days(1);
    log.morning();
    let ran = log.today;
    assert_eq!(why(&log.running(true)), ["run.flare"]);
    log.run(0);
    log.today = log.today.plus_days(1);
    log.morning();
    let position = log.running(true).ladder.expect("a ladder").position;
    assert!(position.overshoots.contains(&ran), "{position:?}");
    assert!(position.good_runs.is_empty(), "{position:?}");
}

#[test]
fn a_long_pause_undoes_the_return_whatever_was_run_in_it() {
    let mut log = returned(ProtocolId::Acute, StageId::A4, 12);
    log.morning();
    log.session(0);
    log.today = log.today.plus_days(1);
    let days = log.days(27);
    assert!(days.iter().all(|running| running.ladder.is_none()), "not yet");
    log.days(1);
    let paused = log.running(true);
    assert!(said(&paused, "run.return_undone"), "{paused:?}");
    assert_eq!(log.rung(), 3, "the first of the second stage");
}

#[test]
fn only_a_stage_that_is_fallen_back_to_undoes_the_return() {
    let climbs = |log: &Log| log.running(true).ladder.is_some();
    let mut log = returned(ProtocolId::Acute, StageId::A4, 12);
    log.confirm(StageId::A5);
    log.today = log.today.plus_days(1);
    log.morning();
    assert!(!climbs(&log), "a later stage does not");
    log.confirm(StageId::A3);
    assert!(climbs(&log), "an earlier one by a clinician's word does");
    let mut healthy = Log::in_stage(ProtocolId::Prevention, StageId::V2);
    healthy.case.add(healthy.today, Entry::FullTraining);
    healthy.days(3);
    healthy.confirm(StageId::V1);
    healthy.today = healthy.today.plus_days(1);
    healthy.morning();
    assert!(!climbs(&healthy), "prevention is no way back");
}

#[test]
fn who_returns_early_is_not_stuck_before_the_stages_that_follow() {
    let mut log = returned(ProtocolId::Acute, StageId::A3, 9);
    let record = |log: &Log| {
        log.with_runner(true, |runner, cleared| {
            LadderRecord::of(runner, &runner.day(cleared), Some(log.today))
        })
    };
    let passed = StageDecision::Passed { from: StageId::A3, to: StageId::A4 };
    log.case.add(log.today, Entry::StageDecided(passed));
    assert!(record(&log).returned, "the gate of a stage that began since asks for no ladder either");
    log.today = log.today.plus_days(1);
    log.confirm(StageId::A2);
    log.morning();
    let fell = record(&log);
    assert_eq!((fell.returned, fell.undone), (false, Some(log.today)));
}

#[test]
fn in_the_week_before_a_race_the_ladder_waits() {
    let mut log = Log::in_stage(ProtocolId::Acute, StageId::A3);
    log.climb_to(3);
    log.days(1);
    let mut free = log.clone();
    free.days(6);
    assert!(free.rung() > 3, "else it goes on");
    let race = log.today.plus_days(7);
    log.case.add(log.today, Entry::GoalSet { day: race, distance: Metres::new(10_000.0).expect("a way") });
    let days = log.days(7);
    let held = |running: &RunningDay| why(running).contains(&"run.held_by_race".to_owned());
    assert!(days.iter().any(held), "{:?}", days.last());
    assert!(days.iter().all(|running| running.ladder.as_ref().is_some_and(|on| on.position.rung == 3)));
    log.days(2);
    assert!(log.rung() > 3, "after the race it goes on");
}
