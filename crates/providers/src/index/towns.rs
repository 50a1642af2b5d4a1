//! Typed places: coordinates, postal codes and towns, from what was imported.

use super::place::town;
use super::{Directory, DirectoryError, Doing};
use crate::entry::Town;
use crate::text::fold;

/// A place that a typed text may mean.
#[derive(Debug, Clone, PartialEq)]
pub struct TownHit {
    /// How to show it, such as `01001 Agawam, MA`.
    pub label: String,
    /// Its middle.
    pub position: femoris_measure::Place,
}

impl Directory {
    /// Places that a text may mean, the likeliest first: a postal code, or the beginning of a town's name, perhaps with
    /// its region behind a comma.
    pub fn towns(&self, text: &str, most: usize) -> Result<Vec<TownHit>, DirectoryError> {
        let (name, region) = text.split_once(',').unwrap_or((text, ""));
        let (name, region) = (fold(name), fold(region));
        if name.is_empty() {
            return Ok(Vec::new());
        }
        // A US code of nine digits is looked up by its first five.
        let code = name.split(' ').next().filter(|first| first.len() == 5).unwrap_or(&name).to_owned();
        let mut found = self.select("code = ?1 AND ?1 <> ''", &code, most)?;
        if found.is_empty() {
            found = self.select("folded = ?1", &name, most * 4)?;
            if found.len() < most {
                let seen = found.len();
                let begins = self.select("folded > ?1 AND folded < ?1 || char(1114111)", &name, most * 4)?;
                found.extend(begins);
                found.truncate(seen + most * 4);
            }
        }
        if !region.is_empty() {
            found.retain(|town| fold(&town.region).starts_with(&region));
        }
        found.truncate(most);
        Ok(found.into_iter().map(hit).collect())
    }

    fn select(&self, condition: &str, text: &str, most: usize) -> Result<Vec<Town>, DirectoryError> {
        let sql = format!(
            "SELECT name, region, code, lat, lon, weight FROM town WHERE {condition}
             ORDER BY weight DESC, folded, region, code LIMIT {most}"
        );
        self.conn
            .prepare_cached(&sql)
            .and_then(|mut select| {
                let towns: rusqlite::Result<Vec<Option<Town>>> = select.query_map([text], town)?.collect();
                towns.map(|towns| towns.into_iter().flatten().collect())
            })
            .doing("look for a town")
    }
}

fn hit(town: Town) -> TownHit {
    let mut label = if town.code.is_empty() || town.code == fold(&town.name) {
        town.name
    } else {
        format!("{} {}", town.code, town.name)
    };
    if !town.region.is_empty() {
        label = format!("{label}, {}", town.region);
    }
    TownHit { label, position: town.position }
}
