//! The interview: the danger signs nobody answered yet, the question that changes the picture most, and the way back.

use femoris_clinic::case::CaseState;
use femoris_clinic::event::{Entry, Event, Told, Unsure, standing};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::interview::{NextQuestion, Who};
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;
use femoris_clinic::triage::Triage;
use femoris_clinic::verdict::Verdict;
use femoris_measure::Day;

use crate::{App, AppError};

/// Questions after the opening that an interview usually takes: the middle over the worked cases, see
/// `docs/benchmarks.md`.
const USUAL_QUESTIONS: usize = 13;
/// Screens before the questions: danger signs, place, how it began, who is asked.
const OPENING: usize = 4;
/// So many questions in, a runner knows that a reason can be opened.
const EXPLAINED: usize = 3;

/// Where the interview stands today.
#[derive(Debug, Clone)]
pub struct Interview {
    /// The case as it stands.
    pub state: CaseState,
    /// What the engine makes of it; the next question is one the runner can answer without a clinician.
    pub verdict: Verdict,
    /// Questions after the opening that were answered today, *not sure* included, in the order they came up.
    pub answered: Vec<Fact>,
    /// Danger signs without any answer that still counts.
    pub unasked_signs: Vec<FindingId>,
    /// The day a second examination is due, where one is and nothing was tested since.
    pub due_again: Option<Day>,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq)]
pub enum NextStep {
    /// The danger signs: nothing else is asked before.
    DangerSigns,
    /// Somebody must see it at once or today: there is nothing more to ask.
    SeeSomeone,
    /// A question.
    Ask(Fact),
    /// Enough is known.
    Enough,
}

/// How far along, counted in screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The screen one is on, from 1.
    pub at: usize,
    /// About how many there will be.
    pub of: usize,
}

impl Progress {
    /// A screen of the opening, from 1.
    pub fn opening(at: usize) -> Self {
        Self { at, of: OPENING + USUAL_QUESTIONS }
    }
}

impl Interview {
    /// What comes next.
    pub fn next(&self) -> NextStep {
        if self.verdict.triage.not_urgent().is_none() {
            return NextStep::SeeSomeone;
        }
        if !self.unasked_signs.is_empty() {
            return NextStep::DangerSigns;
        }
        let asked = self.verdict.next_question.as_ref().map(|next| next.ask);
        self.follow_up().or(asked).map_or(NextStep::Enough, NextStep::Ask)
    }

    /// What is not known and would allow more today if it reassured, as far as it may be asked for here.
    pub fn missing_today(&self) -> Vec<Fact> {
        let is_told = |fact: &Fact| {
            matches!(fact, Fact::Finding(id) if id.group() != FindingGroup::Test)
                || !matches!(fact, Fact::Finding(_) | Fact::Measure(_))
        };
        let missing = self.verdict.run_today.missing.iter();
        missing.filter(|fact| is_told(fact) || self.verdict.offered.contains(fact)).copied().collect()
    }

    /// The engine's reason for asking something, where it is what the engine would ask now.
    pub fn reason_for(&self, fact: Fact) -> Option<&NextQuestion> {
        self.verdict.next_question.as_ref().filter(|next| next.ask == fact)
    }

    /// What belongs to an answer that was just given: when the last strain was, and where the tender place lies.
    fn follow_up(&self) -> Option<Fact> {
        let state = &self.state;
        let strained = state.history.previous_hamstring_strains.is_some_and(|strains| strains > 0);
        let tender = state.finding(FindingId::MuscleBellyTender) == Finding::Present
            && self.answered.contains(&Fact::Finding(FindingId::MuscleBellyTender));
        let worth_asking = [
            (strained && state.history.months_since_last_strain.is_none(), Fact::MonthsSinceLastStrain),
            (
                tender && state.measure(MeasureId::TenderDistanceFromSitBoneCm).is_none(),
                Fact::Measure(MeasureId::TenderDistanceFromSitBoneCm),
            ),
            (
                tender && state.measure(MeasureId::TenderLengthCm).is_none(),
                Fact::Measure(MeasureId::TenderLengthCm),
            ),
        ];
        worth_asking
            .into_iter()
            .find(|(open, fact)| *open && !self.answered.contains(fact))
            .map(|(_, fact)| fact)
    }

