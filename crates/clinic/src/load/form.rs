//! Running form as a watch or a foot pod sees it: means at comparable speeds, and this run against the runner's own
//! earlier runs. Never against other runners, and never judged: a change is shown where it is larger than the device errs.

use super::trace::{Moment, Trace};
use crate::evidence::{RuleId, SourceId, Tag};
use femoris_measure::ids;
use femoris_measure::{Channel, DeveloperSeries, RecordedRun};
use std::collections::BTreeMap;

// number: thousandths, as third-party fields are stored
const THOUSAND: f64 = 1000.0;

/// Fields as a foot pod names them.
const GROUND_TIME: &str = "Ground Time";
const LEG_STIFFNESS: &str = "Leg Spring Stiffness";
const FORM_POWER: &str = "Form Power";

ids! {
    /// What of the form is measured.
    FormMeasure {
        /// Steps a minute, both feet.
        Cadence = "cadence",
        /// Step length in mm.
        StepLength = "step_length",
        /// Ground contact time in ms.
        GroundContact = "ground_contact",
        /// Share of the contact on the left foot in per cent.
        ContactBalance = "contact_balance",
        /// Vertical oscillation in mm.
        VerticalOscillation = "vertical_oscillation",
        /// Vertical oscillation over step length in per cent.
        VerticalRatio = "vertical_ratio",
        /// Leg spring stiffness in kN/m, from a foot pod.
        LegStiffness = "leg_stiffness",
        /// Power that goes into bouncing, in W, from a foot pod.
        FormPower = "form_power",
    }
}

// number: as many as there are measures of form
const MEASURES: usize = 8;

impl FormMeasure {
    /// Unit symbol.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Cadence => "steps/min",
            Self::StepLength | Self::VerticalOscillation => "mm",
            Self::GroundContact => "ms",
            Self::ContactBalance | Self::VerticalRatio => "%",
            Self::LegStiffness => "kN/m",
            Self::FormPower => "W",
        }
    }

    fn channel(self) -> Option<Channel> {
        match self {
            Self::Cadence => Some(Channel::Cadence),
            Self::StepLength => Some(Channel::StepLength),
            Self::GroundContact => Some(Channel::GroundContact),
            Self::ContactBalance => Some(Channel::ContactBalance),
            Self::VerticalOscillation => Some(Channel::VerticalOscillation),
            Self::VerticalRatio => Some(Channel::VerticalRatio),
            Self::LegStiffness | Self::FormPower => None,
        }
    }

    /// Names of all fields of a foot pod that are read.
    // number: as many as [`FormMeasure::pod_field`] names
    pub const POD_FIELDS: [&str; 3] = [GROUND_TIME, LEG_STIFFNESS, FORM_POWER];

    /// Name of the foot pod's own field, where it writes one.
    fn pod_field(self) -> Option<&'static str> {
        match self {
            Self::GroundContact => Some(GROUND_TIME),
            Self::LegStiffness => Some(LEG_STIFFNESS),
            Self::FormPower => Some(FORM_POWER),
            _ => None,
        }
    }
}

/// What form is measured with. From `knowledge/load/form.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct FormRules {
    /// Width of a band of comparable speeds, in m/s.
    pub speed_step: f64,
    /// Only ground flatter than this counts, rise over run.
    pub flat: f64,
    /// Only speed that changes less than this counts, in m/s².
    pub steady: f64,
    /// Seconds that both sides need in a band of speed.
    pub least_s: f64,
    /// Earlier runs that a baseline needs.
    pub least_runs: usize,
    /// Days that a baseline reaches back.
    pub baseline_days: i32,
    /// Changes smaller than this many median deviations of the earlier runs are the runner's usual variation.
    pub deviations: f64,
    /// What each measure must change by before it is shown as changed.
    pub margins: Vec<FormMargin>,
    /// What can be said about changing one's form.
    pub advice: Vec<FormAdvice>,
    /// What all of it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// How far a device errs in a measure.
