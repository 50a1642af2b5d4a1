//! The library of exercises: what fits what is sought, and one of them.

use femoris_clinic::complaint::Side;
use femoris_clinic::rehab::exercise::{Exercise, ExerciseId};
use femoris_clinic::rehab::kit::{KitPreset, KitSet};
use femoris_clinic::rehab::stage::{Occasion, StageId};

use crate::{App, AppError};

/// What is sought. What is left out does not narrow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Words; each must occur in a name, another name or the purpose.
    pub words: String,
    /// Only what this stage uses.
    pub stage: Option<StageId>,
    /// Only what can be done with this kit.
    pub kit: Option<KitPreset>,
}

impl App {
    /// Exercises that fit, in the order of their names.
    pub fn exercises(&self, sought: &Sought) -> Vec<&Exercise> {
        let kit = sought.kit.map(KitSet::of);
        let words: Vec<String> = sought.words.split_whitespace().map(str::to_lowercase).collect();
        let mut found: Vec<&Exercise> = self
            .knowledge
            .exercises
            .values()
            .filter(|one| kit.as_ref().is_none_or(|kit| one.kit.met_by(kit).is_some()))
            .filter(|one| sought.stage.is_none_or(|stage| one.dose(Occasion::Stage(stage)).is_some()))
            .filter(|one| mentions(one, &words))
            .collect();
        found.sort_by(|one, other| one.words.name.cmp(&other.words.name));
        found
    }

    /// The exercise with this id.
    pub fn exercise(&self, id: &str) -> Result<&Exercise, AppError> {
        let found = ExerciseId::new(id).and_then(|id| self.knowledge.exercise(&id));
        found.ok_or_else(|| AppError::not_found("There is no such exercise."))
    }

    /// The side that is sore today; `None` where it was not told or both are.
    pub fn sore_side(&self) -> Result<Option<Side>, AppError> {
        let state = self.state_on(&self.events()?, self.clock.today())?;
        Ok(state.complaint.side.filter(|side| *side != Side::Both))
    }
}

fn mentions(exercise: &Exercise, words: &[String]) -> bool {
    let said = &exercise.words;
    let text = [&said.name, &said.purpose].into_iter().chain(&said.aliases);
    let text = text.map(|text| text.to_lowercase()).collect::<Vec<_>>().join("\n");
    words.iter().all(|word| text.contains(word.as_str()))
}
