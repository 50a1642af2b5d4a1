//! Which crate may know which: ARCHITECTURE.md says it, cargo's metadata is held against it.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use serde_json::Value;

use super::Problem;
use super::tracked::Tracked;

const DOCUMENT: &str = "ARCHITECTURE.md";
/// Crates that only tests may use.
const TESTS_ONLY: &str = "testkit";

/// A crate's folder name and those it may, or does, depend on.
type Arrows = BTreeMap<String, BTreeSet<String>>;

pub(crate) fn check(files: &Tracked, metadata: &Value) -> Result<Vec<Problem>> {
    let Some(text) = files.text(DOCUMENT) else {
        return Ok(vec![Problem::new(DOCUMENT, "is missing; it holds the list of allowed arrows")]);
    };
    let allowed = match parse(text) {
        Ok(allowed) => allowed,
        Err(problem) => return Ok(vec![problem]),
    };
    Ok(compare(&allowed, &drawn(metadata)?))
}

/// Reads the block between "```arrows" and "```": one `crate: those it may depend on` a line. `x (tests)` stands for
/// a crate that only tests and benchmarks may use.
fn parse(text: &str) -> Result<Arrows, Problem> {
    let mut allowed = Arrows::new();
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        match line.trim() {
            "```arrows" => inside = true,
            "```" if inside => return Ok(allowed),
            "" => {}
            row if inside => {
                let Some((from, to)) = row.split_once(':') else {
                    return Err(Problem::at(DOCUMENT, index + 1, "an arrow reads `crate: crate, crate`"));
                };
                let to = to.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "nothing");
                allowed.insert(from.trim().to_owned(), to.map(str::to_owned).collect());
            }
            _ => {}
        }
    }
    Err(Problem::new(DOCUMENT, "has no block fenced with ```arrows that lists who may depend on whom"))
}

/// What the manifests say, by folder name; what only tests use counts apart, as `name (tests)`.
fn drawn(metadata: &Value) -> Result<Arrows> {
    let packages = metadata["packages"].as_array().context("cargo metadata lists no packages")?;
    let folder_of = |package: &Value| -> Option<String> {
        let manifest = package["manifest_path"].as_str()?.replace('\\', "/");
        manifest.rsplit('/').nth(1).map(str::to_owned)
    };
    let folders: BTreeMap<&str, String> = packages
        .iter()
        .filter_map(|package| Some((package["name"].as_str()?, folder_of(package)?)))
        .collect();
    let mut drawn = Arrows::new();
    for package in packages {
        let Some(from) = folder_of(package) else { continue };
        let arrows = drawn.entry(from).or_default();
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let Some(to) = dependency["name"].as_str().and_then(|name| folders.get(name)) else { continue };
            let in_tests = dependency["kind"].as_str() == Some("dev");
            arrows.insert(if in_tests { format!("{to} (tests)") } else { to.clone() });
        }
    }
    Ok(drawn)
}

fn compare(allowed: &Arrows, drawn: &Arrows) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (from, arrows) in drawn {
        let Some(may) = allowed.get(from) else {
            problems.push(Problem::new(DOCUMENT, format!("the arrows do not mention the crate `{from}`")));
            continue;
        };
        for to in arrows {
            let forbidden = match to.strip_suffix(" (tests)") {
                // A test may look from outside, at its own crate's inner ones and at the test kit.
                Some(in_tests) => in_tests != TESTS_ONLY && !may.contains(in_tests) && !may.contains(to),
                None => !may.contains(to),
            };
            if forbidden {
                problems.push(Problem::new(
                    format!("{from}/Cargo.toml"),
                    format!("`{from}` must not depend on `{to}`: a new arrow needs a decision record and a line in {DOCUMENT}"),
                ));
            }
        }
    }
    for gone in allowed.keys().filter(|name| !drawn.contains_key(*name)) {
        problems.push(Problem::new(DOCUMENT, format!("the arrows mention `{gone}`, which is no crate here")));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "text\n```arrows\nmeasure: nothing\nclinic: measure\nweb: clinic, measure\n```\nmore";

    fn arrows(rows: &[(&str, &[&str])]) -> Arrows {
        rows.iter()
            .map(|(from, to)| ((*from).to_owned(), to.iter().map(|name| (*name).to_owned()).collect()))
            .collect()
    }

    #[test]
    fn the_block_is_read() {
        let read = parse(PAGE).unwrap();
        assert_eq!(
            read,
            arrows(&[("measure", &[]), ("clinic", &["measure"]), ("web", &["clinic", "measure"])])
        );
        assert!(parse("no block").is_err());
        assert!(parse("```arrows\nclinic measure\n```").is_err());
    }

    #[test]
    fn an_arrow_nobody_allowed_is_named() {
        let allowed = parse(PAGE).unwrap();
        let fine =
            arrows(&[("measure", &["testkit (tests)"]), ("clinic", &["measure"]), ("web", &["clinic"])]);
        assert_eq!(compare(&allowed, &fine), []);
        let wrong = arrows(&[("measure", &["clinic"]), ("clinic", &["web (tests)"]), ("web", &[])]);
        let problems = compare(&allowed, &wrong);
        assert_eq!(problems.len(), 2, "{problems:?}");
    }

    #[test]
    fn an_arrow_may_be_for_tests_only() {
        let allowed =
            parse("```arrows\nmeasure: nothing\nclinic: measure, web (tests)\nweb: clinic\n```").unwrap();
        let fine = arrows(&[("measure", &[]), ("clinic", &["measure", "web (tests)"]), ("web", &["clinic"])]);
        assert_eq!(compare(&allowed, &fine), []);
        let shipped = arrows(&[("measure", &[]), ("clinic", &["web"]), ("web", &[])]);
        assert_eq!(compare(&allowed, &shipped).len(), 1);
    }

    #[test]
    fn the_test_kit_may_not_ship() {
        let allowed = parse(PAGE).unwrap();
        let shipped = arrows(&[("measure", &["testkit"]), ("clinic", &[]), ("web", &[])]);
        assert_eq!(compare(&allowed, &shipped).len(), 1);
    }

    #[test]
    fn crates_and_list_name_each_other() {
        let allowed = parse(PAGE).unwrap();
        let problems = compare(&allowed, &arrows(&[("measure", &[]), ("clinic", &[]), ("gait", &[])]));
        assert_eq!(problems.len(), 2, "gait is unlisted, web is gone: {problems:?}");
    }

    #[test]
    fn manifests_become_arrows_by_folder() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "femoris-measure", "manifest_path": "/x/crates/measure/Cargo.toml", "dependencies": [] },
            { "name": "femoris", "manifest_path": "/x/crates/cli/Cargo.toml", "dependencies": [
                { "name": "femoris-measure", "kind": null }, { "name": "serde", "kind": null } ] },
        ] });
        assert_eq!(drawn(&metadata).unwrap(), arrows(&[("measure", &[]), ("cli", &["measure"])]));
    }
}
