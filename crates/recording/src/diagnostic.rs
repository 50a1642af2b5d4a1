//! What a reader has to say about a file beside its content.

/// How much a diagnostic matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was lost.
    Info,
    /// Something was odd and was handled.
    Warning,
    /// Something could not be read.
    Error,
}

impl Severity {
    /// Lower-case word, as the JSON contract spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// One finding about a file: what, where, and a sentence a person can act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// How much it matters.
    pub severity: Severity,
    /// Stable snake-case code, such as `checksum_mismatch`.
    pub code: &'static str,
    /// Byte position in the file, where one is known.
    pub at_byte: Option<u64>,
    /// A full sentence. Holds no names, notes or coordinates.
    pub message: String,
}

impl Diagnostic {
    /// A warning.
    pub fn warning(code: &'static str, at_byte: impl Into<Option<u64>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, code, at_byte: at_byte.into(), message: message.into() }
    }

    /// Something that could not be read.
    pub fn error(code: &'static str, at_byte: impl Into<Option<u64>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Error, code, at_byte: at_byte.into(), message: message.into() }
    }

    /// Worth knowing.
    pub fn info(code: &'static str, at_byte: impl Into<Option<u64>>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Info, code, at_byte: at_byte.into(), message: message.into() }
    }
}
