//! What one side does of an exercise at present, and how that gets harder or easier by one step.

use crate::rehab::dose::{Dose, Lever, RangeUnit, Span, Work};
use crate::rehab::exercise::Exercise;
use crate::rehab::rules::{DoseRules, StepRules, WeekRules};
use femoris_measure::Kilograms;

/// What is done in one set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// So many repetitions.
    Repetitions(u8),
    /// So many repetitions, each held for so many seconds.
    Holds {
        /// Repetitions.
        repetitions: u8,
        /// Seconds of each.
        seconds: u16,
    },
    /// So many repetitions, each for so many breaths.
    Breaths {
        /// Repetitions.
        repetitions: u8,
        /// Breaths in each.
        breaths: u8,
    },
    /// For so many seconds.
    Time(u16),
    /// Over so many metres.
    Distance(u16),
    /// What the ladder of runs says.
    Ladder,
}

/// Weight that is added to the body's own.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Added {
    /// How much, as far as the runner wrote it down.
    pub weight: Option<Kilograms>,
    /// Steps heavier than at the beginning; below zero: lighter.
    pub steps: i8,
}

/// What one side does of an exercise.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    /// Sets.
    pub sets: u8,
    /// What is done in each.
    pub amount: Amount,
    /// Setting of the range, in the unit of the exercise.
    pub range: Option<u16>,
    /// Weight.
    pub added: Added,
    /// Share of full effort, in per cent.
    pub share: Option<u8>,
    /// Seconds of lowering.
    pub lower_s: Option<u8>,
}

/// By how much one step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// As usual.
    Usual,
    /// It was easy: one step of repetitions may be skipped.
    Easy,
}

impl Amount {
    /// Where a newcomer begins. A dose that names a repetition maximum begins with many repetitions and little weight.
    fn start(dose: &Dose) -> Self {
        match dose.work {
            Work::Repetitions(span) => Self::Repetitions(match dose.effort.repetition_maximum {
                Some((first, _)) => first.clamp(span.from(), span.to()),
                None => span.from(),
            }),
            Work::Holds { repetitions, seconds } => {
                Self::Holds { repetitions: repetitions.from(), seconds: seconds.from() }
            }
            Work::Breaths { repetitions, breaths } => {
                Self::Breaths { repetitions: repetitions.from(), breaths: breaths.from() }
            }
            Work::Time(span) => Self::Time(span.from()),
            Work::Distance(span) => Self::Distance(span.from()),
            Work::Ladder => Self::Ladder,
        }
    }

    /// Held within another dose; `None` where that counts something else.
    fn within(self, work: Work) -> Option<Self> {
        fn held<T: Copy + Ord>(value: T, span: Span<T>) -> T {
            value.clamp(span.from(), span.to())
        }
        Some(match (self, work) {
            (Self::Repetitions(n), Work::Repetitions(span)) => Self::Repetitions(held(n, span)),
            (Self::Holds { repetitions: n, seconds: s }, Work::Holds { repetitions, seconds }) => {
                Self::Holds { repetitions: held(n, repetitions), seconds: held(s, seconds) }
            }
            (Self::Breaths { repetitions: n, breaths: b }, Work::Breaths { repetitions, breaths }) => {
                Self::Breaths { repetitions: held(n, repetitions), breaths: held(b, breaths) }
            }
            (Self::Time(s), Work::Time(span)) => Self::Time(held(s, span)),
            (Self::Distance(m), Work::Distance(span)) => Self::Distance(held(m, span)),
            (Self::Ladder, Work::Ladder) => Self::Ladder,
            _ => return None,
        })
    }

