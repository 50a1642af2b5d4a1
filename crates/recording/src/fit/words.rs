//! Numbers of the protocol's profile as words. The tables are rustyfit's; ours only chooses among them.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use femoris_measure::Sport;
use rustyfit::profile::typedef;

use crate::FileKind;

/// The profile's number for "anything that runs on feet on a belt".
const TREADMILL: u8 = 1;
/// The profile's word for a maker without a number.
const NO_MAKER: &str = "development";

/// The profile's word for a number. For one it does not know, rustyfit prints `Type(number)`.
fn word(value: impl std::fmt::Display) -> Option<String> {
    Some(value.to_string()).filter(|word| !word.contains('('))
}

/// The device's word for a sport.
pub(super) fn sport_word(sport: Option<u8>) -> String {
    sport.and_then(|sport| word(typedef::Sport(sport))).unwrap_or_default()
}

/// The device's word for a sub-sport.
pub(super) fn sub_sport_word(sub_sport: Option<u8>) -> String {
    sub_sport.and_then(|sub| word(typedef::SubSport(sub))).unwrap_or_default()
}

/// Our kind of exercise. A treadmill under "fitness equipment" is running: older watches said it so.
pub(super) fn sport(sport: Option<u8>, sub_sport: Option<u8>) -> Sport {
    match (sport.map(typedef::Sport), sub_sport) {
        (None, _) => Sport::Unknown,
        (Some(typedef::Sport::RUNNING), _) | (Some(typedef::Sport::FITNESS_EQUIPMENT), Some(TREADMILL)) => {
            Sport::Running
        }
        (Some(typedef::Sport::WALKING), _) => Sport::Walking,
        (Some(typedef::Sport::HIKING), _) => Sport::Hiking,
        (Some(typedef::Sport::CYCLING | typedef::Sport::E_BIKING), _) => Sport::Cycling,
        (Some(typedef::Sport::SWIMMING), _) => Sport::Swimming,
        (Some(typedef::Sport::TRANSITION), _) => Sport::Transition,
        (Some(_), _) => Sport::Other,
    }
}

/// The sport a record's activity type stands for.
pub(super) fn sport_of_activity_type(activity_type: u8) -> Option<u8> {
    // Both enumerations agree on 1 running, 2 cycling, 3 transition, 4 fitness equipment, 5 swimming.
    match activity_type {
        1..=5 => Some(activity_type),
        6 => Some(typedef::Sport::WALKING.0),
        _ => None,
    }
}

/// Whether cadence counts the steps of one foot, to be doubled.
pub(super) fn on_feet(sport: Sport) -> bool {
    matches!(sport, Sport::Running | Sport::Walking | Sport::Hiking | Sport::Transition)
}

/// What the file is for.
pub(super) fn file_kind(file_type: u8) -> FileKind {
    match typedef::File(file_type) {
        typedef::File::ACTIVITY => FileKind::Activity,
        typedef::File::WORKOUT => FileKind::Workout,
        typedef::File::COURSE => FileKind::Course,
        typedef::File::SETTINGS | typedef::File::SPORT => FileKind::Settings,
        typedef::File::WEIGHT => FileKind::Weight,
        typedef::File::MONITORING_A | typedef::File::MONITORING_B | typedef::File::MONITORING_DAILY => {
            FileKind::Monitoring
        }
        _ => FileKind::Other,
    }
}

/// Whether the product number is one of Garmin's own list.
fn is_garmin(manufacturer: u16) -> bool {
    use typedef::Manufacturer as Maker;
    matches!(Maker(manufacturer), Maker::GARMIN | Maker::DYNASTREAM | Maker::DYNASTREAM_OEM)
}

/// Make and model in lower case: the written name where there is one, else the profile's word, else numbers.
pub(super) fn device_name(manufacturer: Option<u16>, product: Option<u16>, written: Option<&str>) -> String {
    let maker =
        manufacturer.map(|number| word(typedef::Manufacturer(number)).unwrap_or_else(|| number.to_string()));
    let garmin = manufacturer.is_some_and(is_garmin);
    let by_number = product.map(|number| {
        let known = word(typedef::GarminProduct(number)).filter(|_| garmin);
        known.unwrap_or_else(|| number.to_string())
    });
    let written = written.map(str::to_lowercase);
    // "development" is what software writes that has no number of its own; it is no make.
    let maker = maker.filter(|maker| maker != NO_MAKER || written.is_none());
    match (maker, written.clone().or(by_number)) {
        (Some(maker), Some(model)) if written.is_some() && model.starts_with(&maker) => model,
        (Some(maker), Some(model)) => format!("{maker} {model}"),
        (maker, model) => maker.or(model).unwrap_or_default(),
    }
}

