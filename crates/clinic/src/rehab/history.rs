//! What the log says about rehabilitation: sessions, mornings, runs, settings and decisions, by day.

use crate::case::standing;
use crate::event::{Entry, Event, PainMoment, Unsure};
use crate::measurement::MeasureId;
use crate::rehab::exercise::Ailment;
use crate::rehab::gate::Sessions;
use crate::rehab::kit::{KitPreset, KitSet};
use crate::rehab::log::{ExerciseDone, Part, RehabSettings, SessionDone, SessionLength, StageDecision};
use crate::rehab::told::Told;
use femoris_measure::{Day, PainScore, Seconds};
use std::collections::{BTreeMap, BTreeSet};

/// A session as it was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// The day.
    pub day: Day,
    /// The session as a whole.
    pub done: SessionDone,
    /// Its exercises, in the order of the log.
    pub exercises: Vec<ExerciseDone>,
    /// How many words on the stage stood in the log before it.
    pub decided: usize,
    /// Pain that was told for the day before it.
    pub told: Told,
}

impl Sitting {
    /// Whether it is an outing: told for itself, beside the sessions.
    pub fn is_outing(&self) -> bool {
        !self.exercises.is_empty() && self.exercises.iter().all(|done| done.part == Part::Outing)
    }
}

/// A run as far as gates look at it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RunSeen {
    /// Worst pain in it and in the hours after it.
    pub peak: Option<PainScore>,
    /// Time of the longest recording of the day; `None` where none tells one.
    pub longest: Option<Seconds>,
}

impl RunSeen {
    /// Whether it was as long as is asked for, with no more pain. What nobody told is no answer.
    pub fn fits(&self, need: &Sessions) -> bool {
        let long = |wanted: u16| self.longest.is_some_and(|time| time.get() >= f64::from(wanted));
        need.seconds.is_none_or(long) && self.peak.is_some_and(|pain| pain <= need.pain_up_to)
    }
}

/// Everything about rehabilitation up to a day.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The day.
    pub today: Day,
    /// The day up to which the log was read; earlier than the day where one to come is looked at.
    pub read: Day,
    /// What the runner has and wants.
    pub settings: RehabSettings,
    /// Sessions, oldest first.
    pub sittings: Vec<Sitting>,
    /// Pain of a morning: the higher of what was told and the load test.
    pub mornings: BTreeMap<Day, PainScore>,
    /// Pain on the load test.
    pub tests: BTreeMap<Day, PainScore>,
    /// Pain at the time it was told and pain of walking, the worst of a day.
    pub now: BTreeMap<Day, PainScore>,
    /// Every value of each measure, the last of a day.
    pub measures: BTreeMap<MeasureId, BTreeMap<Day, f64>>,
    /// The last pain told before any morning was: what a baseline begins with.
    pub seed: Option<(Day, PainScore)>,
    /// Days with runs.
    pub runs: BTreeMap<Day, RunSeen>,
    /// Days of which the runner told how the run was done.
    pub runs_told: BTreeSet<Day>,
    /// Every day on which some pain was told, with the worst.
    pub pains: BTreeMap<Day, PainScore>,
    /// Races: the day each was told, and the day of the race; oldest word first.
    pub races: Vec<(Day, Day)>,
    /// Words on the stage, oldest first.
    pub decisions: Vec<(Day, StageDecision)>,
}

impl History {
    /// What the events say, up to and including `today`.
    pub fn fold(events: &[Event], today: Day) -> Self {
        let mut history = Self {
            today,
            read: today,
            settings: RehabSettings::default(),
            sittings: Vec::new(),
            mornings: BTreeMap::new(),
            tests: BTreeMap::new(),
            now: BTreeMap::new(),
            measures: BTreeMap::new(),
            seed: None,
            runs: BTreeMap::new(),
            runs_told: BTreeSet::new(),
            pains: BTreeMap::new(),
            races: Vec::new(),
            decisions: Vec::new(),
        };
        let mut runs = BTreeMap::new();
        for event in standing(events, today) {
            history.take(event, &mut runs);
        }
        for (day, duration) in runs.into_values() {
            let run = history.runs.entry(day).or_default();
            let longer = |time: &Seconds| run.longest.is_none_or(|longest| longest < *time);
            run.longest = duration.filter(longer).or(run.longest);
        }
        history
    }

    /// The same on a later day, as it stands when nothing more is told until then.
    pub fn later(&self, day: Day) -> Self {
        Self { today: day.max(self.today), ..self.clone() }
    }

    /// Whether the day is still to come: what will be done until then is not known.
    pub fn is_ahead(&self) -> bool {
        self.read < self.today
    }

