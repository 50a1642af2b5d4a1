//! The tables of the differential as the engine needs them: complete for every class, checked on construction.

use super::diagnosis::{Diagnosis, PerDiagnosis};
use super::draws::Draws;
use super::tempered::Tempered;
use crate::complaint::{Complaint, Location, Onset, Setting};
use crate::condition::Condition;
use crate::evidence::SourceId;
use crate::facts::Facts;
use crate::finding::{FindingGroup, FindingId};
use crate::observation::Fact;
use crate::truth::Truth;
use femoris_measure::ids;
use std::collections::BTreeMap;
use std::sync::OnceLock;

ids! {
    /// What a number rests on.
    CellKind {
        /// Published accuracy of a test.
        PublishedAccuracy = "published_accuracy",
        /// Published proportion.
        PublishedShare = "published_share",
        /// True by definition of the condition.
        Definition = "definition",
        /// An estimate: no publication behind it.
        Estimate = "estimate",
    }
}

/// A probability, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Probability {
    /// Impossible.
    pub(crate) const ZERO: Self = Self(0.0);

    /// Accepts 0 to 1.
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }

    /// For sums that rounding may carry past an end by a hair.
    pub(crate) fn clamped(value: f64) -> Self {
        Self(value.clamp(0.0, 1.0))
    }

    /// The number, 0 to 1.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// One number of a table: its mean, what it rests on and how many observations it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The adopted value.
    pub mean: Probability,
    /// What it rests on.
    pub kind: CellKind,
    /// Observations it counts as when its uncertainty is drawn.
    pub effective_n: EffectiveN,
}

/// A number of observations, above 0 and at most 1 000.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectiveN(f64);

impl EffectiveN {
    const HIGH: f64 = 1000.0;

    /// Accepts what is above 0 and at most 1 000.
    pub fn new(value: f64) -> Option<Self> {
        (value > 0.0 && value <= Self::HIGH).then_some(Self(value))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

/// What a cell of the tables is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stated {
    /// How it began.
    Onset(Onset),
    /// Where it is worst.
    Location(Location),
    /// A finding.
    Finding(FindingId),
}

/// Why a cell holds what it holds. An estimate has no grounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grounds {
    /// A study.
    Study {
        /// Which one.
        source: SourceId,
        /// What it reported.
        reported: String,
        /// Why the table holds another value; empty where it does not.
        adopted_because: String,
    },
    /// The condition is named after it.
    Definition {
        /// In what way.
        because: String,
    },
}

ids! {
    /// What is hurt.
    Tissue {
        /// A muscle.
        Muscle = "muscle",
        /// A tendon.
        Tendon = "tendon",
        /// A tendon torn off.
        Tear = "tear",
        /// A bone.
        Bone = "bone",
        /// Muscles after unusual work.
        Soreness = "soreness",
        /// A cramping muscle.
        Cramp = "cramp",
        /// A nerve.
        Nerve = "nerve",
        /// A joint.
        Joint = "joint",
        /// A bursa.
        Bursa = "bursa",
        /// A vessel or a compartment.
        Vessel = "vessel",
        /// Not told.
        Other = "other",
    }
}

ids! {
    /// Whom to see first when a condition fits best.
    FirstContact {
        /// Nobody yet.
        SelfCare = "self_care",
        /// A physiotherapist.
        Physiotherapist = "physiotherapist",
        /// A general practitioner.
        GeneralPractitioner = "general_practitioner",
        /// A sports physician.
        SportsPhysician = "sports_physician",
        /// A service that sees people the same day.
        SameDayService = "same_day_service",
    }
}

ids! {
    /// How soon. The order is from the most urgent.
    Horizon {
        /// Now.
        Now = "U0",
        /// The same day.
        SameDay = "U1",
        /// Within two days.
        TwoDays = "U2",
        /// Within two weeks.
        TwoWeeks = "U3",
        /// Routine.
        Routine = "U4",
        /// Self-care with a review date.
        SelfCare = "U5",
    }
}

