//! The differential as it is told: candidates, what speaks for and against each, and what is missing.

use super::diagnosis::{Diagnosis, PerDiagnosis};
use super::model::{CellKind, Coverage, Model, Probability};
use super::picture::{Answer, Item, Picture, Said};
use super::posterior::Posterior;
use super::tempered::Likelihoods;
use crate::facts::{Chances, Facts};
use crate::finding::FindingId;
use crate::triage::NotUrgent;

/// How much one thing speaks for or against a condition.
#[derive(Debug, Clone, PartialEq)]
pub struct Weight {
    /// What speaks.
    pub item: Item,
    /// By how much it changes the logarithm of the odds; above 0 it speaks for the condition.
    pub log_odds: f64,
    /// What the number behind it rests on.
    pub kind: CellKind,
}

/// An open finding and how far its answer is expected to move a condition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Missing {
    /// The finding.
    pub finding: FindingId,
    /// Expected change of the condition's probability, up or down.
    pub expected_change: Probability,
}

/// One condition of the differential.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The condition.
    pub condition: Diagnosis,
    /// Its probability, capped for display.
    pub probability: Probability,
    /// Lower end of the band.
    pub low: Probability,
    /// Upper end of the band.
    pub high: Probability,
    /// What speaks for it, the weightiest first.
    pub supports: Vec<Weight>,
    /// What speaks against it, the weightiest first.
    pub against: Vec<Weight>,
    /// Open findings that would move it most.
    pub missing: Vec<Missing>,
    /// Share of all weights that rest on estimates.
    pub estimated: Probability,
}

/// What the answer to an open finding would make of the differential.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Prospect {
    pub(crate) finding: FindingId,
    /// Probability that it is present.
    pub(crate) chance: f64,
    pub(crate) if_present: PerDiagnosis<f64>,
    pub(crate) if_absent: PerDiagnosis<f64>,
}

/// What it probably is.
#[derive(Debug, Clone, PartialEq)]
pub struct Differential {
    /// The scenario whose prior was used.
    pub scenario: String,
    /// Whether the model was made for this complaint.
    pub coverage: Coverage,
    /// Candidates, most likely first. A condition that is excluded is not among them.
    pub candidates: Vec<Candidate>,
    /// Conditions that cannot be excluded, most likely first.
    pub banners: Vec<Diagnosis>,
    /// Share of the answer that rests on estimates: the candidates' shares, weighted by their probability.
    pub estimated: Probability,
    pub(crate) mean: PerDiagnosis<f64>,
    pub(crate) prospects: Vec<Prospect>,
}

/// A thing that speaks: its likelihoods and what each rests on.
struct Voice {
    item: Item,
    likelihoods: Likelihoods,
    kinds: PerDiagnosis<CellKind>,
}

impl Model {
    /// What a case probably is. Nobody asks this where something must happen today.
    pub fn weigh(&self, permit: &NotUrgent, facts: &Facts<'_>) -> Differential {
        self.weigh_with_chances(permit, facts, &[]).0
    }

    /// The same, with the probabilities of some classes as safety rules may use them.
    pub(crate) fn weigh_with_chances(
        &self,
        _permit: &NotUrgent,
        facts: &Facts<'_>,
        asked: &[Diagnosis],
    ) -> (Differential, Chances) {
        let picture = self.picture(facts);
        let (posterior, guarded) = self.posterior_and_guarded(&picture, asked);
        let chances = asked.iter().copied().zip(guarded.iter().map(|p| p.get())).collect();
        (self.tell(&picture, &posterior), chances)
    }

    /// The probabilities of some classes as safety rules may use them, without weighing anything else.
    pub(crate) fn chances(&self, facts: &Facts<'_>, asked: &[Diagnosis]) -> Chances {
        let guarded = self.guarded(&self.picture(facts), asked);
        asked.iter().copied().zip(guarded.iter().map(|p| p.get())).collect()
    }

    /// The differential of a picture whose probabilities are known.
    pub(crate) fn tell(&self, picture: &Picture, posterior: &Posterior) -> Differential {
        let mean = PerDiagnosis::from_fn(|d| posterior.mean[d].get());
        let prospects = self.prospects(picture, &mean);
        let voices = self.voices(picture);
        let odds = self.odds_factors(picture, |_| true);
        let scenario = self.scenario(picture);
        let before = PerDiagnosis::from_fn(|d| scenario.prior[d].mean.get());
        let mut candidates: Vec<Candidate> = (Diagnosis::ALL.iter().copied())
            .filter(|d| odds[*d] > 0.0)
            .map(|d| self.candidate(d, posterior, self.weights(d, &before, &voices), &prospects))
            .collect();
        let by_mean = |d: Diagnosis| posterior.mean[d].get();
        candidates.sort_by(|a, b| by_mean(b.condition).total_cmp(&by_mean(a.condition)));
        let estimated = candidates.iter().map(|c| by_mean(c.condition) * c.estimated.get()).sum();
        Differential {
            scenario: scenario.id.clone(),
            coverage: scenario.coverage,
            banners: self.banners(posterior),
            candidates,
            estimated: Probability::clamped(estimated),
            mean,
            prospects,
        }
    }

