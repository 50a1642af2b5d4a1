//! From a wish to ranked places: whom, from where, how far, and what must hold.

use femoris_measure::{Metres, Place};
use femoris_providers::index::{Directory, Filter, Hit, Query, SearchOutcome, TownHit, Widen};
use femoris_providers::rank::{Candidate, rank};
use femoris_providers::{Known, Need, NinePoints, Own, Profession, Skills, SortBy, WeekMinute};
use femoris_store::OwnPlace;

use super::directory::from_directory;
use super::{CareNeed, CarePlace, referrals};
use crate::{App, AppError, ErrorKind};

/// Nearest places that are ordered by anything but distance.
const POOL: usize = 200;
/// Places whose names are compared with a typed one.
const MOST_NAMES: usize = 2_000;
/// Towns offered for a typed name.
const MOST_TOWNS: usize = 6;
/// Furthest a wish may reach, in kilometres.
const FURTHEST_KM: f64 = 5_000.0;

/// Who is sought, for what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Id of the need or the profession.
    pub id: String,
    /// The need, where one was named.
    pub need: Option<&'static CareNeed>,
    /// As a heading.
    pub title: String,
    /// Professions, first choice first.
    pub professions: Vec<Profession>,
}

impl Wanted {
    /// The need or the profession with this id.
    pub fn of(id: &str) -> Result<Self, AppError> {
        let room = referrals()?;
        if let Some(need) = room.need(id) {
            let professions = need.professions.iter().filter_map(|id| Profession::from_id(id)).collect();
            return Ok(Self { id: id.to_owned(), need: Some(need), title: need.title.clone(), professions });
        }
        match (room.profession(id), Profession::from_id(id)) {
            (Some(words), Some(profession)) => Ok(Self {
                id: id.to_owned(),
                need: None,
                title: words.name.clone(),
                professions: vec![profession],
            }),
            _ => {
                let needs: Vec<&str> = room.needs.iter().map(|need| need.id.as_str()).collect();
                let known: Vec<&str> = Profession::ALL.iter().map(|one| one.id()).collect();
                Err(AppError::refused(
                    "need",
                    format!(
                        "there is no such need; name one of {}, or a profession: {}",
                        needs.join(", "),
                        known.join(", ")
                    ),
                ))
            }
        }
    }

    /// Whether it cannot wait until tomorrow: then nobody is compared.
    pub fn is_urgent(&self) -> bool {
        self.need.is_some_and(CareNeed::is_urgent)
    }

    fn need(&self) -> Result<Need, AppError> {
        Ok(Need { professions: self.professions.clone(), fresh_days: referrals()?.fresh_days })
    }
}

/// What somebody looks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// Id of a need or a profession.
    pub need: String,
    /// Where from: coordinates, a postal code or a town.
    pub near: String,
    /// How far, in kilometres.
    pub within_km: f64,
    /// How many at most.
    pub limit: usize,
    /// In which order.
    pub sort: SortBy,
    /// Skills that must be stated.
    pub skills: Skills,
    /// Only where a wheelchair gets in, open now, or both.
    pub access: Access,
    /// A language, as a two-letter code; empty for any.
    pub language: String,
    /// The beginning of a name; empty for any.
    pub name: String,
}

/// What must hold about getting in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Access {
    /// A wheelchair gets in.
    pub wheelchair: bool,
    /// It is known to be open now.
    pub open_now: bool,
}

/// From where was searched.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// How to show it.
    pub label: String,
    /// The place.
    pub position: Place,
    /// Other places that the text may have meant.
    pub others: Vec<String>,
}

/// A place with its nine points and what the runner knows about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// The place.
    pub place: CarePlace,
    /// How far away; `None` where nobody said from where.
    pub distance: Option<Metres>,
    /// Its nine points.
    pub points: NinePoints,
    /// What the runner knows.
    pub own: Option<OwnPlace>,
}

