//! Where the runner stands: the stages, the gate of the present one, its tests as trends, and what a failed re-test changes.

use crate::case::Dated;
use crate::complaint::Side;
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::measurement::MeasureId;
use crate::observation::Fact;
use crate::rehab::cause::{self, Cause};
use crate::rehab::colour::Colour;
use crate::rehab::course::{Begun, Course};
use crate::rehab::dose::RangeUnit;
use crate::rehab::exercise::ExerciseId;
use crate::rehab::gate::{
    Criterion, Gate, LadderId, Need, NextMorning, Passage, Progress, Record, Rung, RungLimits, Sessions,
    Standing,
};
use crate::rehab::history::{History, RunSeen, Sitting};
use crate::rehab::lighter::slept_badly;
use crate::rehab::log::{Amounts, Doing, ExerciseDone, WorkedSide};
use crate::rehab::progress::Step;
use crate::rehab::protocol::{Slot, Stage, WEEK};
use crate::rehab::session::{self, LookReason, Note, Scene};
use crate::rehab::stage::StageId;
use crate::rehab::variant::VariantView;
use crate::running::day::{OnLadder, Runner, RunningDay};
use crate::running::ladder::Ladder;
use crate::truth::Truth;
use femoris_measure::ids;
use femoris_measure::{Day, PainScore};
use std::collections::{BTreeMap, BTreeSet};

/// Runs on a ladder, as whoever prescribes runs counts them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LadderRecord {
    /// Good runs on each rung since the stage began, and since the last setback.
    pub good: Vec<(Rung, u32)>,
    /// The day of each of them.
    pub days: Vec<(Day, Rung)>,
    /// Weeks in a row at the runner's full volume; `None` where that is not known.
    pub full_weeks: Option<u32>,
    /// In full training: no ladder is climbed in it, and the gates ask for no rung any more.
    pub returned: bool,
    /// The day full training ended, while it is not taken up anew.
    pub undone: Option<Day>,
}

impl LadderRecord {
    /// From where the runner stands on a ladder. Runs count since the stage began. Whoever keeps running does not climb along
    /// with the stages: what was run well before counts on, but for the end of that way.
    pub fn of(runner: &Runner<'_>, running: &RunningDay, stage_began: Option<Day>) -> Self {
        let (mut good, mut days): (BTreeMap<Rung, u32>, _) = (BTreeMap::new(), Vec::new());
        if let Some(OnLadder { ladder, position, .. }) = &running.ladder {
            let last = runner.knowledge.running.ladder(*ladder).map(Ladder::last);
            for (day, number) in position.good_days_since(None) {
                let counts_on = *ladder == LadderId::Keep && Some(number) < last;
                if counts_on || stage_began.is_none_or(|began| day >= began) {
                    let rung = Rung { ladder: *ladder, number };
                    *good.entry(rung).or_default() += 1;
                    days.push((day, rung));
                }
            }
        }
        let full_weeks = runner.full_weeks(runner.state.today);
        let full = runner.full_training();
        let (returned, undone) = (full.since().is_some(), full.undone());
        Self { good: good.into_iter().collect(), days, full_weeks, returned, undone }
    }
}

/// What was done since a stage began, for its gate.
#[derive(Debug, Clone, Copy)]
pub struct TrainingRecord<'a> {
    /// Sessions, mornings and runs.
    pub history: &'a History,
    /// The knowledge.
    pub knowledge: &'a Knowledge,
    /// The day the stage began.
    pub since: Day,
    /// The day on which it is judged; nothing after it counts.
    pub until: Day,
    /// The first day whose load test is that of the stage; `None` where it was the same before.
    pub load_test_from: Option<Day>,
    /// The sore side: what only the other one did passes no gate.
    pub side: Option<Side>,
    /// Runs on the ladder.
    pub runs: &'a LadderRecord,
}