    fn banners(&self, posterior: &Posterior) -> Vec<Diagnosis> {
        let reached = self.parts().banners.iter().filter(|b| posterior.mean[b.condition] >= b.from);
        let mut found: Vec<Diagnosis> = reached.map(|b| b.condition).collect();
        found.sort_by(|a, b| posterior.mean[*b].get().total_cmp(&posterior.mean[*a].get()));
        found
    }

    fn candidate(
        &self,
        condition: Diagnosis,
        posterior: &Posterior,
        mut weights: Vec<Weight>,
        prospects: &[Prospect],
    ) -> Candidate {
        let tuning = &self.parts().tuning;
        let total: f64 = weights.iter().map(|w| w.log_odds.abs()).sum();
        let guessed = weights.iter().filter(|w| w.kind == CellKind::Estimate);
        let guessed: f64 = guessed.map(|w| w.log_odds.abs()).sum();
        weights.retain(|w| w.log_odds.abs() >= tuning.least_weight);
        weights.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
        let (supports, against) = weights.into_iter().partition(|w| w.log_odds > 0.0);
        let mean = posterior.mean[condition].get();
        let mut missing: Vec<Missing> = prospects
            .iter()
            .map(|p| Missing { finding: p.finding, expected_change: p.expected_change(condition, mean) })
            .filter(|m| m.expected_change >= tuning.least_change)
            .collect();
        missing.sort_by(|a, b| b.expected_change.get().total_cmp(&a.expected_change.get()));
        missing.truncate(tuning.missing_listed);
        // The lower end is capped with the value, so that the value stays inside its band.
        let capped = |value: f64| Probability::clamped(value.min(tuning.display_cap.get()));
        Candidate {
            condition,
            probability: capped(mean),
            low: capped(posterior.low[condition].get()),
            high: posterior.high[condition],
            supports,
            against,
            missing,
            estimated: Probability::clamped(if total > 0.0 { guessed / total } else { 1.0 }),
        }
    }

    /// Everything that speaks in a picture, apart from the prior.
    fn voices(&self, picture: &Picture) -> Vec<Voice> {
        let (parts, tempered) = (self.parts(), self.tempered());
        let onset = picture.onset.map(|onset| Voice {
            item: Item::Onset(onset),
            likelihoods: *tempered.onset(onset),
            kinds: PerDiagnosis::from_fn(|d| parts.onset[d][onset as usize].kind),
        });
        let location = picture.location.map(|location| Voice {
            item: Item::Location(location),
            likelihoods: *tempered.location(location),
            kinds: PerDiagnosis::from_fn(|d| parts.location[d][location as usize].kind),
        });
        let answers = picture.answers.iter().map(|a| Voice {
            item: match a.answer {
                Said::Present => Item::Present(a.finding),
                Said::Absent => Item::Absent(a.finding),
            },
            likelihoods: tempered.answer(a),
            kinds: PerDiagnosis::from_fn(|d| parts.columns[a.column].cells[d].kind),
        });
        // An exclusion has no finite weight; the condition it excludes is not told at all.
        let applied = picture.modifiers.iter().map(|i| &parts.modifiers[*i]).filter(|m| m.factor > 0.0);
        let runner = applied.map(|m| Voice {
            item: Item::Runner(m.id.clone()),
            likelihoods: PerDiagnosis::from_fn(|d| if d == m.condition { m.factor } else { 1.0 }),
            kinds: PerDiagnosis::from_fn(|_| m.kind),
        });
        onset.into_iter().chain(location).chain(answers).chain(runner).collect()
    }