/// What is known of a condition beside its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Profile {
    /// What is hurt.
    pub tissue: Tissue,
    /// Whom to see first.
    pub see_first: FirstContact,
    /// How soon.
    pub within: Horizon,
}

/// Whether a part of the complaint speaks, or is already part of the scenario's prior.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It is picture.
    Counts,
    /// The prior already contains it.
    InPrior,
}

/// Whether the model was made for this complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Coverage {
    /// The model's own territory.
    Core,
    /// Outside its core: said beside the result.
    Outside,
}

/// When a scenario applies. `None` asks nothing of that part.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ScenarioRule {
    /// The setting must be one of these.
    pub settings: Option<Vec<Setting>>,
    /// The onset must not be known to be another than these.
    pub onsets: Option<Vec<Onset>>,
    /// The worst pain must be known to be in one of these places.
    pub locations: Option<Vec<Location>>,
}

impl ScenarioRule {
    fn fits(&self, complaint: &Complaint) -> bool {
        let known = |list: &[Setting]| complaint.setting.is_some_and(|s| list.contains(&s));
        let open = |list: &[Onset]| complaint.onset.is_none_or(|o| list.contains(&o));
        let place = |list: &[Location]| complaint.location.is_some_and(|l| list.contains(&l));
        self.settings.as_deref().is_none_or(known)
            && self.onsets.as_deref().is_none_or(open)
            && self.locations.as_deref().is_none_or(place)
    }
}

/// A kind of complaint with its own prior.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its id in the knowledge files.
    pub id: String,
    /// When it applies.
    pub rule: ScenarioRule,
    /// Whether onset is evidence in it.
    pub onset: Part,
    /// Whether location is evidence in it.
    pub location: Part,
    /// Whether the model was made for it.
    pub coverage: Coverage,
    /// How common each condition is before any finding.
    pub prior: PerDiagnosis<Cell>,
}

/// P(present | condition) of one finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The finding.
    pub finding: FindingId,
    /// One cell for each class.
    pub cells: PerDiagnosis<Cell>,
}

/// Something about the runner that makes one condition more or less likely from the start.
#[derive(Debug, Clone, PartialEq)]
pub struct Modifier {
    /// Its id in the knowledge files.
    pub id: String,
    /// The condition whose prior odds change.
    pub condition: Diagnosis,
    /// The factor on the prior odds; 0 excludes the condition.
    pub factor: f64,
    /// What the factor rests on.
    pub kind: CellKind,
    /// Where it was published; `None` for an estimate.
    pub source: Option<SourceId>,
    /// Only in these scenarios, by position; `None` for all.
    pub scenarios: Option<Vec<usize>>,
    /// When it applies.
    pub when: Condition,
    /// Another modifier, by position, that this one replaces when both apply.
    pub replaces: Option<usize>,
}

impl Modifier {
    /// Whether a danger sign can make it apply.
    pub(super) fn rests_on_danger_sign(&self) -> bool {
        let mut found = false;
        self.when.walk(&mut |atom| {
            found |= atom
                .rests_on()
                .iter()
                .any(|fact| matches!(fact, Fact::Finding(id) if id.group() == FindingGroup::DangerSign));
        });
        found
    }
}

/// A condition that cannot be excluded from this probability on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BannerRule {
    /// The condition.
    pub condition: Diagnosis,
    /// From this probability on.
    pub from: Probability,
}

/// How likelihoods are combined and how uncertainty is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuning {
    /// Exponent on every likelihood: below 1 it makes up for findings that go together.
    pub tempering: Probability,
    /// No probability is taken to be lower than this.
    pub lowest: Probability,
    /// No probability is taken to be higher than this.
    pub highest: Probability,
    /// Observations a prior is worth.
    pub prior_n: EffectiveN,
    /// How often the uncertainty is drawn.
    pub draws: usize,
    /// Names the engine's own stream of draws.
    pub seed: u64,
    /// Lower end of the band.
    pub band_low: Probability,
    /// Upper end of the band.
    pub band_high: Probability,
    /// A probability above this is shown as this.
    pub display_cap: Probability,
    /// Weights of evidence smaller than this are not listed.
    pub least_weight: f64,
    /// How many open findings are listed with a condition.
    pub missing_listed: usize,
    /// An open finding is listed when it is expected to move the condition by at least this.
    pub least_change: Probability,
    /// A condition at least this probable is called possible.
    pub possible_from: Probability,
}