    /// The question before this one; `None` where that is the opening.
    pub fn before(&self, fact: Fact) -> Option<Fact> {
        let at = self.answered.iter().position(|answered| *answered == fact).unwrap_or(self.answered.len());
        at.checked_sub(1).and_then(|before| self.answered.get(before)).copied()
    }

    /// How far along a question is.
    pub fn progress(&self, fact: Fact) -> Progress {
        let at =
            self.answered.iter().position(|answered| *answered == fact).unwrap_or(self.answered.len()) + 1;
        // Nobody knows how many are left; one more than now is the least that can be said.
        let open = usize::from(self.next() != NextStep::Enough);
        Progress { at: OPENING + at, of: OPENING + USUAL_QUESTIONS.max(at + open) }
    }

    /// Whether reasons and instructions should stand open: until a runner has met a few.
    pub fn explains(&self) -> bool {
        self.answered.len() < EXPLAINED
    }
}

impl App {
    /// Where the interview stands today.
    pub fn interview(&self) -> Result<Interview, AppError> {
        let today = self.clock.today();
        let events = self.events()?;
        let state = self.state_on(&events, today)?;
        let verdict = self.verdict_skipping(&state, &self.for_clinicians());
        let due = crate::again::due(&state, &verdict, &self.knowledge);
        Ok(Interview {
            due_again: due.map(|(_, due)| due).filter(|due| *due <= today && !is_tested_since(&state, *due)),
            answered: answered_on(&events, today),
            unasked_signs: self.unasked_signs(&events, &verdict.triage, today),
            state,
            verdict,
        })
    }

    /// Tests that only a clinician can do: a runner alone is not asked for them.
    fn for_clinicians(&self) -> Vec<Fact> {
        let methods = self.knowledge.interview.methods.values();
        methods
            .filter(|method| method.who == Who::Clinician)
            .map(|method| Fact::Finding(method.finding))
            .collect()
    }

    /// Danger signs that count as not known and were not answered with *not sure* either: these are asked before a
    /// decision is shown.
    pub(crate) fn unasked_signs(&self, events: &[Event], triage: &Triage, day: Day) -> Vec<FindingId> {
        let freshness = &self.knowledge.freshness;
        let asked = |id: FindingId| {
            standing(events).rev().any(|event| {
                let good_for = freshness.finding(id).map(i32::from);
                let age = day.days_since(event.day);
                let counts = age >= 0 && good_for.is_none_or(|days| age < days);
                counts && matches!(event.entry, Entry::FindingAnswered { id: answered, .. } if answered == id)
            })
        };
        triage.unanswered.iter().copied().filter(|id| !asked(*id)).collect()
    }
}

/// Whether a physical test was answered on a day or after it.
fn is_tested_since(state: &CaseState, day: Day) -> bool {
    state.findings().any(|(id, dated)| id.group() == FindingGroup::Test && dated.day >= day)
}

