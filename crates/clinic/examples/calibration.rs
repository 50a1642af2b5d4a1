//! Simulated runners against the engine: how well its probabilities mean what they say, and what it costs to ask.
//!
//! Runners are drawn from the tables themselves, and from tables shifted within their uncertainty. Each is asked what
//! the interview asks and nothing else. `cargo run --release -p femoris-clinic --example calibration [RUNNERS]`

#![allow(
    clippy::disallowed_methods,
    reason = "a program beside the crate: it takes a number and writes a table"
)]

use femoris_clinic::case::CaseState;
use femoris_clinic::complaint::{AgeYears, Location, Onset, Setting};
use femoris_clinic::differential::{Cell, Diagnosis, Horizon, Model, Part, PerDiagnosis, Scenario};
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::{Measure, MeasureId};
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::Decision;
use femoris_clinic::triage::{Outcome, Urgency};
use femoris_clinic::verdict::{Verdict, verdict};
use std::collections::BTreeMap;
use std::error::Error;
use std::io::Write;

/// Runners that share one set of shifted tables.
const PER_WORLD: usize = 200;
/// Draws while asking; the final answer has all of them.
const DRAWS_WHILE_ASKING: usize = 256;
/// No interview is longer than the vocabulary.
const MOST_QUESTIONS: usize = 60;

fn main() -> Result<(), Box<dyn Error>> {
    let runners = std::env::args().nth(1).map_or(Ok(20_000), |text| text.parse())?;
    let full = femoris_knowledge::embedded()?;
    let mut quick = full.clone();
    quick.differential = full.differential.with_draws(DRAWS_WHILE_ASKING)?;
    let mut out = std::io::stdout().lock();
    for (name, shifted) in [("the tables themselves", Tables::Points), ("shifted tables", Tables::Shifted)] {
        let mut dice = Dice(20_261_121);
        let mut score = Score::default();
        let mut world = World::of(&full.differential, shifted, &mut dice);
        for runner in 0..runners {
            if runner % PER_WORLD == 0 && shifted == Tables::Shifted {
                world = World::of(&full.differential, shifted, &mut dice);
            }
            let (truth, mut state) = world.runner(&full.differential, &mut dice);
            let questions = interview(&mut state, truth, &world, &quick, &mut dice);
            score.add(truth, &state, questions, &full);
        }
        score.print(&mut out, name)?;
    }
    Ok(())
}

/// Where the simulated truth comes from.
#[derive(Clone, Copy, PartialEq)]
enum Tables {
    Points,
    Shifted,
}

/// One set of tables taken as true.
struct World {
    priors: Vec<Vec<f64>>,
    onset: PerDiagnosis<Vec<f64>>,
    location: PerDiagnosis<Vec<f64>>,
    findings: BTreeMap<FindingId, PerDiagnosis<f64>>,
}

impl World {
    fn of(model: &Model, tables: Tables, dice: &mut Dice) -> Self {
        let parts = model.parts();
        let (lowest, highest) = (parts.tuning.lowest.get(), parts.tuning.highest.get());
        let mut share = |cell: &Cell| match tables {
            Tables::Points => cell.mean.get(),
            Tables::Shifted => dice.beta(cell.mean.get().clamp(lowest, highest), cell.effective_n.get()),
        };
        let onset = PerDiagnosis::from_fn(|d| parts.onset[d].iter().map(&mut share).collect());
        let location = PerDiagnosis::from_fn(|d| parts.location[d].iter().map(&mut share).collect());
        let columns = parts.columns.iter().map(|c| {
            let cells = PerDiagnosis::from_fn(|d| share(&c.cells[d]).clamp(lowest, highest));
            (c.finding, cells)
        });
        let findings = columns.collect();
        let prior = |scenario: &Scenario, dice: &mut Dice| {
            let share = |(_, cell): (Diagnosis, &Cell)| match tables {
                Tables::Points => cell.mean.get(),
                Tables::Shifted => dice.gamma(cell.mean.get() * cell.effective_n.get()),
            };
            scenario.prior.iter().map(share).collect()
        };
        let priors = parts.scenarios.iter().map(|scenario| prior(scenario, dice)).collect();
        Self { priors, onset, location, findings }
    }

