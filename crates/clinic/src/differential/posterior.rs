//! From evidence to probabilities: the prepared draws multiplied, divided by their sum, and summarised.

use super::condition::{Condition, PerCondition};
use super::draws::Sheet;
use super::evidence::{Evidence, Said};
use super::model::{Model, Probability};

/// Draws handled at a time: all classes of one block stay in the processor's nearest memory.
const BLOCK: usize = 128;
/// Partial sums kept side by side, so that adding up a block does not wait for itself.
const LANES: usize = 8;

/// Probability of each class, with its band.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Mean over the draws.
    pub mean: PerCondition<Probability>,
    /// Lower end of the band.
    pub low: PerCondition<Probability>,
    /// Upper end of the band.
    pub high: PerCondition<Probability>,
}

/// One factor of every class: its sheet and how many square roots weaken it.
pub(super) struct Factor<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) halvings: u8,
}

type Block = [[f64; BLOCK]; Condition::COUNT];

impl Model {
    /// Probabilities with their bands.
    pub fn posterior(&self, evidence: &Evidence) -> Posterior {
        let count = self.draws().count;
        let mut shares = vec![0.0_f32; count * Condition::COUNT];
        let mut sums = [[0.0; LANES]; Condition::COUNT];
        self.each_block(evidence, |start, len, block| {
            normalise(block, len);
            for (class, row) in block.iter().enumerate() {
                add_lanes(&mut sums[class], &row[..len]);
                let out = &mut shares[class * count + start..][..len];
                out.iter_mut().zip(row).for_each(|(o, v)| *o = *v as f32);
            }
        });
        let mean = PerCondition::from_fn(|c| {
            Probability::clamped(sums[c.index()].iter().sum::<f64>() / count as f64)
        });
        let tuning = &self.parts().tuning;
        let ends: Vec<(f64, f64)> = shares
            .chunks_exact_mut(count)
            .map(|row| ends(row, tuning.band_low.get(), tuning.band_high.get()))
            .collect();
        Posterior {
            mean,
            low: PerCondition::from_fn(|c| Probability::clamped(ends[c.index()].0)),
            high: PerCondition::from_fn(|c| Probability::clamped(ends[c.index()].1)),
        }
    }

    /// Mean probabilities only, where no band is needed.
    pub fn means(&self, evidence: &Evidence) -> PerCondition<Probability> {
        let count = self.draws().count;
        let mut sums = [[0.0; LANES]; Condition::COUNT];
        self.each_block(evidence, |_, len, block| {
            normalise(block, len);
            for (class, row) in block.iter().enumerate() {
                add_lanes(&mut sums[class], &row[..len]);
            }
        });
        PerCondition::from_fn(|c| Probability::clamped(sums[c.index()].iter().sum::<f64>() / count as f64))
    }

    /// Hands over the product of all factors, block by block of draws.
    fn each_block(&self, evidence: &Evidence, mut take: impl FnMut(usize, usize, &mut Block)) {
        let factors = self.factors(evidence);
        let prior = &self.draws().priors[evidence.scenario];
        let odds = self.odds_factors(evidence);
        let count = self.draws().count;
        let mut block: Block = [[0.0; BLOCK]; Condition::COUNT];
        for start in (0..count).step_by(BLOCK) {
            let len = BLOCK.min(count - start);
            for (condition, row) in Condition::ALL.iter().zip(&mut block) {
                let factor = odds[*condition];
                let values = &prior.of(*condition)[start..][..len];
                row.iter_mut().zip(values).for_each(|(r, v)| *r = factor * f64::from(*v));
                for Factor { sheet, halvings } in &factors {
                    multiply(&mut row[..len], &sheet.of(*condition)[start..][..len], *halvings);
                }
            }
            take(start, len, &mut block);
        }
    }

    fn factors(&self, evidence: &Evidence) -> Vec<Factor<'_>> {
        let draws = self.draws();
        let onset = evidence.onset.map(|onset| &draws.onset[onset as usize]);
        let location = evidence.location.map(|location| &draws.location[location as usize]);
        let complaint = onset.into_iter().chain(location).map(|sheet| Factor { sheet, halvings: 0 });
        let answers = evidence.answers.iter().map(|a| {
            let column = &draws.findings[a.column];
            let sheet = match a.answer {
                Said::Present => &column.present,
                Said::Absent => &column.absent,
            };
            Factor { sheet, halvings: a.halvings }
        });
        complaint.chain(answers).collect()
    }

    /// What the runner's own modifiers make of the prior odds.
    pub(super) fn odds_factors(&self, evidence: &Evidence) -> PerCondition<f64> {
        let mut odds = PerCondition::from_fn(|_| 1.0);
        for modifier in evidence.modifiers.iter().map(|i| &self.parts().modifiers[*i]) {
            odds[modifier.condition] *= modifier.factor;
        }
        odds
    }
}

fn multiply(row: &mut [f64], values: &[f32], halvings: u8) {
    match halvings {
        0 => row.iter_mut().zip(values).for_each(|(r, v)| *r *= f64::from(*v)),
        // A square root halves the logarithm, and every machine rounds it the same way.
        1 => row.iter_mut().zip(values).for_each(|(r, v)| *r *= f64::from(v.sqrt())),
        _ => row.iter_mut().zip(values).for_each(|(r, v)| {
            *r *= (0..halvings).fold(f64::from(*v), |value, _| value.sqrt());
        }),
    }
}

fn normalise(block: &mut Block, len: usize) {
    let mut total = [0.0; BLOCK];
    for row in block.iter() {
        total[..len].iter_mut().zip(row).for_each(|(t, v)| *t += v);
    }
    // A draw in which nothing is possible counts for nothing; it cannot happen while a class has a positive prior.
    total.iter_mut().for_each(|t| *t = if *t > 0.0 { 1.0 / *t } else { 0.0 });
    for row in block.iter_mut() {
        row[..len].iter_mut().zip(&total).for_each(|(v, t)| *v *= t);
    }
}

fn add_lanes(sums: &mut [f64; LANES], row: &[f64]) {
    for chunk in row.chunks(LANES) {
        sums.iter_mut().zip(chunk).for_each(|(s, v)| *s += v);
    }
}

/// The values below which the two shares of draws lie.
fn ends(row: &mut [f32], low: f64, high: f64) -> (f64, f64) {
    let last = row.len() - 1;
    let at = |share: f64| ((share * row.len() as f64) as usize).min(last);
    let (first, second) = (at(low), at(high));
    let (_, low, rest) = row.select_nth_unstable_by(first, f32::total_cmp);
    let low = *low;
    if second <= first {
        return (f64::from(low), f64::from(low));
    }
    let (_, high, _) = rest.select_nth_unstable_by(second - first - 1, f32::total_cmp);
    (f64::from(low), f64::from(*high))
}
