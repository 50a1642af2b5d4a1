//! Places in words: what is known, what is not, and the nine points.

use femoris_app::care::{
    Basis, CarePlace, Kind, Known, Listing, OpenState, Point, Precision, Profession, Ranked, Referrals,
    Skill, Wanted, Wheelchair, open_at,
};
use femoris_app::{App, AppError};
use femoris_measure::Day;

use super::super::sentence;
use super::href;
use crate::format::{self, Units};
use crate::view::Cite;
use crate::view::care::{ListingLine, NeedHead, Phone, PlaceCard, PointLine, SkillLine};
use crate::wire::Fields;
use crate::words;

/// Letters of the pins, in the order of the list.
pub(super) fn letter(index: usize) -> char {
    u8::try_from(index % 26).map_or('Z', |index| char::from(b'A' + index))
}

fn cites(basis: &Basis, room: &Referrals) -> Vec<Cite> {
    words::cites_of(room.sources_of(basis), basis.tag)
}

/// Whom to see, how soon, what to say.
pub(super) fn head(wanted: &Wanted, room: &Referrals) -> NeedHead {
    let need = wanted.need;
    let words: Vec<_> = wanted.professions.iter().filter_map(|one| room.profession(one.id())).collect();
    let about =
        |good: &str, not: &str| format!("Good for: {} Not for: {}", format::small(good), format::small(not));
    let mut all = need.map(|need| cites(&need.basis, room)).unwrap_or_default();
    for cite in words.iter().flat_map(|one| cites(&one.basis, room)) {
        if !all.contains(&cite) {
            all.push(cite);
        }
    }
    NeedHead {
        title: wanted.title.clone(),
        timing: need.map_or_else(|| "Whom you chose yourself.".to_owned(), |need| sentence(&need.timing)),
        call_first: need.and_then(|need| need.call_first.clone()),
        say: need.map(|need| need.say.clone()),
        bring: need.map(|need| need.bring.clone()).unwrap_or_default(),
        whom: words.iter().map(|one| (one.name.clone(), about(&one.good_for, &one.not_for))).collect(),
        cites: all,
    }
}

pub(super) fn name(place: &CarePlace) -> String {
    Some(place.name()).filter(|name| !name.is_empty()).unwrap_or_else(|| "A place without a name".to_owned())
}

/// Professions in words, with a sports qualification that is stated.
pub(super) fn what(place: &CarePlace, room: &Referrals) -> String {
    let names = place.professions().iter().filter_map(|one: Profession| room.profession(one.id()));
    let mut parts: Vec<String> = names.map(|one| one.name.clone()).collect();
    if place.skills().has(Skill::SportsBackground) {
        parts.push("sports qualification".to_owned());
    }
    parts.join(", ")
}

pub(super) fn phone(place: &CarePlace) -> Option<Phone> {
    let shown = place.phone();
    let digits: String = shown
        .split(';')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    (!digits.is_empty()).then(|| Phone { href: format!("tel:{digits}"), shown })
}

/// `4 of 9 known to be so, 5 not known`.
pub(super) fn number(ranked: &Ranked) -> String {
    format!("{} of 9 known to be so, {} not known", ranked.points.number(), ranked.points.unknown())
}

/// How fresh the entry is.
pub(super) fn fresh(ranked: &Ranked) -> String {
    let confirmed = ranked.own.as_ref().and_then(|own| own.confirmed);
    match (confirmed, ranked.place.updated()) {
        (Some(day), _) => format!("You confirmed it on {}.", format::date(day)),
        (None, Some(day)) => format!("Changed in its directory on {}.", format::date(day)),
        (None, None) => "How old the entry is, is not known.".to_owned(),
    }
}

/// That several sources were put together; nothing for one.
pub(super) fn several(place: &CarePlace) -> String {
    let count = place.listings.len();
    if count > 1 { format!(" Put together from {count} listings.") } else { String::new() }
}

/// Since when no directory lists it, in a sentence.
pub(super) fn gone(place: &CarePlace) -> Option<String> {
    place.gone().map(|day| format!("No directory lists it any more since {}.", format::date(day)))
}

/// What nobody has said, in one line.
pub(super) fn missing(ranked: &Ranked) -> String {
    let place = &ranked.place;
    let checks = [
        ("phone", place.phone().is_empty()),
        ("opening hours", place.hours().is_empty()),
        ("step-free access", place.wheelchair().is_none()),
        ("sports experience", ranked.points.answer(Point::SportsQualification) == Known::Unknown),
        ("waiting time", ranked.points.answer(Point::Soon) == Known::Unknown),
    ];
    let missing: Vec<&str> = checks.into_iter().filter_map(|(word, open)| open.then_some(word)).collect();
    if missing.is_empty() { String::new() } else { format!(" Not known: {}.", missing.join(", ")) }
}

fn open_words(state: OpenState) -> &'static str {
    match state {
        OpenState::Open => "Open now, holidays aside",
        OpenState::Closed => "Closed now",
        OpenState::Unknown => "",
    }
}

