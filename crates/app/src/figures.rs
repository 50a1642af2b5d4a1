//! The drawings of exercises and tests, read once per process.

use std::sync::OnceLock;

use femoris_figure::Figure;
pub use femoris_figure::{Motion, STYLE, Side, Size, View};
use femoris_knowledge::Problems;
use femoris_knowledge::figures::Figures;

use crate::AppError;

/// The drawing of an exercise or test; `None` when nothing of this id is drawn.
pub fn figure(id: &str) -> Result<Option<&'static Figure>, AppError> {
    Ok(all()?.get(id))
}

/// A word that changes whenever any drawing does, so that a browser may keep a picture under it for ever: a hash of the
/// positions, of the style, and of one drawing, which a change to the hand that draws does not leave alone.
pub fn version() -> Result<u64, AppError> {
    static VERSION: OnceLock<u64> = OnceLock::new();
    let figures = all()?;
    Ok(*VERSION.get_or_init(|| {
        let drawn = figures.all().next().map(|figure| figure.render(View::new(Side::Right, Size::Card)));
        let parts = [femoris_knowledge::figures_hash(), STYLE.to_owned(), drawn.unwrap_or_default()];
        let bytes = parts.iter().flat_map(|part| part.bytes());
        bytes.chain(env!("CARGO_PKG_VERSION").bytes()).fold(FNV_START, fnv1a)
    }))
}

/// Start and step of the hash FNV-1a: it names a version and guards nothing.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv1a(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

fn all() -> Result<&'static Figures, AppError> {
    static FIGURES: OnceLock<Result<Figures, Problems>> = OnceLock::new();
    FIGURES.get_or_init(femoris_knowledge::figures).as_ref().map_err(|problems| {
        AppError::ours(format!(
            "the drawings of this build have {} problems; run its tests",
            problems.0.len()
        ))
    })
}
