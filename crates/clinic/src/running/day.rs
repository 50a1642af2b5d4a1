//! The running of a day: one run or none, from where the runner stands and what today permits.
//!
//! Nobody gets a run here without the proof that triage raised no flag:
//!
//! ```compile_fail
//! use femoris_clinic::running::day::{Runner, RunningDay};
//! fn skip_triage(runner: &Runner<'_>) -> RunningDay {
//!     runner.day(&())
//! }
//! ```
//!
//! ```
//! use femoris_clinic::{running::day::{Runner, RunningDay}, triage::Cleared};
//! fn after_triage(cleared: &Cleared, runner: &Runner<'_>) -> RunningDay {
//!     runner.day(cleared)
//! }
//! ```

use crate::case::{CaseState, Replay};
use crate::event::Event;
use crate::evidence::RuleId;
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::readiness::{Decision, InjuryClass, RunToday};
use crate::rehab::dose::Span;
use crate::rehab::flare::Flare;
use crate::rehab::gate::{Gate, LadderId, Passage, Record, Rung, RungLimits, Sessions};
use crate::rehab::protocol::Runs;
use crate::running::back::FullTraining;
use crate::running::fit::{Fitted, OwnSpeeds, fit};
use crate::running::ladder::{Bound, Ladder, LadderRung, SetbackKind};
use crate::running::matching::{Kept, Yardstick};
use crate::running::position::{Climb, Due, Gates, Position, within};
use crate::running::prescription::{PrescribedRun, RunCaps, RunReason, RunSource, RunStep};
use crate::running::record::{DayRun, RunRecord};
use crate::running::rules::{RunRule, RunningRules, Way};
use crate::triage::Cleared;
use crate::truth::Truth;
use crate::verdict::decide;
use femoris_measure::{Day, Metres, PainScore, Percent, Seconds};
use std::cell::RefCell;

/// The stage of rehabilitation on a day, as far as running goes; `None` where none is followed.
pub trait Stages {
    /// What the stage of a day says about running.
    fn runs_on(&self, day: Day) -> Option<&Runs>;

    /// Whether exercises of a day from one on, and before another, were taken badly.
    fn red_between(&self, from: Day, before: Day) -> bool;

    /// The newest session that hurt more than is tolerated, of the days from one on and before another.
    fn flare(&self, _from: Day, _before: Day) -> Option<Flare> {
        None
    }

    /// The first day after one on which a stage of the way back was fallen back to, or begun anew after a long pause.
    fn fell_back(&self, _after: Day) -> Option<Day> {
        None
    }

    /// Whether the programme stood still on a day that is over, by what was known then.
    fn stood_still(&self, _day: Day, _then: &Facts<'_>, _knowledge: &Knowledge) -> bool {
        false
    }

    /// Whether a heavy or a springy exercise was done on an earlier day, but too short before a fast run of this one.
    fn heavy_before(&self, _day: Day) -> bool {
        false
    }

    /// Why nobody runs today whatever the stage says; `None` where no programme stands in the way.
    fn stop(&self) -> Option<Stop> {
        None
    }
}

/// Why a programme keeps a runner from running today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// It stands still after a sign or very strong pain: nobody runs, not even who is back at full training.
    Halted,
    /// It refuses the complaint as it is known: nobody runs who has one.
    Guarded,
    /// None is meant for the complaint as it is known: nobody runs fast who has one.
    Unmeant,
}

/// Nobody follows a protocol.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoStages;

impl Stages for NoStages {
    fn runs_on(&self, _day: Day) -> Option<&Runs> {
        None
    }

    fn red_between(&self, _from: Day, _before: Day) -> bool {
        false
    }
}

/// A runner on a day: everything a run is decided from.
#[derive(Clone, Copy)]
pub struct Runner<'a> {
    /// The case on the day.
    pub state: &'a CaseState,
    /// The log, for gates of past days.
    pub events: &'a [Event],
    /// What was done.
    pub record: &'a RunRecord,
    /// The answer of the day.
    pub answer: &'a RunToday,
    /// How fast the runner is.
    pub speeds: &'a OwnSpeeds,
    /// Stages of rehabilitation.
    pub stages: &'a dyn Stages,
    /// What is known.
    pub knowledge: &'a Knowledge,
}

