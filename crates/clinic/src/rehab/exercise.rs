//! An exercise: what it works, what it needs, how it is done, and its easier and harder neighbours.

use crate::condition::Condition;
use crate::evidence::{SourceId, Tag};
use crate::facts::Facts;
use crate::rehab::dose::{BuildUp, Lever, RangeLever, StageDose};
use crate::rehab::kit::KitNeed;
use crate::rehab::stage::{Occasion, StageId};
use crate::restriction::RestrictionEffect;
use crate::truth::Truth;
use femoris_measure::PainScore;
use femoris_measure::ids;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// Id of an exercise, such as `bridge-double`: small letters, digits and single hyphens, beginning with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExerciseId(Arc<str>);

impl ExerciseId {
    /// `None` for what is no such id.
    pub fn new(id: &str) -> Option<Self> {
        let word = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        let begins = id.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        (begins && id.split('-').all(word)).then(|| Self(id.into()))
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExerciseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

ids! {
    /// The shelf of the library an exercise stands on.
    Group {
        /// Holds and first contractions.
        Hold = "hold",
        /// Bridges and straightening of the hip.
        Hip = "hip",
        /// Bending of the knee, Nordics.
        Knee = "knee",
        /// Work while the muscle lengthens.
        Length = "length",
        /// Hinge, squat, lunge, calf.
        Hinge = "hinge",
        /// Trunk, control of the hip, agility.
        Trunk = "trunk",
        /// Mobility and stretching.
        Mobility = "mobility",
        /// Ball and roller.
        SoftTissue = "soft_tissue",
        /// Walking, cycling, running.
        Running = "running",
        /// Drills and jumps.
        Drill = "drill",
    }
}

ids! {
    /// What a muscle does.
    Contraction {
        /// Holds its length.
        Isometric = "isometric",
        /// Shortens.
        Concentric = "concentric",
        /// Lengthens under load.
        Eccentric = "eccentric",
        /// Is stretched without work.
        Stretch = "stretch",
        /// Is pressed from outside.
        Pressure = "pressure",
    }
}

ids! {
    /// A muscle or a group of them.
    Muscle {
        /// All hamstrings.
        Hamstrings = "hamstrings",
        /// The long head of biceps femoris, on the outer side.
        BicepsFemorisLong = "biceps_femoris_long",
        /// The short head of biceps femoris.
        BicepsFemorisShort = "biceps_femoris_short",
        /// Semitendinosus, on the inner side.
        Semitendinosus = "semitendinosus",
        /// Semimembranosus, on the inner side.
        Semimembranosus = "semimembranosus",
        /// The large muscle of the buttock.
        GluteusMaximus = "gluteus_maximus",
        /// The middle muscle of the buttock.
        GluteusMedius = "gluteus_medius",
        /// The deep rotators of the hip.
        DeepRotators = "deep_rotators",
        /// Muscles on the inner side of the thigh.
        Adductors = "adductors",
        /// Muscles on the front of the thigh.
        Quadriceps = "quadriceps",
        /// Muscles that bend the hip.
        HipFlexors = "hip_flexors",
        /// The muscle of the calf that also bends the knee.
        Gastrocnemius = "gastrocnemius",
        /// The deep muscle of the calf.
        Soleus = "soleus",
        /// Muscles of the belly.
        Abdominals = "abdominals",
        /// The oblique muscles of the belly.
        Obliques = "obliques",
        /// Muscles along the spine.
        BackExtensors = "back_extensors",
        /// Muscles of the foot.
        Foot = "foot",
    }
}

impl Muscle {
    /// Whether it is a hamstring, or all of them.
    pub fn is_hamstring(self) -> bool {
        matches!(
            self,
            Self::Hamstrings
                | Self::BicepsFemorisLong
                | Self::BicepsFemorisShort
                | Self::Semitendinosus
                | Self::Semimembranosus
        )
    }
}

/// A muscle and what it does in an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Worked {
    /// Which muscle.
    pub muscle: Muscle,
    /// What it does; two in the order in which they come, as in lifting and lowering.
    pub contraction: Contraction,
}

ids! {
    /// How far the hip is bent. The order is from little to much; with the knee nearly straight, more bend presses
    /// more on the upper tendon.
    HipBend {
        /// Up to 30 degrees.
        Low = "low",
        /// From 30 to 70 degrees.
        Mid = "mid",
        /// More than 70 degrees.
        High = "high",
    }
}

/// From how little to how much the hip of the working side is bent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HipRange {
    least: HipBend,
    most: HipBend,
}

