//! Who is near: the nearest places of some professions that pass the filters, or what would have to be widened.

use femoris_measure::{Metres, Place, haversine};
use rusqlite::params;

use super::pack::{GONE, SKILL_BITS, WHEELCHAIR};
use super::{Directory, DirectoryError, Doing};
use crate::geo::{COLUMNS, Spot, touched};
use crate::hours::{OpenState, WeekMinute, open_at};
use crate::vocabulary::{Professions, Skills};

/// First circle that is looked at, in metres; each next one is twice as wide.
const FIRST_CIRCLE_M: f64 = 5_000.0;
/// Rows of the grid above which one pass over a profession is quicker than row by row.
const MANY_ROWS: u32 = 160;

/// What must hold beside profession and distance.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Skills that must be stated.
    pub skills: Skills,
    /// Only where a wheelchair is said to get in.
    pub wheelchair: bool,
    /// A two-letter code that must be among the languages.
    pub language: Option<String>,
    /// A moment at which it must be known to be open.
    pub open_at: Option<WeekMinute>,
    /// Places by number, in rising order, that alone count; for names.
    pub among: Option<Vec<u32>>,
}

impl Filter {
    /// The same without one of its conditions.
    fn without(&self, one: Widen) -> Self {
        let same = self.clone();
        match one {
            Widen::Skills => Self { skills: Skills::EMPTY, ..same },
            Widen::Wheelchair => Self { wheelchair: false, ..same },
            Widen::Language => Self { language: None, ..same },
            Widen::Hours => Self { open_at: None, ..same },
            Widen::Name => Self { among: None, ..same },
            Widen::Radius(_) | Widen::Directory => same,
        }
    }
}

/// A search.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Any of these.
    pub professions: Professions,
    /// From where.
    pub near: Place,
    /// How far at most.
    pub within: Metres,
    /// How many at most.
    pub limit: usize,
    /// What else.
    pub filter: Filter,
}

impl Query {
    /// Furthest that can be searched, in metres: a quarter of the way round.
    pub const FURTHEST_M: f64 = 9_999_000.0;
}

/// A place that was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Its number.
    pub place: u32,
    /// How far away.
    pub distance: Metres,
}

/// What would find something where nothing was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Widen {
    /// Looking this far.
    Radius(Metres),
    /// Not asking for the skills.
    Skills,
    /// Not asking for wheelchair access.
    Wheelchair,
    /// Not asking for the language.
    Language,
    /// Not asking that it is open then.
    Hours,
    /// Not asking for the name.
    Name,
    /// Another directory: this one lists nobody of these professions.
    Directory,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub enum SearchOutcome {
    /// At least one, nearest first; at equal distance in the order of the index.
    Found {
        /// The places.
        hits: Vec<Hit>,
        /// Whether there may be more within the radius.
        more: bool,
    },
    /// Nobody.
    Nothing {
        /// How far was looked.
        looked: Metres,
        /// What would find somebody.
        widen: Vec<Widen>,
    },
}

impl Directory {
    /// Searches.
    pub fn search(&self, query: &Query) -> Result<SearchOutcome, DirectoryError> {
        let mut hits = self.nearest(query)?;
        if hits.is_empty() {
            return Ok(SearchOutcome::Nothing { looked: query.within, widen: self.widen(query)? });
        }
        let more = hits.len() > query.limit;
        hits.truncate(query.limit);
        Ok(SearchOutcome::Found { hits, more })
    }

    /// Up to one more than the limit, nearest first.
    fn nearest(&self, query: &Query) -> Result<Vec<Hit>, DirectoryError> {
        let wanted = query.limit.saturating_add(1);
        let within = query.within.get().min(Query::FURTHEST_M);
        let mut radius = within.min(FIRST_CIRCLE_M);
        loop {
            let mut found = self.circle(query, radius)?;
            found.sort_by(|a, b| a.distance.get().total_cmp(&b.distance.get()).then(a.place.cmp(&b.place)));
            found.dedup_by_key(|hit| hit.place);
            let mut kept = Vec::new();
            for hit in found {
                if kept.len() == wanted {
                    break;
                }
                if self.passes(hit.place, &query.filter)? {
                    kept.push(hit);
                }
            }
            if kept.len() >= wanted || radius >= within {
                return Ok(kept);
            }
            radius = (radius * 2.0).min(within);
        }
    }

