//! `/about`: how we decide.

use axum::extract::State;
use femoris_clinic::evidence::{Source, Tag};

use super::{Answer, Shared, ask, frame};
use crate::view::about::{AboutPage, SourceLine};
use crate::view::{Tab, show as page};

/// `GET /about`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, |app| {
        let (frame, _) = frame(app, "How we decide", Tab::Today)?;
        let knowledge = app.knowledge();
        let sources = knowledge.sources.values().map(line).collect();
        let review = knowledge.text("review.not_reviewed").to_owned();
        Ok(AboutPage {
            frame: crate::view::Frame { here: None, ..frame },
            version: knowledge.version.clone(),
            review,
            sources,
        })
    })
    .await?;
    Ok(page(&view))
}

fn line(source: &Source) -> SourceLine {
    let year = source.year.map(|year| year.to_string()).unwrap_or_default();
    let detail = [&source.authors, &year, &source.published_in, &source.design, &source.population]
        .into_iter()
        .filter(|part| !part.is_empty())
        .map(String::as_str)
        .chain(source.identifiers.iter().map(String::as_str))
        .collect::<Vec<_>>()
        .join(" · ");
    SourceLine {
        id: source.id.to_string(),
        title: source.title.clone(),
        detail,
        taken: source.taken.clone(),
        estimate: source.tag == Tag::Estimate,
        unverified: source.tag == Tag::Recalled,
    }
}
