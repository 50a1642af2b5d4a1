//! `/care/map`: pictures beneath the map from a server that the runner names, what that server learns, and switching
//! them off.

use axum::extract::State;
use femoris_app::care::{Informed, PictureAddress};
use femoris_app::{App, AppError};

use super::super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use crate::view::care::MapPage;
use crate::view::{Tab, Toast, show as page};
use crate::wire::{Asked, Fields, Sent};

/// `GET /care/map`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let told = match fields.get("done") {
        Some("on") => Some("Maps have pictures from now on."),
        Some("off") => Some("Switched off. Nothing is asked beyond this computer."),
        _ => None,
    };
    let view = ask(&app, move |app| {
        let mut view = map_page(app)?;
        view.frame.toast = told.map(|text| Toast { text: text.to_owned(), undo: None });
        Ok(view)
    })
    .await?;
    Ok(page(&view))
}

/// `POST /care/map`
pub(crate) async fn save(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    if fields.get("do") == Some("off") {
        ask(&app, |app| app.clear_map_pictures()).await?;
        return Ok(go("/care/map?done=off"));
    }
    let sent = fields.clone();
    let done = ask(&app, move |app| {
        let informed = if sent.get("informed").is_some() { Informed::Yes } else { Informed::No };
        app.set_map_pictures(sent.trimmed("address"), sent.trimmed("credit"), informed)
    });
    match done.await {
        Ok(()) => Ok(go("/care/map?done=on")),
        Err(error) => {
            let error = at_field(error)?;
            let view = ask(&app, move |app| wrong(map_page(app)?, &fields, &error)).await?;
            Ok(refused(&view))
        }
    }
}

/// The page with what was typed and what was wrong with it.
fn wrong(mut view: MapPage, fields: &Fields, error: &AppError) -> Result<MapPage, AppError> {
    view.address = fields.trimmed("address").to_owned();
    view.credit = fields.trimmed("credit").to_owned();
    view.informed = fields.get("informed").is_some();
    let slot = match error.field() {
        Some("credit") => &mut view.credit_error,
        Some("informed") => &mut view.informed_error,
        _ => &mut view.address_error,
    };
    *slot = Some(without_field(error));
    Ok(view)
}

fn map_page(app: &App) -> Result<MapPage, AppError> {
    let (frame, _) = frame(app, "Map pictures", Tab::Care)?;
    let set = app.map_pictures()?;
    let address = |address: &PictureAddress| address.text().to_owned();
    Ok(MapPage {
        frame,
        server: set.as_ref().map(|set| set.address.origin().to_owned()),
        address: set.as_ref().map(|set| address(&set.address)).unwrap_or_default(),
        credit: set.map(|set| set.credit).unwrap_or_default(),
        address_error: None,
        credit_error: None,
        informed: false,
        informed_error: None,
    })
}