impl HipRange {
    /// `None` where it would run backwards.
    pub fn new(least: HipBend, most: HipBend) -> Option<Self> {
        (least <= most).then_some(Self { least, most })
    }

    /// The least bend.
    pub fn least(self) -> HipBend {
        self.least
    }

    /// The most bend; what the tendon protocol looks at.
    pub fn most(self) -> HipBend {
        self.most
    }
}

ids! {
    /// Which sides work.
    Sides {
        /// Both together.
        Together = "together",
        /// One after the other, each with its own dose.
        Each = "each",
        /// In turn within a set; the dose counts for each side.
        InTurn = "in_turn",
    }
}

/// Demand on the sore hamstring against the other exercises of this library, 1 to 10. Not additive.
#[derive(Debug, Clone, PartialEq)]
pub struct LoadLevel {
    level: u8,
    /// What is known about it, in words.
    pub basis: String,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl LoadLevel {
    /// The highest level: a sprint at full speed.
    pub const HIGHEST: u8 = 10;

    /// Accepts 1 to 10.
    pub fn new(level: u8, basis: String, sources: Vec<SourceId>, tag: Tag) -> Option<Self> {
        (1..=Self::HIGHEST).contains(&level).then_some(Self { level, basis, sources, tag })
    }

    /// The level, 1 to 10.
    pub fn level(&self) -> u8 {
        self.level
    }
}

ids! {
    /// When to stop, by name; the rule itself is a [`StopRule`].
    StopCode {
        /// For strength after a strain.
        Strength = "strength",
        /// For the tendon at the sit bone.
        Tendon = "tendon",
        /// For mobility.
        Mobility = "mobility",
        /// For ball and roller.
        Pressure = "pressure",
        /// For running, drills and jumps.
        Running = "running",
    }
}

/// When to stop.
#[derive(Debug, Clone, PartialEq)]
pub struct StopRule {
    /// Its name.
    pub code: StopCode,
    /// Pain that is still tolerated.
    pub tolerated: PainScore,
    /// Less is tolerated in these stages.
    pub tolerated_in: Vec<(StageId, PainScore)>,
    /// The rule in words, with [`StopRule::LIMIT`] where the pain that is tolerated stands.
    pub text: String,
    /// The pain that is tolerated, in words, for where no stage is known.
    pub in_general: String,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl StopRule {
    /// Stands in the words for the pain that is tolerated.
    pub const LIMIT: &'static str = "{limit}";

    /// The rule in words, for anybody.
    pub fn in_general(&self) -> String {
        self.text.replace(Self::LIMIT, &self.in_general)
    }

    /// The rule in words, with the pain that is tolerated now.
    pub fn said(&self, limit: PainScore) -> String {
        self.text.replace(Self::LIMIT, &format!("{} of 10", limit.get()))
    }

    /// Pain that is still tolerated in a stage.
    pub fn tolerated(&self, stage: StageId) -> PainScore {
        let special = self.tolerated_in.iter().find(|(of, _)| *of == stage);
        special.map_or(self.tolerated, |(_, pain)| *pain)
    }
}

ids! {
    /// Something else that bothers the runner and that an exercise may make worse. The runner says so in the settings.
    Ailment {
        /// Pain at the kneecap.
        KneeCap = "knee_cap",
        /// Low-back pain with bending forward.
        BackBending = "back_bending",
        /// Low-back pain with arching back.
        BackArching = "back_arching",
        /// A sore shoulder.
        Shoulder = "shoulder",
        /// A sore groin.
        Groin = "groin",
        /// A sore Achilles tendon.
        Achilles = "achilles",
        /// Trouble with balance.
        Balance = "balance",
        /// A bicycle saddle hurts at the sit bone.
        Saddle = "saddle",
    }
}

/// What an exclusion looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Bar {
    /// Always, in the stages it names.
    Always,
    /// Where this holds in the case.
    Case(Condition),
    /// Where the runner said so.
    Ailment(Ailment),
}

/// Who must not do an exercise, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Exclusion {
    /// In these stages; with none, in all.
    pub stages: Vec<StageId>,
    /// When.
    pub bar: Bar,
    /// Why, in words.
    pub reason: String,
}

