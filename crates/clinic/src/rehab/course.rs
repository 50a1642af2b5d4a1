//! The course of one protocol: which stage it is, where each exercise stands, and how every session was taken.
//!
//! It is walked day by day from the beginning to today. A stage is left by gate or by a clinician's word, by days only where
//! it leads on to what is for those whom it did not help; it is fallen back from by itself.

use crate::complaint::Side;
use crate::finding::Finding;
use crate::knowledge::Knowledge;
use crate::rehab::build::HOURS;
use crate::rehab::colour::{Colour, ColourRule, Judged, Reaction};
use crate::rehab::exercise::{Exercise, ExerciseId};
use crate::rehab::flare::{self, DayColour, Flare, Restraint};
use crate::rehab::halt::{Halt, HaltReason, PastHalt};
use crate::rehab::history::{History, Sitting};
use crate::rehab::log::{Amounts, Doing, ExerciseDone, Part, StageDecision, WorkedSide};
use crate::rehab::progress::{Advance, Masked, Scope, Taken, Track};
use crate::rehab::protocol::{Careful, DayPlan, PainPolicy, Protocol, Slot, Stage, WEEK};
use crate::rehab::race::Races;
use crate::rehab::recheck::Recheck;
use crate::rehab::retest::{Retest, Retests};
use crate::rehab::rules::ColourRules;
use crate::rehab::setting::{Amount, Setting};
use crate::rehab::stage::StageId;
use crate::rehab::told::{Bounds, Told};
use crate::rehab::week;
use femoris_measure::ids;
use femoris_measure::{Day, Effort, PainScore};
use std::collections::BTreeMap;

ids! {
    /// Why a stage began. Each has its sentence under `arrival.<id>`.
    Arrival {
        /// The protocol began.
        Start = "start",
        /// Its gate was passed.
        Gate = "gate",
        /// A clinician said so.
        Clinician = "clinician",
        /// Sessions or load tests were taken badly.
        Fallback = "fallback",
        /// After a long pause.
        Pause = "pause",
        /// The time of the stage before was over, and its exit was not met.
        Overdue = "overdue",
        /// After a pause the tests that led out of it were no longer passed.
        Retest = "retest",
    }
}

/// A stage that began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// The stage.
    pub stage: StageId,
    /// Its first day.
    pub day: Day,
    /// Why.
    pub arrival: Arrival,
}

/// An exercise on a side.
pub type TrackKey = (ExerciseId, WorkedSide);

/// Where a protocol stands on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Course<'k> {
    /// The protocol.
    pub protocol: &'k Protocol,
    /// The stage.
    pub stage: &'k Stage,
    /// The present stage as it began.
    pub begun: Begun,
    /// The stages before it, oldest first.
    pub earlier: Vec<Begun>,
    /// The course of the protocol that ended well and handed over to this one; `None` where none did.
    pub before: Option<Box<Course<'k>>>,
    /// Where each exercise stands.
    pub tracks: BTreeMap<TrackKey, Track>,
    /// How each day with a session was taken, oldest first.
    pub colours: Vec<DayColour>,
    /// The same with the runs of which pain was told.
    pub days: Vec<DayColour>,
    /// Days with a session that was red by what was told of it, oldest first.
    pub flares: Vec<Flare>,
    /// Load of the sore side on each day with a session.
    pub loads: BTreeMap<Day, f64>,
    /// Repetitions of the sore side on each day with work that only lowers.
    pub lowering: BTreeMap<Day, f64>,
    /// Effort of every exercise that told one, oldest first.
    pub efforts: Vec<(Day, Effort)>,
    /// How hard each exercise was when that was told last in this stage, wherever it stood in a session.
    pub felt: BTreeMap<TrackKey, Effort>,
    /// Days with a heavy exercise.
    pub heavy_days: Vec<Day>,
    /// Days with springy work: jumps, skips, fast swings and strides. What warms up is none.
    pub energy_days: Vec<Day>,
    /// The newest day on which a heavy exercise was new.
    pub newcomer: Option<Day>,
    /// The newest stop.
    pub halt: Option<Halt>,
    /// Every stop, oldest first.
    pub halts: Vec<PastHalt>,
    /// Tests of gates that had been passed and then said no.
    pub retests: Retests<'k>,
    /// The newest pause after which the stage has to be entered anew.
    pub recheck: Option<Recheck<'k>>,
    /// Races that the runner told of.
    pub races: Races,
    /// Why no stage tolerates more pain than [`PainPolicy::Free`] on the day; `None` where each has its own limit.
    pub careful: Option<Careful>,
    /// Whether a clinician said a word on the stage since the protocol began: the newest day of one.
    pub word: Option<Day>,
    /// Until when a clinician holds the stage; `Some(None)`: until further word.
    pub held: Option<Option<Day>>,
}

