//! From evidence to probabilities: the prepared draws multiplied, divided by their sum, and summarised.

use super::diagnosis::{Diagnosis, PerDiagnosis};
use super::draws::Sheet;
use super::model::{Model, Probability};
use super::picture::{Answer, Picture, Said};

/// Draws handled at a time: all classes of one block stay in the processor's nearest memory.
const BLOCK: usize = 128;
/// Partial sums kept side by side, so that adding up a block does not wait for itself.
const LANES: usize = 8;

/// Probability of each class, with its band.
#[derive(Debug, Clone, PartialEq)]
pub struct Posterior {
    /// Mean over the draws.
    pub mean: PerDiagnosis<Probability>,
    /// Lower end of the band.
    pub low: PerDiagnosis<Probability>,
    /// Upper end of the band.
    pub high: PerDiagnosis<Probability>,
}

/// One factor of every class: its sheet and how many square roots weaken it.
struct Factor<'a> {
    sheet: &'a Sheet,
    halvings: u8,
    /// No class gets less from it than this one does.
    at_least_as: Option<Diagnosis>,
}

/// A picture read with caution: what reassures about `target` can only lower it.
struct Guard {
    target: Diagnosis,
    /// Columns whose absence may not count against any other class more than against the target.
    clipped: Vec<usize>,
}

type Block = [[f64; BLOCK]; Diagnosis::COUNT];

impl Model {
    /// Probabilities with their bands.
    pub fn posterior(&self, picture: &Picture) -> Posterior {
        let count = self.draws().count;
        let mut shares = vec![0.0_f32; count * Diagnosis::COUNT];
        let mut sums = [[0.0; LANES]; Diagnosis::COUNT];
        self.each_block(picture, None, |start, len, block| {
            normalise(block, len);
            for (class, row) in block.iter().enumerate() {
                add_lanes(&mut sums[class], &row[..len]);
                let out = &mut shares[class * count + start..][..len];
                out.iter_mut().zip(row).for_each(|(o, v)| *o = *v as f32);
            }
        });
        let mean = PerDiagnosis::from_fn(|c| {
            Probability::clamped(sums[c.index()].iter().sum::<f64>() / count as f64)
        });
        let tuning = &self.parts().tuning;
        let ends: Vec<(f64, f64)> = shares
            .chunks_exact_mut(count)
            .map(|row| ends(row, tuning.band_low.get(), tuning.band_high.get()))
            .collect();
        Posterior {
            mean,
            low: PerDiagnosis::from_fn(|c| Probability::clamped(ends[c.index()].0)),
            high: PerDiagnosis::from_fn(|c| Probability::clamped(ends[c.index()].1)),
        }
    }

    /// Mean probabilities only, where no band is needed.
    pub fn means(&self, picture: &Picture) -> PerDiagnosis<Probability> {
        let count = self.draws().count;
        let mut sums = [[0.0; LANES]; Diagnosis::COUNT];
        self.each_block(picture, None, |_, len, block| {
            normalise(block, len);
            for (class, row) in block.iter().enumerate() {
                add_lanes(&mut sums[class], &row[..len]);
            }
        });
        PerDiagnosis::from_fn(|c| Probability::clamped(sums[c.index()].iter().sum::<f64>() / count as f64))
    }

    /// The probability of `target` as a safety rule may use it.
    ///
    /// It never falls when a danger sign is added or when the absence of an alarming finding is forgotten: factors
    /// that danger signs put on other classes are left out, and where an alarming finding is absent no other class
    /// loses more by it than the target does.
    pub fn guarded(&self, picture: &Picture, target: Diagnosis) -> Probability {
        let modifiers = &self.parts().modifiers;
        let alarming = &self.parts().alarming;
        let mut calm = picture.clone();
        calm.modifiers.retain(|i| modifiers[*i].condition == target || !modifiers[*i].rests_on_danger_sign());
        let (clipped, mut free): (Vec<Answer>, Vec<Answer>) =
            calm.answers.iter().partition(|a| a.answer == Said::Absent && alarming.contains(&a.finding));
        self.weigh_groups(&mut free);
        let columns = clipped.iter().map(|a| a.column).collect();
        calm.answers = free;
        calm.answers.extend(clipped.into_iter().map(|a| Answer { halvings: 0, ..a }));
        let count = self.draws().count;
        let mut sum = [0.0; LANES];
        self.each_block(&calm, Some(&Guard { target, clipped: columns }), |_, len, block| {
            normalise(block, len);
            add_lanes(&mut sum, &block[target.index()][..len]);
        });
        Probability::clamped(sum.iter().sum::<f64>() / count as f64)
    }

    /// Hands over the product of all factors, block by block of draws.
    fn each_block(
        &self,
        picture: &Picture,
        guard: Option<&Guard>,
        mut take: impl FnMut(usize, usize, &mut Block),
    ) {
        let factors = self.factors(picture, guard);
        let prior = &self.draws().priors[picture.scenario];
        let odds = self.odds_factors(picture);
        let count = self.draws().count;
        let mut block: Block = [[0.0; BLOCK]; Diagnosis::COUNT];
        for start in (0..count).step_by(BLOCK) {
            let len = BLOCK.min(count - start);
            for (condition, row) in Diagnosis::ALL.iter().zip(&mut block) {
                let factor = odds[*condition];
                let values = &prior.of(*condition)[start..][..len];
                row.iter_mut().zip(values).for_each(|(r, v)| *r = factor * f64::from(*v));
                for factor in &factors {
                    let values = &factor.sheet.of(*condition)[start..][..len];
                    match factor.at_least_as {
                        None => multiply(&mut row[..len], values, factor.halvings),
                        Some(target) => {
                            let floor = &factor.sheet.of(target)[start..][..len];
                            let pairs = values.iter().zip(floor);
                            row.iter_mut().zip(pairs).for_each(|(r, (v, f))| *r *= f64::from(v.max(*f)));
                        }
                    }
                }
            }
            take(start, len, &mut block);
        }
    }

    fn factors(&self, picture: &Picture, guard: Option<&Guard>) -> Vec<Factor<'_>> {
        let draws = self.draws();
        let onset = picture.onset.map(|onset| &draws.onset[onset as usize]);
        let location = picture.location.map(|location| &draws.location[location as usize]);
        let complaint =
            onset.into_iter().chain(location).map(|sheet| Factor { sheet, halvings: 0, at_least_as: None });
        let answers = picture.answers.iter().map(move |a| {
            let column = &draws.findings[a.column];
            let sheet = match a.answer {
                Said::Present => &column.present,
                Said::Absent => &column.absent,
            };
            let guarded = guard.filter(|guard| guard.clipped.contains(&a.column));
            Factor { sheet, halvings: a.halvings, at_least_as: guarded.map(|guard| guard.target) }
        });
        complaint.chain(answers).collect()
    }

    /// What the runner's own modifiers make of the prior odds.
    pub(super) fn odds_factors(&self, picture: &Picture) -> PerDiagnosis<f64> {
        let mut odds = PerDiagnosis::from_fn(|_| 1.0);
        for modifier in picture.modifiers.iter().map(|i| &self.parts().modifiers[*i]) {
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