    fn take<'e>(&mut self, event: &'e Event, runs: &mut BTreeMap<&'e str, (Day, Option<Seconds>)>) {
        let day = event.day;
        match &event.entry {
            Entry::SessionLogged(done) => self.session(day, done),
            Entry::ExerciseLogged(done) => self.exercise(done),
            Entry::RehabSet(settings) => {
                self.settings = std::mem::take(&mut self.settings).overlaid_with(settings.clone());
            }
            Entry::StageDecided(decision) => self.decisions.push((day, *decision)),
            Entry::GoalSet { day: race, .. } => self.races.push((day, *race)),
            Entry::PainLogged { moment: PainMoment::NextMorning, score } => self.morning(day, *score),
            Entry::PainLogged { score, .. } => {
                let run = self.runs.entry(day).or_default();
                run.peak = run.peak.max(Some(*score));
                self.pain(day, *score);
            }
            // What nobody knows any more was not failed either.
            Entry::NotSure(Unsure::Measure(id)) => {
                self.measures.remove(id);
            }
            Entry::Measured(measure) => {
                self.measures.entry(measure.id()).or_default().insert(day, measure.value());
                let whole = PainScore::new(measure.value().round() as u8).ok();
                match (measure.id(), whole) {
                    (MeasureId::LoadTestPain, Some(score)) => {
                        self.tests.insert(day, score);
                        self.morning(day, score);
                    }
                    (MeasureId::PainNow, Some(score)) => {
                        self.seed = Some((day, score));
                        self.pain_now(day, score);
                        self.pain(day, score);
                    }
                    (MeasureId::PainWalking, Some(score)) => self.pain_now(day, score),
                    _ => {}
                }
            }
            Entry::RunTold { .. } => {
                self.runs_told.insert(day);
            }
            Entry::RunRecorded { run, duration, .. } => {
                runs.insert(run, (day, *duration));
            }
            Entry::RunRemoved { run } => {
                runs.remove(run.as_str());
            }
            _ => {}
        }
    }

    /// The first word on a session stands; the same name again is the same session.
    fn session(&mut self, day: Day, done: &SessionDone) {
        if self.sittings.iter().rev().all(|sitting| sitting.done.session != done.session) {
            if let Some(pain) = done.pain_after {
                self.pain(day, pain);
            }
            let (decided, told) = (self.decisions.len(), self.told(day));
            self.sittings.push(Sitting { day, done: done.clone(), exercises: Vec::new(), decided, told });
        }
    }

    /// An exercise belongs to the session it names; each exercise once for each side and part.
    fn exercise(&mut self, done: &ExerciseDone) {
        let of = |sitting: &&mut Sitting| sitting.done.session == done.session;
        let Some(sitting) = self.sittings.iter_mut().rev().find(of) else { return };
        let same = |other: &ExerciseDone| {
            (&other.exercise, other.side, other.part) == (&done.exercise, done.side, done.part)
        };
        if sitting.exercises.iter().any(same) {
            return;
        }
        sitting.exercises.push(done.clone());
        let day = sitting.day;
        if let crate::rehab::log::Doing::Done(amounts) = done.doing
            && let Some(pain) = amounts.pain
        {
            self.pain(day, pain);
        }
    }

    fn pain_now(&mut self, day: Day, score: PainScore) {
        let worst = self.now.entry(day).or_insert(score);
        *worst = score.max(*worst);
    }

    fn morning(&mut self, day: Day, score: PainScore) {
        let worst = self.mornings.entry(day).or_insert(score);
        *worst = score.max(*worst);
        self.pain(day, score);
    }

    fn pain(&mut self, day: Day, score: PainScore) {
        let worst = self.pains.entry(day).or_insert(score);
        *worst = score.max(*worst);
    }

    /// Pain told for a day, by what is known so far.
    pub fn told(&self, day: Day) -> Told {
        Told {
            morning: self.mornings.get(&day).copied(),
            now: self.now.get(&day).copied(),
            run: self.runs.get(&day).and_then(|run| run.peak),
        }
    }

    /// The usual pain in the morning: the lower median of the last mornings up to a day.
    pub fn base(&self, day: Day, mornings: u8) -> Option<PainScore> {
        let mut last: Vec<PainScore> =
            self.mornings.range(..=day).rev().take(usize::from(mornings)).map(|(_, score)| *score).collect();
        last.sort();
        let middle = last.len().checked_sub(1).map(|last| last / 2);
        let median = middle.and_then(|at| last.get(at).copied());
        median.or_else(|| self.seed.filter(|(told, _)| *told <= day).map(|(_, score)| score))
    }

    /// What is to hand; a household where nothing was said.
    pub fn kit(&self) -> KitSet {
        KitSet::of(self.settings.kit.unwrap_or(KitPreset::None))
    }

    /// How long a session may take.
    pub fn length(&self) -> SessionLength {
        self.settings.length.unwrap_or_default()
    }

    /// What else hurts.
    pub fn ailments(&self) -> BTreeSet<Ailment> {
        self.settings.ailments.clone().unwrap_or_default()
    }
}
