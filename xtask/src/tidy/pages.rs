//! What our own documents point at is there: links, and paths named in passing.

use super::Problem;
use super::tracked::Tracked;

/// Folders whose paths a document may name in backticks.
const FOLDERS: [&str; 8] = ["crates/", "docs/", "e2e/", "fuzz/", "knowledge/", "xtask/", ".ci/", ".cargo/"];
/// Written by a run, never committed.
const OUTPUT: [&str; 3] = ["e2e/output", "e2e/node_modules", "fuzz/artifacts"];

const ARCHITECTURE: &str = "ARCHITECTURE.md";
/// What a newcomer reads in one sitting.
const ARCHITECTURE_LINES: usize = 300;

pub(crate) fn check(files: &Tracked) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in files.ending(".md").filter(|(path, _)| !path.starts_with("knowledge/")) {
        for (line, words) in prose(text) {
            for target in links(words).filter(|target| leads_nowhere(files, path, target)) {
                problems.push(Problem::at(path, line, format!("the link to {target} leads nowhere")));
            }
            let is_history = path == "CHANGELOG.md" || path.starts_with("docs/decisions/");
            for named in named_paths(words).filter(|named| !is_history && !files.holds(named)) {
                problems.push(Problem::at(path, line, format!("`{named}` is not there")));
            }
        }
    }
    let length = files.text(ARCHITECTURE).map_or(0, |text| text.lines().count());
    if length > ARCHITECTURE_LINES {
        let message = format!("has {length} lines; a newcomer reads {ARCHITECTURE_LINES} in one sitting");
        problems.push(Problem::new(ARCHITECTURE, message));
    }
    problems
}

/// The lines outside fenced blocks and one-line remarks, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let is_fence = line.trim_start().starts_with("```");
        fenced ^= is_fence;
        (!fenced && !is_fence && !line.starts_with("<!--")).then_some((index + 1, line))
    })
}

/// Every `](target)`.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|part| part.split_once(')')).map(|(target, _)| target)
}

/// Paths in backticks that begin in one of our folders; patterns and generated ones are left alone.
fn named_paths(line: &str) -> impl Iterator<Item = &str> {
    let quoted = line.split('`').skip(1).step_by(2);
    quoted.map(|word| word.trim_end_matches('/')).filter(|word| {
        let begins = FOLDERS.iter().any(|folder| word.starts_with(folder));
        let is_plain = !word.contains(['*', '<', '{', ' ', '…']);
        begins && is_plain && !OUTPUT.iter().any(|output| word.starts_with(output))
    })
}

fn leads_nowhere(files: &Tracked, page: &str, target: &str) -> bool {
    resolve(page, target).is_some_and(|wanted| !files.holds(&wanted))
}

/// The path a link means, from the root; nothing for links that leave the repository or stay on the page.
fn resolve(page: &str, target: &str) -> Option<String> {
    let target = target.split('#').next().unwrap_or_default();
    if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_resolved_from_their_page() {
        assert_eq!(resolve("docs/decisions/0001.md", "../../README.md#start").unwrap(), "README.md");
        assert_eq!(resolve("README.md", "docs/").unwrap(), "docs");
        assert_eq!(resolve("README.md", "https://example.org"), None);
        assert_eq!(resolve("README.md", "#below"), None);
    }

    #[test]
    fn a_dead_link_is_named_with_its_line() {
        let page = "see [a](b.md)\n```\n[not](a-link.md)\n```\nand [c](gone.md)";
        let problems = check(&Tracked::of(&[("a.md", page), ("b.md", "")]));
        assert_eq!(problems, [Problem::at("a.md", 5, "the link to gone.md leads nowhere")]);
    }

    #[test]
    fn a_path_in_passing_must_exist() {
        let page = "`crates/x/src/lib.rs`, `crates/gone`, `crates/*/src`, `e2e/output`, `cargo run`";
        let problems = check(&Tracked::of(&[("a.md", page), ("crates/x/src/lib.rs", "")]));
        assert_eq!(problems, [Problem::at("a.md", 1, "`crates/gone` is not there")]);
    }

    #[test]
    fn the_architecture_fits_one_sitting() {
        let lines = |count| "x\n".repeat(count);
        assert_eq!(check(&Tracked::of(&[("ARCHITECTURE.md", &lines(300))])).len(), 0);
        assert_eq!(check(&Tracked::of(&[("ARCHITECTURE.md", &lines(301))])).len(), 1);
    }
}
