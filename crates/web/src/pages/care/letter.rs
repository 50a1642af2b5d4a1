//! `/care/letter`: a letter to take along, for printing. Made when asked for, kept nowhere.

use axum::extract::State;
use femoris_app::{App, AppError, Today};
use femoris_clinic::triage::Flag;

use super::super::today::{Basis, Look, answer_card};
use super::super::{Answer, Shared, ask, frame};
use super::{address, back, href, wanted};
use crate::format::{self, small};
use crate::view::care::LetterPage;
use crate::view::{Tab, show as page};
use crate::wire::{Asked, Fields, escaped};
use crate::words;

/// Candidates that are named.
const NAMED: usize = 3;

/// `GET /care/letter`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    let view = ask(&app, move |app| letter(app, &fields)).await?;
    Ok(page(&view))
}

fn letter(app: &App, fields: &Fields) -> Result<LetterPage, AppError> {
    let wanted = wanted(app, fields)?;
    let key = fields.trimmed("key");
    let place = if key.is_empty() { None } else { Some(app.care_place(key, &wanted, "")?) };
    let today = app.today(None)?;
    let (frame, _) = frame(app, "Letter", Tab::Care)?;
    let need = wanted.need.map_or_else(|| app.care_need(&today), Ok)?;
    let knowledge = app.knowledge();
    let title = |flag: &Flag| knowledge.text(&format!("{}.title", flag.rule)).to_owned();
    Ok(LetterPage {
        frame,
        back: if key.is_empty() { back(fields) } else { href("place", key, (&wanted.id, fields)) },
        date: format::date(today.day),
        to: place.as_ref().map(address).unwrap_or_else(|| vec![wanted.title.clone()]),
        from: app.settings()?.runner_name,
        urgent: need.call_first.clone(),
        say: need.say.clone(),
        findings: findings(app, &today)?,
        signs: today.verdict.triage.flags.iter().map(title).collect(),
        sheet: today.has_complaint().then(|| format!("/result/print?place={}", escaped(key))),
        bring: need.bring.clone(),
    })
}

/// What fits best by the answers, and what cannot be excluded. Never as a diagnosis.
fn findings(app: &App, today: &Today) -> Result<Vec<String>, AppError> {
    if !today.has_complaint() {
        return Ok(Vec::new());
    }
    let knowledge = app.knowledge();
    let Some(differential) = &today.verdict.differential else { return Ok(Vec::new()) };
    let candidates = differential.candidates.iter().take(NAMED);
    let names: Vec<String> = candidates.map(|one| words::condition(one.condition, knowledge)).collect();
    let banners = differential.banners.iter().map(|one| words::condition(*one, knowledge));
    let banners: Vec<String> = banners.collect();
    let mut lines = Vec::new();
    if let Some((first, others)) = names.split_first() {
        lines.push(format!("{first} fits my answers best."));
        if !others.is_empty() {
            lines.push(format!("Also possible: {}.", others.join(", ")));
        }
    }
    if !banners.is_empty() {
        lines.push(format!("Not excluded by my answers: {}.", banners.join(", ")));
    }
    let look = Look { knowledge, units: app.settings()?.units.into() };
    let card = answer_card(today, Basis::Told, app.running(None)?.as_ref(), look);
    lines.push(format!("What I was told about running today: {}", small(&card.say)));
    Ok(lines)
}
