//! `/result/print`: one sheet to take to the appointment.

use axum::extract::State;
use femoris_app::{App, AppError, Examination, Likelihood, NextStep};
use femoris_clinic::case::CaseState;
use femoris_clinic::differential::Weight;
use femoris_clinic::finding::{Finding, FindingGroup, FindingId};
use femoris_clinic::interview::Who;
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::observation::Fact;
use femoris_clinic::readiness::ReasonKind;

use super::result::{evidence, heading, lead, outlook};
use super::today::{Basis, Look, answer_card};
use super::{Answer, Shared, ask, care, clinician, go, open_frame};
use crate::format::{self, Units, small};
use crate::view::letter::{Condition, LetterPage, Line};
use crate::view::{Link, show as page};
use crate::wire::Asked;
use crate::words;

/// Weights named beside a condition: the weightiest.
const NAMED: usize = 3;

/// `GET /result/print`
pub(crate) async fn show(State(app): State<Shared>, Asked(fields): Asked) -> Answer {
    ask(&app, move |app| {
        let examination = app.examination()?;
        if !examination.has_complaint() || examination.next == NextStep::DangerSigns {
            return Ok(go("/pain"));
        }
        let to = care::address_of(app, fields.trimmed("place"))?;
        Ok(page(&LetterPage { to, ..letter_page(app, &examination)? }))
    })
    .await
}

fn letter_page(app: &App, examination: &Examination) -> Result<LetterPage, AppError> {
    let knowledge = app.knowledge();
    let (frame, units) = open_frame(app, "For the appointment")?;
    let state = &examination.today.state;
    let running = app.running(None)?;
    let card = answer_card(&examination.today, Basis::Told, running.as_ref(), Look { knowledge, units });
    let rest = examination.rest().count() as u64;
    Ok(LetterPage {
        frame,
        to: Vec::new(),
        who: app.settings()?.runner_name,
        date: format::long_date(examination.today.day),
        story: story(state, knowledge),
        danger: danger_line(state, knowledge),
        findings: findings(state, knowledge),
        heading: heading(examination, knowledge),
        lead: lead(examination, knowledge),
        conditions: conditions(examination, knowledge),
        rest: match rest {
            0 => String::new(),
            rest => {
                format!("{} less likely.", format::counted(rest, "more condition is", "more conditions are"))
            }
        },
        decision: [Some(card.say), card.dose].into_iter().flatten().collect::<Vec<_>>().join(" "),
        reasons: reasons(examination, knowledge),
        restrictions: restrictions(state, units, knowledge),
        parts: outlook::parts(examination, knowledge),
        questions: questions(examination, knowledge),
        review: knowledge.text("review.not_reviewed").to_owned(),
        back: Link::new("/result", "The result"),
    })
}

/// Where, how and since when, and who.
fn story(state: &CaseState, knowledge: &Knowledge) -> Vec<String> {
    let told = state.complaint;
    let mut lines = Vec::new();
    let side = told.side.map(|side| format!(", {}", small(words::side(side)))).unwrap_or_default();
    lines.extend(told.location.map(|place| format!("Worst: {}{side}.", small(words::location(place)))));
    lines.extend(told.onset.map(|onset| format!("It began: {}.", small(words::onset(onset)))));
    lines.extend(told.setting.map(|setting| format!("At that time: {}.", small(words::setting(setting)))));
    lines.extend(told.onset_date.map(|day| {
        let days = u64::from(state.today.days_since(day).max(0).unsigned_abs());
        format!("Since about {}, {} ago.", format::date(day), format::counted(days, "day", "days"))
    }));
    let age = state.age.map(|age| format!("{} years old", age.get()));
    let who = [age, state.sex.map(|sex| small(words::sex(sex)))].into_iter().flatten().collect::<Vec<_>>();
    lines.extend((!who.is_empty()).then(|| format!("Runner, {}.", who.join(", "))));
    lines.extend(state.history.previous_hamstring_strains.map(|count| {
        let last = state.history.months_since_last_strain;
        let last = last.map(|months| format!(", the last {} ago", words::months(months.get())));
        let strains =
            format::counted(u64::from(count), "earlier hamstring strain", "earlier hamstring strains");
        format!("{strains}{}.", last.unwrap_or_default())
    }));
    lines.extend(state.measure(femoris_clinic::measurement::MeasureId::SelfPredictedReturnDays).map(
        |days| {
            let name = words::fact_name(
                Fact::Measure(femoris_clinic::measurement::MeasureId::SelfPredictedReturnDays),
                knowledge,
            );
            format!("{name}: full training in {} days.", words::plain(days))
        },
    ));
    lines
}

