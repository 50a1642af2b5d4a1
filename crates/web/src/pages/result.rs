//! `/result`: what fits best, what else it could be, the weight of each answer, how bad, how long, what to do.

pub(super) mod evidence;
pub(super) mod outlook;

use axum::extract::State;
use femoris_app::{App, AppError, Examination, NextStep};
use femoris_clinic::differential::{Coverage, Diagnosis, FirstContact, Horizon};
use femoris_clinic::finding::{FindingGroup, FindingId};
use femoris_clinic::interview::Who;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::Fact;

use super::interview::{Ask, Typed, ask_at, given, keep};
use super::today::{Basis, Look, answer_card, danger};
use super::{Answer, Shared, ask, frame, go, refused};
use crate::format::{self, small};
use crate::view::result::{Mind, ResultPage};
use crate::view::{Link, Tab, show as page};
use crate::wire::Sent;
use crate::words;

/// `GET /result`; without a complaint, or before the danger signs, there is nothing to show.
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    ask(&app, |app| {
        let examination = app.examination()?;
        if !is_ready(&examination) {
            return Ok(go("/pain"));
        }
        Ok(page(&result_page(app, &examination, None)?))
    })
    .await
}

/// `POST /result`: keeps a number that was entered on the page itself; a wrong one comes back at its field.
pub(crate) async fn save(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let asks: Vec<Ask> = outlook::entered(app.knowledge())
            .map(Ask::Measure)
            .filter(|ask| fields.get(ask.name()).is_some())
            .collect();
        let wrong = keep(app, &asks, &fields)?;
        let examination = app.examination()?;
        if wrong.is_empty() || !is_ready(&examination) {
            return Ok(go("/result"));
        }
        let typed = Typed { fields: &fields, wrong: &wrong };
        Ok(refused(&result_page(app, &examination, Some(typed))?))
    })
    .await
}

fn is_ready(examination: &Examination) -> bool {
    examination.has_complaint() && examination.next != NextStep::DangerSigns
}

fn result_page(
    app: &App,
    examination: &Examination,
    typed: Option<Typed<'_>>,
) -> Result<ResultPage, AppError> {
    let knowledge = app.knowledge();
    let (frame, units) = frame(app, "What it probably is", Tab::Today)?;
    let today = &examination.today;
    let differential = today.verdict.differential.as_ref();
    let outside = differential.is_some_and(|found| found.coverage == Coverage::Outside);
    Ok(ResultPage {
        frame,
        from: made_from(examination),
        heading: heading(examination, knowledge),
        lead: lead(examination, knowledge).into_iter().chain(whom(examination, knowledge)).collect(),
        go_on: matches!(examination.next, NextStep::Ask(_))
            .then(|| Link::new("/pain/next", "Go on with the questions")),
        card: answer_card(today, Basis::Told, app.running(None)?.as_ref(), Look { knowledge, units }),
        danger: danger(today, knowledge),
        safety_net: words::sentences(knowledge.text("safety_net.text")),
        outside: outside
            .then_some("This place lies outside what the model was made for. Read the numbers with care."),
        bands: evidence::bands(examination, knowledge),
        unlikely: evidence::unlikely(examination, knowledge),
        weigh: evidence::weigh(examination, knowledge),
        estimated: differential.filter(|_| !examination.knows_too_little()).map(|found| {
            format!(
                "{} of the weight behind this answer rests on estimates that nobody published.",
                format::percent(found.estimated.get())
            )
        }),
        mind: mind(examination, knowledge),
        parts: outlook::parts(examination, knowledge),
        guess: outlook::guess(examination, typed),
        scales: outlook::scales(examination, knowledge, typed),
        answers: given(&today.state, knowledge, "result"),
        review: knowledge.text("review.not_reviewed").to_owned(),
    })
}

/// `From 12 answers, 3 tests, 4 numbers, 22 danger signs asked, 21 November 2026.`
pub(super) fn made_from(examination: &Examination) -> String {
    let state = &examination.today.state;
    let count = |group| state.findings().filter(|(id, _)| id.group() == group).count() as u64;
    let parts = [
        (count(FindingGroup::History), "answer", "answers"),
        (count(FindingGroup::Test), "test", "tests"),
        (state.measures().count() as u64, "number", "numbers"),
        (count(FindingGroup::DangerSign), "danger sign asked", "danger signs asked"),
    ];
    let said = parts.into_iter().filter(|(count, _, _)| *count > 0);
    let said: Vec<String> = said.map(|(count, one, many)| format::counted(count, one, many)).collect();
    let said = if said.is_empty() { "no answer that is known".to_owned() } else { said.join(", ") };
    format!("From {said}, {}.", format::date(examination.today.day))
}

