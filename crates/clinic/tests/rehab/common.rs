//! A case that is cleared for a protocol, and a log that grows day by day.

use femoris_clinic::case::{CaseState, LoadHistory};
use femoris_clinic::complaint::{AgeGiven, AgeYears, Complaint, Location, Onset, Setting, Side};
use femoris_clinic::event::{Entry, Event, PainMoment, Sequence};
use femoris_clinic::facts::Facts;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::rehab::exercise::ExerciseId;
use femoris_clinic::rehab::history::History;
use femoris_clinic::rehab::log::{
    Amounts, Doing, ExerciseDone, Form, Part, SessionDone, SessionId, WorkedSide,
};
use femoris_clinic::rehab::plan::{self, LadderRecord, Plan};
use femoris_clinic::rehab::protocol::{Slot, Stage};
use femoris_clinic::rehab::ran::Ran;
use femoris_clinic::rehab::session::{self, DayPlan, Prescription, Refusal, Scene, Session};
use femoris_clinic::rehab::setting::Amount;
use femoris_clinic::rehab::stage::{ProtocolId, StageId};
use femoris_clinic::rehab::swap::{self, Swap};
use femoris_clinic::running::matching;
use femoris_clinic::triage::{self, Outcome};
use femoris_clinic::truth::Truth;
use femoris_measure::{Day, Effort, Instant, MetresPerSecond, PainScore};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The knowledge that ships.
pub(crate) fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| femoris_knowledge::embedded().expect("the shipped knowledge loads"))
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

pub(crate) fn id(text: &str) -> ExerciseId {
    ExerciseId::new(text).expect("an id")
}

pub(crate) fn pain(score: u8) -> PainScore {
    PainScore::new(score).expect("0 to 10")
}

/// All of a session as it was asked, with this pain and effort.
pub(crate) fn as_asked(
    session: &Session,
    hurt: u8,
    effort: u8,
) -> Vec<(ExerciseId, WorkedSide, Part, Amounts)> {
    let of_item = |item: &Prescription| {
        let done = item.sides.iter().map(|side| {
            let (repetitions, seconds) = match side.setting.amount {
                Amount::Repetitions(n) | Amount::Breaths { repetitions: n, .. } => (Some(n), None),
                Amount::Holds { repetitions, seconds } => (Some(repetitions), Some(seconds)),
                Amount::Time(seconds) => (None, Some(seconds)),
                Amount::Distance(_) | Amount::Ladder => (None, None),
            };
            let amounts = Amounts {
                sets: side.setting.sets,
                sets_asked: Some(side.setting.sets),
                repetitions,
                seconds,
                range: side.setting.range,
                share: side.setting.share,
                pain: Some(pain(hurt)),
                effort: Effort::new(effort).ok(),
                form: Some(Form::Kept),
                weight: None,
                stopped: None,
            };
            (item.exercise.clone(), side.side, item.part, amounts)
        });
        done.collect::<Vec<_>>()
    };
    session.items.iter().flat_map(of_item).collect()
}

/// A log and the day up to which it is read.
#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) events: Vec<Event>,
    pub(crate) runs: LadderRecord,
    /// Runs of the store, with the fastest the runner can be in m/s.
    pub(crate) ran: Vec<(Day, matching::Measured)>,
    pub(crate) maximum: Option<f64>,
}

