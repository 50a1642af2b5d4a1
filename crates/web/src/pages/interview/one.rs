//! `/pain/ask/{question}`: one question, why it is asked and how the test is done. `/pain/missing`: all that today's
//! answer waits for.

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::response::Response;
use femoris_app::figures::{Side, Size};
use femoris_app::{App, AppError, Interview, NextStep};
use femoris_clinic::differential::Stated;
use femoris_clinic::evidence::Tag;
use femoris_clinic::finding::{Finding, FindingId};
use femoris_clinic::interview::{Loads, Method, NextQuestion, Who};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::observation::Fact;

use super::answers::{Typed, control, given};
use super::asks::Ask;
use super::opening::keep;
use super::{Answer, Origin, Shared, ask as asking_app, go};
use crate::format;
use crate::pages::figures::{Cut, drawn, near, other, picture};
use crate::pages::pain::answered_on;
use crate::pages::{open_frame, refused};
use crate::view::error::PageError;
use crate::view::interview::{AskPage, HowTo, LeftOutPage, Question, QuestionPage};
use crate::view::{Cite, Link, show as page};
use crate::wire::{Asked, Sent};
use crate::words;

/// What a question is shown with.
pub(crate) struct Asking<'a> {
    knowledge: &'a Knowledge,
    interview: &'a Interview,
    answered: BTreeMap<FindingId, Finding>,
    typed: Option<Typed<'a>>,
}

impl<'a> Asking<'a> {
    pub(crate) fn new(
        app: &'a App,
        interview: &'a Interview,
        typed: Option<Typed<'a>>,
    ) -> Result<Self, AppError> {
        let answered = answered_on(&app.events()?, interview.state.today);
        Ok(Self { knowledge: app.knowledge(), interview, answered, typed })
    }
}

/// `GET /pain/ask/{question}`
pub(crate) async fn show_ask(
    State(app): State<Shared>,
    Path(name): Path<String>,
    Asked(query): Asked,
) -> Answer {
    let (asked, origin) = (find(&name)?, Origin::of(&query));
    asking_app(&app, move |app| {
        let interview = app.interview()?;
        Ok(match left_out(app, &interview, asked, origin)? {
            Some(view) => page(&view),
            None => page(&ask_page(app, &interview, asked, origin, None)?),
        })
    })
    .await
}

/// `POST /pain/ask/{question}`
pub(crate) async fn save_ask(
    State(app): State<Shared>,
    Path(name): Path<String>,
    Asked(query): Asked,
    Sent(fields): Sent,
) -> Answer {
    let (asked, origin) = (find(&name)?, Origin::of(&query));
    asking_app(&app, move |app| {
        let wrong = keep(app, &[asked], &fields)?;
        if wrong.is_empty() {
            return Ok(go(origin.href()));
        }
        let typed = Typed { fields: &fields, wrong: &wrong };
        Ok(refused(&ask_page(app, &app.interview()?, asked, origin, Some(typed))?))
    })
    .await
}

fn find(name: &str) -> Result<Ask, PageError> {
    Ask::from_name(name).ok_or(PageError::NotFound)
}

fn ask_page(
    app: &App,
    interview: &Interview,
    asked: Ask,
    origin: Origin,
    typed: Option<Typed<'_>>,
) -> Result<AskPage, AppError> {
    let (fact, in_turn) = (asked.fact(), origin == Origin::Interview);
    let (frame, _) = open_frame(app, &words::fact_name(fact, app.knowledge()))?;
    let before = interview.before(fact).and_then(Ask::of);
    Ok(AskPage {
        frame,
        progress: in_turn.then(|| interview.progress(fact)),
        leave: origin.leave(),
        action: origin.keep(&format!("/pain/ask/{}", asked.name())),
        question: question(asked, &Asking::new(app, interview, typed)?)?,
        figure: match knowledge_drawing(asked, app.knowledge()) {
            Some(id) => drawn(id, side_of(asked, interview), Size::Card)?,
            None => None,
        },
        next: origin.next(),
        back: match before {
            _ if !in_turn => origin.href().to_owned(),
            Some(before) => format!("/pain/ask/{}", before.name()),
            None => "/pain/you".to_owned(),
        },
        so_far: given(&interview.state, app.knowledge(), origin.word()),
    })
}

