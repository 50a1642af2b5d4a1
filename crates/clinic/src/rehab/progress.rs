//! The progression of one exercise on one side: from how it was taken to what comes next, one lever at a time.
//!
//! Pain goes before effort, effort before repetitions. Nothing here leads to another stage: that takes the tests of a
//! gate.

use crate::rehab::colour::Colour;
use crate::rehab::dose::{Dose, Lever, Often, RangeUnit};
use crate::rehab::exercise::Exercise;
use crate::rehab::protocol::Stage;
use crate::rehab::rules::{Again, DoseRules, GapRule};
use crate::rehab::setting::{Pace, Setting};
use crate::rehab::stage::{Occasion, ProtocolId};
use femoris_measure::ids;
use femoris_measure::{Day, Effort, Kilograms};

ids! {
    /// Why the dose is what it is. Each has its sentence under `step.<id>`.
    Step {
        /// It is new: the lowest dose.
        New = "new",
        /// A green session; one more and it gets harder.
        OnceGreen = "once_green",
        /// Not known yet how it was taken.
        NotKnown = "not_known",
        /// It was just about tolerated: once more the same.
        Amber = "amber",
        /// A painkiller hid pain: once more the same.
        Masked = "masked",
        /// Harder work is not due: the effort was high enough.
        Effort = "effort",
        /// Work at length grows once a week at most.
        WeekNotOver = "week_not_over",
        /// The repetitions of lowering work grew enough this week.
        LoweringFull = "lowering_full",
        /// The top of what this stage asks.
        Top = "top",
        /// A clinician holds the stage.
        Held = "held",
        /// A test that had been passed says no.
        Retest = "retest",
        /// After a pause the tests that led into the stage are asked for again.
        Recheck = "recheck",
        /// A race is near.
        Race = "race",
        /// A larger range or a longer lever.
        Range = "range",
        /// More repetitions, or longer holds.
        Repetitions = "repetitions",
        /// More weight, or more of the full effort.
        Load = "load",
        /// Slower lowering.
        Tempo = "tempo",
        /// One set more.
        Sets = "sets",
        /// The harder exercise.
        Harder = "harder",
        /// Lighter after two amber sessions.
        LessAmber = "less_amber",
        /// Lighter after a red session.
        LessRed = "less_red",
        /// Less bend of the hip after a red session.
        LessRange = "less_range",
        /// Lighter because it was very hard.
        LessEffort = "less_effort",
        /// The easier exercise for a while.
        Easier = "easier",
        /// Less of it, where the easier exercise does not stand in.
        Spared = "spared",
        /// It is back after the easier exercise: the lowest dose.
        Return = "return",
        /// A part of what had been taken away comes back.
        Restored = "restored",
    }
}

impl Step {
    fn of(lever: Lever) -> Self {
        match lever {
            Lever::Range => Self::Range,
            Lever::Repetitions => Self::Repetitions,
            Lever::Load => Self::Load,
            Lever::Tempo => Self::Tempo,
        }
    }

    /// Whether it makes the work harder.
    pub fn is_harder(self) -> bool {
        use Step::{Harder, Load, Range, Repetitions, Restored, Sets, Tempo};
        matches!(self, Range | Repetitions | Load | Tempo | Sets | Harder | Restored)
    }
}

/// How an exercise was taken on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Taken {
    /// The day.
    pub day: Day,
    /// The colour; `None` while it is not known.
    pub colour: Option<Colour>,
    /// Whether the colour is amber only because a painkiller hides pain.
    pub masked: Masked,
    /// How hard it was.
    pub effort: Option<Effort>,
    /// The weight that was used.
    pub weight: Option<Kilograms>,
    /// Sets that the session asked for: time or the week may have left fewer than the dose has.
    pub sets: Option<u8>,
}

ids! {
    /// Whether a painkiller decided on the colour.
    Masked {
        /// It did.
        Yes = "yes",
        /// It did not.
        No = "no",
    }
}