impl Exclusion {
    /// Whether it forbids the exercise. What is not known does not forbid; write [`Condition::Possible`] where it must.
    pub fn forbids(&self, stage: StageId, facts: &Facts<'_>, ailments: &BTreeSet<Ailment>) -> bool {
        let here = self.stages.is_empty() || self.stages.contains(&stage);
        here && self.holds(facts, ailments)
    }

    /// Whether it holds in a case, whatever the stage.
    fn holds(&self, facts: &Facts<'_>, ailments: &BTreeSet<Ailment>) -> bool {
        match &self.bar {
            Bar::Always => true,
            Bar::Case(when) => when.evaluate(facts) == Truth::True,
            Bar::Ailment(ailment) => ailments.contains(ailment),
        }
    }
}

/// The wording of an exercise, in the second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Its name.
    pub name: String,
    /// Other names it goes by.
    pub aliases: Vec<String>,
    /// What it is for.
    pub purpose: String,
    /// How to begin.
    pub start: String,
    /// What to do, in order.
    pub steps: Vec<String>,
}

/// An exercise of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Its id.
    pub id: ExerciseId,
    /// Its shelf.
    pub group: Group,
    /// Whether it is running, from a jog to a sprint: no session holds it, only the run of a day.
    pub runs: bool,
    /// Whether tendon and muscle store energy and give it back: jumps, skips, fast swings, strides.
    pub springs: bool,
    /// Its wording.
    pub words: Words,
    /// Muscles that work, the most important first; a muscle that shortens and lengthens stands twice.
    pub muscles: Vec<Worked>,
    /// How far the hip is bent.
    pub hip: HipRange,
    /// What it needs.
    pub kit: KitNeed,
    /// Which sides work.
    pub sides: Sides,
    /// Its demand.
    pub load: LoadLevel,
    /// What may be made harder, in this order, before the next exercise.
    pub levers: Vec<Lever>,
    /// The settings of its range; `None` where it has none, and then [`Lever::Range`] is not among the levers.
    pub range: Option<RangeLever>,
    /// A build-up week by week, where one is published.
    pub build_up: Option<BuildUp>,
    /// Doses. Where a stage has none, the exercise is not done in it.
    pub doses: Vec<StageDose>,
    /// Easier neighbours, the best first. The neighbour names this one as harder.
    pub easier: Vec<ExerciseId>,
    /// Harder neighbours, the best first. The neighbour names this one as easier.
    pub harder: Vec<ExerciseId>,
    /// When to stop after a strain and in health.
    pub stop: StopCode,
    /// When to stop in the tendon protocol; `None` where it is the same rule.
    pub stop_tendon: Option<StopCode>,
    /// Who must not.
    pub exclusions: Vec<Exclusion>,
    /// What it rests on.
    pub sources: Vec<SourceId>,
    /// How sure that is.
    pub tag: Tag,
}

impl Exercise {
    /// The dose for an occasion; `None` where the exercise is not meant for it.
    pub fn dose(&self, on: Occasion) -> Option<&StageDose> {
        self.doses.iter().find(|dose| dose.on.contains(&on))
    }

