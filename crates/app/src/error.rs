//! What can go wrong, told so that the reader knows whose turn it is.
//!
//! Rules: a message names the file or field, says what was expected and what to do. Causes that are nobody's
//! business on a page (paths of the database, SQL) go to the log, never into [`AppError`]'s `Display`.

use std::fmt;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The input was refused; the sender can mend it.
    Refused,
    /// No such thing here.
    NotFound,
    /// The thing exists and this caller may not.
    NotAllowed,
    /// Our fault, or the machine's.
    Ours,
}

/// A refusal or a failure of a use-case.
#[derive(Debug)]
pub struct AppError {
    kind: ErrorKind,
    field: Option<String>,
    message: String,
}

impl AppError {
    /// The input was refused. `field` is the form field, argument or JSON path.
    pub fn refused(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Refused, field: Some(field.into()), message: message.into() }
    }

    /// No such thing.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::NotFound, field: None, message: message.into() }
    }

    /// Exists, but not for this caller.
    pub fn not_allowed(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::NotAllowed, field: None, message: message.into() }
    }

    /// Our fault. The cause is logged where the error is made.
    pub fn ours(message: impl Into<String>) -> Self {
        Self { kind: ErrorKind::Ours, field: None, message: message.into() }
    }

    /// Whose turn it is.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The form field, argument or JSON path the refusal is about.
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{field}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for AppError {}