/// A question with its answer of today, its reason and its test.
pub(crate) fn question(ask: Ask, asking: &Asking<'_>) -> Result<Question, AppError> {
    let Asking { knowledge, interview, answered, typed } = asking;
    let method = method_of(ask, knowledge);
    let reason = interview.reason_for(ask.fact());
    let why = ask.words("why", knowledge).into_iter();
    let picture = match knowledge_drawing(ask, knowledge) {
        Some(id) => picture(id, side_of(ask, interview), Cut::Small)?,
        None => None,
    };
    Ok(Question {
        name: ask.name().to_owned(),
        ask: ask.question(knowledge),
        last: last(ask, interview),
        how: if method.is_some() { None } else { ask.words("help", knowledge) },
        test: method.map(|method| how_to(method, knowledge)),
        picture,
        why: why.chain(reason.into_iter().flat_map(|next| changes(next, knowledge))).collect(),
        cites: reason.map(|next| grounds(next, knowledge)).unwrap_or_default(),
        open: interview.explains(),
        control: control(ask, &interview.state, answered, *typed),
        not_sure: ask.not_sure(),
        error: typed
            .and_then(|typed| typed.wrong.iter().find(|(wrong, _)| *wrong == ask))
            .map(|(_, told)| told.clone()),
    })
}

/// The drawing that shows how it is tested, where one does.
fn knowledge_drawing(ask: Ask, knowledge: &Knowledge) -> Option<&str> {
    knowledge.interview.drawings.get(&ask.fact()).map(String::as_str)
}

/// The side that is tested stands nearer to the viewer.
fn side_of(ask: Ask, interview: &Interview) -> Side {
    let sore = near(interview.state.complaint.side);
    match ask {
        Ask::Measure(
            MeasureId::KneeExtensionOtherDeg
            | MeasureId::StraightLegRaiseOtherDeg
            | MeasureId::BridgeOtherReps
            | MeasureId::HoldOtherS,
        ) => other(sore),
        _ => sore,
    }
}

/// What was answered on an earlier day: shown beside, never chosen for the runner.
fn last(ask: Ask, interview: &Interview) -> Option<String> {
    let state = &interview.state;
    let (said, day) = match ask {
        Ask::Finding(id) => {
            let dated = state.dated_finding(id)?;
            (if dated.value == Finding::Present { "yes" } else { "no" }.to_owned(), dated.day)
        }
        Ask::Measure(id) => {
            let dated = state.dated_measure(id)?;
            (words::measure(id, dated.value), dated.day)
        }
        _ => return None,
    };
    (day < state.today).then(|| format!("Last answer: {said}, {}.", format::short_date(day, state.today)))
}

/// What the answer is expected to change.
fn changes(next: &NextQuestion, knowledge: &Knowledge) -> Vec<String> {
    let rules = &knowledge.interview;
    let mut lines = Vec::new();
    if let Some((up, down)) = next.between.filter(|_| next.moved >= rules.least_move) {
        let name = |condition| words::condition(condition, knowledge);
        lines.push(format!("A yes moves the picture from “{}” towards “{}”.", name(down), name(up)));
    }
    if next.decision_chance >= rules.least_decision_chance {
        lines.push("The answer can change whether you run today.".to_owned());
    }
    lines
}

/// What the reason rests on: the two numbers that the answer moves most, and the rules of the day that look at it.
fn grounds(next: &NextQuestion, knowledge: &Knowledge) -> Vec<Cite> {
    let rules = &knowledge.interview;
    let mut cites = Vec::new();
    if let (Some((up, down)), Fact::Finding(id)) = (next.between, next.ask)
        && next.moved >= rules.least_move
    {
        cites.extend([up, down].map(|one| words::grounds(one, Stated::Finding(id), knowledge)));
    }
    if next.decision_chance >= rules.least_decision_chance {
        let rules = knowledge.readiness.iter().filter(|rule| rule.when.looks_at(next.ask));
        for cite in rules.flat_map(|rule| words::cites(&rule.sources, rule.tag, knowledge)) {
            if !cites.contains(&cite) {
                cites.push(cite);
            }
        }
    }
    cites
}

fn method_of(ask: Ask, knowledge: &Knowledge) -> Option<&Method> {
    match ask {
        Ask::Finding(id) => knowledge.interview.methods.get(&id),
        _ => None,
    }
}

