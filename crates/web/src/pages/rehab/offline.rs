//! What a browser keeps for when there is no network: the sessions of a week, their drawings, and a page that says so.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use femoris_app::{App, AppError};
use serde_json::{Value, json};

use super::{log_of, newest};
use crate::assets;
use crate::pages::figures::{Cut, near, picture};
use crate::pages::{Answer, Shared, ask, frame};
use crate::view::rehab::OfflinePage;
use crate::view::{Tab, show};
use crate::wire::{Asked, escaped};

/// `GET /offline`: what is shown while nothing answers.
pub(crate) async fn page(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| Ok(OfflinePage { frame: frame(app, "No connection", Tab::Today)?.0 })).await?;
    Ok(show(&view))
}

/// `GET /session/week.json`: the addresses to keep, under a stamp that changes with anything that may change them. With
/// `have`, the stamp a browser holds, nothing is listed while that still counts.
pub(crate) async fn week(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let have = fields.trimmed("have").to_owned();
    let told = ask(&app, move |app| {
        let stamp = stamp(app)?;
        if have == stamp { Ok(None) } else { listed(app, &stamp).map(Some) }
    })
    .await?;
    Ok(match told {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(list) => Json(list).into_response(),
    })
}

/// The day, the log, the settings, the rules and the files of the pages.
fn stamp(app: &App) -> Result<String, AppError> {
    let settings = app.settings()?;
    let events = app.events()?;
    let files: Vec<&str> = assets::all().collect();
    let whole = format!(
        "{} {} {} {} {} {}",
        app.clock().today(),
        newest(&events),
        log_of(&events),
        settings.theme.word(),
        app.knowledge().version,
        files.concat()
    );
    Ok(assets::name_of(whole.as_bytes()))
}

fn listed(app: &App, stamp: &str) -> Result<Value, AppError> {
    let side = near(app.sore_side()?);
    let mut pages = vec!["/offline".to_owned()];
    let mut drawings = BTreeSet::new();
    pages.extend(app.days_kept().map(|day| format!("/session?day={}", escaped(&day.to_string()))));
    for (session, swaps) in app.sessions_kept()? {
        let others = swaps.iter().flat_map(|swap| [&swap.easier, &swap.harder]).flatten();
        for item in session.items.iter().chain(others) {
            for cut in [Cut::Small, Cut::Moving] {
                drawings.extend(picture(item.exercise.as_str(), side, cut)?.map(|picture| picture.src));
            }
        }
    }
    let files: Vec<&str> = assets::all().collect();
    Ok(json!({ "stamp": stamp, "pages": pages, "drawings": drawings, "files": files }))
}
