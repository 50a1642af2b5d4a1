//! What it probably is: the model of `knowledge/differential`, weighed with its uncertainty.
//!
//! Every number of the tables is uncertain. Its distribution is drawn once per knowledge version, by a generator
//! of the engine's own with a fixed seed; a verdict multiplies the draws of what is known and reads off mean and
//! band. The same case gives the same bits every time and everywhere. `docs/decisions` tells how large the
//! error of the draws is.

mod candidate;
mod diagnosis;
mod draws;
mod model;
mod picture;
mod posterior;
mod quantile;
mod shuffle;
mod tempered;

pub(crate) use candidate::Prospect;
pub use candidate::{Candidate, Differential, Missing, Weight};
pub use diagnosis::{Diagnosis, PerDiagnosis};
pub use model::{
    BannerRule, Cell, CellKind, Column, CorrelatedGroup, Coverage, EffectiveN, FirstContact, Grounds,
    Horizon, Model, ModelError, ModelParts, Modifier, Part, Probability, Profile, Scenario, ScenarioRule,
    Stated, Tissue, Tuning,
};
pub use picture::{Item, Picture};
pub use posterior::Posterior;
