//! The lock file is committed, and the default build stays small.

use std::collections::BTreeSet;

use anyhow::Result;

use super::Problem;
use super::tracked::Tracked;
use crate::shell;

/// Packages a runner's first build may compile; three minutes on two cores were measured at about 200.
const CEILING: usize = 230;

pub(crate) fn check(files: &Tracked) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    if files.text("Cargo.lock").is_none() {
        problems.push(Problem::new("Cargo.lock", "must be committed"));
    } else if shell::in_ci() && !unchanged("Cargo.lock") {
        problems.push(Problem::new("Cargo.lock", "does not fit the manifests: build once and commit it"));
    }
    let arguments =
        ["tree", "--package", "femoris", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"];
    let count = distinct(&shell::output(&mut shell::cargo(&arguments))?);
    if count > CEILING {
        let message =
            format!("the default build compiles {count} packages, more than the {CEILING} agreed on");
        problems.push(Problem::new("Cargo.toml", message));
    }
    Ok(problems)
}

fn unchanged(path: &str) -> bool {
    shell::output(&mut shell::program("git", &["diff", "--exit-code", "--quiet", "HEAD", "--", path], "."))
        .is_ok()
}

/// `cargo tree` repeats a package for every way that leads to it.
fn distinct(tree: &str) -> usize {
    let name = |line: &str| line.trim_end_matches(" (*)").trim_end_matches(" (proc-macro)").to_owned();
    tree.lines().filter(|line| !line.is_empty()).map(name).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_packages_count_once() {
        assert_eq!(
            distinct("a v1.0.0\nb v1.0.0\nb v1.0.0 (*)\n\nc v2.0.0 (proc-macro)\nc v2.0.0 (proc-macro) (*)"),
            3
        );
    }
}