/// What a walk needs to know beside the history.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'k> {
    /// The knowledge.
    pub knowledge: &'k Knowledge,
    /// The protocol.
    pub protocol: &'k Protocol,
    /// The day it began.
    pub began: Day,
    /// The last day that is walked.
    pub until: Day,
    /// The stage it began with.
    pub start: &'k Stage,
    /// Why that one began.
    pub arrival: Arrival,
    /// The sore side.
    pub side: Option<Side>,
    /// Why no stage tolerates more pain than [`PainPolicy::Free`].
    pub careful: Option<Careful>,
    /// Why none does at first, and the first day on which that holds no more.
    pub careful_first: Option<(Careful, Day)>,
}

impl<'k> Walk<'k> {
    /// The course up to the last day.
    pub fn course(&self, history: &History) -> Course<'k> {
        self.course_after(None, history)
    }

    /// The same behind that of a protocol that handed over to this one.
    pub(super) fn course_after(&self, before: Option<Course<'k>>, history: &History) -> Course<'k> {
        let rules = &self.knowledge.dose.colour;
        let mut course = self.beginning(history);
        if let Some(before) = before {
            course.follow(before);
        }
        let own = |sitting: &&Sitting| {
            sitting.day >= self.began && sitting.done.stage.protocol() == self.protocol.id
        };
        let mut sittings = history.sittings.iter().filter(own).peekable();
        let decisions = history.decisions.iter().enumerate();
        let mut decisions = decisions.filter(|(_, (day, _))| *day >= self.began).peekable();
        for offset in 0..=self.until.days_since(self.began).max(0) {
            let day = self.began.plus_days(offset);
            course.careful = self.careful_on(day);
            self.fall_back(&mut course, history, day);
            self.long_pause(&mut course, day);
            self.recheck(&mut course, history, day);
            self.run_out(&mut course, history, day);
            course.after_illness(history.illnesses.over_on(day));
            let run = self.run(&course, history, day);
            let mut of_day: Vec<&Sitting> = Vec::new();
            while let Some(sitting) = sittings.next_if(|sitting| sitting.day <= day) {
                of_day.push(sitting);
            }
            while let Some((at, (_, decision))) = decisions.next_if(|(_, (of, _))| *of <= day) {
                // A session is judged by the stage it was done in: what was kept before a word goes before it, and what was
                // done in a stage before that stage was left, whenever it was kept.
                let left = match decision {
                    StageDecision::Passed { from, .. } => Some(*from),
                    StageDecision::Confirmed { .. } | StageDecision::Held { .. } => None,
                };
                let is_before =
                    |sitting: &&Sitting| sitting.decided <= at || Some(sitting.done.stage) == left;
                let (before, after): (Vec<&Sitting>, Vec<&Sitting>) = of_day.into_iter().partition(is_before);
                before.into_iter().for_each(|sitting| self.sit(&mut course, history, sitting));
                of_day = after;
                course.decide(*decision, day);
            }
            of_day.into_iter().for_each(|sitting| self.sit(&mut course, history, sitting));
            course.count_run(run, day, rules);
        }
        course
    }

    fn careful_on(&self, day: Day) -> Option<Careful> {
        let first = self.careful_first.filter(|(_, until)| day < *until);
        self.careful.or(first.map(|(why, _)| why))
    }

    fn beginning(&self, history: &History) -> Course<'k> {
        Course {
            protocol: self.protocol,
            stage: self.start,
            begun: Begun { stage: self.start.id, day: self.began, arrival: self.arrival },
            earlier: Vec::new(),
            before: None,
            tracks: BTreeMap::new(),
            colours: Vec::new(),
            days: Vec::new(),
            flares: Vec::new(),
            loads: BTreeMap::new(),
            lowering: BTreeMap::new(),
            efforts: Vec::new(),
            felt: BTreeMap::new(),
            heavy_days: Vec::new(),
            energy_days: Vec::new(),
            newcomer: None,
            halt: None,
            halts: Vec::new(),
            retests: Retests::of(self.protocol, history),
            recheck: None,
            races: Races::of(history, &self.knowledge.running.progress),
            careful: self.careful_on(self.began),
            word: None,
            held: None,
        }
    }

    /// A stage is fallen back from after red days, flares or bad load tests.
    fn fall_back(&self, course: &mut Course<'k>, history: &History, day: Day) {
        let rules = &self.knowledge.dose.flare;
        let since = course.begun.day;
        let leads_back = |colours| flare::leads_back(colours, since, day, rules);
        let bad =
            leads_back(&course.days) || leads_back(&course.colours) || bad_tests(history, since, day, self);
        let Some(back) = course.stage.back.filter(|_| bad) else { return };
        course.enter(back, day, Arrival::Fallback);
    }

    fn sit(&self, course: &mut Course<'k>, history: &History, sitting: &Sitting) {
        let rules = &self.knowledge.dose;
        let restraint = course.restraint_after(sitting.day, sitting.told, history, self.knowledge);
        let whole = self.whole(course, history, sitting);
        let mut is_flare = whole.is_flare(&rules.colour);
        let mut worst = whole.judge(&rules.colour);
        let mut load = 0.0;
        let is_outing = sitting.is_outing();
        for done in &sitting.exercises {
            let Doing::Done(amounts) = done.doing else { continue };
            let Some(exercise) = self.knowledge.exercise(&done.exercise) else { continue };
            if let Some(effort) = amounts.effort {
                course.efforts.push((sitting.day, effort));
                course.felt.insert((done.exercise.clone(), done.side), effort);
            }
            // The load of a week is that of its sessions: what stands beside them would only make room for more.
            if !is_outing && let Some(setting) = self.done_by_sore_side(course, sitting, done, exercise) {
                load += self.load(course, setting, done, exercise);
                course.count_lowering(setting, exercise, sitting.day, self.knowledge);
            }
            if done.part.counts() {
                let seat = Seat { sitting, done, amounts, exercise, restraint };
                let reaction = self.exercise(course, history, &seat);
                is_flare |= reaction.is_flare(&rules.colour);
                worst.colour = worse(worst.colour, reaction.judge(&rules.colour).colour);
                course.mark_heavy(exercise, sitting.day, self.knowledge.conventions.heavy_from);
                if exercise.springs {
                    once(&mut course.energy_days, sitting.day);
                }
            }
            let severe = |pain: PainScore| pain.get() >= rules.colour.severe_from;
            if amounts.pain.is_some_and(severe) {
                course.stop(Halt { day: sitting.day, reason: HaltReason::SeverePain });
            }
        }
        if is_flare && course.flares.last().is_none_or(|flare| flare.day != sitting.day) {
            course.flares.push(Flare::of(sitting.day, history, rules));
        }
        if !sitting.done.alarms.is_empty() {
            course.stop(Halt { day: sitting.day, reason: HaltReason::Alarm });
        }
        // An outing is no session: it puts none off, unless it was taken badly.
        if !is_outing {
            *course.loads.entry(sitting.day).or_default() += load;
        }
        if !is_outing || worst.colour.is_some_and(|colour| colour > Colour::Green) {
            course.colour(sitting.day, worst.colour);
        }
    }

    /// A pause longer than the longest rule begins the stage of return anew, on the day it has become that long. A stage
    /// that began after the last session had its time from then on. Pauses are of one kind of work: runs, which have a rule
    /// of their own on the ladder, do not shorten that of the exercises.
    fn long_pause(&self, course: &mut Course<'k>, day: Day) {
        let Some(last) = course.colours.last().map(|seen| seen.day.max(course.begun.day)) else { return };
        let Some(anew) = self.knowledge.dose.gaps.last() else { return };
        if day.days_since(last) < i32::from(anew.from_days) {
            return;
        }
        // The order of a protocol's stages is that of the way: who had not come as far stays, and keeps the time in the stage.
        if self.protocol.after_pause <= course.stage.id {
            course.enter(self.protocol.after_pause, day, Arrival::Pause);
        }
    }

    /// How the runs of a day were taken, by the stage it began with; `None` where no pain was told of them.
    fn run(&self, course: &Course<'k>, history: &History, day: Day) -> Option<(PainScore, Judged)> {
        let peak = history.told(day).run?;
        // Before a run nobody is asked for a painkiller.
        let painkiller = Finding::Absent;
        let reaction = Reaction { peak: Some(peak), painkiller, ..self.reaction(course, history, day) };
        Some((peak, reaction.judge(&self.knowledge.dose.colour)))
    }

    /// The session as a whole: pain after it, limp, signs.
    fn whole(&self, course: &Course<'k>, history: &History, sitting: &Sitting) -> Reaction {
        let pains = sitting.exercises.iter().filter_map(|done| match done.doing {
            Doing::Done(amounts) => amounts.pain,
            Doing::Skipped(_) => None,
        });
        let mut reaction = self.reaction(course, history, sitting.day);
        reaction.painkiller = sitting.done.painkiller;
        reaction.peak = pains.chain(sitting.done.pain_after).max();
        reaction.limp = sitting.done.limp;
        reaction.alarm = if sitting.done.alarms.is_empty() { Finding::Absent } else { Finding::Present };
        reaction
    }

    fn reaction(&self, course: &Course<'k>, history: &History, day: Day) -> Reaction {
        let rules = &self.knowledge.dose.colour;
        Reaction {
            limit: course.tolerated(self.knowledge),
            peak: None,
            morning: history.mornings.get(&day.plus_days(1)).copied(),
            base: history.base(day, rules.mornings),
            limp: Finding::Unknown,
            done_pct: None,
            stopped: None,
            form: None,
            painkiller: Finding::Unknown,
            alarm: Finding::Unknown,
        }
    }

    /// How one exercise was taken; moves its track on.
    fn exercise(&self, course: &mut Course<'k>, history: &History, seat: &Seat<'_>) -> Reaction {
        let Seat { sitting, done, amounts, exercise, restraint } = *seat;
        let colour_rules = &self.knowledge.dose.colour;
        let mut reaction = self.reaction(course, history, sitting.day);
        reaction.painkiller = sitting.done.painkiller;
        reaction.peak = amounts.pain;
        (reaction.form, reaction.stopped) = (amounts.form, amounts.stopped);
        if exercise.load.level() < colour_rules.morning_from_level {
            // It is not put down to light work; one that nobody told still leaves it open.
            reaction.morning = reaction.morning.map(|_| PainScore::NONE);
        }
        let key = (done.exercise.clone(), done.side);
        if restraint >= Restraint::Half {
            // The days after a flare calm; nothing moves on by them.
            course.tracks.entry(key).and_modify(|track| track.last = Some(sitting.day));
            return reaction;
        }
        course.stands_in(exercise, done.side, sitting.day, self.knowledge);
        let Some(scope) = course.scope(exercise, sitting.day, self.knowledge) else { return reaction };
        let track = course.tracks.remove(&key);
        let track = track.map(|track| track.moved_to(&scope).resumed(sitting.day, &scope));
        let track = track.unwrap_or_else(|| Track::new(exercise, scope.dose));
        let planned = held_back(track.on(sitting.day, &scope), restraint, self.knowledge, exercise);
        reaction.done_pct = done_pct(planned, &amounts);
        let judged = reaction.judge(colour_rules);
        let masked = if judged.because == Some(ColourRule::Masked) { Masked::Yes } else { Masked::No };
        let taken = Taken {
            day: sitting.day,
            colour: judged.colour,
            masked,
            effort: amounts.effort,
            weight: amounts.weight,
            sets: amounts.sets_asked,
        };
        course.tracks.insert(key, track.after(&taken, &scope));
        reaction
    }

    /// What the sore side did; `None` where it did nothing.
    fn done_by_sore_side(
        &self,
        course: &Course<'k>,
        sitting: &Sitting,
        done: &ExerciseDone,
        exercise: &Exercise,
    ) -> Option<Setting> {
        let Doing::Done(amounts) = done.doing else { return None };
        if ![WorkedSide::Both, WorkedSide::sore(self.side)].contains(&done.side) {
            return None;
        }
        Some(Setting {
            sets: amounts.sets,
            amount: amount_done(&amounts, self.planned(course, sitting, done, exercise)),
            range: None,
            added: Default::default(),
            share: None,
            lower_s: None,
        })
    }

    /// What was done, as load.
    fn load(&self, course: &Course<'k>, setting: Setting, done: &ExerciseDone, exercise: &Exercise) -> f64 {
        let effort = course.effort(&done.exercise, done.side);
        setting.load(exercise.load.level(), effort, &self.knowledge.dose, self.knowledge.conventions.breath_s)
    }

    /// What was planned of an exercise where it stood: in the stage, or in the routine around the session.
    fn planned(
        &self,
        course: &Course<'k>,
        sitting: &Sitting,
        done: &ExerciseDone,
        exercise: &Exercise,
    ) -> Option<Amount> {
        let routine = match done.part {
            Part::Main | Part::Outing => {
                let scope = course.scope(exercise, sitting.day, self.knowledge)?;
                let track = course.tracks.get(&(done.exercise.clone(), done.side)).cloned();
                let track = track.map(|track| track.moved_to(&scope));
                let track = track.unwrap_or_else(|| Track::new(exercise, scope.dose));
                return Some(track.on(sitting.day, &scope).amount);
            }
            Part::WarmUp => course.stage.warm_up,
            Part::CoolDown => course.stage.cool_down,
        };
        let mut steps = self.knowledge.routine(routine)?.steps.iter();
        let step = steps.find(|step| step.choices.contains(&exercise.id))?;
        Some(Setting::start(exercise, &step.dose).amount)
    }
}

