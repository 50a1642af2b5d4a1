//! Today's answer: the case as it stands, the verdict, what decided it, and what changed since yesterday.

use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence, standing};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::FindingId;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::{Fact, Observation, Value};
use femoris_clinic::readiness::{Decision, InjuryClass};
use femoris_clinic::triage::Triage;
use femoris_clinic::verdict::Verdict;
use femoris_measure::{Day, Metres, PainScore, SleepScore};
use femoris_store::{DayTotal, Reader, RunSummary, ShownVerdict, StoreError};

use crate::{App, AppError};

/// How far back a single long run counts, in days: the window of the study behind the load bands.
const LONGEST_WINDOW_DAYS: i32 = 30;
/// Facts the answer card shows.
const FACTS: usize = 3;

/// Everything the page of the day needs.
#[derive(Debug, Clone)]
pub struct Today {
    /// The civil day it is about.
    pub day: Day,
    /// The case as it stands on that day.
    pub state: CaseState,
    /// What the engine says.
    pub verdict: Verdict,
    /// What decided, three facts.
    pub facts: Vec<Observation>,
    /// The answer of the day before; `None` when there was no complaint then.
    pub yesterday: Option<Decision>,
    /// Danger signs without any answer that still counts: asked before a decision is shown.
    pub unasked_signs: Vec<FindingId>,
    /// What changed since the day before.
    pub changes: Vec<Change>,
    /// The pain logged for this day.
    pub pain: PainOfDay,
    /// How well the night before it was slept.
    pub slept: Option<SleepScore>,
    /// Monday to Sunday of this week; days without a run have no total.
    pub week: Vec<(Day, Option<DayTotal>)>,
    /// The newest run up to this day.
    pub newest_run: Option<RunSummary>,
}

impl Today {
    /// Whether a complaint was told; without one there is nothing to answer but the load.
    pub fn has_complaint(&self) -> bool {
        self.state.complaint.location.is_some()
    }

    /// The decision that is told: while a danger sign is open, nothing better than not to run.
    pub fn decision(&self) -> Decision {
        told_decision(&self.verdict.triage, self.verdict.run_today.decision)
    }

    /// Whether open danger signs come before anything that is said about running.
    pub fn is_open(&self) -> bool {
        self.must_ask_danger_signs() && self.verdict.run_today.decision < Decision::StopAndRefer
    }

    /// Whether danger signs were all asked, and some answered with *not sure*.
    pub fn is_unsure_of_signs(&self) -> bool {
        self.must_ask_danger_signs() && self.unasked_signs.is_empty()
    }

    /// Whether danger signs must be asked before any decision is shown.
    pub fn must_ask_danger_signs(&self) -> bool {
        has_open_signs(&self.verdict.triage)
    }
}

fn has_open_signs(triage: &Triage) -> bool {
    triage.flags.is_empty() && !triage.unanswered.is_empty()
}

fn told_decision(triage: &Triage, decision: Decision) -> Decision {
    if has_open_signs(triage) { decision.max(Decision::NoRun) } else { decision }
}

/// Something that is different from the day before.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// The answer, where one is shown on both days.
    Decision {
        /// Before.
        from: Decision,
        /// Now.
        to: Decision,
    },
    /// A fact that counts. A value that became [`Value::Unknown`] grew too old to count.
    Fact {
        /// Which.
        fact: Fact,
        /// Before.
        from: Value,
        /// Now.
        to: Value,
    },
    /// A night was rated.
    Sleep {
        /// The night before, where it was rated.
        from: Option<SleepScore>,
        /// Now.
        to: SleepScore,
    },
    /// A run came in.
    Run {
        /// Its distance, where known.
        distance: Option<Metres>,
    },
}

/// Pain scores of one day and the entries they come from, for undoing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PainOfDay {
    /// At its worst during the run.
    pub during: Option<(PainScore, Sequence)>,
    /// Within hours after.
    pub after: Option<(PainScore, Sequence)>,
    /// This morning.
    pub next_morning: Option<(PainScore, Sequence)>,
}

