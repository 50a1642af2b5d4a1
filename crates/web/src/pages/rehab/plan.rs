//! `/plan`: the road, the gate of the present stage with its tests, strength and confidence, the week and the rules for
//! the day, and what fits the runner.

pub(super) mod gate;
mod kind;
mod outing;

use axum::extract::State;
use femoris_app::{App, AppError, DONE_DAYS, Door, ErrorKind, PlanToday, RehabPlan};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::measurement::MeasureId;
use femoris_clinic::rehab::plan::Plan;
use femoris_clinic::rehab::protocol::{self, DayPlan, Slot};
use femoris_measure::Day;

use super::super::again::chart;
use super::super::interview::{Ask, Asking, Typed, is_given, keep, question};
use super::super::{Answer, Shared, ask, at_field, frame, go, refused, sentence, without_field};
use super::{fits, said};
use crate::format;
use crate::view::plan::{
    DayShown, DoneShown, LookShown, PlanPage, RuleShown, SureShown, TestsShown, Way, WeekShown,
};
use crate::view::{Link, Tab, Toast, show as page};
use crate::wire::{Asked, Fields, Sent};
use crate::words;

/// What was just done, by the field of the address that says so.
const TOLD: [(&str, &str); 4] = [
    ("tested", "Kept. The gate has changed with it."),
    ("kept", "Kept. Sessions fit it from now on."),
    ("passed", "The next stage begins today."),
    ("outing", "Kept. It counts wherever the gate asks for it."),
];

/// Why the page comes back.
#[derive(Clone, Copy)]
enum Back<'a> {
    /// It does not.
    No,
    /// Something else than a number was refused.
    Refused(&'a str),
    /// What fits the runner was refused.
    Fits(&'a str, &'a Fields),
    /// Numbers were refused.
    Typed(Typed<'a>),
    /// A walk, a ride or a run was refused.
    Outing(outing::Refused<'a>),
}

impl<'a> Back<'a> {
    fn typed(self) -> Option<Typed<'a>> {
        match self {
            Self::Typed(typed) => Some(typed),
            Self::No | Self::Refused(_) | Self::Fits(..) | Self::Outing(_) => None,
        }
    }

    fn outing(self) -> Option<outing::Refused<'a>> {
        match self {
            Self::Outing(refused) => Some(refused),
            Self::No | Self::Refused(_) | Self::Fits(..) | Self::Typed(_) => None,
        }
    }

    /// What was typed about what fits.
    fn fits(self) -> Option<&'a Fields> {
        match self {
            Self::Fits(_, fields) => Some(fields),
            Self::No | Self::Refused(_) | Self::Typed(_) | Self::Outing(_) => None,
        }
    }

    /// What stands above the page.
    fn says(self) -> Option<String> {
        match self {
            Self::No => None,
            Self::Refused(why) | Self::Fits(why, _) => Some(why.to_owned()),
            Self::Typed(typed) => {
                let count = format::counted(typed.wrong.len() as u64, "answer", "answers");
                Some(format!("{count} could not be read. The others are kept."))
            }
            Self::Outing(_) => {
                Some("What you did beside the sessions is not kept yet. See below.".to_owned())
            }
        }
    }
}

/// `GET /plan`
pub(crate) async fn show(State(app): State<Shared>, Asked(query): Asked) -> Answer {
    let told = TOLD.iter().find(|(field, _)| query.get(field).is_some());
    let view = ask(&app, move |app| {
        let mut view = plan_page(app, Back::No)?;
        view.frame.toast = told.map(|(_, text)| Toast { text: (*text).to_owned(), undo: None });
        Ok(view)
    })
    .await?;
    Ok(page(&view))
}