impl TrainingRecord<'_> {
    fn sittings(&self) -> impl Iterator<Item = &Sitting> {
        self.history.sittings.iter().filter(|sitting| (self.since..=self.until).contains(&sitting.day))
    }

    /// The next morning as the criterion wants it. Today's session has none yet.
    fn morning_fits(&self, day: Day, wanted: NextMorning) -> bool {
        wanted.fits(self.morning(day, 1), || self.base(day))
    }

    /// Pain of a morning so many days after a day.
    fn morning(&self, day: Day, after: i32) -> Option<PainScore> {
        let morning = day.plus_days(after);
        self.history.mornings.get(&morning).filter(|_| morning <= self.until).copied()
    }

    fn base(&self, day: Day) -> Option<PainScore> {
        self.history.base(day, self.knowledge.dose.colour.mornings)
    }

    fn amounts_fit(&self, exercise: &ExerciseId, amounts: &Amounts, need: &Sessions) -> bool {
        fn least<T: PartialOrd + Copy>(done: Option<T>, wanted: Option<T>) -> bool {
            wanted.is_none_or(|wanted| done.is_some_and(|done| done >= wanted))
        }
        let bend = self.knowledge.exercise(exercise).and_then(|exercise| exercise.range.as_ref());
        let bend = bend.filter(|lever| lever.unit == RangeUnit::HipBend).and(amounts.range);
        let hurt = amounts.pain.is_some_and(|pain| pain <= need.pain_up_to);
        hurt && least(Some(amounts.sets), need.sets)
            && least(amounts.repetitions, need.repetitions)
            && least(amounts.seconds, need.seconds)
            && least(amounts.share, need.share)
            && least(bend, need.hip_bend_deg)
    }

    /// Whether a run keeps to what is asked beside that it was good.
    fn run_fits(&self, day: Day, limits: &RungLimits) -> bool {
        let mornings = [self.morning(day, 1), self.morning(day, 2)];
        limits.kept(self.history.told(day).run, mornings, || self.base(day))
    }

    fn done<'s>(&self, sitting: &'s Sitting, need: &Sessions) -> Vec<(&'s ExerciseDone, Amounts)> {
        // Warming up tests no dose: a walk before a session is not the walk that a gate asks for.
        let may_count = |done: &ExerciseDone| done.part.counts() || !need.tests_a_dose();
        let of = |done: &&ExerciseDone| need.any_of.contains(&done.exercise) && may_count(done);
        let done = sitting.exercises.iter().filter(of);
        done.filter_map(|done| match done.doing {
            Doing::Done(amounts) => Some((done, amounts)),
            Doing::Skipped(_) => None,
        })
        .collect()
    }
}

impl TrainingRecord<'_> {
    /// Recorded runs, where a run of so many minutes is what is asked for.
    fn recorded(&self, need: &Sessions) -> impl Iterator<Item = (Day, RunSeen)> {
        let is_run = |id: &ExerciseId| self.knowledge.exercise(id).is_some_and(|one| one.runs);
        let by_time = need.seconds.is_some() && need.share.is_none() && need.sets.is_none();
        let since = (by_time && need.any_of.iter().any(is_run)).then_some(self.since);
        let days = since.into_iter().flat_map(|since| self.history.runs.range(since..=self.until.max(since)));
        days.map(|(day, run)| (*day, *run)).filter(|(_, run)| run.longest.is_some())
    }
}

impl Record for TrainingRecord<'_> {
    /// A session counts where every side that was done fulfils what is asked, and the sore one is among them. Several on
    /// one day are one. Where a run of so many minutes is asked for, one that was recorded counts as one that was told.
    fn sessions(&self, need: &Sessions) -> Option<u32> {
        let mut seen: Option<BTreeSet<Day>> = None;
        for sitting in self.sittings() {
            let done = self.done(sitting, need);
            if done.is_empty() {
                continue;
            }
            let fits = done.iter().all(|(done, amounts)| self.amounts_fit(&done.exercise, amounts, need));
            let sore = [WorkedSide::Both, WorkedSide::sore(self.side)];
            let fits = fits && done.iter().any(|(done, _)| sore.contains(&done.side));
            let days = seen.get_or_insert_default();
            if fits && self.morning_fits(sitting.day, need.next_morning) {
                days.insert(sitting.day);
            }
        }
        for (day, run) in self.recorded(need) {
            let days = seen.get_or_insert_default();
            if run.fits(need) && self.morning_fits(day, need.next_morning) {
                days.insert(day);
            }
        }
        seen.map(|days| u32::try_from(days.len()).unwrap_or(u32::MAX))
    }

    fn good_runs(&self, rung: Rung, limits: &RungLimits) -> Option<u32> {
        if self.runs.returned {
            return Some(u32::MAX);
        }
        let counts = |of: Rung| of.ladder == rung.ladder && of.number >= rung.number;
        let own = self.runs.good.iter().filter(|(of, _)| counts(*of)).map(|(_, good)| *good);
        let good = own.reduce(|sum, good| sum + good)?;
        let misses = self.runs.days.iter().filter(|(day, of)| counts(*of) && !self.run_fits(*day, limits));
        Some(good.saturating_sub(u32::try_from(misses.count()).unwrap_or(u32::MAX)))
    }

    fn clean_runs(&self, pain_up_to: PainScore) -> Option<u32> {
        let runs = self.history.runs.range(self.since..=self.until.max(self.since)).rev();
        let mut seen = None;
        for (day, run) in runs {
            let morning = self.morning(*day, 1);
            let clean = run.peak.zip(morning).is_some_and(|(peak, morning)| peak.max(morning) <= pain_up_to);
            // Today's run is judged tomorrow.
            if morning.is_none() && *day == self.until {
                continue;
            }
            if !clean {
                return seen.or(Some(0));
            }
            seen = Some(seen.unwrap_or(0) + 1);
        }
        seen
    }

    fn quiet_days(&self, pain_up_to: PainScore) -> Option<u32> {
        let pains = &self.history.pains;
        let (first, _) = pains.first_key_value()?;
        let mut last = pains.range(..=self.until).rev();
        let last = last.find(|(_, pain)| **pain > pain_up_to).map(|(day, _)| *day);
        let since = last.unwrap_or_else(|| first.plus_days(-1));
        u32::try_from(self.until.days_since(since)).ok()
    }

    fn full_weeks(&self) -> Option<u32> {
        self.runs.full_weeks
    }

    fn stage_days(&self) -> Option<u32> {
        u32::try_from(self.until.days_since(self.since)).ok()
    }

    fn load_test_from(&self) -> Option<Day> {
        self.load_test_from
    }
}