    /// One step more within the dose; `None` at its top. Seconds grow before repetitions.
    fn more(self, dose: &Dose, rules: &StepRules, pace: Pace) -> Option<Self> {
        let (count, seconds_step) = match pace {
            Pace::Usual => (rules.repetitions, rules.hold_s),
            Pace::Easy => (rules.repetitions_easy, rules.hold_easy_s),
        };
        let longer = |now: u16, span: Span<u16>| {
            let step = (now * u16::from(rules.length_pct) / 100).max(1);
            (now < span.to()).then(|| (now + step).min(span.to()))
        };
        match (self, dose.work) {
            (Self::Repetitions(n), Work::Repetitions(span)) => {
                let counts = dose.effort.repetition_maximum.is_none() && n < span.to();
                counts.then(|| Self::Repetitions((n + count).min(span.to())))
            }
            (Self::Holds { repetitions: n, seconds: s }, Work::Holds { repetitions, seconds }) => {
                if s < seconds.to() {
                    let seconds = (s + seconds_step).min(seconds.to());
                    Some(Self::Holds { repetitions: n, seconds })
                } else {
                    (n < repetitions.to()).then_some(Self::Holds { repetitions: n + 1, seconds: s })
                }
            }
            (Self::Breaths { repetitions: n, breaths: b }, Work::Breaths { repetitions, breaths }) => {
                if b < breaths.to() {
                    Some(Self::Breaths { repetitions: n, breaths: b + 1 })
                } else {
                    (n < repetitions.to()).then_some(Self::Breaths { repetitions: n + 1, breaths: b })
                }
            }
            (Self::Time(s), Work::Time(span)) => longer(s, span).map(Self::Time),
            (Self::Distance(m), Work::Distance(span)) => longer(m, span).map(Self::Distance),
            _ => None,
        }
    }

    /// No more than another one of the same kind.
    fn no_more_than(self, most: Self) -> Self {
        match (self, most) {
            (Self::Repetitions(n), Self::Repetitions(most)) => Self::Repetitions(n.min(most)),
            (Self::Holds { repetitions: n, seconds: s }, Self::Holds { repetitions, seconds }) => {
                Self::Holds { repetitions: n.min(repetitions), seconds: s.min(seconds) }
            }
            (Self::Breaths { repetitions: n, breaths: b }, Self::Breaths { repetitions, breaths }) => {
                Self::Breaths { repetitions: n.min(repetitions), breaths: b.min(breaths) }
            }
            (Self::Time(s), Self::Time(most)) => Self::Time(s.min(most)),
            (Self::Distance(m), Self::Distance(most)) => Self::Distance(m.min(most)),
            (same, _) => same,
        }
    }

    /// So many per cent less, rounded down: repetitions, or how long each lasts. One of each at least.
    fn less(self, less_pct: u8) -> Self {
        let left = |n: u16| (n.saturating_mul(100 - u16::from(less_pct.min(100))) / 100).max(1);
        let count = |n: u8| u8::try_from(left(n.into())).unwrap_or(n);
        match self {
            Self::Repetitions(n) => Self::Repetitions(count(n)),
            Self::Holds { repetitions, seconds } if seconds > 1 => {
                Self::Holds { repetitions, seconds: left(seconds) }
            }
            Self::Holds { repetitions, seconds } => Self::Holds { repetitions: count(repetitions), seconds },
            Self::Breaths { repetitions, breaths } if breaths > 1 => {
                Self::Breaths { repetitions, breaths: count(breaths) }
            }
            Self::Breaths { repetitions, breaths } => {
                Self::Breaths { repetitions: count(repetitions), breaths }
            }
            Self::Time(seconds) => Self::Time(left(seconds)),
            Self::Distance(metres) => Self::Distance(left(metres)),
            Self::Ladder => Self::Ladder,
        }
    }

    /// One usual step more of everything that it counts.
    fn plus(self, rules: &StepRules) -> Self {
        let longer =
            |now: u16| now.saturating_add((now.saturating_mul(u16::from(rules.length_pct)) / 100).max(1));
        match self {
            Self::Repetitions(n) => Self::Repetitions(n.saturating_add(rules.repetitions)),
            Self::Holds { repetitions: n, seconds: s } => {
                Self::Holds { repetitions: n.saturating_add(1), seconds: s.saturating_add(rules.hold_s) }
            }
            Self::Breaths { repetitions: n, breaths: b } => {
                Self::Breaths { repetitions: n.saturating_add(1), breaths: b.saturating_add(1) }
            }
            Self::Time(s) => Self::Time(longer(s)),
            Self::Distance(m) => Self::Distance(longer(m)),
            Self::Ladder => Self::Ladder,
        }
    }

