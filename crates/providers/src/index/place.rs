//! One place as it is shown: what each source says, and what nobody says.

use femoris_measure::Day;
use rusqlite::{Connection, OptionalExtension, params};

use super::pack::Row;
use super::{Directory, DirectoryError, Doing, day_of, kind_of};
use crate::entry::{Entry, EntryKey, Town, Wheelchair};
use crate::geo::Spot;
use crate::points::{Known, Stated};
use crate::vocabulary::{Kind, Professions, Skills};

/// What one source says, and which file that was.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// The entry.
    pub entry: Entry,
    /// Name of the file.
    pub file: String,
    /// Its licence, where it is known.
    pub licence: Option<String>,
    /// The day the file says it is from.
    pub dated: Option<Day>,
    /// The day since which the newest edition no longer lists it.
    pub gone: Option<Day>,
}

/// A place or person, as all sources together say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Its number in this edition of the directory.
    pub id: u32,
    /// At least one; the one in front comes first.
    pub listings: Vec<Listing>,
}

impl Place {
    fn first(&self, part: impl Fn(&Entry) -> &str) -> String {
        let said = self.listings.iter().map(|listing| part(&listing.entry));
        said.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
    }

    /// Name as listed in front; empty when no source has one.
    pub fn name(&self) -> String {
        self.first(|entry| &entry.name)
    }

    /// Telephone number.
    pub fn phone(&self) -> String {
        self.first(|entry| &entry.contact.phone)
    }

    /// Site.
    pub fn website(&self) -> String {
        self.first(|entry| &entry.contact.website)
    }

    /// Mail address.
    pub fn email(&self) -> String {
        self.first(|entry| &entry.contact.email)
    }

    /// Opening hours as written.
    pub fn hours(&self) -> String {
        self.first(|entry| &entry.hours)
    }

    /// Languages as two-letter codes.
    pub fn languages(&self) -> String {
        self.first(|entry| &entry.languages)
    }

    /// Address in one line.
    pub fn address(&self) -> String {
        let line = |entry: &Entry| {
            let address = &entry.address;
            let town = format!("{} {}", address.postcode, address.town);
            let parts = [address.street.as_str(), town.trim(), &address.region];
            parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
        };
        self.listings
            .iter()
            .map(|listing| line(&listing.entry))
            .find(|line| !line.is_empty())
            .unwrap_or_default()
    }

    /// Wheelchair access.
    pub fn wheelchair(&self) -> Option<Wheelchair> {
        self.listings.iter().find_map(|listing| listing.entry.wheelchair)
    }

    /// Professions that any source names.
    pub fn professions(&self) -> Professions {
        self.listings.iter().fold(Professions::EMPTY, |all, one| all.union(one.entry.professions))
    }

    /// Skills that any source states.
    pub fn skills(&self) -> Skills {
        self.listings.iter().fold(Skills::EMPTY, |all, one| all.union(one.entry.skills))
    }

    /// Position of the entry in front.
    pub fn position(&self) -> Option<femoris_measure::Place> {
        self.listings.first().map(|listing| listing.entry.position)
    }

    /// The last change of any entry.
    pub fn updated(&self) -> Option<Day> {
        self.listings.iter().filter_map(|listing| listing.entry.updated).max()
    }

    /// Since when no source lists it any more.
    pub fn gone(&self) -> Option<Day> {
        let all = self.listings.iter().map(|listing| listing.gone);
        all.min().flatten().and_then(|_| self.listings.iter().filter_map(|listing| listing.gone).max())
    }

    /// What the nine points ask of a directory.
    pub fn stated(&self) -> Stated {
        let has_contact = [self.phone(), self.website(), self.email()].iter().any(|text| !text.is_empty());
        Stated {
            professions: self.professions(),
            skills: self.skills(),
            contact: if has_contact { Known::Yes } else { Known::Unknown },
            updated: self.updated(),
            gone: if self.gone().is_some() { Known::Yes } else { Known::No },
        }
    }

    /// The keys of its entries, that of the one in front first.
    pub fn keys(&self) -> impl Iterator<Item = &EntryKey> {
        self.listings.iter().map(|listing| &listing.entry.key)
    }
}

/// Columns of an entry in the order that [`Directory::row`] reads them.
const COLUMNS: &str =
    "e.id, e.dataset, e.key, e.professions, e.lat, e.lon, e.flags, e.gone, e.updated, e.name, e.detail";

