//! Fields of third-party apps: their descriptions, and their values as columns in thousandths.

use femoris_measure::{DeveloperSeries, Series};

use super::rows;
use super::wire::{Base, DeveloperField, Message};

/// Message number of a record, which is what an app's field can claim to be native to.
const RECORD: u16 = 20;
/// Field number of power in a record.
const POWER: u8 = 7;
/// What apps call the power of the whole body where they do not declare their field to be the native one: Garmin's own app on
/// running power is one of them. `Form Power` and the like are parts of it.
const POWER_NAMES: [&str; 2] = ["Power", "RP_Power"];
/// Different fields one file may have; more than any app writes, few enough to bound memory.
const MAX_COLUMNS: usize = 256;

/// What an app says about one of its fields.
#[derive(Debug, Clone, Default)]
struct Description {
    base: Option<Base>,
    name: Option<String>,
    unit: Option<String>,
    scale: Option<f64>,
    offset: Option<f64>,
    is_power: bool,
}

impl Description {
    /// Whether it goes by the name of a power and counts watts.
    fn is_called_power(&self) -> bool {
        let is_one_of = |text: &Option<String>, known: &[&str]| {
            let text = text.as_deref().unwrap_or_default().trim();
            known.iter().any(|known| text.eq_ignore_ascii_case(known))
        };
        is_one_of(&self.name, &POWER_NAMES) && is_one_of(&self.unit, &["W", "Watt", "Watts"])
    }
}

/// A field that occurred in records.
#[derive(Debug)]
struct Column {
    key: (u8, u8),
    scale: f64,
    offset: f64,
    series: Series,
}

/// Everything apps wrote beside the standard fields of one part of a file.
#[derive(Debug, Default)]
pub(super) struct DeveloperFields {
    descriptions: Vec<((u8, u8), Description)>,
    apps: Vec<(u8, String)>,
    columns: Vec<Column>,
}

impl DeveloperFields {
    /// Takes note of an app: `developer_data_id`.
    pub(super) fn add_app(&mut self, message: &Message<'_>) {
        let Some(index) = message.get::<u8>(3) else { return };
        // The id is sixteen bytes; eight hex digits of it tell apps apart in one file.
        let id = message.raw(1).map(|(bytes, _)| bytes).filter(|id| id.iter().any(|b| *b != u8::MAX));
        let short: String = id.unwrap_or(&[]).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        if !short.is_empty() {
            self.apps.retain(|(known, _)| *known != index);
            self.apps.push((index, short));
        }
    }

    /// Takes note of what an app says about a field: `field_description`.
    pub(super) fn add_description(&mut self, message: &Message<'_>) {
        let (Some(developer), Some(number)) = (message.get::<u8>(0), message.get::<u8>(1)) else { return };
        let description = Description {
            base: message.get::<u8>(2).and_then(Base::known),
            name: message.text(3),
            unit: message.text(8),
            scale: message.whole(6).filter(|scale| *scale > 0).map(|scale| scale as f64),
            offset: message.whole(7).map(|offset| offset as f64),
            is_power: message.get::<u16>(14) == Some(RECORD) && message.get::<u8>(15) == Some(POWER),
        };
        let key = (developer, number);
        if let Some((_, known)) = self.descriptions.iter_mut().find(|(known, _)| *known == key) {
            *known = description;
        } else if self.descriptions.len() < MAX_COLUMNS {
            self.descriptions.push((key, description));
        }
    }

    /// The column of a field in a record's definition and how to read it; `None` for texts and unreadable ones.
    pub(super) fn column_of(&mut self, field: &DeveloperField) -> Option<(usize, Base)> {
        let key = (field.developer, field.number);
        let description = self.describe(key);
        // Without a description the size is all there is: a whole number of that many bytes.
        let guess = match field.size {
            1 => Base::U8,
            2 => Base::U16,
            4 => Base::U32,
            _ => return None,
        };
        let base = description.map_or(Some(guess), |d| d.base.or(Some(guess)))?;
        if matches!(base, Base::Text | Base::Bytes) || usize::from(field.size) < base.width() {
            return None;
        }
        let (scale, offset) =
            description.map_or((1.0, 0.0), |d| (d.scale.unwrap_or(1.0), d.offset.unwrap_or(0.0)));
        if let Some(index) = self.columns.iter().position(|column| column.key == key) {
            return Some((index, base));
        }
        if self.columns.len() >= MAX_COLUMNS {
            return None;
        }
        self.columns.push(Column { key, scale, offset, series: Series::new() });
        Some((self.columns.len() - 1, base))
    }

    fn describe(&self, key: (u8, u8)) -> Option<&Description> {
        self.descriptions.iter().find(|(known, _)| *known == key).map(|(_, description)| description)
    }

    /// Sets the value of a row.
    #[inline]
    pub(super) fn put(&mut self, column: usize, row: usize, value: Option<f64>) {
        let (Some(column), Some(value)) = (self.columns.get_mut(column), value) else { return };
        let thousandths = ((value / column.scale - column.offset) * 1000.0).round();
        if thousandths.abs() <= f64::from(i32::MAX) {
            rows::put(&mut column.series, row, thousandths as i32);
        }
    }

    /// All columns, for taking back a row.
    pub(super) fn columns_mut(&mut self) -> impl Iterator<Item = &mut Series> {
        self.columns.iter_mut().map(|column| &mut column.series)
    }

    /// Whether any record had such a field.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.iter().all(|column| column.series.count_present() == 0)
    }

    /// How many fields had values but no name.
    pub(super) fn nameless(&self) -> usize {
        let named = |key| self.describe(key).is_some_and(|d| d.name.is_some());
        self.columns.iter().filter(|c| c.series.count_present() > 0 && !named(c.key)).count()
    }

    /// Power in watts where an app declares its field to be the native one, else where one is called so.
    pub(super) fn power(&self) -> Option<Series> {
        let find = |is_power: fn(&Description) -> bool| {
            self.columns.iter().find(|column| self.describe(column.key).is_some_and(is_power))
        };
        let column = find(|described| described.is_power).or_else(|| find(Description::is_called_power))?;
        let watts = |thousandths: i32| (f64::from(thousandths) / 1000.0).round() as i32;
        Some(column.series.iter_steps().map(|steps| steps.map(watts)).collect())
    }

    /// The columns that have a value in these rows, by name.
    pub(super) fn select(&self, rows: &[usize]) -> Vec<DeveloperSeries> {
        let with_values = self.columns.iter().map(|c| (c, rows::select(&c.series, rows)));
        with_values.filter(|(_, s)| s.count_present() > 0).map(|(c, s)| self.named(c, s)).collect()
    }

    /// All columns that have a value, by name.
    pub(super) fn into_series(mut self) -> Vec<DeveloperSeries> {
        let columns = std::mem::take(&mut self.columns);
        let with_values = columns.into_iter().filter(|column| column.series.count_present() > 0);
        with_values
            .map(|mut column| {
                let series = std::mem::take(&mut column.series);
                self.named(&column, series)
            })
            .collect()
    }

    fn named(&self, column: &Column, series: Series) -> DeveloperSeries {
        let description = self.describe(column.key);
        let (developer, number) = column.key;
        let name = description.and_then(|d| d.name.clone()).unwrap_or_else(|| {
            let app = self.apps.iter().find(|(index, _)| *index == developer);
            let app = app.map_or_else(|| developer.to_string(), |(_, id)| id.clone());
            format!("field {number} of app {app}")
        });
        DeveloperSeries { name, unit: description.and_then(|d| d.unit.clone()).unwrap_or_default(), series }
    }
}