    /// The stages it has a dose for.
    pub fn stages(&self) -> impl Iterator<Item = StageId> + '_ {
        let has_dose = |stage: &StageId| self.dose(Occasion::Stage(*stage)).is_some();
        StageId::ALL.iter().copied().filter(has_dose)
    }

    /// The first exclusion that forbids it.
    pub fn forbidden(
        &self,
        stage: StageId,
        facts: &Facts<'_>,
        ailments: &BTreeSet<Ailment>,
    ) -> Option<&Exclusion> {
        self.exclusions.iter().find(|exclusion| exclusion.forbids(stage, facts, ailments))
    }

    /// Whether a clinician said to leave it out.
    pub fn is_left_out(&self, facts: &Facts<'_>) -> bool {
        let left_out = RestrictionEffect::LeaveOut(self.id.clone());
        facts.state().restrictions.iter().any(|active| active.restriction.effect == left_out)
    }

    /// The first exclusion that forbids it to who follows no protocol: one that is meant for no stage alone.
    pub fn forbidden_anywhere(&self, facts: &Facts<'_>, ailments: &BTreeSet<Ailment>) -> Option<&Exclusion> {
        self.exclusions
            .iter()
            .find(|exclusion| exclusion.stages.is_empty() && exclusion.holds(facts, ailments))
    }

    /// Whether the upper tendon or the hamstring is pulled long in it: a stretch of the hamstring itself, or of anything else
    /// while the hip is bent far.
    pub fn stretches_the_tendon(&self) -> bool {
        let stretched = |worked: &&Worked| worked.contraction == Contraction::Stretch;
        let bent = self.hip.most() == HipBend::High;
        self.muscles.iter().filter(stretched).any(|worked| bent || worked.muscle.is_hamstring())
    }

    /// Whether it is an easier neighbour of another one. One that loads the hamstrings more is none after pain, whatever else makes
    /// it easier.
    pub fn is_easier_than(&self, other: &Self) -> bool {
        other.easier.contains(&self.id) && self.load.level() <= other.load.level()
    }

    /// Whether a muscle lengthens under load: such work is taken up anew after a long gap.
    pub fn is_eccentric(&self) -> bool {
        self.muscles.iter().any(|worked| worked.contraction == Contraction::Eccentric)
    }

    /// Whether the hamstrings lengthen under load in it and never shorten, as in a Nordic.
    pub fn only_lowers(&self) -> bool {
        let does = |contraction: Contraction| {
            let of = |worked: &Worked| worked.muscle.is_hamstring() && worked.contraction == contraction;
            self.muscles.iter().any(of)
        };
        does(Contraction::Eccentric) && !does(Contraction::Concentric)
    }

    /// Whether nothing moves: levers then are seconds before repetitions.
    pub fn is_isometric(&self) -> bool {
        self.muscles.iter().all(|worked| worked.contraction == Contraction::Isometric)
    }

    /// The stop rule's name in a stage.
    pub fn stop_in(&self, stage: StageId) -> StopCode {
        let tendon = stage.protocol() == crate::rehab::stage::ProtocolId::Tendon;
        self.stop_tendon.filter(|_| tendon).unwrap_or(self.stop)
    }
}

/// The library, by id.
pub type Exercises = BTreeMap<ExerciseId, Exercise>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_words_joined_by_hyphens() {
        assert!(["rdl", "bridge-double", "back-extension-45"].iter().all(|id| ExerciseId::new(id).is_some()));
        for id in ["", "-rdl", "rdl-", "a--b", "RDL", "rdl single", "45-back", "rdl/../x", "é"] {
            assert_eq!(ExerciseId::new(id), None, "{id}");
        }
    }

    #[test]
    fn the_hip_does_not_unbend_backwards() {
        assert_eq!(HipRange::new(HipBend::High, HipBend::Low), None);
        assert!(HipRange::new(HipBend::Low, HipBend::Low).is_some());
    }

    #[test]
    fn load_levels_stay_on_their_scale() {
        let level = |level| LoadLevel::new(level, String::new(), Vec::new(), Tag::Estimate);
        assert!(level(0).is_none() && level(11).is_none());
        assert_eq!(level(10).map(|load| load.level()), Some(10));
    }
}