/// What was done in a set, in what the exercise counts. Breaths and metres are not logged: they are those of the plan.
fn amount_done(done: &Amounts, planned: Option<Amount>) -> Amount {
    match (planned, done.repetitions, done.seconds) {
        (Some(Amount::Holds { repetitions, .. }), None, Some(seconds)) => {
            Amount::Holds { repetitions, seconds }
        }
        (Some(Amount::Time(_)), _, Some(seconds)) | (_, None, Some(seconds)) => Amount::Time(seconds),
        (Some(Amount::Breaths { repetitions, breaths }), done, None) => {
            Amount::Breaths { repetitions: done.unwrap_or(repetitions), breaths }
        }
        (Some(planned @ (Amount::Distance(_) | Amount::Ladder)), None, None) => planned,
        (_, Some(repetitions), Some(seconds)) => Amount::Holds { repetitions, seconds },
        (_, repetitions, None) => Amount::Repetitions(repetitions.unwrap_or(1)),
    }
}

/// One exercise of a session that is judged.
#[derive(Clone, Copy)]
struct Seat<'a> {
    sitting: &'a Sitting,
    done: &'a ExerciseDone,
    amounts: Amounts,
    exercise: &'a Exercise,
    restraint: Restraint,
}

/// Adds a day that does not stand at the end already.
fn once(days: &mut Vec<Day>, day: Day) {
    if days.last() != Some(&day) {
        days.push(day);
    }
}

