//! What belongs in no commit: paths of one machine, hosts of package registries, work left open.

use super::Problem;
use super::tracked::Tracked;

/// Written in two pieces, so that this file does not report itself.
const FORBIDDEN: [(&str, &str); 13] = [
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/fa", "rm/"), "a path of one machine"),
    (concat!("/tm", "p/"), "a path of one machine"),
    (concat!("index.", "crates.io"), "a registry's host"),
    (concat!("static.", "crates.io"), "a registry's host"),
    (concat!("pypi", ".org"), "a registry's host"),
    (concat!("registry.", "npmjs"), "a registry's host"),
    (concat!("deb.", "debian"), "a registry's host"),
    (concat!("TO", "DO"), "work left open: finish it or file it"),
    (concat!("FIX", "ME"), "work left open: finish it or file it"),
    (concat!("todo", "!("), "work left open: finish it or file it"),
    (concat!("#[ig", "nore"), "a test nobody runs: mend it or remove it"),
];

/// Programs and fonts of others, kept as they came.
const VENDORED: &str = "vendor/";

pub(crate) fn check(files: &Tracked) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (path, text) in files.texts().filter(|(path, _)| !path.contains(VENDORED)) {
        for (index, line) in text.lines().enumerate() {
            for (word, why) in FORBIDDEN.iter().filter(|(word, _)| line.contains(word)) {
                problems.push(Problem::at(path, index + 1, format!("`{word}` is {why}")));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_forbidden_word_is_found_outside_vendored_files() {
        for (word, _) in FORBIDDEN {
            let line = format!("fine\n  {word}x\n");
            assert_eq!(check(&Tracked::of(&[("a.txt", &line)])).len(), 1, "{word}");
            assert_eq!(check(&Tracked::of(&[("crates/web/assets/vendor/a.js", &line)])).len(), 0, "{word}");
        }
    }
}