/// What came of a search.
#[derive(Debug, Clone, PartialEq)]
pub enum CareOutcome {
    /// Places in the order asked for.
    Found {
        /// The places.
        places: Vec<Ranked>,
        /// Whether there are more within the radius.
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

/// An answered search.
#[derive(Debug, Clone, PartialEq)]
pub struct CareFound {
    /// Who was sought.
    pub wanted: Wanted,
    /// From where.
    pub near: Near,
    /// What came of it.
    pub outcome: CareOutcome,
}

impl App {
    /// Searches the directory. It hears professions, a place and filters.
    pub fn find_care(&self, wish: &Wish) -> Result<CareFound, AppError> {
        let wanted = Wanted::of(&wish.need)?;
        let directory = self.directory()?;
        let near = near(&directory, &wish.near)?;
        let within = within(wish.within_km)?;
        let by_distance = wish.sort == SortBy::Distance;
        let query = Query {
            professions: wanted.professions.iter().copied().collect(),
            near: near.position,
            within,
            limit: if by_distance { wish.limit } else { POOL.max(wish.limit) },
            filter: self.filter(&directory, wish)?,
        };
        let outcome = match directory.search(&query).map_err(from_directory)? {
            SearchOutcome::Nothing { looked, widen } => CareOutcome::Nothing { looked, widen },
            SearchOutcome::Found { hits, more } => {
                let total = hits.len();
                let mut places = self.ranked(&directory, &hits, &wanted, wish.sort)?;
                places.truncate(wish.limit);
                CareOutcome::Found { more: more || total > places.len(), places }
            }
        };
        Ok(CareFound { wanted, near, outcome })
    }

    fn filter(&self, directory: &Directory, wish: &Wish) -> Result<Filter, AppError> {
        let among = if wish.name.trim().is_empty() {
            None
        } else {
            let found = directory.names(&wish.name, MOST_NAMES).map_err(from_directory)?;
            if found.more {
                return Err(AppError::refused(
                    "name",
                    format!("more than {MOST_NAMES} names begin so; type more of it"),
                ));
            }
            Some(found.places)
        };
        let language = wish.language.trim().to_lowercase();
        Ok(Filter {
            skills: wish.skills,
            wheelchair: wish.access.wheelchair,
            language: (!language.is_empty()).then_some(language),
            open_at: wish.access.open_now.then(|| self.week_minute()),
            among,
        })
    }

    /// This moment in the runner's week. Places nearby have the same clock.
    pub fn week_minute(&self) -> WeekMinute {
        let now = self.clock.now();
        let offset = self.clock.offset_at(now);
        let seconds = now.unix_ms().div_euclid(1000) + i64::from(offset.seconds());
        let minute = u16::try_from(seconds.rem_euclid(86_400) / 60).unwrap_or_default();
        WeekMinute::new(now.day_at(offset).weekday_from_monday(), minute)
    }

    fn ranked(
        &self,
        directory: &Directory,
        hits: &[Hit],
        wanted: &Wanted,
        sort: SortBy,
    ) -> Result<Vec<Ranked>, AppError> {
        let mut all: Vec<Ranked> = Vec::with_capacity(hits.len());
        for hit in hits {
            if let Some(place) = directory.place(hit.place).map_err(from_directory)? {
                all.push(self.judged(place, Some(hit.distance), wanted)?);
            }
        }
        let mut order: Vec<Candidate> = all
            .iter()
            .map(|one| Candidate {
                place: one.place.id,
                name: one.place.name(),
                distance: one.distance,
                points: one.points,
            })
            .collect();
        rank(&mut order, sort);
        all.sort_by_key(|one| order.iter().position(|candidate| candidate.place == one.place.id));
        Ok(all)
    }

    /// A place with its points and what the runner knows.
    pub(super) fn judged(
        &self,
        place: CarePlace,
        distance: Option<Metres>,
        wanted: &Wanted,
    ) -> Result<Ranked, AppError> {
        let own = self.own_of(&place)?;
        let known = own.as_ref().map(known).unwrap_or_default();
        let points = NinePoints::of(&place.stated(), &known, &wanted.need()?, self.clock.today());
        Ok(Ranked { place, distance, points, own })
    }
}

/// What the runner knows, as the nine points ask it.
fn known(own: &OwnPlace) -> Own {
    let answer = |told: Option<bool>| match told {
        Some(true) => Known::Yes,
        Some(false) => Known::No,
        None => Known::Unknown,
    };
    Own {
        sports: answer(own.sports),
        tendon: answer(own.tendon),
        exercise: answer(own.exercise),
        gait: answer(own.gait),
        soon: answer(own.soon),
        confirmed: own.confirmed,
        experience: answer(own.experience),
    }
}

fn within(km: f64) -> Result<Metres, AppError> {
    let fits = km.is_finite() && km > 0.0 && km <= FURTHEST_KM;
    let refuse =
        || AppError::refused("within", format!("name a distance above 0 and up to {FURTHEST_KM} km"));
    if fits { Metres::new(km * 1000.0).map_err(|_| refuse()) } else { Err(refuse()) }
}

fn near(directory: &Directory, text: &str) -> Result<Near, AppError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::refused(
            "near",
            "say from where: a town, a postal code, or coordinates such as 51.44, 14.24",
        ));
    }
    if let Some(position) = coordinates(text)? {
        return Ok(Near { label: "the coordinates you gave".to_owned(), position, others: Vec::new() });
    }
    let mut towns = directory.towns(text, MOST_TOWNS).map_err(from_directory)?.into_iter();
    match towns.next() {
        Some(TownHit { label, position }) => {
            let others = towns.map(|town| town.label).filter(|other| *other != label).collect();
            Ok(Near { label, position, others })
        }
        None if directory.has_towns().map_err(from_directory)? => Err(AppError::refused(
            "near",
            "no town or postal code of the loaded files begins so; check the spelling, or give coordinates",
        )),
        None => Err(AppError::refused(
            "near",
            "no file with towns is loaded; import one, or give coordinates such as 51.44, 14.24",
        )),
    }
}

/// From where, if the text says so.
pub(super) fn start(directory: &Directory, text: &str) -> Result<Option<Place>, AppError> {
    match near(directory, text) {
        Ok(near) => Ok(Some(near.position)),
        Err(error) if error.kind() == ErrorKind::Refused => Ok(None),
        Err(error) => Err(error),
    }
}

/// `51.44, 14.24`; `None` for anything that is no pair of numbers.
fn coordinates(text: &str) -> Result<Option<Place>, AppError> {
    let mut parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let mut number = || parts.next().and_then(|part| part.parse::<f64>().ok());
    let (Some(lat), Some(lon)) = (number(), number()) else { return Ok(None) };
    if parts.next().is_some() {
        return Ok(None);
    }
    let refuse = || AppError::refused("near", "latitude goes from -90 to 90 and longitude from -180 to 180");
    Place::new(lat, lon).map(Some).map_err(|_| refuse())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_numbers_are_coordinates_and_nothing_else_is() {
        let read =
            |text| coordinates(text).map(|place| place.map(|place| (place.latitude(), place.longitude())));
        assert_eq!(read("51.44, 14.24").expect("fine"), Some((51.44, 14.24)));
        assert_eq!(read("-33.9 18.4").expect("fine"), Some((-33.9, 18.4)));
        assert_eq!(read("01001").expect("fine"), None);
        assert_eq!(read("Bath, NY").expect("fine"), None);
        assert!(read("91, 0").is_err());
    }
}
