//! Today's session: a pure function of the case, what was done so far, the knowledge and the day.
//!
//! Nobody gets one without the proof that triage raised no flag.

use crate::condition::Condition;
use crate::evidence::RuleId;
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::rehab::build;
use crate::rehab::course::{Course, Halt, Walk};
use crate::rehab::dose::Tempo;
use crate::rehab::exercise::{ExerciseId, StopCode, StopRule};
use crate::rehab::flare::{self, Restraint};
use crate::rehab::gate::{Criterion, Need};
use crate::rehab::history::History;
use crate::rehab::kit::KitSet;
pub use crate::rehab::log::Part;
use crate::rehab::log::{SessionLength, StageDecision, WorkedSide};
use crate::rehab::offer;
use crate::rehab::progress::Step;
use crate::rehab::protocol::{PainPolicy, Protocol, Requirement, Stage};
use crate::rehab::ran::Ran;
use crate::rehab::setting::Setting;
use crate::rehab::stage::{ProtocolId, StageId};
use crate::rehab::week::WeekTotal;
use crate::triage::{Cleared, Triage};
use crate::truth::Truth;
use femoris_measure::ids;
use femoris_measure::{Day, PainScore};

/// What today's session is decided from.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a, 'k> {
    /// The case as it counts today.
    pub facts: Facts<'a>,
    /// What triage found.
    pub triage: &'a Triage,
    /// What was done so far.
    pub history: &'a History,
    /// What was run in the last weeks.
    pub ran: &'a Ran,
    /// The knowledge.
    pub knowledge: &'k Knowledge,
}

/// What one side does of an exercise today, and why so much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SideDose {
    /// The side.
    pub side: WorkedSide,
    /// How much.
    pub setting: Setting,
    /// Why; `None` in warming up and cooling down.
    pub step: Option<Step>,
}

/// One exercise of a session.
#[derive(Debug, Clone, PartialEq)]
pub struct Prescription {
    /// The exercise.
    pub exercise: ExerciseId,
    /// Where it stands.
    pub part: Part,
    /// How much, for each side.
    pub sides: Vec<SideDose>,
    /// Seconds of each part of a repetition.
    pub tempo: Option<Tempo>,
    /// Rest between sets, in seconds.
    pub rest_s: u16,
    /// Rest between the holds of a set, in seconds; `None`: only letting go.
    pub hold_rest_s: Option<u16>,
    /// Times a day.
    pub times: u8,
    /// When to stop.
    pub stop: StopCode,
    /// Whether a session without it is incomplete.
    pub requirement: Requirement,
    /// What it needs.
    pub kit: KitSet,
    /// The exercise of the week it stands in for.
    pub instead_of: Option<ExerciseId>,
    /// What is particular here; empty where nothing is.
    pub note: String,
    /// The easier exercise that may be done instead.
    pub easier: Option<ExerciseId>,
    /// The harder exercise that may be done instead.
    pub harder: Option<ExerciseId>,
    /// How long it takes, in seconds.
    pub seconds: u32,
}

ids! {
    /// Something about the session as a whole. Each has its sentence under `session.<id>`; where it is the reason that
    /// there is none, under `rest.<id>`.
    Note {
        /// Heavy work rests today: it was too short ago, or often enough this week.
        HeavyRests = "heavy_rests",
        /// Jumps and drills rest today.
        EnergyRests = "energy_rests",
        /// Shortened so that the week stays under its cap.
        WeekCap = "week_cap",
        /// Fewer sets, so that runs and exercises together do not ask much more than in the weeks before.
        TotalCap = "total_cap",
        /// Something that belongs here did not fit in the time.
        TooShort = "too_short",
        /// The stage asks for no more than this.
        NoMore = "no_more",
        /// A session of an earlier day is made up for.
        MadeUp = "made_up",
        /// After a pause, with less.
        AfterPause = "after_pause",
        /// Someone should look at it: too many flares, or too long in one stage.
        SeeSomeone = "see_someone",
        /// A clinician holds the stage.
        Held = "held",
        /// Running, or its drills too, rests in the session: a clinician or the answer of today forbids it.
        NoRunning = "no_running",
        /// A test that had been passed says no: nothing gets harder.
        Retest = "retest",
        /// Fewer sets of lowering work, so that its repetitions do not leap.
        LoweringCap = "lowering_cap",
        /// A race is near: nothing gets harder.
        Race = "race",
        /// Something that was due rests for a race.
        RaceRests = "race_rests",
        /// Less pain is tolerated than the stage says.
        Careful = "careful",
        /// Something that was due rests on a calm day of a flare.
        CalmRests = "calm_rests",
        /// Very strong pain was told for the day.
        SeverePain = "severe_pain",
        /// A run of today or of the last days was taken badly, and that holds the session back.
        RunHurt = "run_hurt",
    }
}

