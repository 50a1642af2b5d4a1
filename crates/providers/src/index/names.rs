//! Names by their beginnings.

use rusqlite::params;

use super::{Directory, DirectoryError, Doing};
use crate::text::fold;

/// Places whose names have words that begin so.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameSearch {
    /// Their numbers, in the order of the index.
    pub places: Vec<u32>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

impl Directory {
    /// Places with a name in which each typed word begins a word. At most `most`.
    pub fn names(&self, typed: &str, most: usize) -> Result<NameSearch, DirectoryError> {
        let words: Vec<String> = fold(typed).split(' ').filter(|word| !word.is_empty()).map(quoted).collect();
        if words.is_empty() {
            return Ok(NameSearch::default());
        }
        let sql = "SELECT coalesce(e.front, e.id) FROM (SELECT rowid AS id FROM names WHERE names MATCH ?1
                   ORDER BY rowid LIMIT ?2) AS found JOIN entry e ON e.id = found.id";
        let found: Vec<u32> = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut select| {
                select.query_map(params![words.join(" AND "), most as i64 + 1], |row| row.get(0))?.collect()
            })
            .doing("look for a name")?;
        let more = found.len() > most;
        let mut places: Vec<u32> = found.into_iter().take(most).collect();
        places.sort_unstable();
        places.dedup();
        Ok(NameSearch { places, more })
    }
}

fn quoted(word: &str) -> String {
    format!("\"{word}\" *")
}