    /// The weight of every voice for one condition: its likelihood there against its likelihood elsewhere, where
    /// elsewhere is the other conditions as common as they are in complaints of this kind. So a weight does not
    /// depend on what else was answered, and a finding that two likely conditions share still speaks for both.
    fn weights(&self, d: Diagnosis, before: &PerDiagnosis<f64>, voices: &[Voice]) -> Vec<Weight> {
        let elsewhere = || Diagnosis::ALL.iter().copied().filter(|k| *k != d);
        let others: f64 = elsewhere().map(|k| before[k]).sum();
        let prior = before[d] * (Diagnosis::COUNT - 1) as f64 / others;
        let mut weights =
            vec![Weight { item: Item::Prior, log_odds: libm::log(prior), kind: CellKind::Estimate }];
        for voice in voices {
            let there: f64 = elsewhere().map(|k| before[k] * voice.likelihoods[k]).sum();
            let log_odds = libm::log(voice.likelihoods[d] * others / there);
            weights.push(Weight { item: voice.item.clone(), log_odds, kind: voice.kinds[d] });
        }
        weights
    }

    /// What each open finding would make of the differential.
    fn prospects(&self, picture: &Picture, mean: &PerDiagnosis<f64>) -> Vec<Prospect> {
        let open = (self.parts().columns.iter().enumerate())
            .filter(|(column, _)| picture.answers.iter().all(|a| a.column != *column));
        open.map(|(column, c)| {
            let plain = self.tempered().plain(column);
            let chance = mean.iter().map(|(d, m)| m * plain[d]).sum();
            Prospect {
                finding: c.finding,
                chance,
                if_present: self.after(picture, mean, (column, c.finding), Said::Present),
                if_absent: self.after(picture, mean, (column, c.finding), Said::Absent),
            }
        })
        .collect()
    }

    fn after(
        &self,
        before: &Picture,
        mean: &PerDiagnosis<f64>,
        (column, finding): (usize, FindingId),
        answer: Said,
    ) -> PerDiagnosis<f64> {
        let mut after = before.clone();
        after.answers.push(Answer { finding, column, answer, halvings: 0 });
        self.weigh_groups(&mut after.answers);
        let step = self.tempered().step(before, &after, column);
        let total: f64 = mean.iter().map(|(d, m)| m * step[d]).sum();
        PerDiagnosis::from_fn(|d| if total > 0.0 { mean[d] * step[d] / total } else { mean[d] })
    }
}

impl Differential {
    /// Keeps of the missing findings those that may be asked for: a test that could do harm is not held out.
    pub(crate) fn keep_missing(&mut self, may_ask: impl Fn(FindingId) -> bool) {
        for candidate in &mut self.candidates {
            candidate.missing.retain(|open| may_ask(open.finding));
        }
    }

    /// What fits best, where it is at least this probable.
    pub fn leading(&self, from: Probability) -> Option<Diagnosis> {
        let first = self.candidates.first()?;
        (self.mean[first.condition] >= from.get()).then_some(first.condition)
    }
}

impl Prospect {
    /// How far the answer is expected to move a condition that now stands at `now`.
    pub(crate) fn expected_change(&self, condition: Diagnosis, now: f64) -> Probability {
        let present = (self.if_present[condition] - now).abs();
        let absent = (self.if_absent[condition] - now).abs();
        Probability::clamped(self.chance * present + (1.0 - self.chance) * absent)
    }

    /// Both answers with their chances and what they would make of the differential.
    fn answers(&self) -> [(f64, &PerDiagnosis<f64>); 2] {
        [(self.chance, &self.if_present), (1.0 - self.chance, &self.if_absent)]
    }

    /// Expected information about the differential, in bits: how far each answer would be from what is thought now.
    pub(crate) fn information_bits(&self, now: &PerDiagnosis<f64>) -> f64 {
        let gain = |after: &PerDiagnosis<f64>| -> f64 {
            let terms = after.iter().filter(|(d, p)| **p > 0.0 && now[*d] > 0.0);
            terms.map(|(d, p)| p * libm::log2(p / now[d])).sum()
        };
        self.answers().into_iter().map(|(chance, after)| chance * gain(after)).sum()
    }

    /// Share of the probability that is expected to change its condition.
    pub(crate) fn moved(&self, now: &PerDiagnosis<f64>) -> Probability {
        let apart =
            |after: &PerDiagnosis<f64>| -> f64 { after.iter().map(|(d, p)| (p - now[d]).max(0.0)).sum() };
        Probability::clamped(self.answers().into_iter().map(|(chance, after)| chance * apart(after)).sum())
    }

    /// The conditions that a present finding raises and lowers most.
    pub(crate) fn between(&self, now: &PerDiagnosis<f64>) -> Option<(Diagnosis, Diagnosis)> {
        let shift = |d: &Diagnosis| self.if_present[*d] - now[*d];
        let up = Diagnosis::ALL.iter().copied().max_by(|a, b| shift(a).total_cmp(&shift(b)))?;
        let down = Diagnosis::ALL.iter().copied().min_by(|a, b| shift(a).total_cmp(&shift(b)))?;
        (up != down).then_some((up, down))
    }
}