/// How many danger signs were asked, and which are there or open.
fn danger_line(state: &CaseState, knowledge: &Knowledge) -> String {
    let signs = &knowledge.danger_signs;
    let named = |wanted: Finding| -> Vec<String> {
        let found = signs.iter().filter(|id| state.finding(**id) == wanted);
        found.map(|id| small(&words::fact_name(Fact::Finding(*id), knowledge))).collect()
    };
    let (present, unknown) = (named(Finding::Present), named(Finding::Unknown));
    let absent = signs.len() - present.len() - unknown.len();
    let mut line = format!("Danger signs: {absent} of {} answered no.", signs.len());
    if !present.is_empty() {
        line.push_str(&format!(" Present: {}.", present.join(", ")));
    }
    if !unknown.is_empty() {
        line.push_str(&format!(" Not known: {}.", unknown.join(", ")));
    }
    line
}

/// Every answer and number with its day, the newest first.
fn findings(state: &CaseState, knowledge: &Knowledge) -> Vec<Line> {
    let told = state.findings().filter(|(id, _)| id.group() != FindingGroup::DangerSign);
    let told = told.map(|(id, dated)| {
        let said = if dated.value == Finding::Present { "yes" } else { "no" };
        (dated.day, words::fact_name(Fact::Finding(id), knowledge), said.to_owned())
    });
    let measured = state.measures().map(|(id, dated)| {
        (dated.day, words::fact_name(Fact::Measure(id), knowledge), words::measure(id, dated.value))
    });
    let mut lines: Vec<_> = told.chain(measured).collect();
    lines.sort_by_key(|(day, _, _)| std::cmp::Reverse(*day));
    lines.into_iter().map(|(day, name, said)| Line { name, said, day: format::date(day) }).collect()
}

fn conditions(examination: &Examination, knowledge: &Knowledge) -> Vec<Condition> {
    let names = |weights: &[Weight]| -> String {
        let named =
            weights.iter().take(NAMED).map(|weight| evidence::item(&weight.item, examination, knowledge));
        named.collect::<Vec<_>>().join("; ")
    };
    examination
        .shown()
        .map(|one| Condition {
            told: evidence::numbers(&one.candidate, knowledge),
            stands: evidence::likelihood(one.likelihood).0,
            supports: names(&one.candidate.supports),
            against: names(&one.candidate.against),
        })
        .collect()
}

/// What decided, in the sentences of the rules.
fn reasons(examination: &Examination, knowledge: &Knowledge) -> Vec<String> {
    let verdict = &examination.today.verdict;
    let flags = verdict.triage.flags.iter().map(|flag| {
        let text = |field: &str| knowledge.text(&format!("{}.{field}", flag.rule));
        format!("{}: {}", text("title"), text("action"))
    });
    let rules = verdict.run_today.reasons.iter();
    let rules = rules.filter(|reason| !matches!(reason.kind, ReasonKind::Flag | ReasonKind::Advice));
    flags.chain(rules.map(|reason| knowledge.text(&format!("{}.reason", reason.rule)).to_owned())).collect()
}

fn restrictions(state: &CaseState, units: Units, knowledge: &Knowledge) -> Vec<String> {
    let held = state.restrictions.iter().map(|active| &active.restriction);
    held.map(|one| {
        let until = one.until.map(|day| format!(", until {}", format::date(day))).unwrap_or_default();
        format!("{}{until}: “{}”", clinician::effect(one, units, knowledge), one.text)
    })
    .collect()
}

/// What to ask: the usual four, then what this case leaves open.
fn questions(examination: &Examination, knowledge: &Knowledge) -> Vec<String> {
    let mut asks = vec![
        "What fits best, and what else could it be?".to_owned(),
        "What would change your mind?".to_owned(),
        "What may I do today, and what not?".to_owned(),
        "How will we know that I am ready for the next step?".to_owned(),
    ];
    let name = |id: FindingId| small(&words::fact_name(Fact::Finding(id), knowledge));
    let tests =
        examination.open.iter().filter(|open| open.who == Who::Clinician).map(|open| name(open.finding));
    let tests: Vec<String> = tests.collect();
    if !tests.is_empty() {
        asks.push(format!("Could you test: {}? I cannot do that alone.", tests.join(", ")));
    }
    let banners = examination.ranked.iter().filter(|one| one.likelihood == Likelihood::CannotBeExcluded);
    asks.extend(banners.map(|one| {
        let condition = small(&words::condition(one.candidate.condition, knowledge));
        format!("Can you rule out: {condition}? Do I need a picture for that?")
    }));
    asks
}