/// No run, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct NoRun {
    /// Why, the most telling reason first.
    pub why: Vec<RunReason>,
    /// The first day a run may be due again; `None` where that depends on what is found until then.
    pub again: Option<Day>,
}

/// A run or none.
#[derive(Debug, Clone, PartialEq)]
pub enum RunOfDay {
    /// This run.
    Run(Box<PrescribedRun>),
    /// None.
    None(NoRun),
}

/// Where the runner stands on a ladder, for whoever shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct OnLadder {
    /// Which ladder.
    pub ladder: LadderId,
    /// Where on it.
    pub position: Position,
    /// How the gate before the next rung stands, where there is one.
    pub next_gate: Option<Passage>,
}

/// The running of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct RunningDay {
    /// The run, or none.
    pub run: RunOfDay,
    /// The ladder, while one is climbed.
    pub ladder: Option<OnLadder>,
    /// What is worth saying beside it: setbacks, runs that went beyond, the months after the return.
    pub said: Vec<RunReason>,
    /// How the return to full training stands; `None` where there is nothing to return from.
    pub back: Option<Passage>,
}

impl Runner<'_> {
    /// The running of the day. The day's own run is not looked at: it is what will be held against this.
    pub fn day(&self, _cleared: &Cleared) -> RunningDay {
        match self.way() {
            None => {
                let run = match self.stages.stop() {
                    Some(Stop::Halted) => self.none(RunRule::Halted, None),
                    _ if self.hurts_somewhere() => self.none(RunRule::NotToday, None),
                    _ => self.planned(),
                };
                RunningDay { run, ladder: None, said: self.said_beside_plan(), back: None }
            }
            Some(ladder) => self.on_ladder(ladder),
        }
    }

    /// Whether something was told of a complaint, but not where it is, and today's answer permits no run by what is known.
    fn hurts_somewhere(&self) -> bool {
        let is_open = self.state.complaint.location.is_none() && self.state.tells_of_a_complaint();
        is_open && self.answer.decision > Decision::Modified && self.full_training().since().is_none()
    }

    /// The days of full training.
    pub fn full_training(&self) -> FullTraining {
        FullTraining::of(&self.record.returns, self.stages)
    }

    /// The ladder that is climbed; `None` for a healthy runner and in full training.
    pub fn way(&self) -> Option<&Ladder> {
        let hurts = self.state.complaint.location.is_some() && self.full_training().since().is_none();
        let rule = self.rules().way(self.answer.class).filter(|_| hurts)?;
        let id = match self.record.way.unwrap_or(rule.usual) {
            Way::Ladder => rule.ladder,
            Way::KeepRunning => rule.keep,
        };
        self.rules().ladder(id)
    }

    pub(super) fn rules(&self) -> &RunningRules {
        &self.knowledge.running
    }

    pub(super) fn today(&self) -> Day {
        self.state.today
    }

    /// The climb of a ladder, with gates of every day.
    pub fn climb<'a>(&'a self, ladder: &'a Ladder, gates: &'a dyn Gates) -> Climb<'a> {
        Climb {
            ladder,
            progress: &self.rules().progress,
            usual_run: self.usual_run(),
            yardstick: self.yardstick(),
            record: self.record,
            gates,
        }
    }

    /// What runs are compared with.
    pub fn yardstick(&self) -> Yardstick<'_> {
        Yardstick { rules: &self.rules().matching, measures: &self.knowledge.measures, speeds: self.speeds }
    }

    fn on_ladder(&self, ladder: &Ladder) -> RunningDay {
        let past = Past::of(self);
        let climb = self.climb(ladder, &past);
        let position = climb.position(self.today());
        let run = self.run_on(&climb, &position);
        // While the way has not begun, the gate to look at is that of the first run.
        let ahead = u8::from(!position.closed || self.is_empty(ladder, &position));
        let next = ladder.rung(position.rung.saturating_add(ahead));
        let next_gate =
            next.filter(|rung| !rung.gate.criteria.is_empty()).map(|rung| self.passage(&rung.gate));
        let mut said = self.said(&position);
        if position.done {
            said.insert(0, self.reason(RunRule::LadderDone));
        }
        if past.full.undone().is_some() {
            said.insert(0, self.reason(RunRule::ReturnUndone));
        }
        let done = Done { runner: self, position: Some((ladder.id, &position)), day: self.today() };
        let facts = Facts::new(self.state, &self.knowledge.freshness);
        let back = self.return_gate().map(|gate| gate.judge(&facts, &done));
        RunningDay { run, ladder: Some(OnLadder { ladder: ladder.id, position, next_gate }), said, back }
    }

    fn is_empty(&self, ladder: &Ladder, position: &Position) -> bool {
        ladder.rung(position.rung).is_some_and(|rung| rung.blocks.is_empty())
    }

    /// What must be met before full training, for this class.
    pub fn return_gate(&self) -> Option<&Gate> {
        let class = match self.answer.class {
            InjuryClass::Unclassified => InjuryClass::Muscle,
            class => class,
        };
        let (_, stage) = self.rules().back.gates.iter().find(|(of, _)| *of == class)?;
        self.knowledge.stage(*stage).map(|stage| &stage.exit)
    }

    fn run_on(&self, climb: &Climb<'_>, position: &Position) -> RunOfDay {
        let today = self.today();
        if let Some(rule) = self.barred(climb.ladder, position) {
            return self.none(rule, None);
        }
        if position.done {
            return self.planned();
        }
        if let Some(flare) = self.flare() {
            let again = flare.over.map(|over| position.earliest.map_or(over, |earliest| earliest.max(over)));
            return self.none(RunRule::Flare, again);
        }
        if let Some(earliest) = position.earliest.filter(|earliest| today < *earliest) {
            return self.none(RunRule::RestDay, Some(earliest));
        }
        let Some((blocks, own)) = climb.asked(position.rung, position.due) else {
            return self.none(RunRule::NotYet, None);
        };
        let Some(rung) = climb.ladder.rung(position.rung) else { return self.none(RunRule::NotYet, None) };
        let own = RunCaps { distance: self.longest(rung.bound), ..own };
        let Some(fitted) = fit(blocks, self.within_today(own), self.speeds) else {
            return self.none(RunRule::NothingLeft, None);
        };
        let why = self.why(position, &fitted, own);
        RunOfDay::Run(Box::new(self.prescribe(climb.ladder, rung, position, fitted, why)))
    }

    /// What keeps the runner from any run today, the gravest first.
    fn barred(&self, ladder: &Ladder, position: &Position) -> Option<RunRule> {
        match self.stages.stop() {
            Some(Stop::Halted) => return Some(RunRule::Halted),
            Some(Stop::Guarded) => return Some(RunRule::Guarded),
            Some(Stop::Unmeant) | None => {}
        }
        if self.state.is_ill() {
            return Some(RunRule::Ill);
        }
        if self.answer.decision > Decision::Modified {
            return Some(RunRule::NotToday);
        }
        let fell = position.why == RunRule::BackByStage && self.is_empty(ladder, position);
        if fell || !self.stages.runs_on(self.today()).is_none_or(|runs| self.stage_permits(runs)) {
            let rule = if fell || !position.closed { RunRule::NotInStage } else { RunRule::NotYet };
            return Some(rule);
        }
        position.closed.then_some(RunRule::NotYet)
    }

    /// A session of the last days, or of today, that keeps the runner from running today.
    pub(super) fn flare(&self) -> Option<Flare> {
        let today = self.today();
        // Who has no complaint has no usual morning to wait for either: only the days themselves are free of runs.
        let calm_days = i32::from(self.knowledge.dose.flare.calm_days);
        let from = self.record.began.unwrap_or(today.plus_days(1 - calm_days));
        self.stages.flare(from, today.plus_days(1)).filter(|flare| flare.lasts(today))
    }

    /// Whether today's answer and the stage of today let anybody run.
    fn permits(&self) -> bool {
        let stage = self.stages.runs_on(self.today());
        self.answer.decision <= Decision::Modified && stage.is_none_or(|runs| self.stage_permits(runs))
    }

    /// Whether the stage of today lets anybody run: where it names neither rungs nor a limit nor a fast run, nobody does.
    fn stage_permits(&self, runs: &Runs) -> bool {
        let none = runs.rungs.is_none()
            && runs.minutes_up_to.is_none()
            && runs.volume_up_to_pct.is_none()
            && runs.quality_per_week == 0;
        let facts = Facts::new(self.state, &self.knowledge.freshness);
        !none && runs.when.as_ref().is_none_or(|when| when.evaluate(&facts) == Truth::True)
    }

    fn prescribe(
        &self,
        ladder: &Ladder,
        rung: &LadderRung,
        position: &Position,
        fitted: Fitted,
        why: Vec<RunReason>,
    ) -> PrescribedRun {
        let source = match (position.due, ladder.id) {
            (Due::Between, _) => RunSource::Between,
            (Due::Rung, LadderId::Keep) => RunSource::KeepRunning,
            (Due::Rung, _) => RunSource::Ladder,
        };
        let notes = [&rung.note, &ladder.stop].into_iter().filter(|note| !note.is_empty()).cloned().collect();
        PrescribedRun {
            day: self.today(),
            source,
            rung: Some(rung.rung),
            name: rung.name.clone(),
            run: self.in_words(fitted),
            notes,
            why,
        }
    }

    fn why(&self, position: &Position, fitted: &Fitted, own: RunCaps) -> Vec<RunReason> {
        let mut why = Vec::new();
        if position.due == Due::Between {
            why.push(self.reason(position.eased_by.unwrap_or(RunRule::Between)));
        }
        why.push(self.reason(position.held_by.unwrap_or(position.why)));
        if fitted.is_shortened() {
            let by_longest = own.distance.is_some() && fitted.caps().distance == own.distance;
            let rule = if by_longest { RunRule::WithinLongest } else { RunRule::Limited };
            why.push(self.reason(rule));
        }
        if self.speeds.top.is_none() {
            why.push(self.reason(RunRule::ByFeel));
        }
        why
    }

    /// A run's own caps, with those of today's answer, a clinician and the stage laid on.
    pub(super) fn within_today(&self, own: RunCaps) -> RunCaps {
        let answer = self.answer.caps;
        let stage = self.stages.runs_on(self.today());
        let pct = |share: Option<Percent>, of: Option<Seconds>| {
            Seconds::new(of?.get() * share?.get() / Percent::HIGH).ok()
        };
        let minutes = |minutes: f64| Seconds::new(minutes * 60.0).ok(); // number: seconds in a minute
        let of_stage = stage.and_then(|runs| runs.volume_up_to_pct);
        // Shares of volume are of the usual volume, not of the rung.
        let usual = Some(self.usual_run());
        let running = [
            own.running,
            pct(answer.volume_to, usual),
            answer.minutes.and_then(|most| minutes(most.get())),
            stage.and_then(|runs| runs.minutes_up_to).and_then(|most| minutes(f64::from(most))),
            pct(of_stage.and_then(|share| Percent::new(f64::from(share)).ok()), usual),
        ];
        RunCaps {
            running: running.into_iter().flatten().reduce(|a, b| if b < a { b } else { a }),
            distance: lower(own.distance, answer.distance),
            share: lower(own.share, answer.top_speed),
            terrain: own.terrain.max(answer.terrain),
            fast: own.fast,
            speed: None,
        }
    }

    /// Today's distance within the longest run of 30 days, where the rung is bound by it and there are 30 days of runs.
    fn longest(&self, bound: Bound) -> Option<Metres> {
        self.within_longest().filter(|_| bound == Bound::LongestRun)
    }

    /// The distance that stays within the longest run of 30 days; `None` without 30 days of runs. It holds whatever is known of
    /// the day: an answer that nothing is known of says nothing about distances.
    pub(super) fn within_longest(&self) -> Option<Metres> {
        self.knowledge.load.view(&self.state.load, self.today()).suggested_distance
    }

    /// Whether something forbids running today. That too little is known to permit it is no such thing for whoever has nothing to
    /// come back from.
    pub(super) fn is_forbidden(&self) -> bool {
        self.answer.is_forbidden()
    }

    /// Targets in words, where the runner's own top speed is not known.
    pub(super) fn in_words(&self, fitted: Fitted) -> Fitted {
        let feel = |step: &RunStep| step.share.map(|share| self.rules().feel(share.to).to_owned());
        fitted.with_feel(feel)
    }

    /// The running time of the runner's usual run: the middle of the runs in the four weeks before the complaint.
    pub fn usual_run(&self) -> Seconds {
        let began = self.record.began.unwrap_or(self.today());
        let from = began.plus_days(-i32::from(self.rules().plan.look_back_days));
        let of = |run: &DayRun| run.measured.as_ref()?.whole.total_s;
        let mut times: Vec<f64> =
            self.record.runs.range(from..began).filter_map(|(_, run)| of(run)).collect();
        times.sort_by(f64::total_cmp);
        let middle = times.get(times.len().saturating_sub(1) / 2).copied();
        middle.and_then(|seconds| Seconds::new(seconds).ok()).unwrap_or(self.rules().usual_run)
    }

    /// Metres of the longest run of the rungs ahead.
    pub(super) fn longest_ahead(&self, ladder: &Ladder, on: &OnLadder) -> Option<f64> {
        let past = Past::of(self);
        let climb = self.climb(ladder, &past);
        let ahead = ladder.rungs.iter().filter(|rung| rung.rung.number >= on.position.rung);
        let runs = ahead.filter_map(|rung| climb.nominal(rung.rung.number, Due::Rung));
        runs.map(|run| run.size(self.speeds).metres).reduce(f64::max)
    }

    /// What is worth saying beside a run.
    fn said(&self, position: &Position) -> Vec<RunReason> {
        let (progress, today) = (&self.rules().progress, self.today());
        let severe = self.severe(position);
        let mut said = Vec::new();
        for rule in &progress.setbacks {
            let days = match rule.of {
                SetbackKind::Any => &position.setbacks,
                SetbackKind::Severe => &severe,
            };
            if within(days, rule.within_days, today) >= usize::from(rule.count) {
                said.push(RunReason {
                    rule: RuleId::new(rule.id.as_str()),
                    sources: progress.sources.clone(),
                    tag: progress.tag,
                });
            }
        }
        if position.overshoots_within(progress.overshoot_days, today) >= usize::from(progress.overshoots) {
            said.push(self.reason(RunRule::OverAgain));
        }
        said
    }

    /// Days of setbacks with very strong pain in or after the run, or the next morning.
    fn severe(&self, position: &Position) -> Vec<Day> {
        let from = self.way().map_or(PainScore::WORST, |ladder| ladder.pain.severe_from);
        let pains = |day: &Day| self.record.peak(*day).max(self.record.morning_after(*day));
        position.setbacks.iter().filter(|day| pains(day) >= Some(from)).copied().collect()
    }

    pub(super) fn reason(&self, rule: RunRule) -> RunReason {
        self.rules().reason(rule)
    }

    pub(super) fn none(&self, rule: RunRule, again: Option<Day>) -> RunOfDay {
        RunOfDay::None(NoRun { why: vec![self.reason(rule)], again })
    }

    fn passage(&self, gate: &Gate) -> Passage {
        let facts = Facts::new(self.state, &self.knowledge.freshness);
        gate.judge(&facts, &Done { runner: self, position: None, day: self.today() })
    }
}

