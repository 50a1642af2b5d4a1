//! Sizes as ratchets: what is too long or takes too much is listed with a reason, and the list only shrinks.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};

use super::rust_source::Source;
use super::tracked::Tracked;
use super::{Problem, numbers};

const LIST: &str = "xtask/ratchet.toml";

const FUNCTION_LINES: usize = 80;
const FILE_LINES: usize = 800;
const PARAMETERS: usize = 5;
/// Nine in ten stay within these.
const USUAL_FUNCTION_LINES: usize = 40;
const USUAL_FILE_LINES: usize = 400;

/// What was measured: kind and place to size.
type Sizes = BTreeMap<(&'static str, String), usize>;

pub(crate) fn check(files: &Tracked) -> Result<Vec<Problem>> {
    let mut measured = Measured::default();
    for (path, text) in files.ending(".rs") {
        measured.add(path, text);
    }
    for (path, lines) in numbers::unexplained(files) {
        measured.too_big.insert(("numbers", path.to_owned()), lines.len());
        measured.number_lines.insert(path.to_owned(), lines);
    }
    let listed = read_list(files.text(LIST).unwrap_or_default())?;
    let mut problems = compare(&measured.too_big, &listed);
    for problem in &mut problems {
        if let Some(lines) = measured.number_lines.get(&problem.place) {
            problem.message = format!("{} (lines {lines:?})", problem.message);
        }
    }
    problems.extend(usual("function", &mut measured.functions, USUAL_FUNCTION_LINES));
    problems.extend(usual("file", &mut measured.files, USUAL_FILE_LINES));
    Ok(problems)
}

#[derive(Default)]
struct Measured {
    too_big: Sizes,
    number_lines: BTreeMap<String, Vec<usize>>,
    functions: Vec<usize>,
    files: Vec<usize>,
}

impl Measured {
    fn add(&mut self, path: &str, text: &str) {
        let source = Source::new(text).without_tests();
        let lines = text.lines().count() - source.test_lines();
        self.files.push(lines);
        if lines > FILE_LINES {
            self.too_big.insert(("file", path.to_owned()), lines);
        }
        for function in source.functions() {
            let place = format!("{path} {}", function.name);
            self.functions.push(function.lines);
            if function.lines > FUNCTION_LINES {
                self.too_big.insert(("function", place.clone()), function.lines);
            }
            if function.parameters > PARAMETERS {
                self.too_big.insert(("parameters", place.clone()), function.parameters);
            }
            if function.switches > 0 {
                self.too_big.insert(("switches", place), function.switches);
            }
        }
    }
}

/// Each entry: `kind`, `place`, `size`, `reason`.
fn read_list(text: &str) -> Result<Vec<(String, String, usize)>> {
    let table: toml::Table = text.parse().with_context(|| format!("{LIST} is not TOML"))?;
    let mut listed = Vec::new();
    for entry in table.get("exception").and_then(toml::Value::as_array).into_iter().flatten() {
        let text = |key: &str| {
            let value = entry.get(key).and_then(toml::Value::as_str).unwrap_or_default().trim();
            ensure!(!value.is_empty(), "{LIST}: an exception lacks `{key}`");
            Ok(value.to_owned())
        };
        let size = entry.get("size").and_then(toml::Value::as_integer);
        let size = size.and_then(|size| usize::try_from(size).ok());
        let size = size.with_context(|| format!("{LIST}: an exception lacks `size`"))?;
        text("reason")?;
        listed.push((text("kind")?, text("place")?, size));
    }
    Ok(listed)
}

fn compare(too_big: &Sizes, listed: &[(String, String, usize)]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for ((kind, place), size) in too_big {
        let entry = listed.iter().find(|(known, at, _)| known == kind && at == place);
        match entry {
            None => problems.push(Problem::new(place.as_str(), too_much(kind, *size))),
            Some((_, _, agreed)) if size > agreed => {
                problems.push(Problem::new(
                    place.as_str(),
                    format!("{kind} grew from {agreed} to {size}: it may only fall"),
                ));
            }
            Some(_) => {}
        }
    }
    for (kind, place, agreed) in listed {
        let now = too_big.iter().find(|((known, at), _)| known == kind && at == place).map(|(_, size)| *size);
        match now {
            None => problems
                .push(Problem::new(LIST, format!("{kind} of {place} is within bounds now: remove it"))),
            Some(size) if size < *agreed => {
                problems.push(Problem::new(
                    LIST,
                    format!("{kind} of {place} fell from {agreed} to {size}: say so here"),
                ));
            }
            Some(_) => {}
        }
    }
    problems
}

fn too_much(kind: &str, size: usize) -> String {
    match kind {
        "file" => format!("{size} lines without its tests, more than {FILE_LINES}: is it one room or three?"),
        "function" => format!("{size} lines, more than {FUNCTION_LINES}"),
        "parameters" => format!("{size} parameters, more than {PARAMETERS}: make a struct or two functions"),
        "numbers" => format!("{size} numbers belong in knowledge/, or need `// number: why` beside them"),
        _ => "takes a bool: make it an enum or two functions".to_owned(),
    }
}

fn usual(kind: &str, sizes: &mut [usize], bound: usize) -> Option<Problem> {
    sizes.sort_unstable();
    let ninth = *sizes.get(sizes.len() * 9 / 10)?;
    (ninth > bound).then(|| {
        Problem::new(
            "the workspace",
            format!("nine in ten {kind}s should stay within {bound} lines; now it is {ninth}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sized(lines: usize) -> String {
        format!("//! x\nfn f() {{\n{}}}\n", "    1;\n".repeat(lines - 2))
    }

    fn entry(size: usize) -> Vec<(String, String, usize)> {
        vec![("function".into(), "a.rs f".into(), size)]
    }

    fn problems(text: &str, listed: &[(String, String, usize)]) -> usize {
        let mut measured = Measured::default();
        measured.add("a.rs", text);
        compare(&measured.too_big, listed).len()
    }

    #[test]
    fn the_ceiling_and_its_exceptions() {
        assert_eq!(problems(&sized(80), &[]), 0);
        assert_eq!(problems(&sized(81), &[]), 1);
        assert_eq!(problems(&sized(81), &entry(81)), 0);
        assert_eq!(problems(&sized(90), &entry(81)), 1, "may not grow");
        assert_eq!(problems(&sized(81), &entry(90)), 1, "a fall is kept");
        assert_eq!(problems(&sized(10), &entry(90)), 1, "an exception nobody needs goes");
    }

    #[test]
    fn parameters_and_switches_are_counted() {
        assert_eq!(problems("fn f(a: u8, b: u8, c: u8, d: u8, e: u8) {}", &[]), 0);
        assert_eq!(problems("fn f(a: u8, b: u8, c: u8, d: u8, e: u8, g: u8) {}", &[]), 1);
        assert_eq!(problems("pub fn f(a: bool) {}", &[]), 1);
    }

    #[test]
    fn test_modules_do_not_count() {
        let text = "//! x\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n    // why\n\n    fn b() {}\n}\n";
        let mut measured = Measured::default();
        measured.add("a.rs", text);
        assert_eq!((measured.files, measured.functions), (vec![3], vec![1]));
    }

    #[test]
    fn nine_in_ten() {
        assert!(usual("file", &mut [1, 1, 1, 1, 1, 1, 1, 1, 1, 900], 400).is_some());
        assert!(usual("file", &mut [1; 20], 400).is_none());
        assert!(usual("file", &mut [], 400).is_none());
    }

    #[test]
    fn the_list_wants_reasons() {
        let whole = "[[exception]]\nkind = \"file\"\nplace = \"a.rs\"\nsize = 900\nreason = \"a table\"\n";
        assert_eq!(read_list(whole).unwrap(), [("file".to_owned(), "a.rs".to_owned(), 900)]);
        assert!(read_list(&whole.replace("a table", "")).is_err());
        assert!(read_list("").unwrap().is_empty());
    }
}
