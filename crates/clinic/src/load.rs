//! Load, honestly: what a run asked of the runner, and what a distance means against the last 30 days.
//!
//! The way of a recording:
//!
//! 1. [`Trace::of`] turns the samples of a run into [`Moment`]s with a believable speed, or says [`NoLoad`] why not.
//! 2. [`RunProfile::of`] sums a trace up without knowing how fast the runner can be. It is what the store keeps: small,
//!    whole numbers, and still good when the own maximum speed changes.
//! 3. [`own_maximum`] finds that speed in the history; [`OwnMaximum::new`] takes it from the runner.
//! 4. [`RunLoad::of`] is a profile seen against it: everything a page, a plan or a ladder asks of a run.
//! 5. [`RunForm`] is how the runner ran, [`form_changes`] against the own earlier runs; [`minute_around`] is the minute of a
//!    twinge.
//! 6. [`days`] and [`Rolling`] put days side by side.
//!
//! What is missing is `None`, never zero. Nothing here is a force, a damage or a risk: the hamstring index counts strides
//! against easy running, with its band beside it.

mod bins;
pub mod days;
mod form;
mod maximum;
mod pieces;
mod profile;
mod rules;
mod spike;
mod steepness;
mod strides;
mod trace;
mod twinge;

pub use bins::{Bin, SpeedBins};
pub use days::{Deviation, Ewma, Rolling, RollingDay};
pub use form::{
    FormAdvice, FormChange, FormMargin, FormMeasure, FormRules, FormStanding, FormSum, RunForm, form_changes,
};
pub use maximum::{OwnMaximum, own_maximum};
pub use pieces::{SpeedPieces, SteadyTime, reaches};
pub use profile::{Above, MeasuredRun, RunLoad, RunProfile, Slope, Slopes, StrideCount, burst_index};
pub use rules::{
    AccelerationRules, CleanRules, CostRules, IndexBand, IndexRules, MeasureRules, SlopeRules, SpeedRules,
};
pub use spike::{AboutRun, Hazard, LoadNote, LoadRules, LoadView, SpikeBand, SplitRule, planned_ratio};
pub use strides::{FastStride, fast_strides};
pub use trace::{Moment, NoLoad, SpeedSource, Trace};
pub use twinge::{lap_pressed_twice, minute_around};