/// Whether the newest of the days before one lies fewer hours before it than they must be apart.
pub(super) fn too_near(days: &[Day], day: Day, apart_h: u16) -> bool {
    let newest = days.iter().rev().find(|earlier| **earlier < day);
    newest.is_some_and(|earlier| is_too_near(*earlier, day, apart_h))
}

/// Whether a day lies fewer hours before another one than they must be apart.
pub(super) fn is_too_near(earlier: Day, day: Day, apart_h: u16) -> bool {
    day.days_since(earlier) * HOURS < i32::from(apart_h)
}

/// Lays a colour on a day, in the order of days.
fn mark(days: &mut Vec<DayColour>, day: Day, colour: Option<Colour>) {
    let at = days.partition_point(|seen| seen.day < day);
    match days.get_mut(at).filter(|seen| seen.day == day) {
        Some(seen) => seen.colour = worse(seen.colour, colour),
        None => days.insert(at, DayColour { day, colour }),
    }
}

/// The worse of two colours; not known unless one of them is bad.
fn worse(one: Option<Colour>, other: Option<Colour>) -> Option<Colour> {
    let bad = |colour: &Colour| *colour > Colour::Green;
    match (one, other) {
        (Some(one), Some(other)) => Some(one.max(other)),
        (one, other) => one.or(other).filter(bad),
    }
}

