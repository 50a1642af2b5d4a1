//! `/runs/{id}`: one run, drawn, counted twice, and what was repaired in its file.

mod load;
mod tables;
mod trace;
pub(super) mod twins;
mod way;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::IntoResponse;
use femoris_app::{App, AppError, DeveloperField, Level, LoadOfRun, Standing, Twinge};
use femoris_clinic::event::{Entry, Sequence};
use femoris_measure::Effort;
use serde_json::{Value, json};

use self::tables::{lap_lines, repairs, stats, total_lines};
use self::trace::{CHANNELS, Marked, Traced};
use super::running::{against as card_against, overshoot};
use super::runs::{sport_hint, title as title_of};
use super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use crate::chart::{draw_route, shown_range};
use crate::format::{self, Units};
use crate::view::error::PageError;
use crate::view::run::{LoadView, RouteView, RunPage};
use crate::view::{Tab, Toast, Undo, show as page};
use crate::wire::{Asked, Fields, Sent, escaped};

/// What was sent for title and note, and which of them was refused why.
#[derive(Debug, Clone)]
struct Refusal {
    title: String,
    note: String,
    field: Option<String>,
    told: String,
    /// What was typed as the time of a twinge.
    typed: String,
}

/// `GET /runs/{id}`
pub(crate) async fn show(State(app): State<Shared>, Path(id): Path<String>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| run_page(app, &id, &fields, None)).await?;
    Ok(page(&view))
}

/// `GET /runs/{id}/series.json`: the chart's series for zooming, downsampled.
pub(crate) async fn series(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let body = ask(&app, move |app| {
        let units = app.settings()?.units.into();
        let levels = app.levels(&id, &CHANNELS, Level::Fine)?;
        let (run, recorded) = (app.run(&id)?.run, app.recorded(&id)?);
        let load = app.load_traces(&recorded, app.own_speed()?, Level::Fine);
        let twinges = seconds_of(&app.twinges(&id)?);
        let marked = Marked { twinges, overshoot: overshoot(&app.run_against(&id, &recorded)?) };
        Ok(Traced::new(&run, &levels, &load, &marked, units).to_json())
    })
    .await?;
    Ok(Json(body).into_response())
}

/// `POST /runs/{id}/title`
pub(crate) async fn title(State(app): State<Shared>, Path(id): Path<String>, Sent(fields): Sent) -> Answer {
    let title = fields.trimmed("title").to_owned();
    let note = fields.trimmed("note").to_owned();
    let (for_app, sent_title, sent_note) = (id.clone(), title.clone(), note.clone());
    match ask(&app, move |app| app.name_run(&for_app, &sent_title, &sent_note)).await {
        Ok(()) => Ok(go(&format!("/runs/{}?saved=1", escaped(&id)))),
        Err(error) => {
            let error = at_field(error)?;
            if error.field().is_none() {
                return Err(error.into());
            }
            let field = error.field().map(str::to_owned);
            let refusal = Refusal { title, note, field, told: without_field(&error), typed: String::new() };
            let view = ask(&app, move |app| run_page(app, &id, &Fields::default(), Some(refusal))).await?;
            Ok(refused(&view))
        }
    }
}

/// `POST /runs/{id}/effort`: how hard it was, in one tap.
pub(crate) async fn effort(State(app): State<Shared>, Path(id): Path<String>, Sent(fields): Sent) -> Answer {
    let typed = fields.trimmed("effort").to_owned();
    let whole = typed.parse::<u8>().map_err(|_| "a whole number from 0 to 10, please".to_owned());
    let effort = whole.and_then(|number| Effort::new(number).map_err(|error| error.to_string()));
    let for_app = id.clone();
    let logged = match effort {
        Ok(effort) => ask(&app, move |app| app.log_effort(&for_app, effort)).await,
        Err(why) => Err(AppError::refused("effort", why).into()),
    };
    match logged {
        Ok(entry) => Ok(go(&format!("/runs/{}?effort={}#effort", escaped(&id), entry.0))),
        Err(error) => refuse(&app, id, error, String::new()).await,
    }
}

/// `POST /runs/{id}/twinge`: the moment something pulled.
pub(crate) async fn twinge(State(app): State<Shared>, Path(id): Path<String>, Sent(fields): Sent) -> Answer {
    let typed = fields.trimmed("twinge_at").to_owned();
    let for_app = id.clone();
    let marked = match load::seconds_of(&typed) {
        Some(second) => ask(&app, move |app| app.log_twinge(&for_app, second)).await,
        None => {
            let why = "write minutes and seconds since the start, such as 42:10";
            Err(AppError::refused("twinge_at", why).into())
        }
    };
    match marked {
        Ok(entry) => Ok(go(&format!("/runs/{}?twinge={}#twinges", escaped(&id), entry.0))),
        Err(error) => refuse(&app, id, error, typed).await,
    }
}