/// Findings that say much the same, so that the weaker of them count less.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrelatedGroup {
    /// The findings.
    pub findings: Vec<FindingId>,
    /// How often the weight is halved: of the strongest, the second and so on; the last holds for all further ones.
    pub halvings: Vec<u8>,
}

/// The tables as they come from the knowledge files.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelParts {
    /// What is known of each condition beside its numbers.
    pub profiles: PerDiagnosis<Profile>,
    /// Why cells that are no estimates hold what they hold.
    pub grounds: BTreeMap<(Diagnosis, Stated), Grounds>,
    /// Scenarios in the order they are tried; the last one asks nothing.
    pub scenarios: Vec<Scenario>,
    /// P(onset | condition), in the order of [`Onset::ALL`].
    pub onset: PerDiagnosis<[Cell; Onset::ALL.len()]>,
    /// P(location | condition), in the order of [`Location::ALL`].
    pub location: PerDiagnosis<[Cell; Location::ALL.len()]>,
    /// Findings.
    pub columns: Vec<Column>,
    /// Findings that go together.
    pub groups: Vec<CorrelatedGroup>,
    /// What changes the prior odds.
    pub modifiers: Vec<Modifier>,
    /// The first finding, when present, makes the second present.
    pub implications: Vec<(FindingId, FindingId)>,
    /// What cannot be excluded.
    pub banners: Vec<BannerRule>,
    /// Findings that speak of danger: where a rule looks at a probability, their absence never raises it.
    pub alarming: Vec<FindingId>,
    /// How it is combined.
    pub tuning: Tuning,
}

/// Why tables are not a model.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ModelError {
    /// The last scenario must apply to every complaint.
    #[error("the last scenario must ask nothing, so that every complaint has a prior")]
    NoFallback,
    /// A finding has two columns.
    #[error("finding {finding} has two columns; keep one")]
    TwoColumns {
        /// The finding.
        finding: FindingId,
    },
    /// A group names a finding without a column.
    #[error("finding {finding} is in a correlated group but has no column")]
    NoColumn {
        /// The finding.
        finding: FindingId,
    },
    /// A finding is in two groups.
    #[error("finding {finding} is in two correlated groups; keep one")]
    TwoGroups {
        /// The finding.
        finding: FindingId,
    },
    /// A factor is negative or not finite.
    #[error("modifier {id} has the factor {factor}; a factor is 0 or more")]
    Factor {
        /// The modifier.
        id: String,
        /// Its factor.
        factor: f64,
    },
    /// The band or the clamp has its ends the wrong way round, or a clamp reaches 0 or 1.
    #[error("{what} must rise and stay within 0 and 1")]
    Ends {
        /// Which pair.
        what: &'static str,
    },
    /// Too few draws for a band.
    #[error("{draws} draws cannot carry a band; use 64 or more")]
    Draws {
        /// How many were asked for.
        draws: usize,
    },
}

/// The differential's tables, checked, with the draws of their uncertainty prepared on first use.
#[derive(Debug)]
pub struct Model {
    parts: ModelParts,
    /// Position of each finding's column.
    column_of: [Option<usize>; FindingId::ALL.len()],
    tempered: Tempered,
    draws: OnceLock<Draws>,
}

impl Clone for Model {
    fn clone(&self) -> Self {
        Self {
            parts: self.parts.clone(),
            column_of: self.column_of,
            tempered: self.tempered.clone(),
            draws: OnceLock::new(),
        }
    }
}

impl PartialEq for Model {
    fn eq(&self, other: &Self) -> bool {
        self.parts == other.parts
    }
}

/// Fewest draws that leave something beyond both ends of a 5-95 % band.
const FEWEST_DRAWS: usize = 64;