    /// Everything within a circle that passes what the index itself knows.
    fn circle(&self, query: &Query, radius: f64) -> Result<Vec<Hit>, DirectoryError> {
        let doing = "search by distance";
        let Ok(metres) = Metres::new(radius) else { return Ok(Vec::new()) };
        let touched = touched(query.near, metres);
        let (first, last) = (*touched.rows.start(), *touched.rows.end());
        let ranges: Vec<(u32, u32)> = if last - first >= MANY_ROWS {
            vec![(first * COLUMNS, last * COLUMNS + COLUMNS - 1)]
        } else {
            let columns = &touched.columns;
            touched
                .rows
                .flat_map(|row| {
                    columns.iter().map(move |part| (row * COLUMNS + part.start(), row * COLUMNS + part.end()))
                })
                .collect()
        };
        let filter = &query.filter;
        let must = filter.skills.bits() | if filter.wheelchair { WHEELCHAIR } else { 0 };
        debug_assert!(filter.skills.bits() < 1 << SKILL_BITS);
        let sql = "SELECT place, lat, lon, flags FROM spot WHERE profession = ?1 AND cell BETWEEN ?2 AND ?3";
        let mut select = self.conn.prepare_cached(sql).doing(doing)?;
        let mut found = Vec::new();
        for profession in query.professions.iter() {
            for (from, until) in &ranges {
                let mut rows = select.query(params![profession as u8, from, until]).doing(doing)?;
                while let Some(row) = rows.next().doing(doing)? {
                    let flags: u32 = row.get(3).doing(doing)?;
                    if flags & must != must || flags & GONE != 0 {
                        continue;
                    }
                    let spot = Spot { lat: row.get(1).doing(doing)?, lon: row.get(2).doing(doing)? };
                    let Some(place) = spot.place() else { continue };
                    let distance = haversine(query.near, place);
                    if distance.get() <= radius {
                        found.push(Hit { place: row.get(0).doing(doing)?, distance });
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether a place passes what only its row knows.
    fn passes(&self, place: u32, filter: &Filter) -> Result<bool, DirectoryError> {
        if filter.among.as_ref().is_some_and(|among| among.binary_search(&place).is_err()) {
            return Ok(false);
        }
        if filter.language.is_none() && filter.open_at.is_none() {
            return Ok(true);
        }
        let Some(place) = self.place(place)? else { return Ok(false) };
        let speaks = |code: &String| place.languages().split(' ').any(|spoken| spoken == code);
        let is_open = |moment: WeekMinute| open_at(&place.hours(), moment) == OpenState::Open;
        Ok(filter.language.as_ref().is_none_or(speaks) && filter.open_at.is_none_or(is_open))
    }

    /// Which single change would find somebody.
    fn widen(&self, query: &Query) -> Result<Vec<Widen>, DirectoryError> {
        let finds =
            |query: Query| self.nearest(&Query { limit: 1, ..query }).map(|hits| hits.first().copied());
        let Ok(furthest) = Metres::new(Query::FURTHEST_M) else { return Ok(Vec::new()) };
        let anywhere = Query { within: furthest, ..query.clone() };
        let mut found = Vec::new();
        if let Some(hit) = finds(anywhere.clone())? {
            found.push(Widen::Radius(hit.distance));
        }
        let filter = &query.filter;
        for one in [Widen::Skills, Widen::Wheelchair, Widen::Language, Widen::Hours, Widen::Name] {
            let fewer = filter.without(one);
            if fewer != *filter && finds(Query { filter: fewer, ..query.clone() })?.is_some() {
                found.push(one);
            }
        }
        if found.is_empty() && finds(Query { filter: Filter::default(), ..anywhere })?.is_none() {
            found.push(Widen::Directory);
        }
        Ok(found)
    }
}