/// `POST /runs/{id}/undo`: takes an effort or a twinge back.
pub(crate) async fn undo(State(app): State<Shared>, Path(id): Path<String>, Sent(fields): Sent) -> Answer {
    let entry = fields.get("entry").and_then(|text| text.parse().ok()).map(Sequence).ok_or_else(|| {
        PageError::Unreadable("The entry to take back has a number, and none was sent.".to_owned())
    })?;
    ask(&app, move |app| match told_of_run(app, entry)? {
        Some(_) => app.withdraw(entry).map(|_| ()),
        None => Err(AppError::not_found("There is no such entry to take back.")),
    })
    .await?;
    Ok(go(&format!("/runs/{}?undone=1", escaped(&id))))
}

/// The page again, with what was refused at its field.
async fn refuse(app: &Shared, id: String, error: PageError, typed: String) -> Answer {
    let error = at_field(error)?;
    if error.field().is_none() {
        return Err(error.into());
    }
    let told = without_field(&error);
    let field = error.field().map(str::to_owned);
    let view = ask(app, move |app| {
        let detail = app.run(&id)?.run;
        let refusal = Refusal { title: detail.summary.title, note: detail.note, field, told, typed };
        run_page(app, &id, &Fields::default(), Some(refusal))
    })
    .await?;
    Ok(refused(&view))
}

/// `POST /runs/{id}/remove`
pub(crate) async fn remove(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let to = format!("/runs?removed={}", escaped(&id));
    ask(&app, move |app| app.remove_run(&id)).await?;
    Ok(go(&to))
}

/// `POST /runs/{id}/restore`
pub(crate) async fn bring_back(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let to = format!("/runs/{}", escaped(&id));
    ask(&app, move |app| app.bring_back_run(&id)).await?;
    Ok(go(&to))
}

fn run_page(app: &App, id: &str, fields: &Fields, refusal: Option<Refusal>) -> Result<RunPage, AppError> {
    let found = app.run(id)?;
    let run = &found.run.summary;
    let shown_title = title_of(run);
    let (mut frame, units) = frame(app, "Run", Tab::Runs)?;
    let href = format!("/runs/{}", run.id);
    frame.toast = toast(app, fields, id)?;
    let levels = app.levels(id, &CHANNELS, Level::Fine)?;
    let load = app.load_of_run(id)?;
    let recorded = app.recorded(id)?;
    let against = app.run_against(id, &recorded)?;
    let marked = Marked { twinges: seconds_of(&load.twinges), overshoot: overshoot(&against) };
    let traces = app.load_traces(&recorded, load.own, Level::Fine);
    let traced = Traced::new(&found.run, &levels, &traces, &marked, units);
    let route = draw_route(&traced.places(), units, "route-t").map(|svg| RouteView {
        svg,
        caption: "The route as it was recorded, north up. Drawn here; no map is loaded.".to_owned(),
    });
    let (laps, more_laps) = lap_lines(&found.run.laps, units);
    let told = |field: &str| {
        refusal
            .as_ref()
            .filter(|refusal| refusal.field.as_deref() == Some(field))
            .map(|refusal| refusal.told.clone())
    };
    Ok(RunPage {
        title_error: told("title"),
        note_error: told("note"),
        title_as_stored: refusal.as_ref().map_or_else(|| run.title.clone(), |refusal| refusal.title.clone()),
        note: refusal.as_ref().map_or_else(|| found.run.note.clone(), |refusal| refusal.note.clone()),
        when: format!("{}, {}", format::long_date(run.day), format::time_of_day(run.start, run.offset)),
        device: format::device(&run.device.name),
        gear: run.gear.trim().to_owned(),
        other_sport: sport_hint(run),
        removed: run.standing == Standing::Removed,
        is_ahead: run.day > app.clock().today(),
        stands_for_it: found.stands_for_it.as_ref().map(|run| twins::other(run, units)),
        stats: stats(run, units),
        against: card_against(&against, units),
        route,
        charts: traced.charts(&href, fields),
        distance_unit: units.long(),
        laps,
        more_laps,
        totals: total_lines(&found.run, units),
        repairs: repairs(
            &found.run.diagnostics.iter().map(|one| (one.message.clone(), one.at_byte)).collect::<Vec<_>>(),
        ),
        merged: found.merged.iter().map(|twin| twins::joined(twin, units)).collect(),
        file_note: file_note(run.records, &found.run.developer),
        load: load_with(&load, app, units, refusal.as_ref()),
        title: shown_title,
        href,
        frame,
    })
}