    /// A runner with one of the complaints the model knows, each as often as the others.
    fn runner(&self, model: &Model, dice: &mut Dice) -> (Diagnosis, CaseState) {
        let scenarios = &model.parts().scenarios;
        loop {
            let position = dice.below(scenarios.len());
            let scenario = &scenarios[position];
            let truth = Diagnosis::ALL[dice.weighted(&self.priors[position])];
            let location = match scenario.location {
                Part::Counts => Location::ALL[dice.weighted(&self.location[truth])],
                Part::InPrior => Location::CalfShin,
            };
            let allowed = match &scenario.rule.locations {
                Some(list) => list.contains(&location),
                None => location != Location::CalfShin,
            };
            if !allowed {
                continue;
            }
            let onset = match (&scenario.rule.onsets, scenario.onset) {
                (Some(list), Part::InPrior) => list[0],
                _ => Onset::ALL[dice.weighted(&self.onset[truth])],
            };
            return (truth, complaint(truth, scenario, onset, location));
        }
    }

    fn answer(&self, id: FindingId, truth: Diagnosis, dice: &mut Dice) -> Finding {
        match self.findings.get(&id) {
            Some(cells) if dice.unit() < cells[truth] => Finding::Present,
            Some(_) => Finding::Absent,
            None => id.reassuring(),
        }
    }
}

fn complaint(truth: Diagnosis, scenario: &Scenario, onset: Onset, location: Location) -> CaseState {
    let mut state = CaseState::empty(day());
    let setting = scenario.rule.settings.as_ref().and_then(|list| list.first().copied());
    state.complaint.setting = Some(setting.unwrap_or(Setting::Other));
    state.complaint.onset = Some(onset);
    state.complaint.location = Some(location);
    state.complaint.onset_date = Some(day().plus_days(-10));
    // The condition of growing bones happens to the young; everyone else is grown up.
    let age = if truth == Diagnosis::Apo { 15 } else { 34 };
    state.age = AgeYears::new(age).ok();
    for id in FindingId::ALL.iter().filter(|id| id.group() == FindingGroup::DangerSign) {
        state.set_finding(*id, Finding::Absent);
    }
    state
}

fn day() -> femoris_measure::Day {
    femoris_measure::Day::from_days_since_epoch(20_778).unwrap_or_else(|| unreachable!("within range"))
}

/// Asks what the interview asks until it has enough; returns how much that was.
fn interview(
    state: &mut CaseState,
    truth: Diagnosis,
    world: &World,
    knowledge: &Knowledge,
    dice: &mut Dice,
) -> usize {
    for asked in 0..MOST_QUESTIONS {
        let Some(next) = verdict(state, knowledge).next_question else { return asked };
        match next.ask {
            Fact::Finding(id) => state.set_finding(id, world.answer(id, truth, dice)),
            Fact::Measure(id) => {
                // Little pain and a usual morning: what is asked of a runner who hopes to run.
                let value = if id == MeasureId::PainWorst { 5.0 } else { 2.0 };
                if let Ok(measure) = Measure::new(id, value) {
                    state.set_measure(measure);
                }
            }
            _ => return asked,
        }
    }
    MOST_QUESTIONS
}

/// Ten bands of probability.
const BANDS: usize = 10;

/// What came out.
#[derive(Default)]
struct Score {
    runners: usize,
    referred_before_weighing: usize,
    brier: f64,
    top: [usize; 3],
    bands: [(usize, f64, usize); BANDS],
    questions: Vec<usize>,
    dangerous: usize,
    missed: BTreeMap<Diagnosis, (usize, usize)>,
    harmless: usize,
    alarmed: usize,
    stopped: usize,
    unnamed: usize,
}

impl Score {
    fn add(&mut self, truth: Diagnosis, state: &CaseState, questions: usize, knowledge: &Knowledge) {
        self.runners += 1;
        self.questions.push(questions);
        let verdict = verdict(state, knowledge);
        self.triage(truth, &verdict, knowledge);
        let Some(differential) = &verdict.differential else {
            self.referred_before_weighing += 1;
            return;
        };
        for (rank, candidate) in differential.candidates.iter().enumerate() {
            let (p, is) = (candidate.probability.get(), candidate.condition == truth);
            let hit = f64::from(u8::from(is));
            self.brier += (p - hit).powi(2);
            let band = &mut self.bands[((p * BANDS as f64) as usize).min(BANDS - 1)];
            *band = (band.0 + 1, band.1 + p, band.2 + usize::from(is));
            if is && rank < self.top.len() {
                self.top[rank] += 1;
            }
        }
    }

