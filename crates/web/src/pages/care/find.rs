//! `/care`: the search, and what it found.

use axum::extract::State;
use femoris_app::care::{
    Access, CareFound, CareOutcome, Kind, MapPictures, Profession, Ranked, Referrals, Skill, SkillWords,
    Skills, SortBy, Wanted, Widen, Wish, referrals,
};
use femoris_app::{App, AppError, ErrorKind};

use super::super::{Answer, Shared, ask, frame, without_field};
use super::{back, cards, href, map, search, todays_need, wanted};
use crate::format::{self, Units};
use crate::guard::PicturesFrom;
use crate::view::care::{CarePage, PlaceRow, SearchForm};
use crate::view::{Choice, Link, Tab, show as page};
use crate::wire::{Asked, Fields, escaped};

/// Places on a page, and where a call comes first.
const PLACES: usize = 20;
const URGENT_PLACES: usize = 3;
/// Distances offered, in kilometres.
const WITHIN: [u32; 8] = [2, 5, 10, 25, 50, 100, 500, ANYWHERE];
const USUAL_WITHIN: u32 = 25;
/// As far as a search may reach: the nearest are wanted, however far they are.
const ANYWHERE: u32 = 5_000;
/// Characters of a field that are looked at.
const LONGEST_FIELD: usize = 100;

/// `GET /care`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let (view, pictures) = ask(&app, move |app| {
        let pictures = app.map_pictures()?;
        Ok((care_page(app, &fields, pictures.as_ref())?, pictures))
    })
    .await?;
    let mut response = page(&view);
    let shows = view.map.is_some_and(|map| map.pictures.is_some());
    if let Some(pictures) = pictures.filter(|_| shows) {
        response.extensions_mut().insert(PicturesFrom(pictures.address.origin().to_owned()));
    }
    Ok(response)
}

fn care_page(app: &App, fields: &Fields, pictures: Option<&MapPictures>) -> Result<CarePage, AppError> {
    let room = referrals()?;
    let (frame, units) = frame(app, "Find care", Tab::Care)?;
    let wanted = wanted(app, fields)?;
    let directories = app.directories()?;
    let mut view = CarePage {
        frame,
        head: cards::head(&wanted, room),
        loaded: !directories.files.is_empty(),
        form: form(app, fields, (&wanted, room), units)?,
        map: None,
        places: Vec::new(),
        told: "Say from where, and the nearest are listed.".to_owned(),
        widen: Vec::new(),
        others: Vec::new(),
        search: search(&wanted.id, fields),
        attribution: false,
    };
    if !view.loaded || fields.trimmed("near").is_empty() {
        return Ok(view);
    }
    match app.find_care(&wish(fields, &wanted)) {
        Ok(found) => fill(&mut view, &found, (fields, units, pictures), room),
        Err(error) if error.kind() == ErrorKind::Refused => {
            let told = Some(without_field(&error));
            match error.field() {
                Some("name") => view.form.name_error = told,
                _ => view.form.near_error = told,
            }
            view.form.more |= view.form.name_error.is_some();
            view.told = "Nothing was searched.".to_owned();
        }
        Err(error) => return Err(error),
    }
    Ok(view)
}

fn within(fields: &Fields) -> u32 {
    let sent = fields.get("within").and_then(|text| text.parse().ok());
    sent.filter(|km| WITHIN.contains(km)).unwrap_or(USUAL_WITHIN)
}

/// A distance of the form in words.
fn reach(km: u32, units: Units) -> String {
    if km == ANYWHERE { "Any distance".to_owned() } else { units.whole_distance(f64::from(km) * 1000.0) }
}

