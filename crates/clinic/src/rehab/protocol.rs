//! Protocols: stages with gates, weeks, rules for the day, and what a protocol refuses.

use crate::condition::Condition;
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::readiness::Decision;
use crate::rehab::cause::CauseId;
use crate::rehab::dose::{Span, Tempo};
use crate::rehab::exercise::{ExerciseId, StopCode, StopRule};
use crate::rehab::gate::{Gate, Rung};
use crate::rehab::routine::RoutineId;
use crate::rehab::stage::{ProtocolId, StageId};
use crate::rehab::variant::Variant;
use crate::triage::{Outcome, Triage};
use crate::truth::Truth;
use femoris_measure::PainScore;
use femoris_measure::ids;

ids! {
    /// How much pain an exercise may cause, by name; the limits stand in [`Conventions`].
    PainPolicy {
        /// Nearly free of pain.
        Free = "free",
        /// Some pain, after a strain.
        Threshold = "threshold",
        /// What a tendon tolerates.
        Tendon = "tendon",
    }
}

ids! {
    /// What is done in the days before a race.
    RaceWeek {
        /// What was done before; nothing gets harder.
        Same = "same",
        /// Of strength, holds only.
        Holds = "holds",
    }
}

ids! {
    /// What a part of a week is for.
    SlotKind {
        /// Wake up hip and trunk.
        Activation = "activation",
        /// Strength.
        Strength = "strength",
        /// Length under control.
        Mobility = "mobility",
        /// Quick feet without long strides.
        Agility = "agility",
        /// Running drills.
        Drills = "drills",
        /// Jumps.
        Jumps = "jumps",
        /// Endurance without impact.
        CrossTraining = "cross_training",
        /// A run.
        Run = "run",
    }
}

impl SlotKind {
    /// Whether it belongs to the session at home; runs and endurance stand beside it.
    pub fn is_session(self) -> bool {
        !matches!(self, Self::CrossTraining | Self::Run)
    }
}

ids! {
    /// What a day of the week has to do with a slot.
    DayPlan {
        /// Not on this day.
        Off = "off",
        /// If you like.
        May = "may",
        /// To be done.
        Do = "do",
    }
}

/// Days of a week of the plan. The first is the day the week begins on, not a Monday.
pub const WEEK: usize = 7; // number: days of a week

/// What may be done in a slot: the best choice that kit and case allow.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// One of these, the best first. The first whose kit is to hand and that nothing forbids is taken.
    pub choices: Vec<ExerciseId>,
    /// Whether a session that leaves it out is incomplete.
    pub requirement: Requirement,
}

ids! {
    /// Whether something may be left out when time is short.
    Requirement {
        /// It stays.
        Required = "required",
        /// It goes first.
        Optional = "optional",
    }
}

/// A part of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// Its id within the stage, such as `strength-a`.
    pub id: String,
    /// Its name in words.
    pub name: String,
    /// What it is for.
    pub kind: SlotKind,
    /// On which days.
    pub days: [DayPlan; WEEK],
    /// What is done, in order.
    pub items: Vec<Item>,
    /// How many of the items are done, the best first; `None`: all.
    pub pick: Option<u8>,
    /// The kind of complaint it is for; `None`: every one, also while the kind is not known.
    pub only: Option<RuleId>,
}

/// What a stage says about running.
#[derive(Debug, Clone, PartialEq)]
pub struct Runs {
    /// Rungs that are open; `None`: the ladder is not used, and no run stands in the week unless a slot has one.
    pub rungs: Option<Span<Rung>>,
    /// The rung with which the ladder begins anew where the stage is fallen back to after full training, one of those that
    /// are open; `None` where none is.
    pub anew: Option<Rung>,
    /// Running is only open where this holds.
    pub when: Option<Condition>,
    /// Fast runs in a week, at most.
    pub quality_per_week: u8,
    /// Minutes of one run, at most.
    pub minutes_up_to: Option<u16>,
    /// Share of the usual volume, at most, in per cent.
    pub volume_up_to_pct: Option<u8>,
    /// What to keep to, in words.
    pub text: String,
}

/// Caps on a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekCaps {
    /// How much the whole load of a week may rise, in per cent.
    pub rise_pct: u8,
    /// Sessions with a heavy exercise in a week, at most.
    pub heavy_sessions: u8,
    /// Hours between two of them, and between one and a fast run, at least.
    pub heavy_apart_h: u16,
    /// Hours between two days of jumps, bounds and fast swings, at least; 0: no limit.
    pub energy_apart_h: u16,
    /// Every how many weeks one is lighter; `None`: not in this stage.
    pub lighter_every: Option<u8>,
    /// What is done in the days before a race.
    pub race_week: RaceWeek,
}

/// The wording of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageWords {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub aim: String,
    /// The daily load test of the stage, whose pain is [`crate::measurement::MeasureId::LoadTestPain`].
    pub load_test: String,
}

