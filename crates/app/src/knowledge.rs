//! The knowledge in use, and checking a folder of it.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use femoris_clinic::knowledge::Knowledge;
use femoris_knowledge::{Problems, embedded, from_folder};

use crate::AppError;

/// What a check of the knowledge found.
#[derive(Debug, Clone)]
pub struct Checked {
    /// Its version, when it has no problems.
    pub version: Option<String>,
    /// Every problem.
    pub problems: Vec<KnowledgeProblem>,
}

/// One problem of the knowledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnowledgeProblem {
    /// File, relative to the knowledge folder.
    pub file: String,
    /// Line, where one is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub problem: String,
    /// How to mend it.
    pub mend: String,
}

/// The knowledge this build ships, read once per process.
pub(crate) fn built_in() -> Result<Arc<Knowledge>, AppError> {
    static BUILT_IN: OnceLock<Result<Arc<Knowledge>, Problems>> = OnceLock::new();
    BUILT_IN.get_or_init(|| embedded().map(Arc::new)).clone().map_err(|problems| {
        AppError::ours(format!(
            "the knowledge of this build has {} problems; run its tests",
            problems.0.len()
        ))
    })
}

/// Loads a knowledge folder, the built-in one where none is named, and lists every problem.
pub fn check_knowledge(dir: Option<&Path>) -> Result<Checked, AppError> {
    let loaded = match dir {
        Some(dir) if !dir.is_dir() => {
            return Err(AppError::not_found(format!("{}: there is no such folder", dir.display())));
        }
        Some(dir) => from_folder(dir),
        None => embedded(),
    };
    Ok(match loaded {
        Ok(knowledge) => Checked { version: Some(knowledge.version), problems: Vec::new() },
        Err(Problems(problems)) => {
            let problem = |p: femoris_knowledge::Problem| KnowledgeProblem {
                file: p.file,
                line: (p.line > 0).then_some(p.line),
                problem: if p.path.is_empty() { p.what } else { format!("{}: {}", p.path, p.what) },
                mend: p.mend,
            };
            Checked { version: None, problems: problems.into_iter().map(problem).collect() }
        }
    })
}