/// `POST /plan/tests`: keeps every test of the gate and the word on confidence that was given.
pub(crate) async fn tests(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let now = app.plan_today()?;
        let asks = asks(&now).chain([Ask::Measure(MeasureId::Confidence)]);
        let asks: Vec<Ask> = asks.filter(|ask| is_given(*ask, &fields)).collect();
        let wrong = keep(app, &asks, &fields)?;
        if wrong.is_empty() {
            return Ok(go(if asks.is_empty() { "/plan#tests" } else { "/plan?tested=1#gate" }));
        }
        Ok(refused(&plan_page(app, Back::Typed(Typed { fields: &fields, wrong: &wrong }))?))
    })
    .await
}

/// `POST /plan/outing`: keeps a walk, a ride or a run beside the sessions, once.
pub(crate) async fn outing(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| {
        let wrong = outing::keep(app, &fields)?;
        if wrong.is_empty() {
            return Ok(go("/plan?outing=1#gate"));
        }
        let back = Back::Outing(outing::Refused { fields: &fields, wrong: &wrong });
        Ok(refused(&plan_page(app, back)?))
    })
    .await
}

/// `POST /plan/pass`: on to the next stage, where its gate is open.
pub(crate) async fn pass(State(app): State<Shared>) -> Answer {
    match ask(&app, |app| app.pass_stage()).await {
        Ok(_) => Ok(go("/plan?passed=1")),
        Err(error) => {
            let error = without_field(&at_field(error)?);
            ask(&app, move |app| Ok(refused(&plan_page(app, Back::Refused(&error))?))).await
        }
    }
}

/// `POST /plan/settings`: what is to hand, how long a session may take, and what else hurts.
pub(crate) async fn settings(State(app): State<Shared>, Sent(fields): Sent) -> Answer {
    ask(&app, move |app| match fits::read(&fields).and_then(|fits| app.set_rehab(fits)) {
        Ok(_) => Ok(go("/plan?kept=1#fits")),
        Err(error) if error.kind() == ErrorKind::Ours => Err(error),
        Err(error) => {
            let why = sentence(&error.to_string());
            Ok(refused(&plan_page(app, Back::Fits(&why, &fields))?))
        }
    })
    .await
}

/// What the gate may be tested for. Confidence has its own place.
fn asks<'a>(now: &'a PlanToday<'_>) -> impl Iterator<Item = Ask> + 'a {
    let asks = now.tests.iter().filter_map(|fact| Ask::of(*fact));
    asks.filter(|ask| *ask != Ask::Measure(MeasureId::Confidence))
}

fn plan_page(app: &App, back: Back<'_>) -> Result<PlanPage, AppError> {
    let (frame, _) = frame(app, "Plan", Tab::Plan)?;
    let now = app.plan_today()?;
    let fit = fits::Chosen { settings: &now.settings, typed: back.fits() };
    let mut view = PlanPage {
        frame,
        heading: "The plan waits".to_owned(),
        lead: String::new(),
        refused: back.says(),
        waits: Vec::new(),
        instead: now.doors.iter().map(|leads| door(*leads)).collect(),
        way: None,
        kits: fit.kits(),
        lengths: fit.lengths(),
        ailments: fit.ailments(),
        fits_open: back.fits().is_some(),
        review: app.knowledge().text("review.not_reviewed").to_owned(),
    };
    match &now.plan {
        RehabPlan::Referred => {
            view.waits = said::referred();
        }
        RehabPlan::Refused(_) if now.doors.contains(&Door::Prevention) => {
            view.heading = "No plan is needed".to_owned();
            view.waits = vec![
                "You told of nothing that hurts, so there is nothing to come back from.".to_owned(),
                "What is known about staying well stands among the answers; the exercises stand in the library.".to_owned(),
            ];
        }
        RehabPlan::Refused(refusal) => {
            view.waits = said::refusal_lines(refusal, app.knowledge());
        }
        RehabPlan::Plan(plan) => {
            let at = plan.course.protocol.stages.iter().position(|stage| stage.id == plan.course.stage.id);
            let words = &plan.course.stage.words;
            let (at, all) = (at.unwrap_or_default() + 1, plan.stages.len());
            view.heading = format!("Stage {at} of {all}: {}", words.name);
            view.lead = format!("{} You move on by what you can do, not by the date.", words.aim);
            view.way = Some(way(app, &now, plan, back)?);
        }
    }
    Ok(view)
}

