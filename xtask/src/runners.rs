//! `cargo xtask runners`: simulated runners over forty weeks, each as a picture.

use anyhow::Result;

use crate::shell;

/// Runs the simulation and draws every way.
pub(crate) fn draw() -> Result<()> {
    let folder = shell::target_folder()?.join("runners");
    let test = ["test", "--quiet", "--package", "femoris-knowledge", "--test", "runners"];
    shell::run(shell::cargo(&test).env("FEMORIS_PICTURES", &folder))?;
    println!("pictures: {}", folder.join("index.html").display());
    Ok(())
}
