//! Rehabilitation: today's session, what came of it, stages and their gates.

use std::collections::BTreeSet;

use femoris_clinic::case::{CaseFold, CaseState};
use femoris_clinic::event::{Entry, Event, Sequence};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::load::OwnMaximum;
use femoris_clinic::rehab::by_hand::{self, RoutineByHand};
use femoris_clinic::rehab::change::{SessionChange, changes};
use femoris_clinic::rehab::course::Course;
use femoris_clinic::rehab::followed::Followed;
use femoris_clinic::rehab::history::{History, Sitting};
use femoris_clinic::rehab::log::{
    Alarm, Doing, ExerciseDone, RehabSettings, SessionLength, SessionReport, StageDecision,
};
use femoris_clinic::rehab::plan::{Plan, plan};
use femoris_clinic::rehab::ran::Ran;
use femoris_clinic::rehab::session::{self, DayPlan, Refusal, Scene, Session};
use femoris_clinic::rehab::stage::StageId;
use femoris_clinic::triage::{self, Outcome};
use femoris_exchange::rehab_json;
use femoris_measure::Day;
use serde_json::{Value, json};

use crate::{App, AppError, NewEntry};

/// How far back the session before today's is looked for.
const BEFORE_DAYS: i32 = 7;
/// Days of a week.
const WEEK_DAYS: i32 = 7;

/// What a day brings.
#[derive(Debug, Clone, PartialEq)]
pub enum RehabDay {
    /// A danger sign leads to someone first.
    Referred,
    /// A session, a day of rest, or why there is neither.
    Planned(DayPlan),
}

/// The rehabilitation of a day.
#[derive(Debug, Clone)]
pub struct Rehab {
    /// The day.
    pub day: Day,
    /// What it brings.
    pub today: RehabDay,
    /// What is different from the session before.
    pub changes: Vec<SessionChange>,
    /// The session that was done on the day already.
    pub done: Option<Sitting>,
    /// What the runner has and wants.
    pub settings: RehabSettings,
}

impl Rehab {
    /// The session, where there is one.
    pub fn session(&self) -> Option<&Session> {
        match &self.today {
            RehabDay::Planned(DayPlan::Session(session)) => Some(session),
            RehabDay::Planned(DayPlan::Rest { .. } | DayPlan::Refused(_)) | RehabDay::Referred => None,
        }
    }
}

/// Where the runner stands, or why nowhere.
#[derive(Debug)]
pub enum RehabPlan<'k> {
    /// A danger sign leads to someone first.
    Referred,
    /// No protocol may be followed.
    Refused(Refusal),
    /// Here.
    Plan(Box<Plan<'k>>),
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logged {
    /// It is in the log, from this place on.
    New(Sequence),
    /// The same report was in the log already, from this place on; nothing was added.
    Repeated(Sequence),
}

impl Logged {
    /// Its place in the log.
    pub fn sequence(self) -> Sequence {
        match self {
            Self::New(sequence) | Self::Repeated(sequence) => sequence,
        }
    }
}

/// The course on a day, and what is seen on that day and those after it.
pub(crate) type Ahead<'k, T> = (Option<Course<'k>>, Vec<(Day, T)>);

impl App {
    /// The rehabilitation of a day, today where none is named. Days to come are allowed: the coming week is kept for when
    /// there is no network, as it stands by now.
    pub fn rehab(&self, day: Option<Day>) -> Result<Rehab, AppError> {
        let events = self.events()?;
        let day = day.unwrap_or_else(|| self.clock.today());
        let (mut rehab, before) = self.with_scene(&events, day, |scene| {
            let (today, before) = match &scene.triage.outcome {
                Outcome::Cleared(cleared) => {
                    let (plan, before) = session::today_after(cleared, scene, BEFORE_DAYS);
                    (RehabDay::Planned(plan), before)
                }
                Outcome::Refer(_) => (RehabDay::Referred, None),
            };
            let of_day = |sitting: &&Sitting| sitting.day == day && !sitting.is_outing();
            let done = scene.history.sittings.iter().rev().find(of_day).cloned();
            let settings = scene.history.settings.clone();
            (Rehab { day, today, changes: Vec::new(), done, settings }, before)
        })?;
        if let Some((now, before)) = rehab.session().zip(before)
            && let RehabDay::Planned(DayPlan::Session(before)) = self.rehab_on(&events, before)?
        {
            rehab.changes = changes(&before, now);
        }
        Ok(rehab)
    }

    fn rehab_on(&self, events: &[Event], day: Day) -> Result<RehabDay, AppError> {
        self.with_scene(events, day, day_of)
    }