ids! {
    /// Whether anything may get harder.
    Advance {
        /// It may.
        Open = "open",
        /// It may not: a clinician holds the stage.
        Held = "held",
        /// It may not: a test of a gate that had been passed says no.
        Retest = "retest",
        /// It may not: after a pause the tests that led into the stage are asked for again.
        Recheck = "recheck",
        /// It may not: a race is near.
        Race = "race",
    }
}

/// What an exercise is measured against: its dose in the stage, and the rules.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The exercise.
    pub exercise: &'a Exercise,
    /// Its dose in the stage.
    pub dose: &'a Dose,
    /// The protocol of the stage.
    pub protocol: ProtocolId,
    /// Days from one session with it to the next, as the dose and the week of the stage have it.
    pub every_days: i32,
    /// Whether anything may get harder.
    pub advance: Advance,
    /// Repetitions that lowering work may gain in a week; `None` where the exercise is none, or nothing was done to compare with.
    pub lowering_rise: Option<f64>,
    /// The numbers.
    pub rules: &'a DoseRules,
}

impl<'a> Scope<'a> {
    /// In a stage; `None` where the exercise has no dose in it.
    pub fn in_stage(
        exercise: &'a Exercise,
        stage: &Stage,
        advance: Advance,
        rules: &'a DoseRules,
    ) -> Option<Self> {
        let dose = &exercise.dose(Occasion::Stage(stage.id))?.dose;
        let every_days = interval(dose).max(stage.every_days(&exercise.id));
        let (protocol, lowering_rise) = (stage.id.protocol(), None);
        Some(Self { exercise, dose, protocol, every_days, advance, lowering_rise, rules })
    }

    /// Whether the repetitions that a setting adds to a week stay within what lowering work may gain.
    fn may_gain(&self, from: Setting, to: Setting) -> bool {
        let times = WEEK / self.every_days.clamp(1, WEEK);
        let of = |setting: Setting| setting.repetitions(&self.rules.week, 0) * f64::from(times);
        self.lowering_rise.is_none_or(|rise| of(to) - of(from) <= rise)
    }
}

/// Which neighbour stands in for an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StandIn {
    /// Itself.
    None,
    /// The easier one, up to and including a day.
    Easier {
        /// The last day.
        until: Day,
    },
    /// The harder one, where the stage and the kit allow it.
    Harder,
}

/// Where an exercise stands on one side.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// What is done next.
    pub setting: Setting,
    /// Why.
    pub step: Step,
    /// Who stands in.
    pub stand_in: StandIn,
    /// The first day it was done.
    pub began: Option<Day>,
    /// The last day it was done; `None` while it never was.
    pub last: Option<Day>,
    /// How hard it was last.
    pub effort: Option<Effort>,
    greens: u8,
    ambers: u8,
    hard: u8,
    amber_days: Vec<Day>,
    stepped: Option<Day>,
    /// The dose that it was last held within.
    dose: Dose,
    /// The last day on which the easier exercise was done that stands in.
    eased: Option<Day>,
    /// Days of an illness since it was done last, or in which it was done; none once it was taken up again.
    pub(super) ill_days: i32,
}

impl Track {
    /// An exercise that is new in the case.
    pub fn new(exercise: &Exercise, dose: &Dose) -> Self {
        Self {
            setting: Setting::start(exercise, dose),
            step: Step::New,
            stand_in: StandIn::None,
            began: None,
            last: None,
            effort: None,
            greens: 0,
            ambers: 0,
            hard: 0,
            amber_days: Vec::new(),
            stepped: None,
            dose: *dose,
            eased: None,
            ill_days: 0,
        }
    }

    /// The same in the dose of another stage. What was counted begins anew. In the same dose it stays as it is, for what was
    /// taken away may leave less than its lowest.
    pub fn moved_to(mut self, scope: &Scope<'_>) -> Self {
        if self.dose != *scope.dose {
            let setting = self.setting.moved_to(scope.exercise, scope.dose);
            if setting != self.setting {
                self.greens = 0;
                self.setting = setting;
            }
            self.dose = *scope.dose;
        }
        self.stand_in = match self.stand_in {
            StandIn::Harder => StandIn::None,
            other => other,
        };
        self
    }