impl Note {
    /// Whether it can be the reason that nothing is left of a session.
    pub fn empties(self) -> bool {
        matches!(
            self,
            Self::HeavyRests
                | Self::EnergyRests
                | Self::WeekCap
                | Self::NoRunning
                | Self::RaceRests
                | Self::CalmRests
                | Self::SeverePain
        )
    }
}

/// Today's session.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// The day.
    pub day: Day,
    /// The protocol.
    pub protocol: ProtocolId,
    /// The stage.
    pub stage: StageId,
    /// How long it may take.
    pub length: SessionLength,
    /// How it is held back.
    pub restraint: Restraint,
    /// Pain that is tolerated in it, whatever an exercise says.
    pub tolerated: PainScore,
    /// The exercises, in order.
    pub items: Vec<Prescription>,
    /// What is said about it.
    pub notes: Vec<Note>,
    /// Runs and exercises of the week together.
    pub week: WeekTotal,
}

impl Session {
    /// Pain above this stops an exercise with this rule: the least of what the rule and the runner's stage tolerate.
    pub fn limit(&self, rule: &StopRule) -> PainScore {
        rule.tolerated(self.stage).min(self.tolerated)
    }

    /// How long it takes, in seconds.
    pub fn seconds(&self) -> u32 {
        self.items.iter().map(|item| item.seconds).sum()
    }

    /// Sets that are asked of an exercise on a side; `None` where it does not stand there.
    pub fn sets_of(&self, exercise: &ExerciseId, part: Part, side: WorkedSide) -> Option<u8> {
        let item = self.part(part).find(|item| item.exercise == *exercise)?;
        Some(item.sides.iter().find(|one| one.side == side)?.setting.sets)
    }

    /// The exercises of a part.
    pub fn part(&self, part: Part) -> impl Iterator<Item = &Prescription> {
        self.items.iter().filter(move |item| item.part == part)
    }
}

/// Why there is no session.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// No protocol is meant for the case as it is known.
    NoProtocol,
    /// The protocol refuses the case, for these reasons.
    Guarded {
        /// The protocol.
        protocol: ProtocolId,
        /// Its guards, or what its first stage asks of the days before it; reason and action stand under `<id>.reason` and
        /// `<id>.action`.
        guards: Vec<RuleId>,
    },
    /// The programme stands still: the danger signs are to be answered again, from a day on.
    Halted {
        /// What stopped it.
        halt: Halt,
        /// The first day on which answers count.
        from: Day,
    },
}

/// What the day brings.
#[derive(Debug, Clone, PartialEq)]
pub enum DayPlan {
    /// A session.
    Session(Session),
    /// No session: the week has a day of rest here, or nothing may be asked today.
    Rest {
        /// The stage.
        stage: StageId,
        /// Why nothing may be asked, where something would have been due; else empty.
        notes: Vec<Note>,
    },
    /// None may be given.
    Refused(Refusal),
}

/// Today's session, or why there is none.
pub fn today(cleared: &Cleared, scene: &Scene<'_, '_>) -> DayPlan {
    today_after(cleared, scene, 0).0
}

