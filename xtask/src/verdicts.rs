//! `cargo xtask verdicts`: which verdicts of the worked cases a change alters, for the changelog's *Clinical behaviour*.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use crate::{shell, spec};

/// Where what is said of every worked case stands.
const PAGE: &str = "docs/spec/verdicts.md";

/// Renders the page again and prints, part by part, what differs from the page of a revision.
pub(crate) fn run(base: &str) -> Result<()> {
    ensure!(
        !base.is_empty() && !base.starts_with('-'),
        "`{base}` names no revision: say `cargo xtask verdicts main`"
    );
    spec::render()?;
    let place = format!("{base}:{PAGE}");
    let before = shell::output(&mut shell::program("git", &["show", &place], "."))
        .with_context(|| format!("{PAGE} cannot be read at `{base}`: name a revision that has it"))?;
    let after =
        std::fs::read_to_string(shell::root().join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    let changes = compare(&before, &after);
    for change in &changes {
        println!("{change}");
    }
    println!("{} of the worked cases differ from {base}", changes.len());
    Ok(())
}

/// Cells of a row by the heading of their column, by case.
type Verdicts = BTreeMap<String, Vec<(String, String)>>;

fn read(page: &str) -> Verdicts {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
    };
    let mut rows = page.lines().filter(|line| line.starts_with('|'));
    let headings = rows.next().map(cells).unwrap_or_default();
    let rows = rows.filter(|line| !line.starts_with("|---")).map(cells);
    rows.filter_map(|cells| {
        let case = cells.first()?.clone();
        Some((case, headings.iter().skip(1).cloned().zip(cells.into_iter().skip(1)).collect()))
    })
    .collect()
}

/// A line for each case that is new, gone or told something else.
fn compare(before: &str, after: &str) -> Vec<String> {
    let (before, after) = (read(before), read(after));
    let gone = before.keys().filter(|case| !after.contains_key(*case)).map(|case| format!("{case}: gone"));
    let told = after.iter().filter_map(|(case, now)| {
        let Some(was) = before.get(case) else { return Some(format!("{case}: new")) };
        let was: BTreeMap<&str, &str> =
            was.iter().map(|(part, cell)| (part.as_str(), cell.as_str())).collect();
        let altered = now.iter().filter(|(part, cell)| was.get(part.as_str()) != Some(&cell.as_str()));
        let altered: Vec<String> = altered
            .map(|(part, cell)| {
                format!("{part}: {} -> {cell}", was.get(part.as_str()).copied().unwrap_or("not told"))
            })
            .collect();
        (!altered.is_empty()).then(|| format!("{case}: {}", altered.join("; ")))
    });
    gone.chain(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: &str) -> String {
        format!("# Verdicts\n\n| case | danger signs | run today |\n|---|---|---|\n{rows}")
    }

    #[test]
    fn cases_that_are_told_something_else_are_named_part_by_part() {
        let before = page("| a | cleared | no_run |\n| b | cleared | modified |\n| c | cleared | no_run |\n");
        let after =
            page("| a | cleared | modified |\n| b | cleared | modified |\n| d | cleared | no_run |\n");
        assert_eq!(compare(&before, &after), ["c: gone", "a: run today: no_run -> modified", "d: new"]);
        assert!(compare(&before, &before).is_empty());
    }
}