/// The days before today as they were, each decided again from what was known then.
struct Past<'a> {
    runner: &'a Runner<'a>,
    full: FullTraining,
    replay: RefCell<Replay<'a>>,
}

impl<'a> Past<'a> {
    fn of(runner: &'a Runner<'a>) -> Self {
        let replay = RefCell::new(Replay::new(runner.events, runner.today()));
        Self { runner, full: runner.full_training(), replay }
    }

    /// The case on a day before its run.
    fn state(&self, day: Day) -> CaseState {
        let runner = self.runner;
        if day == runner.today() {
            return runner.state.clone();
        }
        let window = runner.knowledge.load.baseline_days;
        let load = runner.record.load_before(day, runner.state.load.first_run, window);
        self.replay.borrow_mut().before_run(day, load)
    }
}

impl Gates for Past<'_> {
    fn open(&self, rung: &LadderRung, day: Day) -> bool {
        let in_stage = |runs: &Runs| runs.rungs.is_none_or(|span| reaches(span.to(), rung.rung));
        if !self.runner.stages.runs_on(day).is_none_or(in_stage) {
            return false;
        }
        if rung.gate.criteria.is_empty() {
            return true;
        }
        let state = self.state(day);
        let facts = Facts::new(&state, &self.runner.knowledge.freshness);
        rung.gate.judge(&facts, &Done { runner: self.runner, position: None, day }).is_open()
    }

    fn last_rung(&self, ladder: LadderId, from: Day, to: Day) -> Option<u8> {
        let stages = self.runner.stages;
        let days = (0..=to.days_since(from)).map(|ahead| from.plus_days(ahead));
        let ends = days.filter_map(|day| stages.runs_on(day)?.rungs.map(Span::to));
        ends.filter(|rung| rung.ladder == ladder).map(|rung| rung.number).min()
    }

    fn full_training(&self) -> &FullTraining {
        &self.full
    }

    fn anew(&self, ladder: LadderId, day: Day) -> Option<u8> {
        let rung = self.runner.stages.runs_on(day)?.anew.filter(|rung| rung.ladder == ladder)?;
        Some(rung.number)
    }

    fn left(&self, day: Day, own: RunCaps, bound: Bound) -> Option<RunCaps> {
        let state = self.state(day);
        let knowledge = self.runner.knowledge;
        let facts = Facts::new(&state, &knowledge.freshness);
        if self.runner.stages.stood_still(day, &facts, knowledge) {
            return None;
        }
        let (_, answer) = decide(&state, knowledge);
        let then = Runner { state: &state, answer: &answer, ..*self.runner };
        then.permits().then(|| then.within_today(RunCaps { distance: then.longest(bound), ..own }))
    }

    fn eases(&self, day: Day, fast: &[Day]) -> Option<RunRule> {
        let stages = self.runner.stages;
        // Without a programme nothing is known of the days that are over.
        if day == self.runner.today() && stages.stop() == Some(Stop::Unmeant) {
            return Some(RunRule::NoProgramme);
        }
        let runs = stages.runs_on(day)?;
        let of_week = fast.iter().filter(|of| (1..WEEK).contains(&day.days_since(**of))).count();
        if of_week >= usize::from(runs.quality_per_week) {
            return Some(RunRule::FastEnough);
        }
        stages.heavy_before(day).then_some(RunRule::AfterHeavy)
    }

    fn flare(&self, from: Day, before: Day) -> Option<Flare> {
        self.runner.stages.flare(from, before)
    }

    fn rungs_for_illness(&self, not_by: Day, by: Day) -> u8 {
        let runner = self.runner;
        runner.knowledge.dose.illness.rungs(runner.record.illnesses.days_over(not_by, by))
    }

    fn strained(&self, day: Day) -> bool {
        let days = i32::from(self.runner.knowledge.dose.back.ladder_hold_days);
        self.runner.stages.red_between(day.plus_days(-days), day)
    }
}

