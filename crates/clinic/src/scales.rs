//! Scores of questionnaires over time: how far one moved, and whether that is more than chance.

use crate::case::Dated;
use crate::evidence::{SourceId, Tag};
use crate::facts::Facts;
use crate::measurement::MeasureId;
use femoris_measure::ids;

/// A questionnaire whose score may be entered. Its words stand under `scale.<measure>`. More is better in all of them.
#[derive(Debug, Clone, PartialEq)]
pub struct ScaleRule {
    /// The score.
    pub measure: MeasureId,
    /// A change of this much is clear; `None` where nobody published one.
    pub clear_change: Option<f64>,
    /// A change from here on may be one.
    pub uncertain_from: Option<f64>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

ids! {
    /// What a change of a score means.
    Change {
        /// Clearly better.
        Better = "better",
        /// Clearly worse.
        Worse = "worse",
        /// It moved, but not enough to be sure.
        Uncertain = "uncertain",
        /// Hardly moved.
        Unchanged = "unchanged",
        /// Nobody published how much is enough.
        NotTold = "not_told",
    }
}

/// A score now and, where there is an earlier one of the last four weeks, how far it moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScaleReading {
    /// Which score.
    pub measure: MeasureId,
    /// The newest value.
    pub now: f64,
    /// The earliest value of the last four weeks; `None` where there is no other.
    pub earlier: Option<Dated<f64>>,
    /// What the change means; `None` without an earlier value.
    pub change: Option<Change>,
}

/// Every score that was entered.
pub fn readings(facts: &Facts<'_>, rules: &[ScaleRule]) -> Vec<ScaleReading> {
    rules.iter().filter_map(|rule| rule.read(facts)).collect()
}

impl ScaleRule {
    fn read(&self, facts: &Facts<'_>) -> Option<ScaleReading> {
        let newest = facts.state().dated_measure(self.measure)?;
        let earlier = facts.state().trail(self.measure).next().filter(|first| first.day < newest.day);
        let change = earlier.map(|first| self.judge(newest.value - first.value));
        Some(ScaleReading { measure: self.measure, now: newest.value, earlier, change })
    }

    fn judge(&self, moved: f64) -> Change {
        let Some(clear) = self.clear_change else { return Change::NotTold };
        let uncertain = self.uncertain_from.unwrap_or(clear);
        match moved.abs() {
            size if size >= clear && moved > 0.0 => Change::Better,
            size if size >= clear => Change::Worse,
            size if size >= uncertain => Change::Uncertain,
            _ => Change::Unchanged,
        }
    }
}