    /// What is seen on days one after the other from one on by its log, which is read once; and its course.
    pub(crate) fn look_ahead<'k, T>(
        &'k self,
        events: &[Event],
        first: Day,
        days: i32,
        see: impl Fn(&Scene<'_, 'k>) -> T,
    ) -> Result<Ahead<'k, T>, AppError> {
        let (fold, history) = (CaseFold::of(events, first), History::fold(events, first));
        let ran = self.ran_until(&history)?;
        let course = self.rehab_course(&fold.on(first, self.load_until(first)?), &history);
        let of = |ahead: i32| {
            let day = first.plus_days(ahead);
            let state = fold.on(day, self.load_until(day)?);
            Ok((day, self.look(&state, (&history.later(day), &ran), &see)))
        };
        let days: Result<Vec<_>, AppError> = (0..days).map(of).collect();
        Ok((course, days?))
    }

    pub(crate) fn with_scene<'k, T>(
        &'k self,
        events: &[Event],
        day: Day,
        look: impl FnOnce(&Scene<'_, 'k>) -> T,
    ) -> Result<T, AppError> {
        let history = History::fold(events, day);
        let ran = self.ran_until(&history)?;
        Ok(self.look(&self.state_on(events, day)?, (&history, &ran), look))
    }

    /// What was run in the weeks that a week is held against, up to the day of a history.
    fn ran_until(&self, history: &History) -> Result<Ran, AppError> {
        let dose = &self.knowledge.dose;
        let day = history.today;
        let first = day.plus_days(-(i32::from(dose.week.weeks_back) + 1) * WEEK_DAYS);
        let done = self.done_on_days(first, day, first)?;
        // Who does not run needs no maximum; to find it takes a look at every run.
        let maximum = if done.is_empty() { None } else { self.own_speed_on(day)?.speed };
        let running_from = self.knowledge.measures.clean.running_from;
        Ok(Ran::of(done.iter().cloned(), history, maximum.map(OwnMaximum::speed), &dose.ran, running_from))
    }

    /// What is decided from a state and a history that were read already.
    fn look<'k, T>(
        &'k self,
        state: &CaseState,
        (history, ran): (&History, &Ran),
        look: impl FnOnce(&Scene<'_, 'k>) -> T,
    ) -> T {
        let knowledge = self.knowledge();
        let facts = Facts::new(state, &knowledge.freshness);
        let triage = triage::triage(&facts, knowledge);
        look(&Scene { facts, triage: &triage, history, ran, knowledge })
    }

    /// What the programme says about running by a state and a history; `None` where a danger sign leads to someone first.
    pub(crate) fn rehab_followed(&self, state: &CaseState, history: &History) -> Option<Followed<'_>> {
        self.look(state, (history, &Ran::default()), |scene| match &scene.triage.outcome {
            Outcome::Cleared(_) => Some(Followed::of(scene)),
            Outcome::Refer(_) => None,
        })
    }

    /// The course of the protocol in force by a state and a history; `None` where there is none.
    fn rehab_course(&self, state: &CaseState, history: &History) -> Option<Course<'_>> {
        self.look(state, (history, &Ran::default()), |scene| match &scene.triage.outcome {
            Outcome::Cleared(_) => session::course(scene).ok(),
            Outcome::Refer(_) => None,
        })
    }

    /// Where the runner stands today: stages, the gate of the present one, and its tests.
    pub fn rehab_plan(&self) -> Result<RehabPlan<'_>, AppError> {
        Ok(self.plan_on(self.clock.today())?.0)
    }

    /// The same on a day, and how long a session may take then.
    pub(crate) fn plan_on(&self, day: Day) -> Result<(RehabPlan<'_>, SessionLength), AppError> {
        let (plan, history) = self.plan_of(&self.events()?, day)?;
        Ok((plan, history.length()))
    }

    /// The same with the history it was made from.
    pub(crate) fn plan_of(&self, events: &[Event], day: Day) -> Result<(RehabPlan<'_>, History), AppError> {
        let runs = self.ladder_record(events, day)?;
        let history = History::fold(events, day);
        let state = self.state_on(events, day)?;
        let plan = self.look(&state, (&history, &Ran::default()), |scene| match &scene.triage.outcome {
            Outcome::Refer(_) => RehabPlan::Referred,
            Outcome::Cleared(_) => match plan(scene, &runs) {
                Ok(plan) => RehabPlan::Plan(Box::new(plan)),
                Err(refusal) => RehabPlan::Refused(refusal),
            },
        });
        Ok((plan, history))
    }

    /// Every routine of the library with what the stage and the case of today leave of it.
    pub fn routines(&self) -> Result<Vec<RoutineByHand<'_>>, AppError> {
        let (events, today) = (self.events()?, self.clock.today());
        let state = self.state_on(&events, today)?;
        let history = History::fold(&events, today);
        Ok(self.look(&state, (&history, &Ran::default()), by_hand::routines))
    }

    /// Keeps a session, whole or not at all. The same report twice is kept once; another one under the same name is
    /// refused.
    pub fn log_session(&self, report: &SessionReport) -> Result<Logged, AppError> {
        self.log_session_with(report, Vec::new())
    }

    /// The same with what else was told with it; kept together or not at all.
    pub(crate) fn log_session_with(
        &self,
        report: &SessionReport,
        more: Vec<NewEntry>,
    ) -> Result<Logged, AppError> {
        let events = self.events()?;
        let today = self.clock.today();
        let day = report.day.unwrap_or(today);
        let mut report = report.clone();
        // What was asked is known here; a report's own word on it is none.
        asked(&mut report, |_| None);
        if let Some(at) = known(&events, &report) {
            let mut entries = entries(&report, day);
            entries.extend(more);
            return repeated(&events, at, &entries);
        }
        if day > today {
            return Err(AppError::refused(
                "date",
                format!("{day} is still to come; log a session once it is done"),
            ));
        }
        self.check_report(&events, &report, day)?;
        if let RehabDay::Planned(DayPlan::Session(session)) = self.rehab_on(&events, day)? {
            asked(&mut report, |done| session.sets_of(&done.exercise, done.part, done.side));
        }
        let mut entries = entries(&report, day);
        entries.extend(more);
        let key = format!("session/{}", report.done.session);
        let places = self.log(entries, Some(&key))?;
        places.first().copied().map(Logged::New).ok_or_else(|| AppError::ours("the log took nothing"))
    }

    fn check_report(&self, events: &[Event], report: &SessionReport, day: Day) -> Result<(), AppError> {
        let open = self.with_scene(events, day, session::stages_in_force)?;
        match open.first() {
            Some(_) if open.contains(&report.done.stage) => {}
            Some(here) => {
                let message = format!(
                    "the stage of {day} is {here}, not {}; reload today's session",
                    report.done.stage
                );
                return Err(AppError::refused("stage", message));
            }
            None => {
                let message = format!("no programme is followed on {day}; today's page says what is missing");
                return Err(AppError::refused("stage", message));
            }
        }
        if report.exercises.is_empty() {
            return Err(AppError::refused("exercises", "name at least one exercise, done or left out"));
        }
        let mut seen = BTreeSet::new();
        for done in &report.exercises {
            let named = done.instead_of.iter().map(|(other, _)| other).chain([&done.exercise]);
            for id in named {
                if self.knowledge().exercise(id).is_none() {
                    return Err(AppError::refused("exercise", format!("there is no exercise {id}")));
                }
            }
            if done.session != report.done.session {
                return Err(AppError::refused("session", "an exercise belongs to another session"));
            }
            if !seen.insert((&done.exercise, done.side, done.part)) {
                return Err(AppError::refused(
                    "exercise",
                    format!("{} stands twice on one side", done.exercise),
                ));
            }
        }
        Ok(())
    }

    /// A session as a program reports it; refused by the path of the field that is wrong.
    pub fn session_report(&self, bytes: &[u8]) -> Result<SessionReport, AppError> {
        rehab_json::read_report(bytes).map_err(|error| AppError::refused(error.path, error.what))
    }

    /// The session of a day for programs; `null` where there is none.
    pub fn session_json(&self, rehab: &Rehab) -> Value {
        match &rehab.today {
            RehabDay::Referred => json!({ "kind": "referred" }),
            RehabDay::Planned(plan) => rehab_json::write_day(plan, &rehab.changes, &self.knowledge),
        }
    }

    /// The plan for programs.
    pub fn plan_json(&self, plan: &RehabPlan<'_>) -> Value {
        match plan {
            RehabPlan::Referred => json!({ "kind": "referred" }),
            RehabPlan::Refused(refusal) => rehab_json::write_refusal(refusal, &self.knowledge),
            RehabPlan::Plan(plan) => rehab_json::write_plan(plan, self.clock.today(), &self.knowledge),
        }
    }

    /// Keeps what the runner has and wants.
    pub fn set_rehab(&self, settings: RehabSettings) -> Result<Sequence, AppError> {
        self.one(Entry::RehabSet(settings))
    }

    /// Moves on to the next stage; refused, with what is left, while its gate is closed.
    pub fn pass_stage(&self) -> Result<StageId, AppError> {
        let closed = |message: String| Err(AppError::refused("stage", message));
        let plan = match self.rehab_plan()? {
            RehabPlan::Plan(plan) => plan,
            RehabPlan::Referred => return closed("a danger sign leads to someone first".to_owned()),
            RehabPlan::Refused(_) => return closed("no protocol may be followed today".to_owned()),
        };
        let from = plan.course.stage.id;
        let Some(to) = plan.may_pass_to(self.clock.today()) else {
            return closed(self.why_closed(&plan));
        };
        self.one(Entry::StageDecided(StageDecision::Passed { from, to }))?;
        Ok(to)
    }

    /// Why the next stage does not begin, in the words of the plan.
    fn why_closed(&self, plan: &Plan<'_>) -> String {
        let knowledge = self.knowledge();
        let today = self.clock.today();
        let left = plan.passage.left().map(|standing| &standing.criterion);
        let lost = plan.again.iter().chain(&plan.lost).map(|view| &view.criterion.id);
        let names: Vec<&str> = left.chain(lost).map(|id| knowledge.text(&format!("{id}.name"))).collect();
        let stage = &plan.course.stage.words.name;
        if !names.is_empty() {
            return format!("still to pass before {stage} ends: {}", names.join("; "));
        }
        let waits = plan.course.is_held(today) || plan.course.races.near(today).is_some();
        let why = self.plan_alerts(plan).into_iter().next().filter(|_| waits);
        why.map_or_else(|| format!("{stage} is not left by tests"), str::to_owned)
    }

    /// A clinician's word on the stage. To say that a gate was passed is not theirs but the tests'.
    pub fn decide_stage(&self, decision: StageDecision) -> Result<Sequence, AppError> {
        if matches!(decision, StageDecision::Passed { .. }) {
            return Err(AppError::not_allowed("a gate is passed by its tests; confirm the stage instead"));
        }
        self.one(Entry::StageDecided(decision))
    }

    fn one(&self, entry: Entry) -> Result<Sequence, AppError> {
        let places = self.log(vec![NewEntry { day: None, entry }], None)?;
        places.first().copied().ok_or_else(|| AppError::ours("the log took nothing"))
    }
}

