//! The uncertainty of every number, drawn once: a Latin hypercube over all cells of the tables.
//!
//! Each cell is cut into as many equally likely slices as there are draws and visits each slice exactly once, in
//! an order of its own. That keeps every cell's distribution exact and leaves chance only in which slices meet.

use super::diagnosis::{Diagnosis, PerDiagnosis};
use super::model::{Cell, ModelParts};
use super::quantile::{BetaGrid, Position, gamma_quantiles};
use super::shuffle::Stream;
use std::collections::BTreeMap;

/// One value for each class and draw: class after class. What all classes have in common is divided out, which the
/// posterior does not notice and which keeps long products of small numbers within what 32 bits hold.
#[derive(Debug, Default)]
pub(super) struct Sheet(Vec<f32>);

impl Sheet {
    /// The values of one class.
    pub(super) fn of(&self, condition: Diagnosis) -> &[f32] {
        let count = self.0.len() / Diagnosis::COUNT;
        &self.0[condition.index() * count..][..count]
    }
}

/// Tempered likelihoods of one finding, draw by draw.
#[derive(Debug)]
pub(super) struct FindingDraws {
    pub(super) present: Sheet,
    pub(super) absent: Sheet,
}

/// Everything that is drawn.
#[derive(Debug)]
pub(super) struct Draws {
    pub(super) count: usize,
    /// One sheet for each scenario; not normalised.
    pub(super) priors: Vec<Sheet>,
    pub(super) onset: Vec<Sheet>,
    pub(super) location: Vec<Sheet>,
    pub(super) findings: Vec<FindingDraws>,
}

impl Draws {
    pub(super) fn prepare(parts: &ModelParts) -> Self {
        let mut maker = Maker::new(parts);
        // A label names a cell's stream. Scenarios share theirs, so that changing the prior keeps the draw.
        let priors = parts.scenarios.iter().map(|s| maker.prior(&s.prior)).collect();
        maker.label += 1;
        let onset = categories(&parts.onset, |cells| maker.likelihood(cells).present);
        let location = categories(&parts.location, |cells| maker.likelihood(cells).present);
        let findings = parts.columns.iter().map(|column| maker.likelihood(&column.cells)).collect();
        Self { count: parts.tuning.draws, priors, onset, location, findings }
    }
}

/// One sheet for each category of a categorical table.
fn categories<const N: usize>(
    table: &PerDiagnosis<[Cell; N]>,
    mut sheet: impl FnMut(&PerDiagnosis<Cell>) -> Sheet,
) -> Vec<Sheet> {
    (0..N).map(|category| sheet(&PerDiagnosis::from_fn(|c| table[c][category]))).collect()
}

/// Tempered present and absent values at the quantiles of one distribution.
struct Quantiles {
    present: Vec<f32>,
    absent: Vec<f32>,
}

/// Cells with the same mean and weight share their quantiles; each has its own order.
struct Maker<'a> {
    parts: &'a ModelParts,
    grid: BetaGrid,
    tempered: (Vec<f64>, Vec<f64>),
    betas: BTreeMap<[u64; 2], Quantiles>,
    gammas: BTreeMap<u64, Vec<f32>>,
    label: u64,
}

impl<'a> Maker<'a> {
    fn new(parts: &'a ModelParts) -> Self {
        let tuning = &parts.tuning;
        let grid = BetaGrid::new(tuning.lowest.get(), tuning.highest.get());
        let tempered = grid.tempered(tuning.tempering.get());
        Self { parts, grid, tempered, betas: BTreeMap::new(), gammas: BTreeMap::new(), label: 0 }
    }

    fn order(&self, condition: Diagnosis) -> Vec<u32> {
        let label = self.label * Diagnosis::COUNT as u64 + condition.index() as u64;
        Stream::of(self.parts.tuning.seed, label).order(self.parts.tuning.draws)
    }

    /// Parts of a Dirichlet: the division by their sum falls away when the posterior is normalised.
    fn prior(&mut self, cells: &PerDiagnosis<Cell>) -> Sheet {
        let count = self.parts.tuning.draws;
        let mut sheet = Vec::with_capacity(count * Diagnosis::COUNT);
        for (condition, cell) in cells.iter() {
            let shape = cell.mean.get() * cell.effective_n.get();
            if shape <= 0.0 {
                sheet.extend(std::iter::repeat_n(0.0, count));
                continue;
            }
            let order = self.order(condition);
            let values = self.gammas.entry(shape.to_bits()).or_insert_with(|| {
                gamma_quantiles(shape, count)
                    .into_iter()
                    .map(|v| (v / cell.effective_n.get()) as f32)
                    .collect()
            });
            sheet.extend(order.into_iter().map(|slice| values[slice as usize]));
        }
        Sheet(sheet)
    }

    fn likelihood(&mut self, cells: &PerDiagnosis<Cell>) -> FindingDraws {
        let count = self.parts.tuning.draws;
        let common = common(cells);
        let (mut present, mut absent) = (Vec::new(), Vec::new());
        present.reserve_exact(count * Diagnosis::COUNT);
        absent.reserve_exact(count * Diagnosis::COUNT);
        for (condition, cell) in cells.iter() {
            let order = self.order(condition);
            let values = self.quantiles(cell);
            present.extend(order.iter().map(|slice| values.present[*slice as usize] / common.0));
            absent.extend(order.iter().map(|slice| values.absent[*slice as usize] / common.1));
        }
        self.label += 1;
        FindingDraws { present: Sheet(present), absent: Sheet(absent) }
    }

    fn quantiles(&mut self, cell: &Cell) -> &Quantiles {
        let (mean, n) = (cell.mean.get(), cell.effective_n.get());
        let (grid, tempered, count) = (&self.grid, &self.tempered, self.parts.tuning.draws);
        self.betas.entry([mean.to_bits(), n.to_bits()]).or_insert_with(|| {
            let places = grid.quantiles(mean, n, count);
            let read = |table: &[f64]| places.iter().map(|p: &Position| p.read(table) as f32).collect();
            Quantiles { present: read(&tempered.0), absent: read(&tempered.1) }
        })
    }
}

/// What present and absent are divided by: about the mean of the classes.
fn common(cells: &PerDiagnosis<Cell>) -> (f32, f32) {
    let mean = cells.iter().map(|(_, cell)| cell.mean.get()).sum::<f64>() / Diagnosis::COUNT as f64;
    // Division by a power of two changes no digit.
    let power = |value: f64| (libm::exp2(libm::floor(libm::log2(value)))) as f32;
    (power(mean.max(f64::from(f32::EPSILON))), power((1.0 - mean).max(f64::from(f32::EPSILON))))
}