impl Case {
    /// A case that the protocol is meant for, with every danger sign denied on its first day.
    pub(crate) fn meant_for(protocol: ProtocolId, first: Day) -> Self {
        let mut case =
            Self { events: Vec::new(), runs: LadderRecord::default(), ran: Vec::new(), maximum: Some(8.0) };
        let (onset, location, setting) = match protocol {
            ProtocolId::Acute => (Onset::Sudden, Location::ThighBelly, Setting::FastRunning),
            ProtocolId::Tendon => (Onset::Gradual, Location::SitBone, Setting::GradualBuildUp),
            ProtocolId::Tightness => (Onset::Delayed, Location::ThighBelly, Setting::AfterHardSession),
            ProtocolId::Prevention => (Onset::Gradual, Location::ThighBelly, Setting::Other),
        };
        case.add(
            first,
            Entry::RunnerDescribed { age: AgeYears::new(34).ok().map(AgeGiven::Years), sex: None },
        );
        case.add(
            first,
            Entry::ComplaintSet(Complaint {
                setting: Some(setting),
                onset: Some(onset),
                onset_date: Some(first.plus_days(-3)),
                side: Some(Side::Right),
                location: Some(location),
            }),
        );
        case.deny_danger_signs(first);
        for finding in
            [FindingId::PopFelt, FindingId::LargeBruise, FindingId::LimpWalking, FindingId::BoneTender]
        {
            case.add(first, Entry::FindingAnswered { id: finding, answer: Finding::Absent });
        }
        if protocol == ProtocolId::Tightness {
            let id = FindingId::BilateralDiffuse;
            case.add(first, Entry::FindingAnswered { id, answer: Finding::Present });
        }
        let score = if protocol == ProtocolId::Prevention { 0.0 } else { 2.0 };
        case.measure(first, MeasureId::PainNow, score);
        case
    }

    pub(crate) fn deny_danger_signs(&mut self, on: Day) {
        for id in &knowledge().danger_signs {
            self.add(on, Entry::FindingAnswered { id: *id, answer: Finding::Absent });
        }
    }

    pub(crate) fn add(&mut self, on: Day, entry: Entry) {
        let sequence = Sequence(self.events.len() as u64 + 1);
        self.events.push(Event { sequence, at: Instant::from_unix_ms(0), day: on, entry });
    }

    pub(crate) fn measure(&mut self, on: Day, id: MeasureId, value: f64) {
        self.add(on, Entry::Measured(Measure::new(id, value).expect("on its scale")));
    }

    pub(crate) fn morning(&mut self, on: Day, score: u8) {
        self.add(on, Entry::PainLogged { moment: PainMoment::NextMorning, score: pain(score) });
    }

    /// A session with what was done of it.
    pub(crate) fn log_session(
        &mut self,
        on: Day,
        name: &str,
        stage: StageId,
        done: impl IntoIterator<Item = (ExerciseId, WorkedSide, Part, Amounts)>,
    ) {
        let session = SessionId::new(name).expect("an id");
        let whole = SessionDone {
            session: session.clone(),
            stage,
            minutes: None,
            pain_after: None,
            painkiller: Finding::Absent,
            limp: Finding::Absent,
            alarms: BTreeSet::new(),
        };
        self.add(on, Entry::SessionLogged(whole));
        for (exercise, side, part, amounts) in done {
            let (session, doing) = (session.clone(), Doing::Done(amounts));
            let done = ExerciseDone { session, exercise, side, part, doing, instead_of: None };
            self.add(on, Entry::ExerciseLogged(done));
        }
    }

    /// What a day brings; a refusal by triage counts as `None`.
    pub(crate) fn today(&self, on: Day) -> Option<DayPlan> {
        self.with_scene(on, |scene| match &scene.triage.outcome {
            Outcome::Cleared(cleared) => Some(session::today(cleared, scene)),
            Outcome::Refer(_) => None,
        })
    }

    /// The session of a day, which must have one.
    pub(crate) fn session(&self, on: Day) -> Session {
        match self.today(on) {
            Some(DayPlan::Session(session)) => session,
            other => panic!("{on}: {other:?}"),
        }
    }

    /// The session of a day with what may be done instead of each of its exercises; `None` on a day without one.
    pub(crate) fn session_and_swaps(&self, on: Day) -> Option<(Session, Vec<Swap>)> {
        self.with_scene(on, |scene| match &scene.triage.outcome {
            Outcome::Cleared(cleared) => match session::today(cleared, scene) {
                DayPlan::Session(session) => {
                    let swaps = swap::swaps(cleared, scene, &session);
                    Some((session, swaps))
                }
                DayPlan::Rest { .. } | DayPlan::Refused(_) => None,
            },
            Outcome::Refer(_) => None,
        })
    }