impl App {
    /// The answer of a day, today where none is named. Days to come are refused: nobody knows them.
    pub fn today(&self, day: Option<Day>) -> Result<Today, AppError> {
        let now = self.clock.today();
        let day = day.unwrap_or(now);
        if day > now {
            return Err(AppError::refused(
                "date",
                format!("{day} is still to come; name today or a day before"),
            ));
        }
        let events = self.events()?;
        let (state, answer) = self.answer_of(&events, day)?;
        // Of the day before only the decision is told.
        let state_before = self.state_on(&events, day.plus_days(-1))?;
        let (triage_before, before) = self.decide(&state_before);
        let told_before = told_decision(&triage_before, before.decision);
        if day == now && state.complaint.location.is_some() {
            self.keep_as_shown(day, &answer)?;
        }
        let newest_run = self.newest_run_until(day)?;
        let had_complaint = state_before.complaint.location.is_some();
        let unasked_signs = self.unasked_signs(&events, &answer.triage, day);
        let mut changes = Vec::new();
        if had_complaint {
            let was_asked = self.unasked_signs(&events, &triage_before, state_before.today);
            if is_shown(&triage_before, &was_asked) && is_shown(&answer.triage, &unasked_signs) {
                let to = told_decision(&answer.triage, answer.run_today.decision);
                changes.extend((told_before != to).then_some(Change::Decision { from: told_before, to }));
            }
            changes.extend(fact_changes(&state_before, &state, self));
            let from = slept_on(&events, day.plus_days(-1));
            let to = slept_on(&events, day).filter(|to| from != Some(*to));
            changes.extend(to.map(|to| Change::Sleep { from, to }));
        }
        changes.extend(
            newest_run
                .as_ref()
                .filter(|run| run.day == day)
                .map(|run| Change::Run { distance: run.distance }),
        );
        Ok(Today {
            day,
            facts: deciding_facts(&answer, &Facts::new(&state, &self.knowledge.freshness)),
            yesterday: had_complaint.then_some(told_before),
            unasked_signs,
            changes,
            pain: pain_of(&events, day),
            slept: slept_on(&events, day),
            week: self.week_of(day)?,
            newest_run,
            state,
            verdict: answer,
        })
    }

    /// The case and the verdict of a day.
    pub(crate) fn answer_of(&self, events: &[Event], day: Day) -> Result<(CaseState, Verdict), AppError> {
        let state = self.state_on(events, day)?;
        let answer = self.verdict(&state);
        Ok((state, answer))
    }

    /// The case as it stands on a day.
    pub(crate) fn state_on(&self, events: &[Event], day: Day) -> Result<CaseState, AppError> {
        Ok(CaseState::fold(events, day, self.load_until(day)?))
    }

    /// Keeps what is about to be shown, unless the same was shown last. A record for later questions, never an input.
    fn keep_as_shown(&self, day: Day, answer: &Verdict) -> Result<(), AppError> {
        let shown = ShownVerdict {
            at: self.clock.now(),
            day,
            knowledge_version: answer.knowledge_version.clone(),
            verdict: self.verdict_json(answer),
        };
        self.with_store(|store| {
            let last = store.read(|reader| reader.verdict_on(day))?;
            if last.is_some_and(|last| last.verdict == shown.verdict) {
                return Ok(());
            }
            store.batch(|writer| writer.record_verdict(&shown))
        })
    }

    /// The load that matters on a day, from indexed look-ups only.
    pub(crate) fn load_until(&self, day: Day) -> Result<LoadHistory, AppError> {
        let read = |reader: &Reader<'_>| load_until(reader, day);
        self.recall_read(&self.reads.load, day, || self.with_store(|store| store.read(read)))
    }

    fn newest_run_until(&self, day: Day) -> Result<Option<RunSummary>, AppError> {
        self.with_store(|store| store.read(|reader| reader.newest_run_until(day)))
    }

    fn week_of(&self, day: Day) -> Result<Vec<(Day, Option<DayTotal>)>, AppError> {
        let monday = day.plus_days(-i32::from(day.weekday_from_monday()));
        // A run that is dated in the future has not been run.
        let totals = self.with_store(|store| store.read(|reader| reader.daily(monday, day)))?;
        let total = |day: Day| totals.iter().find(|total| total.day == day).copied();
        Ok((0..7).map(|i| monday.plus_days(i)).map(|day| (day, total(day))).collect())
    }
}

