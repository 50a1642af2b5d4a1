//! Fields of an object by name, each complaint with its path.

use super::CaseProblem;
use super::json::Json;
use femoris_clinic::spelling::closest;
use std::cell::RefCell;

/// Most problems that are listed; a file with more is not a case file.
const MOST_PROBLEMS: usize = 100;
/// Longest piece of foreign text that is repeated in a message.
const LONGEST_ECHO: usize = 60;

/// Gathers problems while reading goes on.
#[derive(Default)]
pub(super) struct Problems(RefCell<Vec<CaseProblem>>);

impl Problems {
    fn add(&self, path: String, what: String) {
        let mut list = self.0.borrow_mut();
        if list.len() < MOST_PROBLEMS {
            list.push(CaseProblem { path, what });
        }
    }

    pub(super) fn into_list(self) -> Vec<CaseProblem> {
        self.0.into_inner()
    }
}

/// An object and where it stands.
pub(super) struct Object<'a> {
    path: String,
    entries: &'a [(String, Json)],
    problems: &'a Problems,
}

impl<'a> Object<'a> {
    pub(super) fn root(json: &'a Json, problems: &'a Problems) -> Option<Self> {
        match json {
            Json::Object(entries) => Some(Self { path: String::new(), entries, problems }),
            other => {
                problems.add(String::new(), format!("a case file is one object, not {}", other.kind()));
                None
            }
        }
    }

    fn path_of(&self, key: &str) -> String {
        let key = echo(key);
        if self.path.is_empty() { key } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn wrong(&self, key: &str, what: String) {
        self.problems.add(self.path_of(key), what);
    }

    pub(super) fn missing(&self, key: &str, mend: &str) {
        if !self.entries.iter().any(|(name, _)| name == key) {
            self.wrong(key, format!("is missing; {mend}"));
        }
    }

    /// Refuses keys that are not known and keys that stand twice.
    pub(super) fn only(&self, known: &[&str], kind: &str) {
        for (i, (key, _)) in self.entries.iter().enumerate() {
            if !known.contains(&key.as_str()) {
                let mend = match closest(key, known.iter().copied()) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("remove it, or use a {kind} of the contract"),
                };
                self.wrong(key, format!("unknown {kind}; {mend}"));
            }
            if self.entries[..i].iter().any(|(earlier, _)| earlier == key) {
                self.wrong(key, "stands twice; keep one".to_owned());
            }
        }
    }

    fn get(&self, key: &str) -> Option<&'a Json> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    fn expected<T>(&self, key: &str, expected: &str, found: &Json) -> Option<T> {
        let what = match found {
            Json::TooDeep => format!("is nested too deeply; it must be {expected}"),
            other => format!("must be {expected}, not {}", other.kind()),
        };
        self.wrong(key, what);
        None
    }

    pub(super) fn object(&self, key: &str) -> Option<Object<'a>> {
        match self.get(key)? {
            Json::Object(entries) => {
                Some(Object { path: self.path_of(key), entries, problems: self.problems })
            }
            other => self.expected(key, "an object", other),
        }
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        match self.get(key)? {
            Json::Text(text) => Some(text),
            other => self.expected(key, "text", other),
        }
    }

    pub(super) fn whole(&self, key: &str) -> Option<i64> {
        match self.get(key)? {
            Json::Integer(value) => Some(*value),
            other => self.expected(key, "a whole number", other),
        }
    }

    pub(super) fn number(&self, key: &str) -> Option<f64> {
        match self.get(key)? {
            Json::Integer(value) => Some(*value as f64),
            Json::Number(value) => Some(*value),
            other => self.expected(key, "a number", other),
        }
    }

    pub(super) fn choice<T>(
        &self,
        key: &str,
        from_id: fn(&str) -> Option<T>,
        known: impl Iterator<Item = &'static str> + Clone,
    ) -> Option<T> {
        let text = self.text(key)?;
        let found = from_id(text);
        if found.is_none() {
            let list: Vec<&str> = known.clone().collect();
            let mend = match closest(text, known) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("use one of {}", list.join(", ")),
            };
            self.wrong(key, format!("{:?} is not known here; {mend}", echo(text)));
        }
        found
    }
}

fn echo(text: &str) -> String {
    let mut short: String =
        text.chars().take(LONGEST_ECHO).map(|c| if c.is_control() { '?' } else { c }).collect();
    if text.chars().nth(LONGEST_ECHO).is_some() {
        short.push('…');
    }
    short
}
