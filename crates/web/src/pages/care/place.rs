//! One place, what the runner found out about it, side by side, and the shortlist.

use axum::extract::State;
use femoris_app::care::{OwnPlace, Ranked, Wanted, referrals};
use femoris_app::{App, AppError, ErrorKind};

use super::super::{Answer, Shared, ask, frame, go, refused, without_field};
use super::{back, cards, href, wanted};
use crate::format;
use crate::view::care::{ComparePage, OwnAnswer, OwnForm, PlaceCard, PlacePage, ShortlistPage, ShortlistRow};
use crate::view::{Choice, Tab, Toast, show as page};
use crate::wire::{Asked, Fields, Sent};

/// Places side by side at most.
const MOST_COMPARED: usize = 4;

/// What the runner may answer: name of the field, and the question.
const QUESTIONS: [(&str, &str); 6] = [
    ("sports", "A sports qualification?"),
    ("tendon", "Works with hamstrings or tendons?"),
    ("exercise", "Builds on exercise?"),
    ("gait", "Looks at how you run?"),
    ("soon", "An appointment soon enough?"),
    ("experience", "Did you do well with them?"),
];

/// `GET /care/place?key=…`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| {
        let wanted = wanted(app, &fields)?;
        let ranked = app.care_place(fields.trimmed("key"), &wanted, fields.trimmed("near"))?;
        let own = own_of(&ranked);
        place_page(app, &fields, (&wanted, &ranked), (own, None))
    })
    .await?;
    Ok(page(&view))
}

/// `POST /care/place?key=…`: what the runner found out.
pub(crate) async fn keep(State(app): State<Shared>, Asked(asked): Asked, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let (wanted, key) = (wanted(app, &asked)?, asked.trimmed("key"));
        let ranked = app.care_place(key, &wanted, asked.trimmed("near"))?;
        let own = told(app, &fields, &ranked);
        match app.keep_own_place(&own) {
            Ok(()) => Ok(go(&format!("{}&kept=1", href("place", key, (&wanted.id, &asked))))),
            Err(error) if error.kind() == ErrorKind::Refused => {
                let wrong = Some(without_field(&error));
                Ok(refused(&place_page(app, &asked, (&wanted, &ranked), (own, wrong))?))
            }
            Err(error) => Err(error),
        }
    })
    .await
}

/// What is known so far, under the key it was kept under.
fn own_of(ranked: &Ranked) -> OwnPlace {
    let key = ranked.place.keys().next().map(ToString::to_string).unwrap_or_default();
    let fresh = OwnPlace { key, name: cards::name(&ranked.place), ..OwnPlace::default() };
    ranked.own.clone().unwrap_or(fresh)
}

fn told(app: &App, fields: &Fields, ranked: &Ranked) -> OwnPlace {
    let before = own_of(ranked);
    let is_set = |name: &str| fields.get(name).is_some();
    let answer = |name: &str| match fields.get(name) {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    };
    // A tick that was there before keeps its day.
    let confirmed = is_set("confirmed").then(|| before.confirmed.unwrap_or_else(|| app.clock().today()));
    OwnPlace {
        name: cards::name(&ranked.place),
        note: fields.trimmed("note").replace("\r\n", "\n"),
        been_there: is_set("been_there"),
        shortlisted: is_set("shortlisted"),
        confirmed,
        sports: answer("sports"),
        tendon: answer("tendon"),
        exercise: answer("exercise"),
        gait: answer("gait"),
        soon: answer("soon"),
        experience: answer("experience"),
        key: before.key,
    }
}

fn place_page(
    app: &App,
    fields: &Fields,
    (wanted, ranked): (&Wanted, &Ranked),
    (own, note_error): (OwnPlace, Option<String>),
) -> Result<PlacePage, AppError> {
    let room = referrals()?;
    let (mut frame, units) = frame(app, &cards::name(&ranked.place), Tab::Care)?;
    let look = cards::Look { need: &wanted.id, fields, units, room };
    let card = cards::card(app, ranked, 'A', look);
    frame.toast = fields.get("kept").map(|_| Toast { text: "Kept.".to_owned(), undo: None });
    Ok(PlacePage {
        frame,
        back: back(fields),
        letter_href: href("letter", &card.key, (&wanted.id, fields)),
        urgent: wanted.need.and_then(|need| need.call_first.clone()),
        skills: cards::skills(std::iter::once(&ranked.place), room),
        listings: cards::listings(app, &ranked.place)?,
        own: own_form(own, card.href.clone(), note_error),
        card,
    })
}