/// A stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// Its id.
    pub id: StageId,
    /// Its wording.
    pub words: StageWords,
    /// Days it usually takes. A hint, never a gate.
    pub usual_days: Option<Span<u16>>,
    /// Pain that is tolerated.
    pub policy: PainPolicy,
    /// Pain before a session with which the stage is still meant, where that is more than the policy tolerates in one.
    pub before_up_to: Option<PainScore>,
    /// Effort as felt, 0 to 10, at most.
    pub felt_up_to: u8,
    /// What must hold to begin it, beside the exit of the stage before.
    pub entry: Gate,
    /// What must hold to leave it; a stage without criteria is not left by gate.
    pub exit: Gate,
    /// Days without passing after which someone should look at it; `None`: no end.
    pub days_up_to: Option<u16>,
    /// The stage behind the exit, at the end of a way the first one of the protocol that goes on from there; `None` where
    /// nothing does.
    pub next: Option<StageId>,
    /// Where it goes over to by itself when [`Self::days_up_to`] have passed and its exit is not met; `None`: to someone who
    /// looks at it.
    pub overdue: Option<StageId>,
    /// What to look for when it comes back or stays.
    pub causes: Vec<CauseId>,
    /// Kinds that a complaint of this stage may be; no two hold at once.
    pub variants: Vec<Variant>,
    /// The stage to fall back to; `None` at the beginning.
    pub back: Option<StageId>,
    /// Running.
    pub runs: Runs,
    /// Caps on its weeks.
    pub caps: WeekCaps,
    /// The exercise whose dose must stand at its top before the exit tests are offered.
    pub key_exercise: Option<ExerciseId>,
    /// The week.
    pub week: Vec<Slot>,
    /// Before a session or a run.
    pub warm_up: RoutineId,
    /// After it.
    pub cool_down: RoutineId,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Stage {
    /// Days from one session with an exercise to the next, as the week has it: where it is the first choice, else where it
    /// may stand for another; a week where neither is due on any day.
    pub fn every_days(&self, exercise: &ExerciseId) -> i32 {
        let due = |day: usize, listed: &dyn Fn(&Item) -> bool| {
            let mut slots = self.week.iter().filter(|slot| slot.kind.is_session());
            slots.any(|slot| slot.days[day] == DayPlan::Do && slot.items.iter().any(listed))
        };
        let days = |listed: &dyn Fn(&Item) -> bool| (0..WEEK).filter(|day| due(*day, listed)).count();
        let first = days(&|item| item.choices.first() == Some(exercise));
        let days = if first > 0 { first } else { days(&|item| item.choices.contains(exercise)) };
        (WEEK / days.max(1)) as i32
    }

    /// Whether the week has an exercise among what is required.
    pub fn has_place_for(&self, exercise: &ExerciseId) -> bool {
        let slots = self.week.iter().filter(|slot| slot.kind.is_session());
        let mut items = slots.flat_map(|slot| &slot.items);
        items.any(|item| item.requirement == Requirement::Required && item.choices.contains(exercise))
    }
}

ids! {
    /// What a rule for the day is about.
    DailyTopic {
        /// Sitting.
        Sitting = "sitting",
        /// Cushions.
        Cushion = "cushion",
        /// Bending down.
        Bending = "bending",
        /// Stretching.
        Stretching = "stretching",
        /// Hills.
        Hills = "hills",
        /// Cycling.
        Cycling = "cycling",
        /// Hands, balls and rollers.
        Pressure = "pressure",
        /// Sleep.
        Sleep = "sleep",
        /// Work and travel.
        Work = "work",
        /// The first days after a strain.
        FirstDays = "first_days",
        /// Ice and heat.
        Ice = "ice",
        /// Medicines.
        Medicines = "medicines",
        /// Food and drink.
        Food = "food",
        /// Walking.
        Walking = "walking",
    }
}

