//! What today's distance means against the longest run of the last 30 days. Adds reasons; never makes a
//! decision less cautious and never alarms on a ratio.

use crate::case::LoadHistory;
use crate::evidence::{RuleId, SourceId, Tag};
use femoris_measure::Metres;

/// One band of the distance ratio. Its upper end belongs to it, as in the study.
#[derive(Debug, Clone, PartialEq)]
pub struct SpikeBand {
    /// Its id, under which the wording stands.
    pub rule: RuleId,
    /// Ratio up to which it reaches, inclusive; `None` for the last.
    pub up_to: Option<f64>,
    /// Hazard rate ratio as published, with its 95 % interval; `None` for the reference band.
    pub hazard: Option<Hazard>,
}

/// A published hazard rate ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hazard {
    /// Point estimate.
    pub ratio: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What is known about single long runs.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadRules {
    /// Bands from the shortest to the longest.
    pub bands: Vec<SpikeBand>,
    /// Id of the note that there is nothing to compare with.
    pub no_baseline: RuleId,
    /// What is offered where the run that is planned goes beyond the suggested distance.
    pub split: SplitRule,
    /// Days of running that make a baseline.
    pub baseline_days: i32,
    /// Ratio up to which a distance is suggested.
    pub suggested_ratio: f64,
    /// Sources of the bands.
    pub sources: Vec<SourceId>,
    /// How sure they are.
    pub tag: Tag,
}

/// The offer to split a run.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitRule {
    /// Its id, under which the wording stands.
    pub rule: RuleId,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Which distance a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AboutRun {
    /// The run planned for today.
    Planned,
    /// The newest run.
    Newest,
}

/// What is said about a distance.
#[derive(Debug, Clone, PartialEq)]
pub enum LoadNote {
    /// Nothing to compare with.
    NoBaseline {
        /// The note's id.
        rule: RuleId,
    },
    /// A distance against the longest run of 30 days.
    Compared {
        /// Which run.
        about: AboutRun,
        /// The band's id.
        rule: RuleId,
        /// Distance over the longest run.
        ratio: f64,
        /// What was published for the band.
        hazard: Option<Hazard>,
        /// The longest run of 30 days.
        longest: Metres,
    },
}

/// What the load adds to the answer.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LoadView {
    /// What is said.
    pub notes: Vec<LoadNote>,
    /// The offer to split the run that is planned, with the longest part; `None` where it is not too long.
    pub split: Option<(RuleId, Metres)>,
    /// The longest distance that stays within the reference of the study.
    pub suggested_distance: Option<Metres>,
}

/// Planned distance over the longest run of the 30 days before today.
pub fn planned_ratio(load: &LoadHistory) -> Option<f64> {
    ratio(load.planned_today?, load.longest_before_today?)
}

fn ratio(distance: Metres, longest: Metres) -> Option<f64> {
    (longest.get() > 0.0).then(|| distance.get() / longest.get())
}

impl LoadRules {
    /// Notes on the planned and the newest run, and a distance to keep to. Where nobody ran in the 30 days before, there is
    /// nothing to compare with, however long the history is.
    pub fn view(&self, load: &LoadHistory, today: femoris_measure::Day) -> LoadView {
        let enough = load.first_run.is_some_and(|first| today.days_since(first) >= self.baseline_days);
        let known = |longest: Option<Metres>| longest.filter(|longest| enough && longest.get() > 0.0);
        let longest = known(load.longest_before_today);
        let no_baseline = longest.is_none().then(|| LoadNote::NoBaseline { rule: self.no_baseline.clone() });
        let planned = load.planned_today.zip(longest);
        let recent = load.newest_run.filter(|(day, _)| today.days_since(*day) <= self.baseline_days);
        let newest = recent.map(|(_, distance)| distance).zip(known(load.longest_before_newest));
        let compared = [
            planned.and_then(|(distance, longest)| self.compared(AboutRun::Planned, distance, longest)),
            newest.and_then(|(distance, longest)| self.compared(AboutRun::Newest, distance, longest)),
        ];
        let suggested_distance =
            longest.and_then(|longest| Metres::new(longest.get() * self.suggested_ratio).ok());
        let beyond = |(most, planned): &(Metres, Metres)| planned > most;
        let split = suggested_distance.zip(load.planned_today).filter(beyond);
        LoadView {
            notes: no_baseline.into_iter().chain(compared.into_iter().flatten()).collect(),
            split: split.map(|(most, _)| (self.split.rule.clone(), most)),
            suggested_distance,
        }
    }

    fn compared(&self, about: AboutRun, distance: Metres, longest: Metres) -> Option<LoadNote> {
        let ratio = ratio(distance, longest)?;
        let band = self.band(ratio)?;
        Some(LoadNote::Compared { about, rule: band.rule.clone(), ratio, hazard: band.hazard, longest })
    }

    fn band(&self, ratio: f64) -> Option<&SpikeBand> {
        self.bands.iter().find(|band| band.up_to.is_none_or(|up_to| ratio <= up_to))
    }
}
