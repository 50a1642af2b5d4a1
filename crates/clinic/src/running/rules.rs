//! Everything the engine is told about running. Read from `knowledge/running`.

use crate::evidence::{RuleId, SourceId, Tag};
use crate::readiness::InjuryClass;
use crate::rehab::gate::LadderId;
use crate::rehab::stage::StageId;
use crate::running::fit::AssumedSpeeds;
use crate::running::ladder::{Ladder, ProgressRules};
use crate::running::prescription::{RunBlock, RunReason};
use femoris_measure::ids;
use femoris_measure::{Metres, Percent, Seconds};
use std::collections::BTreeMap;

ids! {
    /// Why there is a run or none, or what is said beside it. Each has its sentence under `<id>.reason`.
    RunRule {
        /// Today's answer permits no running.
        NotToday = "run.not_today",
        /// A day without running after the last run.
        RestDay = "run.rest_day",
        /// What must be passed before the first run is not passed yet.
        NotYet = "run.not_yet",
        /// The stage of rehabilitation has no running today.
        NotInStage = "run.not_in_stage",
        /// The programme stands still after a sign or very strong pain in a session.
        Halted = "run.halted",
        /// The programme that is meant for the complaint refuses it as it is known.
        Guarded = "run.guarded",
        /// No programme is meant for the complaint as it is known: nothing fast.
        NoProgramme = "run.no_programme",
        /// The runner is ill.
        Ill = "run.ill",
        /// Exercises of today or of the last days hurt more than is tolerated.
        Flare = "run.flare",
        /// The limits leave no run worth starting.
        NothingLeft = "run.nothing_left",
        /// The lowest rung: a beginning.
        Begins = "run.begins",
        /// Enough good runs: one rung up.
        Up = "run.up",
        /// The same rung once more: the count is not full.
        Counting = "run.counting",
        /// The same rung: pain at the limit.
        HeldByPain = "run.held_by_pain",
        /// The same rung: pain or the next morning was not written down.
        HeldUnknown = "run.held_unknown",
        /// The same rung: the run went beyond what was prescribed.
        HeldOver = "run.held_over",
        /// The same rung: less was run than prescribed.
        HeldShort = "run.held_short",
        /// The same rung: a gate before the next is not open.
        HeldByGate = "run.held_by_gate",
        /// The same rung: exercises were taken badly.
        HeldByStrength = "run.held_by_strength",
        /// The same rung: a race is near.
        HeldByRace = "run.held_by_race",
        /// Back: too much pain in or after the run.
        BackByPain = "run.back_by_pain",
        /// Back: a bad next morning.
        BackByMorning = "run.back_by_morning",
        /// Back: the stage of rehabilitation ends below the rung.
        BackByStage = "run.back_by_stage",
        /// The ladder begins anew: a stage was fallen back to after full training.
        BeginsAnew = "run.begins_anew",
        /// Full training was taken up and a stage was fallen back to since.
        ReturnUndone = "run.return_undone",
        /// Back or counting again: a break.
        AfterBreak = "run.after_break",
        /// Back: exercises hurt more than is tolerated.
        BackByFlare = "run.back_by_flare",
        /// Back: the runner was ill.
        AfterIllness = "run.after_illness",
        /// Back at the beginning: a new injury.
        NewInjury = "run.new_injury",
        /// An easy run between two fast ones.
        Between = "run.between",
        /// An easy run: the stage of rehabilitation has no more fast runs in these seven days.
        FastEnough = "run.fast_enough",
        /// An easy run: heavy exercises were too short ago for a fast one.
        AfterHeavy = "run.after_heavy",
        /// Made shorter or slower by today's limits.
        Limited = "run.limited",
        /// Kept within the longest run of the last 30 days.
        WithinLongest = "run.within_longest",
        /// Own top speed is not known: by feel.
        ByFeel = "run.by_feel",
        /// Runs went beyond what was prescribed again and again.
        OverAgain = "run.over_again",
        /// The top of the ladder is reached.
        LadderDone = "run.ladder_done",
        /// An easy run of the plan.
        PlanEasy = "run.plan_easy",
        /// The long run of the plan.
        PlanLong = "run.plan_long",
        /// A faster run of the plan.
        PlanQuality = "run.plan_quality",
        /// An easy run with strides.
        PlanStrides = "run.plan_strides",
        /// A day without a run in the plan.
        PlanRest = "run.plan_rest",
        /// A lighter week.
        LighterWeek = "run.lighter_week",
        /// The days before a race.
        BeforeRace = "run.before_race",
        /// The day of the race.
        RaceDay = "run.race_day",
        /// The months after the return.
        AfterReturn = "run.after_return",
    }
}

ids! {
    /// How a runner with a complaint gets back to full running.
    Way {
        /// Step by step up a ladder.
        Ladder = "ladder",
        /// Running on, with less, and building up again.
        KeepRunning = "keep_running",
    }
}

/// Which ladder a complaint of a class takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WayRule {
    /// The class.
    pub class: InjuryClass,
    /// Where nothing was chosen.
    pub usual: Way,
    /// Step by step.
    pub ladder: LadderId,
    /// Running on.
    pub keep: LadderId,
}