/// What was done against what was asked: the sets of the session, and in each of them the repetitions, or seconds held, of
/// the dose. Timed work is not held against its dose, of which a short session has less.
fn done_pct(planned: Setting, done: &Amounts) -> Option<u8> {
    let share = |done: f64, planned: f64| (done / planned.max(1.0)).min(1.0);
    let sets = done.sets_asked.map(|asked| share(f64::from(done.sets), f64::from(asked)));
    let each = match planned.amount {
        Amount::Repetitions(n) | Amount::Breaths { repetitions: n, .. } => {
            done.repetitions.map(|done| share(f64::from(done), f64::from(n)))
        }
        Amount::Holds { repetitions, seconds } => done.seconds.map(|held| {
            let planned = f64::from(repetitions) * f64::from(seconds);
            share(f64::from(done.repetitions.unwrap_or(repetitions)) * f64::from(held), planned)
        }),
        Amount::Time(_) | Amount::Distance(_) | Amount::Ladder => None,
    };
    let whole = [sets, each].into_iter().flatten().reduce(|sets, each| sets * each)?;
    Some((whole * PERCENT) as u8)
}

/// Hundredths of a whole.
const PERCENT: f64 = 100.0;

/// Load tests in a row, since the stage began and before `day`, that are bad.
fn bad_tests(history: &History, since: Day, day: Day, walk: &Walk<'_>) -> bool {
    let rules = &walk.knowledge.dose.flare;
    if day <= since {
        return false;
    }
    let last = history.tests.range(since..day).rev().take(usize::from(rules.tests));
    let bad: Vec<bool> = last.map(|(_, pain)| pain.get() >= rules.test_from).collect();
    bad.len() == usize::from(rules.tests) && bad.into_iter().all(|bad| bad)
}

