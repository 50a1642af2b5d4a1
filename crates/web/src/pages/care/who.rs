//! `/care/who`: five questions for whoever does not know whom to see. Nothing is kept.

use axum::extract::{Path, State};
use femoris_app::AppError;
use femoris_app::care::{Question, referrals};

use super::super::{Answer, Shared, ask, go, open_frame, refused};
use crate::view::care::WhoPage;
use crate::view::show as page;
use crate::wire::{Asked, escaped};

/// `GET /care/who`
pub(crate) async fn first(State(app): State<Shared>) -> Answer {
    let href = ask(&app, |_| {
        let first = referrals()?.questions.first();
        first.map(href).ok_or_else(|| AppError::ours("there is no question"))
    })
    .await?;
    Ok(go(&href))
}

/// `GET /care/who/{id}`: the question, or where its answer leads.
pub(crate) async fn one(State(app): State<Shared>, Path(id): Path<String>, Asked(fields): Asked) -> Answer {
    ask(&app, move |app| {
        let all = &referrals()?.questions;
        let index = all.iter().position(|question| question.id == id);
        let missing = || AppError::not_found("There is no such question.");
        let index = index.ok_or_else(missing)?;
        let question = all.get(index).ok_or_else(missing)?;
        let lead = match fields.get("answer") {
            Some("yes") => Some(need(&question.yes)),
            Some("unsure") => Some(need(&question.unsure)),
            Some("no") => question.no.as_deref().map(need).or_else(|| all.get(index + 1).map(href)),
            _ => None,
        };
        if let Some(lead) = lead {
            return Ok(go(&lead));
        }
        let (frame, _) = open_frame(app, "Whom to see")?;
        // An address without an answer is the question itself; a form without one was sent too early.
        let was_sent = fields.get("sent").is_some();
        let before = index.checked_sub(1).and_then(|index| all.get(index));
        let view = WhoPage {
            frame,
            id: question.id.clone(),
            place: format!("Question {} of {}", index + 1, all.len()),
            ask: question.ask.clone(),
            why: question.why.clone(),
            error: was_sent.then(|| "Choose one of the three answers.".to_owned()),
            back: before.map_or_else(|| "/care".to_owned(), href),
        };
        Ok(if was_sent { refused(&view) } else { page(&view) })
    })
    .await
}

fn need(id: &str) -> String {
    format!("/care?need={}", escaped(id))
}

fn href(question: &Question) -> String {
    format!("/care/who/{}", escaped(&question.id))
}