fn how_to(method: &Method, knowledge: &Knowledge) -> HowTo {
    let text = |field: &str| knowledge.text(&format!("method.{}.{field}", method.finding)).to_owned();
    // The file numbers its steps; the list on the page does that by itself.
    let numbered = |line: &str| {
        line.trim().trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').trim().to_owned()
    };
    HowTo {
        steps: text("steps").lines().map(numbered).filter(|line| !line.is_empty()).collect(),
        positive: text("positive"),
        stop: (method.loads == Loads::Yes).then(|| knowledge.text("method.stop").to_owned()),
        do_not: text("do_not"),
        who: match method.who {
            Who::Runner => None,
            Who::RunnerWithCare => Some("You, gently, and the good leg first."),
            Who::Clinician => Some("A clinician does it. Without one, choose not tested."),
        },
        cites: words::cites(&method.sources, method.tag, knowledge),
    }
}

/// The page of a test that could do harm here; `None` where it may be asked.
fn left_out(
    app: &App,
    interview: &Interview,
    asked: Ask,
    origin: Origin,
) -> Result<Option<LeftOutPage>, AppError> {
    let knowledge = app.knowledge();
    let may = match asked {
        Ask::Measure(_) => interview.verdict.offered.contains(&asked.fact()),
        _ => method_of(asked, knowledge).is_none() || interview.verdict.offered.contains(&asked.fact()),
    };
    if may {
        return Ok(None);
    }
    let (frame, _) = open_frame(app, "Leave this test out")?;
    let method = method_of(asked, knowledge);
    let own = method.map(|method| knowledge.text(&format!("method.{}.do_not", method.finding)).to_owned());
    Ok(Some(LeftOutPage {
        frame,
        heading: "Leave this test out for now.".to_owned(),
        lead: format!("What you told us speaks against it: {}", asked.question(knowledge)),
        lines: own
            .into_iter()
            .chain(["It is offered again when the answers that forbid it have changed.".to_owned()])
            .collect(),
        cites: method
            .map(|method| words::cites(&method.sources, Tag::Verified, knowledge))
            .unwrap_or_default(),
        next: Link::new(origin.href(), "Go on"),
    }))
}

/// `GET /pain/missing`: what is not known and would allow more today, on one screen.
pub(crate) async fn show_missing(State(app): State<Shared>) -> Answer {
    asking_app(&app, |app| {
        let interview = app.interview()?;
        let asks = missing(&interview);
        Ok(match asks.is_empty() {
            true => go("/today"),
            false => page(&missing_page(app, &interview, &asks, None)?),
        })
    })
    .await
}

/// `POST /pain/missing`
pub(crate) async fn save_missing(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    asking_app(&app, move |app| -> Result<Response, AppError> {
        // What was answered is taken although it is not missing any more, such as after a refusal beside it.
        let mut asks = missing(&app.interview()?);
        for ask in fields.names().filter_map(|name| Ask::from_name(name.trim_end_matches("_known"))) {
            if !asks.contains(&ask) {
                asks.push(ask);
            }
        }
        let wrong = keep(app, &asks, &fields)?;
        if wrong.is_empty() {
            return Ok(go("/today"));
        }
        let typed = Typed { fields: &fields, wrong: &wrong };
        Ok(refused(&missing_page(app, &app.interview()?, &asks, Some(typed))?))
    })
    .await
}

/// What today's answer waits for and may be asked.
fn missing(interview: &Interview) -> Vec<Ask> {
    if matches!(interview.next(), NextStep::DangerSigns | NextStep::SeeSomeone) {
        return Vec::new();
    }
    interview.missing_today().into_iter().filter_map(Ask::of).collect()
}

fn missing_page(
    app: &App,
    interview: &Interview,
    asks: &[Ask],
    typed: Option<Typed<'_>>,
) -> Result<QuestionPage, AppError> {
    let (frame, _) = open_frame(app, "What today’s answer waits for")?;
    let asking = Asking::new(app, interview, typed)?;
    Ok(QuestionPage {
        frame,
        progress: None,
        leave: Origin::Today.leave(),
        action: "/pain/missing".to_owned(),
        heading: "What today’s answer waits for".to_owned(),
        lead: "Answers from another day do not count for today. A reassuring one could allow more."
            .to_owned(),
        questions: asks.iter().map(|ask| question(*ask, &asking)).collect::<Result<_, _>>()?,
        next: "See today’s answer",
        back: "/today".to_owned(),
        so_far: given(&interview.state, app.knowledge(), "today"),
    })
}
