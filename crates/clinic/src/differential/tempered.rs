//! The tables as points: tempered likelihoods without their uncertainty, for weights and for choosing questions.

use super::diagnosis::PerDiagnosis;
use super::model::{Cell, Column, ModelParts, Tuning};
use super::picture::{Answer, Picture, Said};
use crate::complaint::{Location, Onset};

/// One tempered likelihood for every class.
pub(super) type Likelihoods = PerDiagnosis<f64>;

/// Tempered likelihoods of everything that can be stated.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tempered {
    onset: Vec<Likelihoods>,
    location: Vec<Likelihoods>,
    present: Vec<Likelihoods>,
    absent: Vec<Likelihoods>,
    /// The plain probability of a finding, for what to expect of a question.
    plain: Vec<Likelihoods>,
}

impl Tempered {
    pub(super) fn new(parts: &ModelParts) -> Self {
        let tuning = &parts.tuning;
        let raise = |value: f64| libm::pow(value, tuning.tempering.get());
        let point = |cell: &Cell| clamped(cell, tuning);
        let column =
            |c: &Column, value: &dyn Fn(f64) -> f64| PerDiagnosis::from_fn(|d| value(point(&c.cells[d])));
        let columns = |value: &dyn Fn(f64) -> f64| parts.columns.iter().map(|c| column(c, value)).collect();
        Self {
            onset: (0..Onset::ALL.len())
                .map(|i| PerDiagnosis::from_fn(|d| raise(point(&parts.onset[d][i]))))
                .collect(),
            location: (0..Location::ALL.len())
                .map(|i| PerDiagnosis::from_fn(|d| raise(point(&parts.location[d][i]))))
                .collect(),
            present: columns(&raise),
            absent: columns(&|value| raise(1.0 - value)),
            plain: columns(&|value| value),
        }
    }

    pub(super) fn onset(&self, onset: Onset) -> &Likelihoods {
        &self.onset[onset as usize]
    }

    pub(super) fn location(&self, location: Location) -> &Likelihoods {
        &self.location[location as usize]
    }

    /// Before any halving.
    pub(super) fn of(&self, column: usize, said: Said) -> &Likelihoods {
        match said {
            Said::Present => &self.present[column],
            Said::Absent => &self.absent[column],
        }
    }

    /// Probability that the finding is present, for each class.
    pub(super) fn plain(&self, column: usize) -> &Likelihoods {
        &self.plain[column]
    }

    /// As an answer counts: halved as often as its place in its group asks.
    pub(super) fn answer(&self, answer: &Answer) -> Likelihoods {
        let whole = self.of(answer.column, answer.answer);
        PerDiagnosis::from_fn(|d| halved(whole[d], answer.halvings))
    }

    /// What one more answer would multiply each class by, the weaker weights in its group taken into account.
    pub(super) fn step(&self, before: &Picture, after: &Picture, added: usize) -> Likelihoods {
        let mut factor = PerDiagnosis::from_fn(|_| 1.0);
        for answer in &after.answers {
            let old = before.answers.iter().find(|a| a.column == answer.column);
            if answer.column == added || old.is_some_and(|old| old.halvings != answer.halvings) {
                let new = self.answer(answer);
                let old = old.map(|old| self.answer(old));
                factor = PerDiagnosis::from_fn(|d| factor[d] * new[d] / old.as_ref().map_or(1.0, |o| o[d]));
            }
        }
        factor
    }
}

fn clamped(cell: &Cell, tuning: &Tuning) -> f64 {
    cell.mean.get().clamp(tuning.lowest.get(), tuning.highest.get())
}

/// A square root halves the logarithm, and every machine rounds it the same way.
pub(super) fn halved(value: f64, times: u8) -> f64 {
    (0..times).fold(value, |value, _| value.sqrt())
}