/// What a day brings.
pub(crate) fn day_of(scene: &Scene<'_, '_>) -> RehabDay {
    match &scene.triage.outcome {
        Outcome::Cleared(cleared) => RehabDay::Planned(session::today(cleared, scene)),
        Outcome::Refer(_) => RehabDay::Referred,
    }
}

/// The entries of a report. Signs that the examination asks about too are answers to it as well.
fn entries(report: &SessionReport, day: Day) -> Vec<NewEntry> {
    let sign = |alarm: &Alarm| match alarm {
        Alarm::Pop => Some(FindingId::PopFelt),
        Alarm::BruiseOrLump => Some(FindingId::BruiseWithin7Days),
        Alarm::NightPain => Some(FindingId::RestOrNightPain),
        Alarm::Weakness | Alarm::Numbness => None,
    };
    let limp = (report.done.limp == Finding::Present).then_some(FindingId::LimpWalking);
    let signs = report.done.alarms.iter().filter_map(sign).chain(limp);
    let session = std::iter::once(Entry::SessionLogged(report.done.clone()));
    let exercises = report.exercises.iter().cloned().map(Entry::ExerciseLogged);
    let signs = signs.map(|id| Entry::FindingAnswered { id, answer: Finding::Present });
    session.chain(exercises).chain(signs).map(|entry| NewEntry { day: Some(day), entry }).collect()
}