#[derive(Debug, Clone, PartialEq)]
pub struct FormMargin {
    /// Which measure.
    pub measure: FormMeasure,
    /// Per cent of the baseline that a change must exceed.
    pub percent: f64,
    /// Sources of the figure.
    pub sources: Vec<SourceId>,
    /// How sure it is.
    pub tag: Tag,
}

/// Something that can be said about changing one's form. Its wording stands under its id.
#[derive(Debug, Clone, PartialEq)]
pub struct FormAdvice {
    /// Its id.
    pub rule: RuleId,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

/// Time with a measure, and its sum over that time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FormSum {
    /// Milliseconds with a value.
    pub ms: u64,
    /// Hundredths of the unit times milliseconds.
    pub sum: u64,
}

impl FormSum {
    /// The mean; `None` without any time.
    pub fn mean(self) -> Option<f64> {
        (self.ms > 0).then(|| self.sum as f64 / self.ms as f64 / 100.0)
    }
}

/// The form of a run: sums of each measure by band of speed, flat and steady running only.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RunForm(BTreeMap<u32, [FormSum; MEASURES]>);

impl RunForm {
    /// The form in a trace of a run.
    pub fn of(run: &RecordedRun, trace: &Trace, running_from: f64, rules: &FormRules) -> Self {
        let sensors: Vec<Sensor<'_>> =
            FormMeasure::ALL.iter().filter_map(|of| Sensor::of(run, *of)).collect();
        let mut form = Self::default();
        let counts = |moment: &&Moment| {
            moment.speed >= running_from
                && moment.slope.is_none_or(|slope| slope.abs() < rules.flat)
                && moment.acceleration.is_none_or(|rate| rate.abs() < rules.steady)
        };
        for moment in trace.moments().iter().filter(counts) {
            let ms = (moment.lasts_s * THOUSAND).round() as u64;
            let band = (moment.speed / rules.speed_step) as u32;
            let values =
                sensors.iter().filter_map(|sensor| Some((sensor.measure, sensor.value(run, moment.row)?)));
            form.add_all(
                band,
                values.map(|(measure, value)| {
                    let hundredths = (value * 100.0).round() as u64;
                    (measure, FormSum { ms, sum: hundredths * ms })
                }),
            );
        }
        form
    }

    /// From kept sums; what repeats is added.
    pub fn from_sums(sums: impl IntoIterator<Item = (u32, FormMeasure, FormSum)>) -> Self {
        let mut form = Self::default();
        sums.into_iter().for_each(|(band, measure, sum)| form.add_all(band, std::iter::once((measure, sum))));
        form
    }

    /// All sums that hold anything, by band of speed and measure.
    pub fn sums(&self) -> impl Iterator<Item = (u32, FormMeasure, FormSum)> + '_ {
        self.0.iter().flat_map(|(band, sums)| {
            let each = FormMeasure::ALL.iter().zip(sums);
            each.filter(|(_, sum)| sum.ms > 0).map(|(measure, sum)| (*band, *measure, *sum))
        })
    }

    /// Nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// One look for the band serves all measures of a moment.
    fn add_all(&mut self, band: u32, sums: impl Iterator<Item = (FormMeasure, FormSum)>) {
        let mut sums = sums.peekable();
        if sums.peek().is_none() {
            return;
        }
        let slots = self.0.entry(band).or_default();
        for (measure, sum) in sums {
            slots[measure as usize].ms += sum.ms;
            slots[measure as usize].sum += sum.sum;
        }
    }

    fn bands(&self, measure: FormMeasure, least_s: f64) -> impl Iterator<Item = (u32, FormSum)> + '_ {
        let enough = move |sum: &FormSum| sum.ms as f64 >= least_s * THOUSAND;
        self.0
            .iter()
            .map(move |(band, sums)| (*band, sums[measure as usize]))
            .filter(move |(_, sum)| enough(sum))
    }
}