impl Directory {
    /// A row of `entry.*` that begins at a column.
    pub(super) fn row(found: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<Row> {
        Ok(Row {
            dataset: found.get(at + 1)?,
            key: found.get(at + 2)?,
            professions: found.get(at + 3)?,
            lat: found.get(at + 4)?,
            lon: found.get(at + 5)?,
            flags: found.get(at + 6)?,
            gone: found.get(at + 7)?,
            updated: found.get(at + 8)?,
            name: found.get(at + 9)?,
            detail: found.get(at + 10)?,
        })
    }

    /// A place by its number; `None` when there is none.
    pub fn place(&self, id: u32) -> Result<Option<Place>, DirectoryError> {
        let sql = format!(
            "SELECT {COLUMNS}, d.kind, d.name, d.licence, d.dated FROM entry e JOIN dataset d ON d.id = e.dataset
             WHERE e.id = ?1 OR e.front = ?1 ORDER BY e.id <> ?1, e.id"
        );
        let listings: Vec<Listing> = self
            .conn
            .prepare_cached(&sql)
            .and_then(|mut select| {
                let rows = select.query_map([id], |found| {
                    let row = Self::row(found, 0)?;
                    let entry = row.entry(kind_of(found.get(11)?)).ok_or(rusqlite::Error::InvalidQuery)?;
                    Ok(Listing {
                        entry,
                        file: found.get(12)?,
                        licence: found.get(13)?,
                        dated: day_of(found.get(14)?),
                        gone: row.gone.and_then(Day::from_days_since_epoch),
                    })
                })?;
                rows.collect()
            })
            .doing("read a place")?;
        Ok((!listings.is_empty()).then_some(Place { id, listings }))
    }

    /// The place that an entry belongs to, by the entry's key.
    pub fn by_key(&self, key: &EntryKey) -> Result<Option<Place>, DirectoryError> {
        let id: Option<u32> = self
            .conn
            .prepare_cached("SELECT coalesce(front, id) FROM entry WHERE key = ?1 LIMIT 1")
            .and_then(|mut select| select.query_row([key.as_str()], |row| row.get(0)).optional())
            .doing("look for a place")?;
        id.map_or(Ok(None), |id| self.place(id))
    }

    /// What a taxonomy code means, where the list of codes was imported.
    pub fn code_label(&self, code: &str) -> Result<Option<String>, DirectoryError> {
        self.conn
            .prepare_cached("SELECT label FROM taxonomy WHERE code = ?1")
            .and_then(|mut select| select.query_row([code], |row| row.get(0)).optional())
            .doing("look for a code")
    }

    /// Every row, in the order of the grid.
    pub(super) fn each_row(
        &self,
        each: &mut dyn FnMut(Row) -> Result<(), DirectoryError>,
    ) -> Result<(), DirectoryError> {
        let doing = "read the directory";
        let mut select =
            self.conn.prepare(&format!("SELECT {COLUMNS} FROM entry e ORDER BY e.id")).doing(doing)?;
        let mut rows = select.query([]).doing(doing)?;
        while let Some(found) = rows.next().doing(doing)? {
            each(Self::row(found, 0).doing(doing)?)?;
        }
        Ok(())
    }

    pub(super) fn each_town(
        &self,
        each: &mut dyn FnMut(Town) -> Result<(), DirectoryError>,
    ) -> Result<(), DirectoryError> {
        let doing = "read the towns";
        let sql = "SELECT name, region, code, lat, lon, weight FROM town ORDER BY rowid";
        let mut select = self.conn.prepare(sql).doing(doing)?;
        let mut rows = select.query([]).doing(doing)?;
        while let Some(row) = rows.next().doing(doing)? {
            if let Some(town) = town(row).doing(doing)? {
                each(town)?;
            }
        }
        Ok(())
    }

    pub(super) fn each_code(
        &self,
        each: &mut dyn FnMut(&str, &str) -> Result<(), DirectoryError>,
    ) -> Result<(), DirectoryError> {
        let doing = "read the codes";
        let mut select = self.conn.prepare("SELECT code, label FROM taxonomy").doing(doing)?;
        let mut rows = select.query([]).doing(doing)?;
        while let Some(row) = rows.next().doing(doing)? {
            let (code, label): (String, String) = (row.get(0).doing(doing)?, row.get(1).doing(doing)?);
            each(&code, &label)?;
        }
        Ok(())
    }

    pub(super) fn dataset_ids(&self) -> Result<Vec<(u32, Kind, Option<Day>)>, DirectoryError> {
        self.conn
            .prepare("SELECT id, kind, dated FROM dataset ORDER BY id")
            .and_then(|mut select| {
                select
                    .query_map([], |row| Ok((row.get(0)?, kind_of(row.get(1)?), day_of(row.get(2)?))))?
                    .collect()
            })
            .doing("list the imported files")
    }

    /// Copies what is known of an imported file into a new directory, under a new number.
    pub(super) fn copy_dataset(&self, id: u32, number: u32, into: &Connection) -> Result<(), DirectoryError> {
        type Columns = (i64, String, Option<String>, Option<i64>, i64);
        let doing = "take over an imported file";
        let (kind, name, licence, dated, imported): Columns = self
            .conn
            .query_row(
                "SELECT kind, name, licence, dated, imported FROM dataset WHERE id = ?1",
                [id],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)),
            )
            .doing(doing)?;
        into.execute(
            "INSERT INTO dataset (id, kind, name, licence, dated, imported) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![number, kind, name, licence, dated, imported],
        )
        .doing(doing)
        .map(drop)
    }
}

/// A town of a row with name, region, code, latitude, longitude and weight.
pub(super) fn town(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Town>> {
    let spot = Spot { lat: row.get(3)?, lon: row.get(4)? };
    let (name, region, code, weight) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(5)?);
    Ok(spot.place().map(|position| Town { name, region, code, position, weight }))
}
