//! `cargo xtask sheets`: every figure in both sizes, mirrored, moving and as a pair for paper, on pages to look at.

use anyhow::Result;

use crate::shell;

/// Draws the sheets; the browser tests measure them and keep pictures.
pub(crate) fn draw() -> Result<()> {
    const SHEETS: [&str; 7] =
        ["run", "--quiet", "--package", "femoris-knowledge", "--example", "figure_sheets", "--"];
    shell::run(shell::cargo(&SHEETS).arg("e2e/output/figures"))
}
