//! The cited answers to what runners ask, read once per process.

use std::sync::OnceLock;

use femoris_knowledge::Problems;
pub use femoris_knowledge::answers::{
    Answer, Answers, Figure, Hit, Side, Snippet, Standing, Statement, Topic, TwoSides,
};

use crate::AppError;

/// All answers, with their search.
pub fn answers() -> Result<&'static Answers, AppError> {
    static ANSWERS: OnceLock<Result<Answers, Problems>> = OnceLock::new();
    ANSWERS.get_or_init(femoris_knowledge::answers).as_ref().map_err(|problems| {
        AppError::ours(format!("the answers of this build have {} problems; run its tests", problems.0.len()))
    })
}
