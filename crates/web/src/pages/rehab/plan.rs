//! `/plan`: the road, the gate of the present stage, the week and the rules for the day.

use axum::extract::State;
use femoris_app::{App, AppError, RehabPlan};
use femoris_clinic::knowledge::Knowledge;
use femoris_clinic::rehab::dose::Span;
use femoris_clinic::rehab::plan::{CriterionView, Place, Plan, StageView};
use femoris_clinic::rehab::protocol::DayPlan;
use femoris_clinic::truth::Truth;

use super::super::{Answer, Shared, ask, at_field, frame, go, refused, without_field};
use super::said;
use crate::format;
use crate::view::rehab::{CriterionShown, GateShown, PlanPage, RuleShown, StageShown};
use crate::view::{Tab, show as page};
use crate::words;

/// `GET /plan`
pub(crate) async fn show(State(app): State<Shared>) -> Answer {
    let view = ask(&app, move |app| plan_page(app, None)).await?;
    Ok(page(&view))
}

/// `POST /plan/pass`: on to the next stage, where its gate is open.
pub(crate) async fn pass(State(app): State<Shared>) -> Answer {
    match ask(&app, move |app| app.pass_stage()).await {
        Ok(_) => Ok(go("/plan")),
        Err(error) => {
            let error = without_field(&at_field(error)?);
            ask(&app, move |app| Ok(refused(&plan_page(app, Some(error))?))).await
        }
    }
}

fn plan_page(app: &App, error: Option<String>) -> Result<PlanPage, AppError> {
    let (frame, _) = frame(app, "Plan", Tab::Plan)?;
    let empty = PlanPage {
        frame,
        heading: "Plan".to_owned(),
        lead: String::new(),
        refused: error,
        waits: Vec::new(),
        stages: Vec::new(),
        week: Vec::new(),
        rules: Vec::new(),
        running: String::new(),
        alerts: Vec::new(),
    };
    let waits = match app.rehab_plan()? {
        RehabPlan::Plan(plan) => return Ok(filled(app, &plan, empty)),
        RehabPlan::Referred => vec!["See someone first. Today says whom, and how soon.".to_owned()],
        RehabPlan::Refused(refusal) => said::refusal_lines(&refusal, app.knowledge()),
    };
    Ok(PlanPage { heading: "The plan waits".to_owned(), waits, ..empty })
}

fn filled(app: &App, plan: &Plan<'_>, page: PlanPage) -> PlanPage {
    let knowledge = app.knowledge();
    let today = app.clock().today();
    let stage = plan.course.stage;
    let at = plan.stages.iter().position(|view| view.place == Place::Now).map_or(1, |at| at + 1);
    let mut alerts = Vec::new();
    if plan.course.is_held(today) {
        alerts.push(knowledge.text("session.held").to_owned());
    }
    if plan.someone_should_look == Truth::True {
        alerts.push(knowledge.text("session.see_someone").to_owned());
    }
    let since = i32::from(today.days_since(plan.course.begun.day) >= 0);
    let days = (since == 1).then(|| today.days_since(plan.course.begun.day));
    let rules = plan.course.protocol.daily_rules(stage.id, days);
    let rules = rules.map(|rule| RuleShown {
        name: knowledge.text(&format!("{}.name", rule.id)).to_owned(),
        text: knowledge.text(&format!("{}.text", rule.id)).to_owned(),
        cites: words::cites(&rule.sources, rule.tag, knowledge),
    });
    PlanPage {
        heading: format!("Stage {at} of {}: {}", plan.stages.len(), stage.words.name),
        lead: format!("{} You move on by what you can do, not by the date.", stage.words.aim),
        stages: plan.stages.iter().map(|view| stage_shown(view, plan, app)).collect(),
        week: week(plan),
        rules: rules.collect(),
        running: stage.runs.text.clone(),
        alerts,
        ..page
    }
}

