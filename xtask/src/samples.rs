//! The real recordings in `../shared/data`: cargo hides what a passing test prints, so which tests did nothing for want
//! of them is worked out from the sources and said in the summary.

use anyhow::Result;

use crate::shell;
use crate::tidy::Tracked;

/// Where the samples lie, seen from the root.
const FOLDER: &str = "../shared/data";
/// What a test prints that has nothing to read.
const MARK: &str = "println!(\"skipped: ";

/// `None` with the samples at hand; else the tests that pass without having read them.
pub(crate) fn idle_tests() -> Result<Option<String>> {
    let root = shell::root();
    if root.join(FOLDER).is_dir() {
        return Ok(None);
    }
    let files = Tracked::read(&root)?;
    let idle: Vec<(&str, Vec<&str>)> = files
        .ending(".rs")
        .filter(|(path, _)| path.starts_with("crates/"))
        .map(|(path, text)| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let main = files.text(&format!("{folder}/main.rs")).unwrap_or_default();
            (path, skipping(text, main))
        })
        .filter(|(_, tests)| !tests.is_empty())
        .collect();
    let count: usize = idle.iter().map(|(_, tests)| tests.len()).sum();
    let mut said = format!("{FOLDER} is not here; {count} tests passed without reading what lies there:");
    for (path, tests) in idle {
        said.push_str(&format!("\n    {path}: {}", tests.join(", ")));
    }
    Ok(Some(said))
}

/// The tests of a file that print the mark, or call a function that does: of the file, or of the `main.rs` beside it.
fn skipping<'a>(text: &'a str, main: &str) -> Vec<&'a str> {
    let helpers: Vec<String> = [text, main].into_iter().flat_map(helpers).collect();
    let skips = |body: &str| body.contains(MARK) || helpers.iter().any(|call| body.contains(call.as_str()));
    let tests = functions(text).into_iter().filter(|(_, is_test, body)| *is_test && skips(body));
    tests.map(|(name, ..)| name).collect()
}

fn helpers(text: &str) -> Vec<String> {
    let marked = functions(text).into_iter().filter(|(_, is_test, body)| !is_test && body.contains(MARK));
    marked.map(|(name, ..)| format!("{name}(")).collect()
}

/// Functions at the margin of a file: name, whether it is a test, and its text.
fn functions(text: &str) -> Vec<(&str, bool, &str)> {
    let mut found = Vec::new();
    let mut is_test = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        match line.trim_end() {
            "#[test]" | "#[tokio::test]" => is_test = true,
            opening => {
                let Some(rest) =
                    ["fn ", "async fn ", "pub fn "].iter().find_map(|word| opening.strip_prefix(word))
                else {
                    continue;
                };
                let name = rest.split(['(', '<']).next().unwrap_or(rest);
                let end = text[start..].find("\n}").map_or(text.len(), |length| start + length);
                // The signature is no call.
                let body = text[start..end].split_once('{').map_or("", |(_, body)| body);
                found.push((name, is_test, body));
                is_test = false;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_that_skip_are_found_directly_and_through_a_helper() {
        let text = "fn shared() -> Option<u8> {\n    println!(\"skipped: nothing here\");\n    None\n}\n\n\
                    #[test]\nfn through() {\n    let Some(_) = shared() else { return };\n}\n\n\
                    #[test]\nfn direct() {\n    println!(\"skipped: no\");\n}\n\n\
                    #[test]\nfn neither() {\n    shared_mind();\n}\n";
        assert_eq!(skipping(text, ""), ["through", "direct"]);
        let beside = "#[test]\nfn far() {\n    let Some(_) = crate::shared() else { return };\n}\n";
        assert_eq!((skipping(beside, text), skipping(beside, "").len()), (vec!["far"], 0));
    }
}