/// What is looked for. Where a call comes first there are no conditions and no other order.
fn wish(fields: &Fields, wanted: &Wanted) -> Wish {
    let short = |name: &str| fields.trimmed(name).chars().take(LONGEST_FIELD).collect::<String>();
    let plain = Wish {
        need: wanted.id.clone(),
        near: short("near"),
        within_km: f64::from(within(fields)),
        limit: URGENT_PLACES,
        sort: SortBy::Distance,
        skills: Skills::EMPTY,
        access: Access::default(),
        language: String::new(),
        name: String::new(),
    };
    if wanted.is_urgent() {
        return plain;
    }
    Wish {
        limit: PLACES,
        sort: fields.get("sort").and_then(SortBy::from_word).unwrap_or_default(),
        skills: fields.all("skill").filter_map(Skill::from_id).collect(),
        access: Access {
            wheelchair: fields.get("wheelchair").is_some(),
            open_now: fields.get("open").is_some(),
        },
        language: short("language"),
        name: short("name"),
        ..plain
    }
}

fn choice(value: &str, label: impl Into<String>, chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: label.into(), note: None, chosen }
}

/// Whom one may choose: the need of today, the one asked for, and every profession one books.
fn who(app: &App, wanted: &Wanted, room: &Referrals) -> Result<Vec<Choice>, AppError> {
    let todays = todays_need(app)?;
    let needs = room.needs.iter().filter(|need| need.id == todays.id || need.id == wanted.id);
    let booked = |id: &str| Profession::from_id(id) != Some(Profession::EmergencyPhysician);
    let professions = room.professions.iter().filter(|one| booked(&one.id) || one.id == wanted.id);
    Ok(needs
        .map(|need| choice(&need.id, &need.title, need.id == wanted.id))
        .chain(professions.map(|one| choice(&one.id, &one.name, one.id == wanted.id)))
        .collect())
}

fn form(
    app: &App,
    fields: &Fields,
    (wanted, room): (&Wanted, &Referrals),
    units: Units,
) -> Result<SearchForm, AppError> {
    let sort = fields.get("sort").and_then(SortBy::from_word).unwrap_or_default();
    let order = |by: SortBy| match by {
        SortBy::Distance => "Nearest first",
        SortBy::Points => "Most known points first",
        SortBy::Name => "By name",
    };
    let far = within(fields);
    let asked = |id: &str| fields.all("skill").any(|skill| skill == id);
    let skill = |one: &SkillWords| Choice {
        note: Some(one.says.clone()),
        ..choice(&one.id, &one.name, asked(&one.id))
    };
    let skills: Vec<Choice> = room.skills.iter().map(skill).collect();
    let (wheelchair, open_now) = (fields.get("wheelchair").is_some(), fields.get("open").is_some());
    let (language, name) = (fields.trimmed("language").to_owned(), fields.trimmed("name").to_owned());
    let others = [wheelchair, open_now, !language.is_empty(), !name.is_empty(), sort != SortBy::default()];
    let set = others.into_iter().chain(skills.iter().map(|skill| skill.chosen)).filter(|set| *set).count();
    Ok(SearchForm {
        near: fields.trimmed("near").to_owned(),
        near_error: None,
        who: who(app, wanted, room)?,
        within: WITHIN.iter().map(|km| choice(&km.to_string(), reach(*km, units), *km == far)).collect(),
        sort: SortBy::ALL.into_iter().map(|by| choice(by.word(), order(by), by == sort)).collect(),
        more: false,
        set,
        skills,
        wheelchair,
        open_now,
        language,
        name,
        name_error: None,
    })
}

