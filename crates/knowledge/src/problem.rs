//! What is wrong with the files, each with its place and how to mend it. All of it, not only the first.

use std::cell::RefCell;
use std::fmt;

/// One thing wrong with a knowledge file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the knowledge folder.
    pub file: String,
    /// Line in it, from 1; 0 when the problem has no line.
    pub line: usize,
    /// Where in the file, such as `flag[3].when`.
    pub path: String,
    /// What is wrong.
    pub what: String,
    /// How to mend it.
    pub mend: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.path.is_empty() {
            write!(f, ": {}", self.path)?;
        }
        write!(f, ": {}; {}", self.what, self.mend)
    }
}

/// The knowledge could not be used: every problem at once.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} problems in the knowledge files, the first: {}", .0.len(), first(.0))]
pub struct Problems(pub Vec<Problem>);

fn first(problems: &[Problem]) -> String {
    problems.first().map_or_else(String::new, ToString::to_string)
}

/// Gathers problems while reading goes on.
#[derive(Debug, Default)]
pub(crate) struct Log(RefCell<Vec<Problem>>);

impl Log {
    pub(crate) fn add(&self, problem: Problem) {
        self.0.borrow_mut().push(problem);
    }

    /// In the order of files and lines, each once.
    pub(crate) fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.0.into_inner();
        problems.sort();
        problems.dedup();
        problems
    }
}
