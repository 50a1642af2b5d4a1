//! The healthy runner's weeks: made each day anew from what was run lately, so that nothing grows from a plan that was not
//! kept.

use crate::running::day::{NoRun, RunOfDay, Runner};
use crate::running::fit::{fit, size};
use crate::running::prescription::{
    Length, PrescribedRun, RunBlock, RunCaps, RunReason, RunSource, RunStep, RunTarget, Share, StepKind,
};
use crate::running::rules::{PlanDay, PlanRules, RunRule, WEEK, WeekPattern};
use femoris_measure::{Day, Percent, Seconds};

impl Runner<'_> {
    /// The run of the plan for the day.
    pub(super) fn planned(&self) -> RunOfDay {
        let today = self.today();
        if self.state.is_ill() {
            return self.none(RunRule::Ill, None);
        }
        if let Some(goal) = self.record.goal.filter(|goal| goal.day == today) {
            let why = vec![self.reason(RunRule::RaceDay)];
            return RunOfDay::None(NoRun { why, again: Some(goal.day.plus_days(1)) });
        }
        if self.is_forbidden() {
            return self.none(RunRule::NotToday, None);
        }
        if let Some(flare) = self.flare() {
            return self.none(RunRule::Flare, flare.over);
        }
        let plan = &self.rules().plan;
        let Some(week) = self.pattern() else { return self.none(RunRule::PlanRest, None) };
        let kind = self.softened(week.days[usize::from(today.weekday_from_monday()) % WEEK]);
        if kind == PlanDay::Rest {
            let ahead = (1..=WEEK as i32).map(|days| today.plus_days(days));
            let run = |day: &Day| week.days[usize::from(day.weekday_from_monday()) % WEEK] != PlanDay::Rest;
            return self.none(RunRule::PlanRest, ahead.into_iter().find(run));
        }
        let (seconds, mut why) = self.length(&week, kind);
        let blocks = plan.blocks(kind, seconds, self);
        let own = size(&blocks, self.speeds);
        let caps = self.within_today(RunCaps {
            running: Seconds::new(own.running_s).ok(),
            distance: self.within_longest(),
            share: plan.top(kind),
            fast: u16::try_from(own.fast).ok(),
            ..RunCaps::default()
        });
        let Some(fitted) = fit(blocks, caps, self.speeds) else {
            return self.none(RunRule::NothingLeft, None);
        };
        if fitted.is_shortened() {
            why.push(self.reason(RunRule::WithinLongest));
        }
        RunOfDay::Run(Box::new(PrescribedRun {
            day: today,
            source: RunSource::Plan,
            rung: None,
            name: plan.name(kind).to_owned(),
            run: self.in_words(fitted),
            notes: vec![plan.note.clone()],
            why,
        }))
    }

    /// The week with as many runs as the runner makes now.
    pub(super) fn pattern(&self) -> Option<WeekPattern> {
        let weeks = &self.rules().plan.weeks;
        let days = self.days_run_lately() * WEEK;
        let back = usize::from(self.rules().plan.look_back_days);
        // To the nearest whole number of runs a week.
        let runs = (2 * days + back) / (2 * back.max(1));
        let fitting = weeks.iter().rev().find(|week| usize::from(week.runs) <= runs);
        fitting.or(weeks.first()).copied()
    }

    fn days_run_lately(&self) -> usize {
        let from = self.today().plus_days(-i32::from(self.rules().plan.look_back_days));
        self.record.runs.range(from..self.today()).count()
    }

    /// The day's kind where the time after a return, or a race near by, asks for less.
    fn softened(&self, kind: PlanDay) -> PlanDay {
        match kind {
            PlanDay::Quality if self.near_race() => PlanDay::Easy,
            PlanDay::Long if self.near_race() => PlanDay::Easy,
            kind => kind,
        }
    }

    fn near_race(&self) -> bool {
        let days = i32::from(self.rules().plan.before_race_days);
        self.record.goal.is_some_and(|goal| (0..=days).contains(&goal.day.days_since(self.today())))
    }

    /// Running time of the day's run, and why it is that.
    fn length(&self, week: &WeekPattern, kind: PlanDay) -> (f64, Vec<RunReason>) {
        let plan = &self.rules().plan;
        let mut why = vec![self.reason(match kind {
            PlanDay::Long => RunRule::PlanLong,
            PlanDay::Quality => RunRule::PlanQuality,
            PlanDay::Strides => RunRule::PlanStrides,
            PlanDay::Easy | PlanDay::Rest => RunRule::PlanEasy,
        })];
        let mut whole = self.weekly().unwrap_or_else(|| plan.first_week.get());
        if self.near_race() {
            whole *= plan.before_race;
            why.push(self.reason(RunRule::BeforeRace));
        } else if self.is_lighter_week() {
            whole *= plan.lighter;
            why.push(self.reason(RunRule::LighterWeek));
        } else {
            whole *= 1.0 + plan.rise;
        }
        let long = whole * plan.long_share;
        let others = f64::from(week.runs.saturating_sub(1)).max(1.0);
        (if kind == PlanDay::Long { long } else { (whole - long) / others }, why)
    }

    /// Running time of a week as of late, from the days that have one; `None` without any.
    fn weekly(&self) -> Option<f64> {
        let back = i32::from(self.rules().plan.look_back_days);
        let today = self.today();
        let first = self.record.runs.keys().next()?;
        let from = today.plus_days(-back).max(*first);
        let days = today.days_since(from);
        let timed = self.record.runs.range(from..today);
        let seconds: f64 = timed.filter_map(|(_, run)| run.measured.as_ref()?.at_least.total_s).sum();
        // Less than a week is not yet a week.
        (seconds > 0.0 && days >= WEEK as i32).then(|| seconds * WEEK as f64 / f64::from(days))
    }

    fn is_lighter_week(&self) -> bool {
        let every = i32::from(self.rules().plan.lighter_every);
        let monday = self.today().days_since_epoch() - i32::from(self.today().weekday_from_monday());
        every > 0 && (monday.div_euclid(WEEK as i32)).rem_euclid(every) == 0
    }
}