    /// Repetitions, or what counts as such when the load of a week is summed.
    pub fn as_repetitions(self, rules: &WeekRules, breath_s: u16) -> f64 {
        let held = |repetitions: u8, seconds: f64| {
            f64::from(repetitions) * (seconds / f64::from(rules.hold_s)).max(1.0)
        };
        match self {
            Self::Repetitions(n) => f64::from(n),
            Self::Holds { repetitions, seconds } => held(repetitions, f64::from(seconds)),
            Self::Breaths { repetitions, breaths } => {
                held(repetitions, f64::from(breaths) * f64::from(breath_s))
            }
            Self::Time(s) => f64::from(s) / f64::from(rules.time_s),
            Self::Distance(m) => f64::from(m) / f64::from(rules.metres),
            Self::Ladder => 0.0,
        }
    }
}

impl Setting {
    /// Where a newcomer begins: the lowest of everything.
    pub fn start(exercise: &Exercise, dose: &Dose) -> Self {
        Self {
            sets: dose.sets.from(),
            amount: Amount::start(dose),
            range: exercise.range.as_ref().and_then(|lever| lever.first(dose.range)),
            added: Added::default(),
            share: dose.effort.share.map(Span::from),
            lower_s: dose.tempo.map(|tempo| tempo.lower),
        }
    }

    /// The same in another dose, such as that of the next stage: held within what it allows.
    pub fn moved_to(self, exercise: &Exercise, dose: &Dose) -> Self {
        let fresh = Self::start(exercise, dose);
        let Some(amount) = self.amount.within(dose.work) else { return fresh };
        let open = |setting: &u16| {
            let listed = exercise.range.as_ref().is_some_and(|lever| lever.settings.contains(setting));
            listed && dose.range.is_none_or(|span| span.contains(*setting))
        };
        let share = match (self.share, dose.effort.share) {
            (Some(now), Some(span)) => Some(now.clamp(span.from(), span.to())),
            _ => fresh.share,
        };
        Self {
            sets: self.sets.clamp(dose.sets.from(), dose.sets.to()),
            amount,
            range: self.range.filter(open).or(fresh.range),
            added: self.added,
            share,
            lower_s: fresh.lower_s.map(|least| self.lower_s.unwrap_or(least).max(least)),
        }
    }

    /// One lever harder; `None` where this lever is at its end.
    pub fn harder(
        self,
        lever: Lever,
        exercise: &Exercise,
        dose: &Dose,
        step: (&StepRules, Pace),
    ) -> Option<Self> {
        let (rules, pace) = step;
        match lever {
            Lever::Range => {
                let harder = exercise.range.as_ref()?.harder(self.range?, dose.range)?;
                Some(Self { range: Some(harder), amount: Amount::start(dose), ..self })
            }
            Lever::Repetitions => Some(Self { amount: self.amount.more(dose, rules, pace)?, ..self }),
            Lever::Load => self.heavier(dose, rules),
            Lever::Tempo => {
                let slower = self.lower_s?.checked_add(rules.slower_s).filter(|s| *s <= rules.slowest_s)?;
                Some(Self { lower_s: Some(slower), amount: Amount::start(dose), ..self })
            }
        }
    }

    /// More of the full effort where a share is prescribed, else more weight.
    fn heavier(self, dose: &Dose, rules: &StepRules) -> Option<Self> {
        if let (Some(now), Some(span)) = (self.share, dose.effort.share) {
            let share = (now < span.to()).then(|| (now + rules.share_points).min(span.to()))?;
            return Some(Self { share: Some(share), ..self });
        }
        if self.added.steps >= i8::try_from(rules.load_steps).unwrap_or(i8::MAX) {
            return None;
        }
        let weight = self.added.weight.and_then(|kg| {
            let more = (kg.get() * f64::from(rules.load_pct) / 100.0).max(rules.load_kg);
            Kilograms::new(kg.get() + more).ok()
        });
        Some(Self {
            added: Added { weight, steps: self.added.steps + 1 },
            amount: self.lowered(dose),
            ..self
        })
    }

    /// Repetitions after a step of weight: back to the lowest, or, under a repetition maximum, one fewer.
    fn lowered(self, dose: &Dose) -> Amount {
        match (self.amount, dose.work, dose.effort.repetition_maximum) {
            (Amount::Repetitions(n), Work::Repetitions(span), Some((_, last))) => {
                Amount::Repetitions((n.saturating_sub(1)).max(last.max(span.from())))
            }
            _ => Amount::start(dose),
        }
    }

