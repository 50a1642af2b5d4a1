//! `cargo xtask bench`: the Criterion benchmarks.

use anyhow::{Result, ensure};

use crate::shell;

/// Runs every benchmark of the workspace, or those of one crate.
pub(crate) fn run(name: Option<&str>) -> Result<()> {
    let packages = packages_with_benches(name)?;
    ensure!(
        !packages.is_empty(),
        "no benchmark found{}",
        name.map(|name| format!(" in `{name}`")).unwrap_or_default()
    );
    for package in &packages {
        shell::run(&mut shell::cargo(&["bench", "--package", package, "--benches"]))?;
    }
    println!("results: {}", shell::target_folder()?.join("criterion").display());
    println!("the figures of record are in docs/benchmarks.md");
    Ok(())
}

fn packages_with_benches(wanted: Option<&str>) -> Result<Vec<String>> {
    let metadata = shell::metadata()?;
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let Some(name) = package["name"].as_str() else { continue };
        let has_bench = package["targets"].as_array().into_iter().flatten().any(|target| {
            target["kind"].as_array().into_iter().flatten().any(|kind| kind.as_str() == Some("bench"))
        });
        let short = name.strip_prefix("femoris-").unwrap_or(name);
        if has_bench && wanted.is_none_or(|wanted| wanted == name || wanted == short) {
            found.push(name.to_owned());
        }
    }
    Ok(found)
}