fn wheelchair(place: &CarePlace) -> &'static str {
    match place.wheelchair() {
        Some(Wheelchair::Yes) => "Yes",
        Some(Wheelchair::Limited) => "In part",
        Some(Wheelchair::No) => "No",
        None => "Not known",
    }
}

fn or_unknown(text: String) -> String {
    if text.is_empty() { "Not known".to_owned() } else { text }
}

/// Who looks at a place, and how.
#[derive(Clone, Copy)]
pub(super) struct Look<'a> {
    /// The need it is judged for.
    pub(super) need: &'a str,
    /// The search that led here.
    pub(super) fields: &'a Fields,
    pub(super) units: Units,
    pub(super) room: &'a Referrals,
}

/// Everything a card or a column of the table side by side shows.
pub(super) fn card(app: &App, ranked: &Ranked, letter: char, look: Look<'_>) -> PlaceCard {
    let Look { need, fields, units, room } = look;
    let place = &ranked.place;
    let key = place.keys().next().map(ToString::to_string).unwrap_or_default();
    let methods = place.skills().iter().filter_map(|one: Skill| room.skill(one.id()));
    let some = |text: String| Some(text).filter(|text| !text.is_empty());
    PlaceCard {
        href: href("place", &key, (need, fields)),
        distance: ranked.distance.map(|distance| units.distance(distance.get())),
        key,
        letter,
        name: name(place),
        what: what(place, room),
        address: or_unknown(place.address()),
        phone: phone(place),
        website: some(place.website()),
        email: some(place.email()).filter(|mail| mail.contains('@')),
        open: open_words(open_at(&place.hours(), app.week_minute())),
        hours: or_unknown(place.hours()),
        wheelchair: wheelchair(place),
        languages: or_unknown(place.languages().replace(' ', ", ")),
        methods: methods.map(|one| (one.name.clone(), one.says.clone())).collect(),
        fresh: fresh(ranked),
        gone: gone(place),
        number: number(ranked),
        points: Point::ALL.into_iter().map(|point| point_line(point, ranked.points.answer(point))).collect(),
    }
}

fn point_line(point: Point, answer: Known) -> PointLine {
    let question = match point {
        Point::RightProfession => "One of the professions you need",
        Point::SportsQualification => "Sports qualification",
        Point::HamstringOrTendon => "Works with hamstrings or tendons",
        Point::ExerciseBased => "Builds on exercise",
        Point::RunningAnalysis => "Looks at how you run",
        Point::Reachable => "Phone, site or mail is listed",
        Point::Soon => "Has an appointment soon enough",
        Point::Fresh => "Entry changed or confirmed within a year",
        Point::Experience => "You did well with them",
    };
    let (word, class, icon) = match answer {
        Known::Yes => ("yes", "met", "check"),
        Known::No => ("no", "no", "no"),
        Known::Unknown => ("not known", "unk", "open"),
    };
    PointLine { question, word, class, icon }
}

/// Every method among these places, once, with its sources.
pub(super) fn skills<'a>(places: impl Iterator<Item = &'a CarePlace>, room: &Referrals) -> Vec<SkillLine> {
    let mut all: Vec<Skill> = places.flat_map(|place| place.skills().iter().collect::<Vec<_>>()).collect();
    all.sort_unstable();
    all.dedup();
    let words = all.into_iter().filter_map(|one| room.skill(one.id()));
    let line = |one: &femoris_app::care::SkillWords| SkillLine {
        name: one.name.clone(),
        says: one.says.clone(),
        cites: cites(&one.basis, room),
    };
    words.map(line).collect()
}

/// What each source says.
pub(super) fn listings(app: &App, place: &CarePlace) -> Result<Vec<ListingLine>, AppError> {
    place.listings.iter().map(|listing| listing_line(app, listing)).collect()
}

/// A kind of directory in words.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::OpenStreetMap => "OpenStreetMap",
        Kind::Nppes => "US registry of providers",
        Kind::OwnList => "Your own list",
        Kind::PlanNet => "FHIR directory",
    }
}

/// The terms of a file.
pub(super) fn terms(licence: Option<String>) -> String {
    licence.unwrap_or_else(|| "The file states no terms.".to_owned())
}

fn listing_line(app: &App, listing: &Listing) -> Result<ListingLine, AppError> {
    let entry = &listing.entry;
    let mut says = vec![entry.name.clone()];
    for code in entry.taxonomies.split(' ').filter(|code| !code.is_empty()) {
        says.push(app.taxonomy_label(code)?.unwrap_or_else(|| format!("code {code}")));
    }
    if entry.precision == Precision::Area {
        says.push("position: the middle of its postal area".to_owned());
    }
    let on = |what: &str, day: Day| format!("{what} {}", format::date(day));
    says.extend(entry.updated.map(|day| on("changed", day)));
    says.extend(listing.dated.map(|day| on("file of", day)));
    says.extend(listing.gone.map(|day| on("no longer listed since", day)));
    says.retain(|text| !text.is_empty());
    Ok(ListingLine {
        source: format!("{}, {}", kind(entry.kind), listing.file),
        says: says.join("; "),
        licence: terms(listing.licence.clone()),
    })
}