/// Where the values of a measure stand in a recording.
struct Sensor<'a> {
    measure: FormMeasure,
    pod: Option<&'a DeveloperSeries>,
}

impl<'a> Sensor<'a> {
    /// The watch's own channel where it has one, else the foot pod's field.
    fn of(run: &'a RecordedRun, measure: FormMeasure) -> Option<Self> {
        if measure.channel().is_some_and(|channel| run.samples.column(channel).is_some()) {
            return Some(Self { measure, pod: None });
        }
        let name = measure.pod_field()?;
        let pod =
            run.developer.iter().find(|field| field.name == name && field.series.count_present() > 0)?;
        Some(Self { measure, pod: Some(pod) })
    }

    /// A sensor that saw nothing writes zero.
    fn value(&self, run: &RecordedRun, row: usize) -> Option<f64> {
        let value = match self.pod {
            Some(pod) => pod.series.steps(row).map(|steps| f64::from(steps) / THOUSAND),
            None => run.samples.value(self.measure.channel()?, row),
        };
        value.filter(|value| *value > 0.0)
    }
}

/// One measure of a run against the earlier ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FormChange {
    /// Which measure.
    pub measure: FormMeasure,
    /// Mean of this run over the bands of speed that both sides have.
    pub now: f64,
    /// Mean of the earlier runs at the same speeds, weighed as this run spent its time.
    pub before: f64,
    /// How the earlier runs vary among themselves at these speeds: median deviation.
    pub usual: f64,
    /// By how much it must differ before it counts as a change: what the device errs by, or what the runner varies by.
    pub needed: f64,
    /// Seconds of this run that could be compared.
    pub seconds: f64,
    /// How many earlier runs were compared with.
    pub runs: usize,
    /// Whether the change is larger than the device errs and than the runner varies.
    pub standing: FormStanding,
}

/// Whether a change of form is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormStanding {
    /// Within what the device errs by, or the runner varies by.
    WithinError,
    /// Beyond both.
    Changed,
}

/// A run against earlier runs of the same device, measure by measure. A measure that too few of them share at like speeds is
/// left out.
pub fn form_changes(run: &RunForm, earlier: &[RunForm], rules: &FormRules) -> Vec<FormChange> {
    FormMeasure::ALL.iter().filter_map(|measure| change(*measure, run, earlier, rules)).collect()
}

fn change(measure: FormMeasure, run: &RunForm, earlier: &[RunForm], rules: &FormRules) -> Option<FormChange> {
    // Means of the earlier runs, band by band.
    let mut means: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for form in earlier {
        for (band, sum) in form.bands(measure, rules.least_s) {
            means.entry(band).or_default().extend(sum.mean());
        }
    }
    means.retain(|_, found| found.len() >= rules.least_runs);
    let (mut ms, mut now, mut before, mut usual) = (0.0, 0.0, 0.0, 0.0);
    let mut runs = usize::MAX;
    for (band, sum) in run.bands(measure, rules.least_s) {
        let (Some(found), Some(mean)) = (means.get_mut(&band), sum.mean()) else { continue };
        let weight = sum.ms as f64;
        let middle = median(found)?;
        let mut deviations: Vec<f64> = found.iter().map(|mean| (mean - middle).abs()).collect();
        ms += weight;
        now += mean * weight;
        before += middle * weight;
        usual += median(&mut deviations)? * weight;
        runs = runs.min(found.len());
    }
    if ms <= 0.0 {
        return None;
    }
    let (now, before, usual) = (now / ms, before / ms, usual / ms);
    let margin = rules.margins.iter().find(|margin| margin.measure == measure)?;
    let needed = (before * margin.percent / 100.0).max(usual * rules.deviations);
    let standing =
        if (now - before).abs() > needed { FormStanding::Changed } else { FormStanding::WithinError };
    Some(FormChange { measure, now, before, usual, needed, seconds: ms / THOUSAND, runs, standing })
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = *values.get(values.len().checked_sub(1)? / 2)?;
    Some((lower + upper) / 2.0)
}