/// The profile's numbers for a device, and a name to write where it has no number.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct DeviceNumbers {
    pub(super) manufacturer: Option<u16>,
    pub(super) product: Option<u16>,
    pub(super) written: Option<String>,
}

/// The reverse of [`device_name`].
pub(super) fn numbers_of_device(name: &str) -> DeviceNumbers {
    if name.is_empty() {
        return DeviceNumbers::default();
    }
    let (maker, model) = name.split_once(' ').unwrap_or((name, ""));
    let Some(manufacturer) = numbers(&MAKERS, |n| word(typedef::Manufacturer(n))).get(maker).copied() else {
        let manufacturer = Some(typedef::Manufacturer::DEVELOPMENT.0);
        return DeviceNumbers { manufacturer, product: None, written: Some(name.to_owned()) };
    };
    if model.is_empty() {
        return DeviceNumbers { manufacturer: Some(manufacturer), ..DeviceNumbers::default() };
    }
    let known = if is_garmin(manufacturer) {
        numbers(&PRODUCTS, |n| word(typedef::GarminProduct(n))).get(model).copied()
    } else {
        model.parse().ok().filter(|number: &u16| number.to_string() == model)
    };
    let written = known.is_none().then(|| model.to_owned());
    DeviceNumbers { manufacturer: Some(manufacturer), product: known, written }
}

/// The profile's number for a sport's word.
pub(super) fn number_of_sport(sport: &str) -> Option<u8> {
    (0..u8::MAX).find(|number| word(typedef::Sport(*number)).as_deref() == Some(sport))
}

/// The profile's number for a sub-sport's word.
pub(super) fn number_of_sub_sport(sub_sport: &str) -> Option<u8> {
    (0..u8::MAX).find(|number| word(typedef::SubSport(*number)).as_deref() == Some(sub_sport))
}

/// Numbers by their words; the profile only tells the other way round.
type Numbers = OnceLock<BTreeMap<String, u16>>;
static MAKERS: Numbers = OnceLock::new();
static PRODUCTS: Numbers = OnceLock::new();

fn numbers(table: &'static Numbers, word: fn(u16) -> Option<String>) -> &'static BTreeMap<String, u16> {
    // No maker or product of the profile has a number beyond 20 000 but the one for "development" and its like.
    table.get_or_init(|| (1..20_000).rev().filter_map(|number| Some((word(number)?, number))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_have_a_make_and_a_model() {
        assert_eq!(device_name(Some(1), Some(3113), None), "garmin fr945");
        assert_eq!(device_name(Some(294), Some(841), Some("COROS APEX Pro")), "coros apex pro");
        assert_eq!(device_name(Some(265), Some(102), None), "strava 102");
        assert_eq!(device_name(Some(1052), Some(1052), None), "1052 1052");
        assert_eq!(device_name(None, None, None), "");
    }

    #[test]
    fn a_device_name_goes_out_and_comes_back() {
        for name in ["garmin fr965", "coros 841", "wahoo_fitness elemnt", "stryd", "my own watch", ""] {
            let numbers = numbers_of_device(name);
            let back = device_name(numbers.manufacturer, numbers.product, numbers.written.as_deref());
            assert_eq!(back, name);
        }
    }

    #[test]
    fn sports_have_a_kind_and_a_word() {
        assert_eq!((sport(Some(1), None), sport_word(Some(1))), (Sport::Running, "running".into()));
        assert_eq!(
            (sport(Some(4), Some(1)), sport_word(Some(4))),
            (Sport::Running, "fitness_equipment".into())
        );
        assert_eq!((sport(None, None), sport_word(None)), (Sport::Unknown, String::new()));
        assert_eq!(sub_sport_word(Some(3)), "trail");
    }
}