    pub(crate) fn with_plan<T>(&self, on: Day, look: impl FnOnce(Result<Plan<'_>, Refusal>) -> T) -> T {
        self.with_scene(on, |scene| look(plan::plan(scene, &self.runs)))
    }

    /// How a criterion of the present gate stands.
    pub(crate) fn standing(&self, on: Day, criterion: &str) -> Truth {
        self.with_plan(on, |plan| {
            let standings = plan.expect("a plan").passage.standings;
            let of = standings.into_iter().find(|standing| standing.criterion.as_str() == criterion);
            of.expect("a criterion").met
        })
    }

    /// What a day to come brings, as it stands by the log of an earlier one.
    pub(crate) fn ahead(&self, read: Day, on: Day) -> Option<DayPlan> {
        self.with_scene_of(History::fold(&self.events, read).later(on), |scene| match &scene.triage.outcome {
            Outcome::Cleared(cleared) => Some(session::today(cleared, scene)),
            Outcome::Refer(_) => None,
        })
    }

    pub(crate) fn with_scene<T>(&self, on: Day, look: impl FnOnce(&Scene<'_, 'static>) -> T) -> T {
        self.with_scene_of(History::fold(&self.events, on), look)
    }

    fn with_scene_of<T>(&self, history: History, look: impl FnOnce(&Scene<'_, 'static>) -> T) -> T {
        let state = CaseState::fold(&self.events, history.today, LoadHistory::default());
        let facts = Facts::new(&state, &knowledge().freshness);
        let triage = triage::triage(&facts, knowledge());
        let ran = self.ran(&history);
        look(&Scene { facts, triage: &triage, history: &history, ran: &ran, knowledge: knowledge() })
    }

    fn ran(&self, history: &History) -> Ran {
        let done = self.ran.iter().filter(|(on, _)| *on <= history.read).cloned();
        let maximum = self.maximum.and_then(|speed| MetresPerSecond::new(speed).ok());
        let from = knowledge().measures.clean.running_from;
        Ran::of(done, history, maximum, &knowledge().dose.ran, from)
    }
}

/// What a kind of tightness is measured by: knee extension of the sore and of the other side, the hollow of the back, heel to
/// buttock, and the slump test.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measured(
    pub(crate) Option<f64>,
    pub(crate) Option<f64>,
    pub(crate) Option<f64>,
    pub(crate) Option<f64>,
    pub(crate) Finding,
);

pub(crate) const SHORT: Measured = Measured(Some(50.0), Some(70.0), Some(4.0), Some(3.0), Finding::Absent);
pub(crate) const LONG: Measured = Measured(Some(75.0), Some(75.0), Some(8.0), Some(15.0), Finding::Absent);
pub(crate) const NERVE: Measured = Measured(None, None, None, None, Finding::Present);
pub(crate) const NONE: Measured = Measured(Some(75.0), Some(75.0), Some(4.0), Some(3.0), Finding::Absent);
pub(crate) const OPEN: Measured = Measured(None, None, None, None, Finding::Unknown);

impl Measured {
    /// Each kind that a stage tells apart, that it is none of them, and that nobody knows; once where it tells none apart.
    pub(crate) fn kinds_of(stage: &Stage) -> &'static [Self] {
        if stage.variants.is_empty() { &[OPEN] } else { &[SHORT, LONG, NERVE, NONE, OPEN] }
    }

    pub(crate) fn tell(self, case: &mut Case, on: Day) {
        let Self(sore, other, back, heel, slump) = self;
        for (id, value) in [
            (MeasureId::KneeExtensionSoreDeg, sore),
            (MeasureId::KneeExtensionOtherDeg, other),
            (MeasureId::HollowBackCm, back),
            (MeasureId::HeelToButtockCm, heel),
        ] {
            if let Some(value) = value {
                case.measure(on, id, value);
            }
        }
        if slump != Finding::Unknown {
            case.add(on, Entry::FindingAnswered { id: FindingId::Slump, answer: slump });
        }
    }
}

/// The parts of a week of the stage that the case has on a day.
pub(crate) fn week(stage: &'static Stage, case: &Case, on: Day) -> Vec<&'static Slot> {
    case.with_scene(on, |scene| stage.week_in(&scene.facts).collect())
}