/// Whether a stage that opens rungs up to `last` opens this one; a stage of another ladder does not bound it.
fn reaches(last: Rung, rung: Rung) -> bool {
    last.ladder != rung.ladder || rung.number <= last.number
}

fn lower<T: PartialOrd>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b < a { b } else { a }),
        (a, b) => a.or(b),
    }
}

/// What was done, as gates ask for it.
struct Done<'a> {
    runner: &'a Runner<'a>,
    position: Option<(LadderId, &'a Position)>,
    day: Day,
}

impl Record for Done<'_> {
    /// Sessions of exercises are kept elsewhere.
    fn sessions(&self, _need: &Sessions) -> Option<u32> {
        None
    }

    fn good_runs(&self, rung: Rung, limits: &RungLimits) -> Option<u32> {
        let (ladder, at) = self.position?;
        let from = match ladder {
            _ if ladder == rung.ladder => rung.number,
            // Whoever kept running has met what is asked of a ladder's end at the end of their own.
            LadderId::Keep => self.runner.rules().ladder(ladder)?.last(),
            _ => return None,
        };
        let (record, progress) = (self.runner.record, &self.runner.rules().progress);
        let counts = |(day, on): &(Day, u8)| *on >= from && record.keeps_within(*day, limits, progress);
        u32::try_from(at.good_days_since(None).filter(counts).count()).ok()
    }

    fn clean_runs(&self, pain_up_to: PainScore) -> Option<u32> {
        let since = self.runner.full_training().ended_by(self.day);
        self.runner.record.clean_runs(pain_up_to, since, self.day)
    }

    fn quiet_days(&self, pain_up_to: PainScore) -> Option<u32> {
        self.runner.record.quiet_days(pain_up_to, self.day)
    }

    fn full_weeks(&self) -> Option<u32> {
        self.runner.full_weeks(self.day)
    }
}

