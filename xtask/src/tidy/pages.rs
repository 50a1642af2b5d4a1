//! Links in our own documents lead somewhere.

use super::Problem;
use super::tracked::Tracked;

pub(crate) fn check(files: &Tracked) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in files.ending(".md").filter(|(path, _)| !path.starts_with("knowledge/")) {
        for (line, target) in links(text) {
            if let Some(wanted) = resolve(path, &target)
                && !files.holds(&wanted)
            {
                problems.push(Problem::at(path, line, format!("the link to {target} leads nowhere")));
            }
        }
    }
    problems
}

/// Every `](target)` outside fenced blocks and one-line remarks, with its line.
fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced || line.starts_with("<!--") {
            continue;
        }
        for part in line.split("](").skip(1) {
            if let Some((target, _)) = part.split_once(')') {
                found.push((index + 1, target.to_owned()));
            }
        }
    }
    found
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
}