    /// One set more; `None` where the dose has no more.
    pub fn another_set(self, dose: &Dose) -> Option<Self> {
        (self.sets < dose.sets.to()).then(|| Self {
            sets: self.sets + 1,
            amount: Amount::start(dose),
            ..self
        })
    }

    /// So many sets fewer, one at least.
    pub fn fewer_sets(self, fewer: u8) -> Self {
        Self { sets: self.sets.saturating_sub(fewer).max(1), ..self }
    }

    /// So many per cent of the sets fewer, one set at least.
    pub fn share_of_sets(self, less_pct: u8) -> Self {
        let left = f64::from(self.sets) * f64::from(100 - less_pct.min(100)) / 100.0;
        let sets = (1..=self.sets).find(|sets| f64::from(*sets) >= left).unwrap_or(1);
        Self { sets, ..self }
    }

    /// Less weight by so many per cent; `None` where none was added.
    pub fn lighter(self, less_pct: u8) -> Option<Self> {
        let had = self.added.weight.is_some_and(|kg| kg.get() > 0.0) || self.added.steps > 0;
        let share = f64::from(100 - less_pct.min(100)) / 100.0;
        let weight = self.added.weight.and_then(|kg| Kilograms::new(kg.get() * share).ok());
        had.then(|| Self { added: Added { weight, steps: self.added.steps - 1 }, ..self })
    }

    /// So many degrees less bend of the hip, at the easiest setting at most; `None` where the range is another one or
    /// already at its beginning.
    pub fn less_hip_bend(self, degrees: u16, exercise: &Exercise) -> Option<Self> {
        let lever = exercise.range.as_ref().filter(|lever| lever.unit == RangeUnit::HipBend)?;
        let now = self.range?;
        let wanted = now.saturating_sub(degrees);
        let first = lever.settings.first().copied()?;
        let easier =
            lever.settings.iter().copied().filter(|setting| *setting <= wanted).max().unwrap_or(first);
        (easier < now).then_some(Self { range: Some(easier), ..self })
    }

    /// The lowest amount of the dose with what else is set, and no more than what stands here.
    pub fn fewest(self, dose: &Dose) -> Self {
        let amount = self.amount.no_more_than(Amount::start(dose));
        Self { sets: self.sets.min(dose.sets.from()), amount, ..self }
    }

    /// A set fewer, or of the only set so many per cent less. One of each at least.
    pub fn spared(self, less_pct: u8) -> Self {
        if self.sets > 1 {
            return self.fewer_sets(1);
        }
        Self { amount: self.amount.less(less_pct), ..self }
    }

    /// One step back towards the lowest of the dose, sets first; `None` where it is not below that.
    pub fn restored(self, dose: &Dose, rules: &StepRules) -> Option<Self> {
        if self.sets < dose.sets.from() {
            return Some(Self { sets: self.sets + 1, ..self });
        }
        let whole = self.amount.within(dose.work).filter(|whole| *whole != self.amount)?;
        let amount = self.amount.plus(rules).no_more_than(whole);
        (amount != self.amount).then_some(Self { amount, ..self })
    }

    /// The week of a published build-up, where it is less than what stands here.
    pub fn of_build_up(self, exercise: &Exercise, dose: &Dose) -> Option<Self> {
        let build_up = exercise.build_up.as_ref()?;
        let week = build_up.weeks.get(usize::from(build_up.again_from.saturating_sub(1)))?;
        let repetitions = week.repetitions.from();
        let (Amount::Repetitions(_), Amount::Repetitions(now)) = (Amount::start(dose), self.amount) else {
            return None;
        };
        let is_less =
            week.sets <= self.sets && repetitions <= now && (week.sets < self.sets || repetitions < now);
        is_less.then_some(Self { sets: week.sets, amount: Amount::Repetitions(repetitions), ..self })
    }

    /// Repetitions of all sets, or what counts as such when the load of a week is summed.
    pub fn repetitions(self, rules: &WeekRules, breath_s: u16) -> f64 {
        f64::from(self.sets) * self.amount.as_repetitions(rules, breath_s)
    }

    /// Load for the hamstring: sets, repetitions and level, weighed by effort of 10.
    pub fn load(self, level: u8, effort: u8, rules: &DoseRules, breath_s: u16) -> f64 {
        self.repetitions(&rules.week, breath_s) * f64::from(level) * f64::from(effort) / 10.0
    }
}