fn own_form(own: OwnPlace, action: String, note_error: Option<String>) -> OwnForm {
    let given = [own.sports, own.tendon, own.exercise, own.gait, own.soon, own.experience];
    let option = |value: &str, label: &str, chosen: bool| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        note: None,
        chosen,
    };
    let answers = QUESTIONS.into_iter().zip(given).map(|((name, question), given)| OwnAnswer {
        name,
        question,
        options: vec![
            option("unknown", "Not known", given.is_none()),
            option("yes", "Yes", given == Some(true)),
            option("no", "No", given == Some(false)),
        ],
    });
    OwnForm {
        answers: answers.collect(),
        action,
        note_error,
        been_there: own.been_there,
        confirmed: own.confirmed.map(format::date),
        shortlisted: own.shortlisted,
        note: own.note,
    }
}

/// `GET /care/compare?place=…&place=…`
pub(crate) async fn compare(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| {
        let room = referrals()?;
        let wanted = wanted(app, &fields)?;
        let keys: Vec<String> = fields.all("place").map(str::to_owned).collect();
        // Where a call comes first nobody is compared.
        let near = fields.trimmed("near");
        let places = if wanted.is_urgent() { Vec::new() } else { app.compare_care(&keys, &wanted, near)? };
        let (frame, units) = frame(app, "Side by side", Tab::Care)?;
        let look = cards::Look { need: &wanted.id, fields: &fields, units, room };
        let lead = match (wanted.is_urgent(), keys.len()) {
            (true, _) => "This cannot wait for a comparison. Go back and call first.",
            (_, 0) => "Tick two to four places in the list first.",
            (_, many) if many > MOST_COMPARED => "The first four you ticked.",
            _ => "What is known about each, and what is not.",
        };
        let cards: Vec<PlaceCard> = places
            .iter()
            .enumerate()
            .map(|(index, one)| cards::card(app, one, cards::letter(index), look))
            .collect();
        Ok(ComparePage {
            frame,
            back: back(&fields),
            lead,
            skills: cards::skills(places.iter().map(|one| &one.place), room),
            points: points(&cards),
            cards,
        })
    })
    .await?;
    Ok(page(&view))
}

/// The nine questions, each with the answers of all places.
fn points(cards: &[PlaceCard]) -> Vec<(&'static str, Vec<&'static str>)> {
    let Some(first) = cards.first() else { return Vec::new() };
    let answers = |index: usize| cards.iter().filter_map(|card| Some(card.points.get(index)?.word)).collect();
    first.points.iter().enumerate().map(|(index, point)| (point.question, answers(index))).collect()
}

/// `GET /care/shortlist`
pub(crate) async fn shortlist(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| {
        let wanted = wanted(app, &fields)?;
        let (frame, _) = frame(app, "Your shortlist", Tab::Care)?;
        let all = app.shortlist()?.into_iter();
        let rows = all.map(|own| shortlisted(app, &fields, &wanted, own)).collect::<Result<_, _>>()?;
        Ok(ShortlistPage { frame, rows, need: wanted.id.clone() })
    })
    .await?;
    Ok(page(&view))
}

/// A place of the shortlist; what no loaded directory holds keeps its name and note, and leads nowhere.
fn shortlisted(app: &App, fields: &Fields, wanted: &Wanted, own: OwnPlace) -> Result<ShortlistRow, AppError> {
    let (there, gone) = match app.care_place(&own.key, wanted, "") {
        Ok(found) => (true, cards::gone(&found.place)),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            (false, Some("It is in no directory that is loaded now.".to_owned()))
        }
        Err(error) => return Err(error),
    };
    Ok(ShortlistRow {
        href: there.then(|| href("place", &own.key, (&wanted.id, fields))),
        key: own.key,
        name: own.name,
        note: own.note,
        gone,
    })
}