/// Writes down how many sets of each exercise that was done its session asked for.
fn asked(report: &mut SessionReport, of: impl Fn(&ExerciseDone) -> Option<u8>) {
    for done in &mut report.exercises {
        let sets_asked = of(done);
        if let Doing::Done(amounts) = &mut done.doing {
            amounts.sets_asked = sets_asked;
        }
    }
}

/// An entry as it was reported, without what was asked.
fn as_reported(entry: &Entry) -> Entry {
    let mut entry = entry.clone();
    if let Entry::ExerciseLogged(ExerciseDone { doing: Doing::Done(amounts), .. }) = &mut entry {
        amounts.sets_asked = None;
    }
    entry
}

/// Where the session of a report stands in the log, if it does.
fn known(events: &[Event], report: &SessionReport) -> Option<usize> {
    events.iter().position(
        |event| matches!(&event.entry, Entry::SessionLogged(done) if done.session == report.done.session),
    )
}

/// The report again is no harm; another one under its name is refused.
fn repeated(events: &[Event], at: usize, entries: &[NewEntry]) -> Result<Logged, AppError> {
    let kept = events.get(at..at + entries.len()).unwrap_or_default();
    let same = kept.len() == entries.len()
        && kept
            .iter()
            .zip(entries)
            .all(|(event, new)| Some(event.day) == new.day && as_reported(&event.entry) == new.entry);
    match events.get(at) {
        Some(event) if same => Ok(Logged::Repeated(event.sequence)),
        _ => Err(AppError::refused(
            "session",
            "this session is kept already, with other values; it stays as it was",
        )),
    }
}
