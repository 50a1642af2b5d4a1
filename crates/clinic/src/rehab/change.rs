//! What is different in today's session from the one before, as data.

use crate::rehab::exercise::ExerciseId;
use crate::rehab::flare::Restraint;
use crate::rehab::log::WorkedSide;
use crate::rehab::progress::Step;
use crate::rehab::session::{Part, Prescription, Session};
use crate::rehab::setting::Setting;
use crate::rehab::stage::StageId;

/// Something that is different.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionChange {
    /// The stage.
    Stage {
        /// Before.
        from: StageId,
        /// Now.
        to: StageId,
    },
    /// How the session is held back.
    Restraint {
        /// Before.
        from: Restraint,
        /// Now.
        to: Restraint,
    },
    /// An exercise stands in for another.
    StandsIn {
        /// The exercise that is done.
        exercise: ExerciseId,
        /// The one of the week.
        instead_of: ExerciseId,
    },
    /// The dose of an exercise.
    Dose {
        /// The exercise.
        exercise: ExerciseId,
        /// The side.
        side: WorkedSide,
        /// Before.
        from: Setting,
        /// Now.
        to: Setting,
        /// Why.
        step: Option<Step>,
    },
}

/// What is different. Exercises that come and go with the day of the week are not told, nor are sets: they follow the time
/// there is.
pub fn changes(before: &Session, now: &Session) -> Vec<SessionChange> {
    let mut found = Vec::new();
    if before.stage != now.stage {
        found.push(SessionChange::Stage { from: before.stage, to: now.stage });
    }
    if before.restraint != now.restraint {
        found.push(SessionChange::Restraint { from: before.restraint, to: now.restraint });
    }
    for item in now.part(Part::Main) {
        match before.part(Part::Main).find(|other| other.exercise == item.exercise) {
            Some(other) => found.extend(doses(other, item)),
            None => {
                found.extend(item.instead_of.clone().map(|instead_of| SessionChange::StandsIn {
                    exercise: item.exercise.clone(),
                    instead_of,
                }))
            }
        }
    }
    found
}

fn doses(before: &Prescription, now: &Prescription) -> Vec<SessionChange> {
    let change = |side: &crate::rehab::session::SideDose| {
        let other = before.sides.iter().find(|other| other.side == side.side)?;
        let from = Setting { sets: side.setting.sets, ..other.setting };
        (from != side.setting).then(|| SessionChange::Dose {
            exercise: now.exercise.clone(),
            side: side.side,
            from,
            to: side.setting,
            step: side.step,
        })
    };
    now.sides.iter().filter_map(change).collect()
}