/// A dose as it is on a day that is held back. Holds stay as they are: they calm.
pub fn held_back(
    setting: Setting,
    restraint: Restraint,
    knowledge: &Knowledge,
    exercise: &Exercise,
) -> Setting {
    let rules = &knowledge.dose;
    if exercise.is_isometric() {
        return setting;
    }
    match restraint {
        Restraint::None
        | Restraint::Recover
        | Restraint::Limp
        | Restraint::Calm
        | Restraint::Ill
        | Restraint::Rest => setting,
        Restraint::LighterWeek => setting.share_of_sets(rules.lighter.sets_pct),
        // A share of few sets may round to all of them: one fewer is the least that holds back.
        Restraint::Mild | Restraint::Sore => match setting.share_of_sets(rules.flare.mild_pct) {
            same if same.sets == setting.sets => setting.fewer_sets(1),
            less => less,
        },
        Restraint::Half => setting.share_of_sets(rules.flare.half_pct),
    }
}

impl<'k> Course<'k> {
    /// What was asked of the legs counts on, and so does how they took it, with every stop; each exercise begins anew.
    fn follow(&mut self, before: Course<'k>) {
        self.colours.clone_from(&before.colours);
        self.days.clone_from(&before.days);
        self.flares.clone_from(&before.flares);
        self.halts.clone_from(&before.halts);
        self.halt = before.halt;
        self.loads.clone_from(&before.loads);
        self.lowering.clone_from(&before.lowering);
        self.heavy_days.clone_from(&before.heavy_days);
        self.energy_days.clone_from(&before.energy_days);
        self.before = Some(Box::new(before));
    }

    pub(super) fn enter(&mut self, stage: StageId, day: Day, arrival: Arrival) {
        let Some(stage) = self.protocol.stage(stage) else { return };
        self.stage = stage;
        self.earlier.push(self.begun);
        self.felt.clear();
        self.recheck = None;
        self.begun = Begun { stage: stage.id, day, arrival };
    }

    /// Remembers how a session was taken: a day has one colour, that of its worst session.
    fn colour(&mut self, day: Day, colour: Option<Colour>) {
        mark(&mut self.colours, day, colour);
        mark(&mut self.days, day, colour);
    }

    /// Remembers how the runs of a day were taken. Very strong pain stops the programme as it does in a session.
    fn count_run(&mut self, run: Option<(PainScore, Judged)>, day: Day, rules: &ColourRules) {
        let Some((peak, judged)) = run else { return };
        mark(&mut self.days, day, judged.colour);
        if peak.get() >= rules.severe_from {
            self.stop(Halt { day, reason: HaltReason::SeverePain });
        }
    }

    /// An illness that is over was a pause of its length for every exercise.
    fn after_illness(&mut self, days: Option<i32>) {
        let Some(days) = days else { return };
        self.tracks.values_mut().for_each(|track| track.ill_days = track.ill_days.max(days));
    }

    fn stop(&mut self, halt: Halt) {
        self.halt = Some(halt);
        self.halts.push(PastHalt { halt, confirmed: None });
    }

