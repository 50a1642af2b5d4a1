//! Outings: a walk, a ride or a run that stands beside the sessions, told without a watch. What a gate asks of one counts
//! only where it was told as one; the few minutes that warm up a session are none.

use crate::finding::Finding;
use crate::knowledge::Knowledge;
use crate::rehab::course::Course;
use crate::rehab::exercise::{Exercise, ExerciseId, Group};
use crate::rehab::gate::{Criterion, Need};
use crate::rehab::log::{
    Amounts, Doing, ExerciseDone, Part, SessionDone, SessionId, SessionReport, WorkedSide,
};
use crate::rehab::protocol::SlotKind;
use crate::rehab::stage::StageId;
use femoris_measure::{Day, Minutes, PainScore};
use std::collections::BTreeSet;

/// An outing as the runner tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Outing {
    /// Its name, so that the same one sent twice counts once.
    pub name: SessionId,
    /// The day; today where none is named.
    pub day: Option<Day>,
    /// What it was: one of those that are [`offered`].
    pub exercise: ExerciseId,
    /// How long it took.
    pub minutes: OutingMinutes,
    /// Worst pain in it.
    pub pain: PainScore,
    /// Worst pain in the hour after it.
    pub pain_after: Option<PainScore>,
    /// Pain of the next morning.
    pub next_morning: Option<PainScore>,
    /// A painkiller in the twelve hours before: it hides pain.
    pub painkiller: Finding,
    /// A limp in it or after it.
    pub limp: Finding,
}

/// Whole minutes of an outing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutingMinutes(u16);

impl OutingMinutes {
    /// The longest, in minutes: a day's ride.
    pub const LONGEST: u16 = 600; // number: ten hours, beyond which a number is a slip of the finger

    /// `None` for none and for more than [`Self::LONGEST`].
    pub fn new(minutes: u16) -> Option<Self> {
        (1..=Self::LONGEST).contains(&minutes).then_some(Self(minutes))
    }

    /// In minutes.
    pub fn get(self) -> u16 {
        self.0
    }
}

impl Outing {
    /// The report of it in a stage, on a day.
    pub fn report(&self, stage: StageId, day: Day) -> SessionReport {
        const SECONDS: u16 = 60; // number: seconds of a minute
        let amounts = Amounts {
            sets: 1,
            seconds: Some(self.minutes.get().saturating_mul(SECONDS)),
            pain: Some(self.pain),
            ..Amounts::default()
        };
        SessionReport {
            day: Some(day),
            done: SessionDone {
                session: self.name.clone(),
                stage,
                minutes: Minutes::new(f64::from(self.minutes.get())).ok(),
                pain_after: self.pain_after,
                painkiller: self.painkiller,
                limp: self.limp,
                alarms: BTreeSet::new(),
            },
            exercises: vec![ExerciseDone {
                session: self.name.clone(),
                exercise: self.exercise.clone(),
                side: WorkedSide::Both,
                part: Part::Outing,
                doing: Doing::Done(amounts),
                instead_of: None,
            }],
        }
    }
}

/// Outings that the gate of the present stage asks for, then those its week offers; each once.
pub fn offered<'k>(course: &Course<'k>, knowledge: &'k Knowledge) -> Vec<&'k Exercise> {
    let next = course.stage.next.and_then(|next| knowledge.stage(next));
    let gates = std::iter::once(&course.stage.exit).chain(next.map(|next| &next.entry));
    let asked = gates.flat_map(|gate| gate.criteria.iter().flat_map(asked_by));
    let slots = course.stage.week.iter().filter(|slot| slot.kind == SlotKind::CrossTraining);
    let of_week = slots.flat_map(|slot| slot.items.iter().flat_map(|item| &item.choices));
    let mut offered: Vec<&Exercise> = Vec::new();
    for exercise in asked.chain(of_week).filter_map(|id| knowledge.exercise(id)) {
        if exercise.group == Group::Running && offered.iter().all(|known| known.id != exercise.id) {
            offered.push(exercise);
        }
    }
    offered
}

/// Whether a criterion is met by an outing.
pub fn is_asked_by(criterion: &Criterion, knowledge: &Knowledge) -> bool {
    let runs = |id: &ExerciseId| knowledge.exercise(id).is_some_and(|one| one.group == Group::Running);
    asked_by(criterion).iter().any(runs)
}

fn asked_by(criterion: &Criterion) -> &[ExerciseId] {
    match &criterion.need {
        Need::Sessions(sessions) => &sessions.any_of,
        Need::Case(_)
        | Need::Rung { .. }
        | Need::CleanRuns { .. }
        | Need::QuietDays { .. }
        | Need::FullWeeks { .. }
        | Need::StageDays { .. } => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outing_takes_from_a_minute_to_ten_hours() {
        assert_eq!(OutingMinutes::new(0), None);
        assert_eq!(OutingMinutes::new(601), None);
        assert_eq!(OutingMinutes::new(600).map(OutingMinutes::get), Some(600));
    }
}