impl PlanRules {
    fn blocks(&self, kind: PlanDay, seconds: f64, runner: &Runner<'_>) -> Vec<RunBlock> {
        let mut blocks = self.warm_up.clone();
        let part: &[RunBlock] = match kind {
            PlanDay::Strides => &self.strides,
            PlanDay::Quality => &self.quality,
            PlanDay::Easy | PlanDay::Long | PlanDay::Rest => &[],
        };
        let fast = size(part, runner.speeds).running_s;
        let least = runner.speeds.assumed.least.get();
        let step = runner.speeds.assumed.step.get();
        let easy = (((seconds - fast) / step).floor() * step).max(least);
        if let Ok(easy) = Seconds::new(easy) {
            blocks.push(RunBlock::Once(RunStep {
                kind: StepKind::Run,
                length: Length::Time(easy),
                target: RunTarget::Open,
                share: Some(Share { from: self.easy_from, to: self.easy_to }),
                name: self.name(PlanDay::Easy).to_owned(),
                note: String::new(),
            }));
        }
        blocks.extend(part.iter().cloned());
        blocks
    }

    /// Top speed of a day, as a share of the own top speed: the fastest of its steps.
    fn top(&self, kind: PlanDay) -> Option<Percent> {
        let part = match kind {
            PlanDay::Strides => self.strides.as_slice(),
            PlanDay::Quality => self.quality.as_slice(),
            PlanDay::Easy | PlanDay::Long | PlanDay::Rest => &[],
        };
        let shares = part.iter().flat_map(RunBlock::steps).filter_map(|step| step.share);
        let fastest = shares.map(|share| share.to).fold(self.easy_to, |a, b| if b > a { b } else { a });
        Some(fastest)
    }

    /// What a day is called.
    pub fn name(&self, kind: PlanDay) -> &str {
        self.names.iter().find(|(of, _)| *of == kind).map_or("", |(_, name)| name)
    }
}
