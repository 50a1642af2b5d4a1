//! What it probably is: the model of `knowledge/differential`, weighed with its uncertainty.

mod condition;
mod draws;
mod evidence;
mod model;
mod posterior;
mod quantile;
mod shuffle;

pub use condition::{Condition, PerCondition};
pub use evidence::{Evidence, Item};
pub use model::{
    BannerRule, Cell, CellKind, Column, CorrelatedGroup, Coverage, EffectiveN, Model, ModelError, ModelParts,
    Modifier, ModifierRule, Part, Probability, Scenario, ScenarioRule, Tuning,
};
pub use posterior::Posterior;
