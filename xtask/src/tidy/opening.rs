//! Every Rust file opens by saying what it is for.

use super::Problem;
use super::tracked::Tracked;

pub(crate) fn check(files: &Tracked) -> Vec<Problem> {
    files
        .ending(".rs")
        .filter(|(_, text)| !opens_with_doc(text))
        .map(|(path, _)| {
            Problem::at(path, 1, "the file must open with a `//!` line that says what it is for")
        })
        .collect()
}

/// cargo-fuzz wants its attribute first in a target, so one leading attribute is let through.
fn opens_with_doc(text: &str) -> bool {
    let mut lines = text.lines().skip_while(|line| line.starts_with("#![no_main]"));
    lines.next().is_some_and(|line| line.strip_prefix("//!").is_some_and(|rest| !rest.trim().is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_documentation() {
        assert!(opens_with_doc("//! What it is.\nfn main() {}"));
        assert!(opens_with_doc("#![no_main]\n//! What it is.\n"));
        assert!(!opens_with_doc("//!\n"));
        assert!(!opens_with_doc("use std::fmt;\n//! Too late.\n"));
        assert!(!opens_with_doc(""));
    }
}
