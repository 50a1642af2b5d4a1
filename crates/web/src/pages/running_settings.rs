//! `/data/running`: the own maximum speed, and the folder that is watched.

use axum::extract::State;
use femoris_app::{App, AppError, WatchState};

use super::data::{Refused, show_refused};
use super::{Answer, Shared, ask, at_field, go, without_field};
use crate::format::{self, Units};
use crate::view::data::RunningSettings;
use crate::wire::{Here, Sent};

/// What was typed, and what was wrong with which field.
#[derive(Debug)]
pub(crate) struct Wrong {
    own_maximum: String,
    watch_folder: String,
    field: Option<String>,
    told: String,
}

/// `POST /data/running`
pub(crate) async fn save(State(app): State<Shared>, here: Here, Sent(fields): Sent) -> Answer {
    let own_maximum = fields.trimmed("own_maximum").to_owned();
    let watch_folder = fields.trimmed("watch_folder").to_owned();
    let (speed, folder) = (own_maximum.clone(), watch_folder.clone());
    let done = ask(&app, move |app| {
        app.set_own_maximum(&speed, app.settings()?.units)?;
        app.set_watch_folder(&folder)
    });
    match done.await {
        Ok(()) => Ok(go("/data?saved=1#running")),
        Err(error) => {
            let error = at_field(error)?;
            let field = error.field().map(str::to_owned);
            let wrong = Wrong { own_maximum, watch_folder, field, told: without_field(&error) };
            show_refused(&app, here, Refused { running: Some(wrong), ..Refused::default() }).await
        }
    }
}

/// The panel, with what was wrong.
pub(super) fn panel(app: &App, units: Units, wrong: Option<Wrong>) -> Result<RunningSettings, AppError> {
    let own = app.own_speed()?;
    let (folder, state) = app.watched()?;
    let told = own.speed.filter(|_| own.is_told).map(|own| units.speed_number(own.speed().get()));
    let (watch_note, import) = watch_note(&state);
    let mut panel = RunningSettings {
        speed_unit: units.speed_unit(),
        own_maximum: told.unwrap_or_default(),
        own_maximum_note: match own.speed.map(|own| units.speed(own.speed().get())) {
            Some(found) if own.is_told => {
                format!("You told {found}. Empty the field to have it found in your runs.")
            }
            Some(found) => format!(
                "Found in your runs: {found}, the fastest that several of them support. A sprint may be faster."
            ),
            None => "Not found yet: it needs three runs with a similar top speed.".to_owned(),
        },
        watch_folder: folder.map(|folder| folder.display().to_string()).unwrap_or_default(),
        watch_note,
        watch_is_gone: matches!(state, WatchState::Gone { .. }),
        watch_import: import.map(|import| format!("/import/{import}")),
        ..RunningSettings::default()
    };
    if let Some(wrong) = wrong {
        (panel.own_maximum, panel.watch_folder) = (wrong.own_maximum, wrong.watch_folder);
        let at_folder = wrong.field.as_deref() == Some("watch_folder");
        let slot = if at_folder { &mut panel.watch_error } else { &mut panel.own_maximum_error };
        *slot = Some(wrong.told);
    }
    Ok(panel)
}

/// How the watched folder stands, and the newest import it led to.
fn watch_note(state: &WatchState) -> (String, Option<u64>) {
    match state {
        WatchState::Off => ("No folder is watched.".to_owned(), None),
        WatchState::Waiting => ("It is looked at in a few seconds.".to_owned(), None),
        WatchState::Watching { files, import } => {
            let files = format::counted(*files as u64, "recording lies", "recordings lie");
            (format!("{files} in it. New ones come in by themselves while Femoris is running."), *import)
        }
        WatchState::Gone { why } => {
            let note = format!(
                "The folder is not there now ({why}). Plug the watch in, or name another folder. It is looked for every \
                 few seconds."
            );
            (note, None)
        }
    }
}