    /// Under-triage: a condition that must be seen within two weeks is neither referred nor stopped. Over-triage: one
    /// that may wait is sent to someone within two days, or told to stop at all.
    fn triage(&mut self, truth: Diagnosis, verdict: &Verdict, knowledge: &Knowledge) {
        const DANGEROUS: [Diagnosis; 4] = [Diagnosis::Pha, Diagnosis::Apo, Diagnosis::Bsi, Diagnosis::Dvt];
        let stopped = verdict.run_today.decision == Decision::StopAndRefer;
        if DANGEROUS.contains(&truth) {
            self.dangerous += 1;
            let entry = self.missed.entry(truth).or_default();
            *entry = (entry.0 + usize::from(!stopped), entry.1 + 1);
            let named = verdict.differential.as_ref().is_some_and(|d| d.banners.contains(&truth));
            self.unnamed += usize::from(!stopped && !named);
        } else if knowledge.differential.parts().profiles[truth].within >= Horizon::Routine {
            self.harmless += 1;
            let urgent = Outcome::Refer(Urgency::TwoDays).caution();
            self.alarmed += usize::from(verdict.triage.outcome.caution() >= urgent);
            self.stopped += usize::from(stopped);
        }
    }

    fn print(&mut self, out: &mut impl Write, name: &str) -> std::io::Result<()> {
        self.questions.sort_unstable();
        let weighed = (self.runners - self.referred_before_weighing).max(1);
        let percent = |part: usize, whole: usize| 100.0 * part as f64 / whole.max(1) as f64;
        let quantile = |share: f64| self.questions[((self.runners - 1) as f64 * share) as usize];
        writeln!(out, "\n### {} runners from {name}\n", self.runners)?;
        writeln!(out, "| measure | value |\n|---|---|")?;
        writeln!(out, "| Brier score (0 best, 2 worst) | {:.3} |", self.brier / weighed as f64)?;
        writeln!(out, "| the true condition is first | {:.1} % |", percent(self.top[0], weighed))?;
        let three = self.top.iter().sum();
        writeln!(out, "| it is among the first three | {:.1} % |", percent(three, weighed))?;
        let (low, middle, high) = (quantile(0.1), quantile(0.5), quantile(0.9));
        writeln!(out, "| questions asked: median (10-90 %) | {middle} ({low}-{high}) |")?;
        let missed = self.missed.values().map(|(missed, _)| missed).sum();
        writeln!(
            out,
            "| dangerous, neither referred nor stopped | {:.1} % |",
            percent(missed, self.dangerous)
        )?;
        writeln!(
            out,
            "| ... and not named as one that cannot be excluded | {:.1} % |",
            percent(self.unnamed, self.dangerous)
        )?;
        for (condition, (missed, all)) in &self.missed {
            writeln!(out, "| of {all} with {condition} | {:.1} % |", percent(*missed, *all))?;
        }
        writeln!(
            out,
            "| may wait, sent to someone within two days | {:.1} % |",
            percent(self.alarmed, self.harmless)
        )?;
        writeln!(
            out,
            "| may wait, told to stop and see someone | {:.1} % |",
            percent(self.stopped, self.harmless)
        )?;
        let before = percent(self.referred_before_weighing, self.runners);
        writeln!(out, "| sent the same day, before any weighing | {before:.1} % |")?;
        writeln!(out, "\n| said | conditions | mean said | came true |\n|---|---|---|---|")?;
        for (band, (count, said, true_ones)) in self.bands.iter().enumerate() {
            let mean = 100.0 * said / (*count).max(1) as f64;
            let (from, to) = (band * BANDS, (band + 1) * BANDS);
            writeln!(
                out,
                "| {from}-{to} % | {count} | {mean:.1} % | {:.1} % |",
                percent(*true_ones, *count)
            )?;
        }
        Ok(())
    }
}

/// SplitMix64 and what is drawn with it.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// Above 0 and below 1.
    fn unit(&mut self) -> f64 {
        ((self.next() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.unit() * bound as f64) as usize
    }

    fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        let hit = weights.iter().position(|weight| {
            left -= weight;
            left < 0.0
        });
        hit.unwrap_or(weights.len() - 1)
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * self.unit().ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Marsaglia and Tsang's method.
    fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            return self.gamma(shape + 1.0) * self.unit().powf(1.0 / shape);
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let x = self.normal();
            let v = (1.0 + c * x).powi(3);
            if v > 0.0 && self.unit().ln() < 0.5 * x * x + d - d * v + d * v.ln() {
                return d * v;
            }
        }
    }

    fn beta(&mut self, mean: f64, n: f64) -> f64 {
        let (a, b) = (self.gamma(mean * n), self.gamma((1.0 - mean) * n));
        if a + b > 0.0 { a / (a + b) } else { mean }
    }
}
