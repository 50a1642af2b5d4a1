//! `femoris knowledge check [DIR]`: every problem of the knowledge at once.

use std::path::Path;

use femoris_app::{AppError, check_knowledge};
use serde_json::json;

use crate::output::{Done, Extent};

pub(crate) fn check(dir: Option<&Path>) -> Result<Option<Done>, AppError> {
    let checked = check_knowledge(dir)?;
    let problems: Vec<_> = checked
        .problems
        .iter()
        .map(|p| json!({"file": p.file, "line": p.line, "problem": p.problem, "mend": p.mend}))
        .collect();
    let mut text: String = checked
        .problems
        .iter()
        .map(|p| {
            let line = p.line.map_or(String::new(), |line| format!(":{line}"));
            format!("{}{line}: {} ({})\n", p.file, p.problem, p.mend)
        })
        .collect();
    text.push_str(&match (&checked.version, checked.problems.len()) {
        (Some(version), 0) => format!("no problems, version {version}\n"),
        (_, 1) => "1 problem\n".to_owned(),
        (_, many) => format!("{many} problems\n"),
    });
    let extent = if checked.problems.is_empty() { Extent::All } else { Extent::Nothing };
    Ok(Some(Done { json: json!({"version": checked.version, "problems": problems}), text, extent }))
}
