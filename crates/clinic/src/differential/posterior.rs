//! From a picture to probabilities: the prepared draws multiplied, divided by their sum, and summarised.

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
#[derive(Clone, Copy)]
struct Factor<'a> {
    sheet: &'a Sheet,
    halvings: u8,
}

/// A reading with caution: what reassures about `target` can only lower it.
struct Guard<'a> {
    target: Diagnosis,
    /// What the runner's modifiers are in this reading, as a share of what they are otherwise.
    odds: PerDiagnosis<f32>,
    /// Factors weighed otherwise than in the plain reading.
    own: Vec<Factor<'a>>,
    /// Factors by which no other class may lose more than the target.
    floored: Vec<Factor<'a>>,
}

/// What is multiplied, so that every reading shares the most of it.
struct Plan<'a> {
    prior: &'a Sheet,
    odds: PerDiagnosis<f32>,
    /// Factors of every reading.
    shared: Vec<Factor<'a>>,
    /// Factors of the plain reading only.
    own: Vec<Factor<'a>>,
    guards: Vec<Guard<'a>>,
}

type Block = [[f32; BLOCK]; Diagnosis::COUNT];

const EMPTY: Block = [[0.0; BLOCK]; Diagnosis::COUNT];

impl Model {
    /// Probabilities with their bands.
    pub fn posterior(&self, picture: &Picture) -> Posterior {
        self.posterior_and_guarded(picture, &[]).0
    }

    /// Probabilities with their bands, and those of some classes as safety rules may use them: see
    /// [`Self::guarded`].
    pub(crate) fn posterior_and_guarded(
        &self,
        picture: &Picture,
        targets: &[Diagnosis],
    ) -> (Posterior, Vec<Probability>) {
        let plan = self.plan(picture, targets);
        let count = self.draws().count;
        let mut shares = vec![0.0_f32; count * Diagnosis::COUNT];
        let mut sums = [Sum::default(); Diagnosis::COUNT];
        let mut guarded = vec![Sum::default(); targets.len()];
        for start in (0..count).step_by(BLOCK) {
            let len = BLOCK.min(count - start);
            let mut block = plan.shared_block(start, len);
            plan.guard(&block, start, len, &mut guarded);
            plan.finish(&mut block, start, len);
            for (class, row) in block.iter().enumerate() {
                sums[class].add(&row[..len]);
                shares[class * count + start..][..len].copy_from_slice(&row[..len]);
            }
        }
        let tuning = &self.parts().tuning;
        let ends: Vec<(f64, f64)> = shares
            .chunks_exact_mut(count)
            .map(|row| ends(row, tuning.band_low.get(), tuning.band_high.get()))
            .collect();
        let posterior = Posterior {
            mean: PerDiagnosis::from_fn(|d| sums[d.index()].mean(count)),
            low: PerDiagnosis::from_fn(|d| Probability::clamped(ends[d.index()].0)),
            high: PerDiagnosis::from_fn(|d| Probability::clamped(ends[d.index()].1)),
        };
        (posterior, guarded.iter().map(|sum| sum.mean(count)).collect())
    }

    /// Mean probabilities only, where no band is needed.
    pub fn means(&self, picture: &Picture) -> PerDiagnosis<Probability> {
        let plan = self.plan(picture, &[]);
        let count = self.draws().count;
        let mut sums = [Sum::default(); Diagnosis::COUNT];
        for start in (0..count).step_by(BLOCK) {
            let len = BLOCK.min(count - start);
            let mut block = plan.shared_block(start, len);
            plan.finish(&mut block, start, len);
            sums.iter_mut().zip(&block).for_each(|(sum, row)| sum.add(&row[..len]));
        }
        PerDiagnosis::from_fn(|d| sums[d.index()].mean(count))
    }

    /// The probabilities of some classes as safety rules may use them.
    ///
    /// Such a probability never falls when a danger sign is added or when the absence of an alarming finding is
    /// forgotten: factors that danger signs put on other classes are left out, and where an alarming finding is
    /// absent no other class loses more by it than the class asked about.
    pub fn guarded(&self, picture: &Picture, targets: &[Diagnosis]) -> Vec<Probability> {
        let plan = self.plan(picture, targets);
        let count = self.draws().count;
        let mut guarded = vec![Sum::default(); targets.len()];
        for start in (0..count).step_by(BLOCK) {
            let len = BLOCK.min(count - start);
            let block = plan.shared_block(start, len);
            plan.guard(&block, start, len, &mut guarded);
        }
        guarded.iter().map(|sum| sum.mean(count)).collect()
    }