/// Questions after the opening that were answered on a day, each once, in the order they came up.
fn answered_on(events: &[Event], day: Day) -> Vec<Fact> {
    let mut answered = Vec::new();
    for event in standing(events).filter(|event| event.day == day) {
        let fact = match &event.entry {
            Entry::FindingAnswered { id, .. } if id.group() != FindingGroup::DangerSign => Fact::Finding(*id),
            Entry::Measured(measure) => Fact::Measure(measure.id()),
            Entry::NotSure(Unsure::Measure(id)) => Fact::Measure(*id),
            Entry::NotSure(Unsure::Told(Told::MonthsSinceLastStrain)) => Fact::MonthsSinceLastStrain,
            Entry::HistorySet(history) if history.months_since_last_strain.is_some() => {
                Fact::MonthsSinceLastStrain
            }
            _ => continue,
        };
        if !answered.contains(&fact) {
            answered.push(fact);
        }
    }
    answered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, NewEntry};
    use femoris_clinic::complaint::{Complaint, Location, Onset, Setting, Side};
    use femoris_measure::{Instant, ZoneOffset};

    fn app() -> (tempfile::TempDir, App) {
        let folder = tempfile::tempdir().expect("a folder");
        let at: Instant = "2026-11-21T10:00:00Z".parse().expect("a moment");
        let app = App::open(folder.path(), Clock::Fixed(at, ZoneOffset::from_seconds(0))).expect("opens");
        (folder, app)
    }

    fn tell(app: &App, entries: Vec<Entry>) {
        let entries = entries.into_iter().map(|entry| NewEntry { day: None, entry }).collect();
        app.log(entries, None).expect("logged");
    }

    fn answer(id: FindingId, answer: Finding) -> Entry {
        Entry::FindingAnswered { id, answer }
    }

    fn no_danger(app: &App) {
        let signs = app.knowledge().danger_signs.clone();
        tell(app, signs.into_iter().map(|id| answer(id, Finding::Absent)).collect());
    }

    fn gradual(app: &App) {
        let complaint = Complaint {
            side: Some(Side::Left),
            location: Some(Location::SitBone),
            onset: Some(Onset::Gradual),
            setting: Some(Setting::GradualBuildUp),
            onset_date: None,
        };
        tell(app, vec![Entry::ComplaintSet(complaint)]);
    }

    #[test]
    fn danger_signs_come_first_and_an_emergency_ends_it() {
        let (_folder, app) = app();
        gradual(&app);
        assert_eq!(app.interview().expect("stands").next(), NextStep::DangerSigns);
        no_danger(&app);
        assert!(matches!(app.interview().expect("stands").next(), NextStep::Ask(_)));
        tell(&app, vec![answer(FindingId::SaddleNumbness, Finding::Present)]);
        assert_eq!(app.interview().expect("stands").next(), NextStep::SeeSomeone);
    }

    #[test]
    fn not_sure_everywhere_comes_to_an_end_without_asking_twice() {
        let (_folder, app) = app();
        no_danger(&app);
        gradual(&app);
        let mut asked = Vec::new();
        while let NextStep::Ask(fact) = app.interview().expect("stands").next() {
            assert!(!asked.contains(&fact), "{fact:?} is asked twice");
            assert!(asked.len() < FindingId::ALL.len() + MeasureId::ALL.len());
            asked.push(fact);
            let unsure = match fact {
                Fact::Finding(id) => answer(id, Finding::Unknown),
                Fact::Measure(id) => Entry::NotSure(Unsure::Measure(id)),
                other => panic!("{other:?} is not among the questions"),
            };
            tell(&app, vec![unsure]);
        }
        let stands = app.interview().expect("stands");
        assert_eq!(stands.answered, asked);
        assert!(asked.len() > EXPLAINED && !stands.explains());
        assert_eq!(stands.before(asked[0]), None);
        assert_eq!(stands.before(asked[2]), Some(asked[1]));
        let last = stands.progress(asked[asked.len() - 1]);
        assert!(last.at <= last.of);
    }

    #[test]
    fn what_only_a_clinician_can_test_is_not_asked_of_a_runner() {
        let (_folder, app) = app();
        let clinicians = app.for_clinicians();
        assert!(clinicians.contains(&Fact::Finding(FindingId::ModifiedBentKneeStretch)), "{clinicians:?}");
    }

    #[test]
    fn an_earlier_strain_asks_when_it_was_until_that_is_answered() {
        let (_folder, app) = app();
        no_danger(&app);
        gradual(&app);
        let strained = femoris_clinic::complaint::StrainHistory {
            previous_hamstring_strains: Some(1),
            months_since_last_strain: None,
        };
        tell(&app, vec![Entry::HistorySet(strained)]);
        assert_eq!(app.interview().expect("stands").next(), NextStep::Ask(Fact::MonthsSinceLastStrain));
        tell(&app, vec![Entry::NotSure(Unsure::Told(Told::MonthsSinceLastStrain))]);
        assert_ne!(app.interview().expect("stands").next(), NextStep::Ask(Fact::MonthsSinceLastStrain));
    }
}
