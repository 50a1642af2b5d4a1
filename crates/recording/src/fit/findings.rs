//! Diagnostics of one file, bounded in number: a hostile file must not make the report grow without end.

use crate::Diagnostic;

/// Findings kept one by one; what comes after is counted.
const KEPT: usize = 100;

/// Collects diagnostics in file order.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kept: Vec<Diagnostic>,
    dropped: usize,
}

impl Findings {
    /// Adds a finding.
    pub(super) fn add(&mut self, diagnostic: Diagnostic) {
        if self.kept.len() < KEPT { self.kept.push(diagnostic) } else { self.dropped += 1 }
    }

    /// Something could not be read.
    pub(super) fn error(
        &mut self,
        code: &'static str,
        at: impl Into<Option<u64>>,
        message: impl Into<String>,
    ) {
        self.add(Diagnostic::error(code, at, message));
    }

    /// Something was odd and was handled.
    pub(super) fn warning(
        &mut self,
        code: &'static str,
        at: impl Into<Option<u64>>,
        message: impl Into<String>,
    ) {
        self.add(Diagnostic::warning(code, at, message));
    }

    /// Worth knowing.
    pub(super) fn info(
        &mut self,
        code: &'static str,
        at: impl Into<Option<u64>>,
        message: impl Into<String>,
    ) {
        self.add(Diagnostic::info(code, at, message));
    }

    /// All findings, with a last one for those that were only counted.
    pub(super) fn into_diagnostics(mut self) -> Vec<Diagnostic> {
        if self.dropped > 0 {
            let message = format!("{} more findings of this file are not listed.", self.dropped);
            self.kept.push(Diagnostic::warning("more_findings", None, message));
        }
        self.kept
    }
}
