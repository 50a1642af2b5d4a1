//! The pure crates keep the list of what they must not call, and no file of theirs switches it off.

use anyhow::{Context, Result};

use super::Problem;
use super::tracked::Tracked;

const PURE: [&str; 3] = ["crates/measure", "crates/clinic", "crates/figure"];

/// Clock, environment, files, threads, processes; the network and randomness are types.
const METHODS: [&str; 12] = [
    "std::time::SystemTime::now",
    "std::time::Instant::now",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "std::env::var",
    "std::env::vars",
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::write",
    "std::fs::File::open",
    "std::thread::spawn",
    "std::process::Command::new",
];
const TYPES: [&str; 2] = ["std::net::TcpStream", "std::collections::hash_map::RandomState"];

pub(crate) fn check(files: &Tracked) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for folder in PURE {
        let path = format!("{folder}/clippy.toml");
        let Some(text) = files.text(&path) else {
            problems
                .push(Problem::new(path, "is missing: this crate is pure and lists what it must not call"));
            continue;
        };
        let table: toml::Table = text.parse().with_context(|| format!("{path} is not TOML"))?;
        for (key, wanted) in [("disallowed-methods", &METHODS[..]), ("disallowed-types", &TYPES[..])] {
            let listed = paths(&table, key);
            for missing in wanted.iter().filter(|wanted| !listed.contains(wanted)) {
                problems.push(Problem::new(path.as_str(), format!("{key} must list {missing}")));
            }
        }
        let sources = format!("{folder}/src/");
        for (path, text) in files.ending(".rs").filter(|(path, _)| path.starts_with(&sources)) {
            let switched_off = text.lines().position(|line| line.contains("clippy::disallowed"));
            if let Some(index) = switched_off {
                problems.push(Problem::at(
                    path,
                    index + 1,
                    "a pure crate cannot let a disallowed call through",
                ));
            }
        }
    }
    Ok(problems)
}

fn paths<'a>(table: &'a toml::Table, key: &str) -> Vec<&'a str> {
    let entries = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
    entries.filter_map(|entry| entry.as_str().or_else(|| entry.get("path")?.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shortened_list_is_seen() {
        let list = |entries: &[&str]| {
            entries.iter().map(|path| format!("{{ path = \"{path}\" }}, ")).collect::<String>()
        };
        let whole =
            format!("disallowed-methods = [{}]\ndisallowed-types = [{}]", list(&METHODS), list(&TYPES));
        let short =
            format!("disallowed-methods = [{}]\ndisallowed-types = [{}]", list(&METHODS[1..]), list(&TYPES));
        let files = |clinic: &str| {
            let paths = PURE.map(|folder| format!("{folder}/clippy.toml"));
            let lists: Vec<(&str, &str)> = (paths.iter().map(String::as_str))
                .map(|path| (path, if path.contains("clinic") { clinic } else { whole.as_str() }))
                .collect();
            check(&Tracked::of(&lists)).unwrap()
        };
        assert_eq!(files(&whole), []);
        assert_eq!(files(&short).len(), 1);
    }

    #[test]
    fn every_pure_crate_needs_a_list() {
        assert_eq!(check(&Tracked::of(&[])).unwrap().len(), PURE.len());
    }
}
