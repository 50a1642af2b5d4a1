//! Whether it comes back after a strain: base rates, and what is known to change the odds.

use crate::condition::Quantity;
use crate::evidence::{RuleId, SourceId, Tag};
use crate::facts::Facts;
use crate::finding::{Finding, FindingId};

/// Share of a named group that was injured again within a time. Its words stand under `base.<months>`.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseRate {
    /// Months after return.
    pub months: u32,
    /// Share in per cent.
    pub percent: f64,
    /// Lower end of its 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// An odds ratio with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OddsRatio {
    /// The ratio.
    pub ratio: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What a factor counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Counted {
    /// Each unit of a number, up to a most.
    Per {
        /// The number.
        of: Quantity,
        /// Units beyond this do not count.
        most: f64,
    },
    /// A finding that is present.
    If(FindingId),
}

/// A published factor of re-injury. Its words stand under `odds.<id>`.
#[derive(Debug, Clone, PartialEq)]
pub struct OddsFactor {
    /// Its id.
    pub id: RuleId,
    /// What it counts.
    pub counted: Counted,
    /// The odds ratio of one unit, or of the finding.
    pub odds: OddsRatio,
}

/// What the engine knows about re-injury.
#[derive(Debug, Clone, PartialEq)]
pub struct ReinjuryRules {
    /// Base rates, the shortest time first.
    pub base: Vec<BaseRate>,
    /// Factors of one study.
    pub factors: Vec<OddsFactor>,
    /// What the factors rest on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
    /// Weeks after return in which to watch closely.
    pub watch_weeks: u32,
    /// Weeks in which most of it happens.
    pub densest_weeks: u32,
    /// What the weeks rest on.
    pub watch_sources: Vec<SourceId>,
}

/// A factor as it stands in a case.
#[derive(Debug, Clone, PartialEq)]
pub enum FactorState {
    /// It raises the odds by this much against the reference group.
    Raises {
        /// Units that count.
        units: f64,
        /// The odds ratio of all units.
        odds: OddsRatio,
    },
    /// It is known not to apply: a passed test.
    Passed {
        /// By how much it would raise the odds otherwise, for one unit.
        otherwise: OddsRatio,
    },
    /// Not known.
    Open,
}

/// Odds against a named reference group, and what they are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Reinjury {
    /// All known factors together; 1 when none raises the odds.
    pub odds: OddsRatio,
    /// Each factor.
    pub factors: Vec<(RuleId, FactorState)>,
}

/// The odds of this runner against the reference group. Factors of one model may be multiplied; their intervals are
/// combined on the logarithm as if independent, which the study does not tell.
pub fn reinjury(facts: &Facts<'_>, rules: &ReinjuryRules) -> Reinjury {
    let factors: Vec<(RuleId, FactorState)> =
        rules.factors.iter().map(|factor| (factor.id.clone(), factor.state(facts))).collect();
    let raised = factors.iter().filter_map(|(_, state)| match state {
        FactorState::Raises { odds, .. } => Some(*odds),
        FactorState::Passed { .. } | FactorState::Open => None,
    });
    Reinjury { odds: OddsRatio::product(raised), factors }
}

impl OddsFactor {
    fn state(&self, facts: &Facts<'_>) -> FactorState {
        let units = match &self.counted {
            Counted::Per { of, most } => of.read(facts).map(|units| units.clamp(0.0, *most)),
            Counted::If(id) => match facts.finding(*id) {
                Finding::Present => Some(1.0),
                Finding::Absent => Some(0.0),
                Finding::Unknown => None,
            },
        };
        match units {
            None => FactorState::Open,
            Some(units) if units > 0.0 => FactorState::Raises { units, odds: self.odds.raised_to(units) },
            Some(_) => FactorState::Passed { otherwise: self.odds },
        }
    }
}

impl OddsRatio {
    /// No change.
    const ONE: Self = Self { ratio: 1.0, low: 1.0, high: 1.0 };

    fn raised_to(self, units: f64) -> Self {
        let raise = |value: f64| libm::pow(value, units);
        Self { ratio: raise(self.ratio), low: raise(self.low), high: raise(self.high) }
    }

    /// The product, with the half-widths of the intervals added in squares on the logarithm.
    fn product(of: impl Iterator<Item = Self>) -> Self {
        let (mut log, mut below, mut above) = (0.0, 0.0, 0.0);
        for odds in of {
            let middle = libm::log(odds.ratio);
            log += middle;
            below += libm::pow(middle - libm::log(odds.low), 2.0);
            above += libm::pow(libm::log(odds.high) - middle, 2.0);
        }
        if log == 0.0 {
            return Self::ONE;
        }
        Self {
            ratio: libm::exp(log),
            low: libm::exp(log - libm::sqrt(below)),
            high: libm::exp(log + libm::sqrt(above)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odds(ratio: f64, low: f64, high: f64) -> OddsRatio {
        OddsRatio { ratio, low, high }
    }

    // The test vector of the evidence dossier: two earlier strains, 5 degrees, discomfort on pressing.
    #[test]
    fn factors_of_one_model_multiply() {
        let parts = [
            odds(1.33, 1.11, 1.61).raised_to(2.0),
            odds(1.13, 1.03, 1.25).raised_to(5.0),
            odds(3.95, 1.38, 11.37),
        ];
        let all = OddsRatio::product(parts.into_iter());
        assert!((all.ratio - 12.87).abs() < 0.01, "{all:?}");
        assert!(all.low > 1.0 && all.low < 12.87 && all.high > 12.87 && all.high < 1.61 * 1.61 * 3.1 * 11.37);
    }

    #[test]
    fn nothing_raised_is_the_reference_group() {
        assert_eq!(OddsRatio::product(std::iter::empty()), OddsRatio::ONE);
    }
}