/// The same, and the newest of so many days before on which the week had a session.
pub fn today_after(_cleared: &Cleared, scene: &Scene<'_, '_>, days: i32) -> (DayPlan, Option<Day>) {
    match course(scene) {
        Ok(course) => (build::build(scene, &course), course.session_before(scene.history.today, days)),
        Err(refusal) => (DayPlan::Refused(refusal), None),
    }
}

/// The course of the protocol in force, or why none may be followed.
pub fn course<'k>(scene: &Scene<'_, 'k>) -> Result<Course<'k>, Refusal> {
    let protocol = choose(scene).ok_or(Refusal::NoProtocol)?;
    let refusals = offer::refusals(protocol, scene.triage, &scene.facts, scene.knowledge);
    if !refusals.is_empty() {
        let guards = refusals.iter().map(|guard| guard.id.clone()).collect();
        return Err(Refusal::Guarded { protocol: protocol.id, guards });
    }
    if let Some(criterion) = too_early(scene, protocol) {
        return Err(Refusal::Guarded { protocol: protocol.id, guards: vec![criterion.id.clone()] });
    }
    let course = walk(scene, protocol).ok_or(Refusal::NoProtocol)?;
    match standstill(scene, &course) {
        Some(halt) => Err(Refusal::Halted { halt, from: halt.answers_from(scene.knowledge) }),
        None => Ok(course),
    }
}

/// The stop that stands today; `None` where nothing stopped the programme, or it was lifted.
pub(super) fn standstill(scene: &Scene<'_, '_>, course: &Course<'_>) -> Option<Halt> {
    course.halt.filter(|halt| !halt.is_answered(&scene.facts, scene.knowledge))
}

/// The course as it was walked, whatever is refused by now; `None` where no protocol is meant.
pub fn walked<'k>(scene: &Scene<'_, 'k>) -> Option<Course<'k>> {
    walk(scene, choose(scene)?)
}

/// What the first stage asks of the days before it and the log denies, while nothing of the protocol was done and nobody
/// decided on it. Where no pain is on record the runner's word of the first day stands.
fn too_early<'k>(scene: &Scene<'_, 'k>, protocol: &'k Protocol) -> Option<&'k Criterion> {
    let onset = scene.facts.state().complaint.onset_date;
    if first_day(scene.history, protocol.id, onset).is_some() {
        return None;
    }
    let hurt = |criterion: &&Criterion| match criterion.need {
        Need::QuietDays { days, pain_up_to } => {
            let from = scene.history.today.plus_days(1 - i32::from(days));
            scene.history.pains.range(from..).any(|(_, pain)| *pain > pain_up_to)
        }
        _ => false,
    };
    protocol.first()?.entry.criteria.iter().find(hurt)
}

/// The stage a session that was done belongs to, whatever is refused by now; `None` where no protocol is meant.
pub fn stage_in_force(scene: &Scene<'_, '_>) -> Option<StageId> {
    walked(scene).map(|course| course.stage.id)
}

/// Every stage in which a session of the day may have been done: the one in force, and one that was left by its gate on
/// the day itself.
pub fn stages_in_force(scene: &Scene<'_, '_>) -> Vec<StageId> {
    walked(scene).map(|course| course.stages_of(scene.history.today)).unwrap_or_default()
}

fn walk<'k>(scene: &Scene<'_, 'k>, protocol: &'k Protocol) -> Option<Course<'k>> {
    let complaint = scene.facts.state().complaint;
    let began = first_day(scene.history, protocol.id, complaint.onset_date).unwrap_or(scene.history.today);
    let holds = |when: &Condition| when.evaluate(&scene.facts) == Truth::True;
    let free = protocol.free_if.as_ref().is_some_and(holds);
    let most = if free { PainPolicy::Free } else { PainPolicy::Threshold };
    let first_days = protocol.free_first.as_ref().filter(|first| holds(&first.when));
    let walk = Walk {
        knowledge: scene.knowledge,
        protocol,
        began,
        start: start(scene, protocol)?,
        side: complaint.side,
        most,
        free_until: first_days.map_or(began, |first| began.plus_days(i32::from(first.days))),
    };
    Some(walk.course(scene.history))
}

