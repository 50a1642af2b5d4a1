//! The numbers of the dose engine, as `knowledge/dose` gives them.

use crate::evidence::{SourceId, Tag};
use crate::illness::IllnessRules;
use crate::rehab::exercise::Exercise;
use crate::rehab::ran::RanRules;

/// When a session is green, amber or red.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColourRules {
    /// Mornings whose median is the baseline.
    pub mornings: u8,
    /// Pain this far below the limit, or further, is green.
    pub below_limit: u8,
    /// A morning up to this is quiet, 0 to 10.
    pub quiet_morning: u8,
    /// A morning this much above the baseline is red.
    pub worse_by: u8,
    /// Share of the planned repetitions below which, with pain, it is red; in per cent.
    pub done_pct: u8,
    /// Pain from here on is a severe flare, 0 to 10.
    pub severe_from: u8,
    /// The morning after is put down to exercises of this load level and above.
    pub morning_from_level: u8,
}

/// How an exercise gets harder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepRules {
    /// Green sessions in a row that are needed.
    pub greens: u8,
    /// Effort up to which it gets harder, 0 to 10.
    pub effort_up_to: u8,
    /// Effort up to which a repetition may be skipped, 0 to 10.
    pub effort_easy: u8,
    /// Effort from which it is too hard, 0 to 10.
    pub effort_hard: u8,
    /// Sessions in a row at that effort that make it lighter.
    pub hard_times: u8,
    /// Repetitions added.
    pub repetitions: u8,
    /// Repetitions added where it was easy.
    pub repetitions_easy: u8,
    /// Seconds added to a hold.
    pub hold_s: u16,
    /// Seconds added to a hold where it was easy.
    pub hold_easy_s: u16,
    /// Added to the length of timed and measured work, in per cent.
    pub length_pct: u8,
    /// Added to a weight, in per cent.
    pub load_pct: u8,
    /// A weight grows by this at least, in kilograms.
    pub load_kg: f64,
    /// Steps of weight before the next exercise.
    pub load_steps: u8,
    /// Added to the share of full effort, in points.
    pub share_points: u8,
    /// Added to the seconds of lowering.
    pub slower_s: u8,
    /// Seconds of lowering at most.
    pub slowest_s: u8,
    /// Days between two steps of an exercise in which a muscle lengthens under load.
    pub eccentric_days: u16,
    /// Days between two heavy exercises that are new.
    pub newcomer_days: u16,
}

/// How an exercise gets easier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackRules {
    /// Amber sessions in a row that make it lighter.
    pub ambers: u8,
    /// By how much then, in per cent.
    pub amber_load_pct: u8,
    /// Amber sessions that bring the easier exercise.
    pub many_ambers: u8,
    /// Within so many days.
    pub many_days: u16,
    /// For how many days it stays.
    pub easier_days: u16,
    /// Less weight after a red session, in per cent.
    pub red_load_pct: u8,
    /// Less bend of the hip after a red session of a tendon, in degrees.
    pub red_hip_deg: u16,
    /// Less weight after work that was too hard without pain, in per cent.
    pub hard_load_pct: u8,
    /// Days for which the ladder of runs holds its rung after a red session.
    pub ladder_hold_days: u16,
}

/// What a pause does, from this many days on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GapRule {
    /// From so many days since the last session.
    pub from_days: u16,
    /// Less weight, in per cent.
    pub load_pct: u8,
    /// Fewer sets.
    pub sets: u8,
    /// How it is taken up again.
    pub again: Again,
}

femoris_measure::ids! {
    /// How an exercise is taken up again after a pause. The order is from the shortest pause.
    Again {
        /// The last dose once more.
        Repeat = "repeat",
        /// A lighter dose.
        Lighter = "lighter",
        /// A lighter dose, and the build-up of work at length from an early week.
        BuildUp = "build_up",
        /// From the beginning of its dose.
        Anew = "anew",
    }
}

/// When a week is lighter, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LighterRules {
    /// Every how many weeks in a stage that has no such rule itself but lasts long.
    pub every_weeks: u8,
    /// Weeks after which a stage lasts long.
    pub long_weeks: u8,
    /// Fewer sets, in per cent.
    pub sets_pct: u8,
    /// Mean effort of a week from which the next is lighter, 0 to 10.
    pub effort_from: u8,
    /// Mornings in a row that rise and make it lighter.
    pub rising_mornings: u8,
    /// A night up to this was slept badly, 0 to 10.
    pub sleep_up_to: u8,
    /// So many such nights make it lighter.
    pub sleep_nights: u8,
    /// Within so many days, today's night included.
    pub sleep_days: u16,
}

