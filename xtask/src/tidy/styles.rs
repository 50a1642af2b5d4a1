//! Classes and ids that the style sheets speak of are used by a template, a script or code that writes markup.

use std::collections::BTreeSet;

use super::Problem;
use super::tracked::Tracked;

/// Our style sheets.
const SHEETS: [&str; 2] = ["crates/web/assets/", "crates/figure/"];
/// Where markup comes from: templates, scripts with those of others, and code.
const MARKUP: [&str; 4] =
    ["crates/web/templates/", "crates/web/assets/", "crates/web/src/", "crates/figure/src/"];

pub(crate) fn check(files: &Tracked) -> Vec<Problem> {
    let is_markup =
        |path: &str| MARKUP.iter().any(|folder| path.starts_with(folder)) && !path.ends_with(".css");
    let mut words = BTreeSet::new();
    let mut beginnings = BTreeSet::new();
    for (_, text) in files.texts().filter(|(path, _)| is_markup(path)) {
        gather(text, &mut words, &mut beginnings);
    }
    let is_used = |name: &str| words.contains(name) || beginnings.iter().any(|begin| name.starts_with(begin));
    let mut problems = Vec::new();
    let is_ours =
        |path: &str| SHEETS.iter().any(|folder| path.starts_with(folder)) && !path.contains("/vendor/");
    for (path, text) in files.ending(".css").filter(|(path, _)| is_ours(path)) {
        let plain = without_remarks(text);
        let mut seen = BTreeSet::new();
        for (line, name) in names(&plain) {
            if !is_used(name) && seen.insert(name) {
                let message = format!("no template, script or code uses {name:?}; remove its rules");
                problems.push(Problem::at(path, line, message));
            }
        }
    }
    problems
}

fn is_part(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

/// Every word of a text, and those that end in a hyphen where a value follows: `at-{{ place }}`, `at-${place}`.
fn gather<'t>(text: &'t str, words: &mut BTreeSet<&'t str>, beginnings: &mut BTreeSet<&'t str>) {
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let from = &rest[start..];
        let end = from.find(|letter| !is_part(letter)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        if word.len() > 1 && word.ends_with('-') && (after.starts_with('{') || after.starts_with("${")) {
            beginnings.insert(word);
        }
        words.insert(word);
        rest = after;
    }
}

/// The same with remarks blanked out, so that lines keep their numbers.
fn without_remarks(css: &str) -> String {
    let mut plain = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, remark)) = rest.split_once("/*") {
        plain.push_str(before);
        let (remark, after) = remark.split_once("*/").unwrap_or((remark, ""));
        plain.extend(remark.chars().filter(|letter| *letter == '\n'));
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// Each class and id of the selectors, with its line. What stands before a `{` is a selector; quoted text is none.
fn names(css: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (at, letter) in css.char_indices() {
        match letter {
            '{' => {
                let line = css[..from].matches('\n').count() + 1;
                found.extend(of_selector(&css[from..at]).map(|(down, name)| (line + down, name)));
                from = at + 1;
            }
            '}' | ';' => from = at + 1,
            _ => {}
        }
    }
    found
}

fn of_selector(selector: &str) -> impl Iterator<Item = (usize, &str)> {
    selector.match_indices(['.', '#']).filter_map(move |(at, _)| {
        let (before, rest) = (&selector[..at], &selector[at + 1..]);
        let end = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
        let begins = rest.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let is_quoted = before.matches('"').count() % 2 == 1;
        (begins && !is_quoted).then(|| (before.matches('\n').count(), &rest[..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unused(css: &str, markup: &str) -> Vec<String> {
        let files = Tracked::of(&[
            ("crates/web/assets/a.css", css),
            ("crates/web/templates/a.html", markup),
            ("crates/web/assets/vendor/theirs.css", ".not-ours { }"),
        ]);
        check(&files).into_iter().map(|problem| problem.to_string()).collect()
    }

    #[test]
    fn a_class_that_nothing_uses_is_named_once_with_its_line() {
        let css = "/* .gone\n */\n.a { color: red; .b-left, .dead:hover { margin: 1.5rem } }\n.dead { }";
        let markup = "<p class=\"a b-{{ side }}\">";
        let expected =
            "crates/web/assets/a.css:3: no template, script or code uses \"dead\"; remove its rules";
        assert_eq!(unused(css, markup), [expected]);
        assert_eq!(unused(css, "<p class=\"a dead b-left\">"), Vec::<String>::new());
    }

    #[test]
    fn an_id_counts_and_a_value_does_not() {
        let css = "#there { background: #fff url(\"x.dead\"); width: .5em } [href=\".none\"] { } #gone { }";
        let found = unused(css, "<i id=\"there\">");
        assert!(found.len() == 1 && found[0].contains("\"gone\""), "{found:?}");
    }
}