/// The first day whose load test is that of the present stage: the test of the day it began may still be the one before.
fn load_test_from(course: &Course<'_>) -> Option<Day> {
    let before = course.protocol.stage(course.earlier.last()?.stage)?;
    (before.words.load_test != course.stage.words.load_test).then(|| course.begun.day.plus_days(1))
}

ids! {
    /// Where a stage stands on the way.
    Place {
        /// Behind the runner.
        Passed = "passed",
        /// Here.
        Now = "now",
        /// Still to come.
        Ahead = "ahead",
    }
}

/// A criterion, how it stands, and the values of its measures over the last four weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionView<'k> {
    /// The criterion.
    pub criterion: &'k Criterion,
    /// How it stands.
    pub met: Truth,
    /// How far it is, where what was done is counted.
    pub progress: Option<Progress>,
    /// Its measures, each with its values, oldest first.
    pub trends: Vec<(MeasureId, Vec<Dated<f64>>)>,
}

/// A stage of the way.
#[derive(Debug, Clone, PartialEq)]
pub struct StageView<'k> {
    /// The stage.
    pub stage: &'k Stage,
    /// Where it stands.
    pub place: Place,
    /// When it began the last time; `None` where it has not.
    pub begun: Option<Begun>,
}

ids! {
    /// Whether the tests of the gate are worth doing now. Each has its sentence under `tests.<id>`.
    TestsDue {
        /// The stage is not left by tests.
        None = "none",
        /// Too early: something was taken badly a short while ago, the mornings are not quiet, or the key exercise is not
        /// at its top.
        Early = "early",
        /// They were done and not all passed: again in some days.
        Wait = "wait",
        /// Now.
        Now = "now",
        /// All are passed.
        Passed = "passed",
    }
}

/// Where the runner stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan<'k> {
    /// The course of the protocol.
    pub course: Course<'k>,
    /// The stages, in order.
    pub stages: Vec<StageView<'k>>,
    /// The gate of the present stage: what must hold to leave it, then what must hold to begin the next one.
    pub gate: Vec<CriterionView<'k>>,
    /// How it stands.
    pub passage: Passage,
    /// Whether its tests are worth doing now.
    pub tests: TestsDue,
    /// Tests that had been passed and say no by now: they freeze the stage, and the next gate stays closed until they are
    /// passed again.
    pub lost: Vec<CriterionView<'k>>,
    /// After a pause: the tests that led into the stage, asked for again, by what was tested since. Nothing gets harder, and
    /// the next gate stays closed, until all are passed.
    pub again: Vec<CriterionView<'k>>,
    /// What the complaint may be in this stage, and how each stands.
    pub variants: Vec<VariantView<'k>>,
    /// The week of the stage, as this case has it.
    pub week: Vec<&'k Slot>,
    /// What may have brought it back, or keeps it.
    pub causes: Vec<Cause>,
    /// The day full training ended because a stage was fallen back to, while it is not taken up anew.
    pub return_undone: Option<Day>,
    /// Why someone should look at the case; `None` where nobody need.
    pub someone_should_look: Option<LookReason>,
    /// What of illness and sleep changes the days ahead.
    pub rested: Vec<Note>,
}

