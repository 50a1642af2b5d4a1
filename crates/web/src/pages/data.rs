//! `/data`: what is stored and where, settings, and deleting everything.

use axum::extract::State;
use axum::http::{HeaderName, HeaderValue};
use axum::response::Response;
use femoris_app::{App, AppError, RunSummary, StoreTotals, Theme, Units};

use super::{Answer, Shared, ask, at_field, frame, go, refused, running_settings, runs, without_field};
use crate::format::{Units as DrawnUnits, bytes, count, counted, short_date};
use crate::view::data::{CalendarPanel, DataPage, ErasePage, StoredLine, TakenOut};
use crate::view::error::PageError;
use crate::view::{Choice, Tab, Toast, show as page};
use crate::wire::{Asked, Here, Sent};

/// Runs that were taken out and are listed.
const TAKEN_OUT: usize = 20;

/// What must be typed before everything is deleted.
const WORD: &str = "delete";

/// `GET /data`
pub(crate) async fn show(State(app): State<Shared>, here: Here, Asked(fields): Asked) -> Answer {
    let told = [("saved", "Saved."), ("restored", "The backup is back.")];
    let told = told.into_iter().find(|(field, _)| fields.get(field).is_some()).map(|(_, told)| told);
    let view = ask(&app, move |app| data_page(app, &here, Refused::default(), told)).await?;
    Ok(page(&view))
}

/// What was wrong with what was sent.
#[derive(Debug, Default)]
pub(crate) struct Refused {
    /// With a backup.
    pub(crate) backup: Option<String>,
    /// With the time of the session in the calendar: what was typed, and why not.
    pub(crate) session_time: Option<(String, String)>,
    /// With the own maximum speed or the watched folder.
    pub(crate) running: Option<running_settings::Wrong>,
}

/// The page again, with what was wrong.
pub(crate) async fn show_refused(app: &Shared, here: Here, wrong: Refused) -> Answer {
    let view = ask(app, move |app| data_page(app, &here, wrong, None)).await?;
    Ok(refused(&view))
}

/// `POST /data/settings`
pub(crate) async fn settings(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let units = fields.get("units").and_then(Units::from_word);
    let theme = fields.get("theme").and_then(Theme::from_word);
    let (Some(units), Some(theme)) = (units, theme) else {
        let field = if units.is_none() { "units" } else { "theme" };
        return Err(PageError::Unreadable(format!("The field {field} has a value that is not on the page.")));
    };
    ask(&app, move |app| app.set_units(units).and_then(|()| app.set_theme(theme))).await?;
    Ok(go("/data?saved=1"))
}

/// `GET /data/erase`: what would be deleted.
pub(crate) async fn erase_plan(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| erase_page(app, String::new(), None)).await?;
    Ok(page(&view))
}

/// `POST /data/erase`: deletes when the word was typed.
pub(crate) async fn erase(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    let typed = fields.trimmed("confirm").to_owned();
    let told = if typed.eq_ignore_ascii_case(WORD) {
        match ask(&app, |app| app.erase()).await {
            Ok(_) => return Ok(forgotten_here_too(go("/"))),
            Err(error) => without_field(&at_field(error)?),
        }
    } else {
        format!("Type the word {WORD} to go on. Nothing was deleted.")
    };
    let view = ask(&app, move |app| erase_page(app, typed, Some(told))).await?;
    Ok(refused(&view))
}

/// Has the browser drop what it keeps of us: pages, drawings, and sessions that wait to be sent.
fn forgotten_here_too(mut response: Response) -> Response {
    let all = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(HeaderName::from_static("clear-site-data"), all);
    response
}

fn data_page(app: &App, here: &Here, wrong: Refused, told: Option<&str>) -> Result<DataPage, AppError> {
    let (mut frame, _) = frame(app, "Your data", Tab::Data)?;
    frame.toast = told.map(|text| Toast { text: text.to_owned(), undo: None });
    let settings = app.settings()?;
    let overview = app.data_overview()?;
    let (taken_out, more_taken_out) = taken_out(app, settings.units.into())?;
    let choice = |value: &str, label: &str, chosen: bool| Choice {
        value: value.to_owned(),
        label: label.to_owned(),
        note: None,
        chosen,
    };
    let units = [(Units::Kilometres, "Kilometres"), (Units::Miles, "Miles")];
    let themes = [(Theme::Auto, "As this device is set"), (Theme::Light, "Light"), (Theme::Dark, "Dark")];
    Ok(DataPage {
        frame,
        folder: overview.folder.display().to_string(),
        stored: stored(&overview.totals),
        taken_out,
        more_taken_out,
        backup_error: wrong.backup,
        calendar: calendar(app, here, wrong.session_time)?,
        running: running_settings::panel(app, settings.units.into(), wrong.running)?,
        pictures: app.map_pictures()?.map(|pictures| pictures.address.origin().to_owned()),
        units: units.iter().map(|(one, label)| choice(one.word(), label, *one == settings.units)).collect(),
        themes: themes.iter().map(|(one, label)| choice(one.word(), label, *one == settings.theme)).collect(),
    })
}

/// The newest runs that were taken out, and what there is beside them.
fn taken_out(app: &App, units: DrawnUnits) -> Result<(Vec<TakenOut>, Option<String>), AppError> {
    let (removed, today) = (app.removed_runs()?, app.clock().today());
    let line = |run: &RunSummary| TakenOut {
        href: format!("/runs/{}", run.id),
        title: runs::title(run),
        when: short_date(run.day, today),
        distance: run.distance.map_or("–".to_owned(), |distance| units.distance(distance.get())),
    };
    let older = removed.len().saturating_sub(TAKEN_OUT) as u64;
    let more = (older > 0).then(|| {
        format!("{} came before these, and are listed once some are back.", counted(older, "run", "runs"))
    });
    Ok((removed.iter().take(TAKEN_OUT).map(line).collect(), more))
}

fn calendar(app: &App, here: &Here, wrong: Option<(String, String)>) -> Result<CalendarPanel, AppError> {
    let (time, time_error) = match wrong {
        Some((typed, told)) => (typed, Some(told)),
        None => (app.session_time()?.to_string(), None),
    };
    let address = app.calendar_secret()?.map(|secret| {
        let Here(host) = here;
        format!("{host}/calendar/{}.ics", secret.as_str())
    });
    Ok(CalendarPanel { address, time, time_error })
}

fn erase_page(app: &App, typed: String, confirm_error: Option<String>) -> Result<ErasePage, AppError> {
    let (frame, _) = frame(app, "Delete everything", Tab::Data)?;
    let overview = app.data_overview()?;
    Ok(ErasePage {
        frame,
        folder: overview.folder.display().to_string(),
        stored: stored(&overview.totals),
        word: WORD,
        typed,
        confirm_error,
    })
}

fn stored(totals: &StoreTotals) -> Vec<StoredLine> {
    let line = |what, number, size: Option<u64>| StoredLine {
        what,
        number: count(number),
        size: size.map_or("–".to_owned(), bytes),
    };
    vec![
        line("Activities shown", totals.shown, None),
        line("Joined with a twin", totals.merged, None),
        line("Taken out", totals.removed, None),
        line("Points in them", totals.records, Some(totals.stream_bytes)),
        line("Original files", totals.originals, Some(totals.original_stored_bytes)),
        line("Answers, tests and logs", totals.events, None),
        line("Answers that were shown", totals.verdicts, None),
        line("The whole database", 1, Some(totals.database_bytes)),
    ]
}