    fn plan(&self, picture: &Picture, targets: &[Diagnosis]) -> Plan<'_> {
        let draws = self.draws();
        let alarming = &self.parts().alarming;
        let reassures = |a: &Answer| a.answer == Said::Absent && alarming.contains(&a.finding);
        let guards_exist = !targets.is_empty();
        let (clipped, mut free): (Vec<Answer>, Vec<Answer>) =
            picture.answers.iter().partition(|a| guards_exist && reassures(a));
        // A reassuring answer must not weaken others of its group in a cautious reading, so it leaves the group.
        self.weigh_groups(&mut free);
        let same = |a: &Answer| free.contains(a);
        let factors = |answers: &[Answer], keep: &dyn Fn(&Answer) -> bool| -> Vec<Factor<'_>> {
            answers.iter().filter(|a| keep(a)).map(|a| self.factor(a)).collect()
        };
        let onset = picture.onset.map(|onset| &draws.onset[onset as usize]);
        let location = picture.location.map(|location| &draws.location[location as usize]);
        let complaint = onset.into_iter().chain(location).map(|sheet| Factor { sheet, halvings: 0 });
        let odds = self.odds_factors(picture, |_| true);
        let guard = |target: Diagnosis| Guard {
            target,
            odds: self.odds_factors(picture, |m| m.condition == target || !m.rests_on_danger_sign()),
            own: factors(&free, &|a| !picture.answers.contains(a)),
            floored: factors(&clipped, &|_| true).iter().map(|f| Factor { halvings: 0, ..*f }).collect(),
        };
        Plan {
            prior: &draws.priors[picture.scenario],
            odds,
            shared: complaint.chain(factors(&picture.answers, &same)).collect(),
            own: factors(&picture.answers, &|a| !same(a)),
            guards: targets.iter().map(|target| guard(*target)).collect(),
        }
    }

    fn factor(&self, answer: &Answer) -> Factor<'_> {
        let column = &self.draws().findings[answer.column];
        let sheet = match answer.answer {
            Said::Present => &column.present,
            Said::Absent => &column.absent,
        };
        Factor { sheet, halvings: answer.halvings }
    }

    /// What the runner's own modifiers make of the prior odds.
    pub(super) fn odds_factors(
        &self,
        picture: &Picture,
        keep: impl Fn(&super::model::Modifier) -> bool,
    ) -> PerDiagnosis<f32> {
        let mut odds = PerDiagnosis::from_fn(|_| 1.0);
        let applied = picture.modifiers.iter().map(|i| &self.parts().modifiers[*i]);
        for modifier in applied.filter(|m| keep(m)) {
            odds[modifier.condition] *= modifier.factor as f32;
        }
        odds
    }
}

impl Plan<'_> {
    /// The prior times every shared factor, before any modifier of the runner.
    fn shared_block(&self, start: usize, len: usize) -> Block {
        let mut block = EMPTY;
        for (condition, row) in Diagnosis::ALL.iter().zip(&mut block) {
            row[..len].copy_from_slice(&self.prior.of(*condition)[start..][..len]);
            multiply(&mut row[..len], &self.shared, *condition, start);
        }
        block
    }

    /// The plain reading of a block, each draw summing to 1.
    fn finish(&self, block: &mut Block, start: usize, len: usize) {
        for (condition, row) in Diagnosis::ALL.iter().zip(block.iter_mut()) {
            let odds = self.odds[*condition];
            row[..len].iter_mut().for_each(|r| *r *= odds);
            multiply(&mut row[..len], &self.own, *condition, start);
        }
        normalise(block, len);
    }

    /// The cautious readings of a block, added to their sums.
    fn guard(&self, shared: &Block, start: usize, len: usize, sums: &mut [Sum]) {
        for (guard, sum) in self.guards.iter().zip(sums) {
            let mut block = *shared;
            for (condition, row) in Diagnosis::ALL.iter().zip(block.iter_mut()) {
                let odds = guard.odds[*condition];
                row[..len].iter_mut().for_each(|r| *r *= odds);
                multiply(&mut row[..len], &guard.own, *condition, start);
                for factor in &guard.floored {
                    let floor = &factor.sheet.of(guard.target)[start..][..len];
                    let values = factor.sheet.of(*condition)[start..][..len].iter().zip(floor);
                    row.iter_mut().zip(values).for_each(|(r, (v, f))| *r *= v.max(*f));
                }
            }
            normalise(&mut block, len);
            sum.add(&block[guard.target.index()][..len]);
        }
    }
}

fn multiply(row: &mut [f32], factors: &[Factor<'_>], condition: Diagnosis, start: usize) {
    for factor in factors {
        let values = &factor.sheet.of(condition)[start..][..row.len()];
        match factor.halvings {
            0 => row.iter_mut().zip(values).for_each(|(r, v)| *r *= *v),
            // A square root halves the logarithm, and every machine rounds it the same way.
            times => row.iter_mut().zip(values).for_each(|(r, v)| {
                *r *= (0..times).fold(*v, |value, _| value.sqrt());
            }),
        }
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

/// A sum in lanes, added up in the same order on every machine.
#[derive(Debug, Clone, Copy, Default)]
struct Sum([f64; LANES]);

impl Sum {
    fn add(&mut self, row: &[f32]) {
        for chunk in row.chunks(LANES) {
            self.0.iter_mut().zip(chunk).for_each(|(sum, value)| *sum += f64::from(*value));
        }
    }

    fn mean(&self, count: usize) -> Probability {
        Probability::clamped(self.0.iter().sum::<f64>() / count as f64)
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
