//! Garmin's list of exercises. The numbers and words are rustyfit's tables; ours only chooses among them.

use rustyfit::profile::typedef as list;

/// An exercise of the list: a category and a number within it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exercise {
    category: u16,
    name: u16,
}

/// The word of a number within one category.
type Words = fn(u16) -> String;

/// Categories that exercises are looked up in, with the tables of their names.
const CATEGORIES: [(list::ExerciseCategory, Words); 16] = [
    (list::ExerciseCategory::BANDED_EXERCISES, |n| list::BandedExercisesExerciseName(n).to_string()),
    (list::ExerciseCategory::CALF_RAISE, |n| list::CalfRaiseExerciseName(n).to_string()),
    (list::ExerciseCategory::CARDIO, |n| list::CardioExerciseName(n).to_string()),
    (list::ExerciseCategory::CORE, |n| list::CoreExerciseName(n).to_string()),
    (list::ExerciseCategory::DEADLIFT, |n| list::DeadliftExerciseName(n).to_string()),
    (list::ExerciseCategory::HIP_RAISE, |n| list::HipRaiseExerciseName(n).to_string()),
    (list::ExerciseCategory::HIP_STABILITY, |n| list::HipStabilityExerciseName(n).to_string()),
    (list::ExerciseCategory::HYPEREXTENSION, |n| list::HyperextensionExerciseName(n).to_string()),
    (list::ExerciseCategory::LEG_CURL, |n| list::LegCurlExerciseName(n).to_string()),
    (list::ExerciseCategory::LEG_RAISE, |n| list::LegRaiseExerciseName(n).to_string()),
    (list::ExerciseCategory::LUNGE, |n| list::LungeExerciseName(n).to_string()),
    (list::ExerciseCategory::MOVE, |n| list::MoveExerciseName(n).to_string()),
    (list::ExerciseCategory::PLANK, |n| list::PlankExerciseName(n).to_string()),
    (list::ExerciseCategory::PLYO, |n| list::PlyoExerciseName(n).to_string()),
    (list::ExerciseCategory::SQUAT, |n| list::SquatExerciseName(n).to_string()),
    (list::ExerciseCategory::WARM_UP, |n| list::WarmUpExerciseName(n).to_string()),
];

/// Numbers looked at within a category: more than any has.
const NAMES: u16 = 1_000;

impl Exercise {
    /// The exercise with these words, as in `hip_raise` and `single_leg_hip_raise`; `None` where the list has none.
    pub fn of(category: &str, name: &str) -> Option<Self> {
        // For a number without a word, rustyfit prints `Type(number)`.
        if name.contains('(') {
            return None;
        }
        let (number, words) = CATEGORIES.iter().find(|(number, _)| number.to_string() == category)?;
        let name = (0..NAMES).find(|candidate| words(*candidate) == name)?;
        Some(Self { category: number.0, name })
    }

    /// The exercise with these numbers; `None` where one of them stands for nothing.
    pub(super) fn from_numbers(category: u16, name: u16) -> Option<Self> {
        (category != u16::MAX && name != u16::MAX).then_some(Self { category, name })
    }

    /// Number of the category.
    pub fn category(self) -> u16 {
        self.category
    }

    /// Number within the category.
    pub fn name(self) -> u16 {
        self.name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_numbers_and_unknown_ones_nothing() {
        let bridge = Exercise::of("hip_raise", "single_leg_hip_raise");
        assert_eq!(bridge, Exercise::from_numbers(10, 30));
        assert_eq!(Exercise::of("hip_raise", "moonwalk"), None);
        assert_eq!(Exercise::of("moon", "single_leg_hip_raise"), None);
        assert_eq!(Exercise::of("hip_raise", "HipRaiseExerciseName(999)"), None);
    }
}
