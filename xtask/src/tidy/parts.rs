//! Each dependency earns its line: some crate uses it, and a decision record says why it is here.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Problem;
use super::tracked::Tracked;

const MANIFEST: &str = "Cargo.toml";
const RECORD: &str = "docs/decisions/0003-dependencies.md";

pub(crate) fn check(files: &Tracked, metadata: &Value) -> Result<Vec<Problem>> {
    let manifest: toml::Table =
        files.text(MANIFEST).unwrap_or_default().parse().context("Cargo.toml is not TOML")?;
    let named = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies"));
    let named = named.and_then(toml::Value::as_table).into_iter().flat_map(toml::Table::iter);
    let record = files.text(RECORD).unwrap_or_default();
    let used = used(metadata);
    let mut problems = Vec::new();
    for (name, _) in named.filter(|(_, value)| value.get("path").is_none()) {
        if !used.contains(name.as_str()) {
            problems.push(Problem::new(MANIFEST, format!("no crate uses `{name}`: remove it")));
        }
        if !names(record, name) {
            problems.push(Problem::new(RECORD, format!("has no row for `{name}`: say why it is here")));
        }
    }
    Ok(problems)
}

/// Everything some crate of ours depends on, in tests and builds too.
fn used(metadata: &Value) -> BTreeSet<&str> {
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let dependencies = packages.flat_map(|package| package["dependencies"].as_array().into_iter().flatten());
    dependencies.filter_map(|dependency| dependency["name"].as_str()).collect()
}

/// Whether a table row's first cell holds the word.
fn names(record: &str, name: &str) -> bool {
    let cells = record.lines().filter_map(|line| line.strip_prefix('|')?.split('|').next());
    let mut words = cells.flat_map(|cell| cell.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_'));
    words.any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = "| part | does |\n|---|---|\n| axum, tower-http | the server |\n";

    fn problems(manifest: &str, used: &[&str]) -> usize {
        let dependencies: Vec<Value> = used.iter().map(|name| serde_json::json!({ "name": name })).collect();
        let metadata = serde_json::json!({ "packages": [{ "dependencies": dependencies }] });
        check(&Tracked::of(&[(MANIFEST, manifest), (RECORD, RECORDED)]), &metadata).unwrap().len()
    }

    #[test]
    fn a_part_is_used_and_recorded() {
        let manifest = "[workspace.dependencies]\naxum = \"0.8\"\nours = { path = \"crates/ours\" }\n";
        assert_eq!(problems(manifest, &["axum"]), 0);
        assert_eq!(problems(manifest, &[]), 1, "nobody uses it");
        assert_eq!(problems("[workspace.dependencies]\ntower = \"0.5\"\n", &["tower"]), 1, "no row names it");
    }
}