/// Days of a week.
const WEEK: i32 = 7; // number: days of a week

impl Runner<'_> {
    /// Weeks in a row up to yesterday at the volume of the weeks before the complaint, or of a first week where those are not
    /// known; `None` where nothing was run. Without a watch a week is full when all runs of the plan were told as prescribed.
    /// Weeks of full training that ended count no more.
    pub fn full_weeks(&self, day: Day) -> Option<u32> {
        let began = self.record.began?;
        let ended = self.full_training().ended_by(day);
        let mut weeks = 0;
        let mut to = day;
        while to > began {
            let from = to.plus_days(-WEEK);
            if ended.is_some_and(|ended| from < ended) {
                break;
            }
            let full = match self.record.seconds(from, to) {
                Some(seconds) => seconds >= self.usual_week(began) * self.rules().back.full_week,
                None => self.record.kept_by_word(from, to) >= usize::from(self.pattern()?.runs),
            };
            if !full {
                break;
            }
            weeks += 1;
            to = from;
        }
        Some(weeks)
    }

    /// Seconds of running in a week before the complaint.
    fn usual_week(&self, began: Day) -> f64 {
        let back = i32::from(self.rules().plan.look_back_days);
        let before = self.record.seconds(began.plus_days(-back), began).filter(|seconds| *seconds > 0.0);
        let week = before.map(|seconds| seconds * f64::from(WEEK) / f64::from(back));
        week.unwrap_or(self.rules().plan.first_week.get())
    }

    /// The months after a return, and that runs were more than the plan asked for again and again.
    fn said_beside_plan(&self) -> Vec<RunReason> {
        let days = i32::from(self.rules().back.watch_days);
        let watched = self.full_training().since().is_some_and(|back| self.today().days_since(back) < days);
        let again = self.overshoots_of_plan() >= usize::from(self.rules().progress.overshoots);
        let rules = [(watched, RunRule::AfterReturn), (again, RunRule::OverAgain)];
        rules.into_iter().filter(|(holds, _)| *holds).map(|(_, rule)| self.reason(rule)).collect()
    }

    /// Days of late on which more was run than the plan asked for, or on which nobody should have run. Only of who asked for a
    /// plan, by a race in mind or by coming back; a run on a day of rest is a day that was moved.
    fn overshoots_of_plan(&self) -> usize {
        let asked = self.full_training().since().or(self.record.goal.map(|goal| goal.set_on));
        let today = self.today();
        let Some(asked) = asked else { return 0 };
        let from = asked.max(today.plus_days(-i32::from(self.rules().progress.overshoot_days))).min(today);
        let past = Past::of(self);
        let is_over = |day: Day, run: &DayRun| {
            let state = past.state(day);
            let (_, answer) = decide(&state, self.knowledge);
            let then = Runner { state: &state, answer: &answer, ..*self };
            match (then.planned(), &run.measured) {
                (RunOfDay::Run(asked), measured) => {
                    let done = measured.clone().unwrap_or_default();
                    then.yardstick().compare(&asked.run, &done, run.told).kept == Kept::Exceeded
                }
                (RunOfDay::None(_), _) => then.is_forbidden(),
            }
        };
        self.record.runs.range(from..today).filter(|(day, run)| is_over(**day, run)).count()
    }
}
