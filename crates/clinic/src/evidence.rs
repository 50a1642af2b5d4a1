//! Where a rule comes from and how sure that is.

use femoris_measure::ids;
use std::fmt;
use std::sync::Arc;

/// Declares a name that a knowledge file gives to something.
macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as the file spells it.
            pub fn new(name: &str) -> Self {
                Self(name.into())
            }

            /// The name.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// Id of a rule, such as `RF12`.
    RuleId
);
name!(
    /// Id of a source entry.
    SourceId
);

ids! {
    /// How sure a statement is. The order is from firm to soft.
    Tag {
        /// Seen in the source named.
        Verified = "verified",
        /// Remembered from the source named, not checked.
        Recalled = "recalled",
        /// An estimate; nobody published it.
        Estimate = "estimate",
    }
}

/// A publication or another origin of what we state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Title, or what is remembered of it.
    pub title: String,
    /// Authors; empty when not known.
    pub authors: String,
    /// Year, when known.
    pub year: Option<i16>,
    /// Journal, site or body; empty when not known.
    pub published_in: String,
    /// DOI, PubMed number or another stable identifier, each with its kind, such as `doi:10.1000/1`.
    pub identifiers: Vec<String>,
    /// Kind of study or text.
    pub design: String,
    /// Who was studied.
    pub population: String,
    /// What we take from it.
    pub taken: String,
    /// How sure that is.
    pub tag: Tag,
}