/// What a flare does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlareRules {
    /// Amber sessions in a row that are a mild flare.
    pub mild_ambers: u8,
    /// Fewer sets in a mild flare, in per cent.
    pub mild_pct: u8,
    /// Days of a mild flare.
    pub mild_days: u16,
    /// Days after a red session with holds only, and what loads the hamstrings no more than [`Self::calm_level`].
    pub calm_days: u16,
    /// Highest load level of what is no hold on those days, 1 to 10.
    pub calm_level: u8,
    /// Days of the stage before at less, after those.
    pub half_days: u16,
    /// How much less, in per cent.
    pub half_pct: u8,
    /// After a session that hurt too much a run waits for a morning that is no more than this above the usual one.
    pub run_above: u8,
    /// The ladder of runs goes on so many rungs lower then.
    pub run_rungs: u8,
    /// A morning this much above the baseline makes today a day to recover.
    pub recover_above: u8,
    /// Flares that lead a stage back.
    pub few: u8,
    /// Within so many days.
    pub few_days: u16,
    /// Flares after which someone should look at it.
    pub many: u8,
    /// Within so many days.
    pub many_days: u16,
    /// Red days that lead a stage back.
    pub reds: u8,
    /// Within so many days.
    pub red_days: u16,
    /// Load tests in a row that lead a stage back.
    pub tests: u8,
    /// Their pain from here on, 0 to 10.
    pub test_from: u8,
    /// Days without a session after an alarm.
    pub alarm_days: u16,
}

/// The load of a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeekRules {
    /// Weeks looked back to for the highest load so far.
    pub weeks_back: u8,
    /// Seconds of a hold that count as one repetition.
    pub hold_s: u16,
    /// Metres that count as one repetition.
    pub metres: u16,
    /// Seconds of timed work that count as one repetition.
    pub time_s: u16,
    /// Load level from which work that only lowers counts for the cap on its repetitions.
    pub lowering_from_level: u8,
    /// How much the repetitions of such work may grow from week to week, in per cent.
    pub lowering_rise_pct: u16,
    /// Days without lowering work that never pass where it maintains or prevents; in the last week of them it is said.
    pub lowering_gap_days: u16,
}

impl WeekRules {
    /// Whether an exercise counts for the cap on lowering work.
    pub fn counts_lowering(&self, exercise: &Exercise) -> bool {
        exercise.load.level() >= self.lowering_from_level && exercise.only_lowers()
    }
}

/// How time is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRules {
    /// How far a session may be off its length, in per cent.
    pub tolerance_pct: u8,
    /// Seconds to change to the next exercise.
    pub change_s: u16,
    /// Seconds to change the side.
    pub side_s: u16,
    /// Seconds of a repetition without a tempo.
    pub repetition_s: u16,
    /// Seconds between two held repetitions.
    pub release_s: u16,
    /// Metres in a second of a drill.
    pub metres_per_s: u16,
    /// Share of the session that warming up and cooling down may take, in per cent.
    pub around_pct: u8,
    /// The shortest timed part that is still worth it, in seconds.
    pub shortest_s: u16,
    /// Timed work around a session, such as a walk, lasts up to so many times its dose where time is left.
    pub longer_times: u8,
    /// Timed work is shortened to this where time is short, in seconds.
    pub timed_s: u16,
    /// The shortest rest between sets, in seconds.
    pub rest_s: u16,
}

/// When the tests of a gate are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GateRules {
    /// Days without a red session.
    pub quiet_days: u16,
    /// Mornings that must be quiet.
    pub mornings: u8,
    /// Up to this pain, 0 to 10.
    pub pain_up_to: u8,
    /// Days until the tests are offered again.
    pub again_days: u16,
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub struct DoseRules {
    /// Green, amber, red.
    pub colour: ColourRules,
    /// Harder.
    pub step: StepRules,
    /// Easier.
    pub back: BackRules,
    /// Pauses, the shortest first.
    pub gaps: Vec<GapRule>,
    /// Lighter weeks.
    pub lighter: LighterRules,
    /// Flares.
    pub flare: FlareRules,
    /// Illness.
    pub illness: IllnessRules,
    /// The load of a week.
    pub week: WeekRules,
    /// Load of running.
    pub ran: RanRules,
    /// Time.
    pub time: TimeRules,
    /// Gates.
    pub gate: GateRules,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl DoseRules {
    /// What a pause of so many days does; `None` where it is none to speak of.
    pub fn gap(&self, days: i32) -> Option<GapRule> {
        self.gaps.iter().copied().rfind(|rule| days >= i32::from(rule.from_days))
    }
}
