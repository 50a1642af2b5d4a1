//! The drawings of exercises and tests, read once per process.

use std::sync::OnceLock;

use femoris_figure::Figure;
pub use femoris_figure::{Motion, STYLE, Side, Size, View};
use femoris_knowledge::Problems;
use femoris_knowledge::figures::Figures;

use crate::AppError;

/// The drawing of an exercise or test; `None` when nothing of this id is drawn.
pub fn figure(id: &str) -> Result<Option<&'static Figure>, AppError> {
    static FIGURES: OnceLock<Result<Figures, Problems>> = OnceLock::new();
    let figures = FIGURES.get_or_init(femoris_knowledge::figures).as_ref().map_err(|problems| {
        AppError::ours(format!(
            "the drawings of this build have {} problems; run its tests",
            problems.0.len()
        ))
    })?;
    Ok(figures.get(id))
}