impl Model {
    /// Checks the tables.
    pub fn new(parts: ModelParts) -> Result<Self, ModelError> {
        if parts.scenarios.last().is_none_or(|last| last.rule != ScenarioRule::default()) {
            return Err(ModelError::NoFallback);
        }
        let column_of = positions(&parts.columns)?;
        check_groups(&parts.groups, &column_of)?;
        check_tuning(&parts.tuning)?;
        let bad = parts.modifiers.iter().find(|m| !(m.factor.is_finite() && m.factor >= 0.0));
        match bad {
            Some(m) => Err(ModelError::Factor { id: m.id.clone(), factor: m.factor }),
            None => {
                let tempered = Tempered::new(&parts);
                Ok(Self { parts, column_of, tempered, draws: OnceLock::new() })
            }
        }
    }

    /// The tables.
    pub fn parts(&self) -> &ModelParts {
        &self.parts
    }

    /// Whether a finding has a column.
    pub fn column(&self, finding: FindingId) -> Option<&Column> {
        self.column_of[finding as usize].map(|position| &self.parts.columns[position])
    }

    /// The same tables with another number of draws.
    pub fn with_draws(&self, draws: usize) -> Result<Self, ModelError> {
        let mut parts = self.parts.clone();
        parts.tuning.draws = draws;
        Self::new(parts)
    }

    pub(super) fn tempered(&self) -> &Tempered {
        &self.tempered
    }

    pub(super) fn draws(&self) -> &Draws {
        self.draws.get_or_init(|| Draws::prepare(&self.parts))
    }

    /// The scenario of a complaint: the first whose rule fits.
    pub(super) fn scenario_of(&self, complaint: &Complaint) -> usize {
        let last = self.parts.scenarios.len() - 1;
        self.parts.scenarios.iter().position(|s| s.rule.fits(complaint)).unwrap_or(last)
    }

    /// The modifiers that apply, replaced ones left out.
    pub(super) fn modifiers_of(&self, facts: &Facts<'_>, scenario: usize) -> Vec<usize> {
        let all = &self.parts.modifiers;
        let holds = |m: &Modifier| {
            m.scenarios.as_ref().is_none_or(|list| list.contains(&scenario))
                && m.when.evaluate(facts) == Truth::True
        };
        let holding: Vec<usize> = (0..all.len()).filter(|i| holds(&all[*i])).collect();
        let replaced: Vec<usize> = holding.iter().filter_map(|i| all[*i].replaces).collect();
        holding.into_iter().filter(|i| !replaced.contains(i)).collect()
    }
}

fn positions(columns: &[Column]) -> Result<[Option<usize>; FindingId::ALL.len()], ModelError> {
    let mut column_of = [None; FindingId::ALL.len()];
    for (position, column) in columns.iter().enumerate() {
        if column_of[column.finding as usize].replace(position).is_some() {
            return Err(ModelError::TwoColumns { finding: column.finding });
        }
    }
    Ok(column_of)
}

fn check_groups(groups: &[CorrelatedGroup], column_of: &[Option<usize>]) -> Result<(), ModelError> {
    let mut seen = Vec::new();
    for finding in groups.iter().flat_map(|group| &group.findings).copied() {
        if column_of[finding as usize].is_none() {
            return Err(ModelError::NoColumn { finding });
        }
        if seen.contains(&finding) {
            return Err(ModelError::TwoGroups { finding });
        }
        seen.push(finding);
    }
    Ok(())
}

fn check_tuning(tuning: &Tuning) -> Result<(), ModelError> {
    if !(0.0 < tuning.lowest.get() && tuning.lowest < tuning.highest && tuning.highest.get() < 1.0) {
        return Err(ModelError::Ends { what: "the clamp of probabilities" });
    }
    if tuning.band_low >= tuning.band_high {
        return Err(ModelError::Ends { what: "the band" });
    }
    if tuning.draws < FEWEST_DRAWS {
        return Err(ModelError::Draws { draws: tuning.draws });
    }
    Ok(())
}
