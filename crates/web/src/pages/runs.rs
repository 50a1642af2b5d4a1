//! `/runs`: the whole history as a chart, a list that pages, a month as a calendar.

mod calendar;
mod history;
mod lately;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use femoris_app::{App, AppError, Cursor, RunSummary, Standing};
use femoris_measure::{Day, Sport};

use self::history::Span;
use super::{Answer, Shared, ask, frame};
use crate::chart::draw_sketch;
use crate::format::{self, Units};
use crate::view::runs::{Lately, RunLine, RunsPage};
use crate::view::{Tab, Toast, Undo, show as page};
use crate::wire::{Asked, Fields, escaped};

/// Runs on one page of the list.
const PAGE: usize = 20;
/// Side of the square that shapes of routes are kept in.
const SHAPE_SIDE: f64 = 1000.0;

/// `GET /runs`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| runs_page(app, &fields)).await?;
    Ok(page(&view))
}

/// `GET /runs/history.json`: every day of the history, for zooming.
pub(crate) async fn history(State(app): State<Shared>) -> Answer {
    let body = ask(&app, |app| history::series(app)).await?;
    Ok(Json(body).into_response())
}

fn runs_page(app: &App, fields: &Fields) -> Result<RunsPage, AppError> {
    let (mut frame, units) = frame(app, "Runs", Tab::Runs)?;
    frame.toast = fields.get("removed").and_then(|id| taken_out(app, id));
    let today = app.clock().today();
    let asked_month = fields.get("month").and_then(parse_month);
    let totals = app.data_overview()?.totals;
    let span = Span::from_name(fields.get("span"));
    let (year, number) = asked_month.unwrap_or_else(|| newest_month(app, today));
    let month = app.month(year, number)?;
    let before = fields.get("before").and_then(Cursor::from_text);
    let (runs, next) = match asked_month {
        Some(_) => (month.runs.iter().rev().map(|run| line(run, today, units)).collect(), None),
        None => {
            let page = app.runs_page(PAGE, before)?;
            (page.runs.iter().map(|run| line(run, today, units)).collect(), page.next)
        }
    };
    let calendar = calendar::calendar(&month, today, units);
    Ok(RunsPage {
        frame,
        lead: lead(month.since, totals.runs, totals.distance_cm, units),
        is_empty: totals.shown == 0,
        chart: history::chart(app, span, today, month.since, units)?,
        spans: span.chips(),
        list_title: if asked_month.is_some() {
            format!("Runs of {}", calendar.title)
        } else if before.is_some() {
            "Older".to_owned()
        } else {
            "Latest".to_owned()
        },
        list_is_month: asked_month.is_some(),
        runs,
        newer: before.map(|_| "/runs".to_owned()),
        older: next.map(|next| format!("/runs?before={}", escaped(&next.to_text()))),
        calendar,
        lately: if totals.shown == 0 { Lately::default() } else { lately::lately(app, today, units)? },
    })
}

/// That a run was taken out, with the way back; only while it is.
fn taken_out(app: &App, id: &str) -> Option<Toast> {
    let found = app.run(id).ok().filter(|found| found.run.summary.standing == Standing::Removed)?;
    let text = if found.merged.is_empty() {
        "The run is taken out."
    } else {
        "The run is taken out, with every recording of it."
    };
    let undo = Undo { action: format!("/runs/{}/restore", escaped(id)), fields: Vec::new() };
    Some(Toast { text: text.to_owned(), undo: Some(undo) })
}

/// The month of the newest run that is not dated in the future.
fn newest_month(app: &App, today: Day) -> (i16, i8) {
    let days = app.runs_page(PAGE, None).map(|page| page.runs.into_iter().map(|run| run.day)).ok();
    let newest = days.and_then(|mut days| days.find(|day| *day <= today));
    let (year, month, _) = newest.unwrap_or(today).ymd();
    (year, month)
}

fn parse_month(text: &str) -> Option<(i16, i8)> {
    let (year, month) = text.split_once('-')?;
    let (year, month) = (year.parse().ok()?, month.parse().ok()?);
    Day::from_ymd(year, month, 1).map(|_| (year, month))
}

fn lead(since: Option<Day>, runs: u64, distance_cm: u64, units: Units) -> String {
    if runs == 0 {
        return "Every run you bring stands here.".to_owned();
    }
    let since = since.map_or(String::new(), |day| format!(" since {}", format::month_and_year(day)));
    let distance = units.distance(distance_cm as f64 / 100.0);
    format!("{}{since}, {distance}.", format::counted(runs, "run", "runs"))
}

fn line(run: &RunSummary, today: Day, units: Units) -> RunLine {
    RunLine {
        href: format!("/runs/{}", run.id),
        title: title(run),
        distance: run.distance.map_or("–".to_owned(), |distance| units.distance(distance.get())),
        when: format::short_date(run.day, today),
        time: run.timer.map(|timer| format::clock(timer.get())),
        other_sport: other_sport(run.sport),
        damaged: run.is_damaged,
        is_ahead: run.day > today,
        sketch: draw_sketch(run.route.points(), SHAPE_SIDE),
    }
}

/// The runner's title, or what can be said without one.
pub(super) fn title(run: &RunSummary) -> String {
    if !run.title.trim().is_empty() {
        return run.title.clone();
    }
    let named = other_sport(run.sport).filter(|_| run.sport != Sport::Unknown);
    let what = named.unwrap_or_else(|| "Run".to_owned());
    format!("{what} on {}", format::weekday(run.day))
}

/// The sport in a word, where it is not running.
pub(super) fn other_sport(sport: Sport) -> Option<String> {
    let word = match sport {
        Sport::Running => return None,
        Sport::Walking => "Walk",
        Sport::Hiking => "Hike",
        Sport::Cycling => "Ride",
        Sport::Swimming => "Swim",
        Sport::Transition => "Change-over",
        Sport::Other => "Other sport",
        Sport::Unknown => "Sport not named",
    };
    Some(word.to_owned())
}

/// What the page of a run says about its sport: another than running, or that nothing named it.
pub(super) fn sport_hint(run: &RunSummary) -> Option<String> {
    let unnamed = run.sport.is_run() && run.sport_word.trim().is_empty();
    other_sport(if unnamed { Sport::Unknown } else { run.sport })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_addresses_are_checked() {
        assert_eq!(parse_month("2026-09"), Some((2026, 9)));
        for bad in ["2026-13", "2026", "x-1", "99999-1", "-1-1", ""] {
            assert_eq!(parse_month(bad), None, "{bad}");
        }
    }
}