impl Plan<'_> {
    /// The stage that may begin today; `None` while the gate is closed, a clinician holds the stage or a race is near.
    pub fn may_pass_to(&self, today: Day) -> Option<StageId> {
        let is_ill = self.rested.contains(&Note::Ill);
        let waits = is_ill || self.course.is_held(today) || self.course.races.near(today).is_some();
        let open = !self.gate.is_empty() && self.passage.is_open() && !waits;
        self.course.stage.next.filter(|_| open && self.lost.is_empty() && self.again.is_empty())
    }

    /// The kind that the complaint is; `None` while that is not known, and where it is none of them.
    pub fn variant(&self) -> Option<&VariantView<'_>> {
        self.variants.iter().find(|view| view.holds == Truth::True)
    }

    /// What was not tested and decides which kind it is, each once; nothing where that is known.
    pub fn undecided(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = Vec::new();
        let open = self.variants.iter().filter(|_| self.variant().is_none());
        for fact in open.flat_map(|view| &view.missing) {
            if !facts.contains(fact) {
                facts.push(*fact);
            }
        }
        facts
    }
}

/// The plan of the protocol in force, or why there is none.
pub fn plan<'k>(scene: &Scene<'_, 'k>, runs: &LadderRecord) -> Result<Plan<'k>, session::Refusal> {
    let course = session::course(scene)?;
    let record = TrainingRecord {
        history: scene.history,
        knowledge: scene.knowledge,
        since: course.begun.day,
        until: scene.history.today,
        load_test_from: load_test_from(&course),
        side: scene.facts.state().complaint.side,
        runs,
    };
    let (exit, entry) = gates(&course, scene.knowledge);
    let passage = exit.judge_with(&entry, &scene.facts, &record);
    let views = views(exit.criteria.iter().chain(entry), &passage, &scene.facts);
    let (lost, again) = (lost(scene, &course), again(scene, &course));
    let passed = passage.is_open() && lost.is_empty() && again.is_empty();
    let tests = tests_due(scene, &course, &views, passed);
    Ok(Plan {
        stages: stages(&course),
        gate: views,
        tests,
        lost,
        again,
        variants: course.stage.variants_in(&scene.facts),
        week: course.stage.week_in(&scene.facts).collect(),
        causes: cause::causes(scene, &course),
        someone_should_look: session::someone_should_look(&course, scene),
        rested: rested(scene, &course),
        passage,
        return_undone: runs.undone,
        course,
    })
}

/// An illness, one that was over within a week, and bad nights.
fn rested(scene: &Scene<'_, '_>, course: &Course<'_>) -> Vec<Note> {
    let (history, today) = (scene.history, scene.history.today);
    let is_ill = history.illnesses.is_ill(today);
    let began = course.earlier.first().unwrap_or(&course.begun).day;
    let since = today.plus_days(-(WEEK as i32)).max(began.plus_days(-1));
    let was_ill = history.illnesses.days_over(since, today) > 0;
    let said = [
        (is_ill, Note::Ill),
        (was_ill && !is_ill, Note::AfterIllness),
        (slept_badly(history, today, &scene.knowledge.dose.lighter), Note::BadNights),
    ];
    said.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect()
}

/// What leads out of the present stage, and what the next one asks beside it: what both ask is asked once.
fn gates<'k>(course: &Course<'k>, knowledge: &'k Knowledge) -> (&'k Gate, Vec<&'k Criterion>) {
    let next = course.stage.next.and_then(|next| knowledge.stage(next));
    let exit = &course.stage.exit;
    let asked = |criterion: &&Criterion| exit.criteria.iter().any(|own| own.need == criterion.need);
    let entry = next.into_iter().flat_map(|next| &next.entry.criteria);
    (exit, entry.filter(|criterion| !asked(criterion)).collect())
}

/// Tests that had been passed and say no. What the gate that led here and the own one both ask is lost once, as the own one has
/// it.
fn lost<'k>(scene: &Scene<'_, 'k>, course: &Course<'k>) -> Vec<CriterionView<'k>> {
    let failed = course.failed_retests(scene.history.today);
    let failed: Vec<&'k Criterion> = failed.map(|retest| retest.criterion).collect();
    let comes_again =
        |(at, one): &(usize, &&Criterion)| failed[at + 1..].iter().any(|later| later.need == one.need);
    let once = failed.iter().enumerate().filter(|one| !comes_again(one)).map(|(_, criterion)| *criterion);
    once.map(|criterion| view(criterion, (Truth::False, None), &scene.facts)).collect()
}

