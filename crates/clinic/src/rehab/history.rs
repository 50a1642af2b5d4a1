//! What the log says about rehabilitation: sessions, mornings, runs, settings and decisions, by day.

use crate::case::{CaseState, standing_until};
use crate::complaint::Complaint;
use crate::event::{Entry, Event, PainMoment, Unsure};
use crate::finding::{Finding, FindingId};
use crate::illness::Illnesses;
use crate::measurement::MeasureId;
use crate::rehab::exercise::Ailment;
use crate::rehab::gate::Sessions;
use crate::rehab::kit::{KitPreset, KitSet};
use crate::rehab::log::{ExerciseDone, Part, RehabSettings, SessionDone, SessionLength, StageDecision};
use crate::rehab::told::Told;
use femoris_measure::{Day, PainScore, Seconds, SleepScore};
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
    /// How well the night before a day was slept, the last word on it.
    pub nights: BTreeMap<Day, SleepScore>,
    /// Every illness.
    pub illnesses: Illnesses,
    /// Every answer to each finding, the last word of a day.
    pub findings: BTreeMap<FindingId, BTreeMap<Day, Finding>>,
    /// The day the present complaint was told, or told anew.
    pub complained: Option<Day>,
    /// The newest day since on which full training was taken up.
    pub returned: Option<Day>,
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
            nights: BTreeMap::new(),
            illnesses: Illnesses::default(),
            findings: BTreeMap::new(),
            complained: None,
            returned: None,
            races: Vec::new(),
            decisions: Vec::new(),
        };
        let mut runs = BTreeMap::new();
        for event in standing_until(events, today) {
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

    /// A case with every sign that was there at the end of some day since the complaint began, or since it was told where nobody
    /// knows when it began.
    pub fn at_its_worst(&self, state: &CaseState) -> CaseState {
        let mut worst = state.clone();
        let since = state.complaint.onset_date.or(self.complained);
        for (id, answers) in &self.findings {
            let mut days =
                answers.iter().rev().take_while(|(day, _)| since.is_none_or(|since| **day >= since));
            if let Some((day, _)) = days.find(|(_, answer)| **answer == Finding::Present) {
                worst.set_finding_on(*id, Finding::Present, *day);
            }
        }
        worst
    }

    /// A complaint told for the first time, or a new one.
    fn complaint(&mut self, day: Day, complaint: Complaint) {
        if self.complained.is_none_or(|told| complaint.is_new(told, self.returned)) {
            (self.complained, self.returned) = (Some(day), None);
        }
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
                    (MeasureId::PainWalking, Some(score)) => {
                        self.pain_now(day, score);
                        self.told_pain(day, score);
                    }
                    // Which day it was is not told; on the day it is told it is not forgotten yet.
                    (MeasureId::LastRunPeakPain, Some(score)) => self.told_pain(day, score),
                    _ => {}
                }
            }
            Entry::FindingAnswered { id, answer } => {
                self.findings.entry(*id).or_default().insert(day, *answer);
            }
            Entry::ComplaintSet(complaint) => self.complaint(day, *complaint),
            Entry::FullTraining => self.returned = Some(day),
            Entry::SleepRated { score } => {
                self.nights.insert(day, *score);
            }
            Entry::HealthTold { health } => self.illnesses.take(day, *health),
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

    /// Pain from an answer to a question. That there was none is no word on the whole day.
    fn told_pain(&mut self, day: Day, score: PainScore) {
        if score > PainScore::NONE {
            self.pain(day, score);
        }
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
            limp: self.limp(day),
        }
    }

    /// Whether there is a limp on a day: by the last word of that day, else of the one before. An older one is no word on it.
    fn limp(&self, day: Day) -> Finding {
        let limps = self.findings.get(&FindingId::LimpWalking);
        let days = limps.into_iter().flat_map(|limps| limps.range(day.plus_days(-1)..=day));
        let mut told = days.filter(|(_, limp)| **limp != Finding::Unknown);
        told.next_back().map_or(Finding::Unknown, |(_, limp)| *limp)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::complaint::Side;
    use crate::event::Sequence;
    use crate::measurement::Measure;
    use crate::rehab::exercise::ExerciseId;
    use crate::rehab::log::{Amounts, Doing, SessionId, WorkedSide};
    use crate::rehab::stage::StageId;
    use femoris_measure::Instant;

    fn day(number: i32) -> Day {
        "2026-03-01".parse::<Day>().expect("a date").plus_days(number)
    }

    fn pain(score: u8) -> PainScore {
        PainScore::new(score).expect("0 to 10")
    }

    fn fold(entries: Vec<(i32, Entry)>, today: i32) -> History {
        let event = |(at, (on, entry)): (usize, (i32, Entry))| Event {
            sequence: Sequence(at as u64 + 1),
            at: Instant::from_unix_ms(0),
            day: day(on),
            entry,
        };
        let events: Vec<Event> = entries.into_iter().enumerate().map(event).collect();
        History::fold(&events, day(today))
    }

    fn logged(moment: PainMoment, score: u8) -> Entry {
        Entry::PainLogged { moment, score: pain(score) }
    }

    fn measured(id: MeasureId, value: f64) -> Entry {
        Entry::Measured(Measure::new(id, value).expect("on its scale"))
    }

    fn session(name: &str, after: u8) -> Entry {
        Entry::SessionLogged(SessionDone {
            session: SessionId::new(name).expect("an id"),
            stage: StageId::A2,
            minutes: None,
            pain_after: Some(pain(after)),
            painkiller: Finding::Absent,
            limp: Finding::Absent,
            alarms: BTreeSet::new(),
        })
    }

    fn exercise(session: &str, part: Part, hurt: u8) -> Entry {
        Entry::ExerciseLogged(ExerciseDone {
            session: SessionId::new(session).expect("an id"),
            exercise: ExerciseId::new("rdl").expect("an id"),
            side: WorkedSide::Both,
            part,
            doing: Doing::Done(Amounts { sets: 1, pain: Some(pain(hurt)), ..Amounts::default() }),
            instead_of: None,
        })
    }

    fn found(answer: Finding) -> Entry {
        Entry::FindingAnswered { id: FindingId::LimpWalking, answer }
    }

    fn began(onset_date: Option<i32>) -> Entry {
        let side = Some(Side::Left);
        Entry::ComplaintSet(Complaint { onset_date: onset_date.map(day), side, ..Complaint::default() })
    }

    /// Whether there was a limp at the worst.
    fn limped(entries: &[(i32, Entry)], today: i32) -> bool {
        let history = fold(entries.to_vec(), today);
        let mut state = CaseState::empty(day(today));
        for (_, entry) in entries {
            if let Entry::ComplaintSet(complaint) = entry {
                state.complaint = state.complaint.overlaid_with(*complaint);
            }
        }
        let worst = history.at_its_worst(&state);
        worst.dated_finding(FindingId::LimpWalking).is_some_and(|dated| dated.value == Finding::Present)
    }

    #[test]
    fn at_its_worst_is_what_stood_at_the_end_of_some_day() {
        let (yes, no, unsure) = (found(Finding::Present), found(Finding::Absent), found(Finding::Unknown));
        let limped = |told: &[(i32, &Entry)]| {
            let told = told.iter().map(|(on, entry)| (*on, (*entry).clone()));
            limped(&[(0, began(Some(0)))].into_iter().chain(told).collect::<Vec<_>>(), 5)
        };
        assert!(limped(&[(0, &yes)]) && limped(&[(0, &yes), (1, &no)]), "gone the day after");
        assert!(!limped(&[(0, &yes), (0, &no)]), "corrected at once");
        assert!(!limped(&[(0, &yes), (0, &unsure)]));
        assert!(limped(&[(0, &no), (0, &yes)]));
        assert!(limped(&[(0, &yes), (2, &yes), (2, &no)]), "the first day stands");
    }

    #[test]
    fn at_its_worst_looks_no_further_back_than_the_newest_complaint() {
        let yes = found(Finding::Present);
        let told = |onset| vec![(0, yes.clone()), (3, began(onset))];
        assert!(limped(&told(Some(0)), 5), "it was told late");
        assert!(!limped(&told(Some(1)), 5));
        assert!(!limped(&told(None), 5), "without a date by the day it was told");
        assert!(limped(&[(0, began(None)), (1, yes.clone()), (3, began(None))], 5), "told in more detail");
        let unsure = Entry::NotSure(Unsure::Told(crate::event::Told::OnsetDate));
        let again = [(0, began(Some(0))), (1, yes.clone()), (30, Entry::FullTraining), (50, began(Some(48)))];
        assert!(!limped(&again, 60));
        assert!(!limped(&[(60, unsure)].iter().chain(&again).cloned().collect::<Vec<_>>(), 60));
    }

    #[test]
    fn a_morning_is_the_worse_of_what_was_told_and_the_load_test() {
        let told = vec![(0, logged(PainMoment::NextMorning, 2)), (0, measured(MeasureId::LoadTestPain, 4.0))];
        let history = fold(told, 0);
        assert_eq!(history.mornings.get(&day(0)), Some(&pain(4)));
        assert_eq!(history.tests.get(&day(0)), Some(&pain(4)), "and the test stands for itself");
        assert_eq!(history.runs.get(&day(0)), None, "a morning is no run");
    }

    #[test]
    fn pain_now_is_the_worst_of_the_day_and_what_the_seed_tells_the_last() {
        let told = vec![(0, measured(MeasureId::PainNow, 5.0)), (0, measured(MeasureId::PainNow, 1.0))];
        let history = fold(told, 0);
        assert_eq!(history.told(day(0)).now, Some(pain(5)));
        assert_eq!(history.base(day(0), 3), Some(pain(1)), "without a morning");
        assert_eq!(history.told(day(1)), Told::default(), "it is of that day only");
    }

    #[test]
    fn the_baseline_is_the_lower_median_of_the_last_mornings_up_to_a_day() {
        let told: Vec<_> = [4, 1, 3, 0]
            .iter()
            .zip(0..)
            .map(|(score, on)| (on, logged(PainMoment::NextMorning, *score)))
            .collect();
        let history = fold(told, 3);
        assert_eq!(history.base(day(3), 3), Some(pain(1)));
        assert_eq!(history.base(day(1), 3), Some(pain(1)), "of two the lower one");
        assert_eq!(history.base(day(-1), 3), None);
    }

    #[test]
    fn a_run_that_was_taken_out_counts_no_more_and_the_longest_of_a_day_stands() {
        let run = |name: &str, seconds: f64| Entry::RunRecorded {
            run: name.to_owned(),
            start: Instant::from_unix_ms(0),
            distance: None,
            duration: Seconds::new(seconds).ok(),
        };
        let told = vec![
            (0, run("one", 600.0)),
            (0, run("two", 1_200.0)),
            (0, run("three", 3_000.0)),
            (0, Entry::RunRemoved { run: "three".to_owned() }),
            (1, run("four", 900.0)),
            (1, Entry::RunRemoved { run: "four".to_owned() }),
        ];
        let history = fold(told, 1);
        assert_eq!(history.runs[&day(0)].longest.map(Seconds::get), Some(1_200.0));
        assert_eq!(history.runs.get(&day(1)), None);
    }

    #[test]
    fn a_session_is_taken_once_and_knows_what_was_told_before_it() {
        let decided = Entry::StageDecided(StageDecision::Confirmed { stage: StageId::A2 });
        let told = vec![
            (0, decided),
            (0, logged(PainMoment::During, 3)),
            (0, session("session-one", 1)),
            (0, measured(MeasureId::PainNow, 6.0)),
            (0, session("session-one", 9)),
            (0, exercise("session-one", Part::Main, 2)),
            (0, exercise("session-one", Part::Main, 8)),
            (0, exercise("session-of-nobody", Part::Main, 8)),
        ];
        let history = fold(told, 0);
        assert_eq!(history.sittings.len(), 1);
        let sitting = &history.sittings[0];
        assert_eq!((sitting.decided, sitting.exercises.len()), (1, 1));
        assert_eq!(sitting.done.pain_after, Some(pain(1)), "the first word stands");
        assert_eq!((sitting.told.run, sitting.told.now), (Some(pain(3)), None));
        assert_eq!(history.pains.get(&day(0)), Some(&pain(6)), "nothing of what was not taken");
    }

    #[test]
    fn an_outing_is_no_session_and_an_empty_session_no_outing() {
        let told =
            |part| fold(vec![(0, session("session-one", 0)), (0, exercise("session-one", part, 0))], 0);
        assert!(told(Part::Outing).sittings[0].is_outing());
        assert!(!told(Part::Main).sittings[0].is_outing());
        assert!(!fold(vec![(0, session("session-one", 0))], 0).sittings[0].is_outing());
    }

    #[test]
    fn nothing_of_a_later_day_is_known_and_what_was_withdrawn_was_never_told() {
        let told = vec![
            (0, logged(PainMoment::During, 7)),
            (1, logged(PainMoment::During, 8)),
            (0, Entry::Withdrawn { entry: Sequence(1) }),
        ];
        let history = fold(told, 0);
        assert!(history.pains.is_empty(), "{:?}", history.pains);
        let later = history.later(day(3));
        assert!(later.is_ahead() && later.today == day(3) && later.read == day(0));
    }
}
