//! Our exercises in the words of Garmin's list, where it has the same movement.
//!
//! An exercise that the list lacks, or has with other kit or another start, is not here: the watch then shows its name and
//! note, which are ours in any case.

use femoris_recording::fit::workout::Exercise;

/// Our id, Garmin's category and Garmin's name within it.
const TABLE: [(&str, &str, &str); 30] = [
    ("active-slr", "leg_raise", "lying_straight_leg_raise"),
    ("band-prone-curl", "banded_exercises", "hamstring_curls"),
    ("bridge-double", "hip_raise", "hip_raise"),
    ("bridge-hold-double", "hip_raise", "hip_raise"),
    ("bridge-marching", "hip_raise", "marching_hip_raise"),
    ("clamshell", "hip_raise", "clams"),
    ("couch-stretch", "warm_up", "stretch_hip_flexor_and_quad"),
    ("dead-bug-ball", "hip_stability", "dead_bug"),
    ("figure-four-stretch", "warm_up", "stretch_lying_piriformis"),
    ("front-plank", "plank", "plank"),
    ("hip-circles", "warm_up", "hip_circles"),
    ("hip-flexor-half-kneel", "warm_up", "stretch_lunging_hip_flexor"),
    ("hip-thrust", "hip_raise", "barbell_hip_thrust_with_bench"),
    ("kettlebell-swing", "hip_raise", "kettlebell_swing"),
    ("leg-curl-machine", "leg_curl", "leg_curl"),
    ("leg-swing-sagittal", "warm_up", "forward_and_backward_leg_swings"),
    ("lunge-slow", "lunge", "lunge"),
    ("mini-band-walk", "banded_exercises", "lateral_band_walks"),
    ("quad-stretch-standing", "warm_up", "stretch_quad"),
    ("rdl", "deadlift", "romanian_deadlift"),
    ("rdl-single", "deadlift", "single_leg_romanian_deadlift_with_dumbbell"),
    ("side-plank", "plank", "side_plank"),
    ("slider-eccentric-double", "leg_curl", "sliding_leg_curl"),
    ("slider-eccentric-single", "leg_curl", "single_leg_sliding_leg_curl"),
    ("squat", "squat", "squat"),
    ("squat-jump", "plyo", "jump_squat"),
    ("standing-hamstring-stretch", "warm_up", "standing_hamstring_stretch"),
    ("step-up", "squat", "step_up"),
    ("swiss-ball-curl", "leg_curl", "swiss_ball_hip_raise_and_leg_curl"),
    ("deadlift", "deadlift", "barbell_deadlift"),
];

/// The exercise of Garmin's list; `None` where it has none that is the same.
pub(super) fn on_watch(id: &str) -> Option<Exercise> {
    let (_, category, name) = TABLE.iter().find(|(ours, ..)| *ours == id)?;
    Exercise::of(category, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_an_exercise_of_ours_and_one_of_the_list() {
        let knowledge = crate::knowledge::built_in().expect("valid");
        for (ours, category, name) in TABLE {
            assert!(on_watch(ours).is_some(), "{category}/{name} is not in the list");
            let known = knowledge.exercises.keys().any(|id| id.to_string() == ours);
            assert!(known, "{ours} is no exercise of ours");
        }
        assert_eq!(on_watch("nordic-eccentric"), None);
    }
}