/// What holds a done run against a prescribed one.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchRules {
    /// Running time may be longer by this share, 0 to 1 …
    pub time_over: f64,
    /// … and by at least so many seconds, before it counts as more.
    pub time_over_s: f64,
    /// Less than this share of the running time, 0 to 1, counts as less.
    pub time_under: f64,
    /// Distance may be longer by this share, 0 to 1.
    pub distance_over: f64,
    /// Speed may be higher by this share, 0 to 1, which a watch cannot tell apart …
    pub speed_over: f64,
    /// … and counts from so many seconds without a break …
    pub speed_over_s: f64,
    /// … or from this share of the time that was run, 0 to 1, however short its pieces are.
    pub speed_over_share: f64,
    /// So many metres of steep ground in all count as hills.
    pub hill_m: f64,
    /// A fast stride is one from this share of its lowest speed on, 0 to 1.
    pub stride_from: f64,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

ids! {
    /// What a day of a plan's week is.
    PlanDay {
        /// No run.
        Rest = "rest",
        /// Easy.
        Easy = "easy",
        /// Easy, with strides at the end.
        Strides = "strides",
        /// Faster.
        Quality = "quality",
        /// The longest of the week.
        Long = "long",
    }
}

/// Days of a week, from Monday.
pub const WEEK: usize = 7; // number: days of a week

/// A week with so many runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeekPattern {
    /// Runs.
    pub runs: u8,
    /// From Monday.
    pub days: [PlanDay; WEEK],
}

/// A race distance and what prepares for it.
#[derive(Debug, Clone, PartialEq)]
pub struct RaceRule {
    /// Races up to this distance.
    pub up_to: Metres,
    /// What it is called.
    pub name: String,
    /// The longest run to have done before it.
    pub long_run: Metres,
}

/// How the healthy runner's weeks are made from what they run now.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanRules {
    /// Patterns by number of runs, rising.
    pub weeks: Vec<WeekPattern>,
    /// Days looked back on for the present volume.
    pub look_back_days: u16,
    /// Running time of a first week where nothing is known.
    pub first_week: Seconds,
    /// A week may be this share longer than the weeks before it, 0 to 1.
    pub rise: f64,
    /// Every so many weeks one is lighter.
    pub lighter_every: u8,
    /// A lighter week is this share of the usual one, 0 to 1.
    pub lighter: f64,
    /// Share of a week's running in the long run, 0 to 1.
    pub long_share: f64,
    /// Top speed of easy running, share of the own top speed.
    pub easy_from: Percent,
    /// Upper end of easy running.
    pub easy_to: Percent,
    /// Before an easy run, with or without strides.
    pub warm_up: Vec<RunBlock>,
    /// Added to an easy run on a day of strides.
    pub strides: Vec<RunBlock>,
    /// The faster part of a faster run.
    pub quality: Vec<RunBlock>,
    /// So many days before a race there is less.
    pub before_race_days: u16,
    /// This share of the usual, 0 to 1.
    pub before_race: f64,
    /// Races, from short to long.
    pub races: Vec<RaceRule>,
    /// The least time for a goal is multiplied by this for a comfortable one.
    pub margin: f64,
    /// Days that return criteria take after the last rung, at least.
    pub return_days: u16,
    /// What the days are called.
    pub names: Vec<(PlanDay, String)>,
    /// What to mind in any of these runs.
    pub note: String,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// The return to full training, and the time after it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReturnRules {
    /// The stage whose exit must be met, by class; an unclassified complaint takes the strictest, that of the muscle.
    pub gates: Vec<(InjuryClass, StageId)>,
    /// Days after the return that are watched closely.
    pub watch_days: u16,
    /// A week counts as full from this share of the usual week before the injury, 0 to 1.
    pub full_week: f64,
    /// What the months after it ask for, in words.
    pub watch: Vec<String>,
    /// What they rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// How it feels to run at a share of the own top speed.
#[derive(Debug, Clone, PartialEq)]
pub struct Feel {
    /// Up to this share.
    pub up_to: Percent,
    /// In words.
    pub words: String,
}

/// All of it.
#[derive(Debug, Clone, PartialEq)]
pub struct RunningRules {
    /// The ladders.
    pub ladders: Vec<Ladder>,
    /// Which ladder for which class.
    pub ways: Vec<WayRule>,
    /// How a runner moves on any of them.
    pub progress: ProgressRules,
    /// Speeds where the runner's own are not known.
    pub assumed: AssumedSpeeds,
    /// The running time of a usual run where nothing is known of it.
    pub usual_run: Seconds,
    /// How speeds feel, rising; the last reaches to the top.
    pub feels: Vec<Feel>,
    /// What holds a done run against a prescribed one.
    pub matching: MatchRules,
    /// The healthy runner.
    pub plan: PlanRules,
    /// The return.
    pub back: ReturnRules,
    /// What each rule rests on.
    pub reasons: BTreeMap<RunRule, RunReason>,
}

impl RunningRules {
    /// A ladder by its id.
    pub fn ladder(&self, id: LadderId) -> Option<&Ladder> {
        self.ladders.iter().find(|ladder| ladder.id == id)
    }

    /// The way of a class; the loader makes sure that every class has one.
    pub fn way(&self, class: InjuryClass) -> Option<&WayRule> {
        self.ways.iter().find(|rule| rule.class == class)
    }

    /// How a share of the own top speed feels.
    pub fn feel(&self, share: Percent) -> &str {
        self.feels.iter().find(|feel| share <= feel.up_to).map_or("", |feel| &feel.words)
    }

    /// A rule as a reason. The loader makes sure that every rule has one.
    pub fn reason(&self, rule: RunRule) -> RunReason {
        let unsourced =
            || RunReason { rule: RuleId::new(rule.id()), sources: Vec::new(), tag: Tag::Estimate };
        self.reasons.get(&rule).cloned().unwrap_or_else(unsourced)
    }
}