fn door(leads: Door) -> Link {
    match leads {
        Door::Today => Link::new("/today", "To today"),
        Door::Prevention => Link::new("/answers/prevention", "How to prevent it"),
        Door::TellOfPain => Link::new("/pain", "I have pain now"),
        Door::Questions => Link::new("/pain/next", "Answer more questions"),
        Door::DangerSigns => Link::new("/pain?from=today", "Danger signs"),
        Door::WhomToSee => Link::new("/care", "Whom to see"),
        Door::Age => Link::new("/pain/ask/age_years?from=today", "My age"),
    }
}

fn way(app: &App, now: &PlanToday<'_>, plan: &Plan<'_>, back: Back<'_>) -> Result<Way, AppError> {
    let (knowledge, today) = (app.knowledge(), app.clock().today());
    let interview = app.interview()?;
    let asking = Asking::new(app, &interview, back.typed())?;
    let (protocol, stage) = (plan.course.protocol, plan.course.stage);
    let days = today.days_since(plan.course.begun.day);
    let questions: Vec<_> = asks(now).map(|ask| question(ask, &asking)).collect::<Result<_, _>>()?;
    let withheld: Vec<String> = now.withheld.iter().map(|fact| words::fact_name(*fact, knowledge)).collect();
    let tests = TestsShown {
        open: gate::is_due(plan)
            || !plan.again.is_empty()
            || !plan.undecided().is_empty()
            || questions.iter().any(|question| question.error.is_some()),
        withheld: (!withheld.is_empty()).then(|| withheld.join(", ")),
        questions,
    };
    let daily = protocol.daily_rules(stage.id, (days >= 0).then_some(days));
    Ok(Way {
        alerts: app.plan_alerts(plan).into_iter().map(str::to_owned).collect(),
        look: app.plan_look(plan)?.map(|look| LookShown {
            why: look.why,
            who: look.need.title.clone(),
            href: format!("/care?need={}", look.need.id),
        }),
        kind: kind::kind(plan, knowledge),
        causes: kind::causes(plan, knowledge),
        stages: plan.stages.iter().map(|view| gate::stage(view, plan, app)).collect(),
        tests: (!tests.questions.is_empty() || tests.withheld.is_some()).then_some(tests),
        outing: outing::form(app, back.outing())?,
        sure: sure(now, question(Ask::Measure(MeasureId::Confidence), &asking)?, today, knowledge),
        week: week(&plan.week, days, today),
        running: stage.runs.text.clone(),
        done: done(&now.done, today),
        daily: daily
            .map(|rule| RuleShown {
                name: knowledge.text(&format!("{}.name", rule.id)).to_owned(),
                text: knowledge.text(&format!("{}.text", rule.id)).to_owned(),
                cites: words::cites(&rule.sources, rule.tag, knowledge),
            })
            .collect(),
        about: protocol.about.clone(),
        cites: words::cites(&stage.sources, stage.tag, knowledge),
    })
}

fn sure(
    now: &PlanToday<'_>,
    question: crate::view::interview::Question,
    today: Day,
    knowledge: &Knowledge,
) -> SureShown {
    let is_due = now.confidence_from <= today;
    let line = match now.confidence {
        None => "Once a week, one number. Nobody else sees it.".to_owned(),
        Some(told) => {
            let said = words::measure(MeasureId::Confidence, told.value);
            let again = if is_due {
                "It is time to ask again.".to_owned()
            } else {
                format!("We ask again on {}.", format::short_date(now.confidence_from, today))
            };
            format!("You said {said} on {}. {again}", format::short_date(told.day, today))
        }
    };
    SureShown {
        open: is_due || question.error.is_some(),
        question,
        line,
        charts: now.trends.iter().map(|trend| chart(trend, today, knowledge)).collect(),
    }
}