    fn decide(&mut self, decision: StageDecision, day: Day) {
        match decision {
            StageDecision::Passed { from, to } if from == self.stage.id && self.stage.next == Some(to) => {
                self.enter(to, day, Arrival::Gate);
            }
            StageDecision::Passed { .. } => {}
            // A word on another protocol lifts nothing here: it may be older than what this one follows.
            StageDecision::Confirmed { stage } if stage.protocol() != self.protocol.id => {}
            StageDecision::Confirmed { stage } => {
                self.word = Some(day);
                self.held = None;
                self.halt = None;
                self.recheck = self.recheck.take().map(|recheck| recheck.passed_on(day));
                for past in &mut self.halts {
                    past.confirmed.get_or_insert(day);
                }
                if stage != self.stage.id {
                    self.enter(stage, day, Arrival::Clinician);
                }
            }
            StageDecision::Held { stage, until } if stage == self.stage.id => {
                (self.word, self.held) = (Some(day), Some(until));
            }
            StageDecision::Held { .. } => {}
        }
    }

    /// Pain that is tolerated in the present stage.
    pub fn tolerated(&self, knowledge: &Knowledge) -> PainScore {
        let of = |policy| knowledge.conventions.tolerated(policy);
        let careful = self.careful.map(|_| of(PainPolicy::Free));
        careful.map_or(of(self.stage.policy), |most| most.min(of(self.stage.policy)))
    }

    /// Whether less pain is tolerated than the stage says by itself.
    pub fn is_careful(&self, knowledge: &Knowledge) -> bool {
        self.tolerated(knowledge) < knowledge.conventions.tolerated(self.stage.policy)
    }

    /// How hard an exercise was when that was told last in this stage, 0 to 10; else as hard as the stage allows.
    pub fn effort(&self, exercise: &ExerciseId, side: WorkedSide) -> u8 {
        let felt = self.felt.get(&(exercise.clone(), side));
        felt.map_or(self.stage.felt_up_to, |effort| effort.get())
    }