/// What is in the file beside what the page draws.
fn file_note(records: u32, of_apps: &[DeveloperField]) -> String {
    let points = format::counted(u64::from(records), "point", "points");
    let named = of_apps.iter().filter(|field| !field.name.is_empty());
    let names = named.map(|field| match field.unit.as_str() {
        "" => field.name.clone(),
        unit => format!("{} ({unit})", field.name),
    });
    let names = names.collect::<Vec<_>>().join(", ");
    if names.is_empty() {
        return format!("{points}, kept as it came.");
    }
    format!("{points}, kept as it came. Apps on the watch wrote into it: {names}.")
}

fn seconds_of(twinges: &[Twinge]) -> Vec<u32> {
    twinges.iter().map(|twinge| twinge.second).collect()
}

fn load_with(found: &LoadOfRun, app: &App, units: Units, refusal: Option<&Refusal>) -> LoadView {
    let told = |field: &str| {
        refusal.filter(|refusal| refusal.field.as_deref() == Some(field)).map(|refusal| refusal.told.clone())
    };
    LoadView {
        effort_error: told("effort"),
        twinge_error: told("twinge_at"),
        twinge_at: refusal.map(|refusal| refusal.typed.clone()).unwrap_or_default(),
        ..load::load_view(found, app.knowledge(), units)
    }
}

/// What was told of a run and can be taken back, as it is said.
fn told_of_run(app: &App, entry: Sequence) -> Result<Option<&'static str>, AppError> {
    Ok(match app.standing_entry(entry)? {
        Some(Entry::RunEffort { .. }) => Some("Effort noted."),
        Some(Entry::Twinge { .. }) => Some("Twinge marked."),
        _ => None,
    })
}

/// What was just done, with the way back where there is one. Only of what stands in the log.
fn toast(app: &App, fields: &Fields, id: &str) -> Result<Option<Toast>, AppError> {
    let told = fields.get("effort").or(fields.get("twinge")).and_then(|text| text.parse::<u64>().ok());
    if let Some(entry) = told {
        let undo = Undo {
            action: format!("/runs/{}/undo", escaped(id)),
            fields: vec![("entry", entry.to_string())],
        };
        let text = told_of_run(app, Sequence(entry))?;
        return Ok(text.map(|text| Toast { text: text.to_owned(), undo: Some(undo) }));
    }
    if let Some(other) = fields.get("apart") {
        return Ok(twins::apart(app, id, other));
    }
    if fields.get("joined").is_some() {
        return Ok(Some(Toast { text: "Joined again. One of the two counts.".to_owned(), undo: None }));
    }
    let text = if fields.get("undone").is_some() { "Taken back." } else { "Saved." };
    let done = fields.get("saved").or(fields.get("undone"));
    Ok(done.map(|_| Toast { text: text.to_owned(), undo: None }))
}

impl Traced {
    fn to_json(&self) -> Value {
        let round = |value: f64| (value * 100.0).round() / 100.0;
        let traces = self.all();
        let rounded = |values: &[Option<f64>]| -> Vec<Option<f64>> {
            values.iter().map(|value| value.map(round)).collect()
        };
        let panels: Vec<Value> = traces
            .panels
            .iter()
            .map(|panel| {
                json!({
                    "title": panel.title,
                    "kind": panel.axis.name(),
                    "values": rounded(&panel.values),
                    "thin": rounded(&panel.thin),
                    "range": shown_range(panel).map(|(low, high)| [round(low), round(high)]),
                })
            })
            .collect();
        let x: Vec<f64> = traces.x.iter().map(|x| (x * 1000.0).round() / 1000.0).collect();
        let seconds: Vec<i64> = self.seconds().iter().map(|second| second.round() as i64).collect();
        json!({
            "x": { "kind": traces.x_axis.name(), "unit": traces.x_axis.unit(), "values": x, "seconds": seconds },
            "panels": panels,
            "marks": traces.marks,
            "over": traces.over.stretches,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_apps_are_named_beside_the_file() {
        let field =
            |name: &str, unit: &str| DeveloperField { index: 0, name: name.into(), unit: unit.into() };
        let fields = [field("Leg Spring Stiffness", "kN/m"), field("", "W"), field("Form", "")];
        assert_eq!(
            file_note(1, &fields),
            "1 point, kept as it came. Apps on the watch wrote into it: Leg Spring Stiffness (kN/m), Form."
        );
        assert_eq!(file_note(2, &[]), "2 points, kept as it came.");
    }
}