/// The tests that a pause asks for again.
fn again<'k>(scene: &Scene<'_, 'k>, course: &Course<'k>) -> Vec<CriterionView<'k>> {
    let Some(recheck) = course.recheck.as_ref().filter(|recheck| recheck.is_open()) else {
        return Vec::new();
    };
    let one = |criterion: &&'k Criterion| {
        let met = recheck.standing(criterion, scene.history, scene.history.today);
        view(criterion, (met, None), &scene.facts)
    };
    recheck.criteria.iter().map(one).collect()
}

fn views<'k>(
    criteria: impl Iterator<Item = &'k Criterion>,
    passage: &Passage,
    facts: &Facts<'_>,
) -> Vec<CriterionView<'k>> {
    let one = |(criterion, standing): (&'k Criterion, &Standing)| {
        view(criterion, (standing.met, standing.progress), facts)
    };
    criteria.zip(&passage.standings).map(one).collect()
}

fn view<'k>(
    criterion: &'k Criterion,
    (met, progress): (Truth, Option<Progress>),
    facts: &Facts<'_>,
) -> CriterionView<'k> {
    let mut measures = criterion.measures();
    measures.dedup();
    let trend = |id: MeasureId| (id, facts.state().trail(id).collect());
    CriterionView { criterion, met, progress, trends: measures.into_iter().map(trend).collect() }
}

fn stages<'k>(course: &Course<'k>) -> Vec<StageView<'k>> {
    let now = course.stage.id;
    let view = |stage: &'k Stage| {
        let begun = std::iter::once(&course.begun).chain(course.earlier.iter().rev());
        let begun = begun.copied().find(|begun| begun.stage == stage.id);
        let place = match stage.id.cmp(&now) {
            std::cmp::Ordering::Less => Place::Passed,
            std::cmp::Ordering::Equal => Place::Now,
            std::cmp::Ordering::Greater => Place::Ahead,
        };
        StageView { stage, place, begun }
    };
    course.protocol.stages.iter().map(view).collect()
}

fn tests_due(
    scene: &Scene<'_, '_>,
    course: &Course<'_>,
    views: &[CriterionView<'_>],
    passed: bool,
) -> TestsDue {
    let rules = &scene.knowledge.dose.gate;
    let today = scene.history.today;
    if views.is_empty() {
        return TestsDue::None;
    }
    if scene.history.illnesses.is_ill(today) {
        return TestsDue::Early;
    }
    if passed {
        return TestsDue::Passed;
    }
    // Days and runs are counted, not tested.
    let is_tested = |view: &CriterionView<'_>| {
        matches!(view.criterion.need, Need::Sessions(_) | Need::Rung { .. })
            || !view.criterion.asks().is_empty()
    };
    if !views.iter().any(is_tested) {
        return TestsDue::None;
    }
    let trends = views.iter().flat_map(|view| &view.trends).flat_map(|(_, values)| values);
    let tested = trends.map(|dated| dated.day).max().filter(|day| *day >= course.begun.day);
    if tested.is_some_and(|day| today.days_since(day) < i32::from(rules.again_days) && day < today) {
        return TestsDue::Wait;
    }
    let red = course.days.iter().rev().find(|seen| seen.colour == Some(Colour::Red));
    let calm = red.is_none_or(|red| today.days_since(red.day) >= i32::from(rules.quiet_days));
    let mornings: Vec<u8> = scene
        .history
        .mornings
        .values()
        .rev()
        .take(usize::from(rules.mornings))
        .map(|pain| pain.get())
        .collect();
    let quiet = mornings.len() == usize::from(rules.mornings)
        && mornings.iter().all(|pain| *pain <= rules.pain_up_to);
    if calm && quiet && key_at_top(course) { TestsDue::Now } else { TestsDue::Early }
}

/// Whether the key exercise of the stage is at the top of its dose, or has already handed over to a harder one.
fn key_at_top(course: &Course<'_>) -> bool {
    let Some(key) = &course.stage.key_exercise else { return true };
    let own = |side: &WorkedSide| course.tracks.get(&(key.clone(), *side));
    let tracks: Vec<_> = WorkedSide::ALL.iter().filter_map(own).collect();
    let at_top =
        |step: Step| matches!(step, Step::Top | Step::Harder | Step::Load | Step::Tempo | Step::Sets);
    !tracks.is_empty() && tracks.iter().all(|track| at_top(track.step) || track.setting.added.steps > 0)
}
