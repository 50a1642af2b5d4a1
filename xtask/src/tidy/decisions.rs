//! Decision records: a number of its own for each, a status with its date, and a way on from what was superseded.

use std::collections::BTreeMap;

use super::Problem;
use super::tracked::Tracked;

const FOLDER: &str = "docs/decisions/";
const STATUSES: [&str; 4] = ["Proposed", "Accepted", "Superseded", "Withdrawn"];
const HEADINGS: [&str; 3] = ["## Context", "## Decision", "## Consequences"];

pub(crate) fn check(files: &Tracked) -> Vec<Problem> {
    let index = files.text(&format!("{FOLDER}README.md")).unwrap_or_default();
    let mut problems = Vec::new();
    let mut by_number: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, text) in files.ending(".md").filter(|(path, _)| path.starts_with(FOLDER)) {
        let name = &path[FOLDER.len()..];
        if matches!(name, "README.md" | "template.md") {
            continue;
        }
        let Some(number) = number(name) else {
            problems.push(Problem::new(path, "a record is named NNNN-what-was-decided.md"));
            continue;
        };
        if let Some(other) = by_number.insert(number, path) {
            problems.push(Problem::new(path, format!("number {number} is taken by {other}")));
        }
        if !index.contains(&format!("]({name})")) {
            problems.push(Problem::new(format!("{FOLDER}README.md"), format!("does not list {name}")));
        }
        problems.extend(check_text(path, text, files));
    }
    problems
}

fn number(name: &str) -> Option<&str> {
    let (number, rest) = name.split_once('-')?;
    let fits =
        number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()) && rest.len() > ".md".len();
    fits.then_some(number)
}

fn check_text(path: &str, text: &str, files: &Tracked) -> Vec<Problem> {
    let mut problems = Vec::new();
    for heading in HEADINGS.iter().filter(|heading| !text.lines().any(|line| line.trim() == **heading)) {
        problems.push(Problem::new(path, format!("has no `{heading}`")));
    }
    match status(text) {
        None => problems
            .push(Problem::new(path, format!("needs a line `Status: {}, YYYY-MM-DD`", STATUSES.join(" | ")))),
        Some(("Superseded", rest)) => {
            let forward =
                rest.split_once("](").and_then(|(_, link)| link.split_once(')')).map(|(link, _)| link);
            if !forward.is_some_and(|link| files.holds(&format!("{FOLDER}{link}"))) {
                problems
                    .push(Problem::new(path, "is superseded but links to no record that takes its place"));
            }
        }
        Some(_) => {}
    }
    problems
}

/// The status word and what follows its date.
fn status(text: &str) -> Option<(&str, &str)> {
    let line = text.lines().find_map(|line| line.strip_prefix("Status: "))?;
    let (word, rest) = line.split_once(", ")?;
    let (date, after) = rest.split_at_checked(10)?;
    (STATUSES.contains(&word) && is_date(date)).then_some((word, after))
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let digits =
        |part: &str, length: usize| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    matches!(parts[..], [year, month, day] if digits(year, 4) && digits(month, 2) && digits(day, 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str =
        "# 1. Title\n\nStatus: Accepted, 2026-11-21\n\n## Context\n## Decision\n## Consequences\n";

    fn problems(records: &[(&str, &str)]) -> usize {
        let index: String =
            records.iter().map(|(path, _)| format!("[x]({})", &path[FOLDER.len()..])).collect();
        let listed = [("docs/decisions/README.md", index.as_str())];
        check(&Tracked::of(&[&listed[..], records].concat())).len()
    }

    #[test]
    fn a_whole_record_passes() {
        assert_eq!(problems(&[("docs/decisions/0001-x.md", GOOD)]), 0);
        assert_eq!(check(&Tracked::of(&[("docs/decisions/0001-x.md", GOOD)])).len(), 1, "no list names it");
    }

    #[test]
    fn each_defect_is_seen() {
        assert_eq!(problems(&[("docs/decisions/0001-x.md", GOOD), ("docs/decisions/0001-y.md", GOOD)]), 1);
        assert_eq!(problems(&[("docs/decisions/one.md", GOOD)]), 1);
        assert_eq!(problems(&[("docs/decisions/0001-x.md", &GOOD.replace(", 2026-11-21", ""))]), 1);
        assert_eq!(problems(&[("docs/decisions/0001-x.md", &GOOD.replace("Accepted", "Fine"))]), 1);
        assert_eq!(problems(&[("docs/decisions/0001-x.md", &GOOD.replace("## Context", ""))]), 1);
    }

    #[test]
    fn a_superseded_record_leads_on() {
        let old = GOOD.replace("Accepted, 2026-11-21", "Superseded, 2026-11-22 by [0002](0002-y.md)");
        assert_eq!(problems(&[("docs/decisions/0001-x.md", &old), ("docs/decisions/0002-y.md", GOOD)]), 0);
        assert_eq!(problems(&[("docs/decisions/0001-x.md", &old)]), 1);
    }
}