    /// Where it stands after it was done.
    pub fn after(mut self, taken: &Taken, scope: &Scope<'_>) -> Self {
        self.began = self.began.or(Some(taken.day));
        self.last = Some(taken.day);
        self.effort = taken.effort.or(self.effort);
        self.setting.added.weight = taken.weight.or(self.setting.added.weight);
        match taken.colour {
            Some(Colour::Green) => self.green(taken, scope),
            Some(Colour::Amber) => self.amber(taken, scope),
            Some(Colour::Red) => self.red(taken, scope),
            None => Self { step: Step::NotKnown, ..self },
        }
    }

    fn green(mut self, taken: &Taken, scope: &Scope<'_>) -> Self {
        let rules = scope.rules.step;
        self.ambers = 0;
        self.greens = self.greens.saturating_add(1);
        let effort = taken.effort.map(Effort::get);
        self.hard = if effort.is_some_and(|effort| effort >= rules.effort_hard) { self.hard + 1 } else { 0 };
        if self.hard >= rules.hard_times {
            self.hard = 0;
            self.greens = 0;
            let setting = self.less(scope.rules.back.hard_load_pct, taken, scope);
            let step = if setting == self.setting { Step::Effort } else { Step::LessEffort };
            return Self { setting, step, ..self };
        }
        if self.greens < rules.greens {
            return Self { step: Step::OnceGreen, ..self };
        }
        match scope.advance {
            Advance::Held => return Self { step: Step::Held, ..self },
            Advance::Retest => return Self { step: Step::Retest, ..self },
            Advance::Recheck => return Self { step: Step::Recheck, ..self },
            Advance::Race => return Self { step: Step::Race, ..self },
            Advance::Open => {}
        }
        if effort.is_none_or(|effort| effort > rules.effort_up_to) {
            return Self { step: Step::Effort, ..self };
        }
        let pace =
            if effort.is_some_and(|effort| effort <= rules.effort_easy) { Pace::Easy } else { Pace::Usual };
        self.harder(taken.day, pace, scope)
    }

    /// One lever harder, the first that is not at its end.
    fn harder(mut self, day: Day, pace: Pace, scope: &Scope<'_>) -> Self {
        let rules = &scope.rules.step;
        let eccentric = scope.exercise.is_eccentric();
        let too_soon = |last: Day| day.days_since(last) < i32::from(rules.eccentric_days);
        if eccentric && self.stepped.is_some_and(too_soon) {
            return Self { step: Step::WeekNotOver, ..self };
        }
        // What was taken away comes back before anything else gets harder. No cap cuts the lowest dose.
        if let Some(setting) = self.setting.restored(scope.dose, rules) {
            (self.greens, self.stepped) = (0, Some(day));
            return Self { setting, step: Step::Restored, ..self };
        }
        let pace = if eccentric { Pace::Usual } else { pace };
        let by_lever = self.levers(scope).into_iter().filter_map(|lever| {
            let setting = self.setting.harder(lever, scope.exercise, scope.dose, (rules, pace))?;
            Some((setting, Step::of(lever)))
        });
        let by_set = self.setting.another_set(scope.dose).map(|setting| (setting, Step::Sets));
        let open: Vec<(Setting, Step)> = by_lever.chain(by_set).collect();
        let next = open.iter().copied().find(|(setting, _)| scope.may_gain(self.setting, *setting));
        if next.is_none() && !open.is_empty() {
            return Self { step: Step::LoweringFull, ..self };
        }
        self.greens = 0;
        self.stepped = Some(day);
        match next {
            Some((setting, step)) => Self { setting, step, ..self },
            None if scope.exercise.harder.is_empty() => Self { step: Step::Top, ..self },
            None => Self { step: Step::Harder, stand_in: StandIn::Harder, ..self },
        }
    }