fn fill(
    view: &mut CarePage,
    found: &CareFound,
    (fields, units, pictures): (&Fields, Units, Option<&MapPictures>),
    room: &Referrals,
) {
    let from = &found.near.label;
    let town = |label: &String| Link::new(with(fields, "near", label), label.clone());
    view.others = found.near.others.iter().map(town).collect();
    match &found.outcome {
        CareOutcome::Nothing { looked, widen } => {
            view.told = format!("Nobody within {} of {from} fits.", units.whole_distance(looked.get()));
            view.widen = widen.iter().map(|one| widen_link(one, fields, units)).collect();
        }
        CareOutcome::Found { places, more } => {
            let count = format::counted(places.len() as u64, "place", "places");
            let rest = if *more { ", and there are more" } else { "" };
            view.told = format!("{count} near {from}{rest}.");
            let mut listings = places.iter().flat_map(|one| &one.place.listings);
            view.attribution = listings.any(|one| one.entry.kind == Kind::OpenStreetMap);
            view.map = map::draw(found.near.position, places, (units, pictures));
            let places = places.iter().enumerate();
            view.places = places.map(|one| row(found, one, fields, (room, units))).collect();
        }
    }
}

fn row(
    found: &CareFound,
    (index, ranked): (usize, &Ranked),
    fields: &Fields,
    (room, units): (&Referrals, Units),
) -> PlaceRow {
    let place = &ranked.place;
    let key = place.keys().next().map(ToString::to_string).unwrap_or_default();
    let own = ranked.own.as_ref();
    let is_urgent = found.wanted.is_urgent();
    let kept = [
        ("on your shortlist", own.is_some_and(|own| own.shortlisted)),
        ("been there", own.is_some_and(|own| own.been_there)),
        ("confirmed", own.is_some_and(|own| own.confirmed.is_some())),
    ];
    PlaceRow {
        letter: cards::letter(index),
        href: href("place", &key, (fields.trimmed("need"), fields)),
        key,
        name: cards::name(place),
        distance: ranked.distance.map(|distance| units.distance(distance.get())).unwrap_or_default(),
        what: cards::what(place, room),
        address: place.address(),
        phone: cards::phone(place),
        points: cards::number(ranked),
        note: if is_urgent {
            cards::fresh(ranked)
        } else {
            format!("{}{}{}", cards::fresh(ranked), cards::several(place), cards::missing(ranked))
        },
        kept: kept.into_iter().filter_map(|(word, is_so)| is_so.then_some(word)).collect(),
    }
}

/// The present search with one field changed; an empty value takes it away.
fn with(fields: &Fields, name: &str, value: &str) -> String {
    let now = back(fields);
    let query = now.strip_prefix("/care?").unwrap_or_default();
    let prefix = format!("{name}=");
    let kept = query.split('&').filter(|part| !part.is_empty() && !part.starts_with(&prefix));
    let mut parts: Vec<String> = kept.map(str::to_owned).collect();
    if !value.is_empty() {
        parts.push(format!("{prefix}{}", escaped(value)));
    }
    format!("/care?{}", parts.join("&"))
}

fn widen_link(widen: &Widen, fields: &Fields, units: Units) -> Link {
    let without = |name: &str, label: &str| Link::new(with(fields, name, ""), label);
    match widen {
        Widen::Radius(nearest) => {
            let far = units.distance(nearest.get());
            match WITHIN.iter().find(|km| f64::from(**km) * 1000.0 >= nearest.get()) {
                Some(km) => {
                    let wide = match *km {
                        ANYWHERE => "at any distance".to_owned(),
                        km => format!("within {}", reach(km, units)),
                    };
                    let label = format!("Look {wide}: the nearest is {far} away");
                    Link::new(with(fields, "within", &km.to_string()), label)
                }
                None => {
                    let label = format!("The nearest is {far} away: bring a directory of your region");
                    Link::new("/care/directory", label)
                }
            }
        }
        Widen::Skills => without("skill", "Do not ask for the methods: most entries state none"),
        Widen::Wheelchair => {
            without("wheelchair", "Do not ask for wheelchair access: most entries say nothing")
        }
        Widen::Language => without("language", "Do not ask for the language"),
        Widen::Hours => without("open", "Do not ask that it is open now"),
        Widen::Name => without("name", "Do not ask for the name"),
        Widen::Directory => {
            Link::new("/care/directory", "The directory lists nobody of these professions: bring another")
        }
    }
}
