//! The pure crates keep the list of what they must not call, and no file of theirs switches it off.

use anyhow::{Context, Result};

use super::Problem;
use super::rust_source::Source;
use super::tracked::Tracked;

const PURE: [&str; 3] = ["crates/measure", "crates/clinic", "crates/figure"];

/// Clock, environment, files, standard streams, threads, processes; the network and randomness are types.
const METHODS: [&str; 59] = [
    "std::time::SystemTime::now",
    "std::time::SystemTime::elapsed",
    "std::time::Instant::now",
    "std::time::Instant::elapsed",
    "jiff::Timestamp::now",
    "jiff::Zoned::now",
    "jiff::tz::TimeZone::system",
    "std::env::var",
    "std::env::var_os",
    "std::env::vars",
    "std::env::vars_os",
    "std::env::args",
    "std::env::args_os",
    "std::env::current_dir",
    "std::env::current_exe",
    "std::env::temp_dir",
    "std::fs::read",
    "std::fs::read_to_string",
    "std::fs::read_dir",
    "std::fs::read_link",
    "std::fs::metadata",
    "std::fs::exists",
    "std::fs::symlink_metadata",
    "std::fs::canonicalize",
    "std::fs::write",
    "std::fs::hard_link",
    "std::fs::set_permissions",
    "std::fs::copy",
    "std::fs::rename",
    "std::fs::create_dir",
    "std::fs::create_dir_all",
    "std::fs::remove_file",
    "std::fs::remove_dir",
    "std::fs::remove_dir_all",
    "std::fs::File::open",
    "std::fs::File::create",
    "std::fs::File::create_new",
    "std::fs::File::options",
    "std::fs::OpenOptions::new",
    "std::path::Path::exists",
    "std::path::Path::try_exists",
    "std::path::Path::is_file",
    "std::path::Path::is_dir",
    "std::path::Path::is_symlink",
    "std::path::Path::metadata",
    "std::path::Path::symlink_metadata",
    "std::path::Path::read_dir",
    "std::path::Path::read_link",
    "std::path::Path::canonicalize",
    "std::io::stdin",
    "std::io::stdout",
    "std::io::stderr",
    "std::thread::spawn",
    "std::thread::Builder::new",
    "std::thread::scope",
    "std::thread::sleep",
    "std::process::Command::new",
    "std::process::exit",
    "std::process::id",
];
const TYPES: [&str; 7] = [
    "std::net::TcpStream",
    "std::net::TcpListener",
    "std::net::UdpSocket",
    "std::os::unix::net::UnixStream",
    "std::os::unix::net::UnixListener",
    "std::os::unix::net::UnixDatagram",
    "std::collections::hash_map::RandomState",
];

/// Modules that are pure in a crate that is not: what ranks places sees nothing but its arguments.
const MODULES: [&str; 4] = ["points", "rank", "text", "vocabulary"];
const MODULES_IN: &str = "crates/providers/src";
/// Parts of paths that stand for the outside world.
const OUTSIDE: [&str; 15] = [
    "std::env",
    "std::fs",
    "std::io",
    "std::net",
    "std::os",
    "std::path",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "RandomState",
    "HashMap",
    "rusqlite",
];

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

/// The pure modules name nothing of the outside world, and of their own crate only each other.
pub(crate) fn check_modules(files: &Tracked) -> Vec<Problem> {
    let mut problems = Vec::new();
    for module in MODULES {
        let path = format!("{MODULES_IN}/{module}.rs");
        let Some(text) = files.text(&path) else {
            problems.push(Problem::new(path, "is missing: it is a part of its crate that is pure"));
            continue;
        };
        let code = Source::new(text).without_tests();
        for (index, line) in code.code().lines().enumerate() {
            if let Some(what) = not_pure(line) {
                problems.push(Problem::at(&path, index + 1, format!("{what} is not for a pure module")));
            }
        }
    }
    problems
}

fn not_pure(line: &str) -> Option<&str> {
    let outside = OUTSIDE.iter().find(|outside| line.contains(**outside)).copied();
    let rooms =
        line.split("crate::").skip(1).map(|rest| rest.split([':', ';', ' ', '}']).next().unwrap_or(rest));
    outside.or_else(|| rooms.into_iter().find(|room| !MODULES.contains(room)))
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
    fn a_pure_module_names_nothing_of_the_outside_world() {
        let files = |rank: &str| {
            let paths = MODULES.map(|module| format!("{MODULES_IN}/{module}.rs"));
            let texts: Vec<(&str, &str)> = (paths.iter().map(String::as_str))
                .map(|path| (path, if path.ends_with("rank.rs") { rank } else { "//! pure\n" }))
                .collect();
            check_modules(&Tracked::of(&texts)).len()
        };
        assert_eq!(files("use crate::text::fold;\nuse std::cmp::Ordering;\n// std::fs\n"), 0);
        assert_eq!(files("use crate::index::Index;\n"), 1);
        assert_eq!(files("use std::path::Path;\n"), 1);
        assert_eq!(files("fn now() { std::time::Instant::now(); }\n"), 1);
        assert_eq!(check_modules(&Tracked::of(&[])).len(), MODULES.len());
    }

    #[test]
    fn every_pure_crate_needs_a_list() {
        assert_eq!(check(&Tracked::of(&[])).unwrap().len(), PURE.len());
    }
}