/// The answer as a sentence.
pub(super) fn heading(examination: &Examination, knowledge: &Knowledge) -> String {
    match examination.ranked.first().map(|best| best.candidate.condition) {
        None if examination.knows_too_little() => "Too little is known to say what it is.".to_owned(),
        None => "Someone must see this first.".to_owned(),
        Some(Diagnosis::Oth) => "Nothing we know fits well.".to_owned(),
        Some(best) if examination.clear.is_some() => {
            format!("This fits {} best.", small(&words::condition(best, knowledge)))
        }
        Some(_) => "No single cause stands out yet.".to_owned(),
    }
}

pub(super) fn lead(examination: &Examination, knowledge: &Knowledge) -> Vec<String> {
    if examination.knows_too_little() {
        let open = "What tells the causes apart is not known yet. Someone who examines you can find out.";
        return vec![open.to_owned()];
    }
    let Some(best) = examination.ranked.first() else {
        return vec![knowledge.text("severity.see_someone_first").to_owned()];
    };
    let condition = best.candidate.condition;
    let plain = knowledge.text(&format!("condition.{condition}.plain"));
    let number = evidence::of_100(&best.candidate);
    if examination.clear.is_some() {
        vec![format!("{}: {number}.", format::capital(plain))]
    } else {
        vec![format!("{} fits best so far ({plain}): {number}.", words::condition(condition, knowledge))]
    }
}

/// What is open and would move what fits best, then what would change today's answer.
fn mind(examination: &Examination, knowledge: &Knowledge) -> Vec<Mind> {
    let best = examination.ranked.first().map(|best| best.candidate.condition);
    let open = examination.open.iter().map(|open| {
        let who = if open.who == Who::Clinician { " A clinician does it." } else { "" };
        Mind {
            name: words::fact_name(Fact::Finding(open.finding), knowledge),
            text: format!(
                "is not known; it would move {} by about {:.0} of 100, up or down.{who}",
                best.map(|best| small(&words::condition(best, knowledge))).unwrap_or_default(),
                (open.moves * 100.0).max(1.0)
            ),
            href: ask_at(Fact::Finding(open.finding), "result"),
        }
    });
    let missing = &examination.today.verdict.run_today.missing;
    let names: Vec<String> = missing.iter().map(|fact| small(&words::fact_name(*fact, knowledge))).collect();
    let run = (!names.is_empty()).then(|| Mind {
        name: "Today’s answer".to_owned(),
        text: format!("waits for: {}.", names.join(", ")),
        href: Some("/pain/missing".to_owned()),
    });
    let not_better = examination.today.state.finding(FindingId::NotBetterAfter3Weeks);
    let review = (best.is_some() && not_better != femoris_clinic::finding::Finding::Present).then(|| Mind {
        name: words::fact_name(Fact::Finding(FindingId::NotBetterAfter3Weeks), knowledge),
        text: format!(
            "without getting better. {}",
            knowledge.text(&format!("finding.{}.why", FindingId::NotBetterAfter3Weeks))
        ),
        href: None,
    });
    open.chain(run).chain(review).collect()
}

/// Whom to see first and how soon: whom today's answer sends to, or else for what fits best.
fn whom(examination: &Examination, knowledge: &Knowledge) -> Option<String> {
    if let Some(need) = examination.sent_to {
        return Some(format!("Whom to see: {}.", small(&need.title)));
    }
    let best = examination.clear?;
    let profile = knowledge.differential.parts().profiles[best];
    let soon = match profile.within {
        Horizon::Now => "now",
        Horizon::SameDay => "today",
        Horizon::TwoDays => "within two days",
        Horizon::TwoWeeks => "within two weeks",
        Horizon::Routine => "in two to six weeks",
        Horizon::SelfCare => "if it is no better by then",
    };
    let who = match profile.see_first {
        FirstContact::SelfCare => {
            return Some("Nobody yet. See someone if it does not settle as expected.".to_owned());
        }
        FirstContact::Physiotherapist => "A physiotherapist",
        FirstContact::GeneralPractitioner => "Your general practitioner",
        FirstContact::SportsPhysician => "A sports physician",
        FirstContact::SameDayService => "A service that sees people the same day",
    };
    Some(format!("{who}, {soon}, for what fits best."))
}