    /// The stage of a day; `None` before the protocol began.
    pub fn stage_on(&self, day: Day) -> Option<&'k Stage> {
        let begun = std::iter::once(&self.begun).chain(self.earlier.iter().rev());
        match begun.copied().find(|begun| begun.day <= day) {
            Some(begun) => self.protocol.stage(begun.stage),
            None => self.before.as_ref()?.stage_on(day),
        }
    }

    /// Whether a clinician holds the stage on a day.
    pub fn is_held(&self, day: Day) -> bool {
        self.held.is_some_and(|until| until.is_none_or(|until| day <= until))
    }

    /// Tests that freeze the stage on a day: they had been passed and say no by now.
    pub fn failed_retests(&self, day: Day) -> impl Iterator<Item = Retest<'k>> {
        self.retests.in_stage(self.stage.id, self.begun.day, day)
    }

    /// Whether the tests that led into the stage are asked for again, after a pause.
    pub fn is_rechecked(&self) -> bool {
        self.recheck.as_ref().is_some_and(Recheck::is_open)
    }

    /// The newest of so many days before `day` on which the week of its stage had a session; `None` where none had.
    pub fn session_before(&self, day: Day, days: i32) -> Option<Day> {
        let had_one = |day: &Day| {
            let Some(stage) = self.stage_on(*day) else { return false };
            let begun = std::iter::once(&self.begun).chain(self.earlier.iter().rev());
            let begun = begun.copied().find(|begun| begun.day <= *day).map_or(self.begun.day, |one| one.day);
            let of_week = usize::try_from(day.days_since(begun)).unwrap_or(0) % WEEK;
            let due = |slot: &Slot| slot.kind.is_session() && slot.days[of_week] == DayPlan::Do;
            stage.week.iter().any(due)
        };
        (1..=days).map(|back| day.plus_days(-back)).find(had_one)
    }

    /// Remembers days of heavy work, and when a heavy exercise was new. What warms up is neither.
    fn mark_heavy(&mut self, exercise: &Exercise, day: Day, heavy_from: u8) {
        if exercise.load.level() < heavy_from {
            return;
        }
        once(&mut self.heavy_days, day);
        let mut tracks = self.tracks.iter().filter(|((id, _), _)| *id == exercise.id).peekable();
        if tracks.peek().is_some() && tracks.all(|(_, track)| track.began == Some(day)) {
            self.newcomer = Some(day);
        }
    }

    /// The stages that were in force on a day of its own log, the last first: more than one where a gate was passed on it.
    pub fn stages_of(&self, day: Day) -> Vec<StageId> {
        let mut stages = vec![self.stage.id];
        let mut now = &self.begun;
        for before in self.earlier.iter().rev() {
            if now.day != day || now.arrival != Arrival::Gate {
                break;
            }
            stages.push(before.stage);
            now = before;
        }
        if now.day == day && now.arrival == Arrival::Gate && stages.len() > self.earlier.len() {
            let left = self.before.as_ref().and_then(|before| before.stage_on(day));
            stages.extend(left.map(|stage| stage.id));
        }
        stages
    }

    /// Remembers where an exercise stood in for a harder one.
    fn stands_in(&mut self, exercise: &Exercise, side: WorkedSide, day: Day, knowledge: &Knowledge) {
        for ((id, of), track) in &mut self.tracks {
            let same = *of == side || [*of, side].contains(&WorkedSide::Both);
            if same && knowledge.exercise(id).is_some_and(|harder| exercise.is_easier_than(harder)) {
                track.stood_in_for(day);
            }
        }
    }

    /// What an exercise is measured against in the present stage; `None` where it has no dose in it.
    pub fn scope<'a>(&self, exercise: &'a Exercise, day: Day, knowledge: &'a Knowledge) -> Option<Scope<'a>> {
        let advance = match self.is_held(day) {
            true => Advance::Held,
            false if self.failed_retests(day).next().is_some() => Advance::Retest,
            false if self.is_rechecked() => Advance::Recheck,
            false if self.races.near(day).is_some() => Advance::Race,
            false => Advance::Open,
        };
        let scope = Scope::in_stage(exercise, self.stage, advance, &knowledge.dose)?;
        let rules = &knowledge.dose.week;
        let counts = rules.counts_lowering(exercise);
        let rise = || week::rise(&self.lowering, day, rules.lowering_rise_pct, rules);
        Some(Scope { lowering_rise: counts.then(rise).flatten(), ..scope })
    }

    fn count_lowering(&mut self, setting: Setting, exercise: &Exercise, day: Day, knowledge: &Knowledge) {
        let rules = &knowledge.dose.week;
        if rules.counts_lowering(exercise) {
            let repetitions = setting.repetitions(rules, knowledge.conventions.breath_s);
            *self.lowering.entry(day).or_default() += repetitions;
        }
    }

    /// How a day's session is held back.
    pub fn restraint(&self, day: Day, history: &History, knowledge: &Knowledge) -> Restraint {
        self.restraint_after(day, history.told(day), history, knowledge)
    }

    /// Whether it is the runs that hold the session of a day back.
    pub fn is_held_by_runs(&self, day: Day, history: &History, knowledge: &Knowledge) -> bool {
        let rules = &knowledge.dose.flare;
        let without = flare::restraint(&self.colours, day, rules);
        let is_red = history.told(day).run_is_red(self.tolerated(knowledge));
        without < Restraint::Calm && (is_red || flare::restraint(&self.days, day, rules) > without)
    }

    /// The same by what had been told for the day at some time of it.
    fn restraint_after(&self, day: Day, told: Told, history: &History, knowledge: &Knowledge) -> Restraint {
        let rules = &knowledge.dose;
        // A good run between two bad sessions makes neither of them better.
        let by = |colours| flare::restraint(colours, day, &rules.flare);
        let flare = by(&self.days).max(by(&self.colours));
        let limit = self.tolerated(knowledge);
        let is_first = self.protocol.first().is_some_and(|first| first.id == self.stage.id);
        let bounds = Bounds {
            limp: if is_first { Restraint::None } else { Restraint::Limp },
            limit,
            before: self.stage.before_up_to.unwrap_or(limit),
            base: history.base(day.plus_days(-1), rules.colour.mornings),
        };
        let flare = flare.max(told.restraint(bounds, rules));
        let lighter =
            if self.is_lighter(day, history, knowledge) { Restraint::LighterWeek } else { Restraint::None };
        let ill = if history.illnesses.is_ill(day) { Restraint::Ill } else { Restraint::None };
        flare.max(lighter).max(ill)
    }

    /// Week of the stage, counted from 1.
    pub fn week(&self, day: Day) -> i32 {
        day.days_since(self.begun.day).max(0) / WEEK_DAYS + 1
    }
}

pub(super) const WEEK_DAYS: i32 = WEEK as i32;
