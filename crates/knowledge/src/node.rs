//! A place in a knowledge file that knows its line, so that every complaint can name it.

use crate::problem::{Log, Problem};
use femoris_clinic::spelling::closest;
use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file's name and text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl File<'_> {
    /// The line of a byte, from 1.
    pub(crate) fn line(&self, byte: usize) -> usize {
        let before = self.text.as_bytes().get(..byte).unwrap_or_default();
        before.iter().filter(|byte| **byte == b'\n').count() + 1
    }
}

/// A value of a file.
#[derive(Clone)]
pub(crate) struct Node<'a> {
    file: File<'a>,
    log: &'a Log,
    path: String,
    value: &'a DeValue<'a>,
    byte: usize,
}

impl<'a> Node<'a> {
    fn new(file: File<'a>, log: &'a Log, path: String, value: &'a Spanned<DeValue<'a>>) -> Self {
        Self { file, log, path, value: value.get_ref(), byte: value.span().start }
    }

    pub(crate) fn place(&self) -> Place {
        Place { file: self.file.name.to_owned(), line: self.file.line(self.byte), path: self.path.clone() }
    }

    /// Notes what is wrong here.
    pub(crate) fn wrong(&self, what: impl Into<String>, mend: impl Into<String>) {
        self.log.add(self.place().problem(what, mend));
    }

    /// Notes an id that is not one of `known`, with the nearest that is.
    pub(crate) fn unknown<'k>(&self, kind: &str, id: &str, known: impl IntoIterator<Item = &'k str>) {
        let mend = match closest(id, known) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("use an existing {kind}"),
        };
        self.wrong(format!("unknown {kind} {id:?}"), mend);
    }

    fn expected(&self, expected: &str) {
        self.wrong(
            format!("{expected} expected, found {}", self.value.type_str()),
            format!("write {expected}"),
        );
    }

    pub(crate) fn text(&self) -> Option<&'a str> {
        let text = self.value.as_str();
        if text.is_none() {
            self.expected("text in quotes");
        }
        text
    }

    /// Text that says something.
    pub(crate) fn words(&self) -> Option<&'a str> {
        let text = self.text()?;
        if text.trim().is_empty() {
            self.wrong("the text is empty", "write the text");
            return None;
        }
        Some(text)
    }

    pub(crate) fn number(&self) -> Option<f64> {
        let parsed = match self.value {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let finite = parsed.filter(|number: &f64| number.is_finite());
        if finite.is_none() {
            self.expected("a number");
        }
        finite
    }

    pub(crate) fn whole<T: std::str::FromStr>(&self) -> Option<T> {
        let parsed = match self.value {
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        if parsed.is_none() {
            self.expected("a whole number that fits here");
        }
        parsed
    }

    pub(crate) fn yes_or_no(&self) -> Option<bool> {
        let told = self.value.as_bool();
        if told.is_none() {
            self.expected("true or false");
        }
        told
    }

    /// The one of a vocabulary with this id.
    pub(crate) fn id<T: Copy + 'static>(
        &self,
        kind: &str,
        from_id: impl Fn(&str) -> Option<T>,
        known: &[T],
        id: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.text()?;
        let found = from_id(text);
        if found.is_none() {
            self.unknown(kind, text, known.iter().map(|one| id(*one)));
        }
        found
    }

    /// The items of a list.
    pub(crate) fn items(&self) -> Vec<Node<'a>> {
        let Some(array) = self.value.as_array() else {
            self.expected("a list");
            return Vec::new();
        };
        let nodes = array.iter().enumerate();
        nodes.map(|(i, item)| Node::new(self.file, self.log, format!("{}[{i}]", self.path), item)).collect()
    }

    /// A list with at least one item.
    pub(crate) fn some_items(&self) -> Vec<Node<'a>> {
        let items = self.items();
        if items.is_empty() && self.value.is_array() {
            self.wrong("the list is empty", "add an item or remove the key");
        }
        items
    }

    pub(crate) fn is_text(&self) -> bool {
        self.value.is_str()
    }

    pub(crate) fn is_list(&self) -> bool {
        self.value.is_array()
    }

    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    pub(crate) fn table(&self) -> Option<Table<'a>> {
        match self.value.as_table() {
            Some(entries) => Some(Table { node: self.clone(), entries, used: RefCell::default() }),
            None => {
                self.expected("a table");
                None
            }
        }
    }
}

/// A place in a file, kept after the file is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) line: usize,
    pub(crate) path: String,
}

impl Place {
    pub(crate) fn problem(&self, what: impl Into<String>, mend: impl Into<String>) -> Problem {
        Problem {
            file: self.file.clone(),
            line: self.line,
            path: self.path.clone(),
            what: what.into(),
            mend: mend.into(),
        }
    }
}

/// A table whose unused keys are reported when it is [`Table::finish`]ed.
pub(crate) struct Table<'a> {
    pub(crate) node: Node<'a>,
    entries: &'a DeTable<'a>,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Table<'a> {
    /// The whole of a parsed file.
    pub(crate) fn root(file: File<'a>, log: &'a Log, parsed: &'a Spanned<DeValue<'a>>) -> Option<Self> {
        Node::new(file, log, String::new(), parsed).table()
    }

    pub(crate) fn optional(&self, key: &str) -> Option<Node<'a>> {
        self.used.borrow_mut().insert(key.to_owned());
        let value = self.entries.get(key)?;
        let path =
            if self.node.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.node.path) };
        Some(Node::new(self.node.file, self.node.log, path, value))
    }

    pub(crate) fn required(&self, key: &str) -> Option<Node<'a>> {
        let node = self.optional(key);
        if node.is_none() {
            self.node.wrong(format!("{key} is missing"), format!("add {key}"));
        }
        node
    }

    /// Items of a list that may be left out.
    pub(crate) fn list(&self, key: &str) -> Vec<Node<'a>> {
        self.optional(key).map(|node| node.items()).unwrap_or_default()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.entries.keys().map(|key| key.get_ref().as_ref())
    }

    /// Reports keys that nobody asked for.
    pub(crate) fn finish(&self) {
        let used = self.used.borrow();
        for (key, value) in self.entries {
            let name = key.get_ref().as_ref();
            if !used.contains(name) {
                let path = format!("{}.{name}", self.node.path);
                let node =
                    Node::new(self.node.file, self.node.log, path.trim_start_matches('.').to_owned(), value);
                let mend = match closest(name, used.iter().map(String::as_str)) {
                    Some(near) => format!("did you mean {near}?"),
                    None => "remove it".to_owned(),
                };
                Node { byte: key.span().start, ..node }.wrong("unknown key", mend);
            }
        }
    }
}