/// A rule for the day. Its wording stands under `<id>.name` and `<id>.text`.
#[derive(Debug, Clone, PartialEq)]
pub struct DailyRule {
    /// Its id.
    pub id: RuleId,
    /// What it is about.
    pub topic: DailyTopic,
    /// The stages it holds in.
    pub stages: Vec<StageId>,
    /// Up to this day since the beginning; `None`: as long as the stage lasts.
    pub days_up_to: Option<u16>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// What makes a guard refuse.
#[derive(Debug, Clone, PartialEq)]
pub enum Refuses {
    /// Triage did not clear the case, or a danger sign stands unanswered.
    OpenTriage,
    /// No danger sign, but the answer of today is to stop and see someone.
    StopAndRefer,
    /// This holds in the case.
    Case(Condition),
}

/// When a protocol is refused. Why and whom to see stands under `<id>.reason` and `<id>.action`.
#[derive(Debug, Clone, PartialEq)]
pub struct Guard {
    /// Its id, such as `GA.age`.
    pub id: RuleId,
    /// When.
    pub when: Refuses,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Guard {
    /// Whether it refuses a case in which a danger sign is raised or open, or one with this answer for today.
    fn refuses(&self, triage: &Triage, facts: &Facts<'_>, answer: impl FnOnce() -> Decision) -> bool {
        match &self.when {
            Refuses::StopAndRefer => {
                matches!(triage.outcome, Outcome::Cleared(_)) && answer() == Decision::StopAndRefer
            }
            Refuses::OpenTriage => {
                !matches!(triage.outcome, Outcome::Cleared(_)) || !triage.unanswered.is_empty()
            }
            Refuses::Case(when) => when.evaluate(facts) == Truth::True,
        }
    }
}

ids! {
    /// Why no stage tolerates more pain than [`PainPolicy::Free`].
    Careful {
        /// It counts as the grade from which on that holds.
        Grade = "grade",
        /// Strained twice or more before.
        StrainedTwice = "strained_twice",
        /// The worst point lies where the tendon begins.
        NearTheSitBone = "near_the_sit_bone",
        /// It came back.
        CameBack = "came_back",
    }
}

/// The cases of a rule for less pain.
#[derive(Debug, Clone, PartialEq)]
pub enum CarefulCase {
    /// As it is known.
    Case(Condition),
    /// By the grade it counts as at its worst, this one or a more severe one.
    Grade(RuleId),
}

/// Cases in which no stage tolerates more pain than [`PainPolicy::Free`].
#[derive(Debug, Clone, PartialEq)]
pub struct CarefulRule {
    /// Why.
    pub why: Careful,
    /// In these cases.
    pub when: CarefulCase,
    /// For so many days; `None`: in every stage.
    pub days: Option<u16>,
}

/// A protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Protocol {
    /// Its id.
    pub id: ProtocolId,
    /// Its name.
    pub name: String,
    /// What it is for and what it promises.
    pub about: String,
    /// The cases it is meant for.
    pub meant_for: Condition,
    /// Cases in which no stage tolerates more pain than [`PainPolicy::Free`], the gravest reason first; in any other each stage
    /// has its own.
    pub careful: Vec<CarefulRule>,
    /// Cases that the first stage is for; any other begins at the stage behind it. What is not known is such a case.
    pub first_if: Option<Condition>,
    /// The stage in which it is taken up again after a long pause, by whoever was there or further.
    pub after_pause: StageId,
    /// What it refuses, in order.
    pub guards: Vec<Guard>,
    /// Its stages, in order.
    pub stages: Vec<Stage>,
    /// Rules for the day.
    pub daily: Vec<DailyRule>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Protocol {
    /// A stage of this protocol.
    pub fn stage(&self, id: StageId) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id == id)
    }

    /// The first stage.
    pub fn first(&self) -> Option<&Stage> {
        self.stages.first()
    }

    /// Every guard that refuses the case as `facts` tell it, in order. A guard about what the complaint probably is needs
    /// facts with chances: ask [`crate::rehab::offer::refusals`], which sees to that.
    pub(crate) fn refusals<'a>(
        &'a self,
        triage: &Triage,
        facts: &Facts<'_>,
        answer: impl Fn() -> Decision,
    ) -> Vec<&'a Guard> {
        self.guards.iter().filter(|guard| guard.refuses(triage, facts, &answer)).collect()
    }

    /// The rules for a day of a stage, so many days after the beginning.
    pub fn daily_rules(&self, stage: StageId, days: Option<i32>) -> impl Iterator<Item = &DailyRule> {
        let in_time = move |rule: &&DailyRule| match (rule.days_up_to, days) {
            (Some(up_to), Some(days)) => days <= i32::from(up_to),
            _ => true,
        };
        self.daily.iter().filter(move |rule| rule.stages.contains(&stage)).filter(in_time)
    }
}

/// What holds for every exercise and protocol.
#[derive(Debug, Clone, PartialEq)]
pub struct Conventions {
    /// Pain up to this is tolerated under each policy.
    pub tolerated: Vec<(PainPolicy, PainScore)>,
    /// The stop rules.
    pub stop_rules: Vec<StopRule>,
    /// Load levels from here on are heavy.
    pub heavy_from: u8,
    /// Tempo where a dose names none and the exercise lifts and lowers.
    pub tempo: Tempo,
    /// Load levels from here on rest longer between sets.
    pub rest_from: u8,
    /// Rest between sets in seconds where a dose names none: below that level, and from there on.
    pub rest_s: (u16, u16),
    /// Seconds of one calm breath, for doses that count breaths.
    pub breath_s: u16,
    /// The longest hold, in seconds, before a hold is made harder another way.
    pub longest_hold_s: u16,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Conventions {
    /// Pain that a policy tolerates. A policy that nobody listed tolerates none; the loader makes sure all are.
    pub fn tolerated(&self, policy: PainPolicy) -> PainScore {
        let listed = self.tolerated.iter().find(|(of, _)| *of == policy);
        listed.map_or(PainScore::NONE, |(_, pain)| *pain)
    }

    /// The stop rule with this name; the loader makes sure that each exists.
    pub fn stop_rule(&self, code: StopCode) -> Option<&StopRule> {
        self.stop_rules.iter().find(|rule| rule.code == code)
    }
}