fn load_until(reader: &Reader<'_>, day: Day) -> Result<LoadHistory, StoreError> {
    let newest = reader.newest_run_until(day)?;
    let before = reader.newest_run_until(day.plus_days(-1))?;
    let window_end = newest.as_ref().map_or(day, |run| run.day);
    let window = (window_end.plus_days(-LONGEST_WINDOW_DAYS), window_end);
    let but_newest = newest.as_ref().map(|run| &run.id);
    let before_newest = reader.longest_run(window.0, window.1, but_newest)?;
    let yesterday = day.plus_days(-1);
    let before_today = reader.longest_run(day.plus_days(-LONGEST_WINDOW_DAYS), yesterday, None)?;
    let daily = reader.daily(day.plus_days(1 - LONGEST_WINDOW_DAYS), day)?;
    Ok(LoadHistory {
        first_run: reader.span()?.map(|(first, _)| first),
        longest_before_today: before_today.and_then(|run| run.distance),
        longest_before_newest: before_newest.and_then(|run| run.distance),
        newest_run: newest.and_then(|run| Some((run.day, run.distance?))),
        newest_run_before_today: before.map(|run| run.day),
        runs_in_30_days: daily.iter().map(|total| total.runs).sum(),
        planned_today: None,
    })
}

/// What is worth a look in a class even where no rule had to look at it: three each, the most telling first.
fn core_facts(class: InjuryClass) -> [Fact; FACTS] {
    use Fact::{Finding, Measure};
    let settled = Finding(FindingId::LastRunSettledByNextMorning);
    match class {
        InjuryClass::Tendon => {
            [Measure(MeasureId::LoadTestPain), Measure(MeasureId::MorningStiffnessMin), settled]
        }
        InjuryClass::Muscle => [
            Finding(FindingId::CannotWalkFastOrClimbStairs),
            Finding(FindingId::LimpWalking),
            Measure(MeasureId::PainNow),
        ],
        InjuryClass::Soreness => [
            Measure(MeasureId::PainNow),
            Finding(FindingId::BilateralDiffuse),
            Finding(FindingId::LimpWalking),
        ],
        InjuryClass::Unclassified => [Measure(MeasureId::PainNow), Finding(FindingId::LimpWalking), settled],
    }
}

/// The observations of the reasons that decided, each fact once; then what is missing, as not known; then the core
/// facts of the class.
fn deciding_facts(answer: &Verdict, facts: &Facts<'_>) -> Vec<Observation> {
    let run = &answer.run_today;
    let seen = answer.triage.flags.iter().flat_map(|flag| &flag.because);
    let seen = seen.chain(run.reasons.iter().flat_map(|reason| &reason.observed)).copied();
    let missing =
        run.missing.iter().map(|fact| Observation { fact: *fact, value: fact.value(facts), bound: None });
    let core = core_facts(run.class).map(|fact| Observation { fact, value: fact.value(facts), bound: None });
    let mut chosen: Vec<Observation> = Vec::new();
    for one in seen.chain(missing).chain(core) {
        if chosen.len() == FACTS {
            break;
        }
        if !chosen.iter().any(|there| there.fact == one.fact) {
            chosen.push(one);
        }
    }
    chosen
}

/// Whether an answer is shown at all: danger signs that nobody answered come before it.
fn is_shown(triage: &Triage, unasked_signs: &[FindingId]) -> bool {
    !triage.flags.is_empty() || unasked_signs.is_empty()
}

fn fact_changes(before: &CaseState, now: &CaseState, app: &App) -> Vec<Change> {
    let freshness = &app.knowledge.freshness;
    let (before, now) = (Facts::new(before, freshness), Facts::new(now, freshness));
    let findings = FindingId::ALL.iter().map(|id| Fact::Finding(*id));
    let measures = MeasureId::ALL.iter().map(|id| Fact::Measure(*id));
    findings
        .chain(measures)
        .chain([Fact::Health])
        .filter_map(|fact| {
            let (from, to) = (fact.value(&before), fact.value(&now));
            (from != to).then_some(Change::Fact { fact, from, to })
        })
        .collect()
}

/// The newest score of each moment of a day that was not withdrawn.
fn pain_of(events: &[Event], day: Day) -> PainOfDay {
    let mut pain = PainOfDay::default();
    for event in standing(events).filter(|event| event.day == day) {
        if let Entry::PainLogged { moment, score } = event.entry {
            let slot = match moment {
                PainMoment::During => &mut pain.during,
                PainMoment::After => &mut pain.after,
                PainMoment::NextMorning => &mut pain.next_morning,
            };
            *slot = Some((score, event.sequence));
        }
    }
    pain
}

/// The last word on the night before a day that was not withdrawn.
fn slept_on(events: &[Event], day: Day) -> Option<SleepScore> {
    let of_day = standing(events).filter(|event| event.day == day);
    let mut rated = of_day.filter_map(|event| match event.entry {
        Entry::SleepRated { score } => Some(score),
        _ => None,
    });
    rated.next_back()
}
