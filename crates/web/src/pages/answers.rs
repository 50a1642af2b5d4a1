//! `/answers`: questions runners ask, by topic or by search, and one answer with its sources.

use axum::extract::{Path, Query, State};
use femoris_app::AppError;
use femoris_app::answers::{Answers, Hit, Snippet, Standing, Statement, answers};
use serde::Deserialize;

use super::{Answer, Shared, ask, frame};
use crate::view::answers::{AnswerPage, AnswersPage, Drawing, Group, Piece, Row, Said};
use crate::view::{Link, Tab, show as page};
use crate::words;

/// Answers a search shows at most.
const HITS: usize = 20;
/// Characters of a search that are looked at; nobody asks for longer.
const LONGEST_QUERY: usize = 200;

/// What was sought.
#[derive(Debug, Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    q: String,
}

/// `GET /answers`
pub(crate) async fn list(State(app): State<Shared>, Query(sought): Query<Sought>) -> Answer {
    let view = ask(&app, move |app| {
        let all = answers()?;
        let query: String = sought.q.trim().chars().take(LONGEST_QUERY).collect();
        let (frame, _) = frame(app, "Questions runners ask", Tab::Answers)?;
        let groups = if query.is_empty() { by_topic(all) } else { found(all, &query) };
        let rows: usize = groups.iter().map(|group| group.rows.len()).sum();
        let count = match rows {
            0 => "No answer fits. Try one plain word, such as stretching or sitting.".to_owned(),
            1 => "1 answer".to_owned(),
            many => format!("{many} answers"),
        };
        Ok(AnswersPage { frame, query, count, groups })
    })
    .await?;
    Ok(page(&view))
}

/// `GET /answers/{id}`
pub(crate) async fn one(State(app): State<Shared>, Path(id): Path<String>) -> Answer {
    let view = ask(&app, move |app| {
        let all = answers()?;
        let answer = all.get(&id).ok_or_else(|| AppError::not_found("There is no such answer."))?;
        let (frame, _) = frame(app, &answer.question, Tab::Answers)?;
        let said = |statement: &Statement| said(statement, all);
        let sides = answer.two_sides.iter().flat_map(|sides| [&sides.one, &sides.other]);
        Ok(AnswerPage {
            frame,
            question: answer.question.clone(),
            standing: standing(answer.standing()),
            is_open: answer.standing() != Standing::Known,
            short: answer.short.clone(),
            figure: all.figure(answer).map(|figure| Drawing {
                svg: figure.svg.clone(),
                title: figure.title.clone(),
                describes: figure.describes.clone(),
            }),
            paragraphs: answer.paragraphs.iter().map(said).collect(),
            sides: sides.map(|side| (side.title.clone(), said(&side.statement))).collect(),
            evidence: answer.two_sides.as_ref().map(|sides| said(&sides.evidence)),
            seek_help: answer.when_to_seek_help.as_ref().map(said),
            see_also: answer.see_also.iter().filter_map(|id| all.get(id.as_str())).map(link).collect(),
            review: app.knowledge().text("review.not_reviewed").to_owned(),
        })
    })
    .await?;
    Ok(page(&view))
}

fn by_topic(all: &Answers) -> Vec<Group> {
    let row =
        |answer| Row { question: link(answer), standing: standing(answer.standing()), snippet: Vec::new() };
    all.by_topic()
        .map(|(topic, rows)| Group { title: topic.title.clone(), rows: rows.map(row).collect() })
        .collect()
}

fn found(all: &Answers, query: &str) -> Vec<Group> {
    let row = |hit: Hit<'_>| Row {
        question: link(hit.answer),
        standing: standing(hit.answer.standing()),
        snippet: pieces(&hit.snippet),
    };
    vec![Group {
        title: "What fits best".to_owned(),
        rows: all.search(query, HITS).into_iter().map(row).collect(),
    }]
}

fn link(answer: &femoris_app::answers::Answer) -> Link {
    Link::new(format!("/answers/{}", answer.id.as_str()), answer.question.clone())
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Known => "Short answer",
        Standing::Disputed => "Where experts differ",
        Standing::Open => "We don’t know well",
    }
}

fn said(statement: &Statement, all: &Answers) -> Said {
    let sources = statement.sources.iter().filter_map(|id| all.source(id));
    Said { text: statement.says.clone(), cites: words::cites_of(sources, statement.tag) }
}

/// The sentence cut where the sought words begin and end. A mark that does not fit the text is left out.
fn pieces(snippet: &Snippet) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    for mark in &snippet.marks {
        if let (Some(before), Some(sought)) =
            (snippet.text.get(at..mark.start), snippet.text.get(mark.clone()))
        {
            pieces.push(Piece { text: before.to_owned(), is_match: false });
            pieces.push(Piece { text: sought.to_owned(), is_match: true });
            at = mark.end;
        }
    }
    let rest = snippet.text.get(at..).unwrap_or_default().to_owned();
    pieces.push(Piece { text: rest, is_match: false });
    pieces.retain(|piece| !piece.text.is_empty());
    pieces
}
