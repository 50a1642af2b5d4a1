//! `cargo xtask spec`: the worked cases of knowledge/cases rendered as pages of docs/spec.

use anyhow::Result;

use crate::shell;

/// Over the whole workspace, so that nothing is compiled again with other features than for the other tests.
const TEST: [&str; 4] = ["test", "--workspace", "--test", "spec"];

/// Writes docs/spec again.
pub(crate) fn render() -> Result<()> {
    shell::run(shell::cargo(&TEST).env("UPDATE_SPEC", "1"))
}

/// Fails when docs/spec is not what the cases render to.
pub(crate) fn check_fresh() -> Result<()> {
    shell::run(shell::cargo(&TEST).env_remove("UPDATE_SPEC"))
}
