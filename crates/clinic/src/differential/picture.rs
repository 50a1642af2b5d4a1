//! What of a case speaks in the differential, and how loudly.

use super::model::{Model, Part, Scenario};
use crate::complaint::{Location, Onset};
use crate::facts::Facts;
use crate::finding::{Finding, FindingId};

/// One thing that speaks for or against a condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// How common the condition is in complaints of this kind.
    Prior,
    /// Something about the runner, by the id of its modifier.
    Runner(String),
    /// How it began.
    Onset(Onset),
    /// Where it is worst.
    Location(Location),
    /// The runner has it.
    Present(FindingId),
    /// The runner does not have it.
    Absent(FindingId),
}

impl Item {
    /// A stable id: the finding, `onset`, `location`, `prior` or the modifier.
    pub fn id(&self) -> &str {
        match self {
            Self::Prior => "prior",
            Self::Runner(id) => id,
            Self::Onset(_) => "onset",
            Self::Location(_) => "location",
            Self::Present(id) | Self::Absent(id) => id.id(),
        }
    }

    /// What was stated: an id, `present`, `absent`, or nothing for the prior and the runner.
    pub fn stated(&self) -> Option<&'static str> {
        match self {
            Self::Prior | Self::Runner(_) => None,
            Self::Onset(onset) => Some(onset.id()),
            Self::Location(location) => Some(location.id()),
            Self::Present(_) => Some(Finding::Present.id()),
            Self::Absent(_) => Some(Finding::Absent.id()),
        }
    }
}

/// An answer to a finding that has a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) finding: FindingId,
    pub(super) column: usize,
    pub(super) answer: Said,
    /// How often its weight is halved because stronger answers say much the same.
    pub(super) halvings: u8,
}

/// A known answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    Present,
    Absent,
}

/// Everything of a case the model can hear.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub(super) scenario: usize,
    pub(super) onset: Option<Onset>,
    pub(super) location: Option<Location>,
    pub(super) modifiers: Vec<usize>,
    pub(super) answers: Vec<Answer>,
}

impl Model {
    /// What of a case speaks, under the scenario whose rule fits.
    pub fn picture(&self, facts: &Facts<'_>) -> Picture {
        self.picture_under(facts, self.scenario_of(&facts.state().complaint))
    }

    /// What of a case speaks under a scenario chosen by its id; `None` when there is no such scenario.
    pub fn picture_in(&self, facts: &Facts<'_>, scenario: &str) -> Option<Picture> {
        let position = self.parts().scenarios.iter().position(|s| s.id == scenario)?;
        Some(self.picture_under(facts, position))
    }

    /// The scenario a picture was taken under.
    pub fn scenario(&self, picture: &Picture) -> &Scenario {
        &self.parts().scenarios[picture.scenario]
    }

    fn picture_under(&self, facts: &Facts<'_>, scenario: usize) -> Picture {
        let rule = &self.parts().scenarios[scenario];
        let counts = |part: Part| part == Part::Counts;
        let answers = (self.parts().columns.iter().enumerate())
            .filter_map(|(column, c)| {
                let answer = self.said(facts, c.finding)?;
                Some(Answer { finding: c.finding, column, answer, halvings: 0 })
            })
            .collect();
        let mut picture = Picture {
            scenario,
            onset: facts.state().complaint.onset.filter(|_| counts(rule.onset)),
            location: facts.state().complaint.location.filter(|_| counts(rule.location)),
            modifiers: self.modifiers_of(facts, scenario),
            answers,
        };
        self.weigh_groups(&mut picture.answers);
        picture
    }

    /// The answer to a finding, or the one that another present finding implies.
    fn said(&self, facts: &Facts<'_>, finding: FindingId) -> Option<Said> {
        let present = |id: FindingId| facts.finding(id) == Finding::Present;
        let implied = self.parts().implications.iter().any(|(from, to)| *to == finding && present(*from));
        match facts.finding(finding) {
            _ if implied => Some(Said::Present),
            Finding::Present => Some(Said::Present),
            Finding::Absent => Some(Said::Absent),
            Finding::Unknown => None,
        }
    }

    /// Orders the answers of each correlated group by strength and weakens all but the strongest.
    pub(super) fn weigh_groups(&self, answers: &mut [Answer]) {
        for group in &self.parts().groups {
            let mut members: Vec<(f64, usize)> = (answers.iter().enumerate())
                .filter(|(_, a)| group.findings.contains(&a.finding))
                .map(|(position, a)| (self.strength(a), position))
                .collect();
            members.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            for (rank, (_, position)) in members.into_iter().enumerate() {
                let halvings = group.halvings.get(rank).or(group.halvings.last());
                answers[position].halvings = halvings.copied().unwrap_or(0);
            }
        }
    }

    /// How far an answer can tell two conditions apart: the largest likelihood ratio between any two.
    fn strength(&self, answer: &Answer) -> f64 {
        let values = self.tempered().of(answer.column, answer.answer).iter().map(|(_, v)| *v);
        let (low, high) = values.fold((1.0, 0.0), |(l, h): (f64, f64), v| (l.min(v), h.max(v)));
        high / low
    }
}