fn stage_shown(view: &StageView<'_>, plan: &Plan<'_>, app: &App) -> StageShown {
    let words = &view.stage.words;
    let usual = view.stage.usual_days.map(in_weeks);
    let since = view.begun.map(|begun| {
        let why = app.knowledge().text(&format!("arrival.{}", begun.arrival));
        format!(" Since {}. {why}", format::date(begun.day))
    });
    let (state, tag) = match view.place {
        Place::Passed => ("done", "passed".to_owned()),
        Place::Now => ("now", "you are here".to_owned()),
        Place::Ahead => ("", usual.unwrap_or_default()),
    };
    let now = view.place == Place::Now;
    StageShown {
        state,
        name: words.name.clone(),
        tag,
        text: format!("{}{}", words.aim, since.filter(|_| now).unwrap_or_default()),
        gate: (now && !plan.gate.is_empty()).then(|| gate(plan, app)),
    }
}

/// Usual days as an honest range; a hint, never a gate.
fn in_weeks(days: Span<u16>) -> String {
    const WEEK: u16 = 7;
    if days.to() < 2 * WEEK {
        return format!("usually day {} to {}", days.from(), days.to());
    }
    format!("usually week {} to {}", days.from() / WEEK, days.to().div_ceil(WEEK))
}

fn gate(plan: &Plan<'_>, app: &App) -> GateShown {
    let knowledge = app.knowledge();
    let met = plan.gate.iter().filter(|view| view.met == Truth::True).count();
    let next = plan.course.stage.next.and_then(|next| knowledge.stage(next));
    let pass = plan.may_pass_to(app.clock().today()).and_then(|next| knowledge.stage(next));
    let lost = |view: &CriterionView<'_>| {
        let name = knowledge.text(&format!("{}.name", view.criterion.id));
        format!(
            "{name}: you could, and the newest test says no. The next gate stays closed until it is met again."
        )
    };
    GateShown {
        title: next
            .map_or_else(|| "Gate".to_owned(), |next| format!("Gate to {}: all on one day", next.words.name)),
        count: format!("{met} of {}", plan.gate.len()),
        says: knowledge.text(&format!("tests.{}", plan.tests)).to_owned(),
        criteria: plan.gate.iter().map(|view| criterion(view, knowledge)).collect(),
        lost: plan.lost.iter().map(lost).collect(),
        pass: pass.map(|stage| stage.words.name.clone()),
    }
}

fn criterion(view: &CriterionView<'_>, knowledge: &Knowledge) -> CriterionShown {
    let id = &view.criterion.id;
    let (state, icon, word) = match view.met {
        Truth::True => ("met", "check", "passed"),
        Truth::False => ("no", "no", "not yet"),
        Truth::Unknown => ("unk", "open", "not tested"),
    };
    let trend = view.trends.iter().filter(|(_, values)| !values.is_empty()).map(|(id, values)| {
        let values: Vec<String> = values.iter().map(|dated| words::measure(*id, dated.value)).collect();
        values.join(", ")
    });
    CriterionShown {
        state,
        icon,
        word,
        name: knowledge.text(&format!("{id}.name")).to_owned(),
        how: knowledge.text(&format!("{id}.how")).to_owned(),
        trend: trend.collect::<Vec<_>>().join("; "),
        cites: words::cites(&view.criterion.sources, view.criterion.tag, knowledge),
    }
}

/// What each day of the stage's week holds.
fn week(plan: &Plan<'_>) -> Vec<(String, String)> {
    let slots = &plan.course.stage.week;
    let days = (0..femoris_clinic::rehab::protocol::WEEK).map(|day| {
        let due = slots.iter().filter(|slot| slot.days[day] == DayPlan::Do);
        let names: Vec<&str> = due.map(|slot| slot.name.as_str()).collect();
        let what = if names.is_empty() { "Rest".to_owned() } else { names.join(", ") };
        (format!("Day {}", day + 1), what)
    });
    days.collect()
}