/// The week of the plan that holds today, by its weekdays.
fn week(slots: &[&Slot], days: i32, today: Day) -> Vec<DayShown> {
    let length = protocol::WEEK as i32;
    let first = today.plus_days(-days.rem_euclid(length));
    let shown = |at: i32| {
        let day = first.plus_days(at);
        DayShown { name: format::weekday(day), what: on_day(slots, at as usize), is_today: day == today }
    };
    (0..length).map(shown).collect()
}

fn on_day(slots: &[&Slot], at: usize) -> String {
    let slots = slots.iter().filter_map(|slot| slot.days.get(at).map(|plan| (*slot, *plan)));
    holds(&slots.collect::<Vec<_>>())
}

/// What a day of the week of a stage holds, in words.
pub(super) fn holds(slots: &[(&Slot, DayPlan)]) -> String {
    let named = |wanted: DayPlan| {
        let names = slots.iter().filter(|(_, plan)| *plan == wanted).map(|(slot, _)| slot.name.as_str());
        let in_line = names.enumerate().map(|(at, name)| match at {
            0 => name.to_owned(),
            _ => format::small(name),
        });
        in_line.collect::<Vec<_>>().join(", ")
    };
    let (must, may) = (named(DayPlan::Do), named(DayPlan::May));
    match (must.is_empty(), may.is_empty()) {
        (true, true) => "Rest".to_owned(),
        (false, true) => must,
        (true, false) => format!("Rest, or {}", format::small(&may)),
        (false, false) => format!("{must}; if you like: {}", format::small(&may)),
    }
}

/// The last four weeks from Monday on, kindly: what was done, never what was not.
fn done(days: &[Day], today: Day) -> DoneShown {
    let sessions = |count: usize| format::counted(count as u64, "session", "sessions");
    let monday = today.plus_days(-i32::from(today.weekday_from_monday()));
    let length = protocol::WEEK as i32;
    let weeks = (0..DONE_DAYS / length).map(|back| {
        let first = monday.plus_days(-back * length);
        let on = |at: usize| {
            let day = first.plus_days(at as i32);
            match (days.contains(&day), day > today) {
                (true, _) => "done",
                (false, true) => "ahead",
                (false, false) => "",
            }
        };
        let shown = std::array::from_fn(on);
        WeekShown {
            name: match back {
                0 => "This week".to_owned(),
                _ => format!("From {}", format::short_date(first, today)),
            },
            count: match shown.iter().filter(|day| **day == "done").count() {
                0 => "no session".to_owned(),
                many => sessions(many),
            },
            days: shown,
        }
    });
    let line = match days.len() {
        0 => "No session is kept yet. The first one may be short.".to_owned(),
        many => format!(
            "{} in four weeks. Whatever you missed is not doubled: you go on from what you did.",
            sessions(many)
        ),
    };
    DoneShown { line, weeks: if days.is_empty() { Vec::new() } else { weeks.collect() } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a date")
    }

    #[test]
    fn four_weeks_are_told_by_what_was_done() {
        let today = day("2026-11-25");
        let days = [day("2026-11-02"), day("2026-11-23"), day("2026-11-25")];
        let shown = done(&days, today);
        assert!(shown.line.starts_with("3 sessions in four weeks."), "{}", shown.line);
        let counts: Vec<&str> = shown.weeks.iter().map(|week| week.count.as_str()).collect();
        assert_eq!(counts, ["2 sessions", "no session", "no session", "1 session"]);
        assert_eq!(shown.weeks[0].days, ["done", "", "done", "ahead", "ahead", "ahead", "ahead"]);
        assert_eq!(shown.weeks[3].name, "From Mon 2 November");
        assert!(done(&[], today).weeks.is_empty(), "nothing is held against anybody");
    }
}