/// The stage a protocol begins with. Where something was done, its first session or word says which it was; else the case
/// as it is known today.
fn start<'k>(scene: &Scene<'_, 'k>, protocol: &'k Protocol) -> Option<&'k Stage> {
    let first = protocol.first()?;
    let Some(second) = first.next.and_then(|next| protocol.stage(next)) else { return Some(first) };
    let skips = match first_word(scene.history, protocol.id, scene.facts.state().complaint.onset_date) {
        Some((_, stage)) => stage == Some(second.id),
        None => protocol.first_if.as_ref().is_some_and(|when| when.evaluate(&scene.facts) == Truth::False),
    };
    Some(if skips && protocol.first_if.is_some() { second } else { first })
}

/// The protocol in force stays as long as it may be meant; else the first that is meant for the case, that of an injury
/// before the others, one that may not begin yet after them.
fn choose<'k>(scene: &Scene<'_, 'k>) -> Option<&'k Protocol> {
    let protocols = &scene.knowledge.protocols;
    let onset = scene.facts.state().complaint.onset_date;
    let sittings = scene.history.sittings.iter().map(|sitting| (sitting.day, sitting.done.stage));
    let decisions = scene.history.decisions.iter().map(|(day, decision)| (*day, decision.stage()));
    let since = |(day, _): &(Day, StageId)| onset.is_none_or(|onset| *day >= onset);
    let recent = sittings.chain(decisions).filter(since).max_by_key(|(day, _)| *day);
    let in_force = recent.and_then(|(_, stage)| scene.knowledge.protocol(stage.protocol()));
    let meant = |protocol: &&Protocol| protocol.meant_for.evaluate(&scene.facts);
    let open = protocols.iter().filter(|protocol| meant(protocol) == Truth::True);
    // An injury that does not hurt today is still one: prevention is no answer to it.
    let injury = open.clone().find(|protocol| protocol.id.is_injury());
    in_force
        .filter(|protocol| meant(protocol) != Truth::False)
        .or(injury)
        .or_else(|| open.clone().find(|protocol| too_early(scene, protocol).is_none()))
        .or_else(|| open.clone().next())
}

/// The first day of the protocol since the complaint began; `None` where nothing was done yet.
fn first_day(history: &History, protocol: ProtocolId, onset: Option<Day>) -> Option<Day> {
    first_word(history, protocol, onset).map(|(day, _)| day)
}

/// The first session or word of the protocol since the complaint began: its day, and the stage that was in force by it. A
/// clinician's stage begins with the word and tells nothing of what was before.
fn first_word(history: &History, protocol: ProtocolId, onset: Option<Day>) -> Option<(Day, Option<StageId>)> {
    let sittings = history.sittings.iter().map(|sitting| (sitting.day, sitting.done.stage, true));
    let decisions = history.decisions.iter().map(|(day, decision)| {
        (*day, decision.stage(), !matches!(decision, StageDecision::Confirmed { .. }))
    });
    let words = decisions.chain(sittings).filter(|(_, stage, _)| stage.protocol() == protocol);
    let since = words.filter(|(day, _, _)| onset.is_none_or(|onset| *day >= onset));
    let first = since.min_by_key(|(day, _, _)| *day)?;
    Some((first.0, Some(first.1).filter(|_| first.2)))
}

ids! {
    /// Why someone should look at the case. Each has its sentence under `look.<id>`.
    LookReason {
        /// Too many flares.
        Flares = "flares",
        /// Too long in one stage.
        Long = "long",
    }
}

/// Why someone should look at the case; `None` where nobody need.
pub fn someone_should_look(course: &Course<'_>, day: Day, knowledge: &Knowledge) -> Option<LookReason> {
    let too_many = |colours| flare::too_many(colours, day, &knowledge.dose.flare);
    let flares = too_many(&course.days) || too_many(&course.colours);
    let long = course.stage.days_up_to.is_some_and(|days| day.days_since(course.begun.day) > i32::from(days));
    flares.then_some(LookReason::Flares).or(long.then_some(LookReason::Long))
}
