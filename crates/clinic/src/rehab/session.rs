//! Today's session: a pure function of the case, what was done so far, the knowledge and the day.
//!
//! Nobody gets one without the proof that triage raised no flag.

use crate::evidence::RuleId;
use crate::facts::Facts;
use crate::knowledge::Knowledge;
use crate::rehab::build;
use crate::rehab::course::{Arrival, Course, Walk};
use crate::rehab::dose::Tempo;
use crate::rehab::exercise::{ExerciseId, StopCode, StopRule};
use crate::rehab::flare::{self, Restraint};
use crate::rehab::gate::{Criterion, Need};
use crate::rehab::halt::Halt;
use crate::rehab::handover::{Word, Words};
use crate::rehab::history::History;
use crate::rehab::kit::KitSet;
pub use crate::rehab::log::Part;
use crate::rehab::log::{SessionLength, WorkedSide};
use crate::rehab::offer;
use crate::rehab::overdue;
use crate::rehab::progress::Step;
use crate::rehab::protocol::{Careful, CarefulCase, CarefulRule, Protocol, Requirement, Stage};
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
        /// Heavy work rests today: it or a fast run was too short ago, or it was done often enough this week.
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
        /// After a pause the tests that led into the stage are asked for again: nothing gets harder until then.
        Recheck = "recheck",
        /// Fewer sets of lowering work, so that its repetitions do not leap.
        LoweringCap = "lowering_cap",
        /// Two weeks have gone by without lowering work, where three are never to.
        LoweringDue = "lowering_due",
        /// A race is near: nothing gets harder.
        Race = "race",
        /// Something that was due rests for a race.
        RaceRests = "race_rests",
        /// Less pain is tolerated than the stage says: it was strained before.
        Careful = "careful",
        /// The same: the worst point lies where the tendon begins.
        CarefulTendon = "careful_tendon",
        /// The same: it counts as severe, by its signs or because it came back.
        CarefulGrade = "careful_grade",
        /// Something that was due rests on a calm day of a flare.
        CalmRests = "calm_rests",
        /// The runner is ill.
        Ill = "ill",
        /// After an illness, with less.
        AfterIllness = "after_illness",
        /// Bad nights make the week a lighter one.
        BadNights = "bad_nights",
        /// Very strong pain was told for the day.
        SeverePain = "severe_pain",
        /// A run of today or of the last days was taken badly, and that holds the session back.
        RunHurt = "run_hurt",
        /// A clinician had something left out that belongs here.
        LeftOut = "left_out",
    }
}

impl Note {
    /// Says that less pain is tolerated, and why.
    pub fn of_less_pain(why: Careful) -> Self {
        match why {
            Careful::Grade => Self::CarefulGrade,
            Careful::NearTheSitBone => Self::CarefulTendon,
            Careful::StrainedTwice | Careful::CameBack => Self::Careful,
        }
    }

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
                | Self::Ill
                | Self::SeverePain
                | Self::LeftOut
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
    if words(scene).first(protocol.id).is_some() {
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
    walk_by(scene, protocol, words(scene), scene.history.today)
}

/// What the log says about which protocol is followed since the complaint began.
fn words<'s>(scene: &'s Scene<'_, '_>) -> Words<'s> {
    Words::of(scene.history, scene.knowledge, scene.facts.state().complaint.onset_date)
}

/// The course up to a day by these words. Of a protocol that another one handed over to, with the course of that one before
/// it.
fn walk_by<'k>(
    scene: &Scene<'_, 'k>,
    protocol: &'k Protocol,
    words: Words<'_>,
    until: Day,
) -> Option<Course<'k>> {
    let (word, handover) = (words.first(protocol.id), words.entered(protocol.id));
    let began = word.map_or(scene.history.today, |(day, _)| day);
    let careful: Vec<&CarefulRule> =
        protocol.careful.iter().filter(|rule| is_careful(&rule.when, scene)).collect();
    let first = |rule: &&CarefulRule| Some((rule.why, began.plus_days(i32::from(rule.days?))));
    let walk = Walk {
        knowledge: scene.knowledge,
        protocol,
        began,
        until,
        start: start(scene, protocol, word)?,
        arrival: if handover.is_some() { Arrival::Gate } else { Arrival::Start },
        side: scene.facts.state().complaint.side,
        careful: careful.iter().find(|rule| rule.days.is_none()).map(|rule| rule.why),
        careful_first: careful.iter().find_map(first),
    };
    let before = handover.and_then(|handover| {
        let left = scene.knowledge.protocol(handover.from.protocol())?;
        walk_by(scene, left, words.before(handover), handover.day)
    });
    Some(walk.course_after(before, scene.history))
}

/// Whether a rule for less pain is for the case: as it is known today, or by the grade it counts as with every sign that was
/// there since it began.
fn is_careful(when: &CarefulCase, scene: &Scene<'_, '_>) -> bool {
    let (state, knowledge) = (scene.facts.state(), scene.knowledge);
    match when {
        CarefulCase::Case(when) => when.evaluate(&scene.facts) == Truth::True,
        CarefulCase::Grade(grade) => {
            let worst = scene.history.at_its_worst(state);
            knowledge.severity.counts_as(&Facts::new(&worst, &knowledge.freshness), grade)
        }
    }
}

/// The stage a protocol begins with. Where something was done, its first session or word says which it was; else the case
/// as it is known today.
fn start<'k>(scene: &Scene<'_, 'k>, protocol: &'k Protocol, word: Option<Word>) -> Option<&'k Stage> {
    let first = protocol.first()?;
    let Some(second) = first.next.and_then(|next| protocol.stage(next)) else { return Some(first) };
    let skips = match word {
        Some((_, stage)) => stage == Some(second.id),
        None => protocol.first_if.as_ref().is_some_and(|when| when.evaluate(&scene.facts) == Truth::False),
    };
    Some(if skips && protocol.first_if.is_some() { second } else { first })
}

/// The protocol in force stays as long as it may be meant; else the first that is meant for the case, that of an injury
/// before the others, one that may not begin yet after them.
fn choose<'k>(scene: &Scene<'_, 'k>) -> Option<&'k Protocol> {
    let protocols = &scene.knowledge.protocols;
    let in_force = words(scene).newest().and_then(|id| scene.knowledge.protocol(id));
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

ids! {
    /// Why someone should look at the case. Each has its sentence under `look.<id>`.
    LookReason {
        /// Too many flares.
        Flares = "flares",
        /// It counts as severe, by its signs or because it came back, and no clinician has seen it yet.
        Grade = "grade",
        /// Too long in one stage.
        Long = "long",
    }
}

/// Why someone should look at the case; `None` where nobody need.
pub fn someone_should_look(course: &Course<'_>, scene: &Scene<'_, '_>) -> Option<LookReason> {
    let too_many = |colours| flare::too_many(colours, scene.history.today, &scene.knowledge.dose.flare);
    let flares = too_many(&course.days) || too_many(&course.colours);
    let unseen = course.careful == Some(Careful::Grade) && course.word.is_none();
    let grade = unseen.then_some(LookReason::Grade);
    let long = || overdue::is_too_long(course, scene).then_some(LookReason::Long);
    flares.then_some(LookReason::Flares).or(grade).or_else(long)
}