    /// The exercise's own order; for a tendon the bend of the hip comes first, for it is the dose.
    fn levers(&self, scope: &Scope<'_>) -> Vec<Lever> {
        let mut levers = scope.exercise.levers.clone();
        let bends = scope.exercise.range.as_ref().is_some_and(|range| range.unit == RangeUnit::HipBend);
        if scope.protocol == ProtocolId::Tendon && bends {
            levers.sort_by_key(|lever| *lever != Lever::Range);
        }
        levers
    }

    fn amber(mut self, taken: &Taken, scope: &Scope<'_>) -> Self {
        let rules = scope.rules.back;
        self.greens = 0;
        if taken.masked == Masked::Yes {
            return Self { step: Step::Masked, ..self };
        }
        self.ambers = self.ambers.saturating_add(1);
        self.amber_days.retain(|day| taken.day.days_since(*day) < i32::from(rules.many_days));
        self.amber_days.push(taken.day);
        if self.amber_days.len() >= usize::from(rules.many_ambers) {
            return self.easier(taken, scope);
        }
        if self.ambers < rules.ambers {
            return Self { step: Step::Amber, ..self };
        }
        self.ambers = 0;
        let setting = self.less(rules.amber_load_pct, taken, scope);
        let step = if setting == self.setting { Step::Amber } else { Step::LessAmber };
        Self { setting, step, ..self }
    }

    fn red(mut self, taken: &Taken, scope: &Scope<'_>) -> Self {
        let rules = scope.rules.back;
        self.greens = 0;
        self.ambers = 0;
        if scope.protocol == ProtocolId::Tendon
            && let Some(setting) = self.asked(taken).less_hip_bend(rules.red_hip_deg, scope.exercise)
        {
            return Self { setting, step: Step::LessRange, ..self };
        }
        if let Some(setting) = self.asked(taken).lighter(rules.red_load_pct) {
            return Self { setting, step: Step::LessRed, ..self };
        }
        self.easier(taken, scope)
    }

    /// The easier exercise for some days, and the lowest dose when it comes back; where none stands in, less than that.
    fn easier(mut self, taken: &Taken, scope: &Scope<'_>) -> Self {
        self.amber_days.clear();
        self.ambers = 0;
        self.eased = None;
        let until = taken.day.plus_days(i32::from(scope.rules.back.easier_days));
        let setting = self.asked(taken).fewest(scope.dose);
        Self { setting, step: Step::Easier, stand_in: StandIn::Easier { until }, ..self }
    }

    /// The dose with the sets that were asked: less than a set which nobody was asked for is no less.
    fn asked(&self, taken: &Taken) -> Setting {
        let sets = taken.sets.map_or(self.setting.sets, |asked| self.setting.sets.min(asked.max(1)));
        Setting { sets, ..self.setting }
    }

    /// Less weight in the sets that were asked, or where there is none a set fewer. Of the only set the lowest amount, and where that is no less
    /// the share that would have been taken off the weight.
    fn less(&self, load_pct: u8, taken: &Taken, scope: &Scope<'_>) -> Setting {
        let asked = self.asked(taken);
        if let Some(lighter) = asked.lighter(load_pct) {
            return lighter;
        }
        match asked.fewest(scope.dose) {
            fewest if asked.sets == 1 && fewest != asked => fewest,
            _ => asked.spared(load_pct),
        }
    }

    /// Its easier neighbour was done on a day: where that stands in, it really did.
    pub fn stood_in_for(&mut self, day: Day) {
        if matches!(self.stand_in, StandIn::Easier { until } if day <= until) {
            self.eased = Some(day);
        }
    }

    /// Whether it is done on a day although the easier exercise was to stand in, or after that never did.
    fn is_spared(&self, day: Day) -> bool {
        matches!(self.stand_in, StandIn::Easier { until } if day <= until || self.eased.is_none())
    }

    /// Why its dose of a day is what it is, done itself and not a neighbour. The harder one may not be open: then this is as far
    /// as it goes.
    pub fn step_on(&self, day: Day, scope: &Scope<'_>) -> Step {
        match self.step {
            _ if self.pause(day, scope).is_some_and(|pause| pause.again == Again::Anew) => Step::New,
            Step::Harder => Step::Top,
            Step::Easier if self.is_spared(day) => Step::Spared,
            Step::Easier => Step::Return,
            step => step,
        }
    }

    /// What a pause does to it by `day`: nothing where it was due no earlier. The days of an illness are a pause whatever was
    /// done in them.
    pub fn pause(&self, day: Day, scope: &Scope<'_>) -> Option<GapRule> {
        let gap = day.days_since(self.last?);
        let slack = scope.rules.gaps.first().map_or(0, |rule| i32::from(rule.from_days));
        let own = scope.rules.gap(gap).filter(|_| gap >= scope.every_days + slack);
        let ill = scope.rules.gap(self.ill_days);
        own.into_iter().chain(ill).max_by_key(|rule| rule.from_days)
    }

    /// Whether it waits to be taken up again after an illness.
    pub fn waits_after_illness(&self, rules: &DoseRules) -> bool {
        self.last.is_some() && rules.gap(self.ill_days).is_some()
    }

    /// The dose of a day without a pause: the next one, less where the easier exercise did not stand in.
    fn own(&self, day: Day, scope: &Scope<'_>) -> Setting {
        let share = scope.rules.back.red_load_pct;
        if self.is_spared(day) { self.setting.spared(share) } else { self.setting }
    }

    /// The dose of a day: the next one, after a pause less.
    pub fn on(&self, day: Day, scope: &Scope<'_>) -> Setting {
        let own = self.own(day, scope);
        let Some(pause) = self.pause(day, scope) else { return own };
        let lighter =
            |setting: Setting| setting.lighter(pause.load_pct).unwrap_or(setting).fewer_sets(pause.sets);
        match pause.again {
            Again::Repeat => own,
            Again::Lighter => lighter(own),
            Again::BuildUp if scope.exercise.is_eccentric() => {
                let week = own.of_build_up(scope.exercise, scope.dose);
                week.unwrap_or_else(|| lighter(own.fewest(scope.dose)))
            }
            Again::BuildUp => lighter(own),
            Again::Anew => Setting::start(scope.exercise, scope.dose),
        }
    }

    /// Takes it up again after a pause, or with less where the easier exercise did not stand in: the reduced dose is the dose
    /// from now on. Only the set that a pause takes comes back the next time. After a pause counting begins anew.
    pub fn resumed(mut self, day: Day, scope: &Scope<'_>) -> Self {
        let (own, pause, setting) = (self.own(day, scope), self.pause(day, scope), self.on(day, scope));
        // Once it was done with less, or is back, nothing stands in any more.
        if let StandIn::Easier { until } = self.stand_in
            && (day > until || self.eased.is_none())
        {
            self.setting = own;
            self.stand_in = StandIn::None;
        }
        if let Some(pause) = pause {
            let sets = own.sets.min(scope.dose.sets.from()).max(setting.sets);
            self.setting = Setting { sets, ..setting };
            self.ill_days = 0;
            self.ambers = 0;
            self.greens = 0;
            if pause.again == Again::Anew {
                self.stand_in = StandIn::None;
                self.step = Step::New;
            }
        }
        self
    }
}

const WEEK: i32 = crate::rehab::protocol::WEEK as i32;

/// Days from one session of an exercise to the next, as its dose has it.
fn interval(dose: &Dose) -> i32 {
    match dose.often {
        Often::Daily(_) | Often::WithRoutine => 1,
        Often::Weekly(days) => WEEK / i32::from(days.from().max(1)),
        Often::EveryDays(days) => i32::from(days),
    }
}
